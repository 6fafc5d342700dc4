"""Meetings and the cases taken up at them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from kpsdesk.domain.meeting import HELD, PLANNED, Meeting
from kpsdesk.store import tables as t


def load(connection: Connection, key: str) -> Meeting | None:
    """One that has not been removed, or None."""
    found = _read(connection, [t.meetings.c.id == key])
    return found[0] if found else None


def find(
    connection: Connection,
    *,
    units: Collection[int] = (),
    first: date | None = None,
    last: date | None = None,
    types: Collection[str] = (),
    states: Collection[str] = (),
    safety_item: bool | None = None,
) -> list[Meeting]:
    """Those within the days, of the units, types and states (none: of all), newest first."""
    c = t.meetings.c
    clauses: list[ColumnElement[bool]] = []
    if units:
        clauses.append(c.unit_id.in_(units))
    if first is not None:
        clauses.append(c.date >= first)
    if last is not None:
        clauses.append(c.date <= last)
    if types:
        clauses.append(c.type.in_(types))
    if states:
        clauses.append(c.state.in_(states))
    if safety_item is not None:
        clauses.append(c.safety_item == int(safety_item))
    return _read(connection, clauses)


def next_planned(connection: Connection, unit: int, meeting_type: str, day: date) -> Meeting | None:
    """The unit's first planned one from a day on, else the last planned before it that nobody has marked."""
    planned = find(connection, units=[unit], types=[meeting_type], states=[PLANNED])  # newest first
    coming = [one for one in planned if one.date >= day]
    return coming[-1] if coming else next(iter(planned), None)


def last_held(connection: Connection, unit: int, meeting_type: str, before: date) -> Meeting | None:
    """The unit's last one that was held before a day."""
    c = t.meetings.c
    clauses = [c.unit_id == unit, c.type == meeting_type, c.state == HELD, c.date < before]
    found = _read(connection, clauses, limit=1)
    return found[0] if found else None


def write(connection: Connection, meeting: Meeting, seqs: Sequence[int], at: datetime) -> None:
    """Add it, or write it over what is there; one that was removed is there again."""
    c = t.meetings.c
    row = _row(meeting) | {"changed_at": at, "removed_at": None}
    done = connection.execute(t.meetings.update().where(c.id == meeting.id).values(row))
    if not done.rowcount:
        connection.execute(t.meetings.insert(), row | {"id": meeting.id, "created_at": at})
    links = t.meeting_cases
    connection.execute(links.delete().where(links.c.meeting_id == meeting.id))
    if seqs:
        rows = [{"meeting_id": meeting.id, "case_seq": seq} for seq in dict.fromkeys(seqs)]
        connection.execute(links.insert(), rows)


def add_many(
    connection: Connection, rows: Sequence[tuple[Meeting, Sequence[int], datetime, datetime]]
) -> None:
    """Add new ones, each with its cases and the instants at which it was written down and last changed."""
    made = [
        _row(one) | {"id": one.id, "created_at": created, "changed_at": changed, "removed_at": None}
        for one, _seqs, created, changed in rows
    ]
    links = [{"meeting_id": one.id, "case_seq": seq} for one, seqs, _c, _d in rows for seq in seqs]
    if made:
        connection.execute(t.meetings.insert(), made)
    if links:
        connection.execute(t.meeting_cases.insert(), links)


def set_removed(connection: Connection, key: str, at: datetime) -> None:
    """Take one away; it stays in the store and can be put back."""
    connection.execute(t.meetings.update().where(t.meetings.c.id == key).values(removed_at=at, changed_at=at))


def _row(meeting: Meeting) -> dict[str, Any]:
    told = meeting.as_data()
    return {
        "type": meeting.type,
        "unit_id": meeting.unit,
        "area_id": meeting.area,
        "date": meeting.date,
        "state": meeting.state,
        "safety_item": int(meeting.safety_item),
        "items": told["items"] or None,
        "held_by": meeting.held_by or None,
        "next_date": meeting.next_date,
        "note": meeting.note or None,
        "sheet": told["sheet"] or None,
    }


def _read(
    connection: Connection, clauses: Sequence[ColumnElement[bool]], limit: int | None = None
) -> list[Meeting]:
    c, link, case = t.meetings.c, t.meeting_cases.c, t.cases.c
    query = select(t.meetings).where(c.removed_at.is_(None), *clauses)
    query = query.order_by(c.date.desc(), c.id.desc()).limit(limit)
    rows = connection.execute(query).all()
    if not rows:
        return []
    wanted = query.with_only_columns(c.id)
    taken_up = (
        select(link.meeting_id, case.id)
        .join(t.cases, case.seq == link.case_seq)
        .where(link.meeting_id.in_(wanted))
        .order_by(link.case_seq)
    )
    cases: dict[str, list[str]] = {}
    for key, one in connection.execute(taken_up):
        cases.setdefault(key, []).append(one)
    return [
        Meeting(
            id=row.id,
            type=row.type,
            date=row.date,
            unit=row.unit_id,
            area=row.area_id,
            state=row.state,
            safety_item=bool(row.safety_item),
            items=frozenset(row.items or ()),
            held_by=row.held_by or "",
            next_date=row.next_date,
            note=row.note or "",
            cases=tuple(cases.get(row.id, ())),
            sheet=row.sheet or {},
        )
        for row in rows
    ]
