"""Follow-up: what is overdue and for how long, month by month, and how the work flows. Sentence, picture, table."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget
from typing_extensions import override

from kpsdesk.domain.changes import Changes
from kpsdesk.domain.follow_up import Behind
from kpsdesk.domain.rows import ActionLine, CaseQuery
from kpsdesk.i18n import _
from kpsdesk.services import follow_up_pictures as pictures
from kpsdesk.services.follow_up_sentences import RULE
from kpsdesk.services.follow_up_view import Choice
from kpsdesk.ui import theme
from kpsdesk.ui.desk import Desk
from kpsdesk.ui.pages.base import Arguments, Page
from kpsdesk.ui.pages.follow_up.chart_view import ChartCard
from kpsdesk.ui.pages.follow_up.chooser import Chooser
from kpsdesk.ui.pages.follow_up.late_actions import LateActions
from kpsdesk.ui.pages.follow_up.parts import Counters, MonthsCard, Sentence, TableCard, stack
from kpsdesk.ui.pages.follow_up.presenter import FlowView, FollowUpPresenter, MonthsView, NowView
from kpsdesk.ui.pages.follow_up.save_file import SaveFile
from kpsdesk.ui.slices import Slices
from kpsdesk.ui.widgets import InlineNotice, Label, ScrollPage, Spinner, reveal, vbox

BESIDE_FROM = 940  # from this width the ages stand beside the months
DRAW_AFTER_MS = 60  # the numbers are painted first
TOUCHED = ("case", "action", "store", "codes", "organisation", "unit", "area", "person", "role", "settings")


class FollowUpPage(Page):
    """What is overdue; each number leads to its list. `choice` in `shown` is what it stood at before."""

    help_key = "follow_up"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._asked = False
        self._now: NowView | None = None
        self._months: MonthsView | None = None
        self._flow: FlowView | None = None
        self.presenter = FollowUpPresenter(desk, self)
        self.chooser = Chooser(desk.session.today)
        self.sentence, self.counters = Sentence(), Counters()
        self._busy = Spinner()
        self._page = ScrollPage("wide", gap=16)
        self._page.add(self.chooser, self._busy, self.sentence, self.counters)
        self.setLayout(vbox(self._page, gap=0))
        self.saving = SaveFile(desk, self)
        self._connect()
        self._sentence_waits()
        self._parts = Slices(self._make_parts(), self)
        self._parts.finished.connect(self._fill)
        self._ready = False

    def _connect(self) -> None:
        self.chooser.changed.connect(self._choose)
        self.chooser.save_wanted.connect(lambda: self.saving.ask(self.chooser.choice))
        self.saving.said.connect(lambda text, tone: self.say(text, tone=tone))
        asked = self.presenter
        asked.scopes_came.connect(self.chooser.offer)
        asked.now_came.connect(self._now_came)
        asked.months_came.connect(self._months_came)
        asked.flow_came.connect(self._flow_came)
        asked.cases_found.connect(self._show_cases)
        asked.actions_found.connect(self._show_actions)
        asked.failed.connect(self._failed)
        for part in (self.sentence, self.counters):
            part.opened.connect(self.open)

    def _make_parts(self) -> Iterator[None]:
        """A part at a time, so that the window answers between."""
        self.late_chart = ChartCard(self._desk, _("Month by month"), 0.42)
        self.ages_chart = ChartCard(self._desk, _("How long"), 0.4)
        self._beside = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._beside.setSpacing(theme.px(16))
        self._beside.setContentsMargins(0, 0, 0, 0)
        self._beside.addWidget(self.late_chart, 3)
        self._beside.addWidget(self.ages_chart, 2)
        self._charts = QWidget()
        self._charts.setLayout(self._beside)
        self._page.add(self._charts)
        self._turn()
        yield
        self.late_table = TableCard(_("Overdue, and how long"))
        self._page.add(self.late_table)
        yield
        self.months_table = MonthsCard()
        self.difference = InlineNotice("", "info", icon="history")
        self.difference.hide()
        self._page.add(self.months_table, self.difference)
        yield
        self.balance_chart = ChartCard(self._desk, _("Reported and closed, twelve months"), 0.3)
        self.flow_table = TableCard(_("How the work flows"))
        self.kinds_table = TableCard(_("What is reported"))
        yield
        self.repeats_table = TableCard(_("What happens again"))
        self._flow_parts = stack(self.balance_chart, self.flow_table, self.kinds_table, self.repeats_table)
        self.rule = Label(_(RULE), "small", "muted", wrap=True)
        self._page.add(self._flow_parts, self.rule)
        yield
        for card in (
            self.late_table,
            self.months_table,
            self.flow_table,
            self.kinds_table,
            self.repeats_table,
        ):
            card.opened.connect(self.open)
            card.moved.connect(self._follow)
        for chart in (self.late_chart, self.ages_chart, self.balance_chart):
            chart.opened.connect(self.open)
        self._ready = True

    # -- what the window asks

    @override
    def shown(self, arguments: Arguments) -> None:
        choice = arguments.get("choice")
        if isinstance(choice, Choice):
            self.chooser.show_choice(choice)
        self.presenter.ask_scopes()
        if not self._asked or isinstance(choice, Choice):
            self.load()
        if self._parts.active and not self._ready:
            QTimer.singleShot(0, self, self._parts.step)
        self.sentence.setFocus(Qt.FocusReason.OtherFocusReason)

    @override
    def place(self) -> Arguments | None:
        return {"choice": self.chooser.choice} if self._asked else None

    @override
    def changes_arrived(self, changes: object) -> None:
        if isinstance(changes, Changes) and self._asked and changes.touches(*TOUCHED):
            self.presenter.ask_scopes()
            self.load()

    @override
    def unit_changed(self, code: str) -> None:
        unit = self._desk.session.organisation.unit(code) if code else None
        self.chooser.keep_to(unit)
        if self._asked:
            self._choose(self.chooser.choice)

    def load(self) -> None:
        """Count again; what is shown stays until the answer is there."""
        self._asked = True
        self._busy.start(_("Counting…"))
        self.presenter.ask(self.chooser.choice)

    def parts_are_made(self) -> bool:
        """Whether every part is there to be filled."""
        return self._ready

    def open(self, behind: Behind) -> None:
        """Show the list behind a number."""
        self.presenter.open(behind)

    # -- answers

    def _sentence_waits(self) -> None:
        self.sentence.tell(_("Counting…"), "", None)

    def _now_came(self, view: NowView) -> None:
        self._now = view
        late = view.now.total.series[self.chooser.choice.series]
        self.sentence.tell(view.sentence, view.how_long, late.total.behind)
        self.counters.show_counters(view.counters)
        self._fill_now()

    def _months_came(self, view: MonthsView) -> None:
        self._months = view
        self._busy.stop()
        self.counters.show_counters(view.counters)
        self._fill_months()

    def _flow_came(self, view: FlowView) -> None:
        self._flow = view
        self._fill_flow()

    def _fill(self) -> None:
        """The parts are there: show what came meanwhile."""
        self._fill_now()
        self._fill_months()
        self._fill_flow()

    def _fill_now(self) -> None:
        view, series = self._now, self.chooser.choice.series
        if not self._ready or view is None:
            return
        self.late_table.show_table(view.table)
        late = view.now.total.series[series]
        reveal(self.ages_chart, late.total.value > 0)
        self._draw(self.ages_chart, lambda look: pictures.ages_picture(late, look).chart())
        reveal(self._flow_parts, self.chooser.choice.flows)

    def _fill_months(self) -> None:
        view = self._months
        if not self._ready or view is None:
            return
        self.months_table.show_tables(view.tables)
        cells = view.months.total.series[self.chooser.choice.series]
        self._draw(self.late_chart, lambda look: pictures.late_picture(cells, look).chart())
        self.difference.say(view.differences, "info", icon="history")
        reveal(self.difference, bool(view.differences))

    def _fill_flow(self) -> None:
        view = self._flow
        if not self._ready or view is None or not self.chooser.choice.flows:
            return
        balance = view.flow.balance
        self._draw(self.balance_chart, lambda look: pictures.balance_picture(balance, look).chart())
        self.flow_table.show_table(view.steps)
        self.kinds_table.show_table(view.kinds)
        self.repeats_table.show_table(view.repeats, _("Nothing has happened again in the same unit."))

    def _draw(self, card: ChartCard, draw: pictures.Draw) -> None:
        # the drawing library takes a while to load: what can be read is painted first
        QTimer.singleShot(DRAW_AFTER_MS, card, partial(card.load, draw))

    def _failed(self, error: Exception) -> None:
        self._busy.stop()
        self._desk.tasks.report(error)

    def _show_cases(self, query: CaseQuery) -> None:
        self.go("cases", query=query)

    def _show_actions(self, title: str, lines: list[ActionLine]) -> None:
        session = self._desk.session
        dialog = LateActions(title, lines, session.organisation, session.today, self)
        near = list(dict.fromkeys(line.case_id for line in lines))
        dialog.opened.connect(lambda line: self.go("case", id=line.case_id, ids=near, section="actions"))
        dialog.open()

    # -- what the user does

    def _choose(self, _choice: Choice) -> None:
        """Other numbers: those of before would be read as the new ones, so they go at once."""
        self._now = self._months = self._flow = None
        self._sentence_waits()
        self.counters.forget()
        self.load()

    def _follow(self, table: QWidget, cell: QRect) -> None:
        """Scroll with the keyboard."""
        at = table.mapTo(self._page.content, cell.center())
        self._page.ensureVisible(at.x(), at.y(), theme.px(40), theme.px(60))

    def _turn(self) -> None:
        beside = self.width() >= theme.px(BESIDE_FROM)
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        self._beside.setDirection(way)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if hasattr(self, "_beside"):
            self._turn()
