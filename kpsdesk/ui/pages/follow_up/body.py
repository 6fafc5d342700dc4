"""What stands under the counters: pictures and tables, made a part at a time and filled as the answers come."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from PySide6.QtCore import QRect, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget
from typing_extensions import override

from kpsdesk.i18n import _
from kpsdesk.services import follow_up_pictures as pictures
from kpsdesk.services.follow_up_sentences import RULE
from kpsdesk.services.follow_up_tables import TableData
from kpsdesk.ui import theme
from kpsdesk.ui.desk import Desk
from kpsdesk.ui.pages.follow_up.chart_view import ChartCard
from kpsdesk.ui.pages.follow_up.parts import MonthsCard, TableCard, stack
from kpsdesk.ui.pages.follow_up.presenter import FlowView, MonthsView, NowView
from kpsdesk.ui.slices import Slices
from kpsdesk.ui.widgets import InlineNotice, Label, reveal, vbox

BESIDE_FROM = 940  # from this width the ages stand beside the months
DRAW_AFTER_MS = 60  # the numbers are painted first


class Body(QWidget):
    """`show_now`, `show_months`, `show_flow`: what came; it is shown when its part is made.

    Signals:
        opened(Behind): the list behind a number is wanted.
        moved(QWidget, QRect): the keyboard went to a cell.
    """

    opened = Signal(object)
    moved = Signal(object, QRect)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._series = "cases"
        self._flows = True
        self._now: NowView | None = None
        self._months: MonthsView | None = None
        self._flow: FlowView | None = None
        self.made = False
        self._cards: list[QWidget] = []  # pale while their numbers are counted anew
        self._column = vbox(gap=16)
        self.setLayout(self._column)
        self._parts = Slices(self._make_parts(), self)
        self._parts.finished.connect(self._fill)

    def begin(self) -> None:
        """Make the parts, from the next turn of the window on."""
        if not self.made:
            QTimer.singleShot(0, self, self._parts.step)

    def forget(self, series: str, *, flows: bool) -> None:
        """Other numbers are on their way; those of before are not told as the new ones."""
        self._series, self._flows = series, flows
        self._now = self._months = self._flow = None
        for card in self._cards:
            card.setEnabled(False)

    def show_now(self, view: NowView) -> None:
        """What is late."""
        self._now = view
        self._fill_now()

    def show_months(self, view: MonthsView) -> None:
        """Month by month."""
        self._months = view
        self._fill_months()

    def show_flow(self, view: FlowView) -> None:
        """How the work flows."""
        self._flow = view
        self._fill_flow()

    # -- the parts

    def _make_parts(self) -> Iterator[None]:
        """A part at a time, so that the window answers between."""
        self._make_charts()
        yield
        self.late_table = TableCard(_("Overdue, and how long"))
        self._column.addWidget(self.late_table)
        yield
        self.months_table = MonthsCard()
        self.difference = InlineNotice("", "info", icon="history")
        self.difference.hide()
        self._column.addWidget(self.months_table)
        self._column.addWidget(self.difference)
        yield
        self.balance_chart = ChartCard(self._desk, _("Reported and closed, twelve months"), 0.3)
        self.flow_table = TableCard(_("How the work flows"))
        self.kinds_table = TableCard(_("What is reported"))
        yield
        self.repeats_table = TableCard(_("What happens again"))
        flow = (self.balance_chart, self.flow_table, self.kinds_table, self.repeats_table)
        self._flow_parts = stack(*flow)
        self.rule = Label(_(RULE), "small", "muted", wrap=True)
        self._column.addWidget(self._flow_parts)
        self._column.addWidget(self.rule)
        yield
        self._connect()
        self.made = True

    def _make_charts(self) -> None:
        self.late_chart = ChartCard(self._desk, _("Month by month"), 0.42)
        self.ages_chart = ChartCard(self._desk, _("How long"), 0.4)
        self._beside = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._beside.setSpacing(theme.px(16))
        self._beside.setContentsMargins(0, 0, 0, 0)
        self._beside.addWidget(self.late_chart)
        self._beside.addWidget(self.ages_chart)
        self._column.addLayout(self._beside)
        self._turn()

    def _connect(self) -> None:
        tables = (self.late_table, self.months_table, self.flow_table, self.kinds_table, self.repeats_table)
        charts = (self.late_chart, self.ages_chart, self.balance_chart)
        for card in tables:
            card.opened.connect(self.opened)
            card.moved.connect(self.moved)
        for chart in charts:
            chart.opened.connect(self.opened)
        self._cards = [*tables, *charts]

    # -- what they show

    def _fill(self) -> None:
        """The parts are there: show what came meanwhile."""
        self._fill_now()
        self._fill_months()
        self._fill_flow()

    def _fill_now(self) -> None:
        view = self._now
        if not self.made or view is None:
            return
        self._put(self.late_table, view.table, lambda: view is self._now)
        late = view.now.total.series[self._series]
        reveal(self.ages_chart, late.total.value > 0)
        self._draw(self.ages_chart, lambda look: pictures.ages_picture(late, look).chart())
        reveal(self._flow_parts, self._flows)

    def _fill_months(self) -> None:
        view = self._months
        if not self.made or view is None:
            return
        self._soon(lambda: self.months_table.show_tables(view.tables), lambda: view is self._months)
        cells = view.months.total.series[self._series]
        reveal(self.late_chart, any(cell.became.value or cell.late.value for cell in cells))
        self._draw(self.late_chart, lambda look: pictures.late_picture(cells, look).chart())
        self.difference.say(view.differences, "info", icon="history")
        reveal(self.difference, bool(view.differences))

    def _fill_flow(self) -> None:
        view = self._flow
        if not self.made or view is None or not self._flows:
            return
        balance = view.flow.balance
        reveal(self.balance_chart, any(one.created.value or one.closed.value for one in balance))
        self._draw(self.balance_chart, lambda look: pictures.balance_picture(balance, look).chart())
        nothing = _("Nothing has happened again in the same unit.")
        self._put(self.flow_table, view.steps, lambda: view is self._flow)
        self._put(self.kinds_table, view.kinds, lambda: view is self._flow)
        self._put(self.repeats_table, view.repeats, lambda: view is self._flow, nothing)

    def _put(self, card: TableCard, table: TableData, wanted: Callable[[], bool], none: str = "") -> None:
        self._soon(lambda: card.show_table(table, none), wanted)

    def _soon(self, act: Callable[[], None], wanted: Callable[[], bool]) -> None:
        """A table in a turn of its own, so that the window answers between; not one of an older choice."""
        QTimer.singleShot(0, self, lambda: act() if wanted() else None)

    def _draw(self, card: ChartCard, draw: pictures.Draw) -> None:
        # the drawing library takes a while to load: what can be read is painted first
        QTimer.singleShot(DRAW_AFTER_MS, card, partial(card.load, draw))

    def _turn(self) -> None:
        beside = self.width() >= theme.px(BESIDE_FROM)
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        self._beside.setDirection(way)
        for place, share in enumerate((3, 2)):  # of the width; of the height each takes what it needs
            self._beside.setStretch(place, share if beside else 0)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if hasattr(self, "_beside"):
            self._turn()
