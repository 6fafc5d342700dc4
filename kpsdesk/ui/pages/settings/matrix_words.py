"""What the steps and levels of a risk matrix mean: their words, explanations and demands, edited one at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from PySide6.QtWidgets import QWidget

from kpsdesk.domain.matrix import Grade, Level, Matrix
from kpsdesk.i18n import Words, _
from kpsdesk.ui import theme
from kpsdesk.ui.pages.settings.languages import read_words, word_fields, word_values
from kpsdesk.ui.pages.settings.section import FormDialog, SettingsSection, Values
from kpsdesk.ui.widgets import Card, FormField, IconButton, Label, Tag, hbox, vbox

ICONS: Final = ("circle", "diamond", "triangle-alert", "octagon-alert", "octagon-alert")
FLAGS: Final = ("demands_analysis", "tell_head")
Edit = Callable[[str, "Grade | Level"], None]


def level_tag(level: Level) -> Tag:
    """A level as a tag: its shape says what its colour says."""
    return Tag(str(level.text), tone_of(level.tone), ICONS[min(level.rank, len(ICONS)) - 1])


def tone_of(tone: str) -> str:
    """A tone that the theme has."""
    return tone if tone in theme.TONES else "danger"


def numbered(grade: Grade) -> str:
    """A step with its number."""
    return f"{grade.value}  {grade.text}"


def definitions(matrix: Matrix, edit: Edit) -> list[QWidget]:
    """A card for the levels, one for severity, one for probability; each line has its button."""
    levels = Card(Label(_("What the levels demand"), "section"), gap=10)
    for level in matrix.levels:
        told = QWidget()
        flags = " ".join(_demanded(level))
        lines = [
            Label(str(level.demands), wrap=True),
            *([Label(flags, "small", "muted", wrap=True)] if flags else []),
        ]
        told.setLayout(vbox(*lines, gap=0))
        row = hbox(
            level_tag(level), told, _button(str(level.text), f"level.{level.code}", level, edit), gap=12
        )
        row.setStretch(1, 1)
        levels.body.addLayout(row)
    cards: list[QWidget] = [levels]
    for part, title, grades in (
        ("severity", _("Severity"), matrix.severities),
        ("probability", _("Probability"), matrix.probabilities),
    ):
        card = Card(Label(title, "section"), gap=10)
        for grade in grades:
            words = QWidget()
            head = Label(numbered(grade), "strong", wrap=True)
            words.setLayout(vbox(head, Label(str(grade.help or ""), "body", "muted", wrap=True), gap=0))
            row = hbox(words, _button(numbered(grade), f"{part}.{grade.value}", grade, edit), gap=12)
            row.setStretch(0, 1)
            card.body.addLayout(row)
        cards.append(card)
    return cards


def _demanded(level: Level) -> list[str]:
    told = [_("Asks for an investigation or event analysis.")] if level.demands_analysis else []
    return [*told, _("The head of operations is told.")] if level.tell_head else told


def _button(name: str, key: str, what: Grade | Level, edit: Edit) -> IconButton:
    return IconButton("pencil", _("Change {name}").format(name=name), lambda: edit(key, what))


class WordsDialog(FormDialog):
    """The words of one step or level in three languages, what a level demands, and from which day on."""

    def __init__(
        self,
        section: SettingsSection,
        matrix: Matrix,
        key: str,
        what: Grade | Level,
        done: Callable[[], None],
    ) -> None:
        self._books, self._matrix, self._key = section.desk.services.rule_books, matrix, key
        more, kept = ("demands", what.demands) if isinstance(what, Level) else ("help", what.help)
        self._old = {key: what.text, f"{key}.{more}": kept or Words.same("")}
        told = _("Demands") if more == "demands" else _("Explanation")
        fields = word_fields(key, _("Name")) + word_fields(f"{key}.{more}", told, rows=3)
        values = {
            k: text for place, words in self._old.items() for k, text in word_values(place, words).items()
        }
        if isinstance(what, Level):
            fields += _level_fields(key)
            values |= {f"{key}.{flag}": getattr(what, flag) for flag in FLAGS}
        fields.append(_day_field())
        values["valid_from"] = section.desk.session.today
        title = str(what.text) if isinstance(what, Level) else numbered(what)
        super().__init__(
            section,
            title,
            _("Save as a new version"),
            fields,
            self._put,
            values=values,
            done=lambda _more: done(),
        )

    def _put(self, given: Values) -> Any:
        key, old = self._key, self._old
        texts = {place: read_words(given, place) for place in old}
        flags = [f"{key}.{flag}" for flag in FLAGS if f"{key}.{flag}" in given]
        return self._books.edit_matrix(
            self._matrix.code,
            {},
            {place: text for place, text in texts.items() if text != old[place]},
            demands={flag: bool(given[flag]) for flag in flags},
            valid_from=given["valid_from"],
        )


def _day_field() -> FormField:
    help_text = _("Scores given before that day stay as they are.")
    return FormField("valid_from", "date", _("Valid from"), help_text, required=True, future=True)


def _level_fields(key: str) -> list[FormField]:
    return [
        FormField(f"{key}.demands_analysis", "check", _("Asks for an investigation or event analysis")),
        FormField(f"{key}.tell_head", "check", _("The head of operations is told")),
    ]
