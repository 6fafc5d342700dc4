"""A paper on screen: the very PDF, page under page, drawn in the background."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QImage,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QWidget
from typing_extensions import override

from kpsdesk.i18n import N_, _
from kpsdesk.ui import theme
from kpsdesk.ui.pdf_pages import POINTS_PER_INCH, PageFacts, PageImage, draw, facts
from kpsdesk.ui.tasks import Job, Tasks
from kpsdesk.ui.widgets.base import IconButton, Label, hbox, vbox
from kpsdesk.ui.widgets.combo import PlainCombo

FIT_WIDTH: Final = "width"
WHOLE_PAGE: Final = "page"
FULL_SIZE: Final = "100"
ZOOMS: Final = (
    (FIT_WIDTH, N_("Fit the width")),
    (WHOLE_PAGE, N_("Whole page")),
    (FULL_SIZE, N_("100 %")),
    ("150", N_("150 %")),
)
DRAW_AGAIN_MS: Final = 120  # a splitter that is dragged asks many times a second
GAP: Final = 16
LEAST_SCALE: Final = 0.1


@dataclass(frozen=True, slots=True)
class Fit:
    """How large pages are shown: the zoom, and the room that there is for them."""

    zoom: str
    width: int
    height: int
    dots_per_inch: int

    def scale(self, told: tuple[PageFacts, ...]) -> float:
        """The window's pixels to the point of a paper."""
        if not told:
            return 1.0
        if self.zoom.isdigit():
            return self.dots_per_inch / POINTS_PER_INCH * int(self.zoom) / 100
        scale = self.width / max(page.width for page in told)
        if self.zoom == WHOLE_PAGE:
            scale = min(scale, self.height / max(page.height for page in told))
        return max(scale, LEAST_SCALE)


def as_image(page: PageImage) -> QImage:
    """A drawn page as Qt paints it; it has its own copy of the dots."""
    return QImage(page.dots, page.width, page.height, page.stride, QImage.Format.Format_RGB32).copy()


