"""The numbers of month ends are kept as they were, outlive their cases, and can be held against a recount."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from kpsdesk.clock import FixedClock
from kpsdesk.services.everything import Services
from kpsdesk.store import snapshots
from kpsdesk.store.engine import Cancel, Cancelled
from tests.integration.test_overdue import START, live_through


def rows_of(services: Services) -> list[snapshots.KeptNumbers]:
    with services.session.read() as connection:
        return snapshots.kept(connection, date(2000, 1, 1), date(2100, 1, 1), 1)


def test_each_month_that_has_passed_is_kept_once_and_says_what_was_counted(
    services: Services, clock: FixedClock
) -> None:
    live_through(services, clock, 5, actions=True)
    passed = services.month_ends.missing()
    assert passed == [date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30), date(2026, 5, 31)]

    services.month_ends.keep_missing()
    services.month_ends.keep_missing()

    kept = rows_of(services)
    for day in passed:
        counted = services.overdue.count("organisation", day)[0]
        for series, numbers in counted.series.items():
            mine = [row for row in kept if row.day == day and row.series == series]
            assert sum(len(row.days) for row in mine) == numbers.overdue_open
            assert max((row.days[-1] for row in mine if row.days), default=None) == numbers.oldest_days
            assert sum(row.became for row in mine) == list(numbers.became_overdue.values())[-1]
    assert sum(len(row.days) for row in kept) > 20
    assert services.month_ends.missing() == []
    assert services.month_ends.compare(2026) == []


def test_a_case_that_comes_in_afterwards_shows_in_the_comparison_and_changes_nothing_kept(
    services: Services, clock: FixedClock
) -> None:
    live_through(services, clock, 6)
    services.month_ends.keep_missing()
    before = rows_of(services)

    with services.session.write() as work:  # as if a late import had brought it, or a disposal taken it
        work.connection.exec_driver_sql(
            "UPDATE steps SET done_day = NULL, done_at = NULL WHERE step = 'closing'"
        )

    told = services.month_ends.compare(2026)
    assert any(one.series == "cases" and one.now > one.kept for one in told)
    assert rows_of(services) == before


def test_a_clock_set_back_keeps_nothing_twice(services: Services, clock: FixedClock) -> None:
    live_through(services, clock, 5)
    services.month_ends.keep_missing()
    before = rows_of(services)

    clock.instant = START + timedelta(days=40)
    services.month_ends.keep_missing()
    clock.instant = datetime(2026, 6, 3, 9, tzinfo=UTC)
    services.month_ends.keep_missing()

    assert rows_of(services) == before


def test_stopping_between_months_leaves_whole_months(services: Services, clock: FixedClock) -> None:
    live_through(services, clock, 5)
    cancel = Cancel()
    cancel.cancel()

    with pytest.raises(Cancelled):
        services.month_ends.keep_missing(cancel)

    assert rows_of(services) == []
    services.month_ends.keep_missing()
    assert {row.day.month for row in rows_of(services)} <= {2, 3, 4, 5}
    assert services.month_ends.compare(2026) == []


def test_an_empty_store_has_no_months_to_keep(services: Services) -> None:
    assert services.month_ends.missing() == []
    assert not services.month_ends.keep_missing().touches("month")
