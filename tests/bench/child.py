"""One window in a process of its own: `empty`, `today` (until Today can be used) or `held` (how long it is not free).

Run by `tests.bench.window`. Says `ready` on standard output when it is so far; `held` then tells milliseconds.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)  # of the stores; their own module would bring the demo along


def say(text: str) -> None:
    """A line at once."""
    os.write(1, f"{text}\n".encode())


def empty() -> None:
    """The least that any such program does: Qt's window shown, SQLAlchemy imported."""
    import sqlalchemy
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QApplication, QWidget
    from typing_extensions import override

    class Window(QWidget):
        @override
        def paintEvent(self, event: QPaintEvent) -> None:
            say("ready")
            os._exit(0)

    assert sqlalchemy.__version__
    app = QApplication(sys.argv[:1])
    window = Window()
    window.resize(1280, 840)
    window.show()
    app.exec()


def open_window(path: Path, ready: Callable[[Any], None]) -> None:
    """The program on a store by its raw key; `ready` gets the page Today when it is painted with what waits."""
    from kpsdesk.__main__ import load_window

    load_window()
    from kpsdesk.app import run
    from kpsdesk.cli.options import WindowOptions
    from kpsdesk.clock import FixedClock
    from kpsdesk.ui.pages.today.page import TodayPage

    came, seen = TodayPage._came, [False]

    def painted(page: Any, *answer: Any) -> None:
        came(page, *answer)
        if not seen[0]:
            seen[0] = True
            page.window().repaint()
            ready(page)

    setattr(TodayPage, "_came", painted)  # noqa: B010  (a method is changed from outside, for this measurement)
    with tempfile.TemporaryDirectory() as profile:
        run(
            WindowOptions(Path(profile), path, "sv", crash_dialog=False),
            key=bytes(range(32)),
            clock=FixedClock(NOW),
        )


def today(path: Path) -> None:
    """Until Today can be used."""

    def ready(_page: Any) -> None:
        say("ready")
        os._exit(0)

    open_window(path, ready)


def held(path: Path, sheet: str) -> None:
    """Use the window as people do, and tell the longest time that it did not answer."""

    def ready(page: Any) -> None:
        beat = Heartbeat(page)
        beat.play(script(page, sheet))

    open_window(path, ready)


class Heartbeat:
    """Looks at the clock as often as the window lets it."""

    def __init__(self, page: Any) -> None:
        from PySide6.QtCore import Qt, QTimer

        self.gaps: dict[str, float] = {}
        self.what = "first"
        self.last = perf_counter()
        self.timer = QTimer(page.window())
        self.timer.setTimerType(Qt.TimerType.PreciseTimer)
        self.timer.timeout.connect(self._tick)
        self.timer.start(1)

    def _tick(self) -> None:
        now = perf_counter()
        self.gaps[self.what] = max(self.gaps.get(self.what, 0.0), (now - self.last) * 1000)
        self.last = now

    def play(self, acts: Iterator[tuple[str, float]]) -> None:
        """Each act in its turn; the next one some milliseconds later."""
        from PySide6.QtCore import QTimer

        def step() -> None:
            one = next(acts, None)
            if one is None:
                say(json.dumps(self.gaps))
                os._exit(0)
            self.what, pause = one
            QTimer.singleShot(int(pause), step)

        QTimer.singleShot(800, step)  # the picture on Today comes meanwhile


def script(page: Any, sheet: str) -> Iterator[tuple[str, float]]:
    """What is done in the window; each step says what it was and how long to wait for it."""
    from kpsdesk.domain.rows import SORTS, CaseQuery
    from kpsdesk.ui.main_window import MainWindow

    window = page
    while not isinstance(window, MainWindow):
        window = window.parentWidget()
    desk = page._desk
    yield "Today and its picture", 400
    window.go("cases")
    yield "going to Cases", 1200
    cases: Any = window.page("cases")
    for name in SORTS:
        cases.look_for(CaseQuery(sort=name))
        yield f"sort {name}", 500
        bar = cases.table.verticalScrollBar()
        bar.setValue(bar.maximum() // 2)
        yield f"sort {name}, to the middle", 500
    chips: tuple[dict[str, Any], ...] = (
        {"overdue": True}, {"open_only": True}, {"serious": True}, {"kinds": ("complaint",)},
    )  # fmt: skip
    for chip in chips:
        cases.look_for(CaseQuery(**chip))
        yield f"chip {next(iter(chip))}", 500
    for text in ("f", "fa", "fal", "fall", "fall s", "fall sk", "fall ska"):
        cases.look_for(CaseQuery(text=text))
        yield "search as you type", 90
    yield "search as you type", 800
    yield from _reading_a_case(window, cases)
    if sheet:
        yield from _writing(page, desk, sheet)
    window.go("today")
    yield "back to Today", 800


def _reading_a_case(window: Any, cases: Any) -> Iterator[tuple[str, float]]:
    from kpsdesk.domain.rows import CaseQuery

    cases.look_for(CaseQuery(open_only=True))
    yield "chip open_only", 500
    rows = cases.table.neighbours(0)
    window.go("case", id=rows[0], ids=rows)
    yield "opening a case", 1200
    for number in rows[1:4]:
        window.go("case", id=number, ids=rows)
        yield "the next case", 600
    body = window.page("case").body
    for section in tuple(body.sections):
        body.go_to(section)
        yield "a case's sections", 300


def _writing(page: Any, desk: Any, sheet: str) -> Iterator[tuple[str, float]]:
    from tests.bench.writing import REPORT

    for _ in range(5):
        desk.write(page, lambda: desk.services.reporting.send(REPORT), lambda *_: None)
        yield "a report saved", 150
    done = threading.Event()

    def take_in() -> None:
        desk.services.imports.run(desk.services.imports.plan(Path(sheet)))
        done.set()

    threading.Thread(target=take_in).start()
    while not done.is_set():
        yield "import of 10 000 rows", 100


def main() -> None:
    """Which window, and on what."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    what, *more = sys.argv[1:]
    if what == "empty":
        empty()
    elif what == "today":
        today(Path(more[0]))
    else:
        held(Path(more[0]), more[1] if len(more) > 1 else "")


if __name__ == "__main__":
    main()
