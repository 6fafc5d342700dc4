"""Making the demo: a store, the organisation with its past, and its cases in the order of time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Final

from kpsdesk.clock import ZONES, Clock, FixedClock, local_day
from kpsdesk.demo.handler import Handler
from kpsdesk.demo.meetings import meetings_of
from kpsdesk.demo.organisation import build
from kpsdesk.demo.stories import Story, stories, tell
from kpsdesk.demo.world import World
from kpsdesk.domain.ids import Ids
from kpsdesk.domain.permission import Actor
from kpsdesk.services.bulk import Bulk, in_bulk, lay_out
from kpsdesk.services.legal import LegalService
from kpsdesk.services.session import Session
from kpsdesk.services.vault import Opened, Vault

YEARS: Final = 3
BATCH: Final = 1000  # cases a transaction: enough to be quick, few enough to be held in memory

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Made:
    """What was made: where, how much, and as whom one enters it."""

    path: Path
    recovery_code: str  # empty when the store has a raw key
    account: str
    unit: str
    cases: int
    units: int
    first_day: date
    last_day: date


def make(
    path: Path,
    password_or_key: str | bytes,
    *,
    cases: int = 300,
    units: int = 12,
    seed: int = 1,
    as_of: date | None = None,
    clock: Clock,
    progress: Progress | None = None,
) -> Path:
    """A demo store at `path`, opened by a password (with its key file) or a raw key; the same seed, the same content.

    Raises:
        UserError: there is a file of that name already.
        OutsideError: no room, or no right to write there.
    """
    return produce(
        path,
        password_or_key,
        cases=cases,
        units=units,
        seed=seed,
        as_of=as_of,
        clock=clock,
        progress=progress,
    ).path


def produce(
    path: Path,
    password_or_key: str | bytes,
    *,
    cases: int = 300,
    units: int = 12,
    seed: int = 1,
    as_of: date | None = None,
    clock: Clock,
    progress: Progress | None = None,
) -> Made:
    """As `make`, and tells what was made."""
    last_day = as_of or local_day(clock.now(), "SE")
    vault = Vault(clock)
    if isinstance(password_or_key, bytes):
        opened, code = vault.create_with_key(path, password_or_key), ""
    else:
        created = vault.create_store(path, password_or_key, demo=True)
        opened, code = created.opened, created.recovery_code
    try:
        return _fill(opened, code, cases, units, seed, last_day, progress)
    finally:
        opened.store.close()


def _fill(
    opened: Opened, code: str, cases: int, units: int, seed: int, last_day: date, progress: Progress | None
) -> Made:
    chance, ids = Random(seed), Ids(Random(seed + 1).randbytes)  # noqa: S311  (repeatable, and nothing secret in it)
    first_day = (last_day - timedelta(days=365 * YEARS)).replace(day=1)
    made = build(chance, max(1, units), last_day, first_day)
    founded = datetime.combine(first_day, time(6), ZONES["SE"]).astimezone(UTC)
    session = lay_out(
        opened.store, made.organisation, made.account.uid, FixedClock(founded), ids, {"language": "sv"}
    )
    with session.read() as connection:
        tracks = LegalService(session).rules(connection)
    world = World(made, session.rules, tracks, last_day, seed)
    planned = stories(made, chance, cases, last_day)
    for start in range(0, len(planned), BATCH):
        _write(session, world, planned[start : start + BATCH])
        if progress:
            progress(min(start + BATCH, len(planned)), len(planned))
    with in_bulk(session) as bulk:
        bulk.meetings(meetings_of(world, ids))
    unit = made.organisation.units[1]
    return Made(
        opened.store.path, code, made.account.name, unit.name, len(planned), len(made.organisation.units),
        first_day, last_day,
    )  # fmt: skip


def _write(session: Session, world: World, planned: Sequence[Story]) -> None:
    """One transaction of cases; each has a chance of its own, so that one more case changes no other."""
    world.latest.clear()
    with in_bulk(session) as bulk:
        for story in planned:
            _live(bulk, world, story)


def _live(bulk: Bulk, world: World, story: Story) -> None:
    chance = Random(f"{world.seed}:{story.n}")  # noqa: S311
    told = tell(story, world.made, chance)
    case = bulk.report(told.report, story.at, Actor(told.by.uid, told.by.name))
    Handler(bulk, world, case, told, chance).work(story.fate)
    world.latest[story.unit_id] = case
