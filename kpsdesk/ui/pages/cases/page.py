"""The page of cases: puts views, filters, table, quick look and the bar for several together."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QWidget
from typing_extensions import override

from kpsdesk.domain.changes import Changes
from kpsdesk.domain.rows import SORTS, CaseQuery, CaseRow
from kpsdesk.i18n import _, ngettext
from kpsdesk.ui import theme, words
from kpsdesk.ui.case_words import CaseWords
from kpsdesk.ui.desk import Desk
from kpsdesk.ui.pages.base import Arguments, Page
from kpsdesk.ui.pages.cases.bulk import BulkActs, SelectionBar
from kpsdesk.ui.pages.cases.close_alike import CloseAlikeDialog
from kpsdesk.ui.pages.cases.filters import FilterBar
from kpsdesk.ui.pages.cases.presenter import CasesPresenter
from kpsdesk.ui.pages.cases.quick_look import LEAST_WIDTH, QuickLook
from kpsdesk.ui.pages.cases.table import CaseTable
from kpsdesk.ui.pages.cases.views import ViewTabs
from kpsdesk.ui.widgets import EmptyState, IconButton, Label, Spinner, hbox, vbox

LEAST_BESIDE = 560  # the table keeps this width, or the quick look stays away


class CasesPage(Page):
    """Every case, any number of them.

    Arguments of `shown`: `query` (CaseQuery), `text` (words to look for), `case` (an id to put the keyboard on).
    `layout` (widths, order, whether the quick look is there) is what `layout_changed` gave the last time; without it
    what this computer remembers.
    """

    help_key = "cases"
    layout_changed = Signal(str)

    def __init__(self, desk: Desk, layout: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._asked = False
        self._stale = False
        self._look_wanted = True
        self.presenter = CasesPresenter(desk, self)
        self.views = ViewTabs(desk)
        self.filters = FilterBar()
        self.table = CaseTable(self.presenter.model)
        self.look = QuickLook(desk)
        self.acts = BulkActs(desk, self)
        self.bar = SelectionBar(self._assign, self._close_alike, self._export, self._unmark)
        self.count = Label("", "small", "muted")
        self.empty = EmptyState("inbox", "", "", " ", self._empty_action)
        self._layout_timer = QTimer(self)
        self._layout_timer.setSingleShot(True)
        self._layout_timer.setInterval(500)
        self._lay_out()
        self._connect()
        self._restore(layout or (desk.look.settings.cases_layout if desk.look else ""))

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
        line = hbox(self.views, self.count, self.look_button, gap=12)
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
        self.filters.changed.connect(self._filter_changed)
        self.filters.left.connect(self._take_list)
        self.presenter.arrived.connect(self._arrived)
        self.presenter.counted.connect(self._counted)
        self.presenter.refreshed.connect(self._refreshed)
        self.presenter.failed.connect(self._failed)
        self.presenter.model.sort_wanted.connect(self._sort)
        self.table.opened.connect(self._open)
        self.table.current_changed.connect(self._follow)
        self.table.marked_changed.connect(lambda _rows: self.bar.show_count(self.table.marked_count()))
        self.table.left.connect(self.filters.search.take)
        self.table.horizontalHeader().sectionResized.connect(lambda *_: self._layout_timer.start())
        self.look.open_wanted.connect(self._open)
        self.look.receive_wanted.connect(self._receive)
        self.acts.said.connect(lambda text, undo_text, undo, tone: self.say(text, undo_text, undo, tone))
        self.acts.done.connect(self._unmark)
        self._layout_timer.timeout.connect(self._remember)

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
        elif self._stale:
            self._reload()
        if not self._asked:
            self.views.load()
        self._asked = True
        self.table.setFocus()

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
        query, header = self.presenter.query, self.table.horizontalHeader()
        columns = enumerate(self.presenter.model.columns)
        widths = {column.key: header.sectionSize(n) for n, column in columns if not column.stretches}
        return json.dumps(
            {
                "sort": query.sort,
                "descending": query.descending,
                "look": self._look_wanted,
                "scale": theme.scale(),
                "widths": widths,
            }
        )

    def _remember(self) -> None:
        layout = self.layout_state()
        if self._desk.look is not None:
            self._desk.look.remember(cases_layout=layout)
        self.layout_changed.emit(layout)

    def _restore(self, layout: str) -> None:
        try:
            kept = json.loads(layout) if layout else {}
        except ValueError:
            kept = {}
        if not isinstance(kept, dict):
            kept = {}
        sort = kept.get("sort")
        if sort in SORTS:
            order = replace(self.filters.query(), sort=sort, descending=bool(kept.get("descending", True)))
            self.filters.show_query(order)
        self._look_wanted = bool(kept.get("look", True))
        widths = kept.get("widths")
        if isinstance(widths, dict) and kept.get("scale") == theme.scale():
            for number, column in enumerate(self.presenter.model.columns):
                width = widths.get(column.key)
                if isinstance(width, int) and not column.stretches and width >= theme.px(32):
                    self.table.setColumnWidth(number, width)
        self._fit_look()

    # -- answers

    def _arrived(self, say: CaseWords) -> None:
        self._busy.stop()
        self.filters.show_choices(say)
        self.views.know_me(say.me)
        self.table.show_units(len(say.organisation.active_units(say.today)) > 1)
        self._show_empty()
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
        icon, title, text, verb, _act = self._emptiness()
        self.empty.say(title, text, icon)
        self.empty.button.setText(verb)
        self.empty.button.setVisible(True)

    def _emptiness(self) -> tuple[str, str, str, str, Callable[[], object]]:
        """Why nothing is shown, and what to do: icon, title, text, verb, act."""
        if not self.presenter.any_cases:
            text = _("When somebody reports a risk or something that happened, it comes here.")
            return "inbox", _("No cases yet"), text, _("Report the first one"), lambda: self.go("report")
        if self.filters.filtered():
            text = _("No case has all of what you ask for. Take a filter away, or try fewer words.")
            return "search", _("Nothing found"), text, _("Clear filters"), self.filters.clear
        text = _("Everything that was reported is taken care of.")
        closed = CaseQuery(closed_only=True, units=self.filters.query().units)
        return (
            "circle-check",
            _("No open cases"),
            text,
            _("Show the closed ones"),
            lambda: self.look_for(closed),
        )

    def _empty_action(self) -> None:
        self._emptiness()[-1]()

    # -- what the user does

    def _view_chosen(self, query: CaseQuery) -> None:
        order = self.filters.query()
        shipped = query.sort == CaseQuery().sort and query.descending
        wanted = replace(query, sort=order.sort, descending=order.descending) if shipped else query
        self.look_for(wanted)

    def _filter_changed(self, query: CaseQuery) -> None:
        self.look_for(query)

    def _sort(self, key: str, descending: bool) -> None:
        if key in SORTS and (key, descending) != (self.presenter.query.sort, self.presenter.query.descending):
            self.look_for(replace(self.filters.query(), sort=key, descending=descending))
            self._layout_timer.start()

    def _take_list(self) -> None:
        if self.presenter.model.rowCount():
            self.table.setFocus()

    def _open(self, row: CaseRow) -> None:
        near = self.table.neighbours(max(self.table.currentIndex().row(), 0))
        self.go("case", id=row.id, ids=near if row.id in near else [row.id])

    def _follow(self, row: CaseRow | None) -> None:
        if self._look_wanted:
            self.look.show_row(row, self.presenter.words() if row is not None else None)

    def _turn_look(self) -> None:
        self._look_wanted = not self._look_wanted
        self._fit_look()
        self._follow(self.table.current())
        self._layout_timer.start()

    def _fit_look(self) -> None:
        room = self.width() >= theme.px(LEAST_WIDTH + LEAST_BESIDE)
        self.look.fit(self.width())
        rows = self.presenter.model.rowCount() > 0
        self.look.setVisible(self._look_wanted and room and rows)
        self.look_button.setChecked(self._look_wanted)
        self.look_button.setEnabled(room)

    def _receive(self, row: CaseRow) -> None:
        cases = self._desk.services.cases
        told = _("Case {number} is received. The reporter can see that.").format(number=row.number)
        self._desk.write(self, lambda: cases.receive(row.id), lambda _changes: self.say(told))

    def _reload(self) -> None:
        row = self.table.current()
        self.presenter.reload(self.table.currentIndex().row(), row.id if row else "")

    # -- several at once

    def _unmark(self) -> None:
        self.table.go_to(max(self.table.currentIndex().row(), 0))

    def _assign(self) -> None:
        def come(rows: Sequence[CaseRow]) -> None:
            self.acts.assign(rows, self.presenter.words())

        self.presenter.rows_of(self.table.ranges(), come)

    def _export(self) -> None:
        def come(rows: Sequence[CaseRow]) -> None:
            self.acts.export([row.id for row in rows])

        self.presenter.rows_of(self.table.ranges(), come)

    def _close_alike(self) -> None:
        self.presenter.rows_of(self.table.ranges(), self._open_close_dialog)

    def _open_close_dialog(self, rows: Sequence[CaseRow]) -> None:
        dialog = CloseAlikeDialog(self._desk, rows, self)
        dialog.closed.connect(
            lambda n: self.say(ngettext("{n} case is closed.", "{n} cases are closed.", n).format(n=n))
        )
        dialog.closed.connect(lambda _n: self._unmark())
        dialog.open()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_look()
