"""What the report page decides: presets, whose day it is, what may be sent, what a receipt code opens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Final

from PySide6.QtCore import QObject, Signal

from kpsdesk.clock import local_time
from kpsdesk.domain.permission import Permission
from kpsdesk.domain.rows import DraftRow
from kpsdesk.errors import KpsError, UserError
from kpsdesk.i18n import N_, _
from kpsdesk.services.reporting import Receipt, ReporterView
from kpsdesk.ui.desk import Desk
from kpsdesk.ui.pages.report.answers import JUST_NOW, TODAY, YESTERDAY, Answers, from_body
from kpsdesk.ui.pages.report.keeper import DraftKeeper
from kpsdesk.ui.pages.report.wording import asked_of, person_word

NOT_A_DAY: Final = N_("Write a day as 2026-03-01 or 1/3 2026, and a time as 14:30.")
QUICK_NOTE: Final = "quick_note"


@dataclass(frozen=True, slots=True)
class Problem:
    """Why the report cannot go yet: at which field, and what to do."""

    field: str
    text: str


class ReportPresenter(QObject):
    """Decisions and services for one report page; the page shows what the signals tell.

    Signals:
        sent: the receipt, and under which anonymity. refused: problems, at their fields. hindered: a failure from outside; nothing was lost.
        answered: what a receipt code opened. no_answer: a sentence.
    """

    sent = Signal(object, str)
    refused = Signal(object)
    hindered = Signal(object)
    answered = Signal(object)
    no_answer = Signal(str)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.sending = False
        self._last_unit = ""
        self._outgoing: Answers | None = None
        self.keeper = DraftKeeper(desk, self)

    # -- presets

    @property
    def staff_only(self) -> bool:
        """Whether this is the reporter's window, where many people share one program."""
        return Permission.CASE_READ not in self.desk.session.actor.rights

    def presets(self) -> Answers:
        """A new report: unit and now, with the name of who is logged in."""
        session = self.desk.session
        answers = Answers(unit_id=self._home_unit(), when=JUST_NOW)
        if not self.staff_only:
            person = session.organisation.person(session.actor.uid)
            answers.name = person.name if person else session.actor.name
            answers.profession = self._profession(person.title if person else "")
        return answers

    def _home_unit(self) -> int | None:
        session = self.desk.session
        units = {unit.id for unit in session.organisation.active_units(session.today)}
        last = session.organisation.unit(self._remembered_unit())
        if last is not None and last.id in units:
            return last.id
        person = session.person_id
        own = session.organisation.units_of(person, session.today) & units if person else frozenset()
        return min(own or units) if own or len(units) == 1 else None

    def _remembered_unit(self) -> str:
        return self.desk.look.settings.report_unit if self.desk.look else self._last_unit

    def _remember_unit(self, sent: Answers) -> None:
        """What is reported next is mostly about the same unit, also after a restart; an anonymous report leaves no trace."""
        unit = self.desk.session.organisation.units.get(sent.unit_id or 0)
        if unit is None or sent.anonymity == "anonymous":
            return
        self._last_unit = unit.code
        if self.desk.look:
            self.desk.look.remember(report_unit=unit.code)

    def _profession(self, title: str) -> str | None:
        """The profession in a title such as «Enhetschef» or «Specialistsjuksköterska»: the longest word that fits."""
        known = [item for item in self.desk.session.vocabulary.items("profession") if item.code != "other"]
        fitting = [
            (len(word), item.code)
            for item in known
            for word in item.text.as_dict().values()
            if word and word.casefold() in title.casefold()
        ]
        return max(fitting)[1] if fitting else None

    def units(self) -> list[tuple[str, str]]:
        """Units that take reports, as (id, name)."""
        session = self.desk.session
        return [(str(u.id), u.name) for u in session.organisation.active_units(session.today)]

    def country(self, unit_id: int | None) -> str:
        """Whose clock counts."""
        unit = self.desk.session.organisation.units.get(unit_id or 0)
        return unit.country if unit else self.desk.session.country

    def today(self, unit_id: int | None = None) -> date:
        """The unit's day."""
        return local_time(self.desk.session.clock.now(), self.country(unit_id)).date()

    def moment(self, when: str | None, unit_id: int | None) -> tuple[date | None, time | None]:
        """The day, and for «just now» the time, that a choice means at this moment."""
        now = local_time(self.desk.session.clock.now(), self.country(unit_id))
        if when == JUST_NOW:
            return now.date(), now.time().replace(second=0, microsecond=0)
        if when in (TODAY, YESTERDAY):
            return now.date() - timedelta(days=when == YESTERDAY), None
        return None, None

    def hint(self, kind: str | None, unit_id: int | None) -> str:
        """The hint of the large field, with the unit's word for the person."""
        return _(asked_of(kind).hint).format(person=self.person(unit_id))

    def person(self, unit_id: int | None) -> str:
        """Patient, brukare or klient."""
        unit = self.desk.session.organisation.units.get(unit_id or 0)
        return person_word(self.desk.session.vocabulary, unit.setting if unit else None)

    # -- drafts

    def start_anew(self) -> Answers:
        """Leave the report in the form (its draft stays) and begin another."""
        self.keeper.let_go()
        return self.presets()

    def take_up(self, draft: DraftRow) -> Answers:
        """Go on with a draft; a quick note gets its presets now."""
        self.keeper.hold(draft)
        presets = self.presets()
        answers = from_body(draft.body, self.today(), self.desk.session.country)
        if answers.unit_id not in self.desk.session.organisation.units:
            answers.unit_id = presets.unit_id
        if draft.kind == QUICK_NOTE:
            answers.name, answers.profession = presets.name, presets.profession
        answers.when = answers.when or JUST_NOW
        return answers

    # -- sending

    def problems(self, answers: Answers) -> list[Problem]:
        """All that is missing, in the order of the form."""
        unread = [Problem(name, _(NOT_A_DAY)) for name in answers.unread]
        taken = {one.field for one in unread}
        found = self.desk.services.reporting.problems(answers.report(None))
        return unread + [Problem(one.field, one.sentence()) for one in found if one.field not in taken]

    def send(self, answers: Answers) -> None:
        """Send the report once; while it is under way nothing else is sent."""
        if self.sending:
            return
        problems = self.problems(answers)
        if problems:
            self.refused.emit(problems)
            return
        self.sending = True
        self._outgoing = answers
        self.keeper.rest(True)
        home = self._home_unit()
        report = answers.report(self.keeper.draft_id, home_unit=home)
        self.desk.write(
            self, lambda: self.desk.services.reporting.send(report), self._taken_in, self._sending_failed
        )

    def _taken_in(self, receipt: Receipt) -> None:
        self.sending = False
        self.keeper.rest(False)
        self.keeper.let_go()
        if self._outgoing:
            self._remember_unit(self._outgoing)
        self.sent.emit(receipt, self._outgoing.anonymity if self._outgoing else "")

    def _sending_failed(self, error: Exception) -> None:
        self.sending = False
        self.keeper.rest(False)
        outgoing = self._outgoing
        if outgoing is not None:
            self.keeper.edited(lambda: outgoing)
        if isinstance(error, UserError) and error.field:
            self.refused.emit([Problem(error.field, error.sentence())])
        elif isinstance(error, KpsError):
            self.hindered.emit(error)
        else:
            self.hindered.emit(None)
            self.desk.tasks.report(error)

    # -- reading by code

    def look_up(self, code: str) -> None:
        """Status and feedback behind a receipt code."""
        service = self.desk.services.reporting

        def done(view: ReporterView) -> None:
            self.answered.emit(view)

        def failed(error: Exception) -> None:
            if isinstance(error, KpsError):
                self.no_answer.emit(error.sentence())
            else:
                self.desk.tasks.report(error)

        self.desk.read(self, lambda: service.look_up(code), done, failed)
