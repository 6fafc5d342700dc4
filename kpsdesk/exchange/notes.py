"""A sentence about a file that is read or written, kept untranslated until somebody reads it."""

from __future__ import annotations

from dataclasses import dataclass

from typing_extensions import override

from kpsdesk.errors import KpsError
from kpsdesk.i18n import _


@dataclass(frozen=True, slots=True)
class Note:
    """A msgid with its fields; `str()` gives the sentence in the language in use."""

    template: str
    fields: tuple[tuple[str, object], ...] = ()

    @classmethod
    def of(cls, template: str, **fields: object) -> Note:
        """A note from a msgid marked with `N_`."""
        return cls(template, tuple(fields.items()))

    @classmethod
    def from_error(cls, error: KpsError) -> Note:
        """What an error says, as a note about one cell or row."""
        return cls(error.template, tuple(error.fields.items()))

    @override
    def __str__(self) -> str:
        return _(self.template).format(**{name: str(value) for name, value in self.fields})
