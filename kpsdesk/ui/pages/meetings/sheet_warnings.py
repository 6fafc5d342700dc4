"""What to look at before a sheet is printed: each line leads to its place in the text."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from kpsdesk.domain.apt import STORY, SheetWarning
from kpsdesk.i18n import _, ngettext
from kpsdesk.ui import theme
from kpsdesk.ui.pages.meetings.sheet_texts import FIRST, MORE
from kpsdesk.ui.widgets import (
    Button,
    Icon,
    InlineNotice,
    Label,
    LinkButton,
    Section,
    clear_layout,
    hbox,
    reveal,
    vbox,
)
from kpsdesk.ui.widgets.reading_order import same_place


def where(warning: SheetWarning) -> str:
    """The text that a warning is about."""
    if warning.field == STORY:
        return _("the story of {number}").format(number=warning.number)
    label = (FIRST | MORE)[warning.field][0]
    return _(label)


def found(warnings: Sequence[SheetWarning]) -> str:
    """How many places there are to look at."""
    n = len(warnings)
    return ngettext("{n} place may tell who somebody is", "{n} places may tell who somebody is", n).format(
        n=n
    )


class WarningsPart(Section):
    """The list. `place_wanted(SheetWarning)`: put the cursor there; `allowed(SheetWarning)`: it names nobody."""

    place_wanted = Signal(object)
    allowed = Signal(object)

    def __init__(self) -> None:
        super().__init__(_("Look at before printing"))
        self.clean = InlineNotice(
            _("Nothing found that names anybody. You know your people: read it once more."), "ok"
        )
        self.covered = Label(
            _("On the paper these places are covered, as long as they stand there."),
            "small",
            "muted",
            wrap=True,
        )
        self.buttons: list[Button] = []
        self._list = vbox(gap=4)
        self.add(self.clean, self.covered)
        self.body.addLayout(self._list)

    def show_warnings(self, warnings: Sequence[SheetWarning]) -> None:
        """Others in place of those before; the keyboard keeps its place among them."""
        with same_place(self):
            clear_layout(self._list)
            self.buttons = [self._line(one) for one in warnings]
        reveal(self.clean, not warnings)
        reveal(self.covered, bool(warnings))

    def _line(self, warning: SheetWarning) -> Button:
        text = f"{warning.sentence} ({where(warning)})"
        go = LinkButton(_("Show the place"), "pencil", lambda: self.place_wanted.emit(warning))
        go.setAccessibleName(text)
        row = hbox(go, gap=12)
        if warning.may_allow:
            keep = LinkButton(_("It names nobody"), "check", lambda: self.allowed.emit(warning))
            keep.setAccessibleDescription(text)
            row.addWidget(keep)
        row.addStretch(1)
        words = Label(text, wrap=True)
        head = hbox(Icon("triangle-alert", "warn", 16), words, gap=8)
        head.setStretch(1, 1)
        row.setContentsMargins(theme.px(24), 0, 0, 0)
        line = QWidget()
        line.setLayout(vbox(head, row, gap=0))
        self._list.addWidget(line)
        return go
