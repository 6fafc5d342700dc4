"""The register of meetings by mouse and keys: note, mark as held, cancel, remove, and the way back from each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from kpsdesk import i18n
from kpsdesk.clock import FixedClock
from kpsdesk.domain.meeting import CANCELLED, HELD, PLANNED, Half, Meeting
from kpsdesk.services.everything import Services
from kpsdesk.services.organisation import NewUnit
from kpsdesk.ui.pages.meetings.page import MeetingsPage
from kpsdesk.ui.pages.meetings.register import RegisterView
from kpsdesk.ui.pages.meetings.register_filters import Wanted
from kpsdesk.ui.widgets import LinkButton
from kpsdesk.ui.widgets.letters import letter_of
from tests.ui.cases_bench import Bench

TODAY = date(2026, 11, 20)
Key = Qt.Key


@pytest.fixture
def bench(qtbot: QtBot, qapp: QApplication, services: Services, clock: FixedClock) -> Iterator[Bench]:
    made = Bench(qtbot, qapp, services, clock)
    yield made
    made.close()
    i18n.use("sv")


def register(bench: Bench) -> RegisterView:
    page = MeetingsPage(bench.desk)
    bench.put(page, tab="register")
    page.register.table.setFocus()
    return page.register


def note(bench: Bench, day: date, **more: Any) -> str:
    return bench.services.meetings.save(Meeting("", "apt", day, more.pop("unit", 1), **more))[1]


def four(bench: Bench) -> list[str]:
    """Four that were held in the autumn, three of them with the safety item."""
    days = [date(2026, 9, 1), date(2026, 9, 29), date(2026, 10, 20), date(2026, 11, 17)]
    return [note(bench, day, state=HELD, safety_item=n != 1, held_by="Eva Ro") for n, day in enumerate(days)]


def dialog(view: RegisterView) -> Any:
    from kpsdesk.ui.pages.meetings.register_dialog import MeetingDialog

    (found,) = [one for one in view.findChildren(MeetingDialog) if one.isVisible()]
    return found


def links(view: RegisterView) -> dict[str, LinkButton]:
    return {one.accessibleName(): one for one in view.shares.findChildren(LinkButton) if one.isVisible()}


def said(view: RegisterView) -> str:
    return view.shares.sentence(view.shares.totals()[0]).replace("\u00a0", " ")


def undo(bench: Bench) -> None:
    bench.said[-1][2]()
    bench.settle()


def shown(view: RegisterView) -> list[str]:
    model = view.table.table
    return [" ".join(str(model.index(row, column).data() or "") for column in range(model.columnCount())) for row in range(model.rowCount())]  # fmt: skip


def test_an_empty_register_says_what_it_is_for_and_begins_with_a_meeting(bench: Bench) -> None:
    view = register(bench)
    assert view.empty.isVisible()
    assert not view.shares.isVisible()

    bench.click(view.empty.button)
    box = dialog(view)
    assert box.form.value("type") == "apt"
    assert box.form.value("unit") == "1"
    assert box.form.value("date") == TODAY
    bench.click(box.main_button)

    (made,) = bench.services.meetings.find()
    assert made == Meeting(made.id, "apt", TODAY, 1)
    assert shown(view) == ["i dag APT Avdelning 3 Planerat    "]
    undo(bench)
    assert bench.services.meetings.find() == []
    assert view.empty.isVisible()


def test_a_meeting_is_noted_with_the_keyboard_alone(bench: Bench) -> None:
    case = closed(bench)
    note(bench, date(2026, 10, 20), state=HELD)
    view = register(bench)

    bench.key(view.table, Key.Key_N)
    box = dialog(view)
    state = box.form.widget("state")
    bench.key(state, Key.Key_2)
    assert box.form.value("state") == HELD
    assert box.form.value("safety_item") is True
    line = box.form.widget("held_by")
    assert isinstance(line, QLineEdit)
    bench.type(line, "Eva Ro")
    box.form.set_values(
        {"items": frozenset({"risk"}), "cases": frozenset({case}), "next_date": date(2026, 12, 15)}
    )
    QTest.keyClick(box, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    bench.settle()

    made = bench.services.meetings.find(first=TODAY)[0]
    assert made == Meeting(
        made.id, "apt", TODAY, 1, state=HELD, safety_item=True, items=frozenset({"risk"}), held_by="Eva Ro",
        next_date=date(2026, 12, 15), cases=(case,),
    )  # fmt: skip
    assert view.current() == made
    assert view.window().focusWidget() is view.table
    assert shown(view)[0] == "i dag APT Avdelning 3 Hållet Ja Eva Ro tis 15 dec 1"


def test_marking_as_held_is_one_click_and_can_be_taken_back(bench: Bench) -> None:
    key = note(bench, date(2026, 11, 18))
    view = register(bench)
    assert "Ska markeras" in shown(view)[0]
    before = bench.services.meetings.get(key)

    bench.click(view.held_button)

    after = bench.services.meetings.get(key)
    assert (after.state, after.safety_item, after.held_by, after.date) == (
        HELD,
        True,
        "Anna Berg",
        before.date,
    )
    assert view.shares.totals()[0].part == 1
    undo(bench)
    assert bench.services.meetings.get(key) == before
    assert not view.shares.isVisible()

    bench.click(view.without_button)
    after = bench.services.meetings.get(key)
    assert (after.state, after.safety_item, after.held_by) == (HELD, False, "")


def test_cancelling_and_removing_can_be_taken_back(bench: Bench) -> None:
    key = note(bench, date(2026, 12, 15), note="Kaffe")
    view = register(bench)
    before = bench.services.meetings.get(key)
    assert not view.held_button.isEnabled()  # its day is still to come

    bench.click(view.cancel_button)
    assert bench.services.meetings.get(key).state == CANCELLED
    assert not view.cancel_button.isEnabled()
    undo(bench)
    assert bench.services.meetings.get(key) == before

    bench.click(view.remove_button)
    assert bench.services.meetings.find() == []
    undo(bench)
    assert bench.services.meetings.find() == [before]
    assert view.current() == before


def test_enter_opens_the_chosen_one_and_a_change_is_saved(bench: Bench) -> None:
    first, second = note(bench, date(2026, 12, 15)), note(bench, date(2026, 11, 3), state=HELD)
    view = register(bench)
    view.table.go_to(0)
    bench.key(view.table, Key.Key_Down)
    assert view.current() == bench.services.meetings.get(second)

    bench.key(view.table, Key.Key_Return)
    box = dialog(view)
    bench.type(box.form.widget("held_by"), "Bo Ek")
    bench.click(box.main_button)

    assert bench.services.meetings.get(second).held_by == "Bo Ek"
    assert bench.services.meetings.get(first).held_by == ""
    undo(bench)
    assert bench.services.meetings.get(second).held_by == ""


def test_esc_lets_go_of_a_dialog_only_after_saying_so(bench: Bench) -> None:
    note(bench, date(2026, 11, 3))
    view = register(bench)
    bench.key(view.table, Key.Key_Return)
    box = dialog(view)
    bench.type(box.form.widget("held_by"), "Bo")

    bench.key(box, Key.Key_Escape)
    assert box.isVisible()
    bench.key(box, Key.Key_Escape)
    assert bench.services.meetings.find()[0].held_by == ""
    assert not [one for one in view.findChildren(type(box)) if one.isVisible()]


def test_what_is_refused_is_told_at_its_field(bench: Bench) -> None:
    note(bench, date(2026, 12, 15))
    view = register(bench)
    view.edit()
    bench.settle()
    box = dialog(view)
    bench.key(box.form.widget("state"), Key.Key_2)

    bench.click(box.main_button)

    assert "har inte kommit än" in box.form.row("date").error()
    assert bench.services.meetings.find()[0].state == PLANNED
    box.form.set_values({"date": TODAY})
    bench.click(box.main_button)
    assert bench.services.meetings.find()[0].state == HELD


def test_every_number_of_the_shares_opens_the_meetings_that_it_counts(bench: Bench) -> None:
    bench.services.organisation.create_unit(NewUnit("Avdelning 4", "AVD4", 1, "SE", "other"))
    four(bench)
    note(bench, date(2026, 9, 8), unit=2, state=HELD)
    note(bench, date(2026, 12, 15))
    note(bench, date(2026, 5, 5), state=HELD, safety_item=True)
    view = register(bench)
    view.shares.fold.unfold()
    bench.settle()

    assert said(view) == "3 av 5 APT hade säkerhetspunkten, 60 %"
    names = list(links(view))
    assert len(names) == 2 + 2 * 2
    expected = {"APT": (3, 5), "Avdelning 3": (3, 4), "Avdelning 4": (0, 1)}
    for name in names:
        view.filters.clear()
        bench.settle()
        bench.click(links(view)[name])
        number, _rest, place = name.partition(": ")
        part, whole = expected[place.partition(",")[0]]
        assert len(view.meetings()) == (part if "punkten" in number else whole), name
        assert str(len(view.meetings())) in number
        assert all(one.state == HELD and Half.of(one.date) == Half(2026, 2) for one in view.meetings())
    bench.key(view.table, Key.Key_Escape)
    assert view.filters.wanted() == Wanted(half=Half(2026, 2))
    assert len(view.meetings()) == 6


def test_one_unit_is_told_of_by_itself(bench: Bench) -> None:
    four(bench)
    view = register(bench)

    assert not view.shares.fold.isVisible()
    assert [one.accessibleName() for one in links(view).values()] == [
        "Visa 3 med punkten: Avdelning 3, andra halvåret 2026",
        "Visa alla 4 hållna: Avdelning 3, andra halvåret 2026",
    ]
    assert said(view) == "3 av 4 APT hade säkerhetspunkten, 75 %"


def test_filters_by_half_year_type_and_state(bench: Bench) -> None:
    four(bench)
    note(bench, date(2026, 2, 3), state=HELD)
    note(bench, date(2026, 12, 15))
    bench.services.meetings.save(Meeting("", "lg", date(2026, 10, 5), area=1, state=HELD, safety_item=True))
    view = register(bench)
    assert len(view.meetings()) == 6

    view.filters.half.choose(["2026-1"])
    view.filters.half.changed.emit(frozenset({"2026-1"}))
    bench.settle()
    assert [one.date for one in view.meetings()] == [date(2026, 2, 3)]
    bench.click(view.filters.clear_button)

    bench.click(view.filters.states.chip("planned"))
    assert [one.date for one in view.meetings()] == [date(2026, 12, 15)]
    bench.click(view.filters.clear_button)
    view.filters.types.choose(["lg"])
    view.filters.types.changed.emit(frozenset({"lg"}))
    bench.settle()
    assert [one.area for one in view.meetings()] == [1]
    assert said(view) == "1 av 1 möte hade säkerhetspunkten, 100 %"

    bench.click(view.filters.states.chip("cancelled"))
    assert view.empty.isVisible()
    bench.click(view.empty.button)
    assert len(view.meetings()) == 6


def test_the_cases_of_a_meeting_are_a_click_away(bench: Bench) -> None:
    one, two = bench.report("Hala golv", "risk"), bench.report()
    note(bench, date(2026, 11, 3), state=HELD, safety_item=True, cases=(one, two))
    view = register(bench)

    bench.click(view.cases_button)

    assert bench.went[-1] == ("case", {"id": one, "ids": [one, two]})


def closed(bench: Bench) -> str:
    case = bench.report()
    values = {"severity_potential": 1, "probability": 1}
    bench.services.cases.close(case, decision="Ja", feedback="Tack", values=values)
    return case


def test_cases_are_ticked_and_unticked(bench: Bench) -> None:
    one, two = closed(bench), closed(bench)
    key = note(bench, TODAY, state=HELD, safety_item=True, cases=(one,))
    view = register(bench)
    bench.key(view.table, Key.Key_Return)
    box = dialog(view)
    assert box.form.value("cases") == {one}
    assert not box.changed()

    for code in (one, two):  # as clicks do
        box.form.set_values({"cases": box.form.value("cases") ^ {code}})
    box.form.set_values({"date": date(2026, 11, 19)})
    box._edited("date")  # other cases are offered: what was unticked stays so
    bench.settle()
    assert box.form.value("cases") <= {two}
    box.form.set_values({"date": TODAY})
    box._edited("date")
    bench.settle()
    box.form.set_values({"cases": frozenset({two})})
    bench.click(box.main_button)

    assert bench.services.meetings.get(key).cases == (two,)


def test_who_saves_before_the_cases_are_read_loses_none_of_them(bench: Bench) -> None:
    case = closed(bench)
    key = note(bench, TODAY, state=HELD, safety_item=True, cases=(case,))
    view = register(bench)

    view.edit()
    box = dialog(view)
    box.form.set_values({"note": "Snabbt"})
    box.try_accept()
    bench.settle()

    assert (bench.services.meetings.get(key).cases, bench.services.meetings.get(key).note) == (
        (case,),
        "Snabbt",
    )


def test_another_type_is_held_by_an_area(bench: Bench) -> None:
    four(bench)
    view = register(bench)
    bench.click(view.new_button)
    box = dialog(view)
    assert not box.form.row("area").isVisible()
    box.form.set_values({"type": "mum", "unit": None, "area": "1"})
    box._fit_rows()
    assert box.form.row("area").isVisible()

    bench.click(box.main_button)

    made = bench.services.meetings.find(types=["mum"])[0]
    assert (made.unit, made.area) == (None, 1)
    assert any("Månadsuppföljning (MUM) Äldreomsorg Norr" in row for row in shown(view))


def test_a_change_made_elsewhere_is_shown(bench: Bench) -> None:
    key = note(bench, date(2026, 12, 15))
    view = register(bench)

    changes, _key = bench.services.meetings.save(replace(bench.services.meetings.get(key), held_by="Bo Ek"))
    bench.changed(changes)

    assert "Bo Ek" in shown(view)[0]


@pytest.mark.parametrize("language", ["sv", "fi", "en"])
def test_each_button_and_field_has_a_letter_of_its_own(bench: Bench, language: str) -> None:
    i18n.use(language)
    note(bench, date(2026, 11, 3), state=HELD)
    view = register(bench)
    buttons = (view.new_button, view.held_button, view.without_button, view.edit_button, view.cases_button,
               view.cancel_button, view.remove_button)  # fmt: skip
    letters = [letter_of(one.text()) for one in buttons]
    assert all(letters)
    assert len(set(letters)) == len(letters)

    view.edit()
    bench.settle()
    box = dialog(view)
    rows = [box.form.row(one.key) for one in box.form.fields]
    letters = [letter_of(row.label.text()) for row in rows if row.isVisible()]
    assert all(letters)
    assert len(set(letters)) == len(letters)
    box.close()
