"""Making the sheet of the next workplace meeting: stories, words, warnings, the page itself, the draft."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kpsdesk.domain.meeting import HELD, PLANNED, Meeting
from kpsdesk.domain.permission import Actor, Permission
from kpsdesk.services.everything import Services
from kpsdesk.ui.pages.meetings.presenter import PREVIEW_MS
from tests.ui.meetings_bench import TODAY, MeetingsBench, tell

DUSCH = "En person höll på att halka när golvet var vått. Nu ligger det halkmattor i alla duschar."
DOSETT = "Två dosetter låg bredvid varandra. Nu står de i var sin låda med olika färg."


@pytest.fixture
def bench(qtbot: QtBot, services: Services) -> MeetingsBench:
    return MeetingsBench(qtbot, services)


def test_looking_at_the_sheet_writes_nothing(bench: MeetingsBench) -> None:
    bench.open()
    assert "Avdelning 3" in bench.words()
    bench.page.hidden()
    bench.settle()
    assert bench.kept() == []


def test_a_sheet_without_stories_says_how_one_is_written_and_leads_there(bench: MeetingsBench) -> None:
    case = tell(bench.services, None)
    bench.open()
    assert bench.sheet.stories.none.isVisible()
    assert "Lärdom" in bench.sheet.stories.none.text()
    bench.click(bench.sheet.stories.bare.button)
    link = bench.sheet.stories.bare.content.findChildren(type(bench.sheet.found))[0]
    assert "Fallet i duschen" in link.accessibleName()
    bench.click(link)
    assert bench.went == [("case", {"id": case, "section": "apt_text"})]


def test_a_story_is_edited_where_it_stands_and_reads_so_on_the_page(bench: MeetingsBench) -> None:
    case = tell(bench.services, DUSCH)
    bench.open()
    row = bench.sheet.stories.rows[case]
    assert row.tick.isChecked()
    assert "halkmattor i alla duschar" in bench.words()
    bench.write(row.area, " Tack till alla som torkar golvet.")
    assert "Tack till alla som torkar golvet." in bench.words()
    # a draft for this meeting: the case keeps its own words until somebody says otherwise
    assert bench.services.views.open(case).values["apt_text"] == DUSCH
    assert bench.planned().sheet["stories"][0]["text"].endswith("torkar golvet.")


def test_a_story_that_is_not_ticked_is_not_printed(bench: MeetingsBench) -> None:
    case = tell(bench.services, DUSCH)
    bench.open()
    bench.click(bench.sheet.stories.rows[case].tick)
    assert "halkmattor" not in bench.words()
    assert not bench.sheet.stories.rows[case].area.isVisible()
    bench.click(bench.sheet.stories.rows[case].tick)
    assert "halkmattor" in bench.words()


def test_words_found_for_the_meeting_go_back_to_the_case_and_can_be_undone(bench: MeetingsBench) -> None:
    case = tell(bench.services, DUSCH)
    bench.open()
    row = bench.sheet.stories.rows[case]
    assert not row.save.isVisible()
    bench.write(row.area, " Bra gjort.")
    bench.click(row.save)
    assert bench.services.views.open(case).values["apt_text"] == DUSCH + " Bra gjort."
    assert not row.save.isVisible()
    text, action, undo, _tone = bench.banners[-1]
    assert "samma ord" in text
    assert action == "Ångra"
    undo()
    bench.settle()
    assert bench.services.views.open(case).values["apt_text"] == DUSCH
    assert row.area.text() == DUSCH + " Bra gjort."


def test_the_case_s_own_words_are_taken_back(bench: MeetingsBench) -> None:
    case = tell(bench.services, DUSCH)
    bench.open()
    row = bench.sheet.stories.rows[case]
    bench.write(row.area, " Något annat.")
    bench.click(row.back)
    assert row.area.text() == DUSCH
    assert "Något annat" not in bench.words()


def test_the_draft_is_there_after_a_crash(qtbot: QtBot, bench: MeetingsBench) -> None:
    case = tell(bench.services, DUSCH)
    bench.open()
    bench.write(bench.sheet.stories.rows[case].area, " Mer.")
    bench.write(bench.sheet.texts.areas["questions"], "Vad gör vi i vinter?\n\nVem torkar?")
    bench.write(bench.sheet.texts.areas["presenter"], "Börja med tacket.")
    bench.click(bench.sheet.head.language.button("en"))
    # another window on the same store, as after a crash: nothing of the first one is asked
    again = MeetingsBench(qtbot, bench.services)
    again.open()
    assert again.sheet.stories.rows[case].area.text() == DUSCH + " Mer."
    assert again.sheet.texts.areas["questions"].text() == "Vad gör vi i vinter?\nVem torkar?"
    assert again.sheet.texts.areas["presenter"].text() == "Börja med tacket."
    assert again.sheet.head.language.value() == "en"
    assert len(bench.kept()) == 1


def test_leaving_the_page_keeps_what_was_written_a_moment_ago(bench: MeetingsBench) -> None:
    bench.open()
    bench.write(bench.sheet.texts.areas["decisions"], "Halkmattor före jul", wait=False)
    bench.page.hidden()
    bench.settle()
    assert bench.planned().sheet["decisions"] == ["Halkmattor före jul"]


def test_a_sheet_that_is_opened_again_at_once_has_what_was_just_written(bench: MeetingsBench) -> None:
    bench.open()
    bench.write(bench.sheet.texts.areas["decisions"], "Halkmattor före jul", wait=False)
    bench.sheet.open(1)
    bench.settle()
    assert bench.sheet.texts.areas["decisions"].text() == "Halkmattor före jul"
    assert len(bench.kept()) == 1


def test_questions_decisions_and_notes_are_on_the_paper(bench: MeetingsBench) -> None:
    bench.open()
    bench.write(bench.sheet.texts.areas["questions"], "Vad oroar oss mest?")
    bench.write(bench.sheet.texts.areas["decisions"], "Nya mattor före jul")
    bench.write(bench.sheet.texts.areas["presenter"], "Låt någon annan läsa.")
    bench.click(bench.sheet.texts.more.button)
    bench.write(bench.sheet.texts.areas["thanks_text"], "Fint arbete med sängarna.")
    told = bench.words()
    for text in (
        "Vad oroar oss mest?",
        "Nya mattor före jul",
        "Låt någon annan läsa.",
        "Fint arbete med sängarna.",
    ):
        assert text in told


def test_a_warning_leads_to_its_place_in_the_text(bench: MeetingsBench) -> None:
    case = tell(bench.services, DUSCH)
    bench.open()
    assert bench.sheet.warnings.clean.isVisible()
    row: Any = bench.sheet.stories.rows[case]
    bench.write(row.area, " 🙂 Ring 070-123 45 67 om du undrar.")
    warned = bench.sheet.warnings.buttons
    assert len(warned) == 1
    assert "070" not in warned[0].accessibleName()  # what it may tell is not repeated
    bench.page.setFocus()
    bench.sheet.go_to_warnings()
    first = QApplication.focusWidget()
    assert first is bench.sheet.warnings.buttons[0]
    QTest.keyClick(first, Qt.Key.Key_Space)
    bench.settle()
    assert row.area.field.hasFocus()
    assert row.area.field.textCursor().selectedText() == "070-123 45 67"
    # what is marked is written over by the next key
    QTest.keyClick(row.area.field, Qt.Key.Key_X)
    bench.settle()
    assert bench.sheet.warnings.buttons == []
    assert "om du undrar" in bench.words()


def test_a_warning_finds_its_line_among_the_questions_and_under_the_fold(bench: MeetingsBench) -> None:
    bench.open()
    bench.write(bench.sheet.texts.areas["questions"], "Vad gör vi?\n\n  Mejla anna@example.org då?")
    bench.click(bench.sheet.warnings.buttons[0])
    area = bench.sheet.texts.areas["questions"]
    assert area.field.textCursor().selectedText() == "anna@example.org"
    area.set_text("")
    area.edited.emit("")
    assert not bench.sheet.texts.more.content.isVisible()
    bench.click(bench.sheet.texts.more.button)
    bench.write(bench.sheet.texts.areas["about_late"], "Ring 070-123 45 67")
    bench.click(bench.sheet.texts.more.button)
    bench.click(bench.sheet.warnings.buttons[0])
    assert bench.sheet.texts.areas["about_late"].field.textCursor().selectedText() == "070-123 45 67"
    assert bench.sheet.texts.areas["about_late"].isVisible()


def test_the_period_begins_after_the_last_meeting_and_can_be_moved(bench: MeetingsBench) -> None:
    case = tell(bench.services, DUSCH)
    bench.services.meetings.save(
        Meeting("", "apt", date(2026, 11, 1), 1, state=HELD, safety_item=True, held_by="Anna Berg")
    )
    bench.open()
    head = bench.sheet.head
    assert (head.first.value(), head.last.value()) == (date(2026, 11, 1), TODAY)
    assert "1 nov" in head.since.text()
    bench.write(head.last, "2026-11-10")
    assert list(bench.sheet.stories.rows) == []  # the case was closed after that
    bench.write(head.first, "2026-11-15")
    assert head.last_row.error()
    assert bench.planned().sheet["last"] == "2026-11-10"
    bench.click(head.until_today)
    assert list(bench.sheet.stories.rows) == [case]
    assert not head.last_row.error()


def test_the_sheet_has_a_language_of_its_own_that_of_the_unit_s_country_at_first(
    bench: MeetingsBench,
) -> None:
    bench.open()
    assert bench.page.title() == "APT"
    assert bench.sheet.presenter.settings.language == "sv"
    bench.click(bench.sheet.head.language.button("fi"))
    assert "Edellisen kokouksen" in bench.words()


def test_words_that_nobody_changed_for_the_meeting_follow_the_case(bench: MeetingsBench) -> None:
    case, other = tell(bench.services, DUSCH), tell(bench.services, DOSETT, "Två dosetter")
    bench.open()
    bench.write(bench.sheet.stories.rows[other].area, " Klart.")
    for key in (case, other):
        changes = bench.services.cases.change(key, {"apt_text": "Andra ord nu."})
        bench.desk.changed.emit(changes)
        bench.settle()
    assert bench.sheet.stories.rows[case].area.text() == "Andra ord nu."
    assert bench.sheet.stories.rows[other].area.text() == DOSETT + " Klart."
    # also when the case was changed while the sheet was put away
    bench.write(bench.sheet.texts.areas["presenter"], "x")
    bench.services.cases.change(case, {"apt_text": "Tredje orden."})
    bench.sheet.open(1)
    bench.settle()
    assert bench.sheet.stories.rows[case].area.text() == "Tredje orden."
    assert bench.sheet.stories.rows[other].area.text() == DOSETT + " Klart."


def test_the_page_keeps_its_place_while_it_is_made_anew(bench: MeetingsBench) -> None:
    bench.open()
    bar = bench.sheet.preview.paper.verticalScrollBar()
    bar.setValue(400)
    bench.write(bench.sheet.texts.areas["presenter"], "Ett ord.")
    assert bar.value() == 400
    assert "Ett ord." in bench.words()


def test_keys_lead_through_the_page(bench: MeetingsBench) -> None:
    bench.open()
    paper = bench.sheet.preview.paper
    paper.setFocus()
    seen = [paper.front]
    for _press in range(8):
        QTest.keyClick(paper, Qt.Key.Key_PageDown)
        seen.append(paper.front)
    assert seen[-1] == paper.pages - 1
    assert f"Sida {paper.pages} av {paper.pages}" in paper.accessibleName()
    assert "KPSdesk" in paper.accessibleDescription()
    letters = [row.label.text() for row in (*bench.sheet.head.rows, *bench.sheet.texts.rows.values())]
    marked = [text[text.index("&") + 1].casefold() for text in letters if "&" in text]
    assert len(marked) == len(set(marked)) >= 8


def test_tab_goes_through_the_page_as_one_reads(bench: MeetingsBench) -> None:
    case = tell(bench.services, DUSCH)
    bench.open()
    sheet = bench.sheet
    bench.page.tabs.setFocus()
    seen: list[object] = [bench.page.tabs]
    for _press in range(40):
        QTest.keyClick(QApplication.focusWidget() or bench.page, Qt.Key.Key_Tab)
        seen.append(QApplication.focusWidget())
    row = sheet.stories.rows[case]
    path = [
        bench.page.tabs, sheet.head.first, sheet.head.last, sheet.head.day, sheet.head.next, sheet.head.mark, row.tick,
        row.area.field, sheet.texts.areas["questions"].field, sheet.texts.areas["decisions"].field,
        sheet.texts.areas["presenter"].field, sheet.texts.more.button, sheet.print, sheet.save, sheet.preview.on,
        sheet.preview.zoom, sheet.preview.paper,
    ]  # fmt: skip
    assert [one for one in seen if one in path][: len(path)] == path


def test_what_is_typed_on_and_on_is_drawn_once_and_never_in_an_older_version(
    bench: MeetingsBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.open()
    presenter = bench.sheet.presenter
    presenter._drawing.setInterval(PREVIEW_MS)
    made: list[str] = []
    presenter.made.connect(lambda paper: made.append(paper.settings.presenter))
    bench.write(bench.sheet.texts.areas["presenter"], "Börja med tacket", wait=False)
    bench.settle()
    assert made == ["Börja med tacket"]
    # a newer one while the older one is on its way: the older one is never shown
    presenter.change(presenter="gammal")
    presenter.draw()
    presenter.change(presenter="ny")
    presenter.draw()
    bench.settle()
    assert made[1:] == ["ny"]


def test_who_may_not_edit_meetings_may_still_look(qtbot: QtBot, services: Services) -> None:
    rights = frozenset({Permission.MEETING_READ, Permission.CASE_READ, Permission.STATISTICS_READ})
    from kpsdesk.services.everything import Services as All

    reader = All(services.session.acting(Actor("x", "En läsare", rights)))
    case = tell(services, DUSCH)
    bench = MeetingsBench(qtbot, reader)
    bench.open()
    assert bench.sheet.read_only.isVisible()
    assert not bench.sheet.head.mark.isVisible()
    row = bench.sheet.stories.rows[case]
    bench.write(row.area, " Något.", wait=False)
    qtbot.waitUntil(lambda: bench.sheet.presenter.fresh and "Något." in bench.words(), timeout=5000)
    assert not row.save.isVisible()
    bench.page.hidden()
    qtbot.wait(50)
    assert services.meetings.find() == []
    assert bench.errors == []


def test_without_the_right_to_meetings_there_is_nothing_to_see(qtbot: QtBot, services: Services) -> None:
    from kpsdesk.services.everything import Services as All

    bench = MeetingsBench(qtbot, All(services.session.acting(Actor("x", "Ingen", frozenset()))))
    bench.open()
    assert not bench.sheet.isVisible()
    assert bench.errors == []


def test_a_day_for_the_meeting_is_kept_with_the_sheet(bench: MeetingsBench) -> None:
    bench.open()
    day = TODAY + timedelta(days=5)
    bench.write(bench.sheet.head.day, day.isoformat())
    bench.write(bench.sheet.head.next, TODAY.isoformat())
    assert bench.sheet.head.next_row.error()
    bench.write(bench.sheet.head.next, "2026-12-18")
    planned = bench.planned()
    assert (planned.date, planned.state) == (day, PLANNED)
    assert planned.sheet["next_date"] == "2026-12-18"
