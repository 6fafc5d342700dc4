"""Counting what was overdue at the end of any day, from the histories and nothing else (design 6)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from sqlalchemy import Connection, text

from kpsdesk.store.types import to_day

COLUMN: Final[Mapping[str, str]] = {"manager": "manager_id", "unit": "unit_id", "area": "area_id"}

# A step that was not done by the end of the day, with the due date in force then; the case open then.
_OVERDUE: Final = """
SELECT DISTINCT s.case_seq
FROM steps s
WHERE (s.done_day IS NULL OR s.done_day > :day)
  AND (SELECT d.due FROM due_history d
       WHERE d.case_seq = s.case_seq AND d.step_n = s.n AND d.set_day <= :day
       ORDER BY d.n DESC LIMIT 1) < :day
  AND (SELECT h.status FROM status_history h
       WHERE h.case_seq = s.case_seq AND h.day <= :day
       ORDER BY h.n DESC LIMIT 1) NOT IN ('draft', 'closed', 'dismissed')
"""
_OWNER: Final = """
SELECT o.{column} FROM owner_history o
WHERE o.case_seq = late.case_seq AND o.from_day <= :day AND (o.to_day IS NULL OR o.to_day > :day)
ORDER BY o.n DESC LIMIT 1
"""
_KIND: Final = """
SELECT k.kind FROM kind_history k
WHERE k.case_seq = late.case_seq AND k.day <= :day ORDER BY k.n DESC LIMIT 1
"""


def overdue_open(connection: Connection, day: date, by: str) -> dict[int | None, int]:
    """Cases overdue at the end of a day per manager, unit or area; complaints and views are not in these."""
    statement = (
        f"SELECT ({_OWNER.format(column=COLUMN[by])}) AS owner, count(*) FROM ({_OVERDUE}) AS late "
        f"WHERE ({_KIND}) NOT IN ('complaint', 'view') GROUP BY owner"
    )
    rows = connection.execute(text(statement), {"day": to_day(day)})
    return {row[0]: int(row[1]) for row in rows}


def overdue_cases(connection: Connection, day: date) -> list[int]:
    """Keys of the cases that were overdue at the end of a day, complaints and views included."""
    return [row[0] for row in connection.execute(text(_OVERDUE + " ORDER BY 1"), {"day": to_day(day)})]


def owners_between(connection: Connection, first: date, last: date, by: str) -> set[int | None]:
    """Everyone (or each unit, area) that owned a case on a day of the span."""
    statement = f"SELECT DISTINCT {COLUMN[by]} FROM owner_history WHERE from_day <= ? AND (to_day IS NULL OR to_day >= ?)"
    return {row[0] for row in connection.exec_driver_sql(statement, (to_day(last), to_day(first)))}
