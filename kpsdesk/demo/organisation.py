"""The demo's organisation over three years: areas, units, people, and who held which role when."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any, Final

from kpsdesk import paths
from kpsdesk.domain.organisation import (
    DEPUTY,
    HEAD,
    MANAGER,
    Area,
    Organisation,
    Person,
    Role,
    Unit,
    UnitVersion,
)

STAFF_PER_UNIT: Final = 5
REPORTER: Final = "reporter"
# Changes, in days before the demo's last day
RENAMED: Final = 420
MERGED: Final = 300
WITHOUT_MANAGER: Final = (210, 165)
MANAGER_CHANGES: Final = ((760,), (), (900, 330), (540,), (260,), (), (640, 120), (480,))


@dataclass(frozen=True)
class DemoOrganisation:
    """The organisation, and what the demo needs to know of it besides."""

    organisation: Organisation
    account: Person
    first_day: date
    staff: Mapping[int, tuple[Person, ...]]
    turns: tuple[tuple[date, int], ...]  # days on which a unit's cases may get another owner


@dataclass
class _Builder:
    chance: Random
    first_day: date
    last_day: date
    areas: dict[int, Area] = field(default_factory=dict)
    units: dict[int, Unit] = field(default_factory=dict)
    persons: dict[int, Person] = field(default_factory=dict)
    roles: list[Role] = field(default_factory=list)
    _names: set[str] = field(default_factory=set)

    def person(self, country: str, title: str, left_on: date | None = None) -> Person:
        """Somebody with a name of their own, put together by chance."""
        words = _table()[country]
        name = f"{self.chance.choice(words['first'])} {self.chance.choice(words['last'])}"
        while name in self._names and len(self._names) < 400:
            name = f"{self.chance.choice(words['first'])} {self.chance.choice(words['last'])}"
        self._names.add(name)
        uid = f"demo-{len(self.persons) + 1:04d}"
        made = Person(len(self.persons) + 1, uid, name, title, "", left_on)
        self.persons[made.id] = made
        return made

    def role(self, person: Person, role: str, start: date, end: date | None = None, *,
             unit: int | None = None, area: int | None = None) -> None:  # fmt: skip
        """Give somebody a role from a day on."""
        self.roles.append(Role(len(self.roles) + 1, person.id, role, unit, area, start, end))


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(paths.resource("demo", "organisation.toml").read_text(encoding="utf-8"))


def build(chance: Random, units: int, last_day: date, first_day: date) -> DemoOrganisation:
    """An organisation of so many units, as it was and is until `last_day`."""
    builder = _Builder(chance, first_day, last_day)
    rows = [row for row, _ in zip(_unit_rows(), range(units), strict=False)]
    used = {row["area"] for row in rows}
    for row in _table()["area"]:
        if row["code"] in used:
            builder.areas[len(builder.areas) + 1] = Area(len(builder.areas) + 1, row["code"], row["name"])
    for row in rows:
        _add_unit(builder, row, {area.code: area.id for area in builder.areas.values()})
    _merge(builder, rows)
    account = _add_managers(builder)
    _add_heads(builder)
    staff = {}
    for unit in builder.units.values():
        titles = _table()[unit.country]["staff"]
        staff[unit.id] = tuple(builder.person(unit.country, title) for title in titles[:STAFF_PER_UNIT])
        for person in staff[unit.id]:
            builder.role(person, REPORTER, first_day, unit=unit.id)
    _add_specialists(builder)
    organisation = Organisation(builder.areas, builder.units, builder.persons, tuple(builder.roles))
    return DemoOrganisation(organisation, account, first_day, staff, tuple(_turns(builder)))


def _unit_rows() -> Iterator[dict[str, Any]]:
    """The written units, then as many more as anybody wants."""
    yield from _table()["unit"]
    more, n = _table()["more"], 0
    while True:
        country = ("SE", "FI")[n % 2]
        places, kinds = more[f"places_{country}"], more[f"kinds_{country}"]
        turn = n // 2
        setting, area, name = kinds[turn % len(kinds)]
        place = places[turn % len(places)]
        again = turn // len(places)  # a second house of the same place gets a number
        made = name.format(place=place, n=turn + 5)
        yield {
            "code": f"{country}{n + 1:03d}",
            "country": country,
            "setting": setting,
            "area": area,
            "name": f"{made} {again + 1}" if again and "{place}" in name else made,
            "staff": 20 + 7 * (n % 5),
        }
        n += 1


def _add_unit(builder: _Builder, row: Mapping[str, Any], areas: Mapping[str, int]) -> None:
    area, versions = areas[row["area"]], []
    begin = builder.first_day
    if "earlier" in row:
        renamed = _first_of_month(builder.last_day - timedelta(days=RENAMED))
        versions.append(UnitVersion(row["earlier"], area, begin, renamed))
        begin = renamed
    versions.append(UnitVersion(row["name"], area, begin))
    key = len(builder.units) + 1
    builder.units[key] = Unit(key, row["code"], row["country"], row["setting"], tuple(versions), row["staff"])


def _merge(builder: _Builder, rows: list[dict[str, Any]]) -> None:
    """A unit that went up in another: closed that day, its open cases go to the successor."""
    by_code = {unit.code: unit for unit in builder.units.values()}
    for row in rows:
        into = by_code.get(row.get("merged_into", ""))
        if into:
            unit = by_code[row["code"]]
            day = _first_of_month(builder.last_day - timedelta(days=MERGED))
            builder.units[unit.id] = Unit(
                unit.id, unit.code, unit.country, unit.setting, unit.versions, unit.staff, day, into.id
            )


def _first_of_month(day: date) -> date:
    return day.replace(day=1)


def _add_managers(builder: _Builder) -> Person:
    """Managers after each other and a deputy for each unit; the first unit's present manager logs in."""
    account: Person | None = None
    for place, unit in enumerate(list(builder.units.values())):
        words = _table()[unit.country]
        changes = [
            _first_of_month(builder.last_day - timedelta(days=days))
            for days in MANAGER_CHANGES[place % len(MANAGER_CHANGES)]
        ]
        starts = [builder.first_day, *changes]
        ends: list[date | None] = [*changes, unit.valid_to]
        if place == 5:  # a few weeks without a manager: the head of operations answers for the cases
            gap = tuple(builder.last_day - timedelta(days=days) for days in WITHOUT_MANAGER)
            starts, ends = [builder.first_day, gap[1]], [gap[0], unit.valid_to]
        for start, end in zip(starts, ends, strict=True):
            if end is not None and end <= start:
                continue
            left = end if end and builder.chance.random() < 0.6 else None
            manager = builder.person(unit.country, words["manager"], left)
            builder.role(manager, MANAGER, start, end, unit=unit.id)
            account = manager if place == 0 and end is None else account
        deputy = builder.person(unit.country, words["deputy"])
        builder.role(deputy, DEPUTY, builder.first_day, unit.valid_to, unit=unit.id)
    if account is None:
        raise ValueError("the first unit of the demo has no manager")
    return account


