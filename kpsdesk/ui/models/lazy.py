"""A table over any number of rows that holds only the pages that are looked at (design 4)."""

from __future__ import annotations

import html
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)
from typing_extensions import override

from kpsdesk.i18n import _
from kpsdesk.ui import theme

R = TypeVar("R")
Index = QModelIndex | QPersistentModelIndex
PAGE: Final = 100
KEPT: Final = 40
Role = Qt.ItemDataRole
ROW_ROLE: Final = Role.UserRole  # the row's dataclass itself, None while it loads
TONE_ROLE: Final = Role.UserRole + 1
NO_INDEX: Final = QModelIndex()


# without slots: a generic frozen dataclass with slots can't be called as Column[Row](…) on Python 3.11
@dataclass(frozen=True)
class Column(Generic[R]):
    """How one column is made of a row. `text` is shown, `icon` an icon's name, `tone` colours both, `hint` the tip."""

    key: str
    title: str  # a msgid marked with N_
    text: Callable[[R], str]
    icon: Callable[[R], str] | None = None
    tone: Callable[[R], str] | None = None
    hint: Callable[[R], str] | None = None
    right: bool = False
    width: int = 120
    stretches: bool = False
    sortable: bool = True
    tag: bool = False  # drawn as a label on a ground


class LazyTable(QAbstractTableModel, Generic[R]):
    """Count known, rows by the page. It never asks a store itself: `page_wanted(generation, first, count)` does.

    The presenter answers with `put_page(generation, first, rows)`; an answer of an older generation is dropped.
    `reset(count)` begins a new generation, as after another filter. Blank cells stand in for what is on its way.
    """

    page_wanted = Signal(int, int, int)  # generation, first row, how many
    sort_wanted = Signal(str, bool)  # column key, descending

    def __init__(self, columns: Sequence[Column[R]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._count = 0
        self._generation = 0
        self._pages: OrderedDict[int, Sequence[R]] = OrderedDict()
        self._asked: set[int] = set()
        self._wanted: list[int] = []
        # what one paint asks for goes out together, and the page seen last goes first
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._ask)

    @property
    def generation(self) -> int:
        """The number of the question that the rows answer."""
        return self._generation

    def reset(self, count: int, first_page: Sequence[R] = ()) -> int:
        """A new answer: so many rows, the first page perhaps with it. Returns its generation."""
        self.beginResetModel()
        self._generation += 1
        self._count = count
        self._pages.clear()
        self._asked.clear()
        self._wanted.clear()
        if first_page:
            self._pages[0] = tuple(first_page[:PAGE])
        self.endResetModel()
        return self._generation

    def set_count(self, count: int) -> None:
        """More or fewer rows of the same question; what is loaded stays, and so does the selection."""
        if count > self._count:
            self.beginInsertRows(NO_INDEX, self._count, count - 1)
            self._drop_page(self._count // PAGE)
            self._count = count
            self.endInsertRows()
        elif count < self._count:
            self.beginRemoveRows(NO_INDEX, count, self._count - 1)
            for page in [page for page in self._pages if page * PAGE >= count]:
                self._drop_page(page)
            self._count = count
            self.endRemoveRows()

    def put_page(self, generation: int, first: int, rows: Sequence[R]) -> None:
        """The answer to `page_wanted`; late answers to older questions are dropped."""
        if generation != self._generation or first >= self._count or not rows:
            return
        page = first // PAGE
        self._asked.discard(page)
        self._pages[page] = tuple(rows)
        self._pages.move_to_end(page)
        while len(self._pages) > KEPT:
            self._pages.popitem(last=False)
        last = min(first + len(rows), self._count) - 1
        self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))

    def refresh(self) -> None:
        """The same question, but what is loaded may be old: ask again for what is seen."""
        self._generation += 1
        self._asked.clear()
        self._pages.clear()
        if self._count:
            self.dataChanged.emit(self.index(0, 0), self.index(self._count - 1, len(self.columns) - 1))

    def page_failed(self, generation: int, first: int) -> None:
        """The question was not answered: it may be asked again."""
        if generation == self._generation:
            self._asked.discard(first // PAGE)

    def row_at(self, row: int) -> R | None:
        """The row, or None while it is on its way (it is then asked for)."""
        page = row // PAGE
        rows = self._pages.get(page)
        if rows is None:
            self._want(page)
            return None
        self._pages.move_to_end(page)
        within = row - page * PAGE
        return rows[within] if within < len(rows) else None

    def loaded(self) -> list[R]:
        """All rows that are held now, in their order."""
        return [row for page in sorted(self._pages) for row in self._pages[page]]

    def _want(self, page: int) -> None:
        if page not in self._asked and page not in self._wanted:
            self._wanted.append(page)
            self._timer.start()

    def _ask(self) -> None:
        wanted, self._wanted = self._wanted, []
        for page in reversed(wanted):
            if page * PAGE < self._count and page not in self._pages:
                self._asked.add(page)
                first = page * PAGE
                self.page_wanted.emit(self._generation, first, min(PAGE, self._count - first))

    def _drop_page(self, page: int) -> None:
        self._pages.pop(page, None)
        self._asked.discard(page)

    @override
    def rowCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() else self._count

    @override
    def columnCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self.columns)

    @override
    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if not index.isValid() or role not in _ANSWERED:
            return None
        column = self.columns[index.column()]
        if role == Role.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        row = self.row_at(index.row())
        if role == ROW_ROLE or row is None:
            return row
        return self._cell(column, row, role)

    @staticmethod
    def _cell(column: Column[R], row: R, role: int) -> Any:
        if role == Role.DisplayRole:
            return column.text(row)
        tone = column.tone(row) if column.tone else ""
        if role == TONE_ROLE:
            return tone
        if role == Role.DecorationRole and column.icon and (name := column.icon(row)):
            return theme.icon(name, theme.tokens().tone(tone)[0])
        if role == Role.ForegroundRole and tone and tone != "neutral":
            return theme.color(theme.tokens().tone(tone)[0])
        if role == Role.AccessibleTextRole:
            return f"{_(column.title)}: {column.text(row)}"
        if role == Role.ToolTipRole:
            # a tip may be long, and markup in it is shown, not obeyed
            return html.escape(column.hint(row)) if column.hint else None
        return None

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role in (Role.DisplayRole, Role.AccessibleTextRole):
            return _(column.title)
        if role == Role.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    @override
    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        if 0 <= column < len(self.columns) and self.columns[column].sortable:
            self.sort_wanted.emit(self.columns[column].key, order == Qt.SortOrder.DescendingOrder)


_ANSWERED: Final = frozenset(
    (
        int(Role.DisplayRole),
        int(Role.DecorationRole),
        int(Role.ForegroundRole),
        int(Role.TextAlignmentRole),
        int(Role.ToolTipRole),
        int(Role.AccessibleTextRole),
        int(ROW_ROLE),
        int(TONE_ROLE),
    )
)
