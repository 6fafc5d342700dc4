"""Cases made through the bulk door leave the very rows that the same acts leave call by call."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest

from kpsdesk.clock import FixedClock
from kpsdesk.domain import dues, handling, working
from kpsdesk.domain.case import CaseFile
from kpsdesk.domain.ids import Ids
from kpsdesk.domain.permission import Actor, reporter_only
from kpsdesk.errors import NotAllowed, UserError
from kpsdesk.services.attachments import AttachmentService
from kpsdesk.services.bulk import Bulk, in_bulk
from kpsdesk.services.everything import Services
from kpsdesk.services.founding import open_session
from kpsdesk.services.reporting import NewReport
from kpsdesk.services.session import Session
from kpsdesk.store import tables
from kpsdesk.store.engine import Store

RAW_KEY = bytes(range(32))  # as conftest.py has it
KIM = Actor("kim", "Kim Ek")
UNIQUE = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{64}")

SHORT = NewReport(
    "near_miss", 1, "Höll på att halka i duschen", occurred_day=date(2026, 2, 2), reporter_name="Kim Ek"
)
LONG = NewReport(
    "negative_event", 1, "Fick dubbel dos", anonymity="hidden", harm="H2", occurred_day=date(2026, 2, 3),
    reporter_name="Kim Ek", contact="ankn 12", suggestion="Märk skåpet", values={"place": "room", "discovered_on": date(2026, 2, 4)},
)  # fmt: skip
NAMELESS = NewReport(
    "risk", 1, "Sladdar över golvet", anonymity="anonymous", values={"occurred_time": "14:05"}
)

ASSESSED = {
    "event_type": "MED", "severity_actual": 2, "severity_potential": 4, "probability": 2, "injury_class": "injury",
    "patient_safe": True,
}  # fmt: skip
FOUND = {
    "what_happened": "Två gav",
    "causes_text": "Otydlig lista",
    "seen_before": "no",
    "recurrence": "possible",
}
CLOSING = {
    "decision_text": "Listan görs om", "lesson": "Signera efter", "head_told_on": "2026-02-20",
    "patient_informed": "yes", "informed_points": ["injury"], "informed_on": "2026-02-05", "informed_by": "Läkare", "informed_to": "Patienten",
    "journal_noted": True,
}  # fmt: skip


def at(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 2, day, hour, 30, tzinfo=UTC)


class ByCalls:
    """Each act as a call of a service, with the clock moved on."""

    def __init__(self, session: Session, clock: FixedClock) -> None:
        self.session, self.clock, self.services = session, clock, Services(session)

    def report(self, report: NewReport, when: datetime) -> str:
        self.clock.instant = when
        _, receipt = Services(self.session.acting(KIM)).reporting.send(report)
        return receipt.case_id

    def to(self, when: datetime) -> Services:
        self.clock.instant = when
        return self.services


def make_by_calls(calls: ByCalls) -> None:
    one = calls.report(SHORT, at(3))
    calls.to(at(4)).cases.receive(one)
    calls.to(at(5)).cases.change(one, {"severity_potential": 1, "probability": 2})
    calls.to(at(6)).cases.close(one, decision="Matta köpt", feedback="Tack!")
    two = calls.report(LONG, at(7))
    calls.to(at(9)).cases.receive(two)
    calls.to(at(10)).cases.move(two, "assessing")
    calls.to(at(10, 10)).cases.change(two, ASSESSED)
    calls.to(at(11)).cases.extend(two, "closing", date(2026, 5, 4), "Väntar på apoteket")
    calls.to(at(12)).cases.move(two, "investigating")
    calls.to(at(13)).cases.change(two, FOUND)
    _, cause = calls.to(at(13, 10)).cases.add_cause(two, "Otydlig lista", "COMP.documentation")
    _, action = calls.to(at(13, 11)).cases.add_action(
        two,
        {
            "text": "Ny lista",
            "owner_id": 1,
            "due": date(2026, 2, 20),
            "strength": "intermediate",
            "causes": [cause],
        },
    )
    calls.to(at(14)).cases.move(two, "action")
    calls.to(at(18)).cases.set_action_status(two, action, "done")
    calls.to(at(19)).cases.move(two, "follow_up")
    calls.to(at(19, 10)).cases.judge_effect(two, action, "yes", "Inga nya")
    calls.to(at(20)).cases.give_feedback(two, "Tack, listan är ändrad.")
    calls.to(at(20, 10)).cases.change(two, CLOSING)
    calls.to(at(20, 11)).cases.move(two, "closed")
    three = calls.report(NAMELESS, at(21))
    calls.to(at(22)).cases.receive(three)
    calls.to(at(22, 10)).cases.link(three, two, "similar")


def make_in_bulk(session: Session, actor: str) -> None:
    rules = session.rules
    with in_bulk(session) as bulk:
        one = bulk.report(SHORT, at(3), KIM)
        _receive(bulk, one, at(4), actor, session)
        with bulk.act(one, at(5), actor) as moment:
            handling.change_values(one, {"severity_potential": 1, "probability": 2}, rules, moment)
        with bulk.act(one, at(6), actor) as moment:
            handling.change_values(one, {"decision_text": "Matta köpt"}, rules, moment)
            working.give_feedback(one, "Tack!", moment)
            handling.move(one, "closed", rules, moment)
        two = _long_in_bulk(bulk, session, actor)
        three = bulk.report(NAMELESS, at(21), KIM)
        _receive(bulk, three, at(22), actor, session)
        with bulk.act(three, at(22, 10), actor) as moment:
            bulk.link(three, two, "similar", moment)


def _receive(bulk: Bulk, case: CaseFile, when: datetime, actor: str, session: Session) -> None:
    with bulk.act(case, when, actor) as moment:
        handling.assign(case, session.person_id, moment)
        handling.move(case, "acknowledged", session.rules, moment)


def _long_in_bulk(bulk: Bulk, session: Session, actor: str) -> CaseFile:
    rules = session.rules
    case = bulk.report(LONG, at(7), KIM)
    _receive(bulk, case, at(9), actor, session)
    with bulk.act(case, at(10), actor) as moment:
        handling.move(case, "assessing", rules, moment)
    with bulk.act(case, at(10, 10), actor) as moment:
        handling.change_values(case, ASSESSED, rules, moment)
    with bulk.act(case, at(11), actor) as moment:
        dues.extend(case, "closing", date(2026, 5, 4), "Väntar på apoteket", moment)
    with bulk.act(case, at(12), actor) as moment:
        handling.move(case, "investigating", rules, moment)
    with bulk.act(case, at(13), actor) as moment:
        handling.change_values(case, FOUND, rules, moment)
    with bulk.act(case, at(13, 10), actor) as moment:
        cause = working.add_cause(case, "Otydlig lista", "COMP.documentation", moment)
    with bulk.act(case, at(13, 11), actor) as moment:
        values = {"text": "Ny lista", "owner_id": 1, "due": date(2026, 2, 20), "strength": "intermediate"}
        action = working.add_action(case, values | {"causes": [cause.id]}, moment)
    with bulk.act(case, at(14), actor) as moment:
        handling.move(case, "action", rules, moment)
    with bulk.act(case, at(18), actor) as moment:
        working.set_action_status(case, action.id, "done", moment)
    with bulk.act(case, at(19), actor) as moment:
        handling.move(case, "follow_up", rules, moment)
    with bulk.act(case, at(19, 10), actor) as moment:
        working.judge_effect(case, action.id, "yes", "Inga nya", actor, moment)
    with bulk.act(case, at(20), actor) as moment:
        working.give_feedback(case, "Tack, listan är ändrad.", moment)
    with bulk.act(case, at(20, 10), actor) as moment:
        handling.change_values(case, CLOSING, rules, moment)
    with bulk.act(case, at(20, 11), actor) as moment:
        handling.move(case, "closed", rules, moment)
    return case


def rows(session: Session) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, ids replaced by the order in which they first appear."""
    seen: dict[str, str] = {}

    def plain(value: Any) -> Any:
        if not isinstance(value, str):
            return value
        return UNIQUE.sub(lambda found: seen.setdefault(found.group(), f"#{len(seen)}"), value)

    with session.read() as connection:
        names = [table.name for table in tables.metadata.sorted_tables]
        found = {name: connection.exec_driver_sql("SELECT * FROM " + name).all() for name in names}  # noqa: S608
        for word in ("sladdar", "dubbel", "lista"):
            hits = connection.exec_driver_sql(
                "SELECT rowid FROM case_search WHERE case_search MATCH ?", (word,)
            )
            found[f"search {word}"] = hits.all()
    return {name: [tuple(plain(value) for value in row) for row in lines] for name, lines in found.items()}