def _add_heads(builder: _Builder) -> None:
    for place, area in enumerate(list(builder.areas.values())):
        country = next(u.country for u in builder.units.values() if u.versions[-1].area_id == area.id)
        title = _table()[country]["head"]
        change = _first_of_month(builder.last_day - timedelta(days=500)) if place == 2 else None
        builder.role(builder.person(country, title), HEAD, builder.first_day, change, area=area.id)
        if change:
            builder.role(builder.person(country, title), HEAD, change, area=area.id)


def _add_specialists(builder: _Builder) -> None:
    for country, title, role in (
        ("SE", "Chefläkare", "chief_medical_officer"),
        ("SE", "Medicinskt ansvarig sjuksköterska", "mas"),
        ("SE", "Kvalitetsutvecklare", "analysis_leader"),
        ("SE", "Utredare", "lex_sarah_responsible"),
        ("FI", "Johtajaylilääkäri", "chief_medical_officer"),
        ("FI", "Laatukoordinaattori", "analysis_leader"),
        ("SE", "Verksamhetsutvecklare", "local_administrator"),
    ):
        if any(unit.country == country for unit in builder.units.values()):
            builder.role(builder.person(country, title), role, builder.first_day)


def _turns(builder: _Builder) -> Iterator[tuple[date, int]]:
    """(day, unit) of every change that may give a unit's open cases another owner, in order of days."""
    days: set[tuple[date, int]] = set()
    for role in builder.roles:
        units: list[int] = []
        if role.role == MANAGER and role.unit_id:
            units = [role.unit_id]
        elif role.role == HEAD:
            units = [u.id for u in builder.units.values() if u.versions[-1].area_id == role.area_id]
        edges = (role.valid_from, role.valid_to)
        days |= {(day, unit) for unit in units for day in edges if day and day > builder.first_day}
    days |= {(unit.valid_to, unit.id) for unit in builder.units.values() if unit.valid_to}
    yield from sorted(days)
