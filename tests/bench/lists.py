"""Pages of cases and search as you type, against the driver alone on the same encrypted file.

"Bare" runs the statements that fetch the very same rows, on a connection of the driver with the same cache, and
fetches them; it makes no objects, asks no rights and knows no cancelling.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from sqlalchemy import event

from kpsdesk.domain.rows import SORTS, CaseQuery
from kpsdesk.domain.text import search_tokens
from kpsdesk.services.everything import Services
from kpsdesk.services.founding import open_session
from kpsdesk.store import driver
from kpsdesk.store.engine import Cancel, Cancelled, Store
from tests.bench.measure import Line, pair, timed
from tests.bench.stores import CLOCK, KEY

PAGE_LIMIT: Final = 1.5
PAGE_UNDER: Final = 50.0
SEARCH_UNDER: Final = 100.0
SEARCHES: Final = (
    "f",
    "fa",
    "fal",
    "fall",
    "lääk",
    "medicin",
    "duschen",
    "fall skada",
    "lääke ilta",
    "2026 00",
)
Recorded = list[tuple[str, Any]]


def chips(services: Services) -> dict[str, CaseQuery]:
    """Every filter that the list offers, by name."""
    session = services.session
    unit = next(iter(session.organisation.units))
    return {
        "all": CaseQuery(),
        "open": CaseQuery(open_only=True),
        "closed": CaseQuery(closed_only=True),
        "mine": CaseQuery(mine=session.person_id),
        "new": CaseQuery(new=True),
        "overdue": CaseQuery(overdue=True),
        "due in 7 days": CaseQuery(due_within=7),
        "serious": CaseQuery(serious=True),
        "feedback owed": CaseQuery(feedback_owed=True),
        "kind": CaseQuery(kinds=("complaint",)),
        "two kinds": CaseQuery(kinds=("near_miss", "risk")),
        "unit": CaseQuery(units=(unit,)),
        "event type": CaseQuery(event_types=("FALL",)),
        "status": CaseQuery(statuses=("follow_up",)),
        "status of closed ones": CaseQuery(statuses=("dismissed",)),
        "level": CaseQuery(levels=(3, 4)),
        "lowest level": CaseQuery(levels=(1,)),
        "last 30 days": CaseQuery(period="last_30"),
        "this year": CaseQuery(period="this_year"),
        "owner": CaseQuery(owners=(session.person_id or 1,)),
        "owner and open": CaseQuery(owners=(session.person_id or 1,), open_only=True),
    }


def pages(path: Path) -> Iterator[Line]:
    """First page and a page in the middle: each sort, each chip, and of each chip the slowest of its sorts."""
    store = Store.open(path, KEY)
    bare = driver.connect(path, KEY, read_only=True, cache_kib=driver.READ_CACHE_KIB)
    services = Services(open_session(store, CLOCK))
    asked = {f"sort {name}": CaseQuery(sort=name) for name in SORTS}
    asked |= {f"sort {name}, rising": CaseQuery(sort=name, descending=False) for name in SORTS}
    asked |= {f"chip {name}": query for name, query in chips(services).items() if name != "all"}
    for name, query in asked.items():
        middle = services.lists.count(query) // 2
        for place, offset in (("first", 0), ("middle", middle)):
            yield _page(f"{name}: {place}", services, store, bare, query, offset)
    for name, query in chips(services).items():
        sort, worst = _slowest(services, query)
        middle = services.lists.count(worst) // 2
        yield _page(f"chip {name}, by {sort}: middle", services, store, bare, worst, middle)
    bare.close()
    store.close()


def _slowest(services: Services, query: CaseQuery) -> tuple[str, CaseQuery]:
    """The sort that takes longest to find the middle page of a query, with its way."""
    middle = services.lists.count(query) // 2
    taken = {}
    for sort in SORTS:
        for descending in (True, False):
            one = replace(query, sort=sort, descending=descending)
            services.lists.page(one, middle)
            taken[sort if descending else f"{sort}, rising", one] = timed(
                partial(services.lists.page, one, middle)
            )
    return max(taken, key=lambda key: taken[key])


def _page(what: str, services: Services, store: Store, bare: Any, query: CaseQuery, offset: int) -> Line:
    def ours() -> object:
        return services.lists.page(query, offset)

    ours()  # what is remembered of a query is remembered now
    statements = recorded(store, ours)
    return pair(what, ours, lambda: replayed(bare, statements), limit=PAGE_LIMIT, under=PAGE_UNDER)


def recorded(store: Store, act: Callable[[], object]) -> Recorded:
    """The statements that an act sends to the driver."""
    found: Recorded = []

    def note(_c: Any, _cursor: Any, statement: str, values: Any, _context: Any, _many: bool) -> None:
        found.append((statement, values))

    event.listen(store._reader, "before_cursor_execute", note)
    act()
    event.remove(store._reader, "before_cursor_execute", note)
    return [one for one in found if not one[0].startswith(("BEGIN", "PRAGMA"))]


def replayed(bare: Any, statements: Recorded) -> list[Any]:
    """The same rows by the driver alone, in one transaction."""
    bare.execute("BEGIN")
    rows = [bare.execute(statement, values).fetchall() for statement, values in statements]
    bare.execute("COMMIT")
    return rows


def searches(path: Path) -> Iterator[Line]:
    """Search as you type: newest 50 first, against the full-text index and the rows by the driver alone."""
    store = Store.open(path, KEY)
    bare = driver.connect(path, KEY, read_only=True, cache_kib=driver.READ_CACHE_KIB)
    services = Services(open_session(store, CLOCK))
    for text in SEARCHES:
        query, match = CaseQuery(text=text), search_tokens(text)
        rows = len(services.lists.page(query))

        def ours(query: CaseQuery = query) -> object:
            return services.lists.page(query)

        statements = recorded(store, ours)
        found = "SELECT rowid FROM case_search WHERE case_search MATCH ? ORDER BY rowid DESC LIMIT 50"
        same = [(found, (match,)), *statements[-1:]]
        yield pair(
            f"search «{text}»: {rows} rows",
            ours,
            partial(replayed, bare, same),
            limit=PAGE_LIMIT,
            under=SEARCH_UNDER,
        )
    filtered = CaseQuery(text="fall", open_only=True)
    statements = recorded(store, lambda: services.lists.page(filtered))
    yield pair("search «fall» among open ones", lambda: services.lists.page(filtered), lambda: replayed(bare, statements),
               limit=PAGE_LIMIT, under=SEARCH_UNDER)  # fmt: skip
    yield Line("a new key stops the old search", _stopped(services), 0.0, 0.0, 50.0)
    bare.close()
    store.close()


def _stopped(services: Services) -> float:
    """How long a long count goes on after it was told to stop; the worst of several."""
    worst = 0.0
    for _ in range(5):
        cancel, ended = Cancel(), threading.Event()
        began = threading.Event()

        def work(
            cancel: Cancel = cancel, ended: threading.Event = ended, began: threading.Event = began
        ) -> None:
            query = replace(CaseQuery(text="a", sort="unit"), harms=("H3",))
            began.set()
            try:
                while True:
                    services.lists.page(query, 0, 50, cancel)
            except Cancelled:
                ended.set()

        thread = threading.Thread(target=work)
        thread.start()
        began.wait()
        time.sleep(0.05)
        at = time.perf_counter()
        cancel.cancel()
        ended.wait()
        worst = max(worst, (time.perf_counter() - at) * 1000)
        thread.join()
    return worst
