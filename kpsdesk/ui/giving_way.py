"""Importing in the background without holding the window.

Python runs one thread at a time. A thread that imports a hundred modules takes as long again from the window with each
of its calls into Qt, so before each module it waits until the window has nothing to do.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal

MOST_SECONDS: Final = 0.06  # a window that is busy for longer may be waiting for this very import
LOOK_SECONDS: Final = 0.005


class GivingWay(QObject):
    """While it is installed, imports on other threads than the window's go on a module at a time, when the window rests."""

    _asked = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread = threading.get_ident()
        self._hurrying = 0
        self._late = threading.Event()  # the last turn that was asked for
        self._late.set()
        self._asked.connect(self._soon, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """From now on; again is harmless."""
        self._hurrying = 0
        if self not in sys.meta_path:
            sys.meta_path.insert(0, self)

    def remove(self) -> None:
        """No longer; whoever waits goes on."""
        self._hurrying += 1
        if self in sys.meta_path:
            sys.meta_path.remove(self)

    @contextmanager
    def hurry(self) -> Iterator[None]:
        """What the window itself waits for: a page that somebody is importing at this moment."""
        self._hurrying += 1
        try:
            yield
        finally:
            self._hurrying -= 1

    def find_spec(self, _name: str, _path: object = None, _target: object = None) -> None:
        """Asked by Python before each module: waits, and leaves the finding to the others."""
        if threading.get_ident() == self._thread or not self._late.is_set():
            return  # the window itself imports, or has not answered the last time: nothing is added to that
        turn = self._late = threading.Event()
        self._asked.emit(turn)
        until = monotonic() + MOST_SECONDS
        while not (self._hurrying or self._window_imports() or monotonic() > until):
            if turn.wait(LOOK_SECONDS):
                return

    def _window_imports(self) -> bool:
        """The window's thread is inside an import: it may wait for a module that this thread has begun."""
        frame = sys._current_frames().get(self._thread)  # noqa: SLF001  (there is no other way to ask)
        return frame is not None and "importlib" in frame.f_code.co_filename

    def _soon(self, turn: threading.Event) -> None:
        QTimer.singleShot(0, self, turn.set)  # after what is to be painted
