"""Where open cases belong when the organisation changes around them (design 6).

Closed cases keep their owner for good; open ones follow their unit, its area and its manager.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from kpsdesk.domain.deadlines import FreeDay
from kpsdesk.domain.organisation import DEPUTY, HEAD, MANAGER, Organisation

SINGLE_ROLES = frozenset({MANAGER, HEAD})  # one holder at a time: an appointment ends the one before
DAYS_WITHOUT_DEPUTY = 2  # domain 3.2: a manager away longer than this names a deputy


@dataclass(frozen=True, slots=True)
class Place:
    """Whose a case is: the unit, its area, and the person it is charged to."""

    unit_id: int
    area_id: int
    manager_id: int | None


def unit_in_charge(organisation: Organisation, unit_id: int, day: date) -> int:
    """The unit itself, or the one that took over when it was closed or merged."""
    seen: set[int] = set()
    while unit_id not in seen:
        seen.add(unit_id)
        unit = organisation.units[unit_id]
        if unit.active(day) or unit.successor_id is None:
            break
        unit_id = unit.successor_id
    return unit_id


def place_of(organisation: Organisation, unit_id: int, day: date) -> Place:
    """Where an open case of a unit belongs on a day."""
    unit_id = unit_in_charge(organisation, unit_id, day)
    area = organisation.units[unit_id].on(day).area_id
    return Place(unit_id, area, organisation.manager_of(unit_id, day))


def event_days(organisation: Organisation, after: date, until: date) -> list[date]:
    """The days after one and up to another on which a role, name, place or unit begins or ends."""
    days: set[date | None] = set()
    for role in organisation.roles:
        days |= {role.valid_from, role.valid_to}
    for unit in organisation.units.values():
        days.add(unit.valid_to)
        for version in unit.versions:
            days |= {version.valid_from, version.valid_to}
    return sorted(day for day in days if day is not None and after < day <= until)


def working_days(first: date, last: date, is_free: FreeDay) -> int:
    """How many working days lie in a period, both ends included."""
    days = range(first.toordinal(), last.toordinal() + 1)
    return sum(not is_free(date.fromordinal(day)) for day in days)


def units_without_deputy(
    organisation: Organisation, person_id: int, first: date, last: date
) -> tuple[int, ...]:
    """The units that a person manages then and that nobody stands in for the whole time."""
    managed = {
        role.unit_id
        for role in organisation.roles
        if role.person_id == person_id
        and role.role == MANAGER
        and role.unit_id is not None
        and role.valid_from <= last
        and (role.valid_to is None or role.valid_to > first)
    }
    return tuple(unit for unit in sorted(managed) if not _covered(organisation, unit, first, last))


def _covered(organisation: Organisation, unit_id: int, first: date, last: date) -> bool:
    day = first
    while day <= last:
        ends = [
            role.valid_to or date.max
            for role in organisation.roles
            if role.role == DEPUTY and role.unit_id == unit_id and role.holds(day)
        ]
        if not ends:
            return False
        day = max(ends)
    return True


def idle_units(organisation: Organisation, unit_ids: Iterable[int], day: date) -> tuple[int, ...]:
    """Units that have no manager of their own on a day; their cases go to the head of operations."""
    return tuple(unit for unit in unit_ids if organisation.holder(MANAGER, day, unit_id=unit) is None)
