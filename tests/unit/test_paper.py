"""Papers: what they hold can be read, searched, copied and listened to, and the same data give the same bytes."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from kpsdesk.reports import charts, paper, style
from kpsdesk.reports.blocks import (
    Block,
    Bullets,
    Columns,
    Facts,
    Gap,
    Heading,
    Lines,
    Note,
    PageBreak,
    PaperInfo,
    Picture,
    Quote,
    Table,
    Text,
    Ticks,
    Tiles,
    Together,
)  # fmt: skip
from tests.paper_checks import demand_a_good_paper, errors, text_of

INFO = PaperInfo("Säkerheten på Avdelning 3", "sv", "Internt arbetsmaterial", "Sida {page} av {pages}")
WORDS = "Två dosetter med samma namn låg i skåpet. Kollegan upptäckte det innan något gavs. "


def everything() -> list[Block]:
    months = [charts.Month(name, 10 + n, 3, 8) for n, name in enumerate(("sep", "okt", "nov"))]
    size = charts.Size(300, 120, 9)
    drawing = charts.months_chart(months, size, style.colours(), charts.MonthWords("Nya", "risker", "Klara"))
    return [
        Heading(INFO.title, 1),
        Tiles([("12", "nya", "4 färre"), ("3", "förfallna", "")]),
        Heading("Sedan sist"),
        Picture(drawing, "Nya fall per månad: 10, 11 och 12"),
        Columns(
            [Heading("Vänster", 3), Text(WORDS)],
            [Bullets(["ett", "två"]), Bullets(["först", "sedan"], numbered=True)],
        ),
        Quote(WORDS * 200),
        Note("Kom ihåg", "warn"),
        Ticks([(True, "Berättat (klart)"), (False, "Antecknat (saknas)")]),
        Facts([("Nummer", "2026-000123"), ("Enhet", "Avdelning 3")]),
        Together([Text("Hålls ihop"), Gap()]),
        Table(
            ["Dag", "Vad", "Antal"],
            [[f"{n} mars", WORDS * (90 if n == 5 else 1), str(n)] for n in range(1, 40)],
            (1, 4, 1),
            frozenset({2}),
            row_heads=True,
            caption="Dag för dag",
        ),
        Lines("Beslut"),
        PageBreak(),
        Heading("För dig som håller i punkten"),
        Text("Slut", "muted"),
    ]


def test_a_paper_of_every_kind_of_block_is_whole_for_eyes_ears_and_search(tmp_path: Path) -> None:
    pdf = paper.make(INFO, everything())

    demand_a_good_paper(pdf, tmp_path, INFO.title, "sv")
    said = text_of(pdf)
    for words in (
        "12",
        "4 färre",
        "först",
        "Berättat (klart)",
        "2026-000123",
        "39 mars",
        "Beslut",
        "Sida 1 av",
    ):
        assert words in said
    assert said.count("dosetter") == 1 + 200 + 38 + 90  # nothing is lost at a page's end


def test_the_same_blocks_give_the_same_bytes() -> None:
    assert paper.make(INFO, everything()) == paper.make(INFO, everything())


def test_texts_are_printed_as_they_stand_never_understood() -> None:
    odd = '<b>fet</b> &amp; {} <img src="file:///etc/passwd"/> <para><font color="red">'
    said = text_of(paper.make(INFO, [Heading(INFO.title, 1), Text(odd), Table([odd], [[odd]])]))

    assert said.count("<b>fet</b> &amp; {} <img src=") == 3


def test_signs_that_the_typeface_lacks_leave_the_rest_readable(tmp_path: Path) -> None:
    pdf = paper.make(INFO, [Heading(INFO.title, 1), Text("före \U0001f600 漢 \x00\x1b \ud800 efter")])

    assert errors(pdf, tmp_path) == []
    assert "före" in text_of(pdf)
    assert "efter" in text_of(pdf)


def test_a_heading_that_leaves_out_a_level_is_refused() -> None:
    with pytest.raises(ValueError, match="levels"):
        paper.make(INFO, [Heading("Ett", 1), Heading("Tre", 3)])


def seeded(pdf: bytes, fault: str) -> bytes:
    """The paper with one thing spoilt."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        root = opened.Root
        if fault == "no tree":
            del root.StructTreeRoot
        elif fault == "no language":
            del root.Lang
        elif fault == "no title":
            del opened.docinfo["/Title"]
            del root.Metadata
        elif fault == "not marked":
            del root.MarkInfo
        elif fault == "picture without words":
            elements = root.StructTreeRoot.K[0].K
            figure = next(one for one in elements if str(one.S) == "/Figure")
            del figure.Alt
        out = io.BytesIO()
        opened.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "fault", ["no tree", "no language", "no title", "not marked", "picture without words"]
)
def test_the_checkers_would_find_a_fault(tmp_path: Path, fault: str) -> None:
    assert errors(seeded(paper.make(INFO, everything()), fault), tmp_path)


def test_how_many_pages_it_takes_is_known_before() -> None:
    content: list[Block] = [Heading(INFO.title, 1), Text(WORDS), PageBreak(), Text(WORDS)]

    assert paper.pages_of(INFO, content) == 2
    assert paper.pages_of(INFO, [Heading(INFO.title, 1), Text(WORDS * 80)], scale=2) > paper.pages_of(
        INFO, [Heading(INFO.title, 1), Text(WORDS * 80)]
    )


def test_a_word_under_a_large_number_is_made_smaller_rather_than_parted() -> None:
    tiles = Tiles([(str(n), "försenade", "") for n in range(8)])
    said = text_of(paper.make(INFO, [Heading(INFO.title, 1), tiles], scale=1.3))

    assert said.count("försenade") == 8


def pages_with(pdf: bytes, words: str) -> list[int]:
    """On which pages some words stand."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [n for n, page in enumerate(document, 1) if words in page.get_textpage().get_text_range()]


def test_a_heading_stays_with_the_first_rows_of_a_long_table() -> None:
    rows = [[f"rad {n}", "innehåll"] for n in range(1, 26)]
    content: list[Block] = [
        Heading(INFO.title, 1),
        *[Text("fyllning")] * 18,
        Heading("Tabellen"),
        Table(["a", "b"], rows),
    ]
    pdf = paper.make(INFO, content)

    assert pages_with(pdf, "Tabellen") == [1]
    assert pages_with(pdf, "rad 4") == [1]
    assert pages_with(pdf, "rad 25") == [2]


@pytest.mark.parametrize("many", range(20, 44))
def test_no_heading_stands_alone_at_the_foot_of_a_page(many: int) -> None:
    content: list[Block] = [
        Heading(INFO.title, 1),
        *[Text("fyllning")] * many,
        Heading("Sista"),
        Table(["a"], [["rad"]] * 9),
    ]
    pdf = paper.make(INFO, content)

    assert pages_with(pdf, "Sista")[0] == pages_with(pdf, "rad")[0]


@pytest.mark.parametrize("text", ["Golvet var blött. " * 60_000, "x" * 1_000_000])
def test_a_text_of_a_megabyte_is_one_text_and_fills_its_pages(text: str) -> None:
    pdf = paper.make(INFO, [Heading(INFO.title, 1), Quote(text)])

    assert len("".join(text_of(pdf).split())) >= len("".join(text.split()))
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        (quote,) = [one for one in opened.Root.StructTreeRoot.K[0].K if str(one.S) == "/BlockQuote"]
        assert len(quote.K) == 1
