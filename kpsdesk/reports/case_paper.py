"""The case on paper: whole, for those who work on it; or masked, for others (domain 2.11, 8)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kpsdesk.domain.case import StepRow
from kpsdesk.domain.fields import HANDLER_BY_KEY, REPORTER
from kpsdesk.domain.papers import (
    MASKED_FIELDS,
    REPORT_TEXTS,
    CaseOnPaper,
    free_texts,
    under_investigation,
)
from kpsdesk.i18n import N_, _
from kpsdesk.reports.blocks import Block, Heading, Note, PaperInfo, Table, Text, Ticks
from kpsdesk.reports.case_words import (
    CaseSpeech,
    actions_table,
    causes_table,
    facts,
    label,
    quotes,
    section_blocks,
    texts,
    titled,
    track_blocks,
)

SECRET: Final = N_("Confidential. Hand it out only after the secrecy has been weighed.")
INTERNAL: Final = N_("Internal working material")
_ASSESSED_ELSEWHERE: Final = frozenset({"title", "event_type", "subcategory"})
_TOLD: Final = ("informed_points", "patient_experience")


def info(data: CaseOnPaper, title: str, language: str, *, named: bool, outside: bool = False) -> PaperInfo:
    """Title and foot of a paper; by whom it was made only where people may be named (domain 8, rule 8).

    `outside`: it is made to leave the organisation, and is no internal material.
    """
    speech = CaseSpeech(data)
    printed = _("Made {day}").format(day=speech.day(data.today))
    if named and data.made_by:
        printed = _("Made {day} by {name}").format(day=speech.day(data.today), name=data.made_by)
    sort = _(SECRET) if named else title if outside else _(INTERNAL)
    foot = f"{sort} · {printed}"
    return PaperInfo(title, language, foot, _("Page {page} of {pages}"))


def full_title(data: CaseOnPaper) -> str:
    """Without the heading of the case, which is free text and would stand in the file's data."""
    return _("Case {number}").format(number=data.case.head.number)


def masked_title(data: CaseOnPaper) -> str:
    """The same for a masked one."""
    return _("Case {number}, masked").format(number=data.case.head.number)


def full(data: CaseOnPaper) -> list[Block]:
    """The whole case. The reporter is never named, whoever reads it (domain 2.11)."""
    speech, case = CaseSpeech(data), data.case
    made: list[Block] = [Heading(full_title(data), 1), Text(case.head.title, "lead"), *_head(speech)]
    made += titled(_("The report"), _report(speech))
    made += titled(_("Assessment"), section_blocks(speech, "assessment", _ASSESSED_ELSEWHERE))
    made += titled(_("Causes"), [*section_blocks(speech, "causes"), *causes_table(speech)])
    made += titled(_("Actions"), actions_table(speech, people=True))
    made += titled(_("Patient and next of kin"), _informed(speech))
    if data.tracks:
        made.append(Heading(_("Laws")))
        for track in data.tracks:
            made += [Heading(str(track.rule.name), 3), *track_blocks(speech, track)]
            if track.missing and track.state == "open":
                still = "; ".join(str(one.name) for one in track.missing)
                made.append(Note(_("Still missing: {what}").format(what=still), "warn"))
    made += titled(_("Feedback to the reporter"), _feedback(speech))
    made += titled(_("Decision"), section_blocks(speech, "decision"))
    made += titled(_("Lesson"), section_blocks(speech, "lesson"))
    made += _notes(speech)
    return [*made, Heading(_("History")), *_history(speech)]


def _head(speech: CaseSpeech) -> list[Block]:
    head, data = speech.data.case.head, speech.data
    reporting = (
        speech.unit(head.unit_report_id, head.reported_day) if head.unit_report_id != head.unit_id else ""
    )
    due = f"{speech.code('step', head.next_step)}, {speech.day(head.next_due)}" if head.next_due else ""
    return facts(
        [
            (_("Kind"), speech.code("kind", head.kind)),
            (_("Event type"), speech.event_type()),
            (_("Status"), speech.code("status", head.status)),
            (_("Unit"), speech.unit(head.unit_id, head.reported_day)),
            (_("Reporting unit"), reporting),
            (_("Area"), speech.area(head.area_id)),
            (_("Owner"), speech.person(head.owner_id)),
            (_("Handler"), speech.person(head.handler_id)),
            (_("Happened"), speech.day(head.occurred_day)),
            (_("Reported"), speech.day(head.reported_day)),
            (_("Risk level"), speech.level()),
            (_("Next step"), due),
            (_("Closed"), speech.day(head.closed_day)),
            (_("Patient reference"), data.patient_reference),
        ]
    )


def _report(speech: CaseSpeech) -> list[Block]:
    report, head = speech.data.case.report, speech.data.case.head
    made: list[Block] = []
    for key, name in REPORT_TEXTS:
        text = getattr(report, key)
        if text.strip():
            made += [Text(_(name), "strong"), *quotes(text)]
    pairs = [
        (_readers(one.key, one.label), speech.value(one, report.values.get(one.key))) for one in REPORTER
    ]
    made += facts([*pairs, (_("How it was reported"), speech.code("anonymity", head.anonymity))])
    for note in speech.data.case.notes:
        if note.kind == "addition":
            made += [Text(_("Added {day}").format(day=speech.on(note.at)), "strong"), *quotes(note.text)]
    return made


def _readers(key: str, text: str) -> str:
    """The form asks the reporter; here somebody else reads the answer."""
    return _("The reporter's profession") if key == "profession" else label(text)


