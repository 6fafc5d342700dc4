"""What hangs on a case beside its file: links, attachments, the patient's reference; and lists over cases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from kpsdesk.domain.rows import ActionLine
from kpsdesk.store import tables as t
from kpsdesk.store.types import from_day, to_day

if TYPE_CHECKING:
    from kpsdesk.domain.handling import Moment


def put_link(connection: Connection, seq: int, other: int, kind: str, moment: Moment) -> None:
    """Tie two cases; the same tie twice is one."""
    row = {"from_seq": seq, "to_seq": other, "kind": kind, "at": moment.at, "actor": moment.actor}
    connection.execute(t.case_links.insert().prefix_with("OR IGNORE"), row)


def drop_link(connection: Connection, seq: int, other: int, kind: str) -> None:
    """Untie, whichever way the tie was made."""
    c = t.case_links.c
    for one, two in ((seq, other), (other, seq)):
        connection.execute(t.case_links.delete().where(c.from_seq == one, c.to_seq == two, c.kind == kind))


def links(connection: Connection, seq: int) -> list[tuple[int, str, bool]]:
    """(other case, kind, whether this case is where the link begins)."""
    c = t.case_links.c
    rows = connection.execute(
        select(t.case_links).where((c.from_seq == seq) | (c.to_seq == seq)).order_by(c.at)
    )
    return [
        (row.to_seq, row.kind, True) if row.from_seq == seq else (row.from_seq, row.kind, False)
        for row in rows
    ]


def put_patient_reference(connection: Connection, seq: int, reference: str) -> None:
    """Keep, change or take away the patient's code."""
    connection.execute(t.patient_refs.delete().where(t.patient_refs.c.case_seq == seq))
    if reference:
        connection.execute(t.patient_refs.insert(), {"case_seq": seq, "reference": reference})


def patient_reference(connection: Connection, seq: int) -> str:
    """The patient's code, or ''."""
    query = select(t.patient_refs.c.reference).where(t.patient_refs.c.case_seq == seq)
    return connection.execute(query).scalar() or ""


def has_patient_reference(connection: Connection, seq: int) -> bool:
    """Whether there is one; asking is not reading."""
    query = select(t.patient_refs.c.case_seq).where(t.patient_refs.c.case_seq == seq)
    return connection.execute(query).first() is not None


def actions_due(connection: Connection, until: date, units: Sequence[int] = ()) -> list[ActionLine]:
    """Actions not done and due by a day, and follow-ups not judged and due by it; the longest waiting first."""
    day = to_day(until)
    clause = f" AND c.unit_id IN ({', '.join('?' * len(units))})" if units else ""
    columns = "a.id, c.id, c.number, a.text, a.status, a.owner_id, a.due, a.follow_up_due, c.unit_id"
    statement = (
        f"SELECT {columns}, a.due AS at FROM actions a JOIN cases c ON c.seq = a.case_seq "
        f"WHERE a.status IN ('proposed','decided','ongoing') AND a.removed_at IS NULL AND a.due <= ?{clause} "
        f"UNION ALL SELECT {columns}, a.follow_up_due AS at FROM actions a JOIN cases c ON c.seq = a.case_seq "
        f"WHERE a.status = 'done' AND a.followed_up_day IS NULL AND a.removed_at IS NULL AND a.follow_up_due <= ?{clause} "
        "ORDER BY at LIMIT 500"
    )
    rows = connection.exec_driver_sql(statement, (day, *units, day, *units))
    return [
        ActionLine(
            id=row[0],
            case_id=row[1],
            case_number=row[2],
            text=row[3],
            status=row[4],
            owner_id=row[5],
            due=None if row[6] is None else from_day(row[6]),
            follow_up_due=None if row[7] is None else from_day(row[7]),
            unit_id=row[8],
        )
        for row in rows
    ]
