"""The typeface of papers and pictures: IBM Plex Sans as shipped, embedded in PDFs, named by family in SVG."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Final

from reportlab.lib.utils import RLString
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from kpsdesk import paths

FAMILY: Final = "IBM Plex Sans"
# our name for reportlab -> file, weight in SVG
_FACES: Final = {
    "regular": ("IBMPlexSans-Regular.ttf", "400"),
    "medium": ("IBMPlexSans-Medium.ttf", "500"),
    "semibold": ("IBMPlexSans-SemiBold.ttf", "600"),
    "bold": ("IBMPlexSans-Bold.ttf", "700"),
}


@cache
def font(face: str = "regular") -> str:
    """The name of a face for drawings and PDFs; the file is read the first time it is asked for.

    Raises:
        KeyError: there is no such face; they are regular, medium, semibold and bold.
    """
    file, weight = _FACES[face]
    name = f"Plex-{face}"
    pdfmetrics.registerFont(TTFont(name, str(paths.resource("fonts", file))))
    # in SVG the window's own font of this family is used, so that both are the same
    named: str = RLString(name, svgAttrs={"family": f"'{FAMILY}'", "weight": weight})
    return named


def text_width(text: str, size: float, face: str = "regular") -> float:
    """How wide a text is, in the measure of its size."""
    return float(pdfmetrics.stringWidth(text, font(face), size))


def text_width_in(text: str, font_name: str, size: float) -> float:
    """How wide a text is in a face by its registered name."""
    return float(pdfmetrics.stringWidth(text, font_name, size))


@cache
def colours() -> Mapping[str, str]:
    """The colours of paper: those of the light theme, token name -> "#RRGGBB"."""
    table = tomllib.loads(paths.resource("theme", "tokens.toml").read_text(encoding="utf-8"))
    light: Mapping[str, str] = table["light"]
    return light


@cache
def _glyphs() -> frozenset[int]:
    face = pdfmetrics.getFont(font()).face
    return frozenset(face.charToGlyph)


def printable(text: str) -> str:
    """A text as the typeface can show it: control characters go, a sign that it lacks becomes a box."""
    return "".join(map(_shown, text))


@cache
def _shown(sign: str) -> str:
    if sign in "\n\N{NO-BREAK SPACE}":
        return sign
    if not sign.isprintable():
        return " " if sign.isspace() else ""
    return sign if ord(sign) in _glyphs() else _box()


@cache
def _box() -> str:
    return next(c for c in ("\N{WHITE SQUARE}", "\N{LOZENGE}", "?") if ord(c) in _glyphs())
