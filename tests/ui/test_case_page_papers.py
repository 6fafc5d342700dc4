"""The papers of a case from its page: the menu, what has to be read first, the paper itself, and the file."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from kpsdesk.services.everything import Services
from kpsdesk.ui.pages.case.papers_dialog import FullDialog, PaperDialog
from kpsdesk.ui.pages.case.papers_letter import LetterDialog
from kpsdesk.ui.pages.case.papers_masked import HandOverDialog, MaskedDialog, TextCard, TextsDialog
from tests.paper_checks import text_of
from tests.ui.case_bench import WAIT_MS, CaseBench

NAMED = "Fru Greta Lindqvist föll. Ring 070-123 45 67."


@pytest.fixture
def bench(qtbot: QtBot, services: Services) -> CaseBench:
    """The case page, in Swedish."""
    return CaseBench(qtbot, services)


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    """No dialog is left open, whatever was written in it."""
    yield
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, PaperDialog):
            widget._sure = True
            widget.close()


def menu(bench: CaseBench) -> list[QAction]:
    """The lines of the papers' menu, as it is filled when it opens."""
    lines = bench.body.head.papers.lines
    lines.aboutToShow.emit()
    return [one for one in lines.actions() if one.text()]


def choose(bench: CaseBench, words: str) -> Any:
    """Choose a line of the papers' menu; the dialog that opens."""
    line = next(one for one in menu(bench) if words in one.text().replace("&", ""))
    assert line.isEnabled(), line.toolTip()
    line.trigger()
    found = [w for w in QApplication.topLevelWidgets() if isinstance(w, PaperDialog) and w.isVisible()]
    settle(bench, found[-1])
    return found[-1]


def settle(bench: CaseBench, dialog: PaperDialog) -> None:
    """Until nothing is under way, twice: what came may have asked for more."""
    if isinstance(dialog, TextsDialog):
        bench.qtbot.waitUntil(dialog.settled, timeout=WAIT_MS)
    for _again in range(2):
        bench.qtbot.wait(30)
        bench.qtbot.waitUntil(lambda: bench.desk.tasks.idle(), timeout=WAIT_MS)
    bench.qtbot.wait(10)


def click(bench: CaseBench, dialog: PaperDialog, button: Any) -> None:
    """Click in a dialog, and wait for what comes of it."""
    assert button.isVisibleTo(dialog), button.text()
    assert button.isEnabled(), button.text()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    settle(bench, dialog)


def shown(dialog: PaperDialog) -> str:
    """The words of the paper that is on the screen."""
    assert dialog.view.isVisibleTo(dialog)
    return text_of(dialog.view.pdf())


def save(bench: CaseBench, dialog: PaperDialog, ending: str, path: Path) -> None:
    """Through the file dialog, as a person does."""
    click(bench, dialog, dialog.save_buttons[ending])
    files = dialog.findChildren(QFileDialog)
    assert len(files) == 1
    assert files[0].defaultSuffix() == ending
    files[0].fileSelected.emit(str(path))
    files[0].reject()
    settle(bench, dialog)


def card(dialog: Any, key: str) -> TextCard:
    """The card of a text."""
    found: TextCard = next(one for one in dialog.cards if one.key == key)
    return found


def test_the_whole_case_is_shown_at_once_and_saved(bench: CaseBench, tmp_path: Path) -> None:
    bench.open(bench.report(description=NAMED, reporter_name="Kim Ek"))
    dialog = choose(bench, "Hela ärendet")

    assert isinstance(dialog, FullDialog)
    assert "Greta Lindqvist" in shown(dialog)
    assert "Kim Ek" not in shown(dialog)
    save(bench, dialog, "pdf", tmp_path / "ut.pdf")
    assert (tmp_path / "ut.pdf").read_bytes() == dialog.view.pdf()
    assert "ut.pdf" in dialog.notice._text.text()


def test_another_language_makes_the_paper_anew(bench: CaseBench) -> None:
    bench.open(bench.report())
    dialog = choose(bench, "Hela ärendet")
    assert "Rapporten" in shown(dialog)
    click(bench, dialog, dialog.language.button("fi"))

    assert "Ilmoitus" in shown(dialog)
    assert "Rapporten" not in shown(dialog)


