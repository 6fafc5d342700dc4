"""What can be done to a case, as rules on a `CaseFile`: take in, assess, move on, extend, hand over.

Every function notes what it changed for the audit. None reads a clock or a store: the moment, the
actor and the rules come in from outside, so the demo, an import and the window follow the same rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from kpsdesk.clock import local_day
from kpsdesk.domain.acting import Moment, Rules, demand_open, moment_of, refresh, start_of_day, touch
from kpsdesk.domain.case import CaseFile, CaseHead, KindRow, OwnerRow, Report, StatusRow, StepRow
from kpsdesk.domain.deadlines import steps_of
from kpsdesk.domain.dues import add_step, extend, redo_dues
from kpsdesk.domain.fields import AFTER_CLOSING, COLUMNS, HANDLER_BY_KEY
from kpsdesk.domain.needs import ActionFact, Facts, Need
from kpsdesk.domain.text import first_words
from kpsdesk.domain.workflow import ENDS, STEPS_DONE
from kpsdesk.errors import UserError
from kpsdesk.i18n import N_, Label

__all__ = [
    "MissingNeeds",
    "Moment",
    "NewCase",
    "Rules",
    "assign",
    "change_kind",
    "change_values",
    "extend",
    "facts",
    "follow_organisation",
    "hand_over",
    "moment_of",
    "move",
    "overdue_step",
    "rate",
    "redo_dues",
    "refresh",
    "set_owner",
    "set_status",
    "start_of_day",
    "take_in",
    "touch",
    "unreceive",
]

SCORED_BY: Final = frozenset({"severity_actual", "severity_potential", "probability"})


@dataclass(frozen=True, slots=True)
class NewCase:
    """What taking in a case needs to know."""

    kind: str
    unit_id: int
    unit_report_id: int
    title: str
    anonymity: str
    harm: str
    report: Report
    occurred_day: date | None = None
    event_type: str | None = None
    subcategory: str | None = None
    hidden_name: str | None = None
    hidden_contact: str | None = None
    batch_id: int | None = None
    source_key: str | None = None


class MissingNeeds(UserError):
    """A move that cannot be made yet; `needs` says what is missing."""

    def __init__(self, needs: tuple[Need, ...]) -> None:
        super().__init__(N_("Not yet: {first}."), field=needs[0].place, first=Label(needs[0].label))
        self.needs = needs


def take_in(new: NewCase, number: str, seq: int, rules: Rules, moment: Moment) -> CaseFile:
    """A received case with its first rows of history and its due dates (design 6)."""
    unit = rules.organisation.units[new.unit_id]
    if new.anonymity == "anonymous":
        moment = replace(moment, at=start_of_day(moment.at, unit.country))
    at, day = moment.at, local_day(moment.at, unit.country)
    area_id, manager = unit.on(day).area_id, rules.organisation.manager_of(unit.id, day)
    head = _head(new, number, seq, moment, day)
    head.area_id, head.owner_id = area_id, manager
    case = CaseFile(
        head, new.report, unit.country, hidden_name=new.hidden_name, hidden_contact=new.hidden_contact
    )
    case.statuses.append(StatusRow("received", at, day, moment.actor))
    case.kinds.append(KindRow(new.kind, at, day))
    case.owners.append(OwnerRow(manager, unit.id, area_id, at, day))
    for step in steps_of(new.kind):
        add_step(case, step, day, rules, moment, "first")
    refresh(case)
    case.log("case.received", number=number, kind=new.kind, unit=unit.code, anonymity=new.anonymity)
    return case


def _head(new: NewCase, number: str, seq: int, moment: Moment, day: date) -> CaseHead:
    ids = moment.ids
    return CaseHead(
        seq=seq,
        id=ids.random() if new.anonymity == "anonymous" else ids.timed(moment.at),
        number=number,
        kind=new.kind,
        title=new.title,
        status="received",
        is_open=1,
        unit_id=new.unit_id,
        area_id=0,
        owner_id=None,
        handler_id=None,
        unit_report_id=new.unit_report_id,
        anonymity=new.anonymity,
        harm=_forced_harm(new.kind, new.harm),
        reported_at=moment.at,
        reported_day=day,
        changed_at=moment.at,
        occurred_day=new.occurred_day,
        event_type=new.event_type,
        subcategory=new.subcategory,
        batch_id=new.batch_id,
        source_key=new.source_key,
    )


def _forced_harm(kind: str, harm: str) -> str:
    return "H0" if kind == "near_miss" else harm  # domain 2.5: a near miss did not harm


def facts(case: CaseFile, reason: str = "", target: str = "") -> Facts:
    """What the needs ask about."""
    head = case.head
    return Facts(
        kind=head.kind,
        status=head.status,
        anonymity=head.anonymity,
        handler=head.handler_id is not None,
        scored=head.score is not None,
        demands_analysis=bool(head.demands_analysis),
        tells_head=bool(head.demands_analysis),
        harm=head.harm,
        event_type=head.event_type,
        values=case.values,
        actions=tuple(
            ActionFact(one.status, bool(one.causes), one.effect, one.reason) for one in case.live_actions
        ),
        causes=len(case.live_causes),
        feedback=bool(case.feedback) or not case.report.wants_feedback,
        reason=reason,
        target=target,
    )


def set_status(case: CaseFile, to: str, moment: Moment, reason: str | None = None) -> None:
    """Write the status and what follows from it: steps done, closing day. Asks nothing."""
    day = local_day(moment.at, case.country)
    before, case.head.status = case.head.status, to
    case.statuses.append(StatusRow(to, moment.at, day, moment.actor, reason))
    for step in case.steps:
        if step.done_day is None and (to in ENDS or step.step in STEPS_DONE.get(to, ())):
            step.done_at, step.done_day = moment.at, day
    case.head.closed_day = day if to in ENDS else None
    case.log("case.status", before=before, after=to, reason=reason)


def move(
    case: CaseFile, to: str, rules: Rules, moment: Moment, *, reason: str = "", target: str = ""
) -> None:
    """Move the case to another status.

    Raises:
        UserError: the status model does not allow the move.
        MissingNeeds: something must be filled in first.
    """
    moment = moment_of(case, moment)
    workflow = rules.workflow_of(case.head.seq)
    if to not in workflow.moves(case.head.status):
        raise UserError(
            N_("The case cannot go there from where it is now. Look at its status line for what comes next.")
        )
    missing = workflow.missing(facts(case, reason, target), to)
    if missing:
        raise MissingNeeds(missing)
    if target:
        change_values(case, {"forward_to": target}, rules, moment)
    set_status(case, to, moment, reason or None)
    if to == "reopened":
        start = local_day(moment.at, case.country)
        for step in ("investigation", "closing") if "closing" in steps_of(case.head.kind) else ("answer",):
            if step in steps_of(case.head.kind):
                add_step(case, step, start, rules, moment, "reopened")
    touch(case, moment)


def unreceive(case: CaseFile, handler_id: int | None, moment: Moment) -> None:
    """Undo of taking a case in: it is new again, as a row of history of its own, with the handler of before.

    Raises:
        UserError: something else happened to the case since, or the day is over: counts of that day must stand.
    """
    moment = moment_of(case, moment)
    taken, work = case.statuses[-1], (case.feedback, case.notes, case.causes, case.actions)
    before = [row.status for row in case.statuses[-2:]]
    alone = before == ["received", "acknowledged"] and case.head.changed_at == taken.at and not any(work)
    if not alone or taken.day != local_day(moment.at, case.country):
        raise UserError(
            N_(
                "Case {number} stays taken in: more has happened to it since, or the day is over. "
                "Under «More choices» it can be forwarded or dismissed."
            ),
            number=case.head.number,
        )
    for step in case.steps:
        if step.done_at == taken.at:
            step.done_at = step.done_day = None
    assign(case, handler_id, moment)
    set_status(case, "received", moment)
    touch(case, moment)


def change_values(case: CaseFile, new: Mapping[str, Any], rules: Rules, moment: Moment) -> None:
    """Fill in the handler's fields; a new score changes level and due dates.

    Raises:
        UserError: an unknown field, a severity or probability that the matrix does not have, or a field that
            stands as it is once the case has ended.
    """
    moment = moment_of(case, moment)
    changed = {}
    for key, given in new.items():
        if key not in HANDLER_BY_KEY:
            raise UserError(N_("There is no field called {key}."), key=key)
        value = _heading(case, given) if key == "title" else None if given in ("", []) else given
        before = getattr(case.head, key) if key in COLUMNS else case.values.get(key)
        if before == value:
            continue
        if key not in AFTER_CLOSING:
            demand_open(case)
        changed[key] = [before, value]
        if key in COLUMNS:
            setattr(case.head, key, _column_value(case, key, value))
        elif value is None:
            case.values.pop(key, None)
        else:
            case.values[key] = value
    if not changed:
        return
    case.log("case.fields", fields=changed)
    if SCORED_BY & changed.keys():
        rate(case, rules, moment)
    touch(case, moment)


def _heading(case: CaseFile, given: Any) -> str:
    """A heading of one short line; an empty one gives back the report's first words (domain 2.2)."""
    return first_words(str(given or "")) or first_words(case.report.description)


