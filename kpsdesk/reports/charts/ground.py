"""What all pictures stand on: sizes, the scale of numbers, the places in a drawing that can be pointed at, its SVG."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from typing import Final

from reportlab.graphics import renderSVG
from reportlab.graphics.shapes import Drawing, Line, Rect, String
from reportlab.lib.colors import Color, HexColor, linearlyInterpolatedColor

from kpsdesk.reports import style

# QtSvg paints the rectangle inside it black
_CLIP: Final = re.compile(r"<clipPath.*?</clipPath>", re.DOTALL)
_STEPS: Final = (1, 2, 5)
_LINES: Final = 4  # lines across, at most

Colours = Mapping[str, str]  # token name -> "#RRGGBB"


@dataclass(frozen=True, slots=True)
class Size:
    """Width, height and text size, in points on paper and in pixels on screen."""

    width: float
    height: float
    text: float


@dataclass(frozen=True, slots=True)
class Place:
    """Where a number stands in a picture, measured from its top left: the `number`-th thing's `part`."""

    number: int
    part: str
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Drawn:
    """A drawing, and where its numbers are, in the order in which they are read."""

    drawing: Drawing
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Frame:
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


def svg(drawing: Drawing) -> bytes:
    """A drawing for the window."""
    return _CLIP.sub("", renderSVG.drawToString(drawing)).encode()


def scale(highest: int) -> tuple[int, int]:
    """The top line's number and the step between lines: 1, 2 or 5 times a power of ten."""
    power = 1
    while True:
        for one in _STEPS:
            step = one * power
            if highest <= step * _LINES:
                return max(ceil(highest / step), 1) * step, step
        power *= 10


def frame_under(size: Size, legend: float, highest: int) -> Frame:
    """The ground of columns under a legend so high."""
    most, _step = scale(highest)
    left = style.text_width(str(most), size.text) + size.text
    bottom = size.text * 2
    return Frame(left, bottom, size.width - left - 2, size.height - legend - bottom - size.text, most)


def lines_across(drawing: Drawing, frame: Frame, size: Size, colours: Colours) -> None:
    """The lines behind columns, each with its number."""
    _most, step = scale(frame.most)
    for value in range(0, frame.most + 1, step):
        y = frame.y(value)
        drawing.add(Line(frame.left, y, size.width, y, strokeColor=HexColor(colours["line"]), strokeWidth=1))
        number = String(frame.left - size.text * 0.6, y - size.text * 0.35, str(value), textAnchor="end")
        write(drawing, number, size, colours["muted"])


def write(drawing: Drawing, text: String, size: Size, colour: str, face: str = "regular") -> None:
    """Put words into a drawing."""
    text.fontName, text.fontSize, text.fillColor = style.font(face), size.text, HexColor(colour)
    drawing.add(text)


def bar(x: float, y: float, width: float, height: float, colours: Colours, shade: float = 0.0) -> Rect:
    """A bar with an edge; its ground goes from light (0) to full (1)."""
    edge, light = HexColor(colours["primary"]), HexColor(colours["select"])
    return Rect(x, y, width, height, fillColor=_between(light, edge, shade), strokeColor=edge, strokeWidth=1)


def _between(one: Color, other: Color, part: float) -> Color:
    return linearlyInterpolatedColor(one, other, 0.0, 1.0, part)


def place_of(number: int, part: str, shape: tuple[float, float, float, float], size: Size) -> Place:
    """A place from a shape's left, bottom, width and height; a bar of nothing still is some pixels high."""
    left, bottom, width, height = shape
    height = max(height, size.text * 0.4)
    return Place(number, part, left, size.height - bottom - height, width, height)
