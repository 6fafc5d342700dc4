"""The door to the store: making one, opening it by password or recovery code, changing the password, restoring.

Each wrong try makes the next wait longer. That slows down somebody at the keyboard; against somebody with a copy of the
files it is Argon2id that slows down (reliability 1.4).
"""

from __future__ import annotations

import math
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, TypeVar

from kpsdesk.clock import Clock
from kpsdesk.errors import UserError
from kpsdesk.i18n import N_
from kpsdesk.services.passwords import demand_strong
from kpsdesk.store import backup, copies, health, keys, marker, places, recovery
from kpsdesk.store.backup import RestorePreview
from kpsdesk.store.driver import KEY_BYTES, WrongKey
from kpsdesk.store.engine import Store
from kpsdesk.store.faults import StoreDamaged

__all__ = [
    "PASSWORD_VARIABLE",
    "Created",
    "NoPassword",
    "Opened",
    "RestorePreview",
    "TooSoon",
    "Vault",
    "password_from",
]

PASSWORD_VARIABLE: Final = "KPSDESK_PASSWORD"  # noqa: S105  (a name, not a password)
FREE_TRIES: Final = 3
LONGEST_WAIT: Final = timedelta(seconds=60)

T = TypeVar("T")


class TooSoon(UserError):
    """Another try before the waiting time is over."""


class NoPassword(UserError):
    """A program without a person was started without the password in its environment."""


@dataclass(frozen=True, slots=True)
class Opened:
    """An open store and what should be told or done about it now.

    `warning`: why it should not lie where it lies, or empty. `check_due`: a full check should run, at once if `unclean`.
    `shared`: another window or program has it open too.
    """

    store: Store
    warning: str
    check_due: bool
    unclean: bool
    shared: bool


@dataclass(frozen=True, slots=True)
class Created:
    """A new store, open, and the recovery code that is shown this once."""

    opened: Opened
    recovery_code: str


@dataclass(frozen=True, slots=True)
class _Tries:
    wrong: int = 0
    last: datetime | None = None

    def wait(self) -> timedelta:
        if self.wrong < FREE_TRIES:
            return timedelta(0)
        return min(timedelta(seconds=2 ** min(self.wrong - FREE_TRIES + 1, 10)), LONGEST_WAIT)