def _column_value(case: CaseFile, key: str, value: Any) -> Any:
    if key == "harm":
        return _forced_harm(case.head.kind, value or "HX")
    return value


def rate(case: CaseFile, rules: Rules, moment: Moment) -> None:
    """Score the case; it keeps the matrix version that it was scored with, so old scores stay true."""
    head = case.head
    matrix = rules.matrices[head.matrix or rules.matrix]
    score = matrix.rate(head.severity_actual, head.severity_potential, head.probability)
    before = (head.score, head.level)
    head.matrix = matrix.key if score else None
    head.score, head.level = (score.score, score.level.code) if score else (None, None)
    head.level_rank = score.level.rank if score else 0
    demanded, head.demands_analysis = head.demands_analysis, int(bool(score and score.demands_analysis))
    if before != (head.score, head.level):
        case.log("case.scored", before=list(before), after=[head.score, head.level], matrix=head.matrix)
    if demanded != head.demands_analysis:
        redo_dues(case, rules, moment, "level")


def change_kind(case: CaseFile, kind: str, rules: Rules, moment: Moment) -> None:
    """Call the case something else, with the due dates of that kind; the old kind stays in the history."""
    moment = moment_of(case, moment)
    if kind == case.head.kind:
        return
    demand_open(case)
    before, case.head.kind = case.head.kind, kind
    case.head.harm = _forced_harm(kind, case.head.harm)
    case.kinds.append(KindRow(kind, moment.at, local_day(moment.at, case.country)))
    case.log("case.kind", before=before, after=kind)
    redo_dues(case, rules, moment, "kind")
    touch(case, moment)


