"""Puts the tokens on the application: palette, font, one style sheet; and answers in their terms.

The style sheet `resources/theme/app.qss` is written with `$token` for a colour and `12sp` for
pixels that grow with the text scale; so one call of `apply` changes theme and text size live.
Widgets that paint themselves ask `color`, `px` and `font` when they paint, and get a StyleChange
event when the answers change.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from string import Template
from typing import Literal

from PySide6.QtCore import QDir, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from kpsdesk import paths
from kpsdesk.ui.theme.tokens import Mode, Tokens, design

Choice = Literal["light", "dark", "system"]
FAMILY = "IBM Plex Sans"
PIXELS_PER_POINT = 96 / 72
SMALLEST, LARGEST = 1.0, 2.0


class Notifier(QObject):
    """Tells those who keep pictures or icons that the theme or the scale changed."""

    changed = Signal()


@dataclass(slots=True)
class _State:
    mode: Mode = "light"
    choice: Choice = "light"
    scale: float = 1.0
    fonts_loaded: bool = False
    follows_system: bool = False


_state = _State()
_notifier: list[Notifier] = []


def notifier() -> Notifier:
    """The one object whose `changed` signal follows each `apply`."""
    if not _notifier:
        _notifier.append(Notifier())
    return _notifier[0]


def apply(app: QApplication, mode: Choice = "system", scale: float = 1.0) -> None:
    """Dress the application; may be called again at any time. `scale` is 1.0 to 2.0."""
    _load_fonts()
    _state.choice = mode
    _state.mode = _resolve(mode)
    _state.scale = min(max(scale, SMALLEST), LARGEST)
    _follow_system(app)
    icon.cache_clear()
    QDir.setSearchPaths("theme", [str(paths.resource("theme", _state.mode))])
    if app.style().objectName().lower() != "fusion":
        app.setStyle("Fusion")
    app.setFont(font("body"))
    app.setPalette(_palette(tokens()))
    app.setStyleSheet(_style_sheet(tokens()))
    notifier().changed.emit()


def tokens() -> Tokens:
    """The colours in use."""
    return design().colours(_state.mode)


def mode() -> Mode:
    """Light or dark, after "system" was resolved."""
    return _state.mode


def scale() -> float:
    """The text scale in use, 1.0 to 2.0."""
    return _state.scale


def px(pixels: float) -> int:
    """Pixels at 100 %, made to fit the scale."""
    return round(pixels * _state.scale)


def size(name: str) -> int:
    """A measure of the token file, in pixels of the scale in use."""
    return px(design().size[name])


def color(token: str) -> QColor:
    """A token as a colour; "#RRGGBB" is passed through."""
    return QColor(tokens().named(token))


def font(role: str = "body") -> QFont:
    """The font of a role: title, section, strong, body, small, number, wordmark."""
    kind = design().type[role]
    made = QFont(FAMILY)
    made.setPixelSize(px(kind.points * PIXELS_PER_POINT))
    made.setWeight(QFont.Weight(kind.weight))
    return made


@lru_cache(maxsize=512)
def _svg(name: str) -> str:
    return paths.resource("icons", f"{name}.svg").read_text(encoding="utf-8")


def pixmap(name: str, token: str = "text", pixels: float = 16, ratio: float = 1.0, gap: float = 0) -> QPixmap:
    """One icon in one colour; `pixels` is its side at 100 %, `gap` the air at its right.

    Raises FileNotFoundError for an unknown name.
    """
    side = px(pixels)
    text = (
        _svg(name)
        .replace("currentColor", tokens().named(token))
        .replace('stroke-width="2"', 'stroke-width="1.8"')
    )
    picture = QPixmap(QSize(round((side + px(gap)) * ratio), round(side * ratio)))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(text.encode()).render(painter, QRectF(0, 0, side * ratio, side * ratio))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


@lru_cache(maxsize=1024)
def icon(name: str, token: str = "text", pixels: float = 16, gap: float = 0) -> QIcon:
    """An icon in a token's colour, sharp on the screens that there are; grey when disabled. `gap`: air at its right."""
    made = QIcon()
    for ratio in sorted(
        {1.0, max((screen.devicePixelRatio() for screen in QGuiApplication.screens()), default=1.0)}
    ):
        made.addPixmap(pixmap(name, token, pixels, ratio, gap))
        made.addPixmap(pixmap(name, "control", pixels, ratio, gap), QIcon.Mode.Disabled)
    return made


def _load_fonts() -> None:
    if not _state.fonts_loaded:
        for file in sorted(paths.resource("fonts").glob("*.ttf")):
            QFontDatabase.addApplicationFont(str(file))
        _state.fonts_loaded = True


def _resolve(choice: Choice) -> Mode:
    if choice != "system":
        return choice
    return "dark" if QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark else "light"


def _follow_system(app: QApplication) -> None:
    """Switch along with the desktop while the choice is "system"."""
    if not _state.follows_system:
        _state.follows_system = True
        app.styleHints().colorSchemeChanged.connect(_system_changed)
        app.screenAdded.connect(icon.cache_clear)  # it may be a denser one


def _system_changed() -> None:
    app = QApplication.instance()
    if _state.choice == "system" and isinstance(app, QApplication) and _resolve("system") != _state.mode:
        apply(app, "system", _state.scale)


def _palette(colours: Tokens) -> QPalette:
    role = QPalette.ColorRole
    made = QPalette()
    for where, token in (
        (role.Window, "bg"),
        (role.WindowText, "text"),
        (role.Base, "surface"),
        (role.AlternateBase, "hover"),
        (role.Text, "text"),
        (role.PlaceholderText, "muted"),
        (role.Button, "surface"),
        (role.ButtonText, "text"),
        (role.BrightText, "danger"),
        (role.ToolTipBase, "text"),
        (role.ToolTipText, "surface"),
        (role.Link, "primary"),
        (role.LinkVisited, "primary"),
        (role.Highlight, "select"),
        (role.HighlightedText, "text"),
        (role.Accent, "primary"),
        (role.Light, "surface"),
        (role.Midlight, "line"),
        (role.Mid, "line"),
        (role.Dark, "control"),
        (role.Shadow, "line"),
    ):
        made.setColor(where, QColor(colours.named(token)))
    for where in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, where, QColor(colours.control))
    return made


def _style_sheet(colours: Tokens) -> str:
    text = paths.resource("theme", "app.qss").read_text(encoding="utf-8")
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    words = colours.as_dict()
    for role in design().type:
        made = font(role)
        words[f"type_{role}"] = f"font-size: {made.pixelSize()}px; font-weight: {int(made.weight())}"
    text = Template(text).substitute(words)
    return re.sub(r"(\d+(?:\.\d+)?)sp", lambda hit: f"{px(float(hit.group(1)))}px", text)
