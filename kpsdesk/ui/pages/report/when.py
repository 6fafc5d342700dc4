"""When it happened: «just now» with one key, a day and a time when they matter, «do not know» always."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from kpsdesk import words
from kpsdesk.i18n import _
from kpsdesk.ui.pages.report.answers import JUST_NOW, OTHER_DAY, RELATIVE, TODAY, UNKNOWN, YESTERDAY, Answers
from kpsdesk.ui.pages.report.wording import clock_time
from kpsdesk.ui.widgets import ChoiceRow, DateField, FlowLayout, Label, TimeField, vbox

Moment = Callable[[str | None], tuple[date | None, time | None]]


class WhenField(QWidget):
    """`moment(choice)` says which day and time a choice means now; `changed()` when the user chose or typed."""

    changed = Signal()

    def __init__(self, today: Callable[[], date], moment: Moment, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today, self._moment = today, moment
        self._day: date | None = None
        self._time: time | None = None
        choices = (
            (JUST_NOW, _("Just now")),
            (TODAY, _("Earlier today")),
            (YESTERDAY, _("Yesterday")),
            (OTHER_DAY, _("Another day")),
            (UNKNOWN, _("Do not know")),
        )
        self.row = ChoiceRow(choices, _("When did it happen?"))
        self.day = DateField(today, _("Which day"))
        self.time = TimeField(_("What time"))
        self.about = QCheckBox(_("roughly"))
        self.about.setToolTip(_("Tick this when the time is a guess."))
        self._said = Label("", "small", "muted")
        self._exact = QWidget()
        line = FlowLayout(self._exact)
        for part in (self.day, self.time, self.about):
            line.addWidget(part)
        self.setLayout(vbox(self.row, self._exact, self._said, gap=8))
        self.setFocusPolicy(
            Qt.FocusPolicy.ClickFocus
        )  # a label's Alt letter passes by what takes no focus at all
        self.setFocusProxy(self.row)
        self.row.chosen.connect(self._chosen)
        self.day.changed.connect(lambda _day: self.changed.emit())
        self.time.changed.connect(lambda _at: self.changed.emit())
        self.about.clicked.connect(lambda: self.changed.emit())
        self._show()

    def settle(self) -> None:
        """A preset «just now» means the moment at which the report was begun."""
        if self.row.value() in RELATIVE and self._day is None:
            self._day, self._time = self._moment(self.row.value())
            self._show()

    def read_into(self, answers: Answers) -> None:
        """Put what is chosen and typed into the answers."""
        when = answers.when = self.row.value()
        answers.day, answers.time, answers.approximate = self._day, self._time, when == JUST_NOW
        if when in (TODAY, YESTERDAY, OTHER_DAY):
            answers.time, answers.approximate = self.time.value(), self.about.isChecked()
        if when == OTHER_DAY:
            answers.day = self.day.value()
        if self._odd():
            answers.unread = (*answers.unread, "occurred")

    def show_answers(self, answers: Answers) -> None:
        """Show what a draft holds."""
        self.row.set_value(answers.when)
        self._day, self._time = answers.day, answers.time
        self.day.set_value(answers.day if answers.when == OTHER_DAY else None)
        self.time.set_value(answers.time if answers.when != JUST_NOW else None)
        self.about.setChecked(answers.approximate and answers.when != JUST_NOW)
        self._show()

    def _odd(self) -> bool:
        when = self.row.value()
        timed = when in (TODAY, YESTERDAY, OTHER_DAY)
        return (timed and not self.time.understood()) or (when == OTHER_DAY and not self.day.understood())

    def _chosen(self, when: str) -> None:
        self._day, self._time = self._moment(when)
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        when = self.row.value()
        self._exact.setVisible(when in (TODAY, YESTERDAY, OTHER_DAY))
        self.day.setVisible(when == OTHER_DAY)
        text = ""
        if when in RELATIVE and self._day is not None:
            text = words.exact(self._day)
            if when == JUST_NOW and self._time is not None:
                text = _("{day} at {time}").format(day=text, time=clock_time(self._time))
        self._said.setText(text)
        self._said.setVisible(bool(text))