def assign(case: CaseFile, handler_id: int | None, moment: Moment) -> None:
    """Name who handles the case; the owner does not change by it (domain 3.3)."""
    if handler_id == case.head.handler_id:
        return
    demand_open(case)
    moment = moment_of(case, moment)
    before, case.head.handler_id = case.head.handler_id, handler_id
    case.log("case.handler", before=before, after=handler_id)
    touch(case, moment)


def set_owner(case: CaseFile, unit_id: int, area_id: int, manager_id: int | None, moment: Moment) -> bool:
    """A new owner row when unit, area or manager changed; gapless: the old one ends where this begins."""
    last = case.owners[-1]
    if (last.unit_id, last.area_id, last.manager_id) == (unit_id, area_id, manager_id):
        return False
    moment = moment_of(case, moment)
    day = local_day(moment.at, case.country)
    last.to_at, last.to_day = moment.at, day
    case.owners.append(OwnerRow(manager_id, unit_id, area_id, moment.at, day))
    before = [last.unit_id, last.area_id, last.manager_id]
    case.head.unit_id, case.head.area_id, case.head.owner_id = unit_id, area_id, manager_id
    case.log("case.owner", before=before, after=[unit_id, area_id, manager_id])
    touch(case, moment)
    return True


def hand_over(case: CaseFile, unit_id: int, rules: Rules, moment: Moment) -> None:
    """Accepted by another unit of this store: a new owner row, status received (design 6)."""
    moment = moment_of(case, moment)
    unit = rules.organisation.units[unit_id]
    day = local_day(moment.at, unit.country)
    case.country = unit.country
    case.head.handler_id = None
    set_owner(case, unit_id, unit.on(day).area_id, rules.organisation.manager_of(unit_id, day), moment)
    if case.head.status != "received":
        set_status(case, "received", moment)
    redo_dues(case, rules, moment, "unit")
    touch(case, moment)


def overdue_step(case: CaseFile, as_of: date) -> StepRow | None:
    """The earliest step that is overdue on a day, or None."""
    late = [s for s in case.steps if s.done_day is None and s.due is not None and s.due < as_of]
    return min(late, key=lambda s: s.due or date.max, default=None) if case.head.is_open else None


def follow_organisation(cases: Iterable[CaseFile], rules: Rules, moment: Moment) -> list[CaseFile]:
    """Give open cases of a changed unit their new owner; returns those that changed."""
    changed = []
    for case in cases:
        day = local_day(moment.at, case.country)
        unit = rules.organisation.units[case.head.unit_id]
        manager = rules.organisation.manager_of(unit.id, day)
        if case.head.is_open and set_owner(case, unit.id, unit.on(day).area_id, manager, moment):
            changed.append(case)
    return changed
