"""The table view every list uses: whole rows, no grid, 36 px, keyboard first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QIcon, QKeyEvent, QMouseEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)
from typing_extensions import override

from kpsdesk.ui import theme
from kpsdesk.ui.models.lazy import ROW_ROLE, TONE_ROLE, Column, LazyTable

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole


class DataTable(QTableView):
    """A list of rows. Arrows move, Enter or double click opens, Space marks, Esc lets go.

    `opened(row)` and `current_changed(row | None)` carry the row's dataclass, `marked_changed(list of rows)` the
    marked ones; `left()` is Esc with nothing marked.
    """

    opened = Signal(object)
    current_changed = Signal(object)
    marked_changed = Signal(object)
    left = Signal()

    def __init__(
        self, model: LazyTable[Any], words: str = "", *, compact: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._rows_size = "row_compact" if compact else "row"
        self._hovered = -1
        self.table = model
        self.setAccessibleName(words)
        self.setModel(model)
        self.setItemDelegate(_RowDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setCornerButtonEnabled(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self._dress_header()
        self._fit()
        self.doubleClicked.connect(lambda index: self._open(index))
        self.selectionModel().currentRowChanged.connect(
            lambda now, _before: self.current_changed.emit(now.data(ROW_ROLE))
        )
        self.selectionModel().selectionChanged.connect(
            lambda _on, _off: self.marked_changed.emit(self.marked())
        )
        # the quick look follows the row also when its page comes late
        model.dataChanged.connect(self._came)

    def show_sort(self, key: str, *, descending: bool) -> None:
        """Show which column sorts, without asking for it."""
        keys = [column.key for column in self.table.columns]
        self._header.sorted_by = keys.index(key) if key in keys else -1
        self._header.descending = descending
        self._header.viewport().update()

    def current(self) -> Any:
        """The row that has the keyboard, or None."""
        index = self.currentIndex()
        return index.data(ROW_ROLE) if index.isValid() else None

    def marked(self) -> list[Any]:
        """The marked rows that are loaded, in their order."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [row for row in (self.table.row_at(number) for number in rows) if row is not None]

    def go_to(self, row: int) -> None:
        """Give the keyboard to a row, and mark it alone."""
        if 0 <= row < self.table.rowCount():
            self.setCurrentIndex(self.table.index(row, 0))

    def _dress_header(self) -> None:
        header = self._header = _Header(self)
        self.setHorizontalHeader(header)
        header.sectionClicked.connect(self._sort)
        header.setSectionsMovable(True)
        header.setMinimumSectionSize(theme.px(32))

    def _fit(self) -> None:
        height = max(theme.size(self._rows_size), QFontMetrics(theme.font()).height() + theme.px(8))
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(height)
        self.verticalHeader().setDefaultSectionSize(height)
        for number, column in enumerate(self.table.columns):
            wanted = self.horizontalHeader().sectionSizeHint(number)
            self.setColumnWidth(number, max(theme.px(column.width), wanted))
        self._stretch()

    def _stretch(self) -> None:
        """The columns that stretch share what the others leave."""
        columns: Sequence[Column[Any]] = self.table.columns
        grow = [n for n, column in enumerate(columns) if column.stretches and not self.isColumnHidden(n)]
        rest = sum(
            self.columnWidth(n) for n in range(len(columns)) if n not in grow and not self.isColumnHidden(n)
        )
        for number in grow:
            share = (self.viewport().width() - rest) // len(grow)
            self.setColumnWidth(number, max(share, theme.px(columns[number].width)))

    def _sort(self, section: int) -> None:
        column = self.table.columns[section]
        if column.sortable:
            descending = self._header.sorted_by == section and not self._header.descending
            self.show_sort(column.key, descending=descending)
            order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
            self.table.sort(section, order)

    def hovered_row(self) -> int:
        """The row under the pointer, or -1."""
        return self._hovered

    def _open(self, index: QModelIndex) -> None:
        row = index.data(ROW_ROLE)
        if row is not None:
            self.opened.emit(row)

    def _came(self, first: QModelIndex, last: QModelIndex) -> None:
        if first.row() <= self.currentIndex().row() <= last.row():
            self.current_changed.emit(self.current())

    def _hover(self, row: int) -> None:
        if row != self._hovered:
            self._hovered = row
            self.viewport().update()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, index = event.key(), self.currentIndex()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and index.isValid():
            self._open(index)
        elif key == Qt.Key.Key_Space and index.isValid():
            flags = self.selectionModel().SelectionFlag
            self.selectionModel().select(index, flags.Toggle | flags.Rows)
        elif key == Qt.Key.Key_Escape:
            if len(self.selectionModel().selectedRows()) > 1:
                self.go_to(index.row())
            else:
                self.left.emit()
        else:
            super().keyPressEvent(event)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hover(self.rowAt(event.position().toPoint().y()))

    @override
    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._hover(-1)
        return super().viewportEvent(event)

    @override
    def keyboardSearch(self, search: str) -> None:
        """Letters are for shortcuts; a search through a million unloaded rows would hold the window."""

    @override
    def sizeHintForColumn(self, column: int) -> int:
        return theme.px(self.table.columns[column].width)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._stretch()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "table"):
            self._fit()


