"""How things lie: a flow that wraps, a scrolled page with a column, a split view."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QLayout,
    QLayoutItem,
    QScrollArea,
    QSizePolicy,
    QSplitter,
    QTabBar,
    QWidget,
)
from typing_extensions import override

from kpsdesk.ui import theme
from kpsdesk.ui.widgets.base import TopBox, put


class FlowLayout(QLayout):
    """Places widgets side by side and goes on in the next row when the width is used up.

    `even` makes columns of the widest one's width, so that what is read downwards stands straight.
    """

    even = False

    def __init__(self, parent: QWidget | None = None, gap: int = 8) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self._heights: dict[
            tuple[int, float], int
        ] = {}  # by width and text size; a page asks many times over
        self.setContentsMargins(0, 0, 0, 0)
        if parent is not None:
            parent.setLayout(self)

    @override
    def invalidate(self) -> None:
        self._heights.clear()
        super().invalidate()

    @override
    def addItem(self, item: QLayoutItem) -> None:
        self._heights.clear()
        self._items.append(item)

    @override
    def count(self) -> int:
        return len(self._items)

    @override
    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    @override
    def takeAt(self, index: int) -> QLayoutItem | None:
        self._heights.clear()
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    @override
    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        key = (width, theme.scale())
        if key not in self._heights:
            self._heights[key] = self._place(QRect(0, 0, width, 0), move=False)
        return self._heights[key]

    @override
    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, move=True)

    @override
    def sizeHint(self) -> QSize:
        shown = [item.sizeHint() for item in self._items if not item.isEmpty()]
        gap, margins = theme.px(self._gap), self.contentsMargins()
        width = sum(hint.width() for hint in shown) + gap * max(len(shown) - 1, 0)
        height = max((hint.height() for hint in shown), default=0)
        return QSize(width + margins.left() + margins.right(), height + margins.top() + margins.bottom())

    @override
    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            if not item.isEmpty():
                size = size.expandedTo(item.minimumSize())
        margins = self.contentsMargins()
        return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom())

    def _place(self, rect: QRect, *, move: bool) -> int:
        margins, gap = self.contentsMargins(), theme.px(self._gap)
        area = rect.marginsRemoved(margins)
        x, y, high = area.x(), area.y(), 0
        row: list[tuple[QLayoutItem, QRect]] = []
        shown = [item for item in self._items if not item.isEmpty()]
        widest = max((item.sizeHint().width() for item in shown), default=0) if self.even else 0
        for item in shown:
            hint = item.sizeHint().expandedTo(QSize(widest, 0))
            hint.setWidth(min(hint.width(), max(area.width(), item.minimumSize().width())))
            if row and x + hint.width() > area.right() + 1:
                self._settle(row, high, move=move)
                x, y, high, row = area.x(), y + high + gap, 0, []
            if item.hasHeightForWidth():
                hint.setHeight(max(item.heightForWidth(hint.width()), 0))
            row.append((item, QRect(QPoint(x, y), hint)))
            x, high = x + hint.width() + gap, max(high, hint.height())
        self._settle(row, high, move=move)
        return y + high - rect.y() + margins.bottom()

    @staticmethod
    def _settle(row: list[tuple[QLayoutItem, QRect]], high: int, *, move: bool) -> None:
        """Things of one row stand on one middle line."""
        if move:
            for item, place in row:
                item.setGeometry(place.translated(0, (high - place.height()) // 2))


class EvenGrid(FlowLayout):
    """Columns of one width, at least `least` pixels at 100 %, as many as fit; rows as high as their highest.

    With `least=0` a column is as wide as the widest thing in it wants to be.
    """

    def __init__(self, parent: QWidget | None = None, least: int = 180) -> None:
        super().__init__(parent, gap=8)
        self._least = least

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._column(), self.heightForWidth(theme.size("column")))

    @override
    def minimumSize(self) -> QSize:
        return QSize(theme.px(min(self._least or 140, 140)), 0)

    def _column(self) -> int:
        if self._least:
            return theme.px(self._least)
        return max((item.sizeHint().width() for item in self._items), default=0)

    @override
    def _place(self, rect: QRect, *, move: bool) -> int:
        gap, count = theme.px(8), self.count()
        columns = max(1, min(count, (rect.width() + gap) // (self._column() + gap)))
        # five tiles in rows of three and two look better than four and one
        rows = -(-count // columns)
        columns = -(-count // max(rows, 1)) if count else 1
        width = (rect.width() - gap * (columns - 1)) // columns
        y = rect.y()
        for first in range(0, count, columns):
            row = self._items[first : first + columns]
            height = max(
                item.heightForWidth(width) if item.hasHeightForWidth() else item.sizeHint().height()
                for item in row
            )
            if move:
                for number, item in enumerate(row):
                    item.setGeometry(QRect(rect.x() + number * (width + gap), y, width, height))
            y += height + gap
        return max(y - gap - rect.y(), 0)


class _Column(QWidget):
    """What scrolls: as high as its width makes it, not as the narrowest width would."""

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), 0)


class Tabs(QTabBar):
    """Tabs as wide as their words: `chosen(key)` by the user, `value()`, `set_value(key)`."""

    chosen = Signal(str)

    def __init__(
        self, tabs: Iterable[tuple[str, str]] = (), words: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setExpanding(False)
        self.setDrawBase(False)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setAccessibleName(words)
        self._quiet = False
        self.set_tabs(tabs)
        self.currentChanged.connect(self._turned)

    def set_tabs(self, tabs: Iterable[tuple[str, str]]) -> None:
        """Other tabs (key, text); the chosen one stays if it is still there."""
        before, self._quiet = self.value(), True
        while self.count():
            self.removeTab(0)
        for key, text in tabs:
            self.setTabData(self.addTab(text.replace("&", "&&")), key)
        self.set_value(before)
        self._quiet = False

    def value(self) -> str:
        """The key of the tab in front, or ""."""
        return str(self.tabData(self.currentIndex()) or "")

    def set_value(self, key: str) -> None:
        """Bring a tab to the front without a signal."""
        was, self._quiet = self._quiet, True
        for number in range(self.count()):
            if self.tabData(number) == key:
                self.setCurrentIndex(number)
        self._quiet = was

    def _turned(self, _number: int) -> None:
        if not self._quiet:
            self.chosen.emit(self.value())


class ScrollPage(QScrollArea):
    """A page that scrolls, with its content in one column: `width` is "column" (680), "wide" (1080) or "" (all).

    Put widgets with `add`, or lay out freely in `column`.
    """

    def __init__(
        self, width: str = "column", *, margin: int = 24, gap: int = 24, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._width, self._margin = width, margin
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.content = _Column()
        self.content.setProperty("role", "column")
        self.column = TopBox(self.content)
        self.column.setSpacing(theme.px(gap))
        # taken in when it is shown: before, each step of building would lay out and dress all that is there already
        self.viewport().setAutoFillBackground(False)
        self._fit()

    def add(self, *widgets: QWidget) -> None:
        """Put widgets under each other."""
        put(self.column, *widgets)

    def bring_into_view(self, widget: QWidget) -> None:
        """Scroll so that a widget is seen, with air around it, and give it the keyboard."""
        self.ensureWidgetVisible(widget, theme.px(24), theme.px(48))
        target = widget if widget.focusPolicy() != Qt.FocusPolicy.NoFocus else _first_focus(widget)
        if target is not None:
            target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _take_in(self) -> None:
        """Begin to scroll the content."""
        if self.widget() is None:
            self.setWidget(self.content)
            self.content.setAutoFillBackground(False)

    @override
    def ensureWidgetVisible(self, child: QWidget, xmargin: int = 50, ymargin: int = 50) -> None:
        self._take_in()
        super().ensureWidgetVisible(child, xmargin, ymargin)

    @override
    def sizeHint(self) -> QSize:
        if isinstance(window := self.window(), QDialog) or window.isVisible():
            self._take_in()
        return super().sizeHint()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        self._take_in()
        super().showEvent(event)

    def _fit(self) -> None:
        side = theme.px(self._margin)
        if self._width:
            side = max(side, (self.viewport().width() - theme.size(self._width)) // 2)
        self.column.setContentsMargins(side, theme.px(self._margin), side, theme.px(self._margin))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "column"):
            self._fit()


class SplitView(QSplitter):
    """Two or three parts side by side with a handle between; `shares` are their parts of the width."""

    def __init__(self, *parts: QWidget, shares: tuple[int, ...] = (), parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(theme.px(8))
        for number, part in enumerate(parts):
            self.addWidget(part)
            self.setStretchFactor(number, shares[number] if number < len(shares) else 1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)


def clear_layout(layout: QLayout) -> None:
    """Take everything out of a layout and let it go."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear_layout(inner)


def _first_focus(widget: QWidget) -> QWidget | None:
    for child in widget.findChildren(QWidget):
        if child.focusPolicy() & Qt.FocusPolicy.TabFocus and child.isVisible() and child.isEnabled():
            return child
    return None
