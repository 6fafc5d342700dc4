"""Attachments, kept inside the encrypted store."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from kpsdesk.domain.handling import Moment
from kpsdesk.store import tables as t


@dataclass(frozen=True, slots=True)
class AttachmentRow:
    """An attachment without its bytes."""

    id: str
    name: str
    mime: str
    size: int
    at: datetime
    actor: str


def of_case(connection: Connection, seq: int) -> list[AttachmentRow]:
    """What hangs on a case."""
    c = t.attachments.c
    query = (
        select(c.id, c.name, c.mime, c.size, c.at, c.actor)
        .where(c.case_seq == seq, c.removed_at.is_(None))
        .order_by(c.at, c.id)
    )
    return [AttachmentRow(*row) for row in connection.execute(query)]


def add(connection: Connection, seq: int, name: str, mime: str, data: bytes, moment: Moment) -> str:
    """Keep a file; its id."""
    key = moment.ids.timed(moment.at)
    row = {"id": key, "case_seq": seq, "name": name, "mime": mime, "size": len(data), "data": data}
    digest = hashlib.sha256(data).hexdigest()
    connection.execute(
        t.attachments.insert(), row | {"sha256": digest, "actor": moment.actor, "at": moment.at}
    )
    return key


def data_of(connection: Connection, key: str) -> tuple[str, str, bytes] | None:
    """(name, mime, bytes) of one, or None."""
    c = t.attachments.c
    row = connection.execute(
        select(c.name, c.mime, c.data).where(c.id == key, c.removed_at.is_(None))
    ).first()
    return (row.name, row.mime, bytes(row.data)) if row else None


def set_removed(connection: Connection, key: str, at: datetime | None) -> int:
    """Take one away, or put it back (None); the case it hangs on, 0 when there is no such attachment."""
    c = t.attachments.c
    connection.execute(t.attachments.update().where(c.id == key).values(removed_at=at))
    return connection.execute(select(c.case_seq).where(c.id == key)).scalar() or 0


def has_same(connection: Connection, seq: int, data: bytes) -> bool:
    """Whether the very same file hangs on the case already."""
    c = t.attachments.c
    digest = hashlib.sha256(data).hexdigest()
    return connection.execute(
        select(c.id).where(c.case_seq == seq, c.sha256 == digest, c.removed_at.is_(None))
    ).first() is not None  # fmt: skip
