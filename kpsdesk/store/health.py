"""Is the store what was written? Asked after an unclean end with progress, else weekly in the background."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from kpsdesk.store import marker
from kpsdesk.store.cancel import Cancel
from kpsdesk.store.driver import Driver
from kpsdesk.store.engine import Store
from kpsdesk.store.faults import told

WEEKLY: Final = timedelta(days=7)
CHECKED: Final = ".checked"
_MOST_FINDINGS = 20
_CALL_STEPS = 200_000  # SQLite's steps between two words of progress: some twenty a second
# Share of the time that the checksum pass takes of the whole, measured: 0.44 s of 2.0 s for 98 MB
_CHECKSUM_SHARE = 0.2

Progress = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Health:
    """What a full check found; texts are SQLite's own, for the log and for support, not for people."""

    checksums: tuple[str, ...]
    structure: tuple[str, ...]
    references: tuple[str, ...]
    seconds: float

    @property
    def healthy(self) -> bool:
        """Nothing was found."""
        return not (self.checksums or self.structure or self.references)


def full_check(store: Store, *, progress: Progress | None = None, cancel: Cancel | None = None) -> Health:
    """Every page's checksum, every index against its table, every reference.

    Leaves the store marked as damaged or as healthy. Raises:
        Cancelled: it was stopped; nothing is concluded.
        OutsideError: the file cannot be read at all.
    """
    tell = progress or (lambda _share: None)
    tell(0.0)
    started = time.monotonic()
    # the checksum pass reads the main file only: what is still in the WAL would look like damage (reliability 1.4)
    store.checkpoint()
    with store.bare() as connection, told(store.path), _stoppable(connection, cancel):
        checksums = _findings(connection, "cipher_integrity_check")
        passed = time.monotonic() - started
        expected = max(passed / _CHECKSUM_SHARE, 0.1)
        tell(_CHECKSUM_SHARE)

        def step() -> int:
            tell(min(0.97, (time.monotonic() - started) / expected))
            return int(cancel is not None and cancel.cancelled)

        connection.set_progress_handler(step, _CALL_STEPS)
        structure = tuple(text for text in _findings(connection, "integrity_check") if text != "ok")
        references = _findings(connection, "foreign_key_check")
        connection.set_progress_handler(None, _CALL_STEPS)
        if cancel is not None:  # stopped between two of SQLite's steps
            cancel.check()
    tell(1.0)
    health = Health(checksums, structure, references, time.monotonic() - started)
    if health.healthy:
        marker.clear_damage(store.path)
    else:
        marker.note_damage(store.path)
    return health


def _stoppable(connection: Driver, cancel: Cancel | None) -> Any:
    return nullcontext() if cancel is None else cancel.covering(connection)


def _findings(connection: Driver, check: str) -> tuple[str, ...]:
    """A damaged file may also stop the check itself: that is a finding, not a failure of the check."""
    from sqlcipher3 import dbapi2 as sqlcipher

    try:
        rows = connection.execute(f"PRAGMA {check}").fetchmany(_MOST_FINDINGS)
    except sqlcipher.OperationalError:  # interrupted, locked, full
        raise
    except sqlcipher.DatabaseError as error:
        return (str(error),)
    return tuple(" ".join(str(part) for part in row) for row in rows)


def note_checked(store: Path, now: datetime) -> None:
    """Remember when the last full check found the store healthy."""
    with told(store):
        marker.beside(store, CHECKED).write_text(now.astimezone(UTC).isoformat(), encoding="ascii")


def last_checked(store: Path) -> datetime | None:
    """When the last full check was; None if never, or if the note cannot be read."""
    try:
        return datetime.fromisoformat(marker.beside(store, CHECKED).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None


def check_due(store: Path, now: datetime, *, unclean: bool) -> bool:
    """After an unclean end or with damage noted: at once; else weekly, also when the clock has been set back."""
    if unclean or marker.is_damaged(store):
        return True
    last = last_checked(store)
    return last is None or last.tzinfo is None or not timedelta(0) <= now - last < WEEKLY


def last_change(store: Store) -> datetime | None:
    """The instant of the newest row of the audit; None in a store without any."""
    with store.read() as connection:
        at = connection.exec_driver_sql("SELECT at FROM audit ORDER BY seq DESC LIMIT 1").scalar()
    return None if at is None else datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=at)
