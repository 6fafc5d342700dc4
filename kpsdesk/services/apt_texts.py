"""The texts of a meeting's sheet: what in them may tell who somebody is, and the covers that the paper puts there.

A cover is on the paper as long as the words stand in the text: nobody has to remember to take them out before printing, and
a paper made by the command line is as safe as one that was looked over. An exact day becomes its month (domain 8, rules 2, 3, 7).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from kpsdesk import words
from kpsdesk.domain import anonymity
from kpsdesk.domain.apt import STORY, SheetSettings, SheetWarning
from kpsdesk.i18n import N_, _
from kpsdesk.services import personal_data
from kpsdesk.services.personal_data import Sort

COVER: Final = N_("[hidden]")
_ALLOWABLE: Final = frozenset({Sort.NAME, Sort.ROOM, "initials", "age"})
_SENTENCES: Final = {
    "date": N_("An exact day can tell who it is. The paper says the month only."),
    "initials": N_("These look like somebody's initials."),
    "age": N_("An exact age can tell who it is. Say about how old, if it matters."),
}


@dataclass(frozen=True, slots=True)
class Place:
    """Something found in a text: what it is, where, why, and what the paper shows instead."""

    kind: str
    start: int
    end: int
    sentence: str
    instead: str
    may_allow: bool


@dataclass(frozen=True)
class Cover:
    """Finds and covers, knowing the people and places of the organisation and the words that were allowed."""

    people: Collection[str]
    places: Collection[str]
    allowed: Collection[str] = ()

    def find(self, text: str) -> list[Place]:
        """Every place in the order of the text, never overlapping."""
        if not text.strip():
            return []
        taken = {one.casefold() for one in self.allowed}
        found = [*self._personal(text), *_marked(text)]
        kept: list[Place] = []
        for one in sorted(found, key=lambda place: (place.start, -place.end)):
            is_allowed = one.may_allow and text[one.start : one.end].casefold() in taken
            if not is_allowed and (not kept or one.start >= kept[-1].end):
                kept.append(one)
        return kept

    def covered(self, text: str) -> str:
        """The text as the paper may show it."""
        shown, at = [], 0
        for one in self.find(text):
            shown += [text[at : one.start], one.instead]
            at = one.end
        return "".join([*shown, text[at:]]).strip()

    def _personal(self, text: str) -> Iterator[Place]:
        for one in personal_data.find(text, self.people, self.places):
            yield Place(one.kind, one.start, one.end, str(one.reason), _(COVER), one.kind in _ALLOWABLE)


def _marked(text: str) -> Iterator[Place]:
    for one in anonymity.marks(text):
        instead = _month(one) if one.kind == "date" else _(COVER)
        yield Place(one.kind, one.start, one.end, _(_SENTENCES[one.kind]), instead, one.kind in _ALLOWABLE)


def _month(mark: anonymity.Mark) -> str:
    name = words.month_name(date(mark.year or 2000, mark.month, 1), year=False)
    told = _("in {month}").format(month=name)
    return f"{told} {mark.year}" if mark.year else told


def warnings(settings: SheetSettings, cover: Cover) -> list[SheetWarning]:
    """Every place in the chosen stories, then in the other texts of the sheet."""
    found = []
    for story in settings.stories:
        if story.chosen:
            found += [_warning(one, STORY, story.case_id, story.number) for one in cover.find(story.text)]
    for name, line, text in _texts(settings):
        found += [_warning(one, name, line=line) for one in cover.find(text)]
    return found


def _warning(place: Place, field: str, case_id: str = "", number: str = "", line: int = 0) -> SheetWarning:
    return SheetWarning(
        str(place.kind),
        field,
        place.start,
        place.end,
        place.sentence,
        case_id,
        number,
        line,
        may_allow=place.may_allow,
    )


def _texts(settings: SheetSettings) -> Iterator[tuple[str, int, str]]:
    for name in ("about_late", "serious_text", "hse_text", "thanks_text"):
        yield name, 0, getattr(settings, name)
    for name in ("questions", "decisions"):
        yield from ((name, line, text) for line, text in enumerate(getattr(settings, name)))
    yield "presenter", 0, settings.presenter
