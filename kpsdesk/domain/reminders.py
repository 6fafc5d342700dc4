"""Who is to know that a case waits, since when and why: the ladder of reminders and escalation as data (domain 3.3)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Final

from kpsdesk import paths
from kpsdesk.domain.needs import HEALTH_LAW, SOCIAL_LAW
from kpsdesk.domain.organisation import DEPUTY, HEAD, MANAGER, Organisation
from kpsdesk.errors import UserError
from kpsdesk.i18n import N_

HANDLER: Final = "case_handler"
SPECIALIST: Final = "specialist"
RECEIVERS: Final = (HANDLER, MANAGER, DEPUTY, HEAD, SPECIALIST)  # from near to far
DUE, LEVEL, TOP_LEVEL, SERIOUS = "due", "level", "top_level", "serious"
AT_ONCE: Final = (LEVEL, TOP_LEVEL, SERIOUS)
EARLIEST, LATEST = -60, 365
SERIOUS_CLASSES: Final = ("serious", "risk_serious")
_HEALTH: Final = ("chief_medical_officer", "mas")
_SOCIAL: Final = ("lex_sarah_responsible",)


@dataclass(frozen=True, slots=True)
class Rung:
    """From so many days after the due date of the next step (negative: before it) these are to know."""

    days: int
    who: tuple[str, ...]

    def as_data(self) -> dict[str, Any]:
        """For the store."""
        return {"days": self.days, "who": list(self.who)}


@dataclass(frozen=True)
class Ladder:
    """The rungs by days, and who is to know at once: receivers by LEVEL, TOP_LEVEL and SERIOUS."""

    rungs: tuple[Rung, ...]
    at_once: Mapping[str, tuple[str, ...]]

    def as_data(self) -> dict[str, Any]:
        """For the store."""
        at_once = [{"when": when, "who": list(who)} for when, who in self.at_once.items()]
        return {"rung": [rung.as_data() for rung in self.rungs], "at_once": at_once}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Ladder:
        """From the store or the shipped preset."""
        rungs = tuple(Rung(row["days"], tuple(row["who"])) for row in data["rung"])
        return cls(
            tuple(sorted(rungs, key=lambda rung: rung.days)),
            {row["when"]: tuple(row["who"]) for row in data["at_once"]},
        )

    @cached_property
    def head_after(self) -> int | None:
        """Days over from which the head of operations is to know; None when that never comes by days alone."""
        return min((rung.days for rung in self.rungs if HEAD in rung.who), default=None)

    @cached_property
    def first(self) -> int | None:
        """Days from the due date at which the first reminder comes."""
        return min((rung.days for rung in self.rungs if rung.who), default=None)

    def to_head(self, when: str) -> bool:
        """Whether the head of operations is to know at once of such a case."""
        return HEAD in self.at_once.get(when, ())


def shipped_ladder() -> Ladder:
    """What a new store starts with."""
    file = paths.resource("presets", "escalation.toml")
    return Ladder.from_data(tomllib.loads(file.read_text(encoding="utf-8")))


def demand_sound(ladder: Ladder) -> None:
    """Refuse a ladder that cannot be meant.

    Raises:
        UserError: days that are out of bounds or stand twice, or somebody whom the program does not know.
    """
    days = [rung.days for rung in ladder.rungs]
    if any(not EARLIEST <= one <= LATEST for one in days):
        raise UserError(
            N_("A reminder comes at most {before} days before the last day and {after} days after it."),
            before=-EARLIEST, after=LATEST,
        )  # fmt: skip
    if len(set(days)) < len(days):
        raise UserError(N_("Two reminders come on the same day. Put them together or give one another day."))
    named = {who for rung in ladder.rungs for who in rung.who} | {
        who for told in ladder.at_once.values() for who in told
    }
    if not named <= set(RECEIVERS) or not set(ladder.at_once) <= set(AT_ONCE):
        raise UserError(N_("There is no such role to remind."))


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What the ladder goes by: whether the case is open, when its next step is due, and what was judged, on which day."""

    is_open: bool
    due: date | None
    judged: frozenset[str] = frozenset()  # of AT_ONCE
    judged_day: date | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """One who is to know: a receiver of RECEIVERS, since a day, because of DUE or what was judged."""

    who: str
    since: date
    why: str


