"""The picture of twelve months: what it shows, where each month is, and that Qt and PDF can draw it."""

from __future__ import annotations

import io
from itertools import pairwise

import pytest
from reportlab.graphics import renderPDF
from reportlab.graphics.shapes import Circle, Drawing, Rect, String
from reportlab.pdfgen.canvas import Canvas

from kpsdesk.reports import style
from kpsdesk.reports.charts import (
    Age,
    BalanceMonth,
    BalanceWords,
    LateMonth,
    LateWords,
    Month,
    MonthWords,
    Size,
    ages_chart,
    draw_balance,
    draw_late,
    month_spans,
    months_chart,
    svg,
)

COLOURS = dict.fromkeys(("line", "muted", "text", "primary", "select", "ok", "surface"), "#336699")
WORDS = MonthWords("Ilmoitetut", "joista riskejä", "Päätetyt")
SIZE = Size(320, 200, 13)


def _chart(*months: tuple[int, int, int], size: Size = SIZE) -> Drawing:
    names = (
        "tammi",
        "helmi",
        "maalis",
        "huhti",
        "touko",
        "kesä",
        "heinä",
        "elo",
        "syys",
        "loka",
        "marras",
        "joulu",
    )
    data = [Month(name, *counts) for name, counts in zip(names, months, strict=False)]
    return months_chart(data, size, COLOURS, WORDS)


def _texts(drawing: Drawing) -> list[str]:
    return [shape.text for shape in drawing.contents if isinstance(shape, String)]


@pytest.mark.parametrize(
    "highest, lines",
    [
        (0, ["0", "1"]),
        (3, ["0", "1", "2", "3"]),
        (7, ["0", "2", "4", "6", "8"]),
        (430, ["0", "200", "400", "600"]),
    ],
)
def test_the_lines_are_round_numbers_and_reach_over_the_highest(highest: int, lines: list[str]) -> None:
    texts = _texts(_chart((highest, 0, 0), (0, 0, 0)))
    assert [text for text in texts if text.isdigit()] == lines


def test_bars_are_as_high_as_their_numbers_and_risks_are_their_foot() -> None:
    bars = [shape for shape in _chart((8, 2, 4), (4, 0, 0)).contents if isinstance(shape, Rect)][
        2:
    ]  # after the legend
    first, foot, second = bars
    assert first.height == pytest.approx(2 * second.height)
    assert foot.height == pytest.approx(first.height / 4)
    assert (first.x, first.y) == (foot.x, foot.y)


def test_closed_has_a_dot_for_each_month() -> None:
    dots = [shape for shape in _chart((8, 2, 4), (4, 0, 8), (1, 1, 0)).contents if isinstance(shape, Circle)]
    assert len(dots) == 1 + 3  # one in the legend
    assert dots[2].cy > dots[1].cy > dots[3].cy


@pytest.mark.parametrize("text", [13, 26])
def test_words_stay_inside_and_apart_at_every_text_size(text: float) -> None:
    size = Size(320, 240, text)
    drawing = _chart(*[(5, 1, 4)] * 12, size=size)
    months: list[tuple[float, float]] = []
    for shape in (one for one in drawing.contents if isinstance(one, String)):
        width = style.text_width(shape.text, text)
        left = shape.x - {"start": 0, "middle": width / 2, "end": width}[shape.textAnchor]
        assert left >= 0
        assert left + width <= size.width + 1
        if shape.textAnchor == "middle":
            months.append((left, left + width))
    months.sort()
    assert all(before[1] < after[0] for before, after in pairwise(months))
    assert "joulu" in _texts(drawing)


def test_each_month_has_its_place_across() -> None:
    data = [Month(str(n), n, 0, 0) for n in range(12)]
    spans = month_spans(data, SIZE)
    assert len(spans) == 12
    assert all(before[1] == pytest.approx(after[0]) for before, after in pairwise(spans))
    assert spans[-1][1] <= SIZE.width


def test_svg_has_letters_of_the_windows_typeface_and_nothing_that_qt_paints_black() -> None:
    text = svg(_chart((3, 1, 2))).decode()
    assert "Päätetyt" in text
    assert style.FAMILY in text
    assert "clipPath" not in text
    assert "polyline" not in text


def test_the_same_drawing_goes_into_a_pdf() -> None:
    stream = io.BytesIO()
    canvas = Canvas(stream, invariant=1)
    renderPDF.draw(_chart((3, 1, 2)), canvas, 50, 50)
    canvas.save()
    assert stream.getvalue().startswith(b"%PDF")
    assert b"IBMPlexSans" in stream.getvalue()


# -- pictures in which every number can be pointed at


def test_each_month_has_a_place_for_its_bar_and_for_its_dot() -> None:
    months = [LateMonth("jan", 3, 1), LateMonth("feb", 0, 2), LateMonth("mars", 5, None)]
    drawn = draw_late(months, SIZE, COLOURS | {"danger": "#aa0000"}, LateWords("Blev", "Var"))
    assert [(one.number, one.part) for one in drawn.places] == [
        (0, "became"), (0, "late"), (1, "became"), (1, "late"), (2, "became"),
    ]  # fmt: skip
    for place in drawn.places:
        assert place.left >= 0
        assert place.left + place.width <= SIZE.width + 1
        assert place.top >= 0
        assert place.top + place.height <= SIZE.height
        assert place.height > 2  # a bar of nothing can be pointed at too


def test_a_place_lies_over_its_bar() -> None:
    drawn = draw_balance(
        [BalanceMonth("jan", 4, 1), BalanceMonth("feb", 8, 2)], SIZE, COLOURS, BalanceWords("Nya", "Klara")
    )
    bars = [shape for shape in drawn.drawing.contents if isinstance(shape, Rect)][1:]  # after the legend
    places = [one for one in drawn.places if one.part == "created"]
    for bar, place in zip(bars, places, strict=True):
        assert (place.left, place.width) == (bar.x, bar.width)
        assert place.top == pytest.approx(SIZE.height - bar.y - bar.height)


def test_ages_are_lying_bars_the_older_the_darker_with_their_numbers() -> None:
    ages = [Age("1–14 dagar", 8, "8"), Age("15–30 dagar", 4, "4"), Age("Över 90 dagar", 0, "0")]
    drawn = ages_chart(ages, 300, 12, COLOURS | {"select": "#ffffff", "primary": "#000000"})
    first, second = (shape for shape in drawn.drawing.contents if isinstance(shape, Rect))
    assert first.width == pytest.approx(2 * second.width)
    assert first.fillColor.red > second.fillColor.red
    assert [text for text in _texts(drawn.drawing) if text.isdigit()] == ["8", "4", "0"]
    assert [one.number for one in drawn.places] == [0, 1, 2]
    assert all(one.left + one.width <= 301 for one in drawn.places)
