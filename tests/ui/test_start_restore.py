"""A backup put back in the store's place, from the lock and from the settings; and what a crash left is told once."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kpsdesk import log
from kpsdesk.clock import FixedClock
from kpsdesk.domain.rows import CaseQuery
from kpsdesk.services.backups import Backups
from kpsdesk.services.place import default_backups
from kpsdesk.services.reporting import NewReport
from kpsdesk.ui.crash_dialog import CrashDialog
from kpsdesk.ui.pages.settings.backups import RestoreDialog
from kpsdesk.ui.pages.settings.security import SecretDialog
from kpsdesk.ui.pages.start.restore import RestorePage
from kpsdesk.ui.pages.start.unlock import UnlockPage
from kpsdesk.ui.widgets import Banner
from kpsdesk.ui.workplace import Workplace
from tests.ui.start_bench import PASSWORD, Bench, make_store

WAIT_MS = 15_000


@pytest.fixture
def profile(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, clock: FixedClock) -> Path:
    make_store(
        tmp_path / "profile" / "kpsdesk.kps",
        tmp_path_factory.getbasetemp() / "restore-template.kps",
        clock,
    )
    return tmp_path / "profile"


@pytest.fixture
def bench(profile: Path, clock: FixedClock, qtbot: QtBot, qapp: QApplication) -> Iterator[Bench]:
    made = Bench(profile, clock, qapp)
    yield made
    made.put_away(lambda true: qtbot.waitUntil(true, timeout=WAIT_MS))
    assert made.faults == []


def unlock(bench: Bench, qtbot: QtBot) -> Workplace:
    page = bench.view(UnlockPage)
    qtbot.waitUntil(page.button.isEnabled)
    page.field.setText(PASSWORD)
    QTest.keyClick(page.field, Qt.Key.Key_Return)
    return at_work(bench, qtbot)


def at_work(bench: Bench, qtbot: QtBot) -> Workplace:
    qtbot.waitUntil(lambda: bench.flow.work is not None, timeout=WAIT_MS)
    work = bench.flow.work
    assert work is not None
    qtbot.waitUntil(work.tasks.idle, timeout=WAIT_MS)
    return work


def report(work: Workplace, text: str) -> None:
    new = NewReport("near_miss", 1, text, occurred_day=work.desk.session.today)
    work.desk.services.reporting.send(new)


def titles(work: Workplace) -> list[str]:
    return sorted(row.title for row in work.desk.services.lists.page(CaseQuery(), 0, 10))


def shown(kind: type[Any]) -> list[Any]:
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible()]


def dialog(kind: type[Any]) -> Any:
    (found,) = shown(kind)
    return found


def a_day_later(bench: Bench, work: Workplace, clock: FixedClock) -> None:
    """A case, a backup of it, and the next day another case."""
    report(work, "Före säkerhetskopian")
    Backups(work.opened.store, default_backups(bench.profile), clock).make()
    clock.forward(days=1)
    report(work, "Efter säkerhetskopian")
    assert titles(work) == ["Efter säkerhetskopian", "Före säkerhetskopian"]


def kept_beside(bench: Bench) -> list[Path]:
    return [file for file in bench.profile.glob("*.kps") if file != bench.store]


def test_a_backup_is_restored_from_the_lock_and_its_cases_are_there(
    bench: Bench, qtbot: QtBot, clock: FixedClock
) -> None:
    bench.start()
    a_day_later(bench, unlock(bench, qtbot), clock)
    bench.flow.lock()
    qtbot.waitUntil(lambda: bench.flow._closing is None, timeout=WAIT_MS)

    bench.view(UnlockPage).restore_wanted.emit()
    page = bench.view(RestorePage)
    qtbot.waitUntil(lambda: page.choice.value() is not None, timeout=WAIT_MS)
    page.field.setText(PASSWORD)
    QTest.mouseClick(page.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(page.loss.isVisible, timeout=WAIT_MS)
    assert page.loss.text().startswith("Säkerhetskopian har 1 ärende. 1 senare ändring")
    assert isinstance(bench.shell.view(), RestorePage)  # nothing was done yet
    qtbot.waitUntil(page.button.isEnabled, timeout=WAIT_MS)
    QTest.mouseClick(page.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: isinstance(bench.shell.view(), UnlockPage), timeout=WAIT_MS)

    assert titles(unlock(bench, qtbot)) == ["Före säkerhetskopian"]
    assert len(kept_beside(bench)) == 1


def test_a_backup_is_restored_from_the_settings_and_its_cases_are_there(
    bench: Bench, qtbot: QtBot, clock: FixedClock
) -> None:
    bench.start()
    work = unlock(bench, qtbot)
    a_day_later(bench, work, clock)
    work.window.go("settings", section="backups")
    page: Any = work.window.page("settings")
    section = page.section()
    qtbot.waitUntil(lambda: len(section.table.rows()) == 1, timeout=WAIT_MS)
    qtbot.waitUntil(section.restore_button.isEnabled, timeout=WAIT_MS)
    section.restore_button.click()
    ask = dialog(SecretDialog)
    ask.old.setText(PASSWORD)
    ask.main_button.click()
    qtbot.waitUntil(lambda: bool(shown(RestoreDialog)), timeout=WAIT_MS)
    sure = dialog(RestoreDialog)
    assert titles(work) == ["Efter säkerhetskopian", "Före säkerhetskopian"]
    sure.main_button.click()
    qtbot.waitUntil(lambda: bench.flow.work is not work, timeout=WAIT_MS)

    again = at_work(bench, qtbot)
    assert titles(again) == ["Före säkerhetskopian"]
    assert again.window.current() == "settings"
    assert len(kept_beside(bench)) == 1


CRASH = """
import faulthandler, sys
from pathlib import Path
from kpsdesk import log
profile = Path(sys.argv[1])
log.start(profile)
faulthandler.enable(log.note_faults(profile))
def beneath_python(case_text):
    faulthandler._sigsegv()
beneath_python("Fru Svensson föll")
"""


def test_a_crash_below_python_is_told_at_the_next_start_and_once(
    profile: Path, clock: FixedClock, qtbot: QtBot, qapp: QApplication
) -> None:
    ended = subprocess.run([sys.executable, "-c", CRASH, str(profile)], check=False)
    assert ended.returncode != 0

    bench = Bench(profile, clock, qapp, fault=log.take_fault(profile))
    bench.start()
    work = unlock(bench, qtbot)
    assert work.window.banner_text() == "Programmet stängdes oväntat förra gången. Inget sparat är förlorat."
    (banner,) = [one for one in work.window.findChildren(Banner) if one.isVisible()]
    banner._action.click()
    told = dialog(CrashDialog)
    assert "Segmentation fault" in told.report
    assert "beneath_python" in told.report
    assert "Svensson" not in told.report
    assert str(profile) not in told.report
    told.main_button.click()

    bench.flow.lock()
    qtbot.waitUntil(lambda: bench.flow._closing is None, timeout=WAIT_MS)
    assert unlock(bench, qtbot).window.banner_text() == ""
    bench.put_away(lambda true: qtbot.waitUntil(true, timeout=WAIT_MS))
    assert bench.faults == []
    assert log.take_fault(profile) == ""
