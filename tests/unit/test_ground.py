"""The common test ground (tests/conftest.py) catches what it says it catches."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GUARDED = {
    "a dialog left open": (
        "def test_it(qtbot):\n    from PySide6.QtWidgets import QDialog\n    global left\n    left = QDialog()\n    left.show()",
        "windows left open: QDialog",
    ),
    "a warning of Qt": (
        "def test_it(qapp):\n    from PySide6.QtCore import qWarning\n    qWarning('layout within a layout')",
        "layout within a layout",
    ),
    "a warning in the log": (
        "def test_it():\n    import logging\n    logging.getLogger('kpsdesk.store').warning('slow disk')",
        "WARNING kpsdesk.store: slow disk",
    ),
    "a warning of Python": (
        "def test_it():\n    import warnings\n    warnings.warn('old way', DeprecationWarning, stacklevel=2)",
        "DeprecationWarning: old way",
    ),
    "the network": (
        "def test_it():\n    import socket\n    socket.create_connection(('127.0.0.1', 9))",
        "a test asked for the address of '127.0.0.1'",
    ),
    "an unknown mark": (
        "import pytest\n@pytest.mark.quick\ndef test_it(): pass",
        "'quick' not found in `markers`",
    ),
}
ALLOWED = """
import logging, socket
from kpsdesk import i18n

def test_language_is_changed():
    assert i18n.language() == "sv"
    i18n.use("fi")

def test_language_is_back():
    assert i18n.language() == "sv"

def test_expected_log(log_warnings):
    logging.getLogger("kpsdesk").error("disk full")
    assert [record.getMessage() for record in log_warnings] == ["disk full"]

def test_window_that_is_closed(qtbot):
    from PySide6.QtWidgets import QDialog
    dialog = QDialog()
    qtbot.addWidget(dialog)
    dialog.show()

def test_clock(clock):
    assert clock.now().isoformat() == "2026-11-20T09:00:00+00:00"
"""


def run(folder: Path, code: str) -> subprocess.CompletedProcess[str]:
    """Run tests on the same ground, in a process of their own."""
    (folder / "conftest.py").write_text(
        (ROOT / "tests" / "conftest.py").read_text(encoding="utf-8"), encoding="utf-8"
    )
    (folder / "test_probe.py").write_text(code, encoding="utf-8")
    setting = ["-c", str(ROOT / "pyproject.toml"), "--rootdir", str(ROOT), "-p", "no:cacheprovider"]
    command = [sys.executable, "-m", "pytest", *setting, str(folder)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.mark.parametrize("code,told", GUARDED.values(), ids=GUARDED)
def test_it_fails_on(code: str, told: str, tmp_path: Path) -> None:
    done = run(tmp_path, code)
    assert done.returncode != 0
    assert told in done.stdout + done.stderr


def test_it_lets_through_what_is_right(tmp_path: Path) -> None:
    done = run(tmp_path, ALLOWED)
    assert "5 passed" in done.stdout, done.stdout + done.stderr
