"""Files out: csv, xlsx and json, whole or not at all.

A file is written beside its place and put there when it is complete, so that a full disk never leaves
half a file or destroys the old one. Texts that a spreadsheet would run as a formula are made harmless
(reliability 6); numbers stay numbers.
"""

from __future__ import annotations

import csv
import errno
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import IO, Any, Final

from kpsdesk.domain.text import mend
from kpsdesk.errors import KpsError, OutsideError
from kpsdesk.exchange.notes import Note
from kpsdesk.i18n import N_

Value = str | int | float | bool | date | datetime | time | None

CELL_LETTERS: Final = 32_767
SHEET_ROWS: Final = 1_048_576
DANGEROUS: Final = "=+-@\t\r＝＋－＠"

DISK_FULL: Final = N_(
    "The disk is full, and {name} was not written. An older file of that name is unchanged. "
    "Make room or choose another place, and try again."
)
READ_ONLY: Final = N_("You may not write in the folder of {name}. Nothing was changed. Choose another place.")
NO_FOLDER: Final = N_("The folder of {name} does not exist. Nothing was written. Choose another place.")
IN_USE: Final = N_(
    "{name} could not be written. Close it in other programs, or choose another name, and try again."
)
CUT: Final = N_(
    "Row {row}, {column}: the text was too long for a cell and is cut. It is whole in JSON and csv."
)
CUT_MARK: Final = " […]"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet; `width` in letters."""

    heading: str
    width: int = 16


def harmless(value: Value) -> Value:
    """A text that no spreadsheet runs as a formula; everything else as it is."""
    if isinstance(value, str):
        text = _shown(value)
        return "'" + text if text and text[0] in DANGEROUS else text
    return value


@contextmanager
def new_file(path: Path) -> Iterator[Path]:
    """A path beside the wanted one that takes its place at the end; gone after a failure.

    Raises `OutsideError` when the disk, the folder or another program is in the way.
    """
    beside: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=".kpsdesk-", suffix=path.suffix + ".part", dir=path.parent)
        os.close(handle)
        beside = Path(name)
        yield beside
        _to_disk(beside)
        beside.replace(path)
        _to_disk(path.parent)
    except OSError as error:
        raise in_words(error, path) from error
    finally:
        if beside is not None:
            beside.unlink(missing_ok=True)


def in_words(error: OSError, path: Path) -> KpsError:
    """A failure of the disk as a sentence."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return OutsideError(DISK_FULL, name=path.name)
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return OutsideError(READ_ONLY, name=path.name)
    if isinstance(error, (FileNotFoundError, NotADirectoryError)):
        return OutsideError(NO_FOLDER, name=path.name)
    return OutsideError(IN_USE, name=path.name)


