"""Puts text, lines and pictures on a page: the operators of PDF written straight, each place and colour worked out once.

reportlab keeps the document, its pages, typefaces and bookmarks; what stands on a page is written here, since its own drawing
of paragraphs and pictures takes several times as long as all the rest of a paper.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any, Final

from reportlab.graphics import renderPDF
from reportlab.graphics.shapes import Circle, Drawing, Line, Rect, String
from reportlab.lib.colors import Color, HexColor
from reportlab.pdfbase import pdfmetrics

from kpsdesk.reports import style

_ROUND: Final = 0.5523  # how far the handles of a quarter of a circle reach
_ANCHOR: Final = {"start": 0.0, "middle": 0.5, "end": 1.0}
_KNOWN: Final = (Line, Rect, Circle, String)


class Ink:
    """Writes on one canvas; places are in points from the page's lower left corner."""

    def __init__(self, canvas: Any) -> None:
        self.canvas = canvas
        self._filling = ""

    def turn(self) -> None:
        """The page is full; the next one knows no colour yet."""
        self.canvas.showPage()
        self._filling = ""

    def text(self, x: float, y: float, said: str, face: str, size: float, colour: str) -> None:
        """One line of text from its left end; `face` is a name of `style.font`, `colour` an operator of `rgb`."""
        font, document = pdfmetrics.getFont(face), self.canvas._doc  # noqa: SLF001  (which glyphs are in it)
        parts = [f"BT 1 0 0 1 {x:.2f} {y:.2f} Tm"]
        for subset, glyphs in font.splitString(said, document):
            parts.append(f"{font.getSubsetInternalName(subset, document)} {size:.2f} Tf <{glyphs.hex()}> Tj")
        parts.append("ET")
        self._fill(colour)
        self.canvas.addLiteral(" ".join(parts))

    def filled(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """A rectangle without an edge; `colour` is "#RRGGBB"."""
        self._fill(rgb(colour))
        self.canvas.addLiteral(f"{x:.2f} {y:.2f} {width:.2f} {height:.2f} re f")

    def line(self, x: float, y: float, to_x: float, to_y: float, colour: str, width: float) -> None:
        """A line."""
        self.canvas.addLiteral(f"{rgb(colour)} RG {width:.2f} w {x:.2f} {y:.2f} m {to_x:.2f} {to_y:.2f} l S")

    def box(self, x: float, y: float, side: float, colour: str, width: float) -> None:
        """The edge of a square."""
        self.canvas.addLiteral(f"{rgb(colour)} RG {width:.2f} w {x:.2f} {y:.2f} {side:.2f} {side:.2f} re S")

    def picture(self, drawing: Drawing, x: float, y: float, scale: float) -> None:
        """A drawing of lines, rectangles, circles and words; with anything else in it reportlab draws it whole."""
        if not all(isinstance(shape, _KNOWN) for shape in drawing.contents):
            self.canvas.saveState()
            self.canvas.translate(x, y)
            self.canvas.scale(scale, scale)
            renderPDF.draw(drawing, self.canvas, 0, 0)
            self.canvas.restoreState()
            self._filling = ""
            return
        for shape in drawing.contents:
            if isinstance(shape, String):
                width = (
                    style.text_width_in(shape.text, shape.fontName, shape.fontSize)
                    if shape.textAnchor != "start"
                    else 0.0
                )
                left = shape.x - width * _ANCHOR[shape.textAnchor]
                self.text(
                    x + left * scale,
                    y + shape.y * scale,
                    shape.text,
                    shape.fontName,
                    shape.fontSize * scale,
                    _of(shape.fillColor),
                )
            else:
                self._shape(shape, x, y, scale)

    def _shape(self, shape: Any, x: float, y: float, scale: float) -> None:
        def at(*places: float) -> str:
            return " ".join(f"{(x, y)[n % 2] + place * scale:.2f}" for n, place in enumerate(places))

        edge = f"{_of(shape.strokeColor)} RG {shape.strokeWidth * scale:.2f} w" if shape.strokeColor else ""
        if shape.strokeDashArray:
            edge += " [" + " ".join(f"{one * scale:.2f}" for one in shape.strokeDashArray) + "] 0 d"
        if isinstance(shape, Line):
            cap = f" {shape.strokeLineCap} J" if shape.strokeLineCap else ""
            self.canvas.addLiteral(
                f"q {edge}{cap} {at(shape.x1, shape.y1)} m {at(shape.x2, shape.y2)} l S Q"
                if cap or shape.strokeDashArray
                else f"{edge} {at(shape.x1, shape.y1)} m {at(shape.x2, shape.y2)} l S"
            )
            return
        if isinstance(shape, Rect):
            path = f"{at(shape.x, shape.y)} {shape.width * scale:.2f} {shape.height * scale:.2f} re"
        else:
            path = _circle(at, shape.cx, shape.cy, shape.r)
        filling = f"{_of(shape.fillColor)} rg" if shape.fillColor else ""
        act = {(True, True): "B", (True, False): "f", (False, True): "S"}.get(
            (bool(filling), bool(edge)), "n"
        )
        self.canvas.addLiteral(f"q {filling} {edge} {path} {act} Q")

    def _fill(self, colour: str) -> None:
        if colour != self._filling:
            self.canvas.addLiteral(f"{colour} rg")
            self._filling = colour


def _circle(at: Any, x: float, y: float, r: float) -> str:
    k = r * _ROUND
    return (
        f"{at(x + r, y)} m {at(x + r, y + k, x + k, y + r, x, y + r)} c {at(x - k, y + r, x - r, y + k, x - r, y)} c "
        f"{at(x - r, y - k, x - k, y - r, x, y - r)} c {at(x + k, y - r, x + r, y - k, x + r, y)} c"
    )


@cache
def rgb(colour: str) -> str:
    """A colour "#RRGGBB" as the numbers of an operator."""
    return _of(HexColor(colour))


def _of(colour: Color) -> str:
    return _numbers(colour.red, colour.green, colour.blue)


@lru_cache(256)
def _numbers(red: float, green: float, blue: float) -> str:
    return f"{red:.3f} {green:.3f} {blue:.3f}"
