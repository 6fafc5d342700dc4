"""What a meeting's sheet is while it is made: opened, changed, kept as a draft, made into a paper. Nothing here is a widget."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QObject, QTimer, Signal

from kpsdesk.domain.apt import STORY, SheetSettings, SheetWarning, Story
from kpsdesk.domain.changes import Changes
from kpsdesk.domain.meeting import HELD, Meeting
from kpsdesk.domain.permission import Permission
from kpsdesk.domain.rows import CaseQuery, CaseRow
from kpsdesk.services.everything import Services
from kpsdesk.ui.desk import Desk
from kpsdesk.ui.tasks import Job

PREVIEW_MS: Final = 400
KEEP_MS: Final = 1000
BARE_AT_MOST: Final = 200
SPOKEN: Final = {"SE": "sv", "FI": "fi"}


@dataclass(frozen=True, slots=True)
class Opened:
    """A unit's next meeting with its sheet. `told`: what the cases themselves say; `bare`: closed cases without a text.

    `own`: cases whose text was written for the sheet, so that it stays when the case's own is changed.
    """

    meeting: Meeting
    settings: SheetSettings
    last: Meeting | None = None
    told: Mapping[str, str] = field(default_factory=dict)
    bare: tuple[CaseRow, ...] = ()
    own: frozenset[str] = frozenset()

    def as_data(self) -> dict[str, Any]:
        """What is kept with the meeting: the settings, and what the cases said then."""
        return self.settings.as_data() | {"told": dict(self.told)}

    @property
    def started(self) -> bool:
        """Whether somebody has worked at the sheet."""
        return "first" in self.meeting.sheet


@dataclass(frozen=True, slots=True)
class Made:
    """A sheet as it stands: its pages, and what to look at before they are printed."""

    settings: SheetSettings
    pdf: bytes
    warnings: tuple[SheetWarning, ...]


def open_sheet(services: Services, unit: int) -> Opened:
    """A unit's next meeting and its sheet, as it was left or as it is proposed. Reads, and writes nothing."""
    meeting = services.meetings.planned_or_new(unit)
    settings = services.apt.settings_for(unit, meeting.date)
    country = services.session.organisation.units[unit].country
    settings = replace(settings, language=SPOKEN.get(country, settings.language), next_date=meeting.next_date)
    if "first" in meeting.sheet:
        first, last = (date.fromisoformat(meeting.sheet[key]) for key in ("first", "last"))
        candidates = services.apt.stories(unit, first, last)
        settings = replace(settings, stories=candidates).with_data(meeting.sheet)
    held_before = services.meetings.last_held(unit, meeting.date)
    return with_cases(services, Opened(meeting, settings, held_before, meeting.sheet.get("told", {})))


def with_cases(services: Services, opened: Opened) -> Opened:
    """What the cases of the period say now; what was chosen and written for the sheet stays."""
    settings = opened.settings
    before = {one.case_id: one for one in settings.stories}
    if before:
        candidates = services.apt.stories(settings.unit, settings.first, settings.last)
    else:
        candidates = services.apt.proposed(settings.unit, settings.first, settings.last).stories
    told = {one.case_id: one.text for one in candidates}
    stories = tuple(
        _renewed(one, before.get(one.case_id), None if one.case_id in opened.own else opened.told)
        for one in candidates
    )
    query = CaseQuery(
        units=(settings.unit,), closed_only=True, closed_from=settings.first, closed_to=settings.last
    )
    closed = services.lists.page(query, 0, BARE_AT_MOST)
    bare = tuple(row for row in closed if row.id not in told)
    return replace(opened, settings=replace(settings, stories=stories), told=told, bare=bare)


def _renewed(now: Story, before: Story | None, told: Mapping[str, str] | None) -> Story:
    """A text that nobody changed for the sheet follows the case's own."""
    if before is None:
        return now
    follows = told is not None and told.get(now.case_id) == before.text
    return replace(now, text=now.text if follows else before.text, chosen=before.chosen)


def held(opened: Opened, today: date, by: str) -> Meeting:
    """The meeting as one that was held: nothing is asked that the sheet knows already."""
    meeting, settings = opened.meeting, opened.settings
    chosen = [one for one in settings.stories if one.chosen]
    serious = any(one.serious for one in chosen) or (settings.serious_told and bool(settings.serious_text))
    items = ({"serious"} if serious else set()) | ({"hse"} if settings.hse_text.strip() else set())
    day = min(meeting.date, today)
    follows = settings.next_date is not None and settings.next_date > day
    return replace(
        meeting,
        state=HELD,
        date=day,
        safety_item=True,
        items=meeting.items | frozenset(items),
        held_by=meeting.held_by or by,
        next_date=settings.next_date if follows else None,
        cases=tuple(dict.fromkeys([*meeting.cases, *(one.case_id for one in chosen)])),
        sheet=opened.as_data(),
    )


