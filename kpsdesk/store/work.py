"""One write: a transaction that carries its audit rows and ends with what it changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection

from kpsdesk.domain.case import AuditEntry, CaseFile
from kpsdesk.domain.changes import Changes
from kpsdesk.domain.handling import Moment
from kpsdesk.errors import Conflict, NotFound
from kpsdesk.i18n import N_
from kpsdesk.store import case_files
from kpsdesk.store.types import to_ms

__all__ = ["Connection", "Work"]


class Work:
    """A transaction in progress: cases taken out of it are saved with their audit when it ends."""

    def __init__(self, connection: Connection, moment: Moment) -> None:
        self.connection = connection
        self.moment = moment
        self.changes = Changes()
        self._cases: dict[int, tuple[CaseFile, case_files.Rows | None]] = {}
        self._entries: list[AuditEntry] = []

    def case(self, case_id: str, seen: Mapping[str, Any] | None = None) -> CaseFile:
        """A case to work on, by id or number. `seen`: field values that the asker had before them.

        Raises:
            NotFound: there is no such case.
            Conflict: a field that is about to be changed is no longer what the asker saw.
        """
        seq = case_files.seq_of(self.connection, case_id)
        if seq is None:
            raise NotFound(N_("There is no case {number} in this store."), number=case_id)
        return self.case_by_seq(seq, seen)

    def case_by_seq(self, seq: int, seen: Mapping[str, Any] | None = None) -> CaseFile:
        """A case to work on, by the store's order."""
        if seq not in self._cases:
            case = case_files.load(self.connection, seq)
            if case is None:
                raise NotFound(N_("There is no case {number} in this store."), number=str(seq))
            self._cases[seq] = (case, case_files.rows_of(case))
        case = self._cases[seq][0]
        for key, value in (seen or {}).items():
            now = getattr(case.head, key) if hasattr(case.head, key) else case.values.get(key)
            if (now or None) != (value or None):
                raise Conflict(
                    N_(
                        "Somebody changed this field while you had it open. Your text is still here: look at both and choose."
                    ),
                    field=key,
                )
        return case

    def add(self, case: CaseFile) -> None:
        """A case that is new."""
        self._cases[case.head.seq] = (case, None)

    def take_number(self, year: int) -> tuple[str, int]:
        """The next case number of a year, and its place in the store's order."""
        number = case_files.take_numbers(self.connection, f"number:{year}", 1)
        return f"{year}-{number:06d}", case_files.take_numbers(self.connection, "seq", 1)

    def note(self, action: str, what: str, /, **detail: Any) -> None:
        """An audit row for something that is not a case; `what` is noun:id."""
        self._entries.append(AuditEntry(action, what, detail))
        noun, _, one = what.partition(":")
        self.touch(noun, one)

    def touch(self, noun: str, *ids: str) -> None:
        """Say that something changed."""
        self.changes |= Changes.of(noun, *(one for one in ids if one))

    def flush(self) -> None:
        """Write the cases as they are now, so that other rows may refer to a new one; the audit waits for the end."""
        case_files.save_many(self.connection, list(self._cases.values()))
        self._cases = {seq: (case, case_files.rows_of(case)) for seq, (case, _) in self._cases.items()}

    def finish(self) -> None:
        """Write what is still in memory: cases, then the audit."""
        if self._cases:
            case_files.save_many(self.connection, list(self._cases.values()))
            self.touch("case", *(case.head.id for case, _ in self._cases.values()))
        entries: Iterable[AuditEntry] = [e for case, _ in self._cases.values() for e in case.audit]
        at, actor = to_ms(self.moment.at), self.moment.actor
        case_files.audit(self.connection, at, actor, [*self._entries, *entries])
