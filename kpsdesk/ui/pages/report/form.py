"""The whole form: six questions and a fold with more, made a card at a time, read and filled as `Answers`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from kpsdesk.ui.pages.report.answers import Answers
from kpsdesk.ui.pages.report.more import MORE, MoreToTell
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
from kpsdesk.ui.slices import Slices
from kpsdesk.ui.widgets import Card, FormRow, TextArea, reveal, vbox
from kpsdesk.ui.widgets.letters import with_letters


class ReportForm(QWidget):
    """All questions in order, made a card at a time (`making`), so that the window answers meanwhile.

    `edited(name)` when the user changed something; `answers()`, `show_answers()`.
    """

    edited = Signal(str)

    kind: KindQuestion
    story: StoryQuestion
    place: PlaceQuestion
    harm: HarmQuestion
    done: DoneQuestion
    who: WhoQuestion
    more: MoreToTell

    def __init__(self, presenter: ReportPresenter, answers: Answers, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter = presenter
        self._questions: list[Question] = []
        self._lettered: dict[QWidget, tuple[str, str]] = {}  # label -> with its letter, and without
        self._box = vbox(gap=16)
        self.setLayout(self._box)
        self.making = Slices(self._make(answers), self)
        self.making.step()

    def _make(self, answers: Answers) -> Iterator[None]:
        """A card at a time, each with its answers."""
        vocabulary = self._presenter.desk.session.vocabulary
        self.kind = KindQuestion(vocabulary)
        self.kind.show_kind(answers.kind)
        self._take(self.kind)
        yield
        self.story = StoryQuestion()
        self.story.text.set_text(answers.description)
        self.story.ask(answers.kind, self._presenter.hint(answers.kind, answers.unit_id))
        self._take(self.story)
        yield
        self.place = PlaceQuestion(vocabulary, self._presenter.units(), self._today, self._moment)
        self._show_place(answers)
        self._take(self.place)
        yield
        self.harm = HarmQuestion(vocabulary)
        self.harm.show_value(answers.harm)
        self.harm.kind_wanted.connect(self._other_kind)
        self._take(self.harm)
        yield
        self.done = DoneQuestion(vocabulary)
        self._show_done(answers)
        self._take(self.done)
        yield
        self.who = WhoQuestion(vocabulary)
        self.who.show_answers(answers)
        self._take(self.who)
        yield
        self.more = MoreToTell(vocabulary, self._today, self._presenter.desk)
        self.more.show_answers(answers)
        self.more.changed.connect(self._changed)
        self.more.made.connect(lambda _fields: self._give_letters())
        self._box.addWidget(Card(self.more))
        self._ask()

    def _take(self, question: Question) -> None:
        self._questions.append(question)
        question.set_number(len(self._questions))
        question.changed.connect(self._changed)
        self._box.addWidget(question)

    def texts(self) -> dict[str, TextArea]:
        """The fields in which people write freely, by name."""
        return {
            "description": self.story.text,
            "immediate_text": self.done.text,
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
        self.making.finish()
        self.clear_problems()
        self.kind.show_kind(answers.kind)
        self.story.text.set_text(answers.description)
        self._show_place(answers)
        self.harm.show_value(answers.harm)
        self._show_done(answers)
        self.who.show_answers(answers)
        self.more.show_answers(answers)
        self._ask()

    def _show_place(self, answers: Answers) -> None:
        unit = self._presenter.desk.session.organisation.units.get(answers.unit_id or 0)
        self.place.unit.set_value(str(unit.id) if unit else None, unit.name if unit else "")
        self.place.place.set_value(answers.place)
        self.place.when.show_answers(answers)

    def _show_done(self, answers: Answers) -> None:
        self.done.show_ticks(answers.immediate)
        self.done.text.set_text(answers.immediate_text)

    def row(self, name: str) -> FormRow | None:
        """Where a problem with this field is said."""
        rows = {key: row for question in self._questions for key, row in question.rows.items()}
        return (rows | self.more.rows).get(name)

    def show_problems(self, problems: list[Problem]) -> FormRow | None:
        """Say each at its field; the row of the first."""
        self.clear_problems()
        first: FormRow | None = None
        for problem in problems:
            if problem.field in MORE:
                self.more.unfold()
            row = self.row(problem.field)
            if row is None:
                continue
            row.set_error(problem.text)
            first = first or row
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
        self.making.finish()
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
        self.more.ask_went_well(kind != "positive")
        for number, question in enumerate(self._asked(), start=1):
            question.set_number(number)
        self._give_letters()

    def _asked(self) -> list[Question]:
        asked = asked_of(self.kind.kind())
        left_out = {self.harm: not asked.harm, self.done: not asked.done_at_once}
        return [question for question in self._questions if not left_out.get(question)]

    def _give_letters(self) -> None:
        """A letter for Alt to every question that is asked, to its rows, and to what is under the fold."""
        shown = self._asked()
        titled = [question for question in shown if question.title.buddy() is not None]
        rows = [row for question in shown for row in question.rows.values()]
        rows = [row for row in (*rows, *self.more.rows.values()) if row.label.text()]
        labels: list[QLabel | QAbstractButton] = [question.title for question in titled]
        labels += [self.more.button, *(row.label for row in rows)]
        letters = with_letters([self._unlettered(label) for label in labels])
        for label, text in zip(labels, letters, strict=True):
            self._lettered[label] = text, self._unlettered(label)
            if text != label.text():
                label.setText(text)

    def _unlettered(self, label: QLabel | QAbstractButton) -> str:
        """Its text without the letter that was given to it here; one that the translator chose stays."""
        given, before = self._lettered.get(label, ("", ""))
        return before if label.text() == given else label.text()
