"""The information to a harmed patient as a letter (PSL 3:8 in Sweden, its counterpart in Finland; domain 3.4)."""

from __future__ import annotations

from typing import Final

from kpsdesk.domain.papers import Letter
from kpsdesk.i18n import _
from kpsdesk.reports import paper
from kpsdesk.reports.blocks import Block, Columns, Heading, Lines, PaperInfo, Text, Together

LARGE: Final = 1.15  # whoever gets it may see badly


def info(letter: Letter, language: str) -> PaperInfo:
    """Title and page numbers; neither case number nor anybody's name, since a letter may lie about."""
    return PaperInfo(letter.title, language, "", _("Page {page} of {pages}"))


def letter_blocks(letter: Letter) -> list[Block]:
    """The letter as it is to be printed, with room for date and signature."""
    made: list[Block] = [Heading(letter.title, 1), Text(letter.greeting, "lead"), Text(letter.opening)]
    for point in letter.points:
        if point.text.strip():
            made.append(Together([Heading(point.title), *_first(point.text)]))
            made += _rest(point.text)
    return [*made, Together(_end(letter))]


def _end(letter: Letter) -> list[Block]:
    """Closing words, whom to reach, and the signature: never a signature alone on a page."""
    made: list[Block] = [Text(letter.closing)] if letter.closing.strip() else []
    if letter.contact.strip():
        made += [Heading(_("You can reach us here")), Text(letter.contact)]
    signed: list[Block] = [Lines(_("Signature"), 1), Lines(_("Name and role"), 1)]
    made.append(Columns([Lines(_("Place and date"), 1)], signed, 0.4))
    return [*made, Text(letter.legal_note, "small")] if letter.legal_note else made


def make_letter(letter: Letter, language: str) -> bytes:
    """The PDF, in larger type than other papers as long as it fits on one page."""
    about, content = info(letter, language), letter_blocks(letter)
    fits = paper.pages_of(about, content, scale=LARGE) == 1
    return paper.make(about, content, scale=LARGE if fits else 1.0)


def _first(text: str) -> list[Block]:
    """The first paragraph stays with its heading; the others may go to the next page."""
    first = text.partition("\n\n")[0]
    return [Text(first)] if len(first) < 1500 else []


def _rest(text: str) -> list[Block]:
    first, _gap, rest = text.partition("\n\n")
    if len(first) >= 1500:
        return [Text(text)]
    return [Text(rest)] if rest.strip() else []
