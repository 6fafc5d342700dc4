"""A store at work: who acts, what time it is, which rules hold. Every service stands on one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from threading import RLock
from typing import TYPE_CHECKING, Any

from kpsdesk.clock import Clock, SystemClock, local_day
from kpsdesk.domain.changes import Changes
from kpsdesk.domain.ids import Ids
from kpsdesk.domain.matrix import Matrix, read_matrix
from kpsdesk.domain.organisation import Organisation
from kpsdesk.domain.permission import PROGRAM, Actor
from kpsdesk.domain.vocabulary import Vocabulary
from kpsdesk.store import opening
from kpsdesk.store.engine import Cancel, Store

if TYPE_CHECKING:
    from kpsdesk.domain.handling import Rules
    from kpsdesk.store.work import Connection, Work

DEFAULT_MATRIX = "se-4x4"


@dataclass
class Session:
    """An open store with an actor and a clock; rules and lists are read once and again when they change."""

    store: Store
    actor: Actor
    clock: Clock = field(default_factory=SystemClock)
    ids: Ids = field(default_factory=Ids)
    _kept: dict[str, Any] = field(default_factory=dict)
    _lock: RLock = field(default_factory=RLock)

    def read(self, cancel: Cancel | None = None) -> AbstractContextManager[Connection]:
        """A reading transaction."""
        return self.store.read(cancel)

    @contextmanager
    def write(self, actor: str | None = None, at: datetime | None = None) -> Iterator[Work]:
        """One transaction with its audit; `work.changes` says what changed when it has ended."""
        # what writes, and the rules, are loaded when they are needed: the window starts with reading
        from kpsdesk.domain.handling import Moment
        from kpsdesk.store.work import Work

        moment = Moment(at or self.clock.now(), actor or self.actor.uid, self.ids)
        with self.store.write() as connection:
            work = Work(connection, moment)
            yield work
            work.finish()
        self.forget(work.changes)

    def forget(self, changes: Changes) -> None:
        """Read rules and lists anew when they are needed next."""
        with self._lock:
            if changes.touches("organisation", "person", "role", "unit", "area"):
                self._kept.pop("organisation", None)
                self._kept.pop("rules", None)
            if changes.touches("codes"):
                self._kept.pop("vocabulary", None)
            if changes.touches("rules", "settings"):
                for name in ("rules", "matrices", "settings"):
                    self._kept.pop(name, None)

    def _keep(self, name: str, make: Callable[[], Any]) -> Any:
        with self._lock:
            if name not in self._kept:
                self._kept[name] = make()
            return self._kept[name]

    @property
    def organisation(self) -> Organisation:
        """Areas, units, people and roles."""

        def make() -> Organisation:
            with self.read() as connection:
                return opening.organisation(connection)

        kept: Organisation = self._keep("organisation", make)
        return kept

    def know(self, organisation: Organisation) -> None:
        """It was just read; a start has no time to read it twice."""
        self._kept["organisation"] = organisation

    @property
    def vocabulary(self) -> Vocabulary:
        """The code lists."""

        def make() -> Vocabulary:
            with self.read() as connection:
                return opening.vocabulary(connection).with_later()

        kept: Vocabulary = self._keep("vocabulary", make)
        return kept

    @property
    def settings(self) -> dict[str, Any]:
        """Settings of the store, by key; see `services.preferences` for what there is."""

        def make() -> dict[str, Any]:
            with self.read() as connection:
                return opening.settings(connection)

        kept: dict[str, Any] = self._keep("settings", make)
        return kept

    @property
    def rules(self) -> Rules:
        """The rules in force."""
        kept: Rules = self._keep("rules", self._read_rules)
        coming = self._kept.get("rules_until")
        if coming is not None and self.today >= coming:  # the day of a new matrix version has come
            with self._lock:
                self._kept.pop("rules", None)
            kept = self._keep("rules", self._read_rules)
        return kept

    @property
    def matrices(self) -> dict[str, Matrix]:
        """Every matrix that a case may have been scored with, by its key."""

        def make() -> dict[str, Matrix]:
            with self.read() as connection:
                rows = opening.documents(connection, "matrix")
            matrices = (read_matrix(row["body"], row["version"], row["valid_from"]) for row in rows)
            return {matrix.key: matrix for matrix in matrices}

        kept: dict[str, Matrix] = self._keep("matrices", make)
        return kept

    @property
    def matrix(self) -> Matrix:
        """The matrix that cases are scored with now: the newest version of the one chosen that has begun."""
        chosen = self.settings.get("matrix", DEFAULT_MATRIX)
        versions = [one for one in self.matrices.values() if one.code == chosen]
        if any(one.valid_from for one in versions):
            today = self.today
            versions = [one for one in versions if one.begun(today)]
        return max(versions, key=lambda one: one.version)

    def _read_rules(self) -> Rules:
        from kpsdesk.domain.deadlines import Deadline
        from kpsdesk.domain.handling import Rules
        from kpsdesk.domain.workflow import read_workflow
        from kpsdesk.services.holidays import free_days

        today = self.today
        coming = (m.valid_from for m in self.matrices.values() if m.valid_from and m.valid_from > today)
        self._kept["rules_until"] = min(coming, default=None)
        with self.read() as connection:
            deadlines = opening.documents(connection, "deadlines")[-1]["body"]
            flows = [
                read_workflow({**row["body"], "version": row["version"]})
                for row in reversed(opening.documents(connection, "workflow"))
            ]
        return Rules(
            workflow=flows[0],
            earlier=tuple(flows[1:]),
            deadlines=tuple(Deadline.from_data(row) for row in deadlines),
            matrices=self.matrices,
            matrix=self.matrix.key,
            organisation=self.organisation,
            free_days=free_days,
        )

    @property
    def today(self) -> date:
        """The local day of the actor's first unit, else Sweden's."""
        return local_day(self.clock.now(), self.country)

    @property
    def country(self) -> str:
        """The country that the window counts days by: that of the actor's units."""
        person = self.organisation.person(self.actor.uid)
        units = self.organisation.units
        if person:
            day = local_day(self.clock.now(), "SE")
            for unit_id in sorted(self.organisation.units_of(person.id, day)):
                return units[unit_id].country
        return next((unit.country for unit in units.values()), "SE")

    @property
    def person_id(self) -> int | None:
        """The actor as a person of the store."""
        person = self.organisation.person(self.actor.uid)
        return person.id if person else None

    def acting(self, actor: Actor) -> Session:
        """The same store for another actor."""
        return replace(self, actor=actor)


def open_session(store: Store, clock: Clock, ids: Ids | None = None) -> Session:
    """A session for the store's one account (more come with accounts of their own)."""
    with store.read() as connection:
        uid = opening.settings(connection).get("account", PROGRAM)
        organisation = opening.organisation(connection)
    person = organisation.person(uid)
    session = Session(store, Actor(uid, person.name if person else ""), clock, ids or Ids())
    session.know(organisation)
    return session
