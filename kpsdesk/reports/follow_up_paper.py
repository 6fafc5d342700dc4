"""The follow-up on paper: sentence, large numbers, the window's own pictures, tables; its foot says how it was counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.graphics.shapes import Drawing

from kpsdesk.reports import paper, style
from kpsdesk.reports.blocks import (
    Block,
    Columns,
    Gap,
    Heading,
    Note,
    PaperInfo,
    Picture,
    Table,
    Text,
    Tiles,
    Together,
)

ROWS = 15  # of a table on one page, also when names take two lines
WIDTH = 739.0  # of a lying page between its margins, in points
HEAD_TEXT = 9.0
HEAD_AIR = 10.0  # beside a head's words
NAME_SHARE = 4.0  # of a column of words, against 1 for a number
LARGE_NAME_SHARE = 4.5
FEW = 6  # numbers in a table before the words get a smaller share of the width


@dataclass(frozen=True, slots=True)
class PaperTable:
    """A table under its heading; all columns but the first `texts` are numbers."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    texts: int = 1
    note: str = ""
    goes_on: str = ""  # above its second part and those after it


@dataclass(frozen=True, slots=True)
class PaperPicture:
    """A drawing under its heading, with its words for those who do not see it."""

    title: str
    drawing: Drawing
    alt: str


@dataclass(frozen=True, slots=True)
class FollowUpSheet:
    """Everything on the paper, in its language. `about`: whose numbers, of which day."""

    language: str
    title: str
    footer: str
    page_of: str
    about: str
    sentence: str
    how_long: str
    tiles: Sequence[tuple[str, str, str]]
    beside: tuple[PaperPicture, PaperPicture] | None  # months and ages
    months: PaperPicture
    late: Sequence[PaperTable]
    difference: str
    balance: PaperPicture | None
    flow: Sequence[PaperTable]
    rule: str


def make(sheet: FollowUpSheet) -> bytes:
    """The paper as a PDF, the long side lying: the same sheet gives the same bytes."""
    info = PaperInfo(sheet.title, sheet.language, sheet.footer, sheet.page_of, wide=True)
    return paper.make(info, _blocks(sheet))


def _blocks(sheet: FollowUpSheet) -> list[Block]:
    blocks: list[Block] = [
        Heading(sheet.title, 1),
        Text(sheet.about, "muted"),
        Text(sheet.sentence, "lead"),
        *([Text(sheet.how_long)] if sheet.how_long else []),
        Tiles(sheet.tiles),
        *_pictures(sheet),
    ]
    for table in sheet.late:
        blocks += _table(table)
    if sheet.difference:
        blocks += [Gap(), Note(sheet.difference)]
    if sheet.balance is not None:
        blocks.append(Together(_picture(sheet.balance)))
    for table in sheet.flow:
        blocks += _table(table)
    return [*blocks, Gap(12), Text(sheet.rule, "small")]


def _pictures(sheet: FollowUpSheet) -> list[Block]:
    if sheet.beside is None:
        return [Together(_picture(sheet.months))]
    left, right = sheet.beside
    share = left.drawing.width / (left.drawing.width + right.drawing.width)
    return [Columns(_picture(left), _picture(right), share)]


def _picture(picture: PaperPicture) -> list[Block]:
    return [Heading(picture.title), Picture(picture.drawing, picture.alt)]


def _table(table: PaperTable) -> list[Block]:
    """A table that is longer than a page goes on as another one, whose head is read aloud as the first one's is."""
    widths = _widths(table)
    numeric = frozenset(range(table.texts, len(table.head)))
    blocks: list[Block] = []
    for first in range(0, len(table.rows), ROWS):
        rows = table.rows[first : first + ROWS]
        caption = table.goes_on if first else ""
        part = Table(table.head, rows, widths, numeric, row_heads=True, caption=caption)
        last = first + ROWS >= len(table.rows)
        above = [] if first else [Heading(table.title)]
        note = [Text(table.note, "small")] if last and table.note else []
        blocks.append(Together([*above, part, *note]))
    return blocks


def _widths(table: PaperTable) -> list[float]:
    """Numbers get columns of one width, a long head a wider one, so that no word of a head is broken; names the rest."""
    numbers = table.head[table.texts :]
    name = LARGE_NAME_SHARE if len(numbers) <= FEW else NAME_SHARE
    even = WIDTH / (name * table.texts + len(numbers))
    wanted = [max(even, *(_width(word) for word in head.split())) if head else even for head in numbers]
    return [(WIDTH - sum(wanted)) / table.texts] * table.texts + wanted


def _width(word: str) -> float:
    return style.text_width(word, HEAD_TEXT, "semibold") + HEAD_AIR
