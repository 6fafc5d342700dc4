"""Blocks as things that reportlab lays out: each knows what it is (tag), how high it gets, and how it is cut at a page's end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final
from xml.sax.saxutils import escape

from pikepdf import Array, Dictionary, Name
from reportlab.graphics import renderPDF
from reportlab.graphics.shapes import Drawing
from reportlab.lib.colors import HexColor
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, Paragraph
from typing_extensions import override

from kpsdesk.reports import style
from kpsdesk.reports.tagging import Element, Tags, artifact

_CUT_FROM: Final = 0.5  # a row higher than this share of the room of a page is cut, others move as a whole
Flows = Sequence[Any]


def _plain(form: ParagraphStyle) -> Any:
    """What the parser makes of a text without markup in a form; it is asked once for each form."""
    if not hasattr(form, "plain"):
        form.plain = Paragraph("x", form).frags[0]
    return form.plain


class Par(Paragraph):  # type: ignore[misc]
    """A paragraph that belongs to an element of the tree; its parts on several pages belong to the same."""

    def __init__(
        self,
        text: str,
        form: ParagraphStyle,
        tags: Tags | None = None,
        element: Element | None = None,
        **more: Any,
    ) -> None:
        if "frags" not in more:
            text = style.printable(text.strip())
            if "\n" in text or not text:
                text = escape(text).replace("\n", "<br/>")
            else:  # nothing in it is markup: the parser need not be asked
                more["frags"] = [_plain(form).clone(text=text)]
        super().__init__(text, form, **more)
        self.tags, self.element, self.quiet = tags, element, False
        self._broken_for = -1.0

    @override
    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """Lines are broken once for a width; the layout asks several times."""
        if getattr(self, "blPara", None) is None or self._broken_for != width:
            super().wrap(width, height)
            self._broken_for = width
        return self.width, self.height

    @override
    def split(self, width: float, height: float) -> list[Any]:
        """The part that fits, and the rest."""
        parts: list[Any] = super().split(width, height)
        for part in parts:
            part.tags, part.element = self.tags, self.element
        return parts

    @override
    def draw(self) -> None:
        """With its tag; as decoration when it only repeats."""
        if self.tags is None or self.element is None or self.quiet:
            with artifact(self.canv):
                super().draw()
            return
        with self.tags.content(self.canv, self.element):
            super().draw()


class Title(Par):
    """A heading: also a bookmark."""

    level = 0

    @override
    def draw(self) -> None:
        """Mark the place, then draw."""
        key = f"h{id(self.element)}"
        self.canv.bookmarkHorizontal(key, 0, self.height)
        self.canv.addOutlineEntry(self.getPlainText(), key, self.level, closed=False)
        super().draw()


class Stack:
    """Some flowables one below the other inside another one."""

    def __init__(self, flows: Flows) -> None:
        self.flows = list(flows)

    def height(self, width: float) -> float:
        """How high all are at a width."""
        return sum(self._one(flow, width, n) for n, flow in enumerate(self.flows))

    def _one(self, flow: Any, width: float, n: int) -> float:
        high: float = flow.wrap(width, 1e6)[1]
        return high + (flow.getSpaceBefore() if n else 0)

    def draw(self, canvas: Any, x: float, top: float, width: float) -> None:
        """Draw all, from the top down."""
        for n, flow in enumerate(self.flows):
            top -= self._one(flow, width, n)
            flow.drawOn(canvas, x, top)

    def cut(self, width: float, room: float) -> tuple[list[Any], list[Any]]:
        """What fits, and the rest; a flowable that can be cut is cut."""
        fit: list[Any] = []
        for n, flow in enumerate(self.flows):
            high = self._one(flow, width, n)
            if high <= room:
                fit.append(flow)
                room -= high
                continue
            parts = flow.split(width, room - (flow.getSpaceBefore() if n else 0))
            if len(parts) > 1:
                return [*fit, parts[0]], [*parts[1:], *self.flows[n + 1 :]]
            return fit, self.flows[n:]
        return fit, []


class Box(Flowable):  # type: ignore[misc]
    """Flowables on a ground of their own with a bar at the left."""

    def __init__(self, flows: Flows, ground: str, bar: str, pad: float) -> None:
        super().__init__()
        self.stack, self.ground, self.bar, self.pad = Stack(flows), ground, bar, pad

    @override
    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """All the width."""
        self.width, self.height = width, self.stack.height(self._inner(width)) + 2 * self.pad
        return self.width, self.height

    def _inner(self, width: float) -> float:
        return width - 2.5 * self.pad

    @override
    def split(self, width: float, height: float) -> list[Any]:
        """Cut at the page's end."""
        fit, rest = self.stack.cut(self._inner(width), height - 2 * self.pad)
        if not fit or not rest:
            return []
        return [Box(part, self.ground, self.bar, self.pad) for part in (fit, rest)]

    @override
    def draw(self) -> None:
        """The ground first."""
        with artifact(self.canv):
            fill(self.canv, self.ground, 0, 0, self.width, self.height)
            fill(self.canv, self.bar, 0, 0, self.pad * 0.35, self.height)
        self.stack.draw(self.canv, self.pad * 1.5, self.height - self.pad, self._inner(self.width))


