"""How things lie: a flow that wraps, a scrolled page with a column, a split view."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QLayout,
    QLayoutItem,
    QScrollArea,
    QSizePolicy,
    QSplitter,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from kpsdesk.ui import theme
from kpsdesk.ui.widgets.base import put


class FlowLayout(QLayout):
    """Places widgets side by side and goes on in the next row when the width is used up."""

    def __init__(self, parent: QWidget | None = None, gap: int = 8) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self.setContentsMargins(0, 0, 0, 0)
        if parent is not None:
            parent.setLayout(self)

    @override
    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    @override
    def count(self) -> int:
        return len(self._items)

    @override
    def itemAt(self, index: int) -> QLayoutItem | None:  # type: ignore[override]  # Qt asks past the end
        return self._items[index] if 0 <= index < len(self._items) else None

    @override
    def takeAt(self, index: int) -> QLayoutItem | None:  # type: ignore[override]
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    @override
    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), move=False)

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
        x, y, row = area.x(), area.y(), 0
        for item in self._items:
            if item.isEmpty():
                continue
            hint = item.sizeHint()
            hint.setWidth(min(hint.width(), max(area.width(), item.minimumSize().width())))
            if x > area.x() and x + hint.width() > area.right() + 1:
                x, y, row = area.x(), y + row + gap, 0
            if item.hasHeightForWidth():
                hint.setHeight(max(item.heightForWidth(hint.width()), 0))
            if move:
                item.setGeometry(QRect(QPoint(x, y), hint))
            x, row = x + hint.width() + gap, max(row, hint.height())
        return y + row - rect.y() + margins.bottom()


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
        self.content = QWidget()
        self.content.setProperty("role", "column")
        self.column = QVBoxLayout(self.content)
        self.column.setSpacing(theme.px(gap))
        self.column.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.setWidget(self.content)
        self.viewport().setAutoFillBackground(False)
        self.content.setAutoFillBackground(False)
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
