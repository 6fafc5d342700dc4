"""One row of a case spreadsheet as the fields of a case.

Only unit, kind and date must be understood; whatever else is not known goes in as its text with a
warning, and what a sheet lacks is "not known". The kind words "avvikelse" and "poikkeama" cover an
adverse event and a near miss (domain 1.1): without harm it is a near miss, else an adverse event, and
the row says so. Codes of a store come in as plain tables of words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from kpsdesk.errors import UserError
from kpsdesk.exchange.case_reader import RowReader, SheetContext
from kpsdesk.exchange.case_rows import BadRow, CaseRowIn, CodeLists
from kpsdesk.exchange.headings import MISSING_COLUMNS, ColumnMapping, first_of, guess_mapping, normalised
from kpsdesk.exchange.lookup import Index
from kpsdesk.exchange.sheets import Table


def with_cases(
    tables: Sequence[Table], saved: ColumnMapping | None = None
) -> tuple[tuple[Table, ColumnMapping], ...]:
    """The tables of a file that hold cases, each with its mapping; sheets of lists and notes are passed over.

    Raises `UserError` naming the missing columns of the best sheet when none does.
    """
    matched = [(table, saved or guess_mapping(table.headings)) for table in tables]
    found = tuple((table, mapping) for table, mapping in matched if not _missing(table, mapping))
    if not found:
        missing = min((_missing(table, mapping) for table, mapping in matched), key=len)
        raise UserError(MISSING_COLUMNS, columns=first_of(missing))
    return found


def _missing(table: Table, mapping: ColumnMapping) -> tuple[str, ...]:
    """The needed fields for which this table has no column, whatever a saved mapping was made for."""
    there = {normalised(heading) for heading in table.headings}
    columns = tuple(pair for pair in mapping.columns if normalised(pair[0]) in there)
    return ColumnMapping(columns, mapping.constants).missing()


def read_table(
    table: Table, mapping: ColumnMapping, lists: CodeLists, today: date
) -> Iterator[CaseRowIn | BadRow]:
    """Every row of a table, good or bad, in the order of the sheet.

    Raises `UserError` at once when a column is missing that an import cannot do without.
    """
    if missing := _missing(table, mapping):
        raise UserError(MISSING_COLUMNS, columns=first_of(missing))
    context = SheetContext(
        sheet=table.sheet,
        columns=_columns(table.headings, mapping),
        constants=dict(mapping.constants),
        today=today,
        units=Index(lists.units),
        event_types=Index(lists.event_types, in_parts=True),
        subcategories=Index(lists.subcategories),
        places=Index(lists.places, in_parts=True),
        professions=Index(lists.professions, in_parts=True),
        kinds=Index(lists.kinds),
        statuses=Index(lists.statuses),
        harms=Index(lists.harms),
    )
    return (RowReader(context, row).read() for row in table.rows)


def _columns(headings: tuple[str, ...], mapping: ColumnMapping) -> tuple[tuple[int, str, str], ...]:
    """Position, heading and field of each column; a heading that stands twice is matched in order."""
    waiting = list(mapping.columns)
    columns = []
    for index, heading in enumerate(headings):
        match = next((pair for pair in waiting if normalised(pair[0]) == normalised(heading)), None)
        if match is not None:
            waiting.remove(match)
        columns.append((index, heading, match[1] if match is not None else "extra"))
    return tuple(columns)
