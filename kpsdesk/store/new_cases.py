"""Many new cases into the store at once: their rows as tuples, one statement a table.

`case_files.save_many` writes the same rows; it has to compare with what is there, and thousands of times over the detour
through named columns costs more than SQLite does. A test holds the two against each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import date, datetime
from functools import lru_cache
from operator import attrgetter
from time import sleep
from typing import Any, Final

from sqlalchemy import Connection

from kpsdesk.domain.case import CaseFile, CaseHead, Report
from kpsdesk.store import case_files
from kpsdesk.store import tables as t
from kpsdesk.store.types import Day, Instant, to_day, to_ms, to_text

Values = tuple[Any, ...]


@lru_cache(maxsize=4096)
def _ms(instant: datetime | None) -> int | None:
    return None if instant is None else to_ms(instant)


@lru_cache(maxsize=4096)
def _day(day: date | None) -> int | None:
    return None if day is None else to_day(day)


# Between the rows of one statement the driver lets the interpreter go and takes it back at once, so that a waiting window
# never gets it; a real pause lets it in.
_AT_ONCE: Final = 500
_GIVE_WAY: Final = 0.0005


def insert(connection: Connection, cases: Sequence[CaseFile]) -> None:
    """Write new cases with their histories and search index.

    Cases that more hangs on than an import brings (causes, actions, notes, legal tracks) go the common way.
    """
    more = [case for case in cases if case.causes or case.actions or case.notes or case.tracks]
    rest = {case.head.seq for case in more}
    plain = [case for case in cases if case.head.seq not in rest]
    for table, (columns, rows) in _TABLES.items():
        if found := [row for case in plain for row in rows(case)]:
            listed = ", ".join(f'"{name}"' for name in columns)
            marks = ", ".join("?" * len(columns))
            for start in range(0, len(found), _AT_ONCE):
                some = found[start : start + _AT_ONCE]
                connection.exec_driver_sql(f"INSERT INTO {table} ({listed}) VALUES ({marks})", some)
                sleep(_GIVE_WAY)
    if more:
        case_files.save_many(connection, [(case, None) for case in more])


_HEAD: Final = tuple(field.name for field in fields(CaseHead))
_HEAD_OF: Final = attrgetter(*_HEAD)
_HEAD_INSTANTS: Final = tuple(n for n, name in enumerate(_HEAD) if isinstance(t.cases.c[name].type, Instant))
_HEAD_DAYS: Final = tuple(n for n, name in enumerate(_HEAD) if isinstance(t.cases.c[name].type, Day))


def _heads(case: CaseFile) -> Iterator[Values]:
    row = list(_HEAD_OF(case.head))
    for place in _HEAD_INSTANTS:
        row[place] = _ms(row[place])
    for place in _HEAD_DAYS:
        row[place] = _day(row[place])
    yield tuple(row)


_REPORT: Final = tuple(field.name for field in fields(Report))
_REPORT_OF: Final = attrgetter(*_REPORT)


def _reports(case: CaseFile) -> Iterator[Values]:
    told = dict(zip(_REPORT, _REPORT_OF(case.report), strict=True))
    told["values"], told["unknown"] = to_text(told["values"]), to_text(told["unknown"])
    told["wants_feedback"] = int(told["wants_feedback"])
    yield case.head.seq, *told.values()


def _hidden(case: CaseFile) -> Iterator[Values]:
    if case.hidden_name or case.hidden_contact:
        yield case.head.seq, case.hidden_name, case.hidden_contact


def _values(case: CaseFile) -> Iterator[Values]:
    return ((case.head.seq, key, to_text(value)) for key, value in case.values.items())


def _statuses(case: CaseFile) -> Iterator[Values]:
    for n, row in enumerate(case.statuses, 1):
        yield case.head.seq, n, row.status, _ms(row.at), _day(row.day), row.actor, row.reason


def _kinds(case: CaseFile) -> Iterator[Values]:
    for n, row in enumerate(case.kinds, 1):
        yield case.head.seq, n, row.kind, _ms(row.at), _day(row.day)


def _owners(case: CaseFile) -> Iterator[Values]:
    for n, row in enumerate(case.owners, 1):
        since, until = (_ms(row.from_at), _day(row.from_day)), (_ms(row.to_at), _day(row.to_day))
        yield case.head.seq, n, row.manager_id, row.unit_id, row.area_id, *since, *until


def _steps(case: CaseFile) -> Iterator[Values]:
    for n, row in enumerate(case.steps, 1):
        yield case.head.seq, n, row.step, _day(row.due), _ms(row.done_at), _day(row.done_day)


def _dues(case: CaseFile) -> Iterator[Values]:
    for step_n, step in enumerate(case.steps, 1):
        for n, row in enumerate(step.dues, 1):
            since = (_ms(row.set_at), _day(row.set_day))
            yield case.head.seq, step_n, n, _day(row.due), *since, row.reason, row.note, row.actor


def _feedback(case: CaseFile) -> Iterator[Values]:
    for one in case.feedback:
        at, day = _ms(one.at), _day(one.day)
        yield one.id, case.head.seq, one.text, one.no_feedback_reason, one.author, at, day


def _words(case: CaseFile) -> Iterator[Values]:
    yield case.head.seq, case_files.search_body(case)


def _columns(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_TABLES: Final = {
    "cases": (_HEAD, _heads),
    "reports": (("case_seq", *_REPORT), _reports),
    "hidden_reporters": (_columns("case_seq name contact"), _hidden),
    "case_values": (_columns("case_seq key value"), _values),
    "status_history": (_columns("case_seq n status at day actor reason"), _statuses),
    "kind_history": (_columns("case_seq n kind at day"), _kinds),
    "owner_history": (
        _columns("case_seq n manager_id unit_id area_id from_at from_day to_at to_day"),
        _owners,
    ),
    "steps": (_columns("case_seq n step due done_at done_day"), _steps),
    "due_history": (_columns("case_seq step_n n due set_at set_day reason note actor"), _dues),
    "feedback": (_columns("id case_seq text no_feedback_reason author at day"), _feedback),
    "case_search": (_columns("rowid body"), _words),
}
