"""The meeting's sheet: its numbers are those of the store, it is a good paper, and nobody can be found out by it."""

from __future__ import annotations

import dataclasses
import io
from datetime import date, timedelta
from pathlib import Path

import pikepdf
import pytest
from sqlalchemy import select, text

from kpsdesk import i18n
from kpsdesk.domain.apt import SheetSettings
from kpsdesk.domain.meeting import Meeting
from kpsdesk.errors import NotFound, UserError
from kpsdesk.services.everything import Services
from kpsdesk.store import tables as t
from kpsdesk.store.types import to_day
from tests.integration.apt_cases import FIRST, change_case, close, lesson, set_values, settings
from tests.integration.test_privacy import TODAY, report
from tests.paper_checks import demand_a_good_paper, text_of

HEADINGS = {
    "sv": ("Sedan förra APT", "Förfallna", "Händelsetyper", "Lärdomar", "Allvarliga händelser", "Åtgärder", "Risker just nu",
           "Patienters och närståendes röster", "HSE / säkerhetsbild", "Tack och beröm", "Frågor att prata om",
           "Beslut och nästa APT"),
    "fi": ("Edellisen kokouksen jälkeen", "Myöhässä", "Tapahtumatyypit", "Opit", "Vakavat tapahtumat", "Toimenpiteet",
           "Riskit nyt", "Potilaiden ja läheisten ääni", "HSE / turvallisuuskuva", "Kiitokset", "Keskustelukysymykset",
           "Päätökset ja seuraava kokous"),
    "en": ("Since the last meeting", "Overdue", "Event types", "What we have learnt", "Serious events", "Actions",
           "Risks right now", "Voices of patients and next of kin", "HSE and safety culture", "Thanks and praise",
           "Questions to talk about", "Decisions and next meeting"),
}  # fmt: skip


def test_the_numbers_are_those_of_the_store(services: Services) -> None:
    for kind in ("near_miss", "near_miss", "risk", "complaint", "positive"):
        report(services, kind=kind, event_type="FALL" if kind == "near_miss" else None)
    change_case(services, report(services), status="dismissed", is_open=0, closed_day=TODAY)  # is no event
    close(services, report(services, kind="view"))
    case = report(services, event_type="MED")
    done = services.cases.add_action(case, {"text": "Ny rutin"})[1]
    services.cases.set_action_status(case, done, "done")
    services.cases.add_action(case, {"text": "Ny skylt"})

    sheet = services.apt.sheet(settings(services))

    assert sheet.kinds == {
        "negative_event": 0,
        "near_miss": 3,
        "risk": 1,
        "complaint": 1,
        "view": 1,
        "improvement": 0,
        "positive": 1,
    }
    assert (sheet.reported, sheet.closed, sheet.open) == (7, 1, 6)
    assert {one.code: one.now.value for one in sheet.types} == {"FALL": 2, "MED": 1}
    assert (sheet.actions.done, sheet.actions.under_way) == (1, 1)
    assert (sheet.voices.received, sheet.voices.waiting) == (2, 1)
    assert (sheet.positive, sheet.prize, sheet.prize_place) == (1, 1, None)  # alone there is no prize
    assert sheet.months[-1].reported == 7


def test_what_is_late_is_counted_on_the_last_day_and_on_the_day_before_the_first(services: Services) -> None:
    case = report(services)
    with services.session.store.write() as connection:
        connection.execute(
            text("UPDATE due_history SET due = :due, set_day = :due"), {"due": to_day(TODAY) - 30}
        )
        connection.execute(text("UPDATE owner_history SET from_day = from_day - 60"))
        connection.execute(text("UPDATE kind_history SET day = day - 60"))
    assert case

    sheet = services.apt.sheet(settings(services))

    assert (sheet.late.many, sheet.late.oldest) == (1, 30)
    assert sheet.late_before.many == 1
    assert sheet.late.by_age == {"1-14": 0, "15-30": 1, "31-90": 0, "over_90": 0}


def test_the_period_begins_where_the_last_sheet_ended(services: Services) -> None:
    assert services.apt.settings_for(1).first == TODAY - timedelta(days=30)

    meeting = services.meetings.save(Meeting("", "apt", date(2026, 11, 10), 1))[1]
    services.meetings.keep_sheet(meeting, settings(services, last=date(2026, 11, 9)).as_data())
    services.meetings.hold(meeting)
    given = services.apt.settings_for(1)
    assert (given.first, given.last) == (date(2026, 11, 10), TODAY)


