"""Meetings of units, areas and the organisation: when they are held and whether safety was on the agenda (domain 7, 8)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Final

APT: Final = "apt"  # workplace meeting of a unit (arbetsplatsträff); the other types are those of the list meeting_type
TYPE_LIST: Final = "meeting_type"

PLANNED: Final = "planned"
HELD: Final = "held"
CANCELLED: Final = "cancelled"
STATES: Final = (PLANNED, HELD, CANCELLED)

# fixed items beside the safety item: serious events, HSE, risks, digital safety, the action plan (domain 7)
ITEMS: Final = ("serious", "hse", "risk", "digital", "plan")


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting in the register. `id` is empty until it has been saved; without unit and area it is the organisation's.

    `held_by` stays in the register and is never printed. `sheet` is the paper of an APT: the period, the language, the
    stories and the presenter's texts, as plain data.
    """

    id: str
    type: str
    date: dt.date
    unit: int | None = None
    area: int | None = None
    state: str = PLANNED
    safety_item: bool = False
    items: frozenset[str] = frozenset()
    held_by: str = ""
    next_date: dt.date | None = None
    note: str = ""
    cases: tuple[str, ...] = ()  # ids of the cases taken up, in the store's order
    sheet: Mapping[str, Any] = field(default_factory=dict)

    def as_data(self) -> dict[str, Any]:
        """What the audit compares."""
        told = {one.name: getattr(self, one.name) for one in fields(self) if one.name != "id"}
        return told | {
            "date": self.date.isoformat(),
            "next_date": self.next_date.isoformat() if self.next_date else None,
            "items": [name for name in ITEMS if name in self.items],
            "cases": list(self.cases),
            "sheet": dict(self.sheet),
        }


def told(before: Meeting | None, after: Meeting) -> dict[str, Any]:
    """What the audit says of a write: the fields that differ, as they were and as they are."""
    old, new = before.as_data() if before else {}, after.as_data()
    differing = [key for key in new if before is None or old[key] != new[key]]
    return {
        "before": {key: old[key] for key in differing} if before else None,
        "after": {key: new[key] for key in differing},
    }


@dataclass(frozen=True, slots=True)
class Half:
    """Half a year: what the action plan counts meetings by (GF1-E1, GF1-V1)."""

    year: int
    half: int  # 1 or 2

    @classmethod
    def of(cls, day: dt.date) -> Half:
        """The half-year that a day lies in."""
        return cls(day.year, 1 if day.month <= 6 else 2)

    @property
    def first(self) -> dt.date:
        """Its first day."""
        return dt.date(self.year, 1 if self.half == 1 else 7, 1)

    @property
    def last(self) -> dt.date:
        """Its last day."""
        return dt.date(self.year, 6, 30) if self.half == 1 else dt.date(self.year, 12, 31)


@dataclass(frozen=True, slots=True)
class SafetyShare:
    """How many of the meetings that were held had the safety item: of one unit (or area) in one half-year."""

    part: int
    whole: int
    half: Half
    type: str = APT
    unit: int | None = None
    area: int | None = None

    @property
    def percent(self) -> float | None:
        """The part in hundredths; None when no meeting was held."""
        return 100 * self.part / self.whole if self.whole else None


def safety_shares(
    meetings: Iterable[Meeting], units: Iterable[int], year: int, meeting_type: str
) -> list[SafetyShare]:
    """The share of each unit and half-year, in the order of the units; a unit without meetings has 0 of 0.

    Only what was held counts: neither what is planned nor what was cancelled (domain 7, GF1-E1).
    """
    keys: list[tuple[int | None, int | None]] = [(unit, None) for unit in units]
    numbers: dict[tuple[int | None, int | None, Half], list[int]] = {}
    for one in meetings:
        if one.type != meeting_type or one.state != HELD or one.date.year != year:
            continue
        key = (one.unit, None if one.unit else one.area)
        if key not in keys:
            keys.append(key)
        count = numbers.setdefault((*key, Half.of(one.date)), [0, 0])
        count[0] += one.safety_item
        count[1] += 1
    shares = []
    for unit, area in keys:
        for half in (Half(year, 1), Half(year, 2)):
            part, whole = numbers.get((unit, area, half), (0, 0))
            shares.append(SafetyShare(part, whole, half, meeting_type, unit, area))
    return shares
