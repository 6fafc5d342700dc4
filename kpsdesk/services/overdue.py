"""Overdue per manager, unit or area, as of any day (design 6); the numbers that anyone can count again from the export."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from kpsdesk.domain.permission import Permission
from kpsdesk.errors import UserError
from kpsdesk.i18n import N_
from kpsdesk.services.session import Session
from kpsdesk.store import overdue as overdue_store


@dataclass(frozen=True, slots=True)
class OverdueRow:
    """One manager, unit or area: whose number it is, and the number."""

    id: str | None
    name: str
    overdue_open: int

    def as_data(self) -> dict[str, Any]:
        """For JSON."""
        return {"id": self.id, "name": self.name, "overdue_open": self.overdue_open}


@dataclass(frozen=True)
class OverdueService:
    """Counts overdue cases."""

    session: Session

    def count(
        self, by: str = "manager", as_of: date | None = None, year: int | None = None
    ) -> list[OverdueRow]:
        """A row for each that owned a case in the year or on the day, those who left included; most overdue first.

        Raises:
            UserError: `by` is none of manager, unit, area.
        """
        self.session.actor.require(Permission.STATISTICS_READ)
        if by not in overdue_store.COLUMN:
            raise UserError(N_("Count by manager, unit or area."), field="by")
        day = as_of or self.session.today
        first, last = date(year or day.year, 1, 1), date(year or day.year, 12, 31)
        with self.session.read() as connection:
            counts = overdue_store.overdue_open(connection, day, by)
            owners = overdue_store.owners_between(connection, first, last, by)
            owners |= overdue_store.owners_between(connection, day, day, by) | counts.keys()
        rows = [OverdueRow(*self._called(by, key, day), counts.get(key, 0)) for key in owners]
        return sorted(rows, key=lambda row: (-row.overdue_open, row.name.casefold(), row.id or ""))

    def _called(self, by: str, key: int | None, day: date) -> tuple[str | None, str]:
        organisation = self.session.organisation
        if key is None:
            return None, ""
        if by == "manager":
            person = organisation.persons[key]
            return person.uid, person.name
        if by == "unit":
            unit = organisation.units[key]
            return unit.code, unit.on(day).name
        return organisation.areas[key].code, organisation.areas[key].name
