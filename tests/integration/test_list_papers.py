"""Lists of cases on paper: what stands on them, what never does, that they are noted, and that they can be read aloud."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from kpsdesk import demo
from kpsdesk.clock import FixedClock
from kpsdesk.domain.rows import CaseQuery
from kpsdesk.errors import NotAllowed, OutsideError, UserError
from kpsdesk.services import list_papers
from kpsdesk.services.everything import Services
from kpsdesk.services.founding import open_session
from kpsdesk.services.list_papers import LATE, SHOWN, ListOrder
from kpsdesk.store import tables as t
from kpsdesk.store.engine import Store
from tests.conftest import RAW_KEY
from tests.integration.test_privacy import report
from tests.paper_checks import demand_a_good_paper, text_of

OPEN = CaseQuery(open_only=True, sort="due", descending=False)
TITLES = {
    (SHOWN, "sv"): "Lista över ärenden",
    (SHOWN, "fi"): "Luettelo tapauksista",
    (SHOWN, "en"): "List of cases",
    (LATE, "sv"): "Förfallna ärenden per chef",
    (LATE, "fi"): "Myöhässä olevat tapaukset esihenkilöittäin",
    (LATE, "en"): "Overdue cases per manager",
}


def late_case(services: Services, clock: FixedClock) -> tuple[str, str]:
    """A case that is late although it got more time, with a heading that names somebody; id and number."""
    case = report(services, title="Maja Lind föll")
    services.cases.receive(case)
    services.cases.extend(case, "assessment", date(2026, 12, 1), "Väntar på underlag: provsvaret dröjer")
    clock.instant += timedelta(days=40)
    services.lists.forget()
    row = services.lists.row(case)
    assert row is not None
    return case, row.number


@pytest.mark.parametrize("kind, language", list(TITLES))
def test_the_paper_can_be_read_by_everybody(
    services: Services, clock: FixedClock, tmp_path: Path, kind: str, language: str
) -> None:
    for _case in range(3):
        report(services)
    late_case(services, clock)
    paper = services.list_papers.make(ListOrder(OPEN, kind, language=language))
    assert paper.title == TITLES[kind, language]
    assert (paper.cases, paper.count) == (4, 4)
    demand_a_good_paper(paper.pdf, tmp_path, paper.title, language)


def test_the_list_tells_what_is_shown_and_no_free_text(services: Services, clock: FixedClock) -> None:
    _case, number = late_case(services, clock)
    other = report(services, kind="view")
    shown = text_of(services.list_papers.make(ListOrder(OPEN)).pdf)
    for told in (
        number,
        "Avdelning 3",
        "Anna Berg",
        "Mottagen",
        "Verksamhetschef",
        "30 december 2026",
        "Öppna",
    ):
        assert told in shown, told
    assert "Maja" not in shown
    assert "provsvaret" not in shown
    with_headings = text_of(services.list_papers.make(ListOrder(OPEN, headings=True)).pdf)
    assert "Maja Lind föll" in with_headings
    only = text_of(services.list_papers.make(ListOrder(CaseQuery(kinds=("view",)))).pdf)
    row = services.lists.row(other)
    assert row is not None
    assert row.number in only
    assert number not in only
    assert "Synpunkt" in only


def test_the_late_list_goes_by_manager_and_says_why_more_time_was_given(
    services: Services, clock: FixedClock
) -> None:
    _case, number = late_case(services, clock)
    fresh = services.lists.row(report(services))
    assert fresh is not None
    told = text_of(services.list_papers.make(ListOrder(OPEN, LATE)).pdf)
    assert "Anna Berg: 1 ärende" in told
    assert number in told
    assert "provsvaret dröjer" in told
    assert fresh.number not in told
    assert "Maja" not in told


def test_words_that_were_searched_for_are_not_repeated(services: Services) -> None:
    report(services, description="Maja Lind ramlade")
    paper = services.list_papers.make(ListOrder(CaseQuery(text="Maja")))
    assert paper.cases == 1
    assert "Maja" not in text_of(paper.pdf)
    assert "sökta med ord" in text_of(paper.pdf)


def test_a_long_list_is_cut_and_says_so(
    services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _case in range(4):
        report(services)
    monkeypatch.setattr(list_papers, "MOST", 3)
    paper = services.list_papers.make(ListOrder(OPEN))
    assert (paper.cases, paper.count) == (3, 4)
    assert "Listan har 4 ärenden, och de första 3 av dem står här." in text_of(paper.pdf)


def test_an_empty_list_says_so(services: Services, tmp_path: Path) -> None:
    paper = services.list_papers.make(ListOrder(OPEN, LATE))
    assert "Inget ärende står på den här listan." in text_of(paper.pdf)
    demand_a_good_paper(paper.pdf, tmp_path, "Förfallna ärenden per chef", "sv")


def test_the_same_list_gives_the_same_bytes(services: Services) -> None:
    report(services)
    first, second = (services.list_papers.make(ListOrder(OPEN)).pdf for _time in range(2))
    assert first == second


def test_many_managers_stand_by_name_each_with_what_is_longest_late_first(
    tmp_path: Path, clock: FixedClock
) -> None:
    path = tmp_path / "demo.kps"
    demo.make(path, RAW_KEY, cases=300, units=8, as_of=date(2026, 11, 20), clock=clock)
    store = Store.open(path, RAW_KEY)
    services = Services(open_session(store, clock))
    paper = services.list_papers.make(ListOrder(OPEN, LATE))
    rows = services.lists.page(CaseQuery(open_only=True, overdue=True, sort="due", descending=False), 0, 500)
    names = sorted({services.session.organisation.name_of(row.owner_id) for row in rows}, key=str.casefold)
    store.close()
    told = text_of(paper.pdf)
    assert len(names) >= 3
    places = [told.index(f"{name}: ") for name in names]
    assert places == sorted(places)
    assert all(row.number in told for row in rows)
    demand_a_good_paper(paper.pdf, tmp_path, paper.title, "sv")


def test_saving_and_printing_are_noted_without_any_case(services: Services, tmp_path: Path) -> None:
    report(services)
    paper = services.list_papers.make(ListOrder(OPEN, headings=True))
    services.list_papers.write(paper, tmp_path / "listan.pdf")
    services.list_papers.printed(paper)
    assert (tmp_path / "listan.pdf").read_bytes() == paper.pdf
    with services.session.read() as connection:
        rows = connection.execute(select(t.audit).where(t.audit.c.action == "paper.made")).all()
    same = {"kind": "list_cases", "language": "sv", "cases": 1, "headings": True}
    assert [row.detail for row in rows] == [same | {"to": "file"}, same | {"to": "printer"}]


def test_a_paper_that_cannot_be_written_is_not_noted(services: Services, tmp_path: Path) -> None:
    paper = services.list_papers.make(ListOrder(OPEN))
    with pytest.raises(UserError):
        services.list_papers.write(paper, tmp_path / "listan.txt")
    with pytest.raises(OutsideError):
        services.list_papers.write(paper, tmp_path / "not there" / "listan.pdf")
    with services.session.read() as connection:
        assert connection.execute(select(t.audit).where(t.audit.c.action == "paper.made")).all() == []


def test_who_may_not_take_cases_out_makes_no_list(services: Services) -> None:
    from kpsdesk.domain.permission import Actor, Permission

    reader = Services(services.session.acting(Actor("r", "", frozenset({Permission.CASE_READ}))))
    with pytest.raises(NotAllowed):
        reader.list_papers.make(ListOrder(OPEN))
