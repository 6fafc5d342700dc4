"""Middles, shares and ratios: what they say of any numbers, and of none."""

from __future__ import annotations

from collections import Counter
from datetime import date
from statistics import median

from hypothesis import given
from hypothesis import strategies as st

from kpsdesk.domain.follow_up import REPORTED, Behind, Count, Risks, Share
from kpsdesk.stats.middle import median_of, total

NUMBERS = st.integers(0, 100_000)
BEHIND = Behind(REPORTED, date(2026, 1, 31))


@given(st.lists(st.integers(-500, 500)))
def test_the_middle_of_how_often_each_occurs_is_the_middle_of_all(numbers: list[int]) -> None:
    counts = Counter(numbers)

    assert total(counts) == len(numbers)
    assert median_of(counts) == (median(numbers) if numbers else None)


@given(st.lists(st.integers(0, 500), min_size=1))
def test_a_middle_that_is_whole_is_told_as_a_whole_number(numbers: list[int]) -> None:
    middle = median_of(Counter(numbers))

    assert str(middle) == f"{middle:g}"


@given(st.integers(1, 50), st.integers(0, 90))
def test_one_number_many_times_is_its_own_middle(many: int, number: int) -> None:
    assert median_of({number: many}) == number


@given(NUMBERS, NUMBERS)
def test_a_share_lies_between_nothing_and_all_and_of_nothing_there_is_none(part: int, rest: int) -> None:
    percent = Share(Count(part, BEHIND), Count(part + rest, BEHIND)).percent

    if part + rest == 0:
        assert percent is None
    else:
        assert percent is not None
        assert 0 <= percent <= 100
        assert (percent == 0) == (part == 0)
        assert (percent == 100) == (rest == 0)


@given(NUMBERS, NUMBERS)
def test_the_ratio_and_the_share_of_risks_say_the_same(risks: int, negative: int) -> None:
    r, n, both = (Count(value, BEHIND) for value in (risks, negative, risks + negative))
    told = Risks("", r, n, Count(0, BEHIND), Share(r, both))

    if negative == 0:
        assert told.ratio is None
    else:
        assert told.ratio is not None
        assert told.share.percent is not None
        assert abs(100 * told.ratio / (1 + told.ratio) - told.share.percent) < 1e-6
