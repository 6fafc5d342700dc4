"""Backups: whole, verified, encrypted, thinned, and restored with an account of what is lost."""

from __future__ import annotations

import stat
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kpsdesk.clock import FixedClock
from kpsdesk.errors import OutsideError, UserError
from kpsdesk.store import backup, copies, driver, keys, marker
from kpsdesk.store.driver import WrongKey
from kpsdesk.store.engine import Store
from kpsdesk.store.faults import StoreDamaged, StoreFull, StoreLocked, StoreReadOnly
from tests.integration.stores import KEY, PLAIN, add_cases, count, flip_bit, ordinary_user, small_store

CHEAP = keys.Cost(1, 8 * 1024, 1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "live" / "a.kps"


@pytest.fixture
def store(path: Path) -> Store:
    path.parent.mkdir()
    file, _ = keys.found("en kopp kaffe", KEY, cost=CHEAP)
    keys.save(keys.beside(path), file)
    return small_store(path, 50)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "backups"


def test_a_backup_opens_with_the_same_key_and_holds_the_same(
    store: Store, folder: Path, clock: FixedClock
) -> None:
    made = backup.back_up(store, folder, clock)
    store.close()
    assert made.path.name == f"kpsdesk-{made.store}-20261120T090000Z.kps"
    assert sorted(file.name for file in folder.iterdir()) == [made.path.name, f"{made.path.name}.keys"]
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    copy = Store.open(made.path, KEY)
    assert count(copy) == 50
    copy.close()
    assert keys.load(keys.beside(made.path)).store_id.startswith(made.store)


def test_no_plain_text_in_a_backup(store: Store, folder: Path, clock: FixedClock) -> None:
    made = backup.back_up(store, folder, clock)
    store.close()
    content = made.path.read_bytes()
    assert PLAIN.encode() not in content
    assert b"CREATE TABLE" not in content


def test_a_backup_while_others_write_is_one_whole_state(
    store: Store, folder: Path, clock: FixedClock
) -> None:
    stop = threading.Event()

    def write() -> None:
        case = 51
        while not stop.is_set():
            add_cases(store, case, 1)
            case += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = [backup.back_up(store, folder, clock) for _ in range(5)]
    finally:
        stop.set()
        writer.join()
    store.close()
    assert len({each.path for each in made}) == 5
    held: list[int] = []
    for each in made:
        copy = Store.open(each.path, KEY)
        with copy.read() as connection:
            counts = {
                connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()  # noqa: S608
                for table in ("cases", "audit", "words")
            }
        copy.close()
        assert len(counts) == 1
        held += counts
    assert held == sorted(held)
    assert held[-1] > 50


def test_a_copy_that_lacks_rows_is_thrown_away(
    store: Store, folder: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = copies.vacuum_into

    def lossy(connection: object, target: Path) -> None:
        original(connection, target)
        copy = driver.connect(target, KEY)
        copy.execute("DELETE FROM audit WHERE seq = 7")
        copy.close()

    monkeypatch.setattr(copies, "vacuum_into", lossy)
    with pytest.raises(OutsideError):
        backup.back_up(store, folder, clock)
    assert backup.list_backups(folder) == []
    assert list(folder.iterdir()) == []
    store.close()


def test_a_copy_that_the_disk_damaged_is_thrown_away(
    store: Store, folder: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = copies.vacuum_into

    def rotten(connection: object, target: Path) -> None:
        original(connection, target)
        flip_bit(target, target.stat().st_size // 2)

    monkeypatch.setattr(copies, "vacuum_into", rotten)
    with pytest.raises(StoreDamaged):
        backup.back_up(store, folder, clock)
    assert list(folder.iterdir()) == []
    store.close()


def test_a_damaged_store_is_not_backed_up(store: Store, folder: Path, clock: FixedClock) -> None:
    marker.note_damage(store.path)
    with pytest.raises(backup.BackupRefused):
        backup.back_up(store, folder, clock)
    assert not folder.exists()
    store.close()


def test_a_folder_that_takes_no_writes_is_told(clock: FixedClock) -> None:
    with ordinary_user() as home:
        store = small_store(home / "a.kps", 1)
        (home / "backups").mkdir(mode=0o500)
        with pytest.raises(StoreReadOnly):
            backup.back_up(store, home / "backups", clock)
        with pytest.raises(StoreReadOnly):
            backup.demand_folder(home / "backups", store.path)
        with pytest.raises(OutsideError):
            backup.back_up(store, home / "a.kps", clock)
        assert count(store) == 1
        store.close()


def test_the_folder_is_tried_when_it_is_chosen(store: Store, folder: Path) -> None:
    backup.demand_folder(folder, store.path)
    assert list(folder.iterdir()) == []
    with pytest.raises(UserError):
        backup.demand_folder(store.path, store.path)
    store.close()


def test_only_backups_are_listed_and_thinned(store: Store, folder: Path, clock: FixedClock) -> None:
    made = []
    for _ in range(30):
        made.append(backup.back_up(store, folder, clock))
        clock.forward(days=1)
    (folder / "holiday.kps").write_text("mine")
    (folder / "kpsdesk-ffffffff-20200101T000000Z.kps").write_text("another store's")
    store.close()
    mark = made[0].store
    assert [each.path for each in backup.list_backups(folder, mark)] == [each.path for each in reversed(made)]
    removed = backup.thin(folder, clock.now(), mark)
    left = backup.list_backups(folder, mark)
    assert {each.path for each in left} | set(removed) == {each.path for each in made}
    assert made[-1].path in {each.path for each in left}
    assert 14 <= len(left) < 20
    assert (folder / "holiday.kps").exists()
    assert (folder / "kpsdesk-ffffffff-20200101T000000Z.kps").exists()
    assert {keys.beside(each.path).exists() for each in left} == {True}
    assert not any(keys.beside(path).exists() for path in removed)


def test_a_backup_is_due_by_the_age_of_the_newest(store: Store, folder: Path, clock: FixedClock) -> None:
    assert backup.due(folder, clock.now(), 4)
    backup.back_up(store, folder, clock)
    store.close()
    assert not backup.due(folder, clock.now() + timedelta(hours=3), 4)
    assert backup.due(folder, clock.now() + timedelta(hours=4), 4)
    assert backup.due(folder, clock.now() - timedelta(days=1), 4), "the clock was set back: back up again"
    assert backup.due(folder, clock.now(), 4, mark="ffffffff")


def test_restoring_tells_what_is_lost_and_keeps_the_present(
    store: Store, path: Path, folder: Path, clock: FixedClock
) -> None:
    made = backup.back_up(store, folder, clock)
    add_cases(store, 51, 7)
    store.close()
    loss = backup.preview(made.path, path, KEY)
    assert (loss.lost_cases, loss.lost_changes) == (7, 7)
    assert loss.until == datetime.fromtimestamp(1_790_000_000 + 50 * 60, UTC)
    assert loss.present is not None
    assert loss.present.last == datetime.fromtimestamp(1_790_000_000 + 57 * 60, UTC)
    done = backup.restore(made.path, path, KEY, clock)
    assert done.preview == loss
    assert done.kept is not None
    restored, kept = Store.open(path, KEY), Store.open(done.kept, KEY)
    assert (count(restored), count(kept)) == (50, 57)
    add_cases(restored, 51, 1)
    restored.close()
    kept.close()
    assert made.path.exists()
    assert keys.load(keys.beside(done.kept)) == keys.load(keys.beside(path))


def test_a_damaged_store_is_restored_and_no_longer_marked(
    store: Store, path: Path, folder: Path, clock: FixedClock
) -> None:
    made = backup.back_up(store, folder, clock)
    store.close()
    flip_bit(path, 100)
    marker.note_damage(path)
    assert backup.preview(made.path, path, KEY).present is None
    done = backup.restore(made.path, path, KEY, clock)
    assert done.kept is not None
    assert done.kept.exists()
    assert not marker.is_damaged(path)
    restored = Store.open(path, KEY)
    assert count(restored) == 50
    restored.close()


def test_restoring_onto_an_empty_computer(
    store: Store, folder: Path, tmp_path: Path, clock: FixedClock
) -> None:
    made = backup.back_up(store, folder, clock)
    store.close()
    (tmp_path / "new").mkdir()
    done = backup.restore(made.path, tmp_path / "new" / "b.kps", KEY, clock)
    assert done.kept is None
    assert keys.unwrap(keys.load(tmp_path / "new" / "b.kps.keys"), "user", "en kopp kaffe").keys == (KEY,)
    restored = Store.open(tmp_path / "new" / "b.kps", KEY)
    assert count(restored) == 50
    restored.close()


def test_a_changed_password_goes_on_working_after_a_restore(
    store: Store, path: Path, folder: Path, clock: FixedClock
) -> None:
    made = backup.back_up(store, folder, clock)
    store.close()
    file = keys.load(keys.beside(path))
    root = keys.unwrap(file, "user", "en kopp kaffe").root
    keys.save(keys.beside(path), keys.with_slot(file, root, "user", "en kopp te", cost=CHEAP))
    backup.restore(made.path, path, KEY, clock)
    assert keys.unwrap(keys.load(keys.beside(path)), "user", "en kopp te").keys == (KEY,)


def test_an_open_store_is_not_restored_over(
    store: Store, path: Path, folder: Path, clock: FixedClock
) -> None:
    made = backup.back_up(store, folder, clock)
    add_cases(store, 51, 1)
    with pytest.raises(StoreLocked):
        backup.restore(made.path, path, KEY, clock)
    assert count(store) == 51
    store.close()


def test_a_damaged_or_foreign_backup_changes_nothing(
    store: Store, path: Path, folder: Path, clock: FixedClock
) -> None:
    made = backup.back_up(store, folder, clock)
    store.close()
    before = path.read_bytes()
    with pytest.raises(WrongKey):
        backup.restore(made.path, path, bytes(32), clock)
    flip_bit(made.path, made.path.stat().st_size // 2)
    with pytest.raises(StoreDamaged):
        backup.restore(made.path, path, KEY, clock)
    assert path.read_bytes() == before
    assert sorted(file.name for file in path.parent.iterdir()) == ["a.kps", "a.kps.keys", "a.kps.keys.bak"]


def test_a_full_disk_during_a_restore_changes_nothing(
    store: Store, path: Path, folder: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = backup.back_up(store, folder, clock)
    store.close()
    before = path.read_bytes()

    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("shutil.copyfileobj", full)
    with pytest.raises(StoreFull):
        backup.restore(made.path, path, KEY, clock)
    assert path.read_bytes() == before
    assert sorted(file.name for file in path.parent.iterdir()) == ["a.kps", "a.kps.keys", "a.kps.keys.bak"]
