"""How reports were worked with: each measure one statement over the histories, ended as counts or as the list behind them.

A source finds (case_seq, day, days): the day that is counted, by which the case is charged to its owner, and how many days
it took from the report. What was dismissed by the end of the day `known`, duplicates included, is in no number (domain 7).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, text

from kpsdesk.domain import follow_up as f
from kpsdesk.domain.follow_up import Behind
from kpsdesk.domain.rows import ActionLine
from kpsdesk.store.lateness import owned
from kpsdesk.store.types import from_day, to_day

_DISMISSED: Final = """(
    SELECT h.status FROM status_history h WHERE h.case_seq = {seq} AND h.day <= :known ORDER BY h.n DESC LIMIT 1
) IS 'dismissed'"""
_OWNER: Final = """o.case_seq = {seq} AND o.n = (
    SELECT x.n FROM owner_history x WHERE x.case_seq = {seq} AND x.from_day <= {day} ORDER BY x.n DESC LIMIT 1)"""
_LATER: Final = """EXISTS (
    SELECT 1 FROM status_history x WHERE x.case_seq = h.case_seq AND x.n = h.n + 1 AND x.day <= :known)"""

_REPORTED: Final = """
SELECT seq AS case_seq, reported_day AS day, 0 AS days FROM cases WHERE reported_day BETWEEN :first AND :last
"""
_CLOSED: Final = f"""
SELECT h.case_seq AS case_seq, h.day AS day, h.day - c.reported_day AS days
FROM status_history h JOIN cases c ON c.seq = h.case_seq
WHERE h.status = 'closed' AND h.day BETWEEN :first AND :last AND NOT {_LATER}
"""
_OPEN: Final = f"""
SELECT h.case_seq AS case_seq, :last AS day, 0 AS days FROM status_history h
WHERE h.day <= :last AND h.status NOT IN ('draft', 'closed', 'dismissed') AND NOT {_LATER}
"""
# the last step of closing (or answering) that was done by the day, and had a date
_DUE_TO_CLOSE: Final = f"""
SELECT m.* FROM ({_CLOSED}) AS m JOIN steps s ON s.case_seq = m.case_seq AND s.n = (
    SELECT x.n FROM steps x WHERE x.case_seq = m.case_seq AND x.step IN ('closing', 'answer') AND x.due IS NOT NULL
        AND x.done_day <= m.day ORDER BY x.n DESC LIMIT 1)
WHERE {{late}}
"""
# reopening adds the step again: the first one tells how long the reporter waited; a lifted one tells nothing
_STEP: Final = """
SELECT s.case_seq AS case_seq, s.done_day AS day, s.done_day - c.reported_day AS days
FROM steps s JOIN cases c ON c.seq = s.case_seq
WHERE s.done_day BETWEEN :first AND :last AND s.step = '{step}' AND s.due IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM steps x WHERE x.case_seq = s.case_seq AND x.n < s.n AND x.step = s.step)
"""
_SAID: Final = "coalesce(trim(g.text), '') <> ''"
_WITH_FEEDBACK: Final = f"""
SELECT m.* FROM ({_CLOSED}) AS m
WHERE EXISTS (SELECT 1 FROM feedback g WHERE g.case_seq = m.case_seq AND g.day <= :known AND {_SAID})
"""
_FIRST_FEEDBACK: Final = f"""
SELECT g.case_seq AS case_seq, min(g.day) AS day, min(g.day) - c.reported_day AS days
FROM feedback g JOIN cases c ON c.seq = g.case_seq WHERE {_SAID}
GROUP BY g.case_seq HAVING min(g.day) BETWEEN :first AND :last
"""
_EXTENDED: Final = """
SELECT case_seq, min(set_day) AS day, 0 AS days FROM due_history
WHERE reason = 'extension' AND set_day BETWEEN :first AND :last GROUP BY case_seq
"""
_REPEATED: Final = f"""
SELECT case_seq, day, 0 AS days FROM (
    SELECT c.seq AS case_seq, c.reported_day AS day, c.reported_day - lag(c.reported_day) OVER (
        PARTITION BY c.event_type, o.unit_id ORDER BY c.reported_day, c.seq) AS since
    FROM cases c JOIN owner_history o ON {_OWNER.format(seq="c.seq", day="c.reported_day")}
    WHERE c.reported_day BETWEEN :first - {f.REPEAT_DAYS} AND :last AND c.event_type IS NOT NULL
      AND NOT {_DISMISSED.format(seq="c.seq")}
) WHERE day >= :first AND since <= {f.REPEAT_DAYS}
"""
_SOURCES: Final[Mapping[str, str]] = {
    f.REPORTED: _REPORTED,
    f.CLOSED: _CLOSED,
    f.DUE_TO_CLOSE: _DUE_TO_CLOSE.format(late="TRUE"),
    f.IN_TIME: _DUE_TO_CLOSE.format(late="s.done_day <= s.due"),
    f.OPEN: _OPEN,
    f.RECEIVED: _STEP.format(step="acknowledgement"),
    f.ASSESSED: _STEP.format(step="assessment"),
    f.WITH_FEEDBACK: _WITH_FEEDBACK,
    f.FIRST_FEEDBACK: _FIRST_FEEDBACK,
    f.EXTENDED: _EXTENDED,
    f.REPEATED: _REPEATED,
}
MEASURES: Final = frozenset(_SOURCES)
_FOUND: Final = f"""
SELECT m.case_seq AS case_seq, m.day AS day, m.days AS days, o.manager_id, o.unit_id, o.area_id, c.event_type,
    (SELECT k.kind FROM kind_history k WHERE k.case_seq = m.case_seq AND k.day <= :known ORDER BY k.n DESC LIMIT 1) AS kind
