"""Imports: which rows of a sheet are in the store already, the batches, and taking one back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, select, text

from kpsdesk.domain.case import AuditEntry, CaseFile
from kpsdesk.store import case_files, new_cases
from kpsdesk.store import tables as t
from kpsdesk.store.types import to_ms

# What the import itself and the organisation around it write of a case; everything else is somebody's work on it.
NOT_WORK: Final = ("case.received", "case.owner", "patient_reference.read")
_CHUNK: Final = 500


@dataclass(frozen=True, slots=True)
class Batch:
    """One import: the file's name, when and by whom, how many cases came in and how many rows were left out."""

    id: int
    file: str
    at: datetime
    actor: str
    added: int
    skipped: int
    undone_at: datetime | None


@dataclass(frozen=True, slots=True)
class BatchCase:
    """A case that an import brought, and whether anybody has worked on it since."""

    seq: int
    id: str
    number: str
    worked_on: bool


def known(connection: Connection, unit_ids: Iterable[int]) -> dict[str, str]:
    """The rows that units have brought in: the row's identity to the case's number."""
    c = t.cases.c
    query = select(c.source_key, c.number).where(
        c.unit_report_id.in_(list(unit_ids)), c.source_key.is_not(None)
    )
    return {row.source_key: row.number for row in connection.execute(query)}


def open_batch(
    connection: Connection, file: str, at: datetime, actor: str, mapping: Mapping[str, Any]
) -> int:
    """A new batch, counted when it is full; its key."""
    row = {"file": file, "at": at, "actor": actor, "added": 0, "skipped": 0, "mapping": dict(mapping)}
    key = connection.execute(t.import_batches.insert(), row).inserted_primary_key
    return int(key[0]) if key else 0


def count_batch(connection: Connection, batch_id: int, added: int, skipped: int) -> None:
    """Say how many cases came in and how many rows were left out."""
    change = t.import_batches.update().where(t.import_batches.c.id == batch_id)
    connection.execute(change.values(added=added, skipped=skipped))


def save_new(connection: Connection, cases: Sequence[CaseFile], at: datetime, actor: str) -> None:
    """Some of the batch's cases, with their audit and search index, in the transaction of the whole import."""
    new_cases.insert(connection, cases)
    entries: list[AuditEntry] = [entry for case in cases for entry in case.audit]
    case_files.audit(connection, to_ms(at), actor, entries)


def batches(connection: Connection, limit: int = 50) -> list[Batch]:
    """Imports, newest first."""
    query = select(t.import_batches).order_by(t.import_batches.c.id.desc()).limit(limit)
    return [_batch(row) for row in connection.execute(query)]


def batch(connection: Connection, batch_id: int | None) -> Batch | None:
    """One import; without a key the newest that was not taken back."""
    c = t.import_batches.c
    query = select(t.import_batches).order_by(c.id.desc()).limit(1)
    query = query.where(c.undone_at.is_(None)) if batch_id is None else query.where(c.id == batch_id)
    row = connection.execute(query).first()
    return _batch(row) if row is not None else None


def _batch(row: Row[Any]) -> Batch:
    return Batch(row.id, row.file, row.at, row.actor, row.added, row.skipped, row.undone_at)


def cases_of(connection: Connection, batch_id: int) -> list[BatchCase]:
    """The cases of a batch; one that others link to, or that has another act in its audit, was worked on."""
    acts = ", ".join(f"'{act}'" for act in NOT_WORK)
    statement = text(
        "SELECT c.seq, c.id, c.number, EXISTS (SELECT 1 FROM audit a WHERE a.object = 'case:' || c.id "
        f"AND a.action NOT IN ({acts})) OR EXISTS (SELECT 1 FROM case_links l WHERE l.to_seq = c.seq) AS worked "
        "FROM cases c WHERE c.batch_id = :batch ORDER BY c.seq"
    )
    return [
        BatchCase(row.seq, row.id, row.number, bool(row.worked))
        for row in connection.execute(statement, {"batch": batch_id})
    ]


def remove(connection: Connection, seqs: Sequence[int]) -> None:
    """Take cases out of the store with all that hangs on them; their audit stays."""
    for start in range(0, len(seqs), _CHUNK):
        some = [{"seq": seq} for seq in seqs[start : start + _CHUNK]]
        connection.execute(text("DELETE FROM case_search WHERE rowid = :seq"), some)
        connection.execute(text("DELETE FROM cases WHERE seq = :seq"), some)


def mark_undone(connection: Connection, batch_id: int, at: datetime) -> None:
    """Say that a batch was taken back."""
    change = t.import_batches.update().where(t.import_batches.c.id == batch_id)
    connection.execute(change.values(undone_at=at))
