"""Background work: answers reach the window's thread, late ones are dropped, writes keep their order."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtCore import QObject, QThread
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from kpsdesk.errors import UserError
from kpsdesk.i18n import N_
from kpsdesk.ui.tasks import Job, Tasks


@pytest.fixture
def tasks(qapp: QApplication) -> Iterator[Tasks]:
    made = Tasks()
    yield made
    assert made.drain()


def test_an_answer_comes_on_the_windows_thread(qtbot: QtBot, tasks: Tasks) -> None:
    owner, seen = QObject(), list[object]()
    tasks.read(
        owner, lambda: QThread.currentThread(), lambda there: seen.extend((there, QThread.currentThread()))
    )
    qtbot.waitUntil(lambda: len(seen) == 2)
    assert seen[0] != seen[1]
    assert seen[1] == owner.thread()


def test_an_answer_to_a_widget_that_is_gone_is_dropped(qtbot: QtBot, tasks: Tasks) -> None:
    owner, go, seen = QLabel(), threading.Event(), list[object]()
    tasks.read(owner, go.wait, seen.append)
    shiboken6.delete(owner)
    go.set()
    qtbot.waitUntil(tasks.idle)
    assert seen == []


def test_only_the_newest_question_of_a_key_is_answered(qtbot: QtBot, tasks: Tasks) -> None:
    owner, seen, stopped = QObject(), list[str](), list[str]()
    held, begun = threading.Event(), threading.Event()

    def slow(job: Job) -> str:
        job.on_cancel(held.set)  # as a query that is interrupted
        begun.set()
        assert held.wait(5)
        stopped.append("first")
        return "old"

    tasks.search(owner, slow, seen.append, key="search")
    assert begun.wait(5)
    for text in ("b", "c", "new"):
        tasks.search(owner, lambda _job, text=text: text, seen.append, key="search")  # type: ignore[misc]
    qtbot.waitUntil(tasks.idle)
    assert seen == ["new"]
    assert stopped == ["first"]


def test_writes_run_one_at_a_time_in_their_order(qtbot: QtBot, tasks: Tasks) -> None:
    owner, order, running = QObject(), list[int](), list[int]()

    def write(number: int) -> None:
        running.append(1)
        assert sum(running) == 1
        order.append(number)
        running.append(-1)

    for number in range(200):
        tasks.write(owner, lambda number=number: write(number))  # type: ignore[misc]
    qtbot.waitUntil(tasks.idle)
    assert order == list(range(200))


def test_a_failure_nobody_takes_is_reported_without_a_line_in_the_log(qtbot: QtBot, tasks: Tasks) -> None:
    def fail() -> None:
        raise UserError(N_("This is needed to go on."))

    with qtbot.waitSignal(tasks.reported) as told:
        tasks.write(QObject(), fail)
    assert isinstance(told.args[0], UserError)


def test_a_fault_of_ours_is_logged_and_given_to_the_asker(
    qtbot: QtBot, tasks: Tasks, log_warnings: list[logging.LogRecord]
) -> None:
    owner, taken = QObject(), list[Exception]()
    tasks.read(owner, lambda: 1 // 0, lambda _n: None, taken.append)
    qtbot.waitUntil(lambda: bool(taken))
    assert isinstance(taken[0], ZeroDivisionError)
    assert [record.levelno for record in log_warnings] == [logging.ERROR]


def test_long_work_tells_how_far_it_is_and_stops_when_asked(qtbot: QtBot, tasks: Tasks) -> None:
    owner, steps, done = QObject(), list[int](), list[object]()
    paused = threading.Event()

    def work(job: Job) -> str:
        for number in range(1_000):
            job.step(number, 1_000, "")
            if number == 3:
                paused.wait(5)
        return "finished"

    job = tasks.long(owner, work, done.append, progress=lambda at, _of, _text: steps.append(at))
    qtbot.waitUntil(lambda: len(steps) >= 4)
    job.cancel()
    paused.set()
    qtbot.waitUntil(tasks.idle)
    assert done == []
    assert steps[-1] == 3


def test_500_jobs_all_answer(qtbot: QtBot, tasks: Tasks) -> None:
    owner, seen = QObject(), list[int]()
    for number in range(500):
        tasks.read(owner, lambda number=number: number, seen.append)  # type: ignore[misc]
    qtbot.waitUntil(lambda: len(seen) == 500)
    assert sorted(seen) == list(range(500))


class Tracked:
    """Tells on which thread it died."""

    def __init__(self, died_on: list[int], *, cycle: bool = False) -> None:
        self._died_on = died_on
        self._me = self if cycle else None

    def __del__(self) -> None:
        self._died_on.append(threading.get_ident())


@pytest.mark.parametrize("fails", [False, True])
def test_nothing_that_work_held_dies_on_its_thread(qtbot: QtBot, tasks: Tasks, fails: bool) -> None:
    died_on: list[int] = []
    owner = QObject()

    def begin() -> None:
        held = Tracked(died_on)

        def work() -> Tracked:
            if fails:
                raise UserError(N_("Choose a unit."), held=held)
            return Tracked(held._died_on)

        tasks.read(owner, work, lambda _result: None, lambda _error: None)

    for _time in range(50):
        begin()
    qtbot.waitUntil(tasks.idle)
    assert len(died_on) == (50 if fails else 100)
    assert set(died_on) == {threading.get_ident()}


def test_garbage_is_taken_apart_on_the_windows_thread(qtbot: QtBot, tasks: Tasks) -> None:
    died_on: list[int] = []
    owner = QObject()

    def litter() -> list[list[int]]:
        return [[number] for number in range(200_000)]  # far beyond every threshold of Python's own search

    for _time in range(3):
        for _one in range(1000):
            Tracked(died_on, cycle=True)
        tasks.read(owner, litter, lambda _result: None)
        qtbot.waitUntil(tasks.idle)
    qtbot.waitUntil(lambda: len(died_on) == 3000, timeout=5000)
    assert set(died_on) == {threading.get_ident()}
