"""People and what they are responsible for over time (domain 1.2, 3.2; design 6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from kpsdesk.domain.changes import Changes
from kpsdesk.domain.following import DAYS_WITHOUT_DEPUTY, SINGLE_ROLES, units_without_deputy, working_days
from kpsdesk.domain.organisation import HEAD, MANAGER, Person, Role
from kpsdesk.domain.permission import Permission
from kpsdesk.domain.text import clean
from kpsdesk.errors import NotFound, UserError
from kpsdesk.i18n import N_
from kpsdesk.services.holidays import free_days
from kpsdesk.services.known import demand_code
from kpsdesk.services.organisation import Done
from kpsdesk.services.reorganising import Change, changing
from kpsdesk.services.session import Session

__all__ = ["PeopleService", "PersonLine", "RoleLine"]

UNIT_ROLES = frozenset({MANAGER, "deputy"})
AREA_ROLES = frozenset({HEAD})


@dataclass(frozen=True, slots=True)
class RoleLine:
    """A role of a person, in a unit, an area, or everywhere (place "")."""

    id: int
    person_id: int
    person: str
    role: str
    unit_id: int | None
    area_id: int | None
    place: str
    valid_from: date
    valid_to: date | None

    def now(self, day: date) -> bool:
        """Whether it is in force on a day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person with the roles of a day."""

    id: int
    uid: str
    name: str
    title: str
    email: str
    left_on: date | None
    roles: tuple[RoleLine, ...]


@dataclass(frozen=True)
class PeopleService:
    """Who works here, and who answers for what. Changes return `(Changes, Reorganised)`."""

    session: Session

    # -- reading

    def people(self, day: date | None = None, *, left: bool = False) -> tuple[PersonLine, ...]:
        """People by name with their roles of a day; with `left`, also those who have left."""
        organisation, day = self.session.organisation, day or self.session.today
        roles: dict[int, list[RoleLine]] = {}
        for line in self.roles():
            if line.now(day):
                roles.setdefault(line.person_id, []).append(line)
        return tuple(
            PersonLine(p.id, p.uid, p.name, p.title, p.email, p.left_on, tuple(roles.get(p.id, ())))
            for p in sorted(organisation.persons.values(), key=lambda p: p.name.casefold())
            if left or p.left_on is None or p.left_on > day
        )

    def roles(self, *, person_id: int | None = None, unit_id: int | None = None) -> tuple[RoleLine, ...]:
        """Every role that was ever held, latest first; of a person or a unit."""
        organisation = self.session.organisation
        found = [
            RoleLine(
                r.id, r.person_id, organisation.name_of(r.person_id), r.role, r.unit_id, r.area_id,
                self._place(r), r.valid_from, r.valid_to,
            )
            for r in organisation.roles
            if person_id in (None, r.person_id) and unit_id in (None, r.unit_id)
        ]  # fmt: skip
        return tuple(sorted(found, key=lambda line: (line.valid_from, line.id), reverse=True))

    def managers(self, day: date | None = None) -> Mapping[int, int | None]:
        """Whom each unit's cases are charged to on a day, by unit: the manager, else the head of operations."""
        organisation, day = self.session.organisation, day or self.session.today
        return {unit.id: organisation.manager_of(unit.id, day) for unit in organisation.active_units(day)}

    def deputies_needed(self, person_id: int, first: date, last: date) -> tuple[int, ...]:
        """Units that need a deputy while their manager is away: more than 2 working days (domain 3.2)."""
        organisation = self.session.organisation
        return tuple(
            unit_id
            for unit_id in units_without_deputy(organisation, person_id, first, last)
            if working_days(first, last, free_days(organisation.units[unit_id].country)) > DAYS_WITHOUT_DEPUTY
        )

    def _place(self, role: Role) -> str:
        organisation = self.session.organisation
        if role.unit_id is not None:
            return organisation.units[role.unit_id].on(self.session.today).name
        return organisation.areas[role.area_id].name if role.area_id is not None else ""

    # -- people

    def add(self, name: str, title: str = "", email: str = "") -> tuple[Changes, int]:
        """A new person; returns the person's key. Raises UserError: no name."""
        with changing(self.session, "person_added", "person:") as change:
            values = _person_values(name, title, email)
            moment = change.work.moment
            key = change.rows.insert("persons", values | {"uid": moment.ids.timed(moment.at)})
            change.words = {"person": values["name"]}
        return change.work.changes, key

    def change(self, person_id: int, *, name: str, title: str = "", email: str = "") -> Done:
        """Another name, title or address; a name is one for all time, also in old cases."""
        with changing(self.session, "person_changed", f"person:{person_id}") as change:
            _person(change, person_id)
            values = _person_values(name, title, email)
            change.rows.update("persons", {"id": person_id}, values)
            change.words = {"person": values["name"]}
        return change.work.changes, change.result

    def left(self, person_id: int, day: date | None = None) -> Done:
        """The person leaves: all roles end that day, and open cases go to whoever answers for the unit then."""
        with changing(self.session, "person_left", f"person:{person_id}", effective=day) as change:
            person = _person(change, person_id)
            change.rows.update("persons", {"id": person_id}, {"left_on": change.effective})
            for role in change.before.roles:
                if role.person_id == person_id:
                    _end(change, role, change.effective)
            change.words = {"person": person.name}
        return change.work.changes, change.result

    # -- roles

    def appoint(
        self,
        person_id: int,
        role: str,
        *,
        unit_id: int | None = None,
        area_id: int | None = None,
        day: date | None = None,
        until: date | None = None,
    ) -> Done:
        """Give a person a role from a day, perhaps until one (the first day without it).

        A unit has one manager and an area one head: the one before ends the same day. Open cases of the unit get the
        new manager as owner; closed ones keep theirs (design 6).

        Raises:
            UserError: a unit or area is missing, the person has left, or the end lies before the beginning.
        """
        self.session.actor.require(Permission.ORGANISATION_EDIT)
        demand_code(self.session, "role", role)
        country = self._country(unit_id)
        with changing(
            self.session, "appointed", f"person:{person_id}", effective=day, country=country
        ) as change:
            person = _person(change, person_id)
            _demand_place(change, role, unit_id, area_id)
            _demand_time(change, person, until)
            if role in SINGLE_ROLES:
                until = _make_way(change, role, unit_id, area_id, until)
            values = {"person_id": person_id, "role": role, "unit_id": unit_id, "area_id": area_id}
            dates = {"valid_from": change.effective, "valid_to": until, "noted_at": change.now}
            begun = change.effective <= change.today
            key = change.rows.insert("roles", values | dates | {"applied_at": change.now if begun else None})
            change.extra["role"] = key
            change.words = {"person": person.name, "role": role, "place": _where(change, unit_id, area_id)}
        return change.work.changes, change.result

    def end_role(self, role_id: int, day: date | None = None) -> Done:
        """The role ends on a day (the first without it); a role that has not begun is taken away by it."""
        self.session.actor.require(Permission.ORGANISATION_EDIT)
        found = next((one for one in self.session.organisation.roles if one.id == role_id), None)
        if found is None:
            raise NotFound(N_("The role is no longer there."))
        country = self._country(found.unit_id)
        with changing(
            self.session, "role_ended", f"role:{role_id}", effective=day, country=country
        ) as change:
            _end(change, found, change.effective)
            name = change.before.name_of(found.person_id)
            place = _where(change, found.unit_id, found.area_id)
            change.words = {"person": name, "role": found.role, "place": place}
        return change.work.changes, change.result

    def _country(self, unit_id: int | None) -> str:
        unit = self.session.organisation.units.get(unit_id) if unit_id is not None else None
        return unit.country if unit else ""


