"""Fields of the case page save themselves, and never lose what somebody wrote."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from kpsdesk.domain.text import LIMIT
from kpsdesk.services.everything import Services
from tests.ui.case_bench import WAIT_MS, CaseBench


@pytest.fixture
def bench(qtbot: QtBot, services: Services) -> CaseBench:
    """The case page, in Swedish."""
    return CaseBench(qtbot, services)


def test_a_text_is_saved_after_a_pause_and_says_so_quietly(bench: CaseBench) -> None:
    bench.open(bench.report())
    bench.write(bench.field("causes_text"), "Blött golv")
    bench.qtbot.waitUntil(lambda: bench.view().values["causes_text"] == "Blött golv", timeout=WAIT_MS)
    bench.settle()

    assert bench.body.sections["causes"]._saved.text() == "Sparat 10:00"
    assert not bench.banners


def test_a_text_is_saved_when_its_field_is_left(bench: CaseBench) -> None:
    bench.open(bench.report())
    bench.type_in("lesson", "Skylta vid våta golv.")

    assert bench.view().values["lesson"] == "Skylta vid våta golv."


def test_going_to_another_case_saves_what_was_just_written(bench: CaseBench) -> None:
    first, second = bench.report(), bench.report(description="Larmet hördes inte")
    bench.open(first)
    bench.write(bench.field("causes_text"), "Blött golv")
    bench.open(second)

    assert bench.services.views.open(first).values["causes_text"] == "Blött golv"
    assert bench.field("causes_text").text() == ""
    assert bench.view().values["causes_text"] is None


def test_a_change_elsewhere_shows_but_what_is_being_written_stays(bench: CaseBench) -> None:
    bench.open(bench.report())
    bench.write(bench.field("causes_text"), "Blött")
    elsewhere = bench.services.cases.change(bench.case_id, {"went_well": "Ingen skadades"})
    bench.page.changes_arrived(elsewhere)
    bench.qtbot.wait(50)

    bench.qtbot.waitUntil(lambda: bench.field("went_well").text() == "Ingen skadades", timeout=WAIT_MS)
    assert bench.field("causes_text").text() == "Blött"
    bench.write(bench.field("causes_text"), " golv")
    bench.body.sections["causes"].flush()
    bench.settle()
    assert bench.view().values["causes_text"] == "Blött golv"


def test_a_text_that_is_too_long_is_told_beside_the_field_and_kept(bench: CaseBench) -> None:
    bench.open(bench.report())
    area = bench.field("causes_text")
    area.field.setPlainText("x" * (LIMIT + 1))
    bench.body.sections["causes"].flush()
    bench.settle()

    row = bench.body.sections["causes"].form_of("causes_text").form.row("causes_text")
    assert "20" in row.error()
    assert len(area.text()) == LIMIT + 1
    area.field.setPlainText("Kort")
    bench.body.sections["causes"].flush()
    bench.settle()
    assert row.error() == ""
    assert bench.view().values["causes_text"] == "Kort"


def test_markup_in_a_text_is_shown_as_it_is_written(bench: CaseBench) -> None:
    bench.open(bench.report(description="<b>Fet</b> & {namn} \u202ebaklänges"))
    bench.type_in("causes_text", "<i>a</i> & {b}")

    assert bench.field("causes_text").text() == "<i>a</i> & {b}"
    texts = [
        label.text() for label in bench.body.sections["report"].findChildren(type(bench.body.head._title))
    ]
    assert any("<b>Fet</b> & {namn}" in text for text in texts)


def test_feedback_that_was_begun_is_there_when_one_comes_back(bench: CaseBench) -> None:
    first, second = bench.report(), bench.report(description="Larmet hördes inte")
    bench.open(first)
    bench.write(bench.body.short.feedback.area, "Tack för att du")
    bench.open(second)
    assert bench.body.short.feedback.text() == ""
    bench.open(first)
    bench.qtbot.waitUntil(lambda: bench.body.short.feedback.text() == "Tack för att du", timeout=WAIT_MS)

    other = CaseBench(bench.qtbot, bench.services)  # as after a lock or a crash
    other.open(first)
    other.qtbot.waitUntil(lambda: other.body.short.feedback.text() == "Tack för att du", timeout=WAIT_MS)
    assert not bench.services.reporting.drafts()


def test_a_new_event_type_empties_the_subcategory(bench: CaseBench) -> None:
    bench.open(bench.report())
    bench.services.cases.change(bench.case_id, {"event_type": "MED"})
    bench.open(bench.case_id)
    subcategory = bench.field("subcategory")
    first = bench.desk.session.vocabulary.choices("event_type", parent="MED")[0]
    subcategory.setFocus()
    bench.choose("subcategory", first[1])
    assert bench.view().values["subcategory"] == first[0]
    bench.choose("event_type", "Fall")

    assert bench.view().values["event_type"] == "FALL"
    assert bench.view().values["subcategory"] is None


def test_avoidable_is_asked_only_where_there_was_harm(bench: CaseBench) -> None:
    bench.open(bench.report(kind="negative_event", harm="H0"))
    assert not bench.field("preventable").isVisible()
    bench.choose("harm", "H2")
    assert bench.field("preventable").isVisible()


def test_the_law_decides_which_class_is_asked_for(bench: CaseBench) -> None:
    bench.open(bench.report(kind="negative_event", harm="H2"))
    bench.choose("law_area", "hsl")
    assert bench.field("injury_class").isVisible()
    assert not bench.field("lexsarah_class").isVisible()
    bench.choose("law_area", "sol")
    assert bench.field("lexsarah_class").isVisible()


def test_the_matrix_is_gone_through_by_keys(bench: CaseBench, qtbot: QtBot) -> None:
    bench.open(bench.report())
    matrix = bench.body.short.score.matrix
    matrix.cell(1, 1).setFocus()
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Right, Qt.Key.Key_Return):
        QTest.keyClick(bench.page.focusWidget(), key)
    bench.settle()

    view = bench.view()
    assert (view.values["severity_potential"], view.values["probability"], view.row.level) == (3, 2, "medium")
    assert matrix.value() == (3, 2)


def test_the_text_for_the_meeting_warns_of_names(bench: CaseBench) -> None:
    bench.open(bench.report())
    bench.choose("share_at_apt", "yes")
    bench.type_in("apt_text", "Ring 070-123 45 67 om larmet.")

    assert "070-123 45 67" in bench.field("apt_text").field.accessibleDescription()
