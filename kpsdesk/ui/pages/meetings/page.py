"""Workplace meetings: the sheet of the next one, and the register of all."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget
from typing_extensions import override

from kpsdesk.domain.changes import Changes
from kpsdesk.domain.permission import Permission
from kpsdesk.i18n import _
from kpsdesk.ui import theme
from kpsdesk.ui.desk import Desk
from kpsdesk.ui.pages.base import Arguments, Page
from kpsdesk.ui.pages.meetings.register import RegisterView
from kpsdesk.ui.pages.meetings.sheet_view import SheetView
from kpsdesk.ui.widgets import EmptyState, Tabs, hbox, vbox
from kpsdesk.ui.widgets.reading_order import leave, tab

SHEET: Final = "sheet"
REGISTER: Final = "register"


class MeetingsPage(Page):
    """Page key "meetings". Arguments of `shown`: `tab` ("sheet" or "register"), `unit` (the id of one)."""

    help_key = "meetings"

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._unit: int | None = None  # whose sheet is shown
        self._chosen: int | None = None  # in the top bar
        self._loaded = False
        self._register_loaded = False
        self.tabs = Tabs([(SHEET, _("Sheet")), (REGISTER, _("Register"))], _("Workplace meetings"))
        self.tabs.chosen.connect(lambda key: self.show_tab(key))
        self.sheet = SheetView(desk)
        self.register = RegisterView(desk)
        self._none = EmptyState("presentation", _("There is no unit to make a sheet for"))
        self._stack = QStackedWidget()
        for widget in (self.sheet, self.register, self._none):
            self._stack.addWidget(widget)
        head = hbox(self.tabs)  # all the width: the tab in front is bold, and wider than its hint
        head.setContentsMargins(theme.px(16), theme.px(8), theme.px(16), 0)
        whole = vbox(head, self._stack, gap=0)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.sheet.said.connect(self.banner_requested)
        self.register.said.connect(self.banner_requested)
        self.register.go_wanted.connect(self.go_requested)
        self.sheet.case_wanted.connect(lambda key: self.go("case", id=key, section="apt_text"))
        self.sheet.presenter.opened.connect(self._opened)
        self._key("Ctrl+P", self.sheet.out.print_it)
        self._key("Ctrl+S", self.sheet.out.save)

    def _key(self, keys: str, run: object) -> None:
        def act() -> None:
            if self.tabs.value() == SHEET and callable(run):
                run()

        shortcut = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(act)

    def show_tab(self, key: str) -> None:
        """Bring the sheet or the register to the front."""
        self.tabs.set_value(key)
        if key == REGISTER:
            self.sheet.rest()
            self._stack.setCurrentWidget(self.register)
            if not self._register_loaded:
                self._register_loaded = True
                self.register.keep_to_units((self._chosen,) if self._chosen else ())
        else:
            self._stack.setCurrentWidget(self.sheet if self._units() else self._none)

    @override
    def title(self) -> str:
        return _("Workplace meetings")

    @override
    def shown(self, arguments: Arguments) -> None:
        units = self._units()
        self.sheet.set_units(units)
        wanted = arguments.get("unit")
        ids = [int(code) for code, _name in units]
        unit = next(
            (one for one in (wanted, self._unit, self._chosen, *self._mine(), *ids) if one in ids), None
        )
        if isinstance(unit, int) and (unit != self._unit or not self._loaded):
            self._open(unit)
        self.show_tab(str(arguments.get("tab") or self.tabs.value() or SHEET))

    @override
    def hidden(self) -> None:
        self.sheet.rest()

    @override
    def place(self) -> Arguments:
        return {"tab": self.tabs.value(), "unit": self._unit}

    @override
    def unit_changed(self, code: str) -> None:
        unit = self._desk.session.organisation.unit(code) if code else None
        self._chosen = unit.id if unit else None
        if self._register_loaded:
            self.register.keep_to_units((unit.id,) if unit else ())
        if self._loaded and unit is not None and unit.id != self._unit:
            self._open(unit.id)

    @override
    def changes_arrived(self, changes: object) -> None:
        if isinstance(changes, Changes):
            if changes.touches("organisation", "unit", "area"):
                self.sheet.set_units(self._units())
            self.sheet.changes_arrived(changes)
            if self._register_loaded:
                self.register.changes_arrived(changes)

    @override
    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes as one reads: down the contents, then to the page."""
        return tab(self, forward=forward) or leave(self, forward=forward)

    def _open(self, unit: int) -> None:
        self._unit, self._loaded = unit, True
        self.sheet.open(unit)

    def _opened(self) -> None:
        self._unit = self.sheet.presenter.settings.unit

    def _units(self) -> list[tuple[str, str]]:
        session = self._desk.session
        if Permission.MEETING_READ not in session.actor.rights:
            return []
        return [(str(one.id), one.name) for one in session.organisation.active_units(session.today)]

    def _mine(self) -> list[int]:
        """The units that the one at work is in charge of."""
        session = self._desk.session
        if session.person_id is None:
            return []
        return sorted(session.organisation.units_of(session.person_id, session.today))