class Paper(QAbstractScrollArea):
    """The pages with their scroll bars. It paints what it was given and says what it lacks.

    Signals:
        lacking: a page in sight is not drawn at the size that it is shown at.
        page_changed(int): another page, from 0, is in front.
    """

    lacking = Signal()
    page_changed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "paper")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("The page"))
        # there is always one: a bar that comes and goes would change the width that pages are fitted to
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self._facts: tuple[PageFacts, ...] = ()
        self._images: dict[int, tuple[float, QImage]] = {}
        self._rects: list[QRectF] = []
        self._zoom = FIT_WIDTH
        self._front = 0
        self.scale = 1.0  # the window's pixels to the point
        self.verticalScrollBar().valueChanged.connect(self._scrolled)

    @property
    def pages(self) -> int:
        """How many there are."""
        return len(self._facts)

    @property
    def front(self) -> int:
        """The page that most of the view shows, from 0."""
        return self._front

    def show_pages(self, told: tuple[PageFacts, ...], images: dict[int, tuple[float, QImage]]) -> None:
        """Another paper in place of the one before, at the same place of the scroll bar."""
        before = self.verticalScrollBar().value()
        self._facts, self._images = told, images
        self._lay_out()
        self.verticalScrollBar().setValue(before)
        self._settle()

    def take(self, images: dict[int, tuple[float, QImage]]) -> None:
        """More pages of the same paper, or the same ones at another size."""
        self._images |= images
        self.viewport().update()

    def set_zoom(self, zoom: str) -> None:
        """One of ZOOMS; what was in sight stays in sight."""
        self._zoom = zoom
        bar = self.verticalScrollBar()
        share = bar.value() / max(1, self._height())
        self._lay_out()
        bar.setValue(round(share * self._height()))
        self._settle()

    def turn_to(self, number: int) -> None:
        """Bring a page to the top of the view."""
        if self._rects:
            there = self._rects[max(0, min(number, self.pages - 1))]
            self.verticalScrollBar().setValue(round(there.top()) - theme.px(GAP))

    def in_sight(self) -> list[int]:
        """The pages that are seen, and the next one."""
        top = self.verticalScrollBar().value()
        bottom = top + self.viewport().height()
        seen = [n for n, rect in enumerate(self._rects) if rect.bottom() >= top and rect.top() <= bottom]
        return seen + [n for n in (seen[-1] + 1,) if n < self.pages] if seen else []

    def undrawn(self) -> list[int]:
        """Those in sight that are not there at the size that is asked for."""
        wanted = self.scale * self.devicePixelRatioF()
        return [n for n in self.in_sight() if n not in self._images or self._images[n][0] != wanted]

    def fit(self) -> Fit:
        """What the scale of a paper hangs on now."""
        room = self.viewport().size() - QSize(2 * theme.px(GAP), 2 * theme.px(GAP))
        return Fit(self._zoom, room.width(), room.height(), self.logicalDpiY())

    def _height(self) -> float:
        return self._rects[-1].bottom() + theme.px(GAP) if self._rects else 0

    def _lay_out(self) -> None:
        self.scale = self.fit().scale(self._facts)
        gap, wide = theme.px(GAP), self.viewport().width()
        y, self._rects, widest = float(gap), [], 0.0
        for page in self._facts:
            width, height = page.width * self.scale, page.height * self.scale
            self._rects.append(QRectF(max(gap, (wide - width) / 2), y, width, height))
            y += height + gap
            widest = max(widest, width + 2 * gap)
        upright, level = self.verticalScrollBar(), self.horizontalScrollBar()
        upright.setPageStep(self.viewport().height())
        upright.setSingleStep(theme.px(40))
        upright.setRange(0, max(0, round(self._height()) - self.viewport().height()))
        level.setPageStep(wide)
        level.setRange(0, max(0, round(widest) - wide))

    def _settle(self) -> None:
        self._scrolled()
        self.viewport().update()

    def _scrolled(self) -> None:
        middle = self.verticalScrollBar().value() + self.viewport().height() / 2
        at = [n for n, rect in enumerate(self._rects) if rect.top() <= middle]
        if (front := at[-1] if at else 0) != self._front or not self.accessibleDescription():
            self._front = front
            self._describe()
            self.page_changed.emit(front)
        if self.undrawn():
            self.lacking.emit()

    def _describe(self) -> None:
        """What a screen reader reads: the words of the page in front."""
        self.setAccessibleDescription(self._facts[self._front].text if self._front < self.pages else "")

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.translate(-self.horizontalScrollBar().value(), -self.verticalScrollBar().value())
        for number in self.in_sight():
            rect = self._rects[number]
            if number in self._images:  # white, whatever the window's theme is
                painter.drawImage(rect, self._images[number][1])
            else:
                painter.fillRect(rect, theme.color("surface"))
            painter.setPen(QPen(theme.color("line"), 1))
            painter.drawRect(rect)
        if self.hasFocus():
            painter.resetTransform()
            painter.setPen(QPen(theme.color("focus"), 2))
            painter.drawRect(QRectF(self.viewport().rect()).adjusted(1, 1, -1, -1))
        painter.end()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.set_zoom(self._zoom)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_rects"):
            self.set_zoom(self._zoom)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        super().wheelEvent(event)
        event.accept()  # at its end it does not drag the page around it along

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar = self.verticalScrollBar()
        key = event.key()
        if key == Qt.Key.Key_PageDown:
            self._page_on(1)
        elif key == Qt.Key.Key_PageUp:
            self._page_on(-1)
        elif key == Qt.Key.Key_Home:
            bar.setValue(0)
        elif key == Qt.Key.Key_End:
            bar.setValue(bar.maximum())
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Space):
            bar.setValue(bar.value() + bar.singleStep())
        elif key == Qt.Key.Key_Up:
            bar.setValue(bar.value() - bar.singleStep())
        else:
            event.ignore()

    def _page_on(self, step: int) -> None:
        """A page that fits is turned; one that does not is first read to its end."""
        bar, rect = self.verticalScrollBar(), self._rects[self._front] if self._rects else QRectF()
        top, bottom = bar.value(), bar.value() + self.viewport().height()
        high = self.viewport().height() - theme.px(2 * GAP)
        if step > 0 and rect.bottom() > bottom:
            bar.setValue(min(top + high, round(rect.bottom()) - self.viewport().height() + theme.px(GAP)))
        elif step < 0 and rect.top() < top:
            bar.setValue(max(top - high, round(rect.top()) - theme.px(GAP)))
        else:
            self.turn_to(self._front + step)


