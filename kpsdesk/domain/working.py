"""What is worked out on a case: causes, actions, feedback, notes and legal tracks (domain 2.2, 5.9, 3.4-3.7)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from kpsdesk.clock import local_day
from kpsdesk.domain.acting import Moment, demand_open, moment_of, touch
from kpsdesk.domain.case import Action, ActionState, CaseFile, Cause, Feedback, Note, Track
from kpsdesk.errors import NotFound, UserError
from kpsdesk.i18n import N_

OPEN_ACTIONS: Final = frozenset({"proposed", "decided", "ongoing"})
ACTION_FIELDS: Final = frozenset(
    {"text", "type", "strength", "level", "owner_id", "due", "measure", "evidence", "follow_up_due", "causes"}
)
FOLLOWED_UP: Final = frozenset(
    {"owner_id", "due", "measure", "evidence", "follow_up_due"}
)  # also in a closed case


def add_cause(case: CaseFile, text: str, factor: str | None, moment: Moment) -> Cause:
    """Add a cause in words, with its contributing factor."""
    demand_open(case)
    if not text.strip():
        raise UserError(N_("Write the cause in a few words."), field="cause")
    moment = moment_of(case, moment)
    cause = Cause(moment.ids.timed(moment.at), text.strip(), factor, len(case.causes))
    case.causes[cause.id] = cause
    case.log("cause.added", cause=cause.id, text=cause.text, factor=factor)
    touch(case, moment)
    return cause


def change_cause(case: CaseFile, cause_id: str, text: str, factor: str | None, moment: Moment) -> None:
    """Word a cause differently, or give it another factor."""
    demand_open(case)
    cause = _cause(case, cause_id)
    if not text.strip():
        raise UserError(N_("Write the cause in a few words."), field="cause")
    moment = moment_of(case, moment)
    before = [cause.text, cause.factor]
    cause.text, cause.factor = text.strip(), factor
    case.log("cause.changed", cause=cause_id, before=before, after=[cause.text, factor])
    touch(case, moment)


def remove_cause(case: CaseFile, cause_id: str, moment: Moment, *, back: bool = False) -> None:
    """Take a cause away, or put it back (undo)."""
    demand_open(case)
    cause = _cause(case, cause_id)
    moment = moment_of(case, moment)
    cause.removed_at = None if back else moment.at
    case.log("cause.restored" if back else "cause.removed", cause=cause_id)
    touch(case, moment)


def _cause(case: CaseFile, cause_id: str) -> Cause:
    if cause_id not in case.causes:
        raise NotFound(N_("The cause is no longer there."))
    return case.causes[cause_id]


def _action(case: CaseFile, action_id: str) -> Action:
    if action_id not in case.actions:
        raise NotFound(N_("The action is no longer there."))
    return case.actions[action_id]


def add_action(
    case: CaseFile, values: Mapping[str, Any], moment: Moment, *, origin: str | None = None
) -> Action:
    """Add an action; decided from the start when it has an owner and a date, else a proposal.

    Raises:
        UserError: no text, or an unknown cause.
    """
    demand_open(case)
    moment = moment_of(case, moment)
    text = str(values.get("text") or "").strip()
    if not text:
        raise UserError(N_("Write what is to be done."), field="text")
    status = "decided" if values.get("owner_id") and values.get("due") else "proposed"
    action = Action(moment.ids.timed(moment.at), text, status, moment.at, origin=origin)
    case.actions[action.id] = action
    _fill(case, action, {key: value for key, value in values.items() if key != "text"})
    _remember(case, action, moment)
    case.log("action.added", action=action.id, text=text, status=status, origin=origin)
    touch(case, moment)
    return action


def _fill(case: CaseFile, action: Action, values: Mapping[str, Any]) -> dict[str, list[Any]]:
    changed: dict[str, list[Any]] = {}
    for key, given in values.items():
        value = given
        if key not in ACTION_FIELDS:
            raise UserError(N_("There is no field called {key}."), key=key)
        if key == "causes":
            value = frozenset(value or ())
            for cause_id in value:
                _cause(case, cause_id)
        before = getattr(action, key)
        if before != value:
            if key not in FOLLOWED_UP:
                demand_open(case)
            setattr(action, key, value)
            changed[key] = [_plain(before), _plain(value)]
    return changed


def _remember(case: CaseFile, action: Action, moment: Moment, reason: str | None = None) -> None:
    """Keep how the action stands now, when that is news."""
    status = "removed" if action.removed_at else action.status
    state = (status, action.owner_id, action.due, action.follow_up_due, action.effect)
    if action.history:
        last = action.history[-1]
        if state == (last.status, last.owner_id, last.due, last.follow_up_due, last.effect):
            return
    day = local_day(moment.at, case.country)
    action.history.append(ActionState(*state, moment.at, day, moment.actor, reason))


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return sorted(value) if isinstance(value, frozenset) else value


def change_action(case: CaseFile, action_id: str, values: Mapping[str, Any], moment: Moment) -> None:
    """Change an action's fields."""
    action = _action(case, action_id)
    if "text" in values and not str(values["text"] or "").strip():
        raise UserError(N_("Write what is to be done."), field="text")
    moment = moment_of(case, moment)
    changed = _fill(case, action, values)
    if changed:
        _remember(case, action, moment)
        case.log("action.changed", action=action_id, fields=changed)
        touch(case, moment)


