"""Another language at work: every page that was open speaks it at once, and stands where it stood."""

from __future__ import annotations

import gettext
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from kpsdesk import i18n, paths
from kpsdesk.clock import FixedClock
from kpsdesk.ui.pages.settings.page import SECTIONS, SettingsPage
from kpsdesk.ui.pages.start.unlock import UnlockPage
from kpsdesk.ui.workplace import Workplace
from tests.ui.start_bench import PASSWORD, Bench, make_store

PAGES = ("today", "cases", "report", "import", "help")


@pytest.fixture
def work(
    qtbot: QtBot,
    qapp: QApplication,
    tmp_path: Path,
    clock: FixedClock,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Workplace]:
    bench = Bench(tmp_path / "profile", clock, qapp)
    make_store(bench.store, tmp_path_factory.getbasetemp() / "spoken.kps", clock)
    bench.start()
    page = bench.view(UnlockPage)
    page.field.setText(PASSWORD)
    page.try_it()
    qtbot.waitUntil(lambda: bench.flow.work is not None, timeout=10_000)
    assert bench.flow.work is not None
    yield bench.flow.work
    bench.put_away(lambda until: qtbot.waitUntil(until, timeout=10_000))
    assert not bench.faults
    i18n.use("sv")


def _words(language: str) -> dict[str, str]:
    catalogue: Any = gettext.translation("kpsdesk", paths.resource("locale"), [language])
    return {key: text for key, text in catalogue._catalog.items() if isinstance(key, str) and text}


def _swedish_alone() -> frozenset[str]:
    """Texts that only a Swedish window shows; the unit's own name is no word of the program's."""
    swedish, finnish = _words("sv"), _words("fi")
    alone = {text for key, text in swedish.items() if text != finnish.get(key) and text != key}
    alone -= set(finnish.values()) | set(finnish) | {"Avdelning 3"}
    return frozenset(text.replace("&", "") for text in alone)


def _shown(root: QWidget) -> Iterator[str]:
    for widget in root.findChildren(QWidget):
        if isinstance(widget, (QLabel, QAbstractButton)):
            yield widget.text()
        elif isinstance(widget, QLineEdit):
            yield widget.placeholderText()
        elif isinstance(widget, QComboBox):
            yield from (widget.itemText(number) for number in range(widget.count()))
        yield widget.accessibleName()
        yield widget.toolTip()


def _settle(work: Workplace, qtbot: QtBot) -> None:
    qtbot.wait(30)
    qtbot.waitUntil(work.tasks.idle, timeout=10_000)
    qtbot.wait(30)


def test_every_open_page_speaks_the_new_language_at_once(work: Workplace, qtbot: QtBot) -> None:
    for key in PAGES:
        work.window.go(key)
    for section in SECTIONS:
        work.window.go("settings", section=section)
    _settle(work, qtbot)
    assert work.desk.look is not None
    alone = _swedish_alone()
    assert sum(text.replace("&", "") in alone for text in _shown(work.window)) > 200

    work.desk.look.set_language("fi")

    left: dict[str, set[str]] = {}
    for key in (*PAGES, *SECTIONS):
        if key in SECTIONS:
            work.window.go("settings", section=key)
        else:
            work.window.go(key)
        _settle(work, qtbot)
        left[key] = {text for text in _shown(work.window) if text.replace("&", "") in alone}
    assert {key: texts for key, texts in left.items() if texts} == {}


def test_the_settings_stay_at_the_section_that_was_chosen_last(work: Workplace, qtbot: QtBot) -> None:
    work.window.go("settings", section="backups")
    page = work.window.page("settings")
    assert isinstance(page, SettingsPage)
    page.open("looks")
    _settle(work, qtbot)
    assert work.desk.look is not None

    work.desk.look.set_language("fi")
    _settle(work, qtbot)

    anew = work.window.page("settings")
    assert isinstance(anew, SettingsPage)
    assert anew is not page
    assert anew.section() is anew.section("looks")
    assert anew.section().heading.text() == "Ulkoasu ja kieli"


def test_a_file_that_is_looked_at_stays_when_the_text_grows(
    work: Workplace, qtbot: QtBot, tmp_path: Path
) -> None:
    sheet = tmp_path / "Avvikelser.csv"
    sheet.write_text("Diarienr;Enhet;Händelsedatum;Typ\n1;AVD3;2026-11-18;Risk\n", encoding="utf-8")
    work.window.go("import", path=sheet)
    _settle(work, qtbot)
    assert work.desk.look is not None

    work.desk.look.set_text_size(150)
    _settle(work, qtbot)

    page: Any = work.window.page("import")
    assert page.presenter.file.path == sheet
    assert page.presenter.plan is not None
    work.desk.look.set_text_size(100)
