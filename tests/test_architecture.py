"""The house rules that a machine can see: who imports whom, sizes, colours only in the theme, docstrings."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).resolve().parent.parent
SOURCE: Final = ROOT / "kpsdesk"
FILES: Final = sorted(SOURCE.rglob("*.py"))
TOOLS: Final = sorted((ROOT / "build").glob("*.py"))
TESTS: Final = sorted((ROOT / "tests").rglob("*.py"))

# longer than 40 lines for a reason; "path:function": why
LONG_FUNCTIONS: Final[dict[str, str]] = {}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def shown(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


@cache
def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"), str(file))


def functions(file: Path) -> Iterator[Function]:
    return (node for node in ast.walk(tree(file)) if isinstance(node, Function))


def lines(node: Function | ast.ClassDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def grep(pattern: str, files: list[Path]) -> list[str]:
    wanted = re.compile(pattern)
    return [
        f"{shown(file)}:{number}: {line.strip()}"
        for file in files
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if wanted.search(line)
    ]


def outside_theme() -> list[Path]:
    return [file for file in FILES if "ui" in file.parts and "theme" not in file.parts]


def test_imports_point_downwards() -> None:
    command = "import sys, importlinter.cli as cli; sys.exit(cli.lint_imports(no_cache=True))"
    done = subprocess.run(
        [sys.executable, "-c", command],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-1000:]


def test_colours_live_in_the_theme() -> None:
    assert not grep(
        r"""["'][^"']*#[0-9a-fA-F]{6}\b|QColor\(\s*\d|Qt\.GlobalColor\.(?!transparent)""", outside_theme()
    )


def test_sizes_live_in_the_theme() -> None:
    """Pixels in style sheets would not grow with the text."""
    assert not grep(r"\b\d+(px|pt)\b", outside_theme())


def test_no_nested_event_loops() -> None:
    """They make slots run in the middle of other slots; dialogs are opened with open()."""
    pattern = r"processEvents\(|QEventLoop\(|\.exec\(|QMessageBox\.(question|warning|information|critical)\(|QInputDialog\.get|QFileDialog\.get"
    assert not grep(pattern, [file for file in FILES if "ui" in file.parts])


def test_no_machine_paths() -> None:
    assert not grep(r"""["'\s(=]/(root|home|Users|tmp|mnt|srv)/\w""", [*FILES, *TOOLS])


@pytest.mark.parametrize("file", FILES, ids=shown)
def test_files_stay_readable(file: Path) -> None:
    most = 300 if file.name == "main_window.py" else 400
    assert len(file.read_text(encoding="utf-8").splitlines()) <= most


def test_tools_and_tests_stay_readable() -> None:
    assert [shown(f) for f in [*TOOLS, *TESTS] if len(f.read_text(encoding="utf-8").splitlines()) > 400] == []


def test_functions_stay_short() -> None:
    long = {
        f"{shown(file)}:{node.name}": lines(node)
        for file in [*FILES, *TOOLS]
        for node in functions(file)
        if lines(node) > 40
    }
    assert {name: size for name, size in long.items() if name not in LONG_FUNCTIONS} == {}
    assert set(LONG_FUNCTIONS) <= set(long), "no longer long: take it off the list"


def test_classes_stay_short() -> None:
    long = {
        f"{shown(file)}:{node.name}": lines(node)
        for file in [*FILES, *TOOLS]
        for node in ast.walk(tree(file))
        if isinstance(node, ast.ClassDef) and lines(node) > 250
    }
    assert long == {}


def overrides(node: ast.AST) -> bool:
    """An overriding method is described where it was first declared."""
    names = [getattr(d, "id", getattr(d, "attr", "")) for d in getattr(node, "decorator_list", [])]
    return "override" in names or "overload" in names


def undocumented(node: ast.Module | ast.ClassDef, where: str) -> Iterator[str]:
    if not ast.get_docstring(node):
        yield where
    for child in node.body:
        if isinstance(child, ast.ClassDef) and not child.name.startswith("_"):
            yield from undocumented(child, f"{where}:{child.name}")
        elif isinstance(child, Function) and not (
            child.name.startswith("_") or ast.get_docstring(child) or overrides(child)
        ):
            yield f"{where}:{child.name}"


def test_everything_public_says_what_it_is_for() -> None:
    missing = [name for file in FILES for name in undocumented(tree(file), shown(file))]
    assert missing == []


def test_nothing_is_swallowed_or_left_for_later() -> None:
    assert not grep(r"\b(TODO|FIXME|XXX)\b|raise NotImplementedError", FILES)
    swallowed = [
        f"{shown(file)}:{node.lineno}"
        for file in FILES
        for node in ast.walk(tree(file))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or getattr(node.type, "id", "") in {"Exception", "BaseException"})
        and all(isinstance(step, ast.Pass) for step in node.body)
    ]
    assert swallowed == []
