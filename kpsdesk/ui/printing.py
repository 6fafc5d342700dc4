"""A PDF on paper: the very pages that were shown, by the system's own printing dialog, which never holds the window."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtWidgets import QDialog, QWidget

from kpsdesk.i18n import _
from kpsdesk.ui.pdf_pages import POINTS_PER_INCH, PageImage, draw
from kpsdesk.ui.tasks import Tasks
from kpsdesk.ui.widgets.pdf_view import as_image

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

MOST_DOTS: Final = 300  # to the inch: what text needs, and a page of it takes 35 MB


def printer_there() -> bool:
    """Whether this computer knows a printer."""
    from PySide6.QtPrintSupport import QPrinterInfo

    return bool(QPrinterInfo.availablePrinterNames())


class Printing(QObject):
    """One paper on its way to a printer. `made(pdf)` is asked for the pages when the dialog has been answered.

    Signals:
        printed: all of it was handed to the printer.
        failed(str): why not, as a sentence.
    """

    printed = Signal()
    failed = Signal(str)

    def __init__(self, tasks: Tasks, window: QWidget) -> None:
        super().__init__(window)
        self._tasks, self._window = tasks, window
        self.dialog: QDialog | None = None

    def ask(self, pdf: bytes, pages: int, name: str, *, wide: bool = False) -> None:
        """Open the system's dialog, then print. `name` is what the printer's queue shows; `wide` pages lie."""
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        if not printer_there():
            self.failed.emit(
                _(
                    "There is no printer on this computer. Save the pages as a file, and print that on another computer."
                )
            )
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
        way = QPageLayout.Orientation.Landscape if wide else QPageLayout.Orientation.Portrait
        printer.setPageOrientation(way)
        printer.setFullPage(True)
        printer.setDocName(name)
        dialog = self.dialog = QPrintDialog(printer, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange)
        dialog.setMinMax(1, pages)
        dialog.accepted.connect(lambda: self.print_to(printer, pdf, pages))
        QDialog.open(dialog)  # its own `open` wants a slot by name

    def print_to(self, printer: QPrinter, pdf: bytes, pages: int) -> None:
        """Page by page: drawn on a worker's thread, painted here."""
        printer.setFullPage(True)
        first = printer.fromPage() or 1
        last = printer.toPage() or pages
        painter = QPainter()
        if not painter.begin(printer):
            self.failed.emit(
                _(
                    "The printer did not take the pages. Look if it is on, or save the pages as a file instead."
                )
            )
            return
        dots = min(printer.resolution(), MOST_DOTS)
        numbers = list(range(first - 1, min(last, pages)))
        self._next(printer, painter, pdf, numbers, dots / POINTS_PER_INCH)

    def _next(
        self, printer: QPrinter, painter: QPainter, pdf: bytes, numbers: list[int], scale: float
    ) -> None:
        number, rest = numbers[0], numbers[1:]

        def came(drawn: dict[int, PageImage]) -> None:
            _paint(printer, painter, drawn[number])
            if rest and printer.newPage():
                self._next(printer, painter, pdf, rest, scale)
            elif painter.end() and not rest:
                self.printed.emit()
            else:
                self.failed.emit(_("The printer stopped before all pages were there. Print them again."))

        def broke(error: Exception) -> None:
            painter.end()
            self._tasks.report(error)

        self._tasks.long(self, lambda _job: draw(pdf, [number], scale), came, broke)


def _paint(printer: QPrinter, painter: QPainter, page: PageImage) -> None:
    """As large as the paper lets it, in its own proportions."""
    image = as_image(page)
    paper = printer.paperRect(printer.Unit.DevicePixel)
    size = QSizeF(image.size()).scaled(paper.size(), Qt.AspectRatioMode.KeepAspectRatio)
    left, top = (paper.width() - size.width()) / 2, (paper.height() - size.height()) / 2
    painter.drawImage(QRectF(left, top, size.width(), size.height()), image)
