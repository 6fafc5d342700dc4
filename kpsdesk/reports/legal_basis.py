"""The text basis for IVO, MAS or the Finnish authority: what the notification must hold, and what is still missing.

The headings are those of domain 3.4 (lex Maria), 2.2 and 3.5 (lex Sarah) and 3.6 (section 29). What lacks is said at the
top and at its place: Riksrevisionen and IVO have criticised just these gaps. KPSdesk does not send anything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from kpsdesk.domain.fields import HANDLER_BY_KEY, REPORTER_BY_KEY
from kpsdesk.domain.legal import TrackView
from kpsdesk.domain.papers import REPORT_TEXTS, CaseOnPaper
from kpsdesk.i18n import N_, _
from kpsdesk.reports.blocks import Block, Bullets, Heading, Note, Text, Ticks
from kpsdesk.reports.case_paper import points
from kpsdesk.reports.case_words import CaseSpeech, actions_table, causes_table, facts, label, quotes, texts

Source = Callable[[CaseSpeech], list[Block]]
REPORT_LABELS: Final = dict(REPORT_TEXTS)


@dataclass(frozen=True, slots=True)
class Chapter:
    """A heading of the notification: where its content is kept, which requirements it must meet, whether it may be empty."""

    title: str
    sources: tuple[str, ...]
    needs: tuple[str, ...] = ()
    may_be_empty: bool = False


_PROVIDER: Final = Chapter(N_("Provider and unit"), ("unit",))
_COURSE: Final = ("value.what_happened", "report.description")
_CAUSES: Final = Chapter(N_("Causes"), ("value.causes_text", "value.factors", "causes"))
_BEFORE: Final = Chapter(
    N_("Earlier similar events"), ("value.seen_before", "value.seen_before_text"), ("seen_before",)
)
_AGAIN: Final = Chapter(
    N_("Risk that it happens again"),
    ("value.recurrence", "value.recurrence_text", "level", "value.probability"),
    ("recurrence", "risk_assessed"),
)
_MEASURES: Final = Chapter(
    N_("Actions with times and follow-up"),
    ("actions", "value.no_action_reason"),
    ("actions_tied_to_causes",),
)
_AT_ONCE: Final = Chapter(
    N_("What was done at once"), ("report.immediate_actions", "report.immediate_text"), (), True
)
_CONSEQUENCE: Final = (
    "value.harm",
    "value.harm_psychological",
    "value.harm_dimension",
    "value.consequence_type",
    "value.severity_actual",
    "value.severity_potential",
    "value.preventable",
)
_INFORMED: Final = (
    "value.patient_informed",
    "value.not_informed_reason",
    "points",
    "value.informed_on",
    "value.informed_to",
    "value.journal_noted",
    "value.journal_noted_on",
)
CHAPTERS: Final[Mapping[str, tuple[Chapter, ...]]] = {
    "lex_maria": (
        _PROVIDER,
        Chapter(N_("When and where"), ("occurred", "place", "value.phase", "track.known_at")),
        Chapter(N_("Patient"), ("patient", "value.age_band", "value.gender")),
        Chapter(N_("The event"), _COURSE),
        Chapter(
            N_("Consequence for the patient"),
            (*_CONSEQUENCE, "value.injury_class"),
            ("consequence_for_the_person",),
        ),
        _AT_ONCE,
        Chapter(
            N_("Information to patient and next of kin"), _INFORMED, ("patient_informed", "journal_noted")
        ),
        Chapter(
            N_("How patient and next of kin describe it"),
            ("value.patient_experience", "track.patient_experience"),
            ("patient_experience",),
        ),
        _CAUSES,
        _BEFORE,
        _AGAIN,
        _MEASURES,
        Chapter(N_("Other authorities told"), ("track.other_authorities",), (), True),
        Chapter(
            N_("Assessment and decision"),
            ("track.judged_by", "track.needed", "track.decision", "track.decided_at", "value.decision_text"),
            ("decision", "notified_at"),
        ),
    ),
    "lex_sarah": (
        _PROVIDER,
        Chapter(N_("What happened"), _COURSE),
        Chapter(
            N_("When and how it was discovered"),
            ("occurred", "place", "discovered", "reported", "track.reported_by", "track.received_at"),
        ),
        Chapter(
            N_("Consequence for the person"),
            ("value.lexsarah_class", *_CONSEQUENCE, "track.consequence"),
            ("consequence_for_the_person",),
        ),
        _AT_ONCE,
        Chapter(N_("Information to the person and next of kin"), _INFORMED, ("patient_informed",)),
        _CAUSES,
        _BEFORE,
        _AGAIN,
        _MEASURES,
        Chapter(N_("What else was found"), ("value.went_well", "value.patient_experience"), (), True),
        Chapter(
            N_("Assessment and decision"),
            ("track.investigator", "track.serious_at", "track.decision", "track.decided_at", "track.told_board_at",
             "value.decision_text"),
            ("decision", "notified_at"),
        ),
    ),
    "fi_29": (
        _PROVIDER,
        Chapter(N_("What happened"), _COURSE),
        Chapter(
            N_("When it was noticed and who was told"),
            ("occurred", "place", "track.known_at", "track.told_to", "track.told_at"),
        ),
        Chapter(
            N_("How it endangered safety"),
            ("track.irregularity", "value.lexsarah_class", *_CONSEQUENCE, "level", "track.serious_at"),
            ("consequence_for_the_person", "risk_assessed"),
        ),
        Chapter(
            N_("How it was corrected"),
            ("report.immediate_actions", "report.immediate_text", "track.corrected", "track.corrected_at"),
        ),
        _CAUSES,
        _MEASURES,
        Chapter(
            N_("Organiser and authority told"), ("track.organiser_told_at", "track.authority_told_at"), (), True
        ),
        Chapter(N_("Information to the person and next of kin"), _INFORMED, ("patient_informed",)),
        Chapter(N_("The notifier was told what was done"), ("track.notifier_informed_at",), (), True),
        Chapter(N_("Assessment and decision"), ("track.decision", "value.decision_text"), ("decision",)),
    ),
}  # fmt: skip


def title(data: CaseOnPaper, track: TrackView) -> str:
    """What the paper is called."""
    return _("Text basis for case {number}: {law}").format(number=data.case.head.number, law=track.rule.name)


def basis(data: CaseOnPaper, track: TrackView) -> list[Block]:
    """The notification's headings with what the case holds, and at the top all that is missing."""
    speech = CaseSpeech(data)
    chapters = CHAPTERS[track.rule.code]
    content = [_content(speech, track, one) for one in chapters]
    open_needs = {one.code: str(one.name) for one in track.missing}
    gaps = [_gaps(one, made, open_needs) for one, made in zip(chapters, content, strict=True)]
    made: list[Block] = [
        Heading(title(data, track), 1),
        Text(str(track.rule.reference)),
        Text(str(track.rule.who), "muted"),
        Note(_("KPSdesk sends nothing. Copy the text into the authority's form, or take it along.")),
        *_missing(chapters, gaps, open_needs),
    ]
    for chapter, blocks, lacking in zip(chapters, content, gaps, strict=True):
        made += [Heading(_(chapter.title)), *blocks]
        if lacking:
            made.append(Note(_("Still missing: {what}").format(what="; ".join(lacking)), "warn"))
        elif not blocks:
            made.append(Text(_("Nothing is noted."), "muted"))
    return made


