"""A unit manager moves a spreadsheet in, looks at what would happen, mends a column, imports, and takes it back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from kpsdesk.services.everything import Services
from kpsdesk.ui.desk import Desk
from kpsdesk.ui.pages.importing.page import ImportPage
from kpsdesk.ui.pages.importing.result import state_of
from kpsdesk.ui.tasks import Tasks

HEADINGS = "Diarienr;Enhet;Händelsedatum;Inkommen;Typ;Händelsetyp;Beskrivning;Konsekvens;Ansvarig"
GOOD = "1;AVD3;2026-03-01;1/3 2026;Tillbud;Fall;Halkade nästan;Ingen skada;Anna Berg"
WARNED = "2;AVD3;1 mars 2026;2.3.2026;Risk;Fall;Hal trappa;;Kalle Ek"
BAD = "3;Avd 99;2026-03-01;2026-03-01;Risk;Fall;Fel enhet;;"


class ImportBench:
    """The page and a folder to choose from."""

    def __init__(self, qtbot: QtBot, services: Services, folder: Path) -> None:
        self.qtbot, self.services, self.folder = qtbot, services, folder
        self.desk = Desk(services, Tasks())
        self.page = ImportPage(self.desk)
        self.banners: list[tuple[str, str, Any, str]] = []
        self.page.banner_requested.connect(lambda *told: self.banners.append(told))
        qtbot.addWidget(self.page, before_close_func=self._drain)
        self.page.resize(1100, 900)
        self.page.show()
        self.page.shown({})
        self.settle()

    def _drain(self, _page: object) -> None:
        self.desk.tasks.drain()

    def file(self, *rows: str, headings: str = HEADINGS) -> Path:
        """A file of these rows."""
        file = self.folder / "Avvikelser.csv"
        file.write_text("\n".join((headings, *rows)), encoding="utf-8")
        return file

    def drop(self, file: Path) -> None:
        """Drop a file on the page."""
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(file))])
        copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        self.page.dropEvent(QDropEvent(QPointF(9, 9), copy, data, left, none))
        self.settle()

    def click(self, button: QAbstractButton) -> None:
        """Click, and wait for what comes of it."""
        assert button.isEnabled()
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        self.settle()

    def settle(self) -> None:
        """Wait until nothing is under way."""
        for _round in range(2):
            self.qtbot.wait(20)
            self.qtbot.waitUntil(self.desk.tasks.idle, timeout=8000)

    def states(self) -> list[str]:
        """What the rows of the table say."""
        return [state_of(line) for line in self.page.result.model.loaded()]

    def cases(self) -> list[str]:
        """Titles of the cases in the store."""
        return [case["title"] for case in self.services.exports.items()]


@pytest.fixture
def bench(qtbot: QtBot, services: Services, tmp_path: Path) -> ImportBench:
    """The import page, in Swedish."""
    return ImportBench(qtbot, services, tmp_path)


def test_a_dropped_file_goes_in_and_can_be_taken_back(bench: ImportBench) -> None:
    bench.drop(bench.file(GOOD, WARNED))
    assert bench.states() == ["new", "warned"]
    assert bench.cases() == []  # so far only looked at
    bench.page.result.table.go_to(1)
    assert "Kalle Ek" in bench.page.result.detail.text()

    bench.click(bench.page.import_button)
    assert bench.cases() == ["Halkade nästan", "Hal trappa"]
    text, undo_text, undo, _tone = bench.banners[-1]
    assert "2026-000001" in text
    assert undo_text
    undo()
    bench.settle()
    assert bench.cases() == []
    assert bench.services.imports.batches()[0].undone_at is not None


def test_bad_rows_hold_the_import_until_they_may_be_left_out(bench: ImportBench) -> None:
    bench.drop(bench.file(GOOD, BAD))
    assert bench.states() == ["new", "bad"]
    assert not bench.page.import_button.isEnabled()
    bench.page.result.chips.chip("bad").click()
    assert bench.states() == ["bad"]
    bench.page.skip.click()
    bench.click(bench.page.import_button)
    assert bench.cases() == ["Halkade nästan"]


def test_a_column_nobody_knows_is_given_its_meaning(bench: ImportBench) -> None:
    headings = HEADINGS.replace("Enhet", "Var")
    bench.drop(bench.file(GOOD, headings=headings))
    assert bench.page.presenter.plan is None  # a unit is missing, and the page says so
    combo = bench.page.columns.combos["Var"]
    assert combo.value() == "extra"
    combo.setCurrentIndex(combo.findData("unit"))
    combo.chosen.emit("unit")
    bench.settle()
    assert bench.states() == ["new"]
    bench.click(bench.page.save_button)
    assert bench.page.presenter.mappings() == ["Avvikelser"]
    bench.click(bench.page.import_button)
    assert bench.cases() == ["Halkade nästan"]


def test_a_field_has_one_column_only(bench: ImportBench) -> None:
    bench.drop(bench.file(GOOD))
    bench.page.columns.combos["Konsekvens"].chosen.emit("description")
    bench.settle()
    assert bench.page.columns.combos["Konsekvens"].value() == "description"
    assert bench.page.columns.combos["Beskrivning"].value() == "extra"


def test_the_same_file_again_offers_nothing_new(bench: ImportBench) -> None:
    bench.drop(bench.file(GOOD))
    bench.click(bench.page.import_button)
    bench.drop(bench.file(GOOD))
    assert bench.states() == ["known"]
    assert not bench.page.import_button.isEnabled()


def test_a_file_that_is_no_table_is_told_and_the_page_goes_on(bench: ImportBench) -> None:
    picture = bench.folder / "bild.xlsx"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0")
    bench.drop(picture)
    assert bench.page.notice.isVisible()
    bench.drop(bench.file(GOOD))
    assert not bench.page.notice.isVisible()
    assert bench.states() == ["new"]
