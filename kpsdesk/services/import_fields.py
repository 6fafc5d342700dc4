"""The columns that an import understands, in words: what a person chooses from when a heading is not known."""

from __future__ import annotations

from typing import Final

from kpsdesk.i18n import N_, _

EXTRA: Final = "extra"
LEFT_OUT: Final = "left_out"

LABELS: Final = {
    "number": N_("Case number"),
    "unit": N_("Unit"),
    "unit_report": N_("Reporting unit"),
    "occurred": N_("Date of event"),
    "occurred_time": N_("Time of event"),
    "discovered": N_("Discovered"),
    "reported": N_("Reported"),
    "kind": N_("Kind"),
    "event_type": N_("Event type"),
    "subcategory": N_("Subcategory"),
    "title": N_("Title"),
    "description": N_("Description"),
    "harm": N_("Harm"),
    "immediate_action": N_("Immediate action"),
    "suggestion": N_("Proposal"),
    "status": N_("Status"),
    "handler": N_("Handler"),
    "manager": N_("Responsible"),
    "closed": N_("Closed"),
    "place": N_("Place"),
    "profession": N_("Profession"),
    "severity": N_("Severity, what happened"),
    "severity_potential": N_("Severity, what it could have become"),
    "probability": N_("Probability that it happens again"),
    "score": N_("Risk score"),
    "person_affected": N_("Who was affected"),
    "causes_text": N_("Why it happened"),
    "factors": N_("Contributing factors"),
    "manager_actions": N_("Actions of the manager"),
    "decision_text": N_("Decision"),
    "lesson": N_("Lesson"),
    "feedback": N_("Feedback to the reporter"),
    "next_of_kin_informed": N_("Next of kin informed"),
    "patient_informed": N_("Patient or next of kin informed"),
    "manager_informed": N_("Manager informed"),
    "weekday": N_("Weekday"),
    "medication_what": N_("Medication: what went wrong"),
    "medication_step": N_("Medication: where in the chain"),
    "medication_drug": N_("Medication: which drug"),
    "medication_system": N_("Medication: dose system"),
    "delegation": N_("Delegation"),
    "care_chain": N_("Care chain"),
    "equipment": N_("Equipment"),
    LEFT_OUT: N_("Left out: may tell who it is"),
    EXTRA: N_("Kept as further text"),
}


def label_of(key: str) -> str:
    """A column's meaning as a msgid."""
    return LABELS[key]


def choices() -> list[tuple[str, str]]:
    """(key, words) of all that a column can mean, in the order of a form."""
    return [(key, _(label)) for key, label in LABELS.items()]