def test_settings_are_kept_with_the_meeting_and_come_back(services: Services) -> None:
    case = lesson(services)
    kept = settings(
        services, about_late="Mer tid", questions=("Vad?",), serious_told=True, next_date=date(2026, 12, 1)
    )
    kept = dataclasses.replace(kept, stories=(dataclasses.replace(kept.stories[0], text="Annat"),))
    data = kept.as_data()

    assert settings(services).with_data(data) == kept
    change_case(services, case, status="reopened", is_open=1, closed_day=None)
    assert settings(services).with_data(data).stories == ()


def test_stories_are_closed_cases_with_a_text_that_are_to_be_taken_up(services: Services) -> None:
    told = lesson(services)
    silent = report(services)
    set_values(services, silent, share_at_apt=False, apt_text="Nej")
    close(services, silent)
    opened = report(services)
    set_values(services, opened, share_at_apt=True, apt_text="Inte än")

    found = services.apt.stories(1, FIRST, TODAY)

    assert [one.case_id for one in found] == [told]
    assert not found[0].chosen
    assert settings(services).stories[0].chosen


def test_something_serious_is_told_as_being_investigated_and_no_more(services: Services) -> None:
    change_case(services, report(services, kind="negative_event"), harm="H3")
    written = settings(services, serious_text="Rutinen för tillsyn är ändrad.")

    said = text_of(services.apt.pdf(written))
    assert "Ja, något allvarligt har hänt" in said
    assert "Det utreds." in said
    assert "tillsyn är ändrad" not in said  # those concerned have not been told
    assert "tillsyn är ändrad" in text_of(services.apt.pdf(dataclasses.replace(written, serious_told=True)))


def test_a_serious_story_is_told_only_when_those_concerned_know(services: Services) -> None:
    case = lesson(services, "Vi har bytt larm.", kind="negative_event")
    change_case(services, case, harm="H4")
    given = settings(services)
    chosen = dataclasses.replace(
        given, stories=tuple(dataclasses.replace(one, chosen=True) for one in given.stories)
    )

    assert [one.serious for one in given.stories] == [True]
    assert not given.stories[0].chosen
    assert "bytt larm" not in text_of(services.apt.pdf(chosen))
    assert "bytt larm" in text_of(services.apt.pdf(dataclasses.replace(chosen, serious_told=True)))


def test_few_of_a_sensitive_type_are_told_as_fewer_than_five(services: Services) -> None:
    for code, many in (("VIOL", 3), ("MED", 6), ("FALL", 4)):
        for _ in range(many):
            report(services, event_type=code)

    sheet = services.apt.sheet(settings(services))
    told = {one.code: one.now.value for one in sheet.types}

    assert told == {"MED": 6, "VIOL": None}  # fall goes too: else 13 - 6 - 4 would tell
    assert "färre än 5" in text_of(services.apt.pdf(settings(services)))


def test_an_open_risk_of_a_sensitive_type_is_listed_without_its_type(services: Services) -> None:
    for code in ("VIOL", "FALL"):
        change_case(
            services,
            report(services, kind="risk", event_type=code),
            demands_analysis=1,
            level="high",
            level_rank=3,
        )

    sheet = services.apt.sheet(settings(services))
    assert sorted(one.event_type or "" for one in sheet.risks) == ["", "FALL"]


def test_a_unit_of_three_is_told_totals_only(services: Services, tmp_path: Path) -> None:
    services.organisation.change_unit(1, setting="elderly_care", staff=3)
    for kind in ("near_miss", "complaint", "positive"):
        report(services, kind=kind, event_type="FALL")
    lesson(services)

    given = settings(services)
    sheet, pdf = services.apt.sheet(given), services.apt.pdf(given)
    said = text_of(pdf)

    assert (sheet.kinds, sheet.types, sheet.risks, sheet.late.by_age) == ({"all": 4}, (), (), {})
    assert not any(one.chosen for one in given.stories)  # somebody has to think about it first
    assert "Fall och fallskada" not in said
    assert "Tillbud" not in said
    assert all(heading in said for heading in HEADINGS["sv"])
    demand_a_good_paper(pdf, tmp_path, "APT · Avdelning 3", "sv")


# ---- the paper -----------------------------------------------------------------------------------------------


