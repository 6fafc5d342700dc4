"""Whole cases in and out of the store: loaded as a `CaseFile`, saved as the difference of rows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, Table, and_, select, text

from kpsdesk.domain.case import (
    Action,
    ActionState,
    AuditEntry,
    CaseFile,
    CaseHead,
    Cause,
    DueRow,
    Feedback,
    KindRow,
    Note,
    OwnerRow,
    Report,
    StatusRow,
    StepRow,
    Track,
)
from kpsdesk.store import tables as t

T = TypeVar("T")
Row = dict[str, Any]
Rows = dict[str, dict[tuple[Any, ...], Row]]  # table name -> primary key -> row

_ORDER: Final = (
    "cases",
    "reports",
    "hidden_reporters",
    "case_values",
    "status_history",
    "kind_history",
    "owner_history",
    "steps",
    "due_history",
    "causes",
    "actions",
    "action_causes",
    "action_history",
    "notes",
    "feedback",
    "legal_tracks",
)
_HEAD: Final = tuple(field.name for field in fields(CaseHead))
_ACTION: Final = tuple(f.name for f in fields(Action) if f.name not in ("causes", "history"))


def _keys(table: Table) -> tuple[str, ...]:
    return tuple(column.name for column in table.primary_key.columns)


_KEYS: Final = {name: _keys(t.metadata.tables[name]) for name in _ORDER}


def rows_of(case: CaseFile) -> Rows:
    """The case as rows of tables; what is in `before` and differs gets updated, what is new inserted."""
    seq, head = case.head.seq, case.head
    found: list[tuple[str, Row]] = [("cases", {name: getattr(head, name) for name in _HEAD})]
    found.append(("reports", {"case_seq": seq, **_report_row(case.report)}))
    if case.hidden_name or case.hidden_contact:
        found.append(
            ("hidden_reporters", {"case_seq": seq, "name": case.hidden_name, "contact": case.hidden_contact})
        )
    found += [("case_values", {"case_seq": seq, "key": k, "value": v}) for k, v in case.values.items()]
    for name, history in (
        ("status_history", case.statuses),
        ("kind_history", case.kinds),
        ("owner_history", case.owners),
    ):
        found += [(name, {"case_seq": seq, "n": n, **_plain(row)}) for n, row in enumerate(history, 1)]
    for n, step in enumerate(case.steps, 1):
        row = {"step": step.step, "due": step.due, "done_at": step.done_at, "done_day": step.done_day}
        found.append(("steps", {"case_seq": seq, "n": n, **row}))
        found += [
            ("due_history", {"case_seq": seq, "step_n": n, "n": m, **_plain(d)})
            for m, d in enumerate(step.dues, 1)
        ]
    found += [("causes", {"case_seq": seq, **_plain(cause)}) for cause in case.causes.values()]
    for action in case.actions.values():
        found.append(("actions", {"case_seq": seq, **{name: getattr(action, name) for name in _ACTION}}))
        found += [("action_causes", {"action_id": action.id, "cause_id": cause}) for cause in action.causes]
        found += [
            ("action_history", {"action_id": action.id, "n": n, **_plain(state)})
            for n, state in enumerate(action.history, 1)
        ]
    found += [("notes", {"case_seq": seq, **_plain(note)}) for note in case.notes]
    found += [("feedback", {"case_seq": seq, **_plain(one)}) for one in case.feedback]
    found += [("legal_tracks", {"case_seq": seq, **_plain(track)}) for track in case.tracks.values()]
    rows: Rows = {name: {} for name in _ORDER}
    for name, row in found:
        rows[name][tuple(row[key] for key in _KEYS[name])] = row
    return rows


def _plain(row: Any) -> Row:
    return {field.name: getattr(row, field.name) for field in fields(row)}


def _report_row(report: Report) -> Row:
    row = _plain(report)
    row["wants_feedback"] = int(report.wants_feedback)
    return row


def save(connection: Connection, case: CaseFile, before: Rows | None) -> None:
    """Write what differs from `before` (None: a new case, everything), and the search index when texts did."""
    save_many(connection, [(case, before)])


def save_many(connection: Connection, cases: Sequence[tuple[CaseFile, Rows | None]]) -> None:
    """Several at once, one statement a table; for imports, bulk closing and the demo."""
    inserts: dict[str, list[Row]] = {name: [] for name in _ORDER}
    for case, before in cases:
        after = rows_of(case)
        for name in _ORDER:
            old = before[name] if before else {}
            for key, row in after[name].items():
                if key not in old:
                    inserts[name].append(row)
                elif old[key] != row:
                    _update(connection, t.metadata.tables[name], key, old[key], row)
            for key in old.keys() - after[name].keys():
                table = t.metadata.tables[name]
                connection.execute(table.delete().where(_where(table, key)))
    for name in _ORDER:
        if inserts[name]:
            connection.execute(t.metadata.tables[name].insert(), inserts[name])
    index(
        connection, [case for case, _ in cases], [case.head.seq for case, before in cases if before is None]
    )


def _where(table: Table, key: tuple[Any, ...]) -> Any:
    return and_(*(column == value for column, value in zip(table.primary_key.columns, key, strict=True)))


def _update(connection: Connection, table: Table, key: tuple[Any, ...], old: Row, new: Row) -> None:
    changed = {name: value for name, value in new.items() if old[name] != value}
    connection.execute(table.update().where(_where(table, key)).values(changed))


def index(connection: Connection, cases: Iterable[CaseFile], fresh: Iterable[int] = ()) -> None:
    """Put the words of cases into the search index; `fresh` ones are not in it yet."""
    new = set(fresh)
    inserts: list[Row] = []
    updates: list[Row] = []
    for case in cases:
        (inserts if case.head.seq in new else updates).append(
            {"seq": case.head.seq, "body": search_body(case)}
        )
    if inserts:
        connection.execute(text("INSERT INTO case_search(rowid, body) VALUES (:seq, :body)"), inserts)
    if updates:
        connection.execute(
            text("INSERT OR REPLACE INTO case_search(rowid, body) VALUES (:seq, :body)"), updates
        )


def search_body(case: CaseFile) -> str:
    """The words that a case is found by: number, the reporter's words, the handler's texts; never a reporter's name."""
    report = case.report
    parts = [
        case.head.number,
        case.head.number.split("-")[-1].lstrip("0"),
        case.head.title,
        report.description,
    ]
    parts += [report.suggestion, report.went_well, report.immediate_text]
    parts += [value for value in case.values.values() if isinstance(value, str) and len(value) > 12]
    parts += [cause.text for cause in case.live_causes] + [action.text for action in case.live_actions]
    parts += [note.text for note in case.notes] + [one.text or "" for one in case.feedback]
    parts += list((report.unknown or {}).values())
    return "\n".join(part for part in parts if part)


