"""What a unit's meeting sheet counts and tells, straight from the rows; never the words of a report."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from kpsdesk.domain.apt import Story
from kpsdesk.store.types import to_day

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


def stories(connection: Connection, unit: int, first: date, last: date) -> list[Story]:
    """Cases closed in the period that are to be taken up and have a text for it, newest first."""
    bound = {"unit": unit, "first": to_day(first), "last": to_day(last)}
    rows = connection.exec_driver_sql(_STORIES, bound)
    return [
        Story(case, number, text.strip(), serious=bool(serious))
        for case, number, text, serious in rows
        if text and text.strip()
    ]
