"""From blocks to a PDF: text that can be searched and copied, bookmarks, embedded fonts, tags for screen readers.

`make` is the one door. The same blocks give the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Final

from reportlab.graphics import shapes
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from kpsdesk.reports import blocks, style
from kpsdesk.reports.blocks import Block, PaperInfo
from kpsdesk.reports.flow import Form, Par
from kpsdesk.reports.ink import Ink, rgb
from kpsdesk.reports.layout import Pages, Placed
from kpsdesk.reports.making import Maker
from kpsdesk.reports.tagging import Tags, artifact, plant

MARGIN: Final = 18 * mm
FOOT: Final = 16 * mm
WIDTH: Final = A4[0] - 2 * MARGIN  # what a picture over the whole width may take
_FOOT_SIZE: Final = 8.0


def make(info: PaperInfo, content: Sequence[Block], *, scale: float = 1.0) -> bytes:
    """A tagged PDF. `scale` makes all type larger or smaller.

    Raises:
        ValueError: headings leave out a level, or there is not exactly one of level 1.
    """
    _demand_order(content)
    tags = Tags()
    return _drawn(info, _laid_out(content, tags, scale, _size(info)), tags)


def pages_of(info: PaperInfo, content: Sequence[Block], *, scale: float = 1.0) -> int:
    """How many pages it would take."""
    return len(_laid_out(content, Tags(), scale, _size(info)).pages)


class Trial:
    """Content laid out at several sizes of type, before one is chosen; the same as `make` would do, upright.

    Type and room of the same measure grow together: content in a larger type on a page is content in the usual type on a
    smaller page. So the flows are made once.
    """

    def __init__(self, content: Sequence[Block]) -> None:
        _embed()
        tags = Tags()
        self._flows = Maker(tags, 1.0, trial=True).story(content, tags.document)

    def room_left(self, pages: int, scale: float) -> float | None:
        """How much room is left on the last of so many pages, in points; None when they do not hold it all."""
        width, height = _room(A4)
        laid_out = Pages(self._flows, width / scale, height / scale)
        free = pages - len(laid_out.pages)
        return (free * laid_out.height + laid_out.left) * scale if laid_out.whole and free >= 0 else None


def _size(info: PaperInfo) -> tuple[float, float]:
    width, height = landscape(A4) if info.wide else A4
    return float(width), float(height)


def _room(size: tuple[float, float]) -> tuple[float, float]:
    return size[0] - 2 * MARGIN, size[1] - MARGIN - FOOT - 6 * mm


def _embed() -> None:
    """A drawing would bring a font along that is not embedded."""
    shapes.STATE_DEFAULTS["fontName"] = style.font()


def _laid_out(content: Sequence[Block], tags: Tags, scale: float, size: tuple[float, float]) -> Pages:
    _embed()
    return Pages(Maker(tags, scale).story(content, tags.document), *_room(size))


def _drawn(info: PaperInfo, laid_out: Pages, tags: Tags) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(
        out,
        pagesize=_size(info),
        invariant=1,
        pdfVersion=(1, 7),
        pageCompression=1,
        lang=info.language,
        initialFontName=style.font(),
    )
    canvas.setTitle(info.title)
    ink = Ink(canvas)
    for number, page in enumerate(laid_out.pages, 1):
        for placed in page:
            _put(ink, placed)
        _foot(ink, info, number, len(laid_out.pages))
        ink.turn()
    plant(canvas, tags, info)
    canvas.save()
    return out.getvalue()


def _put(ink: Ink, placed: Placed) -> None:
    foot = FOOT + 6 * mm + placed.foot
    if placed.shrunk == 1.0:
        placed.flow.put(ink, MARGIN, foot)
        return
    ink.canvas.saveState()
    ink.canvas.translate(MARGIN, foot)
    ink.canvas.scale(placed.shrunk, placed.shrunk)
    placed.flow.put(ink, 0, 0)
    ink.canvas.restoreState()


def _foot(ink: Ink, info: PaperInfo, page: int, pages: int) -> None:
    number = info.page_of.format(page=page, pages=pages)
    right, muted = _size(info)[0] - MARGIN, style.colours()["muted"]
    words = Par(info.footer, Form(style.font(), _FOOT_SIZE, 10, muted))
    wide = style.text_width(number, _FOOT_SIZE)
    words.put(ink, MARGIN, FOOT - words.wrap(right - MARGIN - wide - 12) + 2)
    with artifact(ink.canvas, "Pagination"):
        ink.text(right - wide, FOOT - _FOOT_SIZE + 2, number, style.font(), _FOOT_SIZE, rgb(muted))


def _demand_order(content: Sequence[Block]) -> None:
    levels = [block.level for block in _flat(content) if isinstance(block, blocks.Heading)]
    gaps = any(b - a > 1 for a, b in zip([0, *levels], levels, strict=False))
    if gaps or levels.count(1) != 1:
        raise ValueError(f"headings of levels {levels}")


def _flat(content: Sequence[Block]) -> list[Block]:
    found: list[Block] = []
    for block in content:
        if isinstance(block, blocks.Columns):
            found += [*_flat(block.left), *_flat(block.right)]
        elif isinstance(block, blocks.Together):
            found += _flat(block.blocks)
        else:
            found.append(block)
    return found
