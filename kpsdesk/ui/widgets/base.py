"""The smallest pieces: labels, icons, buttons, boxes. Texts are always plain: markup in a text is shown, not obeyed."""

from __future__ import annotations

import html
from collections.abc import Callable

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from kpsdesk.ui import theme


def plain(text: str) -> str:
    """A text from data as a button or tick shows it: an "&" in it is an "&", not a mnemonic."""
    return text.replace("&", "&&")


def tip(text: str) -> str:
    """A text from data for `setToolTip`: markup in it is shown, not obeyed."""
    return html.escape(text)


def restyle(widget: QWidget, **properties: object) -> None:
    """Set style properties (role, tone, error) and let the style sheet see them."""
    for name, value in properties.items():
        widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.updateGeometry()
    widget.update()


def reveal(widget: QWidget, on: bool) -> None:
    """Show or hide a part. One that is as wished already is left alone: to show it again would dress it too early."""
    if widget.isHidden() == on:
        widget.setVisible(on)


def put(box: QBoxLayout, *widgets: QWidget) -> None:
    """Add widgets to a box; in a column a button or tag keeps its own width, at the left."""
    for widget in widgets:
        fixed = widget.sizePolicy().horizontalPolicy() in (
            QSizePolicy.Policy.Fixed,
            QSizePolicy.Policy.Maximum,
        )
        if isinstance(box, QVBoxLayout) and (fixed or isinstance(widget, QPushButton)):
            box.addWidget(widget, 0, Qt.AlignmentFlag.AlignLeft)
        else:
            box.addWidget(widget)


def _fill(box: QBoxLayout, items: tuple[QWidget | QLayout | int | None, ...]) -> None:
    for item in items:
        if item is None:
            box.addStretch(1)
        elif isinstance(item, int):
            box.addSpacing(theme.px(item))
        elif isinstance(item, QWidget):
            put(box, item)
        else:
            box.addLayout(item)


def hbox(*items: QWidget | QLayout | int | None, gap: int = 8, margin: int = 0) -> QHBoxLayout:
    """A row of widgets, layouts, gaps (a number) and stretches (None); measures at 100 %."""
    box = QHBoxLayout()
    box.setContentsMargins(*[theme.px(margin)] * 4)
    box.setSpacing(theme.px(gap))
    _fill(box, items)
    return box


class TopBox(QVBoxLayout):
    """A column whose content stays at the top when there is room left over; what can grow still grows.

    (A layout's own alignment can't be used: with it Qt forgets that wrapped text may need more than its hint.)
    """

    @override
    def setGeometry(self, rect: QRect) -> None:
        if not self.expandingDirections() & Qt.Orientation.Vertical:
            wraps = self.hasHeightForWidth()
            need = self.heightForWidth(rect.width()) if wraps else self.sizeHint().height()
            rect = QRect(rect.x(), rect.y(), rect.width(), min(rect.height(), need))
        super().setGeometry(rect)


def vbox(*items: QWidget | QLayout | int | None, gap: int = 8, margin: int = 0) -> QVBoxLayout:
    """A column, as `hbox`."""
    box = QVBoxLayout()
    box.setContentsMargins(*[theme.px(margin)] * 4)
    box.setSpacing(theme.px(gap))
    _fill(box, items)
    return box


class Label(QLabel):
    """A text. Roles: title, section, strong, body, small, number. Tones: muted, primary, danger, warn, ok, info."""

    def __init__(
        self,
        text: str = "",
        role: str = "body",
        tone: str = "",
        *,
        wrap: bool = False,
        selectable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setProperty("tone", tone)
        self.setWordWrap(wrap)
        if wrap:
            policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
            policy.setHeightForWidth(True)
            self.setSizePolicy(policy)
        if selectable:
            flags = (
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            self.setTextInteractionFlags(flags)
        self.setText(text)

    def set_tone(self, tone: str) -> None:
        """Change the colour."""
        restyle(self, tone=tone)


class Icon(QWidget):
    """A picture of the icon set in a token's colour; `pixels` is its side at 100 %."""

    def __init__(
        self,
        name: str,
        token: str = "muted",
        pixels: float = 16,
        words: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._name, self._token, self._pixels = name, token, pixels
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(words)

    def show_icon(self, name: str, token: str = "") -> None:
        """Another icon, or another colour."""
        self._name, self._token = name, token or self._token
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(theme.px(self._pixels), theme.px(self._pixels))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        side = theme.px(self._pixels)
        where = QRect((self.width() - side) // 2, (self.height() - side) // 2, side, side)
        painter = QPainter(self)
        theme.icon(self._name, self._token, self._pixels).paint(painter, where)
        painter.end()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()


# the colour of an icon on a button of each role
_ON_BUTTON = {
    "primary": "on_primary",
    "danger": "danger",
    "link": "primary",
    "secondary": "text",
    "quiet": "muted",
    "list": "muted",
    "search": "muted",
    "banner": "surface",
}


class Button(QPushButton):
    """A verb. Roles: primary (one a page), secondary, quiet, danger, link, list (one of a column)."""

    def __init__(
        self,
        text: str,
        role: str = "secondary",
        icon: str = "",
        on_click: Callable[[], object] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._icon_name = icon
        self.setAutoDefault(False)
        self.setProperty("role", role)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        if on_click is not None:
            self.clicked.connect(lambda: on_click())
        self._paint_icon()

    def set_role(self, role: str) -> None:
        """Another weight for the same button."""
        restyle(self, role=role)
        self._paint_icon()

    def set_icon(self, name: str) -> None:
        """Another icon; "" for none."""
        self._icon_name = name
        self._paint_icon()

    def _paint_icon(self) -> None:
        _put_icon(self, self._icon_name, _ON_BUTTON.get(str(self.property("role")), "text"), 16)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._paint_icon()


class LinkButton(Button):
    """A word that leads somewhere."""

    def __init__(
        self,
        text: str,
        icon: str = "",
        on_click: Callable[[], object] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, "link", icon, on_click, parent)


class IconButton(QToolButton):
    """A button that is only an icon; `words` is its name for tip and screen reader, so it must be given."""

    def __init__(
        self,
        icon: str,
        words: str,
        on_click: Callable[[], object] | None = None,
        *,
        token: str = "muted",
        pixels: float = 18,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon_name, self._token, self._pixels = icon, token, pixels
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.set_words(words)
        if on_click is not None:
            self.clicked.connect(lambda: on_click())
        self._paint_icon()

    def set_words(self, words: str) -> None:
        """Another name."""
        self.setToolTip(tip(words))
        self.setAccessibleName(words)

    def set_icon(self, name: str, token: str = "") -> None:
        """Another icon, or another colour."""
        self._icon_name, self._token = name, token or self._token
        self._paint_icon()

    def _paint_icon(self) -> None:
        _put_icon(self, self._icon_name, self._token, self._pixels)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._paint_icon()


class Line(QFrame):
    """A thin dividing line."""

    def __init__(self, *, upright: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "line")
        if upright:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)


# between icon and word; the style itself leaves but little
ICON_GAP = 4


def _put_icon(button: QAbstractButton, name: str, token: str, pixels: float) -> None:
    gap = ICON_GAP if isinstance(button, QPushButton) and button.text() else 0
    button.setIconSize(QSize(theme.px(pixels) + theme.px(gap), theme.px(pixels)))
    if name or not button.icon().isNull():
        button.setIcon(theme.icon(name, token, pixels, gap) if name else QIcon())
