"""What a unit's meeting sheet counts and tells, straight from the rows; never the words of a report."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from kpsdesk.domain.apt import OpenRisk, Story
from kpsdesk.store.types import from_day, to_day

# a serious event has happened (not: might have): judged so by the classes of the law, or by the harm (domain 8, row 5)
_SERIOUS = """(c.kind <> 'risk' AND (c.harm IN ('H3', 'H4') OR EXISTS (
    SELECT 1 FROM case_values v WHERE v.case_seq = c.seq
    AND v.key IN ('injury_class', 'lexsarah_class') AND v.value = '"serious"')))"""
_STORIES = f"""
SELECT c.id, c.number, json_extract(t.value, '$'), {_SERIOUS}
FROM cases c JOIN case_values s ON s.case_seq = c.seq AND s.key = 'share_at_apt' AND s.value = 'true'
JOIN case_values t ON t.case_seq = c.seq AND t.key = 'apt_text'
WHERE c.unit_id = :unit AND c.status = 'closed' AND c.closed_day BETWEEN :first AND :last
ORDER BY c.closed_day DESC, c.seq DESC
"""
_REPORTED = "c.unit_id = :unit AND c.reported_day BETWEEN :first AND :last AND c.status <> 'dismissed'"
# a case that was closed for the last time by the day is closed at its end; of the others the history tells
_OPEN_ON = """c.unit_id = :unit AND c.reported_day <= :last AND (c.is_open = 1 OR c.closed_day > :last)
AND (SELECT h.status FROM status_history h WHERE h.case_seq = c.seq AND h.day <= :last ORDER BY h.n DESC LIMIT 1)
    NOT IN ('draft', 'closed', 'dismissed')"""
_ACTIONS = """
SELECT coalesce(sum(status = 'done' AND done_day >= :first), 0),
    coalesce(sum(status = 'done' AND done_day >= :first AND effect = 'yes'), 0),
    coalesce(sum(status IN ('proposed', 'decided', 'ongoing')), 0)
FROM (SELECT a.done_day, a.effect,
        (SELECT h.status FROM action_history h WHERE h.action_id = a.id AND h.day <= :last ORDER BY h.n DESC LIMIT 1) AS status
    FROM cases c JOIN actions a ON a.case_seq = c.seq
    WHERE c.unit_id = :unit AND a.removed_at IS NULL)
