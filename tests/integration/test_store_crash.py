"""kill -9 at any moment loses nothing that was acknowledged and leaves nothing half done.

KPSDESK_KILLS sets the number of kills, for a soak: `KPSDESK_KILLS=500`. What kill -9 cannot show is a power cut: the
kernel still writes what it has. That takes a virtual machine that is reset (docs/architecture.md).
"""

from __future__ import annotations

import os
import random
import signal
import struct
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from kpsdesk.store import health
from kpsdesk.store.engine import Store
from tests.integration import crash_writer
from tests.integration.stores import KEY, child_environment, small_store

KILLS = int(os.environ.get("KPSDESK_KILLS", "20"))
LONGEST_RUN = 0.25


class Torn(AssertionError):
    """A transaction is there in part."""


class Lost(AssertionError):
    """Something acknowledged is gone."""


@dataclass
class Tally:
    kills: int = 0
    acknowledged: int = 0
    unacknowledged: int = 0


def run_and_kill(path: Path, fault: str, wait: float) -> int:
    """Let the writer run until `wait` after its first commit, kill it, and return the last number it acknowledged."""
    reader, writer = os.pipe()
    child = subprocess.Popen(
        [sys.executable, crash_writer.__file__, str(path), str(writer), fault],
        pass_fds=[writer],
        env=child_environment(),
    )
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        first = pipe.read(8)
        time.sleep(wait)
        child.send_signal(signal.SIGKILL)
        assert child.wait() == -signal.SIGKILL, "the writer ended by itself: the run would prove nothing"
        told = first + pipe.read()
    return max(int(number) for (number,) in struct.iter_unpack("<Q", told[: len(told) // 8 * 8]))


def judge(path: Path) -> int:
    """How many whole transactions there are; none may be there in part, and nothing may be damaged."""
    store = Store.open(path, KEY)
    assert store.unclean
    assert health.full_check(store).healthy
    with store.read() as connection:
        kinds = {
            name: [row[0] for row in connection.exec_driver_sql(f"SELECT {column} FROM {name} ORDER BY 1")]  # noqa: S608
            for name, column in (("cases", "id"), ("audit", "case_id"), ("words", "rowid"))
        }
    store.close()
    if not kinds["cases"] == kinds["audit"] == kinds["words"] == list(range(1, len(kinds["cases"]) + 1)):
        raise Torn
    return len(kinds["cases"])


def trial(path: Path, kills: int, fault: str) -> Tally:
    small_store(path).close()
    dice, tally = random.Random(20261120), Tally()
    for _ in range(kills):
        acknowledged = run_and_kill(path, fault, dice.random() * LONGEST_RUN)
        there = judge(path)
        if there < acknowledged:
            raise Lost(acknowledged, there)
        assert there <= acknowledged + 1, "more than the one transaction that was cut off"
        tally.kills += 1
        tally.acknowledged = acknowledged
        tally.unacknowledged += there - acknowledged
    return tally


@pytest.mark.slow
def test_nothing_acknowledged_is_lost_and_nothing_is_torn(tmp_path: Path) -> None:
    tally = trial(tmp_path / "a.kps", KILLS, "none")
    assert tally.kills == KILLS
    assert tally.acknowledged > 20 * KILLS, "too few commits between the kills to mean anything"


@pytest.mark.slow
@pytest.mark.parametrize("fault,kind", [("early", Lost), ("split", Torn)])
def test_the_trial_notices_a_program_that_lies(
    tmp_path: Path, fault: str, kind: type[AssertionError]
) -> None:
    with pytest.raises(kind):
        trial(tmp_path / "a.kps", 200, fault)


def test_the_trial_notices_a_program_that_dies_by_itself(tmp_path: Path) -> None:
    small_store(tmp_path / "a.kps").close()
    with pytest.raises((AssertionError, ValueError)):
        run_and_kill(tmp_path / "missing.kps", "none", 0.0)
