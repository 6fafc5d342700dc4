"""An open store: readers side by side, one writer, cancelling, closing, and no plain text on the disk."""

from __future__ import annotations

import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import exc

from kpsdesk.errors import OutsideError, UserError
from kpsdesk.store.driver import APPLICATION_ID, WrongKey
from kpsdesk.store.engine import SCHEMA, Cancel, Cancelled, Store
from tests.integration.stores import (
    KEY,
    PLAIN,
    add_cases,
    add_cases_in,
    child_environment,
    count,
    small_schema,
    small_store,
)

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"


def test_what_was_written_is_there_after_opening_again(tmp_path: Path) -> None:
    store = small_store(tmp_path / "a.kps", 3)
    store.close()
    store = Store.open(tmp_path / "a.kps", KEY)
    assert count(store) == 3
    store.close()


def test_a_store_is_for_its_owner_alone(tmp_path: Path) -> None:
    store = small_store(tmp_path / "a.kps", 1)
    for file in tmp_path.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file
    store.close()


def test_a_closed_store_is_one_file(tmp_path: Path) -> None:
    small_store(tmp_path / "a.kps", 1).close()
    assert [file.name for file in tmp_path.iterdir()] == ["a.kps"]


def test_the_file_says_what_it_is(tmp_path: Path) -> None:
    store = small_store(tmp_path / "a.kps")
    with store.bare() as connection:
        settings = {
            name: connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in (
                "application_id",
                "user_version",
                "journal_mode",
                "synchronous",
                "foreign_keys",
                "secure_delete",
            )
        }
    store.close()
    assert settings == {
        "application_id": APPLICATION_ID,
        "user_version": SCHEMA,
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
    }


def test_the_programs_own_schema_is_made(tmp_path: Path) -> None:
    store = Store.create(tmp_path / "a.kps", KEY)
    assert count(store) == 0
    store.close()


def test_an_existing_file_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "a.kps"
    path.write_text("dear diary")
    with pytest.raises(UserError):
        Store.create(path, KEY, schema=small_schema)
    assert path.read_text() == "dear diary"


def test_a_creation_that_fails_leaves_nothing(tmp_path: Path) -> None:
    def broken(_connection: object) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        Store.create(tmp_path / "a.kps", KEY, schema=broken)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["åäö ö.kps", "50% & #1?.kps", "a'b;--.kps"])
def test_odd_names_are_names(tmp_path: Path, name: str) -> None:
    small_store(tmp_path / name, 1).close()
    store = Store.open(tmp_path / name, KEY)
    assert count(store) == 1
    store.close()
    assert [file.name for file in tmp_path.iterdir()] == [name]


def test_an_exception_rolls_everything_back(tmp_path: Path) -> None:
    store = small_store(tmp_path / "a.kps", 1)
    with pytest.raises(exc.IntegrityError), store.write() as connection:
        add_cases_in(connection, 2, 3, 2)
    assert count(store) == 1
    add_cases(store, 2, 1)
    assert count(store) == 2
    store.close()


def test_a_broken_rule_is_our_fault_and_stays_one(tmp_path: Path) -> None:
    store = small_store(tmp_path / "a.kps", 1)
    with pytest.raises(exc.IntegrityError), store.write() as connection:
        connection.exec_driver_sql("INSERT INTO audit VALUES (9, 0, 999)")
    assert count(store) == 1
    store.close()


def test_an_error_does_not_quote_what_was_written(tmp_path: Path) -> None:
    store = small_store(tmp_path / "a.kps", 1)
    with pytest.raises(exc.IntegrityError) as refused, store.write() as connection:
        connection.exec_driver_sql("INSERT INTO cases VALUES (?, ?)", (1, PLAIN))
    assert PLAIN not in str(refused.value)
    store.close()


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    store = small_store(tmp_path / "a.kps", 1)
    with pytest.raises(OutsideError), store.read() as connection:
        connection.exec_driver_sql("DELETE FROM cases")
    assert count(store) == 1
    store.close()


def test_a_reader_sees_one_state_while_others_write(tmp_path: Path) -> None:
    store = small_store(tmp_path / "a.kps", 1)
    with store.read() as connection:
        before = connection.exec_driver_sql("SELECT count(*) FROM cases").scalar_one()
        add_cases(store, 2, 5)
        assert connection.exec_driver_sql("SELECT count(*) FROM cases").scalar_one() == before == 1
    assert count(store) == 6
    store.close()


def test_write_inside_write_is_refused_instead_of_hanging(tmp_path: Path) -> None:
    store = small_store(tmp_path / "a.kps")
    with pytest.raises(RuntimeError), store.write(), store.write():
        pass
    add_cases(store, 1, 1)
    store.close()


