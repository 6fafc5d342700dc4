"""What the report page decides: presets, when a draft is saved, what may be sent, what seems to be personal data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from kpsdesk.clock import local_time
from kpsdesk.domain.changes import Changes
from kpsdesk.domain.permission import Permission
from kpsdesk.domain.rows import DraftRow
from kpsdesk.domain.text import LIMIT
from kpsdesk.errors import KpsError, UserError
from kpsdesk.i18n import N_, _
from kpsdesk.services import personal_data
from kpsdesk.services.reporting import Receipt, ReporterView
from kpsdesk.ui.desk import Desk
from kpsdesk.ui.pages.report.answers import JUST_NOW, TODAY, YESTERDAY, Answers, from_body
from kpsdesk.ui.pages.report.wording import asked_of, person_word

SAVE_AFTER_MS: Final = 700  # a crash costs at most the keystrokes of this while
LOOK_AFTER_MS: Final = 500
AGAIN_AFTER_MS: Final = 10_000

NOT_A_DAY: Final = N_("Write a day as 2026-03-01 or 1/3 2026, and a time as 14:30.")
NOT_SAVED: Final = N_("The draft is not saved: {reason}")


@dataclass(frozen=True, slots=True)
class Problem:
    """Why the report cannot go yet: at which field, and what to do."""

    field: str
    text: str


class ReportPresenter(QObject):
    """Decisions and services for one report page; the page shows what the signals tell.

    Signals:
        draft_saved: the instant at which what is typed was saved. draft_failed: a sentence.
        drafts_found: drafts that can be gone on with, without the one in the form.
        sent: the receipt. refused: problems, at their fields. hindered: a failure from outside; nothing was lost.
        sensitive: the field's name, and what in its text seems to tell who somebody is.
        answered: what a receipt code opened. no_answer: a sentence.
    """

    draft_saved = Signal(object)
    draft_failed = Signal(str)
    drafts_found = Signal(object)
    sent = Signal(object)
    refused = Signal(object)
    hindered = Signal(object)
    sensitive = Signal(str, object)
    answered = Signal(object)
    no_answer = Signal(str)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.sending = False
        self._draft_id: str | None = None
        self._stored = False
        self._latest: Answers | None = None
        self._last_unit: int | None = None
        self._outgoing: Answers | None = None
        self._texts: dict[str, str] = {}
        self._save_timer = self._timer(self.save_now)
        self._look_timer = self._timer(self._look)

    def _timer(self, then: object) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.timeout.connect(then)
        return timer

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
        if self._last_unit in units:
            return self._last_unit
        person = session.person_id
        own = session.organisation.units_of(person, session.today) & units if person else frozenset()
        return min(own or units) if own or len(units) == 1 else None

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

    def edited(self, answers: Answers) -> None:
        """Something was typed or chosen: save it soon."""
        self._latest = answers
        if not self._save_timer.isActive():
            self._save_timer.start(SAVE_AFTER_MS)

    def save_now(self) -> None:
        """Save what was typed and not saved yet."""
        self._save_timer.stop()
        answers, self._latest = self._latest, None
        if answers is None or self.sending:
            return
        if not answers.begun():
            if self._stored and self._draft_id:
                self._forget_draft(self._draft_id)
            return
        service, session = self.desk.services.reporting, self.desk.session
        draft_id = self._draft_id = self._draft_id or session.ids.timed(session.clock.now())
        body, kind, new = answers.body(), service.draft_kinds[0], not self._stored
        self._stored = True

        def save() -> tuple[object, str]:
            service.save_draft(body, draft_id, kind)
            return (Changes.of("draft", draft_id) if new else None), draft_id

        def failed(error: Exception) -> None:
            self._stored = self._stored and not new
            self._not_saved(error, answers)

        self.desk.write(self, save, lambda _id: self.draft_saved.emit(session.clock.now()), failed)

    def _not_saved(self, error: Exception, answers: Answers) -> None:
        if not isinstance(error, KpsError):
            self.desk.tasks.report(error)
            return
        self.draft_failed.emit(_(NOT_SAVED).format(reason=error.sentence()))
        if self._latest is None and not self.sending:
            self._latest = answers
            self._save_timer.start(AGAIN_AFTER_MS)

    def start_anew(self) -> Answers:
        """Leave the report in the form (its draft stays) and begin another."""
        self.save_now()
        self._draft_id, self._stored = None, False
        return self.presets()

    def find_drafts(self) -> None:
        """Look for what can be gone on with."""
        service = self.desk.services.reporting

        def found(drafts: list[DraftRow]) -> None:
            self.drafts_found.emit([one for one in drafts if one.id != self._draft_id])

        self.desk.read(self, service.drafts, found)

    def take_up(self, draft: DraftRow) -> Answers:
        """Go on with a draft."""
        presets = self.start_anew()
        answers = from_body(draft.body, self.today(), self.desk.session.country)
        self._draft_id, self._stored = draft.id, True
        if answers.unit_id not in self.desk.session.organisation.units:
            answers.unit_id = presets.unit_id
        if draft.kind == "quick_note":
            answers.name, answers.profession = presets.name, presets.profession
        answers.when = answers.when or JUST_NOW
        return answers

    def throw_away(self, draft: DraftRow) -> None:
        """Drop a draft; `bring_back` undoes it."""
        self.desk.write(
            self, lambda: self.desk.services.reporting.drop_draft(draft.id), lambda _x: self.find_drafts()
        )

    def bring_back(self, draft: DraftRow) -> None:
        """Undo `throw_away`."""
        service = self.desk.services.reporting

        def save() -> Changes:
            service.save_draft(draft.body, draft.id, draft.kind)
            return Changes.of("draft", draft.id)

        self.desk.write(self, save, lambda _x: self.find_drafts())

    def _forget_draft(self, draft_id: str) -> None:
        self._draft_id, self._stored = None, False
        self.desk.write(self, lambda: self.desk.services.reporting.drop_draft(draft_id))
        self.draft_saved.emit(None)

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
        self._save_timer.stop()
        self._latest, self._outgoing = None, answers
        home = self._home_unit()
        report = answers.report(self._draft_id if self._stored else None, home_unit=home)
        self.desk.write(
            self, lambda: self.desk.services.reporting.send(report), self._taken_in, self._sending_failed
        )

    def _taken_in(self, receipt: Receipt) -> None:
        self.sending = False
        self._draft_id, self._stored = None, False
        self._last_unit = self._outgoing.unit_id if self._outgoing else None
        self.sent.emit(receipt)

    def _sending_failed(self, error: Exception) -> None:
        self.sending = False
        if self._outgoing is not None:
            self.edited(self._outgoing)
        if isinstance(error, UserError) and error.field:
            self.refused.emit([Problem(error.field, error.sentence())])
        elif isinstance(error, KpsError):
            self.hindered.emit(error)
        else:
            self.hindered.emit(None)
            self.desk.tasks.report(error)

    # -- personal data

    def look_at(self, name: str, text: str) -> None:
        """A text changed: look soon whether it seems to tell who somebody is."""
        self._texts[name] = text[:LIMIT]
        self._look_timer.start(LOOK_AFTER_MS)

    def _look(self) -> None:
        organisation = self.desk.session.organisation
        people = [person.name for person in organisation.persons.values()]
        places = [unit.name for unit in organisation.units.values()]
        places += [area.name for area in organisation.areas.values()]
        texts, self._texts = self._texts, {}

        def look() -> Mapping[str, tuple[personal_data.Finding, ...]]:
            return {name: personal_data.find(text, people, places) for name, text in texts.items()}

        def found(findings: Mapping[str, tuple[personal_data.Finding, ...]]) -> None:
            for name, ones in findings.items():
                self.sensitive.emit(name, ones)

        self.desk.read(self, look, found)

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