class _Header(QHeaderView):
    """Titles in the columns' own alignment, the arrow of the sorted one beside its word."""

    def __init__(self, view: DataTable) -> None:
        super().__init__(Qt.Orientation.Horizontal, view)
        # not Qt's own sort indicator: that would move on a click that sorts nothing
        self.sorted_by, self.descending = -1, False
        self.setSectionsClickable(True)
        self.setHighlightSections(False)

    @override
    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        sorted_by = self.sorted_by == logicalIndex
        model = self.model()
        text = str(model.headerData(logicalIndex, self.orientation()) or "")
        right = bool(
            model.headerData(logicalIndex, self.orientation(), Role.TextAlignmentRole)
            & Qt.AlignmentFlag.AlignRight
        )
        font = theme.font("small")
        font.setWeight(QFont.Weight.DemiBold)
        painter.save()
        painter.fillRect(rect, theme.color("surface"))
        painter.setPen(theme.color("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        area = rect.adjusted(theme.px(10), 0, -theme.px(10), 0)
        room = theme.px(18) if sorted_by else 0
        metrics = QFontMetrics(font)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, area.width() - room + 1)
        width = metrics.horizontalAdvance(shown)
        left = area.right() - width if right else area.x()
        painter.setFont(font)
        painter.setPen(theme.color("text" if sorted_by else "muted"))
        painter.drawText(
            QRect(left, rect.y(), width + 2, rect.height()), Qt.AlignmentFlag.AlignVCenter, shown
        )
        if sorted_by:
            at = left - theme.px(18) if right else left + width + theme.px(4)
            side = theme.px(14)
            icon = theme.icon("arrow-down" if self.descending else "arrow-up", "text", 14)
            icon.paint(painter, at, rect.center().y() - side // 2 + 1, side, side)
        painter.restore()

    @override
    def sectionSizeFromContents(self, logicalIndex: int) -> QSize:
        font = theme.font("small")
        font.setWeight(QFont.Weight.DemiBold)
        metrics = QFontMetrics(font)
        text = str(self.model().headerData(logicalIndex, self.orientation()) or "")
        return QSize(metrics.horizontalAdvance(text) + theme.px(20 + 20), metrics.height() + theme.px(16))


class _RowDelegate(QStyledItemDelegate):
    """Draws a cell: ground over the whole row, icon, text or tag, a thin line, a ring where the keyboard is."""

    def __init__(self, view: DataTable) -> None:
        super().__init__(view)
        self._view = view

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if chosen or self._view.hovered_row() == index.row():
            painter.fillRect(rect, theme.color("select" if chosen else "hover"))
        painter.setPen(theme.color("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        column = self._view.table.columns[index.column()]
        area = rect.adjusted(theme.px(10), 0, -theme.px(10), 0)
        if column.tag and index.data():
            self._tag(painter, area, index)
        else:
            self._plain(painter, area, index)
        if self._view.hasFocus() and index.row() == self._view.currentIndex().row():
            self._ring(painter, rect, index)
        painter.restore()

    @staticmethod
    def _plain(painter: QPainter, area: QRect, index: Index) -> None:
        icon = index.data(Role.DecorationRole)
        if isinstance(icon, QIcon):
            side = theme.px(16)
            icon.paint(painter, area.x(), area.center().y() - side // 2 + 1, side, side)
            area = area.adjusted(side + theme.px(8), 0, 0, 0)
        color = index.data(Role.ForegroundRole)
        painter.setPen(color if color is not None else theme.color("text"))
        font = theme.font("body")
        painter.setFont(font)
        text = str(index.data(Role.DisplayRole) or "").replace("\n", " ")
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, int(index.data(Role.TextAlignmentRole)), shown)

    @staticmethod
    def _tag(painter: QPainter, area: QRect, index: Index) -> None:
        front, ground = theme.tokens().tone(str(index.data(TONE_ROLE) or "neutral"))
        font = theme.font("small")
        metrics = QFontMetrics(font)
        icon = index.data(Role.DecorationRole)
        side = theme.px(14) if isinstance(icon, QIcon) else 0
        inner = side + (theme.px(5) if side else 0)
        width = min(metrics.horizontalAdvance(str(index.data())) + inner + theme.px(18), area.width())
        height = metrics.height() + theme.px(6)
        box = QRect(area.x(), area.center().y() - height // 2 + 1, width, height)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(ground))
        painter.drawRoundedRect(QRectF(box), theme.px(4), theme.px(4))
        inside = box.adjusted(theme.px(8), 0, -theme.px(8), 0)
        if isinstance(icon, QIcon):
            icon.paint(painter, inside.x(), inside.center().y() - side // 2 + 1, side, side)
        painter.setPen(theme.color(front))
        painter.setFont(font)
        text = metrics.elidedText(str(index.data()), Qt.TextElideMode.ElideRight, inside.width() - inner)
        painter.drawText(inside.adjusted(inner, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, text)

    def _ring(self, painter: QPainter, rect: QRect, index: Index) -> None:
        """Around the whole row: each cell draws its part."""
        header = self._view.horizontalHeader()
        place = header.visualIndex(index.column())
        painter.setPen(QPen(theme.color("focus"), 2))
        painter.drawLine(rect.x(), rect.y() + 1, rect.right() + 1, rect.y() + 1)
        painter.drawLine(rect.x(), rect.bottom(), rect.right() + 1, rect.bottom())
        if place == 0:
            painter.drawLine(rect.x() + 1, rect.y(), rect.x() + 1, rect.bottom())
        if place == header.count() - 1:
            painter.drawLine(rect.right(), rect.y(), rect.right(), rect.bottom())

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(theme.px(80), theme.size("row"))