"""
_HARMED = """SELECT count(*) FROM cases c WHERE c.unit_id = :unit AND c.status = 'closed'
    AND c.closed_day BETWEEN :first AND :last AND c.kind = 'negative_event' AND c.harm IN ('H1', 'H2', 'H3', 'H4')"""
_VOICES = {
    "answered": """SELECT count(DISTINCT c.seq) FROM cases c JOIN steps s ON s.case_seq = c.seq AND s.step = 'answer'
    WHERE c.unit_id = :unit AND c.kind IN ('complaint', 'view') AND s.done_day BETWEEN :first AND :last
    AND c.status <> 'dismissed'""",
    "waiting": f"""SELECT count(*) FROM cases c WHERE {_OPEN_ON} AND c.kind IN ('complaint', 'view') AND EXISTS (
    SELECT 1 FROM steps s WHERE s.case_seq = c.seq AND s.step = 'answer' AND (s.done_day IS NULL OR s.done_day > :last))""",
    "praise": """SELECT count(*) FROM cases c JOIN case_values v ON v.case_seq = c.seq AND v.key = 'praise'
    WHERE c.unit_id = :unit AND c.closed_day BETWEEN :first AND :last AND length(v.value) > 2""",
    "harmed": _HARMED,
    "told": f"""{_HARMED} AND EXISTS (SELECT 1 FROM case_values v WHERE v.case_seq = c.seq
    AND v.key = 'patient_informed' AND v.value = '"yes"')""",
}


def stories(connection: Connection, unit: int, first: date, last: date) -> list[Story]:
    """Cases closed in the period that are to be taken up and have a text for it, newest first."""
    rows = connection.exec_driver_sql(_STORIES, _span(unit, first, last))
    return [
        Story(case, number, text.strip(), serious=bool(serious))
        for case, number, text, serious in rows
        if text and text.strip()
    ]


def reported(connection: Connection, unit: int, first: date, last: date) -> dict[str, int]:
    """How many of each kind were reported; those that were dismissed are no events."""
    rows = connection.exec_driver_sql(
        f"SELECT kind, count(*) FROM cases c WHERE {_REPORTED} GROUP BY kind", _span(unit, first, last)
    )
    return {str(kind): int(many) for kind, many in rows}


def types(connection: Connection, unit: int, first: date, last: date) -> dict[str, int]:
    """How many reported of each event type that was set."""
    rows = connection.exec_driver_sql(
        f"SELECT event_type, count(*) FROM cases c WHERE {_REPORTED} AND event_type IS NOT NULL GROUP BY event_type",
        _span(unit, first, last),
    )
    return {str(code): int(many) for code, many in rows}


def closed(connection: Connection, unit: int, first: date, last: date) -> int:
    """How many were closed."""
    query = "SELECT count(*) FROM cases WHERE status = 'closed' AND unit_id = :unit AND closed_day BETWEEN :first AND :last"
    return int(connection.exec_driver_sql(query, _span(unit, first, last)).scalar_one())


def open_on(connection: Connection, unit: int, day: date) -> int:
    """How many were open at the end of a day."""
    query = f"SELECT count(*) FROM cases c WHERE {_OPEN_ON}"
    return int(connection.exec_driver_sql(query, _span(unit, day, day)).scalar_one())


def serious(connection: Connection, unit: int, first: date, last: date) -> tuple[int, int]:
    """Serious events: how many were reported in the period, and how many are open at its end, whenever reported."""
    span = _span(unit, first, last)
    new = connection.exec_driver_sql(f"SELECT count(*) FROM cases c WHERE {_REPORTED} AND {_SERIOUS}", span)
    still = connection.exec_driver_sql(f"SELECT count(*) FROM cases c WHERE {_OPEN_ON} AND {_SERIOUS}", span)
    return int(new.scalar_one()), int(still.scalar_one())


def actions(connection: Connection, unit: int, first: date, last: date) -> tuple[int, int, int]:
    """Actions: done in the period, done in it with the effect judged as reached, under way at its end."""
    row = connection.exec_driver_sql(_ACTIONS, _span(unit, first, last)).one()
    return int(row[0]), int(row[1]), int(row[2])


def open_risks(connection: Connection, unit: int, day: date) -> list[OpenRisk]:
    """Open risks whose matrix demands analysis, highest level first, then the oldest."""
    query = f"""SELECT event_type, level, reported_day FROM cases c WHERE {_OPEN_ON} AND kind = 'risk'
        AND demands_analysis = 1 ORDER BY level_rank DESC, reported_day, seq"""
    rows = connection.exec_driver_sql(query, _span(unit, day, day))
    return [OpenRisk(type_, level, from_day(reported).replace(day=1)) for type_, level, reported in rows]


def voices(connection: Connection, unit: int, first: date, last: date) -> dict[str, int]:
    """Complaints and views: answered in the period, waiting for an answer at its end; praise written on closed cases; of
    the cases closed with harm how many there are, and of how many the patient or next of kin was told.
    """
    span = _span(unit, first, last)
    return {
        name: int(connection.exec_driver_sql(query, span).scalar_one()) for name, query in _VOICES.items()
    }


def risks_of_year(connection: Connection, last: date) -> dict[int, int]:
    """How many risks each unit has reported this year up to a day: the standing of the risk prize."""
    query = """SELECT unit_id, count(*) FROM cases c WHERE kind = 'risk' AND status <> 'dismissed'
        AND reported_day BETWEEN ? AND ? GROUP BY unit_id"""
    rows = connection.exec_driver_sql(query, (to_day(date(last.year, 1, 1)), to_day(last)))
    return {int(unit): int(many) for unit, many in rows}


def _span(unit: int, first: date, last: date) -> dict[str, int]:
    return {"unit": unit, "first": to_day(first), "last": to_day(last)}
