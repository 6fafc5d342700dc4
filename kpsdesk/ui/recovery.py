"""The recovery code on screen and on paper: shown once, to be copied, printed or saved."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QMarginsF, QRectF, Qt, Signal
from PySide6.QtGui import QFont, QGuiApplication, QPagedPaintDevice, QPageLayout, QPageSize, QPainter
from PySide6.QtWidgets import QCheckBox, QDialog, QFileDialog, QWidget

from kpsdesk.i18n import _
from kpsdesk.ui import theme
from kpsdesk.ui.widgets import Button, FlowLayout, InlineNotice, Label, vbox

LARGE: Final = 1.5  # from this text size on


def paper_text(code: str, store: Path) -> str:
    """What stands on the paper."""
    return "\n\n".join(
        [
            _("KPSdesk: recovery code"),
            code,
            _("This code opens the store {name} when the password is forgotten.").format(name=store.name),
            _("Keep it where only you and your deputy can find it, and not beside the computer."),
        ]
    )


def _in_rows(code: str) -> str:
    """Groups under each other, as many in a row as large text leaves room for."""
    groups, most = code.split("-"), 4 if theme.scale() < LARGE else 3
    return "-\n".join("-".join(groups[n : n + most]) for n in range(0, len(groups), most))


class RecoveryCode(QWidget):
    """The code with its buttons and the tick `saved`, without which there is no going on. `ready(bool)` tells of the tick."""

    ready = Signal(bool)

    def __init__(self, code: str, store: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._code, self._store = code, store
        self.label = Label(_in_rows(code), "section", selectable=True)
        mono = QFont(theme.font("section"))
        mono.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 108)
        self.label.setFont(mono)
        self.label.setAccessibleName(_("Recovery code"))
        self.label.setAccessibleDescription(code)
        buttons = QWidget()
        flow = FlowLayout(buttons)
        flow.addWidget(Button(_("Print…"), icon="printer", on_click=self.print_it))
        flow.addWidget(Button(_("Save as a file…"), icon="save", on_click=self.save))
        flow.addWidget(Button(_("Copy"), icon="copy", on_click=self.copy))
        self.said = InlineNotice(tone="ok")
        self.said.hide()
        self.saved = QCheckBox(_("I have saved the code"))
        self.saved.toggled.connect(self.ready)
        self.setLayout(vbox(self.label, buttons, self.said, 8, self.saved, gap=12))
        self.setFocusProxy(self.saved)

    def copy(self) -> None:
        """To the clipboard, which is emptied when the window locks or closes."""
        QGuiApplication.clipboard().setText(self._code)
        self._say(
            _("Copied. Paste it where you keep such things; the clipboard is emptied when the window locks.")
        )

    def save(self) -> None:
        """Ask where to, and write a small text file there."""
        dialog = QFileDialog(self, _("Save the recovery code"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("txt")
        dialog.selectFile(_("KPSdesk recovery code") + ".txt")
        dialog.fileSelected.connect(self.save_to)
        dialog.open()

    def save_to(self, name: str) -> None:
        """Write the file, and say how that went."""
        try:
            Path(name).write_text(paper_text(self._code, self._store) + "\n", encoding="utf-8")
        except OSError:
            self._say(_("The file could not be written. Choose another folder, or print the code."), "danger")
            return
        same = Path(name).parent == self._store.parent
        if same:
            self._say(
                _(
                    "Saved, but in the folder of the store itself. Move the file: who has both can open the store."
                ),
                "warn",
            )
        else:
            self._say(_("Saved."))

    def print_it(self) -> None:
        """One sheet of paper."""
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setPageLayout(
            QPageLayout(
                QPageSize(QPageSize.PageSizeId.A4),
                QPageLayout.Orientation.Portrait,
                QMarginsF(20, 20, 20, 20),
            )
        )
        dialog = QPrintDialog(printer, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self._paint(printer))
        QDialog.open(dialog)  # its own `open` wants a slot by name

    def _paint(self, printer: QPagedPaintDevice) -> None:
        painter = QPainter()
        if not painter.begin(printer):
            self._say(_("The printer did not take it. Save the code as a file instead."), "danger")
            return
        font = QFont(theme.font())
        font.setPointSize(14)
        painter.setFont(font)
        area = QRectF(painter.viewport())
        painter.drawText(area, int(Qt.TextFlag.TextWordWrap), paper_text(self._code, self._store))
        painter.end()
        self._say(_("Sent to the printer."))

    def _say(self, text: str, tone: str = "ok") -> None:
        self.said.say(text, tone)
        self.said.show()
