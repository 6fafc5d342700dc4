"""Overdue per manager, unit or area, as of any day (design 6); the numbers that anyone can count again from the export."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from kpsdesk.domain.lateness import DIMENSIONS, SERIES, BecameLate, LateItem, Numbers, months_to, numbers
from kpsdesk.domain.organisation import Organisation
from kpsdesk.domain.permission import Permission
from kpsdesk.errors import UserError
from kpsdesk.i18n import N_
from kpsdesk.services.session import Session
from kpsdesk.store import lateness

NOBODY: Final = N_("Nobody in charge")
WHOLE: Final = N_("The whole organisation")


@dataclass(frozen=True, slots=True)
class OverdueRow:
    """One manager, unit or area (or the whole organisation): whose numbers they are, and those of each series.

    `key` is the store's own, `id` what is printed and exported: a person's id, a unit's or an area's code.
    """

    key: int | None
    id: str | None
    name: str
    series: dict[str, Numbers]

    @property
    def overdue_open(self) -> int:
        """Cases that are late on the day; complaints and views are not in these."""
        return self.series["cases"].overdue_open

    def as_data(self) -> dict[str, Any]:
        """For JSON: the cases' own numbers, and an object for each other series."""
        others = {name: self.series[name].as_data() for name in SERIES if name != "cases"}
        return {"id": self.id, "name": self.name, **self.series["cases"].as_data(), **others}


@dataclass(frozen=True)
class OverdueService:
    """Counts what is overdue."""

    session: Session

    def count(
        self, by: str = "manager", as_of: date | None = None, year: int | None = None
    ) -> list[OverdueRow]:
        """A row for each that owned a case in the year or on the day, those who left included; most overdue first.

        What became overdue is told for each month of the year that has begun by the day.

        Raises:
            UserError: `by` is none of manager, unit, area, organisation.
        """
        self.session.actor.require(Permission.STATISTICS_READ)
        if by not in DIMENSIONS:
            raise UserError(N_("Count by manager, unit, area or organisation."), field="by")
        day = as_of or self.session.today
        counted = year or day.year
        months = months_to(day, counted)
        first, last = date(counted, 1, 1), date(counted, 12, 31)
        with self.session.read() as connection:
            late = lateness.late_on(connection, day)
            became = list(lateness.became_late(connection, first, min(last, day))) if months else []
            keys: set[int | None] = {None}
            if by != "organisation":
                keys = lateness.owners_between(connection, first, last, by)
                keys |= lateness.owners_between(connection, day, day, by)
        rows = _rows(by, keys, late, became, months, day)
        organisation = self.session.organisation
        told = [OverdueRow(key, *called(organisation, by, key, day), series) for key, series in rows.items()]
        return sorted(told, key=lambda row: (-row.overdue_open, row.name.casefold(), row.id or ""))


def called(organisation: Organisation, by: str, key: int | None, day: date) -> tuple[str | None, str]:
    """What a manager, unit or area is known by outside, and its name on a day."""
    if key is None:
        return None, ""
    if by == "manager":
        person = organisation.persons[key]
        return person.uid, person.name
    if by == "unit":
        unit = organisation.units[key]
        return unit.code, unit.on(day).name
    return organisation.areas[key].code, organisation.areas[key].name


def _rows(
    by: str,
    keys: Iterable[int | None],
    late: Iterable[LateItem],
    became: Iterable[BecameLate],
    months: list[str],
    day: date,
) -> dict[int | None, dict[str, Numbers]]:
    days: dict[tuple[int | None, str], list[int]] = {}
    firsts: dict[tuple[int | None, str], list[date]] = {}
    for item in late:
        days.setdefault((item.whose.by(by), item.series), []).append(item.days(day))
    for one in became:
        firsts.setdefault((one.whose.by(by), one.series), []).append(one.day)
    known = {*keys, *(key for key, _ in days), *(key for key, _ in firsts)}
    return {
        key: {s: numbers(days.get((key, s), ()), firsts.get((key, s), ()), months) for s in SERIES}
        for key in known
    }
