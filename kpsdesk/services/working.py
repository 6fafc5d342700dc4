"""What is worked out on a case: causes, actions, feedback, notes, legal tracks. Each act is one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from kpsdesk.domain import working
from kpsdesk.domain.case import CaseFile
from kpsdesk.domain.changes import Changes
from kpsdesk.domain.permission import Permission
from kpsdesk.domain.text import clean
from kpsdesk.errors import NotFound, UserError
from kpsdesk.i18n import N_
from kpsdesk.services.known import NOT_ON_OFFER, demand_code, demand_day, demand_person
from kpsdesk.services.legal import LegalService
from kpsdesk.services.session import Session
from kpsdesk.store.work import Work

Seen = Mapping[str, Any]


@dataclass(frozen=True)
class WorkingService:
    """Acts on what hangs on a case."""

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

    def _demand(self, name: str, code: str | None, field: str = "") -> None:
        self.session.actor.require(Permission.CASE_EDIT)
        if code is not None and not code:
            raise UserError(NOT_ON_OFFER, field=field or name)
        demand_code(self.session, name, code, field)

    def _demand_factor(self, factor: str | None) -> None:
        self.session.actor.require(Permission.CASE_EDIT)
        if factor and self.session.vocabulary.get("factor_group", factor) is None:
            demand_code(self.session, "factor", factor)

    def _action_values(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Clean texts, days as dates, known people. Raises UserError: an answer that cannot be."""
        self.session.actor.require(Permission.CASE_EDIT)
        tidy = {
            key: clean(value, field=key) or None if isinstance(value, str) else value
            for key, value in values.items()
        }
        demand_person(self.session, tidy.get("owner_id"), "owner_id")
        for key in ("due", "follow_up_due"):
            demand_day(tidy.get(key), key)
            if isinstance(given := tidy.get(key), str):
                tidy[key] = date.fromisoformat(given)
        for key in ("type", "strength", "level"):
            demand_code(self.session, f"action_{key}", tidy.get(key), key)
        return tidy

    def add_cause(self, case_id: str, text: str, factor: str | None = None) -> tuple[Changes, str]:
        """A cause in words; returns its id too."""
        self._demand_factor(factor)
        with self._work(case_id) as (case, work):
            cause = working.add_cause(case, clean(text), factor, work.moment)
        return work.changes, cause.id

    def change_cause(self, case_id: str, cause_id: str, text: str, factor: str | None) -> Changes:
        """Word a cause differently."""
        self._demand_factor(factor)
        return self._do(
            case_id, lambda c, w: working.change_cause(c, cause_id, clean(text), factor, w.moment)
        )

    def remove_cause(self, case_id: str, cause_id: str, *, back: bool = False) -> Changes:
        """Take a cause away, or back (undo)."""
        return self._do(case_id, lambda c, w: working.remove_cause(c, cause_id, w.moment, back=back))

    def add_action(self, case_id: str, values: Mapping[str, Any]) -> tuple[Changes, str]:
        """An action: text, type, strength, level, owner_id, due, measure, follow_up_due, causes; returns its id too."""
        tidy = self._action_values(values)
        with self._work(case_id) as (case, work):
            action = working.add_action(case, tidy, work.moment)
        return work.changes, action.id

    def proposal_to_action(self, case_id: str) -> tuple[Changes, str]:
        """The reporter's own proposal becomes an action."""
        with self._work(case_id) as (case, work):
            action = working.proposal_to_action(case, work.moment)
        return work.changes, action.id

    def change_action(self, case_id: str, action_id: str, values: Mapping[str, Any]) -> Changes:
        """Change an action."""
        tidy = self._action_values(values)
        return self._do(case_id, lambda c, w: working.change_action(c, action_id, tidy, w.moment))

    def set_action_status(self, case_id: str, action_id: str, status: str, reason: str = "") -> Changes:
        """Decide, start, finish, reject or cancel an action."""
        self._demand("action_status", status, "status")
        days = int(self.session.settings.get("follow_up_days", 90))
        return self._do(
            case_id,
            lambda c, w: working.set_action_status(
                c, action_id, status, w.moment, reason=clean(reason), follow_up_days=days
            ),
        )

    def judge_effect(self, case_id: str, action_id: str, effect: str, evidence: str = "") -> Changes:
        """Say whether a finished action had the wanted effect."""
        self._demand("effect", effect)
        by = self.session.actor.uid
        return self._do(
            case_id, lambda c, w: working.judge_effect(c, action_id, effect, clean(evidence), by, w.moment)
        )

    def remove_action(self, case_id: str, action_id: str, *, back: bool = False) -> Changes:
        """Take an action away, or back (undo)."""
        return self._do(case_id, lambda c, w: working.remove_action(c, action_id, w.moment, back=back))

    def give_feedback(self, case_id: str, text: str, no_reason: str | None = None) -> Changes:
        """Tell the reporter, or note why nothing can be told."""
        self._demand("no_feedback_reason", no_reason or None, "feedback")
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
        """Put the case on a legal track (code@version).

        Raises:
            NotFound: the store knows no such track.
        """
        self.session.actor.require(Permission.CASE_EDIT)
        with self.session.read() as connection:
            if key not in LegalService(self.session).rules(connection):
                raise NotFound(N_("There is no such legal track."))
        return self._do(
            case_id, lambda c, w: working.start_track(c, key, w.moment, _track_values(values or {}))
        )

    def change_track(self, case_id: str, track_id: str, values: Mapping[str, Any]) -> Changes:
        """Fill in a legal track."""
        return self._do(
            case_id, lambda c, w: working.change_track(c, track_id, _track_values(values), w.moment)
        )

    def end_track(self, case_id: str, track_id: str, state: str, reason: str = "") -> Changes:
        """Done, not applicable (with a reason), or open again."""
        return self._do(case_id, lambda c, w: working.end_track(c, track_id, state, clean(reason), w.moment))


def _track_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Clean texts, and dates as ISO texts, as the values of a track are kept."""
    tidy = {key: value.isoformat() if isinstance(value, date) else value for key, value in values.items()}
    return {key: clean(value, field=key) if isinstance(value, str) else value for key, value in tidy.items()}
