"""What the ladder of reminders goes by, for a page of cases or counted over all open ones."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from kpsdesk.store.types import from_day

_CLASSES = "('injury_class', 'lexsarah_class')"
# the day on which the level was set: the case got other dates by it, or its assessment was done
_FACTS = f"""
SELECT c.id, c.is_open, c.next_due, c.matrix, c.level, c.unit_id, c.area_id, c.handler_id, c.owner_id, c.reported_day,
    EXISTS (SELECT 1 FROM case_values v WHERE v.case_seq = c.seq AND v.key IN {_CLASSES}
            AND v.value IN ('"serious"', '"risk_serious"')),
    (SELECT v.value FROM case_values v WHERE v.case_seq = c.seq AND v.key = 'law_area'),
    (SELECT max(d.set_day) FROM due_history d WHERE d.case_seq = c.seq AND d.reason = 'level'),
    (SELECT min(s.done_day) FROM steps s WHERE s.case_seq = c.seq AND s.step = 'assessment')
FROM cases c WHERE c.id IN (SELECT value FROM json_each(?))
"""
_EXTENDED = """
SELECT c.id, d.note, d.set_day FROM cases c JOIN due_history d ON d.case_seq = c.seq AND d.reason = 'extension'
WHERE c.id IN (SELECT value FROM json_each(?)) ORDER BY d.set_at
"""


@dataclass(frozen=True, slots=True)
class RemindedCase:
    """A case as the ladder sees it; `judged_day` is when its level was set, as near as the histories tell."""

    id: str
    is_open: bool
    due: date | None
    matrix: str | None
    level: str | None
    unit_id: int
    area_id: int
    handler_id: int | None
    owner_id: int | None
    serious: bool
    law: str | None
    judged_day: date


def facts(connection: Connection, case_ids: Sequence[str]) -> list[RemindedCase]:
    """The facts of some cases."""
    rows = connection.exec_driver_sql(_FACTS, (json.dumps(list(case_ids)),))
    return [
        RemindedCase(
            id=row[0],
            is_open=bool(row[1]),
            due=None if row[2] is None else from_day(row[2]),
            matrix=row[3],
            level=row[4],
            unit_id=row[5],
            area_id=row[6],
            handler_id=row[7],
            owner_id=row[8],
            serious=bool(row[10]),
            law=json.loads(row[11]) if row[11] else None,
            judged_day=from_day(next(day for day in (row[12], row[13], row[9]) if day is not None)),
        )
        for row in rows
    ]


def last_extensions(connection: Connection, case_ids: Sequence[str]) -> dict[str, tuple[str, date]]:
    """The reason of the last extension of each case that had one, and its day."""
    rows = connection.exec_driver_sql(_EXTENDED, (json.dumps(list(case_ids)),))
    return {case: (note or "", from_day(day)) for case, note, day in rows}
