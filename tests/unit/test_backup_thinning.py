"""Which backups stay as they grow older."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kpsdesk.store.backup import DAYS, MONTHS, WEEKS, keepers

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
ages = st.lists(
    st.integers(min_value=0, max_value=600 * 24 * 60).map(lambda minutes: NOW - timedelta(minutes=minutes))
)


def test_a_year_of_hourly_backups_becomes_a_few_dozen() -> None:
    made = [NOW - timedelta(hours=hour) for hour in range(365 * 24)]
    kept = sorted(keepers(made, NOW), reverse=True)
    assert len([each for each in kept if NOW - each <= timedelta(days=2)]) == 49
    days = {(NOW - each).days for each in kept}
    assert set(range(2, 13)) <= days
    assert len(kept) > 49 + DAYS + WEEKS - 4
    assert max(days) > 200


@given(ages)
def test_the_newest_always_stays(made: list[datetime]) -> None:
    kept = keepers(made, NOW)
    assert kept <= set(made)
    assert not made or max(made) in kept


@given(ages)
def test_the_number_is_bounded(made: list[datetime]) -> None:
    assert len(keepers(made, NOW)) <= 50 + DAYS + WEEKS + MONTHS + 1


@given(ages)
def test_thinning_twice_is_thinning_once(made: list[datetime]) -> None:
    kept = keepers(made, NOW)
    assert keepers(sorted(kept), NOW) == kept


@given(st.lists(st.integers(0, 47), min_size=1, unique=True))
def test_in_the_last_two_days_one_of_each_hour_stays(hours: list[int]) -> None:
    made = [NOW - timedelta(hours=hour, minutes=extra) for hour in hours for extra in (0, 5, 10)]
    kept = keepers(made, NOW)
    assert {each.replace(minute=0) for each in made} == {each.replace(minute=0) for each in kept}


def test_a_store_used_once_a_month_keeps_what_it_has() -> None:
    made = [NOW - timedelta(days=31 * month) for month in range(9)]
    assert keepers(made, NOW) == set(made)


def test_a_backup_from_the_future_stays_when_the_clock_is_set_back() -> None:
    future = [NOW + timedelta(days=3), NOW + timedelta(days=40)]
    assert keepers([*future, NOW - timedelta(hours=1)], NOW) == {*future, NOW - timedelta(hours=1)}


def test_day_by_day_thinning_keeps_a_long_memory() -> None:
    """What daily life does: a backup each hour of the day's work, thinned after each."""
    made: set[datetime] = set()
    for day in range(400):
        for hour in (8, 12, 16):
            now = NOW + timedelta(days=day, hours=hour - 9)
            made = keepers([*made, now], now)
    ages_in_days = sorted((max(made) - each).days for each in made)
    assert ages_in_days[-1] > 200
    assert len(made) < 50
