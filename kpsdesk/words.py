"""Dates, times and numbers as people say them, in the language in use: «i dag 14:02», «tors 5 nov», «3 dagar sen».

Written by hand, since these few short forms stand on every line of every list and must not cost a start-up.
"""

from __future__ import annotations

from datetime import date, datetime

from kpsdesk.clock import local_time
from kpsdesk.i18n import _, language, ngettext

_WEEKDAYS = {
    "sv": ("mån", "tis", "ons", "tors", "fre", "lör", "sön"),
    "fi": ("ma", "ti", "ke", "to", "pe", "la", "su"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
_MONTHS = {
    "sv": ("jan", "feb", "mars", "april", "maj", "juni", "juli", "aug", "sep", "okt", "nov", "dec"),
    "fi": (
        "tammi",
        "helmi",
        "maalis",
        "huhti",
        "touko",
        "kesä",
        "heinä",
        "elo",
        "syys",
        "loka",
        "marras",
        "joulu",
    ),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}

_LONG_MONTHS = {
    "sv": "januari februari mars april maj juni juli augusti september oktober november december",
    "fi": "tammikuu helmikuu maaliskuu huhtikuu toukokuu kesäkuu heinäkuu elokuu syyskuu lokakuu marraskuu joulukuu",
    "en": "January February March April May June July August September October November December",
}


def month(day: date, *, year: bool = False) -> str:
    """The short name of a month: «nov», «marras»."""
    name = _MONTHS[language()][day.month - 1]
    return f"{name} {day.year}" if year else name


def month_name(day: date, *, year: bool = True) -> str:
    """A month in full, for papers: «mars 2026», «maaliskuu 2026»."""
    name = _LONG_MONTHS[language()].split()[day.month - 1]
    return f"{name} {day.year}" if year else name


def long_day(value: date) -> str:
    """A day in full, for papers: «5 november 2026», «5.11.2026»."""
    if language() == "fi":
        return f"{value.day}.{value.month}.{value.year}"
    return f"{value.day} {month_name(value)}"


def day(value: date | None, today: date) -> str:
    """A day near today in words, else weekday and date, with the year when it is another."""
    if value is None:
        return ""
    away = (value - today).days
    if away in (-1, 0, 1):
        return {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}[away]
    weekday = _WEEKDAYS[language()][value.weekday()]
    if language() == "fi":
        date_ = f"{value.day}.{value.month}." + (str(value.year) if value.year != today.year else "")
    else:
        date_ = f"{value.day} {month(value)}" + (f" {value.year}" if value.year != today.year else "")
    return f"{weekday} {date_}" if abs(away) < 180 else date_


def exact(value: date | datetime | None, country: str = "SE") -> str:
    """The exact form, for tips and papers: 2026-11-05 14:02, in Finnish 5.11.2026 14.02."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        local = local_time(value, country)
        time = f"{local:%H.%M}" if language() == "fi" else f"{local:%H:%M}"
        return f"{exact(local.date())} {time}"
    return f"{value.day}.{value.month}.{value.year}" if language() == "fi" else value.isoformat()


def instant(value: datetime, today: date, country: str = "SE") -> str:
    """A day as said, with the clock time: «i dag 14:02»."""
    local = local_time(value, country)
    time = f"{local:%H.%M}" if language() == "fi" else f"{local:%H:%M}"
    return f"{day(local.date(), today)} {time}"


def due(value: date | None, today: date) -> str:
    """A due date by how far away it is: «3 dagar sen», «i dag», «om 5 dagar», later the date."""
    if value is None:
        return ""
    left = (value - today).days
    if left < 0:
        return ngettext("{n} day late", "{n} days late", -left).format(n=-left)
    if left == 0:
        return _("today")
    if left == 1:
        return _("tomorrow")
    return ngettext("in {n} day", "in {n} days", left).format(n=left) if left <= 14 else day(value, today)


def ago(value: date, today: date) -> str:
    """How long ago: «i dag», «3 dagar sedan»."""
    days = (today - value).days
    if days <= 0:
        return _("today")
    if days == 1:
        return _("yesterday")
    return ngettext("{n} day ago", "{n} days ago", days).format(n=days) if days <= 60 else day(value, today)


def days(n: int) -> str:
    """A number of days: «3 dagar»."""
    return ngettext("{n} day", "{n} days", n).format(n=n)


def number(n: int) -> str:
    """A whole number with thin spaces between thousands: 12 345 (English: 12,345)."""
    grouped = f"{n:,}"
    return grouped if language() == "en" else grouped.replace(",", "\u00a0")


def decimal(value: float, places: int = 1) -> str:
    """A number with decimals where it has any: «2,5», «3» (English: 2.5)."""
    text = f"{value:.{places}f}".rstrip("0").rstrip(".") if places else f"{value:.0f}"
    return text if language() == "en" else text.replace(".", ",")


def percent(value: float | None) -> str:
    """Hundredths, whole: «47 %» (English: 47%); of nothing there is no share: «–»."""
    if value is None:
        return "–"
    return f"{value:.0f}%" if language() == "en" else f"{value:.0f}\u00a0%"


def size(octets: int) -> str:
    """A file's size: «340 kB», «2,4 MB»."""
    if octets < 1_000_000:
        return f"{max(1, round(octets / 1000))} kB"
    text = f"{octets / 1_000_000:.1f} MB"
    return text if language() == "en" else text.replace(".", ",")
