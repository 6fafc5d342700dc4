"""The organisation in and out of the store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Table, select

from kpsdesk.store import tables as t
from kpsdesk.store.opening import organisation as read

__all__ = [
    "delete",
    "insert",
    "open_case_owners",
    "open_cases_of",
    "read",
    "rows",
    "unapplied_changes",
    "unapplied_roles",
    "update",
]


def insert(connection: Connection, table: str, values: Mapping[str, Any]) -> int:
    """A new row of areas, units, unit_versions, persons, roles or org_changes; its key."""
    result = connection.execute(_table(table).insert(), dict(values))
    key = result.inserted_primary_key
    return int(key[0]) if key else 0


def update(connection: Connection, table: str, values: Mapping[str, Any], **where: Any) -> int:
    """Change rows by equality; how many."""
    statement = _table(table).update().values(dict(values))
    for name, value in where.items():
        statement = statement.where(_table(table).c[name] == value)
    return int(connection.execute(statement).rowcount)


def delete(connection: Connection, table: str, **where: Any) -> int:
    """Take rows away by equality; how many."""
    statement = _table(table).delete()
    for name, value in where.items():
        statement = statement.where(_table(table).c[name] == value)
    return int(connection.execute(statement).rowcount)


def rows(connection: Connection, table: str, **where: Any) -> Sequence[Mapping[str, Any]]:
    """Rows by equality, in order of their key."""
    chosen = _table(table)
    statement = select(chosen).order_by(*chosen.primary_key.columns)
    for name, value in where.items():
        statement = statement.where(chosen.c[name] == value)
    return [dict(row) for row in connection.execute(statement).mappings()]


def _table(name: str) -> Table:
    return t.metadata.tables[name]


def unapplied_roles(connection: Connection, until: date) -> Sequence[Mapping[str, Any]]:
    """Roles that began or ended by a day and were not carried over to open cases yet."""
    statement = select(t.roles).where(t.roles.c.applied_at.is_(None), t.roles.c.valid_from <= until)
    return [dict(row) for row in connection.execute(statement).mappings()]


def unapplied_changes(connection: Connection, until: date) -> Sequence[Mapping[str, Any]]:
    """Organisation changes whose day has come."""
    c = t.org_changes.c
    statement = select(t.org_changes).where(
        c.applied_at.is_(None), c.undone_at.is_(None), c.effective <= until
    )
    return [dict(row) for row in connection.execute(statement.order_by(c.effective, c.id)).mappings()]


def open_cases_of(connection: Connection, unit_ids: Sequence[int]) -> list[int]:
    """Keys of open cases of units, in order."""
    c = t.cases.c
    statement = select(c.seq).where(c.unit_id.in_(unit_ids), c.is_open == 1).order_by(c.seq)
    return list(connection.execute(statement).scalars())


def open_case_owners(connection: Connection) -> list[tuple[int, int, int | None, int, datetime]]:
    """(unit, area, owner, cases, latest change) of open cases, to see which do not follow the organisation."""
    statement = "SELECT unit_id, area_id, owner_id, count(*) FROM cases WHERE is_open = 1 GROUP BY unit_id, area_id, owner_id"
    return [tuple(row) for row in connection.exec_driver_sql(statement)]
