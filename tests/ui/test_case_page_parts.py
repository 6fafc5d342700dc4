"""The parts of the case page: head, sections, side, and what it says when there is nothing to show."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from kpsdesk import i18n
from kpsdesk.clock import FixedClock
from kpsdesk.domain.case import ActionState
from kpsdesk.services.everything import Services
from kpsdesk.ui.pages.case.history_words import sentences
from tests.ui.case_bench import WAIT_MS, CaseBench


@pytest.fixture
def bench(qtbot: QtBot, services: Services) -> CaseBench:
    """The case page, in Swedish."""
    return CaseBench(qtbot, services)


def shown_texts(widget: object) -> str:
    from PySide6.QtWidgets import QLabel

    return "\n".join(label.text() for label in widget.findChildren(QLabel))  # type: ignore[attr-defined]


def test_the_reporters_own_words_stand_first_with_all_answers_in_words(bench: CaseBench) -> None:
    bench.open(
        bench.report(
            suggestion="Sätt ut en skylt",
            reporter_name="Kim Ek",
            harm="H0",
            values={"place": "bathroom", "immediate_actions": ["nurse"]},
        )
    )
    told = shown_texts(bench.body.sections["report"])

    assert told.index("Höll på att halka i duschen") < told.index("Sätt ut en skylt") < told.index("Kim Ek")
    assert "Badrum, toalett" in told


def test_an_anonymous_report_shows_no_time_and_no_name(bench: CaseBench) -> None:
    bench.open(bench.report(anonymity="anonymous"))

    told = shown_texts(bench.body.sections["report"]) + shown_texts(bench.body.sections["history"])
    assert ":" not in told.replace("Rapporterat som:", "")
    assert bench.body.head._anonymity.isVisible()


def test_a_case_that_is_not_there_is_told_with_a_way_on(bench: CaseBench) -> None:
    bench.page.shown({"id": "2026-999999"})
    bench.qtbot.waitUntil(lambda: bench.page._problem.isVisible(), timeout=WAIT_MS)
    assert "2026-999999" in shown_texts(bench.page._problem)
    QTest.mouseClick(bench.page._problem.button, Qt.MouseButton.LeftButton)

    assert bench.went == [("cases", {})]


def test_previous_and_next_follow_the_list(bench: CaseBench, qtbot: QtBot) -> None:
    ids = [bench.report(description=f"Ärende {n}") for n in range(3)]
    bench.open(ids[1], ids=ids)
    QTest.keyClick(bench.page, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    bench.settle()
    assert bench.page.context.case_id == ids[2]
    assert not bench.body.head._after.isEnabled()
    bench.click(bench.body.head._before)
    assert bench.page.context.case_id == ids[1]


def test_escape_leads_back_to_the_list(bench: CaseBench, qtbot: QtBot) -> None:
    bench.open(bench.report())
    QTest.keyClick(bench.page.focusWidget(), Qt.Key.Key_Escape)

    assert bench.went == [("cases", {})]


def test_digits_with_ctrl_go_to_the_sections(bench: CaseBench, qtbot: QtBot) -> None:
    bench.open(bench.report())
    QTest.keyClick(bench.page, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    bench.settle()

    assert bench.body.sections["causes"].isAncestorOf(bench.page.focusWidget())


def test_the_kind_is_changed_and_changed_back(bench: CaseBench) -> None:
    bench.open(bench.report())
    bench.body.head.kind.chosen.emit("risk")
    bench.settle()
    assert bench.view().row.kind == "risk"
    bench.banners[-1][2]()
    bench.settle()
    assert bench.view().row.kind == "near_miss"


def test_a_late_step_says_so_and_gets_more_time_with_a_reason(bench: CaseBench, clock: FixedClock) -> None:
    case = bench.report()
    clock.forward(days=8)
    bench.open(case)
    assert "3 dagar sen" in bench.body.head._due.text()
    from kpsdesk.ui.pages.case.dialogs_moves import MoreTimeDialog

    MoreTimeDialog(bench.page.context, bench.page, "acknowledgement").open()
    with bench.dialog() as dialog:
        bench.fill(dialog.form, due="2026-12-04", why="Frånvaro eller personalbrist")

    step = bench.view().steps[0]
    assert step.due == date(2026, 12, 4)
    assert step.dues[-1].note == "Frånvaro eller personalbrist"


def test_a_removed_cause_comes_back(bench: CaseBench) -> None:
    bench.open(bench.report())
    causes = bench.body.sections["causes"]
    bench.write(causes.new_cause, "Blött golv")
    bench.click(causes.add_button)
    causes._remove(bench.view().causes[0])
    bench.settle()
    assert not bench.view().causes
    bench.banners[-1][2]()
    bench.settle()
    assert [cause.text for cause in bench.view().causes] == ["Blött golv"]


def test_an_action_takes_its_strength_from_its_type_and_weak_ones_get_a_hint(bench: CaseBench) -> None:
    bench.open(bench.report())
    actions = bench.body.sections["actions"]
    bench.click(actions.add_button)
    with bench.dialog() as dialog:
        bench.fill(dialog.form, text="Sätt upp skylt", type="Utbildning")
        assert dialog.form.value("strength") == "weaker"
    assert actions._weak.isVisible()
    bench.click(actions.add_button)
    with bench.dialog() as dialog:
        bench.fill(dialog.form, text="Halkfri matta", type="Ändrad lokal eller miljö")
        assert dialog.form.value("strength") == "stronger"

    assert not actions._weak.isVisible()
    assert sorted(action.strength or "" for action in bench.view().actions) == ["stronger", "weaker"]


def test_calling_an_action_off_needs_a_reason(bench: CaseBench) -> None:
    bench.open(bench.report())
    bench.services.cases.add_action(
        bench.case_id, {"text": "Ny matta", "owner_id": 1, "due": date(2026, 12, 1)}
    )
    bench.open(bench.case_id)
    card = bench.body.sections["actions"].cards[0]
    card._stop("cancelled")
    with bench.dialog() as dialog:
        dialog.main_button.click()
        assert dialog.form.row("reason").error()
        bench.fill(dialog.form, reason="Mattan finns redan")

    action = bench.view().actions[0]
    assert (action.status, action.reason) == ("cancelled", "Mattan finns redan")
    assert isinstance(action.history[-1], ActionState)


def test_the_patients_reference_is_shown_on_demand_and_the_reading_is_noted(bench: CaseBench) -> None:
    case = bench.report()
    bench.services.cases.set_patient_reference(case, "K-17")
    bench.open(case)
    patient = bench.body.sections["patient"]
    assert not patient.reference.isVisible()
    bench.click(patient.show_button)

    assert patient.reference.text() == "K-17"
    assert bench.view().history[0].action == "patient_reference.read"
    assert "K-17" not in str([row.detail for row in bench.view().history])


def test_a_legal_track_is_proposed_started_filled_in_and_ended(bench: CaseBench) -> None:
    bench.open(bench.report(kind="negative_event", harm="H3"))
    bench.choose("law_area", "hsl")
    legal = bench.body.sections["legal"]
    rule = next(rule for rule in bench.view().suggested_tracks if rule.code == "lex_maria")
    assert rule.name.sv in shown_texts(legal)
    legal.start(rule.key, "lex Maria")
    bench.settle()
    card = next(iter(legal.cards.values()))
    bench.write(card.form.form.widget("known_at"), "2026-11-20")
    bench.write(card.form.form.widget("judged_by"), "MAS")
    card.form.flush()
    bench.settle()

    track = bench.view().tracks[0]
    assert (track.values["known_at"], track.values["judged_by"]) == ("2026-11-20", "MAS")
    assert track.clocks[0].due == date(2027, 1, 19)
    card._not_applicable()
    with bench.dialog() as dialog:
        bench.fill(dialog.form, reason="Bedömd som inte undvikbar")
    assert bench.view().tracks[0].state == "not_applicable"
    assert card._open.isVisible()


def test_another_duty_is_ticked_in_the_list(bench: CaseBench) -> None:
    bench.open(bench.report())
    legal = bench.body.sections["legal"]
    legal._fold.unfold()
    rule = next(rule for rule in bench.view().other_tracks if rule.code == "police")
    legal.others.box(rule.key).click()
    bench.settle()

    assert [track.rule.code for track in bench.view().tracks] == ["police"]


def test_a_similar_case_is_found_and_linked_with_one_click(bench: CaseBench) -> None:
    other = bench.report(description="Halkade i duschen på morgonen")
    bench.open(bench.report(description="Halkade i duschen på kvällen"))
    similar = bench.body.sections["assessment"].similar
    bench.qtbot.waitUntil(similar.isVisible, timeout=WAIT_MS)
    from kpsdesk.ui.widgets import Button

    tie = next(b for b in similar.findChildren(Button) if b.text() == "Länka")
    bench.click(tie)

    assert [(link.row.id, link.kind) for link in bench.view().links] == [(other, "similar")]
    assert not similar.isVisible()


def test_a_case_is_searched_by_number_and_linked(bench: CaseBench) -> None:
    other = bench.report(kind="risk", description="Golvet är halt efter städning")
    number = bench.services.views.open(other).row.number
    bench.open(bench.report(description="Fick fel dosett"))
    from kpsdesk.ui.pages.case.dialogs_track import LinkDialog

    LinkDialog(bench.page.context, bench.page).open()
    with bench.dialog() as dialog:
        bench.write(dialog.search, number)
        bench.qtbot.waitUntil(lambda: dialog._chosen is not None, timeout=WAIT_MS)
        bench.fill(dialog.form, kind="risk_that_happened")

    assert [(link.row.id, link.kind) for link in bench.view().links] == [(other, "risk_that_happened")]


def test_a_file_is_dropped_on_the_page_and_a_program_is_refused(bench: CaseBench, tmp_path: object) -> None:
    from pathlib import Path

    assert isinstance(tmp_path, Path)
    bench.open(bench.report())
    good, bad = tmp_path / "lista.txt", tmp_path / "spel.exe"
    good.write_text("Larm 14:02\n", encoding="utf-8")
    bad.write_bytes(b"MZ\x90\x00")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(good)), QUrl.fromLocalFile(str(bad))])
    card = bench.body.side.attachments
    card.dropEvent(
        QDropEvent(
            QPoint(5, 5),
            Qt.DropAction.CopyAction,
            mime,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )
    bench.settle()

    assert [one.name for one in bench.view().attachments] == ["lista.txt"]
    assert card._told.isVisible()


def test_a_template_is_filled_in_before_it_can_be_sent(bench: CaseBench) -> None:
    bench.open(bench.report())
    box = bench.body.short.feedback
    bench.qtbot.waitUntil(lambda: bool(box.menu.actions()), timeout=WAIT_MS)
    box.menu.actions()[0].trigger()
    assert "[" in box.text()
    assert not box.ready()
    bench.click(bench.body.short.close_button)

    assert bench.view().row.status == "received"
    assert not bench.view().feedback


def test_no_feedback_needs_a_reason_from_the_list(bench: CaseBench) -> None:
    bench.open(bench.report())
    feedback = bench.body.sections["feedback"]
    feedback.reason.set_value(None)
    feedback.reason.chosen.emit("own_report")
    bench.settle()

    assert [one.no_feedback_reason for one in bench.view().feedback] == ["own_report"]
    assert "handlägger själv" in shown_texts(feedback)


def test_a_note_says_who_says_it_and_if_it_is_fact(bench: CaseBench) -> None:
    bench.open(bench.report())
    notes = bench.body.sections["notes"]
    notes.kind.set_value("addition")
    notes.certainty.set_value("fact")
    bench.write(notes.text, "Golvet var nybonat.")
    bench.click(notes.save)

    note = bench.view().notes[0]
    assert (note.kind, note.certainty, note.text) == ("addition", "fact", "Golvet var nybonat.")
    assert "Golvet var nybonat." in shown_texts(bench.body.sections["report"])
    assert notes.text.text() == ""


def test_the_history_is_told_in_words(bench: CaseBench) -> None:
    bench.open(bench.report())
    bench.services.cases.receive(bench.case_id)
    bench.services.cases.change(bench.case_id, {"severity_potential": 2, "probability": 3})
    bench.open(bench.case_id)
    context = bench.page.context
    told = [line for row in bench.view().history for line in sentences(row, context)]

    assert "Status: Mottagen" in told
    assert "Sannolikhet att det händer igen: 3" in told
    assert "Risk: Medel, 6" in told
    assert "Handläggare: Anna Berg" in told
    assert not any(line.startswith(("case.", "due.", "action.")) for line in told)


@pytest.mark.parametrize("language", ["sv", "fi", "en"])
def test_the_page_speaks_every_language(qtbot: QtBot, services: Services, language: str) -> None:
    i18n.use(language)
    bench = CaseBench(qtbot, services)
    bench.open(bench.report())

    assert (
        bench.body.progress.main_button.text()
        == {"sv": "Ta emot", "fi": "Ota vastaan", "en": "Take it in"}[language]
    )
