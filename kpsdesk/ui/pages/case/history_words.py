"""The audit of a case in words that people read: «Anna Berg: Sannolikhet från – till 3»."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any, Final

from kpsdesk.domain.fields import HANDLER_BY_KEY
from kpsdesk.domain.rows import AuditRow
from kpsdesk.domain.text import first_words
from kpsdesk.i18n import N_, _
from kpsdesk.ui.pages.case.autosave import as_shown
from kpsdesk.ui.pages.case.context import CaseContext

_PLAIN: Final[Mapping[str, str]] = {
    "cause.removed": N_("Removed a cause"),
    "cause.restored": N_("Put a cause back"),
    "action.removed": N_("Removed an action"),
    "action.restored": N_("Put an action back"),
    "case.unlinked": N_("Took a link to another case away"),
    "patient_reference.set": N_("Wrote or changed the reference of the person"),
    "patient_reference.read": N_("Read the reference of the person"),
    "attachment.added": N_("Attached a file"),
    "attachment.removed": N_("Removed an attached file"),
    "attachment.restored": N_("Put an attached file back"),
    "action.changed": N_("Changed an action"),
    "track.fields": N_("Filled in a legal track"),
}
DUE_REASONS: Final[Mapping[str, str]] = {
    "extension": N_("more time was asked for"),
    "level": N_("the risk level changed"),
    "kind": N_("the kind changed"),
    "unit": N_("the unit changed"),
    "reopened": N_("the case was opened again"),
}


def sentences(row: AuditRow, context: CaseContext) -> list[str]:
    """What one row of the audit says, one sentence a change; an unknown action is shown by its name."""
    if row.action in _PLAIN:
        return [_(_PLAIN[row.action])]
    if row.action in _SIMPLE:
        sentence, key, name = _SIMPLE[row.action]
        value = row.detail.get(key)
        return [_(sentence).format(value=context.word(name, value) if name else first_words(str(value), 160))]
    say = _SAYERS.get(row.action)
    return say(row.detail, context) if say else [row.action]


def _fields(detail: Mapping[str, Any], context: CaseContext) -> list[str]:
    told = []
    for key, (before, after) in detail.get("fields", {}).items():
        field = HANDLER_BY_KEY.get(key)
        label = _(field.label).rstrip("?") if field else key
        sentence = _("{field}: from {before} to {after}")
        if before in (None, "", []):
            sentence = _("{field}: {after}")
        told.append(
            sentence.format(
                field=label, before=_value(key, before, context), after=_value(key, after, context)
            )
        )
    return told


def _value(key: str, value: Any, context: CaseContext) -> str:
    field = HANDLER_BY_KEY.get(key)
    if value in (None, "", []):
        return "–"
    if field is None:
        return str(value)
    if field.shape == "yesno":
        return _("Yes") if value else _("No")
    if field.shape == "date":
        return context.day(as_shown(value, "date"))
    if isinstance(value, list):
        return ", ".join(context.word(field.list, str(one)) for one in value)
    return context.word(field.list, str(value)) if field.list else first_words(str(value), 120)


def _day(text: str | None, context: CaseContext) -> str:
    return context.day(date.fromisoformat(text)) if text else "–"


def _due(detail: Mapping[str, Any], context: CaseContext) -> list[str]:
    why = detail.get("note") or _(DUE_REASONS.get(str(detail.get("reason")), ""))
    said = _("Due date of {step}: from {before} to {after}").format(
        step=context.word("step", detail.get("step")),
        before=_day(detail.get("before"), context),
        after=_day(detail.get("after"), context),
    )
    return [f"{said}. {why[:1].upper() + why[1:]}" if why else said]


def _owner(detail: Mapping[str, Any], context: CaseContext) -> list[str]:
    unit, _area, manager = detail.get("after", [None, None, None])
    return [
        _("The case now belongs to {unit}, {name}").format(
            unit=context.unit(unit) or "–", name=context.person(manager) or _("no manager")
        )
    ]


def _status(detail: Mapping[str, Any], context: CaseContext) -> list[str]:
    said = _("Status: {status}").format(status=context.word("status", detail.get("after")))
    return [f"{said}. {detail['reason']}" if detail.get("reason") else said]


def _scored(detail: Mapping[str, Any], context: CaseContext) -> list[str]:
    score, level = detail.get("after", [None, None])
    matrix = context.matrix()
    known = {one.code: str(one.text) for one in matrix.levels}
    return [
        _("Risk: {level}, {score}").format(
            level=known.get(level, level or "–"), score=score if score is not None else "–"
        )
    ]


def _track_name(detail: Mapping[str, Any], context: CaseContext) -> str:
    code = str(detail.get("track", ""))
    view = context.view
    rules = [track.rule for track in view.tracks] + list(view.suggested_tracks) + list(view.other_tracks)
    return next((str(rule.name) for rule in rules if rule.key == code), code)


def _track_state(detail: Mapping[str, Any], context: CaseContext) -> list[str]:
    states = {"open": _("open again"), "done": _("done"), "not_applicable": _("does not apply")}
    state = str(detail.get("after"))
    return [
        _("Legal track {name}: {state}").format(
            name=_track_name(detail, context), state=states.get(state, state)
        )
    ]


def _feedback(detail: Mapping[str, Any], context: CaseContext) -> list[str]:
    if detail.get("text"):
        return [_("Gave feedback: {text}").format(text=first_words(detail["text"], 160))]
    return [
        _("No feedback: {reason}").format(
            reason=context.word("no_feedback_reason", detail.get("no_feedback_reason"))
        )
    ]


def _changed(
    detail: Mapping[str, Any], context: CaseContext, sentence: str, name: str = "", first: str = ""
) -> list[str]:
    """«from – to» of a code list, or of people when there is no list; `first` when there was nothing before."""
    words = (lambda code: context.word(name, code)) if name else context.person
    before, after = words(detail.get("before")), words(detail.get("after"))
    if first and not before:
        sentence = first
    return [_(sentence).format(before=before or "–", after=after or "–")]


def _track(detail: Mapping[str, Any], context: CaseContext) -> list[str]:
    return [_("Legal track {name}: {state}").format(name=_track_name(detail, context), state=_("started"))]


def _cause(detail: Mapping[str, Any], _context: CaseContext) -> list[str]:
    return [_("Changed a cause to: {text}").format(text=(detail.get("after") or [""])[0])]


# action: sentence, key of the detail, code list of its value ("" for a text)
_SIMPLE: Final[Mapping[str, tuple[str, str, str]]] = {
    "case.received": (N_("Reported as: {value}"), "kind", "kind"),
    "case.linked": (N_("Linked to another case: {value}"), "kind", "link_kind"),
    "cause.added": (N_("New cause: {value}"), "text", ""),
    "action.added": (N_("New action: {value}"), "text", ""),
    "action.effect": (N_("Effect of an action: {value}"), "after", "effect"),
    "note.added": (N_("Added: {value}"), "kind", "note_kind"),
}
_PAPERS: Final[Mapping[str, str]] = {
    "full": N_("Made a paper: the whole case"),
    "masked": N_("Made a paper: the case, masked"),
    "legal_basis": N_("Made a paper: text basis for the authority"),
    "patient_letter": N_("Made a paper: letter to the person concerned"),
    "hand_over": N_("Made a paper: hand-over slip"),
}


def _paper(detail: Mapping[str, Any], _context: CaseContext) -> list[str]:
    return [_(_PAPERS.get(str(detail.get("kind")), N_("Made a paper")))]


_SAYERS: Final[Mapping[str, Callable[[Mapping[str, Any], CaseContext], list[str]]]] = {
    "case.status": _status,
    "case.fields": _fields,
    "case.scored": _scored,
    "case.kind": partial(_changed, sentence=N_("Kind: from {before} to {after}"), name="kind"),
    "case.handler": partial(
        _changed, sentence=N_("Handler: from {before} to {after}"), first=N_("Handler: {after}")
    ),
    "case.owner": _owner,
    "due.set": _due,
    "cause.changed": _cause,
    "action.status": partial(_changed, sentence=N_("Action: from {before} to {after}"), name="action_status"),
    "feedback.given": _feedback,
    "paper.made": _paper,
    "track.started": _track,
    "track.state": _track_state,
}
