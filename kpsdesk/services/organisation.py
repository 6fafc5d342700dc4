"""Areas and units: made, renamed, moved, merged, split and closed from a day on, and taken back (design 5, 6).

Old cases keep the names that held when they were open; open cases follow, each with a new owner row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from kpsdesk.domain.changes import Changes
from kpsdesk.domain.organisation import Organisation, Unit
from kpsdesk.domain.permission import PROGRAM, Permission
from kpsdesk.errors import UserError
from kpsdesk.i18n import N_, Words, language
from kpsdesk.services.known import demand_code
from kpsdesk.services.reorganising import Change, Reorganised, behind, catch_up, changing, undo
from kpsdesk.services.session import Session
from kpsdesk.services.unit_rows import (
    NewUnit,
    close_rows,
    free_code,
    insert_unit,
    known_country,
    may_take_over,
    new_version,
    open_unit,
    the_area,
    the_unit,
    tidy_name,
)
from kpsdesk.store import following, organisation_changes

__all__ = ["AreaLine", "ChangeLine", "NewUnit", "OrganisationService", "Reorganised", "UnitLine"]

Done = tuple[Changes, Reorganised]


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit as it stands on a day, with the changes that wait."""

    id: int
    code: str
    name: str
    area_id: int
    country: str
    setting: str
    staff: int | None
    manager_id: int | None
    manager: str
    manager_is_head: bool
    deputies: tuple[str, ...]
    since: date
    closes: date | None
    successor: str
    next_name: str
    next_area: str
    next_day: date | None
    closed: bool


