"""Pages of the list of cases: found in an index alone, then fetched by key, so that a million are as quick as a hundred.

A sort by something that is shown in words (unit, owner, status, kind) goes through its values in the
order of the words (`order`), one index range after the other; nothing is sorted in memory.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import Connection

from kpsdesk.domain.rows import CaseQuery, CaseRow
from kpsdesk.domain.text import search_tokens
from kpsdesk.store.types import from_day, from_ms, to_day

_COLUMNS: Final = tuple(field.name for field in fields(CaseRow))
_INSTANTS: Final = frozenset({"reported_at"})
_DAYS: Final = frozenset({"reported_day", "occurred_day", "closed_day", "next_due"})
_BY_VALUE: Final = {"unit": "unit_id", "owner": "owner_id", "status": "status", "kind": "kind"}
_BY_INDEX: Final = {
    "reported": "reported_at",
    "due": "next_due",
    "level": "level_rank",
    "occurred": "occurred_day",
}
_NULLS: Final = frozenset({"next_due", "occurred_day"})

_WORD: Final = re.compile(r"[^\W\d_]+")

Where = tuple[list[str], list[Any]]
__all__ = [
    "Connection",
    "by_numbers",
    "count",
    "fetch",
    "page_keys",
    "segments",
    "similar",
    "totals",
    "where",
]


def where(query: CaseQuery, today: date, *, in_order: bool = False) -> Where:
    """The conditions of a query, and their values.

    `in_order`: for rows in the order of the query. Then only the index of the sort may be gone through: one that begins
    with what is filtered by would find the rows sooner, and sort a third of a million of them for one page.
    """
    day = to_day(today)
    within = to_day(today + timedelta(days=query.due_within)) if query.due_within is not None else None
    asked: list[tuple[bool, str, tuple[Any, ...]]] = [
        (query.new, "is_open = 1 AND status = 'received'", ()),
        (query.open_only or query.overdue or within is not None, "is_open = 1", ()),
        (query.closed_only, "is_open = 0", ()),
        (query.overdue, "next_due < ?", (day,)),
        (within is not None, "next_due BETWEEN ? AND ?", (day, within)),
        (
            query.mine is not None,
            "is_open = 1 AND (owner_id = ? OR handler_id = ?)",
            (query.mine, query.mine),
        ),
        (query.serious, "demands_analysis = 1", ()),
        (query.feedback_owed, "is_open = 1 AND feedback_owed = 1", ()),
        (query.batch is not None, "batch_id = ?", (query.batch,)),
    ]
    spanned = query.reported_from is not None or query.closed_from is not None  # days find the rows soonest
    for column, given in _chosen(query):
        goes_on = (
            query.sort == "reported" and len(given) == 1
        )  # its index goes on by the instant of the report
        free = "+" if spanned or (in_order and not goes_on) else ""  # in SQLite, +column may lead no index
        asked.append((True, f"{free}{column} IN ({', '.join('?' * len(given))})", tuple(given)))
    for column, low, high in (
        ("reported_day", query.reported_from, query.reported_to),
        ("closed_day", query.closed_from, query.closed_to),
    ):
        asked.append((low is not None, f"{column} >= ?", (low and to_day(low),)))
        asked.append((high is not None, f"{column} <= ?", (high and to_day(high),)))
    wanted = [(condition, values) for on, condition, values in asked if on]
    return [condition for condition, _ in wanted], [value for _, values in wanted for value in values]


def _chosen(query: CaseQuery) -> list[tuple[str, Sequence[Any]]]:
    pairs: list[tuple[str, Sequence[Any]]] = [
        ("kind", query.kinds),
        ("unit_id", query.units),
        ("event_type", query.event_types),
        ("status", query.statuses),
        ("level_rank", query.levels),
        ("owner_id", query.owners),
        ("handler_id", query.handlers),
        ("harm", query.harms),
    ]
    return [(column, given) for column, given in pairs if given]


def segments(query: CaseQuery, order: Sequence[Any]) -> list[tuple[str, list[Any], str]]:
    """(condition, values, ORDER BY) of each index range that the sort goes through, one after the other."""
    way = "DESC" if query.descending else "ASC"
    if query.sort in _BY_VALUE:
        column = _BY_VALUE[query.sort]
        values = list(reversed(order)) if query.descending else list(order)
        newest = "reported_at DESC, seq DESC"
        return [
            (f"{column} IS NULL", [], newest) if value is None else (f"{column} = ?", [value], newest)
            for value in values
        ]
    column = _BY_INDEX[query.sort]
    by = f"{column} {way}, seq {way}"
    if column in _NULLS:  # what has no date comes last, whichever way
        return [(f"{column} IS NOT NULL", [], by), (f"{column} IS NULL", [], "seq DESC")]
    return [("", [], by)]


def page_keys(
    connection: Connection,
    query: CaseQuery,
    today: date,
    offset: int,
    limit: int,
    order: Sequence[Any] = (),
    counts: dict[int, int] | None = None,
) -> list[int]:
    """The keys of a page. `counts` remembers how long each segment is, between the pages of one query."""
    if query.text.strip():
        return _search_keys(connection, query, today, offset, limit)
    conditions, values = where(query, today, in_order=True)
    counts = {} if counts is None else counts
    found: list[int] = []
    parts = segments(query, order)
    for place, (condition, own, by) in enumerate(parts):
        if len(found) == limit:
            break
        all_conditions = [*conditions, condition] if condition else conditions
        clause = f" WHERE {' AND '.join(all_conditions)}" if all_conditions else ""
        asked = [*values, *own]
        last = place == len(parts) - 1
        if offset and not last:
            if place not in counts:
                counts[place] = int(_one(connection, f"SELECT count(*) FROM cases{clause}", asked))
            if offset >= counts[place]:
                offset -= counts[place]
                continue
        statement = f"SELECT seq FROM cases{clause} ORDER BY {by} LIMIT ? OFFSET ?"
        rows = connection.exec_driver_sql(statement, (*asked, limit - len(found), offset))
        found += [row[0] for row in rows]
        offset = 0
    return found


def _search_keys(connection: Connection, query: CaseQuery, today: date, offset: int, limit: int) -> list[int]:
    match = search_tokens(query.text)
    if not match:
        return []
    conditions, values = where(query, today)
    if not conditions and query.sort == "reported" and query.descending:
        statement = (
            "SELECT rowid FROM case_search WHERE case_search MATCH ? ORDER BY rowid DESC LIMIT ? OFFSET ?"
        )
        return [row[0] for row in connection.exec_driver_sql(statement, (match, limit, offset))]
    clause = "".join(f" AND {condition}" for condition in conditions)
    column = (_BY_INDEX | _BY_VALUE)[query.sort]
    way = "DESC" if query.descending else "ASC"
    by = (
        f"case_search.rowid {way}"
        if query.sort == "reported"
        else f"{column} IS NULL, {column} {way}, seq DESC"
    )
    statement = (
        "SELECT case_search.rowid FROM case_search CROSS JOIN cases ON cases.seq = case_search.rowid "
        f"WHERE case_search MATCH ?{clause} ORDER BY {by} LIMIT ? OFFSET ?"
    )
    return [row[0] for row in connection.exec_driver_sql(statement, (match, *values, limit, offset))]


def count(connection: Connection, query: CaseQuery, today: date) -> int:
    """How many cases a query finds."""
    conditions, values = where(query, today)
    if query.text.strip():
        match = search_tokens(query.text)
        if not match:
            return 0
        if not conditions:
            return int(
                _one(connection, "SELECT count(*) FROM case_search WHERE case_search MATCH ?", [match])
            )
        clause = "".join(f" AND {condition}" for condition in conditions)
        statement = (
            "SELECT count(*) FROM case_search CROSS JOIN cases ON cases.seq = case_search.rowid "
            f"WHERE case_search MATCH ?{clause}"
        )
        return int(_one(connection, statement, [match, *values]))
    clause = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    return int(_one(connection, f"SELECT count(*) FROM cases{clause}", values))


def fetch(connection: Connection, keys: Sequence[int]) -> list[CaseRow]:
    """The rows of keys, in their order; one that is gone is left out."""
    if not keys:
        return []
    marks = ", ".join("?" * len(keys))
    statement = f"SELECT {', '.join(_COLUMNS)} FROM cases WHERE seq IN ({marks})"
    rows = {row[0]: _row(row) for row in connection.exec_driver_sql(statement, tuple(keys))}
    return [rows[key] for key in keys if key in rows]


def _row(values: Sequence[Any]) -> CaseRow:
    row = dict(zip(_COLUMNS, values, strict=True))
    for name in _INSTANTS:
        row[name] = from_ms(row[name])
    for name in _DAYS:
        row[name] = None if row[name] is None else from_day(row[name])
    return CaseRow(**row)


def totals(connection: Connection, today: date, units: Sequence[int]) -> Mapping[str, int]:
    """The counters of Today over open cases, in one walk through a small index; of the units given, if any.

    new, overdue, due_soon (within 7 days), feedback_owed, open, serious, new_overdue (both at once).
    """
    clause = f" AND unit_id IN ({', '.join('?' * len(units))})" if units else ""
    day = to_day(today)
    statement = (
        "SELECT sum(status = 'received'), sum(next_due < ?), sum(next_due BETWEEN ? AND ?), sum(feedback_owed), count(*), "
        f"sum(demands_analysis), sum(status = 'received' AND next_due < ?) FROM cases WHERE is_open = 1{clause}"
    )
    row = connection.exec_driver_sql(statement, (day, day, day + 7, day, *units)).one()
    names = ("new", "overdue", "due_soon", "feedback_owed", "open", "serious", "new_overdue")
    return {name: int(value or 0) for name, value in zip(names, row, strict=True)}


def _one(connection: Connection, statement: str, values: Sequence[Any]) -> Any:
    return connection.exec_driver_sql(statement, tuple(values)).scalar_one()


def by_numbers(connection: Connection, numbers: Sequence[str]) -> list[CaseRow]:
    """Rows of cases by their number."""
    if not numbers:
        return []
    marks = ", ".join("?" * len(numbers))
    keys = connection.exec_driver_sql(f"SELECT seq FROM cases WHERE number IN ({marks})", tuple(numbers))
    return fetch(connection, [row[0] for row in keys])


def similar(connection: Connection, text: str, but: int, limit: int) -> list[CaseRow]:
    """Cases that share the rarest words of a text, best first (BM25)."""
    words = list(dict.fromkeys(word for word in _WORD.findall(text.casefold()) if len(word) > 3))[:40]
    if not words:
        return []
    known = _document_counts(connection, words)
    rare = sorted((word for word in words if known.get(word)), key=lambda word: known[word])[:8]
    if not rare:
        return []
    match = " OR ".join(f'"{word}"' for word in rare)
    statement = (
        "SELECT rowid FROM (SELECT rowid, rank FROM case_search WHERE case_search MATCH ? AND rowid <> ? "
        "ORDER BY rank LIMIT ?)"
    )
    return fetch(connection, [row[0] for row in connection.exec_driver_sql(statement, (match, but, limit))])


def _document_counts(connection: Connection, words: Sequence[str]) -> dict[str, int]:
    """In how many cases each word stands; words that stand in very many say little."""
    found = {}
    for word in words:
        statement = "SELECT count(*) FROM (SELECT 1 FROM case_search WHERE case_search MATCH ? LIMIT 20000)"
        n = int(_one(connection, statement, [f'"{word}"']))
        if 0 < n < 20_000:
            found[word] = n
    return found
