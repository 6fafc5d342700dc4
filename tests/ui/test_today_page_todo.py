"""Today: its numbers are the lists' numbers, what to do comes in order, and it says so when there is nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from kpsdesk import i18n
from kpsdesk.clock import FixedClock
from kpsdesk.services.everything import Services
from kpsdesk.services.today import TodayService
from kpsdesk.ui.pages.today.page import TodayPage
from kpsdesk.ui.widgets import Button, Label
from tests.ui.cases_bench import TODAY, Bench, ids


@pytest.fixture
def bench(qtbot: QtBot, qapp: QApplication, services: Services, clock: FixedClock) -> Iterator[Bench]:
    made = Bench(qtbot, qapp, services, clock)
    yield made
    made.close()


def _numbers(page: TodayPage) -> dict[str, str]:
    return {key: button.accessibleName() for key, button in page.counter_buttons.items()}


def _act(bench: Bench, case: str, due: date) -> None:
    bench.services.cases.add_action(case, {"text": "Byt batteri i larmet", "due": due, "owner_id": 1})


@pytest.mark.parametrize("counter, number", [("new", 2), ("overdue", 2), ("due_soon", 1), ("feedback", 2)])
def test_a_counter_equals_the_list_that_it_opens(bench: Bench, counter: str, number: int) -> None:
    bench.many()
    page = bench.today()
    assert _numbers(page)[counter].endswith(f": {number}")
    bench.click(page.counter_buttons[counter])
    key, given = bench.went[-1]
    assert key == "cases"
    assert bench.services.lists.count(given["query"]) == number
    assert len(ids(bench.cases(**given))) == number


def test_counters_keep_to_the_windows_unit(bench: Bench) -> None:
    bench.many()
    page = bench.today()
    page.unit_changed("AVD3")
    bench.settle()
    bench.click(page.counter_buttons["new"])
    query = bench.went[-1][1]["query"]
    assert query.units == (1,)
    assert bench.services.lists.count(query) == 2


def test_what_to_do_comes_by_urgency_and_each_case_once(bench: Bench) -> None:
    made = bench.many()
    page = bench.today()
    tasks = [row.task for row in page.list.rows()]
    assert [task.key for task in tasks] == [made["serious"], made["late"], made["fresh"], made["owed"]]
    serious, late, fresh, owed = tasks
    assert serious.why.startswith("Risk: Hög. Bedömning: ")
    far = "Kvittens: 16 dagar sen · Verksamhetschef ska få veta"
    assert (late.why, late.verb, late.tone) == (far, "Ta emot", "danger")
    assert fresh.why == "Kom in i dag. Kvittens: om 5 dagar"
    assert (owed.verb, owed.section) == ("Ge återkoppling", "feedback")


def test_the_number_beside_the_page_counts_each_case_once(bench: Bench) -> None:
    bench.many()  # one is new and overdue, one new, one overdue
    badges: list[int] = []
    page = TodayPage(bench.desk)
    page.badge_changed.connect(badges.append)
    bench.put(page)
    assert badges == [3]


def test_a_new_case_is_received_in_place(bench: Bench) -> None:
    made = bench.many()
    page = bench.today()
    line = next(row for row in page.list.rows() if row.task.key == made["fresh"])
    buttons = [b for b in page.list.findChildren(Button) if b.isVisible()]
    button = next(b for b in buttons if b.accessibleName() == f"Ta emot: {line.task.number}")
    bench.click(button)
    assert bench.services.views.open(made["fresh"]).row.status == "acknowledged"
    assert line.task.number in bench.said[-1][0]
    assert _numbers(page)["new"] == "Nya: 1"


def test_arrows_walk_and_enter_opens_with_neighbours(bench: Bench) -> None:
    made = bench.many()
    page = bench.today()
    first, second = page.list.rows()[:2]
    assert first.hasFocus()
    bench.key(first, Qt.Key.Key_Down)
    assert second.hasFocus()
    bench.key(second, Qt.Key.Key_Return)
    key, given = bench.went[-1]
    assert (key, given["id"]) == ("case", made["late"])
    assert given["ids"] == [row.task.key for row in page.list.rows()]


def test_actions_due_are_counted_and_shown_in_the_page(bench: Bench) -> None:
    made = bench.many()
    for days in (-3, 2, 7):
        _act(bench, made["serious"], TODAY + timedelta(days=days))
    _act(bench, made["serious"], TODAY + timedelta(days=8))
    page = bench.today()
    button = page.counter_buttons["actions"]
    assert (button.accessibleName(), button.accessibleDescription()) == ("Åtgärder: 3", "1 är förfallen")
    lines = [row.task for row in page.list.rows() if row.task.icon == "list-checks"]
    assert [task.why for task in lines] == [
        "Åtgärd: 3 dagar sen · Anna Berg",
        "Åtgärd: om 2 dagar · Anna Berg",
        "Åtgärd: om 7 dagar · Anna Berg",
    ]
    bench.click(button)
    bench.qtbot.waitUntil(lambda: any(row.hasFocus() and row.task == lines[0] for row in page.list.rows()))


def test_drafts_and_quick_notes_wait_last(bench: Bench) -> None:
    bench.services.reporting.save_draft({"description": "Larmet i rum 12"}, kind="quick_note")
    draft = bench.services.reporting.save_draft({"description": ""})
    page = bench.today()
    tasks = {row.task.key: row.task for row in page.list.rows()}
    assert len(tasks) == 2
    assert tasks[draft].title == "Inget skrivet än"
    assert tasks[draft].why == "Utkast sparat i dag 10:00"
    bench.click(next(row for row in page.list.rows() if row.task.key == draft))
    assert bench.went[-1] == ("report", {"draft": draft})


def test_nothing_to_do_is_said_and_what_was_closed_is_shown(bench: Bench) -> None:
    case = bench.report("Bra möte", "positive")
    bench.services.cases.close(case, decision="Ja.", feedback="Tack!")
    page = bench.today()
    assert not page.list.isVisible()
    assert page.closed_link.text() == "Avslutade den här veckan: 1"
    (line,) = page.closed_list.rows()
    assert line.task.title == "Bra möte"
    bench.click(page.closed_link)
    query = bench.went[-1][1]["query"]
    assert [row.id for row in bench.services.lists.page(query)] == [case]


def test_the_first_day_says_what_to_do(bench: Bench) -> None:
    page = bench.today()
    assert page.first_day.isVisible()
    assert not page.list.isVisible()
    bench.qtbot.waitUntil(lambda: page.first_day.buttons["report"].hasFocus())
    bench.click(page.first_day.buttons["settings"])
    assert bench.went == [("settings", {})]
    bench.changed(bench.services.cases.receive(bench.report()))
    assert not page.first_day.isVisible()


def test_a_group_shows_five_and_leads_to_all(bench: Bench) -> None:
    for number in range(8):
        bench.report(f"Risk {number}", "risk")
    page = bench.today()
    assert len(page.list.rows()) == 5
    assert _numbers(page)["new"] == "Nya: 8"
    bench.report("Risk till", "risk")
    page.load()
    bench.settle()
    assert len(page.list.rows()) == 5
    assert page.list.rows()[0].hasFocus()


def test_a_new_day_counts_again(bench: Bench) -> None:
    bench.report()
    page = bench.today()
    assert _numbers(page)["overdue"] == "Förfallna: 0"
    bench.clock.forward(days=6)
    page._new_day()
    bench.settle()
    assert _numbers(page)["overdue"] == "Förfallna: 1"


@pytest.mark.parametrize(
    "language, words",
    [
        ("sv", "5 rapporter på tolv månader, varav 1 risk. 1 ärende avslutat. Flest i okt: 3."),
        ("en", "5 reports in twelve months, 1 of them a risk. 1 case closed. Most in Oct: 3."),
    ],
)
def test_the_picture_comes_after_and_says_itself_in_words(bench: Bench, language: str, words: str) -> None:
    i18n.use(language)
    bench.many()
    page = bench.today()
    bench.qtbot.waitUntil(lambda: bool(page.year.words.text()))
    assert page.year.words.text() == words
    assert page.year.view.accessibleName() == words
    picture = page.year.view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    black = sum(
        picture.pixelColor(x, y).value() < 8
        for x in range(0, picture.width(), 3)
        for y in range(0, picture.height(), 3)
    )
    assert black == 0  # what QtSvg makes of a clip path or a filled line


def test_a_month_in_the_picture_leads_to_its_cases(bench: Bench) -> None:
    bench.many()
    page = bench.today()
    bench.qtbot.waitUntil(lambda: bool(page.year.words.text()))
    page.year.view.clicked_at.emit(page.year.width() - 40.0, 50.0)
    query = bench.went[-1][1]["query"]
    assert (query.reported_from, query.reported_to) == (date(2026, 11, 1), date(2026, 11, 30))
    counts = TodayService(bench.services.session).months()
    assert bench.services.lists.count(query) == counts[-1].reported == 2


def _on_lex_maria(bench: Bench, known: date) -> str:
    case = bench.report("Fel dos gavs", "negative_event", harm="H3")
    bench.services.cases.receive(case)
    bench.services.cases.change(case, {"law_area": "hsl", "injury_class": "serious"})
    tracks = bench.services.views.open(case).suggested_tracks
    key = next(rule.key for rule in tracks if rule.code == "lex_maria")
    bench.services.cases.start_track(case, key, {"known_at": known})
    bench.services.lists.forget()
    return case


@pytest.mark.parametrize(
    "days_ago, told, tone",
    [
        (48, "Vårdskada och lex Maria: Anmälan till IVO, 12 dagar kvar", "warn"),
        (60, "Vårdskada och lex Maria: Anmälan till IVO, i dag är sista dagen", "danger"),
        (63, "Vårdskada och lex Maria: Anmälan till IVO, 3 dagar sen", "danger"),
    ],
)
def test_the_laws_clock_stands_first_and_enter_leads_to_it(
    bench: Bench, days_ago: int, told: str, tone: str
) -> None:
    bench.many()
    case = _on_lex_maria(bench, TODAY - timedelta(days=days_ago))
    page = bench.today()
    first = page.list.rows()[0]
    assert "Lagens tidsgränser  1" in [label.text() for label in page.list.findChildren(Label)]
    assert (first.task.key, first.task.why, first.task.tone) == (case, told, tone)
    assert first.hasFocus()
    assert page._page.verticalScrollBar().value() == 0
    bench.key(first, Qt.Key.Key_Return)
    key, given = bench.went[-1]
    assert (key, given["id"], given["section"]) == ("case", case, "legal")


def test_a_law_with_weeks_left_and_a_track_that_is_done_are_not_shown(bench: Bench) -> None:
    done = _on_lex_maria(bench, TODAY - timedelta(days=60))
    track = bench.services.views.open(done).tracks[0].id
    bench.services.cases.end_track(done, track, "done")
    _on_lex_maria(bench, TODAY)
    page = bench.today()
    assert all(row.task.section != "legal" for row in page.list.rows())


def test_who_steps_in_for_an_absent_manager_is_told_while_it_lasts(bench: Bench) -> None:
    bench.report()
    _, bo = bench.services.people.add("Bo Ek")
    page = bench.today()
    assert not page.stand_ins.isVisible()
    changes = bench.services.people.appoint(
        bo, "deputy", unit_id=1, day=TODAY, until=TODAY + timedelta(days=8)
    )
    bench.changed(changes[0])
    assert page.stand_ins.text() == "Bo Ek ersätter Anna Berg på Avdelning 3, sista dag fre 27 nov."
    assert page.stand_ins.isVisible()


def test_rows_that_did_not_change_stay_when_the_laws_clocks_come(bench: Bench) -> None:
    bench.many()
    page = bench.today()
    before = page.list.rows()
    assert before
    _on_lex_maria(bench, TODAY - timedelta(days=60))
    page.load()
    bench.settle()
    after = page.list.rows()
    assert after[0] not in before
    assert [row for row in before if row in after] != []


def test_tab_goes_down_the_page_also_after_it_was_counted_again(bench: Bench) -> None:
    bench.many()
    page = bench.today()
    page.load()
    bench.report("Risk till", "risk")
    page.load()
    bench.settle()
    at: QWidget | None = page.counter_buttons["new"]
    seen: list[QWidget] = []
    while at is not None and at not in seen:
        seen.append(at)
        at = at.nextInFocusChain()
    rows = [one for one in seen if one in page.list.rows()]
    assert rows == page.list.rows()
    assert seen.index(page.counter_buttons["actions"]) < seen.index(rows[0])
    assert seen.index(rows[-1]) < seen.index(page.closed_link)


def test_what_was_read_ahead_is_given_once_and_then_read_anew(bench: Bench) -> None:
    bench.many()
    today = bench.services.today
    today.read_ahead()
    ahead = today.view()
    assert ahead.new == 2
    bench.services.cases.receive(ahead.new_rows[0].id)
    assert today.view().new == 1

    today.read_ahead()
    bench.services.cases.receive(ahead.new_rows[1].id)
    today.drop_ahead()
    assert today.view().new == 0


def test_a_unit_is_never_shown_what_was_read_for_all(bench: Bench) -> None:
    bench.many()
    today = bench.services.today
    alone = today.view((1,))
    today.read_ahead()
    assert today.view((1,)) == alone