def test_many_threads_read_and_write_side_by_side(tmp_path: Path) -> None:
    store = small_store(tmp_path / "a.kps")
    wrong: list[BaseException] = []

    def work(first: int) -> None:
        try:
            for case in range(first, first + 20):
                add_cases(store, case, 1)
                with store.read() as connection:
                    rows = connection.exec_driver_sql(
                        "SELECT (SELECT count(*) FROM cases) - (SELECT count(*) FROM audit)"
                    ).scalar_one()
                assert rows == 0
        except BaseException as error:  # noqa: BLE001  (told to the test below)
            wrong.append(error)

    threads = [threading.Thread(target=work, args=(1 + 100 * number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert count(store) == 240
    store.close()


def test_two_programs_write_to_one_store(tmp_path: Path) -> None:
    store = small_store(tmp_path / "a.kps")
    code = (
        "import sys; from pathlib import Path; from tests.integration.stores import *\n"
        "store = Store.open(Path(sys.argv[1]), KEY); assert store.shared\n"
        "for case in range(1001, 1051): add_cases(store, case, 1)\n"
        "store.close()"
    )
    other = subprocess.Popen([sys.executable, "-c", code, str(store.path)], env=child_environment())
    for case in range(1, 51):
        add_cases(store, case, 1)
    assert other.wait(60) == 0
    assert count(store) == 100
    store.close()


def test_a_cancelled_query_stops_and_its_connection_lives_on(tmp_path: Path) -> None:
    store = small_store(tmp_path / "a.kps", 2)
    cancel = Cancel()
    timer = threading.Timer(0.1, cancel.cancel)
    timer.start()
    began = time.monotonic()
    with pytest.raises(Cancelled), store.read(cancel) as connection:
        connection.exec_driver_sql(ENDLESS).scalar_one()
    assert time.monotonic() - began < 2
    timer.join()
    assert count(store) == 2
    store.close()


def test_what_is_cancelled_before_it_starts_never_runs(tmp_path: Path) -> None:
    store = small_store(tmp_path / "a.kps")
    cancel = Cancel()
    cancel.cancel()
    with pytest.raises(Cancelled), store.read(cancel):
        raise AssertionError("must not be reached")
    store.close()


def test_cancelling_one_reader_leaves_the_others_alone(tmp_path: Path) -> None:
    store = small_store(tmp_path / "a.kps", 50)
    stop, failed = threading.Event(), []

    def read() -> None:
        while not stop.is_set():
            try:
                assert count(store) == 50
            except BaseException as error:  # noqa: BLE001  (told to the test below)
                failed.append(error)

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    for _ in range(60):
        cancel = Cancel()
        timer = threading.Timer(0.002, cancel.cancel)
        timer.start()
        with pytest.raises(Cancelled), store.read(cancel) as connection:
            connection.exec_driver_sql(ENDLESS).scalar_one()
        timer.join()
    stop.set()
    for thread in threads:
        thread.join()
    assert failed == []
    store.close()


def test_a_cancel_that_was_not_used_costs_nothing(tmp_path: Path) -> None:
    store = small_store(tmp_path / "a.kps", 2)
    cancel = Cancel()
    with store.read(cancel) as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM cases").scalar_one() == 2
    cancel.cancel()
    assert count(store) == 2
    store.close()


def test_a_closed_store_forgets_its_key_and_closes_twice(tmp_path: Path) -> None:
    store = small_store(tmp_path / "a.kps")
    store.close()
    store.close()
    with pytest.raises(RuntimeError), store.read() as connection:
        connection.exec_driver_sql("SELECT 1")
    with pytest.raises(RuntimeError):
        store.copy_key()


@pytest.mark.parametrize("key", [bytes(32), KEY[::-1]])
def test_a_wrong_key_opens_nothing_and_changes_nothing(tmp_path: Path, key: bytes) -> None:
    path = tmp_path / "a.kps"
    small_store(path, 1).close()
    before = path.read_bytes()
    with pytest.raises(WrongKey):
        Store.open(path, key)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["a.kps"]


def test_no_plain_text_ever_reaches_the_disk(tmp_path: Path) -> None:
    store = small_store(tmp_path / "a.kps", 400)
    with store.read() as connection:  # a sort that needs temporary space
        connection.exec_driver_sql("SELECT body FROM cases ORDER BY body DESC, id").fetchall()
    files = sorted(tmp_path.iterdir())
    assert {"a.kps", "a.kps-wal"} <= {file.name for file in files}
    contents = {file.name: _outside_sqlite(file) for file in files}  # never opened by this process
    store.close()
    contents["closed"] = (tmp_path / "a.kps").read_bytes()
    for name, content in contents.items():
        for form in (
            PLAIN.encode(),
            "föll".encode(),
            PLAIN.encode("utf-16-le"),
            b"CREATE TABLE",
            b"SQLite format",
        ):
            assert form not in content, name


def _outside_sqlite(file: Path) -> bytes:
    return subprocess.run(["cat", str(file)], check=True, capture_output=True).stdout


def test_a_mistaken_key_length_is_our_fault(tmp_path: Path) -> None:
    small_store(tmp_path / "a.kps").close()
    with pytest.raises(ValueError, match="32 bytes"):
        Store.open(tmp_path / "a.kps", b"short")


def test_starting_imports_nothing_that_only_some_starts_need() -> None:
    code = "import sys, kpsdesk.services.vault; print([m for m in ('alembic', 'argon2', 'nacl', 'mako') if m in sys.modules])"
    answer = subprocess.run(
        [sys.executable, "-c", code], env=child_environment(), check=True, capture_output=True, text=True
    )
    assert answer.stdout.strip() == "[]"
