"""Reminders as people say them, on screen and on paper: «Verksamhetschef: sedan 3 dagar»."""

from __future__ import annotations

from datetime import date

from kpsdesk.domain.reminders import DUE
from kpsdesk.domain.vocabulary import Vocabulary
from kpsdesk.i18n import _, ngettext
from kpsdesk.services.reminders import CaseReminder, ToKnow


def role(line: ToKnow, vocabulary: Vocabulary) -> str:
    """Who is to know, by role: «Verksamhetschef», «Chefläkare eller MAS»."""
    words = [vocabulary.word("role", code) for code in line.roles]
    if len(words) < 2:
        return "".join(words)
    words[1:] = [word[:1].lower() + word[1:] for word in words[1:]]
    return _("{some} or {last}").format(some=", ".join(words[:-1]), last=words[-1])


def since(line: ToKnow, today: date) -> str:
    """Since when: «från i dag», «sedan 3 dagar»; what was judged serious is told at once."""
    if line.notice.why != DUE:
        return _("at once")
    days = (today - line.notice.since).days
    return ngettext("for {n} day", "for {n} days", days).format(n=days) if days > 0 else _("from today")


def short(reminder: CaseReminder | None, vocabulary: Vocabulary, today: date) -> str:
    """How far a case has come, in a cell: «Verksamhetschef, sedan 3 dagar»; '' when nobody needs to know."""
    line = reminder.farthest if reminder is not None else None
    return f"{role(line, vocabulary)}, {since(line, today)}" if line is not None else ""


def people(line: ToKnow, today: date) -> str:
    """The names with the day; where nobody holds the role that is said."""
    names = ", ".join(line.people) or _("nobody is named for it")
    return f"{names} · {since(line, today)}"


def everybody(reminder: CaseReminder, vocabulary: Vocabulary, today: date) -> list[tuple[str, str]]:
    """A pair for each who is to know: the role, and who that is since when."""
    return [(role(line, vocabulary), people(line, today)) for line in reminder.lines]
