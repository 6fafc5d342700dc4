"""Counts over time, straight from the indexes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection

from kpsdesk.store.types import to_day


def months(connection: Connection, today: date, units: Sequence[int]) -> list[tuple[date, int, int, int]]:
    """(first of month, reported, closed, risks reported) for twelve months up to today's; dismissed ones not counted."""
    starts = [_months_back(today, n) for n in range(11, -1, -1)]
    ends = [*starts[1:], _months_back(today, -1)]
    clause = f" AND unit_id IN ({', '.join('?' * len(units))})" if units else ""
    found = []
    for start, end in zip(starts, ends, strict=True):
        span = (to_day(start), to_day(end), *units)
        reported = connection.exec_driver_sql(
            "SELECT count(*), coalesce(sum(kind = 'risk'), 0) FROM cases "
            f"WHERE reported_day >= ? AND reported_day < ? AND status <> 'dismissed'{clause}",
            span,
        ).one()
        closed = connection.exec_driver_sql(
            f"SELECT count(*) FROM cases WHERE closed_day >= ? AND closed_day < ? AND status = 'closed'{clause}",
            span,
        ).scalar_one()
        found.append((start, int(reported[0]), int(closed), int(reported[1])))
    return found


def _months_back(day: date, n: int) -> date:
    total = day.year * 12 + day.month - 1 - n
    return date(total // 12, total % 12 + 1, 1)
