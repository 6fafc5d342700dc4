"""What the tests of the meeting's sheet share: cases brought to where their handling would have brought them."""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import Any

from sqlalchemy import select

from kpsdesk.domain.apt import SheetSettings
from kpsdesk.services.everything import Services
from kpsdesk.store import tables as t
from tests.integration.test_privacy import TODAY, report

FIRST = date(2026, 11, 1)
STORY = "En kollega märkte att listan var gammal. Vi skriver nu ut den varje morgon."


def settings(services: Services, **more: Any) -> SheetSettings:
    return dataclasses.replace(services.apt.proposed(1, FIRST, TODAY), **more)


def change_case(services: Services, case: str, **columns: Any) -> None:
    """Put a case where its handling would have brought it."""
    with services.session.store.write() as connection:
        connection.execute(t.cases.update().where(t.cases.c.id == case).values(**columns))


def set_values(services: Services, case: str, **values: Any) -> None:
    with services.session.store.write() as connection:
        seq = connection.execute(select(t.cases.c.seq).where(t.cases.c.id == case)).scalar_one()
        rows = [{"case_seq": seq, "key": key, "value": value} for key, value in values.items()]
        connection.execute(t.case_values.insert(), rows)


def close(services: Services, case: str, day: date = TODAY) -> None:
    change_case(services, case, status="closed", is_open=0, closed_day=day)
    with services.session.store.write() as connection:
        seq = connection.execute(select(t.cases.c.seq).where(t.cases.c.id == case)).scalar_one()
        row = connection.execute(select(t.status_history).where(t.status_history.c.case_seq == seq)).all()[-1]
        connection.execute(
            t.status_history.insert(), row._asdict() | {"n": row.n + 1, "status": "closed", "day": day}
        )


def lesson(services: Services, text_: str = STORY, **more: Any) -> str:
    case = report(services, **more)
    set_values(services, case, share_at_apt=True, apt_text=text_)
    close(services, case)
    return case
