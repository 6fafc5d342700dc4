"""The navigation at the left of the window: wordmark, report button, destinations, foot. Narrow: icons alone."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QBoxLayout, QFrame, QScrollArea, QSizePolicy, QWidget
from typing_extensions import override

from kpsdesk.i18n import _, ngettext
from kpsdesk.ui import theme
from kpsdesk.ui.widgets.base import Label, TopBox, hbox, tip, vbox

WIDE, NARROW = 212, 60


class NavButton(QAbstractButton):
    """One destination: icon, word, number. `filled` is the big report button."""

    def __init__(self, icon: str, text: str, *, filled: bool = False, small: bool = False) -> None:
        super().__init__()
        self._icon, self._badge, self._filled, self._small = icon, 0, filled, small
        self._narrow = small
        self._shortcut = ""
        self.setText(text)
        self.setCheckable(not filled)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        wide = QSizePolicy.Policy.Fixed if small else QSizePolicy.Policy.Expanding
        self.setSizePolicy(wide, QSizePolicy.Policy.Fixed)

    def set_words(self, text: str, shortcut: str = "") -> None:
        """Its name, and the keys that lead there for the tip."""
        self._shortcut = shortcut or self._shortcut
        self.setText(text)
        self._name()

    def set_badge(self, number: int) -> None:
        """The number at its right; none for 0."""
        self._badge = number
        self._name()
        self.update()

    def set_narrow(self, on: bool) -> None:
        """Icon alone."""
        self._narrow = on or self._small
        self._name()
        self.updateGeometry()
        self.update()

    def _name(self) -> None:
        waiting = (
            ngettext("{n} waiting", "{n} waiting", self._badge).format(n=self._badge) if self._badge else ""
        )
        self.setAccessibleName(f"{self.text()}, {waiting}" if waiting else self.text())
        keys = f"  {self._shortcut}" if self._shortcut else ""
        self.setToolTip(tip(self.text() + keys) if self._narrow or keys else "")

    @override
    def sizeHint(self) -> QSize:
        height = max(theme.px(36), QFontMetrics(theme.font()).height() + theme.px(14))
        return QSize(height if self._small else theme.px(44 if self._narrow else 160), height)

    @override
    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    @override
    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def _colours(self) -> tuple[str, str]:
        if self._filled:
            return "primary_hover" if self.underMouse() else "primary", "on_primary"
        if self.isChecked():
            return "select", "primary"
        return ("hover" if self.underMouse() else "frame"), "text" if self.underMouse() else "muted"

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        ground, front = self._colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("focus"), 2) if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(ground))
        painter.drawRoundedRect(
            QRectF(self.rect()).adjusted(1, 1, -1, -1), theme.size("corner"), theme.size("corner")
        )
        side = theme.px(18)
        x = (self.width() - side) // 2 if self._narrow else theme.px(12)
        theme.icon(self._icon, front, 18).paint(painter, x, (self.height() - side) // 2, side, side)
        if self._narrow:
            if self._badge:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.color("danger"))
                painter.drawEllipse(x + side - theme.px(3), theme.px(5), theme.px(8), theme.px(8))
        else:
            self._write(painter, x + side + theme.px(10), front)
        painter.end()

    def _write(self, painter: QPainter, left: int, front: str) -> None:
        font = theme.font("strong" if self.isChecked() or self._filled else "body")
        right = self.width() - theme.px(10)
        if self._badge:
            number = "99+" if self._badge > 99 else str(self._badge)
            small = theme.font("small")
            width = max(QFontMetrics(small).horizontalAdvance(number) + theme.px(12), theme.px(22))
            box = QRect(right - width, (self.height() - theme.px(20)) // 2, width, theme.px(20))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("surface"))
            painter.drawRoundedRect(box, theme.px(10), theme.px(10))
            painter.setPen(theme.color("text"))
            painter.setFont(small)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, number)
            right -= width + theme.px(6)
        painter.setFont(font)
        painter.setPen(theme.color("text" if front == "muted" else front))
        words = QFontMetrics(font).elidedText(self.text(), Qt.TextElideMode.ElideRight, right - left)
        painter.drawText(QRect(left, 0, right - left, self.height()), Qt.AlignmentFlag.AlignVCenter, words)


class Navigation(QFrame):
    """Destinations under each other: `chosen(key)`. Places: report, main, foot."""

    chosen = Signal(str)

    def __init__(self, wordmark: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "navigation")
        self.setAccessibleName(_("Navigation"))
        self._buttons: dict[str, NavButton] = {}
        self._narrow = False
        self._wordmark = Label(wordmark, "wordmark")
        self._wordmark.setContentsMargins(theme.px(10), theme.px(6), 0, theme.px(10))
        self._top, self._main = vbox(gap=8), TopBox()
        self._main.setContentsMargins(0, 0, 0, 0)
        self._main.setSpacing(theme.px(2))
        self._foot: QBoxLayout = hbox(gap=2)
        destinations = QWidget()
        destinations.setLayout(self._main)
        scroll = QScrollArea()
        scroll.setWidget(destinations)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.viewport().setAutoFillBackground(False)
        destinations.setAutoFillBackground(False)
        outer = vbox(self._wordmark, self._top, scroll, self._foot, gap=8)
        outer.setContentsMargins(theme.px(8), theme.px(12), theme.px(8), theme.px(8))
        outer.setStretch(2, 1)
        self._foot.setAlignment(Qt.AlignmentFlag.AlignLeft)
        self.setLayout(outer)
        self._fit()

    def add(
        self,
        key: str,
        icon: str,
        text: str,
        place: str,
        shortcut: str = "",
        on_click: Callable[[], object] | None = None,
    ) -> NavButton:
        """One more destination, or with `on_click` an action."""
        button = NavButton(icon, text, filled=place == "report", small=place == "foot")
        button.set_words(text, shortcut)
        button.set_narrow(self._narrow)
        button.clicked.connect(lambda: self.chosen.emit(key) if on_click is None else on_click())
        if on_click is not None:
            button.setCheckable(False)
        self._buttons[key] = button
        {"report": self._top, "foot": self._foot}.get(place, self._main).addWidget(button)
        return button

    def button(self, key: str) -> NavButton | None:
        """The button of a destination, if it has one."""
        return self._buttons.get(key)

    def show_chosen(self, key: str) -> None:
        """Mark where we are."""
        for known, button in self._buttons.items():
            if button.isCheckable():
                button.setChecked(known == key)

    def set_narrow(self, on: bool) -> None:
        """Icons alone, or icons and words."""
        if on != self._narrow:
            self._narrow = on
            self._wordmark.setVisible(not on)
            direction = QBoxLayout.Direction.TopToBottom if on else QBoxLayout.Direction.LeftToRight
            self._foot.setDirection(direction)
            side = Qt.AlignmentFlag.AlignHCenter if on else Qt.AlignmentFlag.AlignLeft
            self._foot.setAlignment(side)
            for button in self._buttons.values():
                button.set_narrow(on)
        self._fit()

    def narrow(self) -> bool:
        """Whether it shows icons alone."""
        return self._narrow

    def _fit(self) -> None:
        self.setFixedWidth(theme.px(NARROW if self._narrow else WIDE))

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_foot"):
            self._fit()
