"""Checking the open store: at once with progress after an unclean end, else weekly in the background."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from kpsdesk.clock import Clock
from kpsdesk.i18n import _
from kpsdesk.store import health
from kpsdesk.store.cancel import Cancel
from kpsdesk.store.engine import Store
from kpsdesk.store.faults import StoreDamaged
from kpsdesk.store.health import Health

__all__ = ["Cancel", "Health", "StoreDamaged", "behind_words", "changed_later", "check", "check_due"]

CLOCK_SLACK: Final = timedelta(days=1)  # an anonymous report tells its day only


def check(
    store: Store,
    clock: Clock,
    *,
    progress: Callable[[float], None] | None = None,
    cancel: Cancel | None = None,
) -> Health:
    """Every page, every index, every reference; a healthy store is not due again for a week.

    `progress` is told shares from 0 to 1, on the calling thread.

    Raises:
        Cancelled: it was stopped; it stays due.
        OutsideError: the file cannot be read at all.
    """
    found = health.full_check(store, progress=progress, cancel=cancel)
    if found.healthy:
        health.note_checked(store.path, clock.now())
    return found


def check_due(store: Store, clock: Clock) -> bool:
    """Whether a week has gone since the last check, or damage has been seen; for a timer in the window."""
    return health.check_due(store.path, clock.now(), unclean=False)


def changed_later(store: Store, clock: Clock) -> datetime | None:
    """When the store was last changed, if that is yet to come by this computer's clock; else None."""
    last = health.last_change(store)
    return last if last is not None and last - clock.now() > CLOCK_SLACK else None


def behind_words(last: datetime, clock: Clock) -> str:
    """What to say of a clock that was set back."""
    return _(
        "This computer's clock says {today}, but the store was changed on {last}. Nothing is lost. Set the clock right "
        "before you go on: days and deadlines are counted by it."
    ).format(today=clock.now().date().isoformat(), last=last.date().isoformat())
