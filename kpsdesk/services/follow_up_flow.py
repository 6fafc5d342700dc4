"""How reports were worked with in a span of days: medians, shares, kinds, repeats, created against closed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from kpsdesk.domain import follow_up as f
from kpsdesk.domain.deadlines import COMPLAINTS
from kpsdesk.domain.follow_up import Balance, Behind, Count, Flow, KindRow, Median, Repeat, Risks, Share
from kpsdesk.domain.lateness import month_end, month_of
from kpsdesk.stats.middle import median_of
from kpsdesk.store import flow

RISK: Final = "risk"
NEGATIVE: Final = "negative_event"
NEAR_MISS: Final = "near_miss"
REPEATS: Final = 10  # how many of the groups of repeats are told
BALANCE_MONTHS: Final = 12


def read(connection: Any, first: date, last: date, units: tuple[int, ...], series: str) -> Flow:
    """Read it all, one statement a measure."""
    reader = _Reader(connection, Behind("", last, first, series, units=units, known=last))
    months = months_between(first, last)
    closing = reader.median(f.CLOSED)
    kinds = reader.kinds(months)
    again, repeats = reader.repeats()
    return Flow(
        first=first,
        last=last,
        units=units,
        series=series,
        months=tuple(months),
        to_receipt=reader.median(f.RECEIVED),
        to_assessment=reader.median(f.ASSESSED),
        to_closing=closing,
        to_feedback=reader.median(f.FIRST_FEEDBACK),
        in_time=Share(reader.count(f.IN_TIME), reader.count(f.DUE_TO_CLOSE)),
        with_feedback=Share(reader.count(f.WITH_FEEDBACK), closing.of),
        extended=reader.count(f.EXTENDED),
        open=reader.count(f.OPEN),
        repeated=Share(again, reader.of_series(kinds)),
        repeats=repeats,
        risks=reader.risks(kinds, ""),
        risk_months=tuple(reader.risks(kinds, month) for month in months),
        reported=reader.kind_row("", kinds, months),
        kinds=tuple(reader.kind_row(kind, kinds, months) for kind in sorted({kind for kind, _m in kinds})),
        balance=reader.balance(),
    )


def months_between(first: date, last: date) -> list[str]:
    """Every month that has a day in the span."""
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [f"{number // 12:04d}-{number % 12 + 1:02d}" for number in numbers]


Kinds = dict[tuple[str, str], int]  # (kind, month) -> reports


@dataclass(frozen=True)
class _Reader:
    connection: Any
    asked: Behind

    def behind(self, measure: str) -> Behind:
        return replace(self.asked, measure=measure)

    def count(self, measure: str) -> Count:
        behind = self.behind(measure)
        return Count(sum(many for _key, many in flow.counts(self.connection, behind)), behind)

    def median(self, measure: str) -> Median:
        behind = self.behind(measure)
        days = {key[0]: many for key, many in flow.counts(self.connection, behind, "days")}
        return Median(median_of(days), Count(sum(days.values()), behind))

    def repeats(self) -> tuple[Count, tuple[Repeat, ...]]:
        """How many in all, and the groups with most of them."""
        behind = self.behind(f.REPEATED)
        found = [
            Repeat(kind, unit, Count(many, replace(behind, event_type=kind, by="unit", key=unit)))
            for (kind, unit), many in flow.counts(self.connection, behind, "event_type", "unit_id")
        ]
        found.sort(key=lambda one: (-one.again.value, one.event_type, one.unit))
        return Count(sum(one.again.value for one in found), behind), tuple(found[:REPEATS])

    def of_series(self, kinds: Kinds) -> Count:
        """Reports of the series that is asked for, in the whole span."""
        wanted = {"cases": (False,), "complaints": (True,)}.get(self.asked.series, (False, True))
        value = sum(many for (kind, _month), many in kinds.items() if (kind in COMPLAINTS) in wanted)
        return Count(value, self.behind(f.REPORTED))

    def kinds(self, months: Sequence[str]) -> Kinds:
        """Reports of every kind in every month, those with none too for the kinds that are compared."""
        counts: Kinds = {(kind, month): 0 for kind in (RISK, NEAR_MISS, NEGATIVE) for month in months}
        behind = replace(self.behind(f.REPORTED), series=f.ALL)
        for (kind, day), many in flow.counts(self.connection, behind, "kind", "day"):
            place = (kind, month_of(day))
            counts[place] = counts.get(place, 0) + many
        return counts

    def reported(self, kinds: Kinds, chosen: tuple[str, ...], month: str) -> Count:
        """Reports of some kinds (all when none is chosen) in a month, or in the whole span."""
        value = sum(
            many for (kind, at), many in kinds.items() if (not chosen or kind in chosen) and month in ("", at)
        )
        behind = replace(self.behind(f.REPORTED), series=f.ALL, kinds=chosen)
        return Count(value, behind if not month else self.within(behind, month))

    def within(self, behind: Behind, month: str) -> Behind:
        """The part of a span that lies in a month; judged by what is known at the end of the span."""
        begin = date(int(month[:4]), int(month[5:]), 1)
        return replace(
            behind, first=max(begin, behind.first or begin), last=min(month_end(month), behind.last)
        )

    def kind_row(self, kind: str, kinds: Kinds, months: Iterable[str]) -> KindRow:
        chosen = (kind,) if kind else ()
        cells = tuple(self.reported(kinds, chosen, month) for month in months)
        return KindRow(kind, self.reported(kinds, chosen, ""), cells)

    def risks(self, kinds: Kinds, month: str) -> Risks:
        risks, negative, near = (self.reported(kinds, (kind,), month) for kind in (RISK, NEGATIVE, NEAR_MISS))
        share = Share(risks, self.reported(kinds, (RISK, NEGATIVE), month))
        return Risks(month, risks, negative, near, share)

    def balance(self) -> tuple[Balance, ...]:
        """Twelve months up to the end of the span."""
        last = self.asked.last
        months = months_between(date(last.year - 1, 1, 1), last)[-BALANCE_MONTHS:]
        span = replace(self.asked, first=date(int(months[0][:4]), int(months[0][5:]), 1))
        found = []
        for measure in (f.REPORTED, f.CLOSED):
            behind = replace(span, measure=measure)
            by_month: dict[str, int] = {}
            for (day,), many in flow.counts(self.connection, behind, "day"):
                by_month[month_of(day)] = by_month.get(month_of(day), 0) + many
            found.append([Count(by_month.get(month, 0), self.within(behind, month)) for month in months])
        return tuple(Balance(*row) for row in zip(months, *found, strict=True))
