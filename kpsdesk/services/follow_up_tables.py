"""The tables of the follow-up: the same for page, spreadsheet and paper. Each number knows what lies behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kpsdesk import words
from kpsdesk.domain.follow_up import (
    Behind,
    Count,
    Flow,
    Late,
    Median,
    MonthCell,
    Months,
    Now,
    NowRow,
    Risks,
    Share,
)
from kpsdesk.i18n import N_, _
from kpsdesk.services.follow_up_sentences import AGE_WORDS, BY_WORDS, FollowUpWords, month_day
from kpsdesk.services.overdue import NOBODY

BECAME: Final = "became"
LATE: Final = "late"
ACCUMULATED: Final = "accumulated"
MONTH_MEASURES: Final = (
    (BECAME, N_("Became overdue")),
    (LATE, N_("Overdue at the end of the month")),
    (ACCUMULATED, N_("Since January")),
)


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell; `value` for the spreadsheet, `behind` what it opens, `length` of that list."""

    text: str
    value: float | None = None
    behind: Behind | None = None
    length: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row; the first is its name. `strong`: a sum."""

    cells: tuple[Cell, ...]
    strong: bool = False


@dataclass(frozen=True, slots=True)
class TableData:
    """A table: its name, heads, rows. All columns but the first `texts` are numbers."""

    title: str
    head: tuple[str, ...]
    rows: tuple[Row, ...]
    texts: int = 1
    note: str = ""


def of_count(count: Count) -> Cell:
    """A number with its list."""
    return Cell(words.number(count.value), count.value, count.behind, count.value)


def _days(days: float | None, behind: Count) -> Cell:
    if days is None:
        return Cell("–")
    return Cell(words.decimal(days), days, behind.behind, behind.value)


def _share(share: Share, of: Count) -> Cell:
    percent = share.percent
    return Cell(words.percent(percent), None if percent is None else round(percent, 1), of.behind, of.value)


def late_table(now: Now, series: str) -> TableData:
    """Who is late, and how long."""
    head = (
        _(BY_WORDS[now.by]),
        _("Overdue"),
        *(_(text) for text in AGE_WORDS.values()),
        _("Median, days"),
        _("Oldest, days"),
    )
    rows = [_late_row(row, series) for row in now.rows] if now.by != "organisation" else []
    total = _late_row(now.total, series, _("All together"))
    return TableData(_("Overdue, and how long"), head, (Row(total.cells, strong=True), *rows))


def _late_row(row: NowRow, series: str, name: str = "") -> Row:
    late: Late = row.series[series]
    cells = [
        Cell(name or row.name or _(NOBODY)),
        of_count(late.total),
        *(of_count(late.by_age[age]) for age in AGE_WORDS),
        _days(late.median.days, late.total),
        _days(late.oldest_days, late.total),
    ]
    return Row(tuple(cells))


def months_table(months: Months, series: str, measure: str = BECAME) -> TableData:
    """Month by month; for what became late with the sum since January."""
    names = [words.month(month_day(month)) for month in months.months]
    summed = measure == BECAME
    head = (_(BY_WORDS[months.by]), *names, *((_("Since January"),) if summed else ()))
    rows = [
        _month_row(row.name or _(NOBODY), row.series[series], measure)
        for row in (months.rows if months.by != "organisation" else ())
    ]
    total = _month_row(_("All together"), months.total.series[series], measure)
    title = {key: _(text) for key, text in MONTH_MEASURES}[measure]
    return TableData(title, head, (Row(total.cells, strong=True), *rows))


def _month_row(name: str, cells: Sequence[MonthCell], measure: str) -> Row:
    numbers = [of_count(getattr(cell, measure)) for cell in cells]
    if measure == BECAME and cells:
        numbers.append(of_count(cells[-1].accumulated))
    return Row((Cell(name), *numbers))


def flow_table(flow: Flow) -> TableData:
    """How the work flows: middles of days, shares."""
    head = (_("From report to closing"), _("Median or share"), _("Cases"), _("of"))
    rows = [
        _median(_("Days from report to receipt"), flow.to_receipt),
        _median(_("Days from report to assessment"), flow.to_assessment),
        _median(_("Days from report to closing"), flow.to_closing),
        _median(_("Days from report to first feedback"), flow.to_feedback),
        _part(_("Closed in time"), flow.in_time),
        _part(_("Closed with feedback"), flow.with_feedback),
        _part(_("Happened again within 90 days"), flow.repeated),
        _only(_("Given more time"), flow.extended),
        _only(_("Open at the end"), flow.open),
    ]
    return TableData(_("How the work flows"), head, tuple(rows))


def _median(name: str, median: Median) -> Row:
    return Row((Cell(name), _days(median.days, median.of), of_count(median.of), Cell("")))


def _part(name: str, share: Share) -> Row:
    return Row((Cell(name), _share(share, share.part), of_count(share.part), of_count(share.whole)))


def _only(name: str, count: Count) -> Row:
    return Row((Cell(name), Cell(""), of_count(count), Cell("")))


def kinds_table(flow: Flow, say: FollowUpWords) -> TableData:
    """Reports by kind and month, and the share of risks, which is wanted to grow (domain 7)."""
    names = [words.month(month_day(month)) for month in flow.months]
    rows = [
        Row((Cell(say.vocabulary.word("kind", row.kind)), *map(of_count, row.months), of_count(row.total)))
        for row in flow.kinds
    ]
    reported = flow.reported
    total = Row(
        (Cell(_("All together")), *map(of_count, reported.months), of_count(reported.total)), strong=True
    )
    risks = Row(
        (Cell(_("Risks, of risks and negative events")), *map(_risks, (*flow.risk_months, flow.risks)))
    )
    return TableData(
        _("What is reported"),
        (_("Kind"), *names, _("Together")),
        (total, *rows, risks),
        note=_(
            "Few reports may mean fear, many that people dare to tell. A growing share of risks is a good sign."
        ),
    )


def _risks(risks: Risks) -> Cell:
    return _share(risks.share, risks.risks)


def repeats_table(flow: Flow, say: FollowUpWords) -> TableData:
    """What happens again: the same type of event in the same unit within 90 days."""
    rows = [
        Row(
            (
                Cell(say.vocabulary.word("event_type", one.event_type)),
                Cell(say.organisation.units[one.unit].name),
                of_count(one.again),
            )
        )
        for one in flow.repeats
    ]
    head = (_("Event type"), _("Unit"), _("Times again"))
    note = _("The same type of event in the same unit within 90 days.")
    return TableData(_("What happens again"), head, tuple(rows), texts=2, note=note)
