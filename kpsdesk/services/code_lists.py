"""The code lists of the store: other words, new values, another order, values taken out of use (design 5, domain 2.12).

A retired value stays readable on old cases. Lists that the program's rules lean on can be worded differently but keep
their values.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Final

from kpsdesk import paths
from kpsdesk.domain.changes import Changes
from kpsdesk.domain.permission import Permission
from kpsdesk.domain.text import clean
from kpsdesk.domain.vocabulary import LATER_LISTS, CodeItem, shipped
from kpsdesk.errors import NotFound, UserError
from kpsdesk.i18n import N_, Words
from kpsdesk.services.session import Session
from kpsdesk.store import program

if TYPE_CHECKING:
    from kpsdesk.store.work import Work

OPEN_LISTS: Final = frozenset(
    {
        "action_type",
        "age_band",
        "cause_area",
        "consequence_type",
        "dismiss_reason",
        "event_type",
        "extension_reason",
        "factor",
        "factor_group",
        "gender",
        "immediate_action",
        "meeting_type",
        "no_feedback_reason",
        "person_affected",
        "place",
        "profession",
        "retention_class",
    }
)


@dataclass(frozen=True, slots=True)
class ListLine:
    """A code list: what it is called, how many values are in use, whether values may be added and retired."""

    name: str
    label: Words
    in_use: int
    retired: int
    open: bool


@cache
def labels() -> dict[str, Words]:
    """What the shipped lists are called."""
    found = {}
    for file in sorted(paths.resource("vocabulary").glob("*.toml")):
        table = tomllib.loads(file.read_text(encoding="utf-8"))
        if "list" in table and "name" in table:
            found[table["list"]] = Words.of(table["name"])
    return found


@dataclass(frozen=True)
class CodeListService:
    """Reads and edits the code lists. Each change is one transaction with its audit row."""

    session: Session

    def lists(self) -> tuple[ListLine, ...]:
        """Every list, by its name in the language in use."""
        lines = []
        for name in self.session.vocabulary.lists:
            items = self.session.vocabulary.all(name)
            retired = sum(item.retired_on is not None for item in items)
            label = labels().get(name, Words.same(name))
            lines.append(ListLine(name, label, len(items) - retired, retired, name in OPEN_LISTS))
        return tuple(sorted(lines, key=lambda line: str(line.label).casefold()))

    def items(self, name: str) -> tuple[CodeItem, ...]:
        """All values in order, each followed by its sub-values; retired ones included."""
        every = self.session.vocabulary.all(name)
        tops = [item for item in every if item.parent is None]
        return tuple(
            one for top in tops for one in (top, *(item for item in every if item.parent == top.code))
        )

    def is_edited(self, name: str, code: str) -> bool:
        """Whether the words differ from those that were shipped."""
        item, original = self.session.vocabulary.get(name, code), shipped().get(name, code)
        return (
            item is not None
            and original is not None
            and (item.text, item.help) != (original.text, original.help)
        )

    def reword(self, name: str, code: str, text: Words, help_text: Words | None = None) -> Changes:
        """Other words in the three languages. Raises UserError: the Swedish text is missing."""
        self.session.actor.require(Permission.SETTINGS_EDIT)
        item = self._item(name, code)
        helped = help_text and Words(clean(help_text.sv), clean(help_text.fi), clean(help_text.en))
        return self._put("codes.reworded", replace(item, text=_tidy(text), help=helped or item.help))

    def add(self, name: str, text: Words, parent: str | None = None) -> tuple[Changes, str]:
        """A new value at the end; returns its code too.

        Raises:
            UserError: no text, a text that is there already, or a list whose values the program needs as they are.
        """
        self.session.actor.require(Permission.SETTINGS_EDIT)
        self._demand_open(name)
        words = _tidy(text)
        every = self.session.vocabulary.all(name)
        if any(str(i.text).casefold() == str(words).casefold() and i.parent == parent for i in every):
            raise UserError(N_("The list has that value already."), field="sv")
        number = next(n for n in range(1, len(every) + 2) if f"own_{n}" not in {i.code for i in every})
        position = max((item.position for item in every), default=0) + 1
        item = CodeItem(name, f"own_{number}", words, parent, position=position)
        return self._put("codes.added", item), item.code

    def retire(self, name: str, code: str) -> Changes:
        """Take a value out of use from today; old cases keep showing it."""
        self.session.actor.require(Permission.SETTINGS_EDIT)
        self._demand_open(name)
        item = self._item(name, code)
        live = [one for one in self.session.vocabulary.items(name, parent=item.parent) if one.code != code]
        if not live and item.parent is None:
            raise UserError(N_("A list needs at least one value in use."))
        return self._put("codes.retired", replace(item, retired_on=self.session.today))

    def bring_back(self, name: str, code: str) -> Changes:
        """Take a retired value into use again."""
        self.session.actor.require(Permission.SETTINGS_EDIT)
        return self._put("codes.restored", replace(self._item(name, code), retired_on=None))

    def restore_text(self, name: str, code: str) -> Changes:
        """The words as they were shipped. Raises NotFound: the value is the organisation's own."""
        self.session.actor.require(Permission.SETTINGS_EDIT)
        original = shipped().get(name, code)
        if original is None:
            raise NotFound(N_("This value is your own, so there is no shipped text to go back to."))
        item = replace(self._item(name, code), text=original.text, help=original.help)
        return self._put("codes.reworded", item, edited=False)

    def put_back(self, item: CodeItem) -> Changes:
        """A value as it stood before a change (undo)."""
        return self._put("codes.restored", item)

    def reorder(self, name: str, codes: Sequence[str]) -> Changes:
        """Another order; what is not named keeps its place after the named."""
        self.session.actor.require(Permission.SETTINGS_EDIT)
        before = [item.code for item in self.session.vocabulary.all(name)]
        after = [*codes, *(code for code in before if code not in set(codes))]
        with self.session.write() as work:
            self._demand_kept(work, name)
            program.set_positions(work.connection, name, after)
            work.note("codes.reordered", f"codes:{name}", before=before, after=after)
        return work.changes

    def _put(self, action: str, item: CodeItem, *, edited: bool = True) -> Changes:
        self.session.actor.require(Permission.SETTINGS_EDIT)
        before = self.session.vocabulary.get(item.list, item.code)
        with self.session.write() as work:
            self._demand_kept(work, item.list)
            program.put_codes(work.connection, [item], edited=edited)
            work.note(action, f"codes:{item.list}/{item.code}", before=_told(before), after=_told(item))
        return work.changes

    def _demand_kept(self, work: Work, name: str) -> None:
        """Before a value is written: a store made before the list was shipped has none of it."""
        if name in LATER_LISTS and not program.has_codes(work.connection, name):
            program.put_codes(work.connection, self.session.vocabulary.all(name), edited=False)

    def _item(self, name: str, code: str) -> CodeItem:
        item = self.session.vocabulary.get(name, code)
        if item is None:
            raise NotFound(N_("The value is no longer there."))
        return item

    def _demand_open(self, name: str) -> None:
        if name not in OPEN_LISTS:
            raise UserError(
                N_(
                    "The program's rules lean on the values of this list. You can word them differently, not add or retire."
                )
            )


def _told(item: CodeItem | None) -> dict[str, str] | None:
    """What the audit says of a value: its words, and since when it is out of use."""
    if item is None:
        return None
    retired = {"retired_on": item.retired_on.isoformat()} if item.retired_on else {}
    return item.text.as_dict() | retired


def _tidy(words: Words) -> Words:
    """One line each; a language left empty gets the Swedish text."""
    sv, fi, en = (" ".join(clean(text, 300).split()) for text in (words.sv, words.fi, words.en))
    first = sv or fi or en
    if not first:
        raise UserError(N_("Write the text in at least one language."), field="sv")
    return Words(sv or first, fi or first, en or first)
