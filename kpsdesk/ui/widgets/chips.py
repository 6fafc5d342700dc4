"""Filters above a list: chips, chips with a menu, the search field."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QMenu, QPushButton, QSizePolicy, QWidget
from typing_extensions import override

from kpsdesk.i18n import _, ngettext
from kpsdesk.ui import theme
from kpsdesk.ui.widgets.base import plain, restyle
from kpsdesk.ui.widgets.edge import EdgeIcon
from kpsdesk.ui.widgets.layout import FlowLayout

DEBOUNCE_MS = 150


class Chip(QPushButton):
    """A filter that is on or off: `toggled(bool)`; a count may follow the word."""

    def __init__(
        self, text: str, key: str = "", *, checked: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(plain(text), parent)
        self.key, self._text = key or text, text
        self.setProperty("role", "chip")
        self.setCheckable(True)
        self.setChecked(checked)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)

    def set_count(self, number: int | None) -> None:
        """Show how many there are behind it; None for nothing."""
        self.setText(plain(self._text) if number is None else f"{plain(self._text)}  {number}")

    @override
    def sizeHint(self) -> QSize:
        # room for the semibold of the chosen state, so that choosing moves nothing
        return super().sizeHint() + QSize(theme.px(8), 0)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


class FilterMenuButton(QPushButton):
    """A chip with a menu of choices (code, text): several unless `single`. `changed(frozenset of codes)`."""

    changed = Signal(object)

    def __init__(
        self,
        text: str,
        choices: Iterable[tuple[str, str]] = (),
        key: str = "",
        *,
        single: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(plain(text), parent)
        self.key, self._text, self._single = key or text, text, single
        self._chosen: frozenset[str] = frozenset()
        self._texts: dict[str, str] = {}
        self.setProperty("role", "chip")
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self._menu = _StayOpenMenu(self)
        self._menu.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._menu.setToolTipsVisible(True)
        self._menu.triggered.connect(self._ticked)
        self.clicked.connect(self.open_menu)
        self.set_choices(choices)

    def set_choices(self, choices: Iterable[tuple[str, str]]) -> None:
        """Other choices; what was chosen and is still there stays chosen. The same ones again cost nothing."""
        texts = dict(choices)
        if list(texts.items()) == list(self._texts.items()) and self._menu.actions():
            return
        self._texts = texts
        self._chosen &= self._texts.keys()
        self._menu.clear()
        for code, text in self._texts.items():
            action = self._menu.addAction(plain(text))
            action.setData(code)
            action.setCheckable(True)
            action.setChecked(code in self._chosen)
        self._menu.addSeparator()
        self._menu.addAction(_("Clear")).setData(None)
        self._show()

    def chosen(self) -> frozenset[str]:
        """The codes that are ticked."""
        return self._chosen

    def choose(self, codes: Iterable[str]) -> None:
        """Tick these, without a signal."""
        wanted = frozenset(codes) & self._texts.keys()
        if wanted == self._chosen:
            return
        self._chosen = wanted
        for action in self._menu.actions():
            if action.isCheckable():
                action.setChecked(action.data() in self._chosen)
        self._show()

    def open_menu(self) -> None:
        """Unfold the choices."""
        self._menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def _ticked(self, action: QAction) -> None:
        code = action.data()
        if code is None:
            wanted: frozenset[str] = frozenset()
        elif self._single:
            wanted = frozenset({str(code)}) - self._chosen
        else:
            wanted = self._chosen ^ {str(code)}
        self.choose(wanted)
        self.changed.emit(self._chosen)

    def _show(self) -> None:
        texts = [text for code, text in self._texts.items() if code in self._chosen]
        shown = self._text
        if len(texts) == 1:
            shown = f"{self._text}: {texts[0]}"
        elif texts:
            shown = f"{self._text}: " + ngettext("{n} chosen", "{n} chosen", len(texts)).format(n=len(texts))
        self.setText(plain(shown))
        self.setAccessibleName(shown)
        self.setIcon(theme.icon("chevron-down", "primary" if texts else "muted", 14))
        restyle(self, on="true" if texts else "false")

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            side = theme.px(14)
            self.setIconSize(QSize(side, side))


class _StayOpenMenu(QMenu):
    """A menu that stays while ticks are set, so that several need one visit."""

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        action: QAction | None = self.activeAction()
        if event.key() == Qt.Key.Key_Space and action is not None and action.isCheckable():
            action.trigger()
        else:
            super().keyPressEvent(event)


class ChipBar(QWidget):
    """A row of chips that wraps. `changed(frozenset of the keys that are on)`; other widgets may join with `add`."""

    changed = Signal(object)

    def __init__(
        self, chips: Sequence[tuple[str, str]] = (), *, exclusive: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._exclusive = exclusive
        self._chips: dict[str, Chip] = {}
        self._flow = FlowLayout(self, gap=6)
        for key, text in chips:
            self.add_chip(key, text)

    def add_chip(self, key: str, text: str, *, checked: bool = False) -> Chip:
        """One more chip."""
        chip = Chip(text, key, checked=checked)
        self._chips[key] = chip
        self._flow.addWidget(chip)
        chip.clicked.connect(lambda on: self._clicked(key, on))
        return chip

    def add(self, widget: QWidget) -> None:
        """Something else in the same row, such as a `FilterMenuButton`."""
        self._flow.addWidget(widget)

    def chip(self, key: str) -> Chip:
        """One of the chips. Raises KeyError."""
        return self._chips[key]

    def on(self) -> frozenset[str]:
        """The keys that are on."""
        return frozenset(key for key, chip in self._chips.items() if chip.isChecked())

    def set_on(self, keys: Iterable[str]) -> None:
        """Turn exactly these on, without a signal."""
        wanted = set(keys)
        for key, chip in self._chips.items():
            chip.setChecked(key in wanted)

    def _clicked(self, key: str, on: bool) -> None:
        if self._exclusive and on:
            self.set_on({key})
        self.changed.emit(self.on())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Right: True, Qt.Key.Key_Left: False}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.focusNextPrevChild(step)


class SearchField(QLineEdit):
    """Words to look for: `edited(str)` comes when the typing pauses, at once on Enter. "/" goes here, Esc clears."""

    edited = Signal(str)
    left = Signal()  # Esc in an empty field, arrow down, Enter: the list may take the keyboard

    def __init__(self, hint: str = "", *, slash: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(hint or _("Search"))
        self.setAccessibleName(hint or _("Search"))
        EdgeIcon(self, "search", leading=True)
        self._clear = EdgeIcon(self, "x", _("Clear the search"), self._wipe)
        self._clear.setVisible(False)
        self._last = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DEBOUNCE_MS)
        self._timer.timeout.connect(self._tell)
        self.textChanged.connect(self._typed)
        if slash:
            QShortcut(QKeySequence("/"), self, context=Qt.ShortcutContext.WindowShortcut).activated.connect(
                self.take
            )

    def take(self) -> None:
        """Give it the keyboard, if it is seen."""
        if self.isVisible():
            self.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.selectAll()

    def set_quietly(self, text: str) -> None:
        """Put words in without `edited`, as when a saved view is chosen."""
        self._last = text.strip()
        self.setText(text)
        self._timer.stop()

    def _typed(self, text: str) -> None:
        self._clear.setVisible(bool(text))
        self._timer.start()

    def _wipe(self) -> None:
        self.clear()
        self._tell()

    def _tell(self) -> None:
        self._timer.stop()
        if self.text().strip() != self._last:
            self._last = self.text().strip()
            self.edited.emit(self._last)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self._wipe()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down, Qt.Key.Key_Escape):
            self._tell()
            self.left.emit()
        else:
            super().keyPressEvent(event)