def set_action_status(
    case: CaseFile,
    action_id: str,
    status: str,
    moment: Moment,
    *,
    reason: str = "",
    follow_up_days: int = 90,
    done_on: date | None = None,
) -> None:
    """Decide, start, finish, reject or cancel an action (domain 5.9); done sets its follow-up 90 days on.

    Raises:
        UserError: rejected or cancelled without a reason; decided without an owner and a date.
    """
    action = _action(case, action_id)
    if status in ("rejected", "cancelled") and not reason.strip():
        raise UserError(N_("Write why the action is not carried out."), field="reason")
    if status in ("decided", "ongoing") and not (action.owner_id and action.due):
        raise UserError(N_("Say who does it and by when, then it can be decided."), field="owner_id")
    if status == action.status and reason.strip() in ("", action.reason):
        return
    moment = moment_of(case, moment)
    before, action.status = action.status, status
    action.reason = reason.strip() or action.reason
    if status == "done":
        action.done_day = done_on or local_day(moment.at, case.country)
        if action.follow_up_due is None:
            action.follow_up_due = date.fromordinal(action.done_day.toordinal() + follow_up_days)
    else:
        action.done_day = None
    _remember(case, action, moment, reason.strip() or None)
    case.log("action.status", action=action_id, before=before, after=status, reason=reason or None)
    touch(case, moment)


def judge_effect(case: CaseFile, action_id: str, effect: str, evidence: str, by: str, moment: Moment) -> None:
    """Say whether a finished action had the effect that was wanted.

    Raises:
        UserError: the action is not done yet.
    """
    action = _action(case, action_id)
    if action.status != "done":
        raise UserError(N_("The effect can be judged when the action is done."))
    moment = moment_of(case, moment)
    before = action.effect
    action.effect, action.evidence, action.followed_up_by = effect, evidence.strip() or None, by
    action.followed_up_day = local_day(moment.at, case.country) if effect != "not_judged" else None
    _remember(case, action, moment)
    case.log("action.effect", action=action_id, before=before, after=effect)
    touch(case, moment)


def remove_action(case: CaseFile, action_id: str, moment: Moment, *, back: bool = False) -> None:
    """Take an action away, or put it back (undo)."""
    demand_open(case)
    action = _action(case, action_id)
    moment = moment_of(case, moment)
    action.removed_at = None if back else moment.at
    _remember(case, action, moment)
    case.log("action.restored" if back else "action.removed", action=action_id)
    touch(case, moment)


