"""Pages of a PDF as pictures, for showing and printing. PDFium works for one thread at a time: everything here takes turns."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import pypdfium2

POINTS_PER_INCH: Final = 72
_turn: Final = threading.Lock()


@dataclass(frozen=True, slots=True)
class PageFacts:
    """A page: its measures in points, and its words for those who do not see it."""

    width: float
    height: float
    text: str


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page drawn: four bytes a dot (blue, green, red, unused), rows of `stride` bytes."""

    width: int
    height: int
    stride: int
    dots: bytes


@contextmanager
def _document(pdf: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """An opened PDF, closed before the next thread has its turn: none of PDFium's things outlives it."""
    import pypdfium2  # its library takes a while to load

    with _turn:
        document = pypdfium2.PdfDocument(pdf)
        try:
            yield document
        finally:
            document.close()


def facts(pdf: bytes) -> tuple[PageFacts, ...]:
    """The pages that a PDF has."""
    made = []
    with _document(pdf) as document:
        for number in range(len(document)):
            page = document[number]
            words = page.get_textpage()
            width, height = page.get_size()
            made.append(PageFacts(width, height, words.get_text_range().replace("\r\n", "\n")))
            words.close()
            page.close()
    return tuple(made)


def draw(pdf: bytes, numbers: Iterable[int], scale: float) -> dict[int, PageImage]:
    """Some pages, with `scale` dots to the point."""
    made = {}
    with _document(pdf) as document:
        for number in numbers:
            page = document[number]
            picture = page.render(scale=scale, prefer_bgrx=True)
            made[number] = PageImage(picture.width, picture.height, picture.stride, bytes(picture.buffer))
            picture.close()
            page.close()
    return made
