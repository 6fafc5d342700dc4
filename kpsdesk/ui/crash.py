"""When the program itself is at fault: one calm dialog, a report to copy without anybody's data, and on with the work."""

from __future__ import annotations

import logging
import platform
import sys
import threading
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, qVersion
from PySide6.QtWidgets import QApplication

from kpsdesk import __version__
from kpsdesk.log import error_places

if TYPE_CHECKING:
    from kpsdesk.ui.crash_dialog import CrashDialog

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
        from kpsdesk.ui.crash_dialog import CrashDialog

        dialog = CrashDialog(report, QApplication.activeWindow())
        self._open = dialog
        dialog.destroyed.connect(self._closed)
        dialog.open()

    def _closed(self) -> None:
        self._open = None