def load(connection: Connection, seq: int) -> CaseFile | None:
    """A whole case by its number in the store's order, or None.

    A hidden reporter's name is left where it is: written once, it is never read back (domain 2.11).
    """
    head = connection.execute(select(t.cases).where(t.cases.c.seq == seq)).mappings().first()
    if head is None:
        return None

    def rows(table: Table, *order: str) -> Sequence[Mapping[str, Any]]:
        query = select(table).where(table.c.case_seq == seq).order_by(*(table.c[name] for name in order))
        return [dict(row) for row in connection.execute(query).mappings()]

    unit = connection.execute(select(t.units.c.country).where(t.units.c.id == head["unit_id"])).scalar_one()
    case = CaseFile(CaseHead(**{name: head[name] for name in _HEAD}), _read_report(rows(t.reports)[0]), unit)
    case.statuses = [_made(StatusRow, row) for row in rows(t.status_history, "n")]
    case.kinds = [_made(KindRow, row) for row in rows(t.kind_history, "n")]
    case.owners = [_made(OwnerRow, row) for row in rows(t.owner_history, "n")]
    dues: dict[int, list[DueRow]] = {}
    for row in rows(t.due_history, "step_n", "n"):
        dues.setdefault(row["step_n"], []).append(_made(DueRow, row))
    case.steps = [
        StepRow(row["step"], row["due"], dues.get(row["n"], []), row["done_at"], row["done_day"])
        for row in rows(t.steps, "n")
    ]
    case.values = {row["key"]: row["value"] for row in rows(t.case_values, "key")}
    case.causes = {row["id"]: _made(Cause, row) for row in rows(t.causes, "position")}
    case.actions = _read_actions(connection, rows(t.actions, "created_at", "id"))
    case.notes = [_made(Note, row) for row in rows(t.notes, "at", "id")]
    case.feedback = [_made(Feedback, row) for row in rows(t.feedback, "at", "id")]
    case.tracks = {row["id"]: _made(Track, row) for row in rows(t.legal_tracks, "started_at", "id")}
    return case


