"""The ground of everything that is shown before a store is open: one column in the middle, a card, buttons under it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kpsdesk.ui import theme
from kpsdesk.ui.widgets import Button, Card, Icon, Label, ScrollPage, hbox, vbox


class Sheet(QWidget):
    """Wordmark, title, a line under it, a card (`add`), and a foot with buttons (`add_button`), which scrolls when it must."""

    def __init__(
        self, title: str, text: str = "", *, icon: str = "", width: int = 560, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self.title = Label(title, "title", wrap=True)
        self.text = Label(text, "body", "muted", wrap=True)
        self.text.setVisible(bool(text))
        self.card = Card(gap=16, margin=24)
        self.above = QVBoxLayout()  # for what stands over the title, such as the steps
        self._foot = hbox(None, gap=8)
        head = hbox(Icon(icon, "primary", 28), gap=12) if icon else hbox(gap=0)
        head.addWidget(self.title, 1)
        inner = QWidget()
        inner.setMaximumWidth(theme.px(width))
        inner.setLayout(
            vbox(
                Label("KPSdesk", "wordmark"), self.above, 8, head, self.text, 8, self.card, self._foot, gap=8
            )
        )
        self.page = ScrollPage("", margin=24, gap=0)
        self.page.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        row = hbox(None, inner, None)
        row.setStretch(1, 100)
        self.page.column.addStretch(1)
        self.page.column.addLayout(row)
        self.page.column.addStretch(2)
        self.page.column.setAlignment(Qt.AlignmentFlag(0))
        outer = vbox(self.page)
        self.setLayout(outer)

    def add(self, *widgets: QWidget) -> None:
        """Put widgets into the card."""
        self.card.add(*widgets)

    def add_button(self, button: Button, *, left: bool = False) -> Button:
        """Put a button into the foot: the main one last, at the right."""
        if left:
            self._foot.insertWidget(0, button)
        else:
            self._foot.addWidget(button)
        return button
