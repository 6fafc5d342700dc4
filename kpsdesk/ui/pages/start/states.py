"""Pages that say how things stand: another window has the store, it is being checked, it is damaged, it is being made or left."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from kpsdesk.i18n import _
from kpsdesk.ui.pages.start.sheet import Sheet
from kpsdesk.ui.widgets import Button, InlineNotice, Label


class InUsePage(Sheet):
    """Another window holds the store and does not answer."""

    again = Signal()
    leave = Signal()

    def __init__(self, holder: str, parent: QWidget | None = None) -> None:
        text = _("Only one window at a time can work with a store, so that nothing is written twice.")
        super().__init__(_("The store is open in another window"), text, icon="monitor", parent=parent)
        if holder:
            where = _("It is open on the computer {name}.").format(name=holder)
            self.add(Label(where, wrap=True))
        self.add(Label(_("Go to that window, or close it and try again here."), wrap=True))
        self.add_button(Button(_("Close"), on_click=self.leave.emit))
        self.button = self.add_button(Button(_("Try again"), "primary", on_click=self.again.emit))
        self.setFocusProxy(self.button)


class WorkingPage(Sheet):
    """Something takes its time: says what, how far it is, and offers a way around it if there is one."""

    skipped = Signal()

    def __init__(self, title: str, text: str, *, skip: str = "", parent: QWidget | None = None) -> None:
        super().__init__(title, text, icon="hourglass", parent=parent)
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(title)
        self.add(self.bar)
        if skip:
            self.add_button(Button(skip, "quiet", on_click=self.skipped.emit))

    def step(self, done: int, total: int, text: str = "") -> None:
        """How far it is."""
        self.bar.setRange(0, max(total, 0))
        self.bar.setValue(done)
        if text:
            self.text.setText(text)
            self.text.show()


class DamagePage(Sheet):
    """The full check found damage: what that means, and the ways on."""

    restore_wanted = Signal()
    open_anyway = Signal()
    leave = Signal()

    def __init__(self, store: str, parent: QWidget | None = None) -> None:
        super().__init__(
            _("The store is damaged"),
            _("A part of {name} is not as it was written. That can happen when a disk fails.").format(
                name=store
            ),
            icon="shield-alert",
            parent=parent,
        )
        self.add(
            InlineNotice(
                _(
                    "Restore the latest backup. The damaged store is kept beside it, so that nothing that can still be "
                    "read is lost."
                ),
                "warn",
            ),
            Label(
                _(
                    "You may open the store to look up what you need, but do not go on working in it: more may be lost."
                ),
                wrap=True,
            ),
        )
        self.add_button(Button(_("Close"), on_click=self.leave.emit))
        self.add_button(Button(_("Open it anyway"), on_click=self.open_anyway.emit))
        self.button = self.add_button(
            Button(_("Restore a backup…"), "primary", on_click=self.restore_wanted.emit)
        )
        self.setFocusProxy(self.button)
