"""Reading the answer with a receipt code: status in words, dates, feedback; nothing that a handler wrote for others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from kpsdesk import words
from kpsdesk.domain.receipt import EXAMPLE
from kpsdesk.domain.vocabulary import Vocabulary
from kpsdesk.i18n import _
from kpsdesk.services.reporting import ReporterView
from kpsdesk.ui import theme
from kpsdesk.ui.widgets import (
    Button,
    Card,
    Entry,
    FormRow,
    Label,
    LinkButton,
    ScrollPage,
    Timeline,
    announce,
    clear_layout,
    vbox,
)


class LookupView(ScrollPage):
    """A field for the code, and what it opens. Signals: asked(code), back."""

    asked = Signal(str)
    back = Signal()

    def __init__(
        self, vocabulary: Vocabulary, today: Callable[[], date], parent: QWidget | None = None
    ) -> None:
        super().__init__("column", parent=parent)
        self._vocabulary, self._today = vocabulary, today
        self.code = QLineEdit()
        self.code.setPlaceholderText(EXAMPLE)
        self.code.setMaximumWidth(theme.px(320))
        self.row = FormRow(
            _("&Receipt code"), self.code, _("Large and small letters, spaces and hyphens do not matter.")
        )
        self.code.returnPressed.connect(self._ask)
        self.code.textEdited.connect(lambda _text: self.row.set_error())
        self.read_button = Button(_("Read"), "primary", "search", self._ask)
        card = Card(
            Label(_("Read the answer with a receipt code"), "section", wrap=True),
            self.row,
            self.read_button,
            gap=12,
        )
        self._found = QWidget()
        self._body = vbox(gap=16)
        self._found.setLayout(self._body)
        self.add(LinkButton(_("Back to the report"), "arrow-left", self.back.emit), card, self._found)

    def begin(self, code: str = "") -> None:
        """An empty field, or one with a code that is read at once."""
        clear_layout(self._body)
        self.row.set_error()
        self.code.setText(code)
        self.code.setFocus()
        if code:
            self._ask()

    def forget(self) -> None:
        """Leave nothing on the screen of a shared computer."""
        clear_layout(self._body)
        self.code.clear()

    def refuse(self, sentence: str) -> None:
        """The code opens nothing."""
        clear_layout(self._body)
        self.row.set_error(sentence)
        self.code.setFocus()

    def show_view(self, view: ReporterView) -> None:
        """Status, dates, feedback."""
        clear_layout(self._body)
        status = self._vocabulary.word("status", view.status)
        number = _("Report {number}").format(number=view.number)
        told = _("Reported {day}. Status: {status}.").format(
            day=words.day(view.reported_on, self._today()), status=status
        )
        card = Card(Label(number, "section"), Label(told, wrap=True), gap=12)
        card.add(Label(self._next(view), "body", "muted", wrap=True))
        self._body.addWidget(card)
        self._body.addWidget(self._answers(view))
        self._body.addWidget(self._course(view))
        self._found.setAccessibleName(status)
        announce(self._found)

    def _next(self, view: ReporterView) -> str:
        if view.status in ("closed", "dismissed"):
            return _("The case is finished.")
        if view.next_due is None:
            return _("The case is being worked on.")
        return _("The next step is due {day}.").format(day=words.day(view.next_due, self._today()))

    def _answers(self, view: ReporterView) -> Card:
        card = Card(Label(_("Answer to you"), "section"), gap=8)
        if not view.feedback:
            card.add(Label(_("No answer has been written yet."), "body", "muted", wrap=True))
        for day, text in view.feedback:
            card.add(Label(words.day(day, self._today()), "small", "muted"))
            card.add(Label(text, wrap=True, selectable=True))
        return card

    def _course(self, view: ReporterView) -> Card:
        entries = [
            Entry(words.day(day, self._today()), self._vocabulary.word("status", status))
            for status, day in view.statuses
        ]
        return Card(Label(_("What has been done"), "section"), Timeline(entries), gap=8)

    def _ask(self) -> None:
        if self.code.text().strip():
            self.asked.emit(self.code.text())
        else:
            self.row.set_error(_("Write the code from your receipt."))
