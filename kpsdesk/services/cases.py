"""Working a case: every act that a handler or manager can do to it. Each is one transaction with its audit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from kpsdesk.domain import handling, working
from kpsdesk.domain.case import CaseFile
from kpsdesk.domain.changes import Changes
from kpsdesk.domain.permission import Permission
from kpsdesk.domain.text import clean
from kpsdesk.errors import NotFound, UserError
from kpsdesk.i18n import N_
from kpsdesk.services.session import Session
from kpsdesk.store import case_list, case_work
from kpsdesk.store.work import Work

Seen = Mapping[str, Any]


@dataclass(frozen=True)
class CaseService:
    """The acts on cases."""

    session: Session

    @contextmanager
    def _work(self, case_id: str, seen: Seen | None = None) -> Iterator[tuple[CaseFile, Work]]:
        self.session.actor.require(Permission.CASE_EDIT)
        with self.session.write() as work:
            yield work.case(case_id, seen), work

    def _do(self, case_id: str, act: Callable[[CaseFile, Work], Any], seen: Seen | None = None) -> Changes:
        with self._work(case_id, seen) as (case, work):
            act(case, work)
        return work.changes

    # -- fields and status

    def change(self, case_id: str, values: Mapping[str, Any], seen: Seen | None = None) -> Changes:
        """Fill in fields of the handler; `seen` is what stood there when the form was opened.

        Raises:
            UserError: unknown field, wrong value, text too long.
            Conflict: somebody changed the field meanwhile.
        """
        tidy = _dates_as_text({k: clean(v, field=k) if isinstance(v, str) else v for k, v in values.items()})
        return self._do(
            case_id, lambda c, w: handling.change_values(c, tidy, self.session.rules, w.moment), seen
        )

    def move(self, case_id: str, to: str, *, reason: str = "", target: str = "") -> Changes:
        """Move a case to another status.

        Raises:
            MissingNeeds: something must be filled in first; `needs` says what.
        """
        return self._do(
            case_id,
            lambda c, w: handling.move(
                c, to, self.session.rules, w.moment, reason=clean(reason), target=clean(target)
            ),
        )

    def receive(self, case_id: str, handler_id: int | None = None) -> Changes:
        """Acknowledge a new case: name a handler (the actor, if nobody else) and move it on."""

        def act(case: CaseFile, work: Work) -> None:
            handling.assign(case, handler_id or case.head.handler_id or self.session.person_id, work.moment)
            handling.move(case, "acknowledged", self.session.rules, work.moment)

        return self._do(case_id, act)

    def close(self, case_id: str, *, decision: str = "", feedback: str = "", no_feedback_reason: str = "",
              values: Mapping[str, Any] | None = None) -> Changes:  # fmt: skip
        """Close a case; on the short path with feedback and one line of decision (domain 3.1), all in one go.

        Raises:
            MissingNeeds: something must be filled in first; nothing was saved then.
        """

        def act(case: CaseFile, work: Work) -> None:
            given = dict(values or {}) | ({"decision_text": clean(decision)} if decision.strip() else {})
            if given:
                handling.change_values(case, _dates_as_text(given), self.session.rules, work.moment)
            if feedback.strip() or no_feedback_reason:
                working.give_feedback(
                    case, clean(feedback), work.moment, no_reason=no_feedback_reason or None
                )
            handling.move(case, "closed", self.session.rules, work.moment)

        return self._do(case_id, act)

    def close_alike(
        self, case_ids: Sequence[str], *, decision: str, feedback: str, lesson: str = ""
    ) -> Changes:
        """Close several alike with one decision, one feedback and one lesson: all of them, or none.

        Raises:
            MissingNeeds: one of them lacks something; `number` in its fields says which.
        """
        self.session.actor.require(Permission.CASE_EDIT)
        if not decision.strip():
            raise UserError(N_("Write one line of decision for all of them."), field="decision")
        with self.session.write() as work:
            for case_id in case_ids:
                case = work.case(case_id)
                given = {"decision_text": clean(decision)} | (
                    {"lesson": clean(lesson)} if lesson.strip() else {}
                )
                handling.change_values(case, given, self.session.rules, work.moment)
                if feedback.strip() and case.report.wants_feedback:
                    working.give_feedback(case, clean(feedback), work.moment)
                try:
                    handling.move(case, "closed", self.session.rules, work.moment)
                except handling.MissingNeeds as missing:
                    raise UserError(
                        N_("Case {number} is not ready: {missing}. None of them was closed."),
                        number=case.head.number,
                        missing=missing.fields["first"],
                    ) from missing
        return work.changes

    def assign(self, case_ids: Sequence[str], handler_id: int | None) -> Changes:
        """Name who handles one or several cases; None takes the name away."""
        self.session.actor.require(Permission.CASE_EDIT)
        with self.session.write() as work:
            for case_id in case_ids:
                handling.assign(work.case(case_id), handler_id, work.moment)
        return work.changes

    def change_kind(self, case_id: str, kind: str) -> Changes:
        """Call the case something else; its due dates follow."""
        return self._do(case_id, lambda c, w: handling.change_kind(c, kind, self.session.rules, w.moment))

    def extend(self, case_id: str, step: str, due: date, note: str) -> Changes:
        """Ask for more time on a step, with a reason."""
        return self._do(case_id, lambda c, w: handling.extend(c, step, due, clean(note), w.moment))

    def forward(
        self, case_id: str, *, unit_id: int | None = None, provider: str = "", reason: str = ""
    ) -> Changes:
        """Send the case on: to a unit of this store, or to another provider. It stays counted here until accepted."""
        unit = self.session.organisation.units.get(unit_id) if unit_id is not None else None
        target = f"unit:{unit.code}" if unit else provider
        return self.move(case_id, "forwarded", reason=reason, target=target)

    def accept(self, case_id: str) -> Changes:
        """The receiver takes the case over: a unit of this store becomes its owner; an outside provider closes it here."""

        def act(case: CaseFile, work: Work) -> None:
            if case.head.status != "forwarded":
                raise UserError(N_("The case has not been forwarded."))
            target = str(case.values.get("forward_to") or "")
            unit = (
                self.session.organisation.unit(target.removeprefix("unit:"))
                if target.startswith("unit:")
                else None
            )
            moment = handling.moment_of(case, work.moment)
            if unit:
                handling.hand_over(case, unit.id, self.session.rules, moment)
            else:
                handling.set_status(case, "closed", moment, target)
                handling.touch(case, moment)

        return self._do(case_id, act)

    # -- causes, actions, feedback, notes

    def add_cause(self, case_id: str, text: str, factor: str | None = None) -> tuple[Changes, str]:
        """A cause in words; returns its id too."""
        with self._work(case_id) as (case, work):
            cause = working.add_cause(case, clean(text), factor, work.moment)
        return work.changes, cause.id

    def change_cause(self, case_id: str, cause_id: str, text: str, factor: str | None) -> Changes:
        """Word a cause differently."""
        return self._do(
            case_id, lambda c, w: working.change_cause(c, cause_id, clean(text), factor, w.moment)
        )

    def remove_cause(self, case_id: str, cause_id: str, *, back: bool = False) -> Changes:
        """Take a cause away, or back (undo)."""
        return self._do(case_id, lambda c, w: working.remove_cause(c, cause_id, w.moment, back=back))

    def add_action(self, case_id: str, values: Mapping[str, Any]) -> tuple[Changes, str]:
        """An action: text, type, strength, level, owner_id, due, measure, follow_up_due, causes; returns its id too."""
        with self._work(case_id) as (case, work):
            action = working.add_action(case, _tidy(values), work.moment)
        return work.changes, action.id

    def proposal_to_action(self, case_id: str) -> tuple[Changes, str]:
        """The reporter's own proposal becomes an action."""
        with self._work(case_id) as (case, work):
            action = working.proposal_to_action(case, work.moment)
        return work.changes, action.id

    def change_action(self, case_id: str, action_id: str, values: Mapping[str, Any]) -> Changes:
        """Change an action."""
        return self._do(case_id, lambda c, w: working.change_action(c, action_id, _tidy(values), w.moment))

    def set_action_status(self, case_id: str, action_id: str, status: str, reason: str = "") -> Changes:
        """Decide, start, finish, reject or cancel an action."""
        days = int(self.session.settings.get("follow_up_days", 90))
        return self._do(
            case_id,
            lambda c, w: working.set_action_status(
                c, action_id, status, w.moment, reason=clean(reason), follow_up_days=days
            ),
        )

    def judge_effect(self, case_id: str, action_id: str, effect: str, evidence: str = "") -> Changes:
        """Say whether a finished action had the wanted effect."""
        by = self.session.actor.uid
        return self._do(
            case_id, lambda c, w: working.judge_effect(c, action_id, effect, clean(evidence), by, w.moment)
        )

    def remove_action(self, case_id: str, action_id: str, *, back: bool = False) -> Changes:
        """Take an action away, or back (undo)."""
        return self._do(case_id, lambda c, w: working.remove_action(c, action_id, w.moment, back=back))

    def give_feedback(self, case_id: str, text: str, no_reason: str | None = None) -> Changes:
        """Tell the reporter, or note why nothing can be told."""
        return self._do(
            case_id, lambda c, w: working.give_feedback(c, clean(text), w.moment, no_reason=no_reason)
        )

    def add_note(self, case_id: str, values: Mapping[str, str]) -> Changes:
        """Add a note, an addition or a question: text, kind, source, certainty, author_title."""
        return self._do(
            case_id, lambda c, w: working.add_note(c, {k: clean(v) for k, v in values.items()}, w.moment)
        )

    # -- legal tracks

    def start_track(self, case_id: str, key: str, values: Mapping[str, Any] | None = None) -> Changes:
        """Put the case on a legal track (code@version)."""
        return self._do(
            case_id, lambda c, w: working.start_track(c, key, w.moment, _dates_as_text(values or {}))
        )

    def change_track(self, case_id: str, track_id: str, values: Mapping[str, Any]) -> Changes:
        """Fill in a legal track."""
        return self._do(
            case_id, lambda c, w: working.change_track(c, track_id, _dates_as_text(values), w.moment)
        )

    def end_track(self, case_id: str, track_id: str, state: str, reason: str = "") -> Changes:
        """Done, not applicable (with a reason), or open again."""
        return self._do(case_id, lambda c, w: working.end_track(c, track_id, state, clean(reason), w.moment))

    # -- links, patient reference

    def link(self, case_id: str, other_id: str, kind: str) -> Changes:
        """Tie two cases together, e.g. a risk that happened.

        Raises:
            NotFound, UserError: the other case does not exist, or is the same.
        """
        with self._work(case_id) as (case, work):
            other = work.case(other_id)
            if other.head.seq == case.head.seq:
                raise UserError(N_("A case cannot be linked to itself."))
            case_work.put_link(work.connection, case.head.seq, other.head.seq, kind, work.moment)
            case.log("case.linked", other=other.head.id, kind=kind)
            other.log("case.linked", other=case.head.id, kind=kind)
        return work.changes

    def unlink(self, case_id: str, other_id: str, kind: str) -> Changes:
        """Take a link away."""
        with self._work(case_id) as (case, work):
            other = work.case(other_id)
            case_work.drop_link(work.connection, case.head.seq, other.head.seq, kind)
            case.log("case.unlinked", other=other.head.id, kind=kind)
        return work.changes

    def set_patient_reference(self, case_id: str, reference: str) -> Changes:
        """Keep an internal code of the patient, apart from the case; '' takes it away. The audit does not repeat it."""
        with self._work(case_id) as (case, work):
            case_work.put_patient_reference(work.connection, case.head.seq, clean(reference, 200).strip())
            case.log("patient_reference.set", given=bool(reference.strip()))
        return work.changes

    def patient_reference(self, case_id: str) -> str:
        """Read the patient's code; reading is noted in the audit (domain 2.2)."""
        with self._work(case_id) as (case, work):
            found = case_work.patient_reference(work.connection, case.head.seq)
            case.log("patient_reference.read")
        return found

    def ids_of(self, numbers: Sequence[str]) -> list[str]:
        """Ids of cases by number.

        Raises:
            NotFound: one is not there.
        """
        with self.session.read() as connection:
            rows = {row.number: row.id for row in case_list.by_numbers(connection, numbers)}
        for number in numbers:
            if number not in rows:
                raise NotFound(N_("There is no case {number} in this store."), number=number)
        return [rows[number] for number in numbers]


def _tidy(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: clean(value) or None if isinstance(value, str) else value for key, value in values.items()}


def _dates_as_text(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in values.items()}
