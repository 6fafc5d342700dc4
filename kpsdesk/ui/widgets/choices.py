"""Choosing: big tiles, a row of segments, many ticks. Arrow keys move, digits choose."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QCheckBox, QPushButton, QSizePolicy, QWidget
from typing_extensions import override

from kpsdesk.ui import theme
from kpsdesk.ui.widgets.base import Icon, Label, hbox, plain, tip
from kpsdesk.ui.widgets.layout import EvenGrid, FlowLayout, clear_layout
from kpsdesk.ui.widgets.surfaces import SurfaceButton


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose: code, word, a half-sentence, an icon."""

    code: str
    text: str
    help: str = ""
    icon: str = ""


def as_choices(choices: Iterable[Choice | tuple[str, str]]) -> list[Choice]:
    """Choices from (code, text) pairs."""
    return [choice if isinstance(choice, Choice) else Choice(*choice) for choice in choices]


class _OneOf(QWidget):
    """What tiles and segments share: one code is chosen, keys move, `chosen(code)` on a choice by the user."""

    chosen = Signal(str)

    def __init__(self, words: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(
            Qt.FocusPolicy.ClickFocus
        )  # a label's Alt letter passes by what takes no focus at all
        self.setAccessibleName(words)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._codes: list[str] = []
        self._buttons: list[QAbstractButton] = []

    def _take_over(self, code: str, button: QAbstractButton) -> None:
        self._codes.append(code)
        self._buttons.append(button)
        self._group.addButton(button)
        button.clicked.connect(lambda: self._pick(code))

    def value(self) -> str | None:
        """The chosen code, or None."""
        for code, button in zip(self._codes, self._buttons, strict=True):
            if button.isChecked():
                return code
        return None

    def set_value(self, code: str | None) -> None:
        """Choose without a signal; None or an unknown code chooses nothing."""
        self._group.setExclusive(False)
        for known, button in zip(self._codes, self._buttons, strict=True):
            button.setChecked(known == code)
        self._group.setExclusive(True)
        self._one_tab_stop()

    def button(self, code: str) -> QAbstractButton:
        """The button of a code. Raises ValueError."""
        return self._buttons[self._codes.index(code)]

    def _pick(self, code: str) -> None:
        self._one_tab_stop()
        self.chosen.emit(code)

    def _one_tab_stop(self) -> None:
        """Tab enters at the chosen one; arrows go between, as in a group of radio buttons."""
        at = next((n for n, button in enumerate(self._buttons) if button.isChecked()), 0)
        for number, button in enumerate(self._buttons):
            policy = Qt.FocusPolicy.StrongFocus if number == at else Qt.FocusPolicy.ClickFocus
            button.setFocusPolicy(policy)
        if self._buttons:
            self.setFocusProxy(self._buttons[at])

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, buttons = event.key(), self._buttons
        holder = self.window().focusWidget()
        focused = next((n for n, button in enumerate(buttons) if button is holder), 0)
        if (
            Qt.Key.Key_1 <= key <= Qt.Key.Key_9
            and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        ):
            to = key - Qt.Key.Key_1
        elif key in (Qt.Key.Key_Right, Qt.Key.Key_Down):
            to = (focused + 1) % max(len(buttons), 1)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Up):
            to = (focused - 1) % max(len(buttons), 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            to = focused
        else:
            super().keyPressEvent(event)
            return
        if to < len(buttons):
            buttons[to].setFocus(Qt.FocusReason.TabFocusReason)
            buttons[to].click()


class _Tile(SurfaceButton):
    """One tile: icon and word, half a sentence under."""

    def __init__(self, choice: Choice, number: int) -> None:
        super().__init__(choice.text, checkable=True)
        word = Label(choice.text, "strong", wrap=True)
        head = hbox(gap=8)
        if choice.icon:
            head.addWidget(Icon(choice.icon, "primary", 20), 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(word, 1)
        digit = Label(str(number), "small", "muted")
        head.addWidget(digit, 0, Qt.AlignmentFlag.AlignTop)
        self.put(head)
        if choice.help:
            self.put(Label(choice.help, "small", "muted", wrap=True))
        self.setAccessibleDescription(choice.help)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        # arrows belong to the group of tiles, not to the button group of Qt
        if event.key() == Qt.Key.Key_Space:
            super().keyPressEvent(event)
        else:
            event.ignore()


class TileChoice(_OneOf):
    """Exclusive tiles with icon, word and half-sentence: `chosen(code)`, `value()`, `set_value(code)`."""

    def __init__(
        self, choices: Sequence[Choice], words: str = "", *, least: int = 200, parent: QWidget | None = None
    ) -> None:
        super().__init__(words, parent)
        self._grid = EvenGrid(self, least)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        for number, choice in enumerate(choices, start=1):
            tile = _Tile(choice, number)
            self._grid.addWidget(tile)
            self._take_over(choice.code, tile)
        self._one_tab_stop()


class _Segment(QPushButton):
    """One segment of a row."""

    def __init__(self, choice: Choice) -> None:
        super().__init__(plain(choice.text))
        self.setProperty("role", "segment")
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(choice.text)
        if choice.help:
            self.setToolTip(tip(choice.help))
            self.setAccessibleDescription(choice.help)
        if choice.icon:
            self.setIcon(theme.icon(choice.icon, "text"))

    @override
    def sizeHint(self) -> QSize:
        return super().sizeHint() + QSize(theme.px(8), 0)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            super().keyPressEvent(event)
        else:
            event.ignore()


class ChoiceRow(_OneOf):
    """One of a few, as segments that wrap: `chosen(code)`, `value()`, `set_value(code)`."""

    def __init__(
        self, choices: Iterable[Choice | tuple[str, str]] = (), words: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(words, parent)
        self._flow = FlowLayout(self, gap=6)
        self.set_choices(choices)

    def set_choices(self, choices: Iterable[Choice | tuple[str, str]]) -> None:
        """Other segments; the chosen code stays if it is still there."""
        before = self.value()
        self._codes, self._buttons = [], []
        clear_layout(self._flow)
        for choice in as_choices(choices):
            segment = _Segment(choice)
            self._flow.addWidget(segment)
            self._take_over(choice.code, segment)
        self.set_value(before)


class CheckList(QWidget):
    """Many ticks in a flow, or in columns if `even`: `changed(frozenset of codes)`, `value()`, `set_value(codes)`."""

    changed = Signal(object)

    def __init__(
        self,
        choices: Iterable[Choice | tuple[str, str]] = (),
        words: str = "",
        *,
        even: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setFocusPolicy(
            Qt.FocusPolicy.ClickFocus
        )  # a label's Alt letter passes by what takes no focus at all
        self.setAccessibleName(words)
        self._boxes: dict[str, QCheckBox] = {}
        self._flow = EvenGrid(self, least=0) if even else FlowLayout(self, gap=4)
        self.set_choices(choices)

    def set_choices(self, choices: Iterable[Choice | tuple[str, str]]) -> None:
        """Other ticks; codes that are still there stay ticked."""
        before = self.value()
        clear_layout(self._flow)
        self._boxes = {}
        for choice in as_choices(choices):
            box = QCheckBox(plain(choice.text))
            box.setChecked(choice.code in before)
            if choice.help:
                box.setToolTip(tip(choice.help))
            box.toggled.connect(self._tell)
            self._boxes[choice.code] = box
            self._flow.addWidget(box)
        first = next(iter(self._boxes.values()), None)
        if first is not None:
            self.setFocusProxy(first)

    def in_columns(self) -> None:
        """Stand in columns of one width, for what is read as a list."""
        self._flow.even = True
        self._flow.invalidate()

    def codes(self) -> frozenset[str]:
        """The codes that can be ticked."""
        return frozenset(self._boxes)

    def value(self) -> frozenset[str]:
        """The ticked codes."""
        return frozenset(code for code, box in self._boxes.items() if box.isChecked())

    def set_value(self, codes: Iterable[str]) -> None:
        """Tick exactly these, without a signal."""
        wanted = set(codes)
        for code, box in self._boxes.items():
            blocked = box.blockSignals(True)
            box.setChecked(code in wanted)
            box.blockSignals(blocked)

    def box(self, code: str) -> QCheckBox:
        """One of the ticks. Raises KeyError."""
        return self._boxes[code]

    def _tell(self) -> None:
        self.changed.emit(self.value())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Right: True, Qt.Key.Key_Down: True, Qt.Key.Key_Left: False, Qt.Key.Key_Up: False}
        forward = step.get(Qt.Key(event.key()))
        if forward is None:
            super().keyPressEvent(event)
        else:
            self.focusNextPrevChild(forward)
