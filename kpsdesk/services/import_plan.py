"""What an import looks at, would do, did, and took back: frozen data for window and command line."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from kpsdesk.errors import UserError
from kpsdesk.exchange.case_rows import BadCell
from kpsdesk.exchange.headings import ColumnMapping
from kpsdesk.exchange.notes import Note
from kpsdesk.i18n import N_
from kpsdesk.services.import_rows import Incoming
from kpsdesk.store.imports import Batch

State = Literal["new", "known", "bad"]


@dataclass(frozen=True, slots=True)
class SheetLook:
    """A sheet before it is read: its headings with what each is taken for, and the first rows as text."""

    name: str
    headings: tuple[str, ...]
    columns: tuple[tuple[str, str], ...]  # heading, field key
    first_rows: tuple[tuple[str, ...], ...]
    rows: int


@dataclass(frozen=True, slots=True)
class FileLook:
    """A file before it is read; `missing` names the columns that an import cannot do without."""

    path: Path
    sheets: tuple[SheetLook, ...]
    mapping: ColumnMapping
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One row and what an import would do with it."""

    sheet: str
    row: int
    state: State
    unit: str = ""
    kind: str = ""
    title: str = ""
    number: str = ""
    notes: tuple[Note, ...] = ()
    bad: tuple[BadCell, ...] = ()


@dataclass(frozen=True)
class Plan:
    """What an import of a file would do; made without changing anything."""

    file: str
    lines: tuple[Line, ...]
    mapping: ColumnMapping
    units: tuple[tuple[str, str], ...]  # code and name of the units that a row can name
    incoming: tuple[Incoming, ...] = field(default=(), repr=False)

    def count(self, state: State) -> int:
        """How many rows are new, known or bad."""
        return sum(1 for line in self.lines if line.state == state)

    @property
    def bad_cells(self) -> tuple[BadCell, ...]:
        """Every cell for which a row cannot go in."""
        return tuple(cell for line in self.lines for cell in line.bad)

    @property
    def warnings(self) -> int:
        """How many of the rows that would go in are warned of."""
        return sum(1 for line in self.lines if line.state == "new" and line.notes)


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did; without a batch there was nothing new."""

    batch_id: int | None
    added: int
    known: int
    bad: int
    first_number: str = ""
    last_number: str = ""


@dataclass(frozen=True, slots=True)
class Undone:
    """An import taken back; `kept` are the numbers of cases that were worked on since and stay."""

    batch: Batch
    removed: int
    kept: tuple[str, ...]


class BadRows(UserError):
    """Some rows cannot go in, and nothing was; the plan says which and why."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(
            N_("{bad} of {rows} rows cannot go in, and nothing was imported."),
            bad=plan.count("bad"),
            rows=len(plan.lines),
        )
        self.plan = plan
