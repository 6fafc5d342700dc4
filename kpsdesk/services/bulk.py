"""Many cases in one transaction, by the very same rules as one at a time: the door for the demo.

Cases are worked as `CaseFile`s in memory by the functions of `domain`, each act at its own instant and by
its own actor, and written together when the transaction ends, with the audit that single acts would leave.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from kpsdesk.clock import Clock, FixedClock, local_time
from kpsdesk.domain import handling
from kpsdesk.domain.case import AuditEntry, CaseFile
from kpsdesk.domain.handling import Moment
from kpsdesk.domain.ids import Ids
from kpsdesk.domain.meeting import PLANNED, Meeting, told
from kpsdesk.domain.organisation import Organisation
from kpsdesk.domain.permission import Actor, Permission
from kpsdesk.services import founding
from kpsdesk.services.content_type import check, safe_name
from kpsdesk.services.reporting import NewReport, ReportingService
from kpsdesk.services.session import Session
from kpsdesk.store import attachments, case_files, case_work, meetings, program
from kpsdesk.store import organisation as organisation_store
from kpsdesk.store.engine import Store
from kpsdesk.store.types import to_ms
from kpsdesk.store.work import Connection, Work

Later = Callable[[Connection], None]


@dataclass
class Bulk:
    """A transaction in progress over many new cases; made by `in_bulk`."""

    session: Session
    _connection: Connection
    _cases: list[CaseFile] = field(default_factory=list)
    _told: list[case_files.Told] = field(default_factory=list)
    _counters: dict[str, tuple[int, int]] = field(default_factory=dict)  # name -> (first, how many)
    _later: list[Later] = field(default_factory=list)

    def report(self, report: NewReport, at: datetime, by: Actor) -> CaseFile:
        """Take a report in as `ReportingService.send` would at that instant.

        Raises:
            UserError: a mandatory answer is missing or wrong.
        """
        reporter = replace(self.session, clock=FixedClock(at), actor=by)
        prepared = ReportingService(reporter).prepare(report)
        moment = Moment(prepared.at, prepared.actor, self.session.ids)
        year = local_time(moment.at, self.session.organisation.units[report.unit_id].country).year
        number = f"{year}-{self._next(f'number:{year}'):06d}"
        case = handling.take_in(prepared.case, number, self._next("seq"), self.session.rules, moment)
        self._cases.append(case)
        self._collect(case, moment)
        return case

    @contextmanager
    def act(self, case: CaseFile, at: datetime, actor: str) -> Iterator[Moment]:
        """What one call of a service would be: everything done in the block has this instant and this actor."""
        moment = Moment(at, actor, self.session.ids)
        yield moment
        self._collect(case, moment)

    def attach(self, case: CaseFile, name: str, data: bytes, moment: Moment) -> None:
        """Hang a file on a case.

        Raises:
            UserError: the file is of a kind that may not be attached.
        """
        kind, shown, seq = check(data, name), safe_name(name), case.head.seq

        def later(connection: Connection) -> None:
            key = attachments.add(connection, seq, shown, kind.mime, data, moment)
            case.log("attachment.added", attachment=key, mime=kind.mime, size=len(data))
            self._collect(case, moment)

        self._later.append(later)

    def link(self, case: CaseFile, other: CaseFile, kind: str, moment: Moment) -> None:
        """Tie two cases of this transaction together."""
        one, two = case.head.seq, other.head.seq
        self._later.append(lambda c: case_work.put_link(c, one, two, kind, moment))
        case.log("case.linked", other=other.head.id, kind=kind)
        other.log("case.linked", other=case.head.id, kind=kind)
        self._collect(case, moment)
        self._collect(other, moment)

    def meetings(self, rows: Iterable[tuple[Meeting, Sequence[int], datetime, datetime, str]]) -> None:
        """Meetings with the cases taken up (in the store's order): planned at an instant, held at another, by whom."""
        kept = []
        for meeting, seqs, planned_at, held_at, actor in rows:
            planned = replace(
                meeting, state=PLANNED, safety_item=False, items=frozenset(), held_by="", next_date=None,
                note="", cases=(),
            )  # fmt: skip
            what = f"meeting:{meeting.id}"
            self._told.append(
                (to_ms(planned_at), actor, AuditEntry("meeting.added", what, told(None, planned)))
            )
            if meeting.state != PLANNED:
                entry = AuditEntry(f"meeting.{meeting.state}", what, told(planned, meeting))
                self._told.append((to_ms(held_at), actor, entry))
            kept.append((meeting, seqs, planned_at, held_at if meeting.state != PLANNED else planned_at))
        self._later.append(lambda connection: meetings.add_many(connection, kept))

    def _collect(self, case: CaseFile, moment: Moment) -> None:
        at = to_ms(moment.at)
        self._told += [(at, moment.actor, entry) for entry in case.audit]
        case.audit.clear()

    def _next(self, name: str) -> int:
        """The next of a counter; the store hears of all of them at the end, in one block."""
        if name not in self._counters:
            self._counters[name] = (case_files.take_numbers(self._connection, name, 0), 0)
        first, taken = self._counters[name]
        self._counters[name] = (first, taken + 1)
        return first + taken

    def write(self, work: Work) -> None:
        """Write everything: one statement a table, then the audit in the order of time."""
        for name, (_first, taken) in self._counters.items():
            case_files.take_numbers(self._connection, name, taken)
        case_files.save_many(self._connection, [(case, None) for case in self._cases])
        for later in self._later:
            later(self._connection)
        self._told.sort(key=lambda told: told[0])  # stable: acts of one instant stay in their order
        case_files.audit_each(self._connection, self._told)
        work.touch("case", *(case.head.id for case in self._cases))


@contextmanager
def in_bulk(session: Session) -> Iterator[Bulk]:
    """One transaction for many cases; an exception leaves nothing of them behind.

    Raises:
        NotAllowed: the actor may not bring in cases.
    """
    session.actor.require(Permission.CASE_IMPORT)
    with session.write() as work:
        bulk = Bulk(session, work.connection)
        yield bulk
        bulk.write(work)


def lay_out(
    store: Store,
    organisation: Organisation,
    account: str,
    clock: Clock,
    ids: Ids,
    settings: Mapping[str, Any] | None = None,
) -> Session:
    """Fill a new store with lists, rules and a whole organisation with its past; `account` is who logs in."""
    person = organisation.person(account)
    actor = Actor(account, person.name if person else "")
    session = Session(store, actor, clock, ids)
    with session.write() as work:
        founding.fill(work)
        _put_organisation(work.connection, organisation, work.moment.at)
        given = {"account": account, "store_id": ids.random()} | dict(settings or {})
        for key, value in given.items():
            program.set_setting(work.connection, key, value)
        work.note("store.founded", "store:", unit="")
        work.touch("organisation")
    return replace(session, _kept={})


def _put_organisation(connection: Connection, organisation: Organisation, at: datetime) -> None:
    def put(table: str, **values: Any) -> None:
        organisation_store.insert(connection, table, values)

    for area in organisation.areas.values():
        put("areas", id=area.id, code=area.code, name=area.name, valid_to=area.valid_to)
    for unit in organisation.units.values():
        put("units", id=unit.id, code=unit.code, country=unit.country, setting=unit.setting, staff=unit.staff,
            valid_from=unit.versions[0].valid_from, valid_to=unit.valid_to)  # fmt: skip
        for n, version in enumerate(unit.versions, 1):
            put("unit_versions", unit_id=unit.id, n=n, name=version.name, area_id=version.area_id,
                valid_from=version.valid_from, valid_to=version.valid_to)  # fmt: skip
    for unit in organisation.units.values():  # every unit is there now, so that one may name another
        if unit.successor_id:
            organisation_store.update(connection, "units", {"successor_id": unit.successor_id}, id=unit.id)
    for person in organisation.persons.values():
        put("persons", id=person.id, uid=person.uid, name=person.name, title=person.title, email=person.email,
            left_on=person.left_on)  # fmt: skip
    for role in organisation.roles:
        put("roles", id=role.id, person_id=role.person_id, role=role.role, unit_id=role.unit_id,
            area_id=role.area_id, valid_from=role.valid_from, valid_to=role.valid_to, noted_at=at, applied_at=at)  # fmt: skip
