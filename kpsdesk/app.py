"""The composition root: the one place that wires store, services, tasks, desk, window and pages together."""

from __future__ import annotations

import faulthandler
import logging
import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from kpsdesk import i18n, settings
from kpsdesk import log as log_file
from kpsdesk.cli.options import WindowOptions
from kpsdesk.clock import Clock, SystemClock
from kpsdesk.i18n import _
from kpsdesk.services.place import default_store
from kpsdesk.services.vault import Vault
from kpsdesk.ui.crash import CrashReporter
from kpsdesk.ui.flow import Flow
from kpsdesk.ui.front import Surroundings
from kpsdesk.ui.look import Look
from kpsdesk.ui.shell import Shell
from kpsdesk.ui.single import OneWindow

log = logging.getLogger("kpsdesk.app")
qt_log = logging.getLogger("kpsdesk.qt")

_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def run(options: WindowOptions, *, key: bytes | None = None, clock: Clock | None = None) -> int:
    """Open the window and stay until it is closed; the exit code. A raw `key` opens the store without asking (measuring)."""
    profile = options.profile
    if options.demo:
        profile = Path(tempfile.mkdtemp(prefix="kpsdesk-demo-"))
    i18n.use(options.language or settings.load(options.profile).language or i18n.DEFAULT)
    if not has_display():
        sys.stderr.write(
            "kpsdesk: "
            + _("There is no display to open a window on. The command line works without: kpsdesk --help")
            + "\n"
        )
        return 2
    handler = log_file.start(profile)
    fault = log_file.take_fault(profile)
    faults = log_file.note_faults(profile)
    if faults is not None:
        faulthandler.enable(faults)
    try:
        return _run(options, profile, key, clock or SystemClock(), fault)
    finally:
        faulthandler.disable()
        if faults is not None:
            faults.close()
        log_file.stop(handler)
        if options.demo:
            shutil.rmtree(profile, ignore_errors=True)


def _run(options: WindowOptions, profile: Path, key: bytes | None, clock: Clock, fault: str) -> int:
    qInstallMessageHandler(_take_qt_message)
    app = application()
    crash = CrashReporter(dialogs=options.crash_dialog)
    crash.install()
    look = Look(
        app, profile, options.language or (settings.load(options.profile).language if options.demo else None)
    )
    one = OneWindow(_store_of(options, profile, look))
    shell = Shell(demo=options.demo)
    shell.put_back(look.settings.window)
    around = Surroundings(
        profile,
        clock,
        look,
        Vault(clock),
        crash.report,
        demo=options.demo,
        report_only=options.report_only,
        key=key,
        fault=fault,
    )
    flow = Flow(around, shell, one)
    if not one.take() and one.call():
        sys.stderr.write(_("KPSdesk has this store open already; that window was brought forward.") + "\n")
        return 0
    flow.begin()
    shell.show()
    try:
        return _until_closed(app, flow, one)
    finally:
        one.release()
        crash.remove()
        qInstallMessageHandler(None)


def _until_closed(app: QApplication, flow: Flow, one: OneWindow) -> int:
    """Until the window is closed or the system asks for an end."""
    for asked in (signal.SIGINT, signal.SIGTERM):  # Python hears of it at the next tick of a timer
        signal.signal(asked, lambda number, _frame: app.exit(128 + number))
    code = app.exec()
    if not flow.end_now():  # a thread deep in the store would be cut off while Python takes itself apart
        one.release()
        logging.shutdown()
        os._exit(code)
    return code


# A worker holds the interpreter this long before the window gets it back. Qt gives it away at every call, so that the
# usual 5 ms would come again and again; a millisecond costs the worker little.
_TURN_SECONDS = 0.001


def application() -> QApplication:
    """The one QApplication, with the program's name."""
    sys.setswitchinterval(_TURN_SECONDS)
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("KPSdesk")
    app.setDesktopFileName("kpsdesk")
    return app


def has_display() -> bool:
    """Whether a window can be shown; asked before Qt is, which would end the process instead of saying so."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    if os.environ.get("WAYLAND_DISPLAY"):
        return True
    display = os.environ.get("DISPLAY", "")
    if not display.startswith(":"):
        return bool(display)
    import socket  # only here, and it takes a while

    number = display[1:].split(".")[0]
    place = f"/tmp/.X11-unix/X{number}"  # noqa: S108  (where X servers listen; nothing is written there)
    for address in (place, f"\0{place}"):
        with socket.socket(socket.AF_UNIX) as probe:
            if probe.connect_ex(address) == 0:
                return True
    return False


def _store_of(options: WindowOptions, profile: Path, look: Look) -> Path:
    """`--store`, else the one used last if it is still there, else the profile's own."""
    if options.store is not None and not options.demo:
        return options.store
    last = Path(look.settings.store) if look.settings.store else None
    return last if last is not None and last.exists() else default_store(profile)


def _take_qt_message(kind: QtMsgType, context: QMessageLogContext, message: str | None) -> None:
    """Qt's own warnings go to the log, under its category."""
    category = context.category or "default"
    qt_log.log(_LEVELS.get(kind, logging.WARNING), "%s: %s", category, message or "")


def draw_pages(profile: Path, store: Path, password: str) -> list[str]:
    """For the self-test: open the store, show every page once in each language; what was shown.

    Raises:
        KpsError: the store does not open.
        RuntimeError: a page was not shown, or did not come to rest.
    """
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from kpsdesk.ui.rehearsal import Rehearsal

    clock = SystemClock()
    app = application()
    rehearsal = Rehearsal(Look(app, profile), Vault(clock).unlock(store, password), profile, clock)
    rehearsal.ended.connect(app.quit)
    rehearsal.begin()
    app.exec()
    return rehearsal.result()
