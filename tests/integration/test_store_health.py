"""The full check, when it is due, and how a run that was not closed is noticed."""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from kpsdesk.clock import FixedClock
from kpsdesk.store import health, marker
from kpsdesk.store.cancel import Cancel, Cancelled
from kpsdesk.store.engine import Store
from tests.integration.stores import KEY, add_cases, child_environment, flip_bit, small_store


def test_a_good_store_is_healthy_and_progress_only_grows(tmp_path: Path) -> None:
    store = small_store(tmp_path / "a.kps", 3000)
    told: list[float] = []
    found = health.full_check(store, progress=told.append)
    assert found.healthy
    assert told == sorted(told)
    assert (told[0], told[-1]) == (0.0, 1.0)
    store.close()


def test_what_is_still_in_the_wal_is_not_taken_for_damage(tmp_path: Path) -> None:
    store = small_store(tmp_path / "a.kps", 100)
    add_cases(store, 101, 500)
    assert health.full_check(store).healthy
    store.close()


def test_a_check_can_be_stopped_and_concludes_nothing(tmp_path: Path) -> None:
    store = small_store(tmp_path / "a.kps", 3000)
    cancel = Cancel()

    def stop(share: float) -> None:
        if share:
            cancel.cancel()

    with pytest.raises(Cancelled):
        health.full_check(store, progress=stop, cancel=cancel)
    assert not marker.is_damaged(store.path)
    store.close()


def test_a_row_that_points_to_nothing_is_found(tmp_path: Path) -> None:
    store = small_store(tmp_path / "a.kps", 3)
    with store.bare() as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute("DELETE FROM cases WHERE id = 2")
    found = health.full_check(store)
    assert found.references
    assert not found.structure
    store.close()


def test_a_mended_store_is_healthy_again(tmp_path: Path) -> None:
    path = tmp_path / "a.kps"
    small_store(path, 500).close()
    flip_bit(path, path.stat().st_size // 2)
    store = Store.open(path, KEY)
    assert not health.full_check(store).healthy
    store.close()
    flip_bit(path, path.stat().st_size // 2)
    store = Store.open(path, KEY)
    assert health.full_check(store).healthy
    assert not marker.is_damaged(path)
    store.close()


def test_the_check_is_weekly_and_at_once_after_an_unclean_end(tmp_path: Path, clock: FixedClock) -> None:
    path = tmp_path / "a.kps"
    assert health.check_due(path, clock.now(), unclean=False)
    health.note_checked(path, clock.now())
    assert health.last_checked(path) == clock.now()
    assert not health.check_due(path, clock.now(), unclean=False)
    assert health.check_due(path, clock.now(), unclean=True)
    assert not health.check_due(path, clock.now() + timedelta(days=6), unclean=False)
    assert health.check_due(path, clock.now() + timedelta(days=7), unclean=False)
    assert health.check_due(path, clock.now() - timedelta(days=1), unclean=False)  # the clock was set back
    marker.beside(path, health.CHECKED).write_text("soon")
    assert health.check_due(path, clock.now(), unclean=False)


def test_a_killed_program_is_noticed_and_a_closed_one_is_not(tmp_path: Path) -> None:
    path = tmp_path / "a.kps"
    small_store(path, 1).close()
    code = (
        "import sys, time; from pathlib import Path; from tests.integration.stores import *\n"
        "store = Store.open(Path(sys.argv[1]), KEY); print(store.unclean, flush=True); time.sleep(60)"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", code, str(path)],
        env=child_environment(),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "False\n"
    beside = Store.open(path, KEY)  # while the other one runs: shared, and no alarm
    assert (beside.shared, beside.unclean) == (True, False)
    beside.close()
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    after = Store.open(path, KEY)
    assert (after.shared, after.unclean) == (False, True)
    after.close()
    again = Store.open(path, KEY)
    assert (again.shared, again.unclean) == (False, False)
    again.close()
