"""The widgets as somebody with a keyboard, a mouse or a screen reader meets them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from time import monotonic

import pytest
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from kpsdesk.ui import theme
from kpsdesk.ui.widgets import (
    Banner,
    CheckList,
    ChipBar,
    Choice,
    ChoiceRow,
    ComboField,
    DateField,
    DeclaredForm,
    FilterMenuButton,
    FormField,
    Label,
    MissingList,
    PasswordField,
    Progress,
    SearchField,
    Tabs,
    TextArea,
    TileChoice,
    TimeField,
    parse_day,
    parse_time,
    plain,
    vbox,
)

TODAY = date(2026, 11, 20)  # a Friday
Key = Qt.Key


def today() -> date:
    return TODAY


@pytest.fixture
def shown(qtbot: QtBot, qapp: QApplication) -> Callable[[QWidget], None]:
    theme.apply(qapp, "light")

    def show(widget: QWidget) -> None:
        qtbot.addWidget(widget)
        widget.show()
        widget.activateWindow()
        qtbot.waitUntil(widget.isActiveWindow)

    return show


Show = Callable[[QWidget], None]


@pytest.mark.parametrize(
    "text, day",
    [
        ("1/3 2026", date(2026, 3, 1)),
        ("2026-03-01", date(2026, 3, 1)),
        ("20260301", date(2026, 3, 1)),
        ("1.3.2026", date(2026, 3, 1)),
        ("1.3.26", date(2026, 3, 1)),
        ("1 mars", date(2026, 3, 1)),
        ("1 mars 2025", date(2025, 3, 1)),
        ("1. maaliskuuta 2026", date(2026, 3, 1)),
        ("5 juni", date(2026, 6, 5)),
        ("5 juli", date(2026, 7, 5)),
        ("24/12", date(2025, 12, 24)),  # the one that was
        ("igår", date(2026, 11, 19)),
        ("I dag", TODAY),
        ("toissapäivänä", date(2026, 11, 18)),
        ("i måndags", date(2026, 11, 16)),
        ("fredag", date(2026, 11, 13)),
        ("31/2 2026", None),
        ("i höstas", None),
        ("", None),
    ],
)
def test_days_are_read_as_people_write_them(text: str, day: date | None) -> None:
    assert parse_day(text, TODAY) == day


def test_a_day_to_come_is_the_next_one() -> None:
    assert parse_day("24/12", TODAY, future=True) == date(2026, 12, 24)
    assert parse_day("1/3", TODAY, future=True) == date(2027, 3, 1)
    assert parse_day("fredag", TODAY, future=True) == date(2026, 11, 27)
    assert parse_day("måndag", TODAY, future=True) == date(2026, 11, 23)


@pytest.mark.parametrize(
    "text, at",
    [
        ("14:30", time(14, 30)),
        ("14.30", time(14, 30)),
        ("1430", time(14, 30)),
        ("kl 9", time(9)),
        ("25:00", None),
        ("nio", None),
    ],
)
def test_times_are_read_as_people_write_them(text: str, at: time | None) -> None:
    assert parse_time(text) == at


def test_a_day_field_takes_words_and_marks_what_it_does_not_understand(shown: Show) -> None:
    field, told = DateField(today, "När"), list[object]()
    field.changed.connect(told.append)
    shown(field)
    QTest.keyClicks(field, "igar")
    QTest.keyClick(field, Key.Key_Return)
    assert not field.understood()
    assert field.value() is None
    field.clear()
    QTest.keyClicks(field, "1/3 2026")
    QTest.keyClick(field, Key.Key_Return)
    assert (field.text(), told) == ("2026-03-01", [date(2026, 3, 1)])
    QTest.keyClick(field, Key.Key_Up)
    assert field.value() == date(2026, 3, 2)


def test_tiles_are_chosen_by_digit_and_arrow(shown: Show) -> None:
    tiles = TileChoice([Choice("a", "Fel"), Choice("b", "Nära"), Choice("c", "Risk")], "Vad?")
    chosen = list[str]()
    tiles.chosen.connect(chosen.append)
    shown(tiles)
    tiles.setFocus()
    QTest.keyClick(tiles.button("a"), Key.Key_2)
    QTest.keyClick(tiles.button("b"), Key.Key_Right)
    QTest.keyClick(tiles.button("c"), Key.Key_Right)
    assert chosen == ["b", "c", "a"]
    assert tiles.value() == "a"
    tiles.set_value(None)
    assert tiles.value() is None
    assert len(chosen) == 3


def test_a_row_of_choices_is_one_tab_stop(shown: Show, qapp: QApplication) -> None:
    holder = Label()
    row, after = ChoiceRow((("y", "Ja"), ("n", "Nej"), ("u", "Vet ej")), parent=holder), QLineEdit(holder)
    shown(holder)
    row.set_value("n")
    row.setFocus()
    assert row.button("n").hasFocus()
    QTest.keyClick(row.button("n"), Key.Key_Tab)
    assert after.hasFocus()


def test_ticks_tell_what_is_ticked(shown: Show) -> None:
    ticks, told = CheckList((("a", "A & B"), ("b", "B"))), list[object]()
    ticks.changed.connect(told.append)
    shown(ticks)
    ticks.set_value({"b"})
    assert told == []
    ticks.box("a").click()
    assert told == [frozenset({"a", "b"})]
    assert ticks.box("a").text() == plain("A & B") == "A && B"


def test_a_combo_is_searched_by_typing(shown: Show) -> None:
    combo = ComboField(groups=(("Norr", (("1", "Avdelning 3"), ("2", "Hemtjänst Norr"))),), words="Enhet")
    chosen = list[object]()
    combo.chosen.connect(chosen.append)
    shown(combo)
    assert combo.value() is None
    combo.setFocus()
    QTest.keyClicks(combo, "hemtj")
    QTest.keyClick(combo, Key.Key_Return)
    assert chosen == ["2"]
    combo.lineEdit().selectAll()  # type: ignore[union-attr]
    QTest.keyClicks(combo, "Norr xyz")
    QTest.keyClick(combo, Key.Key_Return)
    assert combo.value() == "2"
    combo.set_value("old", "Nedlagd enhet")
    assert (combo.value(), combo.currentText()) == ("old", "Nedlagd enhet")


def test_search_waits_for_a_pause_and_esc_clears(qtbot: QtBot, shown: Show) -> None:
    field, told = SearchField("Sök"), list[str]()
    field.edited.connect(told.append)
    shown(field)
    QTest.keyClicks(field, "fall")
    assert told == []
    qtbot.waitUntil(lambda: told == ["fall"])
    QTest.keyClick(field, Key.Key_Escape)
    assert told == ["fall", ""]


def test_chips_and_menus_tell_their_choice(shown: Show) -> None:
    bar, told = ChipBar((("mine", "Mina"), ("new", "Nya"))), list[object]()
    bar.changed.connect(told.append)
    menu = FilterMenuButton("Enhet", (("1", "Avdelning 3"), ("2", "Akuten")))
    bar.add(menu)
    shown(bar)
    bar.chip("new").click()
    assert told == [frozenset({"new"})]
    menu.choose({"2", "gone"})
    assert menu.chosen() == {"2"}
    assert menu.text() == "Enhet: Akuten"
    menu.choose({"1", "2"})
    assert menu.text() == "Enhet: 2 valda"


def test_the_banner_undoes_once_and_goes(shown: Show) -> None:
    banner, undone = Banner(), list[bool]()
    shown(banner)
    banner.say("Ärendet är avslutat.", "Ångra", lambda: undone.append(True))
    assert banner.accessibleName() == "Ärendet är avslutat."
    button = next(b for b in banner.findChildren(QWidget) if b.property("role") == "banner")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert undone == [True]
    assert not banner.isVisible()


def test_a_warning_stays_after_the_mouse_passed_over_it(shown: Show) -> None:
    banner = Banner()
    shown(banner)
    for tone, runs_out in (("danger", False), ("info", True)):
        banner.say("Disken är full.", tone=tone)
        for passing in (QEvent.Type.Enter, QEvent.Type.Leave):
            QApplication.sendEvent(banner, QEvent(passing))
        assert any(timer.isActive() for timer in banner.findChildren(QTimer)) is runs_out


def test_the_banner_gives_the_keyboard_back_to_where_it_was(shown: Show) -> None:
    first, field, banner = Label(), SearchField("Sök"), Banner()
    holder = QWidget()
    holder.setLayout(vbox(PasswordField(), first, field, banner))
    shown(holder)
    field.setFocus()
    banner.say("Mötet är hållet.", "Ångra", list)
    button = next(b for b in banner.findChildren(QWidget) if b.property("role") == "banner")
    button.setFocus()
    QTest.keyClick(button, Key.Key_Space)
    assert not banner.isVisible()
    assert QApplication.focusWidget() is field


def test_what_is_missing_leads_to_its_place(shown: Show) -> None:
    missing, jumped = MissingList(), list[str]()
    missing.jump_requested.connect(jumped.append)
    holder = Label()
    missing.setParent(holder)
    shown(holder)
    missing.set_items((("p", "bedöm sannolikhet"), ("f", "ange återkoppling")))
    links = [w for w in missing.findChildren(QWidget) if w.property("role") == "link"]
    QTest.mouseClick(links[1], Qt.MouseButton.LeftButton)
    assert jumped == ["f"]
    missing.set_items(())
    assert missing.isHidden()


def test_a_text_area_grows_with_its_text_and_tab_moves_on(shown: Show) -> None:
    area = TextArea("Vad hände?", rows=3)
    shown(area)
    low = area.field.height()
    area.set_text("rad\n" * 10)
    assert area.field.height() > low
    area.set_text("")
    assert area.field.height() == low


@pytest.mark.parametrize("text", ["x" * 1_000_000, "ord " * 250_000, "rad\n" * 250_000])
def test_a_megabyte_of_text_does_not_hold_the_window(shown: Show, text: str) -> None:
    area = TextArea("Vad hände?", rows=3)
    shown(area)
    began = monotonic()
    area.set_text(text)
    QApplication.processEvents()
    assert monotonic() - began < 10
    assert area.field.height() < 600
    assert area.text() == text


def test_markup_is_text(shown: Show) -> None:
    label = Label("<b>5 & 6</b>")
    shown(label)
    assert label.textFormat() == Qt.TextFormat.PlainText


def test_a_password_is_hidden_until_asked_for(shown: Show) -> None:
    field = PasswordField()
    shown(field)
    assert field.echoMode() == QLineEdit.EchoMode.Password
    eye = field.findChildren(QWidget)[-1]
    QTest.mouseClick(eye, Qt.MouseButton.LeftButton)
    assert field.echoMode() == QLineEdit.EchoMode.Normal


def test_short_work_shows_nothing(qtbot: QtBot, shown: Show) -> None:
    holder = Label()
    progress = Progress(can_cancel=True, parent=holder)
    shown(holder)
    progress.start("Sparar")
    progress.stop()
    qtbot.wait(250)
    assert not progress.isVisible()
    progress.start("Sparar")
    qtbot.waitUntil(progress.isVisible)
    progress.stop()


def test_tabs_keep_their_choice(shown: Show) -> None:
    tabs, told = Tabs((("all", "Alla"), ("mine", "Mina"))), list[str]()
    tabs.chosen.connect(told.append)
    shown(tabs)
    tabs.setCurrentIndex(1)
    tabs.set_tabs((("all", "Alla"), ("late", "Sena"), ("mine", "Mina")))
    assert (tabs.value(), told) == ("mine", ["mine"])


FIELDS = (
    FormField("name", "line", "&Namn", required=True),
    FormField("story", "text", "Vad"),
    FormField("kind", "choice", "Typ", choices=(("a", "A"), ("b", "B"))),
    FormField("unit", "person", "Enhet", choices=(("1", "Ett"), ("2", "Två"))),
    FormField("ways", "multi", "Hur", choices=(("x", "X"), ("y", "Y"))),
    FormField("day", "date", "Dag"),
    FormField("at", "time", "Tid"),
    FormField("when", "datetime", "När"),
    FormField("told", "yesno", "Informerad"),
    FormField("sure", "check", "Läst"),
    FormField("beds", "number", "Platser", most=50),
)
VALUES: dict[str, object] = {
    "name": "Avdelning 3",
    "story": "Larm",
    "kind": "b",
    "unit": "2",
    "ways": frozenset({"y"}),
    "day": date(2026, 3, 1),
    "at": time(14, 30),
    "when": datetime(2026, 3, 1, 9, 15),  # noqa: DTZ001  (the form speaks of the local clock)
    "told": False,
    "sure": True,
    "beds": 12,
}


def test_a_declared_form_gives_back_what_it_was_given(shown: Show) -> None:
    form, told = DeclaredForm(FIELDS, today), list[str]()
    form.changed.connect(told.append)
    shown(form)
    empty = form.values()
    assert empty["beds"] is None
    assert empty["told"] is None
    form.set_values(VALUES)
    assert form.values() == VALUES
    form.set_values(empty)
    assert form.values() == empty
    assert told == []


def test_a_declared_form_says_what_is_wrong_where_it_is(shown: Show) -> None:
    form, told = DeclaredForm(FIELDS, today), list[str]()
    form.changed.connect(told.append)
    shown(form)
    day = form.widget("day")
    assert isinstance(day, DateField)
    day.setText("trettioförsta")
    assert not form.check()
    assert form.row("name").error()
    assert form.row("day").error()
    assert form.widget("name").hasFocus()
    QTest.keyClicks(form.widget("name"), "A")
    assert not form.row("name").error()
    assert told == ["name"]


def test_a_time_field_takes_loose_writing(shown: Show) -> None:
    field = TimeField()
    shown(field)
    QTest.keyClicks(field, "9.05")
    QTest.keyClick(field, Key.Key_Return)
    assert field.text() == "09:05"