class Vault:
    """One for each run of the program: it remembers the wrong tries."""

    def __init__(self, clock: Clock, *, cost: keys.Cost = keys.COST) -> None:
        self._clock = clock
        self._cost = cost
        self._tries: dict[Path, _Tries] = {}

    def create_store(self, path: Path, password: str, *, demo: bool = False) -> Created:
        """Make a store that opens with `password` and with the recovery code that is returned.

        A demo holds nobody's data: its password may be weak.

        Raises:
            WeakPassword: see `passwords`.
            UserError: there is a file of that name already.
            OutsideError: no room, or no right to write there.
        """
        if not demo:
            demand_strong(password)
        path = path.absolute()
        if path.exists():  # before its key file is touched
            Store.create(path, bytes(KEY_BYTES))
        code = recovery.new_code()
        file, unwrapped = keys.found(password, secrets.token_bytes(KEY_BYTES), cost=self._cost)
        file = keys.with_slot(file, unwrapped.root, "recovery", recovery.normalise(code), cost=self._cost)
        _make_way(keys.beside(path))
        # the key file first: killed in between, a key without a store is harmless, the other way round is not
        keys.save(keys.beside(path), file)
        try:
            store = Store.create(path, unwrapped.keys[0])
        except BaseException:
            for suffix in ("", ".bak"):
                marker.beside(keys.beside(path), suffix).unlink(missing_ok=True)
            raise
        return Created(self._opened(store), code)

    def unlock(self, path: Path, password: str) -> Opened:
        """Open with the password.

        Raises:
            WrongSecret, TooSoon: the password is wrong, or it is too early for another try.
            UserError: no store there, not ours, or made by a newer version.
            OutsideError: damaged, locked, write-protected, key file missing.
        """
        return self._opened(_open_with(path, self._unwrap(path, "user", password)))

    def unlock_with_recovery(self, path: Path, code: str) -> Opened:
        """Open with the printed code.

        Raises:
            RecoveryTypo: it cannot be what was printed; not counted as a try.
            WrongSecret, TooSoon, UserError, OutsideError: as `unlock`.
        """
        return self._opened(_open_with(path, self._unwrap(path, "recovery", recovery.normalise(code))))

    def verify(self, path: Path, password: str) -> None:
        """Ask for the password again, as after a quick lock, without opening anything.

        Raises:
            WrongSecret, TooSoon, OutsideError: as `unlock`.
        """
        self._unwrap(path, "user", password)

    def change_password(self, path: Path, old: str, new: str) -> None:
        """From now on the store opens with `new`; the recovery code stays. The store may be open meanwhile.

        Raises:
            WeakPassword: see `passwords`.
            WrongSecret, TooSoon, OutsideError: as `unlock`; nothing was changed.
        """
        demand_strong(new)
        self._add_slot(path, self._unwrap(path, "user", old), "user", new)

    def set_password_by_recovery(self, path: Path, code: str, new: str) -> None:
        """A new password for somebody who has forgotten theirs; the code stays good.

        Raises:
            WeakPassword, RecoveryTypo, WrongSecret, TooSoon, OutsideError: as above; nothing was changed.
        """
        demand_strong(new)
        self._add_slot(path, self._unwrap(path, "recovery", recovery.normalise(code)), "user", new)

    def new_recovery_code(self, path: Path, password: str) -> str:
        """A fresh code in place of the old one, which opens nothing from now on (but older backups).

        Raises:
            WrongSecret, TooSoon, OutsideError: as `unlock`; the old code stays good.
        """
        code = recovery.new_code()
        self._add_slot(path, self._unwrap(path, "user", password), "recovery", recovery.normalise(code))
        return code

    def create_with_key(self, path: Path, key: bytes) -> Opened:
        """A store without a key file, for a throw-away demo and for measuring."""
        return self._opened(Store.create(path, key))

    def open_with_key(self, path: Path, key: bytes) -> Opened:
        """Open by the raw key."""
        return self._opened(Store.open(path, key))

    def preview_restore(self, file: Path, to: Path, secret: str) -> RestorePreview:
        """What restoring the backup `file` over the store `to` would take away; changes nothing.

        Raises:
            WrongSecret, TooSoon: the password opens neither today's key file nor the backup's.
            OutsideError: the backup is damaged or cannot be read.
        """
        unwrapped, _ours = self._unwrap_for_restore(file, to, secret)
        return _with_fitting_key(unwrapped, lambda key: backup.preview(file, to, key))

    def restore(self, file: Path, to: Path, secret: str) -> backup.Restored:
        """Put a backup in the store's place, which is kept under another name; the store must be closed.

        Today's password goes on working if it was the one given; else the one of the backup's day does.

        Raises:
            WrongSecret, TooSoon, OutsideError: as above, or the store is open; nothing was changed.
        """
        unwrapped, ours = self._unwrap_for_restore(file, to, secret)
        return _with_fitting_key(
            unwrapped, lambda key: backup.restore(file, to, key, self._clock, keep_keys=ours)
        )

    def seconds_to_wait(self, path: Path) -> int:
        """How long until another try is taken; 0 when one is welcome."""
        path = path.absolute()
        tries = self._tries.get(path, _Tries())
        if tries.last is None:
            return 0
        now = self._clock.now()
        if now < tries.last:  # the clock was set back: wait from now, not for hours
            self._tries[path] = replace(tries, last=now)
            return _whole_seconds(tries.wait())
        return max(0, _whole_seconds(tries.last + tries.wait() - now))

    def _opened(self, store: Store) -> Opened:
        return Opened(
            store=store,
            warning=places.warning(store.path),
            check_due=health.check_due(store.path, self._clock.now(), unclean=store.unclean),
            unclean=store.unclean,
            shared=store.shared,
        )

    def _unwrap(self, path: Path, kind: keys.Kind, secret: str) -> keys.Unwrapped:
        """Through the waiting time, and counted."""
        path = path.absolute()
        if not path.exists():
            raise UserError(N_("There is no store at {path}."), path=str(path))
        return self._tried(path, lambda: keys.unwrap(keys.load(keys.beside(path)), kind, secret))

    def _tried(self, path: Path, attempt: Callable[[], keys.Unwrapped]) -> keys.Unwrapped:
        wait = self.seconds_to_wait(path)
        if wait:
            raise TooSoon(N_("After several wrong tries you have to wait {seconds} s more."), seconds=wait)
        try:
            unwrapped = attempt()
        except keys.WrongSecret as error:
            tries = _Tries(self._tries.get(path, _Tries()).wrong + 1, self._clock.now())
            self._tries[path] = tries
            if tries.wait():
                raise keys.WrongSecret(
                    N_("That was not right either. The next try is possible in {seconds} s."),
                    field="password",
                    seconds=_whole_seconds(tries.wait()),
                ) from error
            raise
        self._tries.pop(path, None)
        return unwrapped

    def _unwrap_for_restore(self, file: Path, to: Path, secret: str) -> tuple[keys.Unwrapped, bool]:
        """By today's key file if the password opens it, else by the backup's; and whether it was today's."""
        found_ours = False

        def attempt() -> keys.Unwrapped:
            nonlocal found_ours
            with suppress(keys.WrongSecret, keys.KeyFileMissing, keys.KeyFileDamaged):
                unwrapped = _unwrap_either(keys.load(keys.beside(to)), secret)
                found_ours = True
                return unwrapped
            return _unwrap_either(keys.load(keys.beside(file)), secret)

        unwrapped = self._tried(to.absolute(), attempt)
        return unwrapped, found_ours

    def _add_slot(self, path: Path, unwrapped: keys.Unwrapped, kind: keys.Kind, secret: str) -> None:
        place = keys.beside(path.absolute())
        keys.save(place, keys.with_slot(keys.load(place), unwrapped.root, kind, secret, cost=self._cost))


