"""The command line as scripts lean on it (design 8): exit codes, one line in each language, JSON and nothing else."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import pytest

from kpsdesk.clock import FixedClock
from kpsdesk.services.everything import Services
from kpsdesk.services.founding import Founding, found
from kpsdesk.services.reporting import NewReport
from kpsdesk.services.vault import Vault
from kpsdesk.store import marker
from kpsdesk.store.keys import Cost

ROOT: Final = Path(__file__).resolve().parents[2]
PASSWORD: Final = "en kort mening om katter"
ODD: Final = "{0.__class__}%s<b>"

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with a unit and a near miss of January, made once; tests get copies."""
    folder = tmp_path_factory.mktemp("contract")
    clock = FixedClock(datetime(2026, 1, 7, 8, tzinfo=UTC))
    store = Vault(clock, cost=Cost(1, 8 * 1024, 1)).create_store(folder / "a.kps", PASSWORD).opened.store
    services = Services(
        found(store, Founding("Norr", "Avdelning 3", "AVD3", "SE", "other", "Anna Berg"), clock)
    )
    services.reporting.send(NewReport("near_miss", 1, "Hala golv", occurred_day=date(2026, 1, 7)))
    store.close()
    return folder


@pytest.fixture
def folder(kept: Path, tmp_path: Path) -> Path:
    for file in kept.iterdir():
        shutil.copyfile(file, tmp_path / file.name)
    return tmp_path


@pytest.fixture
def run(folder: Path) -> Run:
    """`run("overdue", …)` in the store's folder, with the store's password unless another is given."""

    def start(
        *arguments: str | bytes, store: str | bytes = "a.kps", **more: str
    ) -> subprocess.CompletedProcess[str]:
        left_out = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
        environment = {key: value for key, value in os.environ.items() if key not in left_out}
        environment |= {"PYTHONPATH": str(ROOT), "KPSDESK_PASSWORD": PASSWORD} | more
        command = [sys.executable, "-m", "kpsdesk", "--profile", "profile", "--store", store, *arguments]
        return subprocess.run(
            command, env=environment, cwd=folder, capture_output=True, encoding="utf-8", errors="backslashreplace", stdin=subprocess.DEVNULL,
            timeout=120, check=False,
        )  # fmt: skip

    return start


def refused(done: subprocess.CompletedProcess[str]) -> str:
    """What it said, in its one line; nothing on standard output, exit code 2."""
    assert (done.returncode, done.stdout) == (2, ""), done
    (line,) = done.stderr.splitlines()
    assert line.startswith("kpsdesk: ")
    assert "Traceback" not in line
    return line.removeprefix("kpsdesk: ")


def test_overdue_prints_json_and_nothing_else_of_any_day(run: Run) -> None:
    counted = {}
    for day in ("0001-01-01", "2026-01-12", "2026-01-13", "9999-12-31"):
        done = run("overdue", "--as-of", day, "--by", "unit", "--format", "json")
        assert (done.returncode, done.stderr) == (0, "")
        counted[day] = [(row["id"], row["overdue_open"]) for row in json.loads(done.stdout)]
    assert counted == {
        "0001-01-01": [],
        "2026-01-12": [("AVD3", 0)],
        "2026-01-13": [("AVD3", 1)],  # acknowledgement and assessment were due on the 12th
        "9999-12-31": [("AVD3", 1)],
    }


def test_json_stays_alone_when_the_store_was_left_open_or_lies_badly(run: Run, folder: Path) -> None:
    (folder / "OneDrive").mkdir()
    for file in folder.glob("a.kps*"):
        shutil.copyfile(file, folder / "OneDrive" / file.name)
    marker.beside(folder / "OneDrive" / "a.kps", ".open").touch()  # the last program was killed
    done = run("overdue", "--format", "json", store="OneDrive/a.kps")
    assert done.returncode == 0
    assert json.loads(done.stdout)
    assert "{" not in done.stderr


@pytest.mark.parametrize("language", ["sv", "fi", "en"])
def test_each_language_refuses_in_its_own_words(language: str, run: Run) -> None:
    password = refused(run("--lang", language, "overdue", "--format", "json", KPSDESK_PASSWORD="wrong"))
    file = refused(run("--lang", language, "import", "cases", f"{ODD}.csv"))
    words = {
        "sv": ("Lösenordet stämmer inte", "Det finns ingen fil"),
        "fi": ("alasana", "ei ole"),
        "en": ("password", "There is no file"),
    }[language]
    for sentence, word in zip((password, file), words, strict=True):
        assert word in sentence
    assert ODD in file


