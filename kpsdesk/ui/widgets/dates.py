"""Fields for days and times: typed as people write, or picked in a calendar."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time

from PySide6.QtCore import QDate, QEvent, QLocale, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QFrame, QLineEdit, QSizePolicy, QToolButton, QWidget
from typing_extensions import override

from kpsdesk.i18n import _, language
from kpsdesk.ui import theme
from kpsdesk.ui.widgets.base import hbox, restyle, vbox
from kpsdesk.ui.widgets.days import parse_day, parse_time
from kpsdesk.ui.widgets.edge import EdgeIcon

Today = Callable[[], date]


class DateField(QLineEdit):
    """A day, or none. `changed(date | None)` when a day is understood, by typing or in the calendar.

    Arrow up and down go a day, Alt+arrow down opens the calendar. What is not understood is marked, and
    `value()` is None with `understood()` false.
    """

    changed = Signal(object)

    def __init__(
        self,
        today: Today,
        words: str = "",
        *,
        future: bool = False,
        latest: date | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._today, self._future, self._latest = today, future, latest
        self._value: date | None = None
        self._calendar: _CalendarPopup | None = None
        self.setPlaceholderText(_("year-month-day"))
        self.setAccessibleName(words or _("Date"))
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        EdgeIcon(self, "calendar", _("Choose in a calendar"), self.open_calendar)
        self.editingFinished.connect(self._read)
        self.setMinimumWidth(theme.px(168))

    def value(self) -> date | None:
        """The day, or None."""
        self._read()
        return self._value

    def understood(self) -> bool:
        """False while something stands in the field that is no day."""
        return (
            not self.text().strip() or parse_day(self.text(), self._today(), future=self._future) is not None
        )

    def set_value(self, day: date | None) -> None:
        """Put a day in, without a signal."""
        self._value = day
        self.setText(day.isoformat() if day else "")
        restyle(self, error="false")

    def open_calendar(self) -> None:
        """Unfold the calendar under the field."""
        if self._calendar is None:
            self._calendar = _CalendarPopup(self)
            self._calendar.picked.connect(self._take)
        self._calendar.unfold(self._value or self._today(), self._latest)

    def _read(self) -> None:
        day = parse_day(self.text(), self._today(), future=self._future)
        wrong = bool(self.text().strip()) and day is None
        if self._latest is not None and day is not None and day > self._latest:
            day, wrong = None, True
        if day is not None and self.text() != day.isoformat():
            self.setText(day.isoformat())
        if self.property("error") != ("true" if wrong else "false"):
            restyle(self, error="true" if wrong else "false")
        if day != self._value:
            self._value = day
            self.changed.emit(day)

    def _take(self, day: date) -> None:
        self.setText(day.isoformat())
        self._read()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()))
        if step and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.open_calendar()
        elif step:
            base = parse_day(self.text(), self._today(), future=self._future)
            self._take(date.fromordinal(base.toordinal() + step) if base else self._today())
        else:
            super().keyPressEvent(event)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.setMinimumWidth(theme.px(168))


class _CalendarPopup(QFrame):
    """A month to pick a day in, Monday first."""

    picked = Signal(object)

    def __init__(self, field: QWidget) -> None:
        super().__init__(field, Qt.WindowType.Popup)
        self._field = field
        self.setProperty("role", "palette")
        self._month = QCalendarWidget()
        self._month.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self._month.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.ISOWeekNumbers)
        self._month.setGridVisible(False)
        self._month.clicked.connect(self._pick)
        self._month.activated.connect(self._pick)
        self.setLayout(vbox(self._month, margin=4))

    def unfold(self, day: date, latest: date | None) -> None:
        """Show the month of a day."""
        plain_day, faint = QTextCharFormat(), QTextCharFormat()
        plain_day.setForeground(theme.color("text"))
        faint.setForeground(theme.color("muted"))
        for weekday in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self._month.setWeekdayTextFormat(weekday, plain_day)
        self._month.setHeaderTextFormat(faint)
        if latest is not None:
            self._month.setMaximumDate(_qdate(latest))
        self._month.setLocale(_locale())
        self._month.setSelectedDate(_qdate(day))
        for name, icon in (("prevmonth", "chevron-left"), ("nextmonth", "chevron-right")):
            # Qt's own arrows are black on whatever ground there is
            button = self._month.findChild(QToolButton, f"qt_calendar_{name}")
            if button is not None:
                button.setIcon(theme.icon(icon, "text"))
        # its own hint is made before the style sheet widens head and cells
        self._month.setMinimumSize(theme.px(312), theme.px(264))
        self.adjustSize()
        self.move(self._field.mapToGlobal(QPoint(0, self._field.height() + 2)))
        self.show()
        self._month.setFocus()

    def _pick(self, day: QDate) -> None:
        self.hide()
        self.picked.emit(date(day.year(), day.month(), day.day()))


class TimeField(QLineEdit):
    """A time of day, or none: 14:30, 14.30, 1430, 9. `changed(time | None)`."""

    changed = Signal(object)

    def __init__(self, words: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value: time | None = None
        self.setPlaceholderText(_("hh:mm"))
        self.setAccessibleName(words or _("Time of day"))
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setFixedWidth(theme.px(88))
        self.editingFinished.connect(self._read)

    def value(self) -> time | None:
        """The time, or None."""
        self._read()
        return self._value

    def understood(self) -> bool:
        """False while something stands in the field that is no time."""
        return not self.text().strip() or parse_time(self.text()) is not None

    def set_value(self, at: time | None) -> None:
        """Put a time in, without a signal."""
        self._value = at
        self.setText(f"{at:%H:%M}" if at else "")
        restyle(self, error="false")

    def _read(self) -> None:
        at = parse_time(self.text())
        wrong = bool(self.text().strip()) and at is None
        if at is not None and self.text() != f"{at:%H:%M}":
            self.setText(f"{at:%H:%M}")
        if self.property("error") != ("true" if wrong else "false"):
            restyle(self, error="true" if wrong else "false")
        if at != self._value:
            self._value = at
            self.changed.emit(at)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.setFixedWidth(theme.px(88))


class DateTimeField(QWidget):
    """A day and a time; without a time the day counts from its midnight. `changed()`; naive local time."""

    changed = Signal()

    def __init__(
        self, today: Today, words: str = "", *, future: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.day = DateField(today, words, future=future)
        self.time = TimeField()
        self.setLayout(hbox(self.day, self.time, None, gap=8))
        self.setFocusProxy(self.day)
        self.day.changed.connect(lambda _day: self.changed.emit())
        self.time.changed.connect(lambda _at: self.changed.emit())

    def value(self) -> datetime | None:
        """The local moment without a zone, or None."""
        day = self.day.value()
        return datetime.combine(day, self.time.value() or time()) if day else None

    def understood(self) -> bool:
        """False while either part is no day or time."""
        return self.day.understood() and self.time.understood()

    def set_value(self, moment: datetime | None) -> None:
        """Put a moment in, without a signal."""
        self.day.set_value(moment.date() if moment else None)
        self.time.set_value(moment.time() if moment else None)


def _qdate(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)


def _locale() -> QLocale:
    return QLocale({"sv": "sv_SE", "fi": "fi_FI"}.get(language(), "en_GB"))
