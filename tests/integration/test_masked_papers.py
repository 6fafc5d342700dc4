"""Papers of a case for others: no name, number or day reaches them, whatever the texts of the case are full of."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest

from kpsdesk.errors import UserError
from kpsdesk.i18n import LANGUAGES
from kpsdesk.services.everything import Services
from tests.integration.paper_cases import (
    FORM,
    MAKERS,
    STORY,
    demand_nobody,
    everything_in,
    full_case,
    report,
)
from tests.paper_checks import text_of


@pytest.fixture
def case_id(services: Services) -> str:
    """A case with the names in every field that takes a text."""
    return full_case(services)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["masked", "patient_letter", "hand_over"])
def test_no_name_number_or_day_reaches_a_masked_paper(
    services: Services, case_id: str, kind: str, language: str
) -> None:
    made = MAKERS[kind](services, case_id, language)

    demand_nobody(everything_in(made.pdf))
    for content in made.others.values():
        if content[:2] == b"PK":
            with zipfile.ZipFile(io.BytesIO(content)) as parts:
                for name in parts.namelist():
                    demand_nobody(parts.read(name).decode("utf-8", "replace"))
        else:
            demand_nobody(content.decode("utf-8"))
    demand_nobody(made.file_name + made.title)


def test_the_check_for_names_would_find_one(services: Services, case_id: str) -> None:
    with pytest.raises(AssertionError):
        demand_nobody(everything_in(MAKERS["full"](services, case_id, "sv").pdf))


@pytest.mark.parametrize(
    "words",
    [
        "Ring 070-123 45 67",
        "19340506-1236",
        "131052-308T",
        "se greta@post.example",
        "Bo Ek hjälpte",
        "den 18 november",
    ],
)
def test_a_text_that_still_names_somebody_is_refused_although_it_was_approved(
    services: Services, case_id: str, words: str
) -> None:
    before = len(services.views.open(case_id).history)
    with pytest.raises(UserError) as refused:
        services.papers.masked(case_id, "sv", {"value.lesson": words})
    assert refused.value.field == "value.lesson"
    with pytest.raises(UserError):
        services.papers.hand_over(case_id, FORM, {"value.lesson": words}, "sv")

    assert words not in refused.value.sentence()
    assert len(services.views.open(case_id).history) == before


def test_a_text_is_printed_as_it_was_approved_and_the_case_stays(services: Services, case_id: str) -> None:
    texts = {one.key: one for one in services.papers.texts(case_id)}
    assert {place.kind for place in texts["report.description"].places} >= {"name", "phone", "email", "date"}
    covered = services.papers.covered(case_id, STORY, "sv")
    demand_nobody(covered)
    made = services.papers.masked(case_id, "sv", {"report.description": covered})[1]

    assert "hjälpte henne" in text_of(made.pdf)
    demand_nobody(everything_in(made.pdf))
    assert services.views.open(case_id).file.report.description == STORY


def test_only_texts_of_the_case_can_be_approved(services: Services, case_id: str) -> None:
    for key in ("report.contact", "value.informed_by", "value.title", "value.other_units", "note.1"):
        with pytest.raises(UserError):
            services.papers.masked(case_id, "sv", {key: "Text"})


def test_months_stand_for_days_and_the_kind_of_care_for_the_unit(services: Services, case_id: str) -> None:
    told = text_of(MAKERS["masked"](services, case_id, "sv").pdf)

    assert "november 2026" in told
    assert "80 år eller äldre" in told
    assert "Äldreomsorg" in told
    assert "Badrum" in told


@pytest.mark.parametrize("anonymity", ["named", "hidden", "anonymous"])
def test_the_reporter_is_on_no_paper(services: Services, anonymity: str) -> None:
    name = "" if anonymity == "anonymous" else "Zebulon Qvarnfors"
    case = report(services, description="Golvet var blött.", suggestion="", immediate_text="", went_well="",
                  anonymity=anonymity, reporter_name=name, contact="z@q.example" if name else "")  # fmt: skip
    services.cases.start_track(case, "lex_maria@1")
    papers = services.papers
    for made in (
        papers.full(case, "sv")[1],
        papers.basis(case, "lex_maria", "sv")[1],
        papers.masked(case, "sv", {})[1],
    ):
        assert "Zebulon" not in everything_in(made.pdf)
        assert "z@q.example" not in everything_in(made.pdf)


def test_a_hidden_reporters_name_cannot_be_guessed_by_writing_names(services: Services) -> None:
    """Whoever edits a text must not see by the marks which name is the reporter's."""
    case = report(services, anonymity="hidden", reporter_name="Zebulon Qvarnfors", contact="")
    looked = services.papers.look(case, "Sedan kom zebulon qvarnfors.")
    other = services.papers.look(case, "Sedan kom cassiopeja qvarnfors.")

    assert [one.sentence for one in looked] == [one.sentence for one in other]


def test_a_hand_over_needs_somebody_to_hand_over_to(services: Services) -> None:
    case = report(services)
    with pytest.raises(UserError):
        services.papers.hand_over(case, FORM, {}, "sv")
    services.cases.move(case, "forwarded", reason="Deras larm", target="Region Norr")
    assert services.papers.hand_over_form(case).receiver == "Region Norr"
    made = services.papers.hand_over(case, FORM, {}, "sv")[1]

    told = text_of(made.pdf)
    assert told.count("Underskrift") >= 2
    assert "Ert ärendenummer" in told


def test_the_data_of_a_hand_over_are_as_they_are_described(services: Services, case_id: str) -> None:
    made = services.papers.hand_over(case_id, FORM, {"value.lesson": "=1+1 \u202eHalkmatta"}, "fi")[1]
    told = json.loads(made.others["json"].decode("utf-8"))

    described = Path("docs/hand-over.md").read_text("utf-8")
    for key in told:
        assert f"`{key}`" in described
    assert (told["format"], told["version"], told["language"]) == ("kpsdesk-hand-over", 1, "fi")
    assert told["texts"] == {"value.lesson": "=1+1 Halkmatta"}
    known = services.session.vocabulary
    assert known.get("kind", told["codes"]["kind"]) is not None
    assert known.get("place", told["codes"]["place"]) is not None
    assert (told["occurred_month"], told["reported_month"]) == ("2026-11", "2026-11")
    assert told["codes"].keys() - told["words"].keys() <= {"immediate_actions"}


def test_a_serious_case_that_is_open_tells_no_more_than_that(services: Services) -> None:
    case = report(services, harm="H3", description="Golvet var blött.")
    told = text_of(services.papers.masked(case, "sv", {})[1].pdf)
    assert "Händelsen är allvarlig och utreds." in told
    with pytest.raises(UserError) as first:
        services.papers.masked(case, "sv", {"report.description": "Golvet var blött."}, agreed=True)
    services.cases.change(case, {"patient_informed": "yes"})
    with pytest.raises(UserError) as second:
        services.papers.masked(case, "sv", {"report.description": "Golvet var blött."})
    made = services.papers.masked(case, "sv", {"report.description": "Golvet var blött."}, agreed=True)[1]

    assert (first.value.field, second.value.field) == ("texts", "agreed")
    assert "Golvet var blött." in text_of(made.pdf)
