"""Reading days and times as people type them: 1/3 2026, 2026-03-01, 1.3., 1 mars, igår, 14.30."""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from typing import Final

_RELATIVE: Final = {
    0: ("i dag", "idag", "tänään", "today", "nu", "nyt", "now"),
    -1: ("igår", "i går", "eilen", "yesterday"),
    -2: ("i förrgår", "iförrgår", "toissapäivänä", "toissa päivänä"),
    1: ("i morgon", "imorgon", "huomenna", "tomorrow"),
}
_MONTHS: Final = (
    ("jan", "tammi"),
    ("feb", "helmi"),
    ("mar", "maalis"),
    ("apr", "huhti"),
    ("maj", "may", "touko"),
    ("jun", "kesä"),
    ("jul", "heinä"),
    ("aug", "elo"),
    ("sep", "syys"),
    ("okt", "oct", "loka"),
    ("nov", "marras"),
    ("dec", "joulu"),
)
_WEEKDAYS: Final = (
    ("mån", "maanantai", "ma", "mon"),
    ("tis", "tiistai", "ti", "tue"),
    ("ons", "keskiviikko", "ke", "wed"),
    ("tors", "torstai", "to", "thu"),
    ("fre", "perjantai", "pe", "fri"),
    ("lör", "lauantai", "la", "sat"),
    ("sön", "sunnuntai", "su", "sun"),
)


def parse_day(text: str, today: date, *, future: bool = False) -> date | None:
    """The day that a text means, or None. Day before month; without a year the nearest past one, or coming if `future`.

    Knows Swedish, Finnish and English words whatever the window's language, since colleagues write as they speak.
    """
    words = " ".join(text.casefold().replace(",", " ").split())
    for days, said in _RELATIVE.items():
        if words in said:
            return today + timedelta(days=days)
    return (
        _numbers(words, today, future) or _month_name(words, today, future) or _weekday(words, today, future)
    )


def parse_time(text: str) -> time | None:
    """The time of day that a text means: 14:30, 14.30, 1430, 9, kl 9, klo 9.05."""
    hit = re.fullmatch(r"(?:klo|kl)?\.?\s*(\d{1,2})(?:[:.]?(\d{2}))?", text.casefold().strip())
    if hit is None:
        return None
    hour, minute = int(hit[1]), int(hit[2] or 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _numbers(words: str, today: date, future: bool) -> date | None:
    if hit := re.fullmatch(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})\.?", words):
        return _day(int(hit[1]), int(hit[2]), int(hit[3]))
    if hit := re.fullmatch(r"(\d{4})(\d{2})(\d{2})", words):
        return _day(int(hit[1]), int(hit[2]), int(hit[3]))
    if hit := re.fullmatch(r"(\d{1,2})\s*[-./]\s*(\d{1,2})\.?(?:[-./\s]\s*(\d{4}|\d{2}))?", words):
        return _with_year(int(hit[1]), int(hit[2]), hit[3], today, future)
    return None


def _month_name(words: str, today: date, future: bool) -> date | None:
    hit = re.fullmatch(r"(?:den )?(\d{1,2})(?:\.|:e|:a|th|st|nd|rd)? ([a-zåäö]+)\.?(?: (\d{4}))?", words)
    if hit is None:
        return None
    for month, starts in enumerate(_MONTHS, start=1):
        if hit[2].startswith(starts):
            return _with_year(int(hit[1]), month, hit[3], today, future)
    return None


def _weekday(words: str, today: date, future: bool) -> date | None:
    said = words.removeprefix("i ").removeprefix("på ")
    for number, starts in enumerate(_WEEKDAYS):
        if said in starts or any(said.startswith(start) and len(start) > 2 for start in starts):
            back = (today.weekday() - number) % 7
            return today + timedelta(days=(-back % 7 or 7) if future else -(back or 7))
    return None


def _with_year(day: int, month: int, year: str | None, today: date, future: bool) -> date | None:
    if year:
        return _day(int(year) + (2000 if len(year) == 2 else 0), month, day)
    found = _day(today.year, month, day)
    if found is not None and found > today and not future:
        return _day(today.year - 1, month, day)
    if found is not None and found < today and future:
        return _day(today.year + 1, month, day)
    return found


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
