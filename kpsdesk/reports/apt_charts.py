"""Pictures of a meeting's sheet: lying bars, each under its own words, with what it was last time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from reportlab.graphics.shapes import Drawing, Rect, String
from reportlab.lib.colors import HexColor

from kpsdesk.reports import style
from kpsdesk.reports.charts import Colours, Size
from kpsdesk.reports.charts.ground import bar, write

_ROW: Final = 2.75  # heights of text: the words, the bar, some air
_BAR: Final = 0.95
_FEW: Final = 4.0  # how long the bar of "fewer than 5" is: no number can be read off it


@dataclass(frozen=True, slots=True)
class Lying:
    """One bar: its words, the number (None: fewer than may be told), how that is written, and a muted word after it."""

    label: str
    value: int | None
    written: str
    aside: str = ""


def lying_bars(data: Sequence[Lying], width: float, text: float, colours: Colours) -> Drawing:
    """Bars from the left, longest first as they are given; as high as it needs to be."""
    size = Size(width, max(len(data), 1) * text * _ROW, text)
    drawing = Drawing(size.width, size.height)
    right = max(
        (style.text_width(one.written, text, "semibold") + style.text_width(one.aside, text) for one in data),
        default=0.0,
    )
    room = max(width - right - text * 2.2, text * 4)
    most = max((one.value if one.value is not None else _FEW for one in data), default=0) or 1
    for number, one in enumerate(data):
        top = size.height - number * text * _ROW
        write(drawing, String(0, top - text, _short(one.label, text, width)), size, colours["text"])
        bottom = top - text * (1.35 + _BAR)
        long = max(room * (one.value if one.value is not None else _FEW) / most, 2.0)
        if one.value is None:
            edge = HexColor(colours["control"])
            pale = HexColor(colours["surface"])
            drawing.add(
                Rect(
                    0.5,
                    bottom,
                    long,
                    text * _BAR,
                    fillColor=pale,
                    strokeColor=edge,
                    strokeWidth=1,
                    strokeDashArray=(2, 2),
                )
            )
        elif one.value:
            drawing.add(bar(0.5, bottom, long, text * _BAR, colours, 1.0))
        else:
            long = 0.0
        line, after = bottom + text * (_BAR / 2 - 0.35), long + text * 0.6
        write(drawing, String(after, line, one.written), size, colours["text"], "semibold")
        beside = after + style.text_width(one.written, text, "semibold") + text * 0.6
        write(drawing, String(beside, line, one.aside), size, colours["muted"])
    return drawing


def _short(label: str, text: float, width: float) -> str:
    """As much of a label as fits."""
    shown = label
    while style.text_width(shown, text) > width:
        shown = shown[:-2].rstrip(" ,-…") + "…"
    return shown
