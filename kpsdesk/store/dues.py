"""Due dates of all open cases at once, when a deadline is changed for everybody (design 6: each change is a row)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, text

from kpsdesk.clock import local_day
from kpsdesk.store.types import from_day, to_day, to_ms


@dataclass(frozen=True, slots=True)
class OpenStep:
    """A step that is not done, with all that its deadline depends on."""

    seq: int
    case_id: str
    number: str
    n: int
    step: str
    due: date | None
    kind: str
    unit_id: int
    demands_analysis: bool
    analysis: bool
    reported_day: date


@dataclass(frozen=True, slots=True)
class NewDue:
    """Another due date for a step."""

    step: OpenStep
    due: date | None


_OPEN = """
SELECT c.seq, c.id, c.number, s.n, s.step, s.due, c.kind, c.unit_id, c.demands_analysis, c.reported_day,
    EXISTS (SELECT 1 FROM case_values v WHERE v.case_seq = c.seq AND v.key = 'analysis') AS analysis
FROM cases c JOIN steps s ON s.case_seq = c.seq
WHERE c.is_open = 1 AND s.done_day IS NULL AND (
    SELECT h.reason FROM due_history h WHERE h.case_seq = s.case_seq AND h.step_n = s.n ORDER BY h.n DESC LIMIT 1
) NOT IN ('extension', 'reopened')
ORDER BY c.seq, s.n
"""


def open_steps(connection: Connection) -> list[OpenStep]:
    """Steps of open cases whose date was set by rule; extensions and reopened ones keep theirs."""
    return [
        OpenStep(
            row.seq,
            row.id,
            row.number,
            row.n,
            row.step,
            None if row.due is None else from_day(row.due),
            row.kind,
            row.unit_id,
            bool(row.demands_analysis),
            bool(row.analysis),
            from_day(row.reported_day),
        )
        for row in connection.execute(text(_OPEN))
    ]


_ROW = """
INSERT INTO due_history (case_seq, step_n, n, due, set_at, set_day, reason, note, actor)
SELECT :seq, :n, max(h.n) + 1, :due, max(:at, max(h.set_at)), max(:day, max(h.set_day)), 'rule', NULL, :actor
FROM due_history h WHERE h.case_seq = :seq AND h.step_n = :n
"""
_STEP = "UPDATE steps SET due = :due WHERE case_seq = :seq AND n = :n"
_HEAD = """
UPDATE cases SET version = version + 1, changed_at = max(changed_at, :at),
    next_due = (SELECT min(due) FROM steps s WHERE s.case_seq = cases.seq AND s.done_day IS NULL),
    next_step = (SELECT s.step FROM steps s WHERE s.case_seq = cases.seq AND s.done_day IS NULL AND s.due IS NOT NULL
                 ORDER BY s.due, s.n LIMIT 1)
WHERE seq = :seq
"""
_AUDIT = """
INSERT INTO audit (at, actor, action, object, detail) VALUES (:at, :actor, 'due.set', 'case:' || :id, :detail)
"""


def write(
    connection: Connection, changes: Sequence[NewDue], countries: dict[int, str], at: datetime, actor: str
) -> None:
    """Give steps their new dates, each as a row of its history with the reason `rule`."""
    if not changes:
        return
    days = {country: to_day(local_day(at, country)) for country in set(countries.values())}
    rows = [
        {
            "seq": one.step.seq,
            "id": one.step.case_id,
            "n": one.step.n,
            "due": None if one.due is None else to_day(one.due),
            "at": to_ms(at),
            "day": days[countries[one.step.unit_id]],
            "actor": actor,
            "detail": _detail(one),
        }
        for one in changes
    ]
    for statement in (_ROW, _STEP, _AUDIT):
        connection.execute(text(statement), rows)
    heads = [{"seq": seq, "at": to_ms(at)} for seq in sorted({one.step.seq for one in changes})]
    connection.execute(text(_HEAD), heads)


def _detail(one: NewDue) -> str:
    before = one.step.due.isoformat() if one.step.due else None
    after = one.due.isoformat() if one.due else None
    told = {"step": one.step.step, "reason": "rule", "before": before, "after": after, "note": None}
    return json.dumps(told, ensure_ascii=False)
