"""A PDF on screen: page by page, zoomed, sharp on any screen, read by a screen reader."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kpsdesk.reports import paper
from kpsdesk.reports.blocks import Heading, PageBreak, PaperInfo, Text
from kpsdesk.ui import theme
from kpsdesk.ui.tasks import Tasks
from kpsdesk.ui.widgets.pdf_view import FIT_WIDTH, FULL_SIZE, WHOLE_PAGE, PdfView


def made(*words: str) -> bytes:
    """A paper with a page for each word."""
    blocks = [block for word in words for block in (Heading(word, 2), Text(f"Om {word}."), PageBreak())]
    return paper.make(PaperInfo("Prov", "sv", ""), [Heading("Prov", 1), *blocks[:-1]])


@pytest.fixture
def view(qtbot: QtBot, qapp: QApplication) -> Iterator[PdfView]:
    theme.apply(qapp, "dark")
    tasks = Tasks()
    shown = PdfView(tasks, "Bladet")
    qtbot.addWidget(shown)
    shown.resize(640, 600)
    with qtbot.waitActive(shown):
        shown.show()
        shown.activateWindow()
    yield shown
    tasks.drain()


def show(qtbot: QtBot, view: PdfView, pdf: bytes) -> None:
    with qtbot.waitSignal(view.shown, timeout=8000):
        view.show_pdf(pdf)
    settle(qtbot, view)


def settle(qtbot: QtBot, view: PdfView) -> None:
    qtbot.waitUntil(lambda: not view.paper.undrawn() and view._tasks.idle(), timeout=8000)


def test_pages_are_turned_by_keys_and_told_in_words(qtbot: QtBot, view: PdfView) -> None:
    show(qtbot, view, made("ett", "två", "tre"))
    view.paper.setFocus()
    assert view.paper.accessibleName() == "Bladet · Sida 1 av 3"
    assert "Om ett." in view.paper.accessibleDescription()
    assert not view.back.isEnabled()
    QTest.keyClick(view.paper, Qt.Key.Key_End)
    assert view.paper.front == 2
    assert "Om tre." in view.paper.accessibleDescription()
    assert not view.on.isEnabled()
    QTest.keyClick(view.paper, Qt.Key.Key_Home)
    QTest.mouseClick(view.on, Qt.MouseButton.LeftButton)
    assert view.paper.front == 1
    # a page that does not fit is read to its end before the next one comes
    QTest.keyClick(view.paper, Qt.Key.Key_Home)
    QTest.keyClick(view.paper, Qt.Key.Key_PageDown)
    assert view.paper.front == 0
    assert view.paper.verticalScrollBar().value() > 0


def test_the_width_a_whole_page_and_full_size(qtbot: QtBot, view: PdfView) -> None:
    show(qtbot, view, made("ett"))
    bar = view.paper.verticalScrollBar()
    assert bar.maximum() > 0
    assert view.paper.horizontalScrollBar().maximum() == 0
    view.paper.set_zoom(WHOLE_PAGE)
    assert bar.maximum() == 0
    view.paper.set_zoom(FULL_SIZE)
    assert view.paper.scale == pytest.approx(view.logicalDpiY() / 72)
    view.paper.set_zoom(FIT_WIDTH)
    before = view.paper.scale
    view.resize(900, 600)
    assert view.paper.scale > before
    settle(qtbot, view)


def test_paper_is_white_in_the_dark_and_has_ink(qtbot: QtBot, view: PdfView) -> None:
    show(qtbot, view, made("ett"))
    image = view.paper.viewport().grab().toImage()
    colours = {image.pixelColor(x, y).name() for x in range(0, image.width(), 2) for y in range(60, 160)}
    assert "#ffffff" in colours
    assert len(colours) > 5
    assert image.pixelColor(2, 300).lightness() < 80  # around it the window's own ground


def test_another_paper_comes_at_the_same_place_and_a_shorter_one_at_its_end(
    qtbot: QtBot, view: PdfView
) -> None:
    show(qtbot, view, made("ett", "två", "tre"))
    bar = view.paper.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    before = bar.value()
    show(qtbot, view, made("fyra", "fem", "sex"))
    assert bar.value() == before
    show(qtbot, view, made("sju"))
    assert (view.paper.pages, view.paper.front) == (1, 0)
    assert bar.value() <= bar.maximum()
    view.clear()
    assert view.paper.pages == 0
    QTest.keyClick(view.paper, Qt.Key.Key_PageDown)


def test_of_two_that_are_asked_for_the_newer_is_shown(qtbot: QtBot, view: PdfView) -> None:
    told: list[str] = []
    view.shown.connect(lambda: told.append(view.paper.accessibleDescription()))
    view.show_pdf(made("gammal"))
    view.show_pdf(made("ny"))
    settle(qtbot, view)
    qtbot.waitUntil(lambda: bool(told), timeout=8000)
    assert len(told) == 1
    assert "Om ny." in told[0]
