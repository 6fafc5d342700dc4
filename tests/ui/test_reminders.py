"""Reminders as they are met: on Today, in the list, on the case, in the settings; and the list on paper."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from kpsdesk.clock import FixedClock
from kpsdesk.domain.reminders import HANDLER, shipped_ladder
from kpsdesk.domain.rows import CaseQuery
from kpsdesk.services.everything import Services
from kpsdesk.services.list_papers import LATE
from kpsdesk.ui.pages.cases.page import CasesPage
from kpsdesk.ui.pages.cases.print_list import ListPaperDialog
from kpsdesk.ui.widgets import Button, LinkButton
from tests.paper_checks import text_of
from tests.ui.case_bench import CaseBench
from tests.ui.cases_bench import Bench, ids
from tests.ui.settings_bench import Stage, let_go


@pytest.fixture
def bench(qtbot: QtBot, qapp: QApplication, services: Services, clock: FixedClock) -> Iterator[Bench]:
    made = Bench(qtbot, qapp, services, clock)
    yield made
    made.close()


def words_of(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


# -- Today


def test_today_says_how_many_the_head_is_to_know_of_and_leads_to_them(bench: Bench) -> None:
    made = bench.many()
    page = bench.today()
    assert page.to_know.isVisible()
    assert page.to_know.text().startswith("Verksamhetschefen ska få veta om 2 ärenden.")
    far = {row.task.key for row in page.list.rows() if row.task.why.endswith("Verksamhetschef ska få veta")}
    assert far == {made["serious"], made["late"]}
    (link,) = [one for one in page.to_know.findChildren(LinkButton) if one.isVisible()]
    bench.click(link)
    key, given = bench.went[-1]
    assert key == "cases"
    assert set(ids(bench.cases(**given))) == far


def test_whoever_is_the_head_is_addressed(bench: Bench) -> None:
    bench.many()
    bench.services.people.appoint(1, "head_of_operations", area_id=1)
    assert bench.today().to_know.text() == "2 ärenden har nått dig som verksamhetschef."


def test_a_calm_day_says_nothing_of_it(bench: Bench) -> None:
    bench.report()
    page = bench.today()
    assert not page.to_know.isVisible()
    assert not any("ska få veta" in row.task.why for row in page.list.rows())


def test_another_unit_starts_without_the_old_words(bench: Bench) -> None:
    bench.many()
    page = bench.today()
    assert page.to_know.isVisible()
    page.unit_changed("NOT THERE")
    bench.settle()
    assert page.to_know.isVisible()  # no such unit: all of them
    page.unit_changed("AVD3")
    bench.settle()
    assert page.to_know.text().startswith("Verksamhetschefen ska få veta om 2 ärenden.")


def test_what_was_received_on_today_can_be_taken_back(bench: Bench) -> None:
    made = bench.many()
    page = bench.today()
    line = next(row for row in page.list.rows() if row.task.key == made["fresh"])
    name = f"Ta emot: {line.task.number}"
    (button,) = [b for b in page.list.findChildren(Button) if b.accessibleName() == name]
    bench.click(button)
    assert bench.services.views.open(made["fresh"]).row.status == "acknowledged"
    _text, undo_text, undo = bench.said[-1]
    assert undo_text == "Ångra"
    undo()
    bench.settle()
    assert bench.services.views.open(made["fresh"]).row.status == "received"
    assert made["fresh"] in {row.task.key for row in page.list.rows() if row.task.verb == "Ta emot"}


# -- the list


def test_a_chip_finds_what_has_come_to_the_head(bench: Bench) -> None:
    made = bench.many()
    page = bench.cases()
    bench.click(page.filters.chips.chip("escalated"))
    assert set(ids(page)) == {made["late"], made["serious"]}
    assert page.presenter.query.escalated
    bench.click(page.filters.chips.chip("closed"))
    assert not page.presenter.query.escalated


def test_the_quick_look_says_who_is_to_know(bench: Bench) -> None:
    made = bench.many()
    page = bench.cases(query=CaseQuery(open_only=True, escalated=True, sort="due", descending=False))
    page.table.go_to(ids(page).index(made["late"]))
    bench.qtbot.wait(200)
    bench.settle()
    assert "Ska få veta\nVerksamhetschef, sedan 2 dagar" in words_of(page.look)


# -- the list on paper


def asked(bench: Bench, page: CasesPage) -> ListPaperDialog:
    """The dialog with its paper drawn."""
    dialog = next(one for one in page.window().findChildren(ListPaperDialog) if one.isVisible())
    bench.settle()

    def drawn() -> bool:
        paper = dialog.paper()
        return paper is not None and dialog.view.pdf() == paper.pdf

    bench.qtbot.waitUntil(drawn)
    bench.settle()
    return dialog


def paper_text(dialog: Any) -> str:
    return text_of(dialog.view.pdf())


def test_ctrl_p_shows_the_very_list_and_saves_it(bench: Bench, tmp_path: Path) -> None:
    bench.many()
    page = bench.cases(query=CaseQuery(open_only=True, escalated=True))
    QTest.keyClick(page.table, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    dialog = asked(bench, page)
    told = paper_text(dialog)
    for row in bench.services.lists.page(CaseQuery(open_only=True)):
        assert (row.number in told) == (row.id in ids(page))
    assert "insulindos" not in told
    bench.key(dialog.headings, Qt.Key.Key_Space)
    dialog = asked(bench, page)
    assert "insulindos" in paper_text(dialog)
    bench.click(dialog.main_button)
    (chooser,) = dialog.findChildren(QFileDialog)
    assert chooser.selectedFiles()[0].endswith("2026-11-20.pdf")
    chooser.close()
    shown = dialog.view.pdf()
    dialog.write_file(tmp_path / "listan.pdf")
    bench.settle()
    assert (tmp_path / "listan.pdf").read_bytes() == shown
    assert bench.said[-1][0] == "Listan är sparad som listan.pdf."
    assert not [one for one in page.window().findChildren(ListPaperDialog) if one.isVisible()]


def test_the_button_offers_the_late_ones_per_manager(bench: Bench) -> None:
    made = bench.many()
    page = bench.cases()
    bench.click(page.printing.button)
    dialog = asked(bench, page)
    assert "Lista över ärenden" in paper_text(dialog)
    bench.click(dialog.which.button(LATE))
    dialog = asked(bench, page)
    told = paper_text(dialog)
    assert "Anna Berg: 2 ärenden" in told
    fresh = bench.services.lists.row(made["fresh"])
    assert fresh is not None
    assert fresh.number not in told
    dialog.close()


def test_a_place_that_cannot_be_written_is_told_in_the_dialog(bench: Bench, tmp_path: Path) -> None:
    bench.many()
    page = bench.cases()
    bench.click(page.printing.button)
    dialog = asked(bench, page)
    dialog.write_file(tmp_path / "not there" / "listan.pdf")
    bench.settle()
    assert dialog.isVisible()
    assert "Ingenting skrevs" in dialog.notice.text() or "finns inte" in dialog.notice.text()
    dialog.close()


# -- the case


def test_the_case_says_who_is_to_know_by_name(qtbot: QtBot, services: Services, clock: FixedClock) -> None:
    bench = CaseBench(qtbot, services)
    case = bench.report()
    bench.open(case)
    assert "Handläggare\nAnna Berg · sedan 2 dagar" in words_of(bench.body.side.told)
    clock.instant += timedelta(days=19)
    bench.open(case)
    told = words_of(bench.body.side.told)
    assert "Verksamhetschef\ningen är utsedd · från i dag" in told
    assert "KPSdesk skickar inga mejl" in told
    services.cases.close(
        case, decision="Ja", feedback="Tack", values={"severity_potential": 1, "probability": 1}
    )
    bench.open(case)
    assert not bench.body.side.told.isVisible()


# -- the settings


@pytest.fixture
def stage(services: Services, qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Stage]:
    made = Stage(services, qapp, tmp_path)
    qtbot.addWidget(made.page)
    made.page.resize(1200, 900)
    with qtbot.waitActive(made.page):
        made.page.show()
        made.page.activateWindow()
    yield made
    let_go(made.page)
    made.tasks.drain()
    assert made.errors == []


def test_the_reminders_are_set_in_a_form_and_can_be_taken_back(stage: Stage, qtbot: QtBot) -> None:
    reminders = stage.desk.services.reminders
    stage.page.shown({"section": "deadlines"})
    stage.settle(qtbot)
    section: Any = stage.page.section()
    QTest.mouseClick(section.buttons[3], Qt.MouseButton.LeftButton)
    stage.settle(qtbot)
    dialog = stage.dialog()
    dialog.form.set_values({"days0": -3, "who0": frozenset({HANDLER, "deputy"}), "serious": frozenset()})
    QTest.mouseClick(dialog.main_button, Qt.MouseButton.LeftButton)
    stage.settle(qtbot)
    ladder = reminders.ladder()
    assert (ladder.rungs[0].days, ladder.rungs[0].who) == (-3, (HANDLER, "deputy"))
    assert ladder.at_once["serious"] == ()
    assert ladder.rungs[1:] == shipped_ladder().rungs[1:]
    text, undo = stage.said[-1]
    assert text == "Påminnelserna är ändrade."
    undo()
    stage.settle(qtbot)
    assert reminders.ladder() == shipped_ladder()


def test_two_reminders_of_one_day_are_refused_in_the_form(stage: Stage, qtbot: QtBot) -> None:
    stage.page.shown({"section": "deadlines"})
    stage.settle(qtbot)
    section: Any = stage.page.section()
    section.remind()
    stage.settle(qtbot)
    dialog = stage.dialog()
    dialog.form.set_values({"days1": 7})
    QTest.mouseClick(dialog.main_button, Qt.MouseButton.LeftButton)
    stage.settle(qtbot)
    assert dialog.notice.text().startswith("Två påminnelser kommer samma dag.")
    assert stage.desk.services.reminders.ladder() == shipped_ladder()
