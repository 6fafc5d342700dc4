"""A case page on a founded store, worked as a person does: clicks and keys, then looks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from kpsdesk.services.case_view import CaseView
from kpsdesk.services.everything import Services
from kpsdesk.services.reporting import NewReport
from kpsdesk.ui.desk import Desk
from kpsdesk.ui.dialogs.base import BaseDialog
from kpsdesk.ui.pages.case.page import CasePage
from kpsdesk.ui.tasks import Tasks
from kpsdesk.ui.widgets import ComboField, DeclaredForm, TextArea

WAIT_MS = 8000


class CaseBench:
    """The page with its helpers."""

    def __init__(self, qtbot: QtBot, services: Services) -> None:
        self.qtbot, self.services = qtbot, services
        self.desk = Desk(services, Tasks())
        self.page = CasePage(self.desk)
        self.banners: list[tuple[str, str, Any, str]] = []
        self.went: list[tuple[str, object]] = []
        self.page.banner_requested.connect(lambda *told: self.banners.append(told))
        self.page.go_requested.connect(lambda key, given: self.went.append((key, given)))
        qtbot.addWidget(self.page, before_close_func=self._drain)
        self.page.resize(1280, 900)
        with qtbot.waitActive(self.page):
            self.page.show()
            self.page.activateWindow()
        self.case_id = ""

    def _drain(self, _page: object) -> None:
        self.desk.tasks.drain()

    @property
    def body(self) -> Any:
        """The page's parts."""
        return self.page.body

    def report(self, **values: Any) -> str:
        """A new report; its id."""
        given: dict[str, Any] = {
            "kind": "near_miss",
            "unit_id": 1,
            "description": "Höll på att halka i duschen",
            "occurred_day": date(2026, 11, 20),
        }
        _, receipt = self.services.reporting.send(NewReport(**(given | values)))
        return receipt.case_id

    def open(self, case_id: str, **more: object) -> None:
        """Show a case and wait until all of it is there."""
        self.case_id = case_id
        self.page.shown({"id": case_id, **more})
        self.settle()

    def settle(self) -> None:
        """Wait until nothing is under way and every section shows the case."""
        self.qtbot.wait(20)
        self.qtbot.waitUntil(lambda: self.desk.tasks.idle() and self.body.settled, timeout=WAIT_MS)
        self.qtbot.wait(20)
        self.qtbot.waitUntil(lambda: self.desk.tasks.idle() and self.body.settled, timeout=WAIT_MS)

    def view(self) -> CaseView:
        """The case as the store has it."""
        return self.services.views.open(self.case_id)

    def click(self, widget: QAbstractButton) -> None:
        """Click, and wait for what comes of it."""
        assert widget.isVisible(), f"not to be seen: {widget.text()}"
        assert widget.isEnabled(), f"cannot be clicked: {widget.text()}"
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
        self.settle()

    def write(self, widget: QWidget, text: str) -> None:
        """Type into a field."""
        field = widget.field if isinstance(widget, TextArea) else widget
        field.setFocus()
        if isinstance(field, QLineEdit):
            field.clear()
        for sign in text:  # the test library's own keys know no å, ä, ö
            press = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, sign)
            QApplication.sendEvent(field, press)

    def fill(self, form: DeclaredForm, **values: str) -> None:
        """Fill fields of a form: by typing, or by clicking a choice."""
        for key, value in values.items():
            widget: Any = form.widget(key)
            if isinstance(widget, ComboField):
                self._find(widget, value)
            elif hasattr(widget, "button"):
                QTest.mouseClick(widget.button(value), Qt.MouseButton.LeftButton)
            elif hasattr(widget, "box"):
                widget.box(value).click()
            else:
                self.write(widget, value)

    @staticmethod
    def _find(combo: ComboField, text: str) -> None:
        """Type what one looks for and leave the field."""
        combo.setFocus()
        edit = combo.lineEdit()
        assert edit is not None
        edit.setText(text)
        edit.editingFinished.emit()

    def field(self, key: str) -> Any:
        """The widget of a field, wherever it lives."""
        for part in self.body.sections.values():
            found = part.place(key)
            if found is not None:
                return found
        raise KeyError(key)

    def choose(self, key: str, value: str) -> None:
        """Choose in a field of the page."""
        widget = self.field(key)
        if isinstance(widget, ComboField):
            self._find(widget, value)
        elif hasattr(widget, "button"):
            QTest.mouseClick(widget.button(value), Qt.MouseButton.LeftButton)
        else:
            widget.box(value).click()
        self.settle()

    def type_in(self, key: str, text: str) -> None:
        """Type in a field of the page and leave it."""
        self.write(self.field(key), text)
        self.page.setFocus()
        self.body.head.handler.setFocus()
        self.settle()

    @contextmanager
    def dialog(self) -> Iterator[Any]:
        """The dialog that is open now; accepted at the end."""
        found = [w for w in QApplication.topLevelWidgets() if isinstance(w, BaseDialog) and w.isVisible()]
        assert found, "no dialog is open"
        yield found[-1]
        found[-1].main_button.click()
        self.settle()
        self.page.activateWindow()
        self.qtbot.waitUntil(self.page.isActiveWindow, timeout=WAIT_MS)

    def missing(self) -> list[str]:
        """What the status line says is missing."""
        forward = self.view().forward
        return [need.code for need in forward.missing] if forward else []
