"""Background work: reads side by side, writes one at a time (SQLite has one writer), long jobs that tell how far they are.

`work` runs on another thread and gets plain data and services, never a widget; `done` and `failed` run on the
window's thread, and only if their owner still lives and asked nothing newer (`key`).

A Qt object that dies on a worker's thread takes the program with it. Hence a worker never holds the last reference to
anything: what it is to do and what came of it stay with the window's side until that has heard of it.
"""

from __future__ import annotations

import logging
import threading
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, QThread, QThreadPool, Signal, Slot

from kpsdesk.errors import KpsError
from kpsdesk.ui import garbage

T = TypeVar("T")
log = logging.getLogger("kpsdesk.ui.tasks")

Failed = Callable[[Exception], None]
MOST_READERS = 4


class Cancelled(Exception):
    """A job was asked to stop, and did."""


class Job:
    """A piece of work under way, as the worker sees it (`stopped`, `check`, `step`) and as the page does (`cancel`)."""

    def __init__(self, told: Callable[[int, int, str], None]) -> None:
        self._event = threading.Event()
        self._told = told
        self._lock = threading.Lock()
        self._on_cancel: list[Callable[[], None]] = []

    def cancel(self) -> None:
        """Ask it to stop; its answer is dropped from now on."""
        with self._lock:
            self._event.set()
            calls, self._on_cancel = self._on_cancel, []
        for call in calls:
            call()

    @property
    def stopped(self) -> bool:
        """True once it was asked to stop."""
        return self._event.is_set()

    def check(self) -> None:
        """For loops: raise Cancelled once asked to stop."""
        if self.stopped:
            raise Cancelled

    def step(self, done: int, total: int, text: str = "") -> None:
        """Tell how far it is; from the worker. Raises Cancelled once asked to stop."""
        self.check()
        self._told(done, total, text)

    def on_cancel(self, call: Callable[[], None]) -> None:
        """Call this when asked to stop, such as a query's interrupt; at once if it was asked already."""
        with self._lock:
            if not self._event.is_set():
                self._on_cancel.append(call)
                return
        call()


@dataclass(slots=True)
class _Waiting:
    """The window's side of a job: kept until its answer has been delivered."""

    owner: weakref.ref[QObject]
    work: Callable[[Job], Any]
    done: Callable[[Any], None] | None
    failed: Failed | None
    progress: Callable[[int, int, str], None] | None
    key: str
    job: Job


