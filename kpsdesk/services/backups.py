"""Keeping backups of the open store: made, listed, thinned, and told when the next is due (reliability 2.2).

Restoring is in `vault`, since it needs the store closed and the password.
"""

from __future__ import annotations

from pathlib import Path

from kpsdesk.clock import Clock
from kpsdesk.store import backup
from kpsdesk.store.backup import Backup
from kpsdesk.store.engine import Store

__all__ = ["Backup", "Backups", "demand_folder", "in_folder"]


class Backups:
    """The backups of one open store in one folder, which may be on another disk or in a cloud folder."""

    def __init__(self, store: Store, folder: Path, clock: Clock) -> None:
        self._store = store
        self._folder = folder
        self._clock = clock
        self._mark = backup.store_mark(store)

    def make(self) -> Backup:
        """A verified backup now; then those that have grown too many are removed.

        Raises:
            BackupRefused: damage has been seen in the store; nothing is made and nothing removed.
            OutsideError: no room, no right to write, or the copy did not come out whole.
        """
        made = backup.back_up(self._store, self._folder, self._clock)
        backup.thin(self._folder, self._clock.now(), self._mark)
        return made

    def due(self, every_hours: float) -> bool:
        """Whether the newest is older than that; for a timer in the window."""
        return backup.due(self._folder, self._clock.now(), every_hours, self._mark)

    def all(self) -> list[Backup]:
        """The backups of the store, newest first."""
        return backup.list_backups(self._folder, self._mark)


def in_folder(folder: Path) -> list[Backup]:
    """All backups in a folder, newest first, whichever store they are of; for somebody who has no store yet."""
    return backup.list_backups(folder)


def demand_folder(folder: Path, store: Path) -> None:
    """Try a folder when it is chosen, not when the first backup fails.

    Raises:
        UserError: it is the store itself.
        OutsideError: no right to write there.
    """
    backup.demand_folder(folder, store)
