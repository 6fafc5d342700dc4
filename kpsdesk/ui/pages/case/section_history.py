"""History: every change to the case, newest first, in words."""

from __future__ import annotations

from typing_extensions import override

from kpsdesk.i18n import _
from kpsdesk.services.case_view import CaseView
from kpsdesk.ui.pages.case.context import CaseContext
from kpsdesk.ui.pages.case.history_words import sentences
from kpsdesk.ui.pages.case.section import CaseSection
from kpsdesk.ui.widgets import Button, Entry, Timeline

AT_FIRST = 12


class HistorySection(CaseSection):
    """The newest are shown; the rest on demand, since a long history costs time to draw."""

    key = "history"

    def __init__(self, context: CaseContext) -> None:
        super().__init__(_("History"), context)
        self._all = False
        self._list = Timeline()
        self._more = Button(_("Show all"), "quiet", "chevron-down", self._show_all)
        self.add(self._list, self._more)
        self._drawn: tuple[str, int, bool] = ("", 0, False)

    @override
    def show_case(self, view: CaseView) -> None:
        rows = view.history if self._all else view.history[:AT_FIRST]
        drawn = (view.row.id, view.history[0].seq if view.history else 0, self._all)
        self._more.setVisible(len(rows) < len(view.history))
        if drawn == self._drawn:
            return
        self._drawn = drawn
        context = self.context
        self._list.set_entries(
            [
                Entry(
                    context.day(row.at.date()) if row.actor == "anonymous" else context.instant(row.at),
                    "\n".join(sentences(row, context)),
                    "",
                    context.actor(row.actor),
                    context.exact(row.at),
                    "ok" if row.action == "case.status" else "neutral",
                )
                for row in rows
            ]
        )

    def _show_all(self) -> None:
        self._all = True
        self.show_case(self.context.view)

    @override
    def leave(self) -> None:
        self._all = False
