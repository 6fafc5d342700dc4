"""What a paper is made of, as plain data: the same blocks for the meeting sheet, the papers of a case and the follow-up.

Texts are plain texts. Markup in them is printed as it stands, never understood.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from reportlab.graphics.shapes import Drawing


@dataclass(frozen=True, slots=True)
class PaperInfo:
    """What the whole paper says of itself: its title, its language (sv, fi, en) and the line under every page.

    `page_of` is the words for the page's number, with {page} and {pages}. Nobody's name is kept in the file.
    """

    title: str
    language: str
    footer: str
    page_of: str = "{page} ({pages})"
    wide: bool = False  # the long side lies, for tables with many columns


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading, levels 1 to 3 without a gap; it is a bookmark too. Exactly one of level 1."""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph: body, lead (large), small, muted, strong."""

    text: str
    style: str = "body"


@dataclass(frozen=True, slots=True)
class Quote:
    """Somebody's own words, framed and untouched; they may run over pages."""

    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """A few words on a ground of their own: info, warn, ok or danger."""

    text: str
    tone: str = "info"


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list; numbered when the order matters."""

    items: Sequence[str]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Ticks:
    """A list with a box before each, ticked or empty; the item says in words too what the box shows."""

    items: Sequence[tuple[bool, str]]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under header cells. `widths` are shares; `numeric` the columns set to the right with even figures.

    With `row_heads` the first cell of each row is a header too. `caption` tells what the table shows.
    """

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float] = ()
    numeric: frozenset[int] = frozenset()
    row_heads: bool = False
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and values, two columns: number, unit, dates."""

    pairs: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Tiles:
    """Large numbers side by side, each with what it counts, and a small line under it."""

    tiles: Sequence[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing, and what it shows in words for those who do not see it."""

    drawing: Drawing
    alt: str


@dataclass(frozen=True, slots=True)
class Lines:
    """Empty lines to write on by hand, with what is to be written there."""

    label: str
    many: int = 2


@dataclass(frozen=True, slots=True)
class Columns:
    """Two columns side by side, read left before right; they do not run over a page."""

    left: Sequence[Block]
    right: Sequence[Block]
    share: float = 0.5  # of the width, for the left


@dataclass(frozen=True, slots=True)
class Together:
    """Blocks that stay on one page."""

    blocks: Sequence[Block] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a new page."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Some room between blocks, in points."""

    height: float = 8.0


Block = (
    Heading | Text | Quote | Note | Bullets | Ticks | Table | Facts | Tiles | Picture | Lines | Columns | Together
    | PageBreak | Gap
)  # fmt: skip


def paragraphs(text: str) -> list[str]:
    """A text parted at its empty lines; none of an empty text."""
    return [part for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]
