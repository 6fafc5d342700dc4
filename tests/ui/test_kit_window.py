"""The frame: pages made when needed, keys, the palette, banner, cover; and dialogs that leave nothing behind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot
from typing_extensions import override

from kpsdesk.i18n import N_
from kpsdesk.ui import theme
from kpsdesk.ui.command import Command
from kpsdesk.ui.dialogs.base import BaseDialog, confirm
from kpsdesk.ui.main_window import FrameSpec, MainWindow
from kpsdesk.ui.pages.base import Arguments, Page

Key, Mod = Qt.Key, Qt.KeyboardModifier


class Noted(Page):
    """A page that writes down what the window does to it."""

    def __init__(self, log: list[object], *, stays: bool = False) -> None:
        super().__init__()
        self.log, self.stays = log, stays
        self.field = QLineEdit(self)

    @override
    def shown(self, arguments: Arguments) -> None:
        self.log.append(("shown", dict(arguments)))

    @override
    def hidden(self) -> None:
        self.log.append("hidden")

    @override
    def can_leave(self) -> bool:
        return not self.stays

    @override
    def changes_arrived(self, changes: object) -> None:
        self.log.append(changes)


@pytest.fixture
def log() -> list[object]:
    return []


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, log: list[object]) -> Iterator[MainWindow]:
    theme.apply(qapp, "light")
    made = MainWindow(FrameSpec(units=(("a", "Avdelning 3"), ("b", "Akuten"))))
    made.add_page("report", N_("Report"), "plus", lambda: Noted(log), place="report")
    made.add_page("today", N_("Today"), "sun", lambda: Noted(log))
    made.add_page("cases", N_("Cases"), "list", lambda: Noted(log))
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    qtbot.waitExposed(made)
    yield made
    for key in ("report", "today", "cases"):
        page = made.page(key)
        if isinstance(page, Noted):
            page.stays = False
    made.close()


def test_a_page_that_cannot_be_made_leaves_the_one_in_front_where_it_is(window: MainWindow) -> None:
    def fail() -> Page:
        raise OSError("no page")

    window.add_page("broken", N_("Help"), "help", fail)
    window.go("today")
    button, front = window.navigation.button("broken"), window.navigation.button("today")
    assert button is not None
    assert front is not None
    button.setChecked(True)
    with pytest.raises(OSError, match="no page"):
        window.go("broken")
    assert not button.isChecked()
    assert front.isChecked()
    assert window.current() == "today"
    window.go("cases")
    window.go_back()
    assert window.current() == "today"


def test_a_page_is_made_when_it_is_first_gone_to(window: MainWindow, log: list[object]) -> None:
    assert window.page("cases") is None
    assert window.go("cases", number="2026-000123")
    assert window.go("today")
    assert window.go("cases")
    assert log == [("shown", {"number": "2026-000123"}), "hidden", ("shown", {}), "hidden", ("shown", {})]


def test_keys_lead_to_pages_and_back(window: MainWindow) -> None:
    window.go("today")
    for key, mod, wanted in (
        (Key.Key_2, Mod.AltModifier, "cases"),
        (Key.Key_N, Mod.ControlModifier, "report"),
        (Key.Key_Left, Mod.AltModifier, "cases"),
        (Key.Key_Left, Mod.AltModifier, "today"),
    ):
        QTest.keyClick(window, key, mod)
        assert window.current() == wanted


def test_a_page_with_unsaved_work_keeps_the_user(window: MainWindow) -> None:
    window.go("cases")
    page = window.page("cases")
    assert isinstance(page, Noted)
    page.stays = True
    assert not window.go("today")
    assert window.current() == "cases"
    assert not window.close()
    page.stays = False


def test_changes_reach_the_page_in_front_at_once_and_the_others_when_they_come(
    window: MainWindow, log: list[object]
) -> None:
    window.go("today")
    window.go("cases")
    log.clear()
    window.spread("saved")
    assert log == ["saved"]
    window.go("today")
    assert log == ["saved", "hidden", "saved", ("shown", {})]


def test_a_page_may_go_elsewhere_and_say_something(
    qtbot: QtBot, window: MainWindow, log: list[object]
) -> None:
    window.go("today")
    page = window.page("today")
    assert page is not None
    undone = list[bool]()
    page.say("Klart.", "Ångra", lambda: undone.append(True))
    assert window.banner_text() == "Klart."
    page.go("cases", number="5")
    qtbot.waitUntil(lambda: window.current() == "cases")
    assert log[-1] == ("shown", {"number": "5"})


def test_lock_and_help_are_asked_for_by_key(qtbot: QtBot, window: MainWindow) -> None:
    window.go("cases")
    with qtbot.waitSignal(window.lock_requested):
        QTest.keyClick(window, Key.Key_L, Mod.ControlModifier)
    with qtbot.waitSignal(window.help_requested) as told:
        QTest.keyClick(window, Key.Key_F1)
    assert told.args == ["cases"]


def test_the_cover_hides_everything_and_stops_the_keys(qapp: QApplication, window: MainWindow) -> None:
    window.go("today")
    window.cover(QLabel("Låst"))
    page = window.page("today")
    assert page is not None
    assert not page.isVisible()
    QTest.keyClick(window, Key.Key_2, Mod.AltModifier)
    QTest.keyClick(window, Key.Key_K, Mod.ControlModifier)
    assert window.current() == "today"
    assert not window.finder.field.isVisible()
    window.uncover()
    qapp.processEvents()
    assert page.isVisible()


def test_the_palette_finds_pages_commands_and_cases(window: MainWindow) -> None:
    ran = list[str]()

    def cases(text: str, answer: object) -> None:
        assert callable(answer)
        answer([Command(f"2026-000{text}", lambda: ran.append(text), "Ärende")])

    def verbs(_text: str) -> Sequence[Command]:
        return [Command("Exportera", lambda: ran.append("export"), words="excel")]

    window.add_commands(verbs)
    window.add_search(cases)
    window.go("today")
    QTest.keyClick(window, Key.Key_K, Mod.ControlModifier)
    field = window.finder.field.findChild(QLineEdit)
    assert field is not None
    QTest.keyClicks(field, "exc")
    assert "Exportera" in window.finder.field.titles()
    QTest.keyClick(field, Key.Key_Return)
    assert ran == ["export"]
    assert not window.finder.field.isVisible()
    QTest.keyClick(window, Key.Key_K, Mod.ControlModifier)
    QTest.keyClicks(field, "123")
    QTest.keyClick(field, Key.Key_Return)
    assert ran == ["export", "123"]


def test_a_late_answer_to_older_words_is_dropped(window: MainWindow) -> None:
    asked: dict[str, object] = {}
    window.add_search(lambda text, answer: asked.__setitem__(text, answer))
    window.finder.unfold()
    field = window.finder.field.findChild(QLineEdit)
    assert field is not None
    QTest.keyClicks(field, "zq")
    old = asked["z"]
    assert callable(old)
    old([Command("gammalt", lambda: None)])
    assert window.finder.field.titles() == []
    window.finder.field.fold()


def test_the_navigation_narrows_and_tells_its_numbers(qapp: QApplication, window: MainWindow) -> None:
    assert not window.navigation.narrow()
    window.set_badge("today", 5)
    button = window.navigation.button("today")
    assert button is not None
    assert "5" in button.accessibleName()
    window.resize(1000, 700)
    qapp.processEvents()
    assert window.navigation.narrow()
    assert button.toolTip()


def test_the_unit_chooser_tells_pages(qtbot: QtBot, window: MainWindow) -> None:
    with qtbot.waitSignal(window.unit_changed) as told:
        window.set_unit("b")
    assert told.args == ["b"]
    assert window.unit() == "b"


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_the_frame_fits_a_small_screen(qapp: QApplication, window: MainWindow, scale: float) -> None:
    theme.apply(qapp, "light", scale)
    qapp.processEvents()
    assert window.minimumSizeHint().width() <= 1280
    theme.apply(qapp, "light", 1.0)


class _Writing(BaseDialog):
    @override
    def changed(self) -> bool:
        return True


def test_a_dialog_is_gone_when_it_is_closed(qtbot: QtBot, qapp: QApplication, window: MainWindow) -> None:
    before = len(window.children())
    said = list[bool]()
    for _round in range(20):
        dialog = confirm(
            window, "Ta bort?", "Det går inte att ångra.", "Ta bort", lambda: said.append(True), danger=True
        )
        QTest.keyClick(dialog, Key.Key_Return)
        qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert len(said) == 20
    assert len(window.children()) == before


def test_a_dialog_with_unsaved_words_closes_at_the_second_esc(qapp: QApplication, window: MainWindow) -> None:
    dialog = _Writing("Ny enhet", "Spara", parent=window)
    dialog.open()
    QTest.keyClick(dialog, Key.Key_Escape)
    assert dialog.isVisible()
    assert dialog.notice.isVisible()
    QTest.keyClick(dialog, Key.Key_Escape)
    assert not QApplication.activeModalWidget()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def test_everything_that_takes_the_keyboard_has_a_name(window: MainWindow) -> None:
    window.go("today")
    nameless = [
        type(widget).__name__
        for widget in window.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.isVisible()
        and not widget.accessibleName()
        and not getattr(widget, "text", str)()
        and widget is not getattr(window.page("today"), "field", None)
    ]
    assert nameless == []