def _person_values(name: str, title: str, email: str) -> dict[str, Any]:
    tidy = " ".join(clean(name, 200).split())
    if not tidy:
        raise UserError(N_("Write the person's name."), field="name")
    return {"name": tidy, "title": clean(title, 200).strip(), "email": clean(email, 200).strip()}


def _person(change: Change, person_id: int) -> Person:
    if person_id not in change.before.persons:
        raise NotFound(N_("The person is no longer there."))
    return change.before.persons[person_id]


def _demand_place(change: Change, role: str, unit_id: int | None, area_id: int | None) -> None:
    if role in UNIT_ROLES and unit_id is None:
        raise UserError(N_("Choose the unit."), field="unit")
    if role in AREA_ROLES and area_id is None:
        raise UserError(N_("Choose the area."), field="area")
    unit = change.before.units.get(unit_id) if unit_id is not None else None
    if unit is not None and not unit.active(change.effective):
        raise UserError(N_("{unit} is closed by then."), unit=unit.name, field="unit")


def _demand_time(change: Change, person: Person, until: date | None) -> None:
    if until is not None and until <= change.effective:
        raise UserError(N_("The last day must not lie before the first."), field="until")
    if person.left_on is not None and person.left_on <= change.effective:
        raise UserError(
            N_("{person} has left by then. Choose somebody else."), person=person.name, field="person"
        )


def _where(change: Change, unit_id: int | None, area_id: int | None) -> str:
    if unit_id is not None:
        return change.before.units[unit_id].on(change.effective).name
    return change.before.areas[area_id].name if area_id is not None else ""


def _end(change: Change, role: Role, day: date) -> None:
    if role.valid_to is None or role.valid_to > day:
        change.rows.update("roles", {"id": role.id}, {"valid_to": max(day, role.valid_from)})


def _make_way(
    change: Change, role: str, unit_id: int | None, area_id: int | None, until: date | None
) -> date | None:
    """End the former holder; an appointment made already for a later day begins as it was meant to."""
    ends = until
    for one in change.before.roles:
        if (one.role, one.unit_id, one.area_id) != (role, unit_id, area_id):
            continue
        if one.valid_from <= change.effective:
            _end(change, one, change.effective)
        elif one.valid_to is None or one.valid_to > one.valid_from:
            ends = min(ends or one.valid_from, one.valid_from)
    return ends
