"""The table of meetings: what each was, whether safety was taken up, and what is still to be marked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView
from typing_extensions import override

from kpsdesk import words
from kpsdesk.domain.meeting import CANCELLED, HELD, PLANNED, TYPE_LIST, Meeting
from kpsdesk.i18n import N_, _, ngettext
from kpsdesk.services.session import Session
from kpsdesk.ui import theme
from kpsdesk.ui.models import Column, DataTable, LazyTable

STATES = ((PLANNED, N_("Planned")), (HELD, N_("Held")), (CANCELLED, N_("Cancelled")))
FIRST_TO_GO = ("held_by", "next", "cases", "type")
UNMARKED = N_("To be marked")


class MeetingWords:
    """A meeting in words, in the language in use."""

    def __init__(self, session: Session) -> None:
        self.today, self.organisation, self.vocabulary = (
            session.today, session.organisation, session.vocabulary,
        )  # fmt: skip

    def unmarked(self, meeting: Meeting) -> bool:
        """Whether its day has passed and nobody has said whether it was held."""
        return meeting.state == PLANNED and meeting.date < self.today

    def state(self, meeting: Meeting) -> str:
        """How far it is."""
        return _(UNMARKED) if self.unmarked(meeting) else _(dict(STATES)[meeting.state])

    def state_tone(self, meeting: Meeting) -> str:
        """The ground under that word."""
        if self.unmarked(meeting):
            return "warn"
        return {PLANNED: "info", HELD: "ok", CANCELLED: "neutral"}[meeting.state]

    def state_icon(self, meeting: Meeting) -> str:
        """A shape beside it, so that colour alone tells nothing."""
        if self.unmarked(meeting):
            return "circle-alert"
        return {PLANNED: "calendar", HELD: "check", CANCELLED: "x"}[meeting.state]

    def type(self, meeting: Meeting) -> str:
        """The type in words."""
        return self.vocabulary.word(TYPE_LIST, meeting.type)

    def place(self, meeting: Meeting) -> str:
        """Whose meeting it was, by the name of its day."""
        if meeting.unit is not None:
            return self.organisation.units[meeting.unit].on(meeting.date).name
        if meeting.area is not None:
            return self.organisation.areas[meeting.area].name
        return _("The whole organisation")

    def day(self, meeting: Meeting) -> str:
        """Its day as people say it."""
        return words.day(meeting.date, self.today)

    def next_day(self, meeting: Meeting) -> str:
        """The day of the next, as agreed."""
        return words.day(meeting.next_date, self.today)

    def safety(self, meeting: Meeting) -> str:
        """Whether safety was taken up; nothing for what has not been held."""
        if meeting.state != HELD:
            return ""
        return _("Yes") if meeting.safety_item else _("No")

    def safety_icon(self, meeting: Meeting) -> str:
        """The same as a shape."""
        if meeting.state != HELD:
            return ""
        return "circle-check" if meeting.safety_item else "minus"

    @staticmethod
    def cases(meeting: Meeting) -> str:
        """How many cases were taken up."""
        return words.number(len(meeting.cases)) if meeting.cases else ""


class MeetingTable(DataTable):
    """The meetings that are shown, all at hand; `show_meetings` keeps the chosen one."""

    def __init__(self, session: Session) -> None:
        self.say = MeetingWords(session)
        self._rows: tuple[Meeting, ...] = ()
        self._model: LazyTable[Meeting] = LazyTable(_columns(self))
        super().__init__(self._model, _("Meetings"))
        self._model.setParent(self)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)  # each act is of one meeting
        self._model.page_wanted.connect(self._give)

    def show_meetings(self, meetings: Sequence[Meeting], say: MeetingWords) -> None:
        """Other rows; the same meeting stays chosen, else the first."""
        chosen = self.current()
        row = self.currentIndex().row()
        if row < 0:  # to begin with, the one that is nearest: what is planned far ahead stands above it
            away = [abs((one.date - say.today).days) for one in meetings]
            row = away.index(min(away)) if away else 0
        self.say, self._rows = say, tuple(meetings)
        self._model.reset(len(self._rows), self._rows)
        keys = [one.id for one in self._rows]
        if chosen is not None and chosen.id in keys:
            row = keys.index(chosen.id)
        self.go_to(min(max(row, 0), len(keys) - 1))
        if not keys:
            self.current_changed.emit(None)

    def meetings(self) -> tuple[Meeting, ...]:
        """What it shows, in its order."""
        return self._rows

    def choose(self, meeting_id: str) -> None:
        """Give the keyboard to one."""
        for number, one in enumerate(self._rows):
            if one.id == meeting_id:
                self.go_to(number)

    def bring_forward(self) -> None:
        """Scroll so that the chosen one is seen with what comes before and after it."""
        self.scrollTo(self.currentIndex(), QAbstractItemView.ScrollHint.PositionAtCenter)

    def _make_room(self) -> None:
        """Hide what the dialog tells too, until the rest has room without scrolling sideways."""
        keys, hidden = [column.key for column in self.table.columns], set[str]()
        needed = {key: self._needed(number) for number, key in enumerate(keys)}
        for key in FIRST_TO_GO:
            if sum(width for one, width in needed.items() if one not in hidden) > self.viewport().width():
                hidden.add(key)
        for key in FIRST_TO_GO:
            self.setColumnHidden(keys.index(key), key in hidden)

    def _needed(self, number: int) -> int:
        # a hidden column is 0 wide now, but would come back as wide as it was
        least = theme.px(self.table.columns[number].width)
        return max(least, self.horizontalHeader().sectionSizeHint(number))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._make_room()
        super().resizeEvent(event)

    def _give(self, generation: int, first: int, count: int) -> None:
        self._model.put_page(generation, first, self._rows[first : first + count])


def _columns(table: MeetingTable) -> tuple[Column[Any], ...]:
    def cases_hint(meeting: Meeting) -> str:
        count = len(meeting.cases)
        return ngettext("{n} case was taken up", "{n} cases were taken up", count).format(n=count)

    def exact(meeting: Meeting) -> str:
        return words.exact(meeting.date)

    return (
        Column("date", N_("Date"), lambda m: table.say.day(m), hint=exact, width=105, sortable=False),
        Column("type", N_("Type"), lambda m: table.say.type(m), hint=lambda m: table.say.type(m), width=110, sortable=False),
        Column("unit", N_("Where"), lambda m: table.say.place(m), hint=lambda m: table.say.place(m), width=120,
               stretches=True, sortable=False),
        Column("state", N_("State"), lambda m: table.say.state(m), icon=lambda m: table.say.state_icon(m),
               tone=lambda m: table.say.state_tone(m), width=132, sortable=False, tag=True),
        Column("safety", N_("Safety item"), lambda m: table.say.safety(m), icon=lambda m: table.say.safety_icon(m),
               width=105, sortable=False),
        Column("held_by", N_("Held by"), lambda m: m.held_by, hint=lambda m: m.held_by, width=125, sortable=False),
        Column("next", N_("Next meeting"), lambda m: table.say.next_day(m), width=115, sortable=False),
        Column("cases", N_("Cases"), lambda m: table.say.cases(m), hint=cases_hint, right=True, width=65, sortable=False),
    )  # fmt: skip
