"""Numbers month by month: bars, with perhaps a filled foot, and a line with dots."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil

from reportlab.graphics.shapes import Circle, Drawing, Line, String
from reportlab.lib.colors import HexColor

from kpsdesk.reports import style
from kpsdesk.reports.charts.ground import (
    Colours,
    Drawn,
    Frame,
    Place,
    Size,
    bar,
    frame_under,
    lines_across,
    place_of,
    scale,
    write,
)


@dataclass(frozen=True, slots=True)
class Month:
    """One month: how many were reported, how many of these were risks, how many were closed."""

    label: str
    reported: int
    risks: int
    closed: int


@dataclass(frozen=True, slots=True)
class MonthWords:
    """What the signs mean."""

    reported: str
    risks: str
    closed: str


@dataclass(frozen=True, slots=True)
class LateMonth:
    """One month: how many became late, and how many were late at its end; None for a month's end to come."""

    label: str
    became: int
    late: int | None


@dataclass(frozen=True, slots=True)
class LateWords:
    """What the signs mean."""

    became: str
    late: str


@dataclass(frozen=True, slots=True)
class BalanceMonth:
    """One month: how many came, how many were closed."""

    label: str
    created: int
    closed: int


@dataclass(frozen=True, slots=True)
class BalanceWords:
    """What the signs mean."""

    created: str
    closed: str


@dataclass(frozen=True, slots=True)
class _Column:
    """One month as it is drawn."""

    label: str
    bar: int
    foot: int
    point: int | None


@dataclass(frozen=True, slots=True)
class _Sign:
    """One line of the legend: the part's key, its words."""

    part: str
    words: str


@dataclass(frozen=True, slots=True)
class _Look:
    """Which parts there are, and the colour of the line."""

    bar: _Sign
    foot: _Sign | None
    point: _Sign
    line: str

    @property
    def signs(self) -> list[_Sign]:
        """In the order of the legend."""
        return [one for one in (self.bar, self.foot, self.point) if one is not None]


def months_chart(data: Sequence[Month], size: Size, colours: Colours, words: MonthWords) -> Drawing:
    """Reported as bars, the risks among them as their filled foot, closed as a line with dots."""
    return draw_months(data, size, colours, words).drawing


def draw_months(data: Sequence[Month], size: Size, colours: Colours, words: MonthWords) -> Drawn:
    """The same with its places: parts `reported`, `risks` and `closed`."""
    look = _Look(
        _Sign("reported", words.reported), _Sign("risks", words.risks), _Sign("closed", words.closed), "ok"
    )
    columns = [_Column(one.label, one.reported, one.risks, one.closed) for one in data]
    return _drawn(columns, size, colours, look)


def draw_late(data: Sequence[LateMonth], size: Size, colours: Colours, words: LateWords) -> Drawn:
    """What became late as bars, what was late at each month's end as a line with dots: parts `became` and `late`."""
    look = _Look(_Sign("became", words.became), None, _Sign("late", words.late), "danger")
    columns = [_Column(one.label, one.became, 0, one.late) for one in data]
    return _drawn(columns, size, colours, look)


def draw_balance(data: Sequence[BalanceMonth], size: Size, colours: Colours, words: BalanceWords) -> Drawn:
    """What came as bars, what was closed as a line with dots: parts `created` and `closed`."""
    look = _Look(_Sign("created", words.created), None, _Sign("closed", words.closed), "ok")
    columns = [_Column(one.label, one.created, 0, one.closed) for one in data]
    return _drawn(columns, size, colours, look)


def month_spans(data: Sequence[Month], size: Size) -> list[tuple[float, float]]:
    """From where to where each month reaches across the picture, for clicks on it."""
    most, _step = scale(max((max(m.reported, m.closed) for m in data), default=0))
    left = style.text_width(str(most), size.text) + size.text
    width = (size.width - left - 2) / max(len(data), 1)
    return [(left + n * width, left + (n + 1) * width) for n in range(len(data))]


