"""What the store says for a meeting's sheet, counted as design 6 counts and hardened by the rules of domain 8."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Final

from kpsdesk import paths
from kpsdesk.domain import anonymity
from kpsdesk.domain.anonymity import Shown, TypeNumbers
from kpsdesk.domain.apt import (
    KINDS,
    QUESTIONS_AT_MOST,
    TYPES_AT_MOST,
    ActionCounts,
    Late,
    MonthOf12,
    OpenRisk,
    Sheet,
    SheetSettings,
    TypeCount,
    Voices,
)
from kpsdesk.domain.lateness import LateItem, numbers
from kpsdesk.domain.organisation import Unit
from kpsdesk.i18n import Words
from kpsdesk.services.apt_texts import Cover
from kpsdesk.store import apt as apt_store
from kpsdesk.store import lateness, timelines

if TYPE_CHECKING:
    from kpsdesk.store.work import Connection

RISKS_AT_MOST: Final = 4
PRIZE_PLACES: Final = 3  # a lower place is not told: it is a thanks, not a league table
ALL: Final = "all"
_TEXTS: Final = ("about_late", "hse_text", "thanks_text", "presenter")
_COMPLAINTS: Final = ("complaint", "view")


@dataclass(frozen=True)
class Counting:
    """One sheet being counted: of which unit, for which days, up to which day anything is known."""

    connection: Connection
    unit: Unit
    settings: SheetSettings
    today: date

    @property
    def small(self) -> bool:
        """Only totals are told."""
        return anonymity.is_small(self.unit.staff)

    def sheet(self, cover: Cover) -> Sheet:
        """Everything counted, everything covered."""
        given, unit, before = self.settings, self.unit.id, self._before()
        span = (self.connection, unit, given.first, given.last)
        kinds = apt_store.reported(*span)
        is_serious, is_open = (many > 0 for many in apt_store.serious(*span))
        late_now, late_before = (lateness.late_on(self.connection, day) for day in (given.last, before[1]))
        risks = apt_store.open_risks(self.connection, unit, given.last)
        types = self._types(sum(kinds.values()))
        lessons, serious_texts = self._stories(cover)
        prize, place = self._prize()
        return Sheet(
            unit=self.unit.on(given.last).name,
            small=self.small,
            settings=given,
            printed=self.today,
            kinds={ALL: sum(kinds.values())} if self.small else {one: kinds.get(one, 0) for one in KINDS},
            closed=apt_store.closed(*span),
            open=apt_store.open_on(self.connection, unit, given.last),
            months=self._months(),
            late=self._late(late_now, given.last),
            late_before=self._late(late_before, before[1]),
            types=types,
            lessons=lessons,
            serious=is_serious,
            serious_open=is_open,
            serious_texts=serious_texts,
            actions=ActionCounts(*apt_store.actions(*span), late=len(_of_unit(late_now, unit, "actions"))),
            risks=() if self.small else _told_risks(risks),
            risks_many=len(risks),
            voices=Voices(received=sum(kinds.get(one, 0) for one in _COMPLAINTS), **apt_store.voices(*span)),
            positive=kinds.get("positive", 0),
            prize=prize,
            prize_place=place,
            texts={one: cover.covered(getattr(given, one)) for one in _TEXTS},
            questions=self._questions(cover, kinds, types, late_now, risks),
            decisions=tuple(filter(None, map(cover.covered, given.decisions))),
        )

    def _before(self) -> tuple[date, date]:
        """The equally long period before this one."""
        days = (self.settings.last - self.settings.first).days + 1
        return self.settings.first - timedelta(days=days), self.settings.first - timedelta(days=1)

    def _months(self) -> tuple[MonthOf12, ...]:
        rows = timelines.months(self.connection, self.settings.last, (self.unit.id,))
        return tuple(
            MonthOf12(first, reported, 0 if self.small else risks, closed)
            for first, reported, closed, risks in rows
        )

    def _late(self, items: Iterable[LateItem], day: date) -> Late:
        counted = numbers([one.days(day) for one in _of_unit(items, self.unit.id, "cases")], (), ())
        if self.small:
            return Late(counted.overdue_open)
        return Late(counted.overdue_open, counted.oldest_days, counted.by_age)

    def _types(self, reported: int) -> tuple[TypeCount, ...]:
        if self.small:
            return ()
        now = apt_store.types(self.connection, self.unit.id, self.settings.first, self.settings.last)
        before = apt_store.types(self.connection, self.unit.id, *self._before())
        reported_before = sum(apt_store.reported(self.connection, self.unit.id, *self._before()).values())
        rows = [TypeNumbers(code, many, before.get(code, 0)) for code, many in now.items()]
        rows.sort(key=lambda one: (-one.now, -one.before, one.code))
        return tuple(
            TypeCount(
                one.code,
                *(Shown.of(n, sensitive=anonymity.is_sensitive(one.code)) for n in (one.now, one.before)),
            )
            for one in anonymity.tellable(rows, reported, reported_before, TYPES_AT_MOST)
        )

    def _stories(self, cover: Cover) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Lessons, and what may be told of serious events: only when those concerned have been told first (rule 6)."""
        chosen = [one for one in self.settings.stories if one.chosen and one.text.strip()]
        lessons = tuple(cover.covered(one.text) for one in chosen if not one.serious)
        if not self.settings.serious_told:
            return lessons, ()
        texts = [self.settings.serious_text, *(one.text for one in chosen if one.serious)]
        return lessons, tuple(cover.covered(text) for text in texts if text.strip())

    def _prize(self) -> tuple[int, int | None]:
        """Risks of the year, and the unit's place when it is one of the first; a tie is shared (domain 8)."""
        of_units = apt_store.risks_of_year(self.connection, self.settings.last)
        own = of_units.get(self.unit.id, 0)
        place = 1 + sum(many > own for many in of_units.values())
        return own, place if own and place <= PRIZE_PLACES and len(of_units) > 1 else None

    def _questions(
        self,
        cover: Cover,
        kinds: Mapping[str, int],
        types: Sequence[TypeCount],
        late: Iterable[LateItem],
        risks: Sequence[OpenRisk],
    ) -> tuple[str, ...]:
        """Those that were written for the sheet, else such as fit what happened."""
        own = tuple(filter(None, (cover.covered(one) for one in self.settings.questions)))
        if own:
            return own[:QUESTIONS_AT_MOST]
        happened = {f"type:{one.code.partition('.')[0]}" for one in types if one.now.value is not None}
        happened |= {f"kind:{kind}" for kind, many in kinds.items() if many} if not self.small else set()
        happened |= {"always"} | ({"late"} if _of_unit(late, self.unit.id, "cases") else set())
        happened |= {"open_risks"} if risks else set()
        happened |= set() if kinds.get("risk") else {"no_risks"}
        return tuple(str(text) for when, text in _question_list() if when in happened)[:QUESTIONS_AT_MOST]


def _of_unit(items: Iterable[LateItem], unit: int, series: str) -> list[LateItem]:
    return [one for one in items if one.whose.unit == unit and one.series == series]


def _told_risks(risks: Sequence[OpenRisk]) -> tuple[OpenRisk, ...]:
    """The first few, without the type where there are few of a sensitive one (rule 4)."""
    many: dict[str | None, int] = {}
    for one in risks:
        many[one.event_type] = many.get(one.event_type, 0) + 1
    return tuple(
        OpenRisk(None, one.level, one.month)
        if anonymity.is_sensitive(one.event_type) and many[one.event_type] < anonymity.FEW
        else one
        for one in risks[:RISKS_AT_MOST]
    )


@cache
def _question_list() -> tuple[tuple[str, Words], ...]:
    """When a question fits, and the question; the more particular first."""
    table = tomllib.loads(paths.resource("presets", "apt_questions.toml").read_text(encoding="utf-8"))
    return tuple((row["when"], Words.of(row["text"])) for row in table["question"])
