"""A case as its page shows it: everything in one frozen picture, with names and words looked up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from kpsdesk.domain import handling
from kpsdesk.domain.case import Action, CaseFile, Cause, Feedback, Note, StatusRow, StepRow
from kpsdesk.domain.fields import COLUMNS, HANDLER
from kpsdesk.domain.legal import (
    TrackRule,
    TrackView,
    case_dates,
    clock_state,
    missing_requirements,
)
from kpsdesk.domain.needs import Need
from kpsdesk.domain.permission import Permission
from kpsdesk.domain.rows import AuditRow, CaseRow
from kpsdesk.domain.workflow import short_path_open
from kpsdesk.errors import NotFound
from kpsdesk.i18n import N_
from kpsdesk.services.legal import LegalService
from kpsdesk.services.session import Session
from kpsdesk.store import attachments, case_files, case_list, case_work, program
from kpsdesk.store.attachments import AttachmentRow


@dataclass(frozen=True, slots=True)
class MoveOption:
    """A status that may follow, and what is missing for it."""

    to: str
    missing: tuple[Need, ...]


@dataclass(frozen=True, slots=True)
class LinkLine:
    """A linked case; `outward` when the link begins here."""

    row: CaseRow
    kind: str
    outward: bool


@dataclass(frozen=True)
class CaseView:
    """The whole case for its page. `file` holds the histories; pages read it and change nothing in it."""

    row: CaseRow
    file: CaseFile
    values: Mapping[str, Any]  # every handler's field by key, columns included
    steps: tuple[StepRow, ...]
    moves: tuple[MoveOption, ...]
    forward: MoveOption | None  # the natural next status
    short_path: bool
    close_missing: tuple[Need, ...]
    causes: tuple[Cause, ...]
    actions: tuple[Action, ...]
    notes: tuple[Note, ...]
    feedback: tuple[Feedback, ...]
    links: tuple[LinkLine, ...]
    attachments: tuple[AttachmentRow, ...]
    tracks: tuple[TrackView, ...]
    suggested_tracks: tuple[TrackRule, ...]
    other_tracks: tuple[TrackRule, ...]
    history: tuple[AuditRow, ...]
    statuses: tuple[StatusRow, ...]
    has_patient_reference: bool
    today: date
    opened_at: datetime
    out_of_use: frozenset[str] = frozenset()  # statuses that the case's status model no longer leads to

    @property
    def seen(self) -> Mapping[str, Any]:
        """What stood in the fields when the page was drawn; given back with a change."""
        return self.values


@dataclass(frozen=True)
class CaseViews:
    """Reads single cases."""

    session: Session

    def open(self, case_id: str) -> CaseView:
        """A case by id or number.

        Raises:
            NotFound: there is none.
        """
        self.session.actor.require(Permission.CASE_READ)
        with self.session.read() as connection:
            seq = case_files.seq_of(connection, case_id)
            case = case_files.load(connection, seq) if seq is not None else None
            if case is None:
                raise NotFound(N_("There is no case {number} in this store."), number=case_id)
            return self._view(connection, case)

    def _view(self, connection: case_list.Connection, case: CaseFile) -> CaseView:
        seq, today, facts, flow = (
            case.head.seq,
            self.session.today,
            handling.facts(case),
            self.session.rules.workflow_of(case.head.seq),
        )
        moves = tuple(MoveOption(to, flow.missing(facts, to)) for to in flow.moves(case.head.status))
        forward = flow.next_forward(facts)
        tracks, suggested, others = self._tracks(connection, case, today)
        return CaseView(
            row=case_list.fetch(connection, [seq])[0],
            file=case,
            values=_values(case),
            steps=tuple(case.steps),
            moves=moves,
            forward=next((move for move in moves if move.to == forward), None),
            short_path=short_path_open(facts) and "closed" in flow.moves(case.head.status),
            close_missing=flow.missing(facts, "closed"),
            causes=tuple(case.live_causes),
            actions=tuple(case.live_actions),
            notes=tuple(case.notes),
            feedback=tuple(case.feedback),
            links=self._links(connection, seq),
            attachments=tuple(attachments.of_case(connection, seq)),
            tracks=tracks,
            suggested_tracks=suggested,
            other_tracks=others,
            history=tuple(program.audit_of(connection, f"case:{case.head.id}")),
            statuses=tuple(case.statuses),
            has_patient_reference=case_work.has_patient_reference(connection, seq),
            today=today,
            opened_at=self.session.clock.now(),
            out_of_use=frozenset(rule.code for rule in flow.rules.values() if not rule.in_use),
        )

    def _links(self, connection: case_list.Connection, seq: int) -> tuple[LinkLine, ...]:
        found = case_work.links(connection, seq)
        rows = {row.seq: row for row in case_list.fetch(connection, [other for other, _, _ in found])}
        return tuple(LinkLine(rows[other], kind, outward) for other, kind, outward in found if other in rows)

    def _tracks(
        self, connection: case_list.Connection, case: CaseFile, today: date
    ) -> tuple[tuple[TrackView, ...], tuple[TrackRule, ...], tuple[TrackRule, ...]]:
        rules = LegalService(self.session).rules(connection)
        is_free = self.session.rules.free_days(case.country)
        dates, on = case_dates(case), []
        for track in case.tracks.values():
            rule = rules[track.track]
            clocks = tuple(clock_state(clock, track.values, dates, today, is_free) for clock in rule.clocks)
            missing = missing_requirements(rule, track, case)
            on.append(TrackView(track.id, rule, track.state, track.reason, track.values, clocks, missing))
        taken = {view.rule.code for view in on}
        free = [
            rule
            for rule in rules.values()
            if rule.code not in taken
            and rule.valid_on(case.head.reported_day)
            and rule.country in (case.country, "", "any")
        ]
        suggested = tuple(rule for rule in free if rule.suggested_by(case))
        return tuple(on), suggested, tuple(rule for rule in free if rule not in suggested)

    def similar(self, case_id: str, limit: int = 8) -> list[CaseRow]:
        """Cases whose words are like this one's, the most alike first; found by full text."""
        self.session.actor.require(Permission.CASE_READ)
        with self.session.read() as connection:
            seq = case_files.seq_of(connection, case_id)
            case = case_files.load(connection, seq) if seq is not None else None
            if case is None or seq is None:
                return []
            return case_list.similar(connection, f"{case.head.title} {case.report.description}", seq, limit)

    def similar_text(self, text: str, limit: int = 5) -> list[CaseRow]:
        """Cases like a text that is being written."""
        self.session.actor.require(Permission.CASE_READ)
        with self.session.read() as connection:
            return case_list.similar(connection, text, 0, limit)


def _values(case: CaseFile) -> dict[str, Any]:
    return {f.key: getattr(case.head, f.key) if f.key in COLUMNS else case.values.get(f.key) for f in HANDLER}
