"""The sheet of a workplace meeting on paper: the twelve headings of domain 8, in the words of the language in use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from kpsdesk import words
from kpsdesk.domain.apt import Sheet
from kpsdesk.domain.vocabulary import Vocabulary
from kpsdesk.i18n import N_, Words, _
from kpsdesk.reports.apt_first import FirstHeadings
from kpsdesk.reports.apt_looks import Looks
from kpsdesk.reports.apt_second import OtherHeadings
from kpsdesk.reports.blocks import Block, Columns, Heading, PaperInfo, Text, Together

INTERNAL: Final = N_("Internal working material")
_RULE: Final = N_(
    "Counted: reported in the period, dismissed ones left out. Overdue: an open case with a step whose last day has passed. "
    "1 to 4 of a sensitive type are shown as fewer than 5."
)


@dataclass(frozen=True)
class SheetPaper:
    """One sheet as blocks. `levels` are the names of risk levels by code."""

    sheet: Sheet
    vocabulary: Vocabulary
    levels: Mapping[str, Words]

    @property
    def title(self) -> str:
        """What the paper is called."""
        return _("Workplace meeting · {unit}").format(unit=self.sheet.unit)

    @property
    def info(self) -> PaperInfo:
        """Title, language and the line under every page (domain 8, rules 8 and 9)."""
        printed = _("Printed {date}").format(date=words.long_day(self.sheet.printed))
        footer = f"{printed} · {_(INTERNAL)} · {_(_RULE)}"
        return PaperInfo(self.title, self.sheet.settings.language, footer, _("Page {page} of {pages}"))

    def pages(self, looks: Looks) -> list[Block]:
        """The two pages for everybody."""
        given = self.sheet.settings
        period = _("The safety item, {first} to {last}").format(
            first=words.long_day(given.first), last=words.long_day(given.last)
        )
        given_to = (self.sheet, self.vocabulary, self.levels, looks)
        first, other = FirstHeadings(*given_to), OtherHeadings(*given_to)
        return [
            Heading(self.title, 1),
            Text(period, "lead"),
            Together(first.since_last()),
            Columns(first.late(), first.types()),
            *first.lessons(),
            Columns(other.serious(), other.actions()),
            Together(other.risks()),
            Columns(other.voices(), other.culture()),
            Columns(other.thanks(), other.questions()),
            Together(other.decisions()),
        ]
