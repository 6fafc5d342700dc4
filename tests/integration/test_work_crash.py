"""kill -9 while a unit works: every act that was said to be saved is there, whole, with audit and search words."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest

from kpsdesk.store import health
from kpsdesk.store.engine import Store
from tests.conftest import RAW_KEY
from tests.integration import work_writer
from tests.integration.stores import child_environment

KILLS = int(os.environ.get("KPSDESK_WORK_KILLS", "8"))


def work_until_killed(path: Path, seed: int, wait: float) -> list[tuple[str, str]]:
    reader, writer = os.pipe()
    child = subprocess.Popen(
        [sys.executable, work_writer.__file__, str(path), str(writer), str(seed)],
        pass_fds=[writer],
        env=child_environment(),
    )
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        first = pipe.readline()
        time.sleep(wait)
        child.send_signal(signal.SIGKILL)
        assert child.wait() == -signal.SIGKILL, "the writer ended by itself: the run would prove nothing"
        lines = (first + pipe.read()).decode().splitlines(keepends=True)
    acts = [line.split() for line in lines if line.endswith("\n")]
    return [(case, status) for _, case, status in acts]


def state_of(path: Path) -> dict[str, str]:
    """Status by case, after looking for anything torn."""
    store = Store.open(path, RAW_KEY)
    assert health.full_check(store).healthy
    with store.read() as connection:
        rows = connection.exec_driver_sql("SELECT seq, id, status FROM cases").all()
        asked = {
            "reports": "SELECT case_seq FROM reports",
            "words": "SELECT rowid FROM case_search",
            "steps": "SELECT DISTINCT case_seq FROM steps",
            "owners": "SELECT DISTINCT case_seq FROM owner_history",
        }
        for what, statement in asked.items():
            assert {row[0] for row in connection.exec_driver_sql(statement)} == {row[0] for row in rows}, what
        history = "SELECT case_seq, status FROM status_history ORDER BY case_seq, n"
        last = {row.case_seq: row.status for row in connection.exec_driver_sql(history)}
        assert last == {seq: status for seq, _, status in rows}
        audited = {
            row[0]
            for row in connection.exec_driver_sql("SELECT object FROM audit WHERE action='case.received'")
        }
        assert audited == {f"case:{case}" for _, case, _ in rows}
    store.close()
    return {case: status for _, case, status in rows}


@pytest.mark.slow
def test_every_acknowledged_act_survives_kills_in_the_middle_of_work(
    founded_store: Path, tmp_path: Path
) -> None:
    path = tmp_path / "unit.kps"
    path.write_bytes(founded_store.read_bytes())
    chance, told = Random(5), dict[str, str]()
    acts = 0

    for seed in range(KILLS):
        for case, status in work_until_killed(path, seed, chance.random() * 0.6):
            told[case] = status
            acts += 1
        there = state_of(path)
        lost = {
            case: (status, there.get(case))
            for case, status in told.items()
            if not reached(status, there.get(case))
        }
        assert not lost
        assert len(there) <= len(told) + 1
        told |= there  # one more may have been saved and not yet said

    assert acts > 5 * KILLS


def reached(said: str, there: str | None) -> bool:
    order = ["received", "acknowledged", "closed"]
    return there is not None and order.index(there) >= order.index(said)