class PdfView(QWidget):
    """A PDF page by page, with a line above that turns pages and zooms. `show_pdf(bytes)`; `page_changed(int)`, from 0.

    The one before stays in sight until the next one is drawn; a newer one takes the place of one that is on its way.
    """

    page_changed = Signal(int)
    shown = Signal()

    def __init__(self, tasks: Tasks, words: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._pdf = b""
        self.paper = Paper()
        self.paper.setAccessibleName(words or _("The page"))
        self._words = words
        self._where = Label("", "small", "muted")
        self.back = IconButton("chevron-left", _("Previous page"), lambda: self._turn(-1))
        self.on = IconButton("chevron-right", _("Next page"), lambda: self._turn(1))
        self.zoom = PlainCombo([(key, _(text)) for key, text in ZOOMS], _("Size on screen"))
        self.zoom.chosen.connect(self.paper.set_zoom)
        self.tools = hbox(self.back, self._where, self.on, None, self.zoom, gap=8)
        column = vbox(self.tools, self.paper, gap=8)
        column.setStretch(1, 1)
        self.setLayout(column)
        self.setFocusProxy(self.paper)
        self._again = QTimer(self, singleShot=True, interval=DRAW_AGAIN_MS)
        self._again.timeout.connect(self._draw_lacking)
        self.paper.lacking.connect(self._again.start)
        self.paper.page_changed.connect(self._turned)
        self._tell()

    def pdf(self) -> bytes:
        """What is shown, to be saved or printed."""
        return self._pdf

    def show_pdf(self, pdf: bytes) -> None:
        """Show another paper, at the place where the one before was looked at."""
        paper = self.paper
        ratio, fit = paper.devicePixelRatioF(), paper.fit()
        wanted = paper.in_sight() or [0, 1]

        def look(job: Job) -> tuple[tuple[PageFacts, ...], dict[int, PageImage], float]:
            told = facts(pdf)
            job.check()
            scale = fit.scale(told) * ratio
            return told, draw(pdf, [n for n in wanted if n < len(told)], scale), scale

        def came(answer: tuple[tuple[PageFacts, ...], dict[int, PageImage], float]) -> None:
            told, pages, scale = answer
            self._pdf = pdf
            paper.show_pages(told, {n: (scale, as_image(page)) for n, page in pages.items()})
            self._tell()
            self.shown.emit()

        self._tasks.search(self, look, came, key="pdf")

    def clear(self) -> None:
        """Show none."""
        self._pdf = b""
        self.paper.show_pages((), {})
        self._tell()

    def _draw_lacking(self) -> None:
        numbers, pdf = self.paper.undrawn(), self._pdf
        scale = self.paper.scale * self.paper.devicePixelRatioF()
        if not numbers or not pdf:
            return

        def came(pages: dict[int, PageImage]) -> None:
            if pdf is self._pdf:
                self.paper.take({n: (scale, as_image(page)) for n, page in pages.items()})

        self._tasks.search(self, lambda _job: draw(pdf, numbers, scale), came, key="lacking")

    def _turn(self, step: int) -> None:
        self.paper.turn_to(self.paper.front + step)

    def _turned(self, number: int) -> None:
        self._tell()
        self.page_changed.emit(number)

    def _tell(self) -> None:
        n, m = self.paper.front + 1, self.paper.pages
        where = _("Page {n} of {m}").format(n=n, m=m) if m else ""
        self._where.setText(where)
        self.paper.setAccessibleName(
            " · ".join(part for part in (self._words, where) if part) or _("The page")
        )
        self.back.setEnabled(n > 1)
        self.on.setEnabled(n < m)
