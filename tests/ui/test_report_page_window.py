"""`kpsdesk report`: a window with the report page alone, by somebody who may do nothing else; and the note from anywhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kpsdesk.clock import FixedClock
from kpsdesk.domain.permission import Permission
from kpsdesk.services.vault import Opened, Vault
from kpsdesk.store.engine import Store
from kpsdesk.ui.look import Look
from kpsdesk.ui.pages.report.page import ReportPage
from kpsdesk.ui.pages.report.quick_note import QuickNoteDialog
from kpsdesk.ui.workplace import Setting, Where, Workplace
from tests.conftest import RAW_KEY
from tests.ui.report_bench import type_into

WAIT_MS = 8000


class Place:
    """A workplace on its own copy of the founded store."""

    def __init__(
        self, qtbot: QtBot, store: Path, folder: Path, clock: FixedClock, *, report_only: bool
    ) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self.qtbot = qtbot
        look, vault = Look(app, folder), Vault(clock)
        path = folder / "unit.kps"
        path.write_bytes(store.read_bytes())
        opened: Opened = vault.open_with_key(path, RAW_KEY)
        self.store: Store = opened.store
        self.work = Workplace(opened, Setting(folder, clock, look, vault, report_only=report_only))
        self.work.window.resize(1200, 900)
        qtbot.addWidget(self.work.window)
        with qtbot.waitActive(self.work.window):
            self.work.window.show()
            self.work.window.activateWindow()
        self.work.begin(Where("report"))
        self.settle()

    def settle(self) -> None:
        """Wait until nothing is under way."""
        self.qtbot.wait(20)
        self.qtbot.waitUntil(self.work.tasks.idle, timeout=WAIT_MS)
        self.qtbot.wait(20)

    @property
    def page(self) -> ReportPage:
        """The report page in the window."""
        page = self.work.window.page("report")
        assert isinstance(page, ReportPage)
        return page

    def close(self) -> None:
        """As the program does."""
        ended: list[bool] = []
        self.work.window.close()
        self.work.end(lambda: ended.append(True))
        self.qtbot.waitUntil(lambda: bool(ended), timeout=WAIT_MS)


@pytest.fixture
def staff(qtbot: QtBot, founded_store: Path, tmp_path: Path, clock: FixedClock) -> Iterator[Place]:
    """The reporter's window."""
    place = Place(qtbot, founded_store, tmp_path, clock, report_only=True)
    yield place
    place.close()


@pytest.fixture
def whole(qtbot: QtBot, founded_store: Path, tmp_path: Path, clock: FixedClock) -> Iterator[Place]:
    """The whole window."""
    place = Place(qtbot, founded_store, tmp_path, clock, report_only=False)
    yield place
    place.close()


def test_the_reporter_s_window_has_the_report_page_and_no_more(staff: Place) -> None:
    window = staff.work.window
    assert window.current() == "report"
    for key in ("today", "cases", "case", "settings"):
        with pytest.raises(KeyError):
            window.page(key)
    assert staff.work.desk.session.actor.rights == {Permission.REPORT_WRITE}
    QTest.keyClick(window, Qt.Key.Key_F1)
    assert window.current() == "report"


def test_a_report_from_it_comes_in(staff: Place) -> None:
    page = staff.page
    page.form.kind.tiles.button("risk").click()
    type_into(page.form.story.text.field, "Lös matta i korridoren")
    page.send()
    staff.settle()
    assert page.stack.currentWidget() is page.receipt
    assert staff.work.window.banner_text() == ""


def test_the_quick_note_opens_over_any_page(whole: Place) -> None:
    window = whole.work.window
    window.go("today")
    whole.settle()
    QTest.keyClick(
        window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    (dialog,) = window.findChildren(QuickNoteDialog)
    type_into(dialog.text.field, "Fall i korridoren")
    QTest.mouseClick(dialog.main_button, Qt.MouseButton.LeftButton)
    whole.settle()
    assert window.current() == "today"
    assert window.banner_text() == "Notisen är sparad. Den väntar under Idag."
    assert [one.kind for one in whole.work.desk.services.reporting.drafts()] == ["quick_note"]


def test_another_language_finds_the_report_as_it_was(whole: Place) -> None:
    type_into(whole.page.form.story.text.field, "Halkade nästan")
    before = whole.work.window
    after = whole.work.renew()
    before.close()
    whole.qtbot.addWidget(after)
    after.show()
    whole.work.begin(Where("report"))
    whole.settle()
    assert whole.page.form.story.text.text() == "Halkade nästan"
    assert len(whole.work.desk.services.reporting.drafts()) == 1
