"""Cells looked up in tables of words, forgiving about case, dots on letters, signs and spaces."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, time
from typing import Final

from kpsdesk.exchange.headings import normalised
from kpsdesk.exchange.sheets import Cell, one_line

SURE_LENGTH: Final = 5
_HARMLESS_MARK: Final = "=+-@\t\r＝＋－＠"


class Index:
    """A table of words of the store: exact first, then without regard to case, dots and signs."""

    def __init__(self, table: Mapping[str, str], *, in_parts: bool = False) -> None:
        self._exact = {one_line(text).casefold(): code for text, code in table.items()}
        self._loose: dict[str, set[str]] = {}
        self._names: dict[str, str] = {}
        for text, code in table.items():
            if text != code:
                self._names.setdefault(code, text)
        for text, code in table.items():
            self._loose.setdefault(normalised(text), set()).add(code)
        parts: dict[str, set[str]] = {}
        for text, code in table.items():
            for part in parts_of(text):
                parts.setdefault(normalised(part), set()).add(code)
        # "Kaatuminen, putoaminen" answers to either word, unless another entry is called just that
        self._loose = {**(parts if in_parts else {}), **self._loose}

    def codes(self, text: str) -> set[str]:
        """The codes that a text may mean."""
        exact = self._exact.get(one_line(text).casefold())
        if exact is not None:
            return {exact}
        plain = normalised(text)
        return self._loose.get(plain, set()) if plain else set()

    def code(self, text: str) -> str:
        """The only code that a text can mean, or ''."""
        codes = self.codes(text)
        return next(iter(codes)) if len(codes) == 1 else ""

    def roughly(self, text: str) -> str:
        """The only code that the parts of a text, or its beginning, speak of: "Läkemedelshantering"."""
        found = set().union(*(self.codes(part) for part in parts_of(text)))
        if not found:
            plain = normalised(text)
            found = {
                code
                for word, codes in self._loose.items()
                if len(word) >= SURE_LENGTH and plain.startswith(word)
                for code in codes
            }
        return next(iter(found)) if len(found) == 1 else ""

    def name(self, code: str) -> str:
        """A code in words."""
        return self._names.get(code, code)


def text_of(cell: Cell) -> str:
    """A cell as text: whole numbers without a point, and without the apostrophe that made it harmless."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, bool):
        return "ja" if cell else "nej"
    if isinstance(cell, datetime) and cell.time() == time(0):
        cell = cell.date()
    text = str(cell).strip()
    return text[1:] if len(text) > 1 and text[0] == "'" and text[1] in _HARMLESS_MARK else text


def parts_of(text: str) -> list[str]:
    """What a cell lists, between commas, slashes and the word "and"."""
    return [part for part in re.split(r"[,;/\n+]|\boch\b|\bja\b|\band\b", text) if part.strip()]
