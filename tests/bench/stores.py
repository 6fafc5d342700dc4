"""The stores that are measured on, made once and kept in a folder.

Up to 100 000 cases come from the demo. A million would take it half an hour, so 20 000 of its cases are copied by
SQL: every row of every table, with keys of its own, histories, search index and audit included.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Column, Table

from kpsdesk import demo
from kpsdesk.clock import FixedClock
from kpsdesk.store import case_files, driver, tables
from kpsdesk.store.engine import Store
from kpsdesk.store.types import Instant

KEY: Final = bytes(range(32))
LAST_DAY: Final = date(2026, 11, 20)
CLOCK: Final = FixedClock(datetime(2026, 11, 20, 9, tzinfo=UTC))
UNITS: Final = 60
BASE: Final = 20_000
BY_DEMO: Final = 100_000
FORMAT: Final = 4  # raised when the tables change: a store of an older form is made anew

_IDS: Final = frozenset({"id", "action_id", "cause_id"})
_KEYS: Final = frozenset({"case_seq", "from_seq", "to_seq"})
_CASE_TABLES: Final = (
    "cases", "reports", "hidden_reporters", "patient_refs", "case_values", "status_history", "kind_history",
    "owner_history", "steps", "due_history", "causes", "actions", "action_causes", "action_history", "notes",
    "feedback", "case_links", "attachments", "legal_tracks",
)  # fmt: skip


def store_of(cases: int, folder: Path) -> Path:
    """The path of a store of so many cases; it is made when it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"cases-{cases}-{FORMAT}.kps"
    if path.exists():
        return path
    began = time.monotonic()
    print(f"Making a store of {cases} cases ...", flush=True)
    unfinished = path.with_suffix(".unfinished")
    _drop(unfinished)
    if cases <= BY_DEMO:
        demo.make(unfinished, KEY, cases=cases, units=UNITS, as_of=LAST_DAY, clock=CLOCK, progress=_told)
    else:
        _copied(store_of(BASE, folder), unfinished, cases // BASE)
    unfinished.rename(path)
    print(f"... {time.monotonic() - began:.0f} s, {path.stat().st_size / 1e9:.2f} GB", flush=True)
    return path


def _told(done: int, total: int) -> None:
    if done % 10_000 == 0:
        print(f"  {done} of {total}", flush=True)


def _drop(path: Path) -> None:
    for suffix in ("", "-wal", "-shm", ".open"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _copied(base: Path, path: Path, copies: int) -> None:
    Store.create(path, KEY).close()
    connection = driver.connect(path, KEY, cache_kib=1024 * 1024)
    for setting in ("journal_mode=OFF", "synchronous=OFF", "foreign_keys=OFF", "secure_delete=OFF"):
        connection.execute(f"PRAGMA {setting}")
    connection.execute(f"ATTACH ? AS base KEY \"x'{KEY.hex()}'\"", (str(base),))
    connection.execute("CREATE TEMP TABLE copies(k INTEGER PRIMARY KEY)")
    connection.executemany("INSERT INTO copies VALUES (?)", [(k,) for k in range(copies)])
    indexes = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    )
    kept = indexes.fetchall()
    for name, _sql in kept:
        connection.execute(f"DROP INDEX {name}")
    connection.execute("BEGIN")
    for table in tables.metadata.sorted_tables:
        connection.execute(_statement(table, copies))
    connection.execute("COMMIT")
    _index(connection, base, copies)
    for name, sql in kept:
        print(f"  {name}", flush=True)
        connection.execute(sql)
    connection.execute("DETACH base")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.close()


def _statement(table: Table, copies: int) -> str:
    """The insert that copies a table: once, or once for each copy with keys of its own."""
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    if table.name not in (*_CASE_TABLES, "audit"):
        many = f", value * {copies}" if table.name == "counters" else ""
        chosen = f"name{many}" if many else names
        return f"INSERT INTO main.{table.name}({names}) SELECT {chosen} FROM base.{table.name}"
    chosen = ", ".join(_shifted(table, column, copies) for column in table.columns)
    return f"INSERT INTO main.{table.name}({names}) SELECT {chosen} FROM base.{table.name} CROSS JOIN copies"


def _shifted(table: Table, column: Column[Any], copies: int) -> str:
    name = column.name
    if name in _KEYS or (name == "seq" and table.name in ("cases", "audit")):
        return f"({name} - 1) * {copies} + k + 1"
    if name in _IDS:
        return f"substr({name}, 1, 33) || printf('%03x', k)"
    if isinstance(column.type, Instant):
        return f'"{name}" + k'
    if table.name == "cases" and name == "number":
        return f"substr(number, 1, 5) || printf('%06d', (substr(number, 6) - 1) * {copies} + k + 1)"
    if name == "receipt":
        return "receipt || k"
    if table.name == "audit" and name == "object":
        return (
            "CASE WHEN object LIKE 'case:%' THEN substr(object, 1, 38) || printf('%03x', k) ELSE object END"
        )
    return f'"{name}"'


def _index(connection: Any, base: Path, copies: int) -> None:
    """The search index: each copy's words with its own number."""
    statement = "INSERT INTO case_search(rowid, body) VALUES (?, ?)"
    connection.execute("BEGIN")
    for n, (seq, number, body) in enumerate(_bodies(base), 1):
        rows = []
        year, _, own = number.partition("-")
        for k in range(copies):
            other = (int(own) - 1) * copies + k + 1
            rows.append(((seq - 1) * copies + k + 1, f"{year}-{other:06d}\n{other}\n{body}"))
        connection.executemany(statement, rows)
        if n % 2000 == 0:
            print(f"  search index of {n * copies}", flush=True)
            connection.execute("COMMIT")
            connection.execute("BEGIN")
    connection.execute("COMMIT")


def _bodies(base: Path) -> Iterator[tuple[int, str, str]]:
    store = Store.open(base, KEY)
    with store.read() as connection:
        last = connection.exec_driver_sql("SELECT max(seq) FROM cases").scalar_one()
        for seq in range(1, last + 1):
            case = case_files.load(connection, seq)
            if case:
                lines = case_files.search_body(case).split("\n")
                yield seq, case.head.number, "\n".join(lines[2:])
    store.close()


def opened(path: Path) -> Store:
    """A store to measure on."""
    return Store.open(path, KEY)
