"""The settings' dialogs by keyboard: an Alt letter for each field and none twice, Tab in the order of the page, Esc and back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from kpsdesk import i18n
from kpsdesk.services.everything import Services
from kpsdesk.ui.pages.settings import organisation_dialogs as dialogs
from kpsdesk.ui.pages.settings.section import FormDialog
from kpsdesk.ui.widgets import FormRow
from kpsdesk.ui.widgets.letters import give_letters, letter_of
from tests.ui.settings_bench import Stage, let_go

OPENERS: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "new unit": ("organisation", lambda s: dialogs.new_unit(s, s.chosen())),
    "rename": ("organisation", lambda s: dialogs.rename(s, s.chosen())),
    "split": ("organisation", lambda s: dialogs.split(s, s.chosen())),
    "close": ("organisation", lambda s: dialogs.close(s, s.chosen())),
    "new person": ("people", lambda s: s._add()),
    "appoint": ("people", lambda s: s._appoint()),
    "away": ("people", lambda s: s._away()),
    "code": ("lists", lambda s: s._edit()),
    "new code": ("lists", lambda s: s._add()),
    "deadline of one unit": ("deadlines", lambda s: s._for_unit()),
    "password": ("security", lambda s: s._change_password()),
}


@pytest.fixture
def stage(qtbot: QtBot, qapp: QApplication, services: Services, tmp_path: Path) -> Iterator[Stage]:
    made = Stage(services, qapp, tmp_path)
    qtbot.addWidget(made.page)
    made.page.resize(1100, 760)
    made.page.show()
    yield made
    let_go(made.page)
    made.tasks.drain()
    made.page.close()


@pytest.fixture(autouse=True)
def spoken() -> Iterator[None]:
    yield
    i18n.use("sv")


def opened(stage: Stage, qtbot: QtBot, name: str) -> Any:
    section, opener = OPENERS[name]
    stage.page.shown({"section": section})
    stage.settle(qtbot)
    opener(stage.page.section())
    stage.settle(qtbot)
    return stage.dialog()


def asked(dialog: Any) -> list[FormRow]:
    """The rows that stand in the dialog with a label, downwards."""
    rows = [row for row in dialog.findChildren(FormRow) if row.isVisibleTo(dialog) and row.label.text()]
    return sorted(rows, key=lambda row: row.mapTo(dialog, row.rect().topLeft()).y())


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("name", OPENERS)
def test_each_field_has_an_alt_letter_of_its_own(
    stage: Stage, qtbot: QtBot, name: str, language: str
) -> None:
    i18n.use(language)
    rows = asked(opened(stage, qtbot, name))
    letters = [letter_of(row.label.text()) for row in rows]
    assert letters
    assert all(letters)
    assert len(set(letters)) == len(letters)


@pytest.mark.parametrize("name", OPENERS)
def test_tab_goes_through_the_fields_in_their_order_and_ends_at_the_buttons(
    stage: Stage, qtbot: QtBot, name: str
) -> None:
    dialog = opened(stage, qtbot, name)
    rows = asked(dialog)
    dialog.activateWindow()
    seen: list[FormRow] = []
    for _turn in range(60):
        held = dialog.focusWidget()
        row = next((one for one in rows if one.isAncestorOf(held)), None)
        if row is not None and row not in seen:
            seen.append(row)
        if held is dialog.main_button:
            break
        QTest.keyClick(held, Qt.Key.Key_Tab)
    assert dialog.focusWidget() is dialog.main_button
    assert seen == rows


def test_an_alt_letter_goes_to_its_field(stage: Stage, qtbot: QtBot) -> None:
    dialog = opened(stage, qtbot, "new person")
    with qtbot.waitActive(dialog):
        dialog.activateWindow()
    letter = letter_of(dialog.form.row("email").label.text())
    QTest.keyClick(dialog, Qt.Key(ord(letter.upper())), Qt.KeyboardModifier.AltModifier)
    assert dialog.form.widget("email").hasFocus()


def test_esc_asks_once_when_something_was_written_and_enter_saves(stage: Stage, qtbot: QtBot) -> None:
    dialog = opened(stage, qtbot, "new person")
    assert isinstance(dialog, FormDialog)
    QTest.keyClicks(dialog.focusWidget(), "Eva Ek")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()

    QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
    stage.settle(qtbot)

    assert "Eva Ek" in [person.name for person in stage.desk.services.people.people()]


def test_focus_comes_back_to_the_button_that_opened_the_dialog(stage: Stage, qtbot: QtBot) -> None:
    stage.page.shown({"section": "organisation"})
    stage.settle(qtbot)
    section: Any = stage.page.section()
    with qtbot.waitActive(stage.page):
        stage.page.activateWindow()
    section.buttons["rename"].setFocus()
    QTest.keyClick(section.buttons["rename"], Qt.Key.Key_Space)
    QTest.keyClick(stage.dialog(), Qt.Key.Key_Escape)
    QApplication.processEvents()
    assert stage.page.window().focusWidget() is section.buttons["rename"]


def test_letters_are_given_where_there_are_none_and_changed_where_two_are_alike(qtbot: QtBot) -> None:
    rows = [FormRow(label, QLineEdit()) for label in ("&Namn", "&Nytt namn", "Roll", "A & B", "A", "7")]
    for row in rows:
        qtbot.addWidget(row)
    give_letters(rows)
    assert [row.label.text() for row in rows] == ["&Namn", "N&ytt namn", "&Roll", "A && &B", "&A", "7"]
    assert rows[3].field.accessibleName() == "A & B"
