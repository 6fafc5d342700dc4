"""The editors of feedback texts, statuses and the words of the risk matrix, as somebody clicks and types in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QWidget
from pytestqt.qtbot import QtBot

from kpsdesk.domain.handling import MissingNeeds
from kpsdesk.services.everything import Services
from kpsdesk.ui import theme
from kpsdesk.ui.widgets import IconButton
from tests.ui.settings_bench import Stage, let_go, report

TODAY = date(2026, 11, 20)


@pytest.fixture
def stage(qtbot: QtBot, qapp: QApplication, services: Services, tmp_path: Path) -> Iterator[Stage]:
    made = Stage(services, qapp, tmp_path / "profile")
    qtbot.addWidget(made.page)
    made.page.resize(1100, 760)
    made.page.show()
    yield made
    let_go(made.page)
    made.page.close()
    assert made.tasks.drain()
    assert made.errors == []
    theme.apply(qapp, "light")


@pytest.fixture
def go(stage: Stage, qtbot: QtBot) -> Callable[[str], Any]:
    def to(section: str) -> Any:
        stage.page.shown({"section": section})
        stage.settle(qtbot)
        return stage.page.section()

    return to


def click(stage: Stage, qtbot: QtBot, button: QWidget) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    stage.settle(qtbot)


def write(stage: Stage, key: str, text: str) -> None:
    """Type over what stands in a field of the dialog in front."""
    field = stage.dialog().form.widget(key)
    target = field if hasattr(field, "selectAll") else field.focusProxy()
    target.setFocus()
    target.selectAll()
    QTest.keyClicks(target, text)


def tick(stage: Stage, key: str, text: str) -> None:
    """Press a tick of the dialog in front by its words."""
    boxes = stage.dialog().form.row(key).findChildren(QCheckBox)
    box = next(one for one in boxes if one.text() == text)
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Space)


def save(stage: Stage, qtbot: QtBot) -> None:
    click(stage, qtbot, stage.dialog().main_button)


def take_back(stage: Stage, qtbot: QtBot) -> None:
    stage.said[-1][1]()
    stage.settle(qtbot)


# -- feedback texts


def test_an_own_text_is_written_and_offered_with_the_next_feedback(
    stage: Stage, go: Callable[[str], Any], services: Services, qtbot: QtBot
) -> None:
    section = go("templates")
    click(stage, qtbot, section.buttons["add"])
    write(stage, "name.sv", "Kort tack")
    write(stage, "text.sv", "Tack. Vi har gjort [vad].")
    save(stage, qtbot)

    offered = services.templates.for_feedback("risk")
    assert [str(one.text) for one in offered if str(one.name) == "Kort tack"] == ["Tack. Vi har gjort [vad]."]
    take_back(stage, qtbot)
    assert "Kort tack" not in [str(one.name) for one in services.templates.all()]


def test_a_text_without_an_end_of_its_place_is_told_at_the_field(
    stage: Stage, go: Callable[[str], Any], services: Services, qtbot: QtBot
) -> None:
    section = go("templates")
    section.table.choose("positive")
    section.table.setFocus()
    QTest.keyClick(section.table, Qt.Key.Key_Return)
    write(stage, "text.sv", "Tack [vad")
    save(stage, qtbot)

    assert stage.dialog().form.row("text.sv").error()
    assert services.templates.version() == 1


def test_texts_are_moved_taken_out_of_use_and_the_version_before_comes_back(
    stage: Stage, go: Callable[[str], Any], services: Services, qtbot: QtBot
) -> None:
    section = go("templates")
    before = services.templates.all()
    assert not section.buttons["previous"].isEnabled()
    section.table.choose("near_miss_thanks")
    click(stage, qtbot, section.buttons["up"])
    assert services.templates.all()[0].code == "near_miss_thanks"

    section.table.choose("near_miss_thanks")
    click(stage, qtbot, section.buttons["retire"])
    assert "near_miss_thanks" not in [one.code for one in services.templates.for_feedback("risk")]
    assert section.buttons["retire"].text() == "Ta i bruk igen"

    click(stage, qtbot, section.buttons["previous"])
    assert not services.templates.all()[0].retired
    services.templates.bring_back(1)
    assert services.templates.all() == before


def test_the_chosen_text_is_shown_in_all_languages(go: Callable[[str], Any]) -> None:
    section = go("templates")
    section.table.choose("near_miss_thanks")
    assert section.shown["sv"].text().startswith("Tack för att du såg")
    assert section.shown["fi"].text().startswith("Kiitos")
    assert section.shown["en"].text().startswith("Thank you")


# -- statuses


def test_what_is_asked_before_closing_holds_for_the_next_case(
    stage: Stage, go: Callable[[str], Any], services: Services, qtbot: QtBot
) -> None:
    old = report(services)
    section = go("statuses")
    section.table.choose("closed")
    click(stage, qtbot, section.edit_button)
    tick(stage, "enter", "skriv varför det hände")
    save(stage, qtbot)

    services.cases.close(old, decision="Gjort", feedback="Tack")
    with pytest.raises(MissingNeeds):
        services.cases.close(report(services), decision="Gjort", feedback="Tack")

    take_back(stage, qtbot)
    services.cases.close(report(services), decision="Gjort", feedback="Tack")


def test_a_status_is_renamed_and_open_cases_follow_on_yes(
    stage: Stage, go: Callable[[str], Any], services: Services, qtbot: QtBot
) -> None:
    old = report(services)
    section = go("statuses")
    section.table.choose("received")
    click(stage, qtbot, section.edit_button)
    write(stage, "name.sv", "Ny")
    tick(stage, "to", "Avslutad")
    tick(stage, "open_cases", "Öppna ärenden följer med")
    save(stage, qtbot)

    assert services.session.vocabulary.word("status", "received") == "Ny"
    assert "closed" not in {move.to for move in services.views.open(old).moves}
    take_back(stage, qtbot)
    assert services.session.vocabulary.word("status", "received") == "Inkommen"
    assert "closed" in {move.to for move in services.views.open(old).moves}


def test_a_status_where_cases_stand_is_refused_in_the_dialog(
    stage: Stage, go: Callable[[str], Any], services: Services, qtbot: QtBot
) -> None:
    case = report(services)
    services.cases.receive(case)
    services.cases.move(case, "assessing")
    section = go("statuses")
    section.table.choose("assessing")
    click(stage, qtbot, section.edit_button)
    tick(stage, "in_use", "Ärenden får komma hit")
    save(stage, qtbot)

    assert "1 öppet ärende" in stage.dialog().notice.text()
    assert len(services.status_model.view().versions) == 1


def test_no_way_to_closed_is_told_where_it_was_ticked(
    stage: Stage, go: Callable[[str], Any], services: Services, qtbot: QtBot
) -> None:
    section = go("statuses")
    section.table.choose("follow_up")
    click(stage, qtbot, section.edit_button)
    for code in ("closed", "action", "forwarded", "on_hold"):
        tick(stage, "to", services.session.vocabulary.word("status", code))
    save(stage, qtbot)
    assert "Uppföljning" in stage.dialog().form.row("to").error()


def test_the_version_before_of_the_statuses_comes_back(
    stage: Stage, go: Callable[[str], Any], services: Services, qtbot: QtBot
) -> None:
    section = go("statuses")
    before = services.status_model.view().rules
    section.table.choose("on_hold")
    click(stage, qtbot, section.edit_button)
    tick(stage, "in_use", "Ärenden får komma hit")
    save(stage, qtbot)
    assert not services.status_model.view().rules["on_hold"].in_use

    click(stage, qtbot, section.previous_button)
    assert services.status_model.view().rules == before
    assert [one.workflow.version for one in services.status_model.view().versions] == [3, 2, 1]


# -- the words of the matrix


def edit(stage: Stage, qtbot: QtBot, section: Any, name: str) -> None:
    buttons = section.findChildren(IconButton)
    click(stage, qtbot, next(one for one in buttons if one.accessibleName() == name))


def test_an_explanation_of_a_step_is_rewritten_and_the_case_shows_it(
    stage: Stage, go: Callable[[str], Any], services: Services, qtbot: QtBot
) -> None:
    section = go("matrix")
    edit(stage, qtbot, section, "Ändra 3  Betydande")
    write(stage, "severity.3.help.sv", "Bestående men")
    save(stage, qtbot)

    step = next(one for one in services.session.matrix.severities if one.value == 3)
    assert str(step.help) == "Bestående men"
    take_back(stage, qtbot)
    assert services.session.matrix.version == 3
    assert "funktionsnedsättning" in str(
        next(one for one in services.session.matrix.severities if one.value == 3).help
    )


def test_a_level_demands_more_from_a_day_to_come(
    stage: Stage, go: Callable[[str], Any], services: Services, qtbot: QtBot
) -> None:
    section = go("matrix")
    edit(stage, qtbot, section, "Ändra Medel")
    tick(stage, "level.medium.demands_analysis", "Kräver utredning eller händelseanalys")
    stage.dialog().form.set_values({"valid_from": date(2027, 1, 1)})
    save(stage, qtbot)

    assert services.session.rules.matrix == "se-4x4@1"
    assert "Version 2" in section.version_line.text()
    click(stage, qtbot, section.previous_button)
    assert services.session.rules.matrix == "se-4x4@3"
    assert not services.session.matrix.level("medium").demands_analysis


def test_a_lower_level_that_demands_more_is_told_at_the_higher_one(
    stage: Stage, go: Callable[[str], Any], services: Services, qtbot: QtBot
) -> None:
    section = go("matrix")
    edit(stage, qtbot, section, "Ändra Låg")
    tick(stage, "level.low.tell_head", "Verksamhetschefen informeras")
    save(stage, qtbot)
    assert "Medel" in stage.dialog().notice.text()
    assert services.session.matrix.version == 1


# -- the law


def test_a_track_that_was_changed_goes_back_to_what_it_said(
    stage: Stage, go: Callable[[str], Any], services: Services, qtbot: QtBot
) -> None:
    section = go("tracks")
    section.table.choose("lex_maria@1")
    click(stage, qtbot, section.edit_button)
    stage.dialog().form.set_values({"days.notify": 45, "valid_from": date(2027, 1, 1)})
    save(stage, qtbot)
    take_back(stage, qtbot)
    valid = [
        t for t in services.rule_books.tracks() if t.code == "lex_maria" and t.valid_on(date(2027, 2, 1))
    ]
    assert [t.clocks[0].days for t in valid] == [60]
