"""Backups that have been opened again before they count, kept thinner the older they are, and the way back.

Method, checks and thinning: reliability 2.2. A backup is a whole encrypted store with its key file; it opens with
today's password or, on another computer, with the password of the day it was made.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from kpsdesk.clock import Clock
from kpsdesk.errors import OutsideError, UserError
from kpsdesk.i18n import N_
from kpsdesk.store import copies, driver, keys, marker
from kpsdesk.store.driver import Driver
from kpsdesk.store.engine import Store
from kpsdesk.store.faults import StoreFull, StoreLocked, outside, told

_NAME: Final = re.compile(r"kpsdesk-([0-9a-f]{8})-(\d{8}T\d{6}Z)(?:-\d+)?\.kps")
_STAMP: Final = "%Y%m%dT%H%M%SZ"
_PART: Final = ".part"
_STALE: Final = timedelta(days=1)
HOURLY_FOR: Final = timedelta(days=2)
DAYS, WEEKS, MONTHS = 12, 10, 9


class BackupRefused(OutsideError):
    """A damaged store is not backed up: good copies must not be thinned away behind bad ones."""


@dataclass(frozen=True, slots=True)
class Backup:
    """One file in the backup folder."""

    path: Path
    store: str
    made_at: datetime
    size: int


@dataclass(frozen=True, slots=True)
class Extent:
    """How far a store reaches: its last written instant, and how many cases and audit rows it holds."""

    last: datetime | None
    cases: int
    changes: int


@dataclass(frozen=True, slots=True)
class RestorePreview:
    """What restoring would take away: everything written after `until` and up to `present.last`.

    `present` is None when the present store is missing or too damaged to be read.
    """

    backup: Extent
    present: Extent | None

    @property
    def until(self) -> datetime | None:
        """The last instant that the backup knows."""
        return self.backup.last

    @property
    def lost_cases(self) -> int:
        """How many cases there are now and not in the backup, at least."""
        return max(0, self.present.cases - self.backup.cases) if self.present else 0

    @property
    def lost_changes(self) -> int:
        """How many recorded changes there are now and not in the backup."""
        return max(0, self.present.changes - self.backup.changes) if self.present else 0


@dataclass(frozen=True, slots=True)
class Restored:
    """What was done: the loss, and where the former store lies now."""

    preview: RestorePreview
    kept: Path | None


def back_up(store: Store, folder: Path, clock: Clock) -> Backup:
    """Write a verified backup of an open store into `folder`, with its key file beside it.

    Raises:
        BackupRefused: damage has been seen in the store.
        OutsideError: no room, no right to write, or the copy did not come out whole.
    """
    if marker.is_damaged(store.path):
        raise BackupRefused(
            N_(
                "No backup was made: damage has been seen in {path}, and a damaged copy must not replace good ones. "
                "Run the full check, or restore the latest backup."
            ),
            path=store.path.name,
        )
    with told(folder):
        folder.mkdir(parents=True, exist_ok=True)
    made_at = clock.now()
    identity = store_mark(store)
    target = copies.free_name(folder / f"kpsdesk-{identity}-{made_at.strftime(_STAMP)}.kps")
    draft = marker.beside(target, _PART)
    try:
        with told(target):
            _copy_and_compare(store, draft)
        if keys.beside(store.path).exists():
            keys.save(keys.beside(target), keys.load(keys.beside(store.path)), twin=False)
        copies.put_in_place(draft, target)
    except StoreFull as error:  # which speaks of the store itself
        keys.beside(target).unlink(missing_ok=True)
        raise StoreFull(
            N_(
                "There is no room for a backup in {folder}. The store itself is untouched, and so are the earlier "
                "backups. Make room there, or choose another folder."
            ),
            folder=folder.name,
        ) from error
    finally:
        draft.unlink(missing_ok=True)
    return Backup(target, identity, made_at.replace(microsecond=0), target.stat().st_size)


def store_mark(store: Store) -> str:
    """Eight characters that tell this store's backups from another's."""
    if keys.beside(store.path).exists():
        return keys.load(keys.beside(store.path)).store_id[:8]
    with store.bare() as connection:  # a store without a password: its salt is its own too
        return str(connection.execute("PRAGMA cipher_salt").fetchone()[0])[:8]


def list_backups(folder: Path, mark: str | None = None) -> list[Backup]:
    """The backups in a folder, newest first; of one store if its mark is given."""
    found: list[Backup] = []
    with suppress(FileNotFoundError), told(folder):
        for path in folder.iterdir() if folder.is_dir() else ():
            named = _NAME.fullmatch(path.name)
            if named and (mark is None or named[1] == mark):
                made_at = datetime.strptime(named[2], _STAMP).replace(tzinfo=UTC)
                found.append(Backup(path, named[1], made_at, path.stat().st_size))
    return sorted(found, key=lambda each: (each.made_at, each.path.name), reverse=True)


def due(folder: Path, now: datetime, every_hours: float, mark: str | None = None) -> bool:
    """Whether the newest backup is old enough for another; one from the future (clock set back) does not count."""
    return not any(
        timedelta(0) <= now - each.made_at < timedelta(hours=every_hours)
        for each in list_backups(folder, mark)
    )


def thin(folder: Path, now: datetime, mark: str) -> list[Path]:
    """Remove the backups of one store that `keepers` does not keep, and stale half ones; returns what was removed."""
    backups = list_backups(folder, mark)
    kept = keepers([each.made_at for each in backups], now)
    removed = [each.path for each in backups if each.made_at not in kept]
    with told(folder):
        for path in removed:
            path.unlink(missing_ok=True)
            keys.beside(path).unlink(missing_ok=True)
        for draft in folder.glob(f"kpsdesk-{mark}-*{_PART}"):
            if now.timestamp() - draft.stat().st_mtime > _STALE.total_seconds():
                draft.unlink(missing_ok=True)
    return removed


def keepers(made: list[datetime], now: datetime) -> set[datetime]:
    """Which backups stay: hourly for two days, then 12 daily, 10 weekly and 9 monthly ones.

    Of each hour, day, week or month the newest stays. The newest of all stays whatever its age, and so does what the
    clock says is yet to come.
    """
    newest_first = sorted(set(made), reverse=True)
    kept = {*newest_first[:1], *(each for each in newest_first if each > now)}
    recent = [each for each in newest_first if now - HOURLY_FOR <= each <= now]
    older = [each for each in newest_first if each < now - HOURLY_FOR]
    kept |= set(_newest_of_each(recent, "%Y%m%d%H", len(recent)))
    for period, most in (("%Y%m%d", DAYS), ("%G%V", WEEKS), ("%Y%m", MONTHS)):
        kept |= set(_newest_of_each(older, period, most))
    return kept


def preview(backup: Path, to: Path, key: bytes) -> RestorePreview:
    """What restoring `backup` over the store `to` would take away. Changes nothing.

    Raises:
        WrongKey: the backup is another store's.
        OutsideError: the backup is damaged or cannot be read.
    """
    copies.demand_whole(backup, key)
    return RestorePreview(_extent_of(backup, key), _present_extent(to, key))


def restore(backup: Path, to: Path, key: bytes, clock: Clock, *, keep_keys: bool = True) -> Restored:
    """Put a backup in the place of a closed store, which is kept beside it under another name.

    With `keep_keys` the key file of today stays if it belongs to the same store, so that today's password goes on
    working; without, the backup's takes its place.

    Raises:
        StoreLocked: the store is open.
        OutsideError: the backup is damaged, or there is no room; the store is as it was.
    """
    to = to.absolute()
    loss = preview(backup, to, key)
    draft = marker.beside(to, ".restoring")
    guard, restored = marker.OpenMarker(to), False
    try:
        if guard.shared:
            raise StoreLocked(
                N_("{path} is open in another window or program. Close it there, then restore again."),
                path=to.name,
            )
        copies.copy_file(backup, draft)
        copies.demand_whole(draft, key)
        with told(to):
            kept = _set_aside(to, key, clock)
            _put_keys(backup, to, keep=keep_keys)
        copies.put_in_place(draft, to)
        marker.clear_damage(to)
        restored = True
    finally:
        draft.unlink(missing_ok=True)
        guard.release(in_order=restored or not guard.unclean)
    return Restored(loss, kept)


def _copy_and_compare(store: Store, draft: Path) -> None:
    """Copy, open the copy again, check it, and count its rows against the store's."""
    with store.bare() as connection:
        unchanged_since = _version(connection)
        copies.vacuum_into(connection, draft)
        expected = copies.counts(connection)
        quiet = _version(connection) == unchanged_since
    key = store.copy_key()
    copies.demand_whole(draft, key)
    copy = driver.connect(draft, key)
    try:
        found = copies.counts(copy)
    finally:
        copy.close()
    # somebody may have written meanwhile: then only the tables themselves can be compared
    if found.keys() != expected.keys() or (quiet and found != expected):
        raise OutsideError(
            N_(
                "The backup {path} did not come out whole and was thrown away. The store itself is untouched."
            ),
            path=draft.name,
        )


