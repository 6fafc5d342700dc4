"""Whole, verified copies of a store file: what backups, restores and migrations are made of."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Final

from kpsdesk.i18n import N_
from kpsdesk.store import driver, marker
from kpsdesk.store.driver import APPLICATION_ID, Driver
from kpsdesk.store.faults import StoreDamaged, told

_COPY_CACHE_KIB: Final = 16 * 1024
_COPY_DAMAGED = N_("The copy {path} is not whole and was not used. The store itself is untouched.")


def vacuum_into(connection: Driver, target: Path) -> None:
    """Write a consistent, encrypted and compact copy while others go on reading and writing (reliability 2.2)."""
    target.unlink(missing_ok=True)
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))  # SQLite fills an empty file
    connection.execute("VACUUM INTO ?", (str(target),))


def demand_whole(copy: Path, key: bytes) -> None:
    """Open a copy with the key and check every page and every table.

    Raises:
        StoreDamaged: it is not what a store is.
        WrongKey: it is another store's.
    """
    with told(copy):
        connection = driver.connect(copy, key, cache_kib=_COPY_CACHE_KIB)
        try:
            ours = connection.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
            checksums = connection.execute("PRAGMA cipher_integrity_check").fetchone()
            structure = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        finally:
            connection.close()
    if not ours or checksums is not None or structure != "ok":
        raise StoreDamaged(_COPY_DAMAGED, path=copy.name)


def counts(connection: Driver) -> dict[str, int]:
    """How many rows each table has; tables that only index others are left out."""
    names = [
        name
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"
        ).fetchall()
    ]
    return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}


def put_in_place(draft: Path, target: Path) -> None:
    """Onto the disk first, then under its name, so that a name never stands for half a file."""
    with told(target):
        _to_disk(draft)
        draft.replace(target)
        marker.settle(target.parent)


def copy_file(source: Path, target: Path) -> None:
    """A byte-for-byte copy for its owner alone. Never of a store that is open: that would drop SQLite's locks."""
    with told(target), source.open("rb") as reader:
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as writer:
            shutil.copyfileobj(reader, writer, 1 << 20)
    _to_disk(target)


def free_name(wanted: Path) -> Path:
    """`wanted`, or the first of `wanted-2`, `wanted-3` … that is not taken."""
    candidate, number = wanted, 1
    while candidate.exists():
        number += 1
        candidate = wanted.with_name(f"{wanted.stem}-{number}{wanted.suffix}")
    return candidate


def _to_disk(file: Path) -> None:
    handle = os.open(file, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
