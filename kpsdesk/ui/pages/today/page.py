"""The first page: five counters, what to do now, and the last twelve months."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget
from typing_extensions import override

from kpsdesk import words
from kpsdesk.domain.changes import Changes
from kpsdesk.domain.rows import CaseQuery
from kpsdesk.i18n import _, ngettext
from kpsdesk.services.today import TodayView, closed_this_week
from kpsdesk.ui import theme
from kpsdesk.ui.case_words import CaseWords
from kpsdesk.ui.desk import Desk
from kpsdesk.ui.pages.base import Arguments, Page
from kpsdesk.ui.pages.today.first_day import FirstDay
from kpsdesk.ui.pages.today.later import Later
from kpsdesk.ui.pages.today.next_meeting import NextMeetingCard
from kpsdesk.ui.pages.today.task_list import TaskList
from kpsdesk.ui.pages.today.tasks import (
    COUNTERS,
    DRAFT,
    RECEIVE,
    Counter,
    Task,
    counters,
    groups,
    stand_ins,
)
from kpsdesk.ui.pages.today.to_know import ToKnowStrip, beyond, escalated
from kpsdesk.ui.pages.today.week import WeekCard
from kpsdesk.ui.pages.today.year import YearCard
from kpsdesk.ui.widgets import (
    Card,
    CounterButton,
    EvenGrid,
    InlineNotice,
    Label,
    ScrollPage,
    Spinner,
    vbox,
)

BESIDE_FROM = 940  # from this width the picture stands beside the list
PICTURE_WIDTH = 360
LOOK_AGAIN_MS = 60_000
PICTURE_AFTER_MS = 100  # what can be worked with is painted first


class TodayPage(Page):
    """What needs me now. `ways` are the pages that a first day may lead to, of those the window has."""

    help_key = "today"

    def __init__(
        self,
        desk: Desk,
        ways: tuple[str, ...] = ("report", "import", "settings"),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._units: tuple[int, ...] = ()
        self._view: TodayView | None = None
        self._say: CaseWords | None = None
        self._later = Later(desk, self)
        self._loaded = False
        self._focused = False
        self.counter_buttons: dict[str, CounterButton] = {}
        self._counters: dict[str, Counter] = {}
        self._page = ScrollPage("", gap=16)
        self._busy = Spinner()
        self.year = YearCard(desk)
        self.meeting = NextMeetingCard(desk)
        self.first_day = FirstDay(ways)
        self._build()
        self.setLayout(vbox(self._page, gap=0))
        self._connect()
        self._minute = QTimer(self)
        self._minute.setInterval(LOOK_AGAIN_MS)
        self._minute.timeout.connect(self._new_day)

    def _build(self) -> None:
        self._numbers = QWidget()
        grid = EvenGrid(self._numbers, least=150)
        for key, label in COUNTERS.items():
            button = CounterButton(_(label), None, on_click=lambda key=key: self._counter_clicked(key))  # type: ignore[misc]
            self.counter_buttons[key] = button
            grid.addWidget(button)
        self.list = TaskList(button)
        self._none_title = Label(_("Nothing waits for you"), "section", wrap=True)
        self._none_text = Label("", "body", "muted", wrap=True)
        self._todo_title = Label(_("To do now"), "section", wrap=True)
        self.stand_ins = InlineNotice("", "info", icon="user-check")
        self.to_know = ToKnowStrip()
        todo = Card(self.stand_ins, self._todo_title, self._none_title, self._none_text, self.list, gap=12)
        self._week = WeekCard(self._show_closed)
        self.closed_link, self.closed_list = self._week.link, self._week.list
        self._side = QWidget()
        self._side.setLayout(vbox(self.to_know, self.year, self.meeting, self._week, None, gap=16))
        self._beside = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._beside.setSpacing(theme.px(16))
        main = QWidget()
        main.setLayout(vbox(todo, None, gap=0))
        self._beside.addWidget(main, 1)
        self._beside.addWidget(self._side, 0)
        self._work = QWidget()
        whole = vbox(self._numbers, self._beside, gap=16)
        self._work.setLayout(whole)
        self._page.add(self._busy, self._work, self.first_day)
        self._work.hide()
        self.first_day.hide()

    def _connect(self) -> None:
        self._later.came.connect(self._later_came)
        self._later.failed.connect(self._failed)
        self.to_know.linked.connect(lambda: self.go("cases", query=escalated(self._units)))
        self.list.chosen.connect(self._open)
        self.list.act_wanted.connect(self._act)
        self.list.all_wanted.connect(lambda query: self.go("cases", query=query))
        self.closed_list.chosen.connect(self._open)
        self.year.month_chosen.connect(self._show_month)
        self.meeting.wanted.connect(lambda unit: self.go("meetings", tab="sheet", unit=unit))
        self.first_day.way_chosen.connect(lambda key: self.go(key))

    # -- what the window asks

    @override
    def shown(self, arguments: Arguments) -> None:
        self._focused = False
        self.load()
        self._minute.start()

    @override
    def hidden(self) -> None:
        self._minute.stop()

    @override
    def changes_arrived(self, changes: object) -> None:
        if isinstance(changes, Changes) and changes.ids and self._loaded:
            self.load()

    @override
    def unit_changed(self, code: str) -> None:
        unit = self._desk.session.organisation.unit(code) if code else None
        self._units = (unit.id,) if unit else ()
        self._later.clear()
        if self._loaded:
            self.load()

    def load(self) -> None:
        """Count again; what is shown stays until the answer is there."""
        session, service, units = self._desk.session, self._desk.services.today, self._units
        if not self._loaded:
            self._busy.start(_("Looking at what needs you…"))
        self._loaded = True
        self._desk.tasks.read(
            self,
            lambda: (CaseWords.of(session), service.view(units), units),
            lambda answer: self._came(*answer),
            self._failed,
            key="today",
        )

    # -- answers

    def _came(self, say: CaseWords, view: TodayView, units: tuple[int, ...]) -> None:
        self._busy.stop()
        self._view, self._say = view, say
        first = not view.any_cases and not view.drafts
        self._work.setVisible(not first)
        self.first_day.setVisible(first)
        if not units:
            # the number beside the page's name is of all units, whichever is chosen
            self.badge_changed.emit(view.urgent)
        self._counters = {counter.key: counter for counter in counters(view, units)}
        for key, counter in self._counters.items():
            self.counter_buttons[key].show_count(counter.number, counter.meaning, counter.tone)
        told = stand_ins(view)
        self.stand_ins.setVisible(bool(told))
        if told:
            self.stand_ins.say(told, "info", icon="user-check")
        self._show_tasks(view, say)
        self._week.show_week(view, say)
        if first:
            if not self._focused:
                self._focused = True
                self.first_day.take_focus()
        else:
            # the picture's library is loaded only now that the page can be used
            QTimer.singleShot(PICTURE_AFTER_MS, self.year, lambda: self._draw(units))
            QTimer.singleShot(0, self, lambda: self._read_later(view, units))  # painted first

    def _read_later(self, view: TodayView, units: tuple[int, ...]) -> None:
        """Counted one by one, so what waits is shown before that is done."""
        if units == self._units:
            self._later.read(units, view)

    def _later_came(self) -> None:
        if self._view is None or self._say is None:
            return
        first, bar = self.list.first_row(), self._page.verticalScrollBar()
        at_top = bar.value() == 0 and (first is None or first.hasFocus())
        self._show_tasks(self._view, self._say)
        now = self.list.first_row()
        if at_top and now is not None:  # nobody has moved yet: the most urgent keeps the keyboard
            now.setFocus(Qt.FocusReason.OtherFocusReason)
            QTimer.singleShot(0, bar, lambda: bar.setValue(0))

    def _draw(self, units: tuple[int, ...]) -> None:
        if self.isVisible() and units == self._units:
            self.year.load(units)
            self.meeting.load(units)

    def _failed(self, error: Exception) -> None:
        self._busy.stop()
        self._desk.tasks.report(error)

    def _show_tasks(self, view: TodayView, say: CaseWords) -> None:
        told = self._later.told
        self.to_know.show_told(told)
        tasks = groups(view, say, self._units, self._later.clocks, beyond(told, say) if told else {})
        none = not tasks
        self._none_title.setVisible(none)
        self._none_text.setVisible(none)
        self._todo_title.setVisible(not none)
        open_ = ngettext(
            "{n} case is open, and none is due within a week.",
            "{n} cases are open, and none is due within a week.",
            view.open,
        )
        nothing = _("No case is open. Thank you for keeping it up.")
        self._none_text.setText(open_.format(n=words.number(view.open)) if view.open else nothing)
        self.list.setVisible(not none)
        self.list.show_groups(tasks)
        first = self.list.first_row()
        if not self._focused and first is not None:
            self._focused = True
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _new_day(self) -> None:
        if self._view is not None and self._view.today != self._desk.session.today:
            self.load()

    # -- what the user does

    def _counter_clicked(self, key: str) -> None:
        counter = self._counters.get(key)
        if counter is None:
            return
        if counter.query is not None:
            self.go("cases", query=counter.query)
            return
        row = self.list.unfold(key)
        if row is not None:
            # the rows get their places when the layout has run
            QTimer.singleShot(0, row, lambda: self._page.bring_into_view(row))

    def _open(self, task: Task) -> None:
        if task.act == DRAFT:
            self.go("report", draft=task.key)
            return
        near = [row.task.key for row in self.list.rows() if row.task.act != DRAFT]
        ids = list(dict.fromkeys(near)) if task.key in near else [task.key]
        self.go("case", id=task.key, ids=ids, section=task.section)

    def _act(self, task: Task) -> None:
        if task.act != RECEIVE:
            self._open(task)
            return
        cases = self._desk.services.cases
        told = _("Case {number} is received. The reporter can see that.").format(number=task.number)

        def undo() -> None:
            self._desk.write(self, lambda: cases.unreceive(task.key, task.handler))

        self._desk.write(
            self, lambda: cases.receive(task.key), lambda _changes: self.say(told, _("Undo"), undo)
        )

    def _show_closed(self) -> None:
        self.go("cases", query=closed_this_week(self._desk.session.today, self._units))

    def _show_month(self, month: date) -> None:
        last = (month + timedelta(days=32)).replace(day=1) - timedelta(days=1)
        self.go("cases", query=CaseQuery(units=self._units, reported_from=month, reported_to=last))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside = self.width() >= theme.px(BESIDE_FROM)
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        self._beside.setDirection(way)
        self._side.setMinimumWidth(theme.px(PICTURE_WIDTH) if beside else 0)
        self._side.setMaximumWidth(theme.px(PICTURE_WIDTH) if beside else theme.px(680))
