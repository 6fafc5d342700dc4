"""Imports in the background wait for the window; pages that mean nothing to a unit do not offer the choice of one."""

from __future__ import annotations

import importlib
import sys
import threading
from pathlib import Path
from time import monotonic, sleep

import pytest
from pytestqt.qtbot import QtBot
from typing_extensions import override

from kpsdesk.ui.giving_way import MOST_SECONDS, GivingWay
from kpsdesk.ui.main_window import FrameSpec, MainWindow
from kpsdesk.ui.pages.base import Arguments, Page


@pytest.fixture
def modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    names = ["kpsdesk_ahead_one", "kpsdesk_ahead_two"]
    for name in names:
        tmp_path.joinpath(f"{name}.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    importlib.invalidate_caches()
    for name in names:
        monkeypatch.delitem(sys.modules, name, raising=False)
    return names


def test_a_background_import_waits_while_the_window_is_busy_and_goes_on_when_it_rests(
    qtbot: QtBot, modules: list[str]
) -> None:
    way = GivingWay()
    way.install()
    try:
        worker = threading.Thread(target=lambda: [importlib.import_module(name) for name in modules])
        worker.start()
        sleep(MOST_SECONDS / 2)  # the window computes and answers nobody
        assert modules[0] not in sys.modules
        qtbot.waitUntil(lambda: modules[1] in sys.modules)
        worker.join()
    finally:
        way.remove()
    assert way not in sys.meta_path


def test_what_the_window_needs_itself_does_not_wait(qtbot: QtBot, modules: list[str]) -> None:
    way = GivingWay()
    way.install()
    try:
        began = monotonic()
        importlib.import_module(modules[0])
        with way.hurry():
            worker = threading.Thread(target=lambda: importlib.import_module(modules[1]))
            worker.start()
            worker.join()
        assert monotonic() - began < MOST_SECONDS
    finally:
        way.remove()


def test_a_window_that_waits_for_an_import_under_way_gets_it_at_once(
    qtbot: QtBot, tmp_path: Path, modules: list[str]
) -> None:
    parts = [f"kpsdesk_ahead_part_{number}" for number in range(40)]
    for name in parts:
        tmp_path.joinpath(f"{name}.py").write_text("")
    tmp_path.joinpath(f"{modules[0]}.py").write_text("\n".join(f"import {name}" for name in parts))
    way = GivingWay()
    way.install()
    try:
        worker = threading.Thread(target=lambda: importlib.import_module(modules[0]))
        worker.start()
        qtbot.waitUntil(lambda: parts[0] in sys.modules)
        began = monotonic()
        importlib.import_module(modules[0])
        assert monotonic() - began < len(parts) * MOST_SECONDS / 4
        worker.join()
    finally:
        way.remove()
        for name in parts:
            sys.modules.pop(name, None)


class Kept(Page):
    """Remembers what it was shown with."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[Arguments] = []

    @override
    def shown(self, arguments: Arguments) -> None:
        self.asked.append(arguments)


class Unitless(Kept):
    """Means the same for every unit."""

    has_units = False


def test_a_page_made_ahead_is_first_shown_as_it_was_left(qtbot: QtBot) -> None:
    window = MainWindow(FrameSpec(units=[("A", "Avdelning 1"), ("B", "Avdelning 2")]))
    qtbot.addWidget(window)
    window.add_page("today", "Today", "house", Kept)
    window.add_page("cases", "Cases", "list", Kept)
    window.begin_as({"cases": {"text": "fall"}})
    window.go("today")
    window.make_ahead("cases")
    page = window.page("cases")
    assert isinstance(page, Kept)
    assert not page.asked
    assert window.current() == "today"
    window.go("cases")
    assert page.asked == [{"text": "fall"}]
    window.go("today")
    window.go("cases")
    assert page.asked == [{"text": "fall"}, {}]


def test_the_choice_of_a_unit_is_offered_where_it_means_something(qtbot: QtBot) -> None:
    window = MainWindow(FrameSpec(units=[("A", "Avdelning 1"), ("B", "Avdelning 2")]))
    qtbot.addWidget(window)
    window.add_page("today", "Today", "house", Kept)
    window.add_page("settings", "Settings", "settings", Unitless, place="foot")
    window.show()
    window.go("today")
    window.set_unit("B")

    def offered() -> bool:
        return window._bar._units.isVisible()

    assert offered()
    window.go("settings")
    assert not offered()
    window.set_units([("A", "Avdelning 1"), ("B", "Avdelning 2"), ("C", "Avdelning 3")])
    assert not offered()
    window.go("today")
    assert offered()
    assert window.unit() == "B"
