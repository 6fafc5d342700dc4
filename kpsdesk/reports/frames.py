"""What holds other things on a page: grounds, columns, lists and tables, each cut at a page's end in its own way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from typing_extensions import override

from kpsdesk.reports import style
from kpsdesk.reports.flow import Flow, Flows, Par
from kpsdesk.reports.ink import Ink
from kpsdesk.reports.tagging import artifact

_CUT_FROM: Final = 0.5  # a row higher than this share of the room of a page is cut, others move as a whole


class Stack:
    """Some flows one below the other inside another one."""

    def __init__(self, flows: Flows) -> None:
        self.flows = list(flows)

    def height(self, width: float) -> float:
        """How high all are at a width."""
        return sum(self._one(flow, width, n) for n, flow in enumerate(self.flows))

    def _one(self, flow: Flow, width: float, n: int) -> float:
        return flow.wrap(width) + (flow.before if n else 0.0)

    def put(self, ink: Ink, x: float, top: float, width: float) -> None:
        """Draw all, from the top down."""
        for n, flow in enumerate(self.flows):
            top -= self._one(flow, width, n)
            flow.put(ink, x, top)

    def cut(self, width: float, room: float) -> tuple[list[Flow], list[Flow]]:
        """What fits, and the rest; a flow that can be cut is cut."""
        fit: list[Flow] = []
        for n, flow in enumerate(self.flows):
            high = self._one(flow, width, n)
            if high <= room:
                fit.append(flow)
                room -= high
                continue
            parts = flow.split(width, room - (flow.before if n else 0.0))
            if len(parts) > 1:
                return [*fit, parts[0]], [*parts[1:], *self.flows[n + 1 :]]
            return fit, self.flows[n:]
        return fit, []


class Box(Flow):
    """Flows on a ground of their own with a bar at the left."""

    def __init__(self, flows: Flows, ground: str, bar: str, pad: float) -> None:
        self.stack, self.ground, self.bar, self.pad = Stack(flows), ground, bar, pad
        self.width = 0.0

    @override
    def wrap(self, width: float) -> float:
        self.width, self.height = width, self.stack.height(self._inner(width)) + 2 * self.pad
        return self.height

    def _inner(self, width: float) -> float:
        return width - 2.5 * self.pad

    @override
    def split(self, width: float, room: float) -> list[Flow]:
        fit, rest = self.stack.cut(self._inner(width), room - 2 * self.pad)
        if not fit or not rest:
            return []
        return [Box(part, self.ground, self.bar, self.pad) for part in (fit, rest)]

    @override
    def put(self, ink: Ink, x: float, foot: float) -> None:
        """The ground first."""
        with artifact(ink.canvas):
            ink.filled(x, foot, self.width, self.height, self.ground)
            ink.filled(x, foot, self.pad * 0.35, self.height, self.bar)
        self.stack.put(ink, x + self.pad * 1.5, foot + self.height - self.pad, self._inner(self.width))


class Side(Flow):
    """Stacks side by side on one page; with a ground each when one is given."""

    def __init__(
        self,
        columns: Sequence[Flows],
        shares: Sequence[float],
        gap: float,
        ground: str = "",
        pad: float = 0.0,
    ) -> None:
        self.columns = [Stack(flows) for flows in columns]
        self.shares, self.gap, self.ground, self.pad = shares, gap, ground, pad
        self.width = 0.0

    def _widths(self, width: float) -> list[float]:
        room = width - self.gap * (len(self.columns) - 1)
        return [room * share / sum(self.shares) for share in self.shares]

    @override
    def wrap(self, width: float) -> float:
        """As high as the highest."""
        pairs = zip(self.columns, self._widths(width), strict=True)
        self.width = width
        self.height = max(stack.height(one - 2 * self.pad) for stack, one in pairs) + 2 * self.pad
        return self.height

    @override
    def put(self, ink: Ink, x: float, foot: float) -> None:
        """From left to right."""
        for stack, width in zip(self.columns, self._widths(self.width), strict=True):
            if self.ground:
                with artifact(ink.canvas):
                    ink.filled(x, foot, width, self.height, self.ground)
            stack.put(ink, x + self.pad, foot + self.height - self.pad, width - 2 * self.pad)
            x += width + self.gap


Sign = Callable[[Ink, float, float, float], None]  # at x and y, in a size of type


class Item(Flow):
    """A line of a list: a sign (a text that is read, or a drawn box that is not) and what it says."""

    def __init__(self, sign: Sign | None, body: Par, indent: float) -> None:
        self.sign, self.body, self.indent = sign, body, indent
        self.before = body.before

    @override
    def wrap(self, width: float) -> float:
        self.height = self.body.wrap(width - self.indent)
        return self.height

    @override
    def split(self, width: float, room: float) -> list[Flow]:
        """The sign stays with the first part."""
        parts = self.body.split(width - self.indent, room)
        return [
            Item(self.sign if n == 0 else None, part, self.indent)
            for n, part in enumerate(parts)
            if isinstance(part, Par)
        ]

    @override
    def put(self, ink: Ink, x: float, foot: float) -> None:
        """Sign, then text."""
        if self.sign:
            size = self.body.form.size
            self.sign(ink, x, foot + self.height - self.body.form.leading * 0.5 - size * 0.36, size)
        self.body.put(ink, x + self.indent, foot)


Row = Sequence[Par | None]


class Rows(Flow):
    """A table: its head is drawn again on each page, where it only repeats; rows are not cut unless they are very high."""

    def __init__(
        self,
        head: Sequence[Par],
        rows: Sequence[Row],
        shares: Sequence[float],
        pad: float,
        *,
        again: bool = False,
    ) -> None:
        self.head, self.shares, self.pad, self.again = head, shares, pad, again
        self.rows = list(rows)
        self.width = 0.0
        self.heights: list[float] = []

    def _widths(self, width: float) -> list[float]:
        return [width * share / sum(self.shares) for share in self.shares]

    def _high(self, row: Row, width: float) -> float:
        pairs = zip(row, self._widths(width), strict=True)
        return max(cell.wrap(one - 2 * self.pad) if cell else 0.0 for cell, one in pairs) + 2 * self.pad

    @override
    def wrap(self, width: float) -> float:
        """Head and rows."""
        self.width = width
        self.heights = [self._high(row, width) for row in self._all()]
        self.height = sum(self.heights)
        return self.height

    def _all(self) -> list[Row]:
        return [self.head, *self.rows] if self.head else list(self.rows)

    @override
    def split(self, width: float, room: float) -> list[Flow]:
        """As many rows as fit, and the rest under the head once more."""
        height, many = room, 0
        room -= self._high(self.head, width) if self.head else 0.0
        for row in self.rows:
            high = self._high(row, width)
            if high > room:
                break
            room -= high
            many += 1
        if many > 2 and many == len(self.rows) - 1:  # no row stands alone
            many -= 1
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

    def _cut(self, row: Row, width: float, room: float) -> tuple[list[Any], list[Any]]:
        above: list[Any] = []
        below: list[Any] = []
        for cell, one in zip(row, self._widths(width), strict=True):
            parts = cell.split(one - 2 * self.pad, room - 2 * self.pad) if cell else []
            above.append(parts[0] if parts else None)
            below.append(parts[1] if parts else cell)
        return (above, below) if any(above) else ([], list(row))

    @override
    def put(self, ink: Ink, x: float, foot: float) -> None:
        """Grounds and lines are decoration; each cell has its tag."""
        colours, top = style.colours(), foot + self.height
        for n, (row, high) in enumerate(zip(self._all(), self.heights, strict=True)):
            is_head = bool(self.head) and n == 0
            top -= high
            with artifact(ink.canvas):
                if is_head:
                    ink.filled(x, top, self.width, high, colours["select"])
                ink.line(x, top, x + self.width, top, colours["line"], 0.6)
            left = x
            for cell, width in zip(row, self._widths(self.width), strict=True):
                if cell:
                    cell.quiet = is_head and self.again
                    tall = cell.wrap(width - 2 * self.pad)
                    cell.put(ink, left + self.pad, top + high - self.pad - tall)
                left += width
