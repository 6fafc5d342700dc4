"""Starting the program, and how long the window does not answer, in processes of their own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Final

from kpsdesk.store.engine import Store
from tests.bench.measure import Line
from tests.bench.stores import KEY
from tests.bench.writing import write_sheet

START_LIMIT: Final = 1.8
HELD_UNDER: Final = 50.0
ROUNDS: Final = 7
CHILD: Final = Path(__file__).with_name("child.py")
COMPILED: Final = Path(__file__).resolve().parents[2] / ".bench" / "compiled"


def starting(path: Path) -> Iterator[Line]:
    """From the call of the program to a usable Today page, against an empty window."""
    ours, empty = [], []
    for _ in range(ROUNDS + 1):
        ours.append(_until_ready("today", str(path)))
        empty.append(_until_ready("empty"))
    yield Line("start to a usable Today page", median(ours[1:]), median(empty[1:]), START_LIMIT)


def _until_ready(*arguments: str) -> float:
    began = perf_counter()
    with _child(*arguments) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        taken = (perf_counter() - began) * 1000
        process.communicate()
    if line.strip() != "ready":
        raise RuntimeError(f"the window of {arguments[0]!r} did not come up")
    return taken


def _child(*arguments: str) -> subprocess.Popen[str]:
    """A window's process; modules are compiled once and kept, as those of an installed program are."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(COMPILED)
    return subprocess.Popen(
        [sys.executable, CHILD, *arguments], stdout=subprocess.PIPE, text=True, env=environment
    )


def answering(path: Path, folder: Path, *, writes: bool) -> Iterator[Line]:
    """The longest that the window did not answer in each of its uses."""
    more = []
    if writes:
        copy, sheet = folder / "held.kps", folder / "held.csv"
        shutil.copyfile(path, copy)
        store = Store.open(copy, KEY)
        write_sheet(sheet, store)
        store.close()
        path, more = copy, [str(sheet)]
    with _child("held", str(path), *more) as process:
        told = process.communicate()[0]
    gaps: dict[str, float] = json.loads(told.splitlines()[-1])
    for what, longest in gaps.items():
        yield Line(f"window held: {what}", longest, 0.0, 0.0, HELD_UNDER)
