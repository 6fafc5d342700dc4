"""What was late at the end of any day, and what became late in a year: from the histories and nothing else (design 6).

A step is late from the day after its due date, or from the day on which that date was set when it was past already, until
another date is set or the step is done. Closing and dismissing finish every open step, and reopening adds new ones:
so a late step always belongs to an open case, and the state of the case need not be looked up.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from sqlalchemy import Connection, text

from kpsdesk.domain.lateness import BecameLate, LateItem, Whose
from kpsdesk.store.types import from_day, to_day

COLUMN: Final[Mapping[str, str]] = {"manager": "manager_id", "unit": "unit_id", "area": "area_id"}
_NEVER: Final = 9_999_999  # a day that does not come

# ---- one day -------------------------------------------------------------------------------------------------

_STEPS_ON: Final = """
SELECT late.case_seq AS case_seq, NULL AS action, min(late.due) AS due FROM (
    SELECT s.case_seq AS case_seq,
        (SELECT d.due FROM due_history d
         WHERE d.case_seq = s.case_seq AND d.step_n = s.n AND d.set_day <= :day ORDER BY d.n DESC LIMIT 1) AS due
    FROM steps s WHERE s.done_day IS NULL OR s.done_day > :day
) AS late WHERE late.due < :day GROUP BY late.case_seq
"""
_ACTIONS_ON: Final = """
SELECT a.case_seq AS case_seq, a.id AS action, h.{due} AS due
FROM action_history h JOIN actions a ON a.id = h.action_id
WHERE h.{due} < :day AND h.day <= :day AND {late}
  AND h.n = (SELECT x.n FROM action_history x WHERE x.action_id = h.action_id AND x.day <= :day ORDER BY x.n DESC LIMIT 1)
"""
_LATE_ACTION: Final = "h.status IN ('proposed', 'decided', 'ongoing')"
_LATE_FOLLOW_UP: Final = "h.status = 'done' AND (h.effect IS NULL OR h.effect = 'not_judged')"
_ON: Final[Mapping[str, str]] = {
    "steps": _STEPS_ON,
    "actions": _ACTIONS_ON.format(due="due", late=_LATE_ACTION),
    "follow_ups": _ACTIONS_ON.format(due="follow_up_due", late=_LATE_FOLLOW_UP),
}
# the owner and the kind that the case had at the end of a day
_CHARGED: Final = """
SELECT late.*, o.manager_id, o.unit_id, o.area_id,
    (SELECT k.kind FROM kind_history k WHERE k.case_seq = late.case_seq AND k.day <= {day} ORDER BY k.n DESC LIMIT 1)
        IN ('complaint', 'view') AS complaint
FROM ({late}) AS late JOIN owner_history o ON o.case_seq = late.case_seq AND o.n = (
    SELECT x.n FROM owner_history x WHERE x.case_seq = late.case_seq AND x.from_day <= {day} ORDER BY x.n DESC LIMIT 1)
"""


def late_on(connection: Connection, day: date) -> list[LateItem]:
    """Everything that was late at the end of a day, each once, with its earliest missed date."""
    found = []
    for source, statement in _ON.items():
        rows = connection.execute(text(_CHARGED.format(late=statement, day=":day")), {"day": to_day(day)})
        for seq, action, due, manager, unit, area, complaint in rows:
            whose = Whose(manager, unit, area)
            found.append(LateItem(_series(source, complaint), seq, from_day(due), whose, action))
    return found


def _series(source: str, complaint: int) -> str:
    return ("complaints" if complaint else "cases") if source == "steps" else source


# ---- a span of days ------------------------------------------------------------------------------------------

_STEP_SPANS: Final = f"""
SELECT d.case_seq AS case_seq, NULL AS action, max(d.set_day, d.due + 1) AS first, min(
    coalesce(s.done_day, {_NEVER}),
    coalesce((SELECT x.set_day FROM due_history x
              WHERE x.case_seq = d.case_seq AND x.step_n = d.step_n AND x.n = d.n + 1), {_NEVER})
) AS until
FROM steps s JOIN due_history d ON d.case_seq = s.case_seq AND d.step_n = s.n
WHERE (s.done_day IS NULL OR s.done_day > :first) AND d.due < :last AND d.set_day <= :last
  AND (s.done_day IS NULL OR d.due + 1 < s.done_day)
