"""What can go wrong, in three kinds, so that everyone knows which face it gets.

`UserError`: what was asked cannot be done as asked; the sentence says what to do instead.
`OutsideError`: the disk, another program or the computer is in the way; nothing was lost.
Anything else that reaches the top is a fault of ours.

The sentence is kept untranslated with its named fields, and is put into words when shown, so that a
background thread and a log file never depend on the language of the window. A field may be a text,
a number, or an untranslated label (`i18n.Label`).
"""

from __future__ import annotations

from typing_extensions import override

from kpsdesk.i18n import Label, _


class KpsError(Exception):
    """A failure with a sentence for people; `template` is an English msgid marked with `N_`."""

    def __init__(self, template: str, **fields: object) -> None:
        super().__init__(template)
        self.template = template
        self.fields = fields

    def sentence(self) -> str:
        """The sentence in the language in use now."""
        shown = {key: str(value) if isinstance(value, Label) else value for key, value in self.fields.items()}
        return _(self.template).format(**shown)

    @override
    def __str__(self) -> str:
        return self.sentence()


class UserError(KpsError):
    """Wrong or missing input; `field` names the input it belongs to, if one does."""

    def __init__(self, template: str, *, field: str = "", **fields: object) -> None:
        super().__init__(template, **fields)
        self.field = field


class NotAllowed(UserError):
    """The actor lacks the right."""


class NotFound(UserError):
    """The thing asked for is not in the store."""


class Conflict(UserError):
    """Somebody else saved a newer version first; nothing was overwritten."""


class OutsideError(KpsError):
    """The environment is in the way: disk full, read-only, locked, damaged file."""
