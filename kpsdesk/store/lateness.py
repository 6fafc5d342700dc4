"""What was late at the end of any day, and what became late in a year: from the histories and nothing else (design 6).

A step is late from the day after its due date, or from the day on which that date was set when it was past already, until
another date is set or the step is done. Closing and dismissing finish every open step, and reopening adds new ones:
so a late step always belongs to an open case, and the state of the case need not be looked up.

What is counted and what is listed are one statement, ended in two ways: a number is always the length of its list.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, text

from kpsdesk.domain.follow_up import Behind
from kpsdesk.domain.lateness import AGE_CLASSES, BecameLate, LateItem, Whose
from kpsdesk.store.types import from_day, to_day

COLUMN: Final[Mapping[str, str]] = {"manager": "manager_id", "unit": "unit_id", "area": "area_id"}
_NEVER: Final = 9_999_999  # a day that does not come

# each date is in force until the next one is set or the step is done: that day is looked up once, as a row of a join
_STEP_SPANS: Final = f"""
SELECT d.case_seq AS case_seq, NULL AS action, 0 AS follow, d.due AS due, max(d.set_day, d.due + 1) AS first,
    min(s.done_day, coalesce(x.set_day, {_NEVER})) AS until
FROM ({{steps}}) AS s
CROSS JOIN due_history d ON d.case_seq = s.case_seq AND d.step_n = s.n
LEFT JOIN due_history x ON x.case_seq = d.case_seq AND x.step_n = d.step_n AND x.n = d.n + 1
WHERE d.due < :last AND d.set_day <= :last AND d.due + 1 < s.done_day
  AND max(d.set_day, d.due + 1, :first) < coalesce(x.set_day, {_NEVER}) AND d.set_day < s.done_day
"""
# in the order of the file, or by index: quicker when few were done since, far slower when many were
_ALL_STEPS: Final = f"""
SELECT case_seq, n, coalesce(done_day, {_NEVER}) AS done_day FROM steps WHERE coalesce(done_day, {_NEVER}) > :first
"""
_RECENT_STEPS: Final = f"""
SELECT case_seq, n, {_NEVER} AS done_day FROM steps WHERE done_day IS NULL
UNION ALL SELECT case_seq, n, done_day FROM steps WHERE done_day > :first
"""
_ACTION_SPANS: Final = f"""
SELECT a.case_seq AS case_seq, a.id AS action, h.follow AS follow, h.due AS due, max(h.day, h.due + 1) AS first,
    coalesce(x.day, {_NEVER}) AS until
FROM {{among}} (
    SELECT action_id, n, day, status = 'done' AS follow, CASE status WHEN 'done' THEN follow_up_due ELSE due END AS due
    FROM action_history
    WHERE status IN ('proposed', 'decided', 'ongoing') OR (status = 'done' AND coalesce(effect, 'not_judged') = 'not_judged')
) AS h {{joined}}
LEFT JOIN action_history x ON x.action_id = h.action_id AND x.n = h.n + 1
CROSS JOIN actions a ON a.id = h.action_id
WHERE h.due < :last AND +h.day <= :last AND max(h.day, h.due + 1, :first) < coalesce(x.day, {_NEVER})
"""
# what was late since a day of late is still so, or has changed since: few of all actions
_CANDIDATES: Final = """(
    SELECT DISTINCT id FROM (
        SELECT id FROM actions WHERE status IN ('proposed','decided','ongoing') AND removed_at IS NULL AND due < :last
        UNION ALL SELECT id FROM actions WHERE followed_up_day IS NULL AND status = 'done' AND follow_up_due < :last
        UNION ALL SELECT action_id AS id FROM action_history WHERE day > :first)
) AS c CROSS JOIN"""
RECENT: Final = 92  # days of changes that are gone through by themselves; of a longer time everything is
_SPANS: Final[Mapping[str, str]] = {
    "steps": _STEP_SPANS.format(steps=_ALL_STEPS),
    "recent steps": _STEP_SPANS.format(steps=_RECENT_STEPS),
    "actions": _ACTION_SPANS.format(among="", joined=""),
    "recent actions": _ACTION_SPANS.format(among=_CANDIDATES, joined="ON h.action_id = c.id"),
}
_LATE: Final = "WITH late AS MATERIALIZED ({spans})"
# each once a day, with its earliest missed date; each once a span, on its first day
_ENDS: Final = """
SELECT late.case_seq, late.action, late.follow, min(late.due) AS due, ends.value AS day
FROM json_each(:ends) AS ends CROSS JOIN late WHERE late.first <= ends.value AND late.until > ends.value
GROUP BY late.case_seq, late.action, late.follow, ends.value
"""
_BEGAN: Final = """
SELECT case_seq, action, follow, 0 AS due, min(max(first, :first)) AS day FROM late GROUP BY case_seq, action, follow
"""
# the owner and the kind that the case had at the end of the day
_CHARGED: Final = """
SELECT late.*, o.manager_id, o.unit_id, o.area_id,
    (SELECT k.kind FROM kind_history k WHERE k.case_seq = late.case_seq AND k.day <= late.day ORDER BY k.n DESC LIMIT 1)
        IN ('complaint', 'view') AS complaint
