"""The follow-up as files: papers that can be read by eye and ear in three languages, spreadsheets that can be counted on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import select

from kpsdesk import demo
from kpsdesk.clock import FixedClock
from kpsdesk.errors import UserError
from kpsdesk.services.everything import Services
from kpsdesk.services.follow_up_view import Choice
from kpsdesk.services.founding import open_session
from kpsdesk.services.organisation import NewUnit
from kpsdesk.store import tables as t
from kpsdesk.store.engine import Store
from tests.paper_checks import demand_a_good_paper, text_of

KEY = bytes(range(32))
CLOCK = FixedClock(datetime(2026, 11, 20, 9, tzinfo=UTC))
TITLES = {"sv": "Uppföljning 2026", "fi": "Seuranta 2026", "en": "Follow-up 2026"}


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """The demo: a hundred cases and more, many managers, enough to fill pages."""
    path = demo.make(tmp_path_factory.mktemp("demo") / "demo.kps", KEY, clock=CLOCK)
    store = Store.open(path, KEY)
    yield Services(open_session(store, CLOCK))
    store.close()


@pytest.mark.parametrize("language", ["sv", "fi", "en"])
def test_the_paper_is_good_in_every_language(shown: Services, tmp_path: Path, language: str) -> None:
    pdf = shown.follow_up_papers.pdf(Choice(2026), language)
    demand_a_good_paper(pdf, tmp_path, TITLES[language], language)


@pytest.mark.parametrize("series", ["complaints", "actions", "follow_ups"])
def test_the_paper_of_every_series_is_good(shown: Services, tmp_path: Path, series: str) -> None:
    pdf = shown.follow_up_papers.pdf(Choice(2026, by="unit", series=series), "sv")
    demand_a_good_paper(pdf, tmp_path, TITLES["sv"], "sv")


def test_the_paper_of_an_organisation_with_nothing_late_is_good(services: Services, tmp_path: Path) -> None:
    pdf = services.follow_up_papers.pdf(Choice(2026), "sv")
    demand_a_good_paper(pdf, tmp_path, TITLES["sv"], "sv")
    assert "Inga ärenden är förfallna. Bra jobbat, allihop!" in text_of(pdf)


def test_a_table_that_goes_over_pages_has_heads_that_are_read_on_each(
    services: Services, tmp_path: Path
) -> None:
    for n in range(40):
        services.organisation.create_unit(NewUnit(f"Gruppbostaden Kaprifolen {n}", f"K{n}", 1))
    pdf = services.follow_up_papers.pdf(Choice(2026, by="unit"), "sv")
    demand_a_good_paper(pdf, tmp_path, TITLES["sv"], "sv")
    said = text_of(pdf)
    assert "Blev förfallna, fortsättning" in said
    assert said.count("Gruppbostaden Kaprifolen 39") == 3


def test_the_same_numbers_give_the_same_bytes(shown: Services) -> None:
    assert shown.follow_up_papers.pdf(Choice(2026)) == shown.follow_up_papers.pdf(Choice(2026))


def test_the_paper_says_what_the_page_says_and_how_it_was_counted(shown: Services) -> None:
    late = shown.follow_up.now().total.series["cases"]
    said = text_of(shown.follow_up_papers.pdf(Choice(2026), "sv"))
    assert f"{late.total.value} ärenden är förfallna" in said
    assert "Räknat 20 november 2026 enligt regeln på sista sidan" in said
    assert "Ett ärende är förfallet när det är öppet" in said


def test_the_spreadsheet_holds_real_numbers_that_agree_with_the_page(shown: Services, tmp_path: Path) -> None:
    path = tmp_path / "f.xlsx"
    shown.follow_up_papers.write(path, Choice(2026))
    book = openpyxl.load_workbook(path)
    now, months = shown.follow_up.now(), shown.follow_up.months()

    late = book["Förfallna, och hur länge"]
    rows = {row[0].value: [cell.value for cell in row[1:]] for row in late.iter_rows(min_row=2)}
    assert rows["Alla tillsammans"][0] == now.total.series["cases"].total.value
    assert all(isinstance(row[0], int) for row in rows.values())

    became = book["Blev förfallna"]
    cells = months.total.series["cases"]
    first = [cell.value for cell in became[2]]
    assert first[1:] == [*(one.became.value for one in cells), cells[-1].accumulated.value]


def test_a_unit_with_a_name_like_a_formula_harms_no_spreadsheet(services: Services, tmp_path: Path) -> None:
    services.organisation.create_unit(NewUnit('=HYPERLINK("http://x")', "ONT", 1))
    path = tmp_path / "f.xlsx"
    services.follow_up_papers.write(path, Choice(2026, by="unit"))
    sheet = openpyxl.load_workbook(path).worksheets[0]
    names = [row[0] for row in sheet.iter_rows(min_row=2)]
    assert [cell.value for cell in names if "HYPERLINK" in str(cell.value)] == ['\'=HYPERLINK("http://x")']
    assert all(cell.data_type == "s" for cell in names)


def test_writing_is_noted_in_the_audit_without_names(services: Services, tmp_path: Path) -> None:
    services.follow_up_papers.write(tmp_path / "f.pdf", Choice(2026, units=(1,), name="Avdelning 3"))
    with services.session.store.read() as connection:
        row = connection.execute(select(t.audit).order_by(t.audit.c.seq.desc())).first()
    assert row is not None
    assert row.action == "follow_up.exported"
    assert row.detail == {"format": "pdf", "units": 1, "year": 2026, "series": "cases", "by": "manager"}


def test_another_ending_is_refused_in_words(services: Services, tmp_path: Path) -> None:
    with pytest.raises(UserError) as refused:
        services.follow_up_papers.write(tmp_path / "f.docx", Choice(2026))
    assert str(refused.value) == "Välj ett filnamn som slutar på .pdf eller .xlsx."
    assert not list(tmp_path.glob("*.docx"))
