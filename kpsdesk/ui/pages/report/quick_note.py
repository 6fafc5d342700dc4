"""The quick note: a few words now, the rest later (domain 10, «forgot when busy»)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from kpsdesk.domain.text import is_blank
from kpsdesk.errors import KpsError
from kpsdesk.i18n import _
from kpsdesk.ui.desk import Desk
from kpsdesk.ui.dialogs.base import BaseDialog
from kpsdesk.ui.widgets import FormRow, Label, TextArea


class QuickNoteDialog(BaseDialog):
    """One field; Ctrl+Enter saves. `saved(draft id)`: the note waits on Today and above the report form."""

    saved = Signal(str)

    def __init__(self, desk: Desk, unit_id: int | None = None, parent: QWidget | None = None) -> None:
        super().__init__(_("Quick note"), _("Save the note"), parent=parent)
        self._desk, self._unit_id = desk, unit_id
        self.text = TextArea(
            _("For example: fall in the corridor, nobody hurt"), rows=3, words=_("A few words")
        )
        self.row = FormRow(_("A few words"), self.text)
        self.add(
            Label(
                _("Write a few words now. The note waits on Today until you have time for the rest."),
                "body",
                "muted",
                wrap=True,
            ),
            self.row,
        )
        self.text.edited.connect(lambda _text: self.row.set_error())
        self.text.setFocus()

    @override
    def changed(self) -> bool:
        return not is_blank(self.text.text())

    @override
    def try_accept(self) -> None:
        text, unit_id = self.text.text(), self._unit_id
        self.main_button.setEnabled(False)
        self._desk.write(
            self, lambda: self._desk.services.reporting.quick_note(text, unit_id), self._done, self._failed
        )

    def _done(self, draft_id: str) -> None:
        self.saved.emit(draft_id)
        self.accept()

    def _failed(self, error: Exception) -> None:
        self.main_button.setEnabled(True)
        if not isinstance(error, KpsError):
            self.say(_("The note could not be saved. Your words are still here."))
            self._desk.tasks.report(error)
        elif getattr(error, "field", ""):
            self.row.set_error(error.sentence())
            self.text.setFocus()
        else:
            self.say(error.sentence())


def open_quick_note(desk: Desk, window: QWidget, say: Callable[[str], object]) -> QuickNoteDialog:
    """Open the quick note over whatever is in front; `say` shows a sentence when it is saved."""
    dialog = QuickNoteDialog(desk, parent=window)
    dialog.saved.connect(lambda _id: say(_("The note is saved. It waits on Today.")))
    dialog.open()
    return dialog
