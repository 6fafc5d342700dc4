"""The command line as a script sees it: exit codes, one line on standard error, nothing else on standard output."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest

from kpsdesk import i18n
from kpsdesk.cli import click_words
from kpsdesk.clock import FixedClock
from kpsdesk.services.founding import Founding, found
from kpsdesk.services.vault import Vault
from kpsdesk.store.keys import Cost

ROOT = Path(__file__).resolve().parent.parent.parent
PASSWORD = "en kort mening om katter"


def kpsdesk(profile: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {
        key: value for key, value in os.environ.items() if key not in {"DISPLAY", "WAYLAND_DISPLAY"}
    }
    environment |= {
        "PYTHONPATH": str(ROOT),
        "KPSDESK_PASSWORD": PASSWORD,
        "QT_QPA_PLATFORM": "offscreen",
    } | more
    return subprocess.run(
        [sys.executable, "-m", "kpsdesk", "--profile", str(profile), *arguments],
        env={key: value for key, value in environment.items() if value},
        cwd=profile,
        capture_output=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A profile with a store of one unit."""
    folder = tmp_path_factory.mktemp("cli")
    clock = FixedClock(datetime(2026, 1, 7, 8, tzinfo=UTC))
    made = Vault(clock, cost=Cost(1, 8 * 1024, 1)).create_store(folder / "kpsdesk.kps", PASSWORD)
    found(made.opened.store, Founding("Norr", "Avdelning 3", "AVD3", "SE", "other", "Anna Berg"), clock)
    made.opened.store.close()
    return folder


def one_line(text: str) -> bool:
    return len(text.splitlines()) == 1 and "Traceback" not in text


@pytest.mark.parametrize(
    "arguments,said",
    [
        (["--nope"], "Valet '--nope' finns inte."),
        (["chekc"], "Kommandot 'chekc' finns inte."),
        (["--lang", "fi", "chekc"], "Komentoa 'chekc' ei ole."),
        (["restore"], "Det saknas ett argument"),
        (["--store", "nowhere.kps", "check"], "nowhere.kps"),
        (["--lang", "de"], "'de' är inget av 'sv', 'fi', 'en'."),
        (["overdue", "--as-of"], "Valet '--as-of' behöver ett värde."),
        (["overdue", "--asof", "2026-01-01"], "Menade du '--as-of'?"),
        (["overdue", "one", "two"], "Orden one two hör inte hit."),
        (["overdue", "--year", "abc"], "'abc' är inget heltal."),
        (["import"], "Det saknas ett kommando."),
        (["import", "cases", "--dry-run=1", "x.csv"], "Valet '--dry-run' tar inget värde."),
        (["--lang", "fi", "overdue", "--by", "x"], "'x' ei ole mikään näistä: 'manager', 'unit', 'area'"),
        (["--lang", "fi", "check", "now"], "Sana now ei kuulu tähän."),
        (["--lang", "fi", "export", "cases", "-o"], "Valinta '-o' tarvitsee arvon."),
    ],
)
def test_wrong_use_is_one_line_and_exit_2(profile: Path, arguments: list[str], said: str) -> None:
    done = kpsdesk(profile, *arguments)

    assert done.returncode == 2
    assert done.stdout == ""
    assert one_line(done.stderr)
    assert done.stderr.startswith("kpsdesk: ")
    assert said in done.stderr


def test_what_click_says_is_declared_in_its_own_words() -> None:
    source = "".join(file.read_text("utf-8") for file in Path(click.__file__).parent.glob("*.py"))
    i18n.use("en")
    for sentence in (*click_words.WORDS, *click_words.counted(1), *click_words.counted(2)):
        assert f'"{sentence}"' in source, sentence


def test_a_wrong_password_is_one_line_and_exit_2(profile: Path) -> None:
    done = kpsdesk(profile, "check", KPSDESK_PASSWORD="fel")

    assert (done.returncode, done.stdout) == (2, "")
    assert one_line(done.stderr)


