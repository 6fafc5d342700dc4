"""What the page asks of the store: now first, then the months, then how the work flows; old questions are stopped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from kpsdesk.domain.follow_up import Behind, Flow, Months, Now
from kpsdesk.domain.rows import ActionLine, CaseQuery
from kpsdesk.services import follow_up_tables as tables
from kpsdesk.services.follow_up_sentences import FollowUpWords, how_long, sentence
from kpsdesk.services.follow_up_tables import TableData
from kpsdesk.services.follow_up_view import Choice, Counter, differences_told, month_counters, now_counters
from kpsdesk.services.lists import Cancel
from kpsdesk.ui.desk import Desk
from kpsdesk.ui.tasks import Job

T = TypeVar("T")
COUNTED = ("now", "months", "flow")
LISTED_AS_ACTIONS = ("actions", "follow_ups")


@dataclass(frozen=True)
class NowView:
    """What is late, ready to be shown."""

    now: Now
    sentence: str
    how_long: str
    counters: tuple[Counter, ...]
    table: TableData


@dataclass(frozen=True)
class MonthsView:
    """Month by month, ready to be shown; a table for each measure."""

    months: Months
    counters: tuple[Counter, ...]
    tables: dict[str, TableData]
    differences: str


@dataclass(frozen=True)
class FlowView:
    """How the work flows, ready to be shown."""

    flow: Flow
    steps: TableData
    kinds: TableData
    repeats: TableData


class FollowUpPresenter(QObject):
    """Asks and puts into words, all in the background.

    Signals:
        now_came(NowView), months_came(MonthsView), flow_came(FlowView): the answers to the latest choice.
        scopes_came(list[Scope]): whose numbers may be asked for.
        cases_found(CaseQuery), actions_found(str, list[ActionLine]): what lies behind a number.
        failed(Exception): the store did not answer.
    """

    now_came = Signal(object)
    months_came = Signal(object)
    flow_came = Signal(object)
    scopes_came = Signal(object)
    cases_found = Signal(object)
    actions_found = Signal(str, object)
    failed = Signal(object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._jobs: dict[str, Job] = {}

    def ask_scopes(self) -> None:
        """Whose numbers may be asked for."""
        services = self._desk.services
        self._search("scopes", lambda _cancel: services.follow_up.scopes(), self.scopes_came.emit)

    def ask(self, choice: Choice) -> None:
        """Count for another choice; what is under way for the old one is stopped, in the store too."""
        for part in COUNTED:
            if part in self._jobs:
                self._jobs.pop(part).cancel()
        # the service is asked for off the window's thread: the first time it is loaded
        session, services = self._desk.session, self._desk.services

        def now(_cancel: Cancel) -> NowView:
            today = session.today
            now = services.follow_up.now(choice.by, choice.units, choice.day(today))
            return now_view(now, choice, today=today)

        def months(cancel: Cancel) -> MonthsView:
            day = choice.day(session.today)
            found = services.follow_up.months(choice.by, choice.year, choice.units, day, cancel)
            return months_view(found, choice)

        def flow(cancel: Cancel) -> FlowView:
            day = choice.day(session.today)
            found = services.follow_up.flow(choice.first, day, choice.units, choice.series, cancel)
            return flow_view(found, FollowUpWords.of(session))

        def months_are_there(view: MonthsView) -> None:
            self.months_came.emit(view)
            if choice.flows:
                self._search("flow", flow, self.flow_came.emit)

        def now_is_there(view: NowView) -> None:
            self.now_came.emit(view)
            self._search("months", months, months_are_there)

        self._search("now", now, now_is_there)

    def open(self, behind: Behind) -> None:
        """Find what lies behind a number."""
        service = self._desk.services.follow_up
        if behind.series in LISTED_AS_ACTIONS:

            def lines(_cancel: Cancel) -> tuple[str, list[ActionLine]]:
                found = [line for line in service.behind(behind) if isinstance(line, ActionLine)]
                return service.words(behind), found

            self._search("behind", lines, lambda answer: self.actions_found.emit(*answer))
            return

        def query(_cancel: Cancel) -> CaseQuery:
            return service.case_query(behind)

        self._search("behind", query, self.cases_found.emit)

    def _search(self, key: str, work: Callable[[Cancel], T], done: Callable[[T], None]) -> None:
        cancel = Cancel()
        job = self._desk.tasks.search(self, lambda _job: work(cancel), done, self.failed.emit, key=key)
        job.on_cancel(cancel.cancel)
        self._jobs[key] = job


def now_view(now: Now, choice: Choice, *, today: date) -> NowView:
    """What is late in words and tables."""
    late = now.total.series[choice.series]
    return NowView(
        now,
        sentence(late, choice.series, now.day, today),
        how_long(late),
        now_counters(now, choice.series, today),
        tables.late_table(now, choice.series),
    )


def months_view(months: Months, choice: Choice) -> MonthsView:
    """The months in words and tables."""
    return MonthsView(
        months,
        month_counters(months, choice.series),
        {key: tables.months_table(months, choice.series, key) for key, _text in tables.MONTH_MEASURES},
        differences_told(months.differences, choice.series),
    )


def flow_view(flow: Flow, say: FollowUpWords) -> FlowView:
    """The flow in tables."""
    return FlowView(
        flow, tables.flow_table(flow), tables.kinds_table(flow, say), tables.repeats_table(flow, say)
    )
