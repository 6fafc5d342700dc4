"""The list of sections at the left, with a small mark of what is missing; a plain list when the window is narrow."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from kpsdesk.i18n import _, ngettext
from kpsdesk.ui import theme
from kpsdesk.ui.pages.case.presenter import SECTIONS
from kpsdesk.ui.widgets import Button, Label, hbox, tip, vbox


class Contents(QWidget):
    """`chosen(key)`; Ctrl+1 to Ctrl+9 go to the first nine."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._buttons: dict[str, Button] = {}
        self._marks: dict[str, Label] = {}
        column = vbox(gap=0)
        for number, (key, title) in enumerate(SECTIONS, start=1):
            button = Button(_(title), "list", on_click=partial(self.chosen.emit, key))
            if number <= 9:
                button.setToolTip(tip(f"Ctrl+{number}"))
            mark = Label("", "small", "warn")
            row = hbox(button, mark, gap=4)
            row.setStretch(0, 1)
            column.addLayout(row)
            self._buttons[key], self._marks[key] = button, mark
        column.addStretch(1)
        column.setContentsMargins(theme.px(8), theme.px(20), theme.px(4), theme.px(8))
        self.setLayout(column)
        self.setAccessibleName(_("Sections"))

    def show_marks(self, marks: Mapping[str, int]) -> None:
        """How much is missing where."""
        for key, title in SECTIONS:
            count = marks.get(key, 0)
            self._marks[key].setText(f"● {count}" if count else "")
            left = ngettext("{section}, {n} thing is missing", "{section}, {n} things are missing", count)
            self._buttons[key].setAccessibleName(
                left.format(section=_(title), n=count) if count else _(title)
            )

    def button(self, key: str) -> Button:
        """The button of a section. Raises KeyError."""
        return self._buttons[key]

    def set_title(self, key: str, title: str) -> None:
        """Another name, as the unit calls those it is there for."""
        self._buttons[key].setText(title)
