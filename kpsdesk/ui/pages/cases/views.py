"""Saved views as tabs: two that are always there, and the user's own."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QMenu, QWidget
from typing_extensions import override

from kpsdesk.domain.rows import CaseQuery
from kpsdesk.i18n import _
from kpsdesk.services.lists import ListService
from kpsdesk.ui.desk import Desk
from kpsdesk.ui.dialogs.base import BaseDialog
from kpsdesk.ui.pages.cases.filters import same_filter
from kpsdesk.ui.widgets import FormRow, IconButton, LinkButton, Tabs, hbox

SavedView = tuple[str, str, CaseQuery]  # id, name, query
MINE, OPEN = "shipped:mine", "shipped:open"
LONGEST_NAME = 60


class ViewTabs(QWidget):
    """Tabs of views. `chosen(CaseQuery)`; `said(text, undo text, undo)` asks the page for a banner."""

    chosen = Signal(object)
    said = Signal(str, str, object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._own: Sequence[SavedView] = ()
        self._me: int | None = None
        self._query = CaseQuery(open_only=True)
        self.tabs = Tabs(words=_("Saved views"))
        self.tabs.chosen.connect(self._chosen)
        self.save_button = LinkButton(_("Save as a view"), "bookmark", self.ask_name)
        self.menu_button = IconButton("ellipsis", _("Change this view"), self._open_menu)
        row = hbox(self.tabs, self.menu_button, self.save_button, None, gap=8)
        self.setLayout(row)
        self._show_tabs()

    @property
    def _lists(self) -> ListService:
        return self._desk.services.lists

    def load(self, choose: str = "") -> None:
        """Read the saved views again; `choose` one of them."""

        def came(views: list[SavedView]) -> None:
            self._own = views
            self._show_tabs()
            if choose:
                self.tabs.set_value(choose)
            self.show_query(self._query)

        self._desk.tasks.read(self, self._lists.views, came, key="views")

    def know_me(self, person: int | None) -> None:
        """Who "mine" is; without a person there is no such tab."""
        if person != self._me:
            self._me = person
            self._show_tabs()

    def show_query(self, query: CaseQuery) -> None:
        """The filter in use: what can be done with it follows."""
        self._query = query
        base = self.query_of(self.tabs.value())
        if base is None or not same_filter(base, query):
            fitting = next((key for key, _name, one in self._all() if same_filter(one, query)), None)
            if fitting:
                self.tabs.set_value(fitting)
                base = query
        unsaved = base is None or not same_filter(base, query)
        self.save_button.setVisible(unsaved)
        self.menu_button.setVisible(self.tabs.value() in {key for key, _name, _query in self._own})

    def query_of(self, key: str) -> CaseQuery | None:
        """The query of a tab."""
        return next((query for one, _name, query in self._all() if one == key), None)

    def ask_name(self) -> None:
        """Save the filter in use under a new name."""
        dialog = NameDialog(_("Save the view"), _("Save"), "", self)
        query = self._query
        dialog.named.connect(lambda name: self._save(name, query, ""))
        dialog.open()

    def rename(self) -> None:
        """Give the tab in front another name."""
        key, name, query = self._current()
        dialog = NameDialog(_("Rename the view"), _("Rename"), name, self)
        dialog.named.connect(lambda new: self._save(new, query, key))
        dialog.open()

    def update_view(self) -> None:
        """Let the tab in front find what the filter finds now."""
        key, name, _old = self._current()
        self._save(name, self._query, key)

    def remove(self) -> None:
        """Take the tab in front away; it can be had back."""
        key, name, query = self._current()

        def undo() -> None:
            self._save(name, query, key)

        def done(_changes: object) -> None:
            self.tabs.set_value(OPEN)
            self.load()
            self.said.emit(_("The view “{name}” is removed.").format(name=name), _("Undo"), undo)

        self._desk.write(self, lambda: self._lists.drop_view(key), done)

    def _save(self, name: str, query: CaseQuery, key: str) -> None:
        def done(saved: str) -> None:
            self.load(choose=saved)

        self._desk.write(self, lambda: self._lists.save_view(name, query, key or None), done)

    def _current(self) -> SavedView:
        key = self.tabs.value()
        return next(view for view in self._own if view[0] == key)

    def _all(self) -> list[SavedView]:
        shipped: list[SavedView] = [(OPEN, _("All open"), CaseQuery(open_only=True))]
        if self._me is not None:
            mine = CaseQuery(open_only=True, mine=self._me)
            shipped.insert(0, (MINE, _("My open"), mine))
        return [*shipped, *self._own]

    def _show_tabs(self) -> None:
        before = self.tabs.value() or OPEN
        self.tabs.set_tabs([(key, name) for key, name, _query in self._all()])
        self.tabs.set_value(before)

    def _chosen(self, key: str) -> None:
        query = self.query_of(key)
        if query is not None:
            self.chosen.emit(query)

    def _open_menu(self) -> None:
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        base = self.query_of(self.tabs.value())
        acts = [(_("Rename…"), self.rename), (_("Remove"), self.remove)]
        if base is not None and not same_filter(base, self._query):
            acts.insert(0, (_("Save the filter in this view"), self.update_view))
        for text, act in acts:
            action = QAction(text, menu)
            action.triggered.connect(act)
            menu.addAction(action)
        menu.popup(self.menu_button.mapToGlobal(self.menu_button.rect().bottomLeft()))


class NameDialog(BaseDialog):
    """A name for a view: `named(str)`."""

    named = Signal(str)

    def __init__(self, title: str, verb: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(title, verb, width=400, parent=parent)
        self.field = QLineEdit(name)
        self.field.setMaxLength(LONGEST_NAME)
        self.field.selectAll()
        self._row = FormRow(_("Name"), self.field)
        self.add(self._row)
        self.field.setFocus()

    @override
    def try_accept(self) -> None:
        name = self.field.text().strip()
        if not name:
            self._row.set_error(_("Give the view a name."))
            self.field.setFocus()
            return
        self.named.emit(name)
        self.accept()