def _version(connection: Driver) -> int:
    """A number that changes when another connection has written."""
    return int(connection.execute("PRAGMA data_version").fetchone()[0])


def _newest_of_each(newest_first: list[datetime], period: str, most: int) -> list[datetime]:
    first: dict[str, datetime] = {}
    for each in newest_first:
        first.setdefault(each.astimezone(UTC).strftime(period), each)
    return list(first.values())[:most]


def _present_extent(to: Path, key: bytes) -> Extent | None:
    if not to.is_file() or not to.stat().st_size:
        return None
    try:
        return _extent_of(to, key)
    except OutsideError:
        return None


def _extent_of(path: Path, key: bytes) -> Extent:
    """Read by plain SQL, since a backup may have an older schema than the program."""
    with told(path):
        connection = driver.connect(path, key, read_only=True, cache_kib=8 * 1024)
        try:
            tables = {
                row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            }
            last, changes = None, 0
            if "audit" in tables:
                last, changes = connection.execute("SELECT max(at), count(*) FROM audit").fetchone()
            cases = connection.execute("SELECT count(*) FROM cases").fetchone()[0] if "cases" in tables else 0
        finally:
            connection.close()
    return Extent(None if last is None else _instant(last), cases, changes)


def _instant(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=milliseconds)


def _set_aside(to: Path, key: bytes, clock: Clock) -> Path | None:
    """Move the present store away, with whatever its WAL still holds."""
    if not to.exists():
        for suffix in ("-wal", "-shm"):
            marker.beside(to, suffix).unlink(missing_ok=True)
        return None
    with suppress(OutsideError), told(to):  # opening and closing empties the WAL; a damaged store keeps it
        driver.connect(to, key).close()
    stamp = clock.now().strftime(_STAMP)
    kept = copies.free_name(to.with_name(f"{to.stem}.before-restore-{stamp}{to.suffix}"))
    if keys.beside(to).exists():
        copies.copy_file(keys.beside(to), keys.beside(kept))
    for suffix in ("-wal", "-shm", ""):
        part = marker.beside(to, suffix)
        if part.exists():
            part.replace(marker.beside(kept, suffix))
    return kept


def _put_keys(backup: Path, to: Path, *, keep: bool) -> None:
    source = keys.beside(backup)
    if not source.exists():
        return
    theirs = keys.load(source)
    try:
        ours = keys.load(keys.beside(to)).store_id
    except (keys.KeyFileMissing, keys.KeyFileDamaged):
        ours = ""
    if not (keep and ours == theirs.store_id):
        keys.save(keys.beside(to), theirs)


def demand_folder(folder: Path, store: Path) -> None:
    """Whether backups can be written to a folder, asked when it is chosen.

    Raises:
        UserError: the folder is the store file itself.
        OutsideError: no right to write there.
    """
    if folder == store:
        raise UserError(N_("Choose a folder for the backups, not the store itself."), field="folder")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".kpsdesk{_PART}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise outside(folder, error) from error
