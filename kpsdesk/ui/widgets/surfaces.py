"""Grounds and headings: card, section, page header, fold, counter, empty state."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QLayout, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from kpsdesk.ui import theme
from kpsdesk.ui.widgets.base import Button, Icon, Label, TopBox, hbox, put, vbox
from kpsdesk.ui.widgets.layout import FlowLayout


class Card(QFrame):
    """A white ground with a thin border. Put widgets with `add`, or lay out freely in `body`."""

    def __init__(
        self,
        *widgets: QWidget,
        gap: int = 8,
        margin: int = 16,
        role: str = "card",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", role)
        self.body = TopBox(self)
        self.body.setContentsMargins(*[theme.px(margin)] * 4)
        self.body.setSpacing(theme.px(gap))
        self.add(*widgets)

    def add(self, *widgets: QWidget) -> None:
        """Put widgets under each other."""
        put(self.body, *widgets)


class Section(QWidget):
    """A titled part of a page: title, optional help line, optional actions at the right, then `body`."""

    def __init__(
        self, title: str, *widgets: QWidget, help_text: str = "", gap: int = 8, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.title = Label(title, "section", wrap=True)
        self.help = Label(help_text, "body", "muted", wrap=True)
        if not help_text:
            self.help.hide()
        self._head: QHBoxLayout = hbox(self.title, gap=8)
        self._head.setStretch(0, 1)
        self.body = QVBoxLayout()
        self.body.setSpacing(theme.px(gap))
        outer = vbox(self._head, self.help, self.body, gap=8)
        self.setLayout(outer)
        self.setAccessibleName(title)
        self.add(*widgets)

    def add(self, *widgets: QWidget) -> None:
        """Put widgets under each other."""
        put(self.body, *widgets)

    def add_action(self, widget: QWidget) -> None:
        """Put a button at the right of the title."""
        self._head.addWidget(widget)


class PageHeader(QWidget):
    """The head of a page: big title, a line under it, actions at the right that wrap when there is no room."""

    def __init__(
        self, title: str, *actions: QWidget, subtitle: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._title = Label(title, "title", wrap=True)
        self._subtitle = Label(subtitle, "body", "muted", wrap=True)
        if not subtitle:
            self._subtitle.hide()
        self._actions = QWidget()
        self._flow = FlowLayout(self._actions)
        if not actions:
            self._actions.hide()
        row = hbox(vbox(self._title, self._subtitle, gap=2), self._actions, gap=16)
        row.setStretch(0, 1)
        self.setLayout(row)
        for action in actions:
            self.add_action(action)

    def set_title(self, title: str, subtitle: str = "") -> None:
        """Other words."""
        self._title.setText(title)
        self._subtitle.setText(subtitle)
        self._subtitle.setVisible(bool(subtitle))

    def add_action(self, widget: QWidget) -> None:
        """Put a button at the right."""
        self._flow.addWidget(widget)
        self._actions.setVisible(True)


class SurfaceButton(QAbstractButton):
    """A button as big as a card, with anything in it; its children let the mouse through. Checkable if asked."""

    def __init__(
        self, words: str, *, checkable: bool = False, margin: int = 12, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(words)
        self.setCheckable(checkable)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)  # painted again when the mouse comes and goes
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.body = TopBox(self)
        self.body.setContentsMargins(*[theme.px(margin)] * 4)
        self.body.setSpacing(theme.px(4))

    def put(self, *items: QWidget | QLayout) -> None:
        """Fill the button."""
        for item in items:
            if isinstance(item, QWidget):
                self.body.addWidget(item)
            else:
                self.body.addLayout(item)
        for child in self.findChildren(QWidget):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        ground, edge, width = "surface", "control" if self.isCheckable() else "line", 1.0
        if self.underMouse() and self.isEnabled():
            ground, edge = "hover", "control"
        if self.isDown() or self.isChecked():
            ground, edge, width = "select", "primary", 2.0 if self.isChecked() else 1.0
        if self.hasFocus():
            edge, width = "focus", 2.0
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color(edge), width))
        painter.setBrush(theme.color(ground))
        inset, corner = width / 2, theme.size("corner")
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), corner, corner)
        painter.end()


class CounterButton(SurfaceButton):
    """A big number, what it counts, and one line that says what it means; leads to the list behind it."""

    def __init__(
        self,
        label: str,
        number: int | None = None,
        meaning: str = "",
        tone: str = "",
        on_click: Callable[[], object] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(label, margin=14, parent=parent)
        self._label = Label(label, "strong", wrap=True)
        self._number = Label("", "number")
        self._meaning = Label("", "small", "muted", wrap=True)
        self.put(self._number, self._label, self._meaning)
        self.body.setSpacing(0)
        self.setMinimumWidth(theme.px(120))
        self.show_count(number, meaning, tone)
        if on_click is not None:
            self.clicked.connect(lambda: on_click())

    def show_count(self, number: int | None, meaning: str = "", tone: str = "") -> None:
        """Another number; None while it is being counted. Tone colours the number when it is not 0."""
        self._number.setText("–" if number is None else str(number))
        self._number.set_tone(tone if number else "muted")
        self._meaning.setText(meaning)
        self.setAccessibleName(f"{self._label.text()}: {self._number.text()}")
        self.setAccessibleDescription(meaning)


class EmptyState(QWidget):
    """What a list says when there is nothing: an icon, what is so, what to do, perhaps a button."""

    def __init__(
        self,
        icon: str,
        title: str,
        text: str = "",
        action: str = "",
        on_action: Callable[[], object] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        centre = Qt.AlignmentFlag.AlignCenter
        self._title = Label(title, "section", wrap=True)
        self._text = Label(text, "body", "muted", wrap=True)
        self._icon = Icon(icon, "muted", 32)
        self.button = Button(action, "secondary", on_click=on_action)
        if not action:
            self.button.hide()
        inner = QWidget()
        inner.setMaximumWidth(theme.px(420))
        column = vbox(gap=8)
        column.addWidget(self._icon, 0, centre)
        for label in (self._title, self._text):
            label.setAlignment(centre)
            column.addWidget(label)
        column.addSpacing(theme.px(8))
        column.addWidget(self.button, 0, centre)
        inner.setLayout(column)
        row = hbox(None, inner, None)
        row.setStretch(1, 4)
        self.setLayout(vbox(None, row, None, margin=24))

    def say(self, title: str, text: str = "", icon: str = "") -> None:
        """Other words, as when a filter hides everything."""
        self._title.setText(title)
        self._text.setText(text)
        if icon:
            self._icon.show_icon(icon)


class Disclosure(QWidget):
    """A fold: "More to tell" opens what most people need not see. Fill `body`; `toggled(bool)`."""

    toggled = Signal(bool)

    def __init__(
        self, title: str, *, unfolded: bool = False, gap: int = 16, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._title = title
        self.button = Button(title, "quiet", "chevron-right")
        self.button.setCheckable(True)
        self.button.setChecked(unfolded)
        self.content = QWidget()
        self.body = QVBoxLayout(self.content)
        self.body.setContentsMargins(0, theme.px(8), 0, 0)
        self.body.setSpacing(theme.px(gap))
        self.setLayout(vbox(hbox(self.button, None), self.content, gap=0))
        self.button.toggled.connect(self._turn)
        self._turn(unfolded)

    def add(self, *widgets: QWidget) -> None:
        """Put widgets under each other."""
        put(self.body, *widgets)

    def unfold(self, on: bool = True) -> None:
        """Open or close it."""
        self.button.setChecked(on)

    def _turn(self, on: bool) -> None:
        self.content.setVisible(on)
        self.button.set_icon("chevron-down" if on else "chevron-right")
        self.toggled.emit(on)
