"""The table of cases: its columns, and a selection that may be larger than what is loaded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import partial
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QMenu
from typing_extensions import override

from kpsdesk import words
from kpsdesk.domain.rows import CaseRow
from kpsdesk.i18n import N_, _
from kpsdesk.ui import theme
from kpsdesk.ui.case_words import CaseWords, kind_icon
from kpsdesk.ui.models import PAGE, Column, DataTable, LazyTable

Index = QModelIndex | QPersistentModelIndex
FIRST_TO_GO = ("step", "owner", "unit", "status")
LONG_AGO = date(2000, 1, 1)
COMFORT = 300  # what a case is about has this width before other columns take theirs
NARROWEST = 32
LARGE, NUMBER = 1.25, "2026-000000"
NEIGHBOURS = 100  # how far Previous and Next in the case reach at first


def columns(say: Callable[[], CaseWords]) -> list[Column[CaseRow]]:
    """The columns; the keys of those that can be sorted by are `domain.rows.SORTS`."""
    return [*_what(say), *_how_far(say)]


def _what(say: Callable[[], CaseWords]) -> list[Column[CaseRow]]:
    """Which case it is."""
    return [
        Column(
            "level",
            N_("Risk level"),
            lambda _row: "",
            icon=lambda row: say().level_look(row)[0],
            tone=lambda row: say().level_look(row)[1],
            hint=lambda row: say().level(row),
            width=40,
        ),
        Column("reported", N_("No. · reported"), lambda row: row.number, width=110),
        Column(
            "kind",
            N_("What"),
            lambda row: say().title(row),
            icon=lambda row: kind_icon(row.kind),
            hint=lambda row: f"{say().kind(row)}: {say().title(row)}",
            width=106,
            stretches=True,
        ),
        Column("unit", N_("Unit"), lambda row: say().unit(row), hint=lambda row: say().unit(row), width=130),
    ]


def _how_far(say: Callable[[], CaseWords]) -> list[Column[CaseRow]]:
    """Who has it, and what is next."""
    return [
        Column(
            "owner",
            N_("Responsible"),
            lambda row: say().owner(row),
            hint=lambda row: _handler(say(), row),
            width=130,
        ),
        Column(
            "status",
            N_("Status"),
            lambda row: say().status(row),
            hint=lambda row: say().status(row),
            width=145,
        ),
        Column("step", N_("Next step"), lambda row: say().step(row), width=130, sortable=False),
        Column(
            "due",
            N_("Due"),
            lambda row: say().due(row),
            icon=lambda row: say().due_icon(row),
            tone=lambda row: say().due_tone(row),
            hint=lambda row: say().due_exact(row),
            width=110,
        ),
    ]


def _handler(say: CaseWords, row: CaseRow) -> str:
    if row.handler_id is None:
        return _("No handler yet")
    return _("Handled by {name}").format(name=say.handler(row))


class CaseTableModel(LazyTable[CaseRow]):
    """Rows of cases; the risk level is a shape to the eye and a word to a screen reader."""

    def __init__(self, say: Callable[[], CaseWords], parent: QObject | None = None) -> None:
        super().__init__(columns(say), parent)
        self._say = say

    @override
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        # a narrow column has room for a sign only; its name is in the tip and for the screen reader
        if section == 0 and role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return "!"
        if section == 0 and role == Qt.ItemDataRole.ToolTipRole:
            return _(self.columns[0].title)
        return super().headerData(section, orientation, role)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if index.isValid() and index.column() == 0 and role == Qt.ItemDataRole.AccessibleTextRole:
            row = self.row_at(index.row())
            level = self._say().level(row) if row is not None else ""
            told = level or _("not assessed")
            return f"{_(self.columns[0].title)}: {told}"
        return super().data(index, role)


class CaseTable(DataTable):
    """The view. Marking a million rows marks ranges; only what is loaded is handed on at once."""

    MOST_LISTED = 500

    def __init__(self, model: CaseTableModel) -> None:
        self.rows: CaseTableModel = model
        self._several_units = False
        self.chosen_widths: tuple[float, Mapping[str, int]] = (0.0, {})
        super().__init__(model, _("Cases"))

    def show_units(self, on: bool) -> None:
        """A store with one unit needs no column for it."""
        if on != self._several_units:
            self._several_units = on
            self._make_room()
            self._stretch()

    def _make_room(self) -> None:
        """Hide what the quick look tells too, until the rest has room without scrolling sideways."""
        keys = [column.key for column in self.rows.columns]
        hidden = set() if self._several_units else {"unit"}
        room = self.viewport().width()
        for key in FIRST_TO_GO:
            least = 0 if key == "status" else theme.px(COMFORT)
            if self._needed(hidden, least) > room:
                hidden.add(key)
        for key in FIRST_TO_GO:
            self.setColumnHidden(keys.index(key), key in hidden)

    @override
    def _fit(self) -> None:
        super()._fit()
        # its heading is a sign, so it needs no room for a sorted word
        self.setColumnWidth(0, theme.px(self.rows.columns[0].width))
        if theme.scale() > LARGE:  # then the number itself is what there is room for
            digits = QFontMetrics(theme.font()).horizontalAdvance(NUMBER) + theme.px(24)
            self.setColumnWidth(1, digits)
        # «127 päivää myöhässä» is longer than «127 dagar sen», and is what people look for
        longest = words.due(LONG_AGO, LONG_AGO + timedelta(days=88 if theme.scale() > LARGE else 888))
        room = QFontMetrics(theme.font()).horizontalAdvance(longest) + theme.px(16 + 8 + 22)
        last = len(self.rows.columns) - 1
        self.setColumnWidth(last, max(room, self.columnWidth(last)))
        scale, widths = self.chosen_widths
        for number, column in enumerate(self.rows.columns):
            if scale == theme.scale() and column.key in widths and not column.stretches:
                self.setColumnWidth(number, widths[column.key])

    def choose_widths(self, scale: float, widths: Mapping[str, int]) -> None:
        """The user's own widths by column, at a text scale; they outlive a change of theme."""
        self.chosen_widths = (scale, {key: w for key, w in widths.items() if w >= theme.px(NARROWEST)})

    def _needed(self, hidden: set[str], comfort: int) -> int:
        return sum(
            max(theme.px(column.width), comfort) if column.stretches else self._width(number)
            for number, column in enumerate(self.rows.columns)
            if column.key not in hidden
        )

    def _width(self, number: int) -> int:
        # a hidden column is 0 wide now, but would come back as wide as it was
        return self.columnWidth(number) or theme.px(self.rows.columns[number].width)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._make_room()
        super().resizeEvent(event)

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Sorting without a mouse: the menu key, or Shift+F10; right click too."""
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.addSection(_("Sort by"))
        sorted_by = self._header.sorted_by
        for number, column in enumerate(self.rows.columns):
            if column.sortable:
                action = menu.addAction(_(column.title))
                action.setCheckable(True)
                action.setChecked(number == sorted_by)
                action.triggered.connect(partial(self._sort, number))
        menu.popup(self._menu_place(event))

    def _menu_place(self, event: QContextMenuEvent) -> QPoint:
        if event.reason() != QContextMenuEvent.Reason.Keyboard or not self.currentIndex().isValid():
            return event.globalPos()
        return self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).bottomLeft())

    def ranges(self) -> list[tuple[int, int]]:
        """First and last row of each marked stretch, in order, without overlap."""
        spans = sorted((part.top(), part.bottom()) for part in self.selectionModel().selection().toList())
        merged: list[tuple[int, int]] = []
        for first, last in spans:
            if merged and first <= merged[-1][1] + 1:
                merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
            else:
                merged.append((first, last))
        return merged

    def marked_count(self) -> int:
        """How many rows are marked, loaded or not."""
        return sum(last - first + 1 for first, last in self.ranges())

    @override
    def marked(self) -> list[Any]:
        if self.marked_count() > self.MOST_LISTED:
            return []
        found = (self.rows.row_at(row) for first, last in self.ranges() for row in range(first, last + 1))
        return [row for row in found if row is not None]

    def neighbours(self, row: int) -> list[str]:
        """Ids of the loaded rows around one, in the order of the list."""
        return [one.id for one in self._around(row)]

    def _around(self, row: int) -> list[CaseRow]:
        first = max(0, row - NEIGHBOURS)
        last = min(self.rows.rowCount() - 1, row + NEIGHBOURS)
        found: list[CaseRow] = []
        for number in range(first, last + 1):
            one = self.rows.row_at(number)
            if one is not None:
                found.append(one)
            elif number < row:
                found.clear()  # a gap before: the neighbours begin after it
            else:
                break
        return found


def page_of(row: int) -> int:
    """The first row of the page that a row is on."""
    return row // PAGE * PAGE
