"""The file is taken away under the program, its WAL is cut, its bytes rot, the backup's disk is full: tried, and counted."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from kpsdesk import i18n
from kpsdesk.clock import FixedClock
from kpsdesk.errors import OutsideError
from kpsdesk.store import backup, health, marker
from kpsdesk.store.engine import Store
from kpsdesk.store.faults import StoreUnreachable
from tests.integration.stores import (
    KEY,
    add_cases,
    child_environment,
    count,
    flip_bit,
    small_schema,
    small_store,
)


def in_words(error: OutsideError) -> set[str]:
    told = set()
    for language in i18n.LANGUAGES:
        i18n.use(language)
        told.add(error.sentence())
    i18n.use(i18n.DEFAULT)
    return told


def refuses_to_write(store: Store) -> bool:
    with pytest.raises(StoreUnreachable) as refused:
        add_cases(store, 500, 1)
    assert len(in_words(refused.value)) == 3
    return True


def test_a_store_deleted_while_open_takes_no_report_and_can_still_be_read(tmp_path: Path) -> None:
    store = small_store(tmp_path / "a.kps", 10)
    assert count(store) == 10
    (tmp_path / "a.kps").unlink()
    assert refuses_to_write(store)
    assert count(store) == 10
    store.close()


def test_a_store_moved_away_and_put_back_goes_on_and_has_lost_nothing(tmp_path: Path) -> None:
    path, elsewhere = tmp_path / "a.kps", tmp_path / "moved.kps"
    store = small_store(path, 10)
    add_cases(store, 11, 5)  # still in the WAL, which stays behind
    path.rename(elsewhere)
    assert refuses_to_write(store)
    elsewhere.rename(path)
    add_cases(store, 16, 1)
    path.rename(elsewhere)
    store.close()
    elsewhere.rename(path)
    store = Store.open(path, KEY)
    assert count(store) == 16
    assert health.full_check(store).healthy
    store.close()


def test_a_store_replaced_by_another_copy_takes_no_report(tmp_path: Path) -> None:
    path = tmp_path / "a.kps"
    small_store(path, 10).close()
    shutil.copyfile(path, tmp_path / "copy")
    store = Store.open(path, KEY)
    (tmp_path / "copy").replace(path)
    assert refuses_to_write(store)
    assert count(store) == 10
    store.close()
    store = Store.open(path, KEY)
    assert count(store) == 10
    store.close()


def test_a_new_store_is_not_hurt_by_what_an_old_one_left_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "a.kps"
    old = small_store(path, 10)
    path.rename(tmp_path / "moved.kps")
    store = Store.create(path, bytes(reversed(KEY)), schema=small_schema)
    add_cases(store, 1, 3)
    assert count(store) == 3
    assert health.full_check(store).healthy
    store.close()
    old.close()
    store = Store.open(path, bytes(reversed(KEY)))
    assert count(store) == 3
    assert health.full_check(store).healthy
    store.close()


@pytest.mark.parametrize("harm", ["cut", "sector", "bit", "tail"])
def test_after_a_power_cut_the_commits_are_there_up_to_one_and_none_is_torn(
    harm: str, tmp_path: Path
) -> None:
    source, random = tmp_path / "source", Random(harm)
    source.mkdir()
    store = small_store(source / "a.kps", 5)
    store.checkpoint()
    for number in range(6, 46):
        add_cases(store, number, 1, size=1500)
    wal = (source / "a.kps-wal").read_bytes()
    counts = set()
    for trial in range(12):
        folder = tmp_path / str(trial)
        folder.mkdir()
        shutil.copyfile(source / "a.kps", folder / "a.kps")
        (folder / "a.kps-wal").write_bytes(harmed(wal, harm, random))
        opened = Store.open(folder / "a.kps", KEY)
        with opened.read() as connection:
            ids = connection.exec_driver_sql("SELECT id FROM cases ORDER BY id").scalars().all()
        assert ids == list(range(1, len(ids) + 1))
        assert health.full_check(opened).healthy
        add_cases(opened, len(ids) + 1, 1)
        assert count(opened) == len(ids) + 1
        opened.close()
        counts.add(len(ids))
    assert counts == {45} if harm == "tail" else len(counts) > 3, "the harm reached nothing"
    store.close()


def harmed(wal: bytes, harm: str, random: Random) -> bytes:
    at = random.randrange(len(wal))
    if harm == "cut":
        return wal[:at]
    if harm == "tail":
        return wal + random.randbytes(5000)
    changed = bytearray(wal)
    if harm == "bit":
        changed[at] ^= 1 << random.randrange(8)
    else:
        start = at // 512 * 512
        changed[start : start + 512] = bytes(len(changed[start : start + 512]))
    return bytes(changed)


def test_a_bit_flipped_anywhere_is_never_read_as_data_nor_backed_up(
    tmp_path: Path, clock: FixedClock
) -> None:
    path = tmp_path / "a.kps"
    store = small_store(path, 300)
    whole = rows(store)
    store.close()
    good, random = path.read_bytes(), Random(7)
    refused = 0
    for at in (0, 15, 16, 100, 4095, 4096, len(good) - 1, *(random.randrange(len(good)) for _ in range(40))):
        path.write_bytes(good)
        marker.clear_damage(path)
        flip_bit(path, at)
        try:
            opened = Store.open(path, KEY)
        except OutsideError:
            refused += 1
            continue
        try:
            assert rows(opened) == whole
        except OutsideError:
            refused += 1
        assert not health.full_check(opened).healthy, at
        with pytest.raises(backup.BackupRefused):
            backup.back_up(opened, tmp_path / "backups", clock)
        opened.close()
    assert refused > 10
    assert not (tmp_path / "backups").exists()


def rows(store: Store) -> list[object]:
    with store.read() as connection:
        return [tuple(row) for row in connection.exec_driver_sql("SELECT * FROM cases ORDER BY id")]


FULL = """
import resource, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from kpsdesk import i18n
from kpsdesk.clock import FixedClock
from kpsdesk.store import backup
from kpsdesk.store.faults import StoreFull
from tests.integration.stores import *
folder = Path(sys.argv[1])
store = Store.open(folder / "a.kps", KEY)
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, resource.RLIM_INFINITY))
try:
    backup.back_up(store, folder / "copies", FixedClock(datetime(2026, 11, 21, tzinfo=UTC)))
except StoreFull as error:
    for language in i18n.LANGUAGES:
        i18n.use(language)
        print(error.sentence())
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
add_cases(store, 1001, 1)
store.close()
"""


def test_a_full_backup_disk_is_told_as_such_and_keeps_the_earlier_backups(
    tmp_path: Path, clock: FixedClock
) -> None:
    store = small_store(tmp_path / "a.kps", 1000)
    earlier = backup.back_up(store, tmp_path / "copies", clock)
    store.close()
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path)],
        env=child_environment(), cwd=Path(__file__).parents[2], capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    told = done.stdout.splitlines()
    assert len(set(told)) == 3, done.stderr
    assert all("copies" in sentence and "a.kps" not in sentence for sentence in told)
    assert list((tmp_path / "copies").iterdir()) == [earlier.path]
    store = Store.open(tmp_path / "a.kps", KEY)
    assert count(store) == 1001
    store.close()
