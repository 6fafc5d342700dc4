"""Cases from a spreadsheet: look at it, see row by row what would happen, take it in, take it back.

A row's identity is its number within the unit, else its content, so the same file twice adds nothing. An import is one
transaction: all of it or nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from kpsdesk.clock import local_day
from kpsdesk.domain.changes import Changes
from kpsdesk.domain.permission import Permission
from kpsdesk.domain.text import first_words
from kpsdesk.errors import NotFound, UserError
from kpsdesk.exchange.case_rows import BadCell, BadRow, CaseRowIn, CodeLists
from kpsdesk.exchange.case_sheet import read_table, with_cases
from kpsdesk.exchange.headings import BAD_MAPPING, ColumnMapping, guess_mapping, knows
from kpsdesk.exchange.lookup import text_of
from kpsdesk.exchange.notes import Note
from kpsdesk.exchange.sheets import Table, read_file
from kpsdesk.i18n import N_
from kpsdesk.services.import_cases import CaseMaker
from kpsdesk.services.import_plan import BadRows, FileLook, Imported, Line, Plan, SheetLook, Undone
from kpsdesk.services.import_rows import Incoming, RowsUnderstood
from kpsdesk.services.session import Session
from kpsdesk.store import case_files, program
from kpsdesk.store import imports as import_store
from kpsdesk.store.cancel import Cancel
from kpsdesk.store.imports import Batch
from kpsdesk.store.work import Work

__all__ = [
    "BadCell",
    "BadRows",
    "Batch",
    "Cancel",
    "ColumnMapping",
    "FileLook",
    "ImportService",
    "Imported",
    "Line",
    "Note",
    "Plan",
    "SheetLook",
    "Undone",
]

Progress = Callable[[int, int], None]

MAPPINGS: Final = "import_mappings"
FIRST_ROWS: Final = 5
CHUNK: Final = 1000
EARLIER: Final = N_("It is in the store already, as case {number}.")
TWICE: Final = N_("It stands in this file already: {sheet}, row {row}.")


@dataclass(frozen=True)
class ImportService:
    """Takes in cases from files."""

    session: Session

    # -- looking

    def look(self, path: Path, mapping: ColumnMapping | None = None) -> FileLook:
        """The sheets of a file with cases, and what their columns are taken for.

        Raises:
            UserError, OutsideError: the file cannot be read as a table.
        """
        self.session.actor.require(Permission.CASE_IMPORT)
        tables = read_file(path, knows)
        chosen = _with_cases(tables, mapping)
        sheets = tuple(_look(table, one) for table, one in chosen)
        used = mapping or _joined([one for _table, one in chosen])
        missing = min((one.missing() for _table, one in chosen), key=len)
        return FileLook(path, sheets, used, missing)

    def plan(
        self,
        path: Path,
        mapping: ColumnMapping | None = None,
        progress: Progress | None = None,
        cancel: Cancel | None = None,
    ) -> Plan:
        """Row by row what an import would do; changes nothing.

        Raises:
            UserError, OutsideError: the file cannot be read, or a column is missing that is needed.
            Cancelled: `cancel` was called.
        """
        self.session.actor.require(Permission.CASE_IMPORT)
        now = self.session.clock.now()
        tables = with_cases(read_file(path, knows), mapping)
        units = self.session.organisation.units
        with self.session.read() as connection:
            known = import_store.known(connection, units)
        sorting = _Sorting(RowsUnderstood(self.session, now), known)
        total = sum(len(table.rows) for table, _mapping in tables)
        for row, headings in self._rows(tables, now):
            sorting.take(row, headings)
            if len(sorting.lines) % CHUNK == 0:
                _step(progress, cancel, len(sorting.lines), total)
        _step(progress, cancel, total, total)
        active = self.session.organisation.active_units(local_day(now, self.session.country))
        return Plan(
            file=path.name,
            lines=tuple(sorting.lines),
            mapping=mapping or _joined([one for _table, one in tables]),
            units=tuple((unit.code, unit.name) for unit in active),
            incoming=tuple(sorting.incoming),
        )

    def _rows(
        self, tables: Sequence[tuple[Table, ColumnMapping]], now: datetime
    ) -> Iterator[tuple[CaseRowIn | BadRow, Mapping[str, str]]]:
        lists, today = self._code_lists(), local_day(now, "FI")
        for table, mapping in tables:
            headings = {key: heading for heading, key in reversed(mapping.columns)}
            for row in read_table(table, mapping, lists, today):
                yield row, headings

    def _code_lists(self) -> CodeLists:
        """What the words of this store mean, in all three languages."""
        vocabulary, units = self.session.vocabulary, self.session.organisation.units.values()
        tables: dict[str, dict[str, str]] = {}
        for name in ("event_type", "place", "profession", "kind", "status", "harm"):
            for item in vocabulary.all(name):
                table = tables.setdefault(f"{name}.sub" if item.parent else name, {})
                for text in (item.text.sv, item.text.fi, item.text.en, item.code):
                    table.setdefault(text, item.code)
        return CodeLists(
            units={
                name: unit.code for unit in units for name in (*(v.name for v in unit.versions), unit.code)
            },
            event_types=tables.get("event_type", {}),
            subcategories=tables.get("event_type.sub", {}),
            places=tables.get("place", {}),
            professions=tables.get("profession", {}),
            kinds=tables.get("kind", {}),
            statuses=tables.get("status", {}),
            harms=tables.get("harm", {}),
        )

    # -- taking in and taking back

    def run(
        self,
        plan: Plan,
        *,
        skip_bad: bool = False,
        progress: Progress | None = None,
        cancel: Cancel | None = None,
    ) -> tuple[Changes, Imported]:
        """Take in the new rows of a plan: all of them in one transaction.

        Raises:
            BadRows: some rows cannot go in and `skip_bad` was not given; nothing was imported.
            Cancelled: `cancel` was called; nothing was imported.
        """
        self.session.actor.require(Permission.CASE_IMPORT)
        if plan.count("bad") and not skip_bad:
            raise BadRows(plan)
        known, bad = plan.count("known"), plan.count("bad")
        if not plan.incoming:
            return Changes(), Imported(None, 0, known, bad)
        with self.session.write() as work:
            there = import_store.known(work.connection, self.session.organisation.units)
            fresh = [one for one in plan.incoming if one.new.source_key not in there]
            known += len(plan.incoming) - len(fresh)
            if not fresh:
                return Changes(), Imported(None, 0, known, bad)
            numbers = self._take_in(work, plan, fresh, known + bad, (progress, cancel))
        batch_id, first, last = numbers
        return work.changes, Imported(batch_id, len(fresh), known, bad, first, last)

    def _take_in(
        self,
        work: Work,
        plan: Plan,
        fresh: Sequence[Incoming],
        skipped: int,
        watched: tuple[Progress | None, Cancel | None],
    ) -> tuple[int, str, str]:
        connection, moment = work.connection, work.moment
        batch_id = import_store.open_batch(
            connection, plan.file, moment.at, moment.actor, plan.mapping.as_dict()
        )
        year = local_day(moment.at, self.session.country).year
        first = case_files.take_numbers(connection, f"number:{year}", len(fresh))
        seq = case_files.take_numbers(connection, "seq", len(fresh))
        maker = CaseMaker(self.session.rules, moment, batch_id, plan.file)
        for start in range(0, len(fresh), CHUNK):
            _step(*watched, start, len(fresh))
            some = enumerate(fresh[start : start + CHUNK], start)
            cases = [maker.make(one, f"{year}-{first + n:06d}", seq + n) for n, one in some]
            import_store.save_new(connection, cases, moment.at, moment.actor)
        _step(*watched, len(fresh), len(fresh))
        import_store.count_batch(connection, batch_id, len(fresh), skipped)
        work.note("import.done", f"import:{batch_id}", file=plan.file, added=len(fresh), skipped=skipped)
        work.touch("case")
        return batch_id, f"{year}-{first:06d}", f"{year}-{first + len(fresh) - 1:06d}"

    def undo(self, batch_id: int | None = None) -> tuple[Changes, Undone]:
        """Take an import back, the last one unless another is named. Cases that were worked on since stay.

        Raises:
            NotFound: there is no such import, or it was taken back already.
            UserError: every case of it was worked on.
        """
        self.session.actor.require(Permission.CASE_IMPORT)
        with self.session.write() as work:
            batch = import_store.batch(work.connection, batch_id)
            if batch is None:
                raise NotFound(N_("There is no import to take back."))
            if batch.undone_at is not None:
                raise NotFound(N_("Import {id} was taken back already."), id=batch.id)
            cases = import_store.cases_of(work.connection, batch.id)
            kept = tuple(case.number for case in cases if case.worked_on)
            removed = [case for case in cases if not case.worked_on]
            if not removed:
                raise UserError(
                    N_("Every case of import {id} was worked on since, so all of them stay."), id=batch.id
                )
            import_store.remove(work.connection, [case.seq for case in removed])
            import_store.mark_undone(work.connection, batch.id, work.moment.at)
            for case in removed:
                work.note("case.taken_back", f"case:{case.id}", number=case.number, batch=batch.id)
            work.note("import.undone", f"import:{batch.id}", removed=len(removed), kept=list(kept))
        return work.changes, Undone(batch, len(removed), kept)

    def batches(self) -> list[Batch]:
        """Imports so far, newest first."""
        self.session.actor.require(Permission.CASE_IMPORT)
        with self.session.read() as connection:
            return import_store.batches(connection)

    # -- mappings that were saved

    def mappings(self) -> dict[str, ColumnMapping]:
        """Saved column mappings by name; one that cannot be read any more is left out."""
        self.session.actor.require(Permission.CASE_IMPORT)
        found = {}
        for name, data in self.session.settings.get(MAPPINGS, {}).items():
            with suppress(UserError):
                found[name] = ColumnMapping.from_dict(data)
        return found

    def save_mapping(self, name: str, mapping: ColumnMapping) -> Changes:
        """Keep a mapping for the next file of the kind.

        Raises:
            UserError: it has no name.
        """
        self.session.actor.require(Permission.CASE_IMPORT)
        if not name.strip():
            raise UserError(N_("Give the column mapping a name."), field="name")
        before: dict[str, Any] = dict(self.session.settings.get(MAPPINGS, {}))
        told = {"before": before.get(name.strip()), "after": mapping.as_dict()}
        kept = before | {name.strip(): mapping.as_dict()}
        with self.session.write() as work:
            program.set_setting(work.connection, MAPPINGS, kept)
            work.note("import.mapping", f"setting:{MAPPINGS}", name=name.strip(), **told)
            work.touch("settings")
        return work.changes

    def find_mapping(self, name_or_file: str) -> ColumnMapping:
        """A mapping by the name that it was saved under, or from a JSON file.

        Raises:
            UserError: there is none, or it cannot be read.
        """
        saved = self.mappings()
        if name_or_file in saved:
            return saved[name_or_file]
        file = Path(name_or_file)
        if not file.is_file():
            raise UserError(
                N_("There is no saved column mapping and no file called {name}."), name=name_or_file
            )
        try:
            return ColumnMapping.from_dict(json.loads(file.read_text(encoding="utf-8-sig")))
        except (OSError, ValueError):
            raise UserError(BAD_MAPPING) from None


class _Sorting:
    """Puts rows into new, known and bad, in the order of the file."""

    def __init__(self, understood: RowsUnderstood, known: Mapping[str, str]) -> None:
        self.lines: list[Line] = []
        self.incoming: list[Incoming] = []
        self._understood, self._known = understood, known
        self._here: dict[str, CaseRowIn] = {}

    def take(self, row: CaseRowIn | BadRow, headings: Mapping[str, str]) -> None:
        """Sort one row."""
        if isinstance(row, BadRow):
            self.lines.append(Line(row.sheet, row.row, "bad", bad=row.cells))
            return
        if row.identity in self._known:
            number = self._known[row.identity]
            self._leave(row, Note.of(EARLIER, number=number), number)
        elif row.identity in self._here:
            first = self._here[row.identity]
            self._leave(row, Note.of(TWICE, sheet=first.sheet, row=first.row))
        else:
            self._here[row.identity] = row
            one = self._understood.incoming(row, headings)
            self.incoming.append(one)
            self.lines.append(
                Line(row.sheet, row.row, "new", row.unit, row.kind, one.new.title, notes=one.notes)
            )

    def _leave(self, row: CaseRowIn, why: Note, number: str = "") -> None:
        title = first_words(row.texts.get("title") or row.description or row.event_type_text)
        self.lines.append(Line(row.sheet, row.row, "known", row.unit, row.kind, title, number, (why,)))


def _step(progress: Progress | None, cancel: Cancel | None, done: int, total: int) -> None:
    if cancel is not None:
        cancel.check()
    if progress is not None:
        progress(done, total)


def _with_cases(
    tables: Sequence[Table], mapping: ColumnMapping | None
) -> Sequence[tuple[Table, ColumnMapping]]:
    """Sheets with cases; when none has all columns, the one that lacks fewest, to be completed by hand."""
    try:
        return with_cases(tables, mapping)
    except UserError:
        guessed = [(table, mapping or guess_mapping(table.headings)) for table in tables]
        return [min(guessed, key=lambda pair: len(pair[1].missing()))]


def _joined(mappings: Sequence[ColumnMapping]) -> ColumnMapping:
    """One mapping for all sheets of a file; a heading that several have is taken as in the first."""
    columns: list[tuple[str, str]] = []
    for mapping in mappings:
        columns += [pair for pair in mapping.columns if pair[0] not in {heading for heading, _key in columns}]
    return ColumnMapping(tuple(columns), tuple(dict(c for m in mappings for c in m.constants).items()))


def _look(table: Table, mapping: ColumnMapping) -> SheetLook:
    rows = tuple(
        tuple(first_words(text_of(cell)) for cell in row.cells[: len(table.headings)])
        for row in table.rows[:FIRST_ROWS]
    )
    keys: dict[str, Any] = dict(reversed(mapping.columns))
    columns = tuple((heading, keys.get(heading, "extra")) for heading in table.headings)
    return SheetLook(table.sheet, table.headings, columns, rows, len(table.rows))
