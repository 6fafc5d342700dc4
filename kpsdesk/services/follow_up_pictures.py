"""The pictures of the follow-up: one drawing each for window and paper, in which every number can be pointed at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kpsdesk import words
from kpsdesk.domain.follow_up import Balance, Count, Late, MonthCell
from kpsdesk.i18n import _, ngettext
from kpsdesk.services.follow_up_sentences import AGE_WORDS, month_day
from kpsdesk.services.pictures import Look

if TYPE_CHECKING:
    from kpsdesk.reports.charts import Drawn, Size


@dataclass(frozen=True, slots=True)
class Spot:
    """A number in a picture: where it is from the top left, what it says, what lies behind it."""

    part: str
    left: float
    top: float
    width: float
    height: float
    words: str
    count: Count


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture for the window: an SVG, what it says in words, its numbers in the order in which they are read."""

    svg: bytes
    words: str
    spots: tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A drawing with its words: for the window by `chart`, for papers as it is."""

    drawn: Drawn
    words: str
    spots: tuple[Spot, ...]

    def chart(self) -> Chart:
        """As the window shows it."""
        from kpsdesk.reports import charts

        return Chart(charts.svg(self.drawn.drawing), self.words, self.spots)


Says = Callable[[int, str], tuple[str, Count]]
Draw = Callable[[Look], Chart]


def late_picture(cells: Sequence[MonthCell], look: Look) -> Told:
    """What became late month by month, and how many were late at each month's end."""
    from kpsdesk.reports import charts

    rows = [
        charts.LateMonth(words.month(month_day(cell.month)), cell.became.value, cell.late.value)
        for cell in cells
    ]
    signs = charts.LateWords(_("Became overdue"), _("Overdue at the end of the month"))
    drawn = charts.draw_late(rows, _size(look), look.colours, signs)

    def says(number: int, part: str) -> tuple[str, Count]:
        cell = cells[number]
        month = words.month_name(month_day(cell.month))
        if part == "became":
            n = cell.became.value
            text = ngettext("{month}: {n} became overdue", "{month}: {n} became overdue", n)
            return text.format(month=month, n=n), cell.became
        n = cell.late.value
        day = words.long_day(cell.late.behind.last)
        return ngettext("{day}: {n} was overdue", "{day}: {n} were overdue", n).format(
            day=day, n=n
        ), cell.late

    return _told(drawn, says, _("Became overdue, and overdue at the end of each month."))


def ages_picture(late: Late, look: Look) -> Told:
    """How long what is late has been so. The height follows the rows, whatever `look` says."""
    from kpsdesk.reports import charts

    ages = [
        charts.Age(_(text), late.by_age[age].value, words.number(late.by_age[age].value))
        for age, text in AGE_WORDS.items()
    ]
    drawn = charts.ages_chart(ages, look.width, look.text, look.colours)
    counts = [late.by_age[age] for age in AGE_WORDS]

    def says(number: int, _part: str) -> tuple[str, Count]:
        return f"{ages[number].label}: {ages[number].written}", counts[number]

    return _told(drawn, says, _("How long what is overdue has been so."))


def balance_picture(balance: Sequence[Balance], look: Look) -> Told:
    """What came and what was closed over twelve months."""
    from kpsdesk.reports import charts

    rows = [
        charts.BalanceMonth(words.month(month_day(one.month)), one.created.value, one.closed.value)
        for one in balance
    ]
    signs = charts.BalanceWords(_("Reported cases"), _("Closed cases"))
    drawn = charts.draw_balance(rows, _size(look), look.colours, signs)

    def says(number: int, part: str) -> tuple[str, Count]:
        one = balance[number]
        month = words.month_name(month_day(one.month))
        if part == "created":
            n = one.created.value
            return ngettext("{month}: {n} reported", "{month}: {n} reported", n).format(
                month=month, n=n
            ), one.created
        n = one.closed.value
        return ngettext("{month}: {n} closed", "{month}: {n} closed", n).format(month=month, n=n), one.closed

    return _told(drawn, says, _("Reported and closed over twelve months."))


def _size(look: Look) -> Size:
    from kpsdesk.reports import charts

    return charts.Size(look.width, look.height, look.text)


def _told(drawn: Drawn, says: Says, begins: str) -> Told:
    spots = []
    for place in drawn.places:
        text, count = says(place.number, place.part)
        spots.append(Spot(place.part, place.left, place.top, place.width, place.height, text, count))
    return Told(drawn, " ".join([begins, *(f"{spot.words}." for spot in spots)]), tuple(spots))
