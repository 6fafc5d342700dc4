"""The six questions of the form, each a card that can be shown alone, filled, read, and told what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from kpsdesk.domain.vocabulary import Vocabulary
from kpsdesk.i18n import _
from kpsdesk.ui.pages.report.answers import Answers
from kpsdesk.ui.pages.report.when import Moment, WhenField
from kpsdesk.ui.pages.report.wording import TILES, VOICE, VOICES, asked_of
from kpsdesk.ui.widgets import (
    Card,
    CheckList,
    Choice,
    ChoiceRow,
    ComboField,
    FormRow,
    InlineNotice,
    Label,
    TextArea,
    TileChoice,
    hbox,
    reveal,
)

NOTHING: Final = "none"


class Question(Card):
    """A numbered question. `rows` holds its form rows by the field names that problems use; `changed(name)`."""

    changed = Signal(str)

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(gap=12, parent=parent)
        self.rows: dict[str, FormRow] = {}
        self._number = Label("", "section", "primary")
        self.title = Label(title, "section", wrap=True)
        head = hbox(self._number, self.title, gap=10)
        head.setStretch(1, 1)
        self.body.addLayout(head)
        self.setAccessibleName(title)

    def set_title(self, title: str) -> None:
        """Another question, by the kind. With a letter for Alt ("&"), which leads to its first field."""
        self.title.setText(title)
        self.setAccessibleName(title.replace("&", ""))

    def heading(self) -> str:
        """The question as it is read."""
        return self.accessibleName()

    def leads_to(self, field: QWidget) -> None:
        """Alt and the title's letter give this field the keyboard."""
        self.title.setBuddy(field)

    def set_number(self, number: int) -> None:
        """Its place among the questions that are asked."""
        self._number.setText(str(number))

    def _row(self, name: str, row: FormRow) -> FormRow:
        self.rows[name] = row
        self.add(row)
        return row

    def _told(self, name: str) -> None:
        if name in self.rows:
            self.rows[name].set_error()
        self.changed.emit(name)


