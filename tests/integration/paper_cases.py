"""A case whose every text is full of names and numbers, and the papers that can be made of it."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, Final

import pikepdf

from kpsdesk.domain.papers import HandOverForm, Letter
from kpsdesk.services.everything import Services
from kpsdesk.services.papers import Paper
from kpsdesk.services.reporting import NewReport
from tests.paper_checks import text_of

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


def full_case(services: Services) -> str:
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
