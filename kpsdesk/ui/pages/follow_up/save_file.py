"""Keeping the follow-up as a file: a paper (PDF) or a spreadsheet (xlsx)."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from kpsdesk.i18n import _
from kpsdesk.services.follow_up_view import Choice
from kpsdesk.ui.desk import Desk


class SaveFile(QObject):
    """`said(text, tone)`: for a banner."""

    said = Signal(str, str)

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(window)
        self._desk, self._window = desk, window

    def ask(self, choice: Choice) -> QFileDialog:
        """Ask where, then write the file in the background."""
        dialog = QFileDialog(self._window, _("Save the follow-up"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        endings = {_("Paper (*.pdf)"): "pdf", _("Spreadsheet (*.xlsx)"): "xlsx"}
        dialog.setNameFilters(list(endings))
        dialog.setDefaultSuffix("pdf")
        dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix(endings.get(chosen, "pdf")))
        dialog.selectFile(_("follow-up") + f" {choice.year}.pdf")
        dialog.fileSelected.connect(lambda path: self.write(Path(path), choice))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def write(self, path: Path, choice: Choice) -> None:
        """Write the numbers of the page to a file."""
        papers = self._desk.services.follow_up_papers

        def ended(_nothing: object) -> None:
            self.said.emit(_("The follow-up is in {file}.").format(file=path.name), "ok")

        self._desk.tasks.long(self, lambda _job: papers.write(path, choice), ended, writes=True)
