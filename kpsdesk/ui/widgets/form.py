"""Forms: label above, field, help, error under; by hand (`FormRow`, `Form`) or from declarations (`DeclaredForm`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Literal

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget
from typing_extensions import override

from kpsdesk.i18n import _
from kpsdesk.ui.widgets.base import Icon, Label, hbox, restyle, vbox
from kpsdesk.ui.widgets.choices import Choice
from kpsdesk.ui.widgets.dates import Today
from kpsdesk.ui.widgets.inputs import Input, make_input

Kind = Literal[
    "line", "text", "choice", "multi", "date", "time", "datetime", "yesno", "check", "number", "person"
]


class FormRow(QWidget):
    """One question: label (an "&" gives it an Alt key), the field, help under it, and an error when there is one."""

    def __init__(
        self,
        label: str,
        field: QWidget,
        help_text: str = "",
        *,
        required: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.field = field
        self.label = _BuddyLabel(label)
        self.label.setBuddy(field)
        # what has no parent yet is hidden only: shown, it would be a window of its own for a moment
        if not label:
            self.label.hide()
        self._needed = Label(_("required"), "small", "muted")
        if not required:
            self._needed.hide()
        self._help = Label(help_text, "small", "muted", wrap=True)
        if not help_text:
            self._help.hide()
        self._error = Label("", "small", "danger", wrap=True)
        row = hbox(Icon("circle-alert", "danger", 14), self._error, gap=6)
        row.setStretch(1, 1)
        self._error_line = QWidget()
        self._error_line.setLayout(row)
        self._error_line.hide()
        head = hbox(self.label, self._needed, None, gap=8)
        self.setLayout(vbox(head, field, self._help, self._error_line, gap=4))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.setFocusProxy(field)
        if not field.accessibleName():
            field.setAccessibleName(label.replace("&", ""))

    def set_error(self, text: str = "") -> None:
        """Say what is wrong and what to do; "" when it is right again."""
        self._error.setText(text)
        self._error_line.setVisible(bool(text))
        self.field.setAccessibleDescription(text)
        restyle(self.field, error="true" if text else "false")

    def error(self) -> str:
        """What it says is wrong."""
        return self._error.text()

    def set_label(self, text: str) -> None:
        """Another wording of the question."""
        self.label.setText(text)
        self.field.setAccessibleName(text.replace("&", ""))

    def set_help(self, text: str) -> None:
        """Another line of help."""
        self._help.setText(text)
        self._help.setVisible(bool(text))


class _BuddyLabel(QLabel):
    """A label whose "&" gives its field an Alt key."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", "strong")
        self.setWordWrap(False)

    @override
    def event(self, event: QEvent) -> bool:
        """The Alt key goes to the field, also to one of several parts; it never presses anything."""
        if event.type() == QEvent.Type.Shortcut and self.buddy() is not None:
            self.buddy().setFocus(Qt.FocusReason.ShortcutFocusReason)
            return True
        return super().event(event)


class Form(QWidget):
    """Rows under each other."""

    def __init__(self, *rows: QWidget, gap: int = 16, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.body = vbox(*rows, gap=gap)
        self.setLayout(self.body)

    def add(self, label: str, widget: QWidget, help_text: str = "", *, required: bool = False) -> FormRow:
        """One more row."""
        row = FormRow(label, widget, help_text, required=required)
        self.body.addWidget(row)
        return row


@dataclass(frozen=True, slots=True)
class FormField:
    """One question of a declared form. `label`, `help` and `hint` are shown as they are: translate them first.

    Value by kind: line, text: str; choice, person: str | None; multi: frozenset[str]; date, time, datetime: that or
    None; yesno: bool | None; check: bool; number: int | None.
    """

    key: str
    kind: Kind
    label: str
    help: str = ""
    choices: Sequence[Choice | tuple[str, str]] = ()
    required: bool = False
    hint: str = ""
    none_text: str = ""
    groups: Sequence[tuple[str, Sequence[tuple[str, str]]]] = ()
    least: int = 0
    most: int = 1_000_000
    future: bool = False
    rows: int = 3
    extra: Mapping[str, object] = field(default_factory=dict)


class DeclaredForm(QWidget):
    """A form made from declarations: `values()`, `set_values()`, `show_error(key, text)`; `changed(key)` by the user."""

    changed = Signal(str)

    def __init__(
        self, fields: Iterable[FormField], today: Today, *, gap: int = 16, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.fields = tuple(fields)
        self._inputs: dict[str, Input] = {}
        self._rows: dict[str, FormRow] = {}
        box = vbox(gap=gap)
        for declared in self.fields:
            made = make_input(declared, today)
            label = "" if declared.kind == "check" else declared.label
            row = FormRow(label, made.widget, declared.help, required=declared.required)
            made.on_change(partial(self._told, declared.key))
            self._inputs[declared.key], self._rows[declared.key] = made, row
            box.addWidget(row)
        self.setLayout(box)
        first = next(iter(self._rows.values()), None)
        if first is not None:
            self.setFocusProxy(first)

    def row(self, key: str) -> FormRow:
        """The row of a field, to hide it or to jump there. Raises KeyError."""
        return self._rows[key]

    def widget(self, key: str) -> QWidget:
        """The field itself. Raises KeyError."""
        return self._inputs[key].widget

    def value(self, key: str) -> object:
        """What one field holds."""
        return self._inputs[key].get()

    def values(self) -> dict[str, object]:
        """What all fields hold."""
        return {key: made.get() for key, made in self._inputs.items()}

    def set_values(self, values: Mapping[str, object]) -> None:
        """Fill fields, without signals; keys that are no field are passed over."""
        for key, value in values.items():
            if key in self._inputs:
                self._inputs[key].put(value)

    def set_choices(self, key: str, choices: Sequence[tuple[str, str]]) -> None:
        """Other choices for a choice, multi or person field."""
        self._inputs[key].choose_from(choices)

    def show_error(self, key: str, text: str) -> None:
        """Say what is wrong at a field, and go there; "" takes it away."""
        self._rows[key].set_error(text)
        if text:
            self._rows[key].setFocus(Qt.FocusReason.OtherFocusReason)

    def clear_errors(self) -> None:
        """All is right again."""
        for row in self._rows.values():
            row.set_error()

    def check(self) -> bool:
        """True if what must be filled is, and days are days; else says so at each field and goes to the first."""
        self.clear_errors()
        wrong = [(declared.key, self._complaint(declared)) for declared in self.fields]
        wrong = [(key, text) for key, text in wrong if text]
        for key, text in reversed(wrong):
            self.show_error(key, text)
        return not wrong

    def _complaint(self, declared: FormField) -> str:
        made = self._inputs[declared.key]
        if not made.understood():
            return _("Write a day as 2026-03-01 or 1/3 2026, and a time as 14:30.")
        if declared.required and made.get() in (None, "", frozenset()):
            return _("This is needed to go on.")
        return ""

    def _told(self, key: str) -> None:
        self._rows[key].set_error()
        self.changed.emit(key)
