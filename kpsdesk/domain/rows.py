"""What lists ask for and show: a query as plain data, and frozen rows; nothing here knows the store."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date, datetime, timedelta
from typing import Any, Final

PERIODS: Final = ("last_7", "last_30", "this_month", "last_month", "this_year", "last_year")
SORTS: Final = ("reported", "due", "level", "unit", "owner", "status", "kind", "occurred")


@dataclass(frozen=True, slots=True)
class HeadRule:
    """What brings a case to the head of operations: days over, a level ("matrix@version/level"), a serious class."""

    after: int | None
    levels: tuple[str, ...]
    serious: bool


@dataclass(frozen=True, slots=True)
class CaseQuery:
    """Which cases, in which order. Empty tuples and None ask nothing."""

    text: str = ""
    open_only: bool = False
    closed_only: bool = False
    mine: int | None = None  # a person who owns or handles
    new: bool = False
    overdue: bool = False
    due_within: int | None = None  # days from today, overdue ones not included
    serious: bool = False  # the level demands analysis
    feedback_owed: bool = False
    kinds: tuple[str, ...] = ()
    units: tuple[int, ...] = ()
    event_types: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    levels: tuple[int, ...] = ()
    owners: tuple[int, ...] = ()
    handlers: tuple[int, ...] = ()
    harms: tuple[str, ...] = ()
    reported_from: date | None = None
    reported_to: date | None = None
    closed_from: date | None = None
    closed_to: date | None = None
    batch: int | None = None
    sort: str = "reported"
    descending: bool = True
    period: str = ""  # of PERIODS: a span of reporting days that moves with the calendar, for saved views
    # keys of the cases that a number counts (Follow-up), and what it says of them; never saved
    among: tuple[int, ...] | None = None
    among_words: str = ""
    escalated: bool = False  # the head of operations is to know
    head_rule: HeadRule | None = None  # the ladder's, put in by who asks the store; never saved

    def dated(self, today: date) -> CaseQuery:
        """The same query with its period as days of today's calendar."""
        if not self.period:
            return self
        start, end = period_days(self.period, today)
        return replace(self, period="", reported_from=start, reported_to=end)

    def as_data(self) -> dict[str, Any]:
        """For a saved view: only what differs from the empty query, dates as ISO texts."""
        empty = CaseQuery()
        kept = replace(self, among=None, among_words="", head_rule=None)
        data = {key: value for key, value in asdict(kept).items() if value != getattr(empty, key)}
        return {key: value.isoformat() if isinstance(value, date) else value for key, value in data.items()}

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> CaseQuery:
        """From a saved view; keys of a newer version are left out."""
        known = {f.name for f in fields(cls)} - {"among", "among_words", "head_rule"}
        made: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value
            for key, value in data.items()
            if key in known
        }
        for key in ("reported_from", "reported_to", "closed_from", "closed_to"):
            if made.get(key):
                made[key] = date.fromisoformat(made[key])
        return cls(**made)


def period_days(period: str, today: date) -> tuple[date, date]:
    """First and last day of a period.

    Raises:
        KeyError: there is no such period.
    """
    month = today.replace(day=1)
    last_month = (month - timedelta(days=1)).replace(day=1)
    year = today.replace(month=1, day=1)
    return {
        "last_7": (today - timedelta(days=6), today),
        "last_30": (today - timedelta(days=29), today),
        "this_month": (month, today),
        "last_month": (last_month, month - timedelta(days=1)),
        "this_year": (year, today),
        "last_year": (year.replace(year=year.year - 1), year - timedelta(days=1)),
    }[period]


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One line of a list of cases."""

    seq: int
    id: str
    number: str
    kind: str
    title: str
    status: str
    is_open: int
    unit_id: int
    area_id: int
    owner_id: int | None
    handler_id: int | None
    anonymity: str
    harm: str
    event_type: str | None
    score: int | None
    level: str | None
    level_rank: int
    demands_analysis: int
    reported_at: datetime
    reported_day: date
    occurred_day: date | None
    closed_day: date | None
    next_step: str | None
    next_due: date | None
    feedback_owed: int

    def days_over(self, today: date) -> int:
        """How many days the next step is late; 0 when it is not."""
        if not self.is_open or self.next_due is None:
            return 0
        return max(0, (today - self.next_due).days)


@dataclass(frozen=True, slots=True)
class ActionLine:
    """One line of a list of actions over all cases."""

    id: str
    case_id: str
    case_number: str
    text: str
    status: str
    owner_id: int | None
    due: date | None
    follow_up_due: date | None
    unit_id: int


HANDLER_DRAFTS: Final = ("report", "quick_note")  # the kinds that who handles cases goes on with


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A draft that can be gone on with."""

    id: str
    kind: str
    body: dict[str, Any]
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One line of the audit."""

    seq: int
    at: datetime
    actor: str
    action: str
    object: str
    detail: dict[str, Any] = field(default_factory=dict)
