"""Every page of a list is a part of one and the same order, however the store finds it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from kpsdesk import demo
from kpsdesk.domain.rows import SORTS, CaseQuery, CaseRow
from kpsdesk.services.everything import Services
from kpsdesk.services.founding import open_session
from kpsdesk.store import case_list, case_order
from kpsdesk.store.engine import Store
from tests.bench.stores import CLOCK, KEY

ALL = 1000
# each with the same question asked of a row
QUESTIONS: dict[str, tuple[CaseQuery, Callable[[CaseRow], bool]]] = {
    "all": (CaseQuery(), lambda row: bool(row.id)),
    "open": (CaseQuery(open_only=True), lambda row: bool(row.is_open)),
    "closed": (CaseQuery(closed_only=True), lambda row: not row.is_open),
    "two kinds": (CaseQuery(kinds=("near_miss", "risk")), lambda row: row.kind in ("near_miss", "risk")),
    "a unit": (CaseQuery(units=(1,)), lambda row: row.unit_id == 1),
    "an open status": (CaseQuery(statuses=("follow_up",)), lambda row: row.status == "follow_up"),
    "statuses of both": (
        CaseQuery(statuses=("closed", "received")),
        lambda row: row.status in ("closed", "received"),
    ),
    "levels": (CaseQuery(levels=(1, 2)), lambda row: row.level_rank in (1, 2)),
    "days": (
        CaseQuery(reported_from=date(2026, 3, 1), reported_to=date(2026, 9, 30)),
        lambda row: date(2026, 3, 1) <= row.reported_day <= date(2026, 9, 30),
    ),
    "days of a kind": (
        CaseQuery(kinds=("near_miss",), reported_from=date(2026, 3, 1)),
        lambda row: row.kind == "near_miss" and row.reported_day >= date(2026, 3, 1),
    ),
    "nothing": (CaseQuery(event_types=("NOSUCH",)), lambda row: row.event_type == "NOSUCH"),
}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """A store of the demo, with cases of every status over two years."""
    path: Path = tmp_path_factory.mktemp("lists") / "lists.kps"
    demo.make(path, KEY, cases=240, units=4, as_of=date(2026, 11, 20), clock=CLOCK)
    store = Store.open(path, KEY)
    yield Services(open_session(store, CLOCK))
    store.close()


@pytest.mark.parametrize("few", [-1, 500], ids=["walked through", "found and sorted"])
@pytest.mark.parametrize("question", QUESTIONS)
def test_pages_follow_each_other_without_gap_or_repetition(
    filled: Services, question: str, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(case_list, "_FEW", few)
    monkeypatch.setattr(case_order, "CUT", 7)
    asked, belongs = QUESTIONS[question]
    everything = filled.lists.page(CaseQuery(), 0, ALL)
    assert len(everything) == 240
    wanted = {row.id for row in everything if belongs(row)}
    assert filled.lists.count(asked) == len(wanted)
    for sort in SORTS:
        for descending in (True, False):
            filled.lists.forget()
            query = CaseQuery.from_data(asked.as_data() | {"sort": sort, "descending": descending})
            whole = [row.id for row in filled.lists.page(query, 0, ALL)]
            assert set(whole) == wanted, (sort, descending)
            assert len(whole) == len(wanted), (sort, descending)
            for offset in [*range(0, len(whole) + 11, 11), len(whole) // 2]:
                page = [row.id for row in filled.lists.page(query, offset, 11)]
                assert page == whole[offset : offset + 11], (sort, descending, offset)


@pytest.mark.parametrize("few", [-1, 500])
def test_rows_stand_in_the_order_that_was_asked_for(
    filled: Services, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(case_list, "_FEW", few)
    closed = CaseQuery(statuses=("closed",))
    for sort, value in (("reported", "reported_at"), ("occurred", "occurred_day"), ("level", "level_rank")):
        for descending in (True, False):
            query = CaseQuery.from_data(closed.as_data() | {"sort": sort, "descending": descending})
            seen = [getattr(row, value) for row in filled.lists.page(query, 0, ALL)]
            dated = [one for one in seen if one is not None]
            assert len(dated) > 100
            assert dated == sorted(dated, reverse=descending)
            assert seen[: len(dated)] == dated, "what has no date comes last"
    units = [row.unit_id for row in filled.lists.page(CaseQuery(sort="unit", statuses=("closed",)), 0, ALL)]
    changes = sum(one != other for one, other in pairwise(units))
    assert changes == len(set(units)) - 1, "cases of a unit stand together"


def test_only_open_statuses_are_looked_for_among_open_cases() -> None:
    assert case_list.only_open(CaseQuery(statuses=("follow_up", "received")))
    assert not case_list.only_open(CaseQuery(statuses=("follow_up", "closed")))
    assert not case_list.only_open(CaseQuery())
