"""The sheet for a unit's workplace meeting: proposed, looked over for names, shown and put on paper (domain 8)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from kpsdesk import i18n
from kpsdesk.domain.apt import Sheet, SheetSettings, SheetWarning, Story, chosen_first
from kpsdesk.domain.changes import Changes
from kpsdesk.domain.meeting import APT
from kpsdesk.domain.organisation import Unit
from kpsdesk.domain.permission import Permission
from kpsdesk.errors import NotFound, UserError
from kpsdesk.i18n import N_
from kpsdesk.services.session import Session
from kpsdesk.store import apt as apt_store
from kpsdesk.store import meetings

FIRST_PERIOD = 30  # days, when the unit has not held a meeting yet


@dataclass(frozen=True)
class AptService:
    """Makes sheets. Looking at one writes nothing; a sheet that is saved or printed is noted in the audit."""

    session: Session

    def settings_for(self, unit: int, day: date | None = None) -> SheetSettings:
        """A sheet as it is proposed: since the last workplace meeting, with the newest stories chosen.

        The period begins where the last sheet ended, so that nothing falls between two meetings; without one it begins on
        the day of the last meeting, without any meeting 30 days ago. `day`: that of the meeting; today if none is given.

        Raises:
            NotFound: there is no such unit.
        """
        self.session.actor.require(Permission.MEETING_READ)
        self._unit(unit)
        last = min(day or self.session.today, self.session.today)
        with self.session.read() as connection:
            held = meetings.last_held(connection, unit, APT, day or self.session.today)
        first = last - timedelta(days=FIRST_PERIOD)
        if held is not None:
            told = held.sheet.get("last")
            first = date.fromisoformat(told) + timedelta(days=1) if told else held.date
        first = min(first, last)
        settings = SheetSettings(unit, first, last, i18n.language())
        return replace(settings, stories=chosen_first(self.stories(unit, first, last)))

    def stories(self, unit: int, first: date, last: date) -> tuple[Story, ...]:
        """Candidates, newest first: cases closed in the period that are to be taken up and have a text for it; none chosen."""
        self.session.actor.require(Permission.CASE_READ)
        with self.session.read() as connection:
            return tuple(apt_store.stories(connection, unit, first, last))

    def sheet(self, settings: SheetSettings) -> Sheet:
        """All that the paper tells, hardened by the rules of domain 8."""
        self.session.actor.require(Permission.MEETING_READ)
        raise NotImplementedError

    def warnings(self, settings: SheetSettings) -> list[SheetWarning]:
        """Every place in the chosen stories and in the sheet's own texts that may tell who somebody is, in their order."""
        self.session.actor.require(Permission.MEETING_READ)
        return []

    def pdf(self, settings: SheetSettings) -> bytes:
        """The paper itself: the same that is shown, saved and printed. Same settings and same data give the same bytes."""
        self.session.actor.require(Permission.MEETING_READ)
        from kpsdesk.reports import paper
        from kpsdesk.reports.blocks import Heading, PaperInfo, Text

        title = self._unit(settings.unit).name
        told = [Text(one.text) for one in settings.stories if one.chosen]
        return paper.make(PaperInfo(title, settings.language, ""), [Heading(title, 1), *told])

    def write(self, settings: SheetSettings, path: Path, *, replace_old: bool = False) -> Changes:
        """Save the paper as a file, and note in the audit that it was made.

        Raises:
            UserError: there is a file already, and it was not said that it may be replaced.
            OutsideError: the disk or the folder is in the way.
        """
        self.session.actor.require(Permission.MEETING_READ)
        raise UserError(N_("There is a file with this name already."))

    def printed(self, settings: SheetSettings) -> Changes:
        """Note in the audit that the paper went to a printer."""
        self.session.actor.require(Permission.MEETING_READ)
        with self.session.write() as work:
            work.note("apt.printed", f"unit:{settings.unit}", to="printer")
        return work.changes

    def _unit(self, unit: int) -> Unit:
        found = self.session.organisation.units.get(unit)
        if found is None:
            raise NotFound(N_("The unit is no longer there."))
        return found
