"""Whatever an organisation makes of its statuses: what is accepted lets every case come to an end, what is not says why."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from kpsdesk.domain.needs import NEEDS
from kpsdesk.domain.status_model import (
    ALWAYS_USED,
    FIXED_MOVES,
    FIXED_NEEDS,
    demand_sound,
    moves_on_offer,
    needs_on_offer,
)
from kpsdesk.domain.workflow import ENDS, StatusRule, Workflow, shipped_workflow
from kpsdesk.errors import UserError

SHIPPED = shipped_workflow().rules


def by_chance(chance: Random) -> dict[str, StatusRule]:
    """A model as the editor could make it, or a little beside it."""
    made = {}
    for code, rule in SHIPPED.items():
        offered = moves_on_offer(SHIPPED, code)
        to = {*FIXED_MOVES.get(code, ()), *(one for one in offered if chance.random() < 0.35)}
        asked = [need for need in needs_on_offer(code) if chance.random() < 0.2]
        made[code] = replace(
            rule,
            to=tuple(one for one in SHIPPED if one in to),
            enter=(*FIXED_NEEDS.get(code, ()), *asked),
            in_use=code in ALWAYS_USED or chance.random() < 0.8,
        )
    return made


def ends(flow: Workflow, start: str, chance: Random) -> bool:
    """Whether a case that goes where chance leads it always has somewhere to go, and comes to an end by and by."""
    status = start
    for _step in range(500):
        if status in ENDS:
            return True
        moves = flow.moves(status)
        assert moves, f"stuck at {status}"
        assert all(flow.rules[to].in_use for to in moves)
        status = chance.choice(moves)
    return False


def test_the_shipped_model_is_sound() -> None:
    demand_sound(SHIPPED, {}, {})


def test_every_accepted_model_lets_every_case_end() -> None:
    chance, accepted = Random(7), 0
    for _round in range(400):
        rules = by_chance(chance)
        try:
            demand_sound(rules, {}, {})
        except UserError:
            continue
        accepted += 1
        flow = Workflow("standard", 1, rules)
        for code in rules:
            assert ends(flow, code, chance), code
    assert accepted > 50


@pytest.mark.parametrize("code", sorted(SHIPPED))
def test_what_is_offered_can_be_asked_for_and_what_is_fixed_is_not_offered(code: str) -> None:
    rule = SHIPPED[code]
    everything = replace(rule, enter=(*FIXED_NEEDS.get(code, ()), *needs_on_offer(code)))
    demand_sound({**SHIPPED, code: everything}, {}, {})
    assert not set(needs_on_offer(code)) & set(FIXED_NEEDS.get(code, ()))
    assert set(everything.enter) <= NEEDS.keys()


@pytest.mark.parametrize("code", sorted(FIXED_NEEDS))
def test_no_need_of_law_and_answer_can_be_taken_away(code: str) -> None:
    for need in FIXED_NEEDS[code]:
        less = replace(SHIPPED[code], enter=tuple(one for one in SHIPPED[code].enter if one != need))
        with pytest.raises(UserError):
            demand_sound({**SHIPPED, code: less}, {}, {})


def test_a_status_with_open_cases_stays_and_one_without_may_go() -> None:
    resting = {**SHIPPED, "on_hold": replace(SHIPPED["on_hold"], in_use=False)}
    demand_sound(resting, {"assessing": 3}, {})
    for cases in (1, 2):
        with pytest.raises(UserError) as error:
            demand_sound(resting, {"on_hold": cases}, {"on_hold": "Väntar"})
        assert (str(cases) in error.value.sentence(), "Väntar" in error.value.sentence()) == (True, True)
