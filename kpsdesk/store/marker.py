"""Small files beside a store that tell the next start how things stand.

`<store>.open` is there, and locked by the operating system, while a program has the store open: found without its
lock, the last run ended without closing. `<store>.damaged` is there from the moment damage was seen until a full check
finds the store healthy; no backup is thinned or replaced while it is (reliability 2.2).
The store file itself is never opened by these: closing such a handle would drop SQLite's own locks.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def beside(store: Path, suffix: str) -> Path:
    """The file that accompanies a store: its name with `suffix` added."""
    return store.with_name(store.name + suffix)


class OpenMarker:
    """Held by a program while it has a store open.

    `unclean`: the program that had the store last did not close it.
    `shared`: another program has it open now; then the marker is theirs.
    """

    def __init__(self, store: Path) -> None:
        self._path = beside(store, ".open")
        self.unclean = False
        self.shared = False
        self._handle = self._take()

    def _take(self) -> int | None:
        while True:
            was_there = self._path.exists()
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                _lock(handle)
            except OSError:
                os.close(handle)
                self.shared = True
                return None
            if self._is_still(handle):
                self.unclean = was_there
                return handle
            os.close(handle)  # the other program closed the store in between and took the file away

    def _is_still(self, handle: int) -> bool:
        try:
            return os.path.samestat(os.fstat(handle), self._path.stat())
        except FileNotFoundError:
            return False

    def release(self, *, in_order: bool = True) -> None:
        """The store was closed; `in_order=False` leaves the sign that a full check is still due."""
        if self._handle is None:
            return
        if not in_order:
            os.close(self._handle)
            self._handle = None
            return
        with suppress(OSError):  # a folder that became read-only: the next start checks once too often
            if sys.platform != "win32":
                self._path.unlink()
        os.close(self._handle)
        self._handle = None
        with suppress(OSError):
            if sys.platform == "win32":  # an open file cannot be removed there
                self._path.unlink()


def note_damage(store: Path) -> None:
    """Remember that damage was seen."""
    with suppress(OSError):  # on a full or failing disk the sentence alone must do
        beside(store, ".damaged").touch()


def is_damaged(store: Path) -> bool:
    """Whether damage was seen and no full check has found the store healthy since."""
    return beside(store, ".damaged").exists()


def clear_damage(store: Path) -> None:
    """A full check found the store healthy, or a backup took its place."""
    with suppress(OSError):
        beside(store, ".damaged").unlink(missing_ok=True)


def settle(folder: Path) -> None:
    """Make sure that a rename in `folder` survives a power cut (Windows does so by itself)."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
