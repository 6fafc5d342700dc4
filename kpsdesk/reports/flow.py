"""Blocks as things on a page: each knows what it is (tag), how high it gets, and how it is cut at a page's end."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Final

from reportlab.graphics.shapes import Drawing
from typing_extensions import override

from kpsdesk.reports import style
from kpsdesk.reports.ink import Ink, rgb
from kpsdesk.reports.tagging import Element, Tags, artifact

_TOLERANCE: Final = 1e-6
_ENDLESS: Final = 200  # letters: no such word is measured as a whole


class Flow(ABC):
    """Something that takes room on a page. `width` and `height` are those of the last `wrap`."""

    before = 0.0  # room over it, unless it stands at the top
    after = 0.0
    with_next = False  # stays on the page of what follows
    height = 0.0

    @abstractmethod
    def wrap(self, width: float) -> float:
        """How high it is at a width."""

    def split(self, width: float, room: float) -> list[Flow]:
        """The part that fits, and the rest; nothing when it cannot be cut there."""
        del width, room
        return []

    def put(self, ink: Ink, x: float, foot: float) -> None:  # noqa: B027  (room draws nothing)
        """Draw it, its lower left corner there; after `wrap`."""


Flows = Sequence[Flow]


class Space(Flow):
    """Some room."""

    def __init__(self, height: float) -> None:
        self.height = height

    @override
    def wrap(self, width: float) -> float:
        return self.height


@dataclass(frozen=True, slots=True)
class Form:
    """How a text looks: face by its registered name, size and leading, the colour "#RRGGBB", the room around it.

    With `whole_words` the type becomes smaller where a word would have to be parted.
    """

    face: str
    size: float
    leading: float
    colour: str
    before: float = 0.0
    after: float = 0.0
    to_right: bool = False
    with_next: bool = False
    whole_words: bool = False


class Par(Flow):
    """A paragraph that belongs to an element of the tree; its parts on several pages belong to the same.

    Without an element, or when it only repeats (`quiet`), it is decoration.
    """

    def __init__(
        self, text: str, form: Form, tags: Tags | None = None, element: Element | None = None
    ) -> None:
        self.text, self.form, self.tags, self.element = style.printable(text.strip()), form, tags, element
        self.before, self.after, self.with_next = form.before, form.after, form.with_next
        self.quiet = False
        self._lines: list[str] = []  # of all parts; which of them are in this one:
        self.first = self.last = 0
        self._width, self._size = -1.0, form.size

    @override
    def wrap(self, width: float) -> float:
        if width != self._width:
            if self.first or self.last < len(self._lines):  # a part, in another room
                self.text = "\n".join(self._lines[self.first : self.last])
            self._width, self._size = width, self.form.size
            if self.form.whole_words:
                widest = max((_wide(word, self.form.face) for word in self.text.split()), default=0.0)
                self._size = min(self._size, width / widest) if widest else self._size
            self._lines = _broken(self.text, self.form.face, width / self._size)
            self.first, self.last = 0, len(self._lines)
            self.height = self.last * self.form.leading
        return self.height

    @override
    def split(self, width: float, room: float) -> list[Flow]:
        """No part is a single line."""
        self.wrap(width)
        many, fit = self.last - self.first, int((room + _TOLERANCE) / self.form.leading)
        if many - fit == 1:
            fit -= 1
        if fit < 2 or fit >= many:
            return []
        middle = self.first + fit
        return [self._part(self.first, middle), self._part(middle, self.last)]

    def _part(self, first: int, last: int) -> Par:
        """Some of the lines, which are not copied: a text of a megabyte is cut as often as it has pages."""
        part = copy(self)
        part.first, part.last, part.height = first, last, (last - first) * self.form.leading
        return part

    @override
    def put(self, ink: Ink, x: float, foot: float) -> None:
        shown = self.tags and self.element and not self.quiet
        with self.tags.content(ink.canvas, self.element) if shown else artifact(ink.canvas):  # type: ignore[union-attr, arg-type]
            form, y, colour = self.form, foot + self.height - self.form.size, rgb(self.form.colour)
            for line in islice(self._lines, self.first, self.last):
                left = (
                    x + self._width - style.text_width_in(line, form.face, self._size) if form.to_right else x
                )
                if line:
                    ink.text(left, y, line, form.face, self._size, colour)
                y -= form.leading


def _broken(text: str, face: str, width: float) -> list[str]:
    """The lines of a text in a width that is told in sizes of the type; a word that is wider is parted."""
    lines: list[str] = []
    blank = _wide(" ", face)
    for line in text.split("\n"):
        taken = 0.0
        kept: list[str] = []
        for word in _parted(line, face, width):
            wide = _wide(word, face)
            if kept and taken + blank + wide > width + _TOLERANCE:
                lines.append(" ".join(kept))
                taken, kept = 0.0, []
            taken += wide + (blank if kept else 0.0)
            kept.append(word)
        lines.append(" ".join(kept))
    return lines


def _parted(line: str, face: str, width: float) -> Iterator[str]:
    """The words of a line, those parted that are wider than the room."""
    for word in filter(None, line.split(" ")):
        if len(word) < _ENDLESS and _wide(word, face) <= width + _TOLERANCE:
            yield word
            continue
        first = 0
        while first < len(word):
            last = max(_end(word, first, face, width), first + 1)
            yield word[first:last]
            first = last


def _end(word: str, first: int, face: str, width: float) -> int:
    """Up to which letter a word fits from one on."""
    taken = 0.0
    for n in range(first, len(word)):
        taken += _wide(word[n], face)
        if taken > width + _TOLERANCE:
            return n
    return len(word)


@lru_cache(4096)
def _wide(word: str, face: str) -> float:
    return style.text_width_in(word, face, 1.0)


class Title(Par):
    """A heading: also a bookmark."""

    level = 0

    @override
    def put(self, ink: Ink, x: float, foot: float) -> None:
        """Mark the place, then draw."""
        key = f"h{id(self.element)}"
        ink.canvas.bookmarkHorizontal(key, x, foot + self.height)
        ink.canvas.addOutlineEntry(self.text, key, self.level, closed=False)
        super().put(ink, x, foot)


class Shown(Flow):
    """A drawing; one that is wider than its room is made smaller."""

    def __init__(self, drawing: Drawing, tags: Tags, element: Element, *, trial: bool = False) -> None:
        self.drawing, self.tags, self.element, self.trial = drawing, tags, element, trial
        self.scale = 1.0

    @override
    def wrap(self, width: float) -> float:
        """In its own size, or as wide as there is room; one on trial will be drawn for the room that there is."""
        self.scale = 1.0 if self.trial else min(1.0, width / self.drawing.width)
        self.height = self.drawing.height * self.scale
        return self.height

    @override
    def put(self, ink: Ink, x: float, foot: float) -> None:
        """With its place on the page, which readers need."""
        places = (x, foot, x + self.drawing.width * self.scale, foot + self.height)
        corners = " ".join(f"{place:.2f}" for place in places)
        self.element.attributes["A"] = f"<< /O /Layout /BBox [{corners}] /Placement /Block >>"
        with self.tags.content(ink.canvas, self.element):
            ink.picture(self.drawing, x, foot, self.scale)


class Ruled(Flow):
    """Empty lines to write on."""

    def __init__(self, many: int, distance: float) -> None:
        self.many, self.distance = many, distance
        self.width = 0.0

    @override
    def wrap(self, width: float) -> float:
        self.width, self.height = width, self.many * self.distance
        return self.height

    @override
    def put(self, ink: Ink, x: float, foot: float) -> None:
        """Decoration."""
        with artifact(ink.canvas):
            for n in range(self.many):
                y = foot + n * self.distance + 1
                ink.line(x, y, x + self.width, y, style.colours()["control"], 0.6)
