"""What needs me now (Today), and the picture of twelve months."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING

from kpsdesk.domain.organisation import DEPUTY
from kpsdesk.domain.permission import Permission
from kpsdesk.domain.rows import HANDLER_DRAFTS, ActionLine, CaseQuery, CaseRow, DraftRow
from kpsdesk.services.session import Session
from kpsdesk.store import case_list, opening, timelines

if TYPE_CHECKING:
    from kpsdesk.store.work import Connection

LINES = 12  # how many of a group Today shows; the rest is one click away


@dataclass(frozen=True, slots=True)
class StandIn:
    """Who steps in for a unit's manager now, and the last day of it."""

    unit: str
    manager: str
    deputy: str
    last_day: date


@dataclass(frozen=True)
class TodayView:
    """Counters with one line of meaning each, and what to do first."""

    today: date
    new: int
    overdue: int
    due_soon: int
    feedback_owed: int
    actions_due: int
    open: int
    serious_open: int
    oldest_new_days: int
    oldest_overdue_days: int
    serious: tuple[CaseRow, ...]
    overdue_rows: tuple[CaseRow, ...]
    new_rows: tuple[CaseRow, ...]
    due_soon_rows: tuple[CaseRow, ...]
    feedback_rows: tuple[CaseRow, ...]
    stand_ins: tuple[StandIn, ...]
    actions: tuple[ActionLine, ...]
    drafts: tuple[DraftRow, ...]
    closed_this_week: int
    closed_rows: tuple[CaseRow, ...]
    urgent: int  # new or overdue, each case once: the number beside the page's name
    any_cases: bool  # False on the first day


@dataclass(frozen=True, slots=True)
class MonthCount:
    """One month of the picture: reported, closed, and how many of the reported were risks."""

    month: date
    reported: int
    closed: int
    risks: int


def closed_this_week(today: date, units: tuple[int, ...] = ()) -> CaseQuery:
    """What was closed in the last seven days, today included."""
    return CaseQuery(
        units=units,
        closed_only=True,
        statuses=("closed",),
        closed_from=today - timedelta(days=6),
        closed_to=today,
    )


def _rows(connection: Connection, today: date, query: CaseQuery, limit: int = LINES) -> tuple[CaseRow, ...]:
    keys = case_list.page_keys(connection, query, today, 0, limit)
    return tuple(case_list.fetch(connection, keys))


@dataclass(slots=True)
class _Ahead:
    """What was read before it was asked for; held while it is being read."""

    lock: Lock = field(default_factory=Lock)
    view: TodayView | None = None


@dataclass(frozen=True)
class TodayService:
    """Reads Today. Units: empty for all that the actor may see."""

    session: Session
    _ahead: _Ahead = field(default_factory=_Ahead, compare=False, repr=False)

    def read_ahead(self) -> None:
        """Read the page of all units, and the words it is told in, while the window is still being made.

        The answer is for the first `view` alone, which waits for it; `drop_ahead` when nobody has asked.
        """
        self.session.actor.require(Permission.CASE_READ)
        with self._ahead.lock:
            self._ahead.view = self._read(())
        _words = self.session.matrix, self.session.vocabulary

    def drop_ahead(self) -> TodayView | None:
        """What was read ahead, which from now on is read anew."""
        self.session.actor.require(Permission.CASE_READ)
        with self._ahead.lock:
            view, self._ahead.view = self._ahead.view, None
        return view

    def view(self, units: tuple[int, ...] = ()) -> TodayView:
        """Everything on the page but the picture and the law's clocks, in one reading transaction."""
        self.session.actor.require(Permission.CASE_READ)
        return (None if units else self.drop_ahead()) or self._read(units)

    def _read(self, units: tuple[int, ...]) -> TodayView:
        today = self.session.today
        base = CaseQuery(units=units, open_only=True, sort="due", descending=False)
        with self.session.read() as connection:
            rows = partial(_rows, connection, today)
            totals = case_list.totals(connection, today, units)
            new = rows(replace(base, new=True, sort="reported"))
            overdue = rows(replace(base, overdue=True))
            actions = opening.actions_due(connection, today + timedelta(days=7), units)
            week = closed_this_week(today, units)
            return TodayView(
                today=today,
                new=totals["new"],
                overdue=totals["overdue"],
                due_soon=totals["due_soon"],
                feedback_owed=totals["feedback_owed"],
                actions_due=len(actions),
                open=totals["open"],
                serious_open=totals["serious"],
                oldest_new_days=(today - new[0].reported_day).days if new else 0,
                oldest_overdue_days=overdue[0].days_over(today) if overdue else 0,
                serious=rows(replace(base, serious=True)),
                overdue_rows=overdue,
                new_rows=new,
                due_soon_rows=rows(replace(base, due_within=7)),
                feedback_rows=rows(replace(base, feedback_owed=True, sort="reported")),
                stand_ins=self._stand_ins(units, today),
                actions=tuple(actions),
                drafts=tuple(one for one in opening.drafts(connection) if one.kind in HANDLER_DRAFTS),
                closed_this_week=case_list.count(connection, week, today),
                closed_rows=rows(week, 5),
                urgent=totals["new"] + totals["overdue"] - totals["new_overdue"],
                any_cases=bool(rows(CaseQuery(), 1)),
            )

    def _stand_ins(self, units: tuple[int, ...], today: date) -> tuple[StandIn, ...]:
        """Deputies for a time, of the units asked for or else those that the actor answers for."""
        organisation, person = self.session.organisation, self.session.person_id
        mine = units or (organisation.units_of(person, today) if person else ())
        return tuple(
            StandIn(
                organisation.units[role.unit_id].on(today).name,
                organisation.name_of(organisation.manager_of(role.unit_id, today)),
                organisation.name_of(role.person_id),
                role.valid_to - timedelta(days=1),
            )
            for role in organisation.roles
            if role.role == DEPUTY and role.unit_id in mine and role.unit_id is not None
            if role.holds(today) and role.valid_to is not None
        )

    def months(self, units: tuple[int, ...] = ()) -> tuple[MonthCount, ...]:
        """Reported and closed per month over the last twelve, this one included."""
        self.session.actor.require(Permission.STATISTICS_READ)
        today = self.session.today
        with self.session.read() as connection:
            return tuple(MonthCount(*row) for row in timelines.months(connection, today, units))
