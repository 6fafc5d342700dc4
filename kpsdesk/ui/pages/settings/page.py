"""The settings page: sections at the left, the chosen one beside; each is made when it is first gone to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget
from typing_extensions import override

from kpsdesk.domain.changes import Changes
from kpsdesk.i18n import N_, _
from kpsdesk.services.vault import Vault
from kpsdesk.ui import theme
from kpsdesk.ui.desk import Desk
from kpsdesk.ui.pages.base import Arguments, Page
from kpsdesk.ui.pages.settings.about import AboutSection
from kpsdesk.ui.pages.settings.backups import BackupSection
from kpsdesk.ui.pages.settings.code_lists import ListSection
from kpsdesk.ui.pages.settings.deadlines import DeadlineSection
from kpsdesk.ui.pages.settings.looks import LookSection
from kpsdesk.ui.pages.settings.matrix import MatrixSection
from kpsdesk.ui.pages.settings.organisation import OrganisationSection
from kpsdesk.ui.pages.settings.people import PeopleSection
from kpsdesk.ui.pages.settings.section import Context, SettingsSection
from kpsdesk.ui.pages.settings.security import SecuritySection
from kpsdesk.ui.pages.settings.statuses import StatusSection
from kpsdesk.ui.pages.settings.templates import TemplateSection
from kpsdesk.ui.pages.settings.tracks import TrackSection
from kpsdesk.ui.pages.settings.ways import WaysSection
from kpsdesk.ui.widgets import Button, PlainCombo, hbox, vbox

Maker = Callable[[Context], SettingsSection]
SECTIONS: Final[Mapping[str, tuple[str, Maker]]] = {
    "looks": (N_("Look and language"), LookSection),
    "organisation": (N_("Organisation"), OrganisationSection),
    "people": (N_("People and roles"), PeopleSection),
    "ways": (N_("Ways of working"), WaysSection),
    "lists": (N_("Lists"), ListSection),
    "templates": (N_("Feedback texts"), TemplateSection),
    "statuses": (N_("Statuses"), StatusSection),
    "deadlines": (N_("Deadlines"), DeadlineSection),
    "matrix": (N_("Risk matrix"), MatrixSection),
    "tracks": (N_("Laws"), TrackSection),
    "security": (N_("Security"), SecuritySection),
    "backups": (N_("Backups"), BackupSection),
    "about": (N_("About KPSdesk"), AboutSection),
}
LIST_FROM = 860  # below this width the list of sections becomes a field above


class SettingsPage(Page):
    """Arguments of `shown`: `section`, a key of SECTIONS.

    Signals:
        restore_requested(Path, str): a backup and the password that opens it; the window closes the store, restores
            through the vault and opens again.
    """

    help_key = "settings"
    has_units = False
    restore_requested = Signal(object, str)

    def __init__(
        self,
        desk: Desk,
        vault: Vault | None = None,
        profile: Path | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.context = Context(desk, self.say, vault, profile)
        self._made: dict[str, SettingsSection] = {}
        self._current = "looks"
        self._list = QWidget()
        self._buttons: dict[str, Button] = {}
        self._combo = PlainCombo()
        self._stack = QStackedWidget()
        self._lay_out()
        if desk.look is not None:
            # the window makes its pages anew then; where the page stands alone it does so itself
            desk.look.worded.connect(self._reword)

    def _lay_out(self) -> None:
        column = vbox(gap=2)
        for key, (title, _maker) in SECTIONS.items():
            button = Button(_(title), "list", on_click=lambda key=key: self.open(key))  # type: ignore[misc]
            button.setCheckable(True)
            self._buttons[key] = button
            column.addWidget(button)
        column.addStretch(1)
        column.setContentsMargins(theme.px(12), theme.px(16), theme.px(4), theme.px(16))
        self._list.setLayout(column)
        self._list.setAccessibleName(_("Sections"))
        self._combo.set_options([(key, _(title)) for key, (title, _maker) in SECTIONS.items()])
        self._combo.setAccessibleName(_("Sections"))
        self._combo.currentIndexChanged.connect(self._picked)
        self._combo.hide()
        row = hbox(self._list, self._stack, gap=0)
        row.setStretch(1, 1)
        above = hbox(self._combo)
        above.setContentsMargins(theme.px(20), theme.px(8), theme.px(20), 0)
        whole = vbox(above, row, gap=0)
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def open(self, key: str) -> None:
        """Bring a section to the front. Raises KeyError."""
        present = self._made.get(self._current)
        if key != self._current and present is not None and not present.can_leave():
            self._mark()
            return
        if key not in self._made:
            section = SECTIONS[key][1](self.context)
            if isinstance(section, BackupSection):
                section.restore_requested.connect(self.restore_requested)
            section.letter()
            self._made[key] = section
            self._stack.addWidget(section)
            section.load()
        self._current = key
        self._stack.setCurrentWidget(self._made[key])
        self._mark()

    def section(self, key: str = "") -> SettingsSection:
        """A section that was made already; the one in front without a key. Raises KeyError."""
        return self._made[key or self._current]

    @override
    def title(self) -> str:
        return _("Settings")

    @override
    def shown(self, arguments: Arguments) -> None:
        wanted = str(arguments.get("section") or self._current)
        self.open(wanted if wanted in SECTIONS else self._current)

    @override
    def place(self) -> Arguments:
        return {"section": self._current}

    @override
    def can_leave(self) -> bool:
        present = self._made.get(self._current)
        return present is None or present.can_leave()

    @override
    def changes_arrived(self, changes: object) -> None:
        if isinstance(changes, Changes):
            for section in self._made.values():
                section.changes_arrived(changes)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < theme.px(LIST_FROM)
        self._list.setVisible(not narrow)
        self._combo.setVisible(narrow)

    def _mark(self) -> None:
        for key, button in self._buttons.items():
            button.setChecked(key == self._current)
        blocked = self._combo.blockSignals(True)
        self._combo.set_value(self._current)
        self._combo.blockSignals(blocked)

    def _picked(self, _number: int) -> None:
        key = self._combo.value()
        if key and key != self._current:
            self.open(key)

    def _reword(self) -> None:
        QTimer.singleShot(0, self, self._build_anew)

    def _build_anew(self) -> None:
        for section in self._made.values():
            self._stack.removeWidget(section)
            section.deleteLater()
        self._made.clear()
        for key, (title, _maker) in SECTIONS.items():
            self._buttons[key].setText(_(title))
        blocked = self._combo.blockSignals(True)
        self._combo.set_options([(key, _(title)) for key, (title, _maker) in SECTIONS.items()])
        self._combo.blockSignals(blocked)
        self.open(self._current)
