"""Due dates of a case: set by rule, moved with a reason, never without a row of history (domain 3.2, design 6)."""

from __future__ import annotations

from datetime import date

from kpsdesk.clock import local_day
from kpsdesk.domain.acting import Moment, Rules, moment_of, touch
from kpsdesk.domain.case import CaseFile, DueRow, StepRow
from kpsdesk.domain.deadlines import due_day, rule_for, steps_of
from kpsdesk.domain.workflow import STEPS_DONE
from kpsdesk.errors import UserError
from kpsdesk.i18n import N_


def _rule_due(case: CaseFile, step: str, start: date, rules: Rules) -> date | None:
    head, unit = case.head, rules.organisation.units[case.head.unit_id]
    rule = rule_for(
        rules.by_step.get(step, ()),
        step,
        head.kind,
        unit=unit.code,
        country=unit.country,
        demands_analysis=bool(head.demands_analysis),
        analysis="analysis" in case.values,
    )
    return due_day(start, rule.days, rule.counting, rules.free_days(unit.country)) if rule else None


def add_step(case: CaseFile, step: str, start: date, rules: Rules, moment: Moment, reason: str) -> None:
    """Add a step with its due date by rule, counted from a day."""
    due = _rule_due(case, step, start, rules)
    row = DueRow(due, moment.at, local_day(moment.at, case.country), reason, moment.actor)
    case.steps.append(StepRow(step, due, [row]))


def set_due(
    case: CaseFile, step: StepRow, due: date | None, reason: str, moment: Moment, note: str | None = None
) -> None:
    """Give an open step another due date, as a row with its reason; the same date writes nothing."""
    if step.due == due or step.done_day is not None:
        return
    before, step.due = step.due, due
    step.dues.append(DueRow(due, moment.at, local_day(moment.at, case.country), reason, moment.actor, note))
    case.log("due.set", step=step.step, reason=reason, before=_iso(before), after=_iso(due), note=note)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _start(case: CaseFile, step: StepRow) -> date:
    """The day that a step is counted from: the report's, or that of the reopening which added it."""
    first = step.dues[0]
    return first.set_day if first.reason == "reopened" else case.head.reported_day


def _done_before(case: CaseFile, step: str) -> bool:
    """Whether what a step stands for happened before the case had the step, as when its kind changes late."""
    if step == "answer":
        return bool(case.feedback)
    return any(step in STEPS_DONE.get(row.status, ()) for row in case.statuses)


def redo_dues(case: CaseFile, rules: Rules, moment: Moment, reason: str) -> None:
    """Count the due dates of open steps again after a change of level, kind or unit; extensions stay."""
    wanted = steps_of(case.head.kind)
    for step in case.steps:
        if step.done_day is not None:
            continue
        if step.step not in wanted:
            set_due(case, step, None, reason, moment)
        elif step.dues[-1].reason != "extension":
            set_due(case, step, _rule_due(case, step.step, _start(case, step), rules), reason, moment)
    for name in wanted:
        if not any(step.step == name for step in case.steps):
            add_step(case, name, case.head.reported_day, rules, moment, reason)
            if _done_before(case, name):
                case.steps[-1].done_at, case.steps[-1].done_day = moment.at, case.steps[-1].dues[0].set_day


def extend(case: CaseFile, step: str, due: date, note: str, moment: Moment) -> None:
    """Ask for more time on an open step, with a reason; counted as an extension (domain 3.3).

    Raises:
        UserError: no such open step, no reason, or a date that is not later.
    """
    moment = moment_of(case, moment)
    row = next((s for s in case.steps if s.step == step and s.done_day is None and s.due is not None), None)
    if row is None:
        raise UserError(N_("That step is done already, so its date stays as it is."))
    if not note.strip():
        raise UserError(N_("Write a reason for the new date. It is kept with the old one."), field="note")
    if due <= local_day(moment.at, case.country) or due <= (row.due or due):
        raise UserError(
            N_("Choose a date that is later than the present one and later than today."), field="due"
        )
    set_due(case, row, due, "extension", moment, note.strip())
    touch(case, moment)
