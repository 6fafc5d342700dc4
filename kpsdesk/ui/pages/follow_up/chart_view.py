"""A picture in which every number can be opened: with the mouse, or with arrows and Enter."""

from __future__ import annotations

from collections.abc import Callable
from math import hypot

from PySide6.QtCore import QEvent, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QToolTip, QWidget
from typing_extensions import override

from kpsdesk.i18n import _
from kpsdesk.services.follow_up_pictures import Chart, Draw, Spot
from kpsdesk.services.pictures import Look
from kpsdesk.ui import theme
from kpsdesk.ui.desk import Desk
from kpsdesk.ui.widgets import Card, Label, PictureView, announce, tip

NEAR = 14  # so far beside a number it still is meant
DRAW_AGAIN_MS = 250
SMALL = "small"


class ChartView(PictureView):
    """Arrows go from number to number, Enter opens the one that has the ring. `opened(Behind)`."""

    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._chart: Chart | None = None
        self._at = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleDescription(
            _("Arrow keys go from number to number, Enter opens the list behind it.")
        )

    def show_chart(self, chart: Chart) -> None:
        """Another picture; the ring stays at the same place of the order if it can."""
        self._chart = chart
        self._at = min(self._at, max(len(chart.spots) - 1, 0))
        self.show_picture(chart.svg, chart.words)

    def spots(self) -> tuple[Spot, ...]:
        """The numbers that can be opened."""
        return self._chart.spots if self._chart else ()

    def current(self) -> Spot | None:
        """The number that the keyboard is at."""
        return self.spots()[self._at] if self.spots() else None

    def middle(self, spot: Spot) -> tuple[float, float]:
        """The middle of a number, in the widget's own measure."""
        box = self._box(spot)
        return box.center().x(), box.center().y()

    def spot_at(self, x: float, y: float) -> Spot | None:
        """The number nearest to a point of the widget, if any is near."""
        best, distance = None, float(theme.px(NEAR))
        for spot in self.spots():
            box = self._box(spot)
            away = hypot(max(box.left() - x, 0, x - box.right()), max(box.top() - y, 0, y - box.bottom()))
            # of two that hold the point, the smaller one lies on top
            size = box.width() * box.height()
            if away < distance or (best is not None and away == distance and size < self._area(best)):
                best, distance = spot, away
        return best

    def _area(self, spot: Spot) -> float:
        box = self._box(spot)
        return box.width() * box.height()

    def _box(self, spot: Spot) -> QRectF:
        place, natural = self._place(), self._natural()
        scale = place.width() / natural.width() if natural.width() else 1.0
        return QRectF(
            place.x() + spot.left * scale,
            place.y() + spot.top * scale,
            spot.width * scale,
            spot.height * scale,
        )

    def _go(self, at: int) -> None:
        self._at = min(max(at, 0), len(self.spots()) - 1)
        self._tell()
        self.update()

    def _tell(self) -> None:
        spot = self.current()
        if spot is not None and self._chart is not None:
            self.setAccessibleName(spot.words)
            announce(self)
            self.setAccessibleName(self._chart.words)

    def _beside(self, step: int) -> int:
        """The same part of the next or last month."""
        spots, at = self.spots(), self._at
        part = spots[at].part
        order = range(at + 1, len(spots)) if step > 0 else range(at - 1, -1, -1)
        return next((n for n in order if spots[n].part == part), at)

    def _pale(self) -> None:
        """Numbers of before, while the new ones are counted."""
        ground = theme.color("surface")
        ground.setAlphaF(0.6)
        painter = QPainter(self)
        painter.fillRect(self.rect(), ground)
        painter.end()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, spots = event.key(), self.spots()
        moves: dict[int, Callable[[], int]] = {
            Qt.Key.Key_Right: lambda: self._beside(1),
            Qt.Key.Key_Left: lambda: self._beside(-1),
            Qt.Key.Key_Down: lambda: self._at + 1,
            Qt.Key.Key_Up: lambda: self._at - 1,
            Qt.Key.Key_Home: lambda: 0,
            Qt.Key.Key_End: lambda: len(spots) - 1,
        }
        if spots and key in moves:
            self._go(moves[key]())
        elif spots and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit(spots[self._at].count.behind)
        else:
            super().keyPressEvent(event)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        spot = self.spot_at(event.position().x(), event.position().y())
        if spot is not None and event.button() == Qt.MouseButton.LeftButton:
            self._at = self.spots().index(spot)
            self.opened.emit(spot.count.behind)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        spot = self.spot_at(event.position().x(), event.position().y())
        self.setCursor(Qt.CursorShape.PointingHandCursor if spot else Qt.CursorShape.ArrowCursor)
        if spot is not None:
            QToolTip.showText(event.globalPosition().toPoint(), tip(spot.words), self)
        else:
            QToolTip.hideText()

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.isEnabled():
            self._pale()
        spot = self.current()
        if spot is None or not self.hasFocus():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("focus"), theme.px(2)))
        air, corner = theme.px(3), theme.px(3)
        painter.drawRoundedRect(self._box(spot).adjusted(-air, -air, air, air), corner, corner)
        painter.end()


class ChartCard(Card):
    """A heading and a picture, drawn in the background for the width that there is. `opened(Behind)`."""

    opened = Signal(object)

    def __init__(self, desk: Desk, title: str, proportion: float, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._desk, self._proportion = desk, proportion
        self._draw_it: Draw | None = None
        self._drawn: Look | None = None
        self.title = Label(title, "section", wrap=True)
        self.view = ChartView()
        self.view.opened.connect(self.opened)
        self.hint = Label("", "small", "muted", wrap=True)
        self.hint.hide()
        self.add(self.title, self.view, self.hint)
        self._timer = QTimer(self, singleShot=True, interval=DRAW_AGAIN_MS)
        self._timer.timeout.connect(self._draw_if_changed)

    def load(self, draw: Draw) -> None:
        """Draw other numbers; `draw` runs in the background."""
        self._draw_it = draw
        self._draw()

    def _look(self) -> Look:
        width = max(self.width() - theme.px(34), theme.px(200))
        height = round(min(width * self._proportion, theme.px(300)))
        return Look(
            width, max(height, theme.px(150)), theme.font(SMALL).pixelSize(), theme.tokens().as_dict()
        )

    def _draw_if_changed(self) -> None:
        if self._draw_it is not None and self._look() != self._drawn:
            self._draw()

    def _draw(self) -> None:
        draw, look = self._draw_it, self._look()
        if draw is None:
            return
        self._drawn = look
        self._desk.tasks.read(self, lambda: draw(look), self._show, key="picture")

    def _show(self, chart: Chart) -> None:
        self.setEnabled(True)
        self.view.show_chart(chart)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._timer.start()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_timer"):
            self._timer.start()
