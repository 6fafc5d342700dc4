"""Give open cases a new owner row, many at once: what `domain.handling.set_owner` does to one, as four statements."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, text

from kpsdesk.clock import local_day
from kpsdesk.domain.following import Place
from kpsdesk.store.types import to_day, to_ms

_BATCH = 500

# The last row of a case ends and the new one begins at the same instant, never before the last row began.
_CLOSE = """
UPDATE owner_history SET to_at = max(:at, from_at), to_day = max(:day, from_day)
WHERE to_at IS NULL AND case_seq IN (SELECT seq FROM cases WHERE {which})
"""
_OPEN = """
INSERT INTO owner_history (case_seq, n, manager_id, unit_id, area_id, from_at, from_day)
SELECT h.case_seq, h.n + 1, :manager, :unit, :area, h.to_at, h.to_day
FROM cases JOIN owner_history h ON h.case_seq = cases.seq
WHERE h.n = (SELECT max(n) FROM owner_history l WHERE l.case_seq = cases.seq) AND {which}
ORDER BY h.case_seq
"""
_AUDIT = """
INSERT INTO audit (at, actor, action, object, detail)
SELECT :now, :actor, 'case.owner', 'case:' || id, :detail FROM cases WHERE {which} ORDER BY seq
"""
_HEADS = """
UPDATE cases SET unit_id = :unit, area_id = :area, owner_id = :manager,
    version = version + 1, changed_at = max(changed_at, :at)
WHERE {which}
"""
_BELONG = "cases.is_open = 1 AND cases.unit_id = :old_unit AND cases.area_id = :old_area AND cases.owner_id IS :old_manager"
_BEGUN = """ AND EXISTS (SELECT 1 FROM owner_history b
    WHERE b.case_seq = cases.seq AND b.n = (SELECT max(n) FROM owner_history l WHERE l.case_seq = cases.seq)
    AND b.from_at {compare} :{bound})"""


@dataclass(frozen=True, slots=True)
class Giving:
    """When the new rows begin, when they are written, and by whom."""

    at: datetime
    written: datetime
    actor: str
    country: str


def places(connection: Connection, begun_before: datetime | None = None) -> list[Place]:
    """The different owners of open cases; of those whose last owner row began before an instant, if given."""
    which = "is_open = 1"
    bound = {}
    if begun_before is not None:
        which += _BEGUN.format(compare="<", bound="bound")
        bound = {"bound": to_ms(begun_before)}
    query = f"SELECT unit_id, area_id, owner_id FROM cases WHERE {which} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
    return [Place(*row) for row in connection.execute(text(query), bound)]


def give_all(connection: Connection, old: Place, new: Place, giving: Giving, *, only_begun: bool) -> int:
    """Every open case of one owner to another; how many. `only_begun`: not those whose last row is later."""
    if not only_begun:
        return _give(connection, _BELONG, old, new, giving)
    # the rows are changed one table after the other: say once which cases are meant
    begun = _BELONG + _BEGUN.format(compare="<", bound="before")
    _choose(connection)
    query = f"INSERT INTO temp.chosen SELECT seq FROM cases WHERE {begun}"
    connection.execute(text(query), _bound(old) | {"before": to_ms(giving.at)})
    return _give(connection, f"{_BELONG} AND {_CHOSEN}", old, new, giving)


def give_these(connection: Connection, seqs: Iterable[int], new: Place, giving: Giving) -> int:
    """Chosen open cases to a new owner; how many changed."""
    _choose(connection)
    rows = [{"seq": seq} for seq in seqs]
    if not rows:
        return 0
    connection.execute(text("INSERT OR IGNORE INTO temp.chosen VALUES (:seq)"), rows)
    query = f"SELECT DISTINCT unit_id, area_id, owner_id FROM cases WHERE is_open = 1 AND {_CHOSEN}"
    places_now = [Place(*row) for row in connection.execute(text(query))]
    which = f"{_BELONG} AND {_CHOSEN}"
    return sum(_give(connection, which, old, new, giving) for old in places_now if old != new)


_CHOSEN = "cases.seq IN (SELECT seq FROM temp.chosen)"


def _choose(connection: Connection) -> None:
    """An empty list of cases, in memory."""
    connection.execute(text("CREATE TEMP TABLE IF NOT EXISTS chosen (seq INTEGER PRIMARY KEY)"))
    connection.execute(text("DELETE FROM temp.chosen"))


def _bound(old: Place) -> dict[str, int | None]:
    return {"old_unit": old.unit_id, "old_area": old.area_id, "old_manager": old.manager_id}


def _give(connection: Connection, which: str, old: Place, new: Place, giving: Giving) -> int:
    detail = {"before": _listed(old), "after": _listed(new)}
    values = _bound(old) | {
        "at": to_ms(giving.at),
        "day": to_day(local_day(giving.at, giving.country)),
        "unit": new.unit_id,
        "area": new.area_id,
        "manager": new.manager_id,
        "now": to_ms(giving.written),
        "actor": giving.actor,
        "detail": json.dumps(detail, ensure_ascii=False),
    }
    moved = 0
    for statement in (_CLOSE, _OPEN, _AUDIT, _HEADS):  # the heads last: the others choose by them
        result = connection.execute(text(statement.format(which=which)), values)
        moved = int(result.rowcount)
    return moved


def _listed(place: Place) -> list[int | None]:
    return [place.unit_id, place.area_id, place.manager_id]


def came_from(connection: Connection, unit_id: int, earlier: int, since: datetime) -> Sequence[int]:
    """Open cases of a unit that came to it straight from another since an instant."""
    query = """
    SELECT seq FROM cases JOIN owner_history h ON h.case_seq = cases.seq AND h.unit_id = :earlier
        AND h.n = (SELECT max(n) FROM owner_history l WHERE l.case_seq = cases.seq AND l.unit_id <> :unit)
    WHERE is_open = 1 AND cases.unit_id = :unit AND h.to_at >= :since ORDER BY seq
    """
    bound = {"unit": unit_id, "earlier": earlier, "since": to_ms(since)}
    return connection.execute(text(query), bound).scalars().all()


def open_seqs(connection: Connection, ids: Sequence[str], unit_id: int) -> list[int]:
    """The store's order of those cases that are open and in a unit."""
    found: list[int] = []
    for start in range(0, len(ids), _BATCH):
        part = ids[start : start + _BATCH]
        marks = ",".join(f":id{n}" for n in range(len(part)))
        query = f"SELECT seq FROM cases WHERE id IN ({marks}) AND is_open = 1 AND unit_id = :unit"
        bound: dict[str, str | int] = {f"id{n}": one for n, one in enumerate(part)}
        found += connection.execute(text(query), bound | {"unit": unit_id}).scalars()
    return found


def open_count(connection: Connection, unit_id: int) -> int:
    """How many open cases a unit has."""
    query = "SELECT count(*) FROM cases WHERE is_open = 1 AND unit_id = :unit"
    return int(connection.execute(text(query), {"unit": unit_id}).scalar_one())
