"""Opening a store by its password, locking it, and coming back to the same page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kpsdesk.clock import FixedClock
from kpsdesk.domain.rows import CaseQuery
from kpsdesk.services.reporting import NewReport
from kpsdesk.ui.idle import IdleWatch
from kpsdesk.ui.main_window import MainWindow
from kpsdesk.ui.pages.cases.page import CasesPage
from kpsdesk.ui.pages.start.restore import RestorePage
from kpsdesk.ui.pages.start.states import DamagePage, InUsePage, WorkingPage
from kpsdesk.ui.pages.start.unlock import ForgottenPage, UnlockPage
from kpsdesk.ui.single import OneWindow
from tests.ui.start_bench import PASSWORD, Bench, make_store


@pytest.fixture
def code(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, clock: FixedClock) -> str:
    template = tmp_path_factory.getbasetemp() / "start-template.kps"
    return make_store(tmp_path / "profile" / "kpsdesk.kps", template, clock)


@pytest.fixture
def bench(code: str, tmp_path: Path, clock: FixedClock, qtbot: QtBot, qapp: QApplication) -> Iterator[Bench]:
    made = Bench(tmp_path / "profile", clock, qapp)
    yield made
    made.put_away(lambda true: qtbot.waitUntil(true, timeout=10_000))
    assert made.faults == []


def unlock(bench: Bench, qtbot: QtBot, password: str = PASSWORD) -> MainWindow:
    page = bench.view(UnlockPage)
    qtbot.waitUntil(page.button.isEnabled)
    page.field.setText(password)  # QTest types ASCII only
    QTest.keyClick(page.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bench.flow.work is not None, timeout=10_000)
    return bench.view(MainWindow)


def test_the_right_password_opens_today(bench: Bench, qtbot: QtBot) -> None:
    bench.start()

    window = unlock(bench, qtbot)

    assert window.current() == "today"
    assert bench.look.settings.store == str(bench.store)


def test_a_wrong_password_is_told_at_the_field_and_the_page_stays(bench: Bench, qtbot: QtBot) -> None:
    bench.start()
    page = bench.view(UnlockPage)

    QTest.keyClicks(page.field, "fel ord")
    QTest.keyClick(page.field, Qt.Key.Key_Return)

    qtbot.waitUntil(lambda: page.row.error() != "")
    assert "Lösenordet stämmer inte" in page.row.error()
    assert bench.flow.work is None
    assert unlock(bench, qtbot, PASSWORD).current() == "today"


def test_after_three_wrong_tries_the_next_has_to_wait(bench: Bench, qtbot: QtBot, clock: FixedClock) -> None:
    bench.start()
    page = bench.view(UnlockPage)
    for attempt in range(3):
        page.field.setText(f"fel {attempt}")
        page.try_it()
        qtbot.waitUntil(
            lambda: page.row.error() != "" and not page.busy.isVisible() and page.field.isEnabled()
        )

    assert not page.button.isEnabled()
    assert "Nästa försök om 2 sekunder" in page.row.error()

    clock.forward(seconds=3)
    qtbot.waitUntil(page.button.isEnabled)


def test_locking_throws_the_work_away_and_unlocking_returns_to_the_same_page(
    bench: Bench, qtbot: QtBot
) -> None:
    bench.start()
    window = unlock(bench, qtbot)
    work = bench.flow.work
    assert work is not None
    window.go("settings", section="backups")

    QTest.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)

    assert isinstance(bench.shell.view(), UnlockPage)
    assert bench.flow.work is None
    qtbot.waitUntil(lambda: bench.flow._closing is None)
    with pytest.raises(RuntimeError, match="closed"):
        work.opened.store.copy_key()
    again = unlock(bench, qtbot)
    assert again is not window
    assert again.where() == ("settings", {"settings": {"section": "backups"}})


@pytest.mark.parametrize("anew", ["lock", "language", "text size"])
@pytest.mark.parametrize("front", ["cases", "today"])
def test_what_was_looked_for_in_cases_is_there_in_a_window_made_anew(
    bench: Bench, qtbot: QtBot, anew: str, front: str
) -> None:
    bench.start()
    unlock(bench, qtbot).go("cases")
    work = bench.flow.work
    assert work is not None
    qtbot.waitUntil(work.tasks.idle)
    page = cast("CasesPage", work.window.page("cases"))
    wanted = CaseQuery(overdue=True, kinds=("risk",), text="golv", sort="due", descending=False)
    page.look_for(wanted)
    work.window.go(front)
    qtbot.waitUntil(work.tasks.idle)

    if anew == "lock":
        bench.flow.lock()
        qtbot.waitUntil(lambda: bench.flow._closing is None)
        unlock(bench, qtbot)
    elif anew == "language":
        bench.look.set_language("fi")
    else:
        bench.look.set_text_size(150)
    window = bench.view(MainWindow)
    assert window.current() == front
    window.go("cases")
    assert bench.flow.work is not None
    qtbot.waitUntil(bench.flow.work.tasks.idle)
    again = cast("CasesPage", window.page("cases"))
    assert again is not page
    assert again.presenter.query == wanted
    assert again.filters.query() == wanted


def test_nothing_of_a_case_is_left_in_the_window_when_locked(bench: Bench, qtbot: QtBot) -> None:
    bench.start()
    unlock(bench, qtbot)
    work = bench.flow.work
    assert work is not None
    day = work.desk.session.today
    report = NewReport("near_miss", 1, "Hemligt om fru Svensson", occurred_day=day)
    _changes, receipt = work.desk.services.reporting.send(report)
    work.window.go("case", id=receipt.case_id)
    qtbot.waitUntil(work.tasks.idle)
    QGuiApplication.clipboard().setText("Hemligt om fru Svensson")

    bench.flow.lock()
    qtbot.waitUntil(lambda: bench.flow._closing is None)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    shown = [w.text() for w in QApplication.allWidgets() if hasattr(w, "text") and callable(w.text)]
    assert not [text for text in shown if "Svensson" in str(text)]
    assert "Svensson" not in QGuiApplication.clipboard().text()


def test_idle_minutes_lock_and_a_key_press_starts_them_anew(
    bench: Bench, qtbot: QtBot, clock: FixedClock
) -> None:
    bench.start()
    unlock(bench, qtbot)
    idle = bench.flow._idle
    clock.forward(minutes=9)
    key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, "a")
    handle = bench.shell.windowHandle()
    assert handle is not None
    QApplication.sendEvent(handle, key)

    clock.forward(minutes=9)
    idle.look()
    assert bench.flow.work is not None

    clock.forward(minutes=1, seconds=1)
    idle.look()
    assert bench.flow.work is None


def test_a_clock_set_back_does_not_keep_the_window_open_for_ever(clock: FixedClock, qtbot: QtBot) -> None:
    watch = IdleWatch(clock)
    watch.start(lambda: 10)
    clock.forward(hours=-5)
    watch.look()

    with qtbot.waitSignal(watch.idle):
        clock.forward(minutes=11)
        watch.look()


def test_the_recovery_code_gives_a_new_password(bench: Bench, code: str, qtbot: QtBot) -> None:
    bench.start()
    bench.view(UnlockPage).forgotten.emit()
    page = bench.view(ForgottenPage)
    page.code.setText(code.lower().replace("-", " "))
    for line in (page.password.first, page.password.again):
        line.setText("ett helt nytt lösenord")
    QTest.keyClick(page.password.again, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bench.flow.work is not None, timeout=10_000)

    bench.flow.lock()
    assert unlock(bench, qtbot, "ett helt nytt lösenord").current() == "today"


def test_a_slip_in_the_recovery_code_is_told(bench: Bench, code: str, qtbot: QtBot) -> None:
    bench.start()
    bench.view(UnlockPage).forgotten.emit()
    page = bench.view(ForgottenPage)
    page.code.setText(code[:-1] + ("A" if code[-1] != "A" else "B"))
    page.password.first.setText("ett helt nytt lösenord")
    page.password.again.setText("ett helt nytt lösenord")
    page.try_it()

    qtbot.waitUntil(lambda: page.row.error() != "")
    assert "Ett tecken i återställningskoden är fel" in page.row.error()


def test_a_store_that_was_not_closed_is_checked_before_it_is_used(bench: Bench, qtbot: QtBot) -> None:
    bench.store.with_name(bench.store.name + ".open").touch()
    views: list[object] = []
    show = bench.shell.show_view
    bench.shell.show_view = lambda view: (views.append(type(view)), show(view))[1]  # type: ignore[func-returns-value,method-assign]
    bench.start()

    window = unlock(bench, qtbot)

    assert views == [UnlockPage, WorkingPage, MainWindow]
    assert window.current() == "today"


@pytest.mark.parametrize("way", ["restore", "anyway"])
def test_a_damaged_store_offers_the_backup_or_a_look(
    bench: Bench, qtbot: QtBot, way: str, log_warnings: list[object]
) -> None:
    whole = bench.store.stat().st_size
    with bench.store.open("r+b") as stream:
        stream.seek(whole - 4096 * 3 + 100)
        stream.write(b"damage")
    bench.store.with_name(bench.store.name + ".open").touch()
    bench.start()
    page = bench.view(UnlockPage)
    page.field.setText(PASSWORD)
    page.try_it()
    qtbot.waitUntil(lambda: isinstance(bench.shell.view(), DamagePage), timeout=10_000)

    if way == "restore":
        bench.view(DamagePage).button.click()
        assert isinstance(bench.shell.view(), RestorePage)
    else:
        bench.view(DamagePage).open_anyway.emit()
        assert bench.view(MainWindow).current() == "today"


def test_a_second_start_calls_the_first_window_forward(bench: Bench, qtbot: QtBot) -> None:
    bench.start()
    second = OneWindow(bench.store)

    assert not second.take()
    with qtbot.waitSignal(bench.one.called):
        qtbot.waitUntil(lambda: _called(second))


def _called(second: OneWindow) -> bool:
    from threading import Thread

    answers: list[bool] = []
    thread = Thread(target=lambda: answers.append(second.call()))
    thread.start()
    for _turn in range(200):
        QApplication.processEvents()
        thread.join(0.01)
        if not thread.is_alive():
            break
    return bool(answers and answers[0])


def test_without_an_answer_the_page_says_where_the_store_is_open(bench: Bench, qtbot: QtBot) -> None:
    other = OneWindow(bench.store)
    assert other.take()
    bench.start()
    page = bench.view(InUsePage)

    other.release()
    page.button.click()

    assert isinstance(bench.shell.view(), UnlockPage)


def test_another_language_keeps_the_page(bench: Bench, qtbot: QtBot) -> None:
    bench.start()
    unlock(bench, qtbot).go("settings", section="looks")

    bench.look.set_language("fi")

    window = bench.view(MainWindow)
    assert window.current() == "settings"
    assert window.navigation.button("today").text() == "Tänään"  # type: ignore[union-attr]


def test_leaving_makes_a_backup_of_what_was_written(bench: Bench, qtbot: QtBot) -> None:
    bench.start()
    unlock(bench, qtbot)
    work = bench.flow.work
    assert work is not None
    work.desk.write(work, lambda: work.desk.services.preferences.set("backup_hours", 6))
    qtbot.waitUntil(work.tasks.idle)

    bench.shell.close()
    qtbot.waitUntil(lambda: bench.flow.work is None and bench.flow._closing is None, timeout=10_000)

    assert [file.suffix for file in (bench.profile / "backups").glob("*.kps")] == [".kps"]


def test_a_new_day_is_noticed(bench: Bench, qtbot: QtBot, clock: FixedClock) -> None:
    bench.start()
    unlock(bench, qtbot)
    work = bench.flow.work
    assert work is not None
    qtbot.waitUntil(work.tasks.idle)
    clock.forward(days=1)

    with qtbot.waitSignal(work.desk.changed, check_params_cb=lambda changes: changes.touches("day")):
        work.upkeep.look()


def test_a_clock_set_back_between_two_sittings_is_told_once(
    bench: Bench, qtbot: QtBot, clock: FixedClock
) -> None:
    bench.start()
    clock.forward(days=-400)  # the store was founded after that
    unlock(bench, qtbot)
    work = bench.flow.work
    assert work is not None
    told: list[str] = []
    work.upkeep.trouble.connect(told.append)
    for _time in range(2):
        work.upkeep.start()
        qtbot.waitUntil(work.tasks.idle)
    assert len(told) == 1
    assert told[0].startswith("Den här datorns klocka säger 2025-10-16, men databasen ändrades 2026-")


def test_trouble_with_backups_is_told_once(bench: Bench, qtbot: QtBot, log_warnings: list[object]) -> None:
    (bench.profile / "backups").write_text("in the way", encoding="utf-8")
    bench.start()
    unlock(bench, qtbot)
    work = bench.flow.work
    assert work is not None
    told: list[str] = []
    work.upkeep.trouble.connect(told.append)

    for _time in range(3):
        work.upkeep.look()
        qtbot.waitUntil(work.tasks.idle, timeout=10_000)

    assert len(told) == 1
    assert "Ingen säkerhetskopia kunde göras just nu." in told[0]


def test_f1_leads_to_the_help_of_the_page_in_front_and_a_case_is_marked_as_one_of_the_cases(
    bench: Bench, qtbot: QtBot
) -> None:
    bench.start()
    window = unlock(bench, qtbot)
    window.go("case")
    assert window.navigation.button("cases").isChecked()  # type: ignore[union-attr]

    QTest.keyClick(window, Qt.Key.Key_F1)

    assert window.current() == "help"
    assert window.where()[1]["help"] == {"page": "case"}
    assert window.page("help")._current == "case"  # type: ignore[union-attr]
