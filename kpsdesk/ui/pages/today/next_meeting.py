"""The next workplace meeting beside what is to do: when it is, how far its sheet has come, and the way there."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from kpsdesk import words
from kpsdesk.domain.meeting import APT, HELD, PLANNED, Meeting
from kpsdesk.domain.permission import Permission
from kpsdesk.i18n import _
from kpsdesk.services.everything import Services
from kpsdesk.ui.desk import Desk
from kpsdesk.ui.widgets import Button, Card, Icon, Label, hbox, reveal

FORGOTTEN: Final = timedelta(days=60)  # a planned day that lies further back is nobody's question any more
AGREED: Final = timedelta(days=200)  # how far back a meeting lies on which the next day was agreed


@dataclass(frozen=True, slots=True)
class Next:
    """What the card tells. `unit` is None when the sheet is to be chosen on its page."""

    unit: int | None = None
    name: str = ""
    day: date | None = None
    started: bool = False


def next_meeting(services: Services, units: Collection[int]) -> Next:
    """The nearest workplace meeting of these units, planned or agreed on; of one's own, if any, when none are named."""
    session, find = services.session, services.meetings.find
    today, organisation = session.today, session.organisation
    mine = organisation.units_of(session.person_id, today) if session.person_id else frozenset()
    asked = tuple(units or mine)
    planned = find(asked, today - FORGOTTEN, None, types=[APT], states=[PLANNED])
    days = [(one.date, one) for one in planned]
    with_day = {one.unit for one in planned}
    latest: dict[int | None, Meeting] = {}
    for one in find(asked, today - AGREED, today, types=[APT], states=[HELD]):
        latest.setdefault(one.unit, one)
    days += [
        (one.next_date, one)
        for one in latest.values()
        if one.next_date is not None and one.next_date >= today and one.unit not in with_day
    ]
    if not days:
        return Next(asked[0] if len(asked) == 1 else None)
    day, meeting = min(days, key=lambda pair: (pair[0] < today, abs((pair[0] - today).days)))
    unit = organisation.units.get(meeting.unit) if meeting.unit else None
    started = meeting.state == PLANNED and "first" in meeting.sheet
    return Next(meeting.unit, unit.name if unit else "", day, started)


class NextMeetingCard(Card):
    """`wanted(int | None)`: the sheet of this unit."""

    wanted = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._desk = desk
        self._next = Next()
        self.title = Label("", "strong", wrap=True)
        self.state = Label("", "body", "muted", wrap=True)
        self.button = Button("", "secondary", "presentation", lambda: self.wanted.emit(self._next.unit))
        head = hbox(Icon("calendar", "muted", 16), self.title, gap=8)
        head.setStretch(1, 1)
        self.body.addLayout(head)
        self.add(self.state, self.button)
        self.hide()

    def load(self, units: tuple[int, ...]) -> None:
        """Look it up in the background; what is shown stays until then."""
        if Permission.MEETING_READ not in self._desk.session.actor.rights:
            return
        services = self._desk.services
        self._desk.tasks.read(
            self, lambda: next_meeting(services, units), self._came, lambda _error: self.hide(), key="next"
        )

    def _came(self, told: Next) -> None:
        self._next, today = told, self._desk.session.today
        if told.day is None:
            self.title.setText(_("No workplace meeting is planned"))
            self.state.setText(_("The sheet for the next one is nearly done by itself."))
            self.button.setText(_("Look at the sheet"))
        else:
            day = words.day(told.day, today)
            self.title.setText(_("Workplace meeting {day} · {unit}").format(day=day, unit=told.name))
            past = told.day < today
            not_begun = _("The sheet has not been begun.")
            begun = _("The sheet is begun.")
            self.state.setText(
                _("Have you had the meeting?") if past else begun if told.started else not_begun
            )
            go_on = told.started or past
            self.button.setText(_("Open the sheet") if go_on else _("Make the sheet"))
        self.button.set_icon("presentation")  # its gap hangs on the words
        self.setAccessibleName(self.title.text())
        reveal(self, True)
