"""Pictures of numbers for the window: what `reports` draws, with its words and a sentence for those who do not see it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kpsdesk.i18n import _, ngettext
from kpsdesk.services.session import Session
from kpsdesk.services.today import MonthCount, TodayService


@dataclass(frozen=True, slots=True)
class Look:
    """How large, in which text size (pixels), in which colours (token name -> "#RRGGBB")."""

    width: int
    height: int
    text: int
    colours: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Picture:
    """An SVG, what it says in a sentence, and for clicks: from where to where across it each month reaches."""

    svg: bytes
    words: str
    months: tuple[tuple[float, float, date], ...] = ()

    def month_at(self, x: float) -> date | None:
        """The month under a place in the picture."""
        return next((month for left, right, month in self.months if left <= x < right), None)


@dataclass(frozen=True)
class PictureService:
    """Draws in the background: the drawing library takes a third of a second to load, so it is not loaded before."""

    session: Session

    def months(self, units: tuple[int, ...], look: Look, name: Callable[[date], str]) -> Picture:
        """Reported, risks and closed over twelve months; `name` puts a month in a short word."""
        from kpsdesk.reports import charts

        counts = TodayService(self.session).months(units)
        rows = [charts.Month(name(one.month), one.reported, one.risks, one.closed) for one in counts]
        size = charts.Size(look.width, look.height, look.text)
        words = charts.MonthWords(_("Reported cases"), _("of which risks"), _("Closed cases"))
        drawing = charts.months_chart(rows, size, look.colours, words)
        spans = zip(charts.month_spans(rows, size), counts, strict=True)
        places = tuple((left, right, one.month) for (left, right), one in spans)
        return Picture(charts.svg(drawing), months_in_words(counts, name), places)


def months_in_words(counts: Sequence[MonthCount], name: Callable[[date], str]) -> str:
    """The picture as one sentence."""
    reported, closed = sum(one.reported for one in counts), sum(one.closed for one in counts)
    risks = sum(one.risks for one in counts)
    if not reported and not closed:
        return _("Nothing was reported or closed in the last twelve months.")
    told = ngettext("{n} report in twelve months", "{n} reports in twelve months", reported)
    apart = ngettext("{n} of them a risk", "{n} of them risks", risks)
    done = ngettext("{n} case closed", "{n} cases closed", closed)
    sentence = _("{reports}, {risks}. {closed}.").format(
        reports=told.format(n=reported), risks=apart.format(n=risks), closed=done.format(n=closed)
    )
    busiest = max(counts, key=lambda one: one.reported)
    if not busiest.reported:
        return sentence
    most = _("Most in {month}: {n}.").format(month=name(busiest.month), n=busiest.reported)
    return f"{sentence} {most}"
