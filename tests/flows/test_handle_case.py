"""A unit manager works cases in the window, with mouse and keys, until they are closed."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from kpsdesk.services.everything import Services
from tests.ui.case_bench import CaseBench


@pytest.fixture
def bench(qtbot: QtBot, services: Services) -> CaseBench:
    """The case page, in Swedish."""
    return CaseBench(qtbot, services)


def test_a_near_miss_is_received_and_closed_on_the_short_path(bench: CaseBench) -> None:
    bench.open(bench.report(reporter_name="Kim Ek"))
    bench.click(bench.body.progress.main_button)  # take it in
    assert bench.view().row.status == "acknowledged"

    bench.click(bench.body.short.score.matrix.cell(2, 2))
    bench.write(bench.body.short.feedback.area, "Tack, nu ligger det en matta där.")
    bench.write(bench.body.short.form.form.widget("decision_text"), "Halkmatta köpt.")
    bench.click(bench.body.short.close_button)

    view = bench.view()
    assert (view.row.status, view.row.level) == ("closed", "medium")
    assert view.values["decision_text"] == "Halkmatta köpt."
    assert [one.text for one in view.feedback] == ["Tack, nu ligger det en matta där."]
    assert not bench.body.short.isVisible()
    text, undo_text, undo, _tone = bench.banners[-1]
    assert view.row.number in text
    assert undo_text
    undo()
    bench.settle()
    assert bench.view().row.status == "reopened"


def test_the_short_path_says_what_is_missing_and_saves_what_was_written(bench: CaseBench) -> None:
    bench.open(bench.report())
    bench.write(bench.body.short.feedback.area, "Tack!")
    bench.write(bench.body.short.form.form.widget("decision_text"), "Halkmatta köpt.")
    bench.click(bench.body.short.close_button)

    assert bench.view().row.status == "received"
    assert bench.body.short.missing.isVisible()
    assert bench.body.short.score.matrix.isAncestorOf(bench.page.focusWidget())
    assert bench.body.short.feedback.text() == "Tack!"
    assert bench.view().values["decision_text"] == "Halkmatta köpt."


def test_good_news_is_closed_by_keyboard_alone(bench: CaseBench, qtbot: QtBot) -> None:
    bench.open(bench.report(kind="positive", description="Alla hjälptes åt vid larmet"))
    assert not bench.body.short.score.isVisible()
    bench.body.short.feedback.setFocus()
    bench.write(bench.page.focusWidget(), "Så bra gjort!")
    bench.body.short.form.form.widget("decision_text").setFocus()
    bench.write(bench.page.focusWidget(), "Tas upp på APT.")
    QTest.keyClick(bench.page.focusWidget(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    bench.settle()

    assert bench.view().row.status == "closed"


def test_the_short_path_asks_about_the_patient_only_where_there_was_harm(bench: CaseBench) -> None:
    bench.open(bench.report(kind="negative_event", harm="H1"))
    short = bench.body.short
    assert short.form.form.widget("patient_informed").isVisible()
    bench.open(bench.report())
    assert not short.form.form.widget("patient_informed").isVisible()


def assess_serious(bench: CaseBench) -> None:
    bench.choose("event_type", "Läkemedel")
    bench.choose("law_area", "hsl")
    bench.choose("patient_safe", "yes")
    bench.choose("severity_actual", "3")
    bench.choose("probability", "3")
    bench.choose("injury_class", "injury")


def test_a_serious_case_goes_the_whole_way_to_closed(bench: CaseBench) -> None:
    bench.open(bench.report(kind="negative_event", harm="H3", suggestion="Märk dosetterna"))
    progress = bench.body.progress
    bench.click(progress.main_button)
    bench.click(progress.main_button)
    assert bench.view().row.status == "assessing"
    assess_serious(bench)
    assert bench.view().row.demands_analysis
    assert not bench.body.short.isVisible()
    bench.click(progress.main_button)
    assert bench.view().row.status == "investigating"

    bench.type_in("what_happened", "Två dosetter förväxlades.")
    causes = bench.body.sections["causes"]
    bench.write(causes.new_cause, "Dosetterna ser likadana ut")
    bench.click(causes.add_button)
    bench.choose("seen_before", "no")
    bench.choose("recurrence", "possible")
    actions = bench.body.sections["actions"]
    bench.click(actions.take_proposal)
    assert not actions.take_proposal.isVisible()
    bench.click(actions.cards[0].next_button)  # say who and when
    with bench.dialog() as dialog:
        bench.fill(dialog.form, owner_id="Anna Berg", due="2026-12-01", causes=bench.view().causes[0].id)
    assert bench.missing() == []
    bench.click(progress.main_button)
    assert bench.view().row.status == "action"

    bench.click(actions.cards[0].next_button)  # decide
    bench.click(actions.cards[0].next_button)  # done
    assert bench.view().actions[0].status == "done"
    bench.click(progress.main_button)
    assert bench.view().row.status == "follow_up"
    bench.click(actions.cards[0].next_button)
    with bench.dialog() as dialog:
        bench.fill(dialog.form, effect="yes")

    close_serious(bench)
    assert bench.view().row.status == "closed"


def close_serious(bench: CaseBench) -> None:
    bench.choose("patient_informed", "yes")
    bench.choose("informed_points", "injury")
    bench.type_in("informed_on", "2026-11-20")
    bench.type_in("informed_by", "Enhetschef")
    bench.type_in("informed_to", "Patienten")
    bench.choose("journal_noted", "yes")
    bench.type_in("decision_text", "Alla dosetter märks.")
    bench.type_in("head_told_on", "2026-11-20")
    bench.type_in("lesson", "Lika förpackningar förväxlas.")
    feedback = bench.body.sections["feedback"]
    bench.write(feedback.box.area, "Tack, vi märker dem nu.")
    assert bench.missing() == ["feedback"]
    bench.click(feedback.send)
    bench.click(bench.body.progress.main_button)


def test_the_main_button_leads_to_what_is_missing(bench: CaseBench) -> None:
    bench.open(bench.report(kind="negative_event", harm="H3"))
    bench.click(bench.body.progress.main_button)
    bench.click(bench.body.progress.main_button)
    bench.click(bench.body.progress.main_button)

    assert bench.view().row.status == "assessing"
    assert (
        bench.field("event_type").isAncestorOf(bench.page.focusWidget())
        or bench.field("event_type").hasFocus()
    )


def test_a_case_is_put_on_hold_and_taken_up_again(bench: CaseBench) -> None:
    bench.open(bench.report())
    bench.click(bench.body.progress.main_button)
    bench.body.progress.choose("on_hold")
    with bench.dialog() as dialog:
        bench.fill(
            dialog.form, hold_what="Svar om larmet", hold_from="Larmleverantören", hold_until="2026-12-01"
        )

    assert bench.view().row.status == "on_hold"
    assert "Larmleverantören" in bench.body.progress.aside.text()
    bench.click(bench.body.progress.main_button)
    assert bench.view().row.status == "acknowledged"


def test_a_case_is_forwarded_to_another_provider_with_a_reason(bench: CaseBench) -> None:
    bench.open(bench.report())
    bench.body.progress.choose("forwarded")
    with bench.dialog() as dialog:
        dialog.main_button.click()
        assert dialog.form.row("reason").error()
        bench.fill(dialog.form, provider="Vårdcentralen", reason="Receptet kom från dem")

    view = bench.view()
    assert (view.row.status, view.values["forward_to"]) == ("forwarded", "Vårdcentralen")
    assert "Vårdcentralen" in bench.body.progress.aside.text()
    bench.click(bench.body.progress.main_button)
    assert bench.view().row.status == "closed"


def test_a_case_is_dismissed_with_a_reason_and_words_to_the_reporter(bench: CaseBench) -> None:
    bench.open(bench.report())
    bench.body.progress.choose("dismissed")
    with bench.dialog() as dialog:
        bench.fill(dialog.form, why="duplicate", reason="Samma händelse som i går")
        bench.write(dialog.feedback.area, "Tack, vi har redan ett ärende om det.")

    view = bench.view()
    assert view.row.status == "dismissed"
    assert view.statuses[-1].reason == "Dubblett: Samma händelse som i går"
    bench.click(bench.body.progress.main_button)
    with bench.dialog() as dialog:
        bench.fill(dialog.form, reason="Det var två olika")
    assert bench.view().row.status == "reopened"


def test_an_attached_file_is_kept_shown_removed_and_brought_back(bench: CaseBench, tmp_path: Path) -> None:
    bench.open(bench.report())
    file = tmp_path / "larmlista.txt"
    file.write_text("Larm 14:02\n", encoding="utf-8")
    card = bench.body.side.attachments
    card.add_files([file])
    bench.settle()
    assert [one.name for one in bench.view().attachments] == ["larmlista.txt"]

    card.add_files([file])  # the same once more
    bench.settle()
    assert len(bench.view().attachments) == 1
    assert card._told.isVisible()

    key = bench.view().attachments[0].id
    copy = bench.services.attachments.open_copy(key)
    assert copy.read_text(encoding="utf-8") == "Larm 14:02\n"
    assert copy.stat().st_mode & 0o077 == 0 or copy.parent.stat().st_mode & 0o077 == 0
    bench.services.attachments.close()
    assert not copy.exists()

    card.remove(key)
    bench.settle()
    assert not bench.view().attachments
    bench.banners[-1][2]()  # undo
    bench.settle()
    assert [one.id for one in bench.view().attachments] == [key]


def test_two_people_in_one_field_choose_which_text_stands(bench: CaseBench) -> None:
    bench.open(bench.report())
    area = bench.field("causes_text")
    bench.write(area, "Golvvax")
    bench.services.cases.change(bench.case_id, {"causes_text": "Blött golv"})
    bench.body.sections["causes"].flush()
    bench.settle()

    form = bench.body.sections["causes"].form_of("causes_text")
    notice = form.conflict("causes_text")
    assert notice is not None
    assert area.text() == "Golvvax"
    assert bench.view().values["causes_text"] == "Blött golv"
    bench.click(notice.keep)
    assert bench.view().values["causes_text"] == "Golvvax"
    assert form.conflict("causes_text") is None


def test_the_other_text_can_be_taken_instead(bench: CaseBench) -> None:
    bench.open(bench.report())
    bench.write(bench.field("causes_text"), "Golvvax")
    bench.services.cases.change(bench.case_id, {"causes_text": "Blött golv"})
    bench.body.sections["causes"].flush()
    bench.settle()
    bench.click(bench.body.sections["causes"].form_of("causes_text").conflict("causes_text").take)

    assert bench.field("causes_text").text() == "Blött golv"
    assert bench.view().values["causes_text"] == "Blött golv"
