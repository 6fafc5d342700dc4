"""What is counted about being late: four series, age classes, and the numbers of one manager, unit or area (design 6)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import median
from typing import Any, Final

RULE_VERSION: Final = 1  # raised when the rule of design 6 is read in another way: kept with every snapshot

SERIES: Final = ("cases", "complaints", "actions", "follow_ups")
AGE_CLASSES: Final = (("1-14", 1, 14), ("15-30", 15, 30), ("31-90", 31, 90), ("over_90", 91, None))
DIMENSIONS: Final = ("manager", "unit", "area", "organisation")


@dataclass(frozen=True, slots=True)
class Whose:
    """Whom something late is charged to on a day; keys of the store."""

    manager: int | None
    unit: int
    area: int

    def by(self, dimension: str) -> int | None:
        """The key of one of `DIMENSIONS`; the whole organisation has none."""
        keys = {"manager": self.manager, "unit": self.unit, "area": self.area, "organisation": None}
        return keys[dimension]


@dataclass(frozen=True, slots=True)
class LateItem:
    """A case, complaint, action or follow-up that is late on a day: since its earliest missed date, charged to whom."""

    series: str
    case_seq: int
    due: date
    whose: Whose
    action: str | None = None

    def days(self, day: date) -> int:
        """How many days it is late on a day."""
        return (day - self.due).days


@dataclass(frozen=True, slots=True)
class BecameLate:
    """The first day of a year on which something was late, and whom it was charged to that day."""

    series: str
    case_seq: int
    day: date
    whose: Whose
    action: str | None = None


@dataclass(frozen=True, slots=True)
class Numbers:
    """What is said about one series of one manager, unit, area or the whole.

    `by_age` has the keys of `AGE_CLASSES`; `became_overdue` a number for each month "2026-03" of the year counted.
    """

    overdue_open: int = 0
    by_age: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys((name for name, *_ in AGE_CLASSES), 0)
    )
    median_days: float | None = None
    oldest_days: int | None = None
    became_overdue: dict[str, int] = field(default_factory=dict)

    @property
    def accumulated(self) -> int:
        """The sum of what became overdue since 1 January."""
        return sum(self.became_overdue.values())

    def as_data(self) -> dict[str, Any]:
        """For JSON (issue of the command line: `overdue`)."""
        return {
            "overdue_open": self.overdue_open,
            "by_age": dict(self.by_age),
            "median_days": self.median_days,
            "oldest_days": self.oldest_days,
            "became_overdue": dict(self.became_overdue),
            "accumulated": self.accumulated,
        }


def age_class(days: int) -> str:
    """The class of a number of days late, at least 1."""
    return next(name for name, _, last in AGE_CLASSES if last is None or days <= last)


def numbers(days: Sequence[int], became: Iterable[date], months: Sequence[str]) -> Numbers:
    """Count: days late of each that is late on the day, first late days in the year, months to tell of."""
    by_age = dict.fromkeys((name for name, *_ in AGE_CLASSES), 0)
    for one in days:
        by_age[age_class(one)] += 1
    flow = dict.fromkeys(months, 0)
    for first in became:
        flow[month_of(first)] += 1
    middle = median(days) if days else None
    if middle is not None and middle == int(middle):
        middle = int(middle)
    return Numbers(len(days), by_age, middle, max(days, default=None), flow)


def month_of(day: date) -> str:
    """A month as `2026-03`."""
    return f"{day.year:04d}-{day.month:02d}"


def months_to(day: date, year: int) -> list[str]:
    """The months of a year that have begun by a day; none of a year that is still to come."""
    last = 12 if day.year > year else day.month if day.year == year else 0
    return [f"{year:04d}-{month:02d}" for month in range(1, last + 1)]


def month_end(month: str) -> date:
    """The last day of a month."""
    year, number = int(month[:4]), int(month[5:7])
    return date(year + number // 12, number % 12 + 1, 1) - timedelta(days=1)


def month_ends(first: date, last: date) -> list[date]:
    """Each last day of a month from `first` to `last`, both included."""
    ends, day = [], month_end(month_of(first))
    while day <= last:
        ends.append(day)
        day = month_end(month_of(day + timedelta(days=1)))
    return ends
