"""Open legal tracks over all cases, with the dates that their clocks start from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from kpsdesk.store import tables as t


@dataclass(frozen=True, slots=True)
class OpenTrack:
    """A track in progress on a case."""

    case_seq: int
    track: str
    values: dict[str, Any]
    unit_id: int
    occurred_day: date | None
    reported_day: date
    report_values: dict[str, Any]


def open_tracks(connection: Connection, units: Sequence[int] = ()) -> list[OpenTrack]:
    """Tracks that are neither done nor found not to apply, on cases of the units given (none: of all)."""
    c, k, r = t.cases.c, t.legal_tracks.c, t.reports.c
    query = (
        select(k.case_seq, k.track, k["values"], c.unit_id, c.occurred_day, c.reported_day, r["values"])
        .join(t.cases, c.seq == k.case_seq)
        .join(t.reports, r.case_seq == k.case_seq)
        .where(k.state == "open")
        .order_by(k.case_seq)
    )
    if units:
        query = query.where(c.unit_id.in_(units))
    return [
        OpenTrack(row[0], row[1], row[2] or {}, *row[3:6], row[6] or {}) for row in connection.execute(query)
    ]
