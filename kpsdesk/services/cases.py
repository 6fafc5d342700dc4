"""Working a case: every act that a handler or manager can do to it. Each is one transaction with its audit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from kpsdesk.services.known import NOT_ON_OFFER, demand_code, demand_person, handler_values
from kpsdesk.services.working import WorkingService
from kpsdesk.store import case_list, case_work
from kpsdesk.store.work import Work

Seen = Mapping[str, Any]


@dataclass(frozen=True)
class CaseService(WorkingService):
    """The acts on cases; causes, actions, feedback, notes and legal tracks come from `WorkingService`."""

    # -- fields and status

    def change(self, case_id: str, values: Mapping[str, Any], seen: Seen | None = None) -> Changes:
        """Fill in fields of the handler; `seen` is what stood there when the form was opened.

        Raises:
            UserError: unknown field, wrong value, text too long.
            Conflict: somebody changed the field meanwhile.
        """
        self.session.actor.require(Permission.CASE_EDIT)
        tidy = handler_values(self.session, values)
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
        self.session.actor.require(Permission.CASE_EDIT)
        demand_person(self.session, handler_id)

        def act(case: CaseFile, work: Work) -> None:
            handling.assign(case, handler_id or case.head.handler_id or self.session.person_id, work.moment)
            handling.move(case, "acknowledged", self.session.rules, work.moment)

        return self._do(case_id, act)

    def unreceive(self, case_id: str, handler_id: int | None = None) -> Changes:
        """Undo `receive` while nothing else has happened to the case; `handler_id` is who had it before.

        Raises:
            UserError: something has happened since, so the case stays taken in.
        """
        self.session.actor.require(Permission.CASE_EDIT)
        demand_person(self.session, handler_id)
        return self._do(case_id, lambda c, w: handling.unreceive(c, handler_id, w.moment))

    def close(self, case_id: str, *, decision: str = "", feedback: str = "", no_feedback_reason: str = "",
              values: Mapping[str, Any] | None = None) -> Changes:  # fmt: skip
        """Close a case; on the short path with feedback and one line of decision (domain 3.1), all in one go.

        Raises:
            MissingNeeds: something must be filled in first; nothing was saved then.
        """
        self.session.actor.require(Permission.CASE_EDIT)
        told = {"decision_text": decision} if decision.strip() else {}
        given = handler_values(self.session, dict(values or {}) | told)
        demand_code(self.session, "no_feedback_reason", no_feedback_reason, "feedback")

        def act(case: CaseFile, work: Work) -> None:
            if given:
                handling.change_values(case, given, self.session.rules, work.moment)
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
        demand_person(self.session, handler_id)
        with self.session.write() as work:
            for case_id in case_ids:
                handling.assign(work.case(case_id), handler_id, work.moment)
        return work.changes

    def change_kind(self, case_id: str, kind: str) -> Changes:
        """Call the case something else; its due dates follow."""
        self.session.actor.require(Permission.CASE_EDIT)
        if not kind:
            raise UserError(NOT_ON_OFFER, field="kind")
        demand_code(self.session, "kind", kind)
        return self._do(case_id, lambda c, w: handling.change_kind(c, kind, self.session.rules, w.moment))

    def extend(self, case_id: str, step: str, due: date, note: str) -> Changes:
        """Ask for more time on a step, with a reason."""
        return self._do(case_id, lambda c, w: handling.extend(c, step, due, clean(note), w.moment))

    def forward(
        self, case_id: str, *, unit_id: int | None = None, provider: str = "", reason: str = ""
    ) -> Changes:
        """Send the case on: to a unit of this store, or to another provider. It stays counted here until accepted."""
        self.session.actor.require(Permission.CASE_EDIT)
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

    # -- links, patient reference

    def link(self, case_id: str, other_id: str, kind: str) -> Changes:
        """Tie two cases together, e.g. a risk that happened.

        Raises:
            NotFound, UserError: the other case does not exist, or is the same.
        """
        self.session.actor.require(Permission.CASE_EDIT)
        demand_code(self.session, "link_kind", kind, "kind")
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
        self.session.actor.require(Permission.CASE_READ)
        with self.session.read() as connection:
            rows = {row.number: row.id for row in case_list.by_numbers(connection, numbers)}
        for number in numbers:
            if number not in rows:
                raise NotFound(N_("There is no case {number} in this store."), number=number)
        return [rows[number] for number in numbers]
