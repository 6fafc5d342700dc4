"""The meeting's sheet with its pictures, against bare reportlab that draws the same pages.

"Bare" is told what the sheet put on its pages (each line of text, each rectangle, line, circle, with its colour and place) and
puts the same there with a canvas of its own; it looks nothing up, breaks no line, tags nothing, and knows no bookmarks.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import kpsdesk.reports  # noqa: F401  (its choices for reportlab come before reportlab's drawing parts are imported)

# isort: split
from reportlab.graphics.shapes import Drawing, Line, Rect, String
from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from kpsdesk import i18n
from kpsdesk.domain.apt import SheetSettings, chosen_first
from kpsdesk.reports import style
from kpsdesk.reports.apt_fitting import fitted
from kpsdesk.reports.apt_sheet import SheetPaper
from kpsdesk.reports.ink import Ink
from kpsdesk.services.everything import Services
from kpsdesk.services.founding import open_session
from tests.bench import measure
from tests.bench.stores import CLOCK, opened

RATIO: Final = 1.5
UNDER: Final = 500.0
Step = Callable[[Canvas], Any]


def sheets(path: Path) -> Iterator[measure.Line]:
    """The paper alone against bare reportlab; then all of it, with what is counted in the store, by its upper bound."""
    store = opened(path)
    services = Services(open_session(store, CLOCK))
    given = _busy(services)
    services.apt.pdf(given)  # modules and typefaces are loaded once
    sheet = services.apt.sheet(given)
    levels = {level.code: level.text for level in services.session.matrix.levels}
    content = SheetPaper(sheet, services.session.vocabulary, levels)
    with i18n.speaking(given.language):
        pages = recorded(lambda: fitted(content))
        yield measure.pair(
            "APT sheet, drawn",
            lambda: fitted(content),
            lambda: bare(pages),
            limit=RATIO,
            under=UNDER,
            rounds=15,
        )
    yield measure.pair(
        "APT sheet, counted and drawn", lambda: services.apt.pdf(given), lambda: None, limit=0.0, under=UNDER
    )
    store.close()


def _busy(services: Services) -> SheetSettings:
    """A sheet of the unit with the most stories of the last three months."""
    today = services.session.today
    first = today - timedelta(days=90)
    units = services.session.organisation.active_units(today)
    told = {unit.id: services.apt.stories(unit.id, first, today) for unit in units}
    unit = max(told, key=lambda one: len(told[one]))
    return replace(services.apt.proposed(unit, first, today), stories=chosen_first(told[unit]))


# ---- what a paper draws, and drawing it again ------------------------------------------------------------------


def recorded(make: Callable[[], bytes]) -> list[list[Step]]:
    """What is put on each page, as calls that put it there again."""
    pages: list[list[Step]] = [[]]
    with _overheard(pages):
        make()
    return pages[:-1] if not pages[-1] else pages


@contextmanager
def _overheard(pages: list[list[Step]]) -> Iterator[None]:
    kept = {name: getattr(Ink, name) for name in ("text", "filled", "line", "box", "picture", "turn")}

    def heard(name: str, steps: Callable[..., Iterator[Step]]) -> Callable[..., Any]:
        def call(ink: Ink, *given: Any) -> Any:
            pages[-1] += steps(*given)
            return kept[name](ink, *given)

        return call

    def turn(ink: Ink) -> Any:
        pages.append([])
        return kept["turn"](ink)

    for name, steps in (
        ("text", _text),
        ("filled", _filled),
        ("line", _line),
        ("box", _box),
        ("picture", _picture),
    ):
        setattr(Ink, name, heard(name, steps))
    Ink.turn = turn  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        for name, was in kept.items():
            setattr(Ink, name, was)


def _text(x: float, y: float, said: str, face: str, size: float, colour: Any) -> Iterator[Step]:
    shade = Color(*map(float, colour.split())) if isinstance(colour, str) else colour

    def step(canvas: Canvas) -> None:
        canvas.setFont(face, size)
        canvas.setFillColor(shade)
        canvas.drawString(x, y, said)

    yield step


def _filled(x: float, y: float, width: float, height: float, colour: str) -> Iterator[Step]:
    shade = HexColor(colour)

    def step(canvas: Canvas) -> None:
        canvas.setFillColor(shade)
        canvas.rect(x, y, width, height, stroke=0, fill=1)

    yield step


def _stroke(colour: Any, width: float, act: Step) -> Iterator[Step]:
    def step(canvas: Canvas) -> None:
        canvas.setStrokeColor(colour)
        canvas.setLineWidth(width)
        act(canvas)

    yield step


def _line(x: float, y: float, to_x: float, to_y: float, colour: str, width: float) -> Iterator[Step]:
    return _stroke(HexColor(colour), width, lambda canvas: canvas.line(x, y, to_x, to_y))


def _box(x: float, y: float, side: float, colour: str, width: float) -> Iterator[Step]:
    return _stroke(HexColor(colour), width, lambda canvas: canvas.rect(x, y, side, side))


def _picture(drawing: Drawing, x: float, y: float, scale: float) -> Iterator[Step]:
    """Its shapes one by one, which is quicker than reportlab's own drawing of pictures."""
    for shape in drawing.contents:
        if isinstance(shape, String):
            wide = style.text_width_in(shape.text, shape.fontName, shape.fontSize)
            left = shape.x - wide * {"start": 0.0, "middle": 0.5, "end": 1.0}[shape.textAnchor]
            yield from _text(
                x + left * scale,
                y + shape.y * scale,
                shape.text,
                shape.fontName,
                shape.fontSize * scale,
                shape.fillColor,
            )
        else:
            yield from _stroke(shape.strokeColor, shape.strokeWidth * scale, _shape(shape, x, y, scale))


def _shape(shape: Any, x: float, y: float, scale: float) -> Step:
    if isinstance(shape, Line):
        ends = (x + shape.x1 * scale, y + shape.y1 * scale, x + shape.x2 * scale, y + shape.y2 * scale)
        return lambda canvas: canvas.line(*ends)

    def filled(canvas: Canvas) -> None:
        canvas.setFillColor(shape.fillColor)
        if isinstance(shape, Rect):
            canvas.rect(
                x + shape.x * scale, y + shape.y * scale, shape.width * scale, shape.height * scale, fill=1
            )
        else:
            canvas.circle(x + shape.cx * scale, y + shape.cy * scale, shape.r * scale, fill=1)

    return filled


def bare(pages: list[list[Step]]) -> bytes:
    """The same pages by a canvas alone."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1, pageCompression=1, initialFontName=style.font())
    for steps in pages:
        for step in steps:
            step(canvas)
        canvas.showPage()
    canvas.save()
    return out.getvalue()
