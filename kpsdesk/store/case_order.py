"""The orders of the list of cases, each cut into stretches of an index that can be counted and skipped.

A sort by something that is shown in words (unit, owner, status, kind) goes through its values in the order of the
words, one index range after the other; nothing is sorted in memory. Of a long range cuts are taken, so that a page in
the middle counts short stretches once, remembers them, and from then on walks through one of them only.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from sqlalchemy import Connection

from kpsdesk.domain.rows import CaseQuery

BY_VALUE: Final = {"unit": "unit_id", "owner": "owner_id", "status": "status", "kind": "kind"}
_RANK: Final = "level_rank"
_REPORTED: Final = "reported_at"
BY_INDEX: Final = {
    "reported": "reported_at",
    "due": "next_due",
    "level": "level_rank",
    "occurred": "occurred_day",
}
_NULLS: Final = frozenset({"next_due", "occurred_day"})
CUT: Final = 25_000  # rows of an index that are walked through in about a millisecond

Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the list in its order: what its rows have in common, and between which keys they lie."""

    condition: str
    values: Key
    key: tuple[str, ...]
    descending: bool
    after: Key = ()  # not included
    to: Key = ()  # included

    def where(self) -> tuple[list[str], list[Any]]:
        """Its conditions and their values."""
        conditions, values = ([self.condition] if self.condition else []), list(self.values)
        for sign, bound in ((">", self.after), ("<=", self.to)):
            if bound:
                columns, marks = ", ".join(self.key), ", ".join("?" * len(self.key))
                conditions.append(f"({columns}) {sign} ({marks})")
                values += bound
        return conditions, values

    def between(self, since: int | None, until: int | None) -> Stretch:
        """The part of it that was reported between two instants, if it goes by them."""
        if self.key[0] != _REPORTED:
            return self
        return replace(
            self,
            after=(since, 0) if since is not None else self.after,
            to=(until, 0) if until is not None else self.to,
        )

    def beside(self, since: int | None, until: int | None) -> bool:
        """Whether nothing of it was reported between two instants."""
        if self.key[0] != _REPORTED:
            return False
        before = since is not None and bool(self.to) and self.to[0] < since
        return before or (until is not None and bool(self.after) and self.after[0] > until)

    def order(self, *, descending: bool | None = None) -> str:
        """Its ORDER BY."""
        down = self.descending if descending is None else descending
        return ", ".join(f"{column} {'DESC' if down else 'ASC'}" for column in self.key)


@dataclass
class Remembered:
    """What pages of lists leave for later pages: how long each stretch is, by query; where each range was cut."""

    counts: dict[CaseQuery, dict[Stretch, int]] = field(default_factory=dict)
    cuts: dict[Stretch, list[Stretch]] = field(default_factory=dict)
    among: dict[CaseQuery, tuple[Sequence[Any], list[int]]] = field(default_factory=dict)  # keys in order

    def clear(self) -> None:
        """Forget it all, as after a change."""
        self.counts.clear()
        self.cuts.clear()
        self.among.clear()


def ranges(query: CaseQuery, order: Sequence[Any], *, open_only: bool) -> Iterator[Stretch]:
    """The index ranges that a sort goes through, one after the other."""
    opened = "is_open = 1" if open_only else ""  # their own small indexes, and cuts of those
    values = reversed(order) if query.descending else order
    if query.sort in BY_VALUE:
        column = BY_VALUE[query.sort]
        newest = (_REPORTED, "seq")
        for value in values:
            condition = f"{column} IS NULL" if value is None else f"{column} = ?"
            yield Stretch(_both(opened, condition), () if value is None else (value,), newest, True)
        return
    column = BY_INDEX[query.sort]
    key = (column, "seq")
    if column == _RANK:  # five values at most, each far too many rows for one stretch
        for rank in values:
            yield Stretch(_both(opened, f"{_RANK} = ?"), (rank,), ("seq",), query.descending)
    elif column in _NULLS:  # what has no date comes last, whichever way
        yield Stretch(_both(opened, f"{column} IS NOT NULL"), (), key, query.descending)
        yield Stretch(_both(opened, f"{column} IS NULL"), (), ("seq",), True)
    else:
        yield Stretch(opened, (), key, query.descending)


def ranks(connection: Connection) -> Sequence[int]:
    """The levels of risk between the lowest and the highest that any case has; both are found at once in the index."""
    ends = [
        connection.exec_driver_sql(f"SELECT {end}({_RANK}) FROM cases").scalar_one() for end in ("min", "max")
    ]
    return () if ends[0] is None else range(ends[0], ends[1] + 1)


def _both(one: str, other: str) -> str:
    return f"{one} AND {other}" if one else other


def pieces(connection: Connection, parts: Iterable[Stretch], memory: Remembered) -> Iterator[Stretch]:
    """The same ranges in short stretches; cut only as far as they are asked for."""
    for part in parts:
        found = memory.cuts.get(part)
        if found is None:
            found = memory.cuts[part] = _cut(connection, part)
        yield from found


def _cut(connection: Connection, part: Stretch) -> list[Stretch]:
    """Cuts need not be exact, nor of today: they part the same rows wherever they lie."""
    found: list[Stretch] = []
    rest = replace(part)
    while True:
        conditions, values = rest.where()
        clause = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        statement = (
            f"SELECT {', '.join(part.key)} FROM cases{clause} "
            f"ORDER BY {part.order(descending=False)} LIMIT 1 OFFSET {CUT}"
        )
        row = connection.exec_driver_sql(statement, tuple(values)).first()
        if row is None:
            break
        found.append(replace(rest, to=tuple(row)))
        rest = replace(rest, after=tuple(row))
    found.append(rest)
    return found[::-1] if part.descending else found


def sorted_few(
    connection: Connection, keys: Sequence[int], query: CaseQuery, order: Sequence[Any]
) -> list[int]:
    """A few cases, found in whatever order, in the order of a query."""
    if not keys:
        return []
    column = BY_VALUE.get(query.sort) or BY_INDEX[query.sort]
    statement = f"SELECT seq, reported_at, {column} FROM cases WHERE seq IN (SELECT value FROM json_each(?))"
    rows = [tuple(row) for row in connection.exec_driver_sql(statement, (json.dumps(keys),))]
    if query.sort in BY_VALUE:
        given = list(reversed(order)) if query.descending else list(order)
        places = {value: place for place, value in enumerate(given)}
        rows.sort(key=lambda row: (places.get(row[2], len(places)), -row[1], -row[0]))
    else:
        way = -1 if query.descending else 1
        rows.sort(key=lambda row: (1, 0, -row[0]) if row[2] is None else (0, way * row[2], way * row[0]))
    return [row[0] for row in rows]