def test_the_reference_is_on_paper_only_when_it_is_ticked_and_the_history_says_so(bench: CaseBench) -> None:
    case_id = bench.report()
    bench.services.cases.set_patient_reference(case_id, "P-4711")
    bench.open(case_id)
    dialog = choose(bench, "Hela ärendet")
    assert "P-4711" not in shown(dialog)
    click(bench, dialog, dialog.reference)

    assert "P-4711" in shown(dialog)
    actions = [row.action for row in bench.view().history]
    assert actions.count("paper.made") == 2
    assert "patient_reference.read" in actions


def test_a_text_that_names_somebody_cannot_be_ticked_before_it_is_covered(bench: CaseBench) -> None:
    bench.open(bench.report(description=NAMED))
    dialog = choose(bench, "avidentifierat")
    assert isinstance(dialog, MaskedDialog)
    one = card(dialog, "report.description")
    assert not one.tick.isEnabled()
    marked = [mark.cursor.selectedText() for mark in one.area.field.extraSelections()]
    assert marked == ["Greta Lindqvist", "070-123 45 67"]

    click(bench, dialog, one.cover)
    assert "Greta" not in one.area.text()
    assert one.tick.isEnabled()
    assert not one.tick.isChecked()
    click(bench, dialog, one.tick)
    click(bench, dialog, dialog.main_button)
    assert "föll" in shown(dialog)
    assert "Greta" not in shown(dialog)
    assert bench.view().file.report.description == NAMED


def test_without_a_tick_no_text_goes_along(bench: CaseBench) -> None:
    bench.open(bench.report(description=NAMED))
    dialog = choose(bench, "avidentifierat")
    click(bench, dialog, dialog.main_button)

    assert "föll" not in shown(dialog)
    click(bench, dialog, dialog.back_button)
    assert not dialog.view.isVisibleTo(dialog)
    assert card(dialog, "report.description").isVisibleTo(dialog)


def test_the_first_text_and_the_paper_are_seen_without_making_the_dialog_larger(bench: CaseBench) -> None:
    bench.open(bench.report(description="Golvet var blött."))
    dialog = choose(bench, "avidentifierat")
    assert isinstance(dialog, MaskedDialog)
    assert not card(dialog, "report.description").tick.visibleRegion().isEmpty()

    click(bench, dialog, dialog.main_button)
    seen = dialog.view.visibleRegion().boundingRect()
    assert seen.height() == dialog.view.height()


def test_writing_a_name_takes_the_tick_away(bench: CaseBench) -> None:
    bench.open(bench.report(description="Golvet var blött."))
    dialog = choose(bench, "avidentifierat")
    one = card(dialog, "report.description")
    click(bench, dialog, one.tick)
    bench.write(one.area, " Anna Berg såg det.")
    bench.qtbot.waitUntil(lambda: not one.tick.isEnabled(), timeout=WAIT_MS)

    assert not one.tick.isChecked()
    click(bench, dialog, one.back)
    assert one.area.text() == "Golvet var blött."
    assert one.tick.isEnabled()


def test_what_is_written_is_not_lost_by_one_escape(bench: CaseBench) -> None:
    bench.open(bench.report())
    dialog = choose(bench, "avidentifierat")
    bench.write(card(dialog, "report.description").area, "x")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)

    assert not dialog.isVisible()


def test_a_serious_case_that_nobody_was_told_of_gives_no_texts(bench: CaseBench) -> None:
    case_id = bench.report(kind="negative_event", harm="H3")
    bench.open(case_id)
    dialog = choose(bench, "avidentifierat")

    assert dialog.cards == []
    click(bench, dialog, dialog.main_button)
    assert "allvarlig" in shown(dialog)


