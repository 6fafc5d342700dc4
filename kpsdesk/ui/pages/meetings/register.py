"""The register of meetings: a table with its filters, the acts on the chosen one, and the shares with the safety item."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from kpsdesk.domain.changes import Changes
from kpsdesk.domain.meeting import CANCELLED, HELD, Half, Meeting, SafetyShare
from kpsdesk.errors import KpsError
from kpsdesk.i18n import _
from kpsdesk.services.meetings import MeetingService
from kpsdesk.ui import theme
from kpsdesk.ui.desk import Desk
from kpsdesk.ui.pages.meetings.register_dialog import MeetingDialog
from kpsdesk.ui.pages.meetings.register_filters import RegisterFilters, Wanted
from kpsdesk.ui.pages.meetings.register_shares import SharesView
from kpsdesk.ui.pages.meetings.register_table import MeetingTable, MeetingWords
from kpsdesk.ui.widgets import Button, EmptyState, FlowLayout, ScrollPage, reveal, vbox
from kpsdesk.ui.widgets.letters import give_letters

NOUNS = ("meeting", "store", "codes", "organisation", "unit", "person", "settings")
LEAST_HEIGHT = 320  # of the table


@dataclass(frozen=True, slots=True)
class _Answer:
    """What one question found."""

    wanted: Wanted
    meetings: Sequence[Meeting]
    shares: Sequence[SafetyShare]
    say: MeetingWords


class RegisterView(QWidget):
    """Meetings of the chosen units. `said(text, action text, action, tone)` and `go_wanted(page, arguments)` go to the page.

    N begins a new meeting, Enter opens one, Esc takes the filters away. Nothing is read before `load` or `keep_to_units`.
    """

    said = Signal(str, str, object, str)
    go_wanted = Signal(str, object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._answer: _Answer | None = None
        self._arriving = ""  # the meeting to be chosen once it is among the rows
        self.filters = RegisterFilters(lambda: desk.session)
        self.filters.begin_with(Wanted(half=Half.of(desk.session.today)))
        self.table = MeetingTable(desk.session)
        self.shares = SharesView(desk.session)
        self.new_button = Button(_("New meeting"), "primary", "plus", self.new)
        self.held_button = Button(_("Held, with the safety item"), "secondary", "circle-check", self.hold)
        self.without_button = Button(
            _("Held, without it"), "secondary", "check", lambda: self.hold(safety_item=False)
        )
        self.edit_button = Button(_("Edit"), "secondary", "pencil", self.edit)
        self.cases_button = Button(_("Its cases"), "secondary", "list", self._open_case)
        self.cancel_button = Button(_("Cancel the meeting"), "secondary", "x", self.cancel)
        self.remove_button = Button(_("Remove"), "secondary", "trash-2", self.remove)
        self.empty = EmptyState("presentation", "", "", " ", self._leave_emptiness)
        self._lay_out()
        self._connect()
        self._chose(None)

    def _lay_out(self) -> None:
        tools = QWidget()
        flow = FlowLayout(tools)
        buttons = (
            self.new_button, self.held_button, self.without_button, self.edit_button, self.cases_button,
            self.cancel_button, self.remove_button,
        )  # fmt: skip
        for button in buttons:
            flow.addWidget(button)
        give_letters(buttons)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        self._stack.setMinimumHeight(theme.px(LEAST_HEIGHT))
        # with large text, or the units unfolded, all needs more than the window has: then it scrolls as a whole
        page = ScrollPage("", margin=16, gap=8)
        page.add(tools, self.filters, self.shares, self._stack)
        page.column.setStretch(3, 1)
        self.setLayout(vbox(page, gap=0))

    def _connect(self) -> None:
        self.filters.changed.connect(lambda _wanted: self.load())
        self.table.current_changed.connect(self._chose)
        self.table.opened.connect(lambda _meeting: self.edit())
        self.table.left.connect(self._leave_filters)
        self.shares.opened.connect(self._open_number)
        key = QShortcut(QKeySequence("N"), self, self.new)
        key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    # -- reading

    def load(self) -> None:
        """Read what the filters ask for."""
        wanted, service, session = self.filters.wanted(), self._desk.services.meetings, self._desk.session
        kind = self.filters.share_type()

        def read() -> _Answer:
            today = session.today
            year = wanted.half.year if wanted.half else today.year
            shares = [
                one for one in service.safety_shares(wanted.units, year, kind)
                if one.half.first <= today and wanted.half in (None, one.half)
            ]  # fmt: skip
            return _Answer(wanted, wanted.find(service, today), shares, MeetingWords(session))

        self._desk.read(self, read, self._show)

    def changes_arrived(self, changes: Changes) -> None:
        """Read again when something that is shown has changed."""
        if changes.touches(*NOUNS):
            if changes.touches("organisation", "unit", "codes", "store"):
                self.filters.show_choices()
            self.load()

    def keep_to_units(self, units: tuple[int, ...]) -> None:
        """The units that the window was told to keep to; none for all."""
        wanted = Wanted(units=units, half=Half.of(self._desk.session.today))
        self.filters.begin_with(wanted)
        self.load()

    def look_for(self, wanted: Wanted) -> None:
        """Show other meetings."""
        self.filters.show_wanted(wanted)
        self.load()

    def meetings(self) -> tuple[Meeting, ...]:
        """What the table shows."""
        return self.table.meetings()

    def current(self) -> Meeting | None:
        """The chosen meeting."""
        chosen = self.table.current()
        return chosen if isinstance(chosen, Meeting) else None

    def _show(self, answer: _Answer) -> None:
        if answer.wanted != self.filters.wanted():
            return  # another question is on its way
        first, self._answer = self._answer is None, answer
        self.table.show_meetings(answer.meetings, answer.say)
        if any(one.id == self._arriving for one in answer.meetings):
            self.table.choose(self._arriving)
            self._arriving = ""
        self.shares.show_shares(answer.shares, self._desk.session)
        reveal(self.shares, any(one.whole for one in answer.shares))
        self._stack.setCurrentWidget(self.table if answer.meetings else self.empty)
        if not answer.meetings:
            self._tell_emptiness()
        elif first:
            QTimer.singleShot(0, self.table, self.table.bring_forward)  # when it has got its size
        self._chose(self.current())

    def _tell_emptiness(self) -> None:
        if self.filters.filtered():
            self.empty.say(_("Nothing found"), _("No meeting has all of what you ask for."), "search")
            self.empty.button.setText(_("Clear filters"))
        else:
            self.empty.say(
                _("No meetings here yet"),
                _("Note when you meet, and whether safety was an item. The next one can be planned at once."),
                "presentation",
            )
            self.empty.button.setText(_("Note the first meeting"))

    def _leave_emptiness(self) -> None:
        if self.filters.filtered():
            self.filters.clear()
        else:
            self.new()

    def _leave_filters(self) -> None:
        if self.filters.filtered():
            self.filters.clear()

    def _chose(self, meeting: Meeting | None) -> None:
        for button in (self.edit_button, self.remove_button):
            button.setEnabled(meeting is not None)
        past = meeting is not None and meeting.date <= self._desk.session.today
        self.held_button.setEnabled(past and not (meeting.state == HELD and meeting.safety_item))  # type: ignore[union-attr]
        self.without_button.setEnabled(past and not (meeting.state == HELD and not meeting.safety_item))  # type: ignore[union-attr]
        self.cancel_button.setEnabled(meeting is not None and meeting.state not in (CANCELLED, HELD))
        self.cases_button.setEnabled(meeting is not None and bool(meeting.cases))

    def _open_number(self, share: SafetyShare, part: bool) -> None:
        self.look_for(self.filters.wanted().behind(share, part=part))
        self.table.setFocus()

    def _open_case(self) -> None:
        meeting = self.current()
        if meeting is not None and meeting.cases:
            self.go_wanted.emit("case", {"id": meeting.cases[0], "ids": list(meeting.cases)})

    # -- writing

    def new(self) -> None:
        """Begin a new meeting, of the unit that is looked at."""
        session, units = self._desk.session, self.filters.wanted().units
        mine = session.organisation.units_of(session.person_id, session.today) if session.person_id else ()
        unit = next(iter(units), None) or next(iter(sorted(mine)), None)
        active = session.organisation.active_units(session.today)
        if unit is None and active:
            unit = active[0].id
        kind = self.filters.share_type()
        self._open(Meeting("", kind if unit is not None else "other", session.today, unit))

    def edit(self) -> None:
        """Change the chosen one."""
        meeting = self.current()
        if meeting is not None:
            self._open(meeting)

    def _open(self, meeting: Meeting) -> None:
        dialog = MeetingDialog(self._desk, meeting, self)
        dialog.saved.connect(lambda key: self._saved(meeting, key))
        dialog.open()

    def _saved(self, before: Meeting, key: str) -> None:
        self._arriving = key
        self.table.setFocus()
        if before.id:
            self.said.emit(_("The meeting was changed."), _("Undo"), lambda: self._put_back(before), "ok")
        else:
            self.said.emit(_("The meeting was added."), _("Undo"), lambda: self._take_back(key), "ok")

    def _take_back(self, key: str) -> None:
        service = self._desk.services.meetings
        self._write(lambda: service.remove(key))

    def hold(self, *, safety_item: bool = True) -> None:
        """It was held; what is known already is not asked for."""
        meeting = self.current()
        if meeting is None:
            return
        said = (
            _("Marked as held, with the safety item.") if safety_item
            else _("Marked as held, without the safety item.")
        )  # fmt: skip
        self._act(meeting, lambda service: service.hold(meeting.id, safety_item=safety_item), said)

    def cancel(self) -> None:
        """It will not be held."""
        meeting = self.current()
        if meeting is not None:
            self._act(meeting, lambda service: service.cancel(meeting.id), _("The meeting was cancelled."))

    def remove(self) -> None:
        """It was written down by mistake."""
        meeting = self.current()
        if meeting is not None:
            self._act(meeting, lambda service: service.remove(meeting.id), _("The meeting was removed."))

    def _act(self, meeting: Meeting, work: Callable[[MeetingService], Any], said: str) -> None:
        service = self._desk.services.meetings

        def done(_more: Any) -> None:
            self.said.emit(said, _("Undo"), lambda: self._put_back(meeting), "ok")

        self._write(lambda: work(service), done)

    def _put_back(self, meeting: Meeting) -> None:
        self._arriving, service = meeting.id, self._desk.services.meetings
        self._write(lambda: service.put_back(meeting))

    def _write(self, work: Callable[[], Any], done: Callable[[Any], None] | None = None) -> None:
        self._desk.write(self, work, done, self._refused)

    def _refused(self, error: Exception) -> None:
        if isinstance(error, KpsError):
            self.said.emit(error.sentence(), "", None, "warn")
        else:
            self._desk.tasks.report(error)
