"""Papers of a case: what each holds, and what a masked one may never hold (domain 2.11, 3.4-3.6, 8).

A masked paper goes to people outside the case. It tells codes in words, months instead of days, the age as a band, the
kind of place; neither people, units nor gender. Free text is in it only as somebody has read and approved it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any, Final

from kpsdesk.domain.case import CaseFile
from kpsdesk.domain.fields import HANDLER, CaseField
from kpsdesk.domain.legal import TrackView
from kpsdesk.domain.matrix import Matrix
from kpsdesk.domain.organisation import Organisation
from kpsdesk.domain.vocabulary import Vocabulary
from kpsdesk.domain.workflow import ENDS
from kpsdesk.i18n import N_, _

FULL: Final = "full"
MASKED: Final = "masked"
BASIS: Final = "legal_basis"
LETTER: Final = "patient_letter"
HAND_OVER: Final = "hand_over"
BASIS_TRACKS: Final = ("lex_maria", "lex_sarah", "fi_29")

# the reporter's own words, in the order of the form
REPORT_TEXTS: Final = (
    ("description", N_("What happened, in the reporter's own words")),
    ("immediate_text", N_("Done at once")),
    ("went_well", N_("What went well")),
    ("suggestion", N_("The reporter's proposal")),
)
# texts about people or places that no masked paper has room for, not even approved
_NEVER: Final = frozenset(
    {"title", "informed_by", "informed_to", "other_units", "hold_what", "hold_from", "forward_to"}
)
# what another provider needs of the free texts
_HANDED_OVER: Final = frozenset(
    {
        *(f"report.{key}" for key, _label in REPORT_TEXTS),
        "value.what_happened",
        "value.causes_text",
        "value.lesson",
    }
)
# coded answers that tell too much of one person, or of those who work in the unit
_TOO_NEAR: Final = frozenset({"gender", "share_at_apt", "patient_safe"})
MASKED_FIELDS: Final[tuple[CaseField, ...]] = tuple(
    field
    for field in HANDLER
    if field.shape in ("choice", "multi", "number", "yesno") and field.key not in _TOO_NEAR
)


@dataclass(frozen=True, slots=True)
class PaperText:
    """A free text of the case that may go into a masked paper once it was read; `label` is a msgid or the text's own."""

    key: str
    label: str
    text: str

    def name(self) -> str:
        """What it is, in the language in use."""
        return _(self.label)


@dataclass(frozen=True)
class CaseOnPaper:
    """All that papers of one case are written from."""

    case: CaseFile
    vocabulary: Vocabulary
    organisation: Organisation
    matrix: Matrix
    tracks: tuple[TrackView, ...]
    linked: bool
    today: date
    made_by: str  # name of who makes the paper; on full papers only
    patient_reference: str = ""


@dataclass(frozen=True, slots=True)
class LetterPoint:
    """One of the points that the harmed patient is told (PSL 3:8), with its heading."""

    code: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Letter:
    """The information to a patient as a letter, as it is to be printed. `contact` is typed by whoever sends it."""

    title: str
    greeting: str
    opening: str
    points: tuple[LetterPoint, ...]
    closing: str
    contact: str = ""
    legal_note: str = ""

    def texts(self) -> dict[str, str]:
        """What is printed, by field, without the contact."""
        told = {"greeting": self.greeting, "opening": self.opening, "closing": self.closing}
        return told | {f"point.{one.code}": f"{one.title}\n{one.text}" for one in self.points}


@dataclass(frozen=True, slots=True)
class HandOverForm:
    """What is written for a hand-over: between whom, how to reach the sender, what the receiver is asked for."""

    receiver: str = ""
    sender: str = ""
    contact: str = ""
    asks: str = ""


@dataclass(frozen=True)
class HandOver:
    """A case handed over to another provider: codes, months and approved texts (docs/hand-over.md)."""

    number: str
    language: str
    made_on: date
    form: HandOverForm
    codes: Mapping[str, str | int | bool | list[str]]
    words: Mapping[str, str]
    texts: Mapping[str, str]
    occurred_month: str | None  # 2026-11
    reported_month: str

    def as_data(self) -> dict[str, Any]:
        """Plain data for the file."""
        return {
            "number": self.number,
            "language": self.language,
            "made_on": self.made_on.isoformat(),
            "from": {"provider": self.form.sender, "contact": self.form.contact},
            "to": {"provider": self.form.receiver},
            "asks": self.form.asks,
            "occurred_month": self.occurred_month,
            "reported_month": self.reported_month,
            "codes": dict(self.codes),
            "words": dict(self.words),
            "texts": dict(self.texts),
        }


def form_texts(form: HandOverForm) -> dict[str, str]:
    """What is written in the form, by field, without the contact."""
    return {f.name: value for f in fields(form) if f.name != "contact" and (value := asdict(form)[f.name])}


def free_texts(case: CaseFile, paper: str = MASKED) -> tuple[PaperText, ...]:
    """The free texts that somebody may approve for a masked paper or a hand-over, in the order of the paper."""
    report = ((f"report.{key}", label, getattr(case.report, key)) for key, label in REPORT_TEXTS)
    values = (
        (f"value.{field.key}", field.label, case.values.get(field.key) or "")
        for field in HANDLER
        if field.shape in ("text", "line") and field.key not in _NEVER
    )
    causes = ((f"cause.{one.id}", N_("Cause"), one.text) for one in case.live_causes)
    actions = ((f"action.{one.id}", N_("Measure"), one.text) for one in case.live_actions)
    found = (PaperText(*one) for one in (*report, *values, *causes, *actions) if one[2].strip())
    return tuple(one for one in found if paper != HAND_OVER or one.key in _HANDED_OVER)


def is_serious(case: CaseFile) -> bool:
    """Whether the event is, or could have been, of the serious sort (domain 3.4, 3.5)."""
    return bool(
        case.head.demands_analysis
        or case.head.harm in ("H3", "H4")
        or case.values.get("injury_class") in ("serious", "risk_serious")
        or case.values.get("lexsarah_class") in ("serious", "risk_serious")
    )


def under_investigation(case: CaseFile) -> bool:
    """Whether the event is serious and not yet judged, so that only that may be told (domain 8, rule 6)."""
    return is_serious(case) and case.head.status not in ENDS


def patient_told(case: CaseFile) -> bool:
    """Whether the person concerned, or somebody close, was told first; or there is nobody to tell."""
    return case.values.get("patient_informed") in ("yes", "not_applicable")


def is_handed_over(data: CaseOnPaper) -> bool:
    """Whether the case concerns somebody else too: forwarded, or tied to another case or provider."""
    case = data.case
    named = case.head.status == "forwarded" or case.values.get("forward_to") or case.values.get("other_units")
    return bool(named or data.linked or any("other_provider" in one.rule.code for one in data.tracks))
