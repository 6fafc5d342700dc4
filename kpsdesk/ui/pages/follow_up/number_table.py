"""A table in which every number is a link: arrows go from cell to cell, Enter or a click opens the list behind it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)
from typing_extensions import override

from kpsdesk.i18n import ngettext
from kpsdesk.services.follow_up_tables import Cell, Row, TableData
from kpsdesk.ui import theme
from kpsdesk.ui.widgets import Label, LinkButton, vbox

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
NO_INDEX = QModelIndex()
SHOWN = 12  # rows before "show all"
NAME_MOST = 420  # no column of words is wider, at 100 %
NAME_LEAST = 150
PAD = 10
HEAD_BOLD = 1.08  # heads are written bolder than they are measured


class NumberModel(QAbstractTableModel):
    """The rows of a table, perhaps not all."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.data_ = TableData("", (), ())
        self.most = SHOWN

    def show_table(self, data: TableData, most: int) -> None:
        """Other rows."""
        self.beginResetModel()
        self.data_, self.most = data, most
        self.endResetModel()

    def cell(self, index: Index) -> Cell | None:
        """A cell; None where a row has none."""
        row = self.data_.rows[index.row()]
        return row.cells[index.column()] if index.column() < len(row.cells) else None

    def row(self, number: int) -> Row:
        """A row."""
        return self.data_.rows[number]

    @override
    def rowCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() else min(len(self.data_.rows), self.most)

    @override
    def columnCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self.data_.head)

    @override
    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        cell = self.cell(index) if index.isValid() else None
        if cell is None:
            return None
        if role == Role.DisplayRole:
            return cell.text
        if role == Role.AccessibleTextRole:
            name = self.row(index.row()).cells[0].text
            return f"{name}, {self.data_.head[index.column()]}: {cell.text or '–'}"
        return None

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical or not 0 <= section < len(self.data_.head):
            return None
        if role in (Role.DisplayRole, Role.AccessibleTextRole):
            return self.data_.head[section]
        if role == Role.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignLeft if section < self.data_.texts else Qt.AlignmentFlag.AlignRight
            return side | Qt.AlignmentFlag.AlignVCenter
        return None


