"""Where a case stands and what it lacks."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from kpsdesk.i18n import _
from kpsdesk.ui import theme
from kpsdesk.ui.widgets.base import Label, LinkButton, vbox
from kpsdesk.ui.widgets.layout import FlowLayout, clear_layout

STATES = ("done", "current", "todo")
SMALLEST_SHARE = 0.75


class StatusSteps(QWidget):
    """A line of steps, each done, current or still to do; shape and word say it as well as colour."""

    def __init__(self, steps: Sequence[tuple[str, str]] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps: list[tuple[str, str]] = []
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizePolicy(policy)
        self.set_steps(steps)

    def set_steps(self, steps: Sequence[tuple[str, str]]) -> None:
        """Texts with their state: done, current or todo."""
        self._steps = list(steps)
        said = {"done": _("done"), "current": _("now"), "todo": _("later")}
        self.setAccessibleName(", ".join(f"{text}: {said[state]}" for text, state in self._steps))
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self._font("strong"))
        rows = max((len(self._wrapped(metrics, text)) for text, _state in self._steps), default=1)
        return QSize(theme.px(90) * len(self._steps), theme.px(28) + rows * metrics.height())

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(40) * len(self._steps), self.sizeHint().height())

    def _font(self, role: str) -> QFont:
        """Small text; smaller still when the longest word would be cut, down to three quarters of it."""
        font = theme.font(role)
        size = theme.font("small").pixelSize()
        widest = QFont(theme.font("strong"))
        widest.setPixelSize(size)
        metrics = QFontMetrics(widest)
        longest = max(
            (metrics.horizontalAdvance(word) for text, _state in self._steps for word in text.split()),
            default=1,
        )
        room = max(self.width(), 1) / max(len(self._steps), 1) - theme.px(6)
        share = room / max(longest, 1)
        font.setPixelSize(round(size * min(max(share, SMALLEST_SHARE), 1.0)))
        return font

    def _wrapped(self, metrics: QFontMetrics, text: str) -> list[str]:
        width = max(self.width(), 1) // max(len(self._steps), 1) - theme.px(6)
        rows: list[str] = []
        for word in text.split():
            if rows and metrics.horizontalAdvance(f"{rows[-1]} {word}") <= width:
                rows[-1] += f" {word}"
            else:
                rows.append(word)
        return [metrics.elidedText(row, Qt.TextElideMode.ElideRight, width) for row in rows]

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._steps:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        share = self.width() / len(self._steps)
        middle, radius = theme.px(11), theme.px(8)
        for number, (text, state) in enumerate(self._steps):
            centre = QPointF(share * (number + 0.5), middle)
            if number:
                painter.setPen(QPen(theme.color("primary" if state != "todo" else "line"), theme.px(2)))
                painter.drawLine(
                    QPointF(centre.x() - share + radius + 1, middle), QPointF(centre.x() - radius, middle)
                )
            self._dot(painter, centre, radius, state)
            role = "strong" if state == "current" else "small"
            used = self._font(role)
            painter.setFont(used)
            painter.setPen(theme.color("text" if state == "current" else "muted"))
            metrics = QFontMetrics(used)
            for row, line in enumerate(self._wrapped(metrics, text)):
                where = QRect(
                    round(share * number),
                    theme.px(24) + row * metrics.height(),
                    round(share),
                    metrics.height(),
                )
                painter.drawText(where, Qt.AlignmentFlag.AlignCenter, line)
        painter.end()

    def _dot(self, painter: QPainter, centre: QPointF, radius: float, state: str) -> None:
        painter.setPen(QPen(theme.color("control" if state == "todo" else "primary"), theme.px(2)))
        painter.setBrush(theme.color("primary" if state == "done" else "surface"))
        painter.drawEllipse(centre, radius - 1, radius - 1)
        if state == "done":
            side = theme.px(11)
            corner = centre - QPointF(side / 2, side / 2)
            theme.icon("check", "on_primary", 11).paint(
                painter, round(corner.x()), round(corner.y()), side, side
            )
        elif state == "current":
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("primary"))
            painter.drawEllipse(centre, radius * 0.45, radius * 0.45)

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.StyleChange):
            self.updateGeometry()
        return super().event(event)


class MissingList(QWidget):
    """What is missing "to go on", each a link that leads to its place. Hidden when nothing is."""

    jump_requested = Signal(str)

    def __init__(self, title: str = "", parent: QWidget | None = None, *, even: bool = False) -> None:
        super().__init__(parent)
        self._title = Label(title or _("To go on:"), "strong")
        holder = QWidget()
        self._flow = FlowLayout(holder, gap=4)
        self._flow.even = even  # a long list stands in columns
        self.setLayout(vbox(self._title, holder, gap=2))
        self.set_items(())

    def set_title(self, title: str) -> None:
        """Other words before the list."""
        self._title.setText(title)

    def set_items(self, items: Sequence[tuple[str, str]]) -> None:
        """(key, text) of each thing that is missing."""
        clear_layout(self._flow)
        for key, text in items:
            link = LinkButton(text, "corner-down-right")
            link.clicked.connect(lambda _checked=False, key=key: self.jump_requested.emit(key))
            self._flow.addWidget(link)
        self.setVisible(bool(items))
