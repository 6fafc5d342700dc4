"""The field for each kind of a declared form, behind one face: get, put, on_change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from typing import Any, Protocol, cast

from PySide6.QtWidgets import QCheckBox, QLineEdit, QSpinBox, QWidget
from typing_extensions import override

from kpsdesk.i18n import _
from kpsdesk.ui import theme
from kpsdesk.ui.widgets.base import plain
from kpsdesk.ui.widgets.choices import CheckList, Choice, ChoiceRow
from kpsdesk.ui.widgets.combo import ComboField
from kpsdesk.ui.widgets.dates import DateField, DateTimeField, TimeField, Today
from kpsdesk.ui.widgets.text import TextArea

FEW = 6  # up to so many choices lie open as segments, more are a list to search


class Declared(Protocol):
    """What a field maker needs to know of a declaration."""

    @property
    def kind(self) -> str:
        """Which field: a key of the makers below."""

    @property
    def label(self) -> str:
        """Its name, for screen readers and ticks."""

    @property
    def choices(self) -> Sequence[Choice | tuple[str, str]]:
        """What can be chosen, in order."""

    @property
    def groups(self) -> Sequence[tuple[str, Sequence[tuple[str, str]]]]:
        """The same under headings: (heading, choices)."""

    @property
    def none_text(self) -> str:
        """What stands for "none"; "" when there must be a choice."""

    @property
    def hint(self) -> str:
        """An example while it is empty."""

    @property
    def least(self) -> int:
        """The smallest number."""

    @property
    def most(self) -> int:
        """The largest number."""

    @property
    def future(self) -> bool:
        """Whether a day to come may be chosen."""

    @property
    def rows(self) -> int:
        """How many lines a text shows at first."""


class Input:
    """A field behind one face."""

    def __init__(
        self,
        widget: QWidget,
        get: Callable[[], object],
        put: Callable[[Any], None],
        signal: Any,
        *,
        choose_from: Callable[[Sequence[tuple[str, str]]], None] | None = None,
        understood: Callable[[], bool] | None = None,
    ) -> None:
        self.widget, self.get, self.put = widget, get, put
        self._signal, self._choose, self._understood = signal, choose_from, understood

    def on_change(self, told: Callable[[], None]) -> None:
        """Call when the user changed it."""
        self._signal.connect(lambda *_given: told())

    def understood(self) -> bool:
        """False while something stands in it that is no day or time."""
        return self._understood is None or self._understood()

    def choose_from(self, choices: Sequence[tuple[str, str]]) -> None:
        """Other choices. Raises TypeError for a field that has none."""
        if self._choose is None:
            raise TypeError(type(self.widget).__name__)
        self._choose(choices)


class _Number(QSpinBox):
    """A whole number, or none: empty means None."""

    def __init__(self, least: int, most: int) -> None:
        super().__init__()
        self.setRange(least - 1, most)
        self.setSpecialValueText(" ")
        self.setValue(least - 1)
        # the style sheet's padding does not reach the field inside
        self.lineEdit().setTextMargins(theme.px(8), 0, 0, 0)
        self.setMinimumWidth(theme.px(120))
        self.setMaximumWidth(theme.px(160))

    def number(self) -> int | None:
        """The number, or None."""
        return None if self.value() == self.minimum() else self.value()

    def put(self, number: int | None) -> None:
        """Put it in, without a signal."""
        blocked = self.blockSignals(True)
        self.setValue(self.minimum() if number is None else number)
        self.blockSignals(blocked)

    @override
    def wheelEvent(self, event: Any) -> None:
        event.ignore()


def make_input(declared: Declared, today: Today) -> Input:
    """The field of a declaration. Raises KeyError for an unknown kind."""
    return _MAKERS[declared.kind](declared, today)


def _line(declared: Declared, _today: Today) -> Input:
    edit = QLineEdit()
    edit.setPlaceholderText(declared.hint)
    return Input(edit, lambda: edit.text().strip(), lambda text: edit.setText(text or ""), edit.textEdited)


def _text(declared: Declared, _today: Today) -> Input:
    area = TextArea(declared.hint, rows=declared.rows, words=declared.label)
    return Input(area, lambda: area.text().strip(), lambda text: area.set_text(text or ""), area.edited)


def _choice(declared: Declared, today: Today) -> Input:
    if declared.groups or len(declared.choices) > FEW or declared.none_text:
        return _person(declared, today)
    row = ChoiceRow(declared.choices, declared.label)
    return Input(row, row.value, row.set_value, row.chosen, choose_from=row.set_choices)


def _person(declared: Declared, _today: Today) -> Input:
    options = [(c.code, c.text) if isinstance(c, Choice) else c for c in declared.choices]
    combo = ComboField(
        options, declared.label, groups=declared.groups, none_text=declared.none_text, hint=declared.hint
    )
    return Input(combo, combo.value, combo.set_value, combo.chosen, choose_from=combo.set_options)


def _multi(declared: Declared, _today: Today) -> Input:
    ticks = CheckList(declared.choices, declared.label)
    return Input(
        ticks,
        ticks.value,
        lambda codes: ticks.set_value(codes or ()),
        ticks.changed,
        choose_from=ticks.set_choices,
    )


def _date(declared: Declared, today: Today) -> Input:
    day = DateField(today, declared.label, future=declared.future)
    return Input(
        day,
        day.value,
        lambda v: day.set_value(cast("date | None", v)),
        day.changed,
        understood=day.understood,
    )


def _time(declared: Declared, _today: Today) -> Input:
    at = TimeField(declared.label)
    return Input(
        at, at.value, lambda v: at.set_value(cast("time | None", v)), at.changed, understood=at.understood
    )


def _datetime(declared: Declared, today: Today) -> Input:
    both = DateTimeField(today, declared.label, future=declared.future)
    return Input(
        both,
        both.value,
        lambda v: both.set_value(cast("datetime | None", v)),
        both.changed,
        understood=both.understood,
    )


def _yesno(declared: Declared, _today: Today) -> Input:
    row = ChoiceRow((("yes", _("Yes")), ("no", _("No"))), declared.label)
    codes = {True: "yes", False: "no"}
    return Input(
        row,
        lambda: {"yes": True, "no": False}.get(row.value() or ""),
        lambda value: row.set_value(codes.get(value)),
        row.chosen,
    )


def _check(declared: Declared, _today: Today) -> Input:
    box = QCheckBox(plain(declared.label))
    return Input(box, box.isChecked, lambda on: box.setChecked(bool(on)), box.clicked)


def _number(declared: Declared, _today: Today) -> Input:
    spin = _Number(declared.least, declared.most)
    return Input(spin, spin.number, spin.put, spin.valueChanged)


_MAKERS: dict[str, Callable[[Declared, Today], Input]] = {
    "line": _line,
    "text": _text,
    "choice": _choice,
    "multi": _multi,
    "date": _date,
    "time": _time,
    "datetime": _datetime,
    "yesno": _yesno,
    "check": _check,
    "number": _number,
    "person": _person,
}
