"""What hangs on a case beside its file: links, attachments, the patient's reference; and lists over cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from kpsdesk.store import tables as t

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
