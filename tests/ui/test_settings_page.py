"""The settings as somebody uses them: the organisation, people, lists, deadlines, matrix, language, security."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kpsdesk import i18n
from kpsdesk.services.everything import Services
from kpsdesk.services.organisation import NewUnit
from kpsdesk.ui import theme
from kpsdesk.ui.pages.settings.backups import BackupSection
from kpsdesk.ui.pages.settings.page import SECTIONS
from tests.ui.settings_bench import Stage, fill, let_go, report

TODAY = date(2026, 11, 20)
ANNA = 1


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


def managers(services: Services, case: str) -> list[int | None]:
    return [row.manager_id for row in services.views.open(case).file.owners]


def units(services: Services, case: str) -> list[int]:
    return [row.unit_id for row in services.views.open(case).file.owners]


def test_every_section_opens_and_says_what_it_is(stage: Stage, go: Callable[[str], Any]) -> None:
    for key in SECTIONS:
        assert go(key).heading.text()
    assert stage.said == []


def test_a_unit_is_renamed_in_the_tree_and_the_banner_takes_it_back(
    stage: Stage, go: Callable[[str], Any], services: Services, qtbot: QtBot
) -> None:
    section = go("organisation")
    section.choose("AVD3")
    section.buttons["rename"].click()
    fill(stage, qtbot, name="Björken")

    assert section.chosen().name == "Björken"
    text, undo = stage.said[-1]
    assert "Björken" in text
    undo()
    stage.settle(qtbot)
    assert services.session.organisation.units[1].name == "Avdelning 3"
    assert section.chosen().name == "Avdelning 3"


def test_a_rename_without_a_name_is_told_at_the_field(
    stage: Stage, go: Callable[[str], Any], services: Services, qtbot: QtBot
) -> None:
    section = go("organisation")
    section.choose("AVD3")
    section.buttons["rename"].click()
    assert stage.dialog().form.isAncestorOf(stage.dialog().focusWidget())
    fill(stage, qtbot, name="")

    assert stage.dialog().form.row("name").error()
    assert services.organisation.changes() == ()


def test_units_are_merged_and_the_chosen_change_undone_from_the_list(
    stage: Stage, go: Callable[[str], Any], services: Services, qtbot: QtBot
) -> None:
    services.organisation.create_unit(NewUnit("Avdelning 4", "AVD4", 1))
    case = report(services)
    section = go("organisation")
    section.choose("AVD3")
    section.buttons["merge"].click()
    stage.settle(qtbot)
    fill(stage, qtbot, into="2")
    assert units(services, case) == [1, 2]

    section.tabs.chosen.emit("changes")
    section.changes.go_to(0)
    section.undo_button.click()
    stage.settle(qtbot)

    assert units(services, case) == [1, 2, 1]
    assert services.session.organisation.units[1].active(TODAY)


def test_a_merge_that_is_refused_stays_open_and_says_why(
    stage: Stage, go: Callable[[str], Any], services: Services, qtbot: QtBot
) -> None:
    services.organisation.create_unit(NewUnit("Avdelning 4", "AVD4", 1))
    services.organisation.rename_unit(1, "Björken", date(2026, 12, 24))
    section = go("organisation")
    section.choose("AVD3")
    section.buttons["merge"].click()
    stage.settle(qtbot)
    fill(stage, qtbot, into="2", day=TODAY)

    assert "2026-12-24" in stage.dialog().form.row("day").error()
    assert services.session.organisation.units[1].valid_to is None


def test_a_new_manager_is_appointed_and_open_cases_follow_while_closed_ones_stay(
    stage: Stage, go: Callable[[str], Any], services: Services, qtbot: QtBot
) -> None:
    still_open, done = report(services), report(services)
    services.cases.close(done, decision="Gjort.", feedback="Tack!")
    _, bo = services.people.add("Bo Ek", "Enhetschef")
    section = go("people")
    section.table.choose(bo)
    section._appoint()
    fill(stage, qtbot, unit="1")

    assert managers(services, still_open) == [ANNA, bo]
    assert managers(services, done) == [ANNA]
    roles = section.roles.rows()
    assert [(r.role, r.place) for r in roles] == [("unit_manager", "Avdelning 3")]


def test_a_manager_away_over_two_working_days_is_asked_for_a_deputy(
    stage: Stage, go: Callable[[str], Any], services: Services, qtbot: QtBot
) -> None:
    _, bo = services.people.add("Bo Ek")
    section = go("people")
    section.table.choose(ANNA)
    section._away()
    fill(stage, qtbot, first=date(2026, 11, 23), last=date(2026, 11, 27))

    fill(stage, qtbot, person=str(bo))

    organisation = services.session.organisation
    assert organisation.deputies_of(1, date(2026, 11, 27)) == (bo,)
    assert organisation.deputies_of(1, date(2026, 11, 28)) == ()


def test_a_manager_of_two_units_is_asked_for_a_deputy_in_each(
    stage: Stage, go: Callable[[str], Any], services: Services, qtbot: QtBot
) -> None:
    services.organisation.create_unit(NewUnit("Avdelning 4", "AVD4", 1, "SE", "elderly_care"))
    other = services.session.organisation.unit("AVD4")
    assert other is not None
    services.people.appoint(ANNA, "unit_manager", unit_id=other.id)
    _, bo = services.people.add("Bo Ek")
    _, eva = services.people.add("Eva Lind")
    section = go("people")
    section.table.choose(ANNA)
    section._away()
    fill(stage, qtbot, first=date(2026, 11, 23), last=date(2026, 11, 27))
    fill(stage, qtbot, person=str(bo))
    fill(stage, qtbot, person=str(eva))

    organisation = services.session.organisation
    assert organisation.deputies_of(1, date(2026, 11, 24)) == (bo,)
    assert organisation.deputies_of(other.id, date(2026, 11, 24)) == (eva,)


def test_two_days_away_need_no_deputy(stage: Stage, go: Callable[[str], Any], qtbot: QtBot) -> None:
    section = go("people")
    section.table.choose(ANNA)
    section._away()
    fill(stage, qtbot, first=date(2026, 11, 23), last=date(2026, 11, 24))
    assert len(stage.said) == 1


def test_a_code_list_value_is_reworded_retired_and_brought_back(
    stage: Stage, go: Callable[[str], Any], services: Services, qtbot: QtBot
) -> None:
    section = go("lists")
    section.picker.set_value("place")
    section.picker.chosen.emit("place")
    first = section.table.rows()[0]
    section.buttons["edit"].click()
    fill(stage, qtbot, sv="Lägenheten")
    assert section.table.rows()[0].text.sv == "Lägenheten"

    section.buttons["retire"].click()
    stage.settle(qtbot)
    assert first.code not in dict(services.session.vocabulary.choices("place"))
    stage.said[-1][1]()
    stage.settle(qtbot)
    assert first.code in dict(services.session.vocabulary.choices("place"))


def test_values_that_rules_need_cannot_be_added_to(go: Callable[[str], Any]) -> None:
    section = go("lists")
    section.picker.set_value("status")
    section.picker.chosen.emit("status")
    assert not section.buttons["add"].isEnabled()
    assert not section.buttons["retire"].isEnabled()
    assert section.buttons["edit"].isEnabled()


def test_a_deadline_shows_what_it_would_do_and_open_cases_move_only_on_yes(
    stage: Stage, go: Callable[[str], Any], services: Services, qtbot: QtBot
) -> None:
    case = report(services)
    section = go("deadlines")
    closing = next(r for r in section.table.rows() if (r.step, r.when) == ("closing", "always"))
    section.table.go_to(section.table.rows().index(closing))
    section.buttons[0].click()
    dialog = stage.dialog()
    dialog.form.widget("days").setValue(14)
    stage.settle(qtbot)

    assert "1" in dialog.effect.text()
    assert "→" in dialog.effect.text()
    assert dialog.open_cases.isEnabled()
    assert not dialog.open_cases.isChecked()
    dialog.open_cases.setChecked(True)
    dialog.main_button.click()
    stage.settle(qtbot)
    assert services.views.open(case).steps[3].due == date(2026, 12, 4)

    stage.said[-1][1]()
    stage.settle(qtbot)
    assert services.views.open(case).steps[3].due == date(2026, 12, 21)


def test_another_matrix_is_used_and_levels_are_moved(
    stage: Stage, go: Callable[[str], Any], services: Services, qtbot: QtBot
) -> None:
    section = go("matrix")
    section.edit_button.click()
    cell = section.grid.cells[(1, 4)]
    QTest.mouseClick(cell, Qt.MouseButton.LeftButton)
    assert section.grid.edited() == {(1, 4): "high"}
    assert not stage.page.can_leave()  # what was moved is not saved yet

    section.save_button.click()
    stage.settle(qtbot)

    assert services.session.rules.matrix == "se-4x4@2"
    assert stage.page.can_leave()


def test_a_matrix_turned_upside_down_is_refused_in_words(
    stage: Stage, go: Callable[[str], Any], services: Services, qtbot: QtBot
) -> None:
    section = go("matrix")
    section.edit_button.click()
    QTest.mouseClick(
        section.grid.cells[(4, 4)], Qt.MouseButton.LeftButton
    )  # from the highest round to the lowest
    section.save_button.click()
    stage.settle(qtbot)
    assert len(stage.said) == 1
    assert services.session.rules.matrix == "se-4x4@1"


def test_the_language_is_switched_live_and_remembered(
    stage: Stage, go: Callable[[str], Any], qtbot: QtBot, tmp_path: Path
) -> None:
    section = go("looks")
    assert section.heading.text() == "Utseende och språk"
    section.language.chosen.emit("fi")
    qtbot.waitUntil(lambda: stage.page.section().heading.text() == "Ulkoasu ja kieli")

    assert i18n.language() == "fi"
    assert 'language = "fi"' in (tmp_path / "profile" / "settings.toml").read_text(encoding="utf-8")


def test_the_text_grows_at_once_and_is_remembered(
    stage: Stage, go: Callable[[str], Any], qtbot: QtBot
) -> None:
    section = go("looks")
    section.text_size.chosen.emit("125")
    qtbot.waitUntil(lambda: theme.scale() == 1.25)
    qtbot.waitUntil(lambda: stage.page.section() is not section)
    rebuilt: Any = stage.page.section()
    assert rebuilt.text_size.value() == "125"
    assert stage.look.settings.text_size == 125


def test_settings_of_the_store_are_saved_together_and_undone(
    stage: Stage, go: Callable[[str], Any], services: Services, qtbot: QtBot
) -> None:
    section = go("ways")
    section.form.widget("follow_up_days").setValue(60)
    section.save()
    stage.settle(qtbot)
    assert services.preferences.get("follow_up_days") == 60

    stage.said[-1][1]()
    stage.settle(qtbot)
    assert services.preferences.get("follow_up_days") == 90


def test_a_legal_track_gets_a_new_version(
    stage: Stage, go: Callable[[str], Any], services: Services, qtbot: QtBot
) -> None:
    section = go("tracks")
    section.table.choose("lex_maria@1")
    section.edit_button.click()
    fill(stage, qtbot, **{"days.notify": 45, "valid_from": date(2027, 1, 1)})
    versions = [t for t in services.rule_books.tracks() if t.code == "lex_maria"]
    assert [(t.version, t.clocks[0].days) for t in versions] == [(1, 60), (2, 45)]


def test_a_backup_is_made_now_and_listed(stage: Stage, go: Callable[[str], Any], qtbot: QtBot) -> None:
    section = go("backups")
    assert isinstance(section, BackupSection)
    assert section.table.rows() == ()
    section.now_button.click()
    qtbot.waitUntil(lambda: len(section.table.rows()) == 1, timeout=5000)
    assert section.table.rows()[0].path.is_file()
    stage.settle(qtbot)


def test_the_store_is_checked_on_demand(stage: Stage, go: Callable[[str], Any], qtbot: QtBot) -> None:
    section = go("about")
    section.check_button.click()
    stage.settle(qtbot)
    assert section.result.isVisible()
    assert section.check_button.isEnabled()
