"""A text in the three languages as fields of a form, and back."""

from __future__ import annotations

from typing import Final

from kpsdesk.i18n import Words, _
from kpsdesk.ui.pages.settings.section import Values
from kpsdesk.ui.widgets import FormField

LANGUAGES: Final = (("sv", "svenska"), ("fi", "suomi"), ("en", "English"))  # each by its own name


def word_fields(key: str, label: str, *, rows: int = 0) -> list[FormField]:
    """A field for each language, `key.sv` and so on: a line, or a text of some rows."""
    return [
        FormField(
            f"{key}.{code}",
            "text" if rows else "line",
            _("{what} ({language})").format(what=label, language=name),
            rows=rows or 1,
        )
        for code, name in LANGUAGES
    ]


def word_values(key: str, words: Words) -> dict[str, object]:
    """What stands in the fields of a text."""
    return {f"{key}.{code}": text for code, text in words.as_dict().items()}


def read_words(given: Values, key: str) -> Words:
    """The text that was written in its fields."""
    return Words(*(str(given[f"{key}.{code}"] or "") for code, _name in LANGUAGES))
