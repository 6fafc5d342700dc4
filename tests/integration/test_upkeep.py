"""Backups and checks as the window's timers ask for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpsdesk.clock import FixedClock
from kpsdesk.services import backups, health
from kpsdesk.services.backups import Backups
from kpsdesk.store import marker
from kpsdesk.store.backup import BackupRefused
from kpsdesk.store.engine import Store
from tests.integration.stores import KEY, count, flip_bit, small_store


def test_a_working_day_of_timers_keeps_what_the_plan_says(tmp_path: Path, clock: FixedClock) -> None:
    store = small_store(tmp_path / "a.kps", 5)
    keeper = Backups(store, tmp_path / "backups", clock)
    made = 0
    for _quarter in range(4 * 24 * 4):
        if keeper.due(4):
            keeper.make()
            made += 1
        clock.forward(minutes=15)
    left = keeper.all()
    store.close()
    assert made == 24
    assert 12 <= len(left) < made
    assert backups.in_folder(tmp_path / "backups") == left
    copy = Store.open(left[0].path, KEY)
    assert count(copy) == 5
    copy.close()


def test_damage_found_by_the_check_stops_backups_until_it_is_mended(
    tmp_path: Path, clock: FixedClock
) -> None:
    path = tmp_path / "a.kps"
    small_store(path, 500).close()
    flip_bit(path, path.stat().st_size // 2)
    store = Store.open(path, KEY)
    keeper = Backups(store, tmp_path / "backups", clock)
    assert not health.check(store, clock).healthy
    assert health.check_due(store, clock)
    with pytest.raises(BackupRefused):
        keeper.make()
    store.close()
    flip_bit(path, path.stat().st_size // 2)
    store = Store.open(path, KEY)
    assert health.check(store, clock).healthy
    assert not health.check_due(store, clock)
    assert not marker.is_damaged(path)
    Backups(store, tmp_path / "backups", clock).make()
    store.close()
    clock.forward(days=7)
    assert health.check_due(store, clock)