@pytest.mark.parametrize(
    "arguments",
    [
        ("overdue", "--as-of", ""),
        ("overdue", "--as-of", "2026-00-10"),
        ("overdue", "--by", ODD),
        ("overdue", "--year", "12"),
        ("import", "undo"),
        ("import", "undo", "9" * 40),
        ("import", "undo", ODD),
        ("export", "cases", "-o", "x.docx"),
        ("export", "cases", "-o", "nowhere/x.json"),
        ("backup", "a.kps"),
        ("restore", "none.kps", "--yes"),
        ("demo", "a.kps"),
        ("demo", "new.kps", "--as-of", "0001-01-01"),
        ("demo", "new.kps", "--as-of", "9999-12-31"),
        ("demo", "nowhere/new.kps"),
        (b"export", b"cases", b"-o", b"\xff/x.json"),
    ],
    ids=str,
)
def test_wrong_use_is_one_line_and_changes_nothing(
    arguments: tuple[str | bytes, ...], run: Run, folder: Path
) -> None:
    (folder / "profile").mkdir()
    before = {file.name: file.read_bytes() for file in folder.glob("a.kps*")}
    refused(run(*arguments))
    assert {file.name: file.read_bytes() for file in folder.glob("a.kps*")} == before
    assert not list(folder.glob("new.kps*"))
    assert not list(folder.glob("x.*"))


def test_bad_rows_are_told_with_their_place_and_nothing_goes_in(run: Run, folder: Path) -> None:
    rows = (
        f"Enhet;Typ;Händelsedatum;Beskrivning\nAVD3;tillbud;2026-03-01;Halt\nNOPE;tillbud;2026-13-99;{ODD}\n"
    )
    (folder / "in.csv").write_text(rows, "utf-8")
    for more in ((), ("--dry-run",)):
        done = run("import", "cases", "in.csv", *more)
        assert done.returncode == 2
        assert "Traceback" not in done.stderr
        assert [line for line in done.stderr.splitlines() if "2026-13-99" in line and "in, rad 3" in line]
    assert (
        json.loads(run("overdue", "--as-of", "2026-12-31", "--format", "json").stdout)[0]["overdue_open"] == 1
    )
    done = run("import", "cases", "in.csv", "--skip-bad")
    assert done.returncode == 0
    assert run("import", "undo").returncode == 0


def test_damage_is_exit_2_for_work_and_1_for_the_check(run: Run, folder: Path) -> None:
    content = bytearray((folder / "a.kps").read_bytes())
    for spot in range(4096 * 3 + 100, len(content), 4096):
        content[spot] ^= 1
    (folder / "a.kps").write_bytes(content)
    said = refused(run("overdue", "--format", "json"))
    assert "a.kps" in said
    checked = run("check")
    assert (checked.returncode, checked.stderr) == (1, "")
    refused(run("backup", "backups"))  # a damaged store replaces no backup
    assert (folder / "a.kps").read_bytes() == content


def test_backup_restore_and_check_of_a_name_that_is_no_utf_8(run: Run, folder: Path) -> None:
    for ending in (b".kps", b".kps.keys"):
        shutil.copyfile(folder / f"a{ending.decode()}", folder / os.fsdecode(b"\xff" + ending))
    assert run("check", store=b"\xff.kps").returncode == 0
    assert run("backup", "backups", store=b"\xff.kps").returncode == 0
    (made,) = (folder / "backups").glob("*.kps")
    asked = run("restore", str(made), store=b"\xff.kps")
    assert asked.returncode == 1  # nobody to ask
    assert run("restore", str(made), "--yes", store=b"\xff.kps").returncode == 0
    assert run("export", "cases", "-o", "x.json", store=b"\xff.kps").returncode == 0
    assert len(json.loads((folder / "x.json").read_text("utf-8"))["cases"]) == 1


def test_a_fault_of_ours_is_one_line_and_its_place_is_in_the_log(run: Run, folder: Path) -> None:
    """A hook of the interpreter's own makes one of our functions fail, with a case's words in the error."""
    (folder / "sitecustomize.py").write_text(
        "import sys\n"
        "class Hook:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'kpsdesk.services.overdue':\n"
        "            raise RuntimeError('Hala golv')\n"
        "sys.meta_path.insert(0, Hook())\n",
        "utf-8",
    )
    said = refused(run("overdue", PYTHONPATH=f"{folder}{os.pathsep}{ROOT}"))
    assert "Hala golv" not in said
    log = (folder / "profile" / "log" / "kpsdesk.log").read_text("utf-8")
    assert "Command failed" in log
    assert "Hala golv" not in log