def _informed(speech: CaseSpeech) -> list[Block]:
    values = speech.data.case.values
    made = section_blocks(speech, "patient", frozenset(_TOLD))
    told = values.get("informed_points") or ()
    if told:
        made.append(Ticks(points(speech, frozenset(told))))
    if experience := str(values.get("patient_experience") or "").strip():
        made += [Text(label(HANDLER_BY_KEY["patient_experience"].label), "strong"), *quotes(experience)]
    return made


def points(speech: CaseSpeech, told: frozenset[str]) -> list[tuple[bool, str]]:
    """What those concerned are to be told, each with whether they were; the words say it too."""
    made = []
    for item in speech.data.vocabulary.items("informed_point"):
        done = item.code in told
        sentence = _("{what} (told)") if done else _("{what} (not told yet)")
        made.append((done, sentence.format(what=item.text)))
    return made


def _feedback(speech: CaseSpeech) -> list[Block]:
    made: list[Block] = []
    for one in speech.data.case.feedback:
        made.append(Text(speech.day(one.day), "strong"))
        if one.text:
            made += quotes(one.text)
        else:
            reason = speech.code("no_feedback_reason", one.no_feedback_reason)
            made.append(Text(_("No feedback: {reason}").format(reason=reason)))
    return made


def _notes(speech: CaseSpeech) -> list[Block]:
    made: list[Block] = []
    for one in speech.data.case.notes:
        if one.kind != "addition":
            told = (
                speech.on(one.at),
                speech.code("note_kind", one.kind),
                speech.actor(one.author),
                one.author_title,
                one.source,
                speech.code("fact_or_judgement", one.certainty),
            )
            made += [Text(" · ".join(part for part in told if part), "strong"), *texts(one.text)]
    return [Heading(_("Notes")), *made] if made else []


def _history(speech: CaseSpeech) -> list[Block]:
    case = speech.data.case
    statuses = [
        [speech.day(row.day), speech.code("status", row.status), row.reason or "", speech.actor(row.actor)]
        for row in case.statuses
    ]
    statuses[:1] = [[*row[:3], ""] for row in statuses[:1]]  # the first is the reporter's
    made: list[Block] = [
        Table(
            (_("Day"), _("Status"), _("Reason"), _("By whom")),
            statuses,
            (1.8, 1.8, 2.4, 1.6),
            caption=_("Statuses"),
        )
    ]
    steps = [
        [speech.code("step", s.step), speech.day(s.due), speech.day(s.done_day), _moved(speech, s)]
        for s in case.steps
    ]
    if steps:
        head = (_("Step"), _("Due"), _("Done"), _("Due dates moved"))
        made.append(Table(head, steps, (1.6, 1.8, 1.8, 2.4), caption=_("Time limits")))
    owners = [
        [speech.day(o.from_day), speech.unit(o.unit_id, o.from_day), speech.person(o.manager_id)]
        for o in case.owners
    ]
    if len(owners) > 1:  # the only one stands at the top of the paper
        owner_head = (_("From"), _("Unit"), _("Owner"))
        made.append(Table(owner_head, owners, (1.8, 2.9, 2.9), caption=_("Owners")))
    return made


def _moved(speech: CaseSpeech, step: StepRow) -> str:
    told = [
        f"{speech.day(one.set_day)}: {speech.day(one.due) or '–'}" + (f" ({one.note})" if one.note else "")
        for one in step.dues[1:]
    ]
    return "; ".join(told)


# -- masked


def masked(data: CaseOnPaper, approved: Mapping[str, str]) -> list[Block]:
    """The case for others: codes, months and what somebody has approved of the texts, as it was approved."""
    speech = CaseSpeech(data)
    made: list[Block] = [
        Heading(masked_title(data), 1),
        Note(_("Names, days, units and what else often tells who it concerns are left out.")),
        *masked_facts(speech),
    ]
    if under_investigation(data.case):
        made.append(Note(_("The event is serious and is being investigated."), "warn"))
    made += titled(_("Assessment"), masked_assessment(speech))
    return made + approved_texts(data, approved)


def masked_facts(speech: CaseSpeech) -> list[Block]:
    """What, in which month, in what kind of place."""
    case = speech.data.case
    report = [
        (label(one.label), speech.value(one, case.report.values.get(one.key)))
        for one in REPORTER
        if one.key in ("harm_reported", "immediate_actions")
    ]
    return facts(
        [
            (_("Kind"), speech.code("kind", case.head.kind)),
            (_("Event type"), speech.event_type()),
            (_("Status"), speech.code("status", case.head.status)),
            (_("Happened"), speech.month(case.head.occurred_day)),
            (_("Reported"), speech.month(case.head.reported_day)),
            (_("Type of setting"), speech.setting()),
            (_("Place"), speech.place()),
            *report,
            (_("Risk level"), speech.level()),
        ]
    )


def masked_assessment(speech: CaseSpeech) -> list[Block]:
    """The coded answers of the handler that tell nothing of one person."""
    told_already = {"event_type", "subcategory", "place"}
    return facts(
        (label(one.label), speech.value(one, speech.handled(one.key)))
        for one in MASKED_FIELDS
        if one.key not in told_already
    )


def approved_texts(data: CaseOnPaper, approved: Mapping[str, str], paper: str = "") -> list[Block]:
    """The approved texts under their names, in the order of the case; nothing when none is."""
    offered = free_texts(data.case, paper) if paper else free_texts(data.case)
    made: list[Block] = []
    for one in offered:
        text = approved.get(one.key, "").strip()
        if text:
            made += [Text(one.name(), "strong"), *texts(text)]
    return [Heading(_("In words")), *made] if made else []
