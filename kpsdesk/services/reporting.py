"""Telling about a risk or an event: drafts, taking the report in, the receipt, and reading it again by its code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from kpsdesk.clock import local_day, local_time
from kpsdesk.domain import handling
from kpsdesk.domain.case import CaseFile, Report
from kpsdesk.domain.changes import Changes
from kpsdesk.domain.handling import NewCase
from kpsdesk.domain.permission import ANONYMOUS, Permission
from kpsdesk.domain.receipt import digest, new_code, normalise
from kpsdesk.domain.rows import HANDLER_DRAFTS, DraftRow
from kpsdesk.domain.text import LIMIT, clean, first_words, is_blank, mended
from kpsdesk.errors import NotFound, OutsideError, UserError
from kpsdesk.i18n import N_, _
from kpsdesk.services import content_type
from kpsdesk.services.attachments import MEGABYTE, AttachmentService
from kpsdesk.services.bare_files import bare
from kpsdesk.services.known import demand_code, reporter_values
from kpsdesk.services.session import Session
from kpsdesk.store import attachments, case_files, program, receipts
from kpsdesk.store.work import Work

MANDATORY: Final = ("kind", "unit", "occurred", "description", "harm", "anonymity")  # domain 2.2 and 2.11
EARLIEST_YEAR: Final = 1990
TITLE_LIMIT: Final = 200
TEXTS: Final = ("description", "suggestion", "went_well", "immediate_text")
STAFF_DRAFTS: Final = ("staff_report",)  # of the reporter's window, not shown to who handles cases
FILE_TOO_LARGE: Final = N_(
    "The file is larger than {limit} MB, so it cannot go with the report. A smaller picture can."
)
UNREADABLE: Final = N_(
    "The file could not be read. Your report is as it was; check that the file is still there."
)


@dataclass(frozen=True, slots=True)
class ReportFile:
    """A picture or paper that goes with a report; in memory until it is sent."""

    name: str
    data: bytes = field(repr=False)


@dataclass(frozen=True)
class NewReport:
    """What the report window gives. Six answers are asked for; the rest may stay empty."""

    kind: str
    unit_id: int
    description: str
    anonymity: str = "named"
    harm: str = "HX"  # vet ej
    occurred_day: date | None = None  # not asked of a risk
    values: Mapping[str, Any] = field(default_factory=dict)  # keys of domain.fields.REPORTER
    title: str = ""
    suggestion: str = ""
    went_well: str = ""
    immediate_text: str = ""
    unit_report_id: int | None = None
    reporter_name: str = ""
    contact: str = ""
    wants_feedback: bool = True
    event_type: str | None = None
    subcategory: str | None = None
    draft_id: str | None = None
    files: tuple[ReportFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the reporter gets: the number, the code to read status and feedback by, and what comes next."""

    case_id: str
    number: str
    code: str
    next_step: str | None
    next_due: date | None
    unit_name: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """A report ready to be taken in: by whom and at what instant, and the code that only the reporter gets."""

    case: NewCase
    code: str
    actor: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ReporterView:
    """What a receipt code opens: status and feedback, nothing that a handler wrote for others."""

    number: str
    status: str
    reported_on: date
    statuses: tuple[tuple[str, date], ...]
    feedback: tuple[tuple[date, str], ...]
    next_due: date | None


