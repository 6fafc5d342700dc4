"""How long things have been late: a bar for each class of age, lying, with its words before and its number after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from reportlab.graphics.shapes import Drawing, String

from kpsdesk.reports import style
from kpsdesk.reports.charts.ground import Colours, Drawn, Size, bar, place_of, write

_ROW: Final = 2.4  # heights of text
_BAR: Final = 1.5


@dataclass(frozen=True, slots=True)
class Age:
    """One class of age: its words, how many, and the number as it is written."""

    label: str
    value: int
    written: str


def ages_chart(data: Sequence[Age], width: float, text: float, colours: Colours) -> Drawn:
    """The bars, the older the darker; as high as it needs to be. The places' part is `late`."""
    size = Size(width, max(len(data), 1) * text * _ROW, text)
    drawing = Drawing(size.width, size.height)
    left = max((style.text_width(one.label, text) for one in data), default=0.0) + text * 0.8
    right = max((style.text_width(one.written, text, "semibold") for one in data), default=0.0) + text
    room = max(width - left - right, text)
    most = max((one.value for one in data), default=0) or 1
    places = []
    for number, one in enumerate(data):
        bottom = size.height - (number + 1) * text * _ROW + text * (_ROW - _BAR) / 2
        line = bottom + text * (_BAR / 2 - 0.35)
        long = room * one.value / most
        write(drawing, String(left - text * 0.8, line, one.label, textAnchor="end"), size, colours["text"])
        if one.value:
            shade = number / max(len(data) - 1, 1)
            drawing.add(bar(left, bottom, max(long, 2), text * _BAR, colours, shade))
        tone = colours["text" if one.value else "muted"]
        write(drawing, String(left + long + text * 0.5, line, one.written), size, tone, "semibold")
        shape = (left, bottom, long + text * 0.5 + right - text * 0.5, text * _BAR)
        places.append(place_of(number, "late", shape, size))
    return Drawn(drawing, tuple(places))
