"""Column types: instants, days and small structured values, kept compact and sortable."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Integer, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator
from typing_extensions import override

EPOCH_DAY = date(1970, 1, 1).toordinal()
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def to_ms(instant: datetime) -> int:
    """Milliseconds since 1970 in UTC, exact (no floats)."""
    return (instant - _EPOCH) // timedelta(milliseconds=1)


def from_ms(ms: int) -> datetime:
    """The aware UTC instant of a number of milliseconds."""
    return _EPOCH + timedelta(milliseconds=ms)


def to_day(day: date) -> int:
    """Days since 1970-01-01."""
    return day.toordinal() - EPOCH_DAY


def from_day(number: int) -> date:
    """The date of a day number."""
    return date.fromordinal(number + EPOCH_DAY)


def to_text(value: Any) -> str | None:
    """A small structured value as JSON; None stays None."""
    return None if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True)


class Instant(TypeDecorator[datetime]):
    """An aware datetime, stored as UTC milliseconds."""

    impl = BigInteger
    cache_ok = True

    @override
    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else to_ms(value)

    @override
    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else from_ms(value)


class Day(TypeDecorator[date]):
    """A calendar date, stored as days since 1970-01-01."""

    impl = Integer
    cache_ok = True

    @override
    def process_bind_param(self, value: date | None, dialect: Dialect) -> int | None:
        return None if value is None else to_day(value)

    @override
    def process_result_value(self, value: int | None, dialect: Dialect) -> date | None:
        return None if value is None else from_day(value)


class Json(TypeDecorator[Any]):
    """Lists, tables and scalars as JSON text; None stays NULL."""

    impl = Text
    cache_ok = True

    @override
    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return to_text(value)

    @override
    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)
