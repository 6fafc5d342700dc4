"""What the list says when it shows nothing: why, and what to do."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from kpsdesk.i18n import N_, _
from kpsdesk.ui.widgets import EmptyState, vbox

# why -> icon, title, text, what the button does
WORDS = {
    "first": (
        "inbox",
        N_("No cases yet"),
        N_("When somebody reports a risk or something that happened, it comes here."),
        N_("Report the first one"),
    ),
    "filter": (
        "search",
        N_("Nothing found"),
        N_("No case has all of what you ask for. Take a filter away, or try fewer words."),
        N_("Clear filters"),
    ),
    "done": (
        "circle-check",
        N_("No open cases"),
        N_("Everything that was reported is taken care of."),
        N_("Show the closed ones"),
    ),
}


class EmptyCases(QWidget):
    """Three reasons: no case at all (`first`), none that fits (`filter`), all closed (`done`). `wanted(why)`: its button.

    Made when there is nothing to show for the first time.
    """

    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.why = "first"
        self._said: EmptyState | None = None

    @property
    def button(self) -> QPushButton:
        """What to do about it."""
        return self._made().button

    def tell(self, why: str) -> None:
        """Say why there is nothing."""
        self.why = why
        icon, title, text, verb = WORDS[why]
        self._made().say(_(title), _(text), icon)
        self.button.setText(_(verb))

    def _made(self) -> EmptyState:
        if self._said is None:
            self._said = EmptyState("inbox", "", "", " ", lambda: self.wanted.emit(self.why))
            self.setLayout(vbox(self._said))
        return self._said
