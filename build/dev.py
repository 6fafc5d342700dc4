"""The developer's one tool: `python3 build/dev.py COMMAND`, on any system with Python 3.11 or newer.

Every command sets up first what is missing: `.venv` with the packages of build/requirements.lock,
Qt's system libraries, compiled translations. Standard library only.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from environment import LOCK, PYTHON, ROOT, CannotSetUp, apt_install, must, patience, say, set_up

# what the program does without a window (design 8)
WINDOWLESS: Final = {
    "demo",
    "overdue",
    "apt",
    "analysis",
    "import",
    "export",
    "backup",
    "restore",
    "check",
    "self-test",
}
WINDOWLESS_OPTIONS: Final = {"--help", "--version"}
TRANSLATIONS: Final = ROOT / "build" / "translations.py"


def tool(*command: str | Path, offscreen: bool = True, here: bool = True) -> int:
    """Run a program of `.venv` on the checkout; its exit code."""
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
    if offscreen:
        environment["QT_QPA_PLATFORM"] = "offscreen"
    done = subprocess.run([PYTHON, *command], cwd=ROOT if here else None, env=environment, check=False)
    return done.returncode


def run(arguments: Sequence[str]) -> int:
    """Open the program, or run one of its commands."""
    windowless = WINDOWLESS.intersection(arguments) or WINDOWLESS_OPTIONS.intersection(arguments)
    if not windowless and not has_display():
        say(
            "There is no display here to open a window on; the command line works: python3 build/dev.py run -- --help"
        )
        return 2
    set_up()
    return tool("-m", "kpsdesk", *arguments, offscreen=False, here=False)


def has_display() -> bool:
    """Whether a window can be shown."""
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def pytest_command(arguments: Sequence[str]) -> list[str]:
    """The tests, on all cores unless the developer wants to stand beside them."""
    workers = min(os.cpu_count() or 1, 8)
    own = any(
        argument.startswith(("-n", "--numprocesses", "--pdb", "--collect-only")) for argument in arguments
    )
    spread = [] if own or workers == 1 else ["-n", str(workers), "--dist", "loadfile"]
    return ["-m", "pytest", *spread, *arguments]


def test(arguments: Sequence[str]) -> int:
    """Run the tests."""
    set_up()
    return tool(*pytest_command(arguments))


def checks(arguments: Sequence[str]) -> dict[str, list[str | Path]]:
    """What `check` does, in order: what fails fast comes first."""
    return {
        "format": ["-m", "ruff", "format", "--check", "--quiet", "."],
        "lint": ["-m", "ruff", "check", "--quiet", "."],
        "types": ["-m", "mypy", "--no-error-summary"],
        "imports": ["-c", "import sys, importlinter.cli as cli; sys.exit(cli.lint_imports())"],
        "translations": [TRANSLATIONS, "check"],
        "tests": [*pytest_command(arguments)],
    }


def check(arguments: Sequence[str]) -> int:
    """Run everything that must hold before a change is handed on; a table at the end. `--without-tests` leaves them out."""
    set_up()
    planned = checks([argument for argument in arguments if argument != "--without-tests"])
    if "--without-tests" in arguments:
        del planned["tests"]
    rows = []
    for name, command in planned.items():
        say(f"— {name}")
        began = time.monotonic()
        code = tool(*command)
        rows.append((name, "ok" if code == 0 else "FAILED", time.monotonic() - began))
    print("\n" + "\n".join(f"{name:<14}{verdict:<8}{seconds:6.1f} s" for name, verdict, seconds in rows))
    return 0 if all(verdict == "ok" for _name, verdict, _seconds in rows) else 1


def bench(arguments: Sequence[str]) -> int:
    """Measure the program against the bare driver; each result is a ratio (design 9)."""
    set_up()
    return tool(ROOT / "tests" / "bench", *arguments)


def package(arguments: Sequence[str]) -> int:
    """Build the program into dist/kpsdesk."""
    set_up()
    if sys.platform.startswith("linux"):
        need_for_packing()
    with patience("Building dist/kpsdesk"):
        must(
            [PYTHON, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", *arguments,
             "--workpath", ROOT / "dist" / ".work", "--distpath", ROOT / "dist", ROOT / "kpsdesk.spec"],
            "Building the program failed.",
        )  # fmt: skip
    built = ROOT / "dist" / "kpsdesk"
    size = sum(file.lstat().st_size for file in built.rglob("*"))
    print(f"{built}: {size / 1e6:.0f} MB")
    return 0


def need_for_packing() -> None:
    """PyInstaller wants binutils, and Python as a shared library, which Debian packs apart."""
    if not shutil.which("objcopy") or not shutil.which("objdump"):
        apt_install(["binutils"], "PyInstaller needs objcopy and objdump.")
    probe = "from PyInstaller.depend.bindepend import get_python_library_path as find; find()"
    if subprocess.run([PYTHON, "-c", probe], capture_output=True, check=False).returncode:
        version = f"{sys.version_info[0]}.{sys.version_info[1]}"
        apt_install([f"libpython{version}"], "PyInstaller needs Python as a shared library.")


def renew_lock(arguments: Sequence[str]) -> int:
    """Write build/requirements.lock anew from pyproject.toml, for all systems; `--upgrade` takes newer versions."""
    set_up()
    if not list(PYTHON.parent.glob("uv*")):
        with patience("Installing uv"):
            must([PYTHON, "-m", "pip", "install", "--quiet", "uv>=0.9"], "Installing uv failed.")
    return tool(
        "-m", "uv", "pip", "compile", "--quiet", "--universal", "--generate-hashes", "--no-header", "--no-annotate",
        "--group", "dev", "-o", LOCK, *arguments, ROOT / "pyproject.toml",
    )  # fmt: skip


def translations(arguments: Sequence[str]) -> int:
    """Check and compile the translations; `missing LANGUAGE` prints entries to fill in."""
    set_up()
    if arguments:
        return tool(TRANSLATIONS, *arguments)
    return max(tool(TRANSLATIONS, "compile"), tool(TRANSLATIONS, "check"))


def setup(_arguments: Sequence[str]) -> int:
    """Set up only."""
    set_up()
    print(f"Ready: {PYTHON}")
    return 0


COMMANDS: Final[dict[str, Callable[[Sequence[str]], int]]] = {
    "run": run,
    "test": test,
    "check": check,
    "bench": bench,
    "package": package,
    "lock": renew_lock,
    "translations": translations,
    "setup": setup,
}


def main(argv: Sequence[str]) -> int:
    """Run one command; its exit code, 2 when the machine cannot be set up."""
    listing = "\n".join(
        f"  {name:<14}{(command.__doc__ or '').strip()}" for name, command in COMMANDS.items()
    )
    parser = argparse.ArgumentParser(
        prog="dev.py",
        description=f"commands:\n{listing}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("command", choices=COMMANDS, metavar="COMMAND")
    parser.add_argument(
        "arguments", nargs=argparse.REMAINDER, metavar="ARGS", help="passed on; after run: -- ARGS"
    )
    chosen = parser.parse_args(argv)
    arguments = chosen.arguments[1:] if chosen.arguments[:1] == ["--"] else chosen.arguments
    try:
        return COMMANDS[chosen.command](arguments)
    except CannotSetUp as problem:
        say(str(problem))
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