FROM ({late}) AS late JOIN owner_history o ON o.case_seq = late.case_seq AND o.n = (
    SELECT x.n FROM owner_history x WHERE x.case_seq = late.case_seq AND x.from_day <= late.day ORDER BY x.n DESC LIMIT 1)
"""
_AT: Final = "SELECT case_seq, action, due, day, manager_id, unit_id, area_id, complaint, follow"
_MANY: Final = "SELECT due, day, manager_id, unit_id, area_id, complaint, follow, count(*)"
_OF_SERIES: Final[Mapping[str, str]] = {
    "cases": "NOT complaint",
    "complaints": "complaint",
    "actions": "NOT follow",
    "follow_ups": "follow",
}
Counted = tuple[str, date, date, Whose, int]


def _statement(source: str, late: str, ended: str) -> str:
    """Of one source: what was late, charged, ended as a list or as counts; `ended` has a place for it."""
    return _LATE.format(spans=_SPANS[source]) + ended.format(charged=_CHARGED.format(late=late))


def _sources(connection: Connection, first: date) -> tuple[str, str]:
    """Steps and actions, by the shorter of two ways that find the same."""
    newest = "SELECT max(coalesce((SELECT max(done_day) FROM steps), 0), coalesce((SELECT max(day) FROM action_history), 0))"
    recent = int(connection.exec_driver_sql(newest).scalar_one()) - to_day(first) <= RECENT
    return ("recent steps", "recent actions") if recent else ("steps", "actions")


def _values(first: date, last: date, ends: Iterable[date] = ()) -> dict[str, Any]:
    days = json.dumps([to_day(day) for day in ends])
    return {"first": to_day(first), "last": to_day(last), "ends": days}


def _series(source: str, complaint: int, follow: int) -> str:
    if source.endswith("steps"):
        return "complaints" if complaint else "cases"
    return "follow_ups" if follow else "actions"


def late_on(connection: Connection, day: date) -> list[LateItem]:
    """Everything that was late at the end of a day, each once, with its earliest missed date."""
    found = []
    for source in _sources(connection, day):
        statement = _statement(source, _ENDS, _AT + " FROM ({charged})")
        for seq, action, due, _, *whose, complaint, follow in connection.execute(
            text(statement), _values(day, day, [day])
        ):
            found.append(
                LateItem(_series(source, complaint, follow), seq, from_day(due), Whose(*whose), action)
            )
    return found


def late_counts(connection: Connection, days: Sequence[date]) -> Iterator[Counted]:
    """(series, day, due date, whose, how many) of what was late at the end of each of some days."""
    values = _values(min(days), max(days), days)
    for source in _sources(connection, min(days)):
        statement = _statement(source, _ENDS, _MANY + " FROM ({charged}) GROUP BY 1, 2, 3, 4, 5, 6, 7")
        for due, day, *whose, complaint, follow, many in connection.execute(text(statement), values):
            yield _series(source, complaint, follow), from_day(day), from_day(due), Whose(*whose), many


def became_late(connection: Connection, first: date, last: date) -> Iterator[BecameLate]:
    """What was late on any day from `first` to `last`, each once, on the first of these days (design 6: once a year)."""
    for source in _sources(connection, first):
        statement = _statement(source, _BEGAN, _AT + " FROM ({charged})")
        for seq, action, _, day, *whose, complaint, follow in connection.execute(
            text(statement), _values(first, last)
        ):
            yield BecameLate(_series(source, complaint, follow), seq, from_day(day), Whose(*whose), action)


def month_counts(
    connection: Connection, first: date, last: date, ends: Sequence[date]
) -> Iterator[tuple[str, bool, date, Whose, int]]:
    """(series, at the end of a month?, the day or the first of the month, whose, how many) for a span within a year.

    True: late at the end of that day, one of `ends`. False: became late in that month, as `became_late` has it.
    """
    values = _values(first, last, ends)
    both = f"SELECT *, 0 AS ended FROM ({_BEGAN}) UNION ALL SELECT *, 1 AS ended FROM ({_ENDS})"
    for source in _sources(connection, first):
        rows = connection.execute(text(_statement(source, both, _BY_MONTH)), values)
        for ended, day, *whose, complaint, follow, many in rows:
            yield _series(source, complaint, follow), bool(ended), from_day(day), Whose(*whose), many


# the first of its month, by the calendar of days since 1970
_BY_MONTH: Final = """
SELECT ended, CASE ended WHEN 1 THEN day ELSE day + 1 - CAST(strftime('%d', day * 86400, 'unixepoch') AS INTEGER) END AS month,
    manager_id, unit_id, area_id, complaint, follow, count(*)
