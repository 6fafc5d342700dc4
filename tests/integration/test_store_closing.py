"""A store is closed while others are at work in it: they end in order, and nothing that was acknowledged is lost."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from kpsdesk.store.engine import Cancel, Cancelled, Store
from kpsdesk.store.health import full_check
from tests.integration.stores import KEY, add_cases, add_cases_in, count, small_store

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"


def test_closing_waits_for_whoever_is_inside(tmp_path: Path) -> None:
    store = small_store(tmp_path / "a.kps", 3)
    inside, go, seen = threading.Barrier(4), threading.Event(), list[int]()

    def read() -> None:
        with store.read() as connection:
            inside.wait()
            go.wait()
            seen.append(connection.exec_driver_sql("SELECT count(*) FROM cases").scalar_one())
            seen.append(count(store))  # one who is inside is let in again

    def write() -> None:
        with store.write() as connection:
            inside.wait()
            go.wait()
            add_cases_in(connection, 100)

    def check() -> None:
        with store.bare() as connection:
            inside.wait()
            go.wait()
            seen.append(connection.execute("SELECT count(*) FROM cases").fetchone()[0])

    threads = [threading.Thread(target=each) for each in (read, write, check)]
    for thread in threads:
        thread.start()
    inside.wait()
    closing = threading.Thread(target=store.close)
    closing.start()
    closing.join(0.2)
    assert closing.is_alive()
    with pytest.raises(RuntimeError, match="closed"), store.read():
        pass
    go.set()
    for thread in (*threads, closing):
        thread.join()
    assert len(seen) == 3
    assert [file.name for file in tmp_path.iterdir()] == ["a.kps"]
    store = Store.open(tmp_path / "a.kps", KEY)
    assert count(store) == 4
    store.close()


def hard_at_work(store: Store, kind: int, first: int, cancel: Cancel, done: list[int]) -> None:
    """Check, write or read until the store is closed."""
    while True:
        if kind == 0:
            full_check(store, cancel=cancel)
        elif kind == 1:
            add_cases(store, first + len(done), 1)
            done.append(1)
        else:
            with store.read(cancel) as connection:
                connection.exec_driver_sql(ENDLESS).scalar_one()


def test_closing_many_times_while_others_work_breaks_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.kps"
    small_store(path, 200).close()
    ends: list[str] = []
    written = 0
    for round_ in range(6):
        store, cancel, done = Store.open(path, KEY), Cancel(), list[int]()

        def work(
            kind: int, first: int, store: Store = store, cancel: Cancel = cancel, done: list[int] = done
        ) -> None:
            try:
                hard_at_work(store, kind, first, cancel, done)
            except (Cancelled, RuntimeError) as error:
                ends.append(f"{type(error).__name__} {error}")

        threads = [threading.Thread(target=work, args=(kind, 1000 * (round_ + 1))) for kind in (0, 1, 2, 2)]
        for thread in threads:
            thread.start()
        time.sleep(0.03)
        cancel.cancel()
        store.close()
        for thread in threads:
            thread.join()
        written += len(done)
    assert set(ends) <= {"Cancelled ", "RuntimeError the store is closed"}
    assert len(ends) == 24
    assert written
    store = Store.open(path, KEY)
    assert not store.unclean
    assert count(store) == 200 + written
    assert full_check(store).healthy
    store.close()
