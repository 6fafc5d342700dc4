"""The report form by keyboard: Tab goes down the page, what has the keyboard is seen, Alt leads to each question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QWidget
from pytestqt.qtbot import QtBot

from kpsdesk import i18n
from kpsdesk.services.everything import Services
from kpsdesk.ui import theme
from kpsdesk.ui.widgets.letters import with_letters
from tests.ui.report_bench import ReportBench

LANGUAGES = ("sv", "fi", "en")
ALT, SHIFT = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture(params=LANGUAGES)
def bench(qtbot: QtBot, services: Services, request: pytest.FixtureRequest) -> Iterator[ReportBench]:
    """The report page with everything asked and unfolded, in each language."""
    i18n.use(request.param)
    services.reporting.save_draft({"description": "Lös matta"})
    made = ReportBench(qtbot, services)
    made.choose("negative_event")
    made.click(made.form.place.when.row.button("other"))
    made.form.more.unfold()
    made.settle()
    yield made
    made.close()


def _walk(bench: ReportBench, first: QWidget) -> list[QWidget]:
    first.setFocus(Qt.FocusReason.TabFocusReason)
    seen: list[QWidget] = []
    while (at := bench.focus()) not in seen:
        seen.append(at)
        bench.press(Qt.Key.Key_Tab)
    return seen


def _stops(page: QWidget) -> list[QWidget]:
    """All that Tab has to reach; what a field is made of inside is the field's own."""
    return [
        one
        for one in page.findChildren(QWidget)
        if one.isVisible() and one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.focusProxy() is None
        if not isinstance(one.parentWidget(), QComboBox)
    ]


def test_tab_reaches_everything_once_in_reading_order(bench: ReportBench) -> None:
    view = bench.page.view
    seen = _walk(bench, view.links[0])
    missing = [one for one in _stops(view) if one not in seen]
    assert [(type(one).__name__, one.accessibleName()) for one in missing] == []
    assert seen[-1] is view.send_button
    places = []
    for one in seen[:-1]:
        top = one.mapTo(view.column.content, QPoint(0, one.height() // 2))
        places.append((top.y(), top.x(), one.accessibleName()))
    for before, after in pairwise(places):
        below, beside = after[0] > before[0] + 4, abs(after[0] - before[0]) <= 4 and after[1] > before[1]
        assert below or beside, f"from {before} to {after}"


def test_what_has_the_keyboard_is_in_sight_and_has_the_ring(bench: ReportBench) -> None:
    view = bench.page.view
    ring = theme.color("focus").rgb()
    for one in _walk(bench, view.links[0]):
        one.setFocus(Qt.FocusReason.TabFocusReason)
        if one is not view.send_button:
            view.column.ensureWidgetVisible(one)
        bench.qtbot.wait(1)
        around = QRect(one.mapTo(bench.page, QPoint(0, 0)), one.size()).adjusted(-4, -4, 4, 4)
        assert bench.page.rect().intersects(around)
        image = bench.page.grab(around & bench.page.rect()).toImage()
        found = any(
            image.pixel(x, y) == ring for x in range(image.width()) for y in range(0, image.height(), 1)
        )
        assert found, f"no ring: {type(one).__name__} {one.accessibleName()}"


def test_shift_tab_goes_the_same_way_back(bench: ReportBench) -> None:
    view = bench.page.view
    forth = _walk(bench, view.links[0])
    view.send_button.setFocus(Qt.FocusReason.TabFocusReason)
    back = [bench.focus()]
    while back[-1] is not view.links[0] and len(back) <= len(forth):
        bench.press(Qt.Key.Key_Tab, SHIFT)
        back.append(bench.focus())
    assert back[::-1] == forth


def _letters(page: QWidget) -> list[tuple[str, QWidget]]:
    labels: list[QLabel | QAbstractButton] = [
        one for one in page.findChildren(QLabel) if one.buddy() is not None and one.isVisible()
    ]
    labels += [one for one in page.findChildren(QAbstractButton) if one.isVisible()]
    found: list[tuple[str, QWidget]] = []
    for one in labels:
        text = one.text().replace("&&", "")
        if "&" in text:
            found.append((text[text.index("&") + 1].upper(), one))
    return found


def test_alt_and_a_letter_lead_to_every_field_without_doubles(bench: ReportBench) -> None:
    letters = _letters(bench.page)
    doubles = {letter: n for letter, n in Counter(letter for letter, _one in letters).items() if n > 1}
    assert doubles == {}
    form = bench.form
    labelled = [row.label for row in form.more.rows.values()] + [form.story.title, form.kind.title]
    labelled += [form.harm.title, form.done.title, form.who.title, form.place.rows["occurred"].label]
    assert [label.text() for label in labelled if "&" not in label.text()] == []


def test_alt_gives_the_large_field_the_keyboard(bench: ReportBench) -> None:
    form = bench.form
    letter = next(letter for letter, one in _letters(bench.page) if one is form.story.title)
    bench.page.view.send_button.setFocus()
    QTest.keyClick(bench.page.window(), Qt.Key(ord(letter)), ALT)
    assert form.story.text.field.hasFocus()


@pytest.mark.parametrize(
    "texts, lettered",
    [
        (["Vad hände?", "Var och när?"], ["&Vad hände?", "Var &och när?"]),
        (["Enhet", "&Enhet"], ["E&nhet", "&Enhet"]),
        (["&Plats", "&Person"], ["&Plats", "P&erson"]),
        (["Åka", "ö!", "Åk", "a"], ["Å&ka", "&ö!", "&Åk", "&a"]),
        (["Aa", "aA", ""], ["&Aa", "aA", ""]),
        (["ab", "a"], ["a&b", "&a"]),
    ],
)
def test_letters_are_given_once(texts: list[str], lettered: list[str]) -> None:
    assert with_letters(texts) == lettered
