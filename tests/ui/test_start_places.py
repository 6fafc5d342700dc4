"""Where backups are looked for when the store cannot be opened; and Enter pressed before the lock is ready for it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kpsdesk import settings
from kpsdesk.clock import FixedClock
from kpsdesk.services.backups import Backups
from kpsdesk.ui.pages.start.restore import RestorePage
from kpsdesk.ui.pages.start.unlock import UnlockPage
from kpsdesk.ui.workplace import Workplace
from tests.ui.start_bench import PASSWORD, Bench, make_store

WAIT_MS = 10_000


@pytest.fixture
def bench(
    qtbot: QtBot,
    qapp: QApplication,
    tmp_path: Path,
    clock: FixedClock,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Bench]:
    made = Bench(tmp_path / "profile", clock, qapp)
    make_store(made.store, tmp_path_factory.getbasetemp() / "placed.kps", clock)
    made.start()
    yield made
    made.put_away(lambda until: qtbot.waitUntil(until, timeout=WAIT_MS))
    assert not made.faults


def at_work(bench: Bench, qtbot: QtBot) -> Workplace:
    page = bench.view(UnlockPage)
    page.field.setText(PASSWORD)
    page.try_it()
    qtbot.waitUntil(lambda: bench.flow.work is not None, timeout=WAIT_MS)
    work = bench.flow.work
    assert work is not None
    return work


def locked(bench: Bench, qtbot: QtBot) -> None:
    bench.flow.lock()
    qtbot.waitUntil(lambda: bench.flow._closing is None, timeout=WAIT_MS)


def test_the_folder_that_was_chosen_in_the_settings_is_offered_from_the_lock(
    bench: Bench, qtbot: QtBot, tmp_path: Path, clock: FixedClock
) -> None:
    folder = tmp_path / "på en annan disk"
    folder.mkdir()
    work = at_work(bench, qtbot)
    work.window.go("settings", section="backups")
    section: Any = work.window.page("settings").section()  # type: ignore[union-attr]
    section.use_folder(folder)
    qtbot.waitUntil(lambda: settings.load(bench.profile).backups == str(folder), timeout=WAIT_MS)
    made = Backups(work.opened.store, folder, clock).make()

    locked(bench, qtbot)
    bench.flow.front.restore()

    page = bench.view(RestorePage)
    qtbot.waitUntil(lambda: page.choice.value() == str(made.path), timeout=WAIT_MS)
    assert str(folder) in page.folder.text()


def test_another_folder_can_be_looked_through_and_an_empty_one_says_so(
    bench: Bench, qtbot: QtBot, tmp_path: Path, clock: FixedClock
) -> None:
    stick, empty = tmp_path / "sticka", tmp_path / "tom"
    stick.mkdir()
    empty.mkdir()
    made = Backups(at_work(bench, qtbot).opened.store, stick, clock).make()
    locked(bench, qtbot)
    bench.flow.front.restore()
    page = bench.view(RestorePage)

    page.list_folder(stick)
    qtbot.waitUntil(lambda: page.choice.value() == str(made.path), timeout=WAIT_MS)
    page.list_folder(empty)
    qtbot.waitUntil(lambda: "ingen säkerhetskopia i den här mappen" in page.chosen.text(), timeout=WAIT_MS)

    page.go_on()
    assert page.loss.text() == "Välj en säkerhetskopia först."


def test_enter_before_the_work_is_put_away_opens_as_soon_as_it_is(bench: Bench, qtbot: QtBot) -> None:
    work, go_on = at_work(bench, qtbot), threading.Event()
    work.tasks.read(work, go_on.wait, lambda _done: None)  # something is still under way
    bench.flow.lock()
    page = bench.view(UnlockPage)
    assert not page.button.isEnabled()

    page.field.setText(PASSWORD)
    page.field.returnPressed.emit()
    go_on.set()

    qtbot.waitUntil(lambda: bench.flow.work not in (None, work), timeout=WAIT_MS)
