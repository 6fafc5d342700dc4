"""What every paper must be: readable aloud, searchable, its fonts in it, nobody's name in its data."""

from __future__ import annotations

import io
from pathlib import Path

import outloud
import pikepdf
import pypdfium2
from pdfua.validator import validate


def errors(pdf: bytes, folder: Path) -> list[str]:
    """What the two checkers of tagged PDFs find wrong."""
    path = folder / "paper.pdf"
    path.write_bytes(pdf)
    spoken = outloud.check(str(path))
    found = [f"{one.rule} {one.message}" for one in spoken.findings if one.severity == "error"]
    return found + [str(one) for one in validate(str(path)).findings if str(one.severity).endswith("ERROR")]


def text_of(pdf: bytes) -> str:
    """All the text, as it is found by searching, in one line."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()
    return " ".join(" ".join(pages).split())


def demand_a_good_paper(pdf: bytes, folder: Path, title: str, language: str) -> None:
    """Tags, title, language, bookmarks, embedded fonts; neither author nor time in its data."""
    assert errors(pdf, folder) == []
    with pikepdf.open(io.BytesIO(pdf)) as paper:
        assert str(paper.Root.Lang) == language
        assert set(paper.docinfo.keys()) == {"/Title", "/Producer"}
        assert str(paper.docinfo["/Title"]) == title
        with paper.open_outline() as outline:
            assert outline.root[0].title == title
        with paper.open_metadata() as metadata:
            assert "dc:creator" not in metadata
            assert metadata["dc:title"] == title
        fonts = [font for page in paper.pages for font in page.Resources.get("/Font", {}).values()]
        assert fonts
        assert all("/FontFile2" in font.FontDescriptor for font in fonts)
