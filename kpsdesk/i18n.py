"""Words: Swedish, Finnish and English from one mechanism, for window, paper and command line.

Source sentences are English msgids; `_("Save")` at the place of use, `N_("Save")` where a label is
declared and translated later. Whole sentences with named fields only: `_("{n} of {m}").format(…)`.
Code lists carry their own three texts as data (`Words`).
"""

from __future__ import annotations

import gettext
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final

from typing_extensions import override

from kpsdesk import paths

LANGUAGES: Final = ("sv", "fi", "en")
DEFAULT: Final = "sv"

_language = DEFAULT
_spoken: ContextVar[str | None] = ContextVar("spoken", default=None)  # of a paper that is being written
_catalogues: dict[str, gettext.NullTranslations] = {}


def catalogue(language: str) -> gettext.NullTranslations:
    """The compiled catalogue of a language; English needs none."""
    if language not in _catalogues:
        file = paths.resource("locale", language, "LC_MESSAGES", "kpsdesk.mo")
        if language == "en" or not file.is_file():
            _catalogues[language] = gettext.NullTranslations()
        else:
            with file.open("rb") as stream:
                _catalogues[language] = gettext.GNUTranslations(stream)
    return _catalogues[language]


def use(language: str) -> None:
    """Choose the language for the process; an unknown one falls back to Swedish."""
    global _language
    _language = language if language in LANGUAGES else DEFAULT


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Within, on this thread alone, words come in another language than the window's: a paper has its own."""
    before = _spoken.set(language if language in LANGUAGES else DEFAULT)
    try:
        yield
    finally:
        _spoken.reset(before)


def language() -> str:
    """The language in use: sv, fi or en."""
    return _spoken.get() or _language


def _(text: str) -> str:
    """Translate a sentence into the language in use."""
    return catalogue(language()).gettext(text) if text else ""


def ngettext(one: str, many: str, n: int) -> str:
    """Translate a sentence that counts."""
    return catalogue(language()).ngettext(one, many, n)


def pgettext(context: str, text: str) -> str:
    """Translate a word that has two meanings."""
    return catalogue(language()).pgettext(context, text)


def N_(text: str) -> str:
    """Mark a sentence for translation where it is declared."""
    return text


@dataclass(frozen=True, slots=True)
class Words:
    """One notion in the three languages; what code lists, matrices and presets carry."""

    sv: str
    fi: str
    en: str

    @classmethod
    def of(cls, texts: Mapping[str, str]) -> Words:
        """From a table with keys sv, fi, en; a missing one falls back to Swedish."""
        sv = texts["sv"]
        return cls(sv=sv, fi=texts.get("fi", sv), en=texts.get("en", sv))

    @classmethod
    def same(cls, text: str) -> Words:
        """One text for all languages, as in names of units."""
        return cls(text, text, text)

    def in_(self, language: str) -> str:
        """The text in a given language."""
        return {"sv": self.sv, "fi": self.fi}.get(language, self.en)

    def as_dict(self) -> dict[str, str]:
        """For JSON and TOML."""
        return {"sv": self.sv, "fi": self.fi, "en": self.en}

    @override
    def __str__(self) -> str:
        return self.in_(language())


@dataclass(frozen=True, slots=True)
class Label:
    """A msgid to be translated when shown."""

    text: str

    @override
    def __str__(self) -> str:
        return _(self.text)
