"""What all cases of a demo share: the organisation, the rules, the last day, and the way time passes at work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from kpsdesk.clock import ZONES
from kpsdesk.demo.organisation import DemoOrganisation
from kpsdesk.demo.texts import Texts
from kpsdesk.domain.case import CaseFile
from kpsdesk.domain.handling import Rules
from kpsdesk.domain.legal import TrackRule
from kpsdesk.domain.organisation import Unit


@dataclass
class World:
    """The demo as it stands on `end`, the day on which nothing has happened yet."""

    made: DemoOrganisation
    rules: Rules
    tracks: Mapping[str, TrackRule]  # by code@version
    end: date
    seed: int
    latest: dict[int, CaseFile] = field(default_factory=dict)  # each unit's latest case, until it is written
    shared: dict[int, list[tuple[date, int, str]]] = field(default_factory=dict)  # by unit: closed, seq, id
    _owners: dict[tuple[int, date], int | None] = field(default_factory=dict)
    _turns: dict[int, list[date]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for day, unit_id in self.made.turns:
            self._turns.setdefault(unit_id, []).append(day)

    def unit(self, unit_id: int) -> Unit:
        """A unit."""
        return self.made.organisation.units[unit_id]

    def owner(self, unit_id: int, day: date) -> int | None:
        """Whom a unit's cases are charged to on a day."""
        key = (unit_id, day)
        if key not in self._owners:
            self._owners[key] = self.made.organisation.manager_of(unit_id, day)
        return self._owners[key]

    def turns(self, unit_id: int, after: date, until: date) -> list[date]:
        """The days on which a unit's open cases may get another owner."""
        return [day for day in self._turns.get(unit_id, ()) if after < day <= until]

    def end_of(self, country: str) -> datetime:
        """The instant at which the demo's present begins."""
        return datetime.combine(self.end, time(), ZONES[country]).astimezone(UTC)

    def pace(self, unit_id: int, day: date) -> float:
        """How slowly a unit works under its manager of the day: some are quick, some are always behind."""
        chance = Random(f"{self.seed}:{self.owner(unit_id, day)}")  # noqa: S311  (repeatable, nothing secret)
        return chance.choice((0.5, 0.7, 0.8, 1.0, 1.0, 1.2, 1.5, 2.1))

    def thanks(self, case: CaseFile, words: Texts) -> str:
        """What is told at the workplace meeting of something good; each case has a chance of its own for it."""
        return words.some(Random(f"{self.seed}:thanks:{case.head.number}"), "apt_thanks")  # noqa: S311

    def share(self, case: CaseFile, day: date) -> None:
        """A case was closed on a day: if it has a text for it, the unit's next workplace meeting is told of it."""
        if case.values.get("apt_text"):
            told = self.shared.setdefault(case.head.unit_id, [])
            told.append((day, case.head.seq, case.head.id))

    def at_work(self, after: datetime, days: float, country: str, chance: Random) -> datetime:
        """An instant in office hours some days after another."""
        local = (after + timedelta(days=days)).astimezone(ZONES[country])
        day, is_free = local.date(), self.rules.free_days(country)
        while is_free(day):
            day += timedelta(days=1)
        if day == local.date() and 7 <= local.hour < 17:
            return local.astimezone(UTC)
        if day == local.date() and local.hour >= 17:
            day += timedelta(days=1)
            while is_free(day):
                day += timedelta(days=1)
        at = datetime.combine(day, time(chance.randint(7, 15), chance.randrange(60), chance.randrange(60)))
        return at.replace(tzinfo=ZONES[country]).astimezone(UTC)

    def track(self, code: str, country: str, day: date) -> TrackRule | None:
        """A legal track in the version that holds for a case reported on a day."""
        for rule in self.tracks.values():
            if rule.code == code and rule.country == country and rule.valid_on(day):
                return rule
        return None
