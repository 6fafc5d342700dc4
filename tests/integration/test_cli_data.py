"""The commands for data as a script uses them: a municipality's sheet in, handled, and out again right."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kpsdesk.clock import SystemClock
from kpsdesk.services.everything import Services
from kpsdesk.services.founding import Founding, found, open_session
from kpsdesk.services.vault import Vault
from kpsdesk.store.keys import Cost
from tests.integration.test_overdue import recount

PASSWORD = "hallon under granen 7"
ROOT = Path(__file__).parents[2]
MONTHS = [
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
]


class Line:
    """A command line over one store, each command a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.store = folder, folder / "unit.kps"
        self.vault = Vault(SystemClock(), cost=Cost(1, 8192))
        opened = self.vault.create_store(self.store, PASSWORD).opened
        founding = Founding("Äldreomsorg Norr", "Avdelning 3", "AVD3", "SE", "elderly_care", "Anna Berg")
        found(opened.store, founding, SystemClock())
        opened.store.close()

    def __call__(self, *arguments: str | Path, password: str = PASSWORD) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "kpsdesk", "--profile", str(self.folder / "profile"), "--lang", "en"]
        command += ["--store", str(self.store), *map(str, arguments)]
        environment = {**os.environ, "KPSDESK_PASSWORD": password, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            encoding="utf-8",
            env=environment,
            check=False,
            timeout=60,
        )
        assert "Traceback" not in done.stderr
        return done


@pytest.fixture
def line(tmp_path: Path) -> Line:
    """A founded store and the command line over it."""
    return Line(tmp_path)


def ago(days: int) -> date:
    return datetime.now(UTC).date() - timedelta(days=days)


def workbook(folder: Path, *more: list[Any]) -> Path:
    """A sheet as the form of domain 2.1 ends up in Excel: titles above, dates in whatever way somebody wrote them."""
    file = folder / "Avvikelser.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Avvikelser"
    sheet.append(["Avvikelserapporter, Norra kommunen"])
    sheet.append(["Uppdaterad av enhetschefen"])
    sheet.append([])
    sheet.append([
        "Diarienr", "Enhet", "Händelsedatum", "Inkommen", "Typ", "Händelsetyp", "Beskrivning", "Konsekvens", "Åtgärd",
        "Status", "Ansvarig", "Avslutad",
    ])  # fmt: skip
    a, b, c, d = ago(100), ago(80), ago(60), ago(3)
    for row in (
        ["1/26", "Avdelning 3", a.isoformat(), f"{a.day}/{a.month} {a.year}", "Tillbud", "Fall", "Halkade nästan", "Ingen skada",
         "Torkade golvet", "Avslutad", "Anna Berg", ago(90)],
        ["2/26", "AVD3", f"{b.day}.{b.month}.{b.year}", b, "Negativ händelse", "Läkemedel", "Dubbel dos", "Lindrig skada",
         "Ringde sjuksköterska", "Under bedömning", "Anna Berg", None],
        ["3/26", "AVD3", f"{c.day} {MONTHS[c.month - 1]} {c.year}", c, "Risk", "Fall", "=1+1 hal trappa", None, None, None, None, None],
        ["4/26", "AVD3", d, d, "Avvikelse", "Hjälpmedel", "Trasig lift", "Ingen skada", None, "Inkommen", None, None],
        *more,
    ):  # fmt: skip
        sheet.append(row)
    for cell in (cell for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("=")):
        cell.data_type = "s"  # a text that begins so, as people type it with an apostrophe
    book.save(file)
    return file


def test_the_main_job_on_real_input(line: Line, tmp_path: Path) -> None:
    file = workbook(tmp_path)
    rehearsed = line("import", "cases", file, "--dry-run")
    assert (rehearsed.returncode, len(rehearsed.stdout.splitlines())) == (0, 5)  # four rows and the sum
    assert line("import", "cases", file).returncode == 0
    again = line("import", "cases", file)
    assert again.returncode == 0
    assert "Nothing new" in again.stdout

    handle(line)
    for name in ("ut.json", "ut.csv", "ut.xlsx"):
        assert line("export", "cases", "-o", tmp_path / name).returncode == 0
    cases = json.loads((tmp_path / "ut.json").read_text(encoding="utf-8"))["cases"]
    assert [case["status"] for case in cases] == ["closed", "assessing", "acknowledged", "received"]
    assert [case["kind"] for case in cases] == ["near_miss", "negative_event", "risk", "near_miss"]
    for day in (ago(95), ago(0)):
        for by in ("manager", "unit", "area"):
            told = line("overdue", "--as-of", day.isoformat(), "--by", by, "--format", "json")
            rows = json.loads(told.stdout)
            assert {row["id"]: row["overdue_open"] for row in rows if row["overdue_open"]} == dict(
                recount(cases, day.isoformat(), by)
            )
    with (tmp_path / "ut.csv").open(encoding="utf-8-sig", newline="") as stream:
        descriptions = {row["Description"] for row in csv.DictReader(stream)}
    assert "'=1+1 hal trappa" in descriptions
    sheet = openpyxl.load_workbook(tmp_path / "ut.xlsx").active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows() for cell in row if "hal trappa" in str(cell.value)]
    assert [cell.data_type for cell in cells] == ["s"]


