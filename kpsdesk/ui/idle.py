"""Notices that nobody is there: after some minutes without a key or a touch the window locks itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow
from typing_extensions import override

from kpsdesk.clock import Clock

LOOK_EVERY_MS: Final = 5_000
_SIGNS: Final = frozenset(
    [
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.TabletPress,
        QEvent.Type.InputMethod,
    ]
)


class IdleWatch(QObject):
    """Emits `idle` once when the limit has passed since the last sign of life in any window of the program.

    Signs arrive at the windows themselves first, so only these are watched; a filter on the application would be asked
    for every paint of every widget. The clock is the wall's: a computer that slept wakes up locked.
    """

    idle = Signal()

    def __init__(self, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._minutes: Callable[[], int] | None = None
        self._last: datetime = clock.now()
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.focusWindowChanged.connect(self.watch)

    def start(self, minutes: Callable[[], int]) -> None:
        """Count from now. The limit is asked for at each look, not while the window starts; 0 minutes is never."""
        self._minutes = minutes
        self._last = self._clock.now()
        self._timer.start()

    def stop(self) -> None:
        """Nothing to lock any more."""
        self._timer.stop()
        self._minutes = None

    def watch(self, window: QWindow | None) -> None:
        """Notice what happens in one more window, such as a dialog."""
        if window is not None:
            window.removeEventFilter(self)
            window.installEventFilter(self)

    def look(self) -> None:
        """Is it time? Asked by the timer."""
        now = self._clock.now()
        self._last = min(self._last, now)  # the clock may have been set back
        minutes = self._minutes() if self._minutes is not None else 0
        if minutes > 0 and now - self._last >= timedelta(minutes=minutes):
            self.stop()
            self.idle.emit()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _SIGNS:
            self._last = self._clock.now()
        return False