@pytest.fixture
def second(founded_store: Path, tmp_path: Path) -> Iterator[Session]:
    """Another copy of the same founded store."""
    path = tmp_path / "second.kps"
    shutil.copyfile(founded_store, path)
    store = Store.open(path, RAW_KEY)
    yield open_session(store, FixedClock(at(22)), Ids(Random(2).randbytes))
    store.close()


def test_bulk_leaves_what_single_calls_leave(session: Session, clock: FixedClock, second: Session) -> None:
    make_by_calls(ByCalls(session, clock))
    make_in_bulk(second, second.actor.uid)

    called, bulked = rows(session), rows(second)

    assert called.keys() == bulked.keys()
    for name, lines in called.items():
        assert bulked[name] == lines, name
    assert len(called["audit"]) > 20
    assert {len(called[name]) for name in ("cases", "reports", "search sladdar")} == {1, 3}


def test_numbers_go_on_after_a_bulk(services: Services, session: Session, clock: FixedClock) -> None:
    with in_bulk(session) as bulk:
        made = [bulk.report(SHORT, at(3), KIM).head.number for _ in range(3)]
    clock.instant = at(9)

    _, receipt = services.reporting.send(SHORT)

    assert [*made, receipt.number] == [f"2026-{n:06d}" for n in range(1, 5)]


def test_an_error_in_the_middle_leaves_nothing(services: Services, session: Session) -> None:
    before = rows(session)

    def fail() -> None:
        with in_bulk(session) as bulk:
            bulk.report(SHORT, at(3), KIM)
            bulk.report(replace(SHORT, description=" "), at(3), KIM)

    with pytest.raises(UserError):
        fail()

    assert rows(session) == before


def test_whoever_may_only_report_has_no_bulk_door(session: Session) -> None:
    with pytest.raises(NotAllowed), in_bulk(session.acting(reporter_only())):
        pass


def test_a_file_hung_on_in_bulk_can_be_opened(services: Services, session: Session) -> None:
    with in_bulk(session) as bulk:
        case = bulk.report(SHORT, at(3), KIM)
        with bulk.act(case, at(4), session.actor.uid) as moment:
            bulk.attach(case, "lista.txt", b"Tillsyn kl. 22", moment)

    [line] = services.views.open(case.head.id).attachments
    assert (line.name, line.mime) == ("lista.txt", "text/plain")
    assert isinstance(services.attachments, AttachmentService)
