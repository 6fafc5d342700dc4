"""The words of dates and numbers, under the name that pages know them by."""

from kpsdesk.words import (
    ago,
    day,
    days,
    decimal,
    due,
    exact,
    instant,
    long_day,
    month,
    month_name,
    number,
    percent,
    size,
)

__all__ = [
    "ago",
    "day",
    "days",
    "decimal",
    "due",
    "exact",
    "instant",
    "long_day",
    "month",
    "month_name",
    "number",
    "percent",
    "size",
]
