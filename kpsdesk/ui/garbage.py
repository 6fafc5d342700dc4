"""Garbage is looked for on the window's thread only.

Python looks for unreachable cycles on whichever thread happens to allocate; one that runs a query may then take widgets
and models apart while the window's thread is using Qt, which ends in a crash below Python. So its own search is turned
off, and a timer of the window's thread does the same work by the same thresholds.
"""

from __future__ import annotations

import gc
from typing import Final

from PySide6.QtCore import QCoreApplication, QTimer

EVERY_MS: Final = 50  # what has come up since is then little, also while a list is read
# So many new things since the last look: somebody is at work on much. What is older is looked through when that has ended,
# since most of it is gone by then, and looking through it now would hold the window.
_BUSY: Final = 5_000
_NAME: Final = "garbage"


def keep_to_this_thread() -> None:
    """From now on; asked by whoever is about to start threads, on the window's thread. Again is harmless."""
    gc.disable()
    app = QCoreApplication.instance()
    if app is None or app.findChild(QTimer, _NAME) is not None:
        return
    timer = QTimer(app)
    timer.setObjectName(_NAME)
    timer.setInterval(EVERY_MS)
    timer.timeout.connect(sweep)
    timer.start()


def sweep() -> None:
    """Collect the oldest generation that has grown past its threshold, as Python itself would; while much is made, the youngest."""
    counts, thresholds = gc.get_count(), gc.get_threshold()
    for generation in (0,) if counts[0] > _BUSY else (2, 1, 0):
        if counts[generation] > thresholds[generation]:
            gc.collect(generation)
            return
