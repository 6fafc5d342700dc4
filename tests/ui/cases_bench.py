"""The list of cases and Today on a founded store with a handful of cases, worked with mouse and keys."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from kpsdesk.clock import FixedClock
from kpsdesk.domain.changes import Changes
from kpsdesk.domain.rows import CaseRow
from kpsdesk.services.everything import Services
from kpsdesk.services.reporting import NewReport
from kpsdesk.ui import theme
from kpsdesk.ui.desk import Desk
from kpsdesk.ui.dialogs.base import BaseDialog
from kpsdesk.ui.pages.base import Page
from kpsdesk.ui.pages.cases.page import CasesPage
from kpsdesk.ui.pages.today.page import TodayPage
from kpsdesk.ui.tasks import Tasks

TODAY = date(2026, 11, 20)
WAIT_MS = 8000


class Bench:
    """A desk with one page on it; what the page asks of the window is kept."""

    def __init__(self, qtbot: QtBot, qapp: QApplication, services: Services, clock: FixedClock) -> None:
        theme.apply(qapp, "light")
        self.qtbot, self.services, self.clock = qtbot, services, clock
        self.desk = Desk(services, Tasks())
        self.pages: list[Page] = []
        self.faults: list[Exception] = []
        self.desk.tasks.reported.connect(self.faults.append)
        self.went: list[tuple[str, dict[str, Any]]] = []
        self.said: list[tuple[str, str, Any]] = []

    def close(self) -> None:
        """Put the pages away before the store is closed."""
        for page in self.pages:
            page.hidden()
            page.hide()
        self.desk.tasks.drain()

    def put(self, page: Page, **arguments: object) -> None:
        """Bring a page to the front, as the window does."""
        page.go_requested.connect(lambda key, given: self.went.append((key, given)))
        page.banner_requested.connect(
            lambda text, undo_text, undo, _t: self.said.append((text, undo_text, undo))
        )
        self.desk.changed.connect(page.changes_arrived)
        self.qtbot.addWidget(page)
        self.pages.append(page)
        page.resize(1280, 800)
        with self.qtbot.waitActive(page):
            page.show()
            page.activateWindow()
        page.shown(arguments)
        self.settle()

    def cases(self, layout: str = "", **arguments: object) -> CasesPage:
        """The list of cases, loaded."""
        page = CasesPage(self.desk, layout)
        self.put(page, **arguments)
        return page

    def today(self) -> TodayPage:
        """Today, loaded."""
        page = TodayPage(self.desk)
        self.put(page)
        return page

    def settle(self) -> None:
        """Wait until nothing is under way, and what came of it is not either."""
        for _round in range(2):
            self.qtbot.wait(20)
            self.qtbot.waitUntil(self.desk.tasks.idle, timeout=WAIT_MS)
        assert self.faults == []

    def report(
        self, text: str = "Höll på att halka i duschen", kind: str = "near_miss", **values: Any
    ) -> str:
        """A new report; its id."""
        given = {"occurred_day": self.services.session.today} | values
        _, receipt = self.services.reporting.send(NewReport(kind, 1, text, **given))
        return receipt.case_id

    def many(self) -> dict[str, str]:
        """Cases of every urgency, reported over three weeks; ids by a word."""
        start = self.clock.instant
        self.clock.instant = start - timedelta(days=20)
        late = self.report("Larmknappen svarade inte")
        owed = self.report("Brukaren fick fel kost", "view")
        self.services.cases.receive(owed)
        serious = self.report("Fel insulindos", "negative_event", harm="H2")
        self.services.cases.receive(serious)
        self.services.cases.change(serious, {"severity_potential": 4, "probability": 2})
        self.clock.instant = start - timedelta(days=2)
        closed = self.report("Alla hjälptes åt", "positive")
        self.services.cases.close(closed, decision="Lyfts på APT.", feedback="Tack!")
        self.clock.instant = start
        fresh = self.report("Hala golv vid entrén", "risk")
        self.services.lists.forget()
        return {"late": late, "owed": owed, "serious": serious, "closed": closed, "fresh": fresh}

    def changed(self, changes: Changes) -> None:
        """Tell the page of a write made elsewhere."""
        self.services.lists.forget()
        self.desk.changed.emit(changes)
        self.settle()

    def click(self, widget: QWidget) -> None:
        """Click, and wait for what comes of it."""
        assert widget.isVisible(), widget
        assert widget.isEnabled(), widget
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
        self.settle()

    def key(self, widget: QWidget, key: Qt.Key, *, shift: bool = False) -> None:
        """Press a key, and wait for what comes of it."""
        held = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
        QTest.keyClick(widget, key, held)
        self.settle()

    def type(self, widget: QWidget, text: str) -> None:
        """Type, and wait until the pause after it has been noticed."""
        QTest.keyClicks(widget, text)
        self.qtbot.wait(250)
        self.settle()

    @staticmethod
    def dialog(page: Page) -> Any:
        """The dialog that is open over the page."""
        (found,) = [one for one in page.findChildren(BaseDialog) if one.isVisible()]
        return found


def rows(page: CasesPage) -> list[CaseRow]:
    """What the list shows, in its order."""
    model = page.presenter.model
    found = [model.row_at(number) for number in range(model.rowCount())]
    return [row for row in found if row is not None]


def ids(page: CasesPage) -> list[str]:
    """The ids of what the list shows."""
    return [row.id for row in rows(page)]
