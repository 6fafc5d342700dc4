"""Blocks turned into flowables, and the tree of tags grown in the order of reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from kpsdesk.reports import blocks, style
from kpsdesk.reports.blocks import Block
from kpsdesk.reports.flow import Flow, Form, Par, Ruled, Shown, Space, Title
from kpsdesk.reports.frames import Box, Item, Rows, Side, Sign
from kpsdesk.reports.ink import Ink, rgb
from kpsdesk.reports.layout import Kept, NewPage
from kpsdesk.reports.tagging import Element, Tags, artifact

# name -> size, leading, face, colour token, space before, space after
_FORMS: Final = {
    "h1": (22, 27, "semibold", "text", 0, 8),
    "h2": (14, 18, "semibold", "primary", 12, 4),
    "h3": (11.5, 15, "semibold", "text", 8, 2),
    "body": (10.5, 14.7, "regular", "text", 3, 0),
    "strong": (10.5, 14.7, "semibold", "text", 3, 0),
    "lead": (13, 18, "regular", "text", 4, 2),
    "small": (8.5, 11.5, "regular", "muted", 2, 0),
    "muted": (10.5, 14.7, "regular", "muted", 3, 0),
    "caption": (9, 12, "regular", "muted", 6, 2),
    "cell": (9.5, 12.5, "regular", "text", 0, 0),
    "number": (9.5, 12.5, "regular", "text", 0, 0),
    "head": (9, 12, "semibold", "text", 0, 0),
    "head_number": (9, 12, "semibold", "text", 0, 0),
    "tile": (24, 28, "semibold", "primary", 0, 0),
    "tile_label": (10, 13, "medium", "text", 0, 0),
}


@dataclass
class Maker:
    """Turns blocks into flowables, and grows the tree in the order of reading."""

    tags: Tags
    scale: float
    trial: bool = False  # only to find out how much room it takes
    _forms: dict[str, Form] = field(default_factory=dict)

    def story(self, content: Sequence[Block], parent: Element) -> list[Flow]:
        """Flowables of blocks, children of an element."""
        made: list[Flow] = []
        for block in content:
            one = getattr(self, f"_{type(block).__name__.lower()}")(block, parent)
            made += one if isinstance(one, list) else [one]
        return made

    def form(self, name: str) -> Form:
        """A form of text in the paper's size."""
        if name not in self._forms:
            size, leading, face, colour, before, after = _FORMS[name]
            self._forms[name] = Form(
                style.font(face),
                size * self.scale,
                leading * self.scale,
                style.colours()[colour],
                before * self.scale,
                after * self.scale,
                to_right="number" in name,
                with_next=name in ("h1", "h2", "h3", "caption", "strong"),
                whole_words=name in ("h1", "tile", "tile_label"),
            )
        return self._forms[name]

    def _par(self, text: str, form: str, element: Element) -> Par:
        return Par(text, self.form(form), self.tags, element)

    def _heading(self, block: blocks.Heading, parent: Element) -> Title:
        element = parent.add(f"H{block.level}")
        title = Title(block.text, self.form(f"h{block.level}"), self.tags, element)
        title.level = block.level - 1
        return title

    def _text(self, block: blocks.Text, parent: Element) -> list[Par]:
        return [
            self._par(part, block.style, parent.add("P")) for part in (blocks.paragraphs(block.text) or [""])
        ]

    def _quote(self, block: blocks.Quote, parent: Element) -> list[Flow]:
        quote, colours = parent.add("BlockQuote"), style.colours()
        inner = [self._par(part, "body", quote.add("P")) for part in (blocks.paragraphs(block.text) or [""])]
        return [
            self._gap(blocks.Gap(4), parent),
            Box(inner, colours["bg"], colours["control"], 8 * self.scale),
        ]

    def _note(self, block: blocks.Note, parent: Element) -> list[Flow]:
        colours = style.colours()
        inner = [self._par(part, "body", parent.add("P")) for part in (blocks.paragraphs(block.text) or [""])]
        box = Box(inner, colours[f"{block.tone}_ground"], colours[block.tone], 7 * self.scale)
        return [self._gap(blocks.Gap(4), parent), box]

    def _bullets(self, block: blocks.Bullets, parent: Element) -> list[Item]:
        tree = parent.add("L", A=_numbering("Decimal" if block.numbered else "Disc"))
        made = []
        for n, text in enumerate(block.items, 1):
            item = tree.add("LI")
            label = item.add("Lbl")
            body = self._par(text, "body", item.add("LBody"))
            made.append(Item(self._sign(f"{n}." if block.numbered else "•", label), body, 15 * self.scale))
        return made

    def _sign(self, sign: str, element: Element) -> Sign:
        def draw(ink: Ink, x: float, y: float, size: float) -> None:
            with self.tags.content(ink.canvas, element):
                ink.text(x + 2, y, sign, style.font(), size, rgb(style.colours()["text"]))

        return draw

    def _ticks(self, block: blocks.Ticks, parent: Element) -> list[Item]:
        tree = parent.add("L", A=_numbering("None"))
        return [
            Item(_box(ticked), self._par(text, "body", tree.add("LI").add("LBody")), 18 * self.scale)
            for ticked, text in block.items
        ]

    def _table(self, block: blocks.Table, parent: Element) -> list[Flow]:
        above = [self._par(block.caption, "caption", parent.add("P"))] if block.caption else []
        tree = parent.add("Table")
        shares = block.widths or [1.0] * len(block.head)
        row = tree.add("TR")
        head = [
            self._par(
                text, "head_number" if n in block.numeric else "head", row.add("TH", A=_scope("Column"))
            )
            for n, text in enumerate(block.head)
        ]
        # where heads would outnumber what they head, readers take them for a broken heading
        row_heads = block.row_heads and len(block.rows) * (len(block.head) - 2) >= len(block.head)
        rows = [self._row(block, cells, tree, row_heads=row_heads) for cells in block.rows]
        table = Rows(head, rows, shares, 4 * self.scale)
        return [*above, table] if above else [Space(4 * self.scale), table]

    def _row(self, block: blocks.Table, cells: Sequence[str], tree: Element, *, row_heads: bool) -> list[Par]:
        row = tree.add("TR")
        made = []
        for n, text in enumerate(cells):
            is_head = row_heads and n == 0
            element = row.add("TH", A=_scope("Row")) if is_head else row.add("TD")
            made.append(self._par(text or "–", "number" if n in block.numeric else "cell", element))
        return made

    def _facts(self, block: blocks.Facts, parent: Element) -> list[Flow]:
        tree = parent.add("Table")
        rows: list[list[Par]] = []
        for name, value in block.pairs:
            row = tree.add("TR")
            told = self._par(name, "head", row.add("TH", A=_scope("Row")))
            rows.append([told, self._par(value or "–", "cell", row.add("TD"))])
        return [Space(4 * self.scale), Rows([], rows, (0.32, 0.68), 3.5 * self.scale)]

    def _tiles(self, block: blocks.Tiles, parent: Element) -> list[Flow]:
        columns = []
        for number, label, note in block.tiles:
            one = parent.add("P")
            parts = [(number, "tile"), (label, "tile_label"), (note, "small")]
            columns.append([self._par(text, form, one) for text, form in parts if text])
        gap, pad = 8 * self.scale, 8 * self.scale
        tiles = Side(columns, [1.0] * len(columns), gap, style.colours()["bg"], pad)
        return [Space(4 * self.scale), tiles]

    def _picture(self, block: blocks.Picture, parent: Element) -> list[Flow]:
        shown = Shown(block.drawing, self.tags, parent.add("Figure", Alt=block.alt), trial=self.trial)
        return [Space(4 * self.scale), shown]

    def _lines(self, block: blocks.Lines, parent: Element) -> list[Flow]:
        label = [self._par(block.label, "muted", parent.add("P"))] if block.label else []
        return [*label, Ruled(block.many, 20 * self.scale)]

    def _columns(self, block: blocks.Columns, parent: Element) -> list[Flow]:
        sides = [self.story(block.left, parent), self.story(block.right, parent)]
        return [Space(10 * self.scale), Side(sides, (block.share, 1 - block.share), 16 * self.scale)]

    def _together(self, block: blocks.Together, parent: Element) -> Kept:
        return Kept(self.story(block.blocks, parent))

    def _pagebreak(self, _block: blocks.PageBreak, _parent: Element) -> NewPage:
        return NewPage()

    def _gap(self, block: blocks.Gap, _parent: Element) -> Space:
        return Space(block.height * self.scale)


def _scope(scope: str) -> str:
    return f"<< /O /Table /Scope /{scope} >>"


def _numbering(kind: str) -> str:
    return f"<< /O /List /ListNumbering /{kind} >>"


def _box(ticked: bool) -> Sign:
    def draw(ink: Ink, x: float, y: float, size: float) -> None:
        side, colour = size * 0.85, style.colours()["text"]
        with artifact(ink.canvas):
            ink.box(x + 1, y - size * 0.05, side, colour, 1.0)
            if ticked:
                low = (x + 1 + side * 0.42, y + side * 0.18)
                ink.line(x + 1 + side * 0.2, y + side * 0.42, *low, colour, 1.6)
                ink.line(*low, x + 1 + side * 0.82, y + side * 0.74, colour, 1.6)

    return draw
