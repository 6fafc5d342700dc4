"""The picture of twelve months: drawn in the background when everything else is there."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from kpsdesk import words
from kpsdesk.i18n import _
from kpsdesk.services.pictures import Look, Picture, PictureService
from kpsdesk.ui import theme
from kpsdesk.ui.desk import Desk
from kpsdesk.ui.widgets import Card, Label, PictureView

DRAW_AGAIN_MS = 250
PROPORTION = 0.62
SMALL = "small"


class YearCard(Card):
    """Reported, risks and closed per month. `month_chosen(date)`: a month in the picture was clicked."""

    month_chosen = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._pictures = PictureService(desk.session)
        self._desk = desk
        self._units: tuple[int, ...] = ()
        self._wanted = False
        self._drawn: Look | None = None
        self._picture: Picture | None = None
        self.view = PictureView()
        self.view.clicked_at.connect(self._clicked)
        self.words = Label("", "small", "muted", wrap=True)
        self.add(Label(_("The last twelve months"), "section", wrap=True), self.view, self.words)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DRAW_AGAIN_MS)
        self._timer.timeout.connect(self._draw_if_changed)

    def load(self, units: tuple[int, ...]) -> None:
        """Count and draw again."""
        self._units, self._wanted = units, True
        self._draw()

    def _look(self) -> Look:
        width = max(self.width() - theme.px(34), theme.px(200))
        text = theme.font(SMALL).pixelSize()
        return Look(width, round(width * PROPORTION), text, theme.tokens().as_dict())

    def _draw_if_changed(self) -> None:
        if self._wanted and self._look() != self._drawn:
            self._draw()

    def _draw(self) -> None:
        look, units = self._look(), self._units
        self._drawn = look
        work = lambda: self._pictures.months(units, look, words.month)  # noqa: E731
        self._desk.tasks.read(self, work, self._came, key="picture")

    def _came(self, picture: Picture) -> None:
        self._picture = picture
        self.view.show_picture(picture.svg, picture.words)
        self.words.setText(picture.words)

    def _clicked(self, x: float, _y: float) -> None:
        month = self._picture.month_at(x) if self._picture else None
        if isinstance(month, date):
            self.month_chosen.emit(month)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._timer.start()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_timer"):
            self._timer.start()
