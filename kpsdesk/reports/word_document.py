"""The same blocks as a text document (.docx), for papers that somebody goes on writing in. No author is kept in it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from kpsdesk.domain.text import mend
from kpsdesk.reports import blocks
from kpsdesk.reports.blocks import Block, PaperInfo

_LOCALES: Final = {"sv": "sv-SE", "fi": "fi-FI", "en": "en-GB"}
_STYLES: Final = {"lead": "Subtitle", "strong": "Strong"}
_EPOCH: Final = datetime(
    2000, 1, 1, tzinfo=UTC
)  # when it was made stands in the foot; the file tells nothing more


def make_docx(info: PaperInfo, content: Sequence[Block]) -> bytes:
    """A text document with headings, lists and tables of its own, in the language of the paper."""
    document = Document()
    _properties(document, info)
    writer = _Writer(document)
    for block in content:
        writer.write(block)
    foot = document.sections[0].footer.paragraphs[0]
    foot.text = mend(info.footer)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _properties(document: Any, info: PaperInfo) -> None:
    kept = document.core_properties
    for name in ("author", "last_modified_by", "comments", "keywords", "subject", "category"):
        setattr(kept, name, "")
    kept.title, kept.language = mend(info.title), _LOCALES[info.language]
    kept.created = kept.modified = _EPOCH
    kept.revision = 1
    run = document.styles["Normal"].element.get_or_add_rPr()
    lang = run.find(qn("w:lang"))
    if lang is None:
        lang = OxmlElement("w:lang")
        run.append(lang)
    lang.set(qn("w:val"), _LOCALES[info.language])
    defaults = document.styles.element.find(qn("w:docDefaults"))
    for one in defaults.iter(qn("w:lang")):
        one.set(qn("w:val"), _LOCALES[info.language])


class _Writer:
    """Puts blocks into a document, one after the other."""

    def __init__(self, document: Any) -> None:
        self._document = document

    def write(self, block: Block) -> None:
        """One block; what only paper knows (gaps, empty lines) is left out."""
        write = getattr(self, f"_{type(block).__name__.lower()}", None)
        if write is not None:
            write(block)

    def _paragraph(self, text: str, style: str = "Normal") -> Any:
        return self._document.add_paragraph(mend(text), style=style)

    def _heading(self, block: blocks.Heading) -> None:
        self._document.add_heading(mend(block.text), block.level)

    def _text(self, block: blocks.Text) -> None:
        for part in blocks.paragraphs(block.text):
            if block.style == "strong":
                self._document.add_paragraph().add_run(mend(part)).bold = True
            else:
                self._paragraph(part, _STYLES.get(block.style, "Normal"))

    def _quote(self, block: blocks.Quote) -> None:
        for part in blocks.paragraphs(block.text):
            self._paragraph(part, "Intense Quote")

    def _note(self, block: blocks.Note) -> None:
        for part in blocks.paragraphs(block.text):
            self._document.add_paragraph().add_run(mend(part)).italic = True

    def _bullets(self, block: blocks.Bullets) -> None:
        for item in block.items:
            self._paragraph(item, "List Number" if block.numbered else "List Bullet")

    def _ticks(self, block: blocks.Ticks) -> None:
        for ticked, text in block.items:
            self._paragraph(f"{'☑' if ticked else '☐'} {text}")

    def _facts(self, block: blocks.Facts) -> None:
        self._grid([[name, value] for name, value in block.pairs], heads=0, first_bold=True)

    def _table(self, block: blocks.Table) -> None:
        if block.caption:
            self._paragraph(block.caption, "Caption")
        self._grid([list(block.head), *(list(row) for row in block.rows)], heads=1)

    def _grid(self, rows: list[list[str]], *, heads: int, first_bold: bool = False) -> None:
        if not rows:
            return
        table = self._document.add_table(rows=0, cols=len(rows[0]), style="Table Grid")
        table.alignment = WD_TABLE_ALIGNMENT.LEFT
        for n, row in enumerate(rows):
            cells = table.add_row().cells
            for place, text in enumerate(row):
                run = cells[place].paragraphs[0].add_run(mend(text))
                run.bold = n < heads or (first_bold and place == 0)
            if n < heads:
                _repeat(table.rows[n])
        self._document.add_paragraph()

    def _columns(self, block: blocks.Columns) -> None:
        for one in (*block.left, *block.right):
            self.write(one)

    def _together(self, block: blocks.Together) -> None:
        for one in block.blocks:
            self.write(one)

    def _pagebreak(self, _block: blocks.PageBreak) -> None:
        self._document.add_page_break()


def _repeat(row: Any) -> None:
    """A head row that stands on every page, and is told as the head."""
    properties = row._tr.get_or_add_trPr()  # noqa: SLF001  (the library has no other way)
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    properties.append(mark)
