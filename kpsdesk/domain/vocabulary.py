"""Code lists: the field's words as data, in three languages, shipped in resources/vocabulary and edited in the store."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

from kpsdesk import paths
from kpsdesk.i18n import Words

# lists that came after the first stores were made; such a store gets one when its words are first changed
LATER_LISTS: Final = ("meeting_type",)


@dataclass(frozen=True, slots=True)
class CodeItem:
    """One value of a code list; a retired one stays readable but is no longer offered."""

    list: str
    code: str
    text: Words
    parent: str | None = None
    help: Words | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)
    position: int = 0
    retired_on: date | None = None

    def words(self) -> str:
        """The text in the language in use."""
        return str(self.text)


@dataclass(frozen=True)
class Vocabulary:
    """All code lists of a store, by list and code."""

    lists: Mapping[str, Mapping[str, CodeItem]]

    @classmethod
    def of(cls, items: Iterable[CodeItem]) -> Vocabulary:
        """From items in their order."""
        lists: dict[str, dict[str, CodeItem]] = {}
        for item in items:
            lists.setdefault(item.list, {})[item.code] = item
        return cls(lists)

    def with_later(self) -> Vocabulary:
        """The same with those of `LATER_LISTS` that the store does not have, as shipped."""
        missing = [name for name in LATER_LISTS if name not in self.lists]
        if not missing:
            return self
        items = (item for name in missing for item in read_list(paths.resource("vocabulary", f"{name}.toml")))
        return Vocabulary({**self.lists, **Vocabulary.of(items).lists})

    def get(self, name: str, code: str | None) -> CodeItem | None:
        """One value, or None."""
        return self.lists.get(name, {}).get(code) if code else None

    def word(self, name: str, code: str | None) -> str:
        """The value in words; an unknown code is shown as it is, nothing as ''."""
        item = self.get(name, code)
        return str(item.text) if item else (code or "")

    def items(self, name: str, *, parent: str | None = None, retired: bool = False) -> tuple[CodeItem, ...]:
        """The values on offer under a parent (None: the top level), in order."""
        return tuple(
            item
            for item in self.lists.get(name, {}).values()
            if item.parent == parent and (retired or item.retired_on is None)
        )

    def all(self, name: str) -> tuple[CodeItem, ...]:
        """Every value of a list, retired ones and sub-values included."""
        return tuple(self.lists.get(name, {}).values())

    def choices(self, name: str, *, parent: str | None = None) -> list[tuple[str, str]]:
        """(code, text) pairs on offer, for a form."""
        return [(item.code, str(item.text)) for item in self.items(name, parent=parent)]


def read_list(file: Path) -> tuple[CodeItem, ...]:
    """The items of one shipped list; none when the file is data of another kind."""
    with file.open("rb") as stream:
        table = tomllib.load(stream)
    if "list" not in table or "item" not in table:
        return ()
    known = {"code", "parent", "text", "help", "retired_on"}
    return tuple(
        CodeItem(
            list=table["list"],
            code=item["code"],
            text=Words.of(item["text"]),
            parent=item.get("parent"),
            help=Words.of(item["help"]) if "help" in item else None,
            extra={key: value for key, value in item.items() if key not in known},
            position=position,
            retired_on=item.get("retired_on"),
        )
        for position, item in enumerate(table["item"])
    )


@cache
def shipped() -> Vocabulary:
    """The lists as shipped; what a new store starts with."""
    files = sorted(paths.resource("vocabulary").glob("*.toml"))
    return Vocabulary.of(item for file in files for item in read_list(file))
