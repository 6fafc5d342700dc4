"""Lists of any length: pages on demand, late answers dropped, the keyboard."""

from __future__ import annotations

import time
from dataclasses import dataclass

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kpsdesk.ui import theme
from kpsdesk.ui.models import PAGE, Column, DataTable, LazyTable


@dataclass(frozen=True)
class Row:
    number: int
    words: str = "Larm"


COLUMNS = (
    Column[Row]("number", "Nummer", lambda row: str(row.number), right=True),
    Column[Row](
        "words", "Vad", lambda row: row.words, hint=lambda row: row.words, stretches=True, sortable=False
    ),
)


def _answer(model: LazyTable[Row], asked: list[int] | None = None) -> None:
    def give(generation: int, first: int, count: int) -> None:
        if asked is not None:
            asked.append(first)
        model.put_page(generation, first, [Row(number) for number in range(first, first + count)])

    model.page_wanted.connect(give)


def _shown(qtbot: QtBot, qapp: QApplication, count: int) -> tuple[LazyTable[Row], DataTable, list[int]]:
    theme.apply(qapp, "light")
    model, asked = LazyTable[Row](COLUMNS), list[int]()
    _answer(model, asked)
    table = DataTable(model, "Ärenden")
    model.setParent(table)
    qtbot.addWidget(table)
    model.reset(count)
    table.resize(600, 400)
    table.show()
    return model, table, asked


def test_the_model_keeps_qts_rules(qtbot: QtBot, qapp: QApplication) -> None:
    theme.apply(qapp, "light")
    model = LazyTable[Row](COLUMNS)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    _answer(model)
    for count in (250, 40, 0, 1_234):
        model.reset(count)
        model.set_count(count + 130)
        model.set_count(count)
        for row in range(0, count, 37):
            model.row_at(row)
        qapp.processEvents()
    model.refresh()
    assert model.rowCount() == 1_234


def test_a_million_rows_ask_only_for_what_is_seen(qtbot: QtBot, qapp: QApplication) -> None:
    began = time.perf_counter()
    model, table, asked = _shown(qtbot, qapp, 1_000_000)
    qtbot.waitUntil(lambda: model.row_at(0) is not None)
    table.go_to(500_000)
    qtbot.waitUntil(lambda: table.current() == Row(500_000))
    assert len(asked) <= 4
    assert time.perf_counter() - began < 5
    assert model.index(500_003, 0).data() == "500003"


def test_cells_are_blank_while_they_load_and_late_answers_are_dropped(
    qtbot: QtBot, qapp: QApplication
) -> None:
    model = LazyTable[Row](COLUMNS)
    old = model.reset(300)
    assert model.index(5, 0).data() is None
    new = model.reset(300)
    model.put_page(old, 0, [Row(-1)] * PAGE)
    assert model.row_at(5) is None
    model.put_page(new, 0, [Row(7)] * PAGE)
    assert model.row_at(5) == Row(7)


def test_only_so_many_pages_are_kept(qtbot: QtBot, qapp: QApplication) -> None:
    model = LazyTable[Row](COLUMNS)
    generation = model.reset(100 * PAGE)
    for page in range(100):
        model.put_page(generation, page * PAGE, [Row(page)] * PAGE)
    assert len(model.loaded()) == 40 * PAGE
    assert model.row_at(99 * PAGE) == Row(99)


def test_the_keyboard_moves_marks_opens_and_lets_go(qtbot: QtBot, qapp: QApplication) -> None:
    model, table, _asked = _shown(qtbot, qapp, 50)
    qtbot.waitUntil(lambda: model.row_at(0) is not None)
    table.setFocus()
    table.go_to(0)
    opened, left = list[object](), list[bool]()
    table.opened.connect(opened.append)
    table.left.connect(lambda: left.append(True))
    QTest.keyClick(table, Qt.Key.Key_Down)
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert opened == [Row(1)]
    QTest.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(table, Qt.Key.Key_Space)
    assert table.marked() == [Row(1), Row(2)]
    QTest.keyClick(table, Qt.Key.Key_Escape)
    assert table.marked() == [Row(2)]
    assert not left
    QTest.keyClick(table, Qt.Key.Key_Escape)
    assert left


def test_sorting_is_asked_for_and_never_done_here(qtbot: QtBot, qapp: QApplication) -> None:
    _model, table, _asked = _shown(qtbot, qapp, 50)
    wanted = list[tuple[str, bool]]()
    table.table.sort_wanted.connect(lambda key, down: wanted.append((key, down)))
    header = table.horizontalHeader()
    for column in (0, 0, 1):
        at = QPoint(header.sectionViewportPosition(column) + 20, header.height() // 2)
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    assert wanted == [("number", False), ("number", True)]


def test_markup_in_a_text_is_shown_in_the_tip(qtbot: QtBot, qapp: QApplication) -> None:
    model = LazyTable[Row](COLUMNS)
    model.reset(1, [Row(1, "<b>5 & 6</b>")])
    assert model.index(0, 1).data(Qt.ItemDataRole.ToolTipRole) == "&lt;b&gt;5 &amp; 6&lt;/b&gt;"
