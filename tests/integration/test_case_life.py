"""A case from report to close through the services, as a unit works it."""

from __future__ import annotations

from datetime import date

import pytest

from kpsdesk.clock import FixedClock
from kpsdesk.domain.handling import MissingNeeds
from kpsdesk.domain.rows import CaseQuery
from kpsdesk.errors import Conflict, UserError
from kpsdesk.services.everything import Services
from kpsdesk.services.reporting import NewReport

TODAY = date(2026, 11, 20)


def report(services: Services, **values: object) -> str:
    given = {
        "kind": "near_miss",
        "unit_id": 1,
        "description": "Höll på att halka i duschen",
        "occurred_day": TODAY,
    }
    _, receipt = services.reporting.send(NewReport(**(given | values)))  # type: ignore[arg-type]
    return receipt.case_id


def test_a_near_miss_is_closed_by_the_short_path_with_feedback_and_one_line(services: Services) -> None:
    case = report(services)
    services.cases.receive(case)
    services.cases.change(case, {"severity_potential": 2, "probability": 2})

    services.cases.close(case, decision="Halkmatta köpt.", feedback="Tack, nu ligger det en matta där.")

    view = services.views.open(case)
    assert view.row.status == "closed"
    assert all(step.done_day == TODAY for step in view.steps)


def test_closing_without_feedback_says_what_is_missing_and_saves_nothing(services: Services) -> None:
    case = report(services)

    with pytest.raises(MissingNeeds) as missing:
        services.cases.close(case, decision="Halkmatta köpt.")

    assert [need.code for need in missing.value.needs] == ["score", "feedback"]
    assert services.views.open(case).values["decision_text"] is None


@pytest.mark.parametrize("kind", ["positive", "view", "improvement"])
def test_good_news_views_and_proposals_need_no_score(services: Services, kind: str) -> None:
    case = report(services, kind=kind)

    services.cases.close(case, decision="Tas upp på APT.", feedback="Tack!")

    assert services.views.open(case).row.status == "closed"


def test_severity_four_is_never_below_high_and_moves_the_closing_date(services: Services) -> None:
    case = report(services, kind="negative_event", harm="H4")
    before = {step.step: step.due for step in services.views.open(case).steps}

    services.cases.change(case, {"severity_actual": 4, "probability": 1})

    view = services.views.open(case)
    after = {step.step: step.due for step in view.steps}
    assert (view.row.level, view.row.demands_analysis) == ("high", 1)
    assert (before["closing"], after["closing"]) == (date(2026, 12, 21), date(2027, 1, 19))
    assert [due.reason for due in view.steps[3].dues] == ["first", "level"]
    assert not view.short_path


def test_due_dates_count_working_days_and_move_off_free_days(services: Services) -> None:
    steps = {step.step: step.due for step in services.views.open(report(services)).steps}

    # Friday 20 November: 3 working days is Wednesday; 10 days on is a Monday; 30 days on is Sunday 20 December
    assert steps == {
        "acknowledgement": date(2026, 11, 25),
        "assessment": date(2026, 11, 25),
        "investigation": date(2026, 11, 30),
        "closing": date(2026, 12, 21),
    }


def test_an_anonymous_report_keeps_no_time_no_name_and_no_actor(services: Services) -> None:
    case = report(services, anonymity="anonymous", reporter_name="Kim Ek", values={"occurred_time": "14:05"})

    view = services.views.open(case)
    assert view.file.report.reporter_name is None
    assert view.file.hidden_name is None
    assert "occurred_time" not in view.file.report.values
    assert view.row.reported_at.isoformat() == "2026-11-19T23:00:00+00:00"  # midnight in Stockholm
    assert [(row.actor, row.at) for row in view.history] == [("anonymous", view.row.reported_at)]
    assert view.row.id[14] == "4"  # a random UUID


def test_a_receipt_code_reads_status_and_feedback(services: Services) -> None:
    _, receipt = services.reporting.send(
        NewReport("risk", 1, "Hala golv", anonymity="hidden", reporter_name="Kim")
    )
    services.cases.receive(receipt.case_id)
    services.cases.give_feedback(receipt.case_id, "Vi byter golvvax.")

    view = services.reporting.look_up(receipt.code.lower().replace("-", " "))

    assert (view.number, view.status, view.feedback) == (
        receipt.number,
        "acknowledged",
        ((TODAY, "Vi byter golvvax."),),
    )


def test_a_stale_form_does_not_overwrite(services: Services) -> None:
    case = report(services)
    services.cases.change(case, {"causes_text": "Blött golv"})

    with pytest.raises(Conflict):
        services.cases.change(case, {"causes_text": "Golvvax"}, seen={"causes_text": None})


def test_more_time_needs_a_reason_and_a_later_date(services: Services) -> None:
    case = report(services)

    with pytest.raises(UserError):
        services.cases.extend(case, "closing", date(2027, 1, 31), "")
    services.cases.extend(case, "closing", date(2027, 1, 29), "Väntar på leverantören")

    closing = services.views.open(case).steps[3]
    assert [(d.due, d.reason, d.note) for d in closing.dues][-1] == (
        date(2027, 1, 29),
        "extension",
        "Väntar på leverantören",
    )


def test_an_overdue_case_is_listed_the_day_after(services: Services, clock: FixedClock) -> None:
    case = report(services)
    clock.forward(days=5)
    assert services.lists.count(CaseQuery(overdue=True)) == 0  # due that very day
    clock.forward(days=1)

    assert [row.id for row in services.lists.page(CaseQuery(overdue=True))] == [case]


def test_reopening_adds_steps_and_leaves_the_old_ones_done(services: Services) -> None:
    case = report(services, kind="improvement")
    services.cases.close(case, decision="Ja.", feedback="Tack!")

    services.cases.move(case, "reopened", reason="Det hände igen")

    steps = services.views.open(case).steps
    assert [step.step for step in steps] == [
        "acknowledgement", "assessment", "investigation", "closing", "investigation", "closing",
    ]  # fmt: skip
    assert [step.done_day for step in steps] == [TODAY] * 4 + [None] * 2


def test_the_clock_set_back_does_not_turn_history_round(services: Services, clock: FixedClock) -> None:
    case = report(services)
    clock.forward(days=-2)
    services.cases.receive(case)

    instants = [row.at for row in services.views.open(case).statuses]
    assert instants == sorted(instants)


@pytest.mark.parametrize(
    "kind", ["negative_event", "near_miss", "risk", "complaint", "view", "improvement", "positive"]
)
@pytest.mark.parametrize("matrix, below, above", [("se-4x4", 2, 4), ("5x5", 2, 5), ("fi-3x3", 1, 3)])
def test_every_kind_takes_the_short_path_up_to_where_its_matrix_demands_analysis(
    services: Services, kind: str, matrix: str, below: int, above: int
) -> None:
    services.rule_books.choose_matrix(matrix)
    easy, grave = report(services, kind=kind), report(services, kind=kind)
    given = {"values": {"severity_potential": below, "probability": 2}}
    services.cases.close(easy, decision="Klart.", feedback="Tack!", **given)  # type: ignore[arg-type]
    view = services.views.open(easy)
    assert (view.row.status, view.file.head.matrix) == ("closed", f"{matrix}@1")

    given = {"values": {"severity_potential": above, "probability": 2}}
    with pytest.raises(MissingNeeds) as missing:
        services.cases.close(grave, decision="Klart.", feedback="Tack!", **given)  # type: ignore[arg-type]
    assert {need.code for need in missing.value.needs} >= {"seen_before", "recurrence", "lesson", "head_told"}
