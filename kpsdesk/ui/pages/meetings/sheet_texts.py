"""The words that somebody writes for a sheet, and where a place in them is."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QCheckBox

from kpsdesk.domain.apt import SheetSettings
from kpsdesk.i18n import N_, _
from kpsdesk.ui.widgets import Disclosure, FormRow, Section, TextArea

LISTS: Final = frozenset({"questions", "decisions"})  # each line is one of them
# label, help, rows
FIRST: Final[dict[str, tuple[str, str, int]]] = {
    "questions": (
        N_("Questions to talk about"),
        N_("One a line, at most three. Without any, the sheet asks what fits what happened."),
        2,
    ),
    "decisions": (
        N_("Decisions so far"),
        N_("One a line: what is done, and by when. The sheet has empty lines for more."),
        2,
    ),
    "presenter": (N_("Notes for who presents it"), N_("They stand on a page of their own."), 3),
}
MORE: Final[dict[str, tuple[str, str, int]]] = {
    "about_late": (N_("What we do about what is overdue"), "", 2),
    "serious_text": (
        N_("What may be told of serious events"),
        N_("It is printed only when the patient or next of kin has been told first."),
        2,
    ),
    "hse_text": (N_("Safety engagement and safety impression"), "", 2),
    "thanks_text": (N_("Thanks and praise"), "", 2),
}


def lines(text: str) -> tuple[str, ...]:
    """What stands on the lines of a field that lists something."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def place_of_line(text: str, number: int) -> int:
    """Where the line that is counted so (blank ones are not) begins in the field's text."""
    at, seen = 0, 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            if seen == number:
                return at + len(line) - len(line.lstrip())
            seen += 1
        at += len(line)
    return len(text)


def select(area: TextArea, start: int, end: int) -> None:
    """Put the keyboard into a text and mark a place there. Qt counts in halves of what lies beyond 16 bits."""
    text = area.text()
    halves = [len(text[:place].encode("utf-16-le")) // 2 for place in (start, end)]
    cursor = area.field.textCursor()
    cursor.setPosition(halves[0])
    cursor.setPosition(halves[1], QTextCursor.MoveMode.KeepAnchor)
    area.field.setTextCursor(cursor)
    area.field.setFocus(Qt.FocusReason.OtherFocusReason)
    area.field.ensureCursorVisible()


class TextsPart(Section):
    """The fields with their labels. `changed(key, value)` as `SheetSettings` takes it."""

    changed = Signal(str, object)

    def __init__(self) -> None:
        super().__init__(_("Our own words"), gap=16)
        self.areas: dict[str, TextArea] = {}
        self.rows: dict[str, FormRow] = {}
        self.more = Disclosure(_("More words on the sheet"))
        for key, (label, help_text, rows) in (FIRST | MORE).items():
            area = TextArea(rows=rows, words=_(label))
            area.edited.connect(lambda text, key=key: self._edited(key, text))
            row = FormRow(_(label), area, _(help_text) if help_text else "")
            self.areas[key], self.rows[key] = area, row
            if key in FIRST:
                self.add(row)
            else:
                self.more.add(row)
            if key == "serious_text":
                self.told = QCheckBox(_("The patient or next of kin has been told"))
                self.told.toggled.connect(lambda on: self.changed.emit("serious_told", on))
                self.more.add(self.told)
        self.add(self.more)

    def show_settings(self, settings: SheetSettings) -> None:
        """Another sheet."""
        for key, area in self.areas.items():
            value: Any = getattr(settings, key)
            area.set_text("\n".join(value) if key in LISTS else value)
        blocked = self.told.blockSignals(True)
        self.told.setChecked(settings.serious_told)
        self.told.blockSignals(blocked)
        if any(self.areas[key].text() for key in MORE):
            self.more.unfold()

    def go_to(self, key: str, line: int, start: int, end: int) -> None:
        """Mark a place of a text, as a warning names it."""
        if key in MORE:
            self.more.unfold()
        area = self.areas[key]
        begin = place_of_line(area.text(), line) if key in LISTS else 0
        select(area, begin + start, begin + end)

    def _edited(self, key: str, text: str) -> None:
        self.changed.emit(key, lines(text) if key in LISTS else text)
