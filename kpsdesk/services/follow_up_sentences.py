"""The follow-up's sentences and the words of its tables, for page and papers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from kpsdesk import words
from kpsdesk.domain.follow_up import Late
from kpsdesk.domain.lateness import month_end
from kpsdesk.domain.organisation import Organisation
from kpsdesk.domain.vocabulary import Vocabulary
from kpsdesk.i18n import N_, _, ngettext
from kpsdesk.services.session import Session

SERIES_WORDS: Final = {
    "cases": N_("Cases"),
    "complaints": N_("Complaints and views"),
    "actions": N_("Actions"),
    "follow_ups": N_("Follow-ups"),
}
BY_WORDS: Final = {
    "manager": N_("Manager"),
    "unit": N_("Unit"),
    "area": N_("Area"),
    "organisation": N_("The whole"),
}
AGE_WORDS: Final = {
    "1-14": N_("1–14 days"),
    "15-30": N_("15–30 days"),
    "31-90": N_("31–90 days"),
    "over_90": N_("Over 90 days"),
}
Now = Callable[[int], str]
_NOW: Final[dict[str, Now]] = {
    "cases": lambda n: ngettext("{n} case is overdue", "{n} cases are overdue", n),
    "complaints": lambda n: ngettext(
        "{n} complaint or view is overdue", "{n} complaints and views are overdue", n
    ),
    "actions": lambda n: ngettext("{n} action is overdue", "{n} actions are overdue", n),
    "follow_ups": lambda n: ngettext("{n} follow-up is overdue", "{n} follow-ups are overdue", n),
}
_THEN: Final[dict[str, Now]] = {
    "cases": lambda n: ngettext("{n} case was overdue on {day}", "{n} cases were overdue on {day}", n),
    "complaints": lambda n: ngettext(
        "{n} complaint or view was overdue on {day}", "{n} complaints and views were overdue on {day}", n
    ),
    "actions": lambda n: ngettext("{n} action was overdue on {day}", "{n} actions were overdue on {day}", n),
    "follow_ups": lambda n: ngettext(
        "{n} follow-up was overdue on {day}", "{n} follow-ups were overdue on {day}", n
    ),
}
NONE_LATE: Final = {
    "cases": N_("No case is overdue. Well done, all of you!"),
    "complaints": N_("No complaint or view is overdue. Well done, all of you!"),
    "actions": N_("No action is overdue. Well done, all of you!"),
    "follow_ups": N_("No follow-up is overdue. Well done, all of you!"),
}
RULE: Final = N_(
    "A case is overdue when it is open and one of its steps (receipt, assessment, investigation, closing) was not done by its due date. "
    "It is charged to the unit's manager of that day, and counts as having become overdue once a year."
)


def sentence(late: Late, series: str, day: date, today: date) -> str:
    """The first sentence of the page: how many are late, and how that has changed since the last month's end."""
    n = late.total.value
    if not n and not late.change:
        if day == today:
            return _(NONE_LATE[series])
        return _THEN[series](0).format(n=0, day=words.long_day(day)) + "."
    told = (_NOW if day == today else _THEN)[series](n).format(n=words.number(n), day=words.long_day(day))
    return _("{overdue}, {change}.").format(overdue=told, change=_change(late))


def _change(late: Late) -> str:
    month = words.month_name(late.before.behind.last, year=False)
    n = abs(late.change)
    if not n:
        return _("as many as at the end of {month}").format(month=month)
    if late.change < 0:
        text = ngettext("{n} fewer than at the end of {month}", "{n} fewer than at the end of {month}", n)
    else:
        text = ngettext("{n} more than at the end of {month}", "{n} more than at the end of {month}", n)
    return text.format(n=words.number(n), month=month)


def how_long(late: Late) -> str:
    """The middle and the oldest in a line; "" when nothing is late."""
    if late.median.days is None or late.oldest_days is None:
        return ""
    middle, oldest = words.decimal(late.median.days), words.days(late.oldest_days)
    if late.total.value == 1:
        return _("It is {days} late.").format(days=oldest)
    return _("Half of them are more than {median} days late, the oldest {oldest}.").format(
        median=middle, oldest=oldest
    )


def month_day(month: str) -> date:
    """The last day of a month that is written 2026-03."""
    return month_end(month)


@dataclass(frozen=True)
class FollowUpWords:
    """Names and code lists as they were when the numbers were counted."""

    today: date
    organisation: Organisation
    vocabulary: Vocabulary

    @classmethod
    def of(cls, session: Session) -> FollowUpWords:
        """Gather them; reads the store when something changed, so never on the window's thread."""
        return cls(session.today, session.organisation, session.vocabulary)
