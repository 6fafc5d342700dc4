"""The case as it is worked: its row, the reporter's words, the histories, and all that hangs on it.

`CaseFile` is loaded whole, changed by the functions of `domain.handling`, and saved whole in one
transaction; it never leaves the services. Windows and papers get the frozen rows of `domain.rows`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass(slots=True)
class CaseHead:
    """The narrow row of a case; names are those of the table's columns."""

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
    unit_report_id: int
    anonymity: str
    harm: str
    reported_at: datetime
    reported_day: date
    changed_at: datetime
    event_type: str | None = None
    subcategory: str | None = None
    severity_actual: int | None = None
    severity_potential: int | None = None
    probability: int | None = None
    matrix: str | None = None
    score: int | None = None
    level: str | None = None
    level_rank: int = 0
    demands_analysis: int = 0
    occurred_day: date | None = None
    closed_day: date | None = None
    next_step: str | None = None
    next_due: date | None = None
    feedback_owed: int = 0
    batch_id: int | None = None
    source_key: str | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class Report:
    """The reporter's own words and answers; written once."""

    description: str
    suggestion: str = ""
    went_well: str = ""
    immediate_text: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    reporter_name: str | None = None
    contact: str | None = None
    wants_feedback: bool = True
    receipt: str | None = None
    origin: str = "window"
    unknown: dict[str, str] | None = None


@dataclass(frozen=True, slots=True)
class StatusRow:
    """A status from an instant on."""

    status: str
    at: datetime
    day: date
    actor: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class KindRow:
    """A kind from an instant on."""

    kind: str
    at: datetime
    day: date


@dataclass(slots=True)
class OwnerRow:
    """Whom the case is charged to, from and to; `to` is null for the present."""

    manager_id: int | None
    unit_id: int
    area_id: int
    from_at: datetime
    from_day: date
    to_at: datetime | None = None
    to_day: date | None = None


@dataclass(frozen=True, slots=True)
class DueRow:
    """A due date as it was set, with the reason; null = lifted."""

    due: date | None
    set_at: datetime
    set_day: date
    reason: str
    actor: str
    note: str | None = None


@dataclass(slots=True)
class StepRow:
    """A step with its due dates; done once, never undone (reopening adds steps)."""

    step: str
    due: date | None
    dues: list[DueRow]
    done_at: datetime | None = None
    done_day: date | None = None


@dataclass(slots=True)
class Cause:
    """A cause in words, with its contributing factor."""

    id: str
    text: str
    factor: str | None = None
    position: int = 0
    removed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ActionState:
    """An action as it stood from an instant on, so that any past day can be counted."""

    status: str
    owner_id: int | None
    due: date | None
    follow_up_due: date | None
    effect: str | None
    at: datetime
    day: date
    actor: str
    reason: str | None


@dataclass(slots=True)
class Action:
    """An action on the case (domain 5.9)."""

    id: str
    text: str
    status: str
    created_at: datetime
    type: str | None = None
    strength: str | None = None
    level: str | None = None
    owner_id: int | None = None
    due: date | None = None
    done_day: date | None = None
    reason: str | None = None
    measure: str | None = None
    effect: str | None = None
    evidence: str | None = None
    follow_up_due: date | None = None
    followed_up_day: date | None = None
    followed_up_by: str | None = None
    origin: str | None = None
    removed_at: datetime | None = None
    causes: frozenset[str] = frozenset()
    history: list[ActionState] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Note:
    """Something added to the case: a comment, an addition to the report, a question."""

    id: str
    kind: str
    text: str
    author: str
    at: datetime
    author_title: str = ""
    source: str = ""
    certainty: str = ""


@dataclass(frozen=True, slots=True)
class Feedback:
    """What the reporter was told, or why nothing could be told."""

    id: str
    text: str | None
    author: str
    at: datetime
    day: date
    no_feedback_reason: str | None = None


@dataclass(slots=True)
class Track:
    """A legal track that the case is on; `track` is code@version of the data it follows."""

    id: str
    track: str
    state: str
    started_at: datetime
    values: dict[str, Any] = field(default_factory=dict)
    reason: str | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """What the audit says of one change: action, object (noun:id), from and to."""

    action: str
    object: str
    detail: dict[str, Any]


@dataclass
class CaseFile:
    """A whole case in memory."""

    head: CaseHead
    report: Report
    country: str
    statuses: list[StatusRow] = field(default_factory=list)
    kinds: list[KindRow] = field(default_factory=list)
    owners: list[OwnerRow] = field(default_factory=list)
    steps: list[StepRow] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    causes: dict[str, Cause] = field(default_factory=dict)
    actions: dict[str, Action] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    feedback: list[Feedback] = field(default_factory=list)
    tracks: dict[str, Track] = field(default_factory=dict)
    hidden_name: str | None = None
    hidden_contact: str | None = None
    audit: list[AuditEntry] = field(default_factory=list)  # of this transaction

    @property
    def live_actions(self) -> list[Action]:
        """Actions that were not removed."""
        return [action for action in self.actions.values() if action.removed_at is None]

    @property
    def live_causes(self) -> list[Cause]:
        """Causes that were not removed, in order."""
        return sorted((c for c in self.causes.values() if c.removed_at is None), key=lambda c: c.position)

    def log(self, action: str, /, **detail: Any) -> None:
        """Note a change for the audit of this transaction."""
        self.audit.append(AuditEntry(action, f"case:{self.head.id}", detail))
