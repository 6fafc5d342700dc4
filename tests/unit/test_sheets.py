"""Tables out of the files that people have, and sentences for the files that are none."""

from __future__ import annotations

import zipfile
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from kpsdesk.errors import KpsError
from kpsdesk.exchange import sheets
from kpsdesk.exchange.headings import knows
from kpsdesk.exchange.sheets import Row, Table, read_bytes, read_file

LINES = (
    'Diarienr;Enhet;Beskrivning\r\n1;Solgården;"Ramlade; slog i\nhuvudet"\r\n\r\n2;Åsen;Fick ""inget""\r\n'
)


def book(*lines: list[Any], title: str = "Blad1") -> bytes:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    sheet.title = title
    for line in lines:
        sheet.append(line)
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


def only(data: bytes, name: str = "lista.csv") -> Table:
    (table,) = read_bytes(data, name, knows)
    return table


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
def test_csv_is_read_in_every_usual_encoding(encoding: str) -> None:
    table = only(LINES.encode(encoding))
    assert table.headings == ("Diarienr", "Enhet", "Beskrivning")
    assert table.rows[0] == Row(2, ("1", "Solgården", "Ramlade; slog i\nhuvudet"))
    assert [row.number for row in table.rows] == [2, 4]


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_the_sign_between_cells_is_found(separator: str) -> None:
    text = f"Nr{separator}Enhet{separator}Vad hände\n1{separator}A{separator}Föll, reste sig; log\n"
    table = only(text.replace("Föll, reste sig; log", '"Föll, reste sig; log"').encode())
    assert table.rows[0].cells == ("1", "A", "Föll, reste sig; log")


def test_excels_line_about_the_separator_is_obeyed() -> None:
    assert only(b"sep=,\r\nNr,Enhet\r\n1,A;B\r\n").rows[0].cells == ("1", "A;B")


def test_headings_are_found_below_titles_and_merged_cells() -> None:
    table = only(
        book(
            ["Avvikelser 2026, Vård och omsorg"],
            ["Utskrift", datetime(2026, 3, 31)],  # noqa: DTZ001
            [],
            ["Händelsen", None, None, "Handläggning"],
            ["Diarienr", "Enhet", "Händelse-\ndatum", None, "Avslutad"],
            [1, "Solgården", datetime(2026, 3, 1), "Bo", None],  # noqa: DTZ001
        ),
        "lista.xlsx",
    )
    assert table.header_row == 5
    assert table.headings == ("Diarienr", "Enhet", "Händelse- datum", "Handläggning", "Avslutad")
    assert [row.number for row in table.rows] == [6]


def test_unknown_headings_are_found_by_their_width() -> None:
    (table,) = read_bytes(book(["Lista"], ["Foo", "Bar", "Baz"], [1, 2, 3]), "x.xlsx")
    assert table.headings == ("Foo", "Bar", "Baz")


def test_all_sheets_with_something_in_them_are_read() -> None:
    workbook = openpyxl.load_workbook(BytesIO(book(["Nr", "Enhet"], [1, "A"], title="Mars")))
    workbook.create_sheet("Tom")
    april = workbook.create_sheet("April")
    april.append(["Nr", "Enhet"])
    april.append([2, "B"])
    out = BytesIO()
    workbook.save(out)
    assert [table.sheet for table in read_bytes(out.getvalue(), "x.xlsx", knows)] == ["Mars", "April"]


def far_cell() -> bytes:
    """A small file whose one far cell would span thousands of millions of cells."""
    source, out = zipfile.ZipFile(BytesIO(book(["Nr", "Enhet"], [1, "A"]))), BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for entry in source.infolist():
            content = source.read(entry)
            archive.writestr(entry, content.replace(b'r="B2"', b'r="XFD1048576"'))
    return out.getvalue()


def bomb() -> bytes:
    out = BytesIO(book(["Nr", "Enhet"], [1, "A"]))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet9.xml", bytes(130 * 1024 * 1024))
    return out.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
GOOD = book(["Nr", "Enhet"], [1, "A"])


@pytest.mark.parametrize(
    "data, name, template",
    [
        (b"", "tom.csv", sheets.EMPTY),
        (b"\n\n;;\n", "tom.csv", sheets.EMPTY),
        (book(), "tom.xlsx", sheets.EMPTY),
        (b"%PDF-1.7\x00\x01\x02", "x.xlsx", sheets.NOT_A_TABLE),
        (GOOD[:-200], "x.xlsx", sheets.DAMAGED),
        (GOOD[:200] + b"\x00" * 300 + GOOD[500:], "x.xlsx", sheets.DAMAGED),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "x.xlsx", sheets.LOCKED),
        (OLE, "x.xls", sheets.OLD_FORMAT),
        (far_cell(), "x.xlsx", sheets.TOO_BIG),
        (bomb(), "x.xlsx", sheets.TOO_BIG),
        (b'Nr;Enhet\n1;"' + b"x" * 140_000, "x.csv", sheets.LONG_CELL),
    ],
)
def test_a_file_that_is_no_table_gets_a_sentence(data: bytes, name: str, template: str) -> None:
    with pytest.raises(KpsError) as raised:
        read_bytes(data, name)
    assert raised.value.template == template
    assert name in str(raised.value)


def test_a_missing_file_and_a_folder_get_a_sentence(tmp_path: Path) -> None:
    for path, template in ((tmp_path / "nej.csv", sheets.NOT_THERE), (tmp_path, sheets.UNREADABLE)):
        with pytest.raises(KpsError) as raised:
            read_file(path)
        assert raised.value.template == template


@given(st.binary(max_size=400), st.integers(0, len(GOOD)), st.integers(0, 50))
def test_random_and_broken_bytes_never_crash(noise: bytes, at: int, length: int) -> None:
    for data in (noise, GOOD[:at] + noise + GOOD[at + length :], b"PK\x03\x04" + noise):
        try:
            tables = read_bytes(data, "x.xlsx", knows)
        except KpsError:
            continue  # told in a sentence
        assert tables
