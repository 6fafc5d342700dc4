"""What Today says in a store that holds no case yet: what to do first."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from kpsdesk.i18n import N_, _
from kpsdesk.ui.widgets import EvenGrid, Icon, Label, SurfaceButton, vbox

# page key -> icon, what, why
WAYS = {
    "report": (
        "plus",
        N_("Report the first case"),
        N_("A risk, something that happened, or something that went well. It takes a minute or two."),
    ),
    "import": (
        "upload",
        N_("Bring in a spreadsheet"),
        N_("The cases that you keep in Excel today come along, with their dates. You see every row first."),
    ),
    "settings": (
        "settings",
        N_("Set up unit and people"),
        N_("Who manages, who stands in, and which deadlines hold with you."),
    ),
    "demo": (
        "presentation",
        N_("Look at the demo"),
        N_("A made-up organisation with a year of cases, to try everything without risk."),
    ),
}


class FirstDay(QWidget):
    """A welcome with large buttons. `way_chosen(page key)`."""

    way_chosen = Signal(str)

    def __init__(self, ways: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons: dict[str, SurfaceButton] = {}
        tiles = QWidget()
        grid = EvenGrid(tiles, least=240)
        for key in ways:
            icon, title, text = WAYS[key]
            button = SurfaceButton(_(title), margin=16)
            button.setAccessibleDescription(_(text))
            button.put(
                Icon(icon, "primary", 24),
                Label(_(title), "strong", wrap=True),
                Label(_(text), "body", "muted", wrap=True),
            )
            button.clicked.connect(partial(self._choose, key))
            self.buttons[key] = button
            grid.addWidget(button)
        lead = Label(
            _(
                "There are no cases here yet. When there are, this page says each morning what needs you first."
            ),
            "body",
            "muted",
            wrap=True,
        )
        self.setLayout(vbox(Label(_("Welcome"), "title", wrap=True), lead, 8, tiles, gap=8))

    def _choose(self, key: str, _checked: bool = False) -> None:
        self.way_chosen.emit(key)

    def take_focus(self) -> None:
        """Give the first way the keyboard."""
        first = next(iter(self.buttons.values()), None)
        if first is not None:
            # when it is seen
            QTimer.singleShot(0, first, first.setFocus)
