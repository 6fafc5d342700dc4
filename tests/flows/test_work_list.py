"""A unit manager finds cases in the list, and works several at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from kpsdesk.clock import FixedClock
from kpsdesk.domain.rows import CaseQuery
from kpsdesk.services.everything import Services
from kpsdesk.ui.pages.cases.page import CasesPage
from tests.ui.cases_bench import Bench, ids, rows


@pytest.fixture
def bench(qtbot: QtBot, qapp: QApplication, services: Services, clock: FixedClock) -> Iterator[Bench]:
    """A desk in Swedish."""
    made = Bench(qtbot, qapp, services, clock)
    yield made
    made.close()


def _mark_all(bench: Bench, page: CasesPage) -> None:
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    bench.settle()


def test_a_case_is_found_by_typing_and_opened_with_enter(bench: Bench) -> None:
    made = bench.many()
    page = bench.cases()
    assert page.count.text() == "4 ärenden"

    bench.key(page.table, Qt.Key.Key_Slash)
    assert page.filters.search.hasFocus()
    bench.type(page.filters.search, "insul")
    assert ids(page) == [made["serious"]]
    assert page.count.text() == "1 ärende"

    bench.key(page.filters.search, Qt.Key.Key_Return)
    assert page.table.hasFocus()
    bench.key(page.table, Qt.Key.Key_Return)
    assert bench.went == [("case", {"id": made["serious"], "ids": [made["serious"]]})]

    bench.key(page.table, Qt.Key.Key_Slash)
    bench.key(page.filters.search, Qt.Key.Key_Escape)
    assert len(ids(page)) == 4


def test_coming_back_from_a_case_the_same_row_has_the_keyboard(bench: Bench) -> None:
    bench.many()
    page = bench.cases()
    bench.key(page.table, Qt.Key.Key_Down)
    bench.key(page.table, Qt.Key.Key_Down)
    row = page.table.current()
    bench.key(page.table, Qt.Key.Key_Return)
    key, given = bench.went[-1]
    assert (key, given["id"], given["ids"]) == ("case", row.id, ids(page))

    page.hidden()
    bench.changed(bench.services.cases.assign([row.id], 1))
    page.shown({})
    bench.settle()

    assert page.table.current().id == row.id
    assert page.table.hasFocus()


def test_overdue_ones_are_filtered_and_the_way_back_is_one_click(bench: Bench) -> None:
    made = bench.many()
    page = bench.cases()
    bench.click(page.filters.chips.chip("overdue"))
    assert set(ids(page)) == {made["late"], made["serious"]}
    due = [page.presenter.model.index(n, 7).data() for n in range(2)]
    assert all(text.endswith(("dagar sen", "dag sen")) for text in due)

    bench.click(page.filters.chips.chip("due_soon"))  # the opposite: one takes the other's place
    assert page.filters.chips.on() == {"open", "due_soon"}
    bench.click(page.filters.clear_link)
    assert len(ids(page)) == 4


def test_a_header_sorts_both_ways_and_the_order_is_remembered(bench: Bench) -> None:
    made = bench.many()
    page = bench.cases()
    page.presenter.model.sort(0, Qt.SortOrder.DescendingOrder)
    bench.settle()
    assert ids(page)[0] == made["serious"]
    page.presenter.model.sort(1, Qt.SortOrder.AscendingOrder)
    bench.settle()
    numbers = [row.number for row in rows(page)]
    assert numbers == sorted(numbers)

    again = bench.cases(layout=page.layout_state())
    assert [row.number for row in rows(again)] == numbers


def test_a_view_is_saved_renamed_and_removed_with_a_way_back(bench: Bench) -> None:
    made = bench.many()
    page = bench.cases()
    assert not page.views.save_button.isVisible()
    bench.click(page.filters.chips.chip("new"))
    bench.click(page.views.save_button)
    dialog = bench.dialog(page)
    dialog.try_accept()
    assert dialog.isVisible()  # without a name it stays, and says so
    dialog.field.setText("Morgonrunda")
    dialog.try_accept()
    bench.settle()
    ((key, name, _query),) = bench.services.lists.views()
    assert (name, page.views.tabs.value()) == ("Morgonrunda", key)

    page.views.tabs.setCurrentIndex(1)
    bench.settle()
    assert len(ids(page)) == 4
    page.views.tabs.setCurrentIndex(2)
    bench.settle()
    assert set(ids(page)) == {made["late"], made["fresh"]}
    assert page.filters.chips.chip("new").isChecked()

    page.views.rename()
    dialog = bench.dialog(page)
    dialog.field.setText("Nya i dag")
    dialog.try_accept()
    bench.settle()
    assert [one[1] for one in bench.services.lists.views()] == ["Nya i dag"]

    page.views.remove()
    bench.settle()
    assert bench.services.lists.views() == []
    text, undo_text, undo = bench.said[-1]
    assert "Nya i dag" in text
    assert undo_text == "Ångra"
    undo()
    bench.settle()
    assert [one[1] for one in bench.services.lists.views()] == ["Nya i dag"]


def test_two_alike_are_closed_with_one_decision_and_one_feedback(bench: Bench) -> None:
    one, two = (bench.report(f"Bra möte {n}", "positive") for n in (1, 2))
    page = bench.cases()
    _mark_all(bench, page)
    assert page.bar.text() == "2 valda"

    bench.click(page.bar.close_alike)
    dialog = bench.dialog(page)
    bench.settle()
    bench.click(dialog.main_button)
    assert dialog.decision_row.error()
    assert dialog.feedback_row.error()
    dialog.decision.setText("Tas upp på APT.")
    dialog.feedback.set_text("Tack, det här vill vi göra igen.")
    bench.click(dialog.main_button)

    for case in (one, two):
        view = bench.services.views.open(case)
        assert (view.row.status, view.values["decision_text"]) == ("closed", "Tas upp på APT.")
        assert [given.text for given in view.feedback] == ["Tack, det här vill vi göra igen."]
    assert bench.said[-1][0] == "2 ärenden är avslutade."
    assert ids(page) == []
    assert page.empty.isVisible()


def test_what_a_case_lacks_is_told_and_the_others_can_be_closed(bench: Bench) -> None:
    good = [bench.report(f"Bra möte {n}", "positive") for n in (1, 2)]
    lacking = bench.report("Höll på att halka")
    page = bench.cases()
    _mark_all(bench, page)
    bench.click(page.bar.close_alike)
    dialog = bench.dialog(page)
    bench.settle()
    number = bench.services.views.open(lacking).row.number
    assert list(dialog.lacks()) == [number]
    assert number in dialog.lacking.text()
    assert not dialog.main_button.isEnabled()

    bench.click(dialog.leave_out)
    dialog.decision.setText("Tas upp på APT.")
    dialog.feedback.set_text("Tack!")
    bench.click(dialog.main_button)
    assert ids(page) == [lacking]
    assert {bench.services.views.open(case).row.status for case in good} == {"closed"}


def test_several_are_assigned_and_it_can_be_undone(bench: Bench) -> None:
    made = bench.many()
    page = bench.cases()
    before = {row.id: row.handler_id for row in rows(page)}
    assert set(before.values()) == {None, 1}
    _mark_all(bench, page)
    bench.click(page.bar.assign)
    dialog = bench.dialog(page)
    dialog.person.set_value("1")
    bench.click(dialog.main_button)
    assert {row.handler_id for row in rows(page)} == {1}
    assert not page.bar.isVisible()
    text, _undo_text, undo = bench.said[-1]
    assert text == "Anna Berg handlägger nu 4 ärenden."
    undo()
    bench.settle()
    assert {row.id: row.handler_id for row in rows(page)} == before
    assert before[made["fresh"]] is None


def test_marked_cases_go_into_a_file(bench: Bench, tmp_path: Path) -> None:
    made = bench.many()
    page = bench.cases(query=CaseQuery(new=True, open_only=True))
    _mark_all(bench, page)
    bench.click(page.bar.export)
    dialog = page.findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    file = tmp_path / "nya.csv"
    dialog.fileSelected.emit(str(file))
    dialog.close()
    bench.settle()
    text = file.read_text(encoding="utf-8-sig")
    assert "Hala golv" in text
    assert "insulin" not in text
    assert bench.said[-1][0] == "2 ärenden finns nu i nya.csv."
    assert set(ids(page)) == {made["late"], made["fresh"]}


def test_the_quick_look_follows_the_arrows_and_receives(bench: Bench) -> None:
    made = bench.many()
    page = bench.cases()
    bench.qtbot.waitUntil(lambda: page.look.row() is not None)
    bench.qtbot.wait(200)
    bench.settle()
    row = page.look.row()
    assert row is not None
    assert row.id == made["fresh"]
    assert page.look.receive_button.isVisible()
    bench.click(page.look.receive_button)
    assert bench.services.views.open(made["fresh"]).row.status == "acknowledged"
    assert not page.look.receive_button.isVisible()

    bench.key(page.table, Qt.Key.Key_Down)
    assert page.look.row() is not None
    assert page.look.row() == page.table.current()
    bench.click(page.look_button)
    assert not page.look.isVisible()


def test_space_marks_several_rows_and_escape_lets_go(bench: Bench) -> None:
    bench.many()
    page = bench.cases()
    page.table.selectionModel().select(
        page.presenter.model.index(2, 0),
        QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows,
    )
    assert page.bar.text() == "2 valda"
    bench.key(page.table, Qt.Key.Key_Space)  # takes the mark off the current one
    assert not page.bar.isVisible()
    bench.key(page.table, Qt.Key.Key_Space)
    assert page.bar.isVisible()
    bench.key(page.table, Qt.Key.Key_Escape)
    assert not page.bar.isVisible()
