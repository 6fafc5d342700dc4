"""What the case page decides without a widget."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from kpsdesk.domain.fields import HANDLER_BY_KEY
from kpsdesk.domain.needs import NEEDS
from kpsdesk.services.case_view import CaseView
from kpsdesk.services.everything import Services
from kpsdesk.services.reporting import NewReport
from kpsdesk.ui.pages.case import presenter

Opener = Callable[..., CaseView]


@pytest.fixture
def opened(services: Services) -> Opener:
    """Makes a case and brings it some way."""

    def make(*moves: str, **report: object) -> CaseView:
        given: dict[str, object] = {"kind": "near_miss", "occurred_day": date(2026, 11, 20)} | report
        case = services.reporting.send(NewReport(unit_id=1, description="Halt", **given))[1].case_id  # type: ignore[arg-type]
        for move in moves:
            if move == "acknowledged":
                services.cases.receive(case)
            else:
                services.cases.move(
                    case, move, reason="Så är det", target="Vårdcentralen" if move == "forwarded" else ""
                )
        return services.views.open(case)

    return make


def test_every_need_has_a_place_on_the_page() -> None:
    sections = {key for key, _title in presenter.SECTIONS}
    asked_with_the_move = {"reason", "target", "hold"}

    for code, need in NEEDS.items():
        if code not in asked_with_the_move:
            assert presenter.section_of(need.place) in sections | {"head"}, code


def test_every_field_of_the_handler_is_named() -> None:
    assert all(field.label for field in HANDLER_BY_KEY.values())


@pytest.mark.parametrize(
    "moves, act",
    [
        ((), ("receive", "acknowledged")),
        (("acknowledged",), ("move", "assessing")),
        (("acknowledged", "assessing"), ("move", "action")),
        (("forwarded",), ("accept", "received")),
    ],
)
def test_there_is_one_next_step(opened: Opener, moves: tuple[str, ...], act: tuple[str, str]) -> None:
    found = presenter.main_act(opened(*moves))

    assert found is not None
    assert (found.kind, found.to) == act


def test_the_menu_holds_every_other_move(opened: Opener) -> None:
    view = opened("acknowledged")
    first = presenter.main_act(view)
    others = presenter.other_acts(view)

    assert first is not None
    assert {first.to, *(act.to for act in others)} == {move.to for move in view.moves}


def test_the_line_leaves_the_investigation_out_where_none_is_due(opened: Opener, services: Services) -> None:
    words = {code: code for code in services.session.vocabulary.lists["status"]}
    view = opened("acknowledged")

    assert ("investigating", "todo") not in presenter.steps(view, words)
    services.cases.change(view.row.id, {"severity_potential": 4, "probability": 4})
    assert ("investigating", "todo") in presenter.steps(services.views.open(view.row.id), words)


def test_a_closed_case_shows_only_the_way_it_took(opened: Opener, services: Services) -> None:
    words = {code: code for code in services.session.vocabulary.lists["status"]}
    view = opened(kind="positive")
    services.cases.close(view.row.id, decision="Ja", feedback="Tack!")

    assert presenter.steps(services.views.open(view.row.id), words) == [
        ("received", "done"),
        ("closed", "done"),
    ]


def test_taking_in_lacks_nothing_since_it_names_the_handler(opened: Opener) -> None:
    assert presenter.missing(opened()) == ()


def test_marks_count_what_is_missing_where(opened: Opener) -> None:
    view = opened("acknowledged", "assessing", kind="negative_event", harm="H2")

    assert presenter.marks(view)["assessment"] == 4
    assert presenter.marks(view)["patient"] == 1
