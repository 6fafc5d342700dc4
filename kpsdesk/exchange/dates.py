"""Dates as Swedish and Finnish spreadsheets hold them: typed cells, serial numbers, and a dozen ways to write.

The day always comes before the month, unless the year comes first.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Final

from kpsdesk.errors import UserError
from kpsdesk.i18n import N_

EARLIEST: Final = date(1990, 1, 1)
_SERIAL_START: Final = datetime(1899, 12, 30)
_SERIALS: Final = range(32874, 110_000)  # 1990 to 2201
_NEAR: Final = timedelta(days=6 * 366)

NOT_A_DATE: Final = N_("This is not a date. Write it as 2026-03-01 or 1.3.2026.")
NO_YEAR: Final = N_("The year is missing. Write it as 2026-03-01 or 1.3.2026.")
NO_SUCH_DAY: Final = N_("There is no such day in the calendar. The day is read before the month.")
TOO_OLD: Final = N_("The date lies before 1990.")
IN_THE_FUTURE: Final = N_("The date lies in the future.")
TWO_WAYS: Final = N_("The six digits can be read in two ways. Write the date as 2026-03-01.")
ONLY_A_TIME: Final = N_("The cell holds a time of day and no date.")
NOT_A_TIME: Final = N_("This is not a time of day. Write it as 14:05.")

_MONTHS: Final = {
    1: "januari january tammi tammikuu tammikuuta jan",
    2: "februari february helmi helmikuu helmikuuta feb",
    3: "mars march maalis maaliskuu maaliskuuta mar",
    4: "april huhti huhtikuu huhtikuuta apr",
    5: "maj may touko toukokuu toukokuuta",
    6: "juni june kesä kesäkuu kesäkuuta jun",
    7: "juli july heinä heinäkuu heinäkuuta jul",
    8: "augusti august elo elokuu elokuuta aug",
    9: "september syys syyskuu syyskuuta sep sept",
    10: "oktober october loka lokakuu lokakuuta okt oct",
    11: "november marras marraskuu marraskuuta nov",
    12: "december joulu joulukuu joulukuuta dec",
}
_MONTH: Final = {word: number for number, words in _MONTHS.items() for word in words.split()}
_WEEKDAY: Final = re.compile(
    r"^(?:(?:mån|tis|ons|tors|fre|lör|sön)(?:dag)?(?:en)?|(?:maanantai|tiistai|keskiviikko|torstai|perjantai|lauantai|"
    r"sunnuntai)(?:na)?|(?:mon|tues|wednes|thurs|fri|satur|sun)(?:day)?|ma|ti|ke|to|pe|la|su|må|on|fr|lö|sö|wed|thu|sat)"
    r"\b[.,]?\s*(?:den\s+)?"
)
_TIME_TAIL: Final = re.compile(
    r"(?:[,;]?\s+(?:(?:kl|klo|kello|klockan|at|ca)\b\.?\s*)?|t)"
    r"(?P<h>[01]?\d|2[0-3])[:.](?P<m>[0-5]\d)(?:[:.][0-5]\d(?:[.,]\d+)?)?\s*(?:z|[+-]\d\d:?\d\d)?$"
)
_TIME: Final = re.compile(
    r"^(?:(?:kl|klo|kello|klockan|ca|cirka|noin|n)\b\.?\s*)*"
    r"(?:(?P<h>[01]?\d|2[0-3])(?:[:.,](?P<m>[0-5]\d)(?:[:.][0-5]\d)?)?|(?P<hm>[01]\d[0-5]\d|2[0-3][0-5]\d))\s*h?$"
)
_YEAR_FIRST: Final = re.compile(r"^(?P<y>\d{4})\s*[-/.]\s*(?P<m>\d{1,2})\s*[-/.]\s*(?P<d>\d{1,2})\.?$")
_DAY_FIRST: Final = re.compile(
    r"^(?P<d>\d{1,2})\s*[-/.]\s*(?P<m>\d{1,2})(?:\s*[-/.,]\s*|\s+)(?P<y>\d{4}|'?\d\d)$"
)
_DAY_NAME: Final = re.compile(
    r"^(?:den\s+)?(?P<d>\d{1,2})(?:\s*[-.:]|st|nd|rd|th|:?[ae])?\s*(?:of\s+)?(?P<name>[^\W\d]+)[-.,]*\s*(?P<y>\d{4}|'?\d\d)$"
)
_NAME_DAY: Final = re.compile(r"^(?P<name>[^\W\d]+)\.?\s+(?P<d>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<y>\d{4})$")
_NO_YEAR: Final = re.compile(r"^\d{1,2}\s*[-/.]\s*\d{1,2}\.?$|^\d{1,2}\.?\s*[^\W\d]+\.?$")

Cell = object


def read_date(value: Cell, today: date) -> tuple[date, time | None]:
    """The day, and the time where there is one, that a cell means.

    An instant with an offset is read as its own clock shows. Raises `UserError` with the reason when it
    is no date, lies before 1990, or lies more than a day after `today`.
    """
    day, at = _typed(value, today)
    if day < EARLIEST:
        raise UserError(TOO_OLD)
    if day > today + timedelta(days=1):
        raise UserError(IN_THE_FUTURE)
    return day, at


def read_time(value: Cell) -> time | None:
    """The time of day that a cell means; None for an empty cell. Raises `UserError` for anything else."""
    if isinstance(value, datetime):
        return value.time().replace(second=0, microsecond=0)
    if isinstance(value, time):
        return value.replace(second=0, microsecond=0, tzinfo=None)
    if isinstance(value, timedelta) and timedelta(0) <= value < timedelta(days=1):
        return (datetime.min + value).time().replace(second=0, microsecond=0)
    if isinstance(value, float) and 0 < value < 1:
        return _moment(value)
    text = _plain(value)
    if not text:
        return None
    match = _TIME.match(text)
    if not match:
        raise UserError(NOT_A_TIME)
    if match["hm"]:
        return time(int(match["hm"][:2]), int(match["hm"][2:]))
    return time(int(match["h"]), int(match["m"] or 0))


def _typed(value: Cell, today: date) -> tuple[date, time | None]:
    if isinstance(value, datetime):
        return value.date(), _unless_midnight(value.time().replace(second=0, microsecond=0))
    if isinstance(value, date):
        return value, None
    if isinstance(value, (time, timedelta)) or (isinstance(value, float) and 0 < value < 1):
        raise UserError(ONLY_A_TIME)
    if isinstance(value, (int, float)) and not isinstance(value, bool) and value // 1 in _SERIALS:
        return (_SERIAL_START + timedelta(days=int(value))).date(), _unless_midnight(_moment(value % 1))
    return _written(_plain(value), today)


def _unless_midnight(at: time) -> time | None:
    return at if at != time(0) else None


def _moment(fraction: float) -> time:
    minutes = min(round(fraction * 1440), 1439)
    return time(minutes // 60, minutes % 60)


def _plain(value: Cell) -> str:
    if isinstance(value, bool):
        return str(value).casefold()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(str(value if value is not None else "").split()).casefold()


def _written(text: str, today: date) -> tuple[date, time | None]:
    text = _WEEKDAY.sub("", text)
    at: time | None = None
    if tail := _TIME_TAIL.search(text):
        head = text[: tail.start()].rstrip(" ,;")
        # "1.3. 20.26" would lose its year to the clock: the rest has to be a date by itself
        if _is_dated(head):
            # midnight is what spreadsheets add to a date without a time
            text, at = head, _unless_midnight(time(int(tail["h"]), int(tail["m"])))
    if text.isascii() and text.isdigit():
        return _digits(text, today), at
    for form in (_YEAR_FIRST, _DAY_FIRST, _DAY_NAME, _NAME_DAY):
        if match := form.match(text):
            return _built(match.groupdict(), today), at
    raise UserError(NO_YEAR if _NO_YEAR.match(text) else NOT_A_DATE)


def _is_dated(text: str) -> bool:
    return (text.isascii() and text.isdigit() and len(text) in (5, 6, 8)) or any(
        form.match(text) for form in (_YEAR_FIRST, _DAY_FIRST, _DAY_NAME, _NAME_DAY)
    )


def _built(parts: dict[str, str], today: date) -> date:
    month = _MONTH.get(parts["name"]) if "name" in parts else int(parts["m"])
    if month is None:
        raise UserError(NOT_A_DATE)
    return _day(_year(parts["y"].lstrip("'"), today), month, int(parts["d"]))


def _year(digits: str, today: date) -> int:
    if len(digits) == 4:
        return int(digits)
    year = today.year - today.year % 100 + int(digits)
    return year if year <= today.year + 1 else year - 100


def _digits(text: str, today: date) -> date:
    """20260301, 260301 and the serial number of a cell that lost its date format."""
    if len(text) == 8:
        return _day(int(text[:4]), int(text[4:6]), int(text[6:]))
    if len(text) == 5 and int(text) in _SERIALS:
        return (_SERIAL_START + timedelta(days=int(text))).date()
    if len(text) != 6:
        raise UserError(NOT_A_DATE)
    found = set()
    for year, day in ((text[:2], text[4:]), (text[4:], text[:2])):
        try:
            found.add(_day(_year(year, today), int(text[2:4]), int(day)))
        except UserError:
            continue
    near = [day for day in found if today - _NEAR <= day <= today + timedelta(days=1)]
    if len(near) != 1:
        raise UserError(TWO_WAYS if near else NO_SUCH_DAY)
    return near[0]


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise UserError(NO_SUCH_DAY) from None
