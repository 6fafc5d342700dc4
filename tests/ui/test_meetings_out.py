"""A sheet on its way out, and the meeting afterwards: printed, saved, held, undone."""

from __future__ import annotations

import errno
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from kpsdesk.domain.meeting import HELD, PLANNED
from kpsdesk.errors import OutsideError
from kpsdesk.services.everything import Services
from kpsdesk.services.meetings import MeetingService
from kpsdesk.ui import printing
from kpsdesk.ui.pages.meetings.page import REGISTER
from kpsdesk.ui.pdf_pages import facts
from tests.ui.meetings_bench import TODAY, MeetingsBench, tell

DUSCH = "En person höll på att halka när golvet var vått. Nu ligger det halkmattor i alla duschar."


@pytest.fixture
def bench(qtbot: QtBot, services: Services) -> MeetingsBench:
    return MeetingsBench(qtbot, services)


@pytest.fixture
def printer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A computer with a printer."""
    monkeypatch.setattr(printing, "printer_there", lambda: True)


def print_to(bench: MeetingsBench, path: Path) -> None:
    """Answer the system's dialog: print into a file."""
    dialog = bench.page.findChildren(QPrintDialog)[-1]
    device = dialog.printer()
    device.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    device.setOutputFileName(str(path))
    device.setResolution(100)
    dialog.accepted.emit(device)
    dialog.hide()
    bench.settle()
    bench.qtbot.waitUntil(lambda: bool(bench.banners) and bench.desk.tasks.idle(), timeout=20000)


def save_as(bench: MeetingsBench, path: Path) -> None:
    """Answer the system's dialog: this file."""
    dialog = bench.page.findChildren(QFileDialog)[-1]
    assert dialog.isVisible()
    dialog.fileSelected.emit(str(path))
    dialog.close()
    bench.settle()


