"""The benchmark measures on whole stores and judges by the limits it prints."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpsdesk.domain.rows import CaseQuery
from kpsdesk.services.everything import Services
from kpsdesk.services.founding import open_session
from kpsdesk.store import program
from tests.bench import stores
from tests.bench.measure import Line, table


def test_a_store_made_of_copies_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stores, "BASE", 70)
    monkeypatch.setattr(stores, "BY_DEMO", 70)
    monkeypatch.setattr(stores, "UNITS", 4)
    path = stores.store_of(210, tmp_path)

    store, base = stores.opened(path), stores.opened(stores.store_of(70, tmp_path))
    services = Services(open_session(store, stores.CLOCK))
    with store.read() as copied, base.read() as single:
        assert copied.exec_driver_sql("PRAGMA foreign_key_check").all() == []
        assert copied.exec_driver_sql("PRAGMA quick_check").scalar() == "ok"
        many, one = program.counts(copied), program.counts(single)
    for name in (
        "cases",
        "reports",
        "case_values",
        "status_history",
        "due_history",
        "actions",
        "action_history",
        "audit",
    ):
        assert many[name] == 3 * one[name], name
    newest = services.lists.page(CaseQuery(), 0, 210)
    assert len({row.id for row in newest}) == len({row.number for row in newest}) == 210
    assert services.views.open(newest[7].id).file.statuses
    assert services.lists.count(CaseQuery(text=newest[7].number)) >= 1
    store.close()
    base.close()


@pytest.mark.parametrize(
    "ours, against, limit, under, holds",
    [
        (14.0, 10.0, 1.5, 50.0, True),
        (16.0, 10.0, 1.5, 50.0, False),
        (5.1, 0.2, 1.5, 50.0, True),  # 5 ms more are allowed where the ratio says little
        (5.3, 0.2, 1.5, 50.0, False),
        (60.0, 55.0, 1.5, 50.0, False),
        (49.0, 0.0, 0.0, 50.0, True),
    ],
)
def test_a_limit_is_the_ratio_or_five_milliseconds_more(
    ours: float, against: float, limit: float, under: float, holds: bool
) -> None:
    line = Line("something", ours, against, limit, under)

    assert line.ok is holds
    assert ("MISSED" in table([line])) is not holds
