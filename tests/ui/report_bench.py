"""A report page on a founded store, filled in as a person does: keys and clicks, then looks."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from kpsdesk.domain.case import CaseFile
from kpsdesk.domain.rows import CaseQuery
from kpsdesk.services.everything import Services
from kpsdesk.services.reporting import Receipt
from kpsdesk.store import case_files
from kpsdesk.ui import theme
from kpsdesk.ui.desk import Desk
from kpsdesk.ui.look import Look
from kpsdesk.ui.pages.report.form import ReportForm
from kpsdesk.ui.pages.report.page import ReportPage
from kpsdesk.ui.tasks import Tasks

WAIT_MS = 8000


class ReportBench:
    """The page with its helpers."""

    def __init__(self, qtbot: QtBot, services: Services, look: Look | None = None) -> None:
        self.qtbot, self.services = qtbot, services
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        theme.apply(app, "light", 1.0)
        self.desk = Desk(services, Tasks(), look=look)
        self.faults: list[Exception] = []
        self.desk.tasks.reported.connect(self.faults.append)
        self.banners: list[tuple[str, str, Any, str]] = []
        self.went: list[tuple[str, object]] = []
        self.page = self.new_page()

    def new_page(self) -> ReportPage:
        """One more page on the same desk, as after a change of language."""
        page = ReportPage(self.desk)
        page.banner_requested.connect(lambda *told: self.banners.append(told))
        page.go_requested.connect(lambda key, given: self.went.append((key, given)))
        self.qtbot.addWidget(page)
        page.resize(1000, 900)
        with self.qtbot.waitActive(page):
            page.show()
            page.activateWindow()
        page.shown({})
        self.page = page
        self.settle()
        return page

    def close(self) -> None:
        """As the window does before the store is closed: save, and wait for what is under way."""
        self.page.hidden()
        self.settle()
        self.desk.tasks.drain()

    @property
    def form(self) -> ReportForm:
        """The questions."""
        return self.page.form

    def settle(self) -> None:
        """Wait until nothing is under way."""
        self.qtbot.wait(20)
        self.qtbot.waitUntil(self.desk.tasks.idle, timeout=WAIT_MS)
        self.qtbot.wait(20)

    def write(self, text: str) -> None:
        """Type into the large field."""
        self.form.story.text.setFocus()
        type_into(self.form.story.text.field, text)

    def click(self, widget: QWidget) -> None:
        """With the mouse."""
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)

    def choose(self, kind: str) -> None:
        """Click a tile."""
        self.click(self.form.kind.tiles.button(kind))

    def wait_saved(self) -> None:
        """Until the foot says that the draft is saved."""
        self.qtbot.waitUntil(lambda: bool(self.page.view.draft_text()), timeout=WAIT_MS)
        self.settle()

    def send(self) -> None:
        """The one button; then whatever comes of it."""
        self.click(self.page.view.send_button)
        self.settle()

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """A key to whatever has the keyboard."""
        target = QApplication.focusWidget()
        assert target is not None, "nothing has the keyboard"
        QTest.keyClick(target, key, modifier)
        self.qtbot.wait(5)

    def focus(self) -> QWidget:
        """What has the keyboard."""
        target = QApplication.focusWidget()
        assert target is not None
        return target

    @property
    def receipt(self) -> Receipt:
        """The receipt that is shown."""
        assert self.page.stack.currentWidget() is self.page.receipt
        held = self.page._receipt
        assert held is not None
        return held[0]

    def cases(self) -> int:
        """How many cases the store holds."""
        return self.services.lists.count(CaseQuery())

    @staticmethod
    def cases_as(services: Services) -> int:
        """How many cases somebody else sees."""
        return services.lists.count(CaseQuery())

    def case(self, number: str) -> CaseFile:
        """The whole case as stored."""
        with self.services.session.read() as connection:
            seq = case_files.seq_of(connection, number)
            assert seq is not None
            case = case_files.load(connection, seq)
        assert case is not None
        return case

    def errors(self) -> dict[str, str]:
        """What the form says is wrong, by field."""
        rows = {key: row for question in self.form._questions for key, row in question.rows.items()}
        return {key: row.error() for key, row in (rows | self.form.more.rows).items() if row.error()}


def type_into(field: QWidget, text: str) -> None:
    """Keys one by one, any letter; QTest knows only those of an American keyboard."""
    for char in text:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(
                field, QKeyEvent(kind, Qt.Key.Key_unknown, Qt.KeyboardModifier.NoModifier, char)
            )
