"""Fits a meeting's sheet on its two pages: large type when there is room, smaller when there is much, at last shorter stories."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from typing import Final

from kpsdesk.reports import apt_presenter, paper
from kpsdesk.reports.apt_looks import LINE, Looks
from kpsdesk.reports.apt_sheet import SheetPaper

PAGES: Final = 2
# from what is read at two metres to what is still read at arm's length; then stories are shortened, no heading is left out
LOOKS: Final = (
    *(Looks(scale) for scale in (1.3, 1.2, 1.12, 1.05, 1.0, 0.95, 0.9)),
    *(Looks(0.9, letters) for letters in (600, 400, 260)),
    *(Looks(0.84, letters) for letters in (400, 260, 160)),
    Looks(0.76, 160),
    Looks(0.7, 110),
)
_MORE_LINES: Final = 6


def fitted(sheet: SheetPaper) -> bytes:
    """The paper in the largest looks that fit, lines to write on in the room that is left, and the presenter's page."""
    trials: dict[int, paper.Trial] = {}
    rooms: dict[Looks, float | None] = {}

    def fits(looks: Looks) -> bool:
        if looks.story not in trials:
            trials[looks.story] = paper.Trial(sheet.pages(Looks(story=looks.story)))
        rooms[looks] = trials[looks.story].room_left(PAGES, looks.scale)
        return rooms[looks] is not None

    looks = LOOKS[min(bisect_left(LOOKS, True, key=fits), len(LOOKS) - 1)]
    more = int((rooms[looks] or 0.0) / (LINE * looks.scale))
    looks = replace(looks, lines=min(more, _MORE_LINES))
    content = [*sheet.pages(looks), *apt_presenter.page(sheet.sheet)]
    return paper.make(sheet.info, content, scale=looks.scale)