def proposal_to_action(case: CaseFile, moment: Moment) -> Action:
    """Make the reporter's own proposal an action; once.

    Raises:
        UserError: there is no proposal, or it is an action already.
    """
    if not case.report.suggestion.strip():
        raise UserError(N_("The reporter made no proposal."))
    if any(action.origin == "proposal" for action in case.live_actions):
        raise UserError(N_("The proposal is an action already."))
    return add_action(case, {"text": case.report.suggestion.strip()}, moment, origin="proposal")


def give_feedback(case: CaseFile, text: str, moment: Moment, *, no_reason: str | None = None) -> Feedback:
    """Tell the reporter what happens or was learnt, or note why nothing can be told.

    For a complaint or view this is the answer, and its step is done by it.

    Raises:
        UserError: neither a text nor a reason.
    """
    if not text.strip() and not no_reason:
        raise UserError(
            N_("Write a few words to the reporter, or choose why no feedback can be given."), field="feedback"
        )
    moment = moment_of(case, moment)
    day = local_day(moment.at, case.country)
    one = Feedback(moment.ids.timed(moment.at), text.strip() or None, moment.actor, moment.at, day, no_reason)
    case.feedback.append(one)
    for step in case.steps:
        if step.step == "answer" and step.done_day is None:
            step.done_at, step.done_day = moment.at, day
    case.log("feedback.given", feedback=one.id, text=one.text, no_feedback_reason=no_reason)
    touch(case, moment)
    return one


def add_note(case: CaseFile, values: Mapping[str, str], moment: Moment) -> Note:
    """Add to the case: a note, an addition to the report, a question; each says where it comes from (domain 2.2)."""
    text = values.get("text", "").strip()
    if not text:
        raise UserError(N_("Write the note first."), field="note")
    moment = moment_of(case, moment)
    note = Note(
        moment.ids.timed(moment.at),
        values.get("kind") or "note",
        text,
        moment.actor,
        moment.at,
        values.get("author_title", ""),
        values.get("source", ""),
        values.get("certainty", ""),
    )
    case.notes.append(note)
    case.log("note.added", note=note.id, kind=note.kind)
    touch(case, moment)
    return note


def start_track(case: CaseFile, key: str, moment: Moment, values: Mapping[str, Any] | None = None) -> Track:
    """Put the case on a legal track; `key` is code@version of the track as data.

    Raises:
        UserError: the case is on it already.
    """
    code = key.split("@", maxsplit=1)[0]
    if any(track.track.split("@")[0] == code and track.state == "open" for track in case.tracks.values()):
        raise UserError(N_("The case is on this legal track already."))
    moment = moment_of(case, moment)
    track = Track(moment.ids.timed(moment.at), key, "open", moment.at, dict(values or {}))
    case.tracks[track.id] = track
    case.log("track.started", track=key)
    touch(case, moment)
    return track


def change_track(case: CaseFile, track_id: str, values: Mapping[str, Any], moment: Moment) -> None:
    """Fill in a track's own fields (dates known, notified, decided …)."""
    track = _track(case, track_id)
    moment = moment_of(case, moment)
    changed = {
        key: [track.values.get(key), value] for key, value in values.items() if track.values.get(key) != value
    }
    if changed:
        track.values = {
            key: value for key, value in (track.values | dict(values)).items() if value not in (None, "")
        }
        case.log("track.fields", track=track.track, fields=changed)
        touch(case, moment)


def end_track(case: CaseFile, track_id: str, state: str, reason: str, moment: Moment) -> None:
    """A track is done, does not apply after all (with a reason), or is taken up again (state open)."""
    if state == "not_applicable" and not reason.strip():
        raise UserError(N_("Write why the track does not apply."), field="reason")
    track = _track(case, track_id)
    moment = moment_of(case, moment)
    before, track.state, track.reason = track.state, state, reason.strip() or None
    track.ended_at = None if state == "open" else moment.at
    case.log("track.state", track=track.track, before=before, after=state, reason=track.reason)
    touch(case, moment)


def _track(case: CaseFile, track_id: str) -> Track:
    if track_id not in case.tracks:
        raise NotFound(N_("The legal track is no longer there."))
    return case.tracks[track_id]
