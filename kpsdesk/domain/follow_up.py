"""The follow-up in numbers: each knows what lies behind it and can be opened as a list, whose length it always is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

# what a number may count; see docs/follow-up.md for the rule of each
LATE: Final = "late"  # late at the end of `last` (series, age)
BECAME_LATE: Final = "became_late"  # first late in the year within first..last (series)
REPORTED: Final = "reported"  # reported within first..last (kind)
CLOSED: Final = "closed"  # closed within first..last
DUE_TO_CLOSE: Final = "due_to_close"  # closed within first..last and had a due date for it
OPEN: Final = "open"  # open at the end of `last`
RECEIVED: Final = "received"  # acknowledged within first..last
ASSESSED: Final = "assessed"
IN_TIME: Final = (
    "in_time"  # closed within first..last, the step of closing done no later than its due date in force
)
WITH_FEEDBACK: Final = "with_feedback"  # closed within first..last with feedback given
FIRST_FEEDBACK: Final = "first_feedback"  # first feedback given within first..last
EXTENDED: Final = "extended"  # given more time on request within first..last
REPEATED: Final = "repeated"  # reported within first..last, same type and unit as one of the 90 days before
MEASURES: Final = (
    LATE, BECAME_LATE, REPORTED, CLOSED, DUE_TO_CLOSE, OPEN, RECEIVED, ASSESSED, IN_TIME, WITH_FEEDBACK, FIRST_FEEDBACK, EXTENDED, REPEATED,
)  # fmt: skip


REPEAT_DAYS: Final = 90
ALL: Final = "all"  # instead of one of domain.lateness.SERIES: cases and complaints together


@dataclass(frozen=True, slots=True)
class Behind:
    """Which cases (for the series of actions and follow-ups: which of these) a number counts.

    `units`: the chosen units, empty for all. `by` and `key`: of one manager, unit or area, charged as design 6 says on the
    day that is counted. `known`: judged by what had happened at the end of that day; of `last` when none is given.
    """

    measure: str
    last: date
    first: date | None = None
    series: str = "cases"
    age: str = ""  # of domain.lateness.AGE_CLASSES
    kinds: tuple[str, ...] = ()
    event_type: str = ""
    by: str = "organisation"
    key: int | None = None
    units: tuple[int, ...] = ()
    known: date | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """A number and what lies behind it."""

    value: int
    behind: Behind


@dataclass(frozen=True, slots=True)
class Median:
    """The middle of some days, and how many cases it is the middle of; None when there is no case."""

    days: float | None
    of: Count


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole; `percent` is None when the whole is nothing ("–", never infinity)."""

    part: Count
    whole: Count

    @property
    def percent(self) -> float | None:
        """The part in hundredths of the whole."""
        return 100 * self.part.value / self.whole.value if self.whole.value else None


@dataclass(frozen=True, slots=True)
class Late:
    """What is late on a day in one series; the oldest is the first behind `total`, by due date."""

    total: Count
    before: Count  # at the end of the month before
    by_age: Mapping[str, Count]  # the classes of domain.lateness.AGE_CLASSES
    median: Median
    oldest_days: int | None

    @property
    def change(self) -> int:
        """How many more than at the end of the month before."""
        return self.total.value - self.before.value


@dataclass(frozen=True, slots=True)
class NowRow:
    """One manager, unit or area (or the whole): `id` as it is printed and exported, None without a manager."""

    key: int | None
    id: str | None
    name: str
    series: Mapping[str, Late]  # the names of domain.lateness.SERIES


@dataclass(frozen=True, slots=True)
class Now:
    """Who is late with how much, and how long; rows that are late with most come first."""

    day: date
    before: date  # the end of the month before
    by: str
    units: tuple[int, ...]
    total: NowRow
    rows: tuple[NowRow, ...]


@dataclass(frozen=True, slots=True)
class MonthCell:
    """A month of one series: late at its end (or on the day counted), became late in it, became late since January."""

    month: str  # 2026-03
    late: Count
    became: Count
    accumulated: Count


@dataclass(frozen=True, slots=True)
class MonthRow:
    """The months of one manager, unit or area (or the whole)."""

    key: int | None
    id: str | None
    name: str
    series: Mapping[str, tuple[MonthCell, ...]]


@dataclass(frozen=True, slots=True)
class MonthDifference:
    """A month's end that is counted otherwise today: cases were imported, taken back or disposed of since."""

    day: date
    series: str
    kept: int
    now: int
    became_kept: int
    became_now: int


@dataclass(frozen=True, slots=True)
class Months:
    """The months of a year that have begun by a day; `differences`: month ends that were kept with other numbers."""

    year: int
    day: date
    by: str
    units: tuple[int, ...]
    months: tuple[str, ...]
    total: MonthRow
    rows: tuple[MonthRow, ...]
    differences: tuple[MonthDifference, ...] = ()


@dataclass(frozen=True, slots=True)
class Risks:
    """Risks against negative events (domain 7, FO5-V1); near misses stand beside, in neither number."""

    month: str  # "" for the whole span
    risks: Count
    negative_events: Count
    near_misses: Count
    share: Share  # R / (R + N)

    @property
    def ratio(self) -> float | None:
        """R / N; None ("–") when there is no negative event."""
        return self.risks.value / self.negative_events.value if self.negative_events.value else None


@dataclass(frozen=True, slots=True)
class KindRow:
    """Reports of one kind; `months` in the order of `Flow.months`."""

    kind: str  # "" for all kinds together
    total: Count
    months: tuple[Count, ...]


@dataclass(frozen=True, slots=True)
class Balance:
    """Created against closed in a month."""

    month: str
    created: Count
    closed: Count


@dataclass(frozen=True, slots=True)
class Repeat:
    """The same type of event again in a unit within `REPEAT_DAYS`."""

    event_type: str
    unit: int
    again: Count


@dataclass(frozen=True, slots=True)
class Flow:
    """How reports were worked with in a span of days. Volume counts by the reporting day, shares by the closing day."""

    first: date
    last: date
    units: tuple[int, ...]
    series: str
    months: tuple[str, ...]
    to_receipt: Median  # days from the report
    to_assessment: Median
    to_closing: Median
    to_feedback: Median  # the first one
    in_time: Share
    with_feedback: Share
    extended: Count
    open: Count  # at the end of the span
    repeated: Share
    repeats: tuple[Repeat, ...]  # most first
    risks: Risks
    risk_months: tuple[Risks, ...]
    reported: KindRow
    kinds: tuple[KindRow, ...]
    balance: tuple[Balance, ...]  # twelve months up to the end of the span


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose numbers the page shows: `kind` own, manager, area or all; `units` empty for all."""

    kind: str
    key: int | None
    name: str
    units: tuple[int, ...]
