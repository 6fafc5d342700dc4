"""The handler's fields (domain 2.2) as declarations: forms, storage, audit and export are made from them.

`column` fields live in the narrow case row, since lists sort and count by them; all others are kept by
key. The reporter's own fields are declared in `REPORTER`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from kpsdesk.i18n import N_

Shape = Literal["text", "line", "choice", "multi", "date", "time", "yesno", "number"]


@dataclass(frozen=True, slots=True)
class CaseField:
    """One field: where it stands, what it holds, what it is called."""

    key: str
    section: str
    shape: Shape
    label: str  # English msgid
    list: str = ""  # code list of a choice
    help: str = ""
    column: bool = False
    only_if: str = ""  # harm, analysis: shown when the case asks for it


_A, _C, _P, _L, _D = "assessment", "causes", "patient", "lesson", "decision"

HANDLER: Final[tuple[CaseField, ...]] = (
    CaseField(
        "title",
        _A,
        "line",
        N_("Heading"),
        help=N_("Without names. Empty: the report's first words."),
        column=True,
    ),
    CaseField("event_type", _A, "choice", N_("Event type"), "event_type", column=True),
    CaseField("subcategory", _A, "choice", N_("Subcategory"), "event_type", column=True),
    CaseField("event_type_text", _A, "line", N_("Other event type, in words")),
    CaseField("place", _A, "choice", N_("Place"), "place"),
    CaseField("law_area", _A, "choice", N_("Legal area"), "law_area"),
    CaseField("patient_safe", _A, "yesno", N_("Is the person safe now?")),
    CaseField("harm", _A, "choice", N_("Harm, as judged"), "harm", column=True),
    CaseField("harm_psychological", _A, "choice", N_("Psychological harm"), "harm"),
    CaseField("harm_dimension", _A, "multi", N_("Which sides of safety were touched"), "harm_dimension"),
    CaseField("consequence_type", _A, "multi", N_("What it led to"), "consequence_type"),
    CaseField("severity_actual", _A, "number", N_("Severity, what happened"), column=True),
    CaseField("severity_potential", _A, "number", N_("Severity, what it could have become"), column=True),
    CaseField("probability", _A, "number", N_("Probability that it happens again"), column=True),
    CaseField("preventable", _A, "choice", N_("Avoidable"), "preventable", only_if="harm"),
    CaseField("injury_class", _A, "choice", N_("Injury class"), "injury_class"),
    CaseField("lexsarah_class", _A, "choice", N_("Lex Sarah class"), "lexsarah_class"),
    CaseField("phase", _A, "line", N_("Step in the process")),
    CaseField("person_affected", _A, "choice", N_("Who was affected"), "person_affected"),
    CaseField("age_band", _A, "choice", N_("Age band"), "age_band"),
    CaseField("gender", _A, "choice", N_("Gender"), "gender"),
    CaseField("other_units", _A, "line", N_("Other units or providers concerned")),
    CaseField("what_happened", _C, "text", N_("What happened, as found out")),
    CaseField("causes_text", _C, "text", N_("Why it happened")),
    CaseField("factors", _C, "multi", N_("Contributing factors"), "factor"),
    CaseField("seen_before", _C, "choice", N_("Has something similar happened before?"), "seen_before"),
    CaseField("seen_before_text", _C, "text", N_("Why did it happen again?")),
    CaseField("recurrence", _C, "choice", N_("Can it happen again?"), "recurrence"),
    CaseField("recurrence_text", _C, "text", N_("What speaks for or against")),
    CaseField("went_well", _C, "text", N_("What went well")),
    CaseField("patient_informed", _P, "choice", N_("Patient or next of kin informed"), "patient_informed"),
    CaseField("informed_points", _P, "multi", N_("What they were told"), "informed_point", only_if="harm"),
    CaseField("informed_on", _P, "date", N_("When")),
    CaseField("informed_by", _P, "line", N_("By whom (role)")),
    CaseField("informed_to", _P, "line", N_("To whom (patient, next of kin, guardian)")),
    CaseField("not_informed_reason", _P, "line", N_("If not: why")),
    CaseField("journal_noted", _P, "yesno", N_("Noted in the patient record")),
    CaseField("journal_noted_on", _P, "date", N_("Noted on")),
    CaseField("patient_experience", _P, "text", N_("How they describe it")),
    CaseField("no_action_reason", _D, "line", N_("Why no action is needed")),
    CaseField("decision_text", _D, "text", N_("Decision")),
    CaseField("head_told_on", _D, "date", N_("Gone through with the head of operations on")),
    CaseField("lesson", _L, "text", N_("Lesson")),
    CaseField("share_at_apt", _L, "yesno", N_("Take up at the workplace meeting")),
    CaseField("apt_text", _L, "text", N_("Text for the workplace meeting")),
    CaseField("praise", _L, "text", N_("Praise and thanks")),
    CaseField("hold_what", "status", "line", N_("What is awaited")),
    CaseField("hold_from", "status", "line", N_("From whom")),
    CaseField("hold_until", "status", "date", N_("Until")),
    CaseField("forward_to", "status", "line", N_("Forwarded to")),
)
HANDLER_BY_KEY: Final = {field.key: field for field in HANDLER}
COLUMNS: Final = frozenset(field.key for field in HANDLER if field.column)
AFTER_CLOSING: Final = frozenset(
    field.key for field in HANDLER if field.section == _L
)  # what is learnt may come later

REPORTER: Final[tuple[CaseField, ...]] = (
    CaseField("occurred_time", "report", "time", N_("Time")),
    CaseField("occurred_precision", "report", "choice", N_("How sure of the time"), "occurred_precision"),
    CaseField("discovered_on", "report", "date", N_("When was it discovered")),
    CaseField("place", "report", "choice", N_("Place"), "place"),
    CaseField("person_affected", "report", "choice", N_("Who was affected"), "person_affected"),
    CaseField("harm_reported", "report", "choice", N_("Was anyone harmed?"), "harm"),
    CaseField("event_type_proposed", "report", "choice", N_("What kind of event"), "event_type"),
    CaseField("immediate_actions", "report", "multi", N_("What was done at once"), "immediate_action"),
    CaseField("profession", "report", "choice", N_("Your profession"), "profession"),
)
REPORTER_BY_KEY: Final = {field.key: field for field in REPORTER}


def section(name: str) -> tuple[CaseField, ...]:
    """The handler's fields of a section, in order."""
    return tuple(field for field in HANDLER if field.section == name)
