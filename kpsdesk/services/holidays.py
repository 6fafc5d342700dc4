"""Free days of Sweden and Finland, for deadlines counted in working days (design 6, domain 3.2).

Public holidays come from the `holidays` library. The eves that nobody works on are data in
`resources/presets/free_days.toml`, since law and custom differ between the countries and may change.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Final

from kpsdesk import paths
from kpsdesk.i18n import Words

COUNTRIES: Final = ("SE", "FI")
SATURDAY: Final = 5


@dataclass(frozen=True, slots=True)
class FreeDay:
    """A day free by custom or law: the given weekday on or after a day of the year, or that very day."""

    name: Words
    month: int
    day: int
    weekday: int | None = None

    def in_year(self, year: int) -> date:
        """The day in one year."""
        start = date(year, self.month, self.day)
        return start if self.weekday is None else start + timedelta((self.weekday - start.weekday()) % 7)


@cache
def preset(country: str) -> tuple[FreeDay, ...]:
    """The extra free days that the program comes with."""
    with paths.resource("presets", "free_days.toml").open("rb") as stream:
        rows = tomllib.load(stream).get(country, [])
    return tuple(FreeDay(Words.of(row["name"]), row["month"], row["day"], row.get("weekday")) for row in rows)


def free_days(country: str, extra: Iterable[FreeDay] | None = None) -> Callable[[date], bool]:
    """Whether a day is free in a country: Saturday, Sunday, public holiday or one of the extra days.

    `extra` replaces the preset. Raises `ValueError` for a country that the program does not know.
    """
    if country not in COUNTRIES:
        raise ValueError(f"no calendar for country {country!r}")
    return _as_shipped(country) if extra is None else _calendar(country, tuple(extra))


@cache
def _as_shipped(country: str) -> Callable[[date], bool]:
    """The same function each time, so that due dates counted with it can be kept."""
    return _calendar(country, preset(country))


def _calendar(country: str, days: tuple[FreeDay, ...]) -> Callable[[date], bool]:
    by_year: dict[int, frozenset[date]] = {}

    def is_free(day: date) -> bool:
        if day.weekday() >= SATURDAY:
            return True
        if day.year not in by_year:
            by_year[day.year] = _public(country, day.year) | {free.in_year(day.year) for free in days}
        return day in by_year[day.year]

    return is_free


@cache
def _public(country: str, year: int) -> frozenset[date]:
    # imported late: the library takes a tenth of a second, and a start with no new deadline needs none of it
    from holidays import country_holidays

    return frozenset(country_holidays(country, years=year))
