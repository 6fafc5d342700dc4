"""The rule of overdue (design 6) on its own."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kpsdesk.domain.deadlines import (
    DueSet,
    StepState,
    due_day,
    overdue_on,
    rule_for,
    shipped_deadlines,
    steps_of,
)
from kpsdesk.services.holidays import free_days

DAY = date(2026, 11, 20)
days = st.dates(date(2024, 1, 1), date(2028, 12, 31))


def test_a_step_due_on_a_day_is_late_the_day_after() -> None:
    step = StepState("closing", (DueSet(DAY, DAY - timedelta(days=30)),), None)

    assert [step.overdue_on(DAY + timedelta(days=n)) for n in (-1, 0, 1)] == [False, False, True]


def test_done_on_a_day_counts_from_that_day_on() -> None:
    step = StepState("closing", (DueSet(DAY, DAY),), done_day=DAY + timedelta(days=3))

    assert [step.overdue_on(DAY + timedelta(days=n)) for n in (2, 3, 4)] == [True, False, False]


def test_an_extension_does_not_excuse_the_days_before_it() -> None:
    step = StepState(
        "closing", (DueSet(DAY, DAY), DueSet(DAY + timedelta(days=30), DAY + timedelta(days=5))), None
    )

    assert step.overdue_on(DAY + timedelta(days=4))
    assert not step.overdue_on(DAY + timedelta(days=5))


def test_a_lifted_date_cannot_be_late() -> None:
    step = StepState("assessment", (DueSet(DAY, DAY), DueSet(None, DAY + timedelta(days=2))), None)

    assert step.overdue_on(DAY + timedelta(days=1))
    assert not step.overdue_on(DAY + timedelta(days=9))


def test_a_closed_case_is_not_overdue_but_one_on_hold_is() -> None:
    late = StepState("closing", (DueSet(DAY, DAY),), None)
    after = DAY + timedelta(days=10)

    assert overdue_on(after, [("received", DAY), ("on_hold", DAY)], [late])
    assert not overdue_on(after, [("received", DAY), ("closed", after)], [late])
    assert not overdue_on(DAY - timedelta(days=1), [("received", DAY)], [late])


@given(start=days, length=st.integers(0, 200), country=st.sampled_from(["SE", "FI"]))
def test_a_due_day_is_never_a_free_day_and_never_early(start: date, length: int, country: str) -> None:
    free = free_days(country)

    calendar = due_day(start, length, "calendar", free)

    assert not free(calendar)
    assert calendar >= start + timedelta(days=length)
    assert all(free(start + timedelta(days=length + n)) for n in range((calendar - start).days - length))


@given(start=days, length=st.integers(1, 40), country=st.sampled_from(["SE", "FI"]))
def test_working_days_are_counted_one_by_one(start: date, length: int, country: str) -> None:
    free = free_days(country)

    due = due_day(start, length, "working", free)

    between = [start + timedelta(days=n) for n in range(1, (due - start).days + 1)]
    assert sum(not free(day) for day in between) == length


def test_midsummer_and_finnish_independence_day_move_a_date() -> None:
    assert due_day(date(2026, 6, 9), 10, "calendar", free_days("SE")) == date(
        2026, 6, 22
    )  # 19 June: midsommarafton
    assert due_day(date(2027, 11, 26), 10, "calendar", free_days("FI")) == date(
        2027, 12, 7
    )  # 6 December, a Monday


def test_a_units_own_deadline_goes_before_the_general_one() -> None:
    rules = shipped_deadlines()
    own = [*rules, type(rules[0])("assessment", frozenset({"risk"}), 2, unit="AVD3")]

    def days_for(unit: str) -> int:
        rule = rule_for(
            own, "assessment", "risk", unit=unit, country="SE", demands_analysis=False, analysis=False
        )
        return rule.days if rule else -1

    assert (days_for("AVD3"), days_for("AVD4")) == (2, 5)


def test_the_steps_that_can_be_late_by_kind() -> None:
    assert steps_of("near_miss") == ("acknowledgement", "assessment", "investigation", "closing")
    assert steps_of("complaint") == steps_of("view") == ("acknowledgement", "answer")
    assert steps_of("positive") == ()
