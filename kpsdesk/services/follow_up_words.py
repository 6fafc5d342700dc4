"""What a number of the follow-up counts, in words: the heading of the list behind it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from kpsdesk import words
from kpsdesk.domain import follow_up as f
from kpsdesk.domain.follow_up import Behind
from kpsdesk.i18n import N_, _
from kpsdesk.services.follow_up_sentences import AGE_WORDS
from kpsdesk.services.overdue import NOBODY, called
from kpsdesk.services.session import Session

_LATE: Final = {
    "cases": N_("Overdue on {last}"),
    "complaints": N_("Complaints and views overdue on {last}"),
    "actions": N_("Actions overdue on {last}"),
    "follow_ups": N_("Follow-ups overdue on {last}"),
}
_BECAME: Final = {
    "cases": N_("Became overdue {when}"),
    "complaints": N_("Complaints and views that became overdue {when}"),
    "actions": N_("Actions that became overdue {when}"),
    "follow_ups": N_("Follow-ups that became overdue {when}"),
}
_FLOW: Final = {
    f.REPORTED: N_("Reported {when}"),
    f.CLOSED: N_("Closed {when}"),
    f.DUE_TO_CLOSE: N_("Closed with a due date {when}"),
    f.IN_TIME: N_("Closed in time {when}"),
    f.OPEN: N_("Open on {last}"),
    f.RECEIVED: N_("Received {when}"),
    f.ASSESSED: N_("Assessed {when}"),
    f.WITH_FEEDBACK: N_("Closed with feedback {when}"),
    f.FIRST_FEEDBACK: N_("First feedback {when}"),
    f.EXTENDED: N_("Given more time {when}"),
    f.REPEATED: N_("Happened again {when}"),
}


def of(behind: Behind, session: Session) -> str:
    """The measure with its days, then whatever it is narrowed to."""
    table = {f.LATE: _LATE, f.BECAME_LATE: _BECAME}.get(behind.measure)
    sentence = table[behind.series] if table else _FLOW[behind.measure]
    first, last = behind.first or behind.last.replace(month=1, day=1), behind.last
    parts = [_(sentence).format(when=span(first, last, session.today), last=words.long_day(last))]
    if behind.age:
        parts.append(_(AGE_WORDS[behind.age]))
    parts += [session.vocabulary.word("kind", kind) for kind in behind.kinds]
    if behind.event_type:
        parts.append(session.vocabulary.word("event_type", behind.event_type))
    if behind.by != "organisation":
        parts.append(called(session.organisation, behind.by, behind.key, behind.last)[1] or _(NOBODY))
    elif len(behind.units) == 1:
        parts.append(called(session.organisation, "unit", behind.units[0], behind.last)[1])
    return ", ".join(parts)


def span(first: date, last: date, today: date) -> str:
    """A month or a year by its name, the present one too; else its days: «mars 2026», «1 april – 5 maj 2026»."""
    ends = last == today or (last + timedelta(days=1)).day == 1
    if first.day == 1 and ends and (first.year, first.month) == (last.year, last.month):
        return words.month_name(first)
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
        return str(first.year)
    begins = words.long_day(first)
    if first.year == last.year:
        begins = begins.removesuffix(str(first.year)).strip()
    return f"{begins} – {words.long_day(last)}"
