"""What a number of the follow-up counts, in words: the heading of the list behind it."""

from __future__ import annotations

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
    "cases": N_("Became overdue {first} – {last}"),
    "complaints": N_("Complaints and views that became overdue {first} – {last}"),
    "actions": N_("Actions that became overdue {first} – {last}"),
    "follow_ups": N_("Follow-ups that became overdue {first} – {last}"),
}
_FLOW: Final = {
    f.REPORTED: N_("Reported {first} – {last}"),
    f.CLOSED: N_("Closed {first} – {last}"),
    f.DUE_TO_CLOSE: N_("Closed with a due date {first} – {last}"),
    f.IN_TIME: N_("Closed in time {first} – {last}"),
    f.OPEN: N_("Open on {last}"),
    f.RECEIVED: N_("Received {first} – {last}"),
    f.ASSESSED: N_("Assessed {first} – {last}"),
    f.WITH_FEEDBACK: N_("Closed with feedback {first} – {last}"),
    f.FIRST_FEEDBACK: N_("First feedback {first} – {last}"),
    f.EXTENDED: N_("Given more time {first} – {last}"),
    f.REPEATED: N_("Happened again {first} – {last}"),
}


def of(behind: Behind, session: Session) -> str:
    """The measure with its days, then whatever it is narrowed to."""
    table = {f.LATE: _LATE, f.BECAME_LATE: _BECAME}.get(behind.measure)
    sentence = table[behind.series] if table else _FLOW[behind.measure]
    first, last = behind.first or behind.last.replace(month=1, day=1), behind.last
    parts = [_(sentence).format(first=words.exact(first), last=words.exact(last))]
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