FROM ({charged}) GROUP BY 1, 2, 3, 4, 5, 6, 7
"""


def late_keys(connection: Connection, behind: Behind) -> list[tuple[int, str | None]]:
    """(case, action) of what was late at the end of a day, as a number of it counts; longest first."""
    return _keys(connection, behind, _ENDS, _values(behind.last, behind.last, [behind.last]))


def became_keys(connection: Connection, behind: Behind) -> list[tuple[int, str | None]]:
    """(case, action) of what became late in a span within a year, as a number of it counts; in order of the days."""
    values = _values(behind.last.replace(month=1, day=1), behind.last)
    since = to_day(behind.first) if behind.first else values["first"]
    return _keys(connection, behind, _BEGAN, values | {"since": since}, "day >= :since")


def _keys(
    connection: Connection, behind: Behind, late: str, values: dict[str, Any], *more: str
) -> list[tuple[int, str | None]]:
    steps, actions = _sources(connection, from_day(values["first"]))
    source = steps if behind.series in ("cases", "complaints") else actions
    asked, given = owned(behind)
    conditions = [*asked, *more]
    conditions.append(_OF_SERIES[behind.series])
    if behind.age:
        _, low, high = next(one for one in AGE_CLASSES if one[0] == behind.age)
        conditions.append("day - due BETWEEN :low AND :high")
        given |= {"low": low, "high": _NEVER if high is None else high}
    statement = _statement(
        source, late, _AT + f" FROM ({{charged}}){_where(conditions)} ORDER BY due, day, case_seq, action"
    )
    return [(row[0], row[1]) for row in connection.execute(text(statement), values | given)]


def owned(behind: Behind) -> tuple[list[str], dict[str, Any]]:
    """The conditions on the owner on the day counted, and their values."""
    conditions, values = [], dict[str, Any]()
    if behind.units:
        conditions.append("unit_id IN (SELECT value FROM json_each(:units))")
        values["units"] = json.dumps(behind.units)
    if behind.by in COLUMN:
        conditions.append(f"{COLUMN[behind.by]} IS :key")
        values["key"] = behind.key
    return conditions, values


def _where(conditions: Sequence[str]) -> str:
    return f" WHERE {' AND '.join(conditions)}" if conditions else ""


def owners_between(connection: Connection, first: date, last: date, by: str) -> set[int | None]:
    """Every manager (unit, area) that owned a case on a day of the span."""
    statement = f"SELECT DISTINCT {COLUMN[by]} FROM owner_history WHERE from_day <= ? AND (to_day IS NULL OR to_day >= ?)"
    return {row[0] for row in connection.exec_driver_sql(statement, (to_day(last), to_day(first)))}
