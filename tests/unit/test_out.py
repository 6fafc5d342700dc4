"""Files out: whole, harmless, and readable by what people open them with."""

from __future__ import annotations

import csv
import errno
import json
import math
import os
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpsdesk import i18n
from kpsdesk.errors import OutsideError
from kpsdesk.exchange import out
from kpsdesk.exchange.headings import guess_mapping
from kpsdesk.exchange.out import Column, Value, harmless, write_csv, write_json, write_xlsx
from kpsdesk.exchange.sheets import read_file


@pytest.fixture(autouse=True)
def _in_english(_swedish: None) -> None:
    """Reasons are read here in the words of the code, whatever catalogues are compiled."""
    i18n.use("en")


COLUMNS = [Column("Diarienr", 12), Column("Beskrivning", 60), Column("Poäng"), Column("Datum")]
ROWS: list[list[Value]] = [
    ["2026-000001", "=1+1", -4, date(2026, 3, 1)],
    ["@x", "＝1", 1.5, datetime(2026, 3, 1, 14, 5)],  # noqa: DTZ001
    ["-", "+46", None, time(8, 0)],
    ["å\r\nä", "\ttab", True, None],
]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "＝1"])
def test_texts_that_would_run_begin_with_an_apostrophe(text: str) -> None:
    assert str(harmless(text)).startswith("'" + text[0])


def test_numbers_and_other_texts_stay() -> None:
    for value in (-4, 1.5, "a=b", "", None, date(2026, 3, 1)):
        assert harmless(value) == value


@given(st.text(st.characters(exclude_categories=[])))
def test_no_text_can_run(text: str) -> None:
    shown = str(harmless(text))
    assert not shown.startswith(tuple(out.DANGEROUS))
    shown.encode()


def test_csv_opens_in_a_nordic_excel(tmp_path: Path) -> None:
    path = tmp_path / "ut.csv"
    write_csv(path, COLUMNS, ROWS)
    assert path.read_bytes().startswith(b"\xef\xbb\xbfDiarienr;Beskrivning;")
    with path.open(encoding="utf-8-sig", newline="") as stream:
        lines = list(csv.reader(stream, delimiter=";"))
    assert lines[1:] == [
        ["2026-000001", "'=1+1", "-4", "2026-03-01"],
        ["'@x", "'＝1", "1,5", "2026-03-01 14:05"],
        ["'-", "'+46", "", "08:00:00"],
        ["å\nä", "'\ttab", "1", ""],
    ]


def test_csv_for_english_has_commas(tmp_path: Path) -> None:
    write_csv(tmp_path / "out.csv", [Column("a"), Column("b")], [["x", 1.5]], "en")
    assert (tmp_path / "out.csv").read_text("utf-8-sig") == "a,b\nx,1.5\n"


def test_xlsx_keeps_types_and_runs_nothing(tmp_path: Path) -> None:
    path = tmp_path / "ut.xlsx"
    assert write_xlsx(path, COLUMNS, ROWS, "Ärenden") == ()
    sheet = openpyxl.load_workbook(path)["Ärenden"]
    assert [cell.value for cell in sheet[2]] == ["2026-000001", "'=1+1", -4, datetime(2026, 3, 1)]  # noqa: DTZ001
    assert sheet["D3"].value == datetime(2026, 3, 1, 14, 5)  # noqa: DTZ001
    assert not any(cell.data_type == "f" for line in sheet.iter_rows() for cell in line)
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("B2", "A1:D5")
    assert os.listdir(tmp_path) == ["ut.xlsx"]  # noqa: PTH208  (names alone)


def test_a_text_too_long_for_a_cell_is_cut_and_told(tmp_path: Path) -> None:
    path = tmp_path / "ut.xlsx"
    (note,) = write_xlsx(path, COLUMNS, [["1", "😀" * 20_000], ["2", "x" * 32_767]])
    assert "Row 2, Beskrivning" in str(note)
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert str(sheet["B2"].value).endswith("😀 […]")
    assert len(str(sheet["B2"].value).encode("utf-16-le")) // 2 <= 32_767
    assert sheet["B3"].value == "x" * 32_767


def test_a_full_sheet_goes_on_in_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(out, "SHEET_ROWS", 3)
    write_xlsx(tmp_path / "ut.xlsx", [Column("Nr")], [[n] for n in range(5)], "Cases")
    book = openpyxl.load_workbook(tmp_path / "ut.xlsx")
    assert {sheet.title: [line[0].value for line in sheet.iter_rows()] for sheet in book} == {
        "Cases": ["Nr", 0, 1],
        "Cases 2": ["Nr", 2, 3],
        "Cases 3": ["Nr", 4],
    }


def test_odd_numbers_do_not_break_a_sheet(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "ut.xlsx", [Column("a")], [[math.nan], [math.inf]])
    assert openpyxl.load_workbook(tmp_path / "ut.xlsx").worksheets[0].max_row == 3


def test_json_is_what_it_was(tmp_path: Path) -> None:
    path = tmp_path / "ut.json"
    write_json(path, "cases", iter([{"id": 1, "text": "=å 😀"}, {"at": datetime(2026, 3, 1), "x": [None]}]))  # noqa: DTZ001
    assert json.loads(path.read_text("utf-8")) == {
        "cases": [{"id": 1, "text": "=å 😀"}, {"at": "2026-03-01T00:00:00", "x": [None]}]
    }
    write_json(path, "cases", [])
    assert json.loads(path.read_text("utf-8")) == {"cases": []}


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
@pytest.mark.parametrize(
    "code, template", [(errno.ENOSPC, out.DISK_FULL), (errno.EROFS, out.READ_ONLY), (errno.EIO, out.IN_USE)]
)
def test_a_failure_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, kind: str, code: int, template: str
) -> None:
    path = tmp_path / f"ut.{kind}"
    path.write_text("den gamla")

    def rows() -> Iterator[list[Value]]:
        yield ["1"]
        raise OSError(code, "x")

    writers: dict[str, Callable[[], object]] = {
        "csv": lambda: write_csv(path, COLUMNS, rows()),
        "xlsx": lambda: write_xlsx(path, COLUMNS, rows()),
        "json": lambda: write_json(path, "cases", ({"row": line} for line in rows())),
    }
    with pytest.raises(OutsideError) as raised:
        writers[kind]()
    assert raised.value.template == template
    assert path.read_text() == "den gamla"
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(OutsideError, match=r"folder of ut\.csv does not exist"):
        write_csv(tmp_path / "nej" / "ut.csv", COLUMNS, [])


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_goes_out_can_come_in(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"ut.{kind}"
    (write_csv if kind == "csv" else write_xlsx)(path, COLUMNS, ROWS)
    (table,) = read_file(path)
    assert guess_mapping(table.headings).columns[0] == ("Diarienr", "number")
    assert len(table.rows) == 4
