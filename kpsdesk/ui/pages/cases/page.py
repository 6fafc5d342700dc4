"""The page of cases: puts views, filters, table, quick look and the bar for several together."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QWidget
from typing_extensions import override

from kpsdesk import words
from kpsdesk.domain.changes import Changes
from kpsdesk.domain.rows import SORTS, CaseQuery, CaseRow
from kpsdesk.i18n import _, ngettext
from kpsdesk.ui import theme
from kpsdesk.ui.case_words import CaseWords
from kpsdesk.ui.desk import Desk
from kpsdesk.ui.pages.base import Arguments, Page
from kpsdesk.ui.pages.cases.bulk import BulkActs
from kpsdesk.ui.pages.cases.empty import EmptyCases
from kpsdesk.ui.pages.cases.filters import FilterBar
from kpsdesk.ui.pages.cases.layout import ListLayout
from kpsdesk.ui.pages.cases.presenter import CasesPresenter
from kpsdesk.ui.pages.cases.print_list import ListPrinting
from kpsdesk.ui.pages.cases.quick_look import LEAST_WIDTH, QuickLook
from kpsdesk.ui.pages.cases.table import CaseTable
from kpsdesk.ui.pages.cases.views import ViewTabs
from kpsdesk.ui.widgets import IconButton, Label, Spinner, hbox, vbox

LEAST_BESIDE = 560  # the table keeps this width, or the quick look stays away


class CasesPage(Page):
    """Every case, any number of them.

    Arguments of `shown`: `query` (CaseQuery) or `text` (words to look for); without them the list is as it was left.
    `layout` (widths, order, whether the quick look is there) is what `layout_changed` gave the last time; without it
    what this computer remembers.
    """

    help_key = "cases"
    layout_changed = Signal(str)

    def __init__(self, desk: Desk, layout: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._asked = False
        self.presenter = CasesPresenter(desk, self)
        self.views = ViewTabs(desk)
        self.filters = FilterBar()
        self.table = CaseTable(self.presenter.model)
        self.look = QuickLook(desk)
        self.acts = BulkActs(desk, self.presenter, self.table, self)
        self.bar = self.acts.bar
        self.printing = ListPrinting(desk, lambda: self.presenter.query, self)
        self.count = Label("", "small", "muted")
        self.empty = EmptyCases()
        self.layout_kept = ListLayout(desk, self.table, layout, self)
        self.layout_kept.changed.connect(self.layout_changed)
        self._lay_out()
        self._connect()
        kept = self.layout_kept
        self.filters.show_query(replace(self.filters.query(), sort=kept.sort, descending=kept.descending))
        self._fit_look()

    def _lay_out(self) -> None:
        self.look_button = IconButton("eye", _("Quick look"), self._turn_look)
        self.look_button.setCheckable(True)
        self._busy = Spinner()
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        # at large text the words of the empty list must not take the room from the filters
        self._stack.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self._stack.setMinimumHeight(theme.px(120))
        counted = () if self.filters.take_count(self.count) else (self.count,)
        line = hbox(self.views, *counted, self.printing.button, self.look_button, gap=12)
        line.setStretch(0, 1)
        beside = hbox(self._stack, self.look, gap=12)
        beside.setStretch(0, 1)
        whole = vbox(line, self.filters, self._busy, beside, self.bar, gap=8)
        whole.setContentsMargins(theme.px(24), theme.px(12), theme.px(24), theme.px(12))
        whole.setStretch(3, 1)
        self.setLayout(whole)

    def _connect(self) -> None:
        self.views.chosen.connect(self._view_chosen)
        self.views.said.connect(lambda text, undo_text, undo: self.say(text, undo_text, undo))
        self.filters.changed.connect(self.look_for)
        self.filters.left.connect(self._take_list)
        self.presenter.arrived.connect(self._arrived)
        self.presenter.counted.connect(self._counted)
        self.presenter.refreshed.connect(self._refreshed)
        self.presenter.failed.connect(self._failed)
        self.presenter.model.sort_wanted.connect(self._sort)
        self.table.opened.connect(self._open)
        self.table.current_changed.connect(self._follow)
        self.table.left.connect(self.filters.search.take)
        self.look.open_wanted.connect(self._open)
        self.look.receive_wanted.connect(self._receive)
        self.printing.said.connect(lambda text, tone: self.say(text, tone=tone))
        self.acts.said.connect(lambda text, undo_text, undo, tone: self.say(text, undo_text, undo, tone))
        self.empty.wanted.connect(self._leave_emptiness)

    # -- what the window asks

    @override
    def shown(self, arguments: Arguments) -> None:
        query, text = arguments.get("query"), arguments.get("text")
        if isinstance(query, CaseQuery):
            self.look_for(query)
        elif isinstance(text, str):
            order = self.filters.query()
            self.look_for(CaseQuery(text=text, sort=order.sort, descending=order.descending))
        elif not self._asked:
            self.look_for(self.filters.query())
        if not self._asked:
            self.views.load()
        self._asked = True
        self.table.setFocus()

    @override
    def place(self) -> Arguments | None:
        return {"query": self.presenter.query} if self._asked else None

    @override
    def changes_arrived(self, changes: object) -> None:
        if not isinstance(changes, Changes) or not self._asked:
            return
        if changes.touches("case", "store", "codes", "organisation", "unit", "person", "role", "settings"):
            self._reload()
        if changes.touches("view", "store"):
            self.views.load()

    @override
    def unit_changed(self, code: str) -> None:
        unit = self._desk.session.organisation.unit(code) if code else None
        query = self.filters.keep_to_units((unit.id,) if unit else ())
        if self._asked:
            self.look_for(query)

    def look_for(self, query: CaseQuery) -> None:
        """Show what a query finds."""
        self.filters.show_query(query)
        self.views.show_query(query)
        self.table.show_sort(query.sort, descending=query.descending)
        self._busy.start(_("Looking…"))
        self.presenter.ask(query)

    def layout_state(self) -> str:
        """Widths, order and quick look, to be given to the next page of this kind."""
        return self.layout_kept.state()

    # -- answers

    def _arrived(self, say: CaseWords) -> None:
        self._busy.stop()
        self.filters.show_choices(say)
        self.views.know_me(say.me)
        self.table.show_units(len(say.organisation.active_units(say.today)) > 1)
        self._show_empty()
        # other rows lose their marks without a word from the table
        self.bar.show_count(self.table.marked_count())
        if self.presenter.model.rowCount():
            if not self.table.currentIndex().isValid():
                self.table.go_to(0)
        else:
            self._follow(None)

    def _counted(self, count: int | None) -> None:
        if count is None:
            self.count.setText(_("Counting…"))
            return
        text = ngettext("{n} case", "{n} cases", count).format(n=words.number(count))
        self.count.setText(text)
        self.count.setAccessibleName(text)

    def _refreshed(self, place: int) -> None:
        if len(self.table.ranges()) and self.table.marked_count() > 1:
            # rows moved under the marks: better none than others
            self.table.clearSelection()
        last = self.presenter.model.rowCount() - 1
        current = self.table.currentIndex().row()
        if place >= 0 and place != current:
            self.table.go_to(place)
        elif place < 0 and last >= 0:
            self.table.go_to(min(max(current, 0), last))
        self._follow(self.table.current())

    def _failed(self, error: Exception) -> None:
        self._busy.stop()
        self._desk.tasks.report(error)

    def _show_empty(self) -> None:
        none = self.presenter.model.rowCount() == 0
        self._stack.setCurrentWidget(self.empty if none else self.table)
        self._fit_look()
        if not none:
            return
        first, filtered = not self.presenter.any_cases, self.filters.filtered()
        self.empty.tell("first" if first else "filter" if filtered else "done")

    def _leave_emptiness(self, why: str) -> None:
        if why == "first":
            self.go("report")
        elif why == "filter":
            self.filters.clear()
        else:
            self.look_for(CaseQuery(closed_only=True, units=self.filters.query().units))

    # -- what the user does

    def _view_chosen(self, query: CaseQuery) -> None:
        order = self.filters.query()
        shipped = query.sort == CaseQuery().sort and query.descending
        wanted = replace(query, sort=order.sort, descending=order.descending) if shipped else query
        self.look_for(wanted)

    def _sort(self, key: str, descending: bool) -> None:
        if key in SORTS and (key, descending) != (self.presenter.query.sort, self.presenter.query.descending):
            self.look_for(replace(self.filters.query(), sort=key, descending=descending))
            self.layout_kept.sort, self.layout_kept.descending = key, descending
            self.layout_kept.touch()

    def _take_list(self) -> None:
        if self.presenter.model.rowCount():
            self.table.setFocus()

    def _open(self, row: CaseRow) -> None:
        near = self.table.neighbours(max(self.table.currentIndex().row(), 0))
        self.go("case", id=row.id, ids=near if row.id in near else [row.id])

    def _follow(self, row: CaseRow | None) -> None:
        if self.layout_kept.look:
            self.look.show_row(row, self.presenter.words() if row is not None else None)

    def _turn_look(self) -> None:
        self.layout_kept.look = not self.layout_kept.look
        self._fit_look()
        self._follow(self.table.current())
        self.layout_kept.touch()

    def _fit_look(self) -> None:
        room = self.width() >= theme.px(LEAST_WIDTH + LEAST_BESIDE)
        self.look.fit(self.width())
        rows = self.presenter.model.rowCount() > 0
        self.look.setVisible(self.layout_kept.look and room and rows)
        self.look_button.setChecked(self.layout_kept.look)
        self.look_button.setEnabled(room)

    def _receive(self, row: CaseRow) -> None:
        cases = self._desk.services.cases
        told = _("Case {number} is received. The reporter can see that.").format(number=row.number)

        def undo() -> None:
            self._desk.write(self, lambda: cases.unreceive(row.id, row.handler_id))

        self._desk.write(
            self, lambda: cases.receive(row.id), lambda _changes: self.say(told, _("Undo"), undo)
        )

    def _reload(self) -> None:
        row = self.table.current()
        self.presenter.reload(self.table.currentIndex().row(), row.id if row else "")

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_look()
