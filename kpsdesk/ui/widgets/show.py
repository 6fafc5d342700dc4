"""Showing: pairs, a timeline, a picture, progress."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QGridLayout, QProgressBar, QSizePolicy, QWidget
from typing_extensions import override

from kpsdesk.i18n import _
from kpsdesk.ui import theme
from kpsdesk.ui.widgets.base import Button, Label, hbox, tip, vbox
from kpsdesk.ui.widgets.layout import clear_layout

SHOW_AFTER_MS = 200
CANCEL_AFTER_MS = 2000


class KeyValueList(QWidget):
    """Name and value under each other in two columns; an empty value is shown as a dash."""

    def __init__(
        self, pairs: Sequence[tuple[str, str | QWidget]] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.px(16))
        self._grid.setVerticalSpacing(theme.px(6))
        self._grid.setColumnStretch(1, 1)
        self.set_pairs(pairs)

    def set_pairs(self, pairs: Sequence[tuple[str, str | QWidget]]) -> None:
        """Other pairs; a value may be a widget, such as a `Tag` or a `LinkButton`."""
        clear_layout(self._grid)
        top = Qt.AlignmentFlag.AlignTop
        for row, (name, value) in enumerate(pairs):
            self._grid.addWidget(Label(name, "body", "muted", wrap=True), row, 0, top)
            if isinstance(value, QWidget):
                self._grid.addWidget(value, row, 1, Qt.AlignmentFlag.AlignLeft | top)
            else:
                self._grid.addWidget(Label(value or "–", wrap=True, selectable=True), row, 1, top)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened: when as people say it, the exact time for the tip, what, by whom, a longer text."""

    when: str
    title: str
    text: str = ""
    who: str = ""
    exact: str = ""
    tone: str = "neutral"


class Timeline(QWidget):
    """Dated entries under each other with a line through."""

    def __init__(self, entries: Sequence[Entry] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = vbox(gap=0)
        self.setLayout(self._column)
        self.set_entries(entries)

    def set_entries(self, entries: Sequence[Entry]) -> None:
        """Other entries, in the order given."""
        clear_layout(self._column)
        for number, entry in enumerate(entries):
            self._column.addWidget(_TimelineRow(entry, last=number == len(entries) - 1))


class _TimelineRow(QWidget):
    """One entry with its dot."""

    def __init__(self, entry: Entry, *, last: bool) -> None:
        super().__init__()
        self._tone, self._last = entry.tone, last
        when = Label(entry.when, "small", "muted")
        when.setToolTip(tip(entry.exact))
        head = hbox(when, *([Label(entry.who, "small", "muted")] if entry.who else []), None, gap=8)
        column = vbox(head, Label(entry.title, wrap=True), gap=2)
        if entry.text:
            column.addWidget(Label(entry.text, "body", "muted", wrap=True, selectable=True))
        column.setContentsMargins(theme.px(24), 0, 0, theme.px(14))
        self.setLayout(column)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.setAccessibleName(f"{entry.when}: {entry.title}")

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        x, y, radius = theme.px(8), theme.px(9), theme.px(4)
        if not self._last:
            painter.setPen(QPen(theme.color("line"), theme.px(2)))
            painter.drawLine(x, y + theme.px(8), x, self.height())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(theme.tokens().tone(self._tone)[0]))
        painter.drawEllipse(QRectF(x - radius, y - radius, 2 * radius, 2 * radius))
        painter.end()


class PictureView(QWidget):
    """Shows an SVG in its own proportions, as wide as there is room. `words` says it to those who do not see it."""

    clicked_at = Signal(float, float)  # in the picture's own measures

    def __init__(self, svg: bytes = b"", words: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._renderer = QSvgRenderer(self)
        self._shown = False
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.show_picture(svg, words)

    def show_picture(self, svg: bytes, words: str = "") -> None:
        """Another picture; nothing for no bytes."""
        if svg:
            self._renderer.load(QByteArray(svg))
        self._shown = bool(svg)
        self.setAccessibleName(words)
        self.updateGeometry()
        self.update()

    def _natural(self) -> QSize:
        size = self._renderer.defaultSize()
        return size if self._shown and size.isValid() and not size.isEmpty() else QSize(320, 160)

    @override
    def sizeHint(self) -> QSize:
        return self._natural()

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(120), theme.px(60))

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        natural = self._natural()
        return round(width * natural.height() / natural.width())

    def _place(self) -> QRectF:
        natural = self._natural()
        fit = natural.scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        return QRectF((self.width() - fit.width()) / 2, 0, fit.width(), fit.height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._shown:
            painter = QPainter(self)
            self._renderer.render(painter, self._place())
            painter.end()

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        place, natural = self._place(), self._natural()
        at = event.position() - place.topLeft()
        if place.width() > 0:
            self.clicked_at.emit(
                at.x() * natural.width() / place.width(), at.y() * natural.height() / place.height()
            )


class Progress(QWidget):
    """Work that goes on: seen after 0.2 s, can be cancelled after 2 s. `start(text)`, `step(done, total)`, `stop()`."""

    cancelled = Signal()

    def __init__(self, *, can_cancel: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._can_cancel = can_cancel
        self._text = Label("", "small", "muted")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._cancel = Button(_("Cancel"), "quiet", on_click=self.cancelled.emit)
        row = hbox(self._bar, self._cancel, gap=8)
        row.setStretch(0, 1)
        self.setLayout(vbox(self._text, row, gap=4))
        self._late, self._long = QTimer(self), QTimer(self)
        for timer, after, act in (
            (self._late, SHOW_AFTER_MS, self.show),
            (self._long, CANCEL_AFTER_MS, self._offer_cancel),
        ):
            timer.setSingleShot(True)
            timer.setInterval(after)
            timer.timeout.connect(act)
        self.hide()

    def start(self, text: str = "") -> None:
        """Begin; nothing is seen if `stop` comes within 0.2 s."""
        self._text.setText(text or _("Working…"))
        self._bar.setRange(0, 0)
        self._cancel.hide()
        self._late.start()
        if self._can_cancel:
            self._long.start()

    def step(self, done: int, total: int, text: str = "") -> None:
        """How far it is."""
        self._bar.setRange(0, max(total, 0))
        self._bar.setValue(done)
        if text:
            self._text.setText(text)

    def stop(self) -> None:
        """It is done."""
        self._late.stop()
        self._long.stop()
        self.hide()

    def _offer_cancel(self) -> None:
        self._cancel.show()


class Spinner(Progress):
    """Progress that cannot be cancelled."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
