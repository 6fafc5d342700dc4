"""Dates as they stand in spreadsheets."""

from __future__ import annotations

import math
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpsdesk import i18n
from kpsdesk.errors import UserError
from kpsdesk.exchange.dates import read_date, read_time


@pytest.fixture(autouse=True)
def _english(_swedish: None) -> None:
    """Reasons are read here in the words of the code, whatever catalogues are compiled."""
    i18n.use("en")


TODAY = date(2026, 11, 22)
FIRST_OF_MARCH = date(2026, 3, 1)


@pytest.mark.parametrize(
    "written",
    [
        "2026-03-01", "20260301", "1/3 2026", "1/3-26", "01/03/2026", "1.3.2026", "1.3.26", "1. 3. 2026", "1-3-2026",
        "1 mars 2026", "1 Mars 2026", "den 1 mars 2026", "söndag 1 mars 2026", "sön 1 mar. 2026", "1:a mars 2026",
        "1. maaliskuuta 2026", "1.maaliskuuta 2026", "su 1.3.2026", "sunnuntaina 1.3.2026", "March 1 2026",
        "March 1, 2026", "1 March 2026", "1st March 2026", "1-mar-26", "2026/3/1", "2026.03.01", "260301", 260301,
        20260301, 46082, 46082.0, "46082", " 2026-03-01 ", "2026-03-01 00:00:00", date(2026, 3, 1),
        datetime(2026, 3, 1),  # noqa: DTZ001  (a spreadsheet's dates have no zone)
    ],
)  # fmt: skip
def test_the_first_of_march(written: object) -> None:
    assert read_date(written, TODAY) == (FIRST_OF_MARCH, None)


@pytest.mark.parametrize(
    "written",
    [
        "2026-03-01 14:05", "2026-03-01T14:05:33", "2026-03-01T14:05:00+01:00", "2026-03-01 14.05", "1.3.2026 klo 14.05",
        "1/3 2026 kl. 14.05", "1 mars 2026, kl 14:05", "20260301 14:05", 46082 + 845 / 1440,
        datetime(2026, 3, 1, 14, 5, 20),  # noqa: DTZ001
    ],
)  # fmt: skip
def test_five_past_two_on_the_first_of_march(written: object) -> None:
    assert read_date(written, TODAY) == (FIRST_OF_MARCH, time(14, 5))


@pytest.mark.parametrize(
    "written, reason",
    [
        ("31/2 2026", "no such day"),
        ("3/14/2026", "day is read before the month"),
        ("29.2.2026", "no such day"),
        ("1989-12-31", "before 1990"),
        ("1900-01-01", "before 1990"),
        ("2026-11-24", "in the future"),
        ("2062-03-01", "in the future"),
        ("1/3", "year is missing"),
        ("1 mars", "year is missing"),
        ("i våras", "not a date"),
        ("v. 12", "not a date"),
        ("", "not a date"),
        (None, "not a date"),
        (True, "not a date"),
        (12, "not a date"),
        (math.nan, "not a date"),
        (math.inf, "not a date"),
        (time(8, 0), "no date"),
        (0.5, "no date"),
        ("311315", "no such day"),
        ("240226", "two ways"),
        ("2026-03-01 25:61", "not a date"),
    ],
)
def test_what_is_no_date_is_told_why(written: object, reason: str) -> None:
    with pytest.raises(UserError, match=reason):
        read_date(written, TODAY)


def test_tomorrow_is_taken_since_clocks_differ() -> None:
    assert read_date("2026-11-23", TODAY)[0] == date(2026, 11, 23)


@given(st.dates(date(1990, 1, 1), TODAY))
def test_every_day_is_read_back_from_every_way_to_write_it(day: date) -> None:
    for written in (
        day.isoformat(),
        f"{day.day}/{day.month} {day.year}",
        f"{day.day}.{day.month}.{day.year}",
        f"{day:%Y%m%d}",
        (day - date(1899, 12, 30)).days,
    ):
        assert read_date(written, TODAY)[0] == day


@given(
    st.one_of(
        st.text(max_size=40), st.integers(), st.floats(), st.booleans(), st.datetimes(), st.timedeltas()
    )
)
def test_anything_is_a_date_or_a_reason(value: object) -> None:
    try:
        day, _at = read_date(value, TODAY)
    except UserError:
        return  # with a reason
    assert date(1990, 1, 1) <= day <= TODAY + timedelta(days=1)


@pytest.mark.parametrize(
    "written, at",
    [
        ("14:05", time(14, 5)), ("14.05", time(14, 5)), ("1405", time(14, 5)), (1405, time(14, 5)), ("kl. 14.05", time(14, 5)),
        ("klo 14", time(14, 0)), ("ca 14", time(14, 0)), ("8", time(8, 0)), (8.0, time(8, 0)), (0.25, time(6, 0)), ("", None),
        (None, None), (time(14, 5, 9), time(14, 5)), (timedelta(hours=2), time(2, 0)), ("14:05:30", time(14, 5)),
    ],
)  # fmt: skip
def test_times_of_day(written: object, at: time | None) -> None:
    assert read_time(written) == at


@pytest.mark.parametrize("written", ["natt", "förmiddag", "25:00", "14:61", 99, timedelta(days=2)])
def test_what_is_no_time_is_told(written: object) -> None:
    with pytest.raises(UserError, match="time of day"):
        read_time(written)
