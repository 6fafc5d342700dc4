"""The report form: what each kind asks, what is filled in already, what is said when something is missing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path

import pytest
from PySide6.QtCore import QDate
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from kpsdesk import i18n
from kpsdesk.clock import FixedClock
from kpsdesk.services.everything import Services
from kpsdesk.ui.look import Look
from kpsdesk.ui.pages.report.lookup import LookupView
from kpsdesk.ui.pages.report.more import MoreFields
from kpsdesk.ui.pages.report.page import ReportPage
from kpsdesk.ui.pages.report.questions import Question
from kpsdesk.ui.pages.report.receipt import ReceiptView
from tests.integration.test_organisation import add_unit
from tests.ui.report_bench import ReportBench, type_into


@pytest.fixture
def bench(qtbot: QtBot, services: Services) -> Iterator[ReportBench]:
    """The report page, in Swedish."""
    made = ReportBench(qtbot, services)
    yield made
    made.close()


def test_unit_time_name_and_profession_are_filled_in(bench: ReportBench) -> None:
    answers = bench.form.answers()
    assert (answers.unit_id, answers.when, answers.anonymity) == (1, "just_now", "named")
    assert (answers.day, answers.time) == (date(2026, 11, 20), time(10, 0))  # Stockholm
    assert (answers.name, answers.profession, answers.wants_feedback) == ("Anna Berg", "manager", True)


@pytest.mark.parametrize(
    "kind, prompt, asks_when, asks_harm, asks_done",
    [
        ("risk", "Vad kan hända?", False, False, True),
        ("near_miss", "Vad hände?", True, True, True),
        ("negative_event", "Vad hände?", True, True, True),
        ("positive", "Vad gick bra?", True, False, False),
    ],
)
def test_questions_follow_the_kind(
    bench: ReportBench, kind: str, prompt: str, asks_when: bool, asks_harm: bool, asks_done: bool
) -> None:
    bench.choose(kind)
    form = bench.form
    assert form.story.heading() == prompt
    assert form.place.rows["occurred"].isVisible() == asks_when
    assert form.harm.isVisible() == asks_harm
    assert form.done.isVisible() == asks_done


@pytest.mark.parametrize("kind", ["view", "complaint", "improvement"])
def test_the_fifth_tile_opens_three_more_kinds(bench: ReportBench, kind: str) -> None:
    assert not bench.form.kind.voices.isVisible()
    bench.choose("voice")
    assert bench.form.kind.kind() is None
    bench.click(bench.form.kind.voices.button(kind))
    assert bench.form.answers().kind == kind


def test_a_near_miss_harmed_nobody_until_somebody_says_so(bench: ReportBench) -> None:
    bench.choose("near_miss")
    assert bench.form.answers().harm == "H0"
    bench.choose("negative_event")
    assert bench.form.answers().harm is None
    bench.choose("near_miss")
    bench.click(bench.form.harm.row.button("H2"))
    bench.click(bench.form.harm._note._link)
    answers = bench.form.answers()
    assert (answers.kind, answers.harm) == ("negative_event", "H2")


def test_the_hint_says_the_unit_s_word_for_the_person(bench: ReportBench) -> None:
    bench.choose("near_miss")
    assert "”brukare”" in bench.form.story.text.field.placeholderText()


def test_all_that_is_missing_is_said_at_its_field_and_the_first_gets_the_keyboard(bench: ReportBench) -> None:
    bench.form.place.unit.set_value(None)
    bench.click(bench.form.place.when.row.button("other"))
    bench.send()
    errors = bench.errors()
    assert set(errors) == {"kind", "description", "unit", "occurred", "harm"}
    assert errors["kind"] == "Välj vad du vill berätta om."
    assert bench.cases() == 0
    assert bench.page.view.send_button.isEnabled()
    assert bench.form.kind.tiles.isAncestorOf(bench.focus())


def test_an_error_goes_when_its_field_is_filled(bench: ReportBench) -> None:
    bench.send()
    assert "description" in bench.errors()
    bench.write("x")
    assert "description" not in bench.errors()


@pytest.mark.parametrize(
    "typed, sentence",
    [
        ("2026-11-21", "ligger i framtiden"),
        ("i morgon kanske", "Skriv en dag"),
        ("1890-01-01", "för långt tillbaka"),
    ],
)
def test_odd_days_are_named(bench: ReportBench, typed: str, sentence: str) -> None:
    bench.choose("near_miss")
    bench.write("Halkade nästan")
    bench.click(bench.form.place.when.row.button("other"))
    type_into(bench.form.place.when.day, typed)
    bench.send()
    assert sentence in bench.errors()["occurred"]
    assert bench.cases() == 0


@pytest.mark.parametrize("choice, day", [("today", date(2026, 11, 20)), ("yesterday", date(2026, 11, 19))])
def test_day_and_time_are_stored(bench: ReportBench, choice: str, day: date) -> None:
    bench.choose("near_miss")
    bench.write("Halkade nästan")
    bench.click(bench.form.place.when.row.button(choice))
    type_into(bench.form.place.when.time, "730")
    bench.form.place.when.about.click()
    bench.send()
    case = bench.case(bench.receipt.number)
    assert case.head.occurred_day == day
    assert case.report.values["occurred_time"] == "07:30"
    assert case.report.values["occurred_precision"] == "approximate"


def test_just_now_means_when_it_was_written_not_when_it_was_sent(
    bench: ReportBench, clock: FixedClock
) -> None:
    bench.choose("near_miss")
    bench.write("Halkade nästan")
    clock.instant = datetime.fromisoformat("2026-11-21T06:00:00+00:00")
    bench.send()
    case = bench.case(bench.receipt.number)
    assert case.head.occurred_day == date(2026, 11, 20)
    assert case.report.values["occurred_time"] == "10:00"


def test_do_not_know_is_an_answer(bench: ReportBench) -> None:
    bench.choose("negative_event")
    bench.write("Hittades på golvet")
    bench.click(bench.form.place.when.row.button("unknown"))
    bench.click(bench.form.harm.row.button("HX"))
    bench.send()
    case = bench.case(bench.receipt.number)
    assert case.head.occurred_day is None
    assert (case.head.harm, case.report.values["occurred_precision"]) == ("HX", "unknown")


def test_everything_that_was_told_is_stored(bench: ReportBench) -> None:
    form = bench.form
    bench.choose("negative_event")
    bench.write("Fick fel tablett")
    bench.click(form.harm.row.button("H1"))
    form.done.ticks.box("doctor").click()
    type_into(form.done.text.field, "Ringde jouren")
    form.more.unfold()
    type_into(form.more.fields.suggestion.field, "Märk skåpen")
    type_into(form.more.fields.went_well.field, "Upptäcktes snabbt")
    type_into(form.more.fields.discovered, "2026-11-19")
    type_into(form.more.fields.short_title, "Fel tablett")
    form.more.fields.event_type.set_value("MED.handing_over")
    form.more.fields.affected.set_value("person")
    form.place.place.set_value("ward")
    bench.send()
    case = bench.case(bench.receipt.number)
    assert (case.head.kind, case.head.harm, case.head.title) == ("negative_event", "H1", "Fel tablett")
    assert case.report.suggestion == "Märk skåpen"
    assert case.report.went_well == "Upptäcktes snabbt"
    assert case.report.immediate_text == "Ringde jouren"
    assert case.report.reporter_name == "Anna Berg"
    values = case.report.values
    assert values["immediate_actions"] == ["doctor"]
    assert (values["place"], values["person_affected"]) == ("ward", "person")
    assert values["event_type_proposed"] == "MED.handing_over"
    assert (values["discovered_on"], values["profession"]) == ("2026-11-19", "manager")


@pytest.mark.parametrize("language", ["fi", "en"])
def test_the_page_made_anew_in_another_language_holds_what_was_typed(
    bench: ReportBench, language: str
) -> None:
    bench.choose("near_miss")
    bench.write("Halkade nästan")
    bench.page.hidden()
    bench.page.hide()
    bench.settle()
    i18n.use(language)
    bench.new_page()
    answers = bench.form.answers()
    assert (answers.kind, answers.description) == ("near_miss", "Halkade nästan")
    assert bench.form.who.heading() == {"fi": "Kuka olet?", "en": "Who are you?"}[language]
    assert not bench.page.view.offers.isVisible(), "its own draft is not offered"
    bench.send()
    assert bench.services.reporting.drafts() == []


def test_the_receipt_outlives_a_change_of_language(bench: ReportBench) -> None:
    bench.choose("risk")
    bench.write("Lös matta")
    bench.send()
    code = bench.receipt.code
    bench.page.hidden()
    bench.page.hide()
    i18n.use("fi")
    bench.new_page()
    assert bench.page.receipt.code.text() == code


def test_nothing_done_and_something_done_exclude_each_other(bench: ReportBench) -> None:
    ticks = bench.form.done.ticks
    for code in ("doctor", "nurse"):
        ticks.box(code).click()
    ticks.box("none").click()
    assert bench.form.answers().immediate == {"none"}
    ticks.box("nurse").click()
    assert bench.form.answers().immediate == {"nurse"}


@pytest.mark.parametrize(
    "text, found",
    [
        ("Karin såg det i tid", "Karin"),
        ("Ring 070-123 45 67", "070-123 45 67"),
        ("19121212-1212 föll", "19121212-1212"),
        ("👩‍⚕️ 131052-308T putosi", "131052-308T"),
    ],
)
def test_what_tells_who_somebody_is_is_said_and_marked(bench: ReportBench, text: str, found: str) -> None:
    area = bench.form.story.text
    type_into(area.field, text)
    bench.qtbot.waitUntil(lambda: bool(area._warning.text()), timeout=3000)
    assert f"”{found}”" in area._warning.text()
    (mark,) = area.field.extraSelections()
    assert mark.cursor.selectedText() == found
    bench.choose("near_miss")
    bench.send()
    assert bench.receipt.number, "it warns, and hinders nobody"


def test_the_warning_goes_with_the_words(bench: ReportBench) -> None:
    area = bench.form.more.fields.suggestion
    bench.form.more.unfold()
    type_into(area.field, "Fråga Karin")
    bench.qtbot.waitUntil(lambda: bool(area._warning.text()), timeout=3000)
    area.field.selectAll()
    area.field.insertPlainText("Fråga mer")
    bench.qtbot.waitUntil(lambda: not area._warning.text(), timeout=3000)
    assert area.field.extraSelections() == []


def test_a_tick_that_asks_for_something_says_so(bench: ReportBench) -> None:
    done = bench.form.done
    assert not done._note.isVisible()
    bench.click(done.ticks.box("equipment_removed"))
    assert done._note.isVisible()
    assert "Laga den inte" in done._note.text()
    bench.click(done.ticks.box("equipment_removed"))
    assert not done._note.isVisible()


def test_what_comes_later_is_made_later_and_the_window_answers_between_the_cards(
    qtbot: QtBot, services: Services
) -> None:
    bench = ReportBench(qtbot, services)
    page = ReportPage(bench.desk)
    qtbot.addWidget(page)
    assert page.view.form.making.active
    assert len(page.view.form.findChildren(Question)) == 1
    page.resize(1000, 900)
    page.show()
    page.shown({})
    assert len(page.view.form.findChildren(Question)) == 1
    qtbot.waitUntil(lambda: not page.view.form.making.active, timeout=3000)
    assert len(page.view.form.findChildren(Question)) == 6
    for later in (MoreFields, ReceiptView, LookupView):
        assert page.findChildren(later) == []
    page.form.more.unfold()
    assert len(page.findChildren(MoreFields)) == 1
    bench.close()


def test_a_key_before_the_page_is_whole_is_not_lost(qtbot: QtBot, services: Services) -> None:
    bench = ReportBench(qtbot, services)
    page = ReportPage(bench.desk)
    qtbot.addWidget(page)
    page.view.form.kind.tiles.button("near_miss").click()
    answers = page.form.answers()
    assert (answers.kind, answers.harm, answers.unit_id) == ("near_miss", "H0", 1)
    bench.close()


def test_the_calendar_shows_its_whole_month_and_gives_the_day(bench: ReportBench) -> None:
    bench.click(bench.form.place.when.row.button("other"))
    day = bench.form.place.when.day
    day.open_calendar()
    popup = day._calendar
    assert popup is not None
    head = popup.findChild(QWidget, "qt_calendar_navigationbar")
    assert head is not None
    assert head.height() >= head.sizeHint().height()
    popup._pick(QDate(2026, 11, 3))
    assert bench.form.answers().day == date(2026, 11, 3)
    assert day.hasFocus()


@pytest.mark.parametrize("anonymity, next_unit", [("named", "AVD4"), ("anonymous", "AVD3")])
def test_the_unit_reported_on_last_is_offered_after_a_restart(
    qtbot: QtBot, qapp: QApplication, services: Services, tmp_path: Path, anonymity: str, next_unit: str
) -> None:
    other = add_unit(services)
    first = ReportBench(qtbot, services, Look(qapp, tmp_path))
    assert first.form.answers().unit_id == 1
    first.choose("risk")
    first.write("Golvet är halt")
    first.form.place.unit.set_value(str(other))
    first.click(first.form.who.level.button(anonymity))
    first.send()
    assert first.case(first.receipt.number).head.unit_id == other
    first.close()

    second = ReportBench(qtbot, services, Look(qapp, tmp_path))
    second.choose("risk")
    unit = services.session.organisation.units[second.form.answers().unit_id or 0]
    second.close()
    assert unit.code == next_unit
    told = (tmp_path / "settings.toml").read_text(encoding="utf-8") if anonymity == "named" else ""
    assert "Avdelning" not in told
