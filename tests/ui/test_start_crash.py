"""A fault of the program: told calmly, with a report that quotes nobody."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kpsdesk import log
from kpsdesk.ui.crash import CrashReporter
from kpsdesk.ui.crash_dialog import CrashDialog

SECRET = "Fru Svensson föll i duschen"


def fail() -> None:
    try:
        raise KeyError(SECRET)  # noqa: TRY301  (a chain of two is wanted)
    except KeyError as error:
        raise ValueError(SECRET) from error


@pytest.fixture
def reporter(qapp: QApplication, log_warnings: list[logging.LogRecord]) -> Iterator[CrashReporter]:
    made = CrashReporter(dialogs=True)
    made.install()
    yield made
    made.remove()


def dialogs() -> list[CrashDialog]:
    return [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, CrashDialog)]


@pytest.mark.parametrize("where", ["window", "worker"])
def test_a_fault_on_any_thread_opens_one_calm_dialog(
    reporter: CrashReporter, qtbot: QtBot, where: str
) -> None:
    def cause() -> None:
        if where == "worker":
            thread = threading.Thread(target=fail)
            thread.start()
            thread.join()
        else:
            try:
                fail()
            except ValueError as error:
                sys.excepthook(type(error), error, error.__traceback__)

    cause()
    cause()
    qtbot.waitUntil(lambda: bool(dialogs()))

    (dialog,) = dialogs()
    assert "Något gick fel i programmet" in dialog.windowTitle()
    assert "test_start_crash.py" in dialog.report
    assert "builtins.KeyError" in dialog.report
    assert "Svensson" not in dialog.report
    dialog.copy()
    assert QGuiApplication.clipboard().text() == dialog.report
    dialog.main_button.click()
    qtbot.waitUntil(lambda: not dialogs())


def test_without_dialogs_the_report_goes_to_standard_error(
    qapp: QApplication, capsys: pytest.CaptureFixture[str], log_warnings: list[logging.LogRecord]
) -> None:
    try:
        fail()
    except ValueError as error:
        CrashReporter(dialogs=False).report(error)

    told = capsys.readouterr().err
    assert "builtins.ValueError" in told
    assert "Svensson" not in told


def test_the_log_file_tells_where_but_not_what(tmp_path: Path, log_warnings: list[logging.LogRecord]) -> None:
    handler = log.start(tmp_path)
    try:
        fail()
    except ValueError:
        logging.getLogger("kpsdesk.store").exception("A task failed")
    log.stop(handler)

    written = (tmp_path / "log" / "kpsdesk.log").read_text(encoding="utf-8")
    assert "ERROR kpsdesk.store A task failed" in written
    assert "test_start_crash.py" in written
    assert "Svensson" not in written
