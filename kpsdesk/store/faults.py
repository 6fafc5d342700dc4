"""What the disk and the driver can do to us, in words for people."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy.exc import DBAPIError
from sqlcipher3 import dbapi2 as sqlcipher

from kpsdesk.errors import OutsideError, UserError
from kpsdesk.i18n import N_
from kpsdesk.store import marker
from kpsdesk.store.cancel import Cancelled
from kpsdesk.store.driver import sqlcipher_code


class StoreFull(OutsideError):
    """No room on the disk, or the disk does not take writes."""


class StoreReadOnly(OutsideError):
    """The file or its folder may not be written to."""


class StoreLocked(OutsideError):
    """Another program holds the file."""


class StoreDamaged(OutsideError):
    """The file's content is not what was written."""


class StoreUnreachable(OutsideError):
    """The file cannot be opened at all."""


_FULL = N_(
    "The disk with {path} is full or does not take writes. What you just entered is not saved yet; everything saved "
    "earlier is safe. Make room on the disk and save again."
)
_READ_ONLY = N_(
    "{path} is write-protected. Nothing was changed. Ask for the right to change the file and its folder, or move the "
    "store to a folder of your own."
)
_LOCKED = N_(
    "Another program is using {path} right now. Nothing is lost. Close the other program, or wait a moment and try again."
)
_DAMAGED = N_(
    "{path} is damaged: a part of it cannot be read. The program does not write over what is left. Restore the latest "
    "backup; the damaged file is kept beside it."
)
_UNREACHABLE = N_(
    "{path} cannot be opened. Check that the folder is there, that the disk or drive is connected and that you may use it."
)

_BROKEN_TEXT = N_(
    "The text holds a broken character that cannot be saved. Nothing was saved or lost: paste the text again from where "
    "it can be read."
)

_SENTENCES: Final[dict[int, tuple[type[OutsideError], str]]] = {
    sqlcipher_code("SQLITE_FULL"): (StoreFull, _FULL),
    # a limit on file size and some full network drives answer "disk I/O error" (reliability 2.4)
    sqlcipher_code("SQLITE_IOERR"): (StoreFull, _FULL),
    sqlcipher_code("SQLITE_READONLY"): (StoreReadOnly, _READ_ONLY),
    sqlcipher_code("SQLITE_BUSY"): (StoreLocked, _LOCKED),
    sqlcipher_code("SQLITE_LOCKED"): (StoreLocked, _LOCKED),
    sqlcipher_code("SQLITE_CORRUPT"): (StoreDamaged, _DAMAGED),
    sqlcipher_code("SQLITE_NOTADB"): (StoreDamaged, _DAMAGED),
    sqlcipher_code("SQLITE_CANTOPEN"): (StoreUnreachable, _UNREACHABLE),
}


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn what the driver reports about `path` into an error with a sentence.

    Broken rules (a constraint, wrong SQL) pass unchanged: those are faults of ours.

    Raises:
        OutsideError: one of the kinds above.
        UserError: a text cannot be written as UTF-8 (a lone surrogate that nobody mended on its way here).
        Cancelled: the query was interrupted through its `Cancel`.
    """
    try:
        yield
    except DBAPIError as error:
        _tell(path, error.orig, error)
        raise
    except sqlcipher.Error as error:
        _tell(path, error, error)
        raise
    except UnicodeEncodeError:
        raise UserError(_BROKEN_TEXT) from None  # the error itself quotes the text
    except OSError as error:
        raise outside(path, error) from error


def outside(path: Path, error: OSError) -> OutsideError:
    """The sentence for what the operating system reports about a file."""
    if isinstance(error, PermissionError):
        return StoreReadOnly(_READ_ONLY, path=path.name)
    if isinstance(error, FileNotFoundError | FileExistsError | NotADirectoryError | IsADirectoryError):
        return StoreUnreachable(_UNREACHABLE, path=path.name)
    return StoreFull(_FULL, path=path.name)


def _tell(path: Path, cause: BaseException | None, error: Exception) -> None:
    code = getattr(cause, "sqlite_errorcode", 0) & 0xFF
    if code == sqlcipher_code("SQLITE_INTERRUPT"):
        raise Cancelled from error
    if code not in _SENTENCES:
        return
    kind, sentence = _SENTENCES[code]
    if kind is StoreDamaged:
        marker.note_damage(path)
    raise kind(sentence, path=path.name) from error
