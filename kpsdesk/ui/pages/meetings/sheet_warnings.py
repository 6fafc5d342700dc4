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
    FlowLayout,
    Icon,
    InlineNotice,
    Label,
    LinkButton,
    Section,
    hbox,
    reveal,
    vbox,
)


def told(warning: SheetWarning) -> str:
    """What a warning says, and of which text."""
    where = warning.number if warning.field == STORY else _((FIRST | MORE)[warning.field][0])
    return _("{where}: {what}").format(where=where, what=warning.sentence)


def found(warnings: Sequence[SheetWarning]) -> str:
    """How many places there are to look at."""
    n = len(warnings)
    return ngettext("{n} place may tell who somebody is", "{n} places may tell who somebody is", n).format(
        n=n
    )


class WarningLine(QWidget):
    """One place: what it is, a way there, and perhaps a way to say that it names nobody."""

    def __init__(self) -> None:
        super().__init__()
        self.warning: SheetWarning | None = None
        self.words = Label("", wrap=True)
        self.go = LinkButton(_("Show the place"), "pencil")
        self.keep = LinkButton(_("It names nobody"), "check")
        acts = QWidget()
        flow = FlowLayout(acts, gap=12)
        flow.addWidget(self.go)
        flow.addWidget(self.keep)
        under = hbox(acts)
        under.setContentsMargins(theme.px(24), 0, 0, 0)
        head = hbox(Icon("triangle-alert", "warn", 16), self.words, gap=8)
        head.setStretch(1, 1)
        self.setLayout(vbox(head, under, gap=0))

    def show_warning(self, warning: SheetWarning) -> None:
        """Another place."""
        self.warning = warning
        text = told(warning)
        self.words.setText(text)
        self.go.setAccessibleName(text)
        self.keep.setAccessibleDescription(text)
        reveal(self.keep, warning.may_allow)


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
        self._lines: list[WarningLine] = []
        self._shown: tuple[SheetWarning, ...] = ()
        self.add(self.clean, self.covered)
        reveal(self.covered, False)

    @property
    def buttons(self) -> list[Button]:
        """The ways to the places, in their order."""
        return [line.go for line in self._lines[: len(self._shown)]]

    def show_warnings(self, warnings: Sequence[SheetWarning]) -> None:
        """Others in place of those before. Lines are used again, so that the keyboard keeps its place among them."""
        self._shown = tuple(warnings)
        while len(self._lines) < len(warnings):
            self._lines.append(self._line())
            self.add(self._lines[-1])
        for line, warning in zip(self._lines, warnings, strict=False):
            line.show_warning(warning)
        reveal(self.clean, not warnings)
        reveal(self.covered, bool(warnings))
        gone = self._lines[len(warnings) :]
        if warnings and any(
            line.isAncestorOf(self.window().focusWidget()) for line in gone if not line.isHidden()
        ):
            self._lines[len(warnings) - 1].go.setFocus()
        for line in self._lines:
            reveal(line, line not in gone)

    def _line(self) -> WarningLine:
        line = WarningLine()
        line.go.clicked.connect(lambda: self.place_wanted.emit(line.warning))
        line.keep.clicked.connect(lambda: self.allowed.emit(line.warning))
        return line
