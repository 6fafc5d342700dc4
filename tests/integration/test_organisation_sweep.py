"""Thousands of open cases follow a change of the organisation as one case does by the rule."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import text

from kpsdesk.clock import FixedClock
from kpsdesk.domain import handling
from kpsdesk.domain.following import Place
from kpsdesk.services.everything import Services
from kpsdesk.services.organisation import NewUnit
from kpsdesk.services.reporting import NewReport
from kpsdesk.services.session import Session
from kpsdesk.store import following, tables
from kpsdesk.store.following import Giving
from kpsdesk.store.types import from_day, from_ms


def report(services: Services, unit_id: int = 1) -> str:
    new = NewReport("improvement", unit_id, "Fler krokar i hallen", occurred_day=date(2026, 10, 1))
    _, receipt = services.reporting.send(new)
    return receipt.case_id


def add_unit(services: Services, code: str = "AVD4", country: str = "SE") -> int:
    services.organisation.create_unit(NewUnit(f"Avdelning {code}", code, 1, country, "elderly_care"))
    unit = services.session.organisation.unit(code)
    assert unit is not None
    return unit.id


def _rows(session: Session, case: str) -> list[Any]:
    tables = {
        "cases": "SELECT unit_id, area_id, owner_id, version, changed_at, is_open, next_due FROM cases WHERE id = :id",
        "owners": "SELECT o.n, o.manager_id, o.unit_id, o.area_id, o.from_at, o.from_day, o.to_at, o.to_day "
        "FROM owner_history o JOIN cases ON seq = case_seq WHERE id = :id ORDER BY n",
        "audit": "SELECT at, actor, action, detail FROM audit WHERE object = 'case:' || :id AND action = 'case.owner'",
    }
    with session.read() as connection:
        return [connection.execute(text(q), {"id": case}).all() for q in tables.values()]


def test_many_at_once_writes_what_the_rule_for_one_case_writes(
    services: Services, session: Session, clock: FixedClock
) -> None:
    other = add_unit(services)
    by_rule, by_sql = report(services), report(services)
    clock.forward(days=2)
    with session.write() as work:
        case = work.case(by_rule)
        handling.set_owner(case, other, 1, None, work.moment)
    with session.write() as work:
        seq = work.connection.execute(
            text("SELECT seq FROM cases WHERE id = :id"), {"id": by_sql}
        ).scalar_one()
        giving = Giving(work.moment.at, work.moment.at, work.moment.actor, "SE")
        following.give_these(work.connection, [seq], Place(other, 1, None), giving)

    assert _rows(session, by_rule) == _rows(session, by_sql)


def test_thousands_of_open_cases_follow_in_one_go(services: Services, session: Session) -> None:
    case = report(services)
    many = 3000
    with session.write() as work:
        _copy_case(work.connection, case, many)
    _, bo = services.people.add("Bo Ek")

    _, result = services.people.appoint(bo, "unit_manager", unit_id=1)

    assert result.moved == many + 1
    with session.read() as connection:
        gaps = connection.execute(
            text(
                "SELECT count(*) FROM owner_history a JOIN owner_history b ON b.case_seq = a.case_seq AND b.n = a.n + 1 "
                "WHERE a.to_at IS NOT b.from_at"
            )
        ).scalar_one()
        present = connection.execute(
            text("SELECT count(*) FROM owner_history WHERE to_at IS NULL AND manager_id = :bo"), {"bo": bo}
        ).scalar_one()
    assert (gaps, present) == (0, many + 1)


def _copy_case(connection: Any, case: str, many: int) -> None:
    head = dict(connection.execute(text("SELECT * FROM cases WHERE id = :id"), {"id": case}).mappings().one())
    heads = [
        head | {"seq": head["seq"] + n, "id": f"{case}-{n}", "number": f"copy-{n}"}
        for n in range(1, many + 1)
    ]
    connection.execute(tables.cases.insert(), [_typed(one) for one in heads])
    connection.execute(
        text(
            "INSERT INTO owner_history (case_seq, n, manager_id, unit_id, area_id, from_at, from_day) "
            "SELECT seq, 1, owner_id, unit_id, area_id, reported_at, reported_day FROM cases WHERE id <> :id"
        ),
        {"id": case},
    )


def _typed(row: dict[str, Any]) -> dict[str, Any]:
    days = {name: from_day(row[name]) for name in ("reported_day", "occurred_day", "next_due")}
    return row | days | {name: from_ms(row[name]) for name in ("reported_at", "changed_at")}
