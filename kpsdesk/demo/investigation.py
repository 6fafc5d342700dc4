"""The long path of a case in the demo: causes, actions, follow-up, the law, and closing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from kpsdesk.clock import local_day
from kpsdesk.demo import judging
from kpsdesk.domain import working
from kpsdesk.domain.case import Action

if TYPE_CHECKING:
    from kpsdesk.demo.handler import Handler

FOLLOW_UP_DAYS: Final = 90


def investigate(one: Handler, fate: str) -> None:
    """Find out why, decide on actions, carry them out, see whether they helped, and close."""
    _on_a_track(one)
    one.wait(0.5, 6)
    if one.case.head.demands_analysis or one.chance.random() < 0.5:
        one.move("investigating")
        if one.chance.random() < 0.05:
            _attach(one)
        one.wait(1, 14)
    one.change(judging.findings(one.chance, one.words))
    actions = _decide(one)
    if one.chance.random() < 0.5 and not one.case.feedback:
        with one.act() as moment:
            one.feedback(moment)
    one.move("action")
    if fate == "action_late":
        return
    _carry_out(one, actions)
    one.move("follow_up")
    _follow_up(one, actions)
    _close(one)


def _on_a_track(one: Handler) -> None:
    """Put a serious case on the legal track that its classes ask for."""
    code = judging.track_code(one.case)
    rule = one.world.track(code, one.case.country, one.case.head.reported_day) if code else None
    if rule is None:
        return
    day = local_day(one.now, one.case.country)
    known = {"known_at", "received_at"} & {field.code for field in rule.fields}
    values = {name: one.case.head.reported_day.isoformat() for name in known}
    with one.act() as moment:
        track = working.start_track(one.case, rule.key, moment)
        working.change_track(one.case, track.id, values, moment)
    if one.chance.random() < 0.75:
        one.wait(1, 12)
        day = local_day(one.now, one.case.country)
        texts = {
            "judged_by": one.words.some(one.chance, "role"),
            "investigator": one.words.some(one.chance, "role"),
            "told_to": one.words.some(one.chance, "role"),
            "decision": one.words.some(one.chance, "legal_decision"),
            "decided_at": day.isoformat(),
        }
        fitting: dict[str, Any] = {f.code: texts[f.code] for f in rule.fields if f.code in texts}
        with one.act() as moment:
            working.change_track(one.case, track.id, fitting, moment)
            if one.chance.random() < 0.8:
                working.end_track(one.case, track.id, "done", "", moment)


def _attach(one: Handler) -> None:
    place = one.chance.randrange(2)
    name = one.words.phrases["attachment_name"][place]
    with one.act() as moment:
        one.bulk.attach(one.case, name, one.words.phrases["attachment"][place].encode(), moment)


def _decide(one: Handler) -> list[str]:
    """Causes, and one to three actions tied to them; their ids."""
    found, chosen = one.family.causes, one.family.actions
    causes = one.chance.sample(found, min(len(found), one.chance.randint(1, 2)))
    actions = one.chance.sample(chosen, min(len(chosen), one.chance.choices((1, 2, 3), (55, 35, 10))[0]))
    made = []
    with one.act() as moment:
        for factor, words in causes:
            working.add_cause(one.case, words, factor, moment)
        ties = frozenset(one.case.causes)
        one.change_in(moment, {"factors": sorted({factor for factor, _ in causes})})
        for kind, strength, words in actions:
            values = {
                "text": words,
                "type": kind,
                "strength": strength,
                "level": one.chance.choices(("unit", "area", "individual"), (75, 12, 13))[0],
                "owner_id": one.case.head.handler_id,
                "due": _weekday(
                    local_day(one.now, one.case.country) + timedelta(days=one.chance.randint(10, 50))
                ),
                "measure": one.words.some(one.chance, "measure") if one.chance.random() < 0.6 else None,
                "causes": ties,
            }
            made.append(working.add_action(one.case, values, moment).id)
        if one.case.report.suggestion and one.chance.random() < 0.4:
            proposal = working.proposal_to_action(one.case, moment)
            working.change_action(one.case, proposal.id, {"causes": ties}, moment)
            working.set_action_status(
                one.case, proposal.id, "rejected", moment, reason=one.words.some(one.chance, "no_action")
            )
    return made


def _weekday(day: date) -> date:
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def _carry_out(one: Handler, actions: list[str]) -> None:
    """Each action is done in time, late, or cancelled."""
    for key in actions:
        if one.chance.random() < 0.3:
            one.wait(1, 8)
            with one.act() as moment:
                working.set_action_status(one.case, key, "ongoing", moment)
        one.wait(4, 30 if one.chance.random() < 0.8 else 70)
        with one.act() as moment:
            if one.chance.random() < 0.05:
                reason = one.words.some(one.chance, "no_action")
                working.set_action_status(one.case, key, "cancelled", moment, reason=reason)
            else:
                working.set_action_status(one.case, key, "done", moment, follow_up_days=FOLLOW_UP_DAYS)


def _follow_up(one: Handler, actions: list[str]) -> None:
    """Judge what the actions led to, about when it was planned."""
    if one.chance.random() < 0.5:
        one.wait(15, 60)
    else:
        one.wait(60, 110)
    with one.act() as moment:
        for key in actions:
            action: Action = one.case.actions[key]
            if action.status == "done":
                effect = one.chance.choices(("yes", "partly", "no"), (62, 30, 8))[0]
                working.judge_effect(
                    one.case, key, effect, one.words.some(one.chance, "evidence"), moment.actor, moment
                )


def _close(one: Handler) -> None:
    one.wait(0.2, 10)
    given: dict[str, Any] = {
        "decision_text": one.chance.choice(one.family.decisions),
        "lesson": one.chance.choice(one.family.lessons),
        "share_at_apt": one.chance.random() < 0.5,
    }
    if given["share_at_apt"]:
        given["apt_text"] = one.words.story(one.family, one.case, given["decision_text"])
    if one.case.head.demands_analysis:
        given["head_told_on"] = local_day(one.now, one.case.country).isoformat()
    open_tracks = [track.id for track in one.case.tracks.values() if track.state == "open"]
    with one.act() as moment:
        for key in open_tracks:
            working.end_track(one.case, key, "done", "", moment)
    one.close(given)