def many_of_everything(services: Services, texts: int = 700) -> SheetSettings:
    for n in range(24):
        kind = ("negative_event", "near_miss", "risk", "complaint", "view", "improvement", "positive")[n % 7]
        case = report(services, kind=kind, event_type=("MED", "FALL", "CARE", "CHAIN", "EQUIP")[n % 5])
        if kind == "risk":
            change_case(services, case, demands_analysis=1, level="high", level_rank=3)
    for n in range(3):
        lesson(
            services, f"{n}: " + "Vi såg att rutinen saknades och skrev en ny tillsammans. " * (texts // 55)
        )
    written = "Vi går igenom läget varje måndag och delar upp det som ligger. " * 3
    given = settings(
        services, about_late=written, hse_text=written, thanks_text=written, presenter=written * 4
    )
    return dataclasses.replace(given, questions=(written, written, written), decisions=(written, written))


@pytest.mark.parametrize("language", ["sv", "fi", "en"])
def test_a_full_unit_gets_two_pages_with_all_twelve_headings_and_one_for_the_presenter(
    services: Services, tmp_path: Path, language: str
) -> None:
    given = dataclasses.replace(many_of_everything(services), language=language)
    pdf = services.apt.pdf(given)

    with i18n.speaking(language):
        title = i18n._("Workplace meeting · {unit}").format(unit="Avdelning 3")
    demand_a_good_paper(pdf, tmp_path, title, language)
    said = text_of(pdf)
    assert all(heading in said for heading in HEADINGS[language])
    with pikepdf.open(io.BytesIO(pdf)) as paper:
        assert len(paper.pages) == 3
        with paper.open_outline() as outline:
            told = [one.title for one in outline.root[0].children]
    assert told[:12] == list(HEADINGS[language])
    assert services.apt.pdf(given) == pdf


@pytest.mark.parametrize("language", ["sv", "fi", "en"])
def test_a_unit_where_nothing_has_happened_gets_a_whole_sheet_too(
    services: Services, tmp_path: Path, language: str
) -> None:
    pdf = services.apt.pdf(settings(services, language=language))
    said = text_of(pdf)

    assert all(heading in said for heading in HEADINGS[language])
    with i18n.speaking(language):
        demand_a_good_paper(
            pdf, tmp_path, i18n._("Workplace meeting · {unit}").format(unit="Avdelning 3"), language
        )
        assert i18n._("Internal working material") in said
    with pikepdf.open(io.BytesIO(pdf)) as paper:
        assert len(paper.pages) <= 3


def test_stories_without_end_are_shortened_and_no_heading_is_left_out(services: Services) -> None:
    pdf = services.apt.pdf(many_of_everything(services, texts=9000))

    with pikepdf.open(io.BytesIO(pdf)) as paper:
        assert len(paper.pages) == 3
    assert all(heading in text_of(pdf) for heading in HEADINGS["sv"])


def test_the_file_never_takes_anothers_place_and_making_it_is_noted_without_names(
    services: Services, tmp_path: Path
) -> None:
    file = tmp_path / "apt.pdf"
    given = settings(services)
    changes = services.apt.write(given, file)
    assert changes.touches("unit")
    assert file.read_bytes() == services.apt.pdf(given)
    file.write_bytes(b"another")

    with pytest.raises(UserError, match=r"apt\.pdf"):
        services.apt.write(given, file)
    with pytest.raises(UserError):
        services.apt.write(given, tmp_path / "apt.txt")
    assert file.read_bytes() == b"another"
    services.apt.write(given, file, replace_old=True)
    services.apt.printed(given)

    with services.session.read() as connection:
        rows = connection.execute(select(t.audit).where(t.audit.c.action == "apt.printed")).all()
    assert [(row.object, row.detail["to"]) for row in rows] == [
        ("unit:AVD3", to) for to in ("file", "file", "printer")
    ]
    assert [one.name for one in tmp_path.iterdir() if "apt" in one.name] == ["apt.pdf"]


def test_looking_writes_nothing(services: Services) -> None:
    with services.session.read() as connection:
        before = connection.execute(text("SELECT count(*) FROM audit")).scalar_one()
    given = services.apt.settings_for(1)
    services.apt.pdf(given)
    services.apt.warnings(given)
    with services.session.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM audit")).scalar_one() == before


def test_what_cannot_be_is_said(services: Services) -> None:
    with pytest.raises(NotFound):
        services.apt.settings_for(99)
    with pytest.raises(UserError):
        services.apt.pdf(settings(services, first=TODAY, last=FIRST))
