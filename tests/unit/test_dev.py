"""The developer's tool: what it does on machines that lack things, and what it passes on."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import dev
import environment
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import kpsdesk

ROOT = Path(__file__).resolve().parents[2]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK = (ROOT / "build" / "requirements.lock").read_text(encoding="utf-8")


@pytest.fixture
def apt(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """A machine with apt, for root; what was asked of it. The first installation fails: old lists."""
    asked: list[list[str]] = []

    def run(command: list[str], **_options: object) -> subprocess.CompletedProcess[str]:
        asked.append(command)
        return subprocess.CompletedProcess(
            command, 100 if len(asked) == 1 else 0, "", "Unable to locate package"
        )

    monkeypatch.setattr("environment.shutil.which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr("environment.os.geteuid", lambda: 0)
    monkeypatch.setattr("environment.subprocess.run", run)
    return asked


def test_apt_is_asked_again_with_fresh_lists(apt: list[list[str]]) -> None:
    environment.apt_install(["libegl1", "libegl1"], "Qt needs it.")
    install = ["apt-get", "install", "-y", "--no-install-recommends", "libegl1"]
    assert apt == [install, ["apt-get", "update"], install]


def test_without_root_the_exact_command_is_told(
    apt: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("environment.os.geteuid", lambda: 1000)
    with pytest.raises(
        environment.CannotSetUp, match="sudo apt-get install -y --no-install-recommends libegl1 libgl1"
    ):
        environment.apt_install(["libgl1", "libegl1"], "Qt needs them.")
    assert apt == []


def test_without_apt_the_names_are_told(apt: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("environment.shutil.which", lambda _name: None)
    with pytest.raises(environment.CannotSetUp, match=r"Qt needs it\. Install what Debian calls libegl1"):
        environment.apt_install(["libegl1"], "Qt needs it.")
    assert apt == []


def test_a_python_without_venv_gets_its_own_package(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted: list[list[str]] = []
    monkeypatch.setattr(
        "environment.importlib.util.find_spec", lambda name: None if name == "ensurepip" else object()
    )
    monkeypatch.setattr("environment.apt_install", lambda packages, _why: wanted.append(packages))
    monkeypatch.setattr("environment.must", lambda *_arguments: None)
    environment.make_venv()
    assert wanted == [[f"python3.{sys.version_info[1]}-venv"]]


def test_what_qt_lacks_is_read_from_the_loader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "lib" / "python3.11" / "site-packages" / "PySide6").mkdir(parents=True)
    monkeypatch.setattr(environment, "VENV", tmp_path)
    monkeypatch.setattr("environment.sys.platform", "linux")
    told = "\tlibEGL.so.1 => not found\n\tlibc.so.6 => /lib/libc.so.6 (0x1)\n\tlibEGL.so.1 => not found\n"
    monkeypatch.setattr("environment.shutil.which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(
        "environment.subprocess.run",
        lambda command, **_options: subprocess.CompletedProcess(command, 0, told, ""),
    )
    assert environment.missing_libraries() == ["libEGL.so.1"]
    assert environment.LIBRARIES["libEGL.so.1"] == "libegl1"


def test_catalogues_are_compiled_when_a_fragment_is_newer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled: list[object] = []
    monkeypatch.setattr(environment, "LOCALE", tmp_path)
    monkeypatch.setattr("environment.must", lambda *arguments: compiled.append(arguments))
    environment.compile_translations()
    assert len(compiled) == 1, "nothing was there"
    for language in ("sv", "fi"):
        catalogue = tmp_path / language / "LC_MESSAGES" / "kpsdesk.mo"
        catalogue.parent.mkdir(parents=True)
        catalogue.touch()
        os.utime(catalogue, (2_000_000_000, 2_000_000_000))
    environment.compile_translations()
    assert len(compiled) == 1, "all is new"
    fragment = tmp_path / "sv" / "cases.po"
    fragment.touch()
    os.utime(fragment, (2_000_000_001, 2_000_000_001))
    environment.compile_translations()
    assert len(compiled) == 2


def test_two_set_ups_wait_for_each_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    code = f"import environment, pathlib; environment.ROOT = pathlib.Path({str(tmp_path)!r})\nwith environment.alone(): pass"
    with environment.alone():
        other = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT / "build")
        with pytest.raises(subprocess.TimeoutExpired):
            other.wait(0.5)
    assert other.wait(30) == 0


def test_run_without_a_display_names_the_command_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("dev.sys.platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert dev.main(["run", "--", "--demo"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.splitlines()) == 1
    assert "python3 build/dev.py run -- --help" in told.err


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """What the tool would start, on a machine that is set up."""
    commands: list[tuple[object, ...]] = []

    def tool(*command: object, **_options: object) -> int:
        commands.append(command)
        return 3 if "mypy" in command else 0

    monkeypatch.setattr(dev, "set_up", lambda: None)
    monkeypatch.setattr(dev, "tool", tool)
    monkeypatch.setattr("dev.os.cpu_count", lambda: 2)
    return commands


def test_commands_need_no_display_and_keep_their_arguments(
    started: list[tuple[object, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev, "has_display", lambda: False)
    assert dev.main(["run", "--", "overdue", "--by", "unit"]) == 0
    assert started == [("-m", "kpsdesk", "overdue", "--by", "unit")]


def test_tests_use_both_cores_unless_told_otherwise(started: list[tuple[object, ...]]) -> None:
    dev.main(["test"])
    dev.main(["test", "--", "-n0", "tests/unit"])
    assert started == [
        ("-m", "pytest", "-n", "2", "--dist", "loadfile"),
        ("-m", "pytest", "-n0", "tests/unit"),
    ]


def test_one_failed_check_fails_all_and_the_others_still_run(
    started: list[tuple[object, ...]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert dev.main(["check"]) == 1
    table = capsys.readouterr().out.splitlines()
    verdicts = {line.split()[0]: line.split()[1] for line in table if line}
    assert verdicts == {
        "format": "ok", "lint": "ok", "types": "FAILED", "imports": "ok", "translations": "ok", "tests": "ok",
    }  # fmt: skip
    assert len(started) == 6


def test_a_machine_that_cannot_be_set_up_is_told_in_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise environment.CannotSetUp("Install this.")

    monkeypatch.setattr(dev, "set_up", fail)
    assert dev.main(["test"]) == 2
    assert capsys.readouterr().err == "Install this.\n"


def test_the_version_stands_in_two_places_and_agrees() -> None:
    assert PROJECT["project"]["version"] == kpsdesk.__version__


def test_the_lock_holds_all_that_the_project_asks_for() -> None:
    locked = dict(re.findall(r"^([a-z0-9-]+)==(\S+)", LOCK, re.MULTILINE))
    for text in [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["dev"]]:
        wanted = Requirement(text)
        name = canonicalize_name(wanted.name)
        assert name in locked, f"{name}: run `python3 build/dev.py lock`"
        assert wanted.specifier.contains(locked[name]), name


def test_every_locked_package_has_hashes_and_no_other_source() -> None:
    for block in re.split(r"\n(?=\S)", LOCK.strip()):
        assert re.match(r"[a-z0-9-]+==\S+", block), block
        assert "--hash=sha256:" in block
    assert "://" not in LOCK
