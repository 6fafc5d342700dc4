"""Areas, units, people and roles, with dates: who managed what, and what it was called, on any day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from kpsdesk.clock import ZONES

MANAGER: Final = "unit_manager"
HEAD: Final = "head_of_operations"
DEPUTY: Final = "deputy"


@dataclass(frozen=True, slots=True)
class Area:
    """A group of units under one head of operations (verksamhetsområde, palvelualue)."""

    id: int
    code: str
    name: str
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class UnitVersion:
    """What a unit was called and where it belonged, from a day; `valid_to` is the day after the last."""

    name: str
    area_id: int
    valid_from: date
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit with its past names and places."""

    id: int
    code: str
    country: str
    setting: str
    versions: tuple[UnitVersion, ...]
    staff: int | None = None
    valid_to: date | None = None
    successor_id: int | None = None

    def on(self, day: date) -> UnitVersion:
        """The version in force on a day; before the first, the first."""
        for version in reversed(self.versions):
            if version.valid_from <= day:
                return version
        return self.versions[0]

    def active(self, day: date) -> bool:
        """Whether the unit still takes reports."""
        return self.valid_to is None or self.valid_to > day

    @property
    def name(self) -> str:
        """The latest name."""
        return self.versions[-1].name


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works in the organisation."""

    id: int
    uid: str
    name: str
    title: str = ""
    email: str = ""
    left_on: date | None = None


@dataclass(frozen=True, slots=True)
class Role:
    """A role over time, in a unit, an area, or everywhere; `valid_to` is the first day without it."""

    id: int
    person_id: int
    role: str
    unit_id: int | None
    area_id: int | None
    valid_from: date
    valid_to: date | None = None

    def holds(self, day: date) -> bool:
        """Whether the role is in force on a day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True)
class Organisation:
    """The whole organisation as read from the store."""

    areas: Mapping[int, Area] = field(default_factory=dict)
    units: Mapping[int, Unit] = field(default_factory=dict)
    persons: Mapping[int, Person] = field(default_factory=dict)
    roles: tuple[Role, ...] = ()

    def unit(self, code: str) -> Unit | None:
        """A unit by its code."""
        return next((unit for unit in self.units.values() if unit.code == code), None)

    def area(self, code: str) -> Area | None:
        """An area by its code."""
        return next((area for area in self.areas.values() if area.code == code), None)

    def person(self, uid: str) -> Person | None:
        """A person by uid."""
        return next((person for person in self.persons.values() if person.uid == uid), None)

    def active_units(self, day: date) -> tuple[Unit, ...]:
        """Units that take reports on a day, by name."""
        return tuple(
            sorted((u for u in self.units.values() if u.active(day)), key=lambda u: u.name.casefold())
        )

    def holder(
        self, role: str, day: date, *, unit_id: int | None = None, area_id: int | None = None
    ) -> int | None:
        """Who holds a role on a day; the latest appointed when there are several."""
        fitting = [
            one
            for one in self.roles
            if one.role == role
            and one.holds(day)
            and (unit_id is None or one.unit_id == unit_id)
            and (area_id is None or one.area_id == area_id)
        ]
        return max(fitting, key=lambda one: (one.valid_from, one.id)).person_id if fitting else None

    def manager_of(self, unit_id: int, day: date) -> int | None:
        """Whom the unit's cases are charged to: the manager, else the head of operations (design 6)."""
        manager = self.holder(MANAGER, day, unit_id=unit_id)
        if manager is not None:
            return manager
        return self.holder(HEAD, day, area_id=self.units[unit_id].on(day).area_id)

    def deputies_of(self, unit_id: int, day: date) -> tuple[int, ...]:
        """Who steps in for the manager on a day; a deputy never owns a case."""
        return tuple(
            r.person_id for r in self.roles if r.role == DEPUTY and r.unit_id == unit_id and r.holds(day)
        )

    def units_of(self, person_id: int, day: date) -> frozenset[int]:
        """The units that a person answers for: as manager, deputy, or head of their area."""
        own: set[int] = set()
        for one in self.roles:
            if one.person_id != person_id or not one.holds(day):
                continue
            if one.role in (MANAGER, DEPUTY) and one.unit_id is not None:
                own.add(one.unit_id)
            elif one.role == HEAD:
                own.update(u.id for u in self.units.values() if u.on(day).area_id == one.area_id)
        return frozenset(own)

    def name_of(self, person_id: int | None) -> str:
        """A person's name, or ''."""
        person = self.persons.get(person_id) if person_id is not None else None
        return person.name if person else ""


def valid_countries() -> Iterable[str]:
    """The countries whose working days and time zones are known."""
    return ZONES.keys()
