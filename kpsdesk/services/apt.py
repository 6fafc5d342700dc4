"""The sheet for a unit's workplace meeting: proposed, looked over for names, shown and put on paper (domain 8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from kpsdesk import i18n
from kpsdesk.domain import anonymity
from kpsdesk.domain.apt import Sheet, SheetSettings, SheetWarning, Story, chosen_first
from kpsdesk.domain.changes import Changes
from kpsdesk.domain.meeting import APT
from kpsdesk.domain.organisation import Unit
from kpsdesk.domain.permission import Permission
from kpsdesk.errors import NotFound, UserError
from kpsdesk.exchange import out
from kpsdesk.i18n import N_
from kpsdesk.services import apt_texts
from kpsdesk.services.apt_numbers import Counting
from kpsdesk.services.apt_texts import Cover
from kpsdesk.services.session import Session
from kpsdesk.store import apt as apt_store
from kpsdesk.store import meetings

FIRST_PERIOD = 30  # days, when the unit has not held a meeting yet


@dataclass(frozen=True)
class AptService:
    """Makes sheets. Looking at one writes nothing; a sheet that is saved or printed is noted in the audit."""

    session: Session

    def proposed(self, unit: int, first: date, last: date, language: str = "") -> SheetSettings:
        """A sheet for days of one's own choice, with the newest stories chosen (in a small unit none is chosen before
        somebody has thought about it).

        Raises:
            NotFound: there is no such unit.
        """
        self.session.actor.require(Permission.MEETING_READ)
        is_small = anonymity.is_small(self._unit(unit).staff)
        found = self.stories(unit, first, last)
        return SheetSettings(
            unit, first, last, language or i18n.language(), found if is_small else chosen_first(found)
        )

    def settings_for(self, unit: int, day: date | None = None) -> SheetSettings:
        """A sheet as it is proposed: since the last workplace meeting, with the stories of `proposed`.

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
        return self.proposed(unit, first, last)

    def stories(self, unit: int, first: date, last: date) -> tuple[Story, ...]:
        """Candidates, newest first: cases closed in the period that are to be taken up and have a text for it; none chosen."""
        self.session.actor.require(Permission.CASE_READ)
        with self.session.read() as connection:
            return tuple(apt_store.stories(connection, unit, first, last))

    def sheet(self, settings: SheetSettings) -> Sheet:
        """All that the paper tells, hardened by the rules of domain 8, its texts in the sheet's language.

        Raises:
            NotFound: there is no such unit.
            UserError: the period ends before it begins.
        """
        self.session.actor.require(Permission.MEETING_READ)
        unit = self._unit(settings.unit)
        if settings.last < settings.first:
            raise UserError(N_("The period ends before it begins. Choose a later last day."), field="last")
        # the lists of the store are read before the transaction that the sheet is counted in
        cover, today = self._cover(settings), self.session.today
        with i18n.speaking(settings.language), self.session.read() as connection:
            return Counting(connection, unit, settings, today).sheet(cover)

    def warnings(self, settings: SheetSettings) -> list[SheetWarning]:
        """Every place in the chosen stories and in the sheet's own texts that may tell who somebody is, in their order.

        The sentences are in the window's language, since they are for whoever sits in front of it.
        """
        self.session.actor.require(Permission.MEETING_READ)
        return apt_texts.warnings(settings, self._cover(settings))

    def pdf(self, settings: SheetSettings) -> bytes:
        """The paper itself: the same that is shown, saved and printed. Same settings and same data give the same bytes.

        Raises:
            NotFound, UserError: as `sheet`.
        """
        sheet = self.sheet(settings)
        # reportlab takes a while to import: not before somebody wants a paper
        from kpsdesk.reports.apt_fitting import fitted
        from kpsdesk.reports.apt_sheet import SheetPaper

        levels = {level.code: level.text for level in self.session.matrix.levels}
        with i18n.speaking(settings.language):
            return fitted(SheetPaper(sheet, self.session.vocabulary, levels))

    def write(self, settings: SheetSettings, path: Path, *, replace_old: bool = False) -> Changes:
        """Save the paper as a file, whole or not at all, and note in the audit that it was made.

        Raises:
            NotFound, UserError: as `sheet`; or there is a file already, and nobody said that it may be replaced.
            OutsideError: the disk or the folder is in the way.
        """
        self.session.actor.require(Permission.MEETING_READ)
        if path.suffix.lower() != ".pdf":
            raise UserError(N_("Choose a file name that ends with .pdf."), field="output")
        if path.exists() and not replace_old:
            raise UserError(
                N_("There is a file called {name} already, and it was left as it is. Choose another name."),
                name=path.name,
                field="output",
            )
        made = self.pdf(settings)
        with out.new_file(path) as beside:
            beside.write_bytes(made)
        return self._noted(settings, "file")

    def printed(self, settings: SheetSettings) -> Changes:
        """Note in the audit that the paper went to a printer."""
        self.session.actor.require(Permission.MEETING_READ)
        return self._noted(settings, "printer")

    def _noted(self, settings: SheetSettings, to: str) -> Changes:
        unit = self._unit(settings.unit)
        period = {"first": settings.first.isoformat(), "last": settings.last.isoformat()}
        with self.session.write() as work:
            work.note("apt.printed", f"unit:{unit.code}", to=to, language=settings.language, **period)
        return work.changes

    def _cover(self, settings: SheetSettings) -> Cover:
        """Knows everybody in the organisation by name, those who left too; hidden reporters are never read."""
        organisation = self.session.organisation
        people = {person.name for person in organisation.persons.values()}
        places = {version.name for unit in organisation.units.values() for version in unit.versions}
        places |= {area.name for area in organisation.areas.values()}
        return Cover(people, places, settings.allowed)

    def _unit(self, unit: int) -> Unit:
        found = self.session.organisation.units.get(unit)
        if found is None:
            raise NotFound(N_("The unit is no longer there."))
        return found
