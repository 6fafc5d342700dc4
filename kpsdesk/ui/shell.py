"""The window that stays: it holds one view at a time (first start, unlock, the work), and its place on the screen.

What is shown inside comes and goes: at locking the whole work with all its pages is thrown away, so that nothing of a
case is left behind the lock.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QByteArray, Signal
from PySide6.QtGui import QCloseEvent, QIcon, QShowEvent
from PySide6.QtWidgets import QFrame, QMainWindow, QStackedWidget, QWidget
from typing_extensions import override

from kpsdesk import paths
from kpsdesk.i18n import _
from kpsdesk.ui import theme
from kpsdesk.ui.widgets import Icon, Label, hbox, restyle, vbox

LEAST_WIDTH, LEAST_HEIGHT = 760, 520


class Shell(QMainWindow):
    """The top window. `may_close` is asked before it goes; False keeps it. `first_shown` comes once."""

    first_shown = Signal()

    def __init__(self, *, demo: bool = False) -> None:
        super().__init__()
        self._demo = demo
        self._strip: QFrame | None = None
        self._seen = False
        self.may_close: Callable[[], bool] = lambda: True
        self._stack = QStackedWidget()
        whole = QWidget()
        self._column = vbox(self._stack, gap=0)
        whole.setLayout(self._column)
        self.setCentralWidget(whole)
        icon = paths.resource("icons", "kpsdesk.svg")
        if icon.is_file():
            self.setWindowIcon(QIcon(str(icon)))
        self.resize(1280, 840)
        self.reword()

    def show_view(self, view: QWidget) -> None:
        """Put a view in place of the one before, which is let go."""
        before = self.view()
        self._stack.addWidget(view)
        self._stack.setCurrentWidget(view)
        if before is not None:
            self._stack.removeWidget(before)
            before.hide()
            before.deleteLater()
        view.setFocus()

    def view(self) -> QWidget | None:
        """What is shown now."""
        return self._stack.currentWidget()

    def reword(self) -> None:
        """Title and strip in the language and size in use now."""
        self.setMinimumSize(LEAST_WIDTH, LEAST_HEIGHT)
        self.setWindowTitle(_("KPSdesk – practice data") if self._demo else "KPSdesk")
        if self._strip is not None:
            self._column.removeWidget(self._strip)
            self._strip.deleteLater()
            self._strip = None
        if self._demo:
            self._strip = _demo_strip()
            self._column.insertWidget(0, self._strip)

    def place(self) -> str:
        """Where the window stands, to be remembered."""
        return bytes(self.saveGeometry().toBase64().data()).decode("ascii")

    def put_back(self, place: str) -> None:
        """Stand where it stood; what cannot be understood, or is off the screen, is left to Qt."""
        if place:
            self.restoreGeometry(QByteArray.fromBase64(place.encode("ascii")))

    def come_forward(self) -> None:
        """To the front of the screen."""
        if self.isMinimized():
            self.showNormal()
        self.show()
        self.raise_()
        self.activateWindow()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._seen:
            self._seen = True
            self.first_shown.emit()

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        if self.may_close():
            event.accept()
        else:
            event.ignore()


def _demo_strip() -> QFrame:
    """The line that says at all times that nothing here is real."""
    strip = QFrame()
    strip.setProperty("role", "notice")
    restyle(strip, tone="warn")
    text = Label(
        _("Practice data: made up, and gone when you close the window. Try anything."),
        "small",
        "warn",
        wrap=True,
    )
    row = hbox(Icon("info", "warn", 16), text, gap=8)
    row.setStretch(1, 1)
    row.setContentsMargins(theme.px(16), theme.px(6), theme.px(16), theme.px(6))
    strip.setLayout(row)
    return strip
