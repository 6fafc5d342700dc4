"""Drafts and quick notes: kept as they are typed, offered again, thrown away and brought back; never lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time

import pytest
from pytestqt.qtbot import QtBot

from kpsdesk.clock import FixedClock
from kpsdesk.domain.permission import reporter_only
from kpsdesk.errors import OutsideError
from kpsdesk.i18n import N_
from kpsdesk.services.everything import Services
from kpsdesk.ui.pages.report.answers import Answers, from_body
from kpsdesk.ui.pages.report.quick_note import QuickNoteDialog
from tests.ui.report_bench import ReportBench, type_into


@pytest.fixture
def bench(qtbot: QtBot, services: Services) -> Iterator[ReportBench]:
    """The report page, in Swedish."""
    made = ReportBench(qtbot, services)
    yield made
    made.close()


def saved(bench: ReportBench) -> list[str]:
    """The words of the drafts in the store."""
    return [str(one.body.get("description", "")) for one in bench.services.reporting.drafts()]


def test_what_is_typed_is_saved_within_a_second(bench: ReportBench) -> None:
    bench.choose("near_miss")
    bench.write("Halkade nästan")
    bench.qtbot.waitUntil(lambda: saved(bench) == ["Halkade nästan"], timeout=1500)
    bench.settle()
    assert bench.page.view.draft_text() == "Utkast sparat 10:00"


def test_a_kind_alone_makes_no_draft(bench: ReportBench) -> None:
    bench.choose("near_miss")
    assert bench.page.can_leave()
    bench.settle()
    assert saved(bench) == []


def test_a_text_taken_out_again_takes_its_draft_along(bench: ReportBench) -> None:
    bench.write("x")
    bench.wait_saved()
    assert saved(bench) == ["x"]
    bench.form.story.text.field.clear()
    bench.page.can_leave()
    bench.settle()
    assert saved(bench) == []


def test_leaving_saves_at_once(bench: ReportBench) -> None:
    bench.write("Halkade nästan")
    bench.page.hidden()
    bench.settle()
    assert saved(bench) == ["Halkade nästan"]


def test_a_draft_is_offered_and_gone_on_with(bench: ReportBench, clock: FixedClock) -> None:
    bench.choose("near_miss")
    bench.write("Halkade nästan")
    bench.form.done.ticks.box("doctor").click()
    bench.page.begin()
    bench.settle()
    assert bench.form.story.text.text() == ""
    clock.forward(days=1)
    bench.page.shown({})
    bench.settle()
    assert bench.page.view.offers.isVisible()
    bench.click(bench.page.view.offers.buttons[0])
    bench.settle()
    answers = bench.form.answers()
    assert (answers.kind, answers.description) == ("near_miss", "Halkade nästan")
    assert answers.immediate == {"doctor"}
    assert (answers.when, answers.day, answers.time) == ("other", date(2026, 11, 20), time(10, 0))
    assert not bench.page.view.offers.isVisible()
    bench.send()
    assert saved(bench) == [], "sent: the draft is gone"
    assert bench.case(bench.receipt.number).head.occurred_day == date(2026, 11, 20)


def test_a_draft_thrown_away_comes_back_by_undo(bench: ReportBench) -> None:
    bench.write("Halkade nästan")
    bench.page.begin()
    bench.settle()
    bench.click(bench.page.view.offers.buttons[1])
    bench.settle()
    assert saved(bench) == []
    assert not bench.page.view.offers.isVisible()
    _text, undo_text, undo, _tone = bench.banners[-1]
    assert undo_text == "Ångra"
    undo()
    bench.settle()
    assert saved(bench) == ["Halkade nästan"]
    assert bench.page.view.offers.isVisible()


def test_going_on_with_one_draft_keeps_the_other(bench: ReportBench) -> None:
    bench.write("Den första")
    bench.page.begin()
    bench.settle()
    bench.write("Den andra")
    bench.click(bench.page.view.offers.buttons[0])
    bench.settle()
    assert bench.form.story.text.text() == "Den första"
    assert sorted(saved(bench)) == ["Den andra", "Den första"]


def test_today_can_ask_for_a_certain_draft(bench: ReportBench) -> None:
    ids = [bench.services.reporting.save_draft({"description": text}) for text in ("Ett", "Två", "Tre")]
    bench.page.shown({"draft": ids[1]})
    bench.settle()
    assert bench.form.story.text.text() == "Två"


def test_a_disk_that_is_full_is_said_in_the_foot_and_tried_again(
    bench: ReportBench, monkeypatch: pytest.MonkeyPatch, log_warnings: list[object]
) -> None:
    def full(*_given: object, **_more: object) -> str:
        raise OutsideError(N_("The disk is full. Nothing was lost: free some space, then try again."))

    with monkeypatch.context() as patched:
        patched.setattr(type(bench.services.reporting), "save_draft", full)
        bench.write("Halkade nästan")
        bench.wait_saved()
        assert bench.page.view.draft_text().startswith("Utkastet är inte sparat")
        assert bench.form.story.text.text() == "Halkade nästan"
    bench.write("!")
    bench.qtbot.waitUntil(lambda: saved(bench) == ["Halkade nästan!"], timeout=3000)


def test_a_quick_note_waits_and_becomes_a_report(bench: ReportBench) -> None:
    dialog = bench.page.quick_note()
    assert isinstance(dialog, QuickNoteDialog)
    type_into(dialog.text.field, "Fall i korridoren")
    bench.click(dialog.main_button)
    bench.settle()
    notes = bench.services.today.view().drafts
    assert [(one.kind, one.body["description"]) for one in notes] == [("quick_note", "Fall i korridoren")]
    assert bench.page.view.offers.isVisible()
    bench.click(bench.page.view.offers.buttons[0])
    bench.settle()
    bench.choose("near_miss")
    answers = bench.form.answers()
    assert (answers.name, answers.unit_id, answers.day) == ("Anna Berg", 1, date(2026, 11, 20))
    bench.send()
    assert bench.services.reporting.drafts() == []


def test_an_empty_quick_note_says_so_and_stays_open(bench: ReportBench, log_warnings: list[object]) -> None:
    dialog = bench.page.quick_note()
    bench.click(dialog.main_button)
    bench.settle()
    assert dialog.row.error() == "Skriv några ord om vad det gäller."
    dialog.reject()
    bench.settle()


@pytest.mark.parametrize(
    "body",
    [
        {"unit_id": "tre", "day": "i går", "immediate": 4, "harm": ["H1"], "noted_at": "nyss"},
        {"description": 17, "of_a_newer_version": {"a": 1}, "time": "25:99"},
        {},
    ],
)
def test_a_draft_that_another_version_wrote_opens(body: dict[str, object]) -> None:
    answers = from_body(body, date(2026, 11, 20), "SE")
    assert isinstance(answers, Answers)
    assert answers.day is None
    assert answers.time is None


def test_drafts_of_the_reporter_s_window_are_its_own(qtbot: QtBot, services: Services) -> None:
    staff = ReportBench(qtbot, Services(services.session.acting(reporter_only())))
    staff.choose("risk")
    staff.write("Jag vågar inte säga det högt")
    staff.page.begin()
    staff.settle()
    assert staff.page.view.offers.isVisible()
    assert "vågar" not in words_in(staff), "somebody else may sit down at this computer"
    assert services.reporting.drafts() == []
    assert services.today.view().drafts == ()
    staff.click(staff.page.view.offers.buttons[0])
    staff.settle()
    assert staff.form.story.text.text() == "Jag vågar inte säga det högt"
    staff.close()


def words_in(bench: ReportBench) -> str:
    """Everything that the offers say."""
    from PySide6.QtWidgets import QLabel

    return " ".join(label.text() for label in bench.page.view.offers.findChildren(QLabel))
