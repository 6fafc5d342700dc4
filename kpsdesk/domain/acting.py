"""What every act on a case stands on: the rules in force, the moment, and the refreshed head."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from functools import cached_property

from kpsdesk.clock import ZONES
from kpsdesk.domain.case import CaseFile
from kpsdesk.domain.deadlines import Deadline, FreeDay, is_open
from kpsdesk.domain.ids import Ids
from kpsdesk.domain.matrix import Matrix
from kpsdesk.domain.organisation import Organisation
from kpsdesk.domain.workflow import ENDS, Workflow
from kpsdesk.errors import UserError
from kpsdesk.i18n import N_


@dataclass(frozen=True)
class Rules:
    """The rules in force: status model, deadlines, matrices, organisation, free days."""

    workflow: Workflow
    deadlines: tuple[Deadline, ...]
    matrices: Mapping[str, Matrix]  # by code@version
    matrix: str  # the one that new scores use
    organisation: Organisation
    free_days: Callable[[str], FreeDay]
    earlier: tuple[Workflow, ...] = ()  # the status models that older cases keep, newest first

    def workflow_of(self, seq: int) -> Workflow:
        """The status model of a case, by its place in the store's order."""
        return next((one for one in (self.workflow, *self.earlier) if one.after < seq), self.workflow)

    @cached_property
    def by_step(self) -> Mapping[str, tuple[Deadline, ...]]:
        """The deadlines of each step."""
        steps = {rule.step for rule in self.deadlines}
        return {step: tuple(rule for rule in self.deadlines if rule.step == step) for step in steps}


@dataclass(frozen=True)
class Moment:
    """When and by whom; `ids` makes the ids of what is created."""

    at: datetime
    actor: str
    ids: Ids = field(default_factory=Ids)


def start_of_day(at: datetime, country: str) -> datetime:
    """The instant at which the local day of `at` began: the precision that an anonymous report has."""
    zone = ZONES[country]
    return datetime.combine(at.astimezone(zone).date(), time(), tzinfo=zone).astimezone(at.tzinfo)


def moment_of(case: CaseFile, moment: Moment) -> Moment:
    """The moment to write: never before what is written already (a clock set back; design 6)."""
    return replace(moment, at=max(moment.at, case.head.changed_at))


def refresh(case: CaseFile) -> None:
    """Put what lists sort by into the head: open or not, the next step and its due date, feedback owed."""
    head = case.head
    head.is_open = int(is_open(head.status))
    waiting = [s for s in case.steps if s.done_day is None and s.due is not None]
    first = min(waiting, key=lambda s: s.due or date.max, default=None)  # of equal ones the first
    head.next_step, head.next_due = (first.step, first.due) if first and head.is_open else (None, None)
    owed = head.is_open and head.status != "received" and case.report.wants_feedback and not case.feedback
    head.feedback_owed = int(bool(owed))


def touch(case: CaseFile, moment: Moment) -> None:
    """Count the version up and refresh what lists show."""
    case.head.changed_at = moment.at
    case.head.version += 1
    refresh(case)


def demand_open(case: CaseFile) -> None:
    """A closed or dismissed case stands as it was decided: what it was judged, who handled it, why it happened.

    Raises:
        UserError: the case has ended; it can be opened again, with a reason.
    """
    if case.head.status in ENDS:
        raise UserError(
            N_(
                "Case {number} is closed, so nothing was changed. Open it again first, and say why. "
                "Notes, feedback, lessons and the follow-up of actions can be added as it is."
            ),
            number=case.head.number,
        )
