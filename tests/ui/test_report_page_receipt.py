"""After sending: the receipt, what each level of anonymity stores, reading the answer by the code."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from kpsdesk.clock import FixedClock
from kpsdesk.domain.permission import reporter_only
from kpsdesk.services.everything import Services
from kpsdesk.store import program
from tests.ui.report_bench import ReportBench, type_into

PICTURE = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\6\0\0\0\x1f\x15\xc4\x89" + b"\0" * 40


@pytest.fixture
def bench(qtbot: QtBot, services: Services) -> Iterator[ReportBench]:
    """The report page, in Swedish."""
    made = ReportBench(qtbot, services)
    yield made
    made.close()


def told(bench: ReportBench) -> str:
    """All words on the receipt."""
    return "\n".join(label.text() for label in bench.page.receipt.findChildren(QLabel))


def lookup_words(bench: ReportBench) -> str:
    """All words of the answer."""
    return "\n".join(label.text() for label in bench.page.lookup.findChildren(QLabel))


def test_the_receipt_says_number_code_and_what_comes_by_when(bench: ReportBench) -> None:
    bench.choose("near_miss")
    bench.write("Halkade nästan")
    bench.send()
    receipt = bench.receipt
    words = told(bench)
    assert receipt.number in words
    assert bench.page.receipt.code.text() == receipt.code
    assert "Någon tar emot din rapport senast ons 25 nov." in words
    bench.click(bench.page.receipt.copy)
    assert QGuiApplication.clipboard().text() == receipt.code
    assert "Halkade" not in words


def test_one_more_and_the_unit_used_last(bench: ReportBench) -> None:
    bench.choose("near_miss")
    bench.write("Halkade nästan")
    bench.send()
    bench.click(bench.page.receipt.again)
    bench.settle()
    answers = bench.form.answers()
    assert (answers.kind, answers.description, answers.unit_id, answers.when) == (None, "", 1, "just_now")


@pytest.mark.parametrize("level, words", [("hidden", "enda väg till svaret"), ("anonymous", "enda nyckeln")])
def test_without_a_name_the_code_is_said_to_be_the_only_key(
    bench: ReportBench, level: str, words: str
) -> None:
    bench.choose("risk")
    bench.write("Lös matta i korridoren")
    bench.click(bench.form.who.level.button(level))
    bench.send()
    assert words in told(bench)


def test_anonymous_stores_nothing_of_who_it_was(bench: ReportBench, tmp_path: Path) -> None:
    picture = tmp_path / "matta.png"
    picture.write_bytes(PICTURE)
    bench.choose("near_miss")
    bench.write("Halkade nästan")
    bench.form.more.fields.files.take([picture])
    bench.settle()
    assert [one.name for one in bench.form.more.fields.files.files()] == ["matta.png"]
    bench.click(bench.form.who.level.button("anonymous"))
    assert not bench.form.who.name.isVisible()
    bench.send()
    case = bench.case(bench.receipt.number)
    kept = json.dumps(case.report.values) + str(case.report) + str(case.hidden_name)
    assert "Berg" not in kept
    assert "profession" not in kept
    assert "occurred_time" not in case.report.values
    midnight = "2026-11-19T23:00:00+00:00"
    assert case.head.reported_at.isoformat() == midnight
    with bench.services.session.read() as connection:
        audit = program.audit_of(connection, f"case:{case.head.id}")
    assert {row.actor for row in audit} == {"anonymous"}
    assert {row.at.isoformat() for row in audit} == {midnight}
    assert "attachment.added" in {row.action for row in audit}


def test_hidden_keeps_the_name_apart(bench: ReportBench) -> None:
    bench.choose("near_miss")
    bench.write("Halkade nästan")
    bench.click(bench.form.who.level.button("hidden"))
    bench.send()
    case = bench.case(bench.receipt.number)
    assert case.report.reporter_name is None
    with bench.services.session.read() as connection:
        kept = connection.exec_driver_sql("SELECT name FROM hidden_reporters").scalars().all()
    assert kept == ["Anna Berg"]


def test_a_file_that_may_not_go_along_is_named(
    bench: ReportBench, tmp_path: Path, log_warnings: list[object]
) -> None:
    program_file = tmp_path / "start.exe"
    program_file.write_bytes(b"MZ" + b"\0" * 200)
    bench.form.more.unfold()
    bench.form.more.fields.files.take([program_file])
    bench.settle()
    assert bench.errors()["attachment"]
    assert bench.form.more.fields.files.files() == ()


def test_the_code_opens_status_and_feedback(bench: ReportBench, clock: FixedClock) -> None:
    bench.choose("risk")
    bench.write("Lös matta")
    bench.click(bench.form.who.level.button("anonymous"))
    bench.send()
    receipt = bench.receipt
    bench.services.cases.receive(receipt.case_id)
    bench.services.cases.give_feedback(receipt.case_id, "Tack, mattan är <b>borta</b>.")
    bench.page.open_lookup()
    code = receipt.code.lower().replace("-", " ").replace("0", "o")
    type_into(bench.page.lookup.code, code)
    bench.click(bench.page.lookup.read_button)
    bench.settle()
    words = lookup_words(bench)
    assert receipt.number in words
    assert "Tack, mattan är <b>borta</b>." in words
    bench.page.hidden()
    assert receipt.number not in "".join(
        label.text() for label in bench.page.lookup.findChildren(QLabel) if label.isVisible()
    )


@pytest.mark.parametrize(
    "code, sentence", [("", "Skriv koden"), ("hej", "kvitt"), ("AAAA-AAAA-AAAA-AAAA", "Ingen rapport")]
)
def test_a_code_that_opens_nothing_is_told(
    bench: ReportBench, code: str, sentence: str, log_warnings: list[object]
) -> None:
    bench.page.open_lookup()
    type_into(bench.page.lookup.code, code)
    bench.click(bench.page.lookup.read_button)
    bench.settle()
    assert sentence in bench.page.lookup.row.error()


def test_the_reporter_s_window_leads_nowhere_else(qtbot: QtBot, services: Services) -> None:
    bench = ReportBench(qtbot, Services(services.session.acting(reporter_only())))
    answers = bench.form.answers()
    assert (answers.name, answers.profession, answers.unit_id) == ("", None, 1)
    bench.choose("risk")
    bench.write("Lös matta")
    bench.send()
    assert "Till Idag" not in [
        button.text() for button in bench.page.receipt.findChildren(type(bench.page.receipt.again))
    ]
    assert bench.cases_as(services) == 1
    bench.close()
