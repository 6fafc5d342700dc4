"""The information to a harmed patient as a letter (PSL 3:8 in Sweden, its counterpart in Finland; domain 3.4)."""

from __future__ import annotations

from kpsdesk.domain.papers import Letter
from kpsdesk.i18n import _
from kpsdesk.reports.blocks import Block, Heading, Lines, PaperInfo, Text, Together


def info(letter: Letter, language: str) -> PaperInfo:
    """Title and foot; neither case number nor anybody's name, since a letter may lie about."""
    return PaperInfo(letter.title, language, letter.legal_note, _("Page {page} of {pages}"))


def letter_blocks(letter: Letter) -> list[Block]:
    """The letter as it is to be printed, with room for date and signature."""
    made: list[Block] = [Heading(letter.title, 1), Text(letter.greeting, "lead"), Text(letter.opening)]
    for point in letter.points:
        if point.text.strip():
            made.append(Together([Heading(point.title), *_first(point.text)]))
            made += _rest(point.text)
    if letter.closing.strip():
        made.append(Text(letter.closing))
    if letter.contact.strip():
        made += [Heading(_("You can reach us here")), Text(letter.contact)]
    return [
        *made,
        Together([Lines(_("Place and date"), 1), Lines(_("Signature"), 1), Lines(_("Name and role"), 1)]),
    ]


def _first(text: str) -> list[Block]:
    """The first paragraph stays with its heading; the others may go to the next page."""
    first = text.partition("\n\n")[0]
    return [Text(first)] if len(first) < 1500 else []


def _rest(text: str) -> list[Block]:
    first, _gap, rest = text.partition("\n\n")
    if len(first) >= 1500:
        return [Text(text)]
    return [Text(rest)] if rest.strip() else []