def _missing(chapters: tuple[Chapter, ...], gaps: list[list[str]], needs: Mapping[str, str]) -> list[Block]:
    told = [
        f"{_(one.title)}: {what}" for one, lacking in zip(chapters, gaps, strict=True) for what in lacking
    ]
    placed = {code for one in chapters for code in one.needs}
    told += [name for code, name in needs.items() if code not in placed]
    if not told:
        return [
            Note(
                _("Nothing that is asked for is missing. Read it through once more before it is sent."), "ok"
            )
        ]
    return [Heading(_("Still missing")), Bullets(told)]


def _gaps(chapter: Chapter, content: list[Block], needs: Mapping[str, str]) -> list[str]:
    lacking = [needs[code] for code in chapter.needs if code in needs]
    if not content and not lacking and not chapter.may_be_empty:
        lacking.append(_("nothing is filled in here yet"))
    return lacking


def _content(speech: CaseSpeech, track: TrackView, chapter: Chapter) -> list[Block]:
    """Short answers first, then texts and tables, as they are declared."""
    pairs: list[tuple[str, str]] = []
    rest: list[Block] = []
    for source in chapter.sources:
        if source in _SPECIAL:
            rest += _SPECIAL[source](speech)
            continue
        name, text, long = _answer(speech, track, source)
        if not text.strip():
            continue
        if long:
            own = quotes(text) if source.startswith("report.") else texts(text)
            rest += [Text(name, "strong"), *own]
        else:
            pairs.append((name, text))
    return [*facts(pairs), *rest]


def _answer(speech: CaseSpeech, track: TrackView, source: str) -> tuple[str, str, bool]:
    """Name and value of one source, and whether it is a text rather than a short answer."""
    where, _dot, key = source.partition(".")
    if where == "value":
        field = HANDLER_BY_KEY[key]
        return label(field.label), speech.value(field, speech.handled(key)), field.shape == "text"
    if where == "track":
        own = next((one for one in track.rule.fields if one.code == key), None)
        if own is None:  # another version of the track does not ask for it
            return "", "", False
        return str(own.name), speech.track_value(own, track.values.get(key)), own.type == "text"
    if key in REPORT_LABELS:
        return _(REPORT_LABELS[key]), getattr(speech.data.case.report, key), True
    if where == "report":
        asked = REPORTER_BY_KEY[key]
        return label(asked.label), speech.value(asked, speech.data.case.report.values.get(key)), False
    return (*_FACTS[source](speech), False)


def _unit(speech: CaseSpeech) -> list[Block]:
    head = speech.data.case.head
    told = [
        (_("Area"), speech.area(head.area_id)),
        (_("Unit"), speech.unit(head.unit_id, head.reported_day)),
        (_("Type of setting"), speech.setting()),
        (_("Case number"), head.number),
    ]
    return facts(told)


def _patient(speech: CaseSpeech) -> list[Block]:
    reference = speech.data.patient_reference
    note = _("Name and identity number are not kept here. Fill them in where the notification is made.")
    return [*facts([(_("Patient reference"), reference)]), Text(note, "muted")]


def _points(speech: CaseSpeech) -> list[Block]:
    told = speech.data.case.values.get("informed_points") or ()
    return [Ticks(points(speech, frozenset(told)))] if told else []


_SPECIAL: Final[Mapping[str, Source]] = {
    "unit": _unit,
    "patient": _patient,
    "points": _points,
    "causes": causes_table,
    "actions": lambda speech: actions_table(speech, people=False),
}
_FACTS: Final[Mapping[str, Callable[[CaseSpeech], tuple[str, str]]]] = {
    "occurred": lambda s: (_("Happened"), s.day(s.data.case.head.occurred_day)),
    "reported": lambda s: (_("Reported"), s.day(s.data.case.head.reported_day)),
    "discovered": lambda s: (
        label(REPORTER_BY_KEY["discovered_on"].label),
        s.value(REPORTER_BY_KEY["discovered_on"], s.data.case.report.values.get("discovered_on")),
    ),
    "place": lambda s: (_("Place"), s.place()),
    "level": lambda s: (_("Risk level"), s.level()),
}
