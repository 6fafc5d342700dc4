"""The case page by keyboard alone: each dialog's Alt letters and Tab order, moves, and where the keyboard comes back to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from kpsdesk import i18n
from kpsdesk.services.everything import Services
from kpsdesk.services.organisation import NewUnit
from kpsdesk.ui.dialogs.base import BaseDialog
from kpsdesk.ui.pages.case import dialogs_action, dialogs_moves, dialogs_track
from kpsdesk.ui.widgets import FormRow
from kpsdesk.ui.widgets.letters import letter_of
from tests.ui.case_bench import WAIT_MS, CaseBench

ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def bench(qtbot: QtBot, services: Services) -> CaseBench:
    """A case with one of everything, on its page."""
    services.organisation.create_unit(NewUnit("Avdelning 4", "AVD4", 1, "SE", "other"))
    bench = CaseBench(qtbot, services)
    case = bench.report(kind="negative_event", harm="H2", suggestion="Sätt ut en skylt")
    bench.report(description="Halt i duschen igen")
    services.cases.receive(case)
    services.cases.add_cause(
        case, "Blött golv utan skylt, och ingen som har till uppgift att torka efter duschen"
    )
    services.cases.add_action(case, {"text": "Ny matta"})
    services.cases.start_track(case, "lex_maria@1")
    bench.case_id = case
    return bench


Opener = Callable[[Any, QWidget], BaseDialog]
DIALOGS: dict[str, Opener] = {
    "action": lambda c, w: dialogs_action.ActionDialog(c, w),
    "change action": lambda c, w: dialogs_action.ActionDialog(c, w, c.view.actions[0]),
    "effect": lambda c, w: dialogs_action.EffectDialog(c, w, c.view.actions[0]),
    "stop": lambda c, w: dialogs_action.StopActionDialog(c, w, c.view.actions[0], "rejected"),
    "hold": lambda c, w: dialogs_moves.HoldDialog(c, w),
    "forward": lambda c, w: dialogs_moves.ForwardDialog(c, w),
    "dismiss": lambda c, w: dialogs_moves.DismissDialog(c, w),
    "reopen": lambda c, w: dialogs_moves.ReopenDialog(c, w),
    "more time": lambda c, w: dialogs_moves.MoreTimeDialog(c, w, "assessment"),
    "not applicable": lambda c, w: dialogs_track.NotApplicableDialog(c, w, c.view.tracks[0]),
    "link": lambda c, w: dialogs_track.LinkDialog(c, w),
}


def opened(bench: CaseBench, name: str) -> BaseDialog:
    dialog = DIALOGS[name](bench.page.context, bench.page)
    dialog.open()
    bench.qtbot.waitUntil(dialog.isActiveWindow, timeout=WAIT_MS)
    return dialog


def stops(dialog: QWidget, most: int = 60) -> Iterator[QWidget]:
    """Where Tab goes, from the first place until it comes round."""
    first = dialog.focusWidget()
    assert first is not None
    yield first
    seen = []
    for _ in range(most):
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
        here = dialog.focusWidget()
        if here is first:
            return
        seen.append((type(here).__name__, here.text() if hasattr(here, "text") else ""))
        yield here
    raise AssertionError(f"Tab never comes back: {seen}")


@pytest.mark.parametrize("language", ["sv", "fi", "en"])
@pytest.mark.parametrize("name", DIALOGS)
def test_every_field_and_button_of_a_dialog_has_an_alt_letter_of_its_own(
    bench: CaseBench, name: str, language: str
) -> None:
    i18n.use(language)
    bench.open(bench.case_id)
    dialog = opened(bench, name)
    rows = [row for row in dialog.findChildren(FormRow) if row.label.isVisibleTo(dialog)]
    letters = [letter_of(row.label.text()) for row in rows]
    letters += [letter_of(button.text()) for button in (dialog.cancel_button, dialog.main_button)]

    assert all(letters)
    assert len(set(letters)) == len(letters)
    assert dialog._page.horizontalScrollBar().maximum() == 0
    for row in rows:
        letter = letter_of(row.label.text())
        if letter.isascii():
            dialog.main_button.setFocus()
            QTest.keyClick(dialog, Qt.Key(ord(letter.upper())), ALT)
            assert row.isAncestorOf(dialog.focusWidget()), f"Alt+{letter} does not go to {row.label.text()}"
    assert not dialog.changed()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


@pytest.mark.parametrize("name", DIALOGS)
def test_tab_goes_through_a_dialog_as_one_reads_it(bench: CaseBench, name: str) -> None:
    bench.open(bench.case_id)
    dialog = opened(bench, name)
    if isinstance(dialog, dialogs_track.LinkDialog):
        dialog.search.setText("Halt")
        dialog._look()
        bench.settle()
        bench.qtbot.waitUntil(lambda: dialog._chosen is not None, timeout=WAIT_MS)
        dialog.search.setFocus()
    # the dialog scrolls on the way: where they lie is asked when all are known
    at = [one.mapTo(dialog, QPoint(0, 0)) for one in list(stops(dialog))]
    heights = [point.y() for point in at]

    assert heights[:-2] == sorted(heights[:-2])
    assert dialog.focusWidget() is not None
    dialog.reject()


def test_an_action_is_added_changed_and_the_keyboard_is_back_at_its_card(bench: CaseBench) -> None:
    bench.open(bench.case_id)
    section = bench.body.sections["actions"]
    section.add_button.setFocus()
    QTest.keyClick(section.add_button, Qt.Key.Key_Space)
    with bench.dialog() as dialog:
        bench.fill(dialog.form, text="Skylt vid duschen")
    assert bench.page.focusWidget() is section.add_button

    card = section.cards[0]
    card.next_button.setFocus()
    QTest.keyClick(card.next_button, Qt.Key.Key_Space)  # says who and when
    with bench.dialog() as dialog:
        bench.fill(dialog.form, owner_id="Anna Berg", due="2026-12-04")
    fresh = next(one for one in section.cards if one.action.id == card.action.id)
    assert fresh is not card
    assert bench.page.focusWidget() is fresh.next_button
    assert fresh.action.status == "proposed"
    QTest.keyClick(fresh.next_button, Qt.Key.Key_Space)
    bench.settle()
    assert next(one for one in bench.view().actions if one.id == card.action.id).status == "decided"
    assert section.isAncestorOf(bench.page.focusWidget())


@pytest.mark.parametrize("how", [Qt.Key.Key_Escape, None])
def test_a_dialog_gives_the_keyboard_back_to_the_button_that_opened_it(bench: CaseBench, how: Any) -> None:
    bench.open(bench.case_id)
    links = bench.body.side.links
    button = next(one for one in links.findChildren(QPushButton) if one.text() == "Länka ett ärende")
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    dialog = next(w for w in QApplication.topLevelWidgets() if isinstance(w, BaseDialog) and w.isVisible())
    bench.qtbot.waitUntil(dialog.isActiveWindow, timeout=WAIT_MS)
    if how is None:
        dialog.cancel_button.click()
    else:
        QTest.keyClick(dialog, how)
    bench.page.activateWindow()
    bench.qtbot.waitUntil(bench.page.isActiveWindow, timeout=WAIT_MS)
    assert bench.page.focusWidget() is button


def test_enter_in_a_line_does_what_the_dialog_is_for(bench: CaseBench) -> None:
    bench.open(bench.case_id)
    dialog: Any = opened(bench, "forward")
    bench.fill(dialog.form, provider="Vårdcentralen", reason="Deras patient")
    line = dialog.form.widget("provider")
    line.setFocus()
    QTest.keyClick(line, Qt.Key.Key_Return)
    bench.settle()
    assert bench.view().row.status == "forwarded"


def test_taking_a_case_in_is_undone_from_the_banner(bench: CaseBench, services: Services) -> None:
    bench.open(bench.report(kind="risk"))
    QTest.keyClick(bench.page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    bench.settle()
    assert bench.view().row.status == "acknowledged"
    text, action, undo, _tone = bench.banners[-1]
    assert (text, action) == ("Du har tagit emot ärendet.", "Ångra")
    undo()
    bench.settle()

    assert bench.view().row.status == "received"
    assert bench.view().row.handler_id is None
    assert [row.status for row in bench.view().statuses] == ["received", "acknowledged", "received"]


def test_the_status_is_moved_by_keyboard(bench: CaseBench) -> None:
    bench.open(bench.case_id)
    assert bench.page.focusWidget() is bench.body.progress.main_button
    QTest.keyClick(bench.page.focusWidget(), Qt.Key.Key_Space)
    bench.settle()
    assert bench.view().row.status == "assessing"
    assert bench.body.progress.main_button.hasFocus()
    more = bench.body.progress.more_button
    QTest.keyClick(bench.page.focusWidget(), Qt.Key.Key_Tab)
    assert bench.page.focusWidget() is more
    lines = [line.text() for line in bench.body.progress.menu.actions()]
    letters = [letter_of(line) for line in lines]
    assert all(letters)
    assert len(set(letters)) == len(letters)


def test_tab_goes_down_the_whole_page_and_comes_round(bench: CaseBench) -> None:
    bench.open(bench.case_id)
    column = bench.body.page.content
    walked = list(stops(bench.page, 250))
    down = [one.mapTo(column, QPoint(0, 0)).y() for one in walked if column.isAncestorOf(one)]
    turns = [n for n in range(1, len(down)) if down[n] < down[n - 1] - 40]

    assert len(down) > 60
    assert len(turns) <= 1  # it begins at the next step, under the head
    assert any(bench.body.side.isAncestorOf(one) for one in walked)
    parts = [part for key, part in bench.body.sections.items() if key not in ("report", "history")]
    assert [part.key for part in parts if not any(part.isAncestorOf(one) for one in walked)] == []
