"""From counts of the store to what the Follow-up page says about being late: now, and month by month."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import accumulate
from typing import Any

from kpsdesk.domain import follow_up as f
from kpsdesk.domain.follow_up import (
    Behind,
    Count,
    Late,
    Median,
    MonthCell,
    MonthDifference,
    MonthRow,
    Months,
    Now,
    NowRow,
)
from kpsdesk.domain.lateness import (
    AGE_CLASSES,
    RULE_VERSION,
    SERIES,
    Whose,
    age_class,
    month_end,
    month_of,
    months_to,
)
from kpsdesk.domain.organisation import Organisation
from kpsdesk.i18n import _
from kpsdesk.services.overdue import NOBODY, WHOLE, called
from kpsdesk.stats.middle import median_of
from kpsdesk.store import lateness, snapshots
from kpsdesk.store.lateness import Counted
from kpsdesk.store.snapshots import KeptNumbers

Histogram = dict[int, int]  # days late -> how many
MonthCount = tuple[str, bool, date, Whose, int]


@dataclass(frozen=True)
class Owners:
    """For whom is counted: by what, in which units, as called on a day."""

    organisation: Organisation
    by: str
    units: tuple[int, ...]
    day: date

    def has(self, whose: Whose) -> bool:
        """Whether it lies in the chosen units."""
        return not self.units or whose.unit in self.units

    def present(self) -> set[int | None]:
        """Who answers for the chosen units now, with nothing late too."""
        found: set[int | None] = set()
        for unit in self.organisation.active_units(self.day):
            manager = self.organisation.manager_of(unit.id, self.day) if self.by == "manager" else None
            whose = Whose(manager, unit.id, unit.on(self.day).area_id)
            if self.has(whose):
                found.add(whose.by(self.by))
        return found

    def called(self, key: int | None) -> tuple[str | None, str]:
        """Its id outside and its name."""
        known, name = called(self.organisation, self.by, key, self.day)
        return known, name or _(WHOLE if self.by == "organisation" else NOBODY)

    def behind(self, measure: str, series: str, last: date, key: int | None, *, total: bool) -> Behind:
        """What a number of a row, or of the total, counts."""
        by, own = ("organisation", None) if total else (self.by, key)
        return Behind(measure, last, series=series, by=by, key=own, units=self.units)


# ---- now -----------------------------------------------------------------------------------------------------


def now(counted: Iterable[Counted], owners: Owners, day: date, before: date) -> Now:
    """Rows for who answers for something, or has something late; late with most cases first."""
    days: dict[tuple[int | None, str], Histogram] = {}
    earlier: dict[tuple[int | None, str], int] = {}
    whole: dict[str, Histogram] = {}
    before_all: dict[str, int] = {}
    for series, at, due, whose, many in counted:
        if not owners.has(whose):
            continue
        key = whose.by(owners.by)
        if at == before:
            earlier[key, series] = earlier.get((key, series), 0) + many
            before_all[series] = before_all.get(series, 0) + many
            continue
        late = (day - due).days
        for histogram in (days.setdefault((key, series), {}), whole.setdefault(series, {})):
            histogram[late] = histogram.get(late, 0) + many
    maker = _NowMaker(owners, day, before)
    keys = owners.present() | {key for key, _s in days} | {key for key, _s in earlier}
    rows = [
        NowRow(
            key,
            *owners.called(key),
            {s: maker.late(s, key, days.get((key, s), {}), earlier.get((key, s), 0)) for s in SERIES},
        )
        for key in keys
    ]
    rows.sort(key=lambda row: (-row.series["cases"].total.value, row.name.casefold(), row.id or ""))
    total = {s: maker.late(s, None, whole.get(s, {}), before_all.get(s, 0), total=True) for s in SERIES}
    return Now(day, before, owners.by, owners.units, NowRow(None, None, _(WHOLE), total), tuple(rows))


@dataclass(frozen=True)
class _NowMaker:
    owners: Owners
    day: date
    before: date

    def late(
        self, series: str, key: int | None, days: Histogram, earlier: int, *, total: bool = False
    ) -> Late:
        """One series of one row."""
        here = self.owners.behind(f.LATE, series, self.day, key, total=total)
        there = self.owners.behind(f.LATE, series, self.before, key, total=total)
        ages = dict.fromkeys((name for name, *_rest in AGE_CLASSES), 0)
        for late, many in days.items():
            ages[age_class(late)] += many
        count = Count(sum(days.values()), here)
        return Late(
            count,
            Count(earlier, there),
            {age: Count(many, replace(here, age=age)) for age, many in ages.items()},
            Median(median_of(days), count),
            max(days, default=None),
        )


# ---- months --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class MonthsRead:
    """What the store says about the months of a year, and what was kept of them."""

    ends: tuple[date, ...]
    counts: tuple[MonthCount, ...]
    kept: tuple[KeptNumbers, ...]


def read_months(connection: Any, year: int, day: date) -> MonthsRead:
    """Every month of a year that has begun by a day; its end, or that day."""
    ends = tuple(min(month_end(month), day) for month in months_to(day, year))
    if not ends:
        return MonthsRead((), (), ())
    first = date(year, 1, 1)
    counts = tuple(lateness.month_counts(connection, first, ends[-1], ends))
    return MonthsRead(ends, counts, tuple(snapshots.kept(connection, first, ends[-1], RULE_VERSION)))


def months(read: MonthsRead, owners: Owners, year: int, day: date) -> Months:
    """Rows for who answers for something, or had something late; late with most cases at the end first."""
    sums: dict[tuple[int | None, str, bool, str], int] = {}
    whole: dict[tuple[int | None, str, bool, str], int] = {}
    for series, ended, at, whose, many in read.counts:
        if owners.has(whose):
            for found, key in ((sums, whose.by(owners.by)), (whole, None)):
                place = (key, series, ended, month_of(at))
                found[place] = found.get(place, 0) + many
    keys = owners.present() | {place[0] for place in sums}
    rows = [MonthRow(key, *owners.called(key), _cells(read, owners, sums, key, total=False)) for key in keys]
    rows.sort(key=lambda row: (-_last_late(row), row.name.casefold(), row.id or ""))
    total = MonthRow(None, None, _(WHOLE), _cells(read, owners, whole, None, total=True))
    differences = tuple(_differences(read, owners))
    named = tuple(month_of(end) for end in read.ends)
    return Months(year, day, owners.by, owners.units, named, total, tuple(rows), differences)


def _last_late(row: MonthRow) -> int:
    cells = row.series["cases"]
    return cells[-1].late.value if cells else 0


def _cells(
    read: MonthsRead,
    owners: Owners,
    sums: Mapping[tuple[int | None, str, bool, str], int],
    key: int | None,
    *,
    total: bool,
) -> dict[str, tuple[MonthCell, ...]]:
    return {series: tuple(_series_cells(read, owners, sums, key, series, total=total)) for series in SERIES}


def _series_cells(
    read: MonthsRead,
    owners: Owners,
    sums: Mapping[tuple[int | None, str, bool, str], int],
    key: int | None,
    series: str,
    *,
    total: bool,
) -> Iterator[MonthCell]:
    flows = [sums.get((key, series, False, month_of(end)), 0) for end in read.ends]
    for end, became, so_far in zip(read.ends, flows, accumulate(flows), strict=True):
        late = owners.behind(f.LATE, series, end, key, total=total)
        flow = owners.behind(f.BECAME_LATE, series, end, key, total=total)
        yield MonthCell(
            month_of(end),
            Count(sums.get((key, series, True, month_of(end)), 0), late),
            Count(became, replace(flow, first=end.replace(day=1))),
            Count(so_far, replace(flow, first=date(end.year, 1, 1))),
        )


def _differences(read: MonthsRead, owners: Owners) -> Iterator[MonthDifference]:
    """Kept month ends that are counted otherwise now, in the chosen units; told by series and month."""
    kept, now = _by_owner(read, owners)
    places = {place[:2] for place in kept}
    days = {day for day, _series in places}
    for day in sorted(days):
        for series in SERIES:
            old = {place: both for place, both in kept.items() if place[:2] == (day, series)}
            new = {place: both for place, both in now.items() if place[:2] == (day, series)}
            if old != new:
                before, after = (
                    [sum(both[n] for both in found.values()) for n in (0, 1)] for found in (old, new)
                )
                yield MonthDifference(day, series, before[0], after[0], before[1], after[1])


Numbers = dict[tuple[date, str, Whose], list[int]]  # late at the end, became late


def _by_owner(read: MonthsRead, owners: Owners) -> tuple[Numbers, Numbers]:
    ends = {month_of(end): end for end in read.ends if end == month_end(month_of(end))}
    now: Numbers = {}
    for series, ended, at, whose, many in read.counts:
        end = ends.get(month_of(at))
        if end is not None and owners.has(whose):
            now.setdefault((end, series, whose), [0, 0])[0 if ended else 1] += many
    kept: Numbers = {
        (row.day, row.series, row.whose): [len(row.days), row.became]
        for row in read.kept
        if row.day in ends.values() and owners.has(row.whose)
    }
    return kept, now
