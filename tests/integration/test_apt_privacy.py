"""Nobody can be found out by a meeting's sheet, whatever people wrote anywhere in the store (domain 8)."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Sequence
from typing import Any

import pikepdf
import pytest

from kpsdesk.domain.apt import SheetSettings, SheetWarning, Story
from kpsdesk.domain.meeting import Meeting
from kpsdesk.services.everything import Services
from tests.integration.apt_cases import STORY, change_case, close, lesson, set_values, settings
from tests.integration.test_privacy import TODAY, report
from tests.paper_checks import text_of

# names, personal numbers of both countries (with right check digits), phones, e-mails, rooms, a day
SECRETS = (
    "Kalle Karlsson",
    "811228-9874",
    "131052-308T",
    "070-123 45 67",
    "kalle.karlsson@example.se",
    "rum 14",
)
FULL = "Qzx " + ", ".join(SECRETS) + " den 12 mars"


def fill_every_text(services: Services) -> None:
    """Free texts of all sorts, everywhere that people write."""
    for level in ("named", "hidden", "anonymous"):
        values = {"title": FULL, "suggestion": FULL, "went_well": FULL, "immediate_text": FULL}
        case = report(
            services,
            description=FULL,
            anonymity=level,
            reporter_name=SECRETS[0],
            contact=SECRETS[3],
            event_type="MED",
            **values,
        )
        services.cases.set_patient_reference(case, FULL)
        services.cases.add_cause(case, FULL)
        action = services.cases.add_action(case, {"text": FULL, "measure": FULL})[1]
        services.cases.set_action_status(case, action, "done")
        fields = (
            "lesson",
            "praise",
            "what_happened",
            "causes_text",
            "decision_text",
            "patient_experience",
            "informed_by",
        )
        set_values(services, case, **dict.fromkeys(fields, FULL))
        if level == "named":
            set_values(services, case, share_at_apt=True, apt_text=STORY)
            close(services, case)
        if level == "hidden":
            change_case(services, case, kind="risk", demands_analysis=1, level="high", level_rank=3)
    services.people.add(SECRETS[0])
    services.meetings.save(Meeting("", "apt", TODAY, 1, held_by=SECRETS[0], note=FULL))


def insides(pdf: bytes) -> str:
    """All that is in the file, unpacked: streams, metadata, the tree of tags."""
    with pikepdf.open(io.BytesIO(pdf)) as paper:
        streams = [one.read_bytes() for one in paper.objects if isinstance(one, pikepdf.Stream)]
        other = [repr(one) for one in paper.objects if not isinstance(one, pikepdf.Stream)]
        told = [*other, str(dict(paper.docinfo)), *(part.decode("latin-1") for part in streams)]
        told += [part.decode("utf-16-be", "replace") for part in streams]
    return "\n".join(told)


def demand_nobody(pdf: bytes) -> None:
    said = text_of(pdf)
    for where in (said, insides(pdf)):
        for secret in (
            *SECRETS,
            "Karlsson",
            "Kalle",
            "1228",
            "308T",
            "123 45",
            "@example",
            "12 mars",
            "Qzx",
            "Anna Berg",
        ):
            assert secret not in where or (where is not said and len(secret) < 5), secret


@pytest.mark.parametrize("language", ["sv", "fi", "en"])
def test_a_store_full_of_names_reaches_the_paper_with_none(services: Services, language: str) -> None:
    fill_every_text(services)
    given = settings(services, language=language)
    assert [one.text for one in given.stories if one.chosen] == [STORY]

    pdf = services.apt.pdf(given)

    assert "listan var gammal" in text_of(pdf)
    demand_nobody(pdf)


def found_in(services: Services, given: SheetSettings) -> Sequence[SheetWarning]:
    return services.apt.warnings(given)


def test_texts_of_the_sheet_that_name_somebody_are_warned_of_one_by_one_and_covered(
    services: Services,
) -> None:
    lesson(services)
    services.people.add(SECRETS[0])
    texts: dict[str, Any] = dict.fromkeys(
        ("about_late", "serious_text", "hse_text", "thanks_text", "presenter"), FULL[4:]
    )
    texts |= {"questions": ("Vad?", FULL[4:]), "decisions": (FULL[4:],), "serious_told": True}
    given = settings(services, **texts)
    given = dataclasses.replace(
        given, stories=tuple(dataclasses.replace(one, text=FULL[4:]) for one in given.stories)
    )

    warnings = found_in(services, given)

    places = {(one.field, one.line) for one in warnings}
    assert places == {("story", 0), ("about_late", 0), ("serious_text", 0), ("hse_text", 0), ("thanks_text", 0),
                      ("questions", 1), ("decisions", 0), ("presenter", 0)}  # fmt: skip
    for place in places:
        here = [one for one in warnings if (one.field, one.line) == place]
        assert [FULL[4:][one.start : one.end] for one in here] == [*SECRETS, "den 12 mars"]
        assert {one.kind for one in here} >= {
            "name",
            "personnummer",
            "henkilotunnus",
            "phone",
            "email",
            "room",
            "date",
        }
        assert not any(secret in one.sentence for one in here for secret in SECRETS)
    assert {(one.case_id, one.number) for one in warnings if one.field == "story"} == {
        (given.stories[0].case_id, given.stories[0].number)
    }
    pdf = services.apt.pdf(given)
    demand_nobody(pdf)
    assert "[dolt]" in text_of(pdf)
    assert "i mars" in text_of(pdf)


def test_a_word_that_is_no_name_can_be_allowed_but_a_personal_number_cannot(services: Services) -> None:
    story = Story("x", "2026-000001", "Vi köpte lyften Maria Bergström. 811228-9874", chosen=True)
    given = settings(services, stories=(story,))
    first, number = found_in(services, given)
    assert (first.kind, first.may_allow, number.may_allow) == ("name", True, False)

    allowed = dataclasses.replace(given, allowed=(story.text[first.start : first.end], "811228-9874"))

    assert [one.kind for one in found_in(services, allowed)] == ["personnummer"]
    said = text_of(services.apt.pdf(allowed))
    assert "Maria Bergström" in said
    assert "811228" not in said
