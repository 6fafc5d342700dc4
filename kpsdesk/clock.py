"""The only source of now. Rules and statistics take `as_of`; whoever needs the time is given a clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

ZONES = {"SE": ZoneInfo("Europe/Stockholm"), "FI": ZoneInfo("Europe/Helsinki")}


class Clock(Protocol):
    """Something that knows what time it is."""

    def now(self) -> datetime:
        """The present instant, in UTC."""
        ...


class SystemClock:
    """The computer's clock."""

    def now(self) -> datetime:
        """The present instant, in UTC."""
        return datetime.now(UTC)


@dataclass
class FixedClock:
    """A clock that stands where it is put; for tests, the demo and reruns."""

    instant: datetime

    def now(self) -> datetime:
        """The instant it was put to, in UTC."""
        return self.instant.astimezone(UTC)

    def forward(self, **delta: float) -> None:
        """Move the clock on, by the arguments of `timedelta`."""
        self.instant += timedelta(**delta)


def local_day(instant: datetime, country: str) -> date:
    """The calendar day of an instant in a unit's country (design: a day is the unit's day)."""
    return instant.astimezone(ZONES[country]).date()


def local_time(instant: datetime, country: str) -> datetime:
    """An instant with the UTC offset that the country had then."""
    return instant.astimezone(ZONES[country])
