"""`kpsdesk apt` as a script uses it."""

from __future__ import annotations

from pathlib import Path

from tests.integration.test_cli_data import Line, ago, line
from tests.paper_checks import demand_a_good_paper, text_of

__all__ = ["line"]


def days() -> tuple[str, ...]:
    return ("--unit", "AVD3", "--from", ago(30).isoformat(), "--to", ago(0).isoformat())


def test_the_sheet_is_written_in_the_language_asked_for(line: Line, tmp_path: Path) -> None:
    file = tmp_path / "apt.pdf"
    done = line("apt", *days(), "-o", file, "--language", "fi")

    assert (done.returncode, done.stdout) == (0, "")
    assert str(file) in done.stderr
    demand_a_good_paper(file.read_bytes(), tmp_path, "Työpaikkakokous · Avdelning 3", "fi")


def test_without_more_the_language_is_that_of_the_command_line_and_the_period_the_usual(
    line: Line, tmp_path: Path
) -> None:
    file = tmp_path / "apt.pdf"

    assert line("apt", "--unit", "AVD3", "-o", file).returncode == 0
    assert "Since the last meeting" in text_of(file.read_bytes())


def test_a_file_that_is_there_is_left_as_it_was(line: Line, tmp_path: Path) -> None:
    file = tmp_path / "apt.pdf"
    file.write_text("mine", "utf-8")
    done = line("apt", *days(), "-o", file)

    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "apt.pdf" in done.stderr
    assert file.read_text("utf-8") == "mine"


def test_wrong_use_is_one_line_that_says_what(line: Line, tmp_path: Path) -> None:
    file = tmp_path / "apt.pdf"
    for arguments, said in (
        (("--unit", "NOPE", "-o", file), "NOPE"),
        (("--unit", "AVD3", "--from", "31/3", "-o", file), "31/3"),
        (("--unit", "AVD3", "--from", "2026-03-02", "--to", "2026-03-01", "-o", file), "period"),
        (("--unit", "AVD3", "-o", tmp_path / "apt.docx"), ".pdf"),
        (("--unit", "AVD3", "-o", tmp_path / "none" / "apt.pdf"), "apt.pdf"),
        (("-o", file), "--unit"),
    ):
        done = line("apt", *arguments)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), done.stderr
        assert said in done.stderr
    assert not file.exists()