@dataclass(frozen=True, slots=True)
class Reminder:
    """Everybody who is to know of a case, from near to far; nobody while nothing is near."""

    notices: tuple[Notice, ...] = ()

    def of(self, who: str) -> Notice | None:
        """The notice to one receiver."""
        return next((notice for notice in self.notices if notice.who == who), None)

    @property
    def farthest(self) -> Notice | None:
        """The one that is farthest from the case, which says how far it has come; a specialist stands beside the line."""
        line = [notice for notice in self.notices if notice.who != SPECIALIST]
        return line[-1] if line else next(iter(self.notices), None)

    @property
    def escalated(self) -> bool:
        """Whether it has come to the head of operations."""
        return self.of(HEAD) is not None


def step_of(facts: CaseFacts, day: date, ladder: Ladder) -> Reminder:
    """Who is to know at the end of a day. Each stands once, with the first day; a later day takes nobody away."""
    if not facts.is_open:
        return Reminder()
    found: list[Notice] = []
    for when in reversed(AT_ONCE):  # the gravest reason first
        if when in facts.judged and facts.judged_day is not None and facts.judged_day <= day:
            found += [Notice(who, facts.judged_day, when) for who in ladder.at_once.get(when, ())]
    if facts.due is not None:
        for rung in ladder.rungs:
            since = facts.due + timedelta(days=rung.days)
            if since <= day:
                found += [Notice(who, since, DUE) for who in rung.who]
    first: dict[str, Notice] = {}
    for notice in found:
        kept = first.get(notice.who)
        if kept is None or notice.since < kept.since:
            first[notice.who] = notice
    return Reminder(tuple(first[who] for who in RECEIVERS if who in first))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a case is, to find the people by: unit, area, law, handler and owner."""

    unit_id: int
    area_id: int
    handler_id: int | None
    owner_id: int | None
    law: str | None


def roles_of(who: str, place: Place) -> tuple[str, ...]:
    """The roles of the code list that a receiver stands for; a specialist goes by the law, before one is chosen by both."""
    if who != SPECIALIST:
        return (who,)
    if place.law in HEALTH_LAW:
        return _HEALTH
    return _SOCIAL if place.law in SOCIAL_LAW else (*_HEALTH, *_SOCIAL)


def people_of(who: str, place: Place, organisation: Organisation, day: date) -> tuple[int, ...]:
    """Who that is on a day. Without a handler it is the unit's manager; nobody where the role is not held."""
    if who == HANDLER:
        one = place.handler_id if place.handler_id is not None else place.owner_id
        return (one,) if one is not None else ()
    if who == MANAGER:
        return (place.owner_id,) if place.owner_id is not None else ()
    if who == DEPUTY:
        return organisation.deputies_of(place.unit_id, day)
    found = (_nearest(role, place, organisation, day) for role in roles_of(who, place))
    return tuple(dict.fromkeys(one for one in found if one is not None))


def _nearest(role: str, place: Place, organisation: Organisation, day: date) -> int | None:
    """Who holds a role for the unit, else for its area, else for the whole organisation; the latest appointed."""
    held = [one for one in organisation.roles if one.role == role and one.holds(day)]
    for near in (
        [one for one in held if one.unit_id == place.unit_id],
        [one for one in held if one.unit_id is None and one.area_id == place.area_id],
        [one for one in held if one.unit_id is None and one.area_id is None],
    ):
        if near:
            return max(near, key=lambda one: (one.valid_from, one.id)).person_id
    return None
