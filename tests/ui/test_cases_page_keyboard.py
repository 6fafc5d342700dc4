"""The list of cases by keyboard alone, and what it says before it assigns."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from kpsdesk.clock import FixedClock
from kpsdesk.domain.rows import CaseQuery
from kpsdesk.services.everything import Services
from tests.ui.cases_bench import Bench, ids, rows


@pytest.fixture
def bench(qtbot: QtBot, qapp: QApplication, services: Services, clock: FixedClock) -> Iterator[Bench]:
    """A desk, put away at the end."""
    made = Bench(qtbot, qapp, services, clock)
    yield made
    made.close()


def holder() -> QWidget:
    """What has the keyboard."""
    found = QApplication.focusWidget()
    assert found is not None
    return found


def test_tab_walks_through_everything_and_comes_back(bench: Bench) -> None:
    bench.many()
    page = bench.cases()
    start = holder()
    assert start is page.table
    seen: list[QWidget] = []
    while len(seen) < 60:
        bench.key(holder(), Qt.Key.Key_Tab)
        if holder() is start:
            break
        seen.append(holder())
    assert holder() is start, "the walk comes round"
    wanted: list[QWidget] = [
        page.look.open_button,
        page.look_button,
        page.filters.search,
        page.filters.chips.chip("overdue"),
        page.filters.menus["kinds"],
    ]
    for widget in wanted:
        assert any(widget is one or widget.isAncestorOf(one) for one in seen), widget
    assert len(seen) == len(set(seen)), "nothing takes the keyboard twice"
    for widget in seen:
        assert widget.accessibleName() or getattr(widget, "text", str)(), widget


def test_a_case_is_found_marked_and_opened_by_keys(bench: Bench) -> None:
    made = bench.many()
    page = bench.cases()
    bench.key(page.table, Qt.Key.Key_Down)
    assert page.table.currentIndex().row() == 1
    bench.key(page.table, Qt.Key.Key_Down)
    bench.key(page.table, Qt.Key.Key_Space)
    bench.key(page.table, Qt.Key.Key_Space)
    assert page.table.marked_count() == 1
    bench.key(page.table, Qt.Key.Key_Up, shift=True)
    assert page.table.marked_count() == 2
    assert page.bar.isVisible()
    bench.key(page.table, Qt.Key.Key_Escape)
    assert not page.bar.isVisible()
    bench.key(page.table, Qt.Key.Key_Escape)
    bench.type(holder(), "larmknappen")
    assert ids(page) == [made["late"]]
    bench.key(holder(), Qt.Key.Key_Down)
    assert holder() is page.table
    bench.key(page.table, Qt.Key.Key_Return)
    assert bench.went[-1] == ("case", {"id": made["late"], "ids": [made["late"]]})


def test_a_chip_is_pressed_by_key(bench: Bench) -> None:
    made = bench.many()
    page = bench.cases()
    chip = page.filters.chips.chip("overdue")
    chip.setFocus()
    bench.key(chip, Qt.Key.Key_Space)
    assert made["late"] in ids(page)
    assert made["fresh"] not in ids(page)
    assert holder() is chip, "the keyboard stays where it was"


def test_the_list_is_sorted_from_the_menu_of_the_keyboard(bench: Bench, qtbot: QtBot) -> None:
    bench.many()
    page = bench.cases(query=CaseQuery())
    for descending in (False, True):
        place = QPoint(5, 5)
        event = QContextMenuEvent(
            QContextMenuEvent.Reason.Keyboard, place, page.table.viewport().mapToGlobal(place)
        )
        QApplication.sendEvent(page.table.viewport(), event)
        (menu,) = [one for one in page.table.findChildren(QMenu) if one.isVisible()]
        names = [action.text() for action in menu.actions() if not action.isSeparator()]
        assert "Status" in names
        for _ in range(names.index("Status") + 1):
            QTest.keyClick(menu, Qt.Key.Key_Down)
        QTest.keyClick(menu, Qt.Key.Key_Return)
        bench.settle()
        assert (page.presenter.query.sort, page.presenter.query.descending) == ("status", descending)
        qtbot.waitUntil(lambda: not page.table.findChildren(QMenu))


def test_closed_cases_are_named_and_left_out_before_assigning(bench: Bench) -> None:
    made = bench.many()
    page = bench.cases(query=CaseQuery())
    page.table.selectAll()
    bench.settle()
    bench.click(page.bar.assign)
    dialog = bench.dialog(page)
    number = next(row.number for row in rows(page) if row.id == made["closed"])
    assert not dialog.main_button.isEnabled()
    assert number in dialog.closed.text()
    before = [row.handler_id for row in rows(page)]

    bench.click(dialog.leave_out)
    assert [row.handler_id for row in rows(page)] == before, "nothing is done yet"
    assert dialog.windowTitle() == "Utse handläggare för 4 ärenden"
    dialog.person.set_value("1")
    bench.click(dialog.main_button)
    handlers = {row.id: row.handler_id for row in rows(page)}
    assert handlers.pop(made["closed"]) is None
    assert set(handlers.values()) == {1}


def test_only_closed_cases_cannot_be_assigned(bench: Bench) -> None:
    bench.many()
    page = bench.cases(query=CaseQuery(closed_only=True))
    dialog = page.acts.assign(rows(page), page.presenter.words())
    assert not dialog.leave_out.isVisible()
    assert not dialog.main_button.isEnabled()
    dialog.reject()
