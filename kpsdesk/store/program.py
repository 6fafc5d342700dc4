"""Settings, code lists, rules as documents, drafts, saved views, and reading the audit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, select, text

from kpsdesk.domain.rows import AuditRow
from kpsdesk.domain.vocabulary import CodeItem
from kpsdesk.store import tables as t
from kpsdesk.store.opening import documents, drafts, settings, vocabulary

__all__ = [
    "audit_of",
    "counts",
    "documents",
    "drafts",
    "drop_draft",
    "drop_view",
    "end_document",
    "has_codes",
    "put_codes",
    "put_document",
    "put_draft",
    "put_view",
    "saved_views",
    "set_positions",
    "set_setting",
    "settings",
    "vocabulary",
]


def set_setting(connection: Connection, key: str, value: Any) -> None:
    """Set one; None takes it away."""
    connection.execute(t.settings.delete().where(t.settings.c.key == key))
    if value is not None:
        connection.execute(t.settings.insert(), {"key": key, "value": value})


def put_codes(connection: Connection, items: Iterable[CodeItem], *, edited: bool) -> None:
    """Write code list values; one that is there already is replaced."""
    rows = [
        {
            "list": item.list,
            "code": item.code,
            "parent": item.parent,
            "sv": item.text.sv,
            "fi": item.text.fi,
            "en": item.text.en,
            "help": item.help.as_dict() if item.help else None,
            "extra": dict(item.extra) or None,
            "position": item.position,
            "retired_on": item.retired_on,
            "edited": int(edited),
        }
        for item in items
    ]
    if rows:
        connection.execute(t.code_items.insert().prefix_with("OR REPLACE"), rows)


def has_codes(connection: Connection, name: str) -> bool:
    """Whether the store has a code list of its own."""
    c = t.code_items.c
    return connection.execute(select(c.code).where(c.list == name).limit(1)).first() is not None


def put_document(
    connection: Connection,
    kind: str,
    code: str,
    body: Any,
    *,
    at: datetime,
    actor: str,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> int:
    """A new version of a rule; older ones stay. The version."""
    c = t.documents.c
    last = connection.execute(
        select(c.version).where(c.kind == kind, c.code == code).order_by(c.version.desc()).limit(1)
    ).scalar()
    version = (last or 0) + 1
    row = {"kind": kind, "code": code, "version": version, "body": body, "at": at, "actor": actor}
    connection.execute(t.documents.insert(), row | {"valid_from": valid_from, "valid_to": valid_to})
    return version


def put_draft(
    connection: Connection, draft_id: str, kind: str, body: Mapping[str, Any], at: datetime
) -> None:
    """Save a draft over its last state."""
    created = (
        connection.execute(select(t.drafts.c.created_at).where(t.drafts.c.id == draft_id)).scalar() or at
    )
    row = {"id": draft_id, "kind": kind, "body": dict(body), "saved_at": at, "created_at": created}
    connection.execute(t.drafts.insert().prefix_with("OR REPLACE"), row)


def drop_draft(connection: Connection, draft_id: str) -> None:
    """Throw a draft away."""
    connection.execute(t.drafts.delete().where(t.drafts.c.id == draft_id))


def saved_views(connection: Connection) -> list[tuple[str, str, dict[str, Any]]]:
    """(id, name, query) of saved views, in order."""
    rows = connection.execute(select(t.saved_views).order_by(t.saved_views.c.position, t.saved_views.c.name))
    return [(row.id, row.name, row.query) for row in rows]


def put_view(
    connection: Connection, view_id: str, name: str, query: Mapping[str, Any], position: int
) -> None:
    """Save a view."""
    row = {"id": view_id, "name": name, "query": dict(query), "position": position}
    connection.execute(t.saved_views.insert().prefix_with("OR REPLACE"), row)


def drop_view(connection: Connection, view_id: str) -> None:
    """Take a saved view away."""
    connection.execute(t.saved_views.delete().where(t.saved_views.c.id == view_id))


def audit_of(connection: Connection, what: str, limit: int = 500) -> list[AuditRow]:
    """The audit of one thing (noun:id), newest first."""
    c = t.audit.c
    statement = select(t.audit).where(c.object == what).order_by(c.seq.desc()).limit(limit)
    return [
        AuditRow(r.seq, r.at, r.actor, r.action, r.object, r.detail or {})
        for r in connection.execute(statement)
    ]


def counts(connection: Connection) -> dict[str, int]:
    """How many rows each table has; for checks and restores."""
    return {
        table.name: int(connection.execute(text(f"SELECT count(*) FROM {table.name}")).scalar_one())
        for table in t.metadata.sorted_tables
    }


def set_positions(connection: Connection, name: str, codes: Sequence[str]) -> None:
    """The order of a code list."""
    c = t.code_items.c
    for position, code in enumerate(codes):
        query = t.code_items.update().where(c.list == name, c.code == code).values(position=position)
        connection.execute(query)


def end_document(connection: Connection, kind: str, code: str, version: int, last: date) -> None:
    """A version of a rule is valid until a day; its words stay as they are."""
    c = t.documents.c
    query = t.documents.update().where(c.kind == kind, c.code == code, c.version == version)
    connection.execute(query.values(valid_to=last))


def standing(connection: Connection) -> dict[str, int]:
    """How many open cases stand at each status."""
    c = t.cases.c
    rows = connection.execute(select(c.status, func.count()).where(c.is_open == 1).group_by(c.status))
    return {status: int(count) for status, count in rows}