class NumberTable(QTableView):
    """As high as its rows; scrolls sideways when it must. `opened(Behind)`, `moved(QRect)`: where the ring went."""

    opened = Signal(object)
    moved = Signal(QRect)

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.numbers = NumberModel(self)
        self.setAccessibleName(words)
        self.setModel(self.numbers)
        self.setItemDelegate(_CellDelegate(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        # no higher than its rows: else the card around it would take all the room of the page
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setShowGrid(False)
        self.setWordWrap(True)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setCornerButtonEnabled(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setSectionsClickable(False)
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setMinimumSectionSize(theme.px(32))
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.clicked.connect(self._clicked)

    def show_table(self, data: TableData, most: int) -> None:
        """Other rows; the ring stays in its cell if that is still there."""
        at = self.currentIndex()
        row, column = max(at.row(), 0), at.column() if at.isValid() else data.texts
        self.numbers.show_table(data, most)
        self._fit()
        self.setCurrentIndex(self.numbers.index(min(row, self.numbers.rowCount() - 1), column))

    def link_under(self, index: Index) -> bool:
        """Whether a cell leads somewhere."""
        cell = self.numbers.cell(index) if index.isValid() else None
        return cell is not None and cell.behind is not None

    def _clicked(self, index: QModelIndex) -> None:
        cell = self.numbers.cell(index)
        if cell is not None and cell.behind is not None:
            self.opened.emit(cell.behind)

    def _fit(self) -> None:
        row = max(theme.size("row"), QFontMetrics(theme.font()).height() + theme.px(10))
        self.verticalHeader().setMinimumSectionSize(row)
        self.verticalHeader().setDefaultSectionSize(row)
        self._spread()

    def _spread(self) -> None:
        """Numbers take what they need and share what is left, the words no more than is good for the eye."""
        count = self.numbers.columnCount()
        if not count:
            return
        wanted = [self._width(column) for column in range(count)]
        room = self.viewport().width() - sum(wanted)
        share = max(room // count, 0)
        for column in range(count):
            self.setColumnWidth(column, wanted[column] + share)
        if room > 0:
            self.setColumnWidth(0, wanted[0] + room - share * (count - 1))
        self._set_height(scrolls=room < 0)

    def _width(self, column: int) -> int:
        data = self.numbers.data_
        body, strong = QFontMetrics(theme.font()), QFontMetrics(theme.font("strong"))
        texts = [row.cells[column].text for row in data.rows if column < len(row.cells)]
        wide = max((strong.horizontalAdvance(text) for text in texts), default=0)
        head = QFontMetrics(theme.font("small"))
        wide = max(wide, round(head.horizontalAdvance(data.head[column]) * HEAD_BOLD))
        if column < data.texts:
            return min(max(wide + theme.px(2 * PAD), theme.px(NAME_LEAST)), theme.px(NAME_MOST))
        return max(wide, body.horizontalAdvance("0000")) + theme.px(2 * PAD)

    def _set_height(self, *, scrolls: bool) -> None:
        rows = self.numbers.rowCount() * self.verticalHeader().defaultSectionSize()
        bar = self.horizontalScrollBar().sizeHint().height() if scrolls else 0
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + rows + bar + theme.px(8))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._clicked(self.currentIndex())
        else:
            super().keyPressEvent(event)

    @override
    def keyboardSearch(self, search: str) -> None:
        """Letters are for shortcuts."""

    @override
    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if self.hasFocus() and current.isValid():
            rect = self.visualRect(current)
            rect.translate(self.viewport().pos())
            self.moved.emit(rect)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        over = self.link_under(self.indexAt(event.position().toPoint()))
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._spread()


class _CellDelegate(QStyledItemDelegate):
    """Draws a cell: a number in the colour of links, a nought quietly, a ring where the keyboard is."""

    def __init__(self, view: NumberTable) -> None:
        super().__init__(view)
        self._view = view

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model, rect = self._view.numbers, QRect(option.rect)
        cell, row = model.cell(index), model.row(index.row())
        painter.save()
        if row.strong:
            painter.fillRect(rect, theme.color("bg"))
        painter.setPen(theme.color("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if cell is not None:
            self._text(painter, rect, index, cell, strong=row.strong)
        if self._view.hasFocus() and self._view.currentIndex() == index:
            painter.setPen(QPen(theme.color("focus"), 2))
            painter.drawRect(rect.adjusted(2, 2, -2, -3))
        painter.restore()

    def _text(self, painter: QPainter, rect: QRect, index: Index, cell: Cell, *, strong: bool) -> None:
        font = theme.font("strong" if strong else "body")
        area = rect.adjusted(theme.px(PAD), 0, -theme.px(PAD), 0)
        words = index.column() < self._view.numbers.data_.texts
        side = Qt.AlignmentFlag.AlignLeft if words else Qt.AlignmentFlag.AlignRight
        painter.setFont(font)
        token = "text" if words or cell.behind is None else "primary" if cell.value else "muted"
        token = token if self._view.isEnabled() else "control"  # pale while it is counted anew
        painter.setPen(theme.color(token))
        shown = QFontMetrics(font).elidedText(cell.text, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, int(side | Qt.AlignmentFlag.AlignVCenter), shown)

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(theme.px(60), theme.size("row"))


class NumberSheet(QWidget):
    """A table with the way to the rest of its rows under it. `opened(Behind)`, `moved(QWidget, QRect)`."""

    opened = Signal(object)
    moved = Signal(object, QRect)

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = NumberTable(words)
        self.table.opened.connect(self.opened)
        self.table.moved.connect(lambda rect: self.moved.emit(self.table, rect))
        self.all_link = LinkButton("", "chevron-down", self.show_all)
        self.note = Label("", "small", "muted", wrap=True)
        self.setLayout(vbox(self.table, self.all_link, self.note, gap=8))
        self.all_link.hide()
        self.note.hide()
        self._data = TableData("", (), ())
        self._all = False

    def show_table(self, data: TableData) -> None:
        """Other rows."""
        self._data = data
        many = len(data.rows)
        folded = many > SHOWN + 2 and not self._all
        self.table.show_table(data, SHOWN if folded else many)
        self.all_link.setVisible(folded)
        text = ngettext("Show {n} more", "Show {n} more", many - SHOWN)
        self.all_link.setText(text.format(n=many - SHOWN))
        self.note.setVisible(bool(data.note))
        self.note.setText(data.note)

    def show_all(self) -> None:
        """Unfold every row."""
        self._all = True
        self.show_table(self._data)
        self.table.setFocus()