def test_the_letter_asks_for_what_is_in_brackets_and_keeps_what_was_written(
    bench: CaseBench, tmp_path: Path
) -> None:
    case_id = bench.report(kind="negative_event")
    bench.services.cases.add_action(case_id, {"text": "Halkmattor i alla duschar"})
    bench.open(case_id)
    dialog = choose(bench, "Brev")
    assert isinstance(dialog, LetterDialog)
    assert "Halkmattor" in dialog.fields["measures"].text()
    click(bench, dialog, dialog.main_button)
    assert dialog.made is None
    assert dialog.rows["injury"].error()

    dialog.fields["injury"].set_text("Du föll i duschen.")
    click(bench, dialog, dialog.language.button("fi"))
    assert "Mitä" in dialog.rows["injury"].label.text().replace("&", "")
    click(bench, dialog, dialog.language.button("sv"))
    assert dialog.fields["injury"].text() == "Du föll i duschen."
    bench.write(dialog.contact, "Enhetschefen, 08-123 456 78")
    click(bench, dialog, dialog.main_button)
    assert "Du föll i duschen." in shown(dialog)
    assert "08-123 456 78" in shown(dialog)
    save(bench, dialog, "docx", tmp_path / "brev.docx")
    assert (tmp_path / "brev.docx").read_bytes()[:2] == b"PK"


def test_the_hand_over_slip_knows_to_whom_and_comes_as_data_too(bench: CaseBench, tmp_path: Path) -> None:
    case_id = bench.report(description="Larmet nåddes inte från golvet.")
    bench.services.cases.change(case_id, {"other_units": "Region Norr, akuten"})
    bench.open(case_id)
    dialog = choose(bench, "Överlämning")
    assert isinstance(dialog, HandOverDialog)
    assert dialog.receiver.text() == "Region Norr, akuten"
    bench.write(dialog.asks, "Vi vill veta varför.")
    click(bench, dialog, card(dialog, "report.description").tick)
    click(bench, dialog, dialog.main_button)

    assert "Larmet nåddes inte" in shown(dialog)
    save(bench, dialog, "json", tmp_path / "ut.json")
    told = json.loads((tmp_path / "ut.json").read_text("utf-8"))
    assert told["texts"] == {"report.description": "Larmet nåddes inte från golvet."}


def test_the_menu_says_why_a_paper_cannot_be_made_yet(bench: CaseBench) -> None:
    case_id = bench.report()
    bench.open(case_id)
    waiting = [one for one in menu(bench) if not one.isEnabled()]
    assert len(waiting) == 2
    assert all(one.toolTip() and one.toolTip() != one.text() for one in waiting)

    bench.services.cases.start_track(case_id, "lex_maria@1")
    bench.page.reload()
    bench.settle()
    dialog = choose(bench, "lex Maria")
    assert "inte klart än" in shown(dialog)


def test_ctrl_p_opens_the_menu(bench: CaseBench) -> None:
    bench.open(bench.report())
    lines = bench.body.head.papers.lines
    seen: list[bool] = []

    def look() -> None:
        seen.append(lines.isVisible())
        lines.close()

    QTimer.singleShot(200, lines, look)
    QTest.keyClick(bench.page.focusWidget(), Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    bench.qtbot.waitUntil(lambda: bool(seen), timeout=WAIT_MS)

    assert seen == [True]


def test_a_disk_that_is_full_is_told_and_the_paper_stays(
    bench: CaseBench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.open(bench.report())
    dialog = choose(bench, "Hela ärendet")
    save(bench, dialog, "pdf", tmp_path / "saknas" / "ut.pdf")

    assert "ut.pdf" in dialog.notice._text.text()
    assert dialog.made is not None
    assert dialog.view.pdf()


def test_every_dialog_has_letters_and_a_name_for_each_button(bench: CaseBench) -> None:
    case_id = bench.report()
    bench.services.cases.change(case_id, {"other_units": "Region Norr"})
    bench.open(case_id)
    makers: list[Callable[[], Any]] = [
        lambda: choose(bench, "Hela ärendet"),
        lambda: choose(bench, "avidentifierat"),
        lambda: choose(bench, "Brev"),
        lambda: choose(bench, "Överlämning"),
    ]
    for make in makers:
        dialog = make()
        letters = [b.text()[b.text().index("&") + 1].casefold() for b in dialog.findChildren(type(dialog.main_button))
                   if b.isVisibleTo(dialog) and "&" in b.text()]  # fmt: skip
        assert letters
        assert len(set(letters)) == len(letters)
        dialog._sure = True
        dialog.close()
