"""Stopping a query that nobody waits for any more."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

# A statement that starts at the very instant of cancel() is stopped after this many steps of SQLite's machine
_STEPS = 50_000


class Cancelled(Exception):
    """The reader's answer is no longer wanted; nobody is told."""


class Cancel:
    """Handed to `Store.read`; `cancel()` from any thread stops the query that runs under it.

    Once cancelled it stays cancelled: a later `read` with it raises `Cancelled` at once.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._cancelled = False
        self._running: list[Any] = []

    @property
    def cancelled(self) -> bool:
        """Whether `cancel` has been called."""
        return self._cancelled

    def cancel(self) -> None:
        """Stop what runs under it now, and whatever would start later."""
        with self._lock:
            self._cancelled = True
            for connection in self._running:
                connection.interrupt()

    def check(self) -> None:
        """For loops in Python between two queries.

        Raises:
            Cancelled: `cancel` has been called.
        """
        if self._cancelled:
            raise Cancelled

    @contextmanager
    def covering(self, connection: Any) -> Iterator[None]:
        """Let `cancel` reach a driver connection for as long as the block runs, and not a moment longer."""
        with self._lock:
            self.check()
            self._running.append(connection)
        connection.set_progress_handler(lambda: self._cancelled, _STEPS)
        try:
            yield
        finally:
            with self._lock:
                self._running.remove(connection)
            connection.set_progress_handler(None, _STEPS)
