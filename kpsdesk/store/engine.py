"""An open, encrypted store: many readers side by side, one writer at a time."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool
from sqlcipher3 import dbapi2 as sqlcipher

from kpsdesk.errors import OutsideError, UserError
from kpsdesk.i18n import N_
from kpsdesk.store import driver, marker
from kpsdesk.store.cancel import Cancel, Cancelled
from kpsdesk.store.driver import APPLICATION_ID, Driver
from kpsdesk.store.faults import StoreLocked, StoreUnreachable, outside, told
from kpsdesk.store.guests import Guests

__all__ = ["SCHEMA", "Cancel", "Cancelled", "Store"]

SCHEMA: Final = 2  # `user_version` of a store that this program writes; one per file in migrations/versions
LEAVE_SECONDS: Final = 30.0  # a guest that takes longer keeps its connection, and the file its WAL
READERS: Final = 4  # connections kept warm; the busiest page asks three questions at once

Schema = Callable[[Connection], None]


class Store:
    """One encrypted file, open. Threads share the store, never one of its connections.

    `unclean` tells that the program that had it last did not close it (then a full check is due);
    `shared` that another program has it open now.
    """

    def __init__(self, path: Path, key: bytes, held: marker.OpenMarker | None = None) -> None:
        self.path = path
        self._key = bytearray(key)
        self._file = _identity(path)
        self._guests = Guests()
        self._write_lock = threading.Lock()
        self._writing_thread: int | None = None
        self._marker = held or marker.OpenMarker(path)
        self._reader = own_engine(partial(self._connect, read_only=True), "BEGIN", READERS)
        self._writer = own_engine(partial(self._connect, read_only=False), "BEGIN IMMEDIATE", 1)

    @classmethod
    def create(cls, path: Path, key: bytes, *, schema: Schema | None = None) -> Store:
        """A new store at `path`, its tables made by `schema` (default: the program's own).

        Raises:
            UserError: there is a file already; it is left as it is.
            OutsideError: the folder is missing or write-protected, or the disk is full.
        """
        path = path.absolute()
        _claim(path)
        try:
            with told(path):
                _found(path, key, schema or _program_schema)
                return cls(path, key)
        except BaseException:
            for suffix in ("", "-wal", "-shm", "-journal"):
                marker.beside(path, suffix).unlink(missing_ok=True)
            raise

    @classmethod
    def open(cls, path: Path, key: bytes, *, migrate: bool = True) -> Store:
        """Open an existing store; its first page and its schema number are checked at once.

        An older schema is copied aside, then migrated.

        Raises:
            UserError: there is no such store, it is no store of ours, or a newer program made it.
            WrongKey: the key does not fit.
            OutsideError: damaged, write-protected, locked or unreachable.
        """
        path = path.absolute()
        _demand_usable(path)
        with told(path):
            number = _schema_number(path, key)
            if number < SCHEMA:
                if not migrate:
                    raise UserError(
                        N_(
                            "{path} was made by an older version. Open it in the program once, which converts it."
                        ),
                        path=path.name,
                    )
                return cls(path, key, _converted(path, key))
            return cls(path, key)

    @property
    def unclean(self) -> bool:
        """Whether the last program to hold the store ended without closing it."""
        return self._marker.unclean

    @property
    def shared(self) -> bool:
        """Whether another program had the store open when this one opened it."""
        return self._marker.shared

    @contextmanager
    def read(self, cancel: Cancel | None = None) -> Iterator[Connection]:
        """A connection that sees one unchanging state of the store and cannot write.

        Raises:
            Cancelled: `cancel.cancel()` was called before or during the block.
            OutsideError: damaged, locked or unreachable.
        """
        if cancel is not None:
            cancel.check()
        with self._guests, told(self.path), self._reader.connect() as connection:
            if cancel is None:
                yield connection
                return
            connection.begin()  # BEGIN itself is not to be interrupted: the pool gets its connection back whole
            with cancel.covering(connection.connection.driver_connection):
                yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction, durable when the block has ended; any exception rolls all of it back.

        Threads queue here, so that none has to poll for SQLite's lock; another program is waited for five seconds.

        Raises:
            OutsideError: disk full, write-protected, locked by another program, damaged; or the file is no longer
                where it was opened.
        """
        me = threading.get_ident()
        if self._writing_thread == me:
            raise RuntimeError("write() inside write(): it would wait for itself")
        with self._guests, self._write_lock:
            self._writing_thread = me
            try:
                with told(self.path), self._writer.begin() as connection:
                    yield connection
                    self._demand_in_place()
            finally:
                self._writing_thread = None

    @contextmanager
    def bare(self) -> Iterator[Driver]:
        """A driver connection of its own, outside any pool, in autocommit: for checks, copies and measuring."""
        with self._guests, self._own() as connection:
            yield connection

    def checkpoint(self) -> bool:
        """Move everything from the WAL into the main file; False when a reader or another program is in the way."""
        with self.bare() as connection:
            return _empty_wal(connection)

    def copy_key(self) -> bytes:
        """The raw key, for whoever wraps it anew or opens a copy; not to be kept."""
        if not self._key:
            raise RuntimeError("the store is closed")
        return bytes(self._key)

    def close(self) -> None:
        """Wait for whoever is inside, tidy up and forget the key. A second call does nothing."""
        if not self._guests.begin_closing():
            return
        if self._guests.all_left(LEAVE_SECONDS):
            with (
                suppress(OutsideError),
                self._own() as connection,
            ):  # else the WAL stays, read at the next start
                _empty_wal(connection)
            self._reader.dispose()
            self._writer.dispose()
        self._marker.release()
        for place in range(len(self._key)):
            self._key[place] = 0
        self._key.clear()

    def _demand_in_place(self) -> None:
        """A file that was deleted while it is open takes whatever is written to it, and nobody ever sees it again."""
        if _identity(self.path) != self._file:
            raise StoreUnreachable(
                N_(
                    "{path} is no longer where it was opened: it was moved, renamed, deleted or replaced. What you just "
                    "entered is not saved. Put the file back in its place, then save again."
                ),
                path=self.path.name,
            )

    @contextmanager
    def _own(self) -> Iterator[Driver]:
        with told(self.path):
            connection = self._connect(read_only=False)
            try:
                yield connection
            finally:
                connection.close()

    def _connect(self, *, read_only: bool) -> Driver:
        cache = driver.READ_CACHE_KIB if read_only else driver.WRITE_CACHE_KIB
        return driver.connect(self.path, self.copy_key(), read_only=read_only, cache_kib=cache)


def own_engine(connect: Callable[[], Driver], begin: str, size: int) -> Engine:
    """An engine over our own connections.

    `module` makes SQLAlchemy know the driver's errors; the pool must be QueuePool, since the one that it would choose
    closes connections that other threads use (reliability 1.3); last in first out keeps one page cache warm.
    """
    engine = create_engine(
        "sqlite://",
        module=sqlcipher,
        creator=connect,
        poolclass=QueuePool,
        pool_size=size,
        max_overflow=size if size > 1 else 0,
        pool_use_lifo=True,
        hide_parameters=True,  # an error that quotes the row would carry it to wherever errors are printed
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return found.st_dev, found.st_ino


def _empty_wal(connection: Driver) -> bool:
    busy, _pages, _moved = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


def _claim(path: Path) -> None:
    """Make the empty file, for its owner alone; SQLite gives -wal and -shm the same rights."""
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        raise UserError(
            N_("{path} exists already and was left as it is. Choose another name, or open it."),
            path=path.name,
        ) from None
    except OSError as error:
        raise outside(path, error) from error


def _program_schema(connection: Connection) -> None:
    from kpsdesk.store.tables import create_everything

    create_everything(connection)


def _found(path: Path, key: bytes, schema: Schema) -> None:
    """Lay down the tables in one transaction, which also says what the file is."""
    engine = own_engine(partial(driver.connect, path, key), "BEGIN IMMEDIATE", 1)
    try:
        with engine.connect() as connection:
            connection.connection.execute("PRAGMA journal_mode=WAL")
        with engine.begin() as connection:
            schema(connection)
            connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
            connection.exec_driver_sql(f"PRAGMA user_version={SCHEMA}")
    finally:
        engine.dispose()


def _demand_usable(path: Path) -> None:
    """Say at once what SQLite would say later and less clearly.

    Raises:
        UserError: there is no store.
        OutsideError: no right to read or write it.
    """
    try:
        size = path.stat().st_size
    except FileNotFoundError:
        raise UserError(N_("There is no store at {path}."), path=str(path)) from None
    except OSError as error:
        raise outside(path, error) from error
    if path.is_dir() or size == 0:
        raise _not_ours(path)
    if not (_may_write(path) and _may_write(path.parent)):
        raise outside(path, PermissionError())


def _converted(path: Path, key: bytes) -> marker.OpenMarker:
    """Take the store for this program alone and bring it to today's schema; the marker goes on being held.

    Raises:
        StoreLocked: another program, perhaps an older one, is at work in it.
    """
    from kpsdesk.store.migrate import migrate_store

    held = marker.OpenMarker(path)
    if held.shared:
        raise StoreLocked(
            N_(
                "{path} must be converted to this version, but another program has it open. Close it there first."
            ),
            path=path.name,
        )
    try:
        migrate_store(path, key, SCHEMA)
    except BaseException:
        held.release(in_order=not held.unclean)
        raise
    return held


def _may_write(path: Path) -> bool:
    return os.access(path, os.R_OK | os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def _not_ours(path: Path) -> UserError:
    return UserError(N_("{path} is no KPSdesk store. Nothing was changed."), path=path.name)


def _schema_number(path: Path, key: bytes) -> int:
    """Open once, look at the first page, and switch the WAL on (a restored backup comes without)."""
    connection = driver.connect(path, key)
    try:
        if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            raise _not_ours(path)
        number = int(connection.execute("PRAGMA user_version").fetchone()[0])
        if number > SCHEMA:
            raise UserError(
                N_(
                    "{path} was made by a newer version of KPSdesk. Nothing was changed. Install the newer version "
                    "to open it."
                ),
                path=path.name,
            )
        if connection.execute("PRAGMA journal_mode=WAL").fetchone()[0] != "wal":
            raise StoreUnreachable(
                N_("{path} lies on a drive that cannot keep it safe. Move the store to a local disk."),
                path=path.name,
            )
    finally:
        connection.close()
    return number
