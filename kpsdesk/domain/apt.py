"""The sheet for a unit's workplace meeting (APT): what is chosen for it, what it tells, what to look at before printing.

The twelve headings are those of domain 8. `SheetSettings` is what the unit manager decides and is kept with the meeting;
`Sheet` is what the store says for it, hardened by the rules of `domain.anonymity`: nothing in it can name anybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from kpsdesk.domain.anonymity import Shown

STORIES_AT_MOST: Final = 3
QUESTIONS_AT_MOST: Final = 3
TYPES_AT_MOST: Final = 5
# kinds in the order of the sheet
KINDS: Final = ("negative_event", "near_miss", "risk", "complaint", "view", "improvement", "positive")

# the texts of the sheet that somebody writes for it; `SheetWarning.field` is one of these
STORY: Final = "story"
TEXTS: Final = (
    "about_late",
    "serious_text",
    "hse_text",
    "thanks_text",
    "questions",
    "decisions",
    "presenter",
)


@dataclass(frozen=True, slots=True)
class Story:
    """A closed case with a text for the meeting. `text` begins as the case's `apt_text` and may be edited for the sheet.

    A story that has not been chosen is not printed. `serious`: it stands under "serious events" instead of "lessons".
    """

    case_id: str
    number: str
    text: str
    chosen: bool = False
    serious: bool = False


@dataclass(frozen=True, slots=True)
class SheetSettings:
    """What is decided for one sheet: `first` to `last` are both within the period.

    The texts may be empty: `about_late` what the manager does about what is overdue; `serious_text` what may be told of
    serious events (it is printed only with `serious_told`: the patient or next of kin has been told first);
    `hse_text` and `thanks_text` the manager's own words there; `questions` to talk about (none: such as fit what happened);
    `decisions` already known, each a line "who does what by when" without names; `presenter` notes for who presents it.
    `allowed` are words that look like names and are none: they are neither warned of nor covered.
    """

    unit: int
    first: date
    last: date
    language: str = "sv"
    stories: tuple[Story, ...] = ()
    about_late: str = ""
    serious_text: str = ""
    serious_told: bool = False
    hse_text: str = ""
    thanks_text: str = ""
    questions: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()
    presenter: str = ""
    next_date: date | None = None
    allowed: tuple[str, ...] = ()

    def as_data(self) -> dict[str, Any]:
        """Plain data for the register of meetings; of the stories only what differs from the case."""
        return {
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "language": self.language,
            "stories": [
                {"case": one.case_id, "text": one.text, "chosen": one.chosen} for one in self.stories
            ],
            "about_late": self.about_late,
            "serious_text": self.serious_text,
            "serious_told": self.serious_told,
            "hse_text": self.hse_text,
            "thanks_text": self.thanks_text,
            "questions": list(self.questions),
            "decisions": list(self.decisions),
            "presenter": self.presenter,
            "next_date": self.next_date.isoformat() if self.next_date else None,
            "allowed": list(self.allowed),
        }

    def with_data(self, data: Mapping[str, Any]) -> SheetSettings:
        """These, changed to what was kept; stories whose case is no longer a candidate are left out."""
        kept = {one["case"]: one for one in data.get("stories", ())}
        stories = tuple(
            replace(one, text=kept[one.case_id]["text"], chosen=kept[one.case_id]["chosen"])
            if one.case_id in kept
            else replace(one, chosen=False)
            for one in self.stories
        )
        next_date = data.get("next_date")
        return replace(
            self,
            first=date.fromisoformat(data["first"]),
            last=date.fromisoformat(data["last"]),
            language=data.get("language", self.language),
            stories=stories,
            serious_told=bool(data.get("serious_told")),
            next_date=date.fromisoformat(next_date) if next_date else None,
            about_late=data.get("about_late", ""),
            serious_text=data.get("serious_text", ""),
            hse_text=data.get("hse_text", ""),
            thanks_text=data.get("thanks_text", ""),
            questions=tuple(data.get("questions", ())),
            decisions=tuple(data.get("decisions", ())),
            presenter=data.get("presenter", ""),
            allowed=tuple(data.get("allowed", ())),
        )


@dataclass(frozen=True, slots=True)
class SheetWarning:
    """A place in a text of the sheet that may tell who somebody is.

    `field`: "story" (then `case_id` and `number` say whose) or one of `TEXTS` (`line` counts from 0 in questions and
    decisions). `start` and `end` are places in that text. `sentence` says what it is, without repeating it.
    `kind`: personnummer, samordningsnummer, henkilotunnus, phone, email, name, room, date, initials, age. As long as it stands
    there, the paper shows a cover in its place, or instead of a day its month. `may_allow`: it may be none, and people can say so.
    """

    kind: str
    field: str
    start: int
    end: int
    sentence: str
    case_id: str = ""
    number: str = ""
    line: int = 0
    may_allow: bool = False


@dataclass(frozen=True, slots=True)
class MonthOf12:
    """One month of the picture: its first day, and how many were reported, how many of these risks, how many closed."""

    first: date
    reported: int
    risks: int
    closed: int


@dataclass(frozen=True, slots=True)
class TypeCount:
    """An event type: its code, and how many may be told of the period and of the equally long one before it."""

    code: str
    now: Shown
    before: Shown


@dataclass(frozen=True, slots=True)
class Late:
    """What is late at a day's end: how many, since how many days the oldest is, how many in each age class."""

    many: int = 0
    oldest: int | None = None
    by_age: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ActionCounts:
    """Actions of the unit's cases: done in the period, of these with effect judged reached, under way, late."""

    done: int = 0
    effect: int = 0
    under_way: int = 0
    late: int = 0


@dataclass(frozen=True, slots=True)
class OpenRisk:
    """An open risk whose matrix demands analysis: type, level and month, never its words."""

    event_type: str | None
    level: str | None
    month: date


@dataclass(frozen=True, slots=True)
class Voices:
    """Complaints and views that came in, were answered in the period or wait at its end; praise that was noted; and of the
    `harmed` (cases closed with harm) how many patients or next of kin were `told`.
    """

    received: int = 0
    answered: int = 0
    waiting: int = 0
    praise: int = 0
    harmed: int = 0
    told: int = 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that the paper tells, in the order of its twelve headings; every number has been hardened already.

    `small`: fewer than 5 staff, so that only totals are told (domain 8, rule 5): then `kinds` has the one key "all", there
    are no types, no age classes and no risks one by one. All texts have their covers on. `settings` are as they were given.
    """

    unit: str
    small: bool
    settings: SheetSettings
    printed: date
    kinds: Mapping[str, int]
    closed: int
    open: int
    months: tuple[MonthOf12, ...]
    late: Late
    late_before: Late
    types: tuple[TypeCount, ...]
    lessons: tuple[str, ...]
    serious: bool
    serious_open: bool
    serious_texts: tuple[str, ...]
    actions: ActionCounts
    risks: tuple[OpenRisk, ...]
    risks_many: int
    voices: Voices
    positive: int
    prize: int
    prize_place: int | None
    texts: Mapping[str, str]
    questions: tuple[str, ...]
    decisions: tuple[str, ...]

    @property
    def reported(self) -> int:
        """All that were reported in the period."""
        return sum(self.kinds.values())


def chosen_first(stories: Iterable[Story]) -> tuple[Story, ...]:
    """The first few chosen that are told as lessons, so that a new sheet is never empty; serious ones are left to people."""
    made: list[Story] = []
    left = STORIES_AT_MOST
    for one in stories:
        take = left > 0 and not one.serious
        left -= take
        made.append(replace(one, chosen=take))
    return tuple(made)