FROM ({{source}}) AS m CROSS JOIN cases c ON c.seq = m.case_seq
JOIN owner_history o ON {_OWNER.format(seq="m.case_seq", day="m.day")}
WHERE NOT {_DISMISSED.format(seq="m.case_seq")}
"""


def counts(connection: Connection, behind: Behind, *by: str) -> Iterator[tuple[tuple[Any, ...], int]]:
    """How many a measure counts, by some of day, days, kind, event_type, unit_id."""
    found, values = _found(behind)
    columns = ", ".join(by)
    groups = f" GROUP BY {columns}" if by else ""
    for row in connection.execute(
        text(f"SELECT {columns}{', ' if by else ''}count(*) FROM {found}{groups}"), values
    ):
        *keys, many = row
        yield tuple(from_day(key) if name == "day" else key for name, key in zip(by, keys, strict=True)), many


def keys(connection: Connection, behind: Behind) -> list[int]:
    """The cases that a measure counts, in the order of the days."""
    found, values = _found(behind)
    rows = connection.execute(text(f"SELECT case_seq FROM {found} ORDER BY day, case_seq"), values)
    return [row[0] for row in rows]


def _found(behind: Behind) -> tuple[str, dict[str, Any]]:
    conditions, values = owned(behind)
    if behind.series != f.ALL:
        conditions.append(f"kind {'IN' if behind.series == 'complaints' else 'NOT IN'} ('complaint', 'view')")
    if behind.kinds:
        conditions.append("kind IN (SELECT value FROM json_each(:kinds))")
        values["kinds"] = json.dumps(behind.kinds)
    if behind.event_type:
        conditions.append("event_type = :event_type")
        values["event_type"] = behind.event_type
    clause = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    first = behind.first or date.min
    values |= {
        "first": to_day(first),
        "last": to_day(behind.last),
        "known": to_day(behind.known or behind.last),
    }
    return f"({_FOUND.format(source=_SOURCES[behind.measure])}){clause}", values


def case_keys(connection: Connection, known: Sequence[int | str]) -> list[int]:
    """The keys of cases that are known by key or id, each once, in the same order."""
    ids = [one for one in known if isinstance(one, str)]
    rows = connection.execute(
        text("SELECT id, seq FROM cases WHERE id IN (SELECT value FROM json_each(:ids))"),
        {"ids": json.dumps(ids)},
    )
    seqs = {row[0]: row[1] for row in rows}
    return list(dict.fromkeys(seqs[one] if isinstance(one, str) else one for one in known))


_LINES: Final = """
SELECT a.id, c.id, c.number, a.text, a.status, a.owner_id, a.due, a.follow_up_due, c.unit_id
FROM actions a JOIN cases c ON c.seq = a.case_seq WHERE a.id IN (SELECT value FROM json_each(:ids))
"""


def action_lines(connection: Connection, ids: Sequence[str]) -> list[ActionLine]:
    """Lines of actions in the order of their ids, those taken away since included."""
    rows = connection.execute(text(_LINES), {"ids": json.dumps(ids)})
    found = {row[0]: _line(row) for row in rows}
    return [found[one] for one in ids]


def _line(row: Any) -> ActionLine:
    return ActionLine(row[0], row[1], row[2], row[3], row[4], row[5], _day(row[6]), _day(row[7]), row[8])


def _day(number: int | None) -> date | None:
    return None if number is None else from_day(number)
