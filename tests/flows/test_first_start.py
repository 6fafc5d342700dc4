"""Four steps from nothing to a store, by somebody who sees the program for the first time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from kpsdesk import settings
from kpsdesk.clock import FixedClock
from kpsdesk.ui.main_window import MainWindow
from kpsdesk.ui.pages.start.answers import code_for
from kpsdesk.ui.pages.start.first_start import (
    CodeStep,
    FirstStart,
    PasswordStep,
    UnitStep,
    WelcomeStep,
)
from tests.ui.start_bench import PASSWORD, Bench


@pytest.fixture
def bench(tmp_path: Path, clock: FixedClock, qtbot: QtBot, qapp: QApplication) -> Iterator[Bench]:
    made = Bench(tmp_path / "profile", clock, qapp)
    made.start()
    yield made
    made.put_away(lambda true: qtbot.waitUntil(true, timeout=10_000))
    assert made.faults == []


def step(bench: Bench) -> object:
    return bench.view(FirstStart).step


def to_password(bench: Bench) -> PasswordStep:
    welcome = step(bench)
    assert isinstance(welcome, WelcomeStep)
    welcome.button.click()
    unit = step(bench)
    assert isinstance(unit, UnitStep)
    unit.unit.setText("Avdelning 3")
    unit.organisation.setText("Äldreomsorg Norr")
    unit.person.setText("Anna Berg")
    unit.setting.set_value("elderly_care")
    unit.button.click()
    password = step(bench)
    assert isinstance(password, PasswordStep)
    return password


def test_four_steps_lead_to_today(bench: Bench, qtbot: QtBot) -> None:
    password = to_password(bench)
    for line in (password.password.first, password.password.again):
        QTest.keyClicks(line, PASSWORD)
    QTest.keyClick(password.password.again, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(step(bench), CodeStep), timeout=10_000)
    last = step(bench)
    assert isinstance(last, CodeStep)
    assert not last.button.isEnabled()
    code = last.code.label.text().replace("\n", "")

    last.code.copy()
    assert QGuiApplication.clipboard().text() == code
    last.code.saved.setChecked(True)
    last.button.click()

    assert bench.view(MainWindow).current() == "today"
    assert QGuiApplication.clipboard().text() == ""
    work = bench.flow.work
    assert work is not None
    unit = work.desk.session.organisation.units[1]
    assert (unit.code, unit.name, unit.country) == ("AVD3", "Avdelning 3", "SE")
    assert work.desk.session.actor.name == "Anna Berg"
    bench.flow.lock()
    qtbot.waitUntil(lambda: bench.flow._closing is None)
    bench.vault.unlock_with_recovery(bench.store, code).store.close()


def test_what_is_missing_is_said_at_its_field(bench: Bench) -> None:
    welcome = step(bench)
    assert isinstance(welcome, WelcomeStep)
    welcome.button.click()
    unit = step(bench)
    assert isinstance(unit, UnitStep)

    unit.button.click()

    assert step(bench) is unit
    assert unit.unit_row.error() == "Vad heter enheten?"
    assert unit.person_row.error() != ""
    assert unit.setting_row.error() == "Välj det som ligger närmast."


@pytest.mark.parametrize(
    "first,again,said",
    [
        ("kort", "kort", "minst 10 tecken"),
        ("lösenord2026", "lösenord2026", "första som någon gissar"),
        (PASSWORD, "något annat", "inte lika"),
    ],
)
def test_a_password_that_will_not_do_is_told(bench: Bench, first: str, again: str, said: str) -> None:
    page = to_password(bench)
    page.password.first.setText(first)
    page.password.again.setText(again)

    page.button.click()

    assert said in page.password.row.error() + page.password.row_again.error()
    assert not bench.store.exists()


def test_going_back_keeps_what_was_written(bench: Bench) -> None:
    to_password(bench).back.click()

    unit = step(bench)

    assert isinstance(unit, UnitStep)
    assert (unit.unit.text(), unit.person.text()) == ("Avdelning 3", "Anna Berg")


def test_another_language_is_spoken_at_once_and_remembered(bench: Bench) -> None:
    welcome = step(bench)
    assert isinstance(welcome, WelcomeStep)

    welcome.language.button("fi").click()

    again = step(bench)
    assert isinstance(again, WelcomeStep)
    assert again.title.text() == "Tervetuloa KPSdeskiin"
    assert settings.load(bench.profile).language == "fi"
    bench.look.set_language("sv")


def test_a_cloud_folder_is_warned_of(bench: Bench, tmp_path: Path) -> None:
    welcome = step(bench)
    assert isinstance(welcome, WelcomeStep)
    welcome.button.click()
    unit = step(bench)
    assert isinstance(unit, UnitStep)
    assert not unit.warning.isVisible()

    unit.put_store(tmp_path / "OneDrive - Region Exempel" / "kpsdesk.kps")

    assert unit.warning.isVisibleTo(unit)
    assert any("OneDrive" in label.text() for label in unit.warning.findChildren(QLabel))


def test_a_folder_that_takes_no_file_is_told_and_the_answers_stay(bench: Bench, qtbot: QtBot) -> None:
    page = to_password(bench)
    bench.store.parent.mkdir(parents=True, exist_ok=True)
    bench.store.write_text("something else", encoding="utf-8")
    page.password.first.setText(PASSWORD)
    page.password.again.setText(PASSWORD)

    page.button.click()

    qtbot.waitUntil(lambda: page.notice.isVisible())
    assert bench.store.read_text(encoding="utf-8") == "something else"
    assert page.button.isEnabled()


@pytest.mark.parametrize(
    "name,code",
    [
        ("Avdelning 3", "AVD3"),
        ("Hemtjänst Norr", "HEMN"),
        ("Äldreboendet Ängen", "ALDA"),
        ("Kotihoito", "KOT"),
        ("…", "E1"),
    ],
)
def test_a_unit_gets_a_code_that_people_would_give_it(name: str, code: str) -> None:
    assert code_for(name) == code