def _made(kind: type[T], row: Mapping[str, Any]) -> T:
    return kind(**{field.name: row[field.name] for field in fields(kind) if field.name in row})  # type: ignore[arg-type]


def _read_report(row: Mapping[str, Any]) -> Report:
    values: Row = {field.name: row[field.name] for field in fields(Report)}
    values["wants_feedback"] = bool(values["wants_feedback"])
    values["values"] = values["values"] or {}
    for key in _TEXTS:
        values[key] = values[key] or ""
    return Report(**values)


_TEXTS: Final = frozenset({"suggestion", "went_well", "immediate_text"})


def _read_actions(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> dict[str, Action]:
    if not rows:
        return {}
    ids = [row["id"] for row in rows]
    ties: dict[str, set[str]] = {}
    for tie in connection.execute(select(t.action_causes).where(t.action_causes.c.action_id.in_(ids))):
        ties.setdefault(tie.action_id, set()).add(tie.cause_id)
    history: dict[str, list[ActionState]] = {}
    query = (
        select(t.action_history).where(t.action_history.c.action_id.in_(ids)).order_by(t.action_history.c.n)
    )
    for row in connection.execute(query).mappings():
        history.setdefault(row["action_id"], []).append(_made(ActionState, dict(row)))
    actions = {row["id"]: _made(Action, row) for row in rows}
    for key, action in actions.items():
        action.causes, action.history = frozenset(ties.get(key, ())), history.get(key, [])
    return actions


def seq_of(connection: Connection, case_id: str) -> int | None:
    """The store's order of a case by id or by number."""
    column = t.cases.c.number if len(case_id) < 30 else t.cases.c.id
    return connection.execute(select(t.cases.c.seq).where(column == case_id)).scalar()


def take_numbers(connection: Connection, name: str, many: int) -> int:
    """The first of `many` consecutive numbers of a counter."""
    done = connection.execute(
        text(
            "INSERT INTO counters(name, value) VALUES (:name, :many) "
            "ON CONFLICT(name) DO UPDATE SET value = value + :many RETURNING value"
        ),
        {"name": name, "many": many},
    ).scalar_one()
    return int(done) - many + 1


Told = tuple[int, str, AuditEntry]  # when (milliseconds), by whom, what


def audit(connection: Connection, at: int, actor: str, entries: Iterable[AuditEntry]) -> None:
    """Write audit rows in the transaction of the change itself."""
    audit_each(connection, ((at, actor, entry) for entry in entries))


def audit_each(connection: Connection, told: Iterable[Told]) -> None:
    """The same for acts of different instants and actors; they come in the order of time."""
    rows = [
        (at, actor, e.action, e.object, json.dumps(e.detail, ensure_ascii=False, default=_told))
        for at, actor, e in told
    ]
    if rows:
        statement = "INSERT INTO audit(at, actor, action, object, detail) VALUES (?, ?, ?, ?, ?)"
        connection.exec_driver_sql(statement, rows)


def _told(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


__all__ = [
    "Rows",
    "Told",
    "audit",
    "audit_each",
    "index",
    "load",
    "rows_of",
    "save",
    "save_many",
    "search_body",
    "seq_of",
    "take_numbers",
]
