"""Month ends kept as snapshots with the rule's version, and compared with a recount (domain 3.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from kpsdesk.domain.changes import Changes
from kpsdesk.domain.follow_up import MonthDifference
from kpsdesk.domain.lateness import RULE_VERSION, month_ends, month_of
from kpsdesk.domain.permission import PROGRAM, Permission
from kpsdesk.services.session import Session
from kpsdesk.store import lateness, program, snapshots
from kpsdesk.store.engine import Cancel
from kpsdesk.store.snapshots import KeptNumbers

KEPT_KEY: Final = "month_ends_kept"  # setting: the last month's end that has been kept, as ISO date and rule
BEGINS: Final = 2  # calendar years that a store's first keeping reaches back, this one included


@dataclass(frozen=True)
class MonthEndService:
    """Keeps the numbers of each month's end once it has passed."""

    session: Session

    def missing(self) -> list[date]:
        """Month ends that have passed and are not kept yet, oldest first."""
        day, rule = self._last_kept()
        with self.session.read() as connection:
            begun = snapshots.first_case(connection)
        if begun is None:
            return []
        today = self.session.today
        first = max(begun, date(today.year - BEGINS + 1, 1, 1))
        if day is not None and rule == RULE_VERSION:
            first = day + timedelta(days=1)
        return month_ends(first, today - timedelta(days=1))

    def keep_missing(self, cancel: Cancel | None = None) -> Changes:
        """Count and keep them, a transaction a month, so that it can be stopped between any two.
        The program does it by itself as time passes; no numbers come out of it.

        A clock that was set back keeps nothing twice: what is kept stays as it is.

        Raises:
            Cancelled: it was stopped; the months that are done stay kept.
        """
        changes = Changes()
        for day in self.missing():
            if cancel is not None:
                cancel.check()
            rows = self._counted(day, cancel)
            with self.session.write(PROGRAM) as work:
                snapshots.keep(work.connection, rows, work.moment.at)
                program.set_setting(work.connection, KEPT_KEY, {"day": day.isoformat(), "rule": RULE_VERSION})
                work.touch("settings")
                work.note("month_end.kept", f"month:{month_of(day)}", rule=RULE_VERSION, rows=len(rows))
            changes |= work.changes
        return changes

    def compare(self, year: int) -> list[MonthDifference]:
        """Where the kept month ends of a year differ from a recount today; nothing when all agree."""
        self.session.actor.require(Permission.STATISTICS_READ)
        with self.session.read() as connection:
            old = snapshots.kept(connection, date(year, 1, 1), date(year, 12, 31), RULE_VERSION)
        found = []
        for day in sorted({row.day for row in old}):
            found += _differences(day, [row for row in old if row.day == day], self._counted(day))
        return found

    def _counted(self, day: date, cancel: Cancel | None = None) -> list[KeptNumbers]:
        with self.session.read(cancel) as connection:
            late = lateness.late_on(connection, day)
            became = list(lateness.became_late(connection, date(day.year, 1, 1), day))
        return snapshots.counted(day, RULE_VERSION, late, became)

    def _last_kept(self) -> tuple[date | None, int]:
        value = self.session.settings.get(KEPT_KEY)
        return (date.fromisoformat(value["day"]), value["rule"]) if value else (None, 0)


def _differences(day: date, old: Sequence[KeptNumbers], new: Sequence[KeptNumbers]) -> list[MonthDifference]:
    found = []
    for series in sorted({row.series for row in (*old, *new)}):
        before = [row for row in old if row.series == series]
        after = [row for row in new if row.series == series]
        if before != after:
            numbers = [sum(len(row.days) for row in rows) for rows in (before, after)]
            flows = [sum(row.became for row in rows) for rows in (before, after)]
            found.append(MonthDifference(day, series, *numbers, *flows))
    return found
