"""A closed case on its page: what was judged cannot be changed, what comes after can, and one click opens it again."""

from __future__ import annotations

from datetime import date

import pytest
from pytestqt.qtbot import QtBot

from kpsdesk.services.everything import Services
from tests.ui.case_bench import CaseBench


@pytest.fixture
def bench(qtbot: QtBot, services: Services) -> CaseBench:
    """The case page, in Swedish."""
    return CaseBench(qtbot, services)


def closed(bench: CaseBench) -> str:
    case = bench.report(kind="improvement", description="Fler krokar i hallen")
    cases = bench.services.cases
    cases.receive(case)
    cases.add_cause(case, "För få krokar", "ORG.staffing")
    due = date(2026, 11, 20)
    _, action = cases.add_action(case, {"text": "Köp krokar", "owner_id": 1, "due": due})
    cases.set_action_status(case, action, "done")
    cases.close(case, decision="Krokar köps.", feedback="Tack!")
    return case


def test_a_closed_case_says_that_it_stands_and_offers_to_open_it(bench: CaseBench) -> None:
    bench.open(closed(bench))
    progress = bench.body.progress
    assert "Bedömningen står fast. Öppna ärendet igen" in progress.aside.text()
    for key in ("event_type", "place", "causes_text", "decision_text", "patient_informed"):
        assert not bench.field(key).isEnabled(), key
    head, causes = bench.body.head, bench.body.sections["causes"]
    assert not head.kind.isEnabled()
    assert not head.handler.isEnabled()
    assert not causes.add_button.isVisible()
    assert not bench.body.sections["actions"].add_button.isVisible()

    bench.click(progress.main_button)
    with bench.dialog() as dialog:
        bench.fill(dialog.form, reason="Nya uppgifter")
    assert bench.view().row.status == "reopened"
    assert bench.field("causes_text").isEnabled()
    assert head.kind.isEnabled()
    bench.type_in("causes_text", "Trång hall")
    assert bench.view().values["causes_text"] == "Trång hall"


def test_a_lesson_and_the_effect_may_come_after_closing(bench: CaseBench) -> None:
    bench.open(closed(bench))
    bench.type_in("lesson", "Häng upp krokar.")
    card = bench.body.sections["actions"].cards[0]
    assert "Ta bort" not in [line.text() for line in card.menu.actions()]
    bench.click(card.next_button)
    with bench.dialog() as dialog:
        bench.fill(dialog.form, effect="yes")
    view = bench.view()
    assert (view.values["lesson"], view.actions[0].effect, view.row.status) == (
        "Häng upp krokar.",
        "yes",
        "closed",
    )


def test_words_just_written_are_saved_before_the_case_is_closed(bench: CaseBench) -> None:
    bench.open(bench.report(kind="positive", description="Alla hjälptes åt"))
    bench.body.short.feedback.set_text("Tack!")
    bench.write(bench.body.short.form.form.widget("decision_text"), "Lyfts.")
    bench.write(bench.field("what_happened"), "Alla hjälptes åt")
    bench.field("what_happened").setFocus()
    bench.body.short.close_case()
    bench.settle()
    view = bench.view()
    assert (view.row.status, view.values["what_happened"]) == ("closed", "Alla hjälptes åt")


def test_factors_are_ticked_in_both_groupings_and_kept(bench: CaseBench) -> None:
    bench.open(bench.report())
    causes = bench.body.sections["causes"]
    ticks = causes.factors
    assert not ticks.chosen.isVisible()
    ticks.box("ORG.staffing").click()
    ticks.box("ORG.workload").click()  # at once, before the first is saved
    bench.settle()
    assert bench.view().values["factors"] == ["ORG.staffing", "ORG.workload"]
    swedish = [one.accessibleName() for one in ticks._lists]

    causes.factor.grouping.set_value("fi")
    causes.factor._regroup("fi")
    assert [one.accessibleName() for one in ticks._lists] != swedish
    assert ticks.box("ORG.workload").isChecked()
    ticks.box("ORG.staffing").click()
    bench.settle()
    assert bench.view().values["factors"] == ["ORG.workload"]
    assert ticks.chosen.text() == "1 vald: Arbetsbelastning, brådska"

    bench.open(bench.report(description="Larmet hördes inte"))
    assert ticks.value() == frozenset()
    assert not ticks.chosen.isVisible()


def test_the_place_is_put_right_beside_what_the_reporter_said(bench: CaseBench) -> None:
    bench.open(bench.report(values={"place": "ward"}))
    ward = bench.desk.session.vocabulary.word("place", "ward")
    row = bench.body.sections["assessment"].form_of("place").form.row("place")
    assert row._help.text() == f"Rapportören svarade: {ward}."
    other = next(code for code, _text in bench.desk.session.vocabulary.choices("place") if code != "ward")
    bench.choose("place", bench.desk.session.vocabulary.word("place", other))
    view = bench.view()
    assert view.values["place"] == other
    assert view.file.report.values["place"] == "ward"


@pytest.mark.parametrize(
    "kind, key, other",
    [
        ("near_miss", "severity_potential", "severity_actual"),
        ("risk", "severity_potential", "severity_actual"),
        ("negative_event", "severity_actual", "severity_potential"),
    ],
)
def test_a_place_in_the_matrix_says_what_the_kind_is_judged_by(
    bench: CaseBench, kind: str, key: str, other: str
) -> None:
    bench.open(bench.report(kind=kind, harm="H0"))
    bench.click(bench.body.short.score.matrix.cell(2, 1))
    values = bench.view().values
    assert (values[key], values[other], values["probability"]) == (2, None, 1)


def test_what_happened_is_never_lowered_in_silence(bench: CaseBench) -> None:
    case = bench.report(kind="near_miss")
    bench.services.cases.change(case, {"severity_actual": 2})
    bench.open(case)
    bench.click(bench.body.short.score.matrix.cell(1, 1))
    values = bench.view().values
    assert (values["severity_actual"], values["severity_potential"]) == (2, 1)
    assert bench.body.short.score.matrix.value() == (2, 1)
    assert "väger tyngre" in bench.body.short.score._worse.text()
    assert bench.body.short.score._worse.isVisible()

    event = bench.report(kind="negative_event", harm="H0")
    bench.services.cases.change(event, {"severity_actual": 2, "probability": 1})
    bench.open(event)
    bench.click(bench.body.short.score.matrix.cell(1, 1))
    assert bench.view().values["severity_actual"] == 1
    text, undo_text, undo, _tone = bench.banners[-1]
    assert (text, undo_text) == (
        "Allvarlighetsgraden för det som hände är nu 1, den var 2.",
        "Ångra",
    )
    undo()
    bench.settle()
    assert bench.view().values["severity_actual"] == 2
