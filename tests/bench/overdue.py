"""The follow-up: overdue per manager for each month of a year, against bare SQL on the same encrypted file that gives the
same numbers; and the first numbers of the page.

The bare statements below are written anew for this one question, with nothing but the driver: no units, no series of
their own lists, no objects. That they say the same is checked before anything is measured.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final

from kpsdesk.domain.follow_up import Months
from kpsdesk.domain.lateness import SERIES, month_ends
from kpsdesk.services.everything import Services
from kpsdesk.services.founding import open_session
from kpsdesk.store import driver
from kpsdesk.store.engine import Store
from kpsdesk.store.types import to_day
from tests.bench.measure import Line, pair, timed
from tests.bench.stores import CLOCK, KEY, LAST_DAY

MONTHS_LIMIT: Final = 1.5
NOW_UNDER: Final = 200.0
NEVER: Final = 9_999_999

_STEPS: Final = f"""
SELECT d.case_seq AS c, '' AS a, 0 AS f, max(d.set_day, d.due + 1, :first) AS since,
    min(coalesce(s.done_day, {NEVER}), coalesce(x.set_day, {NEVER})) AS until
FROM steps s CROSS JOIN due_history d ON d.case_seq = s.case_seq AND d.step_n = s.n
LEFT JOIN due_history x ON x.case_seq = d.case_seq AND x.step_n = d.step_n AND x.n = d.n + 1
WHERE coalesce(s.done_day, {NEVER}) > max(d.due + 1, d.set_day, :first) AND d.due < :last AND d.set_day <= :last
  AND coalesce(x.set_day, {NEVER}) > max(d.due + 1, d.set_day, :first)
"""
_ACTIONS: Final = f"""
SELECT a.case_seq AS c, a.id AS a, h.status = 'done' AS f, max(h.day, :first,
    CASE h.status WHEN 'done' THEN h.follow_up_due ELSE h.due END + 1) AS since, coalesce(x.day, {NEVER}) AS until
FROM action_history h
LEFT JOIN action_history x ON x.action_id = h.action_id AND x.n = h.n + 1
CROSS JOIN actions a ON a.id = h.action_id
WHERE (h.status IN ('proposed', 'decided', 'ongoing') AND h.due < :last
    OR h.status = 'done' AND coalesce(h.effect, 'not_judged') = 'not_judged' AND h.follow_up_due < :last)
  AND +h.day <= :last AND coalesce(x.day, {NEVER}) > max(h.day, :first,
    CASE h.status WHEN 'done' THEN h.follow_up_due ELSE h.due END + 1)
"""
_COUNTED: Final = """
WITH late AS MATERIALIZED ({late}),
told AS (
    SELECT 0 AS ended, c, f, min(since) AS day FROM late GROUP BY c, a, f
    UNION ALL SELECT DISTINCT 1, c, f || a, e.value FROM json_each(:ends) e CROSS JOIN late ON since <= e.value AND until > e.value
)
SELECT ended, substr(f, 1, 1), CASE ended WHEN 1 THEN day
        ELSE day + 1 - CAST(strftime('%d', day * 86400, 'unixepoch') AS INTEGER) END AS month,
    (SELECT o.manager_id FROM owner_history o WHERE o.case_seq = c AND o.from_day <= day ORDER BY o.n DESC LIMIT 1) AS manager,
    (SELECT k.kind FROM kind_history k WHERE k.case_seq = c AND k.day <= day ORDER BY k.n DESC LIMIT 1)
        IN ('complaint', 'view') AS complaint, count(*)
FROM told GROUP BY 1, 2, 3, 4, 5
"""


def follow_up(many: Path, some: Path) -> Iterator[Line]:
    """A year over many cases against bare SQL; the first numbers of the page over some."""
    yield _year(many)
    store = Store.open(some, KEY)
    page = Services(open_session(store, CLOCK)).follow_up
    yield Line("follow-up, first numbers: the first time", timed(page.now), 0.0, 0.0)
    yield Line("follow-up, first numbers", min(timed(page.now) for _ in range(5)), 0.0, 0.0, NOW_UNDER)
    units = tuple(range(1, 6))
    yield Line("follow-up, first numbers of five units", min(timed(lambda: page.now("unit", units)) for _ in range(5)),
               0.0, 0.0, NOW_UNDER)  # fmt: skip
    store.close()


def _year(path: Path) -> Line:
    store = Store.open(path, KEY)
    bare = driver.connect(path, KEY, read_only=True, cache_kib=driver.READ_CACHE_KIB)
    page = Services(open_session(store, CLOCK)).follow_up
    _demand_the_same(page.months("manager", LAST_DAY.year), _bare(bare))
    line = pair("overdue per manager, each month of a year", lambda: page.months("manager", LAST_DAY.year),
                lambda: _bare(bare), limit=MONTHS_LIMIT, rounds=3)  # fmt: skip
    bare.close()
    store.close()
    return line


def _bare(bare: Any) -> list[tuple[int, str, int, int | None, int, int]]:
    """(at a month's end?, follow-up?, day, manager, complaint?, how many) of steps, then of actions."""
    first = date(LAST_DAY.year, 1, 1)
    ends = [*month_ends(first, LAST_DAY), LAST_DAY]
    values = {"first": to_day(first), "last": to_day(LAST_DAY), "ends": str([to_day(day) for day in ends])}
    found = []
    for n, late in enumerate((_STEPS, _ACTIONS)):
        rows = bare.execute(_COUNTED.format(late=late), values).fetchall()
        found += [(row[0], f"{n}{row[1]}", *row[2:]) for row in rows]
    return found


def _demand_the_same(ours: Months, bare: list[tuple[int, str, int, int | None, int, int]]) -> None:
    """Every number of every manager and month."""
    counted: Counter[tuple[str, int | None, str, bool]] = Counter()
    for ended, kind, day, manager, complaint, many in bare:
        series = {"11": "follow_ups", "10": "actions"}.get(kind, "complaints" if complaint else "cases")
        month = f"{date.fromordinal(day + date(1970, 1, 1).toordinal()):%Y-%m}"
        counted[series, manager, month, bool(ended)] += many
    told: Counter[tuple[str, int | None, str, bool]] = Counter()
    for row in ours.rows:
        for series in SERIES:
            for cell in row.series[series]:
                told[series, row.key, cell.month, True] = cell.late.value
                told[series, row.key, cell.month, False] = cell.became.value
    if +counted != +told:
        raise AssertionError("the bare statement does not give the same numbers")
