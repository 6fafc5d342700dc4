"""Reminders in a store: who is told of which case, what the list of escalated cases finds, and the ladder's versions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from kpsdesk import demo
from kpsdesk.clock import FixedClock
from kpsdesk.domain.reminders import Ladder, Rung, shipped_ladder
from kpsdesk.domain.rows import CaseQuery
from kpsdesk.errors import UserError
from kpsdesk.i18n import speaking
from kpsdesk.services import reminder_words
from kpsdesk.services.everything import Services
from kpsdesk.services.founding import open_session
from kpsdesk.services.reminders import CaseReminder
from kpsdesk.store.engine import Store
from tests.conftest import RAW_KEY
from tests.integration.test_privacy import report

ESCALATED = CaseQuery(open_only=True, escalated=True)


def later(clock: FixedClock, days: int) -> None:
    clock.instant += timedelta(days=days)


def told(services: Services, case: str) -> dict[str, str]:
    vocabulary, today = services.session.vocabulary, services.session.today
    return dict(reminder_words.everybody(services.reminders.of_case(case), vocabulary, today))


def test_a_case_climbs_the_ladder_as_the_days_pass(services: Services, clock: FixedClock) -> None:
    case = report(services)  # to be acknowledged by 25 November
    assert services.reminders.of_case(case).lines[0].notice.since == date(2026, 11, 18)
    assert told(services, case) == {"Handläggare": "Anna Berg · sedan 2 dagar"}
    later(clock, 5)
    assert told(services, case)["Enhetschef"] == "Anna Berg · från i dag"
    later(clock, 13)
    assert services.lists.ids(ESCALATED) == []
    later(clock, 1)
    assert services.lists.ids(ESCALATED) == [case]
    assert told(services, case)["Verksamhetschef"] == "ingen är utsedd · från i dag"
    services.cases.receive(case)
    services.lists.forget()
    # the assessment was due on 25 November too: what is late stays with the head
    assert services.lists.ids(ESCALATED) == [case]
    services.cases.close(
        case, decision="Ja", feedback="Tack", values={"severity_potential": 1, "probability": 1}
    )
    services.lists.forget()
    assert services.lists.ids(ESCALATED) == []
    assert services.reminders.of_case(case) == CaseReminder(case, ())


def test_a_high_level_and_a_serious_class_go_to_the_head_at_once(services: Services) -> None:
    area = services.session.organisation.areas[1]
    head = services.people.add("Eva Hällgren")[1]
    services.people.appoint(head, "head_of_operations", area_id=area.id)
    nurse = services.people.add("Mia Sten")[1]
    services.people.appoint(nurse, "mas")
    scored, judged, plain = report(services), report(services), report(services)
    services.cases.change(scored, {"severity_potential": 4, "probability": 2})
    services.cases.change(judged, {"law_area": "hsl", "injury_class": "risk_serious"})
    services.lists.forget()
    assert set(services.lists.ids(ESCALATED)) == {scored, judged}
    assert services.lists.count(ESCALATED) == 2
    assert told(services, scored)["Verksamhetschef"] == "Eva Hällgren · genast"
    specialist = "Chefläkare eller medicinskt ansvarig sjuksköterska (MAS)"
    assert told(services, judged)[specialist] == "Mia Sten · genast"
    assert specialist not in told(services, plain)
    short = reminder_words.short(
        services.reminders.of_case(judged), services.session.vocabulary, services.session.today
    )
    assert short == "Verksamhetschef, genast"


def test_what_the_list_finds_is_what_the_ladder_says_of_every_open_case(
    tmp_path: Path, clock: FixedClock
) -> None:
    path = tmp_path / "demo.kps"
    demo.make(path, RAW_KEY, cases=300, units=8, as_of=date(2026, 11, 20), clock=clock)
    store = Store.open(path, RAW_KEY)
    services = Services(open_session(store, clock))
    open_cases = services.lists.ids(CaseQuery(open_only=True))
    by_ladder = {one.case_id for one in services.reminders.for_list(open_cases).values() if one.escalated}
    found = services.lists.ids(ESCALATED)
    unit = services.lists.page(ESCALATED)[0].unit_id
    of_unit = services.reminders.for_person((unit,), open_cases)
    one_unit = services.lists.count(replace(ESCALATED, units=(unit,)))
    store.close()
    assert len(found) >= 5
    assert set(found) == by_ladder
    assert of_unit.escalated == one_unit < len(found)
    assert {case for case, one in of_unit.by_case.items() if one.escalated} == by_ladder


def test_the_ladder_is_kept_in_versions_and_followed_at_once(services: Services, clock: FixedClock) -> None:
    assert services.reminders.ladder() == shipped_ladder()
    case = report(services)
    later(clock, 9)
    assert services.lists.count(ESCALATED) == 0
    sooner = Ladder((Rung(2, ("head_of_operations",)), Rung(-1, ("deputy",))), {})
    services.reminders.set_ladder(sooner)
    assert [rung.days for rung in services.reminders.ladder().rungs] == [-1, 2]
    assert services.lists.ids(ESCALATED) == [case]
    with pytest.raises(UserError):
        services.reminders.set_ladder(Ladder((Rung(500, ()),), {}))
    services.reminders.set_ladder(shipped_ladder())
    assert services.lists.count(ESCALATED) == 0


def test_without_the_head_in_the_ladder_nothing_escalates(services: Services, clock: FixedClock) -> None:
    report(services)
    later(clock, 60)
    assert services.lists.count(ESCALATED) == 1
    services.reminders.set_ladder(Ladder((Rung(0, ("unit_manager",)),), {}))
    assert services.lists.count(ESCALATED) == 0


def test_whoever_is_the_head_is_told_so(services: Services) -> None:
    assert not services.reminders.for_person().as_head
    me = services.session.person_id
    assert me is not None
    services.people.appoint(me, "head_of_operations", area_id=1)
    assert services.reminders.for_person().as_head
    assert services.reminders.for_person((1,)).as_head


def test_the_words_are_there_in_three_languages(services: Services, clock: FixedClock) -> None:
    case = report(services)
    later(clock, 22)
    reminder, session = services.reminders.of_case(case), services.session
    said = {}
    for language in ("sv", "fi", "en"):
        with speaking(language):
            said[language] = reminder_words.short(reminder, session.vocabulary, session.today)
    assert said == {
        "sv": "Verksamhetschef, sedan 3 dagar",
        "fi": "Palvelualueen johtaja, jo 3 päivää",
        "en": "Head of operations, for 3 days",
    }


def test_an_escalated_view_is_saved_and_found_again(services: Services) -> None:
    services.lists.save_view("Hos verksamhetschefen", ESCALATED)
    ((_key, name, query),) = services.lists.views()
    assert (name, query) == ("Hos verksamhetschefen", ESCALATED)
