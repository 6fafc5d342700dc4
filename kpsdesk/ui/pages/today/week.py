"""What was closed this week: the number, and the last few of them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from kpsdesk import words
from kpsdesk.i18n import _
from kpsdesk.services.today import TodayView
from kpsdesk.ui.case_words import CaseWords
from kpsdesk.ui.pages.today.task_list import TaskList
from kpsdesk.ui.pages.today.tasks import Group, closed_lines
from kpsdesk.ui.widgets import Card, LinkButton


class WeekCard(Card):
    """A link with the number, and a short list under it."""

    def __init__(self, on_all: Callable[[], None], parent: QWidget | None = None) -> None:
        super().__init__(gap=8, parent=parent)
        self.link = LinkButton("", "circle-check", on_all)
        self.list = TaskList(self.link)
        self.add(self.link, self.list)

    def show_week(self, view: TodayView, say: CaseWords) -> None:
        """The week as it is now."""
        n = view.closed_this_week
        self.link.setText(_("Closed this week: {n}").format(n=words.number(n)))
        self.link.setEnabled(n > 0)
        lines = tuple(closed_lines(view.closed_rows, say)) if n else ()
        self.list.show_groups([Group("closed", "", 0, lines)] if lines else [])
        self.list.setVisible(bool(lines))
