"""Tables from files that people keep: xlsx and csv, whatever lies above the headings.

Sizes are looked at before anything is unpacked, and bytes that are no table end in a sentence, never in
a crash (reliability 6). Nothing is written anywhere.
"""

from __future__ import annotations

import csv
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Final

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from kpsdesk.errors import OutsideError, UserError
from kpsdesk.i18n import N_

Cell = str | int | float | bool | date | datetime | time | timedelta | None

FILE_LIMIT: Final = 50 * 1024 * 1024
UNPACKED_LIMIT: Final = 120 * 1024 * 1024
CELL_LIMIT: Final = 5_000_000
HEADING_ROWS: Final = 40

NOT_THERE: Final = N_("There is no file {name}. Look at its name and folder.")
UNREADABLE: Final = N_(
    "The file {name} cannot be read. Close it in other programs, or ask for the right to read it."
)
NOT_A_TABLE: Final = N_(
    "{name} is not a spreadsheet that KPSdesk can read. Save it as xlsx or csv and try again."
)
OLD_FORMAT: Final = N_(
    "{name} is in an old or other spreadsheet format. Save it as xlsx or csv and try again."
)
LOCKED: Final = N_("{name} is locked with a password. Save it without the password and try again.")
TOO_BIG: Final = N_(
    "{name} is too big to be read safely. Split it into several files, a year in each, and try again."
)
DAMAGED: Final = N_("{name} is damaged. Open it in the program it comes from, save it again and try again.")
EMPTY: Final = N_("{name} holds no rows. Nothing was read.")
LONG_CELL: Final = N_(
    "{name}: row {row} has a cell with over 131 072 characters, or a quotation mark that is never closed. "
    "Mend that row and try again."
)

_ZIP: Final = b"PK\x03\x04"
_COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_REFERENCE: Final = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"[^>/]*>')  # cells that hold something
_NOT_TEXT: Final = re.compile(r"[\x00-\x08\x0e-\x1f]")


