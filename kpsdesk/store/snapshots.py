"""The numbers of month ends, kept as they were counted then."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, text

from kpsdesk.domain.lateness import BecameLate, LateItem, Whose
from kpsdesk.store.types import from_day, to_day, to_ms


@dataclass(frozen=True, slots=True)
class KeptNumbers:
    """One row: what was late at a month's end in one series for one manager, unit and area; `days` sorted."""

    day: date
    rule: int
    series: str
    whose: Whose
    days: tuple[int, ...]
    became: int


def counted(
    day: date, rule: int, late: Iterable[LateItem], became: Iterable[BecameLate]
) -> list[KeptNumbers]:
    """The rows of a month's end, from what is late on its day and what became late in its month."""
    days: dict[tuple[str, Whose], list[int]] = {}
    flow: dict[tuple[str, Whose], int] = {}
    for item in late:
        days.setdefault((item.series, item.whose), []).append(item.days(day))
    for one in became:
        if (one.day.year, one.day.month) == (day.year, day.month):
            flow[one.series, one.whose] = flow.get((one.series, one.whose), 0) + 1
    keys = sorted({*days, *flow}, key=lambda key: (key[0], key[1].unit, key[1].manager or 0, key[1].area))
    return [KeptNumbers(day, rule, *key, tuple(sorted(days.get(key, ()))), flow.get(key, 0)) for key in keys]


def keep(connection: Connection, rows: Iterable[KeptNumbers], at: datetime) -> None:
    """Write rows; a month's end is written once and never again under the same rule."""
    values = [
        {
            "day": to_day(row.day),
            "rule": row.rule,
            "series": row.series,
            "manager": row.whose.manager,
            "unit": row.whose.unit,
            "area": row.whose.area,
            "days": json.dumps(row.days, separators=(",", ":")),
            "became": row.became,
            "at": to_ms(at),
        }
        for row in rows
    ]
    if values:
        connection.execute(
            text(
                "INSERT INTO month_snapshots (day, rule, series, manager_id, unit_id, area_id, days, became, taken_at) "
                "VALUES (:day, :rule, :series, :manager, :unit, :area, :days, :became, :at)"
            ),
            values,
        )


def kept(connection: Connection, first: date, last: date, rule: int) -> list[KeptNumbers]:
    """The rows of the month ends from `first` to `last`."""
    rows = connection.execute(
        text(
            "SELECT day, rule, series, manager_id, unit_id, area_id, days, became FROM month_snapshots "
            "WHERE day BETWEEN :first AND :last AND rule = :rule ORDER BY day, series, unit_id, coalesce(manager_id, 0), area_id"
        ),
        {"first": to_day(first), "last": to_day(last), "rule": rule},
    )
    return [
        KeptNumbers(
            from_day(day), number, series, Whose(manager, unit, area), tuple(json.loads(days)), became
        )
        for day, number, series, manager, unit, area, days, became in rows
    ]


def first_case(connection: Connection) -> date | None:
    """The first reporting day of all."""
    day = connection.execute(text("SELECT min(reported_day) FROM cases")).scalar()
    return None if day is None else from_day(day)
