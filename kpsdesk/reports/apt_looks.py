"""What both pages of a meeting's sheet stand on: how large, how long, and the words of code lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from kpsdesk.domain.apt import Sheet
from kpsdesk.domain.vocabulary import Vocabulary
from kpsdesk.i18n import Words
from kpsdesk.reports import paper

HALF: Final = (paper.WIDTH - 16) / 2  # of a column
LINE: Final = 20.0  # between two lines to write on


@dataclass(frozen=True)
class Looks:
    """How large the type is, how many letters of a story there is room for (0: all), and for how many more lines to write on."""

    scale: float = 1.0
    story: int = 0
    lines: int = 0


@dataclass(frozen=True)
class Sections:
    """Some of the headings, each with what stands under it. `levels` are the names of risk levels by code."""

    sheet: Sheet
    vocabulary: Vocabulary
    levels: Mapping[str, Words]
    looks: Looks

    def name(self, name: str, code: str) -> str:
        """A word of a code list."""
        item = self.vocabulary.get(name, code)
        return item.words() if item else code

    def fitting(self, text: str) -> str:
        """A story in the room that there is for it."""
        return _cut(text, self.looks.story) if self.looks.story else text


def _cut(text: str, letters: int) -> str:
    """The beginning of a text, ended after a whole word."""
    if len(text) <= letters:
        return text
    return text[:letters].rpartition(" ")[0].rstrip(" ,;:.–-") + " …"