@dataclass(frozen=True, slots=True)
class Row:
    """One row and its number in the sheet, counted as the spreadsheet program shows it."""

    number: int
    cells: tuple[Cell, ...]

    def is_empty(self) -> bool:
        """Whether no cell holds anything to see."""
        return all(is_empty(cell) for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet: where its headings stand, what they say, and the rows below that hold anything."""

    sheet: str
    header_row: int
    headings: tuple[str, ...]
    rows: tuple[Row, ...]


Knows = Callable[[str], bool]


def is_empty(cell: Cell) -> bool:
    """Whether a cell holds nothing to see."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def read_file(path: Path, knows: Knows | None = None) -> tuple[Table, ...]:
    """The tables of a file; `knows` tells a heading, which finds the heading row below titles.

    Raises `UserError` or `OutsideError` with what is wrong with the file and what to do.
    """
    try:
        if path.stat().st_size > FILE_LIMIT:
            raise UserError(TOO_BIG, name=path.name)
        data = path.read_bytes()
    except FileNotFoundError:
        raise UserError(NOT_THERE, name=path.name) from None
    except OSError:
        raise OutsideError(UNREADABLE, name=path.name) from None
    return read_bytes(data, path.name, knows)


def read_bytes(data: bytes, name: str, knows: Knows | None = None) -> tuple[Table, ...]:
    """The tables of a file's content; sheets without anything in them are left out."""
    if len(data) > FILE_LIMIT:
        raise UserError(TOO_BIG, name=name)
    if data.startswith(_ZIP):
        sheets = _workbook(data, name)
    elif data.startswith(_COMPOUND):
        locked = "EncryptedPackage".encode("utf-16-le") in data
        raise UserError(LOCKED if locked else OLD_FORMAT, name=name)
    else:
        sheets = [(Path(name).stem, _csv_rows(data, name))]
    tables = tuple(table for sheet, rows in sheets if (table := _table(sheet, rows, knows)) is not None)
    if not tables:
        raise UserError(EMPTY, name=name)
    return tables


# -- xlsx ------------------------------------------------------------------------------------------


def _workbook(data: bytes, name: str) -> list[tuple[str, list[Row]]]:
    _inspect(data, name)
    try:
        with CalamineWorkbook.from_filelike(BytesIO(data)) as book:
            return [(sheet, _sheet_rows(book.get_sheet_by_name(sheet))) for sheet in book.sheet_names]
    except PasswordError:
        raise UserError(LOCKED, name=name) from None
    except (CalamineError, OSError, ValueError, OverflowError):
        raise UserError(DAMAGED, name=name) from None
    except BaseException as error:
        # a panic in the reader is no Exception; anything else that is none (Ctrl+C) goes on its way
        if type(error).__name__ != "PanicException":
            raise
        raise UserError(DAMAGED, name=name) from None


def _sheet_rows(sheet: CalamineSheet) -> list[Row]:
    return [
        Row(number, tuple(cells))
        for number, cells in enumerate(sheet.to_python(skip_empty_area=False), start=1)
    ]


def _inspect(data: bytes, name: str) -> None:
    """Refuse what would fill the memory: too much when unpacked, or a cell far out that spans a huge sheet."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as packed:
            entries = packed.infolist()
            names = {entry.filename for entry in entries}
            if "xl/workbook.xml" not in names:
                other = {"xl/workbook.bin", "mimetype"} & names
                raise UserError(OLD_FORMAT if other else NOT_A_TABLE, name=name)
            if sum(entry.file_size for entry in entries) > UNPACKED_LIMIT:
                raise UserError(TOO_BIG, name=name)
            for entry in entries:
                # read to the end, which also proves that the declared sizes are true
                content = packed.read(entry)
                if entry.filename.startswith("xl/worksheets/") and _span(content) > CELL_LIMIT:
                    raise UserError(TOO_BIG, name=name)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, ValueError, EOFError):
        raise UserError(DAMAGED, name=name) from None


def _span(xml: bytes) -> int:
    letters, last = set(), 0
    for column, row in _REFERENCE.findall(xml):
        letters.add(column)
        last = max(last, int(row))
    return last * max((_column_number(column) for column in letters), default=0)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


# -- csv -------------------------------------------------------------------------------------------


def _csv_rows(data: bytes, name: str) -> list[Row]:
    text = _decoded(data, name)
    separator, text = _separator(text)
    rows: list[Row] = []
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator)
    try:
        rows.extend(Row(number, tuple(cells)) for number, cells in enumerate(reader, start=1))
    except csv.Error:
        raise UserError(LONG_CELL, name=name, row=len(rows) + 1) from None
    return rows


def _decoded(data: bytes, name: str) -> str:
    """The text: by its mark, else UTF-16 by its zero bytes, else UTF-8, else cp1252."""
    for encoding in _encodings(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _NOT_TEXT.search(text):
            break
        return text.removeprefix("\ufeff")
    raise UserError(NOT_A_TABLE, name=name)


def _encodings(data: bytes) -> tuple[str, ...]:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return ("utf-16",)
    start = data[:2000]
    if len(start) > 3 and start.count(0) > len(start) // 4:
        return ("utf-16-le",) if start[1::2].count(0) > start[0::2].count(0) else ("utf-16-be",)
    return ("utf-8-sig", "cp1252")


def _separator(text: str) -> tuple[str, str]:
    """The sign between cells, and the text without Excel's `sep=;` line."""
    if match := re.match(r'"?sep=(.)"?\r?\n', text, re.IGNORECASE):
        return match[1], text[match.end() :]
    return max(";\t,", key=lambda sign: _evenness(text, sign)), text


def _evenness(text: str, separator: str) -> float:
    """How well a separator cuts the first rows into equally many cells, two or more."""
    widths: list[int] = []
    reader = csv.reader(StringIO(text[:200_000], newline=""), delimiter=separator)
    try:
        for cells in reader:
            if any(cells):
                widths.append(len(cells))
            if len(widths) == HEADING_ROWS:
                break
    except csv.Error:
        return 0
    many = [width for width in widths if width > 1]
    if not many:
        return 0
    usual = max(set(many), key=lambda width: (many.count(width), width))
    return many.count(usual) / len(widths) * min(usual, 8)


# -- headings --------------------------------------------------------------------------------------


def _table(sheet: str, rows: Sequence[Row], knows: Knows | None) -> Table | None:
    filled = [row for row in rows if not row.is_empty()]
    if not filled:
        return None
    at = _heading_index(filled[:HEADING_ROWS], knows)
    headings = _headings(filled, at)
    return Table(sheet, filled[at].number, headings, tuple(filled[at + 1 :]))


def _heading_index(rows: Sequence[Row], knows: Knows | None) -> int:
    known = [sum(1 for text in _texts(row) if knows is not None and knows(text)) for row in rows]
    if max(known) > 1:
        return known.index(max(known))
    # nobody knows the headings: the first row that is nearly as wide in different words as any
    width = [len({text.casefold() for text in _texts(row)}) for row in rows]
    return next(index for index, count in enumerate(width) if count >= 0.7 * max(width))


def _texts(row: Row) -> Iterator[str]:
    for cell in row.cells:
        if isinstance(cell, str) and cell.strip():
            yield one_line(cell)


def _headings(rows: Sequence[Row], at: int) -> tuple[str, ...]:
    """The texts of the heading row; where it is blank, what is merged down from the row above."""
    row = rows[at]
    above = rows[at - 1].cells if at and rows[at - 1].number == row.number - 1 else ()
    # a title is one cell over the whole table, and no heading
    usable = sum(1 for cell in above if not is_empty(cell)) > 1
    headings = []
    for index, cell in enumerate(row.cells):
        if is_empty(cell) and usable and index < len(above):
            cell = above[index]  # noqa: PLW2901
        headings.append("" if is_empty(cell) else one_line(str(cell)))
    return tuple(headings)


def one_line(text: str) -> str:
    """A text with every run of white space as one space."""
    return " ".join(text.split())
