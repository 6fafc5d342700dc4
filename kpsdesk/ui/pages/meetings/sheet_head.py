"""The top of a sheet's side: which unit, which period, which language, which day; and whether the meeting was held."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from kpsdesk import words
from kpsdesk.i18n import _
from kpsdesk.ui.pages.meetings.presenter import Opened
from kpsdesk.ui.widgets import (
    Button,
    Card,
    ChoiceRow,
    ComboField,
    DateField,
    FlowLayout,
    FormRow,
    Label,
    LinkButton,
    Today,
    reveal,
)

SPOKEN_NAMES: Final = (("sv", "Svenska"), ("fi", "Suomi"), ("en", "English"))


def side_by_side(*rows: QWidget) -> QWidget:
    """Short fields beside each other, under each other where there is no room."""
    ground = QWidget()
    flow = FlowLayout(ground, gap=16)
    for row in rows:
        flow.addWidget(row)
    return ground


class HeadPart(Card):
    """Signals:
    unit_chosen(int), period_chosen(date, date), language_chosen(str), day_chosen(date), next_chosen(date | None).
    held_wanted: the meeting was held, or so the user says.
    """

    unit_chosen = Signal(int)
    period_chosen = Signal(object, object)
    language_chosen = Signal(str)
    day_chosen = Signal(object)
    next_chosen = Signal(object)
    held_wanted = Signal()

    def __init__(self, today: Today) -> None:
        super().__init__(gap=12)
        self._today = today
        self.unit = ComboField(words=_("Unit"))
        self.first = DateField(today, _("From"), latest=None)
        self.last = DateField(today, _("Up to and including"))
        self.day = DateField(today, _("Day of the meeting"), future=True)
        self.next = DateField(today, _("Next meeting"), future=True)
        self.language = ChoiceRow(SPOKEN_NAMES, _("Language of the sheet"))
        self.until_today = LinkButton(_("Until today"), "calendar", lambda: self._set_last(self._today()))
        self.mark = LinkButton(_("Mark as held"), "circle-check", self.held_wanted.emit)
        self.since = Label("", "small", "muted", wrap=True)
        self.unit_row = FormRow(_("Unit"), self.unit)
        self.first_row = FormRow(_("The period from"), self.first)
        self.last_row = FormRow(_("Up to and including"), self.last)
        self.day_row = FormRow(_("Day of the meeting"), self.day)
        self.next_row = FormRow(_("Next meeting"), self.next)
        self.language_row = FormRow(_("Language of the sheet"), self.language)
        self.rows = (
            self.unit_row,
            self.first_row,
            self.last_row,
            self.day_row,
            self.next_row,
            self.language_row,
        )
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.add(
            self.unit_row,
            side_by_side(self.first_row, self.last_row),
            self.since,
            self.until_today,
            side_by_side(self.day_row, self.next_row),
            self.mark,
            self.language_row,
        )

    def _connect(self) -> None:
        self.unit.chosen.connect(lambda code: self.unit_chosen.emit(int(code)) if code else None)
        self.first.changed.connect(lambda _day: self._period())
        self.last.changed.connect(lambda _day: self._period())
        self.day.changed.connect(lambda day: self.day_chosen.emit(day) if day else None)
        self.next.changed.connect(lambda day: self._next(day))
        self.language.chosen.connect(self.language_chosen)

    def set_units(self, units: Sequence[tuple[str, str]]) -> None:
        """The units that there are; the field goes when there is but one."""
        self.unit.set_options(units)
        reveal(self.unit_row, len(units) > 1)

    def show_sheet(self, opened: Opened) -> None:
        """Another sheet."""
        settings, today = opened.settings, self._today()
        self.unit.set_value(str(settings.unit))
        self.first.set_value(settings.first)
        self.last.set_value(settings.last)
        self.day.set_value(opened.meeting.date)
        self.next.set_value(settings.next_date)
        self.language.set_value(settings.language)
        for row in self.rows:
            row.set_error()
        if opened.last is not None:
            said = _("Last meeting: {day}").format(day=words.day(opened.last.date, today))
        else:
            said = _("No meeting is in the register yet, so the sheet begins 30 days back.")
        self.since.setText(said)
        reveal(self.until_today, settings.last < today)

    def _set_last(self, day: date) -> None:
        self.last.set_value(day)
        self._period()
        self.last.setFocus()

    def _period(self) -> None:
        first, last = self.first.value(), self.last.value()
        if first is None or last is None:
            return
        backwards = first > last
        self.last_row.set_error(
            _("The period ends before it begins. Choose a later day.") if backwards else ""
        )
        if not backwards:
            reveal(self.until_today, last < self._today())
            self.period_chosen.emit(first, last)

    def _next(self, day: date | None) -> None:
        held = self.day.value()
        early = day is not None and held is not None and day <= held
        self.next_row.set_error(
            _("The next meeting comes after this one. Choose a later day.") if early else ""
        )
        if not early:
            self.next_chosen.emit(day)


class HeldPart(Card):
    """Asked when a meeting's day has come and its sheet is there. `held_marked(date | None)`: it was held; the next is then."""

    held_marked = Signal(object)
    put_off = Signal()

    def __init__(self, today: Today) -> None:
        super().__init__(gap=12, role="card")
        self.words = Label("", "strong", wrap=True)
        self.known = Label(
            _("Date, unit, the safety item and the stories that were told are noted by themselves."),
            "small",
            "muted",
            wrap=True,
        )
        self.next = DateField(today, _("Next meeting"), future=True)
        self.next_row = FormRow(_("Next meeting, if you know it"), self.next)
        self.button = Button(_("Mark as held"), "primary", "circle-check", self._mark)
        self.later = Button(_("Not yet"), "quiet", on_click=self.put_off.emit)
        self.add(self.words, self.known, self.next_row, side_by_side(self.button, self.later))
        self.hide()

    def ask(self, day: date, today: date, next_date: date | None) -> None:
        """Ask about the meeting of a day."""
        text = _("Have you had the meeting ({day})?")
        self.words.setText(text.format(day=words.day(day, today)))
        self.setAccessibleName(self.words.text())
        self.next.set_value(next_date)
        self.next_row.set_error()
        reveal(self, True)

    def _mark(self) -> None:
        if not self.next.understood():
            self.next_row.set_error(_("Write the day as 2026-11-05, or choose it in the calendar."))
            self.next.setFocus()
            return
        self.held_marked.emit(self.next.value())
