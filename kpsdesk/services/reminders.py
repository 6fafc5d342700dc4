"""Who is to know of a case, since when and why (domain 3.3). No mail is sent: it is shown at start, in lists, on paper."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from kpsdesk.domain.changes import Changes
from kpsdesk.domain.organisation import HEAD
from kpsdesk.domain.permission import Permission
from kpsdesk.domain.reminders import (
    LEVEL,
    RECEIVERS,
    SERIOUS,
    TOP_LEVEL,
    CaseFacts,
    Ladder,
    Notice,
    Place,
    Reminder,
    demand_sound,
    people_of,
    roles_of,
    shipped_ladder,
    step_of,
)
from kpsdesk.domain.rows import CaseQuery, HeadRule
from kpsdesk.services.session import Session
from kpsdesk.store import case_list, opening
from kpsdesk.store import reminders as reminder_store
from kpsdesk.store.reminders import RemindedCase

if TYPE_CHECKING:
    from kpsdesk.domain.matrix import Matrix

DOCUMENT = "escalation"


@dataclass(frozen=True, slots=True)
class ToKnow:
    """One who is to know: the notice, the roles that it stands for, and the names of those who hold them now."""

    notice: Notice
    roles: tuple[str, ...]
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CaseReminder:
    """A case's reminder with people, from near to far."""

    case_id: str
    lines: tuple[ToKnow, ...]

    @property
    def farthest(self) -> ToKnow | None:
        """How far it has come."""
        found = Reminder(tuple(line.notice for line in self.lines)).farthest
        return next((line for line in self.lines if line.notice == found), None)

    @property
    def escalated(self) -> bool:
        """Whether it has come to the head of operations."""
        return any(line.notice.who == HEAD for line in self.lines)


@dataclass(frozen=True)
class ForPerson:
    """What Today tells: how many open cases the head of operations is to know of, and the reminders of those shown.

    `as_head`: the one who asks is that head, for every unit that is counted.
    """

    escalated: int
    as_head: bool
    by_case: Mapping[str, CaseReminder]


def read_ladder(session: Session) -> Ladder:
    """The ladder in force; a store that was made before there was one uses what is shipped."""
    with session.read() as connection:
        found = opening.documents(connection, DOCUMENT)
    return Ladder.from_data(found[-1]["body"]) if found else shipped_ladder()


def with_head_rule(session: Session, query: CaseQuery) -> CaseQuery:
    """A query for escalated cases with what that means by the ladder and the matrices; any other as it is."""
    if not query.escalated or query.head_rule is not None:
        return query
    ladder = read_ladder(session)
    levels = tuple(
        f"{matrix.key}/{level.code}"
        for matrix in session.matrices.values()
        for level in matrix.levels
        if any(ladder.to_head(when) for when in _by_level(matrix, level.code))
    )
    return replace(query, head_rule=HeadRule(ladder.head_after, levels, ladder.to_head(SERIOUS)))


@dataclass(frozen=True)
class ReminderService:
    """Reads reminders, and edits the ladder."""

    session: Session

    # -- the ladder

    def ladder(self) -> Ladder:
        """Who is reminded when."""
        return read_ladder(self.session)

    def set_ladder(self, ladder: Ladder) -> Changes:
        """Another ladder, as a new version; the one before can be set again (undo).

        Raises:
            UserError: days or receivers that cannot be meant.
        """
        self.session.actor.require(Permission.SETTINGS_EDIT)
        from kpsdesk.store import program

        demand_sound(ladder)
        before = self.ladder().as_data()
        after = replace(ladder, rungs=tuple(sorted(ladder.rungs, key=lambda rung: rung.days))).as_data()
        with self.session.write() as work:
            moment = work.moment
            program.put_document(
                work.connection, DOCUMENT, "standard", after, at=moment.at, actor=moment.actor
            )
            work.note("rules.escalation.changed", "rules:escalation", before=before, after=after)
            work.touch("rules")
        return work.changes

    # -- cases

    def for_list(self, case_ids: Sequence[str]) -> dict[str, CaseReminder]:
        """The reminders of some cases by id; without those of whom nobody needs to know yet."""
        self.session.actor.require(Permission.CASE_READ)
        ladder = self.ladder()
        with self.session.read() as connection:
            rows = reminder_store.facts(connection, case_ids)
        made = (self._reminder(row, ladder) for row in rows)
        return {one.case_id: one for one in made if one.lines}

    def of_case(self, case_id: str) -> CaseReminder:
        """The reminder of one case, by id; without lines while nobody needs to know."""
        return self.for_list([case_id]).get(case_id, CaseReminder(case_id, ()))

    def for_person(self, units: tuple[int, ...] = (), case_ids: Sequence[str] = ()) -> ForPerson:
        """What Today tells whoever sits here: of the units given (none: of all), and of the cases that it shows."""
        self.session.actor.require(Permission.CASE_READ)
        today = self.session.today
        query = CaseQuery(units=units, open_only=True, escalated=True, sort="due", descending=False)
        query = with_head_rule(self.session, query)
        with self.session.read() as connection:
            many = case_list.count(connection, query, today)
        return ForPerson(many, self._is_head(units, today), self.for_list(case_ids))

    def _is_head(self, units: tuple[int, ...], today: date) -> bool:
        organisation, me = self.session.organisation, self.session.person_id
        asked: Iterable[int] = units or (unit.id for unit in organisation.active_units(today))
        areas = {organisation.units[unit].on(today).area_id for unit in asked}
        return bool(areas) and all(organisation.holder(HEAD, today, area_id=area) == me for area in areas)

    def _reminder(self, row: RemindedCase, ladder: Ladder) -> CaseReminder:
        judged = {SERIOUS} if row.serious else set()
        matrix = self.session.matrices.get(row.matrix or "")
        if matrix is not None and row.level is not None:
            judged |= _by_level(matrix, row.level)
        today = self.session.today
        facts = CaseFacts(row.is_open, row.due, frozenset(judged), row.judged_day)
        place = Place(row.unit_id, row.area_id, row.handler_id, row.owner_id, row.law)
        return CaseReminder(
            row.id, tuple(self._to_know(one, place, today) for one in step_of(facts, today, ladder).notices)
        )

    def _to_know(self, notice: Notice, place: Place, today: date) -> ToKnow:
        organisation = self.session.organisation
        names = (organisation.name_of(one) for one in people_of(notice.who, place, organisation, today))
        return ToKnow(notice, roles_of(notice.who, place), tuple(names))


def _by_level(matrix: Matrix, code: str) -> set[str]:
    """What a level of a matrix means to the ladder."""
    top = max(one.rank for one in matrix.levels)
    found = [level for level in matrix.levels if level.code == code]
    told = {LEVEL for level in found if level.tell_head}
    return told | {TOP_LEVEL for level in found if level.rank == top}


__all__ = [
    "RECEIVERS",
    "CaseReminder",
    "ForPerson",
    "Ladder",
    "ReminderService",
    "ToKnow",
    "read_ladder",
    "with_head_rule",
]
