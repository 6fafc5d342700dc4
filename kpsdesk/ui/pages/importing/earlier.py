"""The imports so far, each with a way to take it back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from kpsdesk import words
from kpsdesk.i18n import _, ngettext
from kpsdesk.services.imports import Batch
from kpsdesk.services.session import Session
from kpsdesk.ui.widgets import Button, Label, Section, clear_layout, hbox, vbox

SHOWN = 5


class EarlierView(Section):
    """The latest imports; hidden while there are none. `undo_asked(batch id)`."""

    undo_asked = Signal(int)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(_("Imports so far"), parent=parent)
        self._session = session
        self._lines = vbox(gap=8)
        self.body.addLayout(self._lines)
        self.hide()

    def show_batches(self, batches: Sequence[Batch]) -> None:
        """Show the newest."""
        clear_layout(self._lines)
        for batch in batches[:SHOWN]:
            undone = batch.undone_at is not None
            end: QWidget = Label(_("Taken back"), "small", "muted")
            if not undone:
                end = Button(_("Take back"), "secondary", "undo-2", partial(self.undo_asked.emit, batch.id))
            line = hbox(Label(self._told(batch), "body", "muted" if undone else "", wrap=True), end, gap=12)
            line.setStretch(0, 1)
            self._lines.addLayout(line)
        self.setVisible(bool(batches))

    def _told(self, batch: Batch) -> str:
        when = words.instant(batch.at, self._session.today, self._session.country)
        cases = ngettext("{n} case", "{n} cases", batch.added).format(n=words.number(batch.added))
        return f"{batch.file} · {cases} · {when}"