class Tasks(QObject):
    """Runs work off the window's thread. `reported(Exception)`: a failure nobody else takes, for the window to show."""

    reported = Signal(object)
    busy_changed = Signal(bool)  # whether a write is under way
    _answered = Signal(int)  # the number of the job
    _stepped = Signal(object)  # (number, done, total, text)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        garbage.keep_to_this_thread()
        self._reads, self._writes, self._longs = (QThreadPool(self) for _number in range(3))
        self._reads.setMaxThreadCount(max(2, min(MOST_READERS, QThread.idealThreadCount())))
        self._writes.setMaxThreadCount(1)
        self._longs.setMaxThreadCount(2)
        for pool in (self._reads, self._writes):
            pool.setExpiryTimeout(-1)  # a thread keeps its connection
        self._numbers = count(1)
        self._waiting: dict[int, _Waiting] = {}
        self._answers: dict[int, tuple[Any, Exception | None]] = {}
        self._writing: set[int] = set()
        self._closed = False
        self._answered.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._stepped.connect(self._advance, Qt.ConnectionType.QueuedConnection)

    def read(
        self,
        owner: QObject,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Failed | None = None,
        *,
        key: str = "",
    ) -> Job:
        """Ask the store. With a `key`, an older question of this owner with the same key is dropped."""
        return self._start(self._reads, owner, lambda _job: work(), done, failed, None, key)

    def search(
        self,
        owner: QObject,
        work: Callable[[Job], T],
        done: Callable[[T], None],
        failed: Failed | None = None,
        *,
        key: str,
    ) -> Job:
        """A read that can be stopped: the older one with this key is cancelled, so that its query may be interrupted."""
        return self._start(self._reads, owner, work, done, failed, None, key)

    def write(
        self,
        owner: QObject,
        work: Callable[[], T],
        done: Callable[[T], None] | None = None,
        failed: Failed | None = None,
    ) -> Job:
        """Save something. Writes run in the order in which they were asked for, and are never dropped."""
        return self._start(self._writes, owner, lambda _job: work(), done, failed, None, "")

    def long(
        self,
        owner: QObject,
        work: Callable[[Job], T],
        done: Callable[[T], None] | None = None,
        failed: Failed | None = None,
        *,
        progress: Callable[[int, int, str], None] | None = None,
        writes: bool = False,
    ) -> Job:
        """Work that takes seconds; `progress(done, total, text)` on the window's thread. `writes` keeps the order of writes."""
        return self._start(self._writes if writes else self._longs, owner, work, done, failed, progress, "")

    def report(self, error: Exception) -> None:
        """What happens to a failure that has no `failed` of its own."""
        self.reported.emit(error)

    def idle(self) -> bool:
        """True when nothing is under way."""
        return not self._waiting

    def drain(self, timeout_ms: int = 5000) -> bool:
        """Stop what can be stopped and wait for the rest; called once, when the window closes. False if some still runs."""
        self._closed = True
        for waiting in list(self._waiting.values()):
            if waiting.progress is not None or waiting.key:
                waiting.job.cancel()
        ended = [pool.waitForDone(timeout_ms) for pool in (self._writes, self._reads, self._longs)]
        return all(ended)

    def _start(
        self,
        pool: QThreadPool,
        owner: QObject,
        work: Callable[[Job], T],
        done: Callable[[T], None] | None,
        failed: Failed | None,
        progress: Callable[[int, int, str], None] | None,
        key: str,
    ) -> Job:
        number = next(self._numbers)
        job = Job(lambda *how_far: self._stepped.emit((number, *how_far)))
        if key:
            self._drop_older(owner, key)
        self._waiting[number] = _Waiting(weakref.ref(owner), work, done, failed, progress, key, job)
        if pool is self._writes:
            self._writing.add(number)
            if len(self._writing) == 1:
                self.busy_changed.emit(True)
        pool.start(lambda: self._run(number))
        return job

    def _drop_older(self, owner: QObject, key: str) -> None:
        for waiting in self._waiting.values():
            if waiting.key == key and waiting.owner() is owner:
                waiting.job.cancel()

    def _run(self, number: int) -> None:
        """On a worker's thread. Everything that `_outcome` touched is out of its hands before the window hears of it."""
        self._answers[number] = self._outcome(number)
        if not self._closed:
            self._answered.emit(number)

    def _outcome(self, number: int) -> tuple[Any, Exception | None]:
        job, work = self._waiting[number].job, self._waiting[number].work
        try:
            if self._waiting[number].key:
                job.check()
            return work(job), None
        except Cancelled as stop:
            return None, stop
        except Exception as error:
            # what people can mend is told to them; only what is ours to mend belongs in the log
            if not job.stopped and not isinstance(error, KpsError):
                log.exception("Background work failed")
            return None, error

    @Slot(int)
    def _deliver(self, number: int) -> None:
        result, error = self._answers.pop(number)
        waiting = self._waiting.pop(number)
        if number in self._writing:
            self._writing.discard(number)
            if not self._writing:
                self.busy_changed.emit(False)
        owner = waiting.owner()
        gone = owner is None or not shiboken6.isValid(owner)
        if waiting.job.stopped or isinstance(error, Cancelled):
            return
        if error is not None:
            # a failed write is told even when its page is gone
            (self.report if gone or waiting.failed is None else waiting.failed)(error)
        elif not gone and waiting.done is not None:
            waiting.done(result)

    @Slot(object)
    def _advance(self, how_far: tuple[int, int, int, str]) -> None:
        waiting = self._waiting.get(how_far[0])
        if waiting is None or waiting.progress is None or waiting.job.stopped:
            return
        owner = waiting.owner()
        if owner is not None and shiboken6.isValid(owner):
            waiting.progress(*how_far[1:])