def test_ctrl_p_prints_every_page_that_is_shown(bench: MeetingsBench, printer: None, tmp_path: Path) -> None:
    tell(bench.services, DUSCH)
    bench.open()
    QTest.keyClick(bench.page, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    bench.settle()
    print_to(bench, tmp_path / "paper.pdf")
    printed = facts((tmp_path / "paper.pdf").read_bytes())
    assert len(printed) == bench.sheet.preview.paper.pages == 3
    assert abs(printed[0].height / printed[0].width - 297 / 210) < 0.01
    text, action, _act, _tone = bench.banners[-1]
    assert "skickat till skrivaren" in text
    assert "Har ni haft mötet?" in text
    assert action == "Markera som hållet"


def test_without_a_printer_a_sentence_says_what_to_do(
    bench: MeetingsBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "printer_there", lambda: False)
    bench.open()
    bench.click(bench.sheet.print)
    text, _action, _act, tone = bench.banners[-1]
    assert "ingen skrivare" in text
    assert tone == "warn"
    assert not bench.sheet.held.isVisible()


@pytest.mark.qt_log_ignore("QPainter::begin", extend=True)
def test_a_printer_that_refuses_is_told(bench: MeetingsBench, printer: None, tmp_path: Path) -> None:
    bench.open()
    bench.click(bench.sheet.print)
    print_to(bench, tmp_path / "no such folder" / "paper.pdf")
    assert "tog inte emot" in bench.banners[-1][0]


def test_ctrl_s_saves_the_very_pages(bench: MeetingsBench, tmp_path: Path) -> None:
    tell(bench.services, DUSCH)
    bench.open()
    QTest.keyClick(bench.page, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    bench.settle()
    save_as(bench, tmp_path / "APT.pdf")
    assert (tmp_path / "APT.pdf").read_bytes() == bench.sheet.preview.pdf()
    assert "APT.pdf" in bench.banners[-1][0]


def test_what_was_written_a_moment_ago_is_in_the_file(bench: MeetingsBench, tmp_path: Path) -> None:
    case = tell(bench.services, DUSCH)
    bench.open()
    bench.write(bench.sheet.stories.rows[case].area, " Sista ordet.", wait=False)
    bench.sheet.out.save()
    bench.settle()
    save_as(bench, tmp_path / "APT.pdf")
    told = " ".join(page.text for page in facts((tmp_path / "APT.pdf").read_bytes()))
    assert "Sista ordet." in " ".join(told.split())


def test_a_full_disk_is_told_and_nothing_is_lost(
    bench: MeetingsBench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.open()
    bench.click(bench.sheet.save)

    def full(*_arguments: object, **_more: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    for name in ("write_bytes", "open"):
        monkeypatch.setattr(Path, name, full)
    monkeypatch.setattr("os.replace", full)
    save_as(bench, tmp_path / "APT.pdf")
    assert len(bench.errors) == 1
    sentence = bench.errors[0].sentence()  # type: ignore[attr-defined]
    assert "full" in sentence.casefold() or "plats" in sentence.casefold()
    assert not (tmp_path / "APT.pdf").exists()


def test_warnings_are_asked_about_once_and_say_what_was_found(
    bench: MeetingsBench, printer: None, tmp_path: Path
) -> None:
    case = tell(bench.services, DUSCH + " Ring 070-123 45 67.")
    bench.open()
    bench.click(bench.sheet.print)
    dialog = bench.dialog()
    said = dialog.accessibleDescription()
    assert "070" not in said
    assert bench.sheet.stories.rows[case].tick.text().split(" ")[0] in said
    assert bench.page.findChildren(QPrintDialog) == []
    # rather look first: the keyboard is on the first warning
    bench.click(dialog.cancel_button)
    bench.page.activateWindow()
    bench.qtbot.waitUntil(lambda: QApplication.focusWidget() is bench.sheet.warnings.buttons[0], timeout=3000)
    bench.click(bench.sheet.print)
    bench.click(bench.dialog().main_button)
    print_to(bench, tmp_path / "one.pdf")
    # the same warnings are not asked about a second time
    bench.click(bench.sheet.save)
    assert bench.page.findChildren(QFileDialog)
    save_as(bench, tmp_path / "two.pdf")
    assert (tmp_path / "two.pdf").exists()


def test_held_asks_nothing_that_is_known(bench: MeetingsBench, tmp_path: Path) -> None:
    case = tell(bench.services, DUSCH)
    unticked = tell(bench.services, "En annan berättelse om en säng.", "Sängen")
    bench.open()
    bench.click(bench.sheet.stories.rows[unticked].tick)
    bench.click(bench.sheet.save)
    save_as(bench, tmp_path / "APT.pdf")
    _text, _action, mark_as_held, _tone = bench.banners[-1]
    mark_as_held()
    bench.settle()
    (meeting,) = bench.kept()
    assert (meeting.state, meeting.safety_item, meeting.date, meeting.unit) == (HELD, True, TODAY, 1)
    assert meeting.held_by == "Anna Berg"
    assert meeting.cases == (case,)
    assert meeting.sheet["stories"][0]["text"]
    # the register shows it, and the sheet is that of the next meeting
    bench.page.show_tab(REGISTER)
    bench.settle()
    assert [one.id for one in bench.page.register.meetings()] == [meeting.id]
    assert bench.sheet.presenter.settings.first > TODAY - timedelta(days=1)


def test_held_with_the_next_day_in_one_step_and_undone(bench: MeetingsBench) -> None:
    tell(bench.services, DUSCH)
    bench.open()
    bench.write(bench.sheet.texts.areas["decisions"], "Mattor före jul")
    bench.click(bench.sheet.head.mark)
    held = bench.sheet.held
    assert held.isVisible()
    bench.write(held.next, "2026-12-18")
    bench.click(held.button)
    (meeting,) = bench.kept()
    assert (meeting.state, meeting.next_date.isoformat()) == (HELD, "2026-12-18")  # type: ignore[union-attr]
    assert bench.sheet.head.day.value() == meeting.next_date
    assert not held.isVisible()
    text, action, undo, _tone = bench.banners[-1]
    assert "markerat som hållet" in text
    assert action == "Ångra"
    undo()
    bench.settle()
    (meeting,) = bench.kept()
    assert (meeting.state, meeting.safety_item, meeting.cases) == (PLANNED, False, ())
    assert bench.sheet.texts.areas["decisions"].text() == "Mattor före jul"
    assert bench.sheet.head.day.value() == TODAY


def test_held_before_the_draft_has_been_kept_makes_one_meeting(bench: MeetingsBench) -> None:
    bench.open()
    bench.write(bench.sheet.texts.areas["decisions"], "Mattor", wait=False)
    bench.sheet.presenter.keep()  # on its way, and not there yet
    bench.sheet.hold()
    bench.settle()
    bench.settle()
    (meeting,) = bench.kept()
    assert (meeting.state, meeting.sheet["decisions"]) == (HELD, ["Mattor"])


def test_a_day_that_is_no_day_is_told_before_it_is_held(bench: MeetingsBench) -> None:
    bench.open()
    bench.click(bench.sheet.head.mark)
    bench.write(bench.sheet.held.next, "snart")
    bench.click(bench.sheet.held.button)
    assert bench.sheet.held.next_row.error()
    assert bench.kept() == []


def test_when_the_day_has_come_the_page_asks_if_it_was_held(qtbot: QtBot, bench: MeetingsBench) -> None:
    bench.open()
    assert not bench.sheet.held.isVisible()
    bench.write(bench.sheet.texts.areas["presenter"], "Börja så här.")
    again = MeetingsBench(qtbot, bench.services)
    again.open()
    assert again.sheet.held.isVisible()
    assert "i dag" in again.sheet.held.words.text()
    again.click(again.sheet.held.later)
    assert not again.sheet.held.isVisible()


def test_a_meeting_that_is_still_to_come_is_not_asked_about(bench: MeetingsBench, tmp_path: Path) -> None:
    bench.open()
    bench.write(bench.sheet.head.day, (TODAY + timedelta(days=6)).isoformat())
    bench.click(bench.sheet.save)
    save_as(bench, tmp_path / "APT.pdf")
    text, action, _act, _tone = bench.banners[-1]
    assert "APT.pdf" in text
    assert "Har ni haft" not in text
    assert action == ""
    assert not bench.sheet.held.isVisible()
    # who says that it was held all the same, held it today
    bench.click(bench.sheet.head.mark)
    assert "i dag" in bench.sheet.held.words.text()
    bench.click(bench.sheet.held.button)
    assert [(one.state, one.date) for one in bench.kept()] == [(HELD, TODAY)]


def test_what_could_not_be_kept_is_still_there_and_kept_by_the_next_try(
    bench: MeetingsBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.open()
    with monkeypatch.context() as broken:

        def full(*_arguments: object, **_more: object) -> None:
            raise OutsideError("There is no room left on the disk.")

        broken.setattr(MeetingService, "save", full)
        bench.write(bench.sheet.texts.areas["decisions"], "Nya mattor", wait=False)
        bench.qtbot.waitUntil(bench.sheet.trouble.isVisible, timeout=5000)
    assert bench.kept() == []
    assert bench.sheet.texts.areas["decisions"].text() == "Nya mattor"
    bench.sheet.trouble.linked.emit()
    bench.settle()
    assert bench.planned().sheet["decisions"] == ["Nya mattor"]
    assert not bench.sheet.trouble.isVisible()
