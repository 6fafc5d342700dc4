"""Legal tracks: proposed by the case's answers, each with its own clock and warnings."""

from __future__ import annotations

from datetime import date

from kpsdesk.clock import FixedClock
from kpsdesk.services.everything import Services
from kpsdesk.services.reporting import NewReport

TODAY = date(2026, 11, 20)


def serious(services: Services) -> str:
    _, receipt = services.reporting.send(
        NewReport("negative_event", 1, "Fel dos gavs", harm="H3", occurred_day=TODAY)
    )
    services.cases.change(receipt.case_id, {"law_area": "hsl", "injury_class": "serious"})
    return receipt.case_id


def test_lex_maria_is_proposed_for_a_serious_injury_and_not_for_a_scratch(services: Services) -> None:
    case = serious(services)
    assert "lex_maria" in [rule.code for rule in services.views.open(case).suggested_tracks]

    services.cases.change(case, {"injury_class": "none", "harm": "H0"})
    assert "lex_maria" not in [rule.code for rule in services.views.open(case).suggested_tracks]


def test_a_case_on_two_tracks_has_two_clocks(services: Services) -> None:
    case = serious(services)
    rules = {
        rule.code: rule
        for rule in (*services.views.open(case).suggested_tracks, *services.views.open(case).other_tracks)
    }
    services.cases.start_track(case, rules["lex_maria"].key, {"known_at": TODAY})
    services.cases.start_track(case, rules["personal_data_breach"].key, {"known_at": TODAY})

    clocks = {view.rule.code: view.clocks[0].due for view in services.views.open(case).tracks}

    assert clocks == {"lex_maria": date(2027, 1, 19), "personal_data_breach": date(2026, 11, 23)}


def test_a_clock_warns_is_late_and_stops_when_it_is_done(services: Services, clock: FixedClock) -> None:
    case = serious(services)
    key = next(rule.key for rule in services.views.open(case).suggested_tracks if rule.code == "lex_maria")
    services.cases.start_track(case, key, {"known_at": TODAY})

    def state() -> str:
        return services.views.open(case).tracks[0].clocks[0].state

    seen = [state()]
    for days in (30, 31):
        clock.forward(days=days)
        seen.append(state())
    assert seen == ["running", "warned", "late"]
    assert [(line.row.id, line.clock.state) for line in services.legal.due()] == [(case, "late")]

    services.cases.change_track(
        case, services.views.open(case).tracks[0].id, {"notified_at": date(2027, 1, 20)}
    )
    assert state() == "done"
    assert services.legal.due() == []


def test_what_the_authority_has_criticised_is_listed_as_missing(services: Services) -> None:
    case = serious(services)
    key = next(rule.key for rule in services.views.open(case).suggested_tracks if rule.code == "lex_maria")
    services.cases.start_track(case, key)

    missing = {one.code for one in services.views.open(case).tracks[0].missing}
    assert missing >= {"actions_tied_to_causes", "seen_before", "recurrence", "patient_informed"}

    services.cases.change(case, {"seen_before": "no"})
    assert "seen_before" not in {one.code for one in services.views.open(case).tracks[0].missing}


def test_the_law_valid_on_the_day_of_the_report_is_the_one_shown(
    services: Services, clock: FixedClock
) -> None:
    case = serious(services)
    view = services.views.open(case)
    sarah = [rule for rule in (*view.suggested_tracks, *view.other_tracks) if rule.code == "lex_sarah"]

    assert [rule.valid_on(TODAY) for rule in sarah] == [True]
    assert sarah[0].valid_from == date(2025, 7, 1)
