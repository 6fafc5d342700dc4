"""The settings page with what it says and what fails, for the tests of its sections."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from kpsdesk.services.everything import Services
from kpsdesk.services.reporting import NewReport
from kpsdesk.services.vault import Vault
from kpsdesk.ui import theme
from kpsdesk.ui.desk import Desk
from kpsdesk.ui.look import Look
from kpsdesk.ui.pages.settings.page import SettingsPage
from kpsdesk.ui.pages.settings.section import FormDialog
from kpsdesk.ui.tasks import Tasks


class Stage:
    """The page with what it says and what fails."""

    def __init__(self, services: Services, app: QApplication, profile: Path) -> None:
        self.tasks = Tasks()
        self.errors: list[Exception] = []
        self.tasks.reported.connect(self.errors.append)
        theme.apply(app, "light")
        self.look = Look(app, profile)
        self.desk = Desk(services, self.tasks, look=self.look)
        self.page = SettingsPage(self.desk, Vault(services.session.clock), profile)
        self.said: list[tuple[str, Any]] = []
        self.page.banner_requested.connect(lambda text, _label, act, _tone: self.said.append((text, act)))
        self.desk.changed.connect(self.page.changes_arrived)

    def settle(self, qtbot: QtBot) -> None:
        qtbot.waitUntil(self.tasks.idle, timeout=5000)
        QApplication.processEvents()

    def dialog(self) -> Any:
        return self.page.findChildren(QDialog)[-1]


def fill(stage: Stage, qtbot: QtBot, **values: object) -> None:
    """Fill the dialog in front and press its main button."""
    dialog = stage.dialog()
    assert isinstance(dialog, FormDialog)
    dialog.form.set_values(values)
    QTest.mouseClick(dialog.main_button, Qt.MouseButton.LeftButton)
    stage.settle(qtbot)


def let_go(page: SettingsPage) -> None:
    """Close dialogs; what was written in them is asked about once."""
    for dialog in page.findChildren(QDialog):
        dialog.close()
        if dialog.isVisible():
            dialog.close()


def report(services: Services, unit_id: int = 1) -> str:
    _, receipt = services.reporting.send(
        NewReport("improvement", unit_id, "Fler krokar i hallen", occurred_day=date(2026, 10, 1))
    )
    return receipt.case_id
