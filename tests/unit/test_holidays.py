"""Free days, against the calendars on the wall."""

from __future__ import annotations

from datetime import date

import pytest

from kpsdesk.services.holidays import free_days


@pytest.mark.parametrize(
    "day, sweden, finland",
    [
        ("2026-06-05", False, False),
        ("2026-06-06", True, True),  # Sweden's national day, and a Saturday
        ("2024-06-06", True, False),
        ("2026-06-19", True, True),  # Midsummer Eve
        ("2026-06-18", False, False),
        ("2027-06-25", True, True),
        ("2025-12-24", True, True),
        ("2026-12-31", True, False),
        ("2027-12-06", False, True),  # Finland's day of independence
        ("2026-04-03", True, True),
        ("2026-04-06", True, True),
        ("2026-05-14", True, True),
        ("2026-05-01", True, True),
        ("2026-01-06", True, True),
        ("2026-03-07", True, True),
        ("2026-03-08", True, True),
        ("2026-03-09", False, False),
    ],
)
def test_each_country_has_its_days(day: str, *, sweden: bool, finland: bool) -> None:
    assert free_days("SE")(date.fromisoformat(day)) is sweden
    assert free_days("FI")(date.fromisoformat(day)) is finland


def test_the_extra_days_can_be_changed() -> None:
    assert not free_days("SE", extra=())(date(2026, 12, 31))


def test_another_country_is_refused() -> None:
    with pytest.raises(ValueError, match="NO"):
        free_days("NO")
