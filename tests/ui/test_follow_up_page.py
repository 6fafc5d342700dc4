"""The page Follow-up as it is used: every number opens a list that is exactly as long, by mouse and by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from kpsdesk.clock import FixedClock
from kpsdesk.domain.follow_up import Behind, Count, MonthDifference
from kpsdesk.domain.rows import CaseQuery
from kpsdesk.services.everything import Services
from kpsdesk.services.follow_up import FollowUpService
from kpsdesk.services.follow_up_pictures import Spot
from kpsdesk.services.follow_up_tables import Cell, Row, TableData
from kpsdesk.ui.pages.follow_up.chart_view import ChartView
from kpsdesk.ui.pages.follow_up.number_table import SHOWN, NumberSheet
from kpsdesk.ui.pages.follow_up.page import FollowUpPage
from tests.ui.follow_up_bench import Bench

SERIES = ("cases", "complaints", "actions", "follow_ups")


@pytest.fixture
def bench(qtbot: QtBot, qapp: QApplication, services: Services, clock: FixedClock) -> Iterator[Bench]:
    made = Bench(qtbot, qapp, services, clock)
    yield made
    made.close()


# -- what is said


def test_the_sentence_comes_first_and_leads_to_what_is_late(bench: Bench) -> None:
    bench.a_year()
    page = bench.follow_up()
    assert page.sentence.said.text() == "4 ärenden är förfallna, 1 fler än vid slutet av oktober."
    assert page.sentence.hasFocus()
    bench.key(page.sentence, Qt.Key.Key_Space)
    key, given = bench.went[-1]
    assert key == "cases"
    assert given["query"].among_words.startswith("Förfallna")
    assert bench.services.lists.count(given["query"]) == 4


def test_nothing_late_is_praised_and_blames_nobody(bench: Bench) -> None:
    page = bench.follow_up()
    assert page.sentence.said.text() == "Inga ärenden är förfallna. Bra jobbat, allihop!"
    assert not any(chart.isVisible() for chart in (page.body.ages_chart, page.body.late_chart))
    assert page.body.repeats_table.none.text() == "Inget har hänt igen i samma enhet."


def test_a_month_end_that_was_kept_with_another_number_is_told_with_why(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.a_year()
    real = FollowUpService.months

    def months(self: FollowUpService, *given: Any, **more: Any) -> Any:
        from dataclasses import replace

        difference = MonthDifference(date(2026, 9, 30), "cases", 3, 5, 7, 7)
        return replace(real(self, *given, **more), differences=(difference,))

    monkeypatch.setattr(FollowUpService, "months", months)
    page = bench.follow_up()
    assert page.body.difference.isVisible()
    told = page.body.difference.text()
    assert "30 september 2026: 3 då, 5 nu" in told
    assert "importerats" in told


# -- by mouse and by keyboard


def test_a_click_on_a_number_of_a_table_opens_its_list(bench: Bench) -> None:
    bench.a_year()
    page = bench.follow_up()
    table = page.body.late_table.sheet.table
    index = table.numbers.index(0, 1)
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=table.visualRect(index).center())
    bench.settle()
    assert bench.services.lists.count(bench.went[-1][1]["query"]) == int(index.data())


def test_arrows_go_through_a_table_and_enter_opens(bench: Bench) -> None:
    bench.a_year()
    page = bench.follow_up()
    table = page.body.late_table.sheet.table
    table.setFocus()
    bench.key(table, Qt.Key.Key_Right)
    bench.key(table, Qt.Key.Key_Down)
    assert (table.currentIndex().row(), table.currentIndex().column()) == (1, 2)
    text = table.currentIndex().data()
    bench.key(table, Qt.Key.Key_Return)
    assert bench.services.lists.count(bench.went[-1][1]["query"]) == int(text)


def test_the_name_of_a_row_leads_nowhere(bench: Bench) -> None:
    bench.a_year()
    page = bench.follow_up()
    table = page.body.late_table.sheet.table
    QTest.mouseClick(
        table.viewport(),
        Qt.MouseButton.LeftButton,
        pos=table.visualRect(table.numbers.index(1, 0)).center(),
    )
    bench.settle()
    assert bench.went == []


def test_a_click_on_a_bar_and_on_a_dot_opens_its_list(bench: Bench) -> None:
    bench.a_year()
    page = bench.follow_up()
    view = page.body.late_chart.view
    for part in ("became", "late"):
        spot = max((one for one in view.spots() if one.part == part), key=lambda one: one.count.value)
        x, y = view.middle(spot)
        QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(round(x), round(y)))
        bench.settle()
        assert bench.services.lists.count(bench.went[-1][1]["query"]) == spot.count.value > 0


def test_a_picture_is_walked_with_arrows_and_says_where_it_is(bench: Bench) -> None:
    bench.a_year()
    page = bench.follow_up()
    view = page.body.late_chart.view
    view.setFocus()
    bench.key(view, Qt.Key.Key_End)
    last = view.current()
    assert last is not None
    assert last.part == "late"
    bench.key(view, Qt.Key.Key_Left)
    before = view.current()
    assert before is not None
    assert before.part == "late"
    assert before.words == "31 oktober 2026: 3 var förfallna"
    bench.key(view, Qt.Key.Key_Up)
    assert view.current().words == "oktober 2026: 1 blev förfallet"  # type: ignore[union-attr]
    bench.key(view, Qt.Key.Key_Return)
    assert bench.services.lists.count(bench.went[-1][1]["query"]) == 1
    assert "oktober 2026: 1 blev förfallet" in view.accessibleName()
    bench.key(view, Qt.Key.Key_Home)
    bench.key(view, Qt.Key.Key_Up)
    assert view.current() is view.spots()[0]


def test_beside_every_number_a_click_opens_nothing(bench: Bench) -> None:
    bench.a_year()
    page = bench.follow_up()
    view = page.body.late_chart.view
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(2, view.height() // 2))
    bench.settle()
    assert bench.went == []


def test_late_actions_open_a_list_whose_enter_opens_the_case(bench: Bench) -> None:
    bench.a_year()
    page = bench.follow_up()
    page.chooser.series.setCurrentIndex(SERIES.index("actions"))
    bench.ready(page)
    assert not page.body.flow_table.isVisible()
    assert page.sentence.said.text().startswith("2 åtgärder är förfallna")
    bench.click(page.sentence)
    dialog = bench.dialog(page)
    assert dialog.windowTitle().startswith("Förfallna åtgärder")
    assert dialog.table.hasFocus()
    line = dialog.table.current()
    bench.key(dialog.table, Qt.Key.Key_Return)
    assert bench.went[-1] == (
        "case", {"id": line.case_id, "ids": [one.case_id for one in dialog.lines], "section": "actions"}
    )  # fmt: skip


# -- whose numbers


def test_the_windows_unit_is_what_the_page_opens_on(bench: Bench) -> None:
    bench.a_year()
    page = FollowUpPage(bench.desk)
    page.unit_changed("AVD4")
    bench.put(page)
    bench.ready(page)
    assert page.chooser.scope.currentText() == "Avdelning 4"
    assert page.sentence.said.text().startswith("3 ärenden är förfallna")
    page.unit_changed("")
    bench.ready(page)
    assert page.sentence.said.text().startswith("4 ärenden är förfallna")


def test_another_choice_stops_the_counting_of_the_one_before(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.a_year()
    page = bench.follow_up()
    cancels: list[Any] = []
    real = FollowUpService.months

    def months(self: FollowUpService, *given: Any) -> Any:
        cancels.append(given[-1])
        if len(cancels) == 1:
            page_changed = perf_counter()
            while not given[-1].cancelled and perf_counter() - page_changed < 5:
                QTest.qSleep(5)
        return real(self, *given)

    monkeypatch.setattr(FollowUpService, "months", months)
    page.load()
    bench.qtbot.waitUntil(lambda: len(cancels) == 1)
    page.unit_changed("AVD4")
    bench.ready(page)
    assert cancels[0].cancelled
    assert not cancels[-1].cancelled
    assert page.counters.shown["late"].count.value == 3


def test_managers_can_be_chosen_and_the_choice_is_come_back_to(bench: Bench) -> None:
    bench.a_year()
    page = bench.follow_up()
    scope = page.chooser.scope
    scope.setCurrentIndex(scope.findText("Bo Ek"))
    scope.activated.emit(scope.currentIndex())
    bench.ready(page)
    assert page.sentence.said.text().startswith("3 ärenden är förfallna")
    place = page.place()
    assert place is not None
    again = bench.follow_up(**place)
    assert again.chooser.scope.currentText() == "Bo Ek"
    assert again.sentence.said.text() == page.sentence.said.text()


def test_a_change_elsewhere_is_counted_at_once(bench: Bench) -> None:
    bench.a_year()
    page = bench.follow_up()
    query = CaseQuery(overdue=True, open_only=True, kinds=("negative_event",))
    (case,) = bench.services.lists.ids(query)
    bench.services.cases.receive(case)
    values = {"severity_potential": 1, "probability": 1}
    bench.changed(bench.services.cases.close(case, decision="Klart", feedback="Tack!", values=values))
    bench.ready(page)
    assert page.sentence.said.text() == "3 ärenden är förfallna, lika många som vid slutet av oktober."


# -- files


@pytest.mark.parametrize("ending", ["pdf", "xlsx"])
def test_the_numbers_are_kept_as_a_file(bench: Bench, tmp_path: Path, ending: str) -> None:
    bench.a_year()
    page = bench.follow_up()
    bench.click(page.chooser.save)
    (dialog,) = page.findChildren(QFileDialog)
    path = tmp_path / f"uppföljning.{ending}"
    dialog.fileSelected.emit(str(path))
    dialog.reject()
    bench.qtbot.waitUntil(path.exists)
    bench.settle()
    assert bench.said[-1][0] == f"Uppföljningen finns i uppföljning.{ending}."
    if ending == "xlsx":
        book = openpyxl.load_workbook(path)
        sheet = book.worksheets[0]
        assert sheet.title == "Förfallna, och hur länge"
        assert [cell.value for cell in sheet[2]][:2] == ["Alla tillsammans", 4]


# -- many rows


def test_a_long_table_is_folded_and_unfolds(bench: Bench) -> None:
    behind = Behind("late", date(2026, 11, 20))
    rows = [Row((Cell(f"Enhet {n}"), Cell(str(n), n, behind, n))) for n in range(40)]
    sheet = NumberSheet("Prov")
    bench.qtbot.addWidget(sheet)
    sheet.resize(600, 800)
    sheet.show()
    sheet.show_table(TableData("Prov", ("Enhet", "Antal"), tuple(rows)))
    assert sheet.table.numbers.rowCount() == SHOWN
    assert sheet.all_link.text() == "Visa 28 till"
    QTest.mouseClick(sheet.all_link, Qt.MouseButton.LeftButton)
    assert sheet.table.numbers.rowCount() == 40
    assert sheet.table.height() > 40 * sheet.table.rowHeight(0)
    assert not sheet.all_link.isVisible()


def test_of_two_numbers_under_the_pointer_the_smaller_is_meant(bench: Bench) -> None:
    from kpsdesk.services.follow_up_pictures import Chart

    behind = Behind("late", date(2026, 11, 20))
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="300" height="200"></svg>'
    bar = Spot("became", 50, 50, 100, 140, "stapel", Count(5, behind))
    dot = Spot("late", 90, 90, 10, 10, "punkt", Count(2, behind))
    view = ChartView()
    bench.qtbot.addWidget(view)
    view.resize(300, 200)
    view.show_chart(Chart(svg, "bild", (bar, dot)))
    assert view.spot_at(95, 95) is dot
    assert view.spot_at(60, 180) is bar
    assert view.spot_at(290, 20) is None


# -- the list behind


def test_the_list_says_which_number_it_lies_behind_until_that_is_let_go(bench: Bench) -> None:
    bench.a_year()
    late = bench.services.follow_up.now("manager").total.series["cases"].total
    page = bench.cases(query=bench.services.follow_up.case_query(late.behind))
    chip = page.filters.among
    assert chip.isVisible()
    assert chip.text() == "Förfallna 20 november 2026"
    assert page.presenter.model.rowCount() == late.value
    bench.click(chip)
    assert not chip.isVisible()
    assert page.presenter.query.among is None
    assert page.presenter.model.rowCount() > late.value


def test_another_unit_in_the_window_lets_go_of_the_number_too(bench: Bench) -> None:
    bench.a_year()
    late = bench.services.follow_up.now("manager").total.series["cases"].total
    page = bench.cases(query=bench.services.follow_up.case_query(late.behind))
    page.unit_changed("AVD4")
    bench.settle()
    assert not page.filters.among.isVisible()
    assert page.presenter.query.units == (2,)
