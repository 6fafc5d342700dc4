"""The meetings of the demo: each unit's workplace meeting about monthly, those of the areas' management, yearly dialogues."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from random import Random
from typing import Final

from kpsdesk.clock import ZONES
from kpsdesk.demo.texts import LANGUAGES, texts
from kpsdesk.demo.world import World
from kpsdesk.domain.ids import Ids
from kpsdesk.domain.meeting import APT, CANCELLED, HELD, PLANNED, Meeting
from kpsdesk.domain.organisation import HEAD, Unit
from kpsdesk.domain.permission import PROGRAM

Row = tuple[Meeting, Sequence[int], datetime, datetime, str]

HOLIDAY_MONTH: Final = 7
HSE_MONTH: Final = 3  # the survey's result is talked about once it has been analysed (domain 6.4)
DIGITAL_MONTH: Final = 5
DIALOGUE_MONTH: Final = 10
CANCELLED_SHARE: Final = 0.04
MOST_CASES: Final = 3


def meetings_of(world: World, ids: Ids) -> Iterator[Row]:
    """Every meeting of the demo's years, and the next one of each unit and area, which is planned."""
    for unit in world.made.organisation.units.values():
        chance = Random(f"{world.seed}:meetings:{unit.id}")  # noqa: S311  (repeatable, nothing secret)
        yield from _workplace_meetings(world, unit, chance, ids)
        yield from _dialogues(world, unit, chance, ids)
    for area in world.made.organisation.areas:
        chance = Random(f"{world.seed}:management:{area}")  # noqa: S311
        days = _days(world, world.made.first_day, None, chance, "SE")
        head = world.made.organisation.holder(HEAD, world.end, area_id=area)
        for day, following in pairwise(days):
            safety = chance.random() < 0.85
            made = Meeting(
                ids.timed(_at(day, "SE")), "lg", day, area=area, state=HELD, safety_item=safety,
                items=frozenset({"risk"} if safety else ()), held_by=_name(world, head), next_date=following,
            )  # fmt: skip
            yield _row(world, made, (), "SE", head)
        yield _row(world, Meeting(ids.timed(_at(days[-1], "SE")), "lg", days[-1], area=area), (), "SE", head)


def _workplace_meetings(world: World, unit: Unit, chance: Random, ids: Ids) -> Iterator[Row]:
    diligent = chance.uniform(0.55, 1.0)  # how often the unit takes safety up
    days = _days(world, unit.versions[0].valid_from, unit.valid_to, chance, unit.country)
    since = world.made.first_day
    for n, day in enumerate(days):
        key = ids.timed(_at(day, unit.country))
        manager = world.owner(unit.id, min(day, world.end))
        if day >= world.end:
            yield _row(world, Meeting(key, APT, day, unit.id), (), unit.country, manager)
            continue
        if chance.random() < CANCELLED_SHARE:
            cancelled = Meeting(key, APT, day, unit.id, state=CANCELLED)
            yield _row(world, cancelled, (), unit.country, manager)
            continue
        safety = chance.random() < diligent
        told = (
            [one for one in world.shared.get(unit.id, ()) if since <= one[0] < day][:MOST_CASES]
            if safety
            else []
        )
        made = Meeting(
            key, APT, day, unit.id, state=HELD, safety_item=safety,
            items=_items(day, chance) if safety else frozenset(),
            held_by=chance.choice(world.made.staff[unit.id]).name if safety else "",
            next_date=days[n + 1] if n + 1 < len(days) else None,
            note=_note(unit, chance), cases=tuple(case for _day, _seq, case in told),
        )  # fmt: skip
        yield _row(world, made, [seq for _day, seq, _case in told], unit.country, manager)
        since = day


def _items(day: date, chance: Random) -> frozenset[str]:
    taken = {
        name for name, share in (("risk", 0.6), ("plan", 0.4), ("serious", 0.25)) if chance.random() < share
    }
    taken |= {"hse"} if day.month == HSE_MONTH else set()
    return frozenset(taken | ({"digital"} if day.month == DIGITAL_MONTH else set()))


def _note(unit: Unit, chance: Random) -> str:
    return texts(LANGUAGES[unit.country]).some(chance, "apt_note") if chance.random() < 0.2 else ""


def _dialogues(world: World, unit: Unit, chance: Random, ids: Ids) -> Iterator[Row]:
    """The yearly talk with the head of operations (domain 6.3); some units have not come to it yet."""
    for year in range(world.made.first_day.year, world.end.year + 1):
        day = _working(world, date(year, DIALOGUE_MONTH, chance.randint(1, 25)), unit.country)
        held = chance.random() < 0.8
        if not held or not world.made.first_day <= day < world.end or not unit.active(day):
            continue
        head = world.made.organisation.holder(HEAD, day, area_id=unit.on(day).area_id)
        made = Meeting(
            ids.timed(_at(day, unit.country)), "dialogue", day, unit.id, state=HELD, safety_item=True,
            items=frozenset({"risk", "plan"}), held_by=_name(world, head),
        )  # fmt: skip
        yield _row(world, made, (), unit.country, head)


def _days(world: World, first: date, valid_to: date | None, chance: Random, country: str) -> list[date]:
    """A working day in each month but July, about the same each time; the last is the first to come."""
    wanted, days = chance.randint(2, 24), []
    month = first.replace(day=1)
    while valid_to is None or month < valid_to:
        day = _working(world, month + timedelta(days=wanted + chance.randint(-2, 2)), country)
        month = (month + timedelta(days=32)).replace(day=1)
        if day.month == HOLIDAY_MONTH or day < first or (valid_to is not None and day >= valid_to):
            continue
        days.append(day)
        if day >= world.end:
            break
    return days


def _working(world: World, day: date, country: str) -> date:
    is_free = world.rules.free_days(country)
    while is_free(day):
        day += timedelta(days=1)
    return day


def _row(world: World, meeting: Meeting, seqs: Sequence[int], country: str, by: int | None) -> Row:
    """Planned some weeks before (never after the demo's last day), marked in the afternoon of its day."""
    person = world.made.organisation.persons.get(by or 0)
    planned = min(meeting.date - timedelta(days=28), world.end - timedelta(days=1))
    held = _at(meeting.date, country) if meeting.state != PLANNED else _at(planned, country)
    return meeting, seqs, _at(planned, country), held, person.uid if person else PROGRAM


def _at(day: date, country: str) -> datetime:
    return datetime.combine(day, time(15, 30), ZONES[country]).astimezone(UTC)


def _name(world: World, person_id: int | None) -> str:
    person = world.made.organisation.persons.get(person_id or 0)
    return person.name if person else ""