def _drawn(data: Sequence[_Column], size: Size, colours: Colours, look: _Look) -> Drawn:
    drawing = Drawing(size.width, size.height)
    legend = _legend(drawing, size, colours, look)
    highest = max((max(one.bar, one.point or 0) for one in data), default=0)
    frame = frame_under(size, legend, highest)
    lines_across(drawing, frame, size, colours)
    places = _bars(drawing, frame, data, size, colours, look)
    places += _line(drawing, frame, data, size, colours, look)
    _month_names(drawing, frame, data, size, colours)
    order = [sign.part for sign in look.signs]
    return Drawn(drawing, tuple(sorted(places, key=lambda one: (one.number, order.index(one.part)))))


def _legend(drawing: Drawing, size: Size, colours: Colours, look: _Look) -> float:
    """Signs with their words along the top, in as many rows as they need; returns how high that is."""
    side, gap, row_height = size.text * 0.9, size.text * 1.4, size.text * 1.6
    x, y = 0.0, size.height - row_height
    for sign in look.signs:
        width = side * 1.6 + style.text_width(sign.words, size.text)
        if x and x + width > size.width:
            x, y = 0.0, y - row_height
        _sign(drawing, sign, x, y + size.text * 0.2, side, colours, look)
        write(drawing, String(x + side * 1.6, y + size.text * 0.3, sign.words), size, colours["text"])
        x += width + gap
    return size.height - y + size.text * 0.6


def _sign(
    drawing: Drawing, sign: _Sign, x: float, y: float, side: float, colours: Colours, look: _Look
) -> None:
    if sign is look.point:
        colour = HexColor(colours[look.line])
        middle = y + side / 2
        drawing.add(Line(x, middle, x + side * 1.2, middle, strokeColor=colour, strokeWidth=2))
        drawing.add(Circle(x + side * 0.6, middle, side * 0.28, fillColor=colour, strokeColor=colour))
        return
    drawing.add(bar(x, y, side, side, colours, 1.0 if sign is look.foot else 0.0))


def _bars(
    drawing: Drawing, frame: Frame, data: Sequence[_Column], size: Size, colours: Colours, look: _Look
) -> list[Place]:
    width = frame.width / max(len(data), 1) * 0.56
    places = []
    for number, month in enumerate(data):
        x = frame.x(number, len(data)) - width / 2
        for sign, value, shade in ((look.bar, month.bar, 0.0), (look.foot, month.foot, 1.0)):
            if sign is None:
                continue
            height = frame.y(value) - frame.bottom
            if value:
                drawing.add(bar(x, frame.bottom, width, height, colours, shade))
            places.append(place_of(number, sign.part, (x, frame.bottom, width, height), size))
    return places


def _line(
    drawing: Drawing, frame: Frame, data: Sequence[_Column], size: Size, colours: Colours, look: _Look
) -> list[Place]:
    colour, ground = HexColor(colours[look.line]), HexColor(colours["surface"])
    points = [
        (number, frame.x(number, len(data)), frame.y(month.point))
        for number, month in enumerate(data)
        if month.point is not None
    ]
    # a rim in the ground's colour keeps the line apart from the bars behind it; QtSvg would fill a polyline
    for pen, width in ((ground, 5), (colour, 2)):
        for (_n, *start), (_m, *end) in pairwise(points):
            drawing.add(Line(*start, *end, strokeColor=pen, strokeWidth=width, strokeLineCap=1))
    side = size.text * 0.9
    places = []
    for number, x, y in points:
        drawing.add(Circle(x, y, size.text * 0.28, fillColor=colour, strokeColor=ground, strokeWidth=1))
        places.append(place_of(number, look.point.part, (x - side / 2, y - side / 2, side, side), size))
    return places


def _month_names(
    drawing: Drawing, frame: Frame, data: Sequence[_Column], size: Size, colours: Colours
) -> None:
    """As many as fit, always with the last one."""
    widest = max((style.text_width(month.label, size.text) for month in data), default=0) + size.text * 0.5
    every = max(1, ceil(widest / (frame.width / max(len(data), 1))))
    for place, month in enumerate(data):
        if (len(data) - 1 - place) % every == 0:
            x = min(frame.x(place, len(data)), size.width - style.text_width(month.label, size.text) / 2)
            name = String(x, size.text * 0.4, month.label, textAnchor="middle")
            write(drawing, name, size, colours["muted"])
