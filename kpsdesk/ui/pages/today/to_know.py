"""What Today says of reminders: how many cases the head of operations is to know of, and which have come that far."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from kpsdesk import words
from kpsdesk.domain.organisation import DEPUTY, HEAD
from kpsdesk.domain.rows import CaseQuery
from kpsdesk.i18n import _, ngettext

if TYPE_CHECKING:
    from kpsdesk.services.reminders import ForPerson
from kpsdesk.ui.case_words import CaseWords
from kpsdesk.ui.widgets import InlineNotice, reveal

BEYOND = (DEPUTY, HEAD)  # that a handler and a manager are to know of what they see here needs no saying


class ToKnowStrip(InlineNotice):
    """A quiet line above what there is to do; `linked` asks for the list. Hidden while nothing has come that far."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", "neutral", icon="send", parent=parent)
        self.hide()

    def show_told(self, told: ForPerson | None) -> None:
        """What the ladder says today; None while that is not counted."""
        reveal(self, told is not None and told.escalated > 0)
        if told is not None and told.escalated:
            self.say(strip(told), "neutral", _("Show them"), "send")


def strip(told: ForPerson) -> str:
    """The line in words."""
    n = told.escalated
    if told.as_head:
        mine = ngettext(
            "{n} case has come to you as head of operations.",
            "{n} cases have come to you as head of operations.",
            n,
        )
        return mine.format(n=words.number(n))
    text = ngettext(
        "The head of operations is to know of {n} case. KPSdesk sends no mail: tell them, or print the list.",
        "The head of operations is to know of {n} cases. KPSdesk sends no mail: tell them, or print the list.",
        n,
    )
    return text.format(n=words.number(n))


def beyond(told: ForPerson, say: CaseWords) -> Mapping[str, str]:
    """By case: who beside its manager is to know, for those that have come so far."""
    from kpsdesk.services import reminder_words  # a start does not wait for it

    found = {}
    for case, reminder in told.by_case.items():
        line = reminder.farthest
        if line is not None and line.notice.who in BEYOND:
            role = reminder_words.role(line, say.vocabulary)
            found[case] = _("{role} is to know").format(role=role)
    return found


def escalated(units: tuple[int, ...]) -> CaseQuery:
    """The list behind the line."""
    return CaseQuery(units=units, open_only=True, escalated=True, sort="due", descending=False)
