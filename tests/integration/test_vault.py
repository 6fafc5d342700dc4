"""Making a store, opening it, changing the password, wrong tries and restoring, as the window does it."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpsdesk.clock import FixedClock
from kpsdesk.errors import UserError
from kpsdesk.services import vault
from kpsdesk.services.passwords import WeakPassword
from kpsdesk.services.vault import TooSoon, Vault
from kpsdesk.store import backup, driver, health, keys, marker
from kpsdesk.store.faults import StoreDamaged
from kpsdesk.store.recovery import RecoveryTypo
from tests.integration.stores import flip_bit

PASSWORD, OTHER = "en kopp kaffe i solen", "regn på ett plåttak"


@pytest.fixture
def door(clock: FixedClock) -> Vault:
    return Vault(clock, cost=keys.Cost(1, 8 * 1024, 1))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.kps"


@pytest.fixture
def code(door: Vault, path: Path) -> str:
    created = door.create_store(path, PASSWORD)
    created.opened.store.close()
    return created.recovery_code


def test_a_new_store_opens_with_its_password(door: Vault, path: Path, code: str) -> None:
    opened = door.unlock(path, PASSWORD)
    assert opened.check_due  # never checked yet
    assert not opened.unclean
    assert not opened.shared
    opened.store.close()


def test_after_a_check_none_is_due(door: Vault, path: Path, code: str, clock: FixedClock) -> None:
    health.note_checked(path, clock.now())
    opened = door.unlock(path, PASSWORD)
    assert not opened.check_due
    opened.store.close()


def test_the_recovery_code_opens_it_however_it_is_typed(door: Vault, path: Path, code: str) -> None:
    door.unlock_with_recovery(path, code.lower().replace("-", " ")).store.close()


def test_a_mistyped_code_is_told_as_a_slip_and_not_counted(door: Vault, path: Path, code: str) -> None:
    for _ in range(10):
        with pytest.raises(RecoveryTypo):
            door.unlock_with_recovery(path, code[:-1] + ("2" if code[-1] != "2" else "3"))
    assert door.seconds_to_wait(path) == 0


def test_another_stores_code_is_refused(door: Vault, path: Path, code: str) -> None:
    from kpsdesk.store.recovery import new_code

    with pytest.raises(keys.WrongSecret):
        door.unlock_with_recovery(path, new_code())


def test_a_changed_password_ends_the_old_one(door: Vault, path: Path, code: str) -> None:
    door.change_password(path, PASSWORD, OTHER)
    with pytest.raises(keys.WrongSecret):
        door.unlock(path, PASSWORD)
    door.unlock(path, OTHER).store.close()
    door.unlock_with_recovery(path, code).store.close()


def test_the_password_changes_while_the_store_is_open(door: Vault, path: Path, code: str) -> None:
    opened = door.unlock(path, PASSWORD)
    door.change_password(path, PASSWORD, OTHER)
    with opened.store.read() as connection:
        connection.exec_driver_sql("SELECT count(*) FROM cases").scalar_one()
    opened.store.close()
    door.unlock(path, OTHER).store.close()


@pytest.mark.parametrize(
    "old,new,error", [("fel lösenord här", OTHER, keys.WrongSecret), (PASSWORD, "kort", WeakPassword)]
)
def test_a_change_that_is_refused_changes_nothing(
    door: Vault, path: Path, code: str, old: str, new: str, error: type[UserError]
) -> None:
    before = keys.beside(path).read_bytes()
    with pytest.raises(error):
        door.change_password(path, old, new)
    assert keys.beside(path).read_bytes() == before


def test_a_forgotten_password_is_replaced_by_the_code(door: Vault, path: Path, code: str) -> None:
    door.set_password_by_recovery(path, code, OTHER)
    door.unlock(path, OTHER).store.close()
    door.unlock_with_recovery(path, code).store.close()


def test_a_new_code_ends_the_old_one(door: Vault, path: Path, code: str) -> None:
    fresh = door.new_recovery_code(path, PASSWORD)
    with pytest.raises(keys.WrongSecret):
        door.unlock_with_recovery(path, code)
    door.unlock_with_recovery(path, fresh).store.close()
    door.unlock(path, PASSWORD).store.close()


def test_wrong_tries_make_the_wait_grow_and_a_right_one_ends_it(
    door: Vault, path: Path, code: str, clock: FixedClock
) -> None:
    waits = []
    for _ in range(10):
        with pytest.raises(keys.WrongSecret) as caught:
            door.verify(path, "fel lösenord")
        waits.append(door.seconds_to_wait(path))
        if waits[-1]:
            assert str(waits[-1]) in caught.value.sentence()
            with pytest.raises(TooSoon):
                door.verify(path, PASSWORD)
            clock.forward(seconds=waits[-1])
    assert waits == [0, 0, 2, 4, 8, 16, 32, 60, 60, 60]
    door.verify(path, PASSWORD)
    assert door.seconds_to_wait(path) == 0
    with pytest.raises(keys.WrongSecret):
        door.verify(path, "fel lösenord")
    assert door.seconds_to_wait(path) == 0


def test_a_clock_set_back_does_not_lock_anybody_out(
    door: Vault, path: Path, code: str, clock: FixedClock
) -> None:
    for _ in range(3):
        with pytest.raises(keys.WrongSecret):
            door.verify(path, "fel lösenord")
    clock.forward(days=-300)
    assert door.seconds_to_wait(path) == 2
    clock.forward(seconds=2)
    door.verify(path, PASSWORD)


def test_a_weak_password_makes_no_store_but_a_demo(door: Vault, path: Path) -> None:
    with pytest.raises(WeakPassword):
        door.create_store(path, "demo")
    assert list(path.parent.iterdir()) == []
    door.create_store(path, "demo", demo=True).opened.store.close()
    door.unlock(path, "demo").store.close()


def test_an_existing_store_and_its_keys_are_left_alone(door: Vault, path: Path, code: str) -> None:
    before = {file.name: file.read_bytes() for file in path.parent.iterdir()}
    with pytest.raises(UserError):
        door.create_store(path, OTHER)
    assert {file.name: file.read_bytes() for file in path.parent.iterdir()} == before


def test_keys_of_a_store_that_was_moved_away_are_kept(door: Vault, path: Path, code: str) -> None:
    path.rename(path.with_name("moved.kps"))
    earlier = keys.load(keys.beside(path))
    door.create_store(path, OTHER).opened.store.close()
    assert keys.load(path.with_name("a.kps.keys.earlier")) == earlier
    door.unlock(path, OTHER).store.close()


def test_no_store_no_keys_and_damaged_keys_each_have_their_sentence(
    door: Vault, path: Path, code: str
) -> None:
    with pytest.raises(UserError):
        door.unlock(path.with_name("b.kps"), PASSWORD)
    twin = marker.beside(keys.beside(path), ".bak")
    twin.unlink()
    keys.beside(path).write_text("{}")
    with pytest.raises(keys.KeyFileDamaged):
        door.unlock(path, PASSWORD)
    keys.beside(path).unlink()
    with pytest.raises(keys.KeyFileMissing):
        door.unlock(path, PASSWORD)
    assert door.seconds_to_wait(path) == 0


def test_a_right_password_on_a_damaged_first_page_says_damage_and_not_password(
    door: Vault, path: Path, code: str
) -> None:
    flip_bit(path, 500)
    with pytest.raises(StoreDamaged):
        door.unlock(path, PASSWORD)
    assert marker.is_damaged(path)


def test_a_change_of_key_that_was_cut_short_opens_with_either(door: Vault, path: Path, code: str) -> None:
    """Both generations are in the key file before the store gets the new key: killed before or after, it opens."""
    file = keys.load(keys.beside(path))
    unwrapped = keys.unwrap(file, "user", PASSWORD)
    keys.save(keys.beside(path), keys.with_data_key(file, unwrapped.root, b"n" * 32))
    door.unlock(path, PASSWORD).store.close()
    assert not marker.is_damaged(path)
    connection = driver.connect(path, unwrapped.keys[0])
    connection.execute("PRAGMA journal_mode=DELETE")
    connection.execute(f"PRAGMA rekey=\"x'{(b'n' * 32).hex()}'\"")
    connection.close()
    door.unlock(path, PASSWORD).store.close()


def test_restoring_by_todays_password(door: Vault, path: Path, code: str, clock: FixedClock) -> None:
    opened = door.unlock(path, PASSWORD)
    made = backup.back_up(opened.store, path.parent / "backups", clock)
    opened.store.close()
    door.change_password(path, PASSWORD, OTHER)
    assert door.preview_restore(made.path, path, OTHER).lost_cases == 0
    door.restore(made.path, path, OTHER)
    door.unlock(path, OTHER).store.close()


def test_restoring_by_the_password_of_the_backups_day(
    door: Vault, path: Path, code: str, clock: FixedClock
) -> None:
    opened = door.unlock(path, PASSWORD)
    made = backup.back_up(opened.store, path.parent / "backups", clock)
    opened.store.close()
    door.change_password(path, PASSWORD, OTHER)
    done = door.restore(made.path, path, PASSWORD)
    door.unlock(path, PASSWORD).store.close()
    assert done.kept is not None
    door.unlock(done.kept, OTHER).store.close()


def test_restoring_on_a_new_computer_by_the_printed_code(
    door: Vault, path: Path, code: str, clock: FixedClock
) -> None:
    opened = door.unlock(path, PASSWORD)
    made = backup.back_up(opened.store, path.parent / "backups", clock)
    opened.store.close()
    (path.parent / "new").mkdir()
    fresh = path.parent / "new" / "b.kps"
    with pytest.raises(keys.WrongSecret):
        door.restore(made.path, fresh, "fel lösenord")
    assert list(fresh.parent.iterdir()) == []
    door.restore(made.path, fresh, code)
    door.unlock(fresh, PASSWORD).store.close()


def test_a_throw_away_store_needs_no_key_file(door: Vault, path: Path) -> None:
    door.create_with_key(path, b"k" * 32).store.close()
    door.open_with_key(path, b"k" * 32).store.close()
    assert [file.name for file in path.parent.iterdir()] == ["a.kps"]


def test_the_password_of_a_program_comes_from_its_environment() -> None:
    assert vault.password_from({"KPSDESK_PASSWORD": "x"}) == "x"
    with pytest.raises(vault.NoPassword) as caught:
        vault.password_from({})
    assert "KPSDESK_PASSWORD" in caught.value.sentence()


def test_the_real_cost_is_what_a_store_gets(clock: FixedClock, path: Path) -> None:
    Vault(clock).create_store(path, PASSWORD).opened.store.close()
    assert {slot.cost for slot in keys.load(keys.beside(path)).slots} == {keys.Cost(3, 64 * 1024, 4)}
    Vault(clock).unlock(path, PASSWORD).store.close()
