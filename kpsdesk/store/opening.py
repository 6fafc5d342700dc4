"""What every start of the window reads, in plain SQL.

The other reads go by the tables of `store.tables`; to describe those and to compile a query for each of these few would
take longer than all of this reading, and the first page waits for it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection

from kpsdesk.domain.organisation import Area, Organisation, Person, Role, Unit, UnitVersion
from kpsdesk.domain.rows import ActionLine, DraftRow
from kpsdesk.domain.vocabulary import CodeItem, Vocabulary
from kpsdesk.i18n import Words
from kpsdesk.store.types import from_day, from_ms, to_day

_DOCUMENT = ("kind", "code", "version", "body", "valid_from", "valid_to", "at", "actor")


def settings(connection: Connection) -> dict[str, Any]:
    """Every setting that was set."""
    rows = connection.exec_driver_sql("SELECT key, value FROM settings").all()
    return {key: _json(value) for key, value in rows}


def vocabulary(connection: Connection) -> Vocabulary:
    """The code lists of the store."""
    rows = connection.exec_driver_sql(
        "SELECT list, code, sv, fi, en, parent, help, extra, position, retired_on FROM code_items ORDER BY list, position"
    ).all()
    return Vocabulary.of(
        CodeItem(
            list=name,
            code=code,
            text=Words(sv, fi, en),
            parent=parent,
            help=Words.of(_json(told)) if told else None,
            extra=_json(extra) or {},
            position=position,
            retired_on=_day(retired),
        )
        for name, code, sv, fi, en, parent, told, extra, position, retired in rows
    )


def documents(connection: Connection, kind: str) -> Sequence[Mapping[str, Any]]:
    """Every version of the rules of a kind, oldest first."""
    rows = connection.exec_driver_sql(
        f"SELECT {', '.join(_DOCUMENT)} FROM documents WHERE kind = ? ORDER BY code, version", (kind,)
    ).all()
    found = [dict(zip(_DOCUMENT, row, strict=True)) for row in rows]
    for one in found:
        one["body"] = _json(one["body"])
        one["at"] = from_ms(one["at"])
        one["valid_from"], one["valid_to"] = _day(one["valid_from"]), _day(one["valid_to"])
    return found


def drafts(connection: Connection, kind: str | None = None) -> list[DraftRow]:
    """Drafts, newest first."""
    clause, given = (" WHERE kind = ?", (kind,)) if kind else ("", ())
    rows = connection.exec_driver_sql(
        f"SELECT id, kind, body, saved_at FROM drafts{clause} ORDER BY saved_at DESC", given
    ).all()
    return [DraftRow(key, what, _json(body), from_ms(at)) for key, what, body, at in rows]


def organisation(connection: Connection) -> Organisation:
    """Areas, units, people and roles; an organisation is small."""
    ask = connection.exec_driver_sql
    versions: dict[int, list[UnitVersion]] = {}
    for unit, name, area, since, until in ask(
        "SELECT unit_id, name, area_id, valid_from, valid_to FROM unit_versions ORDER BY unit_id, n"
    ).all():
        versions.setdefault(unit, []).append(UnitVersion(name, area, from_day(since), _day(until)))
    areas = {
        row[0]: Area(row[0], row[1], row[2], _day(row[3]))
        for row in ask("SELECT id, code, name, valid_to FROM areas").all()
    }
    units = {
        row[0]: Unit(row[0], row[1], row[2], row[3], tuple(versions[row[0]]), row[4], _day(row[5]), row[6])
        for row in ask("SELECT id, code, country, setting, staff, valid_to, successor_id FROM units").all()
    }
    persons = {
        row[0]: Person(row[0], row[1], row[2], row[3] or "", row[4] or "", _day(row[5]))
        for row in ask("SELECT id, uid, name, title, email, left_on FROM persons").all()
    }
    roles = tuple(
        Role(row[0], row[1], row[2], row[3], row[4], from_day(row[5]), _day(row[6]))
        for row in ask(
            "SELECT id, person_id, role, unit_id, area_id, valid_from, valid_to FROM roles ORDER BY id"
        ).all()
    )
    return Organisation(areas, units, persons, roles)


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
    rows = connection.exec_driver_sql(statement, (day, *units, day, *units)).all()
    return [
        ActionLine(row[0], row[1], row[2], row[3], row[4], row[5], _day(row[6]), _day(row[7]), row[8])
        for row in rows
    ]


def _json(text: str | None) -> Any:
    return None if text is None else json.loads(text)


def _day(number: int | None) -> date | None:
    return None if number is None else from_day(number)
