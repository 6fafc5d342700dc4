"""What the follow-up page is asked to show, and its counters: the same for page and papers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kpsdesk import words
from kpsdesk.domain.follow_up import Count, MonthDifference, Months, Now
from kpsdesk.i18n import _, ngettext
from kpsdesk.services.follow_up_sentences import month_day

ALL_SCOPE = "all"


@dataclass(frozen=True, slots=True)
class Choice:
    """Whose numbers (`scope`, its `name` and `units`, empty for all), told by whom, of which year and series."""

    year: int
    scope: str = ALL_SCOPE
    name: str = ""
    units: tuple[int, ...] = ()
    by: str = "manager"
    series: str = "cases"

    def day(self, today: date) -> date:
        """The day that is counted: today, or the last of a year that is over."""
        return min(today, date(self.year, 12, 31))

    @property
    def first(self) -> date:
        """The year's first day."""
        return date(self.year, 1, 1)

    @property
    def flows(self) -> bool:
        """Whether there is a way from report to closing to tell of; actions have none."""
        return self.series in ("cases", "complaints")


@dataclass(frozen=True, slots=True)
class Counter:
    """A large number: what it counts, a line of meaning, its colour when it is not 0."""

    key: str
    label: str
    count: Count
    meaning: str
    tone: str = ""


def now_counters(now: Now, series: str, today: date) -> tuple[Counter, ...]:
    """What is late, and what was at the end of the month before."""
    late = now.total.series[series]
    label = _("Overdue now") if now.day == today else _("Overdue")
    day = words.long_day(late.before.behind.last)
    return (
        Counter("late", label, late.total, words.long_day(now.day), "danger"),
        Counter("before", _("At the last month's end"), late.before, day),
    )


def month_counters(months: Months, series: str) -> tuple[Counter, ...]:
    """What became late in the latest month, and since January."""
    cells = months.total.series[series]
    if not cells:
        return ()
    last = cells[-1]
    month = words.month_name(month_day(last.month))
    return (
        Counter("became", _("Became overdue"), last.became, month),
        Counter("accumulated", _("Since January"), last.accumulated, _("Each counts once a year.")),
    )


def differences_told(differences: tuple[MonthDifference, ...], series: str) -> str:
    """Which month ends are counted otherwise today than when they were kept, and why; "" when none is."""
    told = [
        _("{day}: {kept} then, {now} now").format(
            day=words.long_day(one.day), kept=words.number(one.kept), now=words.number(one.now)
        )
        if one.kept != one.now
        else _("{day}: {kept} had become overdue then, {now} now").format(
            day=words.long_day(one.day),
            kept=words.number(one.became_kept),
            now=words.number(one.became_now),
        )
        for one in differences
        if one.series == series and (one.kept, one.became_kept) != (one.now, one.became_now)
    ]
    if not told:
        return ""
    begins = ngettext(
        "{n} month end is counted otherwise today than when it was kept.",
        "{n} month ends are counted otherwise today than when they were kept.",
        len(told),
    ).format(n=len(told))
    why = _("Cases were imported, taken back or removed since, or moved between units.")
    return " ".join([begins, why, "; ".join(told) + "."])