def _to_disk(path: Path) -> None:
    """Have the system write it out; a folder cannot be opened so on Windows, where renaming is enough."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


# -- csv and json ----------------------------------------------------------------------------------


def write_csv(
    path: Path, columns: Sequence[Column], rows: Iterable[Sequence[Value]], language: str = "sv"
) -> None:
    """Comma-separated for English, else with semicolons and decimal commas, as Excel there expects."""
    separator = "," if language == "en" else ";"
    with new_file(path) as beside, beside.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, delimiter=separator)
        writer.writerow([harmless(column.heading) for column in columns])
        writer.writerows([_csv_cell(value, separator) for value in row] for row in rows)


def _csv_cell(value: Value, separator: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return repr(value).replace(".", ",") if separator == ";" else repr(value)
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat(sep=" ", timespec="minutes")
    return str(harmless(value))


def write_json(path: Path, name: str, items: Iterable[Mapping[str, Any]]) -> None:
    """`{name: [items]}`, one item a line, never more than one in memory."""
    with new_file(path) as beside, beside.open("w", encoding="utf-8", newline="\n") as stream:
        stream_json(stream, name, items)


def stream_json(stream: IO[str], name: str, items: Iterable[Mapping[str, Any]]) -> None:
    """The same to an open stream, such as standard output."""
    stream.write("{" + json.dumps(name) + ": [")
    for count, item in enumerate(items):
        text = json.dumps(item, ensure_ascii=False, default=_json_value)
        stream.write((",\n" if count else "\n") + text.encode("utf-8", "replace").decode("utf-8"))
    stream.write("\n]}\n")


def _json_value(value: object) -> str:
    if isinstance(value, (date, datetime, time)):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is no data for a file")


# -- xlsx ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook: its name, headings, rows."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]


def write_xlsx(
    path: Path, columns: Sequence[Column], rows: Iterable[Sequence[Value]], sheet: str = "Cases"
) -> tuple[Note, ...]:
    """A workbook with fixed headings and filters; a new sheet when one is full. Tells what had to be cut."""
    return write_sheets(path, [Sheet(sheet, columns, rows)])


def write_sheets(path: Path, sheets: Iterable[Sheet]) -> tuple[Note, ...]:
    """A workbook of several sheets, each with fixed headings and filters. Tells what had to be cut."""
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    notes: tuple[Note, ...] = ()
    with new_file(path) as beside, _room_beside(path) as room:
        book = xlsxwriter.Workbook(
            str(beside), {"constant_memory": True, "tmpdir": str(room), **_NO_GUESSING}
        )
        try:
            for one in sheets:
                notes += _Sheets(book, one.columns, one.name).write(one.rows)
            book.close()
        except FileCreateError as error:
            raise (error.args[0] if isinstance(error.args[0], OSError) else OSError(str(error))) from error
        finally:
            _let_go(book)
    return notes


@contextmanager
def _room_beside(path: Path) -> Iterator[Path]:
    """A folder for work in progress: case texts must not lie about in the common one."""
    room = Path(tempfile.mkdtemp(prefix=".kpsdesk-", dir=path.parent))
    try:
        yield room
    finally:
        shutil.rmtree(room, ignore_errors=True)


def _let_go(book: Any) -> None:
    """Close what the library leaves open when rows end in a failure; no folder with open files goes on Windows."""
    for sheet in book.worksheets():
        if sheet.row_data_fh is not None:
            sheet.row_data_fh.close()
    book.fileclosed = True


_NO_GUESSING: Final = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": True,
    "remove_timezone": True,
}


class _Sheets:
    """The sheets of one workbook, written row by row."""

    def __init__(self, book: Any, columns: Sequence[Column], name: str) -> None:
        self._book, self._columns, self._name = book, columns, name
        self._head = book.add_format(
            {"bold": True, "bg_color": "#E6EEF2", "bottom": 1, "text_wrap": True, "valign": "top"}
        )
        self._text = book.add_format({"text_wrap": True, "valign": "top"})
        self._formats = {
            date: book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"}),
            datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm", "valign": "top"}),
            time: book.add_format({"num_format": "hh:mm", "valign": "top"}),
        }
        self._notes: list[Note] = []
        self._count = 0

    def write(self, rows: Iterable[Sequence[Value]]) -> tuple[Note, ...]:
        """All rows, over as many sheets as they need."""
        sheet, line = self._new_sheet(), 1
        for row in rows:
            if line == SHEET_ROWS:
                self._finish(sheet, line)
                sheet, line = self._new_sheet(), 1
            for column, value in enumerate(row):
                self._cell(sheet, line, column, value)
            line += 1
        self._finish(sheet, line)
        return tuple(self._notes)

    def _new_sheet(self) -> Any:
        self._count += 1
        sheet = self._book.add_worksheet(f"{self._name} {self._count}" if self._count > 1 else self._name)
        for index, column in enumerate(self._columns):
            sheet.set_column(index, index, column.width)
            sheet.write_string(0, index, str(harmless(column.heading)), self._head)
        sheet.freeze_panes(1, 1)
        return sheet

    def _finish(self, sheet: Any, lines: int) -> None:
        if self._columns:
            sheet.autofilter(0, 0, max(lines - 1, 1), len(self._columns) - 1)

    def _cell(self, sheet: Any, line: int, column: int, value: Value) -> None:
        if value is None or value == "":
            return
        if isinstance(value, str):
            sheet.write_string(line, column, self._fitting(str(harmless(value)), line, column), self._text)
        elif isinstance(value, bool):
            sheet.write_boolean(line, column, value)
        elif isinstance(value, (int, float)):
            sheet.write_number(line, column, value)
        else:
            sheet.write_datetime(line, column, value, self._formats[type(value)])

    def _fitting(self, text: str, line: int, column: int) -> str:
        # the limit counts UTF-16 units, in which an emoji is two letters
        units = text.encode("utf-16-le")
        if len(units) <= 2 * CELL_LETTERS:
            return text
        heading = self._columns[column].heading if column < len(self._columns) else str(column + 1)
        self._notes.append(Note.of(CUT, row=line + 1, column=heading))
        return units[: 2 * (CELL_LETTERS - len(CUT_MARK))].decode("utf-16-le", "ignore") + CUT_MARK


def _shown(text: str) -> str:
    """The text without what would break a file; a tab or line break at its start is kept for `harmless`."""
    kept = text[:1] if text[:1] in ("\t", "\r") else ""
    return kept + mend(text[len(kept) :])
