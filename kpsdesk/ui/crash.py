"""When the program itself is at fault: one calm dialog, a report to copy without anybody's data, and on with the work."""

from __future__ import annotations

import logging
import platform
import sys
import threading
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget

from kpsdesk import __version__
from kpsdesk.i18n import _
from kpsdesk.log import error_places
from kpsdesk.ui.dialogs.base import BaseDialog
from kpsdesk.ui.widgets import Disclosure, Label

log = logging.getLogger("kpsdesk.crash")


def report_of(error: BaseException) -> str:
    """Versions and the way to the fault: file, line and function names. What the error said stays out: it may quote a case."""
    return with_versions("\n".join(error_places(error)))


def with_versions(report: str) -> str:
    """A report under a line of what it is about."""
    versions = (
        f"KPSdesk {__version__}, Qt {qVersion()}, Python {platform.python_version()}, {platform.platform()}"
    )
    return f"{versions}\n{report}"


class CrashDialog(BaseDialog):
    """Says that something went wrong, that nothing saved was lost, and what to do."""

    def __init__(self, report: str, parent: QWidget | None = None) -> None:
        super().__init__(
            _("Something went wrong in the program"),
            _("Go on working"),
            cancel=_("Copy report"),
            parent=parent,
        )
        self.report = report
        self.add(
            Label(
                _(
                    "Everything you have saved is safe. You can go on working; if the page looks strange, "
                    "open it again or restart the program."
                ),
                wrap=True,
            ),
            Label(
                _(
                    "Please send the report to whoever looks after the program. It has no personal data in it."
                ),
                "body",
                "muted",
                wrap=True,
            ),
        )
        text = QPlainTextEdit(report)
        text.setReadOnly(True)
        text.setAccessibleName(_("Fault report"))
        text.setMinimumHeight(160)
        fold = Disclosure(_("Show the report"))
        fold.add(text)
        self.add(fold)
        self.cancel_button.clicked.disconnect()
        self.cancel_button.clicked.connect(self.copy)

    def copy(self) -> None:
        """Put the report on the clipboard."""
        QGuiApplication.clipboard().setText(self.report)
        self.say(_("Copied."), "ok")


class CrashReporter(QObject):
    """Takes what nobody caught, on any thread, and tells it on the window's thread; one dialog at a time."""

    _caught = Signal(object)

    def __init__(self, *, dialogs: bool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._dialogs = dialogs
        self._open: CrashDialog | None = None
        self._before = sys.excepthook, threading.excepthook
        self._caught.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Take over from Python's own hooks."""
        sys.excepthook = self._hook
        threading.excepthook = self._thread_hook

    def remove(self) -> None:
        """Give the hooks back."""
        sys.excepthook, threading.excepthook = self._before

    def report(self, error: BaseException) -> None:
        """Tell of a fault that was caught, such as one of a background task."""
        report = report_of(error)
        log.error("Fault\n%s", report)
        if self._dialogs:
            self._caught.emit(report)
        else:
            sys.stderr.write(report + "\n")

    def _hook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.exit(130)
            return
        self.report(error.with_traceback(trace))

    def _thread_hook(self, arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None and arguments.exc_type is not SystemExit:
            self.report(arguments.exc_value)

    def _tell(self, report: str) -> None:
        if self._open is not None:  # a fault in painting comes again and again
            return
        dialog = CrashDialog(report, QApplication.activeWindow())
        self._open = dialog
        dialog.destroyed.connect(self._closed)
        dialog.open()

    def _closed(self) -> None:
        self._open = None
