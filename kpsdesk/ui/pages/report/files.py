"""Pictures and papers that go with a report: chosen or dropped, listed, taken away again."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QWidget
from typing_extensions import override

from kpsdesk import words
from kpsdesk.errors import KpsError
from kpsdesk.i18n import _
from kpsdesk.services.reporting import ReportFile
from kpsdesk.ui.desk import Desk
from kpsdesk.ui.widgets import Button, Icon, IconButton, Label, clear_layout, hbox, vbox


class FilesField(QWidget):
    """`files()` are in memory, and go with the report when it is sent. `changed()`; `refused(sentence)`; `listed()`."""

    changed = Signal()
    refused = Signal(str)
    listed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._files: list[ReportFile] = []
        self._list = vbox(gap=4)
        self.button = Button(_("Choose files"), "secondary", "paperclip", self.choose)
        self.setLayout(vbox(self._list, hbox(self.button, None), gap=8))
        self.setAcceptDrops(True)
        self.setFocusPolicy(
            Qt.FocusPolicy.ClickFocus
        )  # a label's Alt letter passes by what takes no focus at all
        self.setFocusProxy(self.button)

    def files(self) -> tuple[ReportFile, ...]:
        """What goes with the report."""
        return tuple(self._files)

    def set_files(self, files: tuple[ReportFile, ...]) -> None:
        """Show these, without a signal."""
        self._files = list(files)
        self._show()

    def choose(self) -> QFileDialog:
        """Open the system's own dialog."""
        dialog = QFileDialog(self.window(), _("Choose files"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda names: self.take([Path(name) for name in names]))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def take(self, paths: list[Path]) -> None:
        """Read files in the background; each is judged by its content."""
        service = self._desk.services.reporting
        for path in paths:
            self._desk.read(self, partial(service.read_file, path), self._add, self._refuse)

    def _add(self, file: ReportFile) -> None:
        if file not in self._files:
            self._files.append(file)
            self._show()
            self.changed.emit()

    def _refuse(self, error: Exception) -> None:
        if isinstance(error, KpsError):
            self.refused.emit(error.sentence())
        else:
            self._desk.tasks.report(error)

    def _remove(self, file: ReportFile) -> None:
        self._files.remove(file)
        self._show()
        self.changed.emit()
        self.button.setFocus()

    def _show(self) -> None:
        clear_layout(self._list)
        for file in self._files:
            name = Label(file.name, wrap=True)
            size = Label(words.size(len(file.data)), "small", "muted")
            away = IconButton("x", _("Take away {name}").format(name=file.name), partial(self._remove, file))
            row = hbox(Icon("paperclip", "muted", 16), name, size, away, gap=8)
            row.setStretch(1, 1)
            self._list.addLayout(row)
        self.listed.emit()

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        self.take([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])
        event.acceptProposedAction()