@dataclass(frozen=True, slots=True)
class AreaLine:
    """An area with its units on a day."""

    id: int
    code: str
    name: str
    head_id: int | None
    head: str
    units: tuple[UnitLine, ...]
    closed: bool


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A change in the list of changes, newest first."""

    id: int
    change: str
    words: dict[str, str]
    effective: date
    at: datetime
    actor: str
    waits: bool
    undone_at: datetime | None


@dataclass(frozen=True)
class OrganisationService:
    """Changes of areas and units. Each is one transaction; each returns `(Changes, Reorganised)`."""

    session: Session

    # -- reading

    def areas(self, day: date | None = None, *, closed: bool = False) -> tuple[AreaLine, ...]:
        """The organisation as a tree on a day; with `closed`, also what has been closed by then."""
        organisation, day = self.session.organisation, day or self.session.today
        lines = []
        for area in sorted(organisation.areas.values(), key=lambda a: a.name.casefold()):
            gone = area.valid_to is not None and area.valid_to <= day
            units = [
                _unit_line(organisation, unit, day)
                for unit in sorted(organisation.units.values(), key=lambda u: u.on(day).name.casefold())
                if unit.on(day).area_id == area.id and (closed or unit.active(day))
            ]
            if units or closed or not gone:
                head = organisation.holder("head_of_operations", day, area_id=area.id)
                name = organisation.name_of(head)
                lines.append(AreaLine(area.id, area.code, area.name, head, name, tuple(units), gone))
        return tuple(lines)

    def units(self, day: date | None = None) -> tuple[UnitLine, ...]:
        """Units that take reports on a day, by name."""
        organisation, day = self.session.organisation, day or self.session.today
        return tuple(_unit_line(organisation, unit, day) for unit in organisation.active_units(day))

    def patient_word(self, unit_id: int) -> str:
        """What the unit calls the person concerned: patient, client, service user (domain 1.2)."""
        chosen = self.session.settings.get("patient_word")
        if chosen:
            return self.session.vocabulary.word("person_word", str(chosen))
        unit = self.session.organisation.units.get(unit_id)
        item = self.session.vocabulary.get("unit_setting", unit.setting if unit else None)
        words = item.extra.get("person") if item else None
        return (
            Words.of(words).in_(language())
            if words
            else self.session.vocabulary.word("person_word", "patient")
        )

    def open_cases(self, unit_id: int) -> int:
        """How many open cases a unit has; they follow when it is merged or closed."""
        with self.session.read() as connection:
            return following.open_count(connection, unit_id)

    def changes(self, limit: int = 200) -> tuple[ChangeLine, ...]:
        """What was changed, newest first."""
        with self.session.read() as connection:
            rows = organisation_changes.all_changes(connection, limit)
        people = self.session.organisation
        return tuple(
            ChangeLine(
                row["id"],
                row["change"],
                row["after"]["words"],
                row["effective"],
                row["at"],
                _actor(people, row["actor"]),
                row["applied_at"] is None,
                row["undone_at"],
            )
            for row in rows
        )

    # -- areas

    def create_area(self, name: str, code: str = "") -> Done:
        """A new area. Raises UserError: no name, or a code in use."""
        with changing(self.session, "area_created", "area:") as change:
            code = free_code(code, {a.code for a in change.before.areas.values()}, "VO")
            values = {"code": code, "name": tidy_name(name), "valid_from": change.effective}
            change.rows.insert("areas", values)
            change.words = {"area": tidy_name(name)}
        return change.work.changes, change.result

    def rename_area(self, area_id: int, name: str) -> Done:
        """Another name for an area."""
        with changing(self.session, "area_renamed", f"area:{area_id}") as change:
            area = the_area(change, area_id)
            change.rows.update("areas", {"id": area_id}, {"name": tidy_name(name)})
            change.words = {"before": area.name, "after": tidy_name(name)}
        return change.work.changes, change.result

    def close_area(self, area_id: int, day: date | None = None) -> Done:
        """Close an area that has no units any more."""
        with changing(self.session, "area_closed", f"area:{area_id}", effective=day) as change:
            area = the_area(change, area_id)
            for unit in change.before.units.values():
                if unit.active(change.effective) and unit.on(change.effective).area_id == area_id:
                    raise UserError(
                        N_("{area} still has units. Move or close them first."), area=area.name, field="area"
                    )
            change.rows.update("areas", {"id": area_id}, {"valid_to": change.effective})
            change.words = {"area": area.name}
        return change.work.changes, change.result

    # -- units

    def create_unit(self, new: NewUnit, day: date | None = None) -> Done:
        """A new unit from a day on. Raises UserError: no name, a code in use, an unknown country."""
        self.session.actor.require(Permission.ORGANISATION_EDIT)
        demand_code(self.session, "unit_setting", new.setting, "setting")
        with changing(
            self.session, "unit_created", "unit:", effective=day, country=known_country(new.country)
        ) as change:
            insert_unit(change, new)
            change.words = {"unit": tidy_name(new.name)}
        return change.work.changes, change.result

    def change_unit(self, unit_id: int, *, setting: str, staff: int | None) -> Done:
        """Correct what carries no dates: the kind of care and the number of staff."""
        self.session.actor.require(Permission.ORGANISATION_EDIT)
        demand_code(self.session, "unit_setting", setting, "setting")
        with changing(self.session, "unit_changed", f"unit:{unit_id}") as change:
            unit = the_unit(change, unit_id)
            change.rows.update("units", {"id": unit_id}, {"setting": setting, "staff": staff})
            change.words = {"unit": unit.name}
        return change.work.changes, change.result

    def rename_unit(self, unit_id: int, name: str, day: date | None = None) -> Done:
        """Another name from a day on; what came before keeps the old one."""
        with self._changing_unit("unit_renamed", unit_id, day) as (change, unit):
            before = unit.on(change.effective)
            new_version(change, unit, name=tidy_name(name), area_id=before.area_id)
            change.words = {"before": before.name, "after": tidy_name(name)}
        return change.work.changes, change.result

    def move_unit(self, unit_id: int, area_id: int, day: date | None = None) -> Done:
        """To another area from a day on; open cases are counted there from then."""
        with self._changing_unit("unit_moved", unit_id, day) as (change, unit):
            area, before = the_area(change, area_id), unit.on(change.effective)
            if before.area_id == area_id:
                raise UserError(
                    N_("{unit} is in {area} already."), unit=unit.name, area=area.name, field="area"
                )
            new_version(change, unit, name=before.name, area_id=area_id)
            change.words = {"unit": before.name, "area": area.name}
        return change.work.changes, change.result

    def merge_units(self, unit_id: int, into_id: int, day: date | None = None) -> Done:
        """One unit becomes part of another: its open cases move there, closed ones stay.

        Raises:
            UserError: the same unit, another country, or one of them is closed.
        """
        with self._changing_unit("unit_merged", unit_id, day) as (change, unit):
            other = open_unit(change, into_id)
            may_take_over(unit, other)
            close_rows(change, unit, other)
            change.words = {"unit": unit.on(change.effective).name, "other": other.on(change.effective).name}
        return change.work.changes, change.result

    def split_unit(
        self, unit_id: int, new: NewUnit, day: date | None = None, cases: Sequence[str] = ()
    ) -> Done:
        """A new unit made of a part of one from a day on; `cases` are the open cases that go with it, by id."""
        with self._changing_unit("unit_split", unit_id, day) as (change, unit):
            made = insert_unit(
                change, NewUnit(new.name, new.code, new.area_id, unit.country, new.setting, new.staff)
            )
            change.extra |= {
                "from_unit": unit_id,
                "to_unit": made,
                "country": unit.country,
                "cases": list(cases),
            }
            change.words = {"unit": unit.on(change.effective).name, "other": tidy_name(new.name)}
        return change.work.changes, change.result

    def close_unit(self, unit_id: int, day: date | None = None, *, cases_to: int | None = None) -> Done:
        """Close a unit. Raises UserError: it has open cases and nobody was named to take them."""
        with self._changing_unit("unit_closed", unit_id, day) as (change, unit):
            other = open_unit(change, cases_to) if cases_to is not None else None
            if other is not None:
                may_take_over(unit, other)
            left = following.open_count(change.work.connection, unit_id)
            if left and other is None:
                raise UserError(
                    N_("{unit} has {n} open cases. Close them first, or choose a unit that takes them over."),
                    unit=unit.name, n=left, field="cases_to",
                )  # fmt: skip
            close_rows(change, unit, other)
            change.words = {"unit": unit.on(change.effective).name}
        return change.work.changes, change.result

    # -- undo and the passing of time

    def undo(self, change_id: int) -> Changes:
        """Take a change back; open cases go home with a new owner row, history is never rewritten.

        Raises:
            UserError: undone already, or something later builds on it.
        """
        return undo(self.session, change_id).changes

    def apply_due(self) -> tuple[Changes, int]:
        """Carry over what has begun or ended by now; the window calls it at opening and at midnight.

        Returns also how many open cases changed hands. Nothing is written when nothing has happened.
        """
        with self.session.read() as connection:
            if not behind(connection, self.session.clock.now()):
                return Changes(), 0
        with self.session.write(actor=PROGRAM) as work:
            moved = catch_up(work)
        return work.changes, moved

    @contextmanager
    def _changing_unit(self, change: str, unit_id: int, day: date | None) -> Iterator[tuple[Change, Unit]]:
        known = self.session.organisation.units.get(unit_id)
        country = known.country if known else ""
        with changing(self.session, change, f"unit:{unit_id}", effective=day, country=country) as made:
            yield made, open_unit(made, unit_id)


def _unit_line(organisation: Organisation, unit: Unit, day: date) -> UnitLine:
    now = unit.on(day)
    manager = organisation.manager_of(unit.id, day)
    coming = next((v for v in unit.versions if v.valid_from > day), None)
    other = organisation.units.get(unit.successor_id) if unit.successor_id is not None else None
    return UnitLine(
        id=unit.id,
        code=unit.code,
        name=now.name,
        area_id=now.area_id,
        country=unit.country,
        setting=unit.setting,
        staff=unit.staff,
        manager_id=manager,
        manager=organisation.name_of(manager),
        manager_is_head=manager is not None
        and organisation.holder("unit_manager", day, unit_id=unit.id) is None,
        deputies=tuple(organisation.name_of(one) for one in organisation.deputies_of(unit.id, day)),
        since=now.valid_from,
        closes=unit.valid_to,
        successor=other.on(day).name if other else "",
        next_name=coming.name if coming and coming.name != now.name else "",
        next_area=organisation.areas[coming.area_id].name if coming and coming.area_id != now.area_id else "",
        next_day=coming.valid_from if coming else None,
        closed=not unit.active(day),
    )


def _actor(organisation: Organisation, uid: str) -> str:
    person = organisation.person(uid)
    return person.name if person else uid
