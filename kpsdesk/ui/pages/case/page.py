"""The page on which one case is worked, from receiving it to closing it (look: «Ärendet»)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget
from typing_extensions import override

from kpsdesk.domain.changes import Changes
from kpsdesk.errors import KpsError, NotFound
from kpsdesk.i18n import _
from kpsdesk.services.case_view import CaseView
from kpsdesk.services.everything import Services
from kpsdesk.ui.desk import Desk
from kpsdesk.ui.pages.base import Arguments, Page
from kpsdesk.ui.pages.case.body import CaseBody
from kpsdesk.ui.pages.case.context import CaseContext
from kpsdesk.ui.pages.case.presenter import SECTIONS
from kpsdesk.ui.widgets import EmptyState, vbox


class CasePage(Page):
    """Page key "case". `shown({"id": id or number, "section": a section or field, "ids": the list it came from})`."""

    help_key = "case"
    has_units = False

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.context = CaseContext(desk, self)
        self._wanted = ""
        self._ids: Sequence[str] = ()
        self._asked = 0
        self._section = ""
        self._loading = EmptyState("hourglass", _("Fetching the case…"))
        self._problem = EmptyState(
            "search", "", action=_("To the list of cases"), on_action=lambda: self.go("cases")
        )
        self.body = CaseBody(self.context)
        self._stack = QStackedWidget()
        for widget in (self._loading, self._problem, self.body):
            self._stack.addWidget(widget)
        self.setLayout(vbox(self._stack))
        self.body.head.back_requested.connect(self._back)
        self.body.head.step_requested.connect(self._step)
        self.context.said.connect(self.banner_requested.emit)
        self.context.go_requested.connect(self._go)
        self.context.reload_requested.connect(self.reload)
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.timeout.connect(self.reload)
        desk.changed.connect(self._changed)
        self._add_keys()

    def _add_keys(self) -> None:
        self._key("Ctrl+Return", self.main_action)
        self._key("Ctrl+Enter", self.main_action)
        self._key("Escape", self._back)
        for number, (key, _title) in enumerate(SECTIONS[:9], start=1):
            self._key(f"Ctrl+{number}", partial(self.body.go_to, key))
        self._key("Ctrl+PgDown", partial(self._step, 1))
        self._key("Ctrl+PgUp", partial(self._step, -1))
        self._key("Ctrl+P", self._papers)

    def _key(self, keys: str, run: object) -> None:
        shortcut = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(run)

    # -- what the window asks

    @override
    def title(self) -> str:
        return _("Case {number}").format(number=self.context.view.row.number) if self.context.has_case else ""

    @override
    def shown(self, arguments: Arguments) -> None:
        wanted = str(arguments.get("id") or self._wanted)
        ids = arguments.get("ids")
        if isinstance(ids, (list, tuple)):
            self._ids = [str(one) for one in ids]
        elif arguments.get("id") and wanted not in self._ids:
            self._ids = ()
        self._section = str(arguments.get("section") or "")
        self.open_case(wanted)

    @override
    def place(self) -> Arguments | None:
        return {"id": self._wanted, "ids": list(self._ids)} if self._wanted else None

    @override
    def hidden(self) -> None:
        self._flush()

    @override
    def can_leave(self) -> bool:
        self._flush()
        return True

    @override
    def changes_arrived(self, changes: object) -> None:
        if not isinstance(changes, Changes) or not self.context.has_case:
            return
        if changes.has("case", self.context.case_id) or changes.touches(
            "organisation", "codes", "rules", "settings"
        ):
            self._again.start(0)

    def _changed(self, changes: object) -> None:
        if self.isVisible():
            self.changes_arrived(changes)

    # -- reading

    def open_case(self, wanted: str) -> None:
        """Show a case by id or number."""
        if not wanted:
            self._tell(_("No case is chosen"), _("Choose one in the list of cases."))
            return
        if self.context.has_case and wanted not in (self.context.case_id, self.context.view.row.number):
            self._leave_case()
        self._wanted = wanted
        if not self.context.has_case:
            self._stack.setCurrentWidget(self._loading)
        self.reload()

    def reload(self) -> None:
        """Read the case again; what is being written stays."""
        if not self._wanted:
            return
        self._asked += 1
        number, wanted, views = self._asked, self._wanted, self.context.services.views
        self.desk.read(
            self, lambda: views.open(wanted), partial(self._came, number), partial(self._failed, number)
        )

    def _came(self, number: int, view: CaseView) -> None:
        if number != self._asked:
            return
        fresh = not self.context.has_case
        self.context.take(view)
        self._wanted = view.row.id
        self._show_place()
        self.body.show_case(view, fresh=fresh)
        self._stack.setCurrentWidget(self.body)
        self.title_changed.emit(self.title())
        if self._section:
            section, self._section = self._section, ""
            self.body.go_to(section)
        elif fresh:
            self.body.progress.main_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _failed(self, number: int, error: Exception) -> None:
        if number != self._asked:
            return
        if self.context.has_case:
            self.context.tell(error)
        elif isinstance(error, NotFound):
            self._tell(_("The case is not here"), error.sentence())
        elif isinstance(error, KpsError):
            self._tell(_("The case could not be read"), error.sentence(), "triangle-alert")
        else:
            self._tell(
                _("The case could not be read"),
                _("Nothing was changed. Try again from the list."),
                "triangle-alert",
            )
            self.context.tell(error)

    def _tell(self, title: str, text: str, icon: str = "search") -> None:
        self._problem.say(title, text, icon)
        self._stack.setCurrentWidget(self._problem)

    def _show_place(self) -> None:
        at = self._ids.index(self._wanted) if self._wanted in self._ids else -1
        self.body.head.show_list(at, len(self._ids) if at >= 0 else 0)

    # -- leaving

    def _flush(self) -> None:
        if self.context.has_case:
            for part in self.body.everything():
                part.flush()
            self.context.unsent.flush()

    def _leave_case(self) -> None:
        self.body.leave()
        self.context.take(None)

    def _back(self) -> None:
        self._flush()
        self.go("cases")

    def _step(self, by: int) -> None:
        if self._wanted in self._ids:
            to = self._ids.index(self._wanted) + by
            if 0 <= to < len(self._ids):
                self.open_case(self._ids[to])

    def _go(self, key: str, arguments: dict[str, object]) -> None:
        if key == "case":
            self.shown(arguments)
        else:
            self.go_requested.emit(key, arguments)

    def _papers(self) -> None:
        if self.context.has_case:
            self.body.head.papers.showMenu()

    def main_action(self) -> None:
        """Ctrl+Enter: close on the short path when that is the main thing to do, else the next step."""
        if not self.context.has_case:
            return
        in_short = self.body.short.isAncestorOf(self.focusWidget())
        if self.body.short.isVisible() and (in_short or self.context.view.row.status != "received"):
            self.body.short.close_case()
        else:
            self.body.progress.go_on()


def _open(services: Services, wanted: str) -> CaseView:
    """The case, and what its page asks the session for, so that nothing is read on the window's thread."""
    view = services.views.open(wanted)
    session = services.session
    _ready = (session.vocabulary, session.organisation, session.rules, session.settings)
    return view
