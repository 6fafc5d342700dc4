"""The pages' code, imported in the background while the first page is used."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QObject, Signal

from kpsdesk.ui.giving_way import GivingWay
from kpsdesk.ui.pages import PageSpec
from kpsdesk.ui.tasks import Job, Tasks

NEXT: Final = ("cases",)  # where people go from the first page, and what takes longest to make


class PagesAhead(QObject):
    """Going to a page for the first time then costs the window no imports. `next_loaded(str)`: a page worth making ahead."""

    next_loaded = Signal(str)

    def __init__(self, tasks: Tasks, pages: Sequence[PageSpec], parent: QObject) -> None:
        super().__init__(parent)
        self._tasks, self._pages = tasks, sorted(pages, key=lambda spec: spec.key not in NEXT)
        self._loaded: set[str] = set()
        self._job: Job | None = None
        self._way = GivingWay(self)

    def give_way(self) -> None:
        """From now on no import in the background holds the window."""
        self._way.install()

    def begin(self) -> None:
        """Import."""
        self._job = self._tasks.long(self, self._load, progress=self._step)

    def need(self, page: PageSpec) -> None:
        """The window wants a page now; it may be under way at this moment."""
        if page.key not in self._loaded:
            with self._way.hurry():
                page.load()

    def stop(self) -> None:
        """The window is put away."""
        self._way.remove()
        if self._job is not None:
            self._job.cancel()

    def _load(self, job: Job) -> None:
        for number, page in enumerate(self._pages, 1):
            page.load()
            self._loaded.add(page.key)
            job.step(number, len(self._pages), page.key)
        gc.freeze()  # code stays: no garbage is looked for in it

    def _step(self, _number: int, _total: int, key: str) -> None:
        if key in NEXT:
            self.next_loaded.emit(key)
