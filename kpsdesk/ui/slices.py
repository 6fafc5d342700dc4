"""Making a page a part at a time, so that the window answers in between."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

PAUSE_MS: Final = 4  # long enough for what is made to be laid out and painted


class Slices(QObject):
    """Runs a generator, up to its next `yield` after the window had time to paint and to answer; `finish()` runs what is left at once.

    Signals:
        finished: all is made.
    """

    finished = Signal()

    def __init__(self, steps: Iterator[None], parent: QObject) -> None:
        super().__init__(parent)
        self._steps: Iterator[None] | None = steps
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.step)

    @property
    def active(self) -> bool:
        """Whether something is still to be made."""
        return self._steps is not None

    def step(self) -> None:
        """Make the next part; the one after it when the window has answered."""
        if self._steps is None:
            return
        try:
            next(self._steps)
        except StopIteration:
            self.stop()
            self.finished.emit()
        else:
            self._timer.start(PAUSE_MS)

    def finish(self) -> None:
        """Make everything that is left."""
        while self.active:
            self.step()

    def stop(self) -> None:
        """Leave the rest unmade."""
        self._steps = None
        self._timer.stop()
