"""The chip that says which number a list lies behind (Follow-up); letting go of it shows the list without that."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from kpsdesk.domain.rows import CaseQuery
from kpsdesk.i18n import _
from kpsdesk.ui import theme
from kpsdesk.ui.widgets import Chip, plain, reveal, tip


class AmongChip(Chip):
    """On as long as it is seen; `clicked` is the wish to let go."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", "among", checked=True, parent=parent)
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.setToolTip(tip(_("Show other cases too")))
        self.hide()

    def show_query(self, query: CaseQuery) -> None:
        """Say what the list is of; nothing when it is of no number."""
        self.setChecked(True)
        self.setText(plain(query.among_words))
        self.setAccessibleName(query.among_words)
        self.setIcon(theme.icon("x", "primary", 14))
        reveal(self, query.among is not None)
