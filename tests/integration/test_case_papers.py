"""Papers of a case: what each must hold, what none may hold, and that every making is noted."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final

import pikepdf
import pytest
from docx import Document

from kpsdesk.domain import papers as rules
from kpsdesk.domain.papers import HandOverForm, Letter
from kpsdesk.errors import NotFound, OutsideError, UserError
from kpsdesk.i18n import LANGUAGES, speaking
from kpsdesk.services.everything import Services
from kpsdesk.services.papers import Paper
from kpsdesk.services.reporting import NewReport
from tests.paper_checks import demand_a_good_paper, text_of

# people who are in no list of first names, and numbers of both countries
LEAKS: Final = (
    "Anna Berg", "Bo Ek", "Greta Lindqvist", "Kim Svensson", "19340506-1236", "340506-1236", "131052-308T",
    "070-123 45 67", "+358 40 1234567", "greta.lindqvist@post.example", "Storgatan 12", "Avdelning 3",
    "Äldreomsorg Norr", "18 november", "2026-11-18", "Undersköterska", "Kvinna", "P-4711", "Enhetschef Kia",
)  # fmt: skip
STORY: Final = (
    "Den 18 november (2026-11-18) föll Greta Lindqvist, 19340506-1236 (hetu 131052-308T), på Storgatan 12 när Bo Ek "
    "hjälpte henne. Ring 070-123 45 67 eller +358 40 1234567, greta.lindqvist@post.example. Kim Svensson såg det."
)
ODD: Final = (
    "<b>fet</b> &amp; </para><img src='x'/> \u202eomvänt\u202c e\u0301 𝔘 😀 日本 \u200d\u00ad {0} %s [x] \\n"
)


def report(services: Services, **values: Any) -> str:
    """A report with the names in every text."""
    given: dict[str, Any] = {
        "kind": "negative_event",
        "unit_id": 1,
        "description": STORY,
        "suggestion": STORY,
        "immediate_text": STORY,
        "went_well": STORY,
        "occurred_day": date(2026, 11, 18),
        "harm": "H1",
        "reporter_name": "Kim Svensson",
        "contact": "070-123 45 67",
        "values": {"place": "bathroom", "profession": "assistant_nurse", "immediate_actions": ["nurse"]},
    }
    return services.reporting.send(NewReport(**(given | values)))[1].case_id


@pytest.fixture
def case_id(services: Services) -> str:
    """A case with the names in every field that takes a text."""
    services.people.add("Bo Ek")
    case, cases = report(services), services.cases
    cases.receive(case)
    texts = dict.fromkeys(("what_happened", "causes_text", "recurrence_text", "seen_before_text", "decision_text",
                           "lesson", "apt_text", "praise", "went_well", "patient_experience"), STORY)  # fmt: skip
    lines = dict.fromkeys(("title", "phase", "other_units", "informed_by", "informed_to", "event_type_text"),
                          "Enhetschef Kia hos Greta Lindqvist")  # fmt: skip
    coded = {"event_type": "FALL", "gender": "woman", "age_band": "80+", "severity_actual": 1, "probability": 1,
             "patient_informed": "yes", "informed_on": "2026-11-18", "seen_before": "yes", "law_area": "hsl"}  # fmt: skip
    cases.change(case, {**texts, **lines, **coded})
    cause = cases.add_cause(case, STORY)[1]
    cases.add_action(case, {"text": STORY, "causes": [cause], "due": date(2026, 12, 1)})
    cases.add_note(case, {"text": STORY})
    cases.give_feedback(case, STORY)
    cases.set_patient_reference(case, "P-4711")
    cases.start_track(case, "lex_maria@1")
    track = services.views.open(case).tracks[0].id
    cases.change_track(case, track, {"patient_experience": STORY, "decision": STORY})
    return case


def everything_in(pdf: bytes) -> str:
    """Its words, its streams unpacked, and all that its objects say."""
    told = [text_of(pdf), pdf.decode("latin-1")]
    with pikepdf.open(io.BytesIO(pdf)) as paper:
        for one in paper.objects:
            if isinstance(one, pikepdf.Stream):
                told.append(one.read_bytes().decode("latin-1"))
            told.append(str(one) if isinstance(one, pikepdf.String) else repr(one))
        told.append(str(paper.docinfo))
    return "\n".join(told)


def demand_nobody(text: str) -> None:
    """None of the names and numbers is in a text, written in whatever way a PDF writes letters."""
    squeezed = "".join(text.split())
    for leak in LEAKS:
        assert leak not in text
        assert "".join(leak.split()) not in squeezed


def letter_of(services: Services, case: str, language: str) -> Letter:
    """The proposed letter with its open places filled in."""
    letter = services.papers.letter_text(case, language).letter
    points = tuple(
        replace(one, text="Text." if "[" in one.text or one.code == "measures" else one.text)
        for one in letter.points
    )
    return replace(letter, points=points, contact="Mottagningen, 08-123 456 78")


FORM: Final = HandOverForm("Region Norr", "Omsorgen", "08-123 456 78", "Svara senast 15 december.")
MAKERS: Final[dict[str, Callable[[Services, str, str], Paper]]] = {
    "full": lambda s, c, code: s.papers.full(c, code)[1],
    "masked": lambda s, c, code: s.papers.masked(c, code, {"value.lesson": "Halkmatta hjälper."})[1],
    "legal_basis": lambda s, c, code: s.papers.basis(c, "lex_maria", code)[1],
    "patient_letter": lambda s, c, code: s.papers.letter(c, letter_of(s, c, code), code)[1],
    "hand_over": lambda s, c, code: s.papers.hand_over(c, FORM, {"value.lesson": "Halkmatta hjälper."}, code)[
        1
    ],
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", MAKERS)
def test_every_paper_can_be_read_aloud_and_names_no_author(
    services: Services, case_id: str, tmp_path: Path, kind: str, language: str
) -> None:
    made = MAKERS[kind](services, case_id, language)

    demand_a_good_paper(made.pdf, tmp_path, made.title, language)
    assert made.kind == kind
    assert made.pdf == MAKERS[kind](services, case_id, language).pdf


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

    headings = [one.text for one in document.paragraphs if one.style.name.startswith("Heading")]
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
    """No store holds one, yet an old or foreign store may: the pages are filled piece by piece."""
    from time import monotonic

    from kpsdesk.reports import paper
    from kpsdesk.reports.blocks import Heading, PaperInfo
    from kpsdesk.reports.case_words import pieces, quotes

    for text in ("Golvet var blött. " * 60_000, "Rad\n" * 250_000, "x" * 1_000_000):
        began = monotonic()
        assert "".join("".join(pieces(text)).split()) == "".join(text.split())
        assert paper.make(PaperInfo("T", "sv", ""), [Heading("T", 1), *quotes(text)])
        assert monotonic() - began < 60
