"""`python3 build/dev.py bench [NAMES] [--cases N]`: what the program costs, measured against what cannot be avoided.

NAMES: start, pages, search, save, import, papers, window, overdue; all of them when none is named. Exit code 1 when a limit is missed.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.bench import lists, overdue, papers, window, writing
from tests.bench.measure import Line, table
from tests.bench.stores import BASE, BY_DEMO, store_of

ROOT = Path(__file__).resolve().parents[2]
MILLION = 1_000_000


def main() -> int:
    """Measure and tell."""
    parser = argparse.ArgumentParser(prog="bench", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--cases", type=int, default=MILLION, help="size of the store for lists and search")
    parser.add_argument("--cache", type=Path, default=ROOT / ".bench", help="where the stores are kept")
    given = parser.parse_args()
    many, some = min(given.cases, MILLION), min(given.cases, BY_DEMO)
    with tempfile.TemporaryDirectory(dir=_folder(given.cache)) as scratch:
        folder = Path(scratch)
        parts: dict[str, Callable[[], Iterator[Line]]] = {
            "start": lambda: window.starting(store_of(some, given.cache)),
            "save": lambda: writing.saving(store_of(some, given.cache), folder),
            "import": lambda: writing.importing(store_of(min(some, BASE), given.cache), folder),
            "pages": lambda: lists.pages(store_of(many, given.cache)),
            "search": lambda: lists.searches(store_of(many, given.cache)),
            "overdue": lambda: overdue.follow_up(store_of(many, given.cache), store_of(some, given.cache)),
            "papers": lambda: papers.sheets(store_of(min(some, BASE), given.cache)),
            "window": lambda: _windows(many, some, given.cache, folder),
        }
        unknown = set(given.names) - parts.keys()
        if unknown:
            parser.error(f"no such measurement: {', '.join(sorted(unknown))}; there are {', '.join(parts)}")
        missed = _run({name: parts[name] for name in given.names or parts})
    return 1 if missed else 0


def _windows(many: int, some: int, cache: Path, folder: Path) -> Iterator[Line]:
    yield from window.answering(store_of(many, cache), folder, writes=False)
    yield from window.answering(store_of(some, cache), folder, writes=True)


def _folder(cache: Path) -> Path:
    cache.mkdir(parents=True, exist_ok=True)
    return cache


def _run(parts: dict[str, Callable[[], Iterator[Line]]]) -> int:
    missed = 0
    for name, part in parts.items():
        lines = []
        for line in part():
            lines.append(line)
            if sys.stderr.isatty():
                print(f"  {line.what}", file=sys.stderr)
        missed += sum(not line.ok for line in lines)
        print(f"\n== {name}\n{table(lines)}", flush=True)
    print(f"\n{'All within their limits' if not missed else f'{missed} missed'}"
          f" ({os.cpu_count()} cores, load {os.getloadavg()[0]:.1f})")  # fmt: skip
    return missed


if __name__ == "__main__":
    raise SystemExit(main())
