"""The whole form: six questions, a fold with more, read and filled as `Answers`."""

from __future__ import annotations

from datetime import date, time

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from kpsdesk.domain.vocabulary import Vocabulary
from kpsdesk.i18n import _
from kpsdesk.ui.desk import Desk
from kpsdesk.ui.pages.report.answers import Answers
from kpsdesk.ui.pages.report.files import FilesField
from kpsdesk.ui.pages.report.presenter import Problem, ReportPresenter
from kpsdesk.ui.pages.report.questions import (
    DoneQuestion,
    HarmQuestion,
    KindQuestion,
    PlaceQuestion,
    Question,
    StoryQuestion,
    WhoQuestion,
)
from kpsdesk.ui.pages.report.wording import asked_of
from kpsdesk.ui.widgets import Card, ComboField, DateField, Disclosure, FormRow, TextArea, Today, reveal, vbox


class MoreToTell(Disclosure):
    """What most people need not see; `changed(name)`."""

    changed = Signal(str)

    def __init__(self, vocabulary: Vocabulary, today: Today, desk: Desk) -> None:
        super().__init__(_("More to tell"))
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
        self.add(*self.rows.values())
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

    def read_into(self, answers: Answers) -> None:
        """Put what is typed into the answers."""
        answers.suggestion, answers.went_well = self.suggestion.text(), self.went_well.text()
        answers.event_type, answers.person_affected = self.event_type.value(), self.affected.value()
        answers.discovered_on, answers.title = self.discovered.value(), self.short_title.text()
        answers.files = self.files.files()
        if not self.discovered.understood():
            answers.unread = (*answers.unread, "discovered_on")

    def show_answers(self, answers: Answers) -> None:
        """Show what a draft holds; unfolded if it holds something."""
        self.suggestion.set_text(answers.suggestion)
        self.went_well.set_text(answers.went_well)
        self.event_type.set_value(answers.event_type)
        self.affected.set_value(answers.person_affected)
        self.discovered.set_value(answers.discovered_on)
        self.short_title.setText(answers.title)
        self.files.set_files(answers.files)
        filled = (answers.suggestion, answers.went_well, answers.event_type, answers.person_affected)
        self.unfold(any((*filled, answers.discovered_on, answers.title, answers.files)))

    def _told(self, name: str) -> None:
        self.rows[name].set_error()
        self.changed.emit(name)


class ReportForm(QWidget):
    """All questions in order. `edited(name)` when the user changed something; `answers()`, `show_answers()`."""

    edited = Signal(str)

    def __init__(self, presenter: ReportPresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter = presenter
        vocabulary = presenter.desk.session.vocabulary
        self.kind = KindQuestion(vocabulary)
        self.story = StoryQuestion()
        self.place = PlaceQuestion(vocabulary, presenter.units(), self._today, self._moment)
        self.harm = HarmQuestion(vocabulary)
        self.done = DoneQuestion(vocabulary)
        self.who = WhoQuestion(vocabulary)
        self.more = MoreToTell(vocabulary, self._today, presenter.desk)
        self._questions: tuple[Question, ...] = (
            self.kind,
            self.story,
            self.place,
            self.harm,
            self.done,
            self.who,
        )
        self.setLayout(vbox(*self._questions, Card(self.more), gap=16))
        for question in self._questions:
            question.changed.connect(self._changed)
        self.more.changed.connect(self._changed)
        self.harm.kind_wanted.connect(self._other_kind)
        self._ask()

    def texts(self) -> dict[str, TextArea]:
        """The fields in which people write freely, by name."""
        return {
            "description": self.story.text,
            "immediate_text": self.done.text,
            "suggestion": self.more.suggestion,
            "went_well": self.more.went_well,
        }

    def answers(self) -> Answers:
        """What is chosen and typed now."""
        self.place.when.settle()
        answers = Answers(
            kind=self.kind.kind(),
            description=self.story.text.text(),
            unit_id=self.place.unit_id(),
            place=self.place.place.value(),
            harm=self.harm.row.value(),
            immediate=self.done.ticks.value(),
            immediate_text=self.done.text.text(),
        )
        self.place.when.read_into(answers)
        self.who.read_into(answers)
        self.more.read_into(answers)
        return answers

    def show_answers(self, answers: Answers) -> None:
        """Fill the form, without signals."""
        self.clear_problems()
        self.kind.show_kind(answers.kind)
        self.story.text.set_text(answers.description)
        unit = self._presenter.desk.session.organisation.units.get(answers.unit_id or 0)
        self.place.unit.set_value(str(unit.id) if unit else None, unit.name if unit else "")
        self.place.place.set_value(answers.place)
        self.place.when.show_answers(answers)
        self.harm.show_value(answers.harm)
        self.done.ticks.set_value(answers.immediate)
        self.done.text.set_text(answers.immediate_text)
        self.who.show_answers(answers)
        self.more.show_answers(answers)
        self._ask()

    def row(self, name: str) -> FormRow | None:
        """Where a problem with this field is said."""
        rows = {key: row for question in self._questions for key, row in question.rows.items()}
        return (rows | self.more.rows).get(name)

    def show_problems(self, problems: list[Problem]) -> FormRow | None:
        """Say each at its field; the row of the first."""
        self.clear_problems()
        first: FormRow | None = None
        for problem in problems:
            row = self.row(problem.field)
            if row is None:
                continue
            row.set_error(problem.text)
            first = first or row
            if problem.field in self.more.rows:
                self.more.unfold()
        return first

    def clear_problems(self) -> None:
        """All is right again."""
        for question in self._questions:
            for row in question.rows.values():
                row.set_error()
        for row in self.more.rows.values():
            row.set_error()

    def _today(self) -> date:
        return self._presenter.today(self.place.unit_id() if hasattr(self, "place") else None)

    def _moment(self, when: str | None) -> tuple[date | None, time | None]:
        return self._presenter.moment(when, self.place.unit_id())

    def _changed(self, name: str) -> None:
        if name in ("kind", "unit"):
            self._ask()
        self.place.when.settle()
        self.edited.emit(name)

    def _other_kind(self, kind: str) -> None:
        self.kind.show_kind(kind)
        self._changed("kind")

    def _ask(self) -> None:
        """Ask what the kind asks, and number what is left."""
        kind = self.kind.kind()
        asked = asked_of(kind)
        self.story.ask(kind, self._presenter.hint(kind, self.place.unit_id()))
        self.place.ask(kind)
        self.harm.ask(kind)
        reveal(self.harm, asked.harm)
        reveal(self.done, asked.done_at_once)
        reveal(self.more.rows["went_well"], kind != "positive")
        shown = [q for q in self._questions if q not in ((self.harm,) if not asked.harm else ())]
        shown = [q for q in shown if asked.done_at_once or q is not self.done]
        for number, question in enumerate(shown, start=1):
            question.set_number(number)
