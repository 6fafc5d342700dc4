"""The page of workplace meetings on a founded store, worked as a person does."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from kpsdesk.domain.meeting import APT, Meeting
from kpsdesk.services.everything import Services
from kpsdesk.services.reporting import NewReport
from kpsdesk.ui import theme
from kpsdesk.ui.desk import Desk
from kpsdesk.ui.dialogs.base import BaseDialog
from kpsdesk.ui.pages.meetings.page import MeetingsPage
from kpsdesk.ui.pdf_pages import facts
from kpsdesk.ui.tasks import Tasks
from kpsdesk.ui.widgets import TextArea

WAIT_MS = 10000
TODAY = date(2026, 11, 20)


def tell(services: Services, text: str | None, title: str = "Fallet i duschen", *, share: bool = True) -> str:
    """A case that was closed today, with a text for the meeting unless it is None; its id."""
    _changes, receipt = services.reporting.send(
        NewReport("near_miss", 1, f"{title}. Hela rapporten, ord för ord", occurred_day=TODAY)
    )
    values: dict[str, Any] = {"severity_potential": 2, "probability": 1}
    values |= {"share_at_apt": share, "apt_text": text} if text is not None else {}
    services.cases.receive(receipt.case_id)
    services.cases.close(receipt.case_id, decision="Halkmatta", feedback="Tack!", values=values)
    return receipt.case_id


class MeetingsBench:
    """The page with its helpers."""

    def __init__(self, qtbot: QtBot, services: Services) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        theme.apply(app, "light")
        self.qtbot, self.services = qtbot, services
        self.desk = Desk(services, Tasks())
        self.errors: list[Exception] = []
        self.desk.tasks.reported.connect(self.errors.append)
        self.page = MeetingsPage(self.desk)
        presenter = self.page.sheet.presenter
        presenter._drawing.setInterval(
            20
        )  # what is waited for when a person types is tried in one test of its own
        presenter._keeping.setInterval(60)
        self.desk.changed.connect(self.page.changes_arrived)
        self.banners: list[tuple[str, str, Any, str]] = []
        self.went: list[tuple[str, Any]] = []
        self.page.banner_requested.connect(lambda *told: self.banners.append(told))
        self.page.go_requested.connect(lambda key, given: self.went.append((key, given)))
        qtbot.addWidget(self.page, before_close_func=self._drain)
        self.page.resize(1280, 900)
        with qtbot.waitActive(self.page):
            self.page.show()
            self.page.activateWindow()

    def _drain(self, _page: object) -> None:
        self.desk.tasks.drain()

    @property
    def sheet(self) -> Any:
        """The sheet's part of the page."""
        return self.page.sheet

    def open(self, **arguments: object) -> None:
        """Bring the page to the front and wait for the pages of the sheet."""
        self.page.shown(arguments)
        self.settle()

    def settle(self) -> None:
        """Wait until nothing is under way and the page shows what was written last."""
        for _round in range(2):
            self.qtbot.wait(30)
            self.qtbot.waitUntil(self._settled, timeout=WAIT_MS)

    def _settled(self) -> bool:
        presenter, preview = self.sheet.presenter, self.sheet.preview
        drawn = presenter.paper is None or (presenter.fresh and preview.pdf() is presenter.paper.pdf)
        return self.desk.tasks.idle() and drawn and not presenter.unsaved

    def words(self) -> str:
        """What stands on the pages that are shown, on one line."""
        told = " ".join(page.text for page in facts(self.sheet.preview.pdf()))
        return " ".join(told.replace("\ufffe", "").split())

    def planned(self) -> Meeting:
        """The unit's next meeting as the store has it."""
        return self.services.meetings.planned_or_new(1)

    def kept(self) -> list[Meeting]:
        """Every workplace meeting in the register."""
        return self.services.meetings.find(types=[APT])

    def click(self, widget: QAbstractButton) -> None:
        """Click, and wait for what comes of it."""
        assert widget.isVisible(), f"not to be seen: {widget.text()}"
        assert widget.isEnabled(), f"cannot be clicked: {widget.text()}"
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
        self.settle()

    def write(self, widget: QWidget, text: str, *, wait: bool = True) -> None:
        """Type at the end of a field; a line of text is written anew."""
        field = widget.field if isinstance(widget, TextArea) else widget
        field.setFocus()
        if isinstance(field, QLineEdit):
            field.clear()
        else:
            QTest.keyClick(field, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
        for sign in text:  # the test library's own keys know no å, ä, ö
            if sign == "\n":
                QTest.keyClick(field, Qt.Key.Key_Return)
            else:
                press = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, sign)
                QApplication.sendEvent(field, press)
        if isinstance(field, QLineEdit):
            field.editingFinished.emit()
        if wait:
            self.settle()

    def dialog(self) -> Any:
        """The dialog that is open now."""
        self.qtbot.waitUntil(lambda: bool(self._dialogs()), timeout=WAIT_MS)
        return self._dialogs()[-1]

    @staticmethod
    def _dialogs() -> list[BaseDialog]:
        return [w for w in QApplication.topLevelWidgets() if isinstance(w, BaseDialog) and w.isVisible()]
