"""The ladder of reminders: who is to know on which day, and that a later day takes nobody away (domain 3.3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpsdesk.domain.organisation import Organisation, Person, Role
from kpsdesk.domain.reminders import (
    AT_ONCE,
    RECEIVERS,
    CaseFacts,
    Ladder,
    Place,
    Reminder,
    Rung,
    demand_sound,
    people_of,
    roles_of,
    shipped_ladder,
    step_of,
)
from kpsdesk.errors import UserError

DUE = date(2026, 11, 20)
LADDER = shipped_ladder()
WAITS = CaseFacts(is_open=True, due=DUE)


def told(reminder: Reminder) -> dict[str, int]:
    """Each who is to know, with the days from the due date on which it began."""
    return {notice.who: (notice.since - DUE).days for notice in reminder.notices}


@pytest.mark.parametrize(
    "days, who",
    [
        (-8, {}),
        (-7, {"case_handler": -7}),
        (-1, {"case_handler": -7}),
        (0, {"case_handler": -7, "unit_manager": 0}),
        (6, {"case_handler": -7, "unit_manager": 0}),
        (7, {"case_handler": -7, "unit_manager": 0, "deputy": 7}),
        (13, {"case_handler": -7, "unit_manager": 0, "deputy": 7}),
        (14, {"case_handler": -7, "unit_manager": 0, "deputy": 7, "head_of_operations": 14}),
    ],
)
def test_the_shipped_ladder_goes_by_the_days_of_the_rule(days: int, who: dict[str, int]) -> None:
    assert told(step_of(WAITS, DUE + timedelta(days=days), LADDER)) == who


@pytest.mark.parametrize(
    "judged, who",
    [
        ({"level"}, ["head_of_operations"]),
        ({"level", "top_level"}, ["head_of_operations", "specialist"]),
        ({"serious"}, ["head_of_operations", "specialist"]),
    ],
)
def test_what_is_serious_goes_to_the_head_at_once(judged: set[str], who: list[str]) -> None:
    facts = CaseFacts(True, DUE + timedelta(days=60), frozenset(judged), DUE)
    reminder = step_of(facts, DUE, LADDER)
    assert [notice.who for notice in reminder.notices] == who
    assert reminder.escalated
    assert reminder.farthest == reminder.of("head_of_operations")
    assert step_of(facts, DUE - timedelta(days=1), LADDER) == Reminder()


def test_nobody_is_reminded_of_a_closed_case_or_one_without_a_date() -> None:
    late = DUE + timedelta(days=90)
    assert (
        step_of(replace(WAITS, is_open=False, judged=frozenset(AT_ONCE), judged_day=DUE), late, LADDER)
        == Reminder()
    )
    assert step_of(CaseFacts(True, None), late, LADDER).farthest is None


_ROLES = st.lists(st.sampled_from(RECEIVERS), max_size=3, unique=True).map(tuple)
_LADDERS = st.builds(
    lambda rungs, at_once: Ladder(tuple(Rung(days, rungs[days]) for days in sorted(rungs)), at_once),
    st.dictionaries(st.integers(-60, 60), _ROLES, max_size=6),
    st.dictionaries(st.sampled_from(AT_ONCE), _ROLES),
)
_DAYS = st.integers(-120, 120).map(lambda days: DUE + timedelta(days=days))


@given(_LADDERS, st.frozensets(st.sampled_from(AT_ONCE)), _DAYS, _DAYS, st.integers(0, 60))
def test_a_later_day_takes_nobody_away_and_moves_no_date(
    ladder: Ladder, judged: frozenset[str], judged_day: date, day: date, later: int
) -> None:
    facts = CaseFacts(True, DUE, judged, judged_day)
    now, then = step_of(facts, day, ladder), step_of(facts, day + timedelta(days=later), ladder)
    assert set(now.notices) <= set(then.notices)
    assert all(notice.since <= day for notice in now.notices)
    order = [RECEIVERS.index(notice.who) for notice in then.notices]
    assert order == sorted(set(order))


@given(_LADDERS)
def test_a_ladder_is_the_same_after_the_store(ladder: Ladder) -> None:
    assert Ladder.from_data(ladder.as_data()) == ladder


@pytest.mark.parametrize(
    "ladder",
    [
        Ladder((Rung(-61, ()),), {}),
        Ladder((Rung(366, ()),), {}),
        Ladder((Rung(1, ("deputy",)), Rung(1, ("case_handler",))), {}),
        Ladder((Rung(1, ("king",)),), {}),
        Ladder((), {"never": ("deputy",)}),
    ],
)
def test_a_ladder_that_cannot_be_meant_is_refused(ladder: Ladder) -> None:
    with pytest.raises(UserError):
        demand_sound(ladder)
    demand_sound(LADDER)


# -- who that is

_PEOPLE = {n: Person(n, f"p{n}", name) for n, name in enumerate(["Ek", "Berg", "Sten", "Lind", "Holm"], 1)}


def _role(person: int, role: str, unit: int | None = None, area: int | None = None) -> Role:
    return Role(person, person, role, unit, area, date(2026, 1, 1))


PLACE = Place(unit_id=1, area_id=1, handler_id=3, owner_id=2, law="hsl")


def test_the_people_are_found_by_their_roles_the_nearest_first() -> None:
    everywhere, area = _role(4, "mas"), _role(5, "mas", area=1)
    organisation = Organisation(
        persons=_PEOPLE, roles=(_role(1, "head_of_operations", area=1), everywhere, area)
    )
    assert people_of("case_handler", PLACE, organisation, DUE) == (3,)
    assert people_of("case_handler", replace(PLACE, handler_id=None), organisation, DUE) == (2,)
    assert people_of("unit_manager", PLACE, organisation, DUE) == (2,)
    assert people_of("deputy", PLACE, organisation, DUE) == ()
    assert people_of("head_of_operations", PLACE, organisation, DUE) == (1,)
    assert people_of("head_of_operations", replace(PLACE, area_id=2), organisation, DUE) == ()
    assert people_of("specialist", PLACE, organisation, DUE) == (5,)
    assert people_of("specialist", replace(PLACE, area_id=2), organisation, DUE) == (4,)


def test_a_specialist_goes_by_the_law() -> None:
    assert roles_of("specialist", PLACE) == ("chief_medical_officer", "mas")
    assert roles_of("specialist", replace(PLACE, law="lss")) == ("lex_sarah_responsible",)
    assert len(roles_of("specialist", replace(PLACE, law=None))) == 3