def text_of(settings: SheetSettings, warning: SheetWarning) -> str:
    """The text that a warning counts its place in."""
    if warning.field == STORY:
        return next((one.text for one in settings.stories if one.case_id == warning.case_id), "")
    value = getattr(settings, warning.field)
    if isinstance(value, tuple):
        return str(value[warning.line]) if warning.line < len(value) else ""
    return str(value)


class SheetPresenter(QObject):
    """One sheet at work.

    Signals:
        opened: a sheet came; show all of it.
        cases_changed: its candidates are others now, the rest is as it was.
        made(Made): the paper is as the settings say; `fresh` is true until the next change.
        kept: the draft is in the store.
        refused(Exception): it could not be read, made or kept. What was written is still here.
    """

    opened = Signal()
    cases_changed = Signal()
    made = Signal(object)
    kept = Signal()
    refused = Signal(object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.now: Opened | None = None
        self.paper: Made | None = None
        self._dirty = False
        self._writing = False
        self._then: list[Callable[[], None]] = []
        self._drawing = QTimer(self, singleShot=True, interval=PREVIEW_MS)
        self._drawing.timeout.connect(self.draw)
        self._keeping = QTimer(self, singleShot=True, interval=KEEP_MS)
        self._keeping.timeout.connect(self.keep)

    @property
    def settings(self) -> SheetSettings:
        """The sheet as it stands. Only while one is open."""
        assert self.now is not None
        return self.now.settings

    @property
    def may_edit(self) -> bool:
        """Whether the one who is at work may keep what is written."""
        return Permission.MEETING_EDIT in self._desk.session.actor.rights

    @property
    def fresh(self) -> bool:
        """Whether the paper that was made last is that of the settings as they are now."""
        return self.paper is not None and self.now is not None and self.paper.settings == self.settings

    @property
    def unsaved(self) -> bool:
        """Whether something waits to be kept."""
        return self._dirty or self._writing

    def open(self, unit: int) -> None:
        """Read a unit's sheet; what was written on the one before is kept first."""
        self.keep()
        if self._writing:  # a sheet is not read while its draft is on its way to the store
            self._then.append(partial(self.open, unit))
            return
        services = self._desk.services

        def came(opened: Opened) -> None:
            self.now, self.paper, self._dirty = opened, None, False
            self.opened.emit()
            self.draw()

        self._desk.tasks.read(self, lambda: open_sheet(services, unit), came, self.refused.emit, key="open")

    def change(self, **values: Any) -> None:
        """Other settings: the paper is made anew a moment later, the draft is kept a moment after that."""
        if self.now is None:
            return
        before, self.now = self.now, replace(self.now, settings=replace(self.settings, **values))
        if self.now.settings == before.settings:
            return
        self._touch()
        if before.settings.first != self.settings.first or before.settings.last != self.settings.last:
            self.look_again()

    def change_story(self, case_id: str, **values: Any) -> None:
        """Choose a story, or write it otherwise for this sheet."""
        assert self.now is not None
        if "text" in values:
            other = values["text"] != self.now.told.get(case_id)
            own = self.now.own | {case_id} if other else self.now.own - {case_id}
            self.now = replace(self.now, own=own)
        stories = self.settings.stories
        self.change(stories=tuple(replace(s, **values) if s.case_id == case_id else s for s in stories))

    def tell_case(self, case_id: str, text: str, done: Callable[[str, Callable[[], None]], None]) -> None:
        """Give a case the words that were found for the meeting; `done` gets its number and the way back."""
        cases, now = self._desk.services.cases, self.now
        if now is None:
            return
        before = now.told.get(case_id, "")
        number = next(one.number for one in now.settings.stories if one.case_id == case_id)

        def back() -> None:
            self._desk.write(self, lambda: cases.change(case_id, {"apt_text": before}))

        self._desk.write(
            self,
            lambda: cases.change(case_id, {"apt_text": text}, {"apt_text": before}),
            lambda _changes: done(number, back),
        )

    def allow(self, warning: SheetWarning) -> None:
        """The words at this place name nobody: they are printed, and not warned of again."""
        words = text_of(self.settings, warning)[warning.start : warning.end]
        if words and words not in self.settings.allowed:
            self.change(allowed=(*self.settings.allowed, words))

    def move_to(self, day: date) -> None:
        """The meeting is on another day."""
        if self.now is not None and day != self.now.meeting.date:
            self.now = replace(self.now, meeting=replace(self.now.meeting, date=day))
            self._touch()

    def look_again(self) -> None:
        """Cases were changed, or the period was: read the candidates anew."""
        services, asked = self._desk.services, self.now
        if asked is None:
            return

        def came(found: Opened) -> None:
            if self.now is None or self.now.meeting.unit != found.meeting.unit:
                return
            at_work = {one.case_id: one for one in self.settings.stories}
            stories = tuple(
                replace(one, chosen=at_work[one.case_id].chosen, text=at_work[one.case_id].text)
                if one.case_id in at_work and at_work[one.case_id] not in asked.settings.stories
                else one
                for one in found.settings.stories
            )
            self.now = replace(
                self.now, settings=replace(self.settings, stories=stories), told=found.told, bare=found.bare
            )
            self.cases_changed.emit()
            self.draw()

        self._desk.tasks.read(self, lambda: with_cases(services, asked), came, self.refused.emit, key="cases")

    def draw(self) -> None:
        """Make the paper now; one that is on its way is dropped."""
        self._drawing.stop()
        if self.now is None:
            return
        apt, settings = self._desk.services.apt, self.settings

        def make(job: Job) -> Made:
            warnings = tuple(apt.warnings(settings))
            job.check()
            return Made(settings, apt.pdf(settings), warnings)

        def came(paper: Made) -> None:
            self.paper = paper
            self.made.emit(paper)

        self._desk.tasks.search(self, make, came, self.refused.emit, key="paper")

    def keep(self) -> None:
        """Keep the draft now, if there is something to keep."""
        self._keeping.stop()
        if not self._dirty or self._writing or self.now is None or not self.may_edit:
            return
        meetings = self._desk.services.meetings
        opened = self.now
        kept = replace(opened.meeting, sheet=opened.as_data())
        self._dirty, self._writing = False, True

        def done(key: Any) -> None:
            if self.now is not None and self.now.meeting.unit == kept.unit:
                self.now = replace(self.now, meeting=replace(self.now.meeting, id=str(key), sheet=kept.sheet))
            self._written()
            self.kept.emit()
            if self._dirty:
                self._keeping.start()

        self._desk.write(self, lambda: meetings.save(kept), done, self._not_kept)

    def hold(self, next_date: date | None, done: Callable[[Meeting, Meeting], None]) -> None:
        """Mark the meeting as held; `done` gets it as it stood, to go back to, and as it is now. Then the next one opens."""
        if self._writing:  # the draft is on its way, and with it the meeting's id
            self._then.append(partial(self.hold, next_date, done))
            return
        if self.now is None:
            return
        self.now = replace(self.now, settings=replace(self.settings, next_date=next_date))
        self._keeping.stop()
        session, meetings, unit = self._desk.session, self._desk.services.meetings, self.settings.unit
        before = replace(self.now.meeting, sheet=self.now.as_data())
        after = held(self.now, session.today, session.actor.name)
        self._dirty, self._writing = False, True

        def saved(key: Any) -> None:
            done(replace(before, id=str(key)), replace(after, id=str(key)))
            self._written(partial(self.open, unit))

        self._desk.write(self, lambda: meetings.save(after), saved, self._not_kept)

    def put_back(self, meeting: Meeting) -> None:
        """Undo what was done to a meeting: its sheet opens again as it stood."""
        self.keep()
        if self._writing:
            self._then.append(partial(self.put_back, meeting))
            return
        meetings = self._desk.services.meetings
        self._writing = True

        def back(_changes: object) -> None:
            self._written(*([partial(self.open, meeting.unit)] if meeting.unit is not None else []))

        self._desk.write(self, lambda: meetings.put_back(meeting), back, self._not_kept)

    def concerns(self, changes: Changes) -> Sequence[str]:
        """Which of this sheet's nouns a change of somebody else's touched."""
        if self.now is None or self._writing:
            return ()
        return [noun for noun in ("meeting", "case") if changes.touches(noun)]

    def _written(self, *first: Callable[[], None]) -> None:
        """A write has ended: do what waited for it, after what comes of the write itself."""
        self._writing = False
        then, self._then = [*first, *self._then], []
        for run in then:
            run()

    def _not_kept(self, error: Exception) -> None:
        self._writing, self._dirty, self._then = False, True, []
        self.refused.emit(error)

    def _touch(self) -> None:
        self._dirty = True
        self._drawing.start()
        self._keeping.start()
