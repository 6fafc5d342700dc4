"""The follow-up as a file: a paper with the page's own pictures, or a spreadsheet with its tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kpsdesk import words
from kpsdesk.domain.changes import Changes
from kpsdesk.domain.follow_up import Flow, Months, Now
from kpsdesk.domain.permission import Permission
from kpsdesk.errors import UserError
from kpsdesk.exchange import out
from kpsdesk.i18n import LANGUAGES, N_, _, language, ngettext, speaking
from kpsdesk.services import follow_up_pictures as pictures
from kpsdesk.services import follow_up_tables as tables
from kpsdesk.services.follow_up import FollowUpService
from kpsdesk.services.follow_up_sentences import RULE, SERIES_WORDS, FollowUpWords, how_long, sentence
from kpsdesk.services.follow_up_tables import TableData
from kpsdesk.services.follow_up_view import Choice, differences_told, month_counters, now_counters
from kpsdesk.services.pictures import Look
from kpsdesk.services.session import Session

if TYPE_CHECKING:
    from kpsdesk.reports.follow_up_paper import FollowUpSheet, PaperPicture, PaperTable

FORMATS: Final = ("pdf", "xlsx")
MOST_ROWS: Final = 30  # of what happens again, on paper
_WIDTH: Final = 739  # of a lying page between its margins, in points
_TEXT: Final = 9
_SHEET_SIGNS: Final = re.compile(r"[\[\]:*?/\\]")
_SHEET_LETTERS: Final = 31


@dataclass(frozen=True, slots=True)
class _Counted:
    """The answers that page and papers are made of."""

    now: Now
    months: Months
    flow: Flow | None


@dataclass(frozen=True)
class FollowUpPapers:
    """Makes the files. Numbers and names of managers, units and areas are in them, nothing of a single case."""

    session: Session

    def write(self, path: Path, choice: Choice, paper_language: str = "") -> Changes:
        """Write a paper (.pdf) or a spreadsheet (.xlsx), and note it in the audit.

        Raises:
            UserError: the name ends with neither.
            OutsideError: the disk or the folder is in the way; an older file is left as it was.
        """
        self.session.actor.require(Permission.STATISTICS_READ)
        self.session.actor.require(Permission.CASE_EXPORT)
        fmt = path.suffix.lstrip(".").lower()
        if fmt not in FORMATS:
            raise UserError(N_("Choose a file name that ends with .pdf or .xlsx."), field="output")
        if fmt == "pdf":
            made = self.pdf(choice, paper_language)
            with out.new_file(path) as beside:
                beside.write_bytes(made)
        else:
            self._write_book(path, choice)
        with self.session.write() as work:
            told = {"year": choice.year, "series": choice.series, "by": choice.by}
            work.note("follow_up.exported", "store:", format=fmt, units=len(choice.units), **told)
        return work.changes

    def pdf(self, choice: Choice, paper_language: str = "") -> bytes:
        """The paper in a language, that of the window when none is given; the same numbers give the same bytes."""
        self.session.actor.require(Permission.STATISTICS_READ)
        from kpsdesk.reports import follow_up_paper

        spoken = paper_language if paper_language in LANGUAGES else language()
        with speaking(spoken):
            return follow_up_paper.make(self._sheet(choice, spoken))

    def _counted(self, choice: Choice) -> _Counted:
        service, day = FollowUpService(self.session), choice.day(self.session.today)
        flow = service.flow(choice.first, day, choice.units, choice.series) if choice.flows else None
        return _Counted(
            service.now(choice.by, choice.units, day),
            service.months(choice.by, choice.year, choice.units, day),
            flow,
        )

    def _tables(self, choice: Choice, counted: _Counted) -> tuple[list[TableData], list[TableData]]:
        """Those of what is late, those of how the work flows."""
        series, say = choice.series, FollowUpWords.of(self.session)
        late = [tables.late_table(counted.now, series)]
        late += [tables.months_table(counted.months, series, key) for key in (tables.BECAME, tables.LATE)]
        flow = counted.flow
        if flow is None:
            return late, []
        told = [tables.flow_table(flow), tables.kinds_table(flow, say), tables.repeats_table(flow, say)]
        return late, [table for table in told if table.rows]

    def _sheet(self, choice: Choice, spoken: str) -> FollowUpSheet:
        from kpsdesk.reports.follow_up_paper import FollowUpSheet

        counted, today = self._counted(choice), self.session.today
        late, series = counted.now.total.series[choice.series], choice.series
        day = words.long_day(counted.now.day)
        counters = (*now_counters(counted.now, series, today), *month_counters(counted.months, series))
        late_tables, flow_tables = self._tables(choice, counted)
        beside = _beside(counted, series) if late.total.value else None
        return FollowUpSheet(
            language=spoken,
            title=_("Follow-up {year}").format(year=choice.year),
            footer=_("Counted {day} by the rule that the last page tells").format(day=day),
            page_of=_("Page {page} of {pages}"),
            about=_("{what}. {whose}. Counted {day}.").format(
                what=_(SERIES_WORDS[series]), whose=choice.name or _("The whole organisation"), day=day
            ),
            sentence=sentence(late, series, counted.now.day, today),
            how_long=how_long(late),
            tiles=[(words.number(one.count.value), one.label, one.meaning) for one in counters],
            beside=beside,
            months=_months_picture(counted, series, _WIDTH),
            late=[_paper_table(table) for table in late_tables],
            difference=differences_told(counted.months.differences, series),
            balance=_balance_picture(counted.flow) if counted.flow is not None else None,
            flow=[_paper_table(_shortened(table)) for table in flow_tables],
            rule=_(RULE),
        )

    def _write_book(self, path: Path, choice: Choice) -> None:
        late, flow = self._tables(choice, self._counted(choice))
        sheets = [
            out.Sheet(_sheet_name(table.title), _columns(table), [_values(row) for row in table.rows])
            for table in (*late, *flow)
        ]
        out.write_sheets(path, sheets)


def _look(width: float, height: float) -> Look:
    from kpsdesk.reports import style

    return Look(round(width), round(height), _TEXT, style.colours())


def _beside(counted: _Counted, series: str) -> tuple[PaperPicture, PaperPicture]:
    from kpsdesk.reports.follow_up_paper import PaperPicture

    ages = pictures.ages_picture(counted.now.total.series[series], _look((_WIDTH - 16) * 0.38, 0))
    return (
        _months_picture(counted, series, (_WIDTH - 16) * 0.62),
        PaperPicture(_("How long"), ages.drawn.drawing, ages.words),
    )


def _months_picture(counted: _Counted, series: str, width: float) -> PaperPicture:
    from kpsdesk.reports.follow_up_paper import PaperPicture

    told = pictures.late_picture(counted.months.total.series[series], _look(width, 190))
    return PaperPicture(_("Month by month"), told.drawn.drawing, told.words)


def _balance_picture(flow: Flow) -> PaperPicture:
    from kpsdesk.reports.follow_up_paper import PaperPicture

    told = pictures.balance_picture(flow.balance, _look(_WIDTH, 190))
    return PaperPicture(_("Reported and closed, twelve months"), told.drawn.drawing, told.words)


def _paper_table(table: TableData) -> PaperTable:
    from kpsdesk.reports.follow_up_paper import PaperTable

    goes_on = _("{table}, continued").format(table=table.title)
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    return PaperTable(table.title, table.head, rows, table.texts, table.note, goes_on)


def _shortened(table: TableData) -> TableData:
    """What fills pages without end is in the spreadsheet."""
    left = len(table.rows) - MOST_ROWS
    if left <= 0:
        return table
    more = ngettext("{n} more is in the spreadsheet.", "{n} more are in the spreadsheet.", left).format(
        n=left
    )
    return replace(table, rows=table.rows[:MOST_ROWS], note=more)


def _sheet_name(title: str) -> str:
    return _SHEET_SIGNS.sub(" ", title)[:_SHEET_LETTERS].strip()


def _columns(table: TableData) -> list[out.Column]:
    return [out.Column(head, 34 if n < table.texts else 12) for n, head in enumerate(table.head)]


def _values(row: tables.Row) -> Sequence[out.Value]:
    """Numbers as numbers; a cell of words as words."""
    return [cell.text if cell.value is None else cell.value for cell in row.cells]
