"""The follow-up in numbers: each knows what lies behind it and can be opened as a list, whose length it always is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

# what a number may count; see docs/follow-up.md for the rule of each
LATE: Final = "late"  # late at the end of `last` (series, age)
BECAME_LATE: Final = "became_late"  # first late in the year within first..last (series)
REPORTED: Final = "reported"  # reported within first..last (kind)
CLOSED: Final = "closed"  # closed within first..last
OPEN: Final = "open"  # open at the end of `last`
RECEIVED: Final = "received"  # acknowledged within first..last
ASSESSED: Final = "assessed"
IN_TIME: Final = "in_time"  # closed within first..last, no later than the due date in force
WITH_FEEDBACK: Final = "with_feedback"  # closed within first..last with feedback given
FIRST_FEEDBACK: Final = "first_feedback"  # first feedback given within first..last
EXTENDED: Final = "extended"  # given more time on request within first..last
REPEATED: Final = "repeated"  # reported within first..last, same type and unit as one of the 90 days before
MEASURES: Final = (
    LATE, BECAME_LATE, REPORTED, CLOSED, OPEN, RECEIVED, ASSESSED, IN_TIME, WITH_FEEDBACK, FIRST_FEEDBACK, EXTENDED, REPEATED,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Behind:
    """Which cases (for the series of actions and follow-ups: which of these) a number counts.

    `units`: the chosen units, empty for all. `by` and `key`: of one manager, unit or area, charged as design 6 says.
    """

    measure: str
    last: date
    first: date | None = None
    series: str = "cases"
    age: str = ""  # of domain.lateness.AGE_CLASSES
    kind: str = ""
    by: str = "organisation"
    key: int | None = None
    units: tuple[int, ...] = ()


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
