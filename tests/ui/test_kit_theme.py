"""The look: contrast, icons, live switching, text that is not clipped."""

from __future__ import annotations

from itertools import product

import pytest
from PySide6.QtGui import QFontDatabase, QFontMetrics, QRawFont
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from kpsdesk import paths
from kpsdesk.ui import theme
from kpsdesk.ui.widgets import Button, Card, FlowLayout, Label

MODES: tuple[theme.Mode, ...] = ("light", "dark")
TEXT = [
    ("text", "bg"), ("text", "surface"), ("text", "select"), ("text", "hover"), ("text", "frame"),
    ("muted", "bg"), ("muted", "surface"), ("muted", "frame"), ("muted", "hover"), ("muted", "select"),
    ("primary", "bg"), ("primary", "surface"), ("primary", "select"), ("on_primary", "primary"), ("on_primary", "primary_hover"),
    ("danger", "danger_ground"), ("warn", "warn_ground"), ("ok", "ok_ground"), ("info", "info_ground"),
    ("danger", "surface"), ("warn", "surface"), ("ok", "surface"), ("info", "surface"), ("surface", "text"),
]  # fmt: skip
EDGES = [("control", "surface"), ("control", "bg"), ("focus", "bg"), ("focus", "surface"), ("focus", "frame")]


def _light(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    bright, dim = sorted((_light(one), _light(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


@pytest.mark.parametrize("mode, pair", list(product(MODES, TEXT)))
def test_every_text_is_readable_on_its_ground(mode: theme.Mode, pair: tuple[str, str]) -> None:
    colours = theme.design().colours(mode)
    assert _contrast(colours.named(pair[0]), colours.named(pair[1])) >= 4.5


@pytest.mark.parametrize("mode, pair", list(product(MODES, EDGES)))
def test_edges_of_controls_are_seen(mode: theme.Mode, pair: tuple[str, str]) -> None:
    colours = theme.design().colours(mode)
    assert _contrast(colours.named(pair[0]), colours.named(pair[1])) >= 3


@pytest.mark.parametrize("mode", MODES)
def test_the_marks_of_the_style_sheet_have_the_tokens_colours(mode: theme.Mode) -> None:
    colours = theme.design().colours(mode)
    wanted = {"check": "on_primary", "minus": "on_primary", "dot": "on_primary", "tick": "primary"}
    for file in paths.resource("theme", mode).glob("*.svg"):
        assert colours.named(wanted.get(file.stem, "muted")) in file.read_text(encoding="utf-8"), file.name


def test_the_typeface_is_ours_and_knows_nordic_letters(qapp: QApplication) -> None:
    theme.apply(qapp, "light")
    assert "IBM Plex Sans" in QFontDatabase.families()
    metrics = QFontMetrics(theme.font())
    assert all(QRawFont.fromFont(theme.font()).supportsCharacter(ord(letter)) for letter in "åäöÅÄÖšžé€–…")
    assert len({metrics.horizontalAdvance(digit) for digit in "0123456789"}) == 1


def test_switching_theme_and_size_reaches_widgets_that_are_open(qtbot: QtBot, qapp: QApplication) -> None:
    theme.apply(qapp, "light", 1.0)
    button, label = Button("Ta emot", "primary", "check"), Label("Rubrik", "section")
    for widget in (button, label):
        qtbot.addWidget(widget)
        widget.show()
    height, icon = button.sizeHint().height(), button.icon().cacheKey()
    size = label.fontInfo().pixelSize()
    theme.apply(qapp, "dark", 2.0)
    assert button.sizeHint().height() == pytest.approx(2 * height, abs=3)
    assert label.fontInfo().pixelSize() == pytest.approx(2 * size, abs=1)
    assert button.icon().cacheKey() != icon
    assert button.iconSize().height() == 32
    theme.apply(qapp, "light", 1.0)
    assert button.sizeHint().height() == height


def test_focus_moves_nothing(qtbot: QtBot, qapp: QApplication) -> None:
    theme.apply(qapp, "light", 1.0)
    card = Card(QLineEdit(), QPushButton("Spara"), Button("Ångra", "quiet"), Button("Visa", "link"))
    qtbot.addWidget(card)
    card.show()
    before = card.sizeHint()
    for widget in (*card.findChildren(QLineEdit), *card.findChildren(QPushButton)):
        widget.setFocus()
        qapp.processEvents()
        assert card.sizeHint() == before


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_buttons_wrap_instead_of_being_cut_off(qtbot: QtBot, qapp: QApplication, scale: float) -> None:
    theme.apply(qapp, "light", scale)
    card = Card()
    qtbot.addWidget(card)
    holder = Card(margin=0)
    buttons = [
        Button(text)
        for text in ("Ta emot", "Begär mer tid", "Avsluta med återkoppling", "Lähetä toiseen yksikköön")
    ]
    flow = FlowLayout()
    for button in buttons:
        flow.addWidget(button)
    holder.body.addLayout(flow)
    card.add(holder)
    card.resize(theme.px(320), 10)
    card.show()
    card.resize(theme.px(320), card.heightForWidth(theme.px(320)))
    qapp.processEvents()
    for button in buttons:
        assert button.width() >= button.sizeHint().width()
        assert holder.rect().contains(button.geometry())
    theme.apply(qapp, "light", 1.0)


def test_an_unknown_icon_is_a_fault(qapp: QApplication) -> None:
    with pytest.raises(FileNotFoundError):
        theme.icon("no-such-icon")
