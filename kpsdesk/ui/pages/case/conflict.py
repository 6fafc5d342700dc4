"""Two people wrote in the same field: both texts, and a choice."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QSizePolicy

from kpsdesk.i18n import _
from kpsdesk.ui import theme
from kpsdesk.ui.widgets import Button, FlowLayout, Label, vbox


class ConflictNotice(QFrame):
    """Both versions of a field; nothing is lost until one is chosen."""

    mine_chosen = Signal()
    theirs_chosen = Signal()

    def __init__(self, theirs: str, mine: str) -> None:
        super().__init__()
        self.setProperty("role", "notice")
        self.setProperty("tone", "warn")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.keep = Button(_("Keep mine"), on_click=self.mine_chosen.emit)
        self.take = Button(_("Take theirs"), on_click=self.theirs_chosen.emit)
        buttons = FlowLayout(None, gap=8)
        buttons.addWidget(self.keep)
        buttons.addWidget(self.take)
        self.setLayout(
            vbox(
                Label(
                    _("Somebody changed this while you were writing. Choose which one is to stand."),
                    "strong",
                    wrap=True,
                ),
                Label(_("Theirs"), "small", "muted"),
                Label(theirs, wrap=True, selectable=True),
                Label(_("Yours"), "small", "muted"),
                Label(mine, wrap=True, selectable=True),
                buttons,
                gap=4,
                margin=12,
            )
        )
        self.setFocusProxy(self.keep)
        self.setAccessibleName(
            _("Somebody changed this while you were writing. Choose which one is to stand.")
        )
        self.setMinimumWidth(theme.px(120))
