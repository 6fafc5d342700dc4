"""Measuring two things against each other in one run, turn by turn, and telling the result as a table."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import Any, Final

SPARE: Final = 5.0  # ms: at most the ratio, or this much more, whichever is larger
Act = Callable[[], Any]


@dataclass(frozen=True, slots=True)
class Line:
    """One measurement: ours and what it is measured against, in milliseconds, and what is allowed."""

    what: str
    ours: float
    against: float
    ratio_limit: float  # 0: no ratio is asked for
    under: float = 0.0  # ms; 0: no upper bound

    @property
    def ok(self) -> bool:
        """Whether it holds."""
        fine = not self.ratio_limit or self.ours <= max(self.ratio_limit * self.against, self.against + SPARE)
        return fine and (not self.under or self.ours < self.under)

    def cells(self) -> tuple[str, ...]:
        """For the table."""
        limits = [f"{self.ratio_limit:g} x"] if self.ratio_limit else []
        limits += [f"< {self.under:g} ms"] if self.under else []
        ratio = f"{self.ours / self.against:.2f}" if self.against else ""
        against = f"{self.against:.1f}" if self.against else ""
        return self.what, f"{self.ours:.1f}", against, ratio, ", ".join(limits), "ok" if self.ok else "MISSED"


HEAD: Final = ("what", "ours ms", "against ms", "ratio", "limit", "")


def pair(what: str, ours: Act, against: Act, *, limit: float, under: float = 0.0, rounds: int = 7) -> Line:
    """Both in turn, the first of each thrown away, the medians compared."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds + 1):
        for place, act in enumerate((ours, against)):
            times[place].append(timed(act))
    return Line(what, median(times[0][1:]), median(times[1][1:]), limit, under)


def timed(act: Act) -> float:
    """Milliseconds of one run."""
    with _no_collection():
        began = perf_counter()
        act()
        return (perf_counter() - began) * 1000


@contextmanager
def _no_collection() -> Iterator[None]:
    gc.collect(0)
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def table(lines: Sequence[Line]) -> str:
    """The lines as a table."""
    rows = [HEAD, *(line.cells() for line in lines)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(HEAD))]
    return "\n".join(
        "  ".join(cell.ljust(width) if place in {0, 4, 5} else cell.rjust(width)
                  for place, (cell, width) in enumerate(zip(row, widths, strict=True))).rstrip()
        for row in rows
    )  # fmt: skip
