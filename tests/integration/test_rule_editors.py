"""What an organisation may change about its statuses, feedback templates and risk matrix, and what old cases keep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from kpsdesk.clock import FixedClock
from kpsdesk.domain.handling import MissingNeeds
from kpsdesk.domain.legal import TrackRule
from kpsdesk.domain.workflow import StatusRule, shipped_workflow
from kpsdesk.errors import Conflict, NotFound, UserError
from kpsdesk.i18n import Words
from kpsdesk.services.everything import Services
from kpsdesk.services.reporting import NewReport
from kpsdesk.services.templates import FeedbackTemplate
from kpsdesk.store import program
from kpsdesk.ui.pages.case import presenter

TODAY = date(2026, 11, 20)
SHIPPED_CODES = tuple(shipped_workflow().rules)


def report(services: Services, kind: str = "improvement") -> str:
    new = NewReport(kind, 1, "Fler krokar i hallen", occurred_day=date(2026, 10, 1))
    return services.reporting.send(new)[1].case_id


def status(services: Services, code: str) -> StatusRule:
    return services.status_model.view().rules[code]


def moves(services: Services, case: str) -> set[str]:
    return {move.to for move in services.views.open(case).moves}


def audit(services: Services, what: str) -> Any:
    with services.session.read() as connection:
        return program.audit_of(connection, what)[0].detail


def without(services: Services, target: str) -> list[StatusRule]:
    """Every status with no way to one of them."""
    rules = services.status_model.view().rules.values()
    return [replace(rule, to=tuple(to for to in rule.to if to != target)) for rule in rules]


# -- the status model


def test_a_new_status_model_holds_for_the_next_case_and_old_ones_keep_theirs(services: Services) -> None:
    old = report(services)
    rule = status(services, "closed")
    services.status_model.set([replace(rule, enter=(*rule.enter, "why"))])
    new = report(services)

    services.cases.close(old, decision="Gjort", feedback="Tack")
    with pytest.raises(MissingNeeds) as missing:
        services.cases.close(new, decision="Gjort", feedback="Tack")
    assert [need.code for need in missing.value.needs] == ["why"]
    services.cases.close(new, decision="Gjort", feedback="Tack", values={"causes_text": "Få krokar"})
    assert services.views.open(new).row.status == "closed"


def test_open_cases_follow_when_they_are_told_to(services: Services) -> None:
    old = report(services)
    services.status_model.set(
        [replace(status(services, "received"), to=("acknowledged", "closed"))], open_cases=True
    )
    assert moves(services, old) == {"acknowledged", "closed"}
    assert services.status_model.view().versions[0].for_all


def test_the_case_between_two_changes_keeps_the_one_in_between(services: Services) -> None:
    first = report(services)
    services.status_model.set([replace(status(services, "received"), to=("acknowledged", "closed"))])
    second = report(services)
    services.status_model.bring_back(1)
    third = report(services)
    assert moves(services, second) == {"acknowledged", "closed"}
    assert moves(services, first) == moves(services, third) > moves(services, second)


def test_the_audit_says_what_the_model_was_and_is(services: Services) -> None:
    before = status(services, "received")
    after = replace(before, to=("acknowledged", "closed"))
    services.status_model.set([after])
    told = audit(services, "rules:workflow@2")
    assert told["before"] == {"received": before.as_data()}
    assert told["after"] == {"received": after.as_data()}


def test_a_status_is_called_something_else_in_three_languages(services: Services) -> None:
    services.status_model.set([], names={"on_hold": Words("Pausad", "Tauolla", "Paused")})
    assert services.session.vocabulary.word("status", "on_hold") == "Pausad"
    assert len(services.status_model.view().versions) == 1  # the rules are the same
    assert audit(services, "codes:status/on_hold")["after"]["fi"] == "Tauolla"


def test_a_status_without_open_cases_is_taken_out_of_use(services: Services) -> None:
    services.status_model.set([replace(status(services, "on_hold"), in_use=False)])
    case = report(services)
    assert "on_hold" not in moves(services, case)
    assert services.views.open(case).out_of_use == {"on_hold"}
    services.status_model.set([replace(status(services, "on_hold"), in_use=True)])
    assert "on_hold" in moves(services, report(services))


def test_a_status_where_cases_stand_stays_in_use_and_the_sentence_says_how_many(services: Services) -> None:
    case = report(services)
    services.cases.receive(case)
    services.cases.move(case, "assessing")
    with pytest.raises(UserError) as error:
        services.status_model.set([replace(status(services, "assessing"), in_use=False)])
    assert error.value.sentence() == (
        "1 öppet ärende står i ”Under bedömning”. Flytta det vidare först och ta sedan statusen ur bruk."
    )
    assert len(services.status_model.view().versions) == 1


def test_what_stands_in_a_status_out_of_use_can_still_leave_it(services: Services) -> None:
    old = report(services)
    services.status_model.set([replace(status(services, "on_hold"), in_use=False)])
    hold = {"hold_what": "Svar", "hold_from": "IT", "hold_until": "2026-12-01"}
    services.cases.change(old, hold)
    services.cases.move(old, "on_hold")  # it keeps its own model
    services.cases.assign([old], 1)
    services.cases.move(old, "acknowledged")
    assert services.views.open(old).row.status == "acknowledged"


def test_the_status_line_of_a_case_leaves_out_what_is_out_of_use(services: Services) -> None:
    old, words = report(services, "risk"), {code: code for code in SHIPPED_CODES}
    services.status_model.set([replace(status(services, "follow_up"), in_use=False)])
    new = report(services, "risk")

    def line(case: str) -> list[str]:
        return [code for code, _state in presenter.steps(services.views.open(case), words)]

    assert "follow_up" in line(old)
    assert line(new) == [code for code in line(old) if code != "follow_up"]


def closes(services: Services) -> list[StatusRule]:
    return without(services, "closed")


def unreached(services: Services) -> list[StatusRule]:
    return without(services, "investigating")


def stuck(services: Services) -> list[StatusRule]:
    return [replace(status(services, "follow_up"), to=())]


def silent(services: Services) -> list[StatusRule]:
    rule = status(services, "closed")
    return [replace(rule, enter=tuple(n for n in rule.enter if n != "feedback"))]


def onwards(services: Services) -> list[StatusRule]:
    return [replace(status(services, "closed"), to=("reopened", "action"))]


def no_start(services: Services) -> list[StatusRule]:
    return [replace(status(services, "acknowledged"), in_use=False)]


def nonsense(services: Services) -> list[StatusRule]:
    return [replace(status(services, "action"), enter=("no_such_need",))]


def asks_where_nobody_can_write(services: Services) -> list[StatusRule]:
    return [replace(status(services, "action"), enter=("reason",))]


@pytest.mark.parametrize(
    "model",
    [closes, unreached, stuck, silent, onwards, no_start, nonsense, asks_where_nobody_can_write],
    ids=lambda model: model.__name__,
)
def test_a_bad_model_is_refused_and_nothing_changes(services: Services, model: Any) -> None:
    with pytest.raises(UserError) as error:
        services.status_model.set(model(services))
    assert "{" not in error.value.sentence()
    assert len(services.status_model.view().versions) == 1


def test_a_version_that_never_was_cannot_come_back(services: Services) -> None:
    with pytest.raises(NotFound):
        services.status_model.bring_back(7)


# -- feedback templates


def template(**given: Any) -> FeedbackTemplate:
    plain = FeedbackTemplate(
        "", "close", ("risk",), Words("Tack", "Kiitos", "Thanks"), Words("Tack, [vad]", "", "")
    )
    return replace(plain, **given)


def offered(services: Services, kind: str = "risk") -> list[str]:
    return [one.code for one in services.templates.for_feedback(kind)]


def test_an_own_template_is_offered_for_its_kinds_in_every_language(services: Services) -> None:
    _, code = services.templates.add(template())
    assert code in offered(services)
    assert code not in offered(services, "complaint")
    made = services.templates.all()[-1]
    assert (made.text.fi, made.text.en) == ("Tack, [vad]", "Tack, [vad]")
    assert audit(services, "templates:2")["after"][code]["name"]["fi"] == "Kiitos"


def test_a_template_is_changed_taken_out_of_use_and_everything_taken_back(services: Services) -> None:
    first = services.templates.all()[0]
    services.templates.change(replace(first, name=Words("Nytt", "Uusi", "New")))
    services.templates.retire(first.code)
    assert first.code not in offered(services)
    assert services.templates.all()[0].retired
    services.templates.bring_back(1, seen=3)
    assert services.templates.all()[0] == first
    told = audit(services, "templates:4")
    assert (told["before"][first.code]["retired"], told["after"][first.code]["retired"]) == (True, False)


def test_what_was_changed_since_is_not_taken_back_unseen(services: Services) -> None:
    services.templates.retire("ask_more")
    services.templates.retire("duplicate")
    with pytest.raises(Conflict):
        services.templates.bring_back(1, seen=2)
    assert [one.code for one in services.templates.all() if one.retired] == ["duplicate", "ask_more"]


def test_templates_are_offered_in_the_order_that_was_given(services: Services) -> None:
    order = [one.code for one in services.templates.all()]
    services.templates.reorder(order[::-1])
    assert [one.code for one in services.templates.all()] == order[::-1]


@pytest.mark.parametrize(
    "given, field",
    [
        ({"name": Words("", "", "")}, "name.sv"),
        ({"text": Words(" ", "", "")}, "text.sv"),
        ({"text": Words("Tack", "Kiitos [mitä", "Thanks")}, "text.fi"),
        ({"kinds": ()}, "kinds"),
        ({"use": "never"}, "use"),
    ],
)
def test_a_template_that_cannot_be_used_is_refused_at_its_field(
    services: Services, given: dict[str, Any], field: str
) -> None:
    with pytest.raises(UserError) as error:
        services.templates.add(template(**given))
    assert error.value.field == field
    assert services.templates.version() == 1


def test_two_templates_of_one_name_are_refused(services: Services) -> None:
    services.templates.add(template())
    with pytest.raises(UserError):
        services.templates.add(template())


# -- the risk matrix


def test_the_words_of_a_step_change_from_a_day_and_scored_cases_keep_theirs(
    services: Services, clock: FixedClock
) -> None:
    grades = {"severity_potential": 3, "probability": 3}
    case = report(services, "risk")
    services.cases.receive(case)
    services.cases.change(case, grades)
    day = TODAY + timedelta(days=3)
    words = Words("Bestående men", "Pysyvä haitta", "Lasting harm")
    services.rule_books.edit_matrix(
        "se-4x4", {}, {"severity.3.help": words}, demands={"level.medium.demands_analysis": True},
        valid_from=day,
    )  # fmt: skip
    assert services.session.rules.matrix == "se-4x4@1"

    clock.forward(days=3)
    assert services.session.rules.matrix == services.session.matrix.key == "se-4x4@2"
    matrix = services.session.matrix
    assert next(g for g in matrix.severities if g.value == 3).help == words
    assert matrix.level("medium").demands_analysis
    services.cases.change(case, {"probability": 2})
    assert services.views.open(case).file.head.matrix == "se-4x4@1"
    told = audit(services, "rules:se-4x4@2")
    assert told["after"]["severity.3.help"] == words.as_dict()
    assert told["before"]["level.medium.demands_analysis"] is False


def test_an_earlier_matrix_comes_back_as_a_new_version(services: Services) -> None:
    before = services.session.matrix
    services.rule_books.edit_matrix("se-4x4", {(1, 4): "high"}, {"level.low.demands": Words.same("Räkna")})
    services.rule_books.bring_back_matrix("se-4x4", 1)
    after = services.session.matrix
    assert after.version == 3
    assert (after.cells, after.levels) == (before.cells, before.levels)


@pytest.mark.parametrize(
    "texts, demands, day, field",
    [
        ({"severity.1": Words("", "", "")}, {}, None, "severity.1.sv"),
        ({"level.high.demands": Words("", "", "")}, {}, None, "level.high.demands.sv"),
        ({}, {"level.low.tell_head": True}, None, "level.medium.tell_head"),
        ({"severity.1": Words.same("Liten")}, {}, TODAY - timedelta(days=1), "valid_from"),
    ],
)
def test_a_matrix_that_misleads_is_refused(
    services: Services, texts: Any, demands: Any, day: date | None, field: str
) -> None:
    with pytest.raises(UserError) as error:
        services.rule_books.edit_matrix("se-4x4", {}, texts, demands=demands, valid_from=day)
    assert error.value.field == field
    assert services.session.rules.matrix == "se-4x4@1"


# -- legal tracks


def versions(tracks: Sequence[TrackRule]) -> list[int]:
    return [one.version for one in tracks if one.code == "lex_maria"]


def test_the_audit_of_a_track_says_what_was_and_is(services: Services) -> None:
    services.rule_books.edit_track("lex_maria@1", valid_from=date(2027, 1, 1), days={"notify": 45})
    told = audit(services, "rules:lex_maria@2")
    assert told["before"]["clock"]["notify"] == 60
    assert told["after"]["clock"]["notify"] == 45
    assert versions(services.rule_books.tracks()) == [1, 2]
