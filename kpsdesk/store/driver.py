"""The one place that talks to SQLCipher itself: a keyed, tuned connection to one file.

Everything above gets these connections through `engine.Store`. Why each setting: reliability 1.3 and 2.1.
"""

from __future__ import annotations

import os
import urllib.parse
from pathlib import Path
from typing import Any, Final

from sqlcipher3 import dbapi2 as sqlcipher

from kpsdesk.errors import OutsideError
from kpsdesk.i18n import N_

APPLICATION_ID: Final = 0x4B505344  # "KPSD"
KEY_BYTES: Final = 32
BUSY_SECONDS: Final = 5.0
READ_CACHE_KIB: Final = 64 * 1024  # decrypted pages; a page that is found here costs no AES and no HMAC
WRITE_CACHE_KIB: Final = 64 * 1024
# SQLite 3.7.0-3.51.2 can damage a WAL file when two connections checkpoint and commit at the same instant
OLDEST_SQLITE: Final = (3, 51, 3)

Driver = Any  # sqlcipher3 brings no types

_TUNING = (
    "foreign_keys=ON",
    "synchronous=FULL",  # a report that was said to be saved survives a power cut
    "fullfsync=ON",
    "checkpoint_fullfsync=ON",
    "secure_delete=ON",
    "temp_store=MEMORY",  # sorting must leave no plain text on the disk
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "recursive_triggers=ON",
    "journal_size_limit=67108864",  # a WAL that a big import blew up shrinks again
)


class WrongKey(OutsideError):
    """The key does not open this file: it belongs to another store, or the first page is damaged."""


def location(path: Path) -> str:
    """The path as an SQLite URI that opens, and never creates, the file; also for Windows and UNC paths."""
    plain = path.absolute().as_posix()
    name = os.fsencode(plain if plain.startswith("/") else "/" + plain)  # also a name that is no UTF-8
    return f"file://{urllib.parse.quote(name)}?mode=rw"


def connect(path: Path, key: bytes, *, read_only: bool = False, cache_kib: int = WRITE_CACHE_KIB) -> Driver:
    """A new connection to an existing file, which no two threads may use at the same time.

    The driver is in autocommit: whoever wants a transaction says BEGIN.

    Raises:
        WrongKey: the first page does not answer to the key.
        sqlcipher.Error: anything else; `faults.told` puts it into words.
    """
    if len(key) != KEY_BYTES:
        raise ValueError("a raw key has 32 bytes")
    if sqlcipher.sqlite_version_info < OLDEST_SQLITE:
        raise RuntimeError(
            f"SQLite {sqlcipher.sqlite_version} can damage a store; {OLDEST_SQLITE} or newer is needed"
        )
    connection = sqlcipher.connect(
        location(path), uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    try:
        connection.execute("PRAGMA cipher_log_level=NONE")  # it would write to standard error
        connection.execute(f"PRAGMA key=\"x'{key.hex()}'\"")  # a raw key: no derivation at each connection
        _demand_cipher(connection)
        _try_key(connection, path)
        for setting in _TUNING:
            connection.execute(f"PRAGMA {setting}")
        connection.execute(f"PRAGMA cache_size=-{cache_kib}")
        if read_only:
            connection.execute("PRAGMA query_only=ON")
    except BaseException:
        connection.close()
        raise
    return connection


def _demand_cipher(connection: Driver) -> None:
    if not connection.execute("PRAGMA cipher_version").fetchone():
        raise RuntimeError("this SQLite cannot encrypt: refusing to write plain text")


def _try_key(connection: Driver, path: Path) -> None:
    """Read page 1, whose checksum only the right key can confirm."""
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlcipher.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF != sqlcipher_code("SQLITE_NOTADB"):
            raise
        raise WrongKey(
            N_(
                "The key does not open {path}. The file belongs to another store or its beginning is damaged. "
                "Nothing was changed. Restore a backup, or open the right file."
            ),
            path=path.name,
        ) from None


def sqlcipher_code(name: str) -> int:
    """An SQLite result code by its name."""
    return _CODES[name]


_CODES: Final = {
    "SQLITE_BUSY": 5,
    "SQLITE_LOCKED": 6,
    "SQLITE_READONLY": 8,
    "SQLITE_INTERRUPT": 9,
    "SQLITE_IOERR": 10,
    "SQLITE_CORRUPT": 11,
    "SQLITE_FULL": 13,
    "SQLITE_CANTOPEN": 14,
    "SQLITE_AUTH": 23,
    "SQLITE_NOTADB": 26,
}
