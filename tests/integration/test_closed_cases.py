"""A case that has ended stands as it was judged; what comes after it can still be added."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from kpsdesk.errors import UserError
from kpsdesk.services.everything import Services
from kpsdesk.services.reporting import NewReport

DAY = date(2026, 11, 20)
Act = Callable[[Services, str], Any]


def ended(services: Services, how: str = "closed") -> str:
    new = NewReport("improvement", 1, "Fler krokar i hallen", suggestion="Köp krokar", occurred_day=DAY)
    _, receipt = services.reporting.send(new)
    case = receipt.case_id
    services.cases.receive(case)
    services.cases.add_cause(case, "För få krokar")
    values = {"text": "Köp krokar", "owner_id": 1, "due": DAY, "type": "routine"}
    _, action = services.cases.add_action(case, values)
    services.cases.set_action_status(case, action, "done")
    if how == "closed":
        services.cases.close(case, decision="Krokar köps.", feedback="Tack!")
    else:
        services.cases.give_feedback(case, "Tack!")
        services.cases.move(case, "dismissed", reason="Hör inte hit")
    return case


def action_of(services: Services, case: str) -> str:
    return services.views.open(case).actions[0].id


def cause_of(services: Services, case: str) -> str:
    return services.views.open(case).causes[0].id


STANDS: dict[str, Act] = {
    "field": lambda s, c: s.cases.change(c, {"event_type": "FALL"}),
    "decision": lambda s, c: s.cases.change(c, {"decision_text": "Nej."}),
    "kind": lambda s, c: s.cases.change_kind(c, "risk"),
    "handler": lambda s, c: s.cases.assign([c], None),
    "new cause": lambda s, c: s.cases.add_cause(c, "Trångt"),
    "cause": lambda s, c: s.cases.change_cause(c, cause_of(s, c), "Trångt", None),
    "no cause": lambda s, c: s.cases.remove_cause(c, cause_of(s, c)),
    "new action": lambda s, c: s.cases.add_action(c, {"text": "Flytta hyllan"}),
    "proposal": lambda s, c: s.cases.proposal_to_action(c),
    "action": lambda s, c: s.cases.change_action(c, action_of(s, c), {"text": "Flytta hyllan"}),
    "no action": lambda s, c: s.cases.remove_action(c, action_of(s, c)),
}
MAY_COME: dict[str, Act] = {
    "lesson": lambda s, c: s.cases.change(c, {"lesson": "Krokar!", "share_at_apt": True, "apt_text": "Se"}),
    "feedback": lambda s, c: s.cases.give_feedback(c, "Nu är de uppe."),
    "note": lambda s, c: s.cases.add_note(c, {"text": "Ringde igen."}),
    "effect": lambda s, c: s.cases.judge_effect(c, action_of(s, c), "yes", "Inga jackor på golvet"),
    "follow-up": lambda s, c: s.cases.change_action(c, action_of(s, c), {"follow_up_due": date(2027, 1, 4)}),
    "action's status": lambda s, c: s.cases.set_action_status(c, action_of(s, c), "ongoing"),
    "law": lambda s, c: s.cases.start_track(c, s.views.open(c).other_tracks[0].key),
    "link": lambda s, c: s.cases.link(c, ended(s), "similar"),
    "file": lambda s, c: s.attachments.add(c, b"Krok", "krok.txt"),
}


@pytest.mark.parametrize("how", ["closed", "dismissed"])
@pytest.mark.parametrize("act", STANDS.values(), ids=STANDS.keys())
def test_what_was_judged_stands_until_the_case_is_opened_again(
    services: Services, act: Act, how: str
) -> None:
    case = ended(services, how)
    before = services.views.open(case)
    with pytest.raises(UserError) as refused:
        act(services, case)
    number = before.row.number
    assert refused.value.sentence().startswith(f"Ärende {number} är avslutat, så inget ändrades. Öppna det")
    after = services.views.open(case)
    assert (after.values, after.causes, after.actions, len(after.history)) == (
        before.values,
        before.causes,
        before.actions,
        len(before.history),
    )

    services.cases.move(case, "reopened", reason="Nya uppgifter")
    act(services, case)
    assert len(services.views.open(case).history) > len(before.history) + 1


@pytest.mark.parametrize("act", MAY_COME.values(), ids=MAY_COME.keys())
def test_what_comes_after_a_case_may_be_added_to_it(services: Services, act: Act) -> None:
    case = ended(services)
    before = len(services.views.open(case).history)
    act(services, case)
    view = services.views.open(case)
    assert view.row.status == "closed"
    assert len(view.history) > before


def test_saving_the_same_again_is_no_change(services: Services) -> None:
    case = ended(services)
    services.cases.change(case, {"decision_text": "Krokar köps."})
    services.cases.assign([case], 1)