class Side(Flowable):  # type: ignore[misc]
    """Stacks side by side on one page; with a ground each when one is given."""

    def __init__(
        self,
        columns: Sequence[Flows],
        shares: Sequence[float],
        gap: float,
        ground: str = "",
        pad: float = 0.0,
    ) -> None:
        super().__init__()
        self.columns = [Stack(flows) for flows in columns]
        self.shares, self.gap, self.ground, self.pad = shares, gap, ground, pad

    def _widths(self, width: float) -> list[float]:
        room = width - self.gap * (len(self.columns) - 1)
        return [room * share / sum(self.shares) for share in self.shares]

    @override
    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """As high as the highest."""
        pairs = zip(self.columns, self._widths(width), strict=True)
        self.width = width
        self.height = max(stack.height(one - 2 * self.pad) for stack, one in pairs) + 2 * self.pad
        return self.width, self.height

    @override
    def draw(self) -> None:
        """From left to right."""
        x = 0.0
        for stack, width in zip(self.columns, self._widths(self.width), strict=True):
            if self.ground:
                with artifact(self.canv):
                    fill(self.canv, self.ground, x, 0, width, self.height)
            stack.draw(self.canv, x + self.pad, self.height - self.pad, width - 2 * self.pad)
            x += width + self.gap


class Item(Flowable):  # type: ignore[misc]
    """A line of a list: a sign (a text that is read, or a drawn box that is not) and what it says."""

    def __init__(self, sign: Callable[[Any, float, float], None] | None, body: Par, indent: float) -> None:
        super().__init__()
        self.sign, self.body, self.indent = sign, body, indent

    @override
    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """As high as its text."""
        self.width, self.height = width, self.body.wrap(width - self.indent, height)[1]
        return self.width, self.height

    @override
    def getSpaceBefore(self) -> float:
        """That of its text."""
        space: float = self.body.getSpaceBefore()
        return space

    @override
    def split(self, width: float, height: float) -> list[Any]:
        """The sign stays with the first part."""
        parts = self.body.split(width - self.indent, height)
        return [Item(self.sign if n == 0 else None, part, self.indent) for n, part in enumerate(parts)]

    @override
    def draw(self) -> None:
        """Sign, then text."""
        if self.sign:
            size = self.body.style.fontSize
            self.sign(self.canv, self.height - self.body.style.leading * 0.5 - size * 0.36, size)
        self.body.drawOn(self.canv, self.indent, 0)


