"""A change of the organisation as rows before and after, so that it can be undone as a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select, text

from kpsdesk.store import organisation
from kpsdesk.store import tables as t
from kpsdesk.store.types import Day, Instant

Row = dict[str, Any]


@dataclass
class Recorder:
    """Writes rows of the organisation and remembers what stood there."""

    connection: Connection
    records: list[Row] = field(default_factory=list)

    def insert(self, table: str, values: Mapping[str, Any]) -> int:
        """A new row; its key (0 for a row whose key is given)."""
        key = organisation.insert(self.connection, table, values)
        names = [column.name for column in t.metadata.tables[table].primary_key.columns]
        where = {name: values[name] for name in names} if len(names) > 1 else {names[0]: key}
        after = organisation.rows(self.connection, table, **where)[0]
        self._remember(table, where, None, after)
        return key

    def update(self, table: str, where: Mapping[str, Any], values: Mapping[str, Any]) -> None:
        """Change one row, named by its key."""
        before = organisation.rows(self.connection, table, **where)[0]
        organisation.update(self.connection, table, values, **where)
        after = organisation.rows(self.connection, table, **where)[0]
        if before != after:
            self._remember(table, where, before, after)

    def _remember(
        self, table: str, where: Mapping[str, Any], before: Mapping[str, Any] | None, after: Mapping[str, Any]
    ) -> None:
        if before is None:
            old, new = None, _plain(after)
        else:
            changed = [name for name in after if after[name] != before[name]]
            old = _plain({name: before[name] for name in changed})
            new = _plain({name: after[name] for name in changed})
        self.records.append({"table": table, "key": dict(where), "before": old, "after": new})


def _plain(row: Mapping[str, Any]) -> Row:
    plain = {}
    for name, value in row.items():
        plain[name] = value.isoformat() if isinstance(value, date) else value
    return plain


def _typed(table: str, row: Mapping[str, Any]) -> Row:
    columns = t.metadata.tables[table].columns
    typed: Row = {}
    for name, value in row.items():
        if value is not None and isinstance(columns[name].type, Instant):
            typed[name] = datetime.fromisoformat(value)
        elif value is not None and isinstance(columns[name].type, Day):
            typed[name] = date.fromisoformat(value)
        else:
            typed[name] = value
    return typed


_UPKEEP = frozenset({"applied_at"})  # written by the passing of time, not by a person's change


def standing(connection: Connection, records: Sequence[Mapping[str, Any]]) -> bool:
    """Whether everything still is as the change left it; else something later builds on it."""
    left: dict[str, Row] = {}
    for record in records:
        name = f"{record['table']} {sorted(record['key'].items())}"
        left[name] = {**left.get(name, {"table": record["table"], "key": record["key"], "after": {}})}
        left[name]["after"] = left[name]["after"] | record["after"]
    for row in left.values():
        now = organisation.rows(connection, row["table"], **row["key"])
        found = _plain(now[0]) if now else {}
        if any(found.get(k, _plain) != v for k, v in row["after"].items() if k not in _UPKEEP):
            return False
    return True


def revert(connection: Connection, records: Sequence[Mapping[str, Any]]) -> None:
    """Put the rows back as they were before the change."""
    for record in reversed(records):
        if record["before"] is None:
            organisation.delete(connection, record["table"], **record["key"])
        else:
            values = _typed(record["table"], record["before"])
            organisation.update(connection, record["table"], values, **record["key"])


def note(connection: Connection, values: Mapping[str, Any]) -> int:
    """A change in the list of changes; its number."""
    return organisation.insert(connection, "org_changes", values)


def mark(connection: Connection, change_id: int, **values: Any) -> None:
    """Say when a change was applied or undone."""
    organisation.update(connection, "org_changes", values, id=change_id)


def all_changes(connection: Connection, limit: int = 200) -> list[Row]:
    """Changes, newest first."""
    c = t.org_changes.c
    statement = select(t.org_changes).order_by(c.id.desc()).limit(limit)
    return [dict(row) for row in connection.execute(statement).mappings()]


def change(connection: Connection, change_id: int) -> Row | None:
    """One change."""
    found = organisation.rows(connection, "org_changes", id=change_id)
    return dict(found[0]) if found else None


_USES: Mapping[str, tuple[str, ...]] = {
    "areas": (
        "SELECT EXISTS (SELECT 1 FROM unit_versions WHERE area_id = :id)",
        "SELECT EXISTS (SELECT 1 FROM roles WHERE area_id = :id)",
        "SELECT EXISTS (SELECT 1 FROM owner_history WHERE area_id = :id)",
    ),
    "units": (
        "SELECT EXISTS (SELECT 1 FROM roles WHERE unit_id = :id)",
        "SELECT EXISTS (SELECT 1 FROM units WHERE successor_id = :id)",
        "SELECT EXISTS (SELECT 1 FROM cases WHERE unit_id = :id OR unit_report_id = :id)",
        "SELECT EXISTS (SELECT 1 FROM owner_history WHERE unit_id = :id)",
    ),
    "persons": (
        "SELECT EXISTS (SELECT 1 FROM roles WHERE person_id = :id)",
        "SELECT EXISTS (SELECT 1 FROM cases WHERE handler_id = :id)",
        "SELECT EXISTS (SELECT 1 FROM actions WHERE owner_id = :id)",
    ),
}


def in_use(connection: Connection, table: str, key: int) -> bool:
    """Whether anything points at a row, so that it cannot be taken away."""
    return any(connection.execute(text(query), {"id": key}).scalar() for query in _USES.get(table, ()))
