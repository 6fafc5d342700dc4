"""What the program says beside the work: banner, notice, tag."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget
from shiboken6 import isValid
from typing_extensions import override

from kpsdesk.i18n import _
from kpsdesk.ui import theme
from kpsdesk.ui.widgets.base import Button, Icon, IconButton, Label, LinkButton, hbox, restyle, vbox

ICONS = {
    "info": "info",
    "ok": "circle-check",
    "warn": "triangle-alert",
    "danger": "octagon-alert",
    "neutral": "info",
    "primary": "info",
}
STAYS_MS = 10_000


def announce(widget: QWidget) -> None:
    """Let a screen reader read a widget's accessible name aloud now."""
    QAccessible.updateAccessibility(QAccessibleEvent(widget, QAccessible.Event.Alert))


class Banner(QFrame):
    """One line at the bottom: what happened, and the way back. Goes after 10 s unless its tone is warn or danger."""

    dismissed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "banner")
        self._icon = Icon("info", "surface", 18)
        self._text = Label("", wrap=True)
        self._action = Button("", "banner")
        self._action.clicked.connect(self._act)
        self._run: Callable[[], object] | None = None
        self._stays = False
        self._before: QWidget | None = None  # where the keyboard was when the message came
        close = IconButton("x", _("Close the message"), self.dismiss, token="surface")
        row = hbox(self._icon, self._text, self._action, close, gap=12, margin=8)
        row.setContentsMargins(theme.px(16), theme.px(6), theme.px(8), theme.px(6))
        row.setStretch(1, 1)
        self.setLayout(row)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.dismiss)
        self.hide()

    def say(
        self, text: str, action_text: str = "", action: Callable[[], object] | None = None, tone: str = "info"
    ) -> None:
        """Show a message in place of the one before; `action` runs once, at most."""
        self._icon.show_icon(ICONS.get(tone, "info"))
        self._text.setText(text)
        self._run = action
        self._action.setText(action_text)
        self._action.setVisible(bool(action_text))
        self.setAccessibleName(text)
        self._stays = tone in ("warn", "danger")
        self._remember_place()
        self.show()
        announce(self)
        self._timer.stop()
        if not self._stays:
            self._timer.start(STAYS_MS)

    def text(self) -> str:
        """What it says."""
        return self._text.text()

    def dismiss(self) -> None:
        """Take the message away."""
        self._timer.stop()
        self._run = None
        self._give_back_place()
        self.hide()
        self.dismissed.emit()

    def _act(self) -> None:
        run = self._run
        self.dismiss()
        if run is not None:
            run()

    def _remember_place(self) -> None:
        at = self.window().focusWidget()
        if not self.isAncestorOf(at):
            self._before = at

    def _give_back_place(self) -> None:
        """Whoever used the message goes on where they were, not at the top of the window."""
        at, before = self.window().focusWidget(), self._before
        self._before = None
        within = self.isAncestorOf(at)
        if within and before is not None and isValid(before) and before.isVisible() and before.isEnabled():
            before.setFocus()

    @override
    def event(self, event: QEvent) -> bool:
        # the time stops while somebody is at it
        if event.type() == QEvent.Type.Enter:
            self._timer.stop()
        elif event.type() == QEvent.Type.Leave and self.isVisible() and not self._stays:
            self._timer.start(STAYS_MS)
        return super().event(event)


class InlineNotice(QFrame):
    """A note in the page: tone, icon, text, and perhaps a word to click (`linked`)."""

    linked = Signal()

    def __init__(
        self,
        text: str = "",
        tone: str = "info",
        link: str = "",
        icon: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "notice")
        self._icon = Icon("info", "info", 18)
        self._text = Label("", wrap=True)
        self._link = LinkButton("")
        self._link.clicked.connect(self.linked)
        column = vbox(self._text, self._link, gap=2)
        row = hbox(self._icon, column, gap=10)
        row.setContentsMargins(theme.px(12), theme.px(10), theme.px(12), theme.px(10))
        row.setAlignment(self._icon, Qt.AlignmentFlag.AlignTop)
        # no alignment for the column: with it Qt forgets that wrapped text may need more than its hint
        self._text.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        row.setStretch(1, 1)
        self.setLayout(row)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.say(text, tone, link, icon)

    def say(self, text: str, tone: str = "info", link: str = "", icon: str = "") -> None:
        """Other words, tone, link."""
        self._text.setText(text)
        self._text.set_tone(tone if tone != "neutral" else "")
        self._link.setText(link)
        self._link.setVisible(bool(link))
        self._icon.show_icon(icon or ICONS.get(tone, "info"), "muted" if tone == "neutral" else tone)
        restyle(self, tone=tone)
        self.setAccessibleName(text)

    def text(self) -> str:
        """What it says."""
        return self._text.text()


class Tag(QWidget):
    """A small label with ground, icon and word: the icon's shape says what the colour says."""

    def __init__(
        self, text: str = "", tone: str = "neutral", icon: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._text, self._tone, self._icon = text, tone, icon
        self.set(text, tone, icon)

    def set(self, text: str, tone: str = "neutral", icon: str = "") -> None:
        """Other words, tone, icon."""
        self._text, self._tone, self._icon = text, tone, icon
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        """What it says."""
        return self._text

    @override
    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(_tag_font())
        width = metrics.horizontalAdvance(self._text) + theme.px(16)
        if self._icon:
            width += theme.px(14) + (theme.px(5) if self._text else 0)
        return QSize(width, metrics.height() + theme.px(6))

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        front, ground = theme.tokens().tone(self._tone)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(ground))
        painter.drawRoundedRect(QRectF(self.rect()), theme.px(4), theme.px(4))
        area = self.rect().adjusted(theme.px(8), 0, -theme.px(8), 0)
        if self._icon:
            side = theme.px(14)
            theme.icon(self._icon, front, 14).paint(
                painter, area.x(), (self.height() - side) // 2, side, side
            )
            area.setLeft(area.x() + side + theme.px(5))
        painter.setPen(theme.color(front))
        painter.setFont(_tag_font())
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self._text)
        painter.end()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()


def _tag_font() -> QFont:
    made = theme.font("small")
    made.setWeight(QFont.Weight.Medium)
    return made
