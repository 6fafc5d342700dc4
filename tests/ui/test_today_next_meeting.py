"""Today tells when the next workplace meeting is and how far its sheet has come."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from kpsdesk.domain.meeting import HELD, Meeting
from kpsdesk.domain.permission import Actor, Permission
from kpsdesk.services.everything import Services
from kpsdesk.ui.desk import Desk
from kpsdesk.ui.pages.today.page import TodayPage
from kpsdesk.ui.tasks import Tasks
from tests.ui.meetings_bench import TODAY, tell

Show = Callable[[Services], Any]


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    def made(services: Services) -> Any:
        tasks = Tasks()
        desk = Desk(services, tasks)
        page = TodayPage(desk)
        desk.changed.connect(page.changes_arrived)

        def drain(_page: object) -> None:
            tasks.drain()

        qtbot.addWidget(page, before_close_func=drain)
        page.resize(1200, 800)
        page.show()
        page.shown({})
        qtbot.waitUntil(lambda: tasks.idle() and page.year.view.isVisible(), timeout=8000)
        qtbot.wait(150)
        qtbot.waitUntil(tasks.idle, timeout=8000)
        return page

    return made


def test_a_meeting_without_a_sheet_leads_to_one(qtbot: QtBot, services: Services, show: Show) -> None:
    tell(services, "En berättelse.")
    services.meetings.save(Meeting("", "apt", TODAY + timedelta(days=4), 1))
    services.meetings.save(Meeting("", "apt", TODAY + timedelta(days=40), 1))
    page = show(services)
    card = page.meeting
    assert card.isVisible()
    assert "tis 24 nov" in card.title.text()
    assert "Avdelning 3" in card.title.text()
    assert "inte påbörjat" in card.state.text()
    went: list[tuple[str, object]] = []
    page.go_requested.connect(lambda key, given: went.append((key, given)))
    QTest.mouseClick(card.button, Qt.MouseButton.LeftButton)
    assert went == [("meetings", {"tab": "sheet", "unit": 1})]


def test_a_sheet_that_is_begun_and_a_day_that_has_passed_are_told(services: Services, show: Show) -> None:
    tell(services, "En berättelse.")
    sheet = services.apt.settings_for(1).as_data()
    _changes, key = services.meetings.save(Meeting("", "apt", TODAY + timedelta(days=1), 1, sheet=sheet))
    assert "påbörjat" in show(services).meeting.state.text()
    services.meetings.remove(key)
    services.meetings.save(Meeting("", "apt", TODAY - timedelta(days=3), 1, sheet=sheet))
    assert "Har ni haft mötet?" in show(services).meeting.state.text()


def test_the_day_that_was_agreed_on_is_the_next(services: Services, show: Show) -> None:
    tell(services, "En berättelse.")
    services.meetings.save(Meeting("", "apt", date(2026, 11, 3), 1, state=HELD, next_date=date(2026, 12, 1)))
    assert "tis 1 dec" in show(services).meeting.title.text()


def test_without_a_meeting_the_sheet_is_offered(services: Services, show: Show) -> None:
    tell(services, "En berättelse.")
    card = show(services).meeting
    assert "Ingen APT är planerad" in card.title.text()
    assert card.button.isVisible()


def test_who_may_not_see_meetings_sees_no_card(services: Services, show: Show) -> None:
    tell(services, "En berättelse.")
    rights = frozenset(Permission) - {Permission.MEETING_READ}
    assert not show(Services(services.session.acting(Actor("x", "Någon", rights)))).meeting.isVisible()