class KindQuestion(Question):
    """Five tiles; the fifth opens a second, small choice, so that all seven kinds are two keys away."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        super().__init__(_("What do you want to tell?"))
        items = {item.code: item for item in vocabulary.all("kind")}
        choices = [
            Choice(code, str(items[code].text), str(items[code].help or ""), icon)
            for code, icon in TILES
            if code in items
        ]
        voice = _("A complaint, a view or an idea for improvement")
        choices.append(Choice(VOICE, _("View, complaint, idea"), voice, "message-square"))
        # domain 2.3: three lines that settle the question
        helper = _(
            "Nothing has happened yet: risk.\nSomething happened, but without harm or consequence: near miss.\nSomething happened and had a consequence: adverse event."
        )
        self.add(Label(helper, "body", "muted", wrap=True))
        self.tiles = TileChoice(choices, _("What do you want to tell?"))
        self._row("kind", FormRow("", self.tiles))
        self.leads_to(self.tiles)
        self.voices = ChoiceRow(
            [(code, vocabulary.word("kind", code)) for code in VOICES], _("Which of the three")
        )
        self.add(self.voices)
        self.tiles.chosen.connect(self._tile)
        self.voices.chosen.connect(lambda _code: self._told("kind"))
        self._show()

    def kind(self) -> str | None:
        """The chosen kind; none while the fifth tile waits for its second choice."""
        tile = self.tiles.value()
        return self.voices.value() if tile == VOICE else tile

    def show_kind(self, kind: str | None) -> None:
        """Choose without a signal."""
        self.tiles.set_value(VOICE if kind in VOICES else kind)
        self.voices.set_value(kind if kind in VOICES else None)
        self._show()

    def _tile(self, _code: str) -> None:
        self._show()
        self._told("kind")

    def _show(self) -> None:
        self.voices.setVisible(self.tiles.value() == VOICE)


class StoryQuestion(Question):
    """The large text field; everything else can be found out later."""

    def __init__(self) -> None:
        super().__init__(_("What happened?"))
        self.text = TextArea(rows=6, most_rows=18, words=_("What happened?"))
        self._row("description", FormRow("", self.text))
        self.leads_to(self.text)
        self.text.edited.connect(lambda _text: self._told("description"))

    def ask(self, kind: str | None, hint: str) -> None:
        """Word the question by the kind."""
        prompt = _(asked_of(kind).prompt)
        self.set_title(prompt)
        self.text.field.setAccessibleName(prompt)
        self.text.set_hint(hint)


class PlaceQuestion(Question):
    """Unit, place, and when."""

    def __init__(
        self, vocabulary: Vocabulary, units: list[tuple[str, str]], today: Callable[[], date], moment: Moment
    ) -> None:
        super().__init__(_("Where and when?"))
        self.unit = ComboField(units, _("Unit"), hint=_("Choose a unit, or type to find it"))
        self.place = ComboField(vocabulary.choices("place"), _("Place"), none_text=_("Not stated"))
        self.when = WhenField(today, moment)
        self._row("unit", FormRow(_("&Unit"), self.unit))
        self._row("occurred", FormRow(_("When did it happen?"), self.when))
        self._row("place", FormRow(_("&Place"), self.place))
        self.unit.chosen.connect(lambda _code: self._told("unit"))
        self.place.chosen.connect(lambda _code: self._told("place"))
        # half a day must not be read: it is understood when the field is left
        for typed in (self.when.day, self.when.time):
            typed.textEdited.connect(lambda _text: self.rows["occurred"].set_error())
        self.when.changed.connect(lambda: self._told("occurred"))

    def ask(self, kind: str | None) -> None:
        """When is not asked of what has not happened."""
        asked = asked_of(kind).when
        reveal(self.rows["occurred"], asked)
        self.set_title(_("Where and when?") if asked else _("Where?"))

    def unit_id(self) -> int | None:
        """The chosen unit."""
        code = self.unit.value()
        return int(code) if code else None


class HarmQuestion(Question):
    """How it went for the person; «do not know» is an answer."""

    kind_wanted = Signal(str)

    def __init__(self, vocabulary: Vocabulary) -> None:
        super().__init__(_("Was anyone harmed?"))
        self._helps = {item.code: str(item.help or "") for item in vocabulary.all("harm")}
        self.row = ChoiceRow(vocabulary.choices("harm"), _("Was anyone harmed?"))
        self._row("harm", FormRow("", self.row))
        self.leads_to(self.row)
        self._note = InlineNotice()
        self._note.linked.connect(lambda: self.kind_wanted.emit("negative_event"))
        self.add(self._note)
        self._kind: str | None = None
        self.row.chosen.connect(self._chosen)
        self._show()

    def ask(self, kind: str | None) -> None:
        """A near miss harmed nobody: that is already chosen."""
        preset = asked_of(kind).preset_harm
        if preset and self.row.value() is None:
            self.row.set_value(preset)
        elif not preset and self._kind and asked_of(self._kind).preset_harm == self.row.value():
            self.row.set_value(None)
        self._kind = kind
        self._show()

    def show_value(self, harm: str | None) -> None:
        """Choose without a signal."""
        self.row.set_value(harm)
        self._show()

    def _chosen(self, _code: str) -> None:
        self._show()
        self._told("harm")

    def _show(self) -> None:
        code = self.row.value()
        contradicts = self._kind == "near_miss" and code in ("H1", "H2", "H3", "H4")
        if contradicts:
            text = _("If somebody was harmed it is an adverse event, and not a near miss.")
            self._note.say(text, "info", _("Change to adverse event"))
        help_text = "" if contradicts else self._helps.get(code or "", "")
        self._note.setVisible(contradicts)
        self.rows["harm"].set_help(help_text)


class DoneQuestion(Question):
    """What was done at once: ticks for the most, words for the rest."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        super().__init__(_("What was done at once?"))
        self.ticks = CheckList(vocabulary.choices("immediate_action"), _("What was done at once?"), even=True)
        self.text = TextArea(
            _("Something else, or how it was done"), rows=1, words=_("Done at once, in words")
        )
        self._helps = {item.code: str(item.help or "") for item in vocabulary.all("immediate_action")}
        self._note = InlineNotice(icon="info")  # such as: what was in use is kept as it is (domain 2.9)
        self.add(self.ticks, self._note)
        self.leads_to(self.ticks)
        self._row("immediate_text", FormRow("", self.text))
        self._ticked: frozenset[str] = frozenset()
        self.ticks.changed.connect(self._tick)
        self.text.edited.connect(lambda _text: self._told("immediate_text"))
        self.show_ticks(frozenset())

    def show_ticks(self, codes: frozenset[str]) -> None:
        """Tick these without a signal."""
        self.ticks.set_value(codes)
        self._ticked = codes
        self._show(codes)

    def _show(self, codes: frozenset[str]) -> None:
        helps = [text for code, text in self._helps.items() if code in codes and text]
        reveal(self._note, bool(helps))
        if helps:
            self._note.say("\n".join(helps), "info", icon="info")

    def _tick(self, codes: frozenset[str]) -> None:
        """«Nothing» and something cannot both be true: the last tick counts."""
        if NOTHING in codes and len(codes) > 1:
            codes = codes - {NOTHING} if NOTHING in self._ticked else frozenset({NOTHING})
            self.ticks.set_value(codes)
        self._ticked = codes
        self._show(codes)
        self._told("immediate")


