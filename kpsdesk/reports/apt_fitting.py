"""Fits a meeting's sheet on its two pages: large type when there is room, smaller when there is much, at last shorter stories."""

from __future__ import annotations

from typing import Final

from kpsdesk.reports import apt_presenter, paper
from kpsdesk.reports.apt_sheet import Looks, SheetPaper

PAGES: Final = 2
# from what is read at two metres to what is still read at arm's length; then stories are shortened, no heading is left out
LOOKS: Final = (
    *(Looks(scale) for scale in (1.3, 1.2, 1.12, 1.05, 1.0, 0.95, 0.9)),
    *(Looks(0.9, letters) for letters in (600, 400, 260)),
    *(Looks(0.84, letters) for letters in (400, 260, 160)),
    Looks(0.76, 160),
    Looks(0.7, 110),
)


def fitted(sheet: SheetPaper) -> bytes:
    """The paper in the largest looks that fit, with the presenter's page after it."""
    looks = next((one for one in LOOKS if paper.fits(sheet.pages(one), PAGES, scale=one.scale)), LOOKS[-1])
    content = [*sheet.pages(looks), *apt_presenter.page(sheet.sheet)]
    return paper.make(sheet.info, content, scale=looks.scale)
