"""Lists of cases: pages, counts, search as you type, saved views."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from kpsdesk.domain.changes import Changes
from kpsdesk.domain.permission import Permission
from kpsdesk.domain.rows import CaseQuery, CaseRow
from kpsdesk.domain.text import clean, is_blank, mended
from kpsdesk.errors import UserError
from kpsdesk.i18n import N_, language
from kpsdesk.services.session import Session
from kpsdesk.store import case_list, program
from kpsdesk.store.engine import Cancel, Cancelled

__all__ = ["Cancel", "Cancelled", "ListService"]


@dataclass
class ListService:
    """Pages of cases. How long the parts of a list are is remembered until something changes (`forget`)."""

    session: Session
    _memory: case_list.Remembered = field(default_factory=case_list.Remembered)
    _orders: dict[str, tuple[object, str, Sequence[Any]]] = field(default_factory=dict)

    def page(
        self, query: CaseQuery, offset: int = 0, limit: int = 50, cancel: Cancel | None = None
    ) -> list[CaseRow]:
        """The rows of a page, in the order of the query."""
        self.session.actor.require(Permission.CASE_READ)
        query = self._resolved(query)
        order = self._order(query)
        with self.session.read(cancel) as connection:
            today, memory = self.session.today, self._memory
            keys = case_list.page_keys(connection, query, today, offset, limit, order, memory)
            return case_list.fetch(connection, keys)

    def count(self, query: CaseQuery, cancel: Cancel | None = None) -> int:
        """How many cases there are."""
        self.session.actor.require(Permission.CASE_READ)
        today, query = self.session.today, self._resolved(query)
        with self.session.read(cancel) as connection:
            return case_list.count(connection, query, today)

    def ids(self, query: CaseQuery, limit: int = 5000) -> list[str]:
        """Ids of what a query finds, for acts on all of it."""
        return [row.id for row in self.page(query, 0, limit)]

    def row(self, case_id: str) -> CaseRow | None:
        """The line of one case, by id or number."""
        self.session.actor.require(Permission.CASE_READ)
        from kpsdesk.store import case_files

        with self.session.read() as connection:
            seq = case_files.seq_of(connection, case_id)
            found = case_list.fetch(connection, [seq]) if seq is not None else []
        return found[0] if found else None

    def _resolved(self, query: CaseQuery) -> CaseQuery:
        """The query with days of today's calendar, and with what the ladder says of the head of operations."""
        dated = query.dated(self.session.today)
        if not query.escalated:
            return dated
        from kpsdesk.services.reminders import with_head_rule

        return with_head_rule(self.session, dated)

    def forget(self) -> None:
        """Count anew after a change."""
        self._memory.clear()

    def _order(self, query: CaseQuery) -> Sequence[Any]:
        """Values of a sort by words, in the order in which the words are read; kept until words or people change."""
        source = self.session.organisation if query.sort in ("unit", "owner") else self.session.vocabulary
        kept = self._orders.get(query.sort)
        if kept is None or kept[0] is not source or kept[1] != language():
            kept = self._orders[query.sort] = (source, language(), self._words_in_order(query.sort))
        return kept[2]

    def _words_in_order(self, sort: str) -> Sequence[Any]:
        organisation, vocabulary = self.session.organisation, self.session.vocabulary
        if sort == "unit":
            return [unit.id for unit in sorted(organisation.units.values(), key=lambda u: _folded(u.name))]
        if sort == "owner":
            people = sorted(organisation.persons.values(), key=lambda p: _folded(p.name))
            return [*(person.id for person in people), None]
        if sort == "status":
            return [
                item.code for item in vocabulary.all("status")
            ]  # the order of the work, not of the alphabet
        if sort == "kind":
            return [item.code for item in vocabulary.all("kind")]
        return ()

    # -- saved views

    def views(self) -> list[tuple[str, str, CaseQuery]]:
        """(id, name, query) of saved views."""
        self.session.actor.require(Permission.CASE_READ)
        with self.session.read() as connection:
            return [
                (key, name, CaseQuery.from_data(query))
                for key, name, query in program.saved_views(connection)
            ]

    def save_view(self, name: str, query: CaseQuery, view_id: str | None = None) -> tuple[Changes, str]:
        """Save a view under a name.

        Raises:
            UserError: no name, or one that is too long.
        """
        self.session.actor.require(Permission.CASE_READ)
        tidy = " ".join(clean(name, 200, field="name").split())
        if is_blank(tidy):
            raise UserError(N_("Give the view a name."), field="name")
        with self.session.write() as work:
            key = view_id or work.moment.ids.timed(work.moment.at)
            kept = program.saved_views(work.connection)
            before = next((old for one, old, _query in kept if one == key), None)
            program.put_view(work.connection, key, tidy, mended(query.as_data()), len(kept))
            work.note("view.saved", f"view:{key}", before=before, after=tidy)
        return work.changes, key

    def drop_view(self, view_id: str) -> Changes:
        """Take a saved view away; `save_view` with its id brings it back (undo)."""
        self.session.actor.require(Permission.CASE_READ)
        with self.session.write() as work:
            kept = program.saved_views(work.connection)
            before = next((old for one, old, _query in kept if one == view_id), None)
            program.drop_view(work.connection, view_id)
            work.note("view.dropped", f"view:{view_id}", before=before, after=None)
        return work.changes


def _folded(name: str) -> str:
    """A key that sorts Swedish and Finnish names as people expect: å, ä, ö last."""
    table = str.maketrans({"å": "{a", "ä": "{b", "ö": "{c", "æ": "{b", "ø": "{c"})
    return name.casefold().translate(table) if language() != "en" else name.casefold()
