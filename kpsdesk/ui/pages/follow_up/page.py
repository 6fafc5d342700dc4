"""Follow-up: what is overdue and for how long, month by month, and how the work flows. Sentence, picture, table."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from kpsdesk.domain.changes import Changes
from kpsdesk.domain.follow_up import Behind
from kpsdesk.domain.rows import ActionLine, CaseQuery
from kpsdesk.i18n import _
from kpsdesk.services.follow_up_view import Choice
from kpsdesk.ui import theme
from kpsdesk.ui.desk import Desk
from kpsdesk.ui.pages.base import Arguments, Page
from kpsdesk.ui.pages.follow_up.body import Body
from kpsdesk.ui.pages.follow_up.chooser import Chooser
from kpsdesk.ui.pages.follow_up.late_actions import LateActions
from kpsdesk.ui.pages.follow_up.parts import Counters, Sentence
from kpsdesk.ui.pages.follow_up.presenter import FollowUpPresenter, MonthsView, NowView
from kpsdesk.ui.pages.follow_up.save_file import SaveFile
from kpsdesk.ui.widgets import ScrollPage, Spinner, vbox

TOUCHED = ("case", "action", "store", "codes", "organisation", "unit", "area", "person", "role", "settings")


class FollowUpPage(Page):
    """What is overdue; each number leads to its list. `choice` in `shown` is what it stood at before."""

    help_key = "follow_up"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._asked = False
        self.presenter = FollowUpPresenter(desk, self)
        self.chooser = Chooser(desk.session.today)
        self.sentence, self.counters = Sentence(), Counters()
        self.body = Body(desk)
        self._busy = Spinner()
        self._page = ScrollPage("wide", gap=16)
        self._page.add(self.chooser, self._busy, self.sentence, self.counters, self.body)
        self.setLayout(vbox(self._page, gap=0))
        self.saving = SaveFile(desk, self)
        self._connect()
        self._sentence_waits()

    def _connect(self) -> None:
        self.chooser.changed.connect(self._choose)
        self.chooser.save_wanted.connect(lambda: self.saving.ask(self.chooser.choice))
        self.saving.said.connect(lambda text, tone: self.say(text, tone=tone))
        asked = self.presenter
        asked.scopes_came.connect(self.chooser.offer)
        asked.now_came.connect(self._now_came)
        asked.months_came.connect(self._months_came)
        asked.flow_came.connect(self.body.show_flow)
        asked.cases_found.connect(self._show_cases)
        asked.actions_found.connect(self._show_actions)
        asked.failed.connect(self._failed)
        self.body.moved.connect(self._follow)
        self.body.opened.connect(self.open)
        self.sentence.opened.connect(self.open)
        self.counters.opened.connect(self.open)

    # -- what the window asks

    @override
    def shown(self, arguments: Arguments) -> None:
        choice = arguments.get("choice")
        if isinstance(choice, Choice):
            self.chooser.show_choice(choice)
            self.body.forget(choice.series, flows=choice.flows)
        if not self._asked:
            self.presenter.ask_scopes()
        if not self._asked or isinstance(choice, Choice):
            self.load()
        self.body.begin()
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
        choice = self.chooser.keep_to(unit)
        if self._asked:
            self._choose(choice)

    def load(self) -> None:
        """Count again; what is shown stays until the answer is there."""
        self._asked = True
        self._busy.start(_("Counting…"))
        self.presenter.ask(self.chooser.choice)

    def open(self, behind: Behind) -> None:
        """Show the list behind a number."""
        self.presenter.open(behind)

    # -- answers

    def _sentence_waits(self) -> None:
        self.sentence.tell(_("Counting…"), "", None)

    def _now_came(self, view: NowView) -> None:
        late = view.now.total.series[self.chooser.choice.series]
        self.sentence.tell(view.sentence, view.how_long, late.total.behind)
        self.counters.show_counters(view.counters)
        self.body.show_now(view)

    def _months_came(self, view: MonthsView) -> None:
        self._busy.stop()
        self.counters.show_counters(view.counters)
        self.body.show_months(view)

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

    def _choose(self, choice: Choice) -> None:
        """Other numbers: those of before would be read as the new ones, so they go at once."""
        self.body.forget(choice.series, flows=choice.flows)
        self._sentence_waits()
        self.counters.forget()
        self.load()

    def _follow(self, table: QWidget, cell: QRect) -> None:
        """Scroll with the keyboard."""
        at = table.mapTo(self._page.content, cell.center())
        self._page.ensureVisible(at.x(), at.y(), theme.px(40), theme.px(60))
