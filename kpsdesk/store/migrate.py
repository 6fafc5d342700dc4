"""Bring an older store to today's schema: copied aside first, then all steps in one transaction.

`user_version` in the file says which schema it has, and is written in the same transaction as the steps, so that a
store killed in the middle is either the old or the new one. The steps use alembic's operations (batch mode where SQLite
cannot alter a table); its own version table is not needed and not made.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from kpsdesk.errors import OutsideError
from kpsdesk.i18n import N_
from kpsdesk.store import copies, driver, marker
from kpsdesk.store.driver import Driver
from kpsdesk.store.faults import told

Steps = Mapping[int, Callable[[], None]]


class MigrationFailed(OutsideError):
    """The steps could not be taken; the store is as it was."""


def program_steps() -> Steps:
    """The steps that this program knows, by the schema number that each leads to."""
    from kpsdesk.store.migrations import versions

    names = [info.name for info in pkgutil.iter_modules(versions.__path__)]
    modules = [importlib.import_module(f"{versions.__name__}.{name}") for name in sorted(names)]
    return {int(module.revision): module.upgrade for module in modules}


def migrate_store(path: Path, key: bytes, target: int, *, steps: Steps | None = None) -> Path:
    """Copy the store aside and take it to schema `target`; returns the copy.

    Raises:
        MigrationFailed: a step failed, or left references to nothing; the store is unchanged and still opens with
            the version that made it.
        OutsideError: no room for the copy, locked, write-protected.
    """
    known = program_steps() if steps is None else steps
    with told(path):
        connection = driver.connect(path, key)
        try:
            present = connection.execute("PRAGMA user_version").fetchone()[0]
            aside = _copy_aside(connection, path, key, present)
        finally:
            connection.close()
    try:
        with told(path):
            _take_steps(path, key, {number: known[number] for number in range(present + 1, target + 1)})
    except DBAPIError as error:
        raise _failed(path) from error
    return aside


def _copy_aside(connection: Driver, path: Path, key: bytes, present: int) -> Path:
    aside = copies.free_name(path.with_name(f"{path.stem}.schema-{present}{path.suffix}"))
    draft = marker.beside(aside, ".part")
    copies.vacuum_into(connection, draft)
    copies.demand_whole(draft, key)
    copies.put_in_place(draft, aside)
    return aside


def _take_steps(path: Path, key: bytes, steps: Steps) -> None:
    from alembic.operations import Operations
    from alembic.runtime.migration import MigrationContext

    from kpsdesk.store.engine import own_engine

    engine = own_engine(partial(_unbound, path, key), "BEGIN IMMEDIATE", 1)
    try:
        with engine.begin() as connection:
            context = MigrationContext.configure(connection, opts={"render_as_batch": True})
            with Operations.context(context):
                for number, step in steps.items():
                    step()
                    connection.exec_driver_sql(f"PRAGMA user_version={number}")
            _demand_references(connection, path)
    finally:
        engine.dispose()


def _unbound(path: Path, key: bytes) -> Driver:
    """Without foreign keys: rebuilding a table drops the old one, which must not delete what points to it."""
    connection = driver.connect(path, key)
    connection.execute("PRAGMA foreign_keys=OFF")
    return connection


def _demand_references(connection: Connection, path: Path) -> None:
    if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
        raise _failed(path)


def _failed(path: Path) -> MigrationFailed:
    return MigrationFailed(
        N_(
            "{path} could not be converted to this version. It is unchanged, and a copy lies beside it. Go on with the "
            "version that you used before, and tell us."
        ),
        path=path.name,
    )
