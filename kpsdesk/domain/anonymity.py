"""What may stand on a paper that is read by more people than those who work a case (domain 8, rules 2, 3, 4 and 5).

Numbers: few events of a sensitive type could tell who it is about, so 1 to 4 are told as "fewer than 5", and so much else is
left out that nobody can subtract his way to the number. Texts: exact days, ages and initials are found here; personal
numbers, names, phones, e-mails and rooms by the finder that also warns beside the fields of a report.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

SENSITIVE: Final = frozenset({"VIOL", "SUIC", "ECON", "RIGHTS"})
FEW: Final = 5  # smaller numbers of sensitive types, and smaller units, are not told apart


def is_small(staff: int | None) -> bool:
    """Whether a unit is so small that only totals are told of it; one whose size is not known is not."""
    return staff is not None and staff < FEW


def is_sensitive(event_type: str | None) -> bool:
    """Whether few of a type could tell who it is about; a subtype is what its type is."""
    return bool(event_type) and str(event_type).partition(".")[0] in SENSITIVE


@dataclass(frozen=True, slots=True)
class Shown:
    """A number as it may be told: itself, or "fewer than 5" (None)."""

    value: int | None

    @classmethod
    def of(cls, value: int, *, sensitive: bool) -> Shown:
        """A number of a type."""
        return cls(None if sensitive and 0 < value < FEW else value)


@dataclass(frozen=True, slots=True)
class TypeNumbers:
    """One event type: how many now, and in the period before."""

    code: str
    now: int
    before: int


def tellable(types: Sequence[TypeNumbers], now: int, before: int, limit: int) -> list[TypeNumbers]:
    """Those of the types (most first) that may be listed beside the totals `now` and `before`.

    A number told as "fewer than 5" must stay unknown to whoever subtracts the others from the total: what remains has
    to leave every value from 1 to 4 possible, and must not be the hidden number itself. Else the smallest of the open
    rows are left out, and at last the hidden ones too.
    """
    listed = list(types[:limit])
    while not all(_safe(listed, total, column) for column, total in (("now", now), ("before", before))):
        listed = _without_smallest(listed)
    return listed


def _safe(listed: Sequence[TypeNumbers], total: int, column: str) -> bool:
    cells: list[tuple[int, bool]] = [(getattr(one, column), is_sensitive(one.code)) for one in listed]
    hidden = [value for value, sensitive in cells if Shown.of(value, sensitive=sensitive).value is None]
    if not hidden:
        return True
    rest = total - (sum(value for value, _ in cells) - sum(hidden))
    return rest > sum(hidden) and rest >= len(hidden) + FEW - 2


def _without_smallest(listed: list[TypeNumbers]) -> list[TypeNumbers]:
    def is_open(one: TypeNumbers) -> bool:
        told = (Shown.of(value, sensitive=is_sensitive(one.code)) for value in (one.now, one.before))
        return all(one.value is not None for one in told)

    droppable = [one for one in listed if is_open(one)] or listed
    smallest = min(droppable, key=lambda one: (one.now + one.before, one.code))
    return [one for one in listed if one is not smallest]


# ---- texts ---------------------------------------------------------------------------------------------------

_MONTHS: Final = {
    name: number
    for names in (
        "januari februari mars april maj juni juli augusti september oktober november december",
        "january february march april may june july august september october november december",
        "jan feb mar apr maj jun jul aug sep okt nov dec",
        "jan feb mar apr may jun jul aug sept oct nov dec",
        "tammi helmi maalis huhti touko kesä heinä elo syys loka marras joulu",
    )
    for number, name in enumerate(names.split(), 1)
}
_NAMES: Final = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DAY: Final = r"(?P<day>0?[1-9]|[12]\d|3[01])"
_YEAR: Final = r"(?P<year>(?:19|20)\d\d)"
_OWN_YEAR: Final = rf"{_YEAR}(?!-\d)"  # not one that begins a date of its own
_DATES: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<![\d-]){_YEAR}-(?P<month>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12]\d|3[01])(?![\d-])",
        rf"(?<![\d.]){_DAY}\.(?P<month>0?[1-9]|1[0-2])\.(?:{_YEAR}|(?P<short>\d\d))?(?![\d])",
        rf"(?<![\d/]){_DAY}/(?P<month>0?[1-9]|1[0-2])(?:[/ -]{_OWN_YEAR})?(?![\d/])",
        rf"(?<![\w.,])(?:den\s+)?{_DAY}(?::?(?:e|a|st|nd|rd|th))?\.?\s+(?P<name>{_NAMES})(?:kuu(?:ta|n|ssa)?)?\.?(?:\s+{_OWN_YEAR})?(?!\w)",
        rf"(?<!\w)(?P<name>{_NAMES})(?:kuun)?\.?\s+{_DAY}(?:\.|st|nd|rd|th)?(?:\s*päivä\w*)?(?:,?\s+{_OWN_YEAR})?(?![\d:\w]|\s?(?:%|procent|prosen))",
    )
)
_INITIALS: Final = (
    re.compile(r"(?<![\w.])[A-ZÅÄÖ]\.\s?[A-ZÅÄÖ]\.?(?![\wåäö]|\.\w)"),
    re.compile(
        r"\b(?i:patient(?:en)?|brukare?n?|boende|klient(?:en)?|kund(?:en)?|fru|herr|potilas|asiakas|asukas|rouva|herra|"
        r"resident|client|mr|mrs|ms)\.?\s+(?P<letters>[A-ZÅÄÖ]{1,3})\b(?!\s?\d)"
    ),
)
_AGE: Final = re.compile(
    r"(?<![\d,.])\d{1,3}(?:[- ]?åri(?:g|ge|ga)(?:t|s)?\b|[- ]?åring\w*|[- ]?vuotia\w*|[- ]years?[- ]old)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a text: "date" (with its month, and its year when it is said), "initials" or "age"."""

    kind: str
    start: int
    end: int
    month: int = 0
    year: int | None = None


def marks(text: str) -> list[Mark]:
    """Exact days, initials and ages in a text, in its order and never overlapping."""
    found = [*_dates(text), *_initials(text)]
    found += [Mark("age", one.start(), one.end()) for one in _AGE.finditer(text)]
    kept: list[Mark] = []
    for one in sorted(found, key=lambda mark: (mark.start, -mark.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _dates(text: str) -> Iterator[Mark]:
    for pattern in _DATES:
        for one in pattern.finditer(text):
            told = one.groupdict()
            month = _MONTHS[told["name"].casefold()] if told.get("name") else int(told["month"])
            year = told.get("year") or (f"20{told['short']}" if told.get("short") else None)
            yield Mark("date", one.start(), one.end(), month, int(year) if year else None)


def _initials(text: str) -> Iterator[Mark]:
    for pattern in _INITIALS:
        for one in pattern.finditer(text):
            name = "letters" if "letters" in one.groupdict() else 0
            yield Mark("initials", one.start(name), one.end(name))
