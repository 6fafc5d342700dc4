"""The list of cases: a million rows, stopped searches, filters, empty states, words for a screen reader."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kpsdesk.clock import FixedClock
from kpsdesk.domain.changes import Changes
from kpsdesk.domain.rows import PERIODS, CaseQuery, CaseRow, period_days
from kpsdesk.errors import OutsideError
from kpsdesk.services.everything import Services
from kpsdesk.services.lists import Cancel, Cancelled
from kpsdesk.ui.models import PAGE
from tests.ui.cases_bench import TODAY, Bench, ids, rows

MILLION = 1_000_000


def _row(seq: int) -> CaseRow:
    return CaseRow(
        seq=seq, id=f"case-{seq}", number=f"2026-{seq:06d}", kind="risk", title=f"Risk {seq}",
        status="received", is_open=1, unit_id=1, area_id=1, owner_id=1, handler_id=None, anonymity="named",
        harm="H0", event_type=None, score=None, level=None, level_rank=0, demands_analysis=0,
        reported_at=datetime(2026, 11, 1, tzinfo=UTC), reported_day=date(2026, 11, 1), occurred_day=None,
        closed_day=None, next_step="assessment", next_due=date(2026, 11, 6), feedback_owed=0,
    )  # fmt: skip


@dataclass
class FakeLists:
    """A million cases that are made when they are asked for; a search for "sakta" never ends by itself."""

    asked: list[int] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)
    broken: bool = False

    def page(
        self, query: CaseQuery, offset: int = 0, limit: int = 50, cancel: Cancel | None = None
    ) -> list[CaseRow]:
        if self.broken and offset:
            raise OutsideError("The disk is in the way.")
        if query.text == "sakta" and cancel is not None:
            while not cancel.cancelled:
                time.sleep(0.005)
            self.stopped.set()
            raise Cancelled
        self.asked.append(offset)
        last = 3 if query.text else MILLION
        return [_row(seq) for seq in range(offset, min(offset + limit, last))]

    def count(self, query: CaseQuery, cancel: Cancel | None = None) -> int:
        return 3 if query.text else MILLION

    def views(self) -> list[tuple[str, str, CaseQuery]]:
        return []

    def forget(self) -> None:
        self.asked.clear()


@pytest.fixture
def bench(qtbot: QtBot, qapp: QApplication, services: Services, clock: FixedClock) -> Iterator[Bench]:
    made = Bench(qtbot, qapp, services, clock)
    yield made
    made.close()


@pytest.fixture
def million(bench: Bench) -> FakeLists:
    lists = FakeLists()
    bench.services.__dict__["lists"] = lists
    return lists


def test_a_million_cases_are_shown_by_the_page(bench: Bench, million: FakeLists) -> None:
    page = bench.cases()
    assert page.presenter.model.rowCount() == MILLION
    assert page.count.text().replace("\xa0", " ") == "1 000 000 ärenden"
    assert million.asked == [0]

    page.table.go_to(MILLION // 2)
    bench.settle()
    assert page.table.current().id == f"case-{MILLION // 2}"
    page.table.scrollToBottom()
    bench.qtbot.wait(50)
    bench.settle()
    assert len(million.asked) <= 5
    assert max(million.asked) == MILLION - PAGE


def test_marking_a_million_rows_reads_none_of_them_and_does_not_hold_the_window(
    bench: Bench, million: FakeLists
) -> None:
    page = bench.cases()
    began = time.perf_counter()
    page.table.selectAll()
    assert time.perf_counter() - began < 0.5
    bench.settle()
    assert page.table.marked_count() == MILLION
    assert page.bar.text().replace("\xa0", " ") == "1 000 000 valda"
    for button in (page.bar.close_alike, page.bar.assign, page.bar.export):
        assert not button.isEnabled()
        assert button.toolTip().startswith("Högst ")
    assert million.asked == [0]


def test_a_new_key_stops_the_search_under_way(bench: Bench, million: FakeLists) -> None:
    page = bench.cases()
    QTest.keyClicks(page.filters.search, "sakta")
    bench.qtbot.wait(300)
    assert not million.stopped.is_set()
    page.filters.search.clear()
    bench.type(page.filters.search, "risk")
    assert million.stopped.is_set()
    assert ids(page) == ["case-0", "case-1", "case-2"]


def test_a_page_that_could_not_be_read_is_told_and_asked_for_again(bench: Bench, million: FakeLists) -> None:
    page = bench.cases()
    million.broken = True
    page.table.go_to(5_000)
    bench.qtbot.waitUntil(lambda: bool(bench.faults))
    assert page.table.current() is None
    million.broken = False
    bench.faults.clear()
    page.table.viewport().update()
    bench.qtbot.waitUntil(lambda: page.table.current() is not None)
    assert page.table.current().id == "case-5000"


def test_a_case_leaves_the_list_and_the_next_one_takes_the_keyboard(bench: Bench) -> None:
    made = bench.many()
    page = bench.cases(query=CaseQuery(new=True, open_only=True))
    assert ids(page) == [made["fresh"], made["late"]]
    bench.changed(bench.services.cases.receive(made["fresh"]))
    assert ids(page) == [made["late"]]
    assert page.table.current().id == made["late"]
    assert page.count.text() == "1 ärende"


def test_each_filter_finds_what_it_says(bench: Bench) -> None:
    made = bench.many()
    page = bench.cases()
    chips = {
        "mine": {made["late"], made["owed"], made["serious"], made["fresh"]},
        "new": {made["late"], made["fresh"]},
        "overdue": {made["late"], made["serious"]},
        "due_soon": {made["fresh"]},
        "serious": {made["serious"]},
        "feedback": {made["owed"], made["serious"]},
    }
    for key, found in chips.items():
        bench.click(page.filters.chips.chip(key))
        assert (key, set(ids(page))) == (key, found)
        assert len(ids(page)) == bench.services.lists.count(page.presenter.query)
        bench.click(page.filters.chips.chip(key))
    bench.click(page.filters.chips.chip("closed"))
    assert ids(page) == [made["closed"]]
    bench.click(page.filters.chips.chip("all"))
    assert len(ids(page)) == 5
    page.filters.menus["kinds"].changed.emit(frozenset({"risk", "positive"}))
    bench.settle()
    assert set(ids(page)) == {made["fresh"], made["closed"]}
    assert page.filters.menus["kinds"].text() == "Typ: 2 valda"


def test_periods_move_with_the_calendar() -> None:
    spans = {key: period_days(key, TODAY) for key in PERIODS}
    assert spans == {
        "last_7": (date(2026, 11, 14), TODAY),
        "last_30": (date(2026, 10, 22), TODAY),
        "this_month": (date(2026, 11, 1), TODAY),
        "last_month": (date(2026, 10, 1), date(2026, 10, 31)),
        "this_year": (date(2026, 1, 1), TODAY),
        "last_year": (date(2025, 1, 1), date(2025, 12, 31)),
    }
    saved = CaseQuery.from_data(CaseQuery(period="last_month").as_data())
    assert saved.dated(date(2027, 1, 5)).reported_from == date(2026, 12, 1)
    assert period_days("last_year", date(2028, 2, 29))[0] == date(2027, 1, 1)


def test_the_period_menu_filters(bench: Bench) -> None:
    made = bench.many()
    page = bench.cases()
    page.filters.menus["period"].changed.emit(frozenset({"last_7"}))
    bench.settle()
    assert ids(page) == [made["fresh"]]
    assert len(ids(page)) == bench.services.lists.count(page.presenter.query)


def test_days_from_elsewhere_are_shown_as_a_filter_that_can_be_taken_away(bench: Bench) -> None:
    made = bench.many()
    october = CaseQuery(reported_from=date(2026, 10, 1), reported_to=date(2026, 10, 31))
    page = bench.cases(query=october)
    assert set(ids(page)) == {made["late"], made["owed"], made["serious"]}
    menu = page.filters.menus["period"]
    assert menu.text() == "Period: 2026-10-01–2026-10-31"
    menu.changed.emit(frozenset())
    bench.settle()
    assert page.presenter.query == CaseQuery()


def test_widths_and_quick_look_are_remembered(bench: Bench) -> None:
    bench.many()
    page = bench.cases()
    kept: list[str] = []
    page.layout_changed.connect(kept.append)
    page.table.setColumnWidth(1, 190)
    bench.click(page.look_button)
    bench.qtbot.waitUntil(lambda: bool(kept))
    again = bench.cases(layout=kept[-1])
    assert again.table.columnWidth(1) == 190
    assert not again.look.isVisible()


def test_an_empty_store_says_what_to_do_first(bench: Bench) -> None:
    page = bench.cases()
    assert page.empty.isVisible()
    assert page.empty.button.text() == "Rapportera det första"
    bench.click(page.empty.button)
    assert bench.went == [("report", {})]


def test_marks_do_not_outlive_the_rows_they_were_on(bench: Bench) -> None:
    bench.many()
    page = bench.cases()
    page.table.selectAll()
    assert page.bar.isVisible()

    page.look_for(CaseQuery(text="finns inte"))
    bench.settle()

    assert not page.bar.isVisible()


def test_a_filter_that_finds_nothing_offers_to_clear_it(bench: Bench) -> None:
    bench.many()
    page = bench.cases(text="finns inte")
    assert page.empty.isVisible()
    assert page.empty.button.text() == "Rensa filter"
    bench.click(page.empty.button)
    assert len(ids(page)) == 4
    assert page.filters.search.text() == ""


def test_when_all_are_closed_they_can_be_shown(bench: Bench) -> None:
    case = bench.report("Bra möte", "positive")
    bench.services.cases.close(case, decision="Ja.", feedback="Tack!")
    page = bench.cases()
    bench.click(page.empty.button)
    assert ids(page) == [case]


def test_the_windows_unit_stays_when_filters_are_cleared(bench: Bench) -> None:
    bench.many()
    page = bench.cases()
    page.unit_changed("AVD3")
    bench.settle()
    assert page.presenter.query.units == (1,)
    bench.click(page.filters.chips.chip("new"))
    bench.click(page.filters.clear_link)
    assert page.presenter.query == CaseQuery(open_only=True, units=(1,))
    assert not page.filters.clear_link.isVisible()
    page.unit_changed("")
    bench.settle()
    assert not page.presenter.query.units


def test_a_screen_reader_hears_what_the_eye_sees(bench: Bench) -> None:
    made = bench.many()
    page = bench.cases()
    place = ids(page).index(made["serious"])
    heard = [
        page.presenter.model.index(place, column).data(Qt.ItemDataRole.AccessibleTextRole)
        for column in range(page.presenter.model.columnCount())
    ]
    assert heard[0] == "Risknivå: Hög"
    assert heard[2] == "Vad: Fel insulindos"
    assert heard[7].startswith("Förfaller: ")
    assert page.table.accessibleName() == "Ärenden"
    fresh = page.presenter.model.index(ids(page).index(made["fresh"]), 0)
    assert fresh.data(Qt.ItemDataRole.AccessibleTextRole) == "Risknivå: inte bedömd"


@pytest.mark.parametrize("layout", ["", "{", "[]", '{"sort": "name", "widths": {"due": -4}}'])
def test_a_layout_that_cannot_be_read_does_no_harm(bench: Bench, layout: str) -> None:
    bench.many()
    page = bench.cases(layout=layout)
    assert len(rows(page)) == 4
    assert page.presenter.query.sort == "reported"


def test_changes_to_views_made_elsewhere_are_seen(bench: Bench) -> None:
    bench.many()
    page = bench.cases()
    changes, key = bench.services.lists.save_view("Mina risker", CaseQuery(kinds=("risk",), open_only=True))
    bench.changed(changes)
    page.views.tabs.setCurrentIndex(page.views.tabs.count() - 1)
    bench.settle()
    assert page.views.tabs.value() == key
    assert [row.kind for row in rows(page)] == ["risk"]
    page.look_for(replace(page.presenter.query, new=True))
    bench.settle()
    page.views.update_view()
    bench.settle()
    assert bench.services.lists.views()[0][2].new
    bench.changed(Changes.of("settings"))
    assert len(rows(page)) == 1
