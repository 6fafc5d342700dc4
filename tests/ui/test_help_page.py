"""Help: a topic for each page, everything searched in three languages, all texts there in all of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from kpsdesk import i18n
from kpsdesk.services.everything import Services
from kpsdesk.ui import theme
from kpsdesk.ui.desk import Desk
from kpsdesk.ui.pages import PAGES
from kpsdesk.ui.pages.help.page import HelpPage
from kpsdesk.ui.pages.help.texts import glossary, holds, paragraphs, shortcuts, topics
from kpsdesk.ui.tasks import Tasks


@pytest.fixture
def page(qtbot: QtBot, qapp: QApplication, services: Services) -> Iterator[HelpPage]:
    theme.apply(qapp, "light")
    tasks = Tasks()
    made = HelpPage(Desk(services, tasks))
    qtbot.addWidget(made)
    made.resize(1100, 760)
    made.show()
    made.shown({})
    yield made
    made.close()
    tasks.drain()


def texts(page: HelpPage) -> str:
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QApplication.processEvents()
    inner: Any = page.body.widget()
    return "\n".join(label.text() for label in inner.findChildren(QLabel) if label.isVisibleTo(inner))


def search(page: HelpPage, qtbot: QtBot, words: str) -> str:
    with qtbot.waitSignal(page.search.edited, timeout=2000):
        page.search.setText(words)
    return texts(page)


def test_f1_on_a_page_leads_to_its_topic(page: HelpPage) -> None:
    page.shown({"page": "cases"})
    assert "Snabbtitten" in texts(page)
    page.shown({"page": "nothing like it"})
    assert "det mest brådskande först" in texts(page)


def test_overdue_is_explained_with_dates_that_the_rules_give(page: HelpPage) -> None:
    page.open("overdue")
    # the very dates of tests/integration/test_case_life.py
    assert "onsdag 25 november" in texts(page)
    assert "måndag 21 december" in texts(page)


@pytest.mark.parametrize("words", ["tillbud", "läheltä piti", "near miss"])
def test_a_term_is_found_in_any_of_the_three_languages(page: HelpPage, qtbot: QtBot, words: str) -> None:
    found = search(page, qtbot, words)
    assert "tillbud" in found
    assert "läheltä piti" in found
    assert "near miss" in found


def test_what_is_not_there_says_what_to_do(page: HelpPage, qtbot: QtBot) -> None:
    assert "Pröva ett annat ord" in search(page, qtbot, "xyzzy")


def test_a_search_let_go_shows_the_topic_again(page: HelpPage, qtbot: QtBot) -> None:
    search(page, qtbot, "lås")
    page.open("privacy")
    assert page.search.text() == ""
    assert "Återställningskoden" in texts(page)


def test_shortcuts_and_glossary_have_pages_of_their_own(page: HelpPage) -> None:
    page.open("shortcuts")
    assert "Ctrl+K" in texts(page)
    page.open("glossary")
    assert page.making is not None
    page.making.finish()
    shown = texts(page)
    assert all(term.term.sv in shown for term in glossary())


def test_the_glossary_is_in_the_order_of_a_swedish_dictionary(page: HelpPage) -> None:
    page.open("glossary")
    assert page.making is not None
    page.making.finish()
    shown = texts(page).splitlines()
    letters = [line for line in shown if len(line) == 1 and line.isalpha()]
    assert letters[0] == "A"
    assert letters == sorted(letters, key="ABCDEFGHIJKLMNOPQRSTUVWXYZÅÄÖ".index)


def test_another_topic_stops_the_glossary_that_is_being_made(page: HelpPage, qtbot: QtBot) -> None:
    page.open("glossary")
    page.open("privacy")
    qtbot.wait(50)
    assert "vårdskada" not in texts(page)


def test_every_page_of_the_window_has_a_topic() -> None:
    keys = {topic.key for topic in topics()}
    assert {spec.key for spec in PAGES} - {"help"} <= keys


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_everything_is_written_in_every_language(language: str) -> None:
    for topic in topics():
        assert topic.title.in_(language).strip()
        assert len(topic.text.in_(language)) > 150
    for one in shortcuts():
        assert one.does.in_(language).strip()
    assert len({topic.text.in_(code) for topic in topics() for code in i18n.LANGUAGES}) == 3 * len(topics())


def test_points_and_paragraphs_are_told_apart() -> None:
    assert list(paragraphs("En rad\nsom fortsätter.\n- ett\n- två\n\nSlut.")) == [
        (False, "En rad som fortsätter."),
        (True, "ett"),
        (True, "två"),
        (False, "Slut."),
    ]


def test_all_words_looked_for_must_be_there() -> None:
    term = next(one for one in glossary() if one.code == "near_miss")
    assert holds("near MISS", term.term)
    assert not holds("near nothing", term.term)
