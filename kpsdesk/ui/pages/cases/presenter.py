"""What the list asks of the store, and when: pages and counts in the background, old questions stopped."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from typing import Final, TypeVar

from PySide6.QtCore import QObject, Signal

from kpsdesk.domain.rows import CaseQuery, CaseRow
from kpsdesk.services.lists import Cancel
from kpsdesk.ui.case_words import CaseWords
from kpsdesk.ui.desk import Desk
from kpsdesk.ui.models import PAGE
from kpsdesk.ui.pages.cases.table import CaseTableModel, page_of
from kpsdesk.ui.tasks import Job

T = TypeVar("T")
MOST_PAGES_ASKED: Final = 4  # while somebody drags through a million rows, only the last few pages matter
READ_AT_ONCE: Final = 2000


class CasesPresenter(QObject):
    """Holds the query; fills the model.

    Signals:
        arrived(CaseWords): the first page of a new question is in the model.
        counted(int | None): how many cases the query finds; None while that is being counted.
        refreshed(int): after a change, the row where the current case is now; -1 when it left the list.
        failed(Exception): the store did not answer.
    """

    arrived = Signal(object)
    counted = Signal(object)
    refreshed = Signal(int)
    failed = Signal(object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._words: CaseWords | None = None
        self.query = CaseQuery(open_only=True)
        self.count: int | None = None
        self.any_cases = True  # False in a store that holds no case at all
        self.model = CaseTableModel(self.words, self)
        self._pages: OrderedDict[int, Job] = OrderedDict()
        self._under_way: set[str] = set()
        self.model.page_wanted.connect(self._read_page)

    def words(self) -> CaseWords:
        """Names and code lists; there once the first rows are.

        Raises:
            RuntimeError: asked before anything was read.
        """
        if self._words is None:
            raise RuntimeError("rows are put into words before they are read")
        return self._words

    def ask(self, query: CaseQuery) -> None:
        """Another question: what is under way for the old one is stopped."""
        self.query = query
        self._stop_pages()
        self._set_count(None)
        lists = self._desk.services.lists
        session = self._desk.session

        def first(cancel: Cancel) -> tuple[CaseWords, list[CaseRow], bool]:
            rows = lists.page(query, 0, PAGE, cancel)
            return CaseWords.of(session), rows, bool(rows or lists.page(CaseQuery(), 0, 1, cancel))

        self._search("first", first, lambda answer: self._first_came(*answer))
        self._search("count", lambda cancel: lists.count(query, cancel), self._count_came)

    def reload(self, current: int = -1, case_id: str = "") -> None:
        """After a change: the same question, the same place. `current` is the row that has the keyboard."""
        query, lists, session = self.query, self._desk.services.lists, self._desk.session
        self._stop_pages()
        start = page_of(max(current, 0))

        def work(cancel: Cancel) -> tuple[CaseWords, int, list[CaseRow]]:
            return CaseWords.of(session), lists.count(query, cancel), lists.page(query, start, PAGE, cancel)

        def done(answer: tuple[CaseWords, int, list[CaseRow]]) -> None:
            self._words, count, rows = answer
            self.model.set_count(count)
            self.model.refresh()
            self.model.put_page(self.model.generation, start, rows)
            self._set_count(count)
            place = next((start + n for n, row in enumerate(rows) if row.id == case_id), -1)
            self.arrived.emit(answer[0])
            self.refreshed.emit(place)

        self._search("first", work, done)

    def rows_of(self, ranges: list[tuple[int, int]], done: Callable[[list[CaseRow]], None]) -> None:
        """The rows of marked stretches, loaded or not, for an act on all of them."""
        query, lists = self.query, self._desk.services.lists

        def work() -> list[CaseRow]:
            found: list[CaseRow] = []
            for first, last in ranges:
                for start in range(first, last + 1, READ_AT_ONCE):
                    found += lists.page(query, start, min(last + 1 - start, READ_AT_ONCE))
            return found

        self._desk.read(self, work, done, self.failed.emit)

    def sort(self, key: str, *, descending: bool) -> None:
        """The same question in another order."""
        self.ask(replace(self.query, sort=key, descending=descending))

    def _first_came(self, say: CaseWords, rows: list[CaseRow], any_cases: bool) -> None:
        self._words, self.any_cases = say, any_cases
        known = len(rows) if len(rows) < PAGE else max(self.count or 0, len(rows))
        self.model.reset(known, rows)
        if len(rows) < PAGE:
            self._set_count(len(rows))
        self.arrived.emit(say)

    def _count_came(self, count: int) -> None:
        self._set_count(count)
        # the first page may still be on its way; it then takes the count along
        if "first" not in self._under_way:
            self.model.set_count(count)

    def _set_count(self, count: int | None) -> None:
        self.count = count
        self.counted.emit(count)

    def _read_page(self, generation: int, first: int, count: int) -> None:
        query, lists = self.query, self._desk.services.lists

        def came(rows: list[CaseRow]) -> None:
            self._pages.pop(first, None)
            self.model.put_page(generation, first, rows)

        def failed(error: Exception) -> None:
            self._pages.pop(first, None)
            self.model.page_failed(generation, first)
            self.failed.emit(error)

        while len(self._pages) >= MOST_PAGES_ASKED:
            oldest, job = self._pages.popitem(last=False)
            job.cancel()
            self.model.page_failed(generation, oldest)
        self._pages[first] = self._desk.tasks.search(
            self,
            lambda job: lists.page(query, first, count, _cancel_of(job)),
            came,
            failed,
            key=f"page {first}",
        )

    def _search(self, key: str, work: Callable[[Cancel], T], done: Callable[[T], None]) -> None:
        self._under_way.add(key)

        def came(answer: T) -> None:
            self._under_way.discard(key)
            done(answer)

        def failed(error: Exception) -> None:
            self._under_way.discard(key)
            self.failed.emit(error)

        self._desk.tasks.search(self, lambda job: work(_cancel_of(job)), came, failed, key=key)

    def _stop_pages(self) -> None:
        for job in self._pages.values():
            job.cancel()
        self._pages.clear()


def _cancel_of(job: Job) -> Cancel:
    """A store's cancel that follows the job's."""
    cancel = Cancel()
    job.on_cancel(cancel.cancel)
    return cancel
