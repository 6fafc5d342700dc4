"""Pages of the list of cases: found in an index alone, then fetched by key, so that a million are as quick as a hundred."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date, timedelta
from itertools import chain, islice
from typing import Any, Final

from sqlalchemy import Connection

from kpsdesk.domain.deadlines import is_open
from kpsdesk.domain.rows import CaseQuery, CaseRow, HeadRule
from kpsdesk.domain.text import search_tokens
from kpsdesk.store.case_order import (
    BY_INDEX,
    BY_VALUE,
    Remembered,
    Stretch,
    pieces,
    ranges,
    ranks,
    sorted_few,
)
from kpsdesk.store.types import from_day, from_ms, to_day

_COLUMNS: Final = tuple(field.name for field in fields(CaseRow))
_INSTANTS: Final = frozenset({"reported_at"})
_DAYS: Final = frozenset({"reported_day", "occurred_day", "closed_day", "next_due"})
# what the indexes begin with that carry all other filters; and those of them that go on by the instant of the report
_LEADING: Final = frozenset({"unit_id", "owner_id", "event_type", "status", "kind", "level_rank"})
_THEN_REPORTED: Final = _LEADING - {"level_rank"}
_DAY_MS: Final = 86_400_000
_LISTS: Final = 8  # so many lists of keys, of tens of thousands each, are remembered
_FEW: Final = 500  # so many are found and sorted by themselves, without walking through the whole order

_WORD: Final = re.compile(r"[^\W\d_]+")

Where = tuple[list[str], list[Any]]
__all__ = [
    "Connection",
    "Remembered",
    "by_numbers",
    "count",
    "fetch",
    "page_keys",
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
        (only_open(query), "is_open = 1", ()),
        (query.closed_only, "is_open = 0", ()),
        (query.new, "status = 'received'", ()),
        (query.overdue, "next_due < ?", (day,)),
        (within is not None, "next_due BETWEEN ? AND ?", (day, within)),
        (query.mine is not None, "(owner_id = ? OR handler_id = ?)", (query.mine, query.mine)),
        (query.serious, "demands_analysis = 1", ()),
        (query.feedback_owed, "feedback_owed = 1", ()),
        (query.batch is not None, "batch_id = ?", (query.batch,)),
        (query.among is not None, "seq IN (SELECT value FROM json_each(?))", (json.dumps(query.among),)),
        *([(True, *_escalated(query.head_rule, today))] if query.escalated else []),
    ]
    spanned = query.reported_from is not None or query.closed_from is not None  # days find the rows soonest
    for column, given in _chosen(query):
        # these indexes go on by the instant of the report
        goes_on = in_order and query.sort == "reported" and len(given) == 1 and column in _THEN_REPORTED
        free = "" if goes_on or not (spanned or in_order) else "+"  # in SQLite, +column may lead no index
        asked.append((True, f"{free}{column} IN ({', '.join('?' * len(given))})", tuple(given)))
    asked += _days("+reported_day" if in_order else "reported_day", query.reported_from, query.reported_to)
    asked += _days("closed_day", query.closed_from, query.closed_to)
    wanted = [(condition, values) for on, condition, values in asked if on]
    return [condition for condition, _ in wanted], [value for _, values in wanted for value in values]


def _escalated(rule: HeadRule | None, today: date) -> tuple[str, tuple[Any, ...]]:
    """The head of operations is to know; only open cases are asked, so the classes of few are looked up."""
    if rule is None:
        raise ValueError("escalated cases are asked for without the ladder's rule")
    found: list[tuple[str, tuple[Any, ...]]] = [("0", ())]
    if rule.after is not None:
        found.append(("next_due <= ?", (to_day(today - timedelta(days=rule.after)),)))
    if rule.levels:
        marks = ", ".join("?" * len(rule.levels))
        found.append((f"(level_rank > 0 AND matrix || '/' || level IN ({marks}))", rule.levels))
    if rule.serious:
        classes = (
            "EXISTS (SELECT 1 FROM case_values v WHERE v.case_seq = cases.seq AND v.key IN "
            "('injury_class', 'lexsarah_class') AND v.value IN ('\"serious\"', '\"risk_serious\"'))"
        )
        found.append((classes, ()))
    return f"({' OR '.join(one for one, _ in found)})", tuple(v for _, values in found for v in values)


def _days(column: str, low: date | None, high: date | None) -> list[tuple[bool, str, tuple[Any, ...]]]:
    return [
        (low is not None, f"{column} >= ?", (low and to_day(low),)),
        (high is not None, f"{column} <= ?", (high and to_day(high),)),
    ]


def _instants(query: CaseQuery) -> tuple[int | None, int | None]:
    """The instants between which the reporting days of a query lie, wherever on earth the unit is."""
    low, high = query.reported_from, query.reported_to
    return (
        (to_day(low) - 1) * _DAY_MS if low is not None else None,
        (to_day(high) + 2) * _DAY_MS if high is not None else None,
    )


def only_open(query: CaseQuery) -> bool:
    """Whether all that a query can find is open: by what it asks, or by the statuses that it asks for."""
    asked = query.open_only or query.new or query.overdue or query.feedback_owed or query.escalated
    statuses = bool(query.statuses) and all(is_open(status) for status in query.statuses)
    return asked or statuses or query.due_within is not None or query.mine is not None


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


def page_keys(
    connection: Connection,
    query: CaseQuery,
    today: date,
    offset: int,
    limit: int,
    order: Sequence[Any] = (),
    memory: Remembered | None = None,
) -> list[int]:
    """The keys of a page. `memory` is what the pages before found out; `order` the values of a sort by words."""
    if query.text.strip():
        return _search_keys(connection, query, today, offset, limit)
    memory = Remembered() if memory is None else memory
    few = (
        _few(connection, query, today, order)
        if query.among is None
        else _among(connection, query, today, order, memory)
    )
    if few is not None:
        return few[offset : offset + limit]
    counts = memory.counts.setdefault(query, {})
    conditions, values = where(query, today, in_order=True)
    if query.sort == "level":
        order = ranks(connection)
    since, until = _instants(query)
    whole = ranges(query, order, open_only=only_open(query))
    parts: Iterable[Stretch] = (part.between(since, until) for part in whole)
    if (
        offset and query.batch is None and query.closed_from is None
    ):  # these are found by indexes of their own
        near = (piece for piece in pieces(connection, whole, memory) if not piece.beside(since, until))
        parts, offset = _skip(near, counts, offset)
    return _gather(connection, (conditions, values), parts, counts, offset, limit)


def _gather(
    connection: Connection,
    asked: Where,
    parts: Iterable[Stretch],
    counts: dict[Stretch, int],
    offset: int,
    limit: int,
) -> list[int]:
    """The keys of a page that begins somewhere in the parts; those that it lies behind are counted."""
    found: list[int] = []
    for part in parts:
        own, given = part.where()
        clause, values = _clause([*asked[0], *own]), (*asked[1], *given)
        if offset:
            if part not in counts:
                counts[part] = int(_one(connection, f"SELECT count(*) FROM cases{clause}", values))
            if offset >= counts[part]:
                offset -= counts[part]
                continue
        statement = f"SELECT seq FROM cases{clause} ORDER BY {part.order()} LIMIT ? OFFSET ?"
        rows = connection.exec_driver_sql(statement, (*values, limit - len(found), offset))
        found += [row[0] for row in rows]
        offset = 0
        if len(found) == limit:
            break
    return found


def _skip(
    parts: Iterator[Stretch], counts: Mapping[Stretch, int], offset: int
) -> tuple[Iterator[Stretch], int]:
    """Leave out what was counted before and lies before a page; what is left, and the offset in it."""
    known = list(counts.items())  # counted in the order of the list, without gaps
    for place, (_part, many) in enumerate(known):
        if offset < many:
            seen = (part for part, _ in known[place:])
            return chain(seen, islice(parts, len(known), None)), offset
        offset -= many
    return islice(parts, len(known), None), offset


def _clause(conditions: Sequence[str]) -> str:
    return f" WHERE {' AND '.join(conditions)}" if conditions else ""


def _few(connection: Connection, query: CaseQuery, today: date, order: Sequence[Any]) -> list[int] | None:
    """All that a query finds, in its order, when that is little; None when it is much, or costs more to find out.

    Without this, a filter that few closed cases pass would walk through all of them in vain.
    """
    spanned = query.closed_from is not None or query.batch is not None
    if only_open(query) or spanned or not any(column in _LEADING for column, _given in _chosen(query)):
        return None
    conditions, values = where(replace(query, reported_from=None, reported_to=None), today)
    days = [one for one in _days("+reported_day", query.reported_from, query.reported_to) if one[0]]
    clause = _clause([*conditions, *(condition for _, condition, _values in days)])
    statement = f"SELECT seq FROM cases{clause} LIMIT {_FEW + 1}"
    asked = (*values, *(value for *_rest, given in days for value in given))
    keys = [row[0] for row in connection.exec_driver_sql(statement, asked)]
    return None if len(keys) > _FEW else sorted_few(connection, keys, query, order)


def _among(
    connection: Connection, query: CaseQuery, today: date, order: Sequence[Any], memory: Remembered
) -> list[int]:
    """Of keys that are known, those that a query finds, in its order; sorted once and remembered for the other pages."""
    kept = memory.among.get(query)
    if kept is None or kept[0] != order:
        conditions, values = where(query, today)
        rows = connection.exec_driver_sql(f"SELECT seq FROM cases{_clause(conditions)}", tuple(values))
        found = sorted_few(connection, [row[0] for row in rows], query, order)
        if len(memory.among) >= _LISTS:
            del memory.among[next(iter(memory.among))]
        kept = memory.among[query] = (order, found)
    return kept[1]


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
    column = (BY_INDEX | BY_VALUE)[query.sort]
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
    return int(_one(connection, f"SELECT count(*) FROM cases{_clause(conditions)}", values))


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
