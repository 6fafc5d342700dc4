"""What the tests of the store share: a small schema, and a store with it."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection

from kpsdesk.store.engine import Store

__all__ = [
    "KEY",
    "PLAIN",
    "Path",
    "Store",
    "add_case",
    "add_cases",
    "add_cases_in",
    "child_environment",
    "count",
    "flip_bit",
    "ordinary_user",
    "small_schema",
    "small_store",
]

KEY = bytes(range(32))
PLAIN = "Patienten föll vid sängen"  # must never be found on the disk


def small_schema(connection: Connection) -> None:
    """Three tables that belong together, as a case, its words and its audit row do."""
    for statement in (
        "CREATE TABLE cases (id INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT",
        "CREATE TABLE audit (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, case_id INTEGER NOT NULL REFERENCES cases(id)) STRICT",
        "CREATE VIRTUAL TABLE words USING fts5(body)",
    ):
        connection.exec_driver_sql(statement)


def small_store(path: Path, cases: int = 0) -> Store:
    store = Store.create(path, KEY, schema=small_schema)
    add_cases(store, 1, cases)
    return store


def add_cases(store: Store, first: int, number: int, *, size: int = 200) -> None:
    if not number:
        return
    with store.write() as connection:
        for case in range(first, first + number):
            add_case(connection, case, size=size)


def add_case(connection: Connection, case: int, *, size: int = 200) -> None:
    connection.exec_driver_sql("INSERT INTO cases VALUES (?, ?)", (case, f"{PLAIN} {case} " + "x" * size))
    connection.exec_driver_sql("INSERT INTO words(rowid, body) VALUES (?, ?)", (case, f"{PLAIN} {case}"))
    connection.exec_driver_sql(
        "INSERT INTO audit VALUES (?, ?, ?)", (case, 1_790_000_000_000 + case * 60_000, case)
    )


def add_cases_in(connection: Connection, *cases: int) -> None:
    for case in cases:
        add_case(connection, case)


def count(store: Store) -> int:
    with store.read() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM cases").scalar_one())


def child_environment() -> dict[str, str]:
    """For a second program that runs code of these tests."""
    return {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}


def flip_bit(path: Path, place: int) -> None:
    """Damage one bit; only of a store that is closed."""
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)


@contextmanager
def ordinary_user() -> Iterator[Path]:
    """A folder, and no more rights than its owner has: root may write to everything."""
    folder = Path(tempfile.mkdtemp())
    was_root = os.geteuid() == 0
    if was_root:
        os.chown(folder, 65534, 65534)
        os.seteuid(65534)
    try:
        yield folder
    finally:
        if was_root:
            os.seteuid(0)
        folder.chmod(0o700)
        shutil.rmtree(folder)
