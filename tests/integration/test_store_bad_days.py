"""Full, write-protected, locked, damaged, foreign and newer: each has its sentence and loses nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kpsdesk import i18n
from kpsdesk.errors import OutsideError, UserError
from kpsdesk.store import driver, health, marker
from kpsdesk.store.driver import WrongKey
from kpsdesk.store.engine import SCHEMA, Store
from kpsdesk.store.faults import StoreDamaged, StoreFull, StoreLocked, StoreReadOnly, StoreUnreachable
from tests.integration.stores import (
    KEY,
    add_cases,
    child_environment,
    count,
    flip_bit,
    ordinary_user,
    small_schema,
    small_store,
)


def test_a_full_disk_is_told_and_what_was_saved_stays(tmp_path: Path) -> None:
    store = small_store(tmp_path / "a.kps", 10)
    with store.write() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 5}")
    with pytest.raises(StoreFull) as caught:
        add_cases(store, 11, 1000)
    assert "a.kps" in caught.value.sentence()
    assert count(store) == 10
    with store.write() as connection:  # room again: the same connection goes on
        connection.exec_driver_sql("PRAGMA max_page_count=1000000")
    add_cases(store, 11, 5)
    assert count(store) == 15
    store.close()


def test_a_limit_on_file_size_is_a_full_disk_too(tmp_path: Path) -> None:
    """The operating system answers with a disk I/O error here; in a process of its own, since the limit stays."""
    small_store(tmp_path / "a.kps", 10).close()
    code = (
        "import resource, signal, sys; from pathlib import Path; from tests.integration.stores import *\n"
        "from kpsdesk.store.faults import StoreFull\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "store = Store.open(Path(sys.argv[1]), KEY)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, resource.RLIM_INFINITY))\n"
        "try:\n"
        "    add_cases(store, 11, 2000)\n"
        "except StoreFull:\n"
        "    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))\n"
        "    assert count(store) == 10\n"
        "    add_cases(store, 11, 2)\n"
        "    store.close()\n"
        "    print('told')\n"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "a.kps")],
        env=child_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.stdout == "told\n", answer.stderr
    store = Store.open(tmp_path / "a.kps", KEY)
    assert count(store) == 12
    store.close()


def test_a_write_protected_file_is_told_at_once() -> None:
    with ordinary_user() as folder:
        small_store(folder / "a.kps", 1).close()
        (folder / "a.kps").chmod(0o400)
        with pytest.raises(StoreReadOnly):
            Store.open(folder / "a.kps", KEY)
        (folder / "a.kps").chmod(0o600)
        store = Store.open(folder / "a.kps", KEY)
        assert count(store) == 1
        store.close()


def test_a_write_protected_folder_is_told_at_once() -> None:
    with ordinary_user() as folder:
        small_store(folder / "a.kps", 1).close()
        folder.chmod(0o500)
        with pytest.raises(StoreReadOnly):
            Store.open(folder / "a.kps", KEY)
        with pytest.raises(StoreReadOnly):
            Store.create(folder / "b.kps", KEY, schema=small_schema)
        folder.chmod(0o700)
        assert [file.name for file in folder.iterdir()] == ["a.kps"]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StoreUnreachable):
        Store.create(tmp_path / "gone" / "a.kps", KEY, schema=small_schema)
    with pytest.raises(UserError):
        Store.open(tmp_path / "gone" / "a.kps", KEY)
    assert not (tmp_path / "gone").exists()


def test_another_program_that_holds_the_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driver, "BUSY_SECONDS", 0.2)
    store = small_store(tmp_path / "a.kps", 1)
    other = Store.open(tmp_path / "a.kps", KEY)
    assert other.shared
    with other.write() as connection:
        connection.exec_driver_sql("DELETE FROM audit")
        with pytest.raises(StoreLocked):
            add_cases(store, 2, 1)
        assert count(store) == 1
    add_cases(store, 2, 1)
    other.close()
    store.close()


def test_a_newer_store_is_left_alone(tmp_path: Path) -> None:
    store = small_store(tmp_path / "a.kps", 1)
    with store.write() as connection:
        connection.exec_driver_sql(f"PRAGMA user_version={SCHEMA + 1}")
    store.close()
    before = (tmp_path / "a.kps").read_bytes()
    with pytest.raises(UserError) as caught:
        Store.open(tmp_path / "a.kps", KEY)
    assert "a.kps" in caught.value.sentence()
    assert (tmp_path / "a.kps").read_bytes() == before


def test_an_encrypted_file_of_another_program_is_no_store(tmp_path: Path) -> None:
    store = small_store(tmp_path / "a.kps", 1)
    with store.write() as connection:
        connection.exec_driver_sql("PRAGMA application_id=7")
    store.close()
    with pytest.raises(UserError):
        Store.open(tmp_path / "a.kps", KEY)


@pytest.mark.parametrize("content", [b"", b"hello", b"SQLite format 3\0" + bytes(5000), bytes(100_000)])
def test_other_files_are_no_stores(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.kps"
    path.write_bytes(content)
    with pytest.raises((UserError, OutsideError)):
        Store.open(path, KEY)
    assert path.read_bytes() == content


def test_a_folder_is_no_store(tmp_path: Path) -> None:
    with pytest.raises(UserError):
        Store.open(tmp_path, KEY)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_truncated_file_is_damaged(tmp_path: Path, share: float) -> None:
    path = tmp_path / "a.kps"
    small_store(path, 500).close()
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises((StoreDamaged, WrongKey)):
        Store.open(path, KEY)


def test_a_flipped_bit_in_the_first_page_is_found_on_opening(tmp_path: Path) -> None:
    path = tmp_path / "a.kps"
    small_store(path, 10).close()
    flip_bit(path, 1000)
    with pytest.raises(WrongKey):
        Store.open(path, KEY)


@pytest.mark.parametrize("share", [0.2, 0.4, 0.6, 0.8, 0.99])
def test_a_flipped_bit_anywhere_is_found_and_never_read_as_data(tmp_path: Path, share: float) -> None:
    path = tmp_path / "a.kps"
    small_store(path, 500).close()
    flip_bit(path, int(path.stat().st_size * share))
    store = Store.open(path, KEY)
    assert not health.full_check(store).healthy
    assert marker.is_damaged(path)
    store.close()


def test_damage_met_while_reading_is_told_and_remembered(tmp_path: Path) -> None:
    path = tmp_path / "a.kps"
    small_store(path, 2000).close()
    for share in (0.3, 0.5, 0.7):
        flip_bit(path, int(path.stat().st_size * share))
    store = Store.open(path, KEY)
    with pytest.raises(StoreDamaged), store.read() as connection:
        connection.exec_driver_sql("SELECT sum(length(body)) FROM cases").scalar_one()
    assert marker.is_damaged(path)
    store.close()


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_each_sentence_can_be_said_in_each_language(tmp_path: Path, language: str) -> None:
    i18n.use(language)
    with pytest.raises(UserError) as caught:
        Store.open(tmp_path / "{name}.kps", KEY)
    assert "{name}.kps" in str(caught.value)
