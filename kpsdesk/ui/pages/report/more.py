"""«More to tell»: what most people need not see; the fields are made when the fold is opened."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from kpsdesk.domain.vocabulary import Vocabulary
from kpsdesk.i18n import _
from kpsdesk.ui.desk import Desk
from kpsdesk.ui.pages.report.answers import Answers
from kpsdesk.ui.pages.report.files import FilesField
from kpsdesk.ui.widgets import ComboField, DateField, Disclosure, FormRow, TextArea, Today, reveal, vbox

MORE: Final = frozenset(
    {"suggestion", "went_well", "event_type", "person_affected", "discovered_on", "title", "attachment"}
)


class MoreFields(QWidget):
    """The fields under the fold; `changed(name)`."""

    changed = Signal(str)

    def __init__(self, vocabulary: Vocabulary, today: Today, desk: Desk) -> None:
        super().__init__()
        self.files = FilesField(desk)
        self.suggestion = TextArea(
            _("Your own idea is worth a lot"), rows=2, words=_("How can it be prevented?")
        )
        self.went_well = TextArea(
            _("Also when something went wrong, something held"), rows=2, words=_("What went well?")
        )
        types = [
            (
                str(item.text),
                [(item.code, str(item.text)), *vocabulary.choices("event_type", parent=item.code)],
            )
            for item in vocabulary.items("event_type")
        ]
        self.event_type = ComboField((), _("What kind of event"), groups=types, none_text=_("Not stated"))
        self.affected = ComboField(
            vocabulary.choices("person_affected"), _("Who was affected"), none_text=_("Not stated")
        )
        self.discovered = DateField(today, _("When was it discovered"))
        self.short_title = QLineEdit()
        self.short_title.setPlaceholderText(_("Else the first words of your text are used"))
        self.rows = self._make_rows()
        self.setLayout(vbox(*self.rows.values(), gap=16))
        self._connect()

    def _make_rows(self) -> dict[str, FormRow]:
        return {
            "suggestion": FormRow(_("How can it be prevented?"), self.suggestion),
            "went_well": FormRow(_("What went well?"), self.went_well),
            "event_type": FormRow(
                _("What kind of event"), self.event_type, _("A guess is enough. The handler decides.")
            ),
            "person_affected": FormRow(_("Who was affected"), self.affected),
            "discovered_on": FormRow(_("When was it discovered"), self.discovered),
            "title": FormRow(_("Heading"), self.short_title),
            "attachment": FormRow(
                _("Pictures and papers"),
                self.files,
                _("They go with the report when you send it; a draft keeps the words."),
            ),
        }

    def _connect(self) -> None:
        self.suggestion.edited.connect(lambda _t: self._told("suggestion"))
        self.went_well.edited.connect(lambda _t: self._told("went_well"))
        self.event_type.chosen.connect(lambda _c: self._told("event_type"))
        self.affected.chosen.connect(lambda _c: self._told("person_affected"))
        # half a day must not be read: it is understood when the field is left
        self.discovered.textEdited.connect(lambda _t: self.rows["discovered_on"].set_error())
        self.discovered.changed.connect(lambda _d: self._told("discovered_on"))
        self.files.changed.connect(lambda: self._told("attachment"))
        self.files.refused.connect(self.rows["attachment"].set_error)
        self.short_title.textEdited.connect(lambda _t: self._told("title"))

    def texts(self) -> dict[str, TextArea]:
        """The fields in which people write freely, by name."""
        return {"suggestion": self.suggestion, "went_well": self.went_well}

    def read_into(self, answers: Answers) -> None:
        """Put what is typed into the answers."""
        answers.suggestion, answers.went_well = self.suggestion.text(), self.went_well.text()
        answers.event_type, answers.person_affected = self.event_type.value(), self.affected.value()
        answers.discovered_on, answers.title = self.discovered.value(), self.short_title.text()
        answers.files = self.files.files()
        if not self.discovered.understood():
            answers.unread = (*answers.unread, "discovered_on")

    def show_answers(self, answers: Answers) -> None:
        """Show what a draft holds."""
        self.suggestion.set_text(answers.suggestion)
        self.went_well.set_text(answers.went_well)
        self.event_type.set_value(answers.event_type)
        self.affected.set_value(answers.person_affected)
        self.discovered.set_value(answers.discovered_on)
        self.short_title.setText(answers.title)
        self.files.set_files(answers.files)

    def _told(self, name: str) -> None:
        self.rows[name].set_error()
        self.changed.emit(name)


class MoreToTell(Disclosure):
    """What most people need not see: its fields are made when they are first asked for.

    Signals:
        changed: the name of a field that the user changed. made: the fields, when they are made.
    """

    changed = Signal(str)
    made = Signal(object)

    def __init__(self, vocabulary: Vocabulary, today: Today, desk: Desk) -> None:
        self.title = _("More to tell")
        super().__init__(self.title)
        self._given = vocabulary, today, desk
        self._fields: MoreFields | None = None
        self._went_well = True
        self.toggled.connect(self._turned)

    @property
    def fields(self) -> MoreFields:
        """What is under the fold."""
        return self._filled()

    @property
    def rows(self) -> dict[str, FormRow]:
        """The rows that are there; none before they are asked for."""
        return self._fields.rows if self._fields else {}

    def ask_went_well(self, on: bool) -> None:
        """A positive event tells that above."""
        self._went_well = on
        if self._fields is not None:
            reveal(self._fields.rows["went_well"], on)

    def read_into(self, answers: Answers) -> None:
        """Put what is typed into the answers."""
        if self._fields is not None:
            self._fields.read_into(answers)

    def show_answers(self, answers: Answers) -> None:
        """Show what a draft holds; unfolded if it holds something."""
        filled = (answers.suggestion, answers.went_well, answers.event_type, answers.person_affected)
        told = any((*filled, answers.discovered_on, answers.title, answers.files))
        if told or self._fields is not None:
            self.fields.show_answers(answers)
        self.unfold(told)

    def _turned(self, on: bool) -> None:
        if on:
            self._filled()

    def _filled(self) -> MoreFields:
        if self._fields is None:
            self._fields = MoreFields(*self._given)
            reveal(self._fields.rows["went_well"], self._went_well)
            self._fields.changed.connect(self.changed)
            self.add(self._fields)
            self.made.emit(self._fields)
        return self._fields