class Rows(Flowable):  # type: ignore[misc]
    """A table: its head is drawn again on each page, where it only repeats; rows are not cut unless they are very high."""

    def __init__(
        self,
        head: list[Par],
        rows: list[list[Any]],
        shares: Sequence[float],
        pad: float,
        *,
        again: bool = False,
    ) -> None:
        super().__init__()
        self.head, self.rows, self.shares, self.pad, self.again = head, rows, shares, pad, again

    def _widths(self, width: float) -> list[float]:
        return [width * share / sum(self.shares) for share in self.shares]

    def _high(self, row: Sequence[Any], width: float) -> float:
        pairs = zip(row, self._widths(width), strict=True)
        return (
            max(cell.wrap(one - 2 * self.pad, 1e6)[1] if cell else 0.0 for cell, one in pairs) + 2 * self.pad
        )

    @override
    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """Head and rows."""
        self.width = width
        self.heights = [self._high(row, width) for row in self._all()]
        self.height = sum(self.heights)
        return width, self.height

    def _all(self) -> list[Sequence[Any]]:
        return [self.head, *self.rows] if self.head else list(self.rows)

    @override
    def split(self, width: float, height: float) -> list[Any]:
        """As many rows as fit, and the rest under the head once more."""
        room = height - (self._high(self.head, width) if self.head else 0)
        many = 0
        for row in self.rows:
            high = self._high(row, width)
            if high > room:
                break
            room -= high
            many += 1
        first, rest = self.rows[:many], self.rows[many:]
        if rest and self._high(rest[0], width) > height * _CUT_FROM and room > 4 * self.pad:
            above, below = self._cut(rest[0], width, room)
            if above:
                first, rest = [*first, above], [below, *rest[1:]]
        if not first or not rest:
            return []
        return [
            Rows(self.head, first, self.shares, self.pad, again=self.again),
            Rows(self.head, rest, self.shares, self.pad, again=True),
        ]

    def _cut(self, row: Sequence[Any], width: float, room: float) -> tuple[list[Any], list[Any]]:
        above: list[Any] = []
        below: list[Any] = []
        for cell, one in zip(row, self._widths(width), strict=True):
            parts = cell.split(one - 2 * self.pad, room - 2 * self.pad) if cell else [None]
            above.append(parts[0] if parts else None)
            below.append(parts[1] if len(parts) > 1 else None if parts else cell)
        return (above, below) if any(above) else ([], list(row))

    @override
    def draw(self) -> None:
        """Grounds and lines are decoration; each cell has its tag."""
        colours, top = style.colours(), self.height
        for n, (row, high) in enumerate(zip(self._all(), self.heights, strict=True)):
            is_head = bool(self.head) and n == 0
            top -= high
            with artifact(self.canv):
                if is_head:
                    fill(self.canv, colours["select"], 0, top, self.width, high)
                self.canv.setStrokeColor(HexColor(colours["line"]))
                self.canv.setLineWidth(0.6)
                self.canv.line(0, top, self.width, top)
            x = 0.0
            for cell, width in zip(row, self._widths(self.width), strict=True):
                if cell:
                    cell.quiet = is_head and self.again
                    cell.wrap(width - 2 * self.pad, 1e6)
                    cell.drawOn(self.canv, x + self.pad, top + high - self.pad - cell.height)
                x += width


class Shown(Flowable):  # type: ignore[misc]
    """A drawing; one that is wider than its room is made smaller."""

    def __init__(self, drawing: Drawing, tags: Tags, element: Element) -> None:
        super().__init__()
        self.drawing, self.tags, self.element = drawing, tags, element

    @override
    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """In its own size, or as wide as there is room."""
        self.scale = min(1.0, width / self.drawing.width)
        self.width, self.height = self.drawing.width * self.scale, self.drawing.height * self.scale
        return self.width, self.height

    @override
    def draw(self) -> None:
        """With its place on the page, which readers need."""
        x, y = self.canv.absolutePosition(0, 0)
        corners = [round(float(n), 2) for n in (x, y, x + self.width, y + self.height)]
        self.element.attributes["A"] = Dictionary(O=Name.Layout, BBox=Array(corners), Placement=Name.Block)
        with self.tags.content(self.canv, self.element):
            self.canv.saveState()
            self.canv.scale(self.scale, self.scale)
            renderPDF.draw(self.drawing, self.canv, 0, 0)
            self.canv.restoreState()


class Ruled(Flowable):  # type: ignore[misc]
    """Empty lines to write on."""

    def __init__(self, many: int, distance: float) -> None:
        super().__init__()
        self.many, self.distance = many, distance

    @override
    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """All the width."""
        self.width, self.height = width, self.many * self.distance
        return self.width, self.height

    @override
    def draw(self) -> None:
        """Decoration."""
        with artifact(self.canv):
            self.canv.setStrokeColor(HexColor(style.colours()["control"]))
            self.canv.setLineWidth(0.6)
            for n in range(self.many):
                self.canv.line(0, n * self.distance + 1, self.width, n * self.distance + 1)


def fill(canvas: Any, colour: str, x: float, y: float, width: float, height: float) -> None:
    """A filled rectangle."""
    canvas.setFillColor(HexColor(colour))
    canvas.rect(x, y, width, height, stroke=0, fill=1)