"""
_ACTION_SPANS: Final = f"""
SELECT a.case_seq AS case_seq, a.id AS action, max(h.day, h.{{due}} + 1) AS first, coalesce(
    (SELECT x.day FROM action_history x WHERE x.action_id = h.action_id AND x.n = h.n + 1), {_NEVER}) AS until
FROM action_history h JOIN actions a ON a.id = h.action_id
WHERE h.{{due}} < :last AND h.day <= :last AND {{late}}
"""
_SPANS: Final[Mapping[str, str]] = {
    "steps": _STEP_SPANS,
    "actions": _ACTION_SPANS.format(due="due", late=_LATE_ACTION),
    "follow_ups": _ACTION_SPANS.format(due="follow_up_due", late=_LATE_FOLLOW_UP),
}
_LATE: Final = """
WITH span AS MATERIALIZED ({spans}),
late AS MATERIALIZED (
    SELECT case_seq, action, first, until FROM span WHERE first < until AND first <= :last AND until > :first),
began AS (SELECT case_seq, action, min(max(first, :first)) AS day FROM late GROUP BY case_seq, action)
"""
_BEGAN: Final = "SELECT case_seq, action, day, 0 AS ended FROM began"
_ENDS: Final = """
SELECT DISTINCT late.case_seq, late.action, ends.value AS day, 1 AS ended
FROM json_each(:ends) AS ends CROSS JOIN late WHERE late.first <= ends.value AND late.until > ends.value
"""
_COUNTED: Final = """
SELECT ended, CASE ended WHEN 1 THEN day ELSE (SELECT max(b.value) FROM json_each(:begins) AS b WHERE b.value <= day) END
    AS month, manager_id, unit_id, area_id, complaint, count(*)
FROM ({charged}) GROUP BY 1, 2, 3, 4, 5, 6
"""


def became_late(connection: Connection, first: date, last: date) -> Iterator[BecameLate]:
    """What was late on any day from `first` to `last`, each once, on the first of these days (design 6: once a year)."""
    span = {"first": to_day(first), "last": to_day(last)}
    for source, spans in _SPANS.items():
        statement = _LATE.format(spans=spans) + _CHARGED.format(late=_BEGAN, day="late.day")
        for seq, action, day, _, manager, unit, area, complaint in connection.execute(text(statement), span):
            whose = Whose(manager, unit, area)
            yield BecameLate(_series(source, complaint), seq, from_day(day), whose, action)


def month_counts(
    connection: Connection, first: date, last: date, ends: Sequence[date]
) -> Iterator[tuple[str, bool, date, Whose, int]]:
    """(series, at the end of a month?, the day or the first of the month, whose, how many) for a span within a year.

    True: late at the end of that day, one of `ends`. False: became late in that month, as `became_late` has it.
    """
    begins = [first.replace(month=month, day=1) for month in range(first.month, last.month + 1)]
    values = {
        "first": to_day(first),
        "last": to_day(last),
        "ends": json.dumps([to_day(day) for day in ends]),
        "begins": json.dumps([to_day(day) for day in begins]),
    }
    both = f"{_BEGAN} UNION ALL {_ENDS}"
    for source, spans in _SPANS.items():
        counted = _COUNTED.format(charged=_CHARGED.format(late=both, day="late.day"))
        rows = connection.execute(text(_LATE.format(spans=spans) + counted), values)
        for ended, day, manager, unit, area, complaint, many in rows:
            yield _series(source, complaint), bool(ended), from_day(day), Whose(manager, unit, area), many


def owners_between(connection: Connection, first: date, last: date, by: str) -> set[int | None]:
    """Every manager (unit, area) that owned a case on a day of the span."""
    statement = f"SELECT DISTINCT {COLUMN[by]} FROM owner_history WHERE from_day <= ? AND (to_day IS NULL OR to_day >= ?)"
    return {row[0] for row in connection.exec_driver_sql(statement, (to_day(last), to_day(first)))}


__all__ = ["became_late", "late_on", "month_counts", "owners_between"]
