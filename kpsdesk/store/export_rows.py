"""Cases out of the store with all their histories, a few hundred at a time, one question a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Table, select

from kpsdesk.store import tables as t

BATCH: Final = 500
_HISTORIES: Final = (
    t.kind_history,
    t.status_history,
    t.owner_history,
    t.steps,
    t.due_history,
    t.case_values,
    t.causes,
    t.actions,
    t.notes,
    t.feedback,
    t.legal_tracks,
)

CaseRows = Mapping[str, list[dict[str, Any]]]


def batches(
    connection: Connection, keys: Sequence[int] | None = None
) -> Iterator[list[tuple[dict[str, Any], CaseRows]]]:
    """(case row with the report, its rows by table) in the order of taking in; all cases, or those of `keys`."""
    after = 0
    wanted = sorted(keys) if keys is not None else None
    while True:
        heads = _heads(connection, after, wanted)
        if not heads:
            return
        after = heads[-1]["seq"]
        found: dict[int, dict[str, list[dict[str, Any]]]] = {head["seq"]: {} for head in heads}
        for table in _HISTORIES:
            for row in _rows(connection, table, list(found)):
                found[row["case_seq"]].setdefault(table.name, []).append(row)
        for row in _action_history(connection, list(found)):
            found[row["case_seq"]].setdefault("action_history", []).append(row)
        yield [(head, found[head["seq"]]) for head in heads]


def _heads(connection: Connection, after: int, wanted: Sequence[int] | None) -> list[dict[str, Any]]:
    c, r = t.cases.c, t.reports.c
    report = (r.description, r.suggestion, r.went_well, r.immediate_text, r["values"], r.unknown, r.origin)
    query = select(t.cases, *report).join(t.reports, r.case_seq == c.seq).where(c.seq > after).order_by(c.seq)
    if wanted is not None:
        query = query.where(c.seq.in_([key for key in wanted if key > after][:BATCH]))
    return [dict(row) for row in connection.execute(query.limit(BATCH)).mappings()]


def _rows(connection: Connection, table: Table, keys: Sequence[int]) -> list[dict[str, Any]]:
    order = [column for column in table.primary_key.columns if column.name != "case_seq"]
    query = (
        select(table).where(table.c.case_seq.between(keys[0], keys[-1])).order_by(table.c.case_seq, *order)
    )
    if keys[-1] - keys[0] >= 2 * len(keys):  # far apart: ask for them one by one
        query = select(table).where(table.c.case_seq.in_(keys)).order_by(table.c.case_seq, *order)
    known = set(keys)
    return [dict(row) for row in connection.execute(query).mappings() if row["case_seq"] in known]


def _action_history(connection: Connection, keys: Sequence[int]) -> list[dict[str, Any]]:
    """How the actions of cases stood, with the case that each belongs to."""
    history, actions = t.action_history, t.actions.c
    query = (
        select(history, actions.case_seq)
        .join(t.actions, actions.id == history.c.action_id)
        .where(actions.case_seq.in_(keys))
        .order_by(actions.case_seq, history.c.action_id, history.c.n)
    )
    return [dict(row) for row in connection.execute(query).mappings()]