class WhoQuestion(Question):
    """Named, hidden or anonymous, each with what it means (domain 2.11)."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        super().__init__(_("Who are you?"))
        icons = {"named": "user", "hidden": "eye-off", "anonymous": "user-x"}
        choices = [
            Choice(item.code, str(item.text), str(item.help or ""), icons.get(item.code, ""))
            for item in vocabulary.items("anonymity")
        ]
        self.level = TileChoice(choices, _("How do you want to report?"))
        self._row("anonymity", FormRow("", self.level))
        self.leads_to(self.level)
        self.name, self.contact = QLineEdit(), QLineEdit()
        self.contact.setPlaceholderText(_("E-mail or phone, if you like"))
        self.profession = ComboField(
            vocabulary.choices("profession"), _("Your profession"), none_text=_("Not stated")
        )
        self.feedback = QCheckBox(_("I want to know how it goes"))
        self._row("name", FormRow(_("Your &name"), self.name))
        self._row("profession", FormRow(_("Your pro&fession"), self.profession))
        self._row("contact", FormRow(_("&Contact"), self.contact))
        self.add(self.feedback)
        self.level.chosen.connect(self._chosen)
        self.name.textEdited.connect(lambda _text: self._named())
        self.contact.textEdited.connect(lambda _text: self._told("contact"))
        self.profession.chosen.connect(lambda _code: self._told("profession"))
        self.feedback.clicked.connect(lambda: self._told("wants_feedback"))
        self._show()

    def read_into(self, answers: Answers) -> None:
        """Put what is chosen and typed into the answers."""
        answers.anonymity = self.level.value() or ""
        answers.name, answers.contact = self.name.text(), self.contact.text()
        answers.profession, answers.wants_feedback = self.profession.value(), self.feedback.isChecked()

    def show_answers(self, answers: Answers) -> None:
        """Show what a draft holds."""
        self.level.set_value(answers.anonymity)
        self.name.setText(answers.name)
        self.contact.setText(answers.contact)
        self.profession.set_value(answers.profession)
        self.feedback.setChecked(answers.wants_feedback)
        self._show()

    def _chosen(self, _code: str) -> None:
        self._show()
        self._told("anonymity")

    def _named(self) -> None:
        self._show()
        self._told("name")

    def _show(self) -> None:
        nameless = self.level.value() == "named" and not self.name.text().strip()
        self.rows["name"].set_help(_("Without your name nobody can ask you more.") if nameless else "")
        known = self.level.value() in ("named", "hidden")
        for name in ("name", "profession", "contact"):
            reveal(self.rows[name], known)
        reveal(self.feedback, known)
