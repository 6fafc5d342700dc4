"""Each measure of the flow counted once more from the exported cases, by arithmetic that knows nothing of the program."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

import pytest

from kpsdesk import demo
from kpsdesk.clock import FixedClock
from kpsdesk.domain.ids import Ids
from kpsdesk.domain.lateness import DIMENSIONS
from kpsdesk.services.everything import Services
from kpsdesk.services.founding import open_session
from kpsdesk.store.engine import Store
from tests.conftest import RAW_KEY
from tests.integration.test_follow_up import demand_sums, demand_the_law
from tests.integration.test_overdue import START, live_through
from tests.integration.test_overdue_recount import Life

Case = dict[str, Any]
COMPLAINTS = ("complaint", "view")


def by_then(rows: list[Case], key: str, day: str) -> list[Case]:
    return [row for row in rows if row[key][:10] <= day]


class Counted:
    """The flow of a span by hand: what was reported, closed, said, as known at the end of its last day."""

    def __init__(self, items: list[Case], first: str, last: str, series: str, units: set[str]) -> None:
        self.first, self.last, self.series, self.units = first, last, series, units
        self.cases = [case for case in items if self.known(case)]

    def known(self, case: Case) -> bool:
        statuses = by_then(case["status_history"], "at", self.last)
        return bool(statuses) and statuses[-1]["status"] != "dismissed"

    def kind(self, case: Case) -> str:
        return str(by_then(case["kind_history"], "at", self.last)[-1]["kind"])

    def unit(self, case: Case, day: str) -> str:
        return str(by_then(case["owner_history"], "from", day)[-1]["unit"])

    def chosen(self, case: Case, day: str, *, every_kind: bool = False) -> bool:
        series = "complaints" if self.kind(case) in COMPLAINTS else "cases"
        mine = every_kind or self.series in ("all", series)
        return self.first <= day <= self.last and mine and self.inside(case, day)

    def inside(self, case: Case, day: str) -> bool:
        return not self.units or self.unit(case, day) in self.units

    def reported(self) -> list[Case]:
        return [case for case in self.cases if self.chosen(case, case["reported_at"][:10], every_kind=True)]

    def closed(self) -> list[tuple[Case, str]]:
        found = []
        for case in self.cases:
            now = by_then(case["status_history"], "at", self.last)[-1]
            if now["status"] == "closed" and self.chosen(case, now["at"][:10]):
                found.append((case, now["at"][:10]))
        return found

    def steps(self, name: str) -> list[int]:
        """Days from the report until a step was done the first time."""
        found = []
        for case in self.cases:
            first = next((step for step in case["steps"] if step["step"] == name), None)
            if first is None or first["done_at"] is None or first["due_history"][-1]["due"] is None:
                continue
            if self.chosen(case, first["done_at"][:10]):
                found.append(days(case["reported_at"], first["done_at"]))
        return found

    def due_to_close(self) -> list[bool]:
        """Of each closed one that had a date: whether its last step of closing was done by it."""
        found = []
        for case, day in self.closed():
            steps = [
                step
                for step in case["steps"]
                if step["step"] in ("closing", "answer") and step["done_at"] and step["done_at"][:10] <= day
            ]
            dated = [step for step in steps if step["due_history"][-1]["due"]]
            if dated:
                found.append(dated[-1]["done_at"][:10] <= dated[-1]["due_history"][-1]["due"])
        return found

    def first_feedback(self) -> list[int]:
        found = []
        for case in self.cases:
            said = sorted(one["at"] for one in case["feedback"] if one["text"])
            if said and self.chosen(case, said[0][:10]):
                found.append(days(case["reported_at"], said[0]))
        return found

    def extended(self) -> int:
        many = 0
        for case in self.cases:
            dues = [
                due for step in case["steps"] for due in step["due_history"] if due["reason"] == "extension"
            ]
            at = sorted(due["set_at"][:10] for due in dues if self.first <= due["set_at"][:10] <= self.last)
            many += bool(at) and self.chosen(case, at[0])
        return many

    def open(self) -> int:
        many = 0
        for case in self.cases:
            now = by_then(case["status_history"], "at", self.last)[-1]["status"]
            many += now not in ("closed", "dismissed", "draft") and self.chosen(case, self.last)
        return many

    def repeated(self) -> int:
        """As one of the same type in the same unit, reported the same day or within the 90 days before it."""
        many = 0
        told: dict[tuple[str, str], list[str]] = {}
        for case in sorted(self.cases, key=lambda one: (one["reported_at"][:10], one["number"])):
            day = case["reported_at"][:10]
            if case["event_type"] is None or day > self.last:
                continue
            before = told.setdefault((case["event_type"], self.unit(case, day)), [])
            again = any(days(other, day) <= 90 for other in before)
            many += again and self.chosen(case, day)
            before.append(day)
        return many


def days(one: str, other: str) -> int:
    return (date.fromisoformat(other[:10]) - date.fromisoformat(one[:10])).days


def middle(found: list[int]) -> float | None:
    return median(found) if found else None


def compare(
    services: Services, first: date, last: date, series: str = "cases", units: tuple[int, ...] = ()
) -> None:
    items = json.loads(json.dumps(list(services.exports.items()), default=str))
    codes = {services.session.organisation.units[unit].code for unit in units}
    flow = services.follow_up.flow(first, last, units, series)
    counted = Counted(items, first.isoformat(), last.isoformat(), series, codes)

    for told, found in (
        (flow.to_receipt, counted.steps("acknowledgement")),
        (flow.to_assessment, counted.steps("assessment")),
        (flow.to_closing, [days(case["reported_at"], day) for case, day in counted.closed()]),
        (flow.to_feedback, counted.first_feedback()),
    ):
        assert (told.days, told.of.value) == (middle(found), len(found)), told
    in_time = counted.due_to_close()
    assert (flow.in_time.part.value, flow.in_time.whole.value) == (sum(in_time), len(in_time))
    thanked = [
        any(one["text"] and one["at"][:10] <= last.isoformat() for one in case["feedback"])
        for case, _day in counted.closed()
    ]
    assert (flow.with_feedback.part.value, flow.with_feedback.whole.value) == (sum(thanked), len(thanked))
    assert flow.extended.value == counted.extended()
    assert flow.open.value == counted.open()
    assert flow.repeated.part.value == counted.repeated()
    compare_reports(flow, counted)


def compare_reports(flow: Any, counted: Counted) -> None:
    reports = counted.reported()
    table = Counter((counted.kind(case), case["reported_at"][:7]) for case in reports)
    kinds = Counter(counted.kind(case) for case in reports)
    assert flow.reported.total.value == len(reports)
    for row in flow.kinds:
        assert row.total.value == kinds.pop(row.kind, 0)
        assert [one.value for one in row.months] == [table[row.kind, month] for month in flow.months]
    assert not kinds
    for risks in (flow.risks, *flow.risk_months):
        r, n = (
            sum(many for (kind, month), many in table.items() if kind == name and risks.month in ("", month))
            for name in ("risk", "negative_event")
        )
        assert (risks.risks.value, risks.negative_events.value) == (r, n)
        assert risks.ratio == (r / n if n else None)
        assert risks.share.percent == (100 * r / (r + n) if r + n else None)
    inside = [one for one in flow.balance if one.month in flow.months[1:]]
    mine = Counter(
        case["reported_at"][:7] for case in reports if counted.chosen(case, case["reported_at"][:10])
    )
    closed = Counter(day[:7] for _case, day in counted.closed())
    assert [one.created.value for one in inside] == [mine[one.month] for one in inside]
    assert [one.closed.value for one in inside] == [closed[one.month] for one in inside]


@pytest.mark.parametrize("seed", [41, 42])
def test_the_flow_of_months_lived_by_chance(services: Services, clock: FixedClock, seed: int) -> None:
    live_through(services, clock, seed, actions=True)
    begin = START.date()

    for first, last in ((-30, 60), (10, 90), (0, 140), (55, 56)):
        for series in ("cases", "complaints", "all"):
            compare(services, begin + timedelta(days=first), begin + timedelta(days=last), series)


def test_the_flow_of_an_organisation_that_changes(founded_store: Path, tmp_path: Path) -> None:
    """Units in two countries, forwarding, dismissing, managers who change, a clock that goes back."""
    path = tmp_path / "changing.kps"
    shutil.copyfile(founded_store, path)
    clock = FixedClock(START)
    with closing(Store.open(path, RAW_KEY)) as store:
        services = Services(open_session(store, clock, Ids(Random(8).randbytes)))
        Life(services, clock, 8).run()
        for first, last in ((date(2026, 1, 1), date(2026, 5, 31)), (date(2026, 2, 10), date(2026, 4, 4))):
            for units in ((), (2,), (1, 3)):
                compare(services, first, last, "all", units)
            flow = services.follow_up.flow(first, last)
            assert demand_the_law(services, flow) > 20
        day = date(2026, 4, 4)
        for by in DIMENSIONS:
            now, months = services.follow_up.now(by, as_of=day), services.follow_up.months(by, as_of=day)
            demand_the_law(services, now, months)
            demand_sums(now, months)


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Any:
    path = tmp_path_factory.mktemp("demo") / "demo.kps"
    clock = FixedClock(datetime(2026, 11, 20, 9, tzinfo=UTC))
    demo.make(path, RAW_KEY, cases=300, units=5, seed=3, as_of=date(2026, 11, 20), clock=clock)
    with closing(Store.open(Path(path), RAW_KEY)) as store:
        yield Services(open_session(store, clock))


@pytest.mark.parametrize("units", [(), (1,), (2, 4)])
def test_the_flow_of_a_made_up_organisation(made_up: Services, units: tuple[int, ...]) -> None:
    year = made_up.follow_up.flow(date(2026, 1, 1), date(2026, 11, 20))
    assert all(one.value for one in (year.extended, year.open, year.repeated.part, year.in_time.part))
    assert year.in_time.part.value < year.in_time.whole.value
    for first, last in (
        (date(2026, 1, 1), date(2026, 11, 20)),
        (date(2025, 11, 1), date(2026, 10, 31)),
        (date(2026, 5, 1), date(2026, 5, 31)),
    ):
        for series in ("cases", "all"):
            compare(made_up, first, last, series, units)
