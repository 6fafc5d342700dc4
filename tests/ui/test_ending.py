"""The program ends in good order, whoever asks for it; nothing of a case stays on the disk behind it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kpsdesk.clock import FixedClock
from kpsdesk.services import temporary
from kpsdesk.services.everything import Services
from kpsdesk.services.reporting import NewReport
from kpsdesk.store import marker
from tests.integration.stores import child_environment
from tests.ui.start_bench import PASSWORD, Bench, make_store

SECRET = b"Fru Svensson ramlade\n"


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for temporary files of the test's own."""
    made = tmp_path / "tmp"
    made.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(made))
    return made


@pytest.fixture
def bench(
    room: Path, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, clock: FixedClock, qapp: QApplication, qtbot: QtBot
) -> Iterator[Bench]:  # fmt: skip
    make_store(
        tmp_path / "profile" / "kpsdesk.kps", tmp_path_factory.getbasetemp() / "start-template.kps", clock
    )
    made = Bench(tmp_path / "profile", clock, qapp)
    made.start()
    made.flow.front.opened.emit(made.vault.unlock(made.store, PASSWORD))
    yield made
    made.put_away(lambda true: qtbot.waitUntil(true, timeout=10_000))
    assert made.faults == []


def open_attachment(services: Services) -> Path:
    """What a click on an attachment does before another program shows the copy."""
    day = services.session.today
    _, receipt = services.reporting.send(NewReport("near_miss", 1, "Fall", occurred_day=day))
    _, key = services.attachments.add(receipt.case_id, SECRET, "anteckning.txt")
    return services.attachments.open_copy(key)


def test_copies_of_attachments_go_when_the_window_locks(bench: Bench, room: Path, qtbot: QtBot) -> None:
    assert bench.flow.work is not None
    assert open_attachment(bench.flow.work.desk.services).read_bytes() == SECRET
    bench.flow.lock()
    qtbot.waitUntil(lambda: bench.flow._closing is None)
    assert list(room.rglob("*")) == []


def test_copies_that_a_crash_left_go_at_the_next_start(bench: Bench, room: Path, qtbot: QtBot) -> None:
    left = temporary.new_folder(bench.store)
    other = temporary.new_folder(bench.store.with_name("other.kps"))
    (left / "1.txt").write_bytes(SECRET)
    assert bench.flow.work is not None
    bench.flow.work.upkeep.start()
    qtbot.waitUntil(lambda: not left.exists())
    assert other.exists()  # another window may be showing that one
    shutil.rmtree(other)


def test_when_no_event_comes_any_more_the_store_is_closed_all_the_same(bench: Bench, room: Path) -> None:
    work = bench.flow.work
    assert work is not None
    open_attachment(work.desk.services)
    work.upkeep._check_due = True
    work.upkeep.look()
    assert bench.flow.end_now()
    assert not marker.beside(bench.store, ".open").exists()
    assert not marker.beside(bench.store, "-wal").exists()
    assert list(room.rglob("*")) == []
    bench.flow.work = None


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("after", ["at once", "at work"])
def test_asked_to_end_by_the_system_it_ends_in_good_order(
    asked: signal.Signals, after: str, tmp_path: Path
) -> None:
    program = subprocess.Popen(
        [sys.executable, "-X", "faulthandler", "-m", "kpsdesk", "--demo", "--no-crash-dialog"],
        env={**child_environment(), "TMPDIR": str(tmp_path), "QT_QPA_PLATFORM": "offscreen", "HOME": str(tmp_path)},
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    end = time.monotonic() + 30
    while not list(tmp_path.glob("kpsdesk-demo-*/kpsdesk.kps")) and time.monotonic() < end:
        time.sleep(0.02)
    time.sleep(0.3 if after == "at once" else 4)
    os.kill(program.pid, asked)
    _, told = program.communicate(timeout=60)
    assert (program.returncode, told) == (128 + asked, "")
    assert list(tmp_path.glob("kpsdesk-*")) == []
