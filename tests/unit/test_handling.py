"""What holds for every case, whatever is done to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from random import Random
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpsdesk.domain import handling, working
from kpsdesk.domain.acting import Moment, Rules
from kpsdesk.domain.case import CaseFile, Report
from kpsdesk.domain.deadlines import shipped_deadlines, steps_of
from kpsdesk.domain.handling import MissingNeeds, NewCase
from kpsdesk.domain.ids import Ids
from kpsdesk.domain.matrix import read_matrix, shipped_matrices
from kpsdesk.domain.organisation import Area, Organisation, Person, Role, Unit, UnitVersion
from kpsdesk.domain.workflow import shipped_workflow
from kpsdesk.errors import UserError
from kpsdesk.services.holidays import free_days

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
FIRST = date(2020, 1, 1)
MATRICES = tuple(read_matrix(body) for body in shipped_matrices())
ORGANISATION = Organisation(
    areas={1: Area(1, "VO1", "Norr")},
    units=MappingProxyType({
        1: Unit(1, "A", "SE", "elderly_care", (UnitVersion("Ett", 1, FIRST),)),
        2: Unit(2, "B", "FI", "elderly_care", (UnitVersion("Kaksi", 1, FIRST),)),
    }),
    persons={1: Person(1, "p1", "Ada"), 2: Person(2, "p2", "Bo")},
    roles=(
        Role(1, 1, "unit_manager", 1, None, FIRST),
        Role(2, 2, "head_of_operations", None, 1, FIRST),
    ),
)  # fmt: skip
RULES = Rules(
    workflow=shipped_workflow(),
    deadlines=shipped_deadlines(),
    matrices={matrix.key: matrix for matrix in MATRICES},
    matrix=MATRICES[0].key,
    organisation=ORGANISATION,
    free_days=free_days,
)
KINDS = ("negative_event", "near_miss", "risk", "complaint", "view", "improvement", "positive")
Act = Callable[[CaseFile, Moment, Random], object]


def new_case(kind: str = "risk", anonymity: str = "named") -> CaseFile:
    made = NewCase(
        kind, 1, 1, "Hala golv", anonymity, "H0", Report("Hala golv i duschen", suggestion="Matta")
    )
    return handling.take_in(made, "2026-000001", 1, RULES, Moment(START, "p1", Ids(Random(1).randbytes)))


ACTS: tuple[Act, ...] = (
    lambda case, moment, _: handling.assign(case, 1, moment),
    lambda case, moment, chance: handling.move(
        case, chance.choice(RULES.workflow.moves(case.head.status)), RULES, moment, reason="Skäl", target="unit:B"
    ),
    lambda case, moment, chance: handling.change_values(
        case, {"severity_actual": chance.randint(1, 4), "probability": chance.randint(1, 4)}, RULES, moment
    ),
    lambda case, moment, _: handling.change_values(
        case,
        {"decision_text": "Ja", "seen_before": "no", "recurrence": "unlikely", "lesson": "Torka", "patient_safe": "yes",
         "head_told_on": "2026-04-01", "no_action_reason": "Gjort", "what_happened": "x", "causes_text": "y",
         "event_type": "FALL", "injury_class": "none"},
        RULES,
        moment,
    ),
    lambda case, moment, _: working.give_feedback(case, "Tack!", moment),
    lambda case, moment, _: working.proposal_to_action(case, moment),
    lambda case, moment, chance: handling.change_kind(case, chance.choice(KINDS), RULES, moment),
    lambda case, moment, _: handling.hand_over(case, 2, RULES, moment) if case.head.is_open else None,
    lambda case, moment, chance: handling.extend(
        case, "closing", moment.at.date() + timedelta(days=chance.randint(1, 99)), "Skäl", moment
    ),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    steps=st.lists(st.tuples(st.integers(0, 8), st.integers(-3, 20)), max_size=25),
)
def test_histories_are_gapless_in_order_and_never_rewritten(seed: int, steps: list[tuple[int, int]]) -> None:
    chance = Random(seed)
    case, at = new_case(chance.choice(KINDS)), START
    for number, days in steps:
        at += timedelta(days=days)  # the clock may be set back
        statuses, kinds, dues = (
            list(case.statuses),
            list(case.kinds),
            [list(step.dues) for step in case.steps],
        )
        done = [(step.done_at, step.done_day) for step in case.steps if step.done_day]
        try:
            ACTS[number](case, Moment(at, "p1", Ids(chance.randbytes)), chance)
        except UserError:
            continue
        assert case.statuses[: len(statuses)] == statuses
        assert case.kinds[: len(kinds)] == kinds
        assert [step.dues[: len(old)] for step, old in zip(case.steps, dues, strict=False)] == dues
        assert [(s.done_at, s.done_day) for s in case.steps if (s.done_at, s.done_day) in done][
            : len(done)
        ] == done

    check(case)


def check(case: CaseFile) -> None:
    head = case.head
    assert [row.at for row in case.statuses] == sorted(row.at for row in case.statuses)
    assert head.status == case.statuses[-1].status
    assert head.kind == case.kinds[-1].kind
    assert all(
        before.to_at == after.from_at for before, after in zip(case.owners, case.owners[1:], strict=False)
    )
    assert case.owners[-1].to_at is None
    assert (head.unit_id, head.owner_id) == (case.owners[-1].unit_id, case.owners[-1].manager_id)
    for step in case.steps:
        assert step.due == step.dues[-1].due
    if head.status in ("closed", "dismissed"):
        assert all(step.done_day for step in case.steps)
        assert (head.is_open, head.next_due) == (0, None)
    waiting = {step.step for step in case.steps if step.due is not None and step.done_day is None}
    assert waiting <= set(steps_of(head.kind))


@given(
    number=st.integers(0, len(MATRICES) - 1),
    actual=st.integers(1, 5) | st.none(),
    potential=st.integers(1, 5) | st.none(),
    probability=st.integers(1, 5),
)
def test_the_score_uses_the_worse_severity(
    number: int, actual: int | None, potential: int | None, probability: int
) -> None:
    matrix = MATRICES[number]
    given_ = [value for value in (actual, potential) if value is not None]
    if not given_:
        assert matrix.rate(actual, potential, probability) is None
        return
    worst = max(given_)
    if (worst, probability) in matrix.cells:
        assert matrix.rate(actual, potential, probability) == matrix.rate(worst, None, probability)


def test_catastrophic_is_never_below_high_and_level_asks_for_analysis_by_the_matrix() -> None:
    swedish = next(m for m in MATRICES if m.code == "se-4x4")
    finnish = next(m for m in MATRICES if m.code == "fi-3x3")

    levels = {p: swedish.rate(4, None, p) for p in (1, 2, 3, 4)}
    assert [(s.score, s.level.code) for s in levels.values() if s] == [
        (4, "high"), (8, "high"), (12, "very_high"), (16, "very_high"),
    ]  # fmt: skip
    demanding = {
        s.level.code
        for cell in finnish.cells
        if (s := finnish.rate(cell[0], None, cell[1])) and s.demands_analysis
    }
    assert demanding == {"IV", "V"}


def test_every_status_can_be_reached_and_left_but_only_as_the_model_says() -> None:
    rules = shipped_workflow().rules
    assert {to for rule in rules.values() for to in rule.to} | {"received"} == set(rules)

    case = new_case()
    try:
        handling.move(case, "follow_up", RULES, Moment(START, "p1"))
    except MissingNeeds:
        raise AssertionError("not a question of what is missing") from None
    except UserError:
        assert case.head.status == "received"
    else:
        raise AssertionError("received cannot go to follow-up")


def test_serious_cases_ask_for_cause_ties_and_the_head_before_closing() -> None:
    case = new_case("negative_event")
    moment = Moment(START, "p1")
    handling.change_values(case, {"severity_actual": 3, "probability": 3, "harm": "H3"}, RULES, moment)
    working.add_action(case, {"text": "Ny rutin"}, moment)

    missing = {need.code for need in RULES.workflow.missing(handling.facts(case), "closed")}

    assert missing >= {
        "decision", "feedback", "patient_informed", "actions_tied", "seen_before", "recurrence", "lesson", "head_told",
    }  # fmt: skip


SERIOUS = {"severity_actual": 3, "probability": 3}


def lacking(case: CaseFile, to: str = "closed") -> set[str]:
    return {need.code for need in RULES.workflow.missing(handling.facts(case), to)}


@pytest.mark.parametrize("status", ["received", "acknowledged", "assessing", "on_hold"])
def test_a_serious_case_cannot_be_closed_past_assessment_and_investigation(status: str) -> None:
    case, moment = new_case("negative_event"), Moment(START, "p1")
    handling.assign(case, 1, moment)
    handling.change_values(case, {"severity_actual": 1, "probability": 1}, RULES, moment)
    handling.set_status(case, status, moment)
    asked = {"event_type", "legal_class", "patient_safe", "what_happened", "why"}
    assert not lacking(case) & asked  # the short path asks for feedback and one line
    handling.change_values(case, SERIOUS, RULES, moment)
    assert lacking(case) >= asked


@pytest.mark.parametrize(
    "law, answer", [("hsl", "injury_class"), ("sol", "lexsarah_class"), ("fi_social", "lexsarah_class")]
)
def test_the_class_that_is_asked_for_is_that_of_the_law(law: str, answer: str) -> None:
    case, moment = new_case("negative_event"), Moment(START, "p1")
    handling.set_status(case, "assessing", moment)
    other = {"injury_class": "lexsarah_class", "lexsarah_class": "injury_class"}[answer]
    handling.change_values(case, {"law_area": law, other: "none"}, RULES, moment)
    assert "legal_class" in lacking(case, "investigating")
    handling.change_values(case, {answer: "none"}, RULES, moment)
    assert "legal_class" not in lacking(case, "investigating")


def test_another_event_type_needs_words_and_harm_of_the_mind_is_harm() -> None:
    case, moment = new_case("negative_event"), Moment(START, "p1")
    handling.set_status(case, "assessing", moment)
    handling.change_values(case, {"event_type": "OTHER"}, RULES, moment)
    assert "event_type" in lacking(case, "investigating")
    handling.change_values(case, {"event_type_text": "Fönstret blåste upp"}, RULES, moment)
    assert "event_type" not in lacking(case, "investigating")
    assert "patient_informed" not in lacking(case)
    handling.change_values(case, {"harm_psychological": "H2"}, RULES, moment)
    assert "patient_informed" in lacking(case)


def test_a_kind_that_is_found_late_brings_no_step_that_was_taken_already() -> None:
    case = new_case("complaint")
    handling.assign(case, 1, Moment(START, "p1"))
    handling.set_status(case, "acknowledged", Moment(START, "p1"))
    handling.set_status(case, "investigating", Moment(START + timedelta(days=12), "p1"))
    handling.change_kind(case, "negative_event", RULES, Moment(START + timedelta(days=20), "p1"))
    waiting = {step.step for step in case.steps if step.done_day is None and step.due is not None}
    assert waiting == {"closing"}
    added = [step for step in case.steps if step.dues[0].reason == "kind"]
    assert {step.step: step.done_day for step in added} == {
        "assessment": date(2026, 3, 22), "investigation": date(2026, 3, 22), "closing": None,
    }  # fmt: skip


def test_a_reopened_case_follows_its_level_from_the_day_it_was_reopened() -> None:
    case, moment = new_case("negative_event"), Moment(START, "p1")
    handling.change_values(case, {"severity_actual": 1, "probability": 1}, RULES, moment)
    handling.set_status(case, "closed", moment)
    again = Moment(START + timedelta(days=100), "p1")
    handling.move(case, "reopened", RULES, again, reason="Hände igen")
    closing = next(step for step in case.steps if step.step == "closing" and step.done_day is None)
    day = again.at.date()
    assert closing.due is not None
    assert day + timedelta(days=30) <= closing.due <= day + timedelta(days=33)
    handling.change_values(case, SERIOUS, RULES, Moment(again.at + timedelta(days=1), "p1"))
    assert closing.due >= day + timedelta(days=60)
    assert [row.reason for row in closing.dues] == ["reopened", "level"]


@pytest.mark.parametrize("anonymity", ["named", "anonymous"])
def test_taking_a_case_in_by_mistake_is_undone_and_told_in_the_history(anonymity: str) -> None:
    case = new_case(anonymity=anonymity)
    due = case.head.next_due
    handling.assign(case, 1, Moment(START + timedelta(minutes=1), "p1"))
    handling.move(case, "acknowledged", RULES, Moment(START + timedelta(minutes=1), "p1"))
    handling.unreceive(case, None, Moment(START + timedelta(minutes=2), "p1"))

    assert [row.status for row in case.statuses] == ["received", "acknowledged", "received"]
    assert (case.head.status, case.head.handler_id, case.head.next_due) == ("received", None, due)
    assert all(step.done_day is None for step in case.steps if step.step == "acknowledgement")


BEGUN: tuple[Callable[[CaseFile, Moment], object], ...] = (
    lambda case, moment: working.add_cause(case, "Golv", None, moment),
    lambda case, moment: handling.change_values(case, {"lesson": "Torka"}, RULES, moment),
    lambda case, moment: handling.move(case, "assessing", RULES, moment),
)


@pytest.mark.parametrize("later", [timedelta(minutes=3), timedelta(days=1)])
@pytest.mark.parametrize("since", [*BEGUN, None])
def test_a_case_stays_taken_in_when_more_has_happened_or_the_day_is_over(
    since: Callable[[CaseFile, Moment], object] | None, later: timedelta
) -> None:
    case = new_case()
    handling.assign(case, 1, Moment(START + timedelta(minutes=1), "p1"))
    handling.move(case, "acknowledged", RULES, Moment(START + timedelta(minutes=1), "p1"))
    if since is not None:
        since(case, Moment(START + timedelta(minutes=2), "p1", Ids(Random(3).randbytes)))
    status = case.head.status
    undone = since is None and later < timedelta(days=1)
    try:
        handling.unreceive(case, None, Moment(START + later, "p1"))
    except UserError:
        assert not undone
    assert case.head.status == ("received" if undone else status)