def handle(line: Line) -> None:
    """What the window does: take a case in, through the services."""
    opened = line.vault.unlock(line.store, PASSWORD)
    services = Services(open_session(opened.store, SystemClock()))
    case = next(one for one in services.exports.items() if one["unknown"]["Diarienr"] == "3/26")
    me = services.session.person_id
    services.cases.assign([case["id"]], me)
    services.cases.move(case["id"], "acknowledged")
    opened.store.close()


def test_bad_rows_are_told_one_a_line_and_nothing_goes_in(line: Line, tmp_path: Path) -> None:
    file = workbook(
        tmp_path,
        ["5/26", "Avdelning 33", ago(2), ago(2), "Risk", "Fall", "Fel enhet", None, None, None, None, None],
        ["6/26", "AVD3", "31/2 2026", ago(2), "Blaha", "Fall", "Fel datum", None, None, None, None, None],
    )
    refused = line("import", "cases", file)
    assert refused.returncode == 2
    lines = refused.stderr.splitlines()
    assert any(one.startswith("Avvikelser, row 9, Enhet, “Avdelning 33”, ") for one in lines)
    assert any(one.startswith("Avvikelser, row 10, Händelsedatum, “31/2 2026”, ") for one in lines)
    assert any("AVD3 (Avdelning 3)" in one for one in lines)
    assert "Nothing new" not in line("import", "cases", file, "--skip-bad").stdout
    assert len(exported(line)) == 4


def exported(line: Line) -> list[dict[str, Any]]:
    file = line.folder / "nu.json"
    assert line("export", "cases", "-o", file).returncode == 0
    cases: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))["cases"]
    return cases


def test_undo_and_its_wrong_uses(line: Line, tmp_path: Path) -> None:
    assert line("import", "undo").returncode == 2
    assert line("import", "cases", workbook(tmp_path)).returncode == 0
    assert line("import", "undo", "senaste").returncode == 2
    assert line("import", "undo", "99").returncode == 2
    done = line("import", "undo", "LAST")
    assert (done.returncode, "4 cases taken back" in done.stdout) == (0, True)
    assert exported(line) == []


def test_a_mapping_can_be_saved_and_used_again(line: Line, tmp_path: Path) -> None:
    assert line("import", "cases", workbook(tmp_path), "--save-mapping", "Norra").returncode == 0
    again = line("import", "cases", workbook(tmp_path), "--mapping", "Norra")
    assert (again.returncode, "Nothing new" in again.stdout) == (0, True)
    assert line("import", "cases", workbook(tmp_path), "--mapping", "Södra").returncode == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ("import", "cases", "finns inte.xlsx"),
        ("export", "cases", "-o", "ut.pdf"),
        ("export", "cases"),
        ("overdue", "--as-of", "igår"),
        ("overdue", "--by", "person"),
        ("overdue", "--year", "0"),
    ],
)
def test_wrong_use_is_one_line_and_exit_code_2(line: Line, arguments: tuple[str, ...]) -> None:
    done = line(*arguments)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)


def test_a_wrong_password_and_a_damaged_file(line: Line, tmp_path: Path) -> None:
    wrong = line("overdue", password="fel lösenord")
    assert (wrong.returncode, len(wrong.stderr.splitlines())) == (2, 1)
    damaged = workbook(tmp_path)
    damaged.write_bytes(damaged.read_bytes()[: damaged.stat().st_size // 2])
    refused = line("import", "cases", damaged)
    assert (refused.returncode, len(refused.stderr.splitlines())) == (2, 1)
    assert damaged.name in refused.stderr


def test_overdue_as_table_and_csv(line: Line, tmp_path: Path) -> None:
    assert json.loads(line("overdue", "--format", "json").stdout) == []
    assert line("import", "cases", workbook(tmp_path)).returncode == 0
    table = line("overdue").stdout.splitlines()
    assert len({len(row) for row in table}) == 1
    assert table[-1].startswith("Anna Berg")
    rows = list(csv.DictReader(io.StringIO(line("overdue", "--format", "csv", "--by", "unit").stdout)))
    (row,) = rows
    told = {"id": "AVD3", "name": "Avdelning 3", "overdue_open": table[-1].split()[-3]}
    assert {key: row[key] for key in told} == told


def test_check_tells_which_kept_month_ends_are_counted_otherwise_today(line: Line, tmp_path: Path) -> None:
    late = tmp_path / "in.csv"
    begun = ago(70)
    rows = [f"{n};AVD3;tillbud;{begun};{begun};Halt golv {n}" for n in (1, 2)]
    late.write_text(
        "\n".join(["Diarienr;Enhet;Typ;Händelsedatum;Inkommen;Beskrivning", rows[0]]) + "\n", "utf-8"
    )
    assert line("import", "cases", late).returncode == 0
    opened = line.vault.unlock(line.store, PASSWORD)
    try:
        Services(open_session(opened.store, SystemClock())).month_ends.keep_missing()
    finally:
        opened.store.close()
    assert len(line("check").stdout.splitlines()) == 1

    late.write_text(late.read_text("utf-8") + rows[1] + "\n", "utf-8")
    assert line("import", "cases", late).returncode == 0

    told = line("check")
    assert told.returncode == 0
    assert "1 then, 2 now" in told.stdout
