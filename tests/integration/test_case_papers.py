"""Papers of a case: what each must hold, and that every making is noted."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from docx import Document

from kpsdesk.domain import papers as rules
from kpsdesk.domain.papers import HandOverForm
from kpsdesk.errors import NotFound, OutsideError, UserError
from kpsdesk.i18n import LANGUAGES, speaking
from kpsdesk.services.everything import Services
from tests.integration.paper_cases import (
    MAKERS,
    ODD,
    full_case,
    letter_of,
    report,
)
from tests.paper_checks import demand_a_good_paper, text_of


@pytest.fixture
def case_id(services: Services) -> str:
    """A case with the names in every field that takes a text."""
    return full_case(services)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", MAKERS)
def test_every_paper_can_be_read_aloud_and_names_no_author(
    services: Services, case_id: str, tmp_path: Path, kind: str, language: str
) -> None:
    made = MAKERS[kind](services, case_id, language)

    demand_a_good_paper(made.pdf, tmp_path, made.title, language)
    assert made.kind == kind
    assert made.pdf == MAKERS[kind](services, case_id, language).pdf


def test_the_reporters_words_stand_in_the_whole_case_as_they_were_written(services: Services) -> None:
    case = report(services, description=ODD + "\n\n" + "Rad två.")
    told = text_of(services.papers.full(case, "sv")[1].pdf)

    assert "<b>fet</b> &amp; </para><img src='x'/>" in told
    assert "Rad två." in told


def test_the_whole_case_has_everything_and_the_reference_only_when_asked(
    services: Services, case_id: str
) -> None:
    plain = services.papers.full(case_id, "sv")[1]
    actions = [row.action for row in services.views.open(case_id).history]
    assert "patient_reference.read" not in actions
    asked = services.papers.full(case_id, "sv", with_reference=True)[1]
    told = text_of(asked.pdf)

    assert "P-4711" not in text_of(plain.pdf)
    assert "P-4711" in told
    actions = [row.action for row in services.views.open(case_id).history]
    assert actions.count("patient_reference.read") == 1
    for part in (
        "Rapporten",
        "Bedömning",
        "Orsaker",
        "Åtgärder",
        "Lagar",
        "Återkoppling",
        "Lärdom",
        "Historik",
        "1 december 2026",
    ):
        assert part in told


def test_the_basis_says_what_is_missing_at_the_top_and_at_its_place(services: Services) -> None:
    case = report(services)
    services.cases.start_track(case, "lex_maria@1")
    services.cases.add_action(case, {"text": "Halkmatta"})
    made = services.papers.basis(case, "lex_maria", "sv")[1]
    told = text_of(made.pdf)
    for need in services.views.open(case).tracks[0].missing:
        assert told.count(str(need.name)) == 2, need.code

    cause = services.cases.add_cause(case, "Blött golv")[1]
    services.cases.change_action(case, services.views.open(case).actions[0].id, {"causes": [cause]})
    services.cases.change(case, {"seen_before": "no"})
    after = text_of(services.papers.basis(case, "lex_maria", "sv")[1].pdf)
    assert "Varje åtgärd är kopplad till en orsak" not in after
    assert "Det är besvarat om liknande hänt förut" not in after
    assert "Det är besvarat om det kan hända igen" in after


@pytest.mark.parametrize("code", rules.BASIS_TRACKS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_track_has_a_basis_that_goes_on_in_a_text_document(
    services: Services, case_id: str, tmp_path: Path, code: str, language: str
) -> None:
    keys = {"lex_maria": "lex_maria@1", "lex_sarah": "lex_sarah@2", "fi_29": "fi_29@1"}
    if code != "lex_maria":
        services.cases.start_track(case_id, keys[code])
    made = services.papers.basis(case_id, code, language)[1]
    demand_a_good_paper(made.pdf, tmp_path, made.title, language)
    document = Document(io.BytesIO(made.others["docx"]))

    headings = [
        one.text for one in document.paragraphs if one.style and str(one.style.name).startswith("Heading")
    ]
    assert headings[0] == made.title
    assert len(headings) > 10
    words = text_of(made.pdf)
    assert all(" ".join(one.split()) in words for one in headings)
    assert document.core_properties.author == ""
    assert document.core_properties.last_modified_by == ""
    assert b"Anna Berg" not in zipfile.ZipFile(io.BytesIO(made.others["docx"])).read("docProps/core.xml")


def test_a_case_that_is_not_on_the_track_has_no_basis(services: Services) -> None:
    case = report(services)
    with pytest.raises(NotFound):
        services.papers.basis(case, "lex_maria", "sv")


def test_the_letter_has_the_six_points_of_the_law(services: Services, case_id: str) -> None:
    letter = letter_of(services, case_id, "sv")
    told = text_of(services.papers.letter(case_id, letter, "sv")[1].pdf)

    codes = [item.code for item in services.session.vocabulary.items("informed_point")]
    assert [point.code for point in letter.points] == codes
    for word in (
        "vårdskada",
        "Patientnämnden",
        "IVO",
        "patientskadelagen",
        "läkemedelsförsäkringen",
        "klaga",
        "Underskrift",
        "Ort och datum",
    ):
        assert word in told


def test_what_is_not_filled_in_stops_the_letter(services: Services, case_id: str) -> None:
    with pytest.raises(UserError) as refused:
        services.papers.letter(case_id, services.papers.letter_text(case_id, "sv").letter, "sv")

    assert refused.value.field.startswith("point.")


def test_the_letter_in_finland_names_finlands_helpers(services: Services) -> None:
    from kpsdesk.services.organisation import NewUnit

    unit = services.organisation.create_unit(NewUnit("Osasto 1", "OS1", 1, "FI", "other"))[1]
    unit_id = next(one.id for one in services.organisation.units() if one.code == "OS1")
    assert unit is not None
    case = report(services, unit_id=unit_id)
    proposal = services.papers.letter_text(case, "fi")
    told = text_of(services.papers.letter(case, letter_of(services, case, "fi"), "fi")[1].pdf)

    assert proposal.check
    for word in ("Potilasasiavastaava", "muistutus", "Potilasvakuutuskesku", "potilasvahinko"):
        assert word.casefold() in told.casefold()
    assert "IVO" not in told


def test_each_making_is_noted_without_a_word_of_it(services: Services, case_id: str) -> None:
    for kind in MAKERS:
        MAKERS[kind](services, case_id, "sv")
    noted = [row for row in services.views.open(case_id).history if row.action == "paper.made"]

    assert {row.detail["kind"] for row in noted} == MAKERS.keys()
    assert all(row.detail.keys() == {"kind", "masked", "language"} for row in noted)


def test_an_empty_case_makes_every_paper(services: Services, tmp_path: Path) -> None:
    case = report(services, kind="risk", description="x", suggestion="", immediate_text="", went_well="", harm="HX",
                  occurred_day=None, reporter_name="", contact="", values={})  # fmt: skip
    services.cases.start_track(case, "lex_maria@1")
    services.cases.move(case, "forwarded", reason="Deras", target="Region Norr")
    for kind, make in MAKERS.items():
        if kind in ("masked", "hand_over"):
            made = (services.papers.masked(case, "sv", {}) if kind == "masked"
                    else services.papers.hand_over(case, HandOverForm(), {}, "sv"))[1]  # fmt: skip
        else:
            made = make(services, case, "sv")
        demand_a_good_paper(made.pdf, tmp_path, made.title, "sv")


def test_odd_signs_and_markup_are_printed_as_they_stand(services: Services, tmp_path: Path) -> None:
    case = report(services, description=ODD, suggestion=ODD, reporter_name="", contact="", values={})
    services.cases.change(case, {"what_happened": ODD, "other_units": "Region <i>Norr</i>"})
    services.cases.add_cause(case, ODD)
    services.cases.add_action(case, {"text": ODD})
    services.cases.start_track(case, "lex_maria@1")
    form = HandOverForm("<b>R</b>", "&amp;", "%s {0}", "</para>")
    for made in (
        services.papers.full(case, "fi")[1],
        services.papers.basis(case, "lex_maria", "fi")[1],
        services.papers.masked(case, "fi", {"value.what_happened": ODD})[1],
        services.papers.hand_over(case, form, {"value.what_happened": ODD}, "fi")[1],
    ):
        demand_a_good_paper(made.pdf, tmp_path, made.title, "fi")
        assert "</para><img src='x'/>" in text_of(made.pdf)
    assert "<b>R</b>" in text_of(made.pdf)


def test_the_longest_texts_that_a_store_can_hold_fit(services: Services, tmp_path: Path) -> None:
    long = ("Golvet var blött och larmet satt på väggen. " * 460)[:19_999]
    case = report(services, description=long, suggestion=long, immediate_text="x" * 19_999, went_well=long)
    services.cases.change(
        case, dict.fromkeys(("what_happened", "causes_text", "lesson", "decision_text"), long)
    )
    services.cases.add_action(case, {"text": long[:4000]})
    made = services.papers.full(case, "sv")[1]

    demand_a_good_paper(made.pdf, tmp_path, made.title, "sv")
    assert text_of(made.pdf).count("larmet satt på väggen") > 400


def test_a_file_that_is_there_is_left_alone_unless_its_replacing_was_asked_for(
    services: Services, case_id: str, tmp_path: Path
) -> None:
    made, path = MAKERS["masked"](services, case_id, "sv"), tmp_path / "ut.pdf"
    path.write_bytes(b"gammal")
    with pytest.raises(UserError):
        services.papers.save(path, made.pdf)
    assert path.read_bytes() == b"gammal"
    services.papers.save(path, made.pdf, replace_old=True)
    assert path.read_bytes() == made.pdf
    with pytest.raises(OutsideError):
        services.papers.save(tmp_path / "finns inte" / "ut.pdf", made.pdf)
    assert not [one for one in tmp_path.iterdir() if one.name.startswith(".kpsdesk")]


def test_a_paper_speaks_its_own_language_whatever_the_windows_is(services: Services, case_id: str) -> None:
    with speaking("en"):
        told = text_of(MAKERS["full"](services, case_id, "fi").pdf)
    assert "Historia" in told
    assert "History" not in told
    with pytest.raises(UserError):
        services.papers.full(case_id, "de")


def test_a_text_of_a_megabyte_is_printed_in_seconds() -> None:
    """No store holds one, yet an old or foreign store may: no page makes the next one dearer."""
    from time import monotonic

    from kpsdesk.reports import paper
    from kpsdesk.reports.blocks import Heading, PaperInfo
    from kpsdesk.reports.case_words import quotes

    for text in ("Golvet var blött. " * 60_000, "Rad\n" * 250_000, "x" * 1_000_000):
        began = monotonic()
        assert paper.make(PaperInfo("T", "sv", ""), [Heading("T", 1), *quotes(text)])
        assert monotonic() - began < 60
