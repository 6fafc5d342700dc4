"""A law: every number of the follow-up equals the length of the list behind it, for whomever it is counted."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from kpsdesk import demo
from kpsdesk.clock import FixedClock
from kpsdesk.domain.follow_up import LATE, OPEN, Behind, Count, Flow, Late, Months, Now
from kpsdesk.domain.lateness import DIMENSIONS, SERIES
from kpsdesk.domain.rows import ActionLine, CaseQuery
from kpsdesk.errors import UserError
from kpsdesk.services.everything import Services
from kpsdesk.services.follow_up_words import span
from kpsdesk.services.founding import open_session
from kpsdesk.services.organisation import NewUnit
from kpsdesk.services.reporting import NewReport
from kpsdesk.store.engine import Store
from tests.conftest import RAW_KEY
from tests.integration.test_overdue import START, live_through

LAST = START.date() + timedelta(days=135)


def counts(found: object) -> Iterator[Count]:
    """Every number in what the page is made of, however deep."""
    if isinstance(found, Count):
        yield found
    elif dataclasses.is_dataclass(found) and not isinstance(found, Behind):
        for field in dataclasses.fields(found):
            yield from counts(getattr(found, field.name))
    elif isinstance(found, Mapping):
        yield from (one for value in found.values() for one in counts(value))
    elif isinstance(found, tuple):
        yield from (one for value in found for one in counts(value))


def demand_the_law(services: Services, *pages: object) -> int:
    """How many numbers that are not 0 were proved."""
    values: dict[Behind, int] = {}
    for page in pages:
        for one in counts(page):
            assert values.setdefault(one.behind, one.value) == one.value, one
    for behind, value in values.items():
        listed = services.follow_up.behind(behind)
        keys = [line.id if isinstance(line, ActionLine) else line for line in listed]
        assert len(keys) == len(set(keys)) == value, behind
    return sum(value > 0 for value in values.values())


@pytest.fixture(scope="module")
def lived(founded_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """Some months by chance, in two units, one of which has no manager."""
    path = tmp_path_factory.mktemp("lived") / "unit.kps"
    path.write_bytes(founded_store.read_bytes())
    clock = FixedClock(START)
    with closing(Store.open(path, RAW_KEY)) as store:
        services = Services(open_session(store, clock))
        services.organisation.create_unit(NewUnit("Avd 4", "AVD4", 1, "SE", "elderly_care"))
        for kind in ("near_miss", "complaint"):
            services.reporting.send(NewReport(kind, 2, "Hala golv", "named", occurred_day=START.date()))
        live_through(services, clock, 31, actions=True)
        yield services


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """Three hundred cases of a made-up organisation."""
    path = tmp_path_factory.mktemp("demo") / "demo.kps"
    clock = FixedClock(datetime(2026, 11, 20, 9, tzinfo=UTC))
    demo.make(path, RAW_KEY, cases=300, units=7, as_of=date(2026, 11, 20), clock=clock)
    with closing(Store.open(path, RAW_KEY)) as store:
        yield Services(open_session(store, clock))


@pytest.mark.parametrize("by", DIMENSIONS)
def test_every_number_is_the_length_of_its_list(lived: Services, by: str) -> None:
    page = lived.follow_up
    now, months = page.now(by, as_of=LAST), page.months(by, 2026, as_of=LAST)

    assert demand_the_law(lived, now, months) > 40
    demand_sums(now, months)


@pytest.mark.parametrize("by", DIMENSIONS)
@pytest.mark.parametrize("chosen", [(), (2,), (3, 5, 1)])
def test_in_an_organisation_with_any_units_chosen(
    made_up: Services, by: str, chosen: tuple[int, ...]
) -> None:
    page = made_up.follow_up
    now, months = page.now(by, chosen), page.months(by, 2026, chosen)

    assert demand_the_law(made_up, now, months) > 10
    demand_sums(now, months)


@pytest.mark.parametrize("series", ["cases", "complaints", "all"])
@pytest.mark.parametrize("chosen", [(), (2,), (3, 5, 1)])
def test_in_the_flow_of_a_span(made_up: Services, series: str, chosen: tuple[int, ...]) -> None:
    flow = made_up.follow_up.flow(date(2026, 3, 10), date(2026, 10, 15), chosen, series)

    assert demand_the_law(made_up, flow) > 10
    demand_flow_sums(flow)


def demand_sums(now: Now, months: Months) -> None:
    """What the rows say together is what the total says."""
    for series in SERIES:
        total, rows = now.total.series[series], [row.series[series] for row in now.rows]
        assert total.total.value == sum(row.total.value for row in rows) == sum(ages(total))
        assert total.before.value == sum(row.before.value for row in rows)
        assert ages(total) == [sum(one) for one in zip(*(ages(row) for row in rows), strict=True)]
        assert total.oldest_days == max((row.oldest_days for row in rows if row.oldest_days), default=None)
        for place, cell in enumerate(months.total.series[series]):
            own = [row.series[series][place] for row in months.rows]
            assert cell.late.value == sum(one.late.value for one in own)
            assert cell.became.value == sum(one.became.value for one in own)
            assert cell.accumulated.value == sum(one.accumulated.value for one in own)
        if months.months[-1] == f"{now.day:%Y-%m}":
            assert months.total.series[series][-1].late == total.total


def ages(late: Late) -> list[int]:
    return [count.value for count in late.by_age.values()]


def demand_flow_sums(flow: Flow) -> None:
    assert flow.reported.total.value == sum(row.total.value for row in flow.kinds)
    for row in (flow.reported, *flow.kinds):
        assert row.total.value == sum(count.value for count in row.months)
    for risks in (flow.risks, *flow.risk_months):
        assert risks.share.whole.value == risks.risks.value + risks.negative_events.value
    assert flow.in_time.whole.value <= flow.with_feedback.whole.value == flow.to_closing.of.value


def test_the_cases_of_a_number_open_as_a_list_in_any_order(made_up: Services) -> None:
    now = made_up.follow_up.now()
    behind = now.total.series["cases"].total.behind

    query = made_up.follow_up.case_query(behind)

    assert query.among_words == "Förfallna 20 november 2026"
    expected = made_up.follow_up.behind(behind)
    assert made_up.lists.count(query) == len(expected) > 5
    for sort in ("reported", "due", "level", "unit", "owner", "status", "kind", "occurred"):
        for descending in (True, False):
            one = dataclasses.replace(query, sort=sort, descending=descending)
            rows = made_up.lists.page(one, 0, 5) + made_up.lists.page(one, 5, 500)
            assert sorted(row.seq for row in rows) == sorted(int(str(key)) for key in expected)
            whole = [row.seq for row in made_up.lists.page(dataclasses.replace(one, among=None), 0, 500)]
            assert [row.seq for row in rows] == [seq for seq in whole if seq in expected]
    assert query.as_data() == CaseQuery(sort="due", descending=False).as_data()


def test_a_list_of_no_case_is_empty(made_up: Services) -> None:
    query = made_up.follow_up.case_query(Behind(LATE, date(2020, 1, 1)))

    assert query.among == ()
    assert made_up.lists.count(query) == 0
    assert made_up.lists.page(query) == []


def test_late_actions_lead_to_their_cases(made_up: Services) -> None:
    behind = made_up.follow_up.now().total.series["actions"].total.behind
    lines = [line for line in made_up.follow_up.behind(behind) if isinstance(line, ActionLine)]

    query = made_up.follow_up.case_query(behind)

    assert lines
    rows = made_up.lists.page(query, 0, 500)
    assert {row.id for row in rows} == {line.case_id for line in lines}


def test_the_words_within_the_list_search_it(made_up: Services) -> None:
    query = made_up.follow_up.case_query(Behind(OPEN, date(2026, 11, 20)))
    number = made_up.lists.page(query)[0].number

    found = made_up.lists.page(dataclasses.replace(query, text=number))

    assert [row.number for row in found] == [number]


def test_an_empty_store_and_months_before_the_first_case_say_nothing(services: Services) -> None:
    page = services.follow_up
    now, months, flow = page.now(), page.months(year=2025), page.flow(date(2025, 1, 1), date(2025, 12, 31))

    assert sum(count.value for part in (now, months, flow) for count in counts(part)) == 0
    assert [row.name for row in now.rows] == ["Anna Berg"]
    assert now.total.series["cases"].median.days is None
    assert flow.to_closing.days is None
    assert flow.in_time.percent is None
    assert flow.risks.ratio is None
    assert flow.risks.share.percent is None
    assert len(months.months) == 12
    assert page.months(year=2027).months == ()
    demand_the_law(services, now, months, flow)


def test_a_clock_set_back_counts_what_had_happened_by_then(services: Services, clock: FixedClock) -> None:
    live_through(services, clock, 4, days=60, actions=True)
    later = services.follow_up.now(as_of=START.date() + timedelta(days=20))

    clock.instant = START + timedelta(days=20)

    now = services.follow_up.now()
    assert now == later
    demand_the_law(services, now, services.follow_up.months())


def test_who_left_keeps_what_was_late_then_and_a_unit_without_manager_has_its_head(
    services: Services, clock: FixedClock
) -> None:
    clock.instant = START
    services.reporting.send(NewReport("near_miss", 1, "Hala golv", "named", occurred_day=START.date()))
    person = services.session.person_id
    assert person is not None
    clock.forward(days=20)
    services.people.add("Bo Ek", "Enhetschef")
    other = next(one.id for one in services.people.people() if one.name == "Bo Ek")
    services.people.appoint(other, "unit_manager", unit_id=1)

    then = services.follow_up.now(as_of=START.date() + timedelta(days=19))
    now = services.follow_up.now()

    assert [(row.name, row.series["cases"].total.value) for row in then.rows] == [("Anna Berg", 1)]
    assert [(row.name, row.series["cases"].total.value) for row in now.rows] == [("Bo Ek", 1)]
    months = services.follow_up.months()
    assert {row.name: row.series["cases"][-1].accumulated.value for row in months.rows} == {
        "Anna Berg": 1,
        "Bo Ek": 0,
    }
    demand_the_law(services, now, then, months)


def test_kept_month_ends_that_are_counted_otherwise_are_told(services: Services, clock: FixedClock) -> None:
    live_through(services, clock, 6)
    services.month_ends.keep_missing()
    assert services.follow_up.months().differences == ()

    with services.session.write() as work:  # as if a late import had brought it, or a disposal taken it
        work.connection.exec_driver_sql(
            "UPDATE steps SET done_day = NULL, done_at = NULL WHERE step = 'closing'"
        )

    told = services.follow_up.months().differences
    again = {(one.day, one.series): one for one in services.month_ends.compare(2026)}
    assert told
    assert all(again[one.day, one.series] == one for one in told)
    assert services.follow_up.months(units=(99,)).differences == ()


def test_the_page_opens_on_ones_own_units_and_offers_areas_and_managers(made_up: Services) -> None:
    scopes = made_up.follow_up.scopes()

    assert [scope.kind for scope in scopes[:2]] == ["own", "all"]
    active = {unit.id for unit in made_up.session.organisation.active_units(date(2026, 11, 20))}
    for kind in ("area", "manager"):
        units = [unit for scope in scopes if scope.kind == kind for unit in scope.units]
        assert sorted(units) == sorted(active)
    assert next(scope for scope in scopes if scope.kind == "all").units == ()


def test_a_wrong_question_is_told(services: Services) -> None:
    with pytest.raises(UserError):
        services.follow_up.now("colour")
    with pytest.raises(UserError):
        services.follow_up.months("colour")
    with pytest.raises(UserError):
        services.follow_up.flow(date(2026, 2, 1), date(2026, 1, 31))


@pytest.mark.parametrize(
    "first, last, words",
    [
        (date(2026, 3, 1), date(2026, 3, 31), "mars 2026"),
        (date(2026, 11, 1), date(2026, 11, 20), "november 2026"),
        (date(2025, 1, 1), date(2025, 12, 31), "2025"),
        (date(2026, 1, 1), date(2026, 11, 20), "1 januari – 20 november 2026"),
        (date(2025, 12, 1), date(2026, 2, 3), "1 december 2025 – 3 februari 2026"),
    ],
)
def test_a_span_is_said_as_people_say_it(first: date, last: date, words: str) -> None:
    assert span(first, last, date(2026, 11, 20)) == words
