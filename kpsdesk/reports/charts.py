"""Pictures of numbers: one drawing each, shown in the window as SVG and drawn into PDFs as it is (design 7)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil
from typing import Final

from reportlab.graphics import renderSVG
from reportlab.graphics.shapes import Circle, Drawing, Line, Rect, String
from reportlab.lib.colors import HexColor

from kpsdesk.reports import style

# QtSvg paints the rectangle inside it black
_CLIP: Final = re.compile(r"<clipPath.*?</clipPath>", re.DOTALL)
_STEPS: Final = (1, 2, 5)
_LINES: Final = 4  # lines across, at most

Colours = Mapping[str, str]  # token name -> "#RRGGBB"


@dataclass(frozen=True, slots=True)
class Month:
    """One month: how many were reported, how many of these were risks, how many were closed."""

    label: str
    reported: int
    risks: int
    closed: int


@dataclass(frozen=True, slots=True)
class Size:
    """Width, height and text size, in points on paper and in pixels on screen."""

    width: float
    height: float
    text: float


@dataclass(frozen=True, slots=True)
class MonthWords:
    """What the signs mean."""

    reported: str
    risks: str
    closed: str


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where the bars stand: left and bottom, width and height, and the number at the top line."""

    left: float
    bottom: float
    width: float
    height: float
    most: int

    def x(self, place: float, count: int) -> float:
        """The middle of a column."""
        return self.left + self.width * (place + 0.5) / count

    def y(self, value: float) -> float:
        """The height of a number."""
        return self.bottom + self.height * value / self.most


def months_chart(data: Sequence[Month], size: Size, colours: Colours, words: MonthWords) -> Drawing:
    """Reported as bars, the risks among them as their filled foot, closed as a line with dots."""
    drawing = Drawing(size.width, size.height)
    legend = _legend(drawing, size, colours, words)
    most, step = _scale(max((max(m.reported, m.closed) for m in data), default=0))
    left = style.text_width(str(most), size.text) + size.text
    bottom = size.text * 2
    frame = _Frame(left, bottom, size.width - left - 2, size.height - legend - bottom - size.text, most)
    for value in range(0, most + 1, step):
        y = frame.y(value)
        drawing.add(Line(left, y, size.width, y, strokeColor=HexColor(colours["line"]), strokeWidth=1))
        number = String(left - size.text * 0.6, y - size.text * 0.35, str(value), textAnchor="end")
        _write(drawing, number, size, colours["muted"])
    _bars(drawing, frame, data, colours)
    _line(drawing, frame, data, size, colours)
    _month_names(drawing, frame, data, size, colours)
    return drawing


def month_spans(data: Sequence[Month], size: Size) -> list[tuple[float, float]]:
    """From where to where each month reaches across the picture, for clicks on it."""
    most, _step = _scale(max((max(m.reported, m.closed) for m in data), default=0))
    left = style.text_width(str(most), size.text) + size.text
    width = (size.width - left - 2) / max(len(data), 1)
    return [(left + n * width, left + (n + 1) * width) for n in range(len(data))]


def svg(drawing: Drawing) -> bytes:
    """A drawing for the window."""
    return _CLIP.sub("", renderSVG.drawToString(drawing)).encode()


def _scale(highest: int) -> tuple[int, int]:
    """The top line's number and the step between lines: 1, 2 or 5 times a power of ten."""
    power = 1
    while True:
        for one in _STEPS:
            step = one * power
            if highest <= step * _LINES:
                return max(ceil(highest / step), 1) * step, step
        power *= 10


def _write(drawing: Drawing, text: String, size: Size, colour: str, face: str = "regular") -> None:
    text.fontName, text.fontSize, text.fillColor = style.font(face), size.text, HexColor(colour)
    drawing.add(text)


def _legend(drawing: Drawing, size: Size, colours: Colours, words: MonthWords) -> float:
    """Signs with their words along the top, in as many rows as they need; returns how high that is."""
    side, gap, row_height = size.text * 0.9, size.text * 1.4, size.text * 1.6
    x, y = 0.0, size.height - row_height
    for key, text in (("reported", words.reported), ("risks", words.risks), ("closed", words.closed)):
        width = side * 1.6 + style.text_width(text, size.text)
        if x and x + width > size.width:
            x, y = 0.0, y - row_height
        _sign(drawing, key, x, y + size.text * 0.2, side, colours)
        _write(drawing, String(x + side * 1.6, y + size.text * 0.3, text), size, colours["text"])
        x += width + gap
    return size.height - y + size.text * 0.6


def _sign(drawing: Drawing, key: str, x: float, y: float, side: float, colours: Colours) -> None:
    if key == "closed":
        colour = HexColor(colours["ok"])
        middle = y + side / 2
        drawing.add(Line(x, middle, x + side * 1.2, middle, strokeColor=colour, strokeWidth=2))
        drawing.add(Circle(x + side * 0.6, middle, side * 0.28, fillColor=colour, strokeColor=colour))
        return
    full = key == "risks"
    drawing.add(_box(x, y, side, side, colours, full=full))


def _box(x: float, y: float, width: float, height: float, colours: Colours, *, full: bool) -> Rect:
    edge = HexColor(colours["primary"])
    fill = edge if full else HexColor(colours["select"])
    return Rect(x, y, width, height, fillColor=fill, strokeColor=edge, strokeWidth=1)


def _bars(drawing: Drawing, frame: _Frame, data: Sequence[Month], colours: Colours) -> None:
    width = frame.width / max(len(data), 1) * 0.56
    for place, month in enumerate(data):
        x = frame.x(place, len(data)) - width / 2
        if month.reported:
            top = frame.y(month.reported) - frame.bottom
            drawing.add(_box(x, frame.bottom, width, top, colours, full=False))
        if month.risks:
            drawing.add(_box(x, frame.bottom, width, frame.y(month.risks) - frame.bottom, colours, full=True))


def _line(drawing: Drawing, frame: _Frame, data: Sequence[Month], size: Size, colours: Colours) -> None:
    colour, ground = HexColor(colours["ok"]), HexColor(colours["surface"])
    points = [(frame.x(place, len(data)), frame.y(month.closed)) for place, month in enumerate(data)]
    # a rim in the ground's colour keeps the line apart from the bars behind it; QtSvg would fill a polyline
    for pen, width in ((ground, 5), (colour, 2)):
        for start, end in pairwise(points):
            drawing.add(Line(*start, *end, strokeColor=pen, strokeWidth=width, strokeLineCap=1))
    for x, y in points:
        drawing.add(Circle(x, y, size.text * 0.28, fillColor=colour, strokeColor=ground, strokeWidth=1))


def _month_names(
    drawing: Drawing, frame: _Frame, data: Sequence[Month], size: Size, colours: Colours
) -> None:
    """As many as fit, always with the last one."""
    widest = max((style.text_width(month.label, size.text) for month in data), default=0) + size.text * 0.5
    every = max(1, ceil(widest / (frame.width / max(len(data), 1))))
    for place, month in enumerate(data):
        if (len(data) - 1 - place) % every == 0:
            x = min(frame.x(place, len(data)), size.width - style.text_width(month.label, size.text) / 2)
            _write(
                drawing,
                String(x, size.text * 0.4, month.label, textAnchor="middle"),
                size,
                colours["muted"],
            )
