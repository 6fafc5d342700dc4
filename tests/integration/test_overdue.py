"""Overdue is counted from histories, and comes out the same from the export by anyone else's arithmetic."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from random import Random
from statistics import median
from typing import Any

import pytest

from kpsdesk.clock import FixedClock
from kpsdesk.domain.handling import MissingNeeds
from kpsdesk.domain.lateness import Whose, month_ends
from kpsdesk.errors import UserError
from kpsdesk.services.everything import Services
from kpsdesk.services.reporting import NewReport
from kpsdesk.store import lateness

KINDS = ("near_miss", "risk", "negative_event", "improvement", "complaint", "view", "positive")
START = datetime(2026, 2, 2, 10, tzinfo=UTC)


def live_through(
    services: Services, clock: FixedClock, seed: int, days: int = 120, *, actions: bool = False
) -> None:
    """Some months in a unit, by chance: reports come, are received, scored, extended, closed, reopened."""
    chance, cases = Random(seed), list[str]()
    clock.instant = START
    for _ in range(days):
        clock.forward(days=1, minutes=chance.randint(-300, 300))
        if chance.random() < 0.5:
            kind = chance.choice(KINDS)
            anonymity = chance.choice(["named", "anonymous"])
            day = (clock.now() - timedelta(days=1)).date()
            _, receipt = services.reporting.send(
                NewReport(kind, 1, "Något hände på avdelningen", anonymity, occurred_day=day)
            )
            cases.append(receipt.case_id)
        for case in chance.sample(cases, min(2, len(cases))):
            act(services, clock, chance, case)
            if actions:
                act_on_actions(services, clock, chance, case)


def act(services: Services, clock: FixedClock, chance: Random, case: str) -> None:
    step = chance.randint(0, 6)
    try:
        if step == 0:
            services.cases.receive(case)
        elif step == 1:
            severity = chance.randint(1, 4)
            services.cases.change(case, {"severity_potential": severity, "probability": chance.randint(1, 4)})
        elif step == 2:
            later = clock.now().date() + timedelta(days=chance.randint(1, 90))
            services.cases.extend(case, "closing", later, "Väntar på svar")
        elif step == 3:
            services.cases.change_kind(case, chance.choice(KINDS))
        elif step == 4:
            services.cases.move(case, "reopened", reason="Hände igen")
        else:
            services.cases.close(case, decision="Åtgärdat.", feedback="Tack!")
    except (MissingNeeds, UserError):
        pass  # not possible now; the case stays as it is


def recount(items: list[dict[str, Any]], day: str, key: str) -> Counter[str]:
    """Design 6 once more, from the exported data alone."""
    late: Counter[str] = Counter()
    for case in items:
        kinds = [row["kind"] for row in case["kind_history"] if row["at"][:10] <= day]
        statuses = [row["status"] for row in case["status_history"] if row["at"][:10] <= day]
        if not statuses or statuses[-1] in ("closed", "dismissed") or kinds[-1] in ("complaint", "view"):
            continue
        if any(step_is_late(step, day) for step in case["steps"]):
            owner = [
                row for row in case["owner_history"]
                if row["from"][:10] <= day and (row["to"] is None or row["to"][:10] > day)
            ]  # fmt: skip
            late[owner[-1][key]] += 1
    return late


def step_is_late(step: dict[str, Any], day: str) -> bool:
    dues = [row["due"] for row in step["due_history"] if row["set_at"][:10] <= day]
    done = step["done_at"] is not None and step["done_at"][:10] <= day
    return bool(dues) and dues[-1] is not None and dues[-1] < day and not done


def act_on_actions(services: Services, clock: FixedClock, chance: Random, case: str) -> None:
    """Actions come, get dates, are done, judged, taken away."""
    try:
        if chance.random() < 0.4:
            due = clock.now().date() + timedelta(days=chance.randint(1, 20))
            person = services.session.person_id
            services.cases.add_action(case, {"text": "Se över rutinen", "owner_id": person, "due": due})
            return
        for action in services.views.open(case).file.actions.values():
            step = chance.randint(0, 4)
            if step == 0:
                services.cases.set_action_status(case, action.id, chance.choice(["ongoing", "done", "done"]))
            elif step == 1:
                later = clock.now().date() + timedelta(days=chance.randint(-5, 30))
                key = "follow_up_due" if action.status == "done" else "due"
                services.cases.change_action(case, action.id, {key: later})
            elif step == 2:
                services.cases.judge_effect(case, action.id, chance.choice(["yes", "not_judged"]), "Såg det")
            elif step == 3 and chance.random() < 0.3:
                services.cases.remove_action(case, action.id)
    except (MissingNeeds, UserError):
        pass


def full_recount(items: list[dict[str, Any]], day: str, series: str, key: str) -> dict[str, list[int]]:
    """Days late of everything late at the end of a day, by owner, from the exported data alone."""
    found: dict[str, list[int]] = {}
    for case in items:
        owners = [row for row in case["owner_history"] if row["from"][:10] <= day]
        if not owners:
            continue
        for due in late_dues(case, day, series):
            days = (date.fromisoformat(day) - date.fromisoformat(due)).days
            found.setdefault(owners[-1][key], []).append(days)
    return found


def late_dues(case: dict[str, Any], day: str, series: str) -> list[str]:
    if series in ("cases", "complaints"):
        kinds = [row["kind"] for row in case["kind_history"] if row["at"][:10] <= day]
        statuses = [row["status"] for row in case["status_history"] if row["at"][:10] <= day]
        if not statuses or statuses[-1] in ("closed", "dismissed"):
            return []
        if (kinds[-1] in ("complaint", "view")) != (series == "complaints"):
            return []
        late = [step for step in case["steps"] if step_is_late(step, day)]
        dues = [[row["due"] for row in step["due_history"] if row["set_at"][:10] <= day][-1] for step in late]
        return [min(dues)] if dues else []
    found = []
    for action in case["actions"]:
        states = [row for row in action["history"] if row["at"][:10] <= day]
        if not states:
            continue
        now = states[-1]
        open_now = now["status"] in ("proposed", "decided", "ongoing")
        judged = now["effect"] not in (None, "not_judged")
        due = (
            now["due"]
            if open_now
            else now["follow_up_due"]
            if now["status"] == "done" and not judged
            else None
        )
        if due and due < day and open_now == (series == "actions"):
            found.append(due)
    return found


def became_recount(
    items: list[dict[str, Any]], days: list[str], series: str, key: str
) -> Counter[tuple[str, str]]:
    """Each thing once a year, in the month of its first late day, for whom it was charged to that day; day by day."""
    counted: Counter[tuple[str, str]] = Counter()
    for case in items:
        for part in parts_of(case, series):
            for day in days:
                kinds = ("cases", "complaints") if series in ("cases", "complaints") else (series,)
                late = [name for name in kinds if late_dues(part, day, name)]
                if late:
                    owners = [row for row in case["owner_history"] if row["from"][:10] <= day]
                    if late[0] == series:
                        counted[owners[-1][key], day[:7]] += 1
                    break
    return counted


def parts_of(case: dict[str, Any], series: str) -> list[dict[str, Any]]:
    return (
        [case]
        if series in ("cases", "complaints")
        else [{**case, "actions": [one]} for one in case["actions"]]
    )


@pytest.mark.parametrize("seed", [11, 12, 13])
def test_every_series_age_and_month_equals_a_recount_from_the_export(
    services: Services, clock: FixedClock, seed: int
) -> None:
    live_through(services, clock, seed, actions=True)
    items = json.loads(json.dumps(list(services.exports.items()), default=str))
    last = START.date() + timedelta(days=150)
    days = [
        (date(2026, 1, 1) + timedelta(days=n)).isoformat() for n in range((last - date(2026, 1, 1)).days + 1)
    ]
    seen: Counter[str] = Counter()

    for by in ("manager", "unit", "area"):
        for row in services.overdue.count(by, last):
            for name, numbers in row.series.items():
                late = sorted(full_recount(items, last.isoformat(), name, by).get(row.id or "", []))
                flow = became_recount(items, days, name, by)
                assert numbers.overdue_open == len(late) == sum(numbers.by_age.values())
                assert numbers.oldest_days == (late[-1] if late else None)
                assert numbers.median_days == (median(late) if late else None)
                assert numbers.by_age["1-14"] == len([n for n in late if n <= 14])
                assert numbers.by_age["over_90"] == len([n for n in late if n > 90])
                expected = {month: flow[row.id or "", month] for month in numbers.became_overdue}
                assert numbers.became_overdue == expected, (by, name)
                assert numbers.accumulated == sum(flow[key] for key in flow if key[0] == row.id)
                seen[name] += len(late) + numbers.accumulated
    assert min(seen[name] for name in ("cases", "complaints", "actions", "follow_ups")) > 5


@pytest.mark.parametrize("seed", [21, 22])
def test_month_ends_in_one_pass_equal_each_day_counted_by_itself(
    services: Services, clock: FixedClock, seed: int
) -> None:
    live_through(services, clock, seed, actions=True)
    first, last = date(2026, 1, 1), START.date() + timedelta(days=140)
    ends = [*month_ends(first, last), last]

    with services.session.read() as connection:
        counts = list(lateness.month_counts(connection, first, last, ends))
        became = list(lateness.became_late(connection, first, last))
        alone = Counter(
            (day, item.series, item.whose) for day in ends for item in lateness.late_on(connection, day)
        )
    at_ends: Counter[tuple[date, str, Whose]] = Counter()
    flow: Counter[tuple[date, str, Whose]] = Counter()
    for series, ended, day, whose, many in counts:
        (at_ends if ended else flow)[day, series, whose] += many
    assert at_ends == alone
    assert flow == Counter((one.day.replace(day=1), one.series, one.whose) for one in became)
    assert sum(alone.values()) > 10


def test_both_ways_to_late_actions_find_the_same(
    services: Services, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    live_through(services, clock, 23, actions=True)
    seen = 0

    for offset in range(0, 150, 3):
        day = START.date() + timedelta(days=offset)
        found = []
        for recent in (-1, 10_000):  # never, always by what has changed since
            monkeypatch.setattr(lateness, "RECENT", recent)
            with services.session.read() as connection:
                late = lateness.late_on(connection, day)
                became = list(lateness.became_late(connection, day, day + timedelta(days=20)))
            found.append((sorted(late, key=repr), sorted(became, key=repr)))
        assert found[0] == found[1]
        seen += len(found[0][0])
    assert seen > 100


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_any_day_counted_by_the_program_equals_a_recount_from_the_export(
    services: Services, clock: FixedClock, seed: int
) -> None:
    live_through(services, clock, seed)
    items = list(services.exports.items())
    seen = 0

    for offset in range(0, 150, 7):
        day = START.date() + timedelta(days=offset)
        for by in ("manager", "unit", "area"):
            expected = recount(items, day.isoformat(), by)
            counted = {
                row.id: row.overdue_open for row in services.overdue.count(by, day) if row.overdue_open
            }
            assert counted == dict(expected), (day, by)
            seen += sum(expected.values())
    assert seen > 50  # the law was not proved on nothing


def test_today_equals_the_list_of_overdue_cases(services: Services, clock: FixedClock) -> None:
    from kpsdesk.domain.rows import CaseQuery

    live_through(services, clock, 7)

    listed = services.lists.page(CaseQuery(overdue=True), limit=500)
    counted = services.overdue.count("unit")[0].overdue_open
    assert counted == len([row for row in listed if row.kind not in ("complaint", "view")])


def test_a_manager_who_left_is_in_the_list_with_what_was_theirs(
    services: Services, clock: FixedClock
) -> None:
    live_through(services, clock, 1, days=10)

    rows = services.overdue.count("manager", date(2026, 2, 3))

    assert [(row.name, row.overdue_open) for row in rows] == [("Anna Berg", 0)]