def password_from(environ: Mapping[str, str]) -> str:
    """The password for a program without a person (design 8: a secret is never an argument).

    Raises:
        NoPassword: the variable is not set.
    """
    try:
        return environ[PASSWORD_VARIABLE]
    except KeyError:
        raise NoPassword(
            N_("The store needs its password: set the environment variable {name}."), name=PASSWORD_VARIABLE
        ) from None


def _open_with(path: Path, unwrapped: keys.Unwrapped) -> Store:
    """Try the newest key first: a change of key that was cut short leaves two."""
    return _with_fitting_key(unwrapped, lambda key: Store.open(path, key), path)


def _with_fitting_key(unwrapped: keys.Unwrapped, use: Callable[[bytes], T], path: Path | None = None) -> T:
    for key in unwrapped.keys:
        with suppress(WrongKey):
            return use(key)
    if path is not None:
        marker.note_damage(path)
    raise StoreDamaged(
        N_(
            "The password is right, but the beginning of the store is damaged or belongs to another store. Nothing was "
            "changed. Restore the latest backup."
        )
    )


def _unwrap_either(file: keys.KeyFile, secret: str) -> keys.Unwrapped:
    """A person who restores may hold the password or the printed code."""
    with suppress(recovery.RecoveryTypo, keys.WrongSecret):
        return keys.unwrap(file, "recovery", recovery.normalise(secret))
    return keys.unwrap(file, "user", secret)


def _make_way(key_file: Path) -> None:
    """A key file without its store may belong to one that was moved away: it is never overwritten."""
    if key_file.exists():
        key_file.replace(copies.free_name(key_file.with_name(f"{key_file.name}.earlier")))


def _whole_seconds(delta: timedelta) -> int:
    return math.ceil(delta.total_seconds())
