"""A sheet on its way out: printed, or saved as a file. What may tell who somebody is is asked about once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from kpsdesk.i18n import _
from kpsdesk.ui.desk import Desk
from kpsdesk.ui.dialogs.base import ConfirmDialog
from kpsdesk.ui.pages.meetings.presenter import Made, SheetPresenter
from kpsdesk.ui.pages.meetings.sheet_warnings import found, told
from kpsdesk.ui.printing import Printing
from kpsdesk.ui.widgets.pdf_view import PdfView

TOLD_AT_MOST: Final = 5


class SheetOut(QObject):
    """Prints and saves what is shown.

    Signals:
        gone(str): it is on paper or in a file; the sentence says so.
        failed(str): it is not; the sentence says why.
        look_wanted: the user would rather look at the warnings first.
    """

    gone = Signal(str)
    failed = Signal(str)
    look_wanted = Signal()

    def __init__(self, desk: Desk, presenter: SheetPresenter, view: PdfView, window: QWidget) -> None:
        super().__init__(window)
        self._desk, self._presenter, self._view, self._window = desk, presenter, view, window
        self._waiting: Callable[[Made], None] | None = None
        self._sure: Made | None = None
        self._printing = Printing(desk.tasks, window)
        self._printing.failed.connect(self.failed)
        self._printing.printed.connect(self._printed)
        view.shown.connect(self._ready)
        presenter.refused.connect(lambda _error: self._forget())

    def print_it(self) -> None:
        """Open the system's dialog for the pages that are shown."""
        self._when_ready(lambda made: self._ask_once(made, _("Print anyway"), self._print))

    def save(self) -> None:
        """Ask where to, and write the file."""
        self._when_ready(lambda made: self._ask_once(made, _("Save anyway"), self._choose_file))

    def _when_ready(self, run: Callable[[Made], None]) -> None:
        """At once, or as soon as the page shows what was written last."""
        self._waiting = run
        if not self._presenter.fresh:
            self._presenter.draw()
        self._ready()

    def _ready(self) -> None:
        made = self._presenter.paper
        if (
            self._waiting is not None
            and made is not None
            and self._presenter.fresh
            and self._view.pdf() is made.pdf
        ):
            run, self._waiting = self._waiting, None
            run(made)

    def _forget(self) -> None:
        self._waiting = None

    def _ask_once(self, made: Made, verb: str, run: Callable[[Made], None]) -> None:
        """Whoever has said yes to these warnings is not asked again as long as they are the same."""
        if not made.warnings or (self._sure is not None and self._sure.warnings == made.warnings):
            run(made)
            return
        lines = [f"• {told(one)}" for one in made.warnings[:TOLD_AT_MOST]]
        if len(made.warnings) > TOLD_AT_MOST:
            lines.append(_("… and {n} more").format(n=len(made.warnings) - TOLD_AT_MOST))
        lines.append("")
        lines.append(
            _("On the paper these places are covered. A story reads better if you write it without them.")
        )
        title = _("{found}. Look first?").format(found=found(made.warnings))
        dialog = ConfirmDialog(title, "\n".join(lines), verb, parent=self._window)
        dialog.cancel_button.setText(_("Look at them"))

        def yes() -> None:
            self._sure = made
            run(made)

        dialog.accepted.connect(yes)
        dialog.rejected.connect(self.look_wanted)
        dialog.open()

    def _print(self, made: Made) -> None:
        self._printing.ask(made.pdf, self._view.paper.pages, self._name(made))

    def _printed(self) -> None:
        made = self._presenter.paper
        if made is not None:
            apt, settings = self._desk.services.apt, made.settings
            self._desk.write(self, lambda: apt.printed(settings))
        self.gone.emit(_("The sheet is sent to the printer."))

    def _choose_file(self, made: Made) -> None:
        dialog = QFileDialog(self._window, _("Save the sheet"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setNameFilters([_("PDF (*.pdf)")])
        dialog.setDefaultSuffix("pdf")
        dialog.selectFile(self._name(made) + ".pdf")
        dialog.fileSelected.connect(lambda name: self.write_file(Path(name), made))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def write_file(self, path: Path, made: Made) -> None:
        """Write it there; the file dialog has asked already if there was one."""
        apt, settings = self._desk.services.apt, made.settings

        def ended(_changes: object) -> None:
            self.gone.emit(_("The sheet is saved as {file}.").format(file=path.name))

        self._desk.write(self, lambda: apt.write(settings, path, replace_old=True), ended)

    def _name(self, made: Made) -> str:
        unit = self._desk.session.organisation.units[made.settings.unit]
        assert self._presenter.now is not None
        return _("Workplace meeting {unit} {day}").format(
            unit=unit.code, day=self._presenter.now.meeting.date.isoformat()
        )
