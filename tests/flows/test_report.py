"""Filing a report from the keyboard alone, and the bad days: odd texts, a full disk, a kill while typing."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kpsdesk.clock import FixedClock
from kpsdesk.domain.ids import Ids
from kpsdesk.errors import OutsideError
from kpsdesk.i18n import N_
from kpsdesk.services.everything import Services
from kpsdesk.services.founding import open_session
from kpsdesk.store.engine import Store
from tests.conftest import RAW_KEY
from tests.flows import report_writer
from tests.integration.stores import child_environment
from tests.ui.report_bench import ReportBench, type_into

MOST_DECISIONS = 6
TAB = Qt.Key.Key_Tab


@pytest.fixture
def bench(qtbot: QtBot, services: Services) -> Iterator[ReportBench]:
    """The report page, in Swedish."""
    made = ReportBench(qtbot, services)
    yield made
    made.close()


class Typist:
    """Somebody with a keyboard and no mouse. A decision is a field in which they chose or wrote something."""

    def __init__(self, bench: ReportBench) -> None:
        self.bench, self.keys, self.decisions = bench, 0, 0

    def go_to(self, field: object) -> None:
        """Tab until the field has the keyboard."""
        for _step in range(60):
            at = QApplication.focusWidget()
            if at is field or at is getattr(field, "field", None):
                return
            self.move(TAB)
        raise AssertionError("the field cannot be reached with Tab")

    def move(self, key: Qt.Key) -> None:
        """A key that decides nothing."""
        self.keys += 1
        self.bench.press(key)

    def choose(self, digit: Qt.Key) -> None:
        """One of several."""
        self.keys += 1
        self.decisions += 1
        self.bench.press(digit)

    def write(self, text: str) -> None:
        """Words into the field that has the keyboard."""
        self.keys += len(text)
        self.decisions += 1
        type_into(self.bench.focus(), text)


def test_a_near_miss_from_the_keyboard_alone_takes_at_most_six_decisions(bench: ReportBench) -> None:
    typist = Typist(bench)
    assert bench.form.kind.tiles.isAncestorOf(bench.focus()), "one can begin at once"
    typist.choose(Qt.Key.Key_2)
    typist.go_to(bench.form.story.text.field)
    typist.write("Fel dosett lades fram men upptäcktes innan den gavs.")
    bench.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    bench.settle()

    case = bench.case(bench.receipt.number)
    assert (case.head.kind, case.head.harm, case.head.unit_id, case.head.anonymity) == (
        "near_miss",
        "H0",
        1,
        "named",
    )
    assert case.head.occurred_day is not None
    assert typist.decisions == 2
    assert typist.keys < 70


def test_answering_all_six_by_hand_is_still_six_decisions(bench: ReportBench) -> None:
    typist = Typist(bench)
    form = bench.form
    typist.choose(Qt.Key.Key_3)
    typist.go_to(form.story.text.field)
    typist.write("Fick fel tablett")
    typist.go_to(form.place.unit)
    typist.write("Avdelning 3")
    typist.go_to(form.place.when.row.button("just_now"))
    typist.choose(Qt.Key.Key_3)
    typist.go_to(form.harm.row.button("H0"))
    typist.choose(Qt.Key.Key_6)
    typist.go_to(form.who.level.button("named"))
    typist.choose(Qt.Key.Key_3)
    bench.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    bench.settle()
    case = bench.case(bench.receipt.number)
    assert (case.head.kind, case.head.harm, case.head.anonymity) == ("negative_event", "HX", "anonymous")
    assert typist.decisions == MOST_DECISIONS


def test_every_field_can_be_reached_with_tab_and_the_button_comes_last(bench: ReportBench) -> None:
    bench.choose("negative_event")
    bench.form.more.unfold()
    bench.qtbot.wait(20)
    bench.form.kind.tiles.setFocus()
    seen: list[object] = []
    while (at := bench.focus()) not in seen:
        seen.append(at)
        bench.press(TAB)
    form = bench.form
    wanted = [
        form.story.text.field,
        form.place.unit,
        form.place.when.row.button("just_now"),
        form.place.place,
        form.harm.row.button("H0"),
        form.done.ticks.box("observation"),
        form.done.text.field,
        form.who.level.button("named"),
        form.who.name,
        form.who.profession,
        form.who.contact,
        form.who.feedback,
        form.more.button,
        form.more.fields.suggestion.field,
        form.more.fields.files.button,
        bench.page.view.send_button,
    ]
    places = [seen.index(field) for field in wanted]
    assert places == sorted(places)


# -- odd texts


@pytest.mark.parametrize(
    "text",
    [
        "<b>fet</b> & {namn} %s {0} \\ </script>",
        "Ordningsfel \u202eslaw\u202c och 👩‍⚕️ och e\u0301",
        "=HYPERLINK(1)",
        "rad ett\r\nrad två\u2028rad tre",
    ],
)
def test_odd_texts_are_stored_and_shown_as_they_read(bench: ReportBench, text: str) -> None:
    bench.choose("near_miss")
    bench.form.story.text.field.setPlainText(text)
    bench.send()
    stored = bench.case(bench.receipt.number).report.description
    assert stored.split() == text.replace("\u202e", "").replace("\u202c", "").replace("e\u0301", "é").split()


def test_a_megabyte_is_kept_as_a_draft_and_told_at_the_field(
    bench: ReportBench, log_warnings: list[object]
) -> None:
    text = "Det hände igen. " * 65_000
    bench.choose("near_miss")
    started = time.perf_counter()
    bench.form.story.text.field.insertPlainText(text)
    bench.qtbot.wait(50)
    assert time.perf_counter() - started < 5
    bench.send()
    assert "Inget är borta" in bench.errors()["description"] or "tecken" in bench.errors()["description"]
    assert len(bench.form.story.text.text()) == len(text)
    bench.page.can_leave()
    bench.settle()
    (draft,) = bench.services.reporting.drafts()
    assert len(draft.body["description"]) == len(text)


def test_half_a_character_and_nul_are_no_end_of_the_draft(
    bench: ReportBench, log_warnings: list[object]
) -> None:
    bench.choose("near_miss")
    bench.form.story.text.field.setPlainText("halv \ud83d och \0 noll")
    bench.page.can_leave()
    bench.settle()
    assert bench.faults == []
    (draft,) = bench.services.reporting.drafts()
    assert "halv" in draft.body["description"]
    assert bench.page.view.draft_text() == "Utkast sparat 10:00"


# -- outside trouble


def test_a_full_disk_while_sending_loses_nothing_and_can_be_tried_again(
    bench: ReportBench, monkeypatch: pytest.MonkeyPatch, log_warnings: list[object]
) -> None:
    def full(*_given: object, **_more: object) -> object:
        raise OutsideError(N_("The disk is full. Nothing was lost: free some space, then try again."))

    bench.choose("near_miss")
    bench.write("Halkade nästan")
    with monkeypatch.context() as patched:
        patched.setattr(type(bench.services.reporting), "send", full)
        bench.send()
    text, action_text, action, tone = bench.banners[-1]
    assert "inget du skrivit är förlorat" in text
    assert (action_text, tone) == ("Försök igen", "danger")
    assert bench.form.story.text.text() == "Halkade nästan"
    assert bench.cases() == 0
    action()
    bench.settle()
    assert bench.receipt.number == "2026-000001"
    assert bench.services.reporting.drafts() == []


def test_two_quick_clicks_send_one_report(bench: ReportBench) -> None:
    bench.choose("near_miss")
    bench.write("Halkade nästan")
    bench.page.send()
    bench.page.send()
    bench.settle()
    bench.page.send()
    bench.settle()
    assert bench.cases() == 1


def test_a_fault_of_ours_is_reported_and_the_text_stays(
    bench: ReportBench, monkeypatch: pytest.MonkeyPatch, log_warnings: list[object]
) -> None:
    def broken(*_given: object, **_more: object) -> object:
        raise ZeroDivisionError

    bench.choose("near_miss")
    bench.write("Halkade nästan")
    with monkeypatch.context() as patched:
        patched.setattr(type(bench.services.reporting), "send", broken)
        bench.send()
    assert [type(one) for one in bench.faults] == [ZeroDivisionError]
    assert bench.form.story.text.text() == "Halkade nästan"
    assert bench.page.view.send_button.isEnabled()


@pytest.mark.slow
def test_a_kill_while_typing_loses_only_the_last_keystrokes(
    founded_store: Path, tmp_path: Path, qtbot: QtBot, clock: FixedClock
) -> None:
    path = tmp_path / "unit.kps"
    path.write_bytes(founded_store.read_bytes())
    child = subprocess.Popen(
        [sys.executable, report_writer.__file__, str(path)],
        stdout=subprocess.PIPE,
        env=child_environment(),
        text=True,
        encoding="utf-8",
    )
    assert child.stdout is not None
    typed = [child.stdout.readline().strip() for _line in range(6)]
    time.sleep(1.2)  # what was typed before this while must be there
    child.send_signal(signal.SIGKILL)
    child.stdout.close()
    assert child.wait() == -signal.SIGKILL

    store = Store.open(path, RAW_KEY)
    bench = ReportBench(qtbot, Services(open_session(store, clock, Ids())))
    assert bench.page.view.offers.isVisible()
    bench.click(bench.page.view.offers.buttons[0])
    bench.settle()
    assert bench.form.story.text.text().startswith(typed[-1])
    assert bench.form.answers().kind == "near_miss"
    bench.close()
    store.close()