def test_without_password_and_person_the_variable_is_named(profile: Path) -> None:
    done = kpsdesk(profile, "check", KPSDESK_PASSWORD="")

    assert done.returncode == 2
    assert "KPSDESK_PASSWORD" in done.stderr


def test_a_healthy_store_is_exit_0(profile: Path) -> None:
    done = kpsdesk(profile, "check")

    assert (done.returncode, done.stderr) == (0, "")


def test_backup_and_restore(profile: Path, tmp_path: Path) -> None:
    made = kpsdesk(profile, "backup", str(tmp_path))
    (file,) = tmp_path.glob("*.kps")
    asked = kpsdesk(profile, "restore", str(file))
    restored = kpsdesk(profile, "restore", str(file), "--yes")

    assert (made.returncode, asked.returncode, restored.returncode) == (0, 1, 0)
    assert str(file) in made.stdout
    assert "--yes" in asked.stdout
    assert kpsdesk(profile, "check").returncode == 0


def test_damage_is_exit_1(profile: Path, tmp_path: Path) -> None:
    for name in ("kpsdesk.kps", "kpsdesk.kps.keys"):
        (tmp_path / name).write_bytes((profile / name).read_bytes())
    store = tmp_path / "kpsdesk.kps"
    with store.open("r+b") as stream:
        stream.seek(store.stat().st_size - 4096 * 3 + 100)
        stream.write(b"damage")

    done = kpsdesk(tmp_path, "--lang", "en", "check")

    assert done.returncode == 1
    assert "wrong with" in done.stdout
    assert one_line(done.stderr) or done.stderr == ""


def test_a_reader_that_has_had_enough_is_no_failure(tmp_path: Path) -> None:
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "kpsdesk", "--profile", str(tmp_path), "--help"]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        told = running.stderr.read()
        assert (running.wait(60), told) == (0, b"")


def test_help_and_version_speak_the_language(profile: Path) -> None:
    swedish = kpsdesk(profile, "--help")
    finnish = kpsdesk(profile, "--lang", "fi", "--help")

    assert (swedish.returncode, finnish.returncode) == (0, 0)
    assert swedish.stdout.startswith("Användning: kpsdesk")
    assert finnish.stdout.startswith("Käyttö: kpsdesk")
    assert "self-test" in swedish.stdout
    assert kpsdesk(profile, "--version").stdout.startswith("KPSdesk 0.")


def test_every_command_helps_without_a_store(tmp_path: Path) -> None:
    from kpsdesk.cli.main import COMMANDS

    for name in COMMANDS:
        done = kpsdesk(tmp_path, name, "--help")
        assert (name, done.returncode) == (name, 0)


def test_without_a_display_one_line_names_the_other_way(profile: Path) -> None:
    done = kpsdesk(profile, QT_QPA_PLATFORM="")

    if not sys.platform.startswith("linux"):
        return
    assert done.returncode == 2
    assert one_line(done.stderr)
    assert done.stderr.startswith("kpsdesk: ")
    assert "kpsdesk --help" in done.stderr


def test_the_self_test_passes(tmp_path: Path) -> None:
    done = kpsdesk(tmp_path, "self-test")

    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("ok ") == len(done.stdout.splitlines())
    assert "today-fi" in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_without_any_argument_the_window_is_what_is_meant(profile: Path) -> None:
    """Nothing on the line at all, as from a menu: here without a display, so that it says so and ends."""
    if not sys.platform.startswith("linux"):
        return
    gone = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    environment = {key: value for key, value in os.environ.items() if key not in gone}
    done = subprocess.run(
        [sys.executable, "-m", "kpsdesk"],
        env=environment | {"PYTHONPATH": str(ROOT), "HOME": str(profile)},
        cwd=profile,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )

    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert line.startswith("kpsdesk: ")
