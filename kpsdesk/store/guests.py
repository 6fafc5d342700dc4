"""Who is inside an open store: it is never closed under anybody's feet."""

from __future__ import annotations

import threading
from typing import Self


class Guests:
    """The threads that use a store right now: `with guests:` around each use of one of its connections."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._inside: list[int] = []
        self._closing = False

    def __enter__(self) -> Self:
        """Count this thread in; one that is inside already may go on until it is through, also while closing.

        Raises:
            RuntimeError: the store is closed, or being closed.
        """
        me = threading.get_ident()
        with self._changed:
            if self._closing and me not in self._inside:
                raise RuntimeError("the store is closed")
            self._inside.append(me)
        return self

    def __exit__(self, *_error: object) -> None:
        """Count it out."""
        with self._changed:
            self._inside.remove(threading.get_ident())
            self._changed.notify_all()

    def begin_closing(self) -> bool:
        """Let nobody in from now on; False when somebody began before."""
        with self._changed:
            first, self._closing = not self._closing, True
            return first

    def all_left(self, seconds: float) -> bool:
        """Wait until no other thread is inside; False if one still is after so long."""
        me = threading.get_ident()
        with self._changed:
            return self._changed.wait_for(lambda: all(one == me for one in self._inside), seconds)
