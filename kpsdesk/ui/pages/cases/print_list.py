"""The list on paper: which one, looked at as the very page, then printed or saved."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QFileDialog, QWidget
from typing_extensions import override

from kpsdesk.domain.rows import CaseQuery
from kpsdesk.errors import KpsError
from kpsdesk.i18n import _
from kpsdesk.services.list_papers import LATE, SHOWN, ListOrder, ListPaper
from kpsdesk.ui import theme
from kpsdesk.ui.desk import Desk
from kpsdesk.ui.dialogs.base import BaseDialog
from kpsdesk.ui.widgets import ChoiceRow, IconButton, Label, Spinner

WIDTH: Final = 980
PAGE_HEIGHT: Final = 460


class ListPaperDialog(BaseDialog):
    """The list as it is shown, or what of it is late per manager. `said(text, tone)` when it is on paper or in a file."""

    said = Signal(str, str)

    def __init__(self, desk: Desk, query: CaseQuery, parent: QWidget | None = None) -> None:
        super().__init__(_("Print the list"), _("Save as PDF…"), width=WIDTH, parent=parent)
        from kpsdesk.ui.printing import Printing  # what draws pages is loaded when a page is wanted
        from kpsdesk.ui.widgets.pdf_view import PdfView

        self._desk, self._query = desk, query
        self._paper: ListPaper | None = None
        self.which = ChoiceRow(
            [(SHOWN, _("The list as shown")), (LATE, _("Overdue cases per manager"))], _("Which list")
        )
        self.which.set_value(SHOWN)
        self.which.chosen.connect(lambda _code: self.draw())
        self.headings = QCheckBox(_("With the headings of the cases"))
        self.headings.toggled.connect(lambda _on: self.draw())
        hint = _("Headings are free text and may name people. Take them along only for your own use.")
        self.view = PdfView(desk.tasks, _("The list on paper"))
        self.view.setMinimumHeight(theme.px(PAGE_HEIGHT))
        self._busy = Spinner()
        self.add(self.which, self.headings, Label(hint, "small", "muted", wrap=True), self._busy, self.view)
        self.print_button = self.add_button(_("Print…"), on_click=self.print_it)
        self._printing = Printing(desk.tasks, self)
        self._printing.printed.connect(self._printed)
        self._printing.failed.connect(self.say)
        self.which.setFocus()
        self.draw()

    def order(self) -> ListOrder:
        """What is asked for."""
        return ListOrder(self._query, self.which.value() or SHOWN, self.headings.isChecked())

    def paper(self) -> ListPaper | None:
        """What is shown; None until it is made."""
        return self._paper

    def draw(self) -> None:
        """Make the paper anew."""
        self._paper = None
        self._offer()
        self._busy.start(_("Making the list…"))
        papers, order = self._desk.services.list_papers, self.order()
        self._desk.tasks.read(self, lambda: papers.make(order), self._came, self._failed, key="paper")

    def _came(self, paper: ListPaper) -> None:
        self._busy.stop()
        self._paper = paper
        self.view.show_pdf(paper.pdf)
        self._offer()

    def _offer(self) -> None:
        self.main_button.setEnabled(self._paper is not None)
        self.print_button.setEnabled(self._paper is not None)

    def _failed(self, error: Exception) -> None:
        self._busy.stop()
        if isinstance(error, KpsError):
            self.say(error.sentence())
        else:
            self._desk.tasks.report(error)

    def print_it(self) -> None:
        """Open the system's dialog for these pages."""
        if self._paper is not None:
            name = Path(self._paper.file_name).stem
            self._printing.ask(self._paper.pdf, self.view.paper.pages, name, wide=True)

    def _printed(self) -> None:
        paper, papers = self._paper, self._desk.services.list_papers
        if paper is not None:
            self._desk.write(self, lambda: papers.printed(paper))
        self.said.emit(_("The list is sent to the printer."), "ok")
        self.accept()

    @override
    def try_accept(self) -> None:
        """Ask where to, and write the file."""
        if self._paper is None:
            return
        dialog = QFileDialog(self, _("Save the list"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setNameFilters([_("PDF (*.pdf)")])
        dialog.setDefaultSuffix("pdf")
        dialog.selectFile(self._paper.file_name)
        dialog.fileSelected.connect(lambda name: self.write_file(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def write_file(self, path: Path) -> None:
        """Write it there; the file dialog has asked already if there was one."""
        paper, papers = self._paper, self._desk.services.list_papers
        if paper is None:
            return

        def ended(_changes: object) -> None:
            self.said.emit(_("The list is saved as {file}.").format(file=path.name), "ok")
            self.accept()

        self._desk.write(self, lambda: papers.write(paper, path), ended, self._failed)


class ListPrinting(QObject):
    """The button above the list and Ctrl+P. `said(text, tone)`."""

    said = Signal(str, str)

    def __init__(self, desk: Desk, query: Callable[[], CaseQuery], page: QWidget) -> None:
        super().__init__(page)
        self._desk, self._query, self._page = desk, query, page
        self.button = IconButton("printer", _("Print the list (Ctrl+P)"), self.ask)
        within = Qt.ShortcutContext.WidgetWithChildrenShortcut
        QShortcut(QKeySequence("Ctrl+P"), page, context=within).activated.connect(self.ask)

    def ask(self) -> ListPaperDialog:
        """Show the paper of what the list shows now."""
        dialog = ListPaperDialog(self._desk, self._query(), self._page.window())
        dialog.said.connect(self.said)
        dialog.open()
        return dialog