@dataclass(frozen=True)
class ReportingService:
    """The acts of a reporter."""

    session: Session

    def send(self, report: NewReport) -> tuple[Changes, Receipt]:
        """Take a report in: one durable transaction, then the receipt.

        Raises:
            UserError: a mandatory answer is missing or wrong; `field` says which; nothing was saved.
        """
        self.session.actor.require(Permission.REPORT_WRITE)
        prepared = self.prepare(report)
        with self.session.write(actor=prepared.actor, at=prepared.at) as work:
            case = take_in(work, prepared.case, self.session)
            self._attach(work, case, report.files)
            if report.draft_id:
                program.drop_draft(work.connection, report.draft_id)
                work.touch("draft", report.draft_id)
        head, unit = case.head, self.session.organisation.units[report.unit_id]
        receipt = Receipt(head.id, head.number, prepared.code, head.next_step, head.next_due, unit.name)
        return work.changes, receipt

    def prepare(self, report: NewReport) -> Prepared:
        """What sending a report would write, with its receipt code; nothing is written.

        Raises:
            UserError: a mandatory answer is missing or wrong; `field` says which.
        """
        now = self.session.clock.now()
        for problem in self.problems(report):
            raise problem
        unit = self.session.organisation.units[report.unit_id]
        code = new_code(self.session.ids.random_bytes)
        return Prepared(
            case=self._new_case(report, digest(code, self.store_id)),
            code=code,
            actor=self.session.actor.uid if report.anonymity == "named" else ANONYMOUS,
            at=handling.start_of_day(now, unit.country) if report.anonymity == "anonymous" else now,
        )

    def _attach(self, work: Work, case: CaseFile, files: tuple[ReportFile, ...]) -> None:
        """In the report's own transaction: by its actor and at its time, so that a file tells no more than the report.

        Where the writer is not to be known, a picture loses what the camera noted in it, and a file its name.
        """
        if files:
            work.flush()
        named = case.head.anonymity == "named"
        for number, file in enumerate(files, start=1):
            kind = content_type.check(file.data, file.name)
            name, data = content_type.safe_name(file.name), file.data
            if not named:
                name, data = f"{_('attachment')} {number}.{kind.extension}", bare(data, kind.mime)
            key = attachments.add(work.connection, case.head.seq, name, kind.mime, data, work.moment)
            case.log("attachment.added", attachment=key, mime=kind.mime, size=len(data))

    def read_file(self, path: Path) -> ReportFile:
        """A file that is to go with a report.

        Raises:
            UserError: too large, or of a kind that is not let in.
            OutsideError: it cannot be read.
        """
        self.session.actor.require(Permission.REPORT_WRITE)
        limit = AttachmentService(self.session).limit
        try:
            if path.stat().st_size > limit:
                raise UserError(FILE_TOO_LARGE, field="attachment", limit=limit // MEGABYTE)
            data = path.read_bytes()
        except OSError as error:
            raise OutsideError(UNREADABLE) from error
        content_type.check(data, path.name)
        return ReportFile(content_type.safe_name(path.name), data)

    def _odd_codes(self, report: NewReport) -> Iterator[UserError]:
        try:
            reporter_values(self.session, report.values)
            for code in (report.event_type, report.subcategory):
                demand_code(self.session, "event_type", code)
        except UserError as problem:
            yield problem

    def problems(self, report: NewReport) -> list[UserError]:
        """All that keeps a report from being sent, in the order of the form; each names its field.

        Nothing is read from the store but what the session keeps, so that a form may ask while it is filled in.
        """
        return [
            *self._unanswered(report),
            *self._odd_days(report),
            *self._odd_codes(report),
            *_unfit_texts(report),
        ]

    def _unanswered(self, report: NewReport) -> Iterator[UserError]:
        vocabulary = self.session.vocabulary
        if vocabulary.get("kind", report.kind) is None:
            yield UserError(N_("Choose what you want to tell about."), field="kind")
        if is_blank(report.description):
            yield UserError(N_("Write a few words about what happened."), field="description")
        if (
            not {report.unit_id, report.unit_report_id or report.unit_id}
            <= self.session.organisation.units.keys()
        ):
            yield UserError(N_("Choose the unit where it happened."), field="unit")
        known = report.occurred_day is not None or report.values.get("occurred_precision") == "unknown"
        if report.kind != "risk" and not known:
            yield UserError(N_("Say when it happened. «Do not know» is fine."), field="occurred")
        if vocabulary.get("harm", report.harm) is None:
            yield UserError(N_("Say whether anyone was harmed. «Do not know» is fine."), field="harm")
        if vocabulary.get("anonymity", report.anonymity) is None:
            yield UserError(N_("Choose how you want to report."), field="anonymity")

    def _odd_days(self, report: NewReport) -> Iterator[UserError]:
        unit = self.session.organisation.units.get(report.unit_id)
        today = local_day(self.session.clock.now(), unit.country) if unit else self.session.today
        for field_, day in (
            ("occurred", report.occurred_day),
            ("discovered_on", report.values.get("discovered_on")),
        ):
            if not isinstance(day, date):
                continue
            if day > today:
                yield UserError(
                    N_("The day lies in the future. Choose today or an earlier day."), field=field_
                )
            elif day.year < EARLIEST_YEAR:
                yield UserError(N_("The day lies too far back. Check the year."), field=field_)

    def _new_case(self, report: NewReport, receipt: str) -> NewCase:
        description = clean(report.description, field="description").strip()
        title = first_words(clean(report.title, TITLE_LIMIT, field="title").strip() or description)
        named = report.anonymity == "named"
        name, contact = (
            clean(text, TITLE_LIMIT).strip() or None for text in (report.reporter_name, report.contact)
        )
        return NewCase(
            kind=report.kind,
            unit_id=report.unit_id,
            unit_report_id=report.unit_report_id or report.unit_id,
            title=title,
            anonymity=report.anonymity,
            harm=report.harm,
            occurred_day=report.occurred_day,
            event_type=report.event_type,
            subcategory=report.subcategory,
            hidden_name=name if report.anonymity == "hidden" else None,
            hidden_contact=contact if report.anonymity == "hidden" else None,
            report=Report(
                description=description,
                suggestion=clean(report.suggestion, field="suggestion").strip(),
                went_well=clean(report.went_well, field="went_well").strip(),
                immediate_text=clean(report.immediate_text, field="immediate_text").strip(),
                values=_values(report) | {"harm_reported": report.harm},
                reporter_name=name if named else None,
                contact=contact if named else None,
                wants_feedback=report.wants_feedback,
                receipt=receipt,
            ),
        )

    @property
    def store_id(self) -> str:
        """What receipt codes are bound to."""
        return str(self.session.settings.get("store_id", ""))

    # -- reading by code

    def look_up(self, code: str) -> ReporterView:
        """Status and feedback of the report that a receipt code belongs to.

        Raises:
            UserError: the code is not one of ours.
            NotFound: no report has this code.
        """
        self.session.actor.require(Permission.REPORT_WRITE)
        wanted = digest(normalise(code), self.store_id)
        with self.session.read() as connection:
            seq = receipts.find(connection, wanted)
            case = case_files.load(connection, seq) if seq is not None else None
        if case is None:
            raise NotFound(
                N_("No report has this code. Check it letter by letter; O and 0, I and 1 count as the same.")
            )
        return ReporterView(
            number=case.head.number,
            status=case.head.status,
            reported_on=case.head.reported_day,
            statuses=tuple((row.status, row.day) for row in case.statuses),
            feedback=tuple((one.day, one.text) for one in case.feedback if one.text),
            next_due=case.head.next_due,
        )

    # -- drafts

    def save_draft(self, body: Mapping[str, Any], draft_id: str | None = None, kind: str = "report") -> str:
        """Save what is typed so far; `kind` report or quick_note. Its id."""
        self.session.actor.require(Permission.REPORT_WRITE)
        draft_id = draft_id or self.session.ids.timed(self.session.clock.now())
        with self.session.store.write() as connection:
            program.put_draft(connection, draft_id, kind, mended(body), self.session.clock.now())
        return draft_id

    def drafts(self) -> list[DraftRow]:
        """Drafts and quick notes that can be gone on with, newest first."""
        self.session.actor.require(Permission.REPORT_WRITE)
        with self.session.read() as connection:
            kept = program.drafts(connection)
        return [one for one in kept if one.kind in self.draft_kinds]

    @property
    def draft_kinds(self) -> tuple[str, ...]:
        """Drafts stay on their side: who handles cases never reads what a colleague has not sent."""
        return HANDLER_DRAFTS if Permission.CASE_READ in self.session.actor.rights else STAFF_DRAFTS

    def drop_draft(self, draft_id: str) -> Changes:
        """Throw a draft away; `save_draft` with the same id brings it back (undo)."""
        self.session.actor.require(Permission.REPORT_WRITE)
        with self.session.store.write() as connection:
            program.drop_draft(connection, draft_id)
        return Changes.of("draft", draft_id)

    def quick_note(self, text: str, unit_id: int | None = None) -> tuple[Changes, str]:
        """A few words now, the rest later: a draft of its own kind, shown on Today until it is finished.

        Raises:
            UserError: nothing was written.
        """
        self.session.actor.require(Permission.REPORT_WRITE)
        if is_blank(text):
            raise UserError(N_("Write a few words about what happened."), field="description")
        body = {
            "description": clean(text),
            "unit_id": unit_id,
            "noted_at": self.session.clock.now().isoformat(),
        }
        draft_id = self.save_draft(body, kind="quick_note")
        return Changes.of("draft", draft_id), draft_id


def _values(report: NewReport) -> dict[str, Any]:
    """The answered fields as they are kept; an anonymous report has day precision, and nothing that narrows down who."""
    left_out = ("occurred_time", "profession") if report.anonymity == "anonymous" else ()
    return {
        key: value.isoformat() if isinstance(value, date) else value
        for key, value in report.values.items()
        if value not in (None, "", []) and key not in left_out
    }


def _unfit_texts(report: NewReport) -> Iterator[UserError]:
    short = (("title", "title"), ("reporter_name", "name"), ("contact", "contact"))
    for name, limit, field_ in (
        *((name, LIMIT, name) for name in TEXTS),
        *((name, TITLE_LIMIT, row) for name, row in short),
    ):
        try:
            clean(getattr(report, name), limit, field=field_)
        except UserError as problem:
            yield problem


def take_in(work: Work, new: NewCase, session: Session) -> CaseFile:
    """Number a case and take it in, inside a transaction; the door that window, import and demo share."""
    unit = session.organisation.units[new.unit_id]
    year = local_time(work.moment.at, unit.country).year
    number, seq = work.take_number(year)
    case = handling.take_in(new, number, seq, session.rules, work.moment)
    work.add(case)
    return case
