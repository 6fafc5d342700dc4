"""The organisation changes while cases are open: who is charged, what is called what, and the way back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from kpsdesk.clock import FixedClock
from kpsdesk.domain.permission import reporter_only
from kpsdesk.errors import NotAllowed, UserError
from kpsdesk.services.everything import Services
from kpsdesk.services.organisation import NewUnit
from kpsdesk.services.people import PeopleService
from kpsdesk.services.reporting import NewReport
from kpsdesk.services.session import Session

TODAY = date(2026, 11, 20)
ANNA = 1


def report(services: Services, unit_id: int = 1) -> str:
    new = NewReport("improvement", unit_id, "Fler krokar i hallen", occurred_day=date(2026, 10, 1))
    _, receipt = services.reporting.send(new)
    return receipt.case_id


def close(services: Services, case: str) -> None:
    services.cases.close(case, decision="Gjort.", feedback="Tack!")


def owners(services: Services, case: str) -> list[tuple[int | None, int, int]]:
    return [(o.manager_id, o.unit_id, o.area_id) for o in services.views.open(case).file.owners]


def spans(services: Services, case: str) -> list[tuple[Any, Any]]:
    return [(o.from_at, o.to_at) for o in services.views.open(case).file.owners]


def add_unit(services: Services, code: str = "AVD4", country: str = "SE") -> int:
    services.organisation.create_unit(NewUnit(f"Avdelning {code}", code, 1, country, "elderly_care"))
    unit = services.session.organisation.unit(code)
    assert unit is not None
    return unit.id


def last_change(services: Services) -> int:
    return services.organisation.changes()[0].id


def test_a_new_manager_takes_over_open_cases_and_leaves_closed_ones(
    services: Services, clock: FixedClock
) -> None:
    still_open, done = report(services), report(services)
    close(services, done)
    _, bo = services.people.add("Bo Ek", "Enhetschef")
    clock.forward(hours=1)

    changes, result = services.people.appoint(bo, "unit_manager", unit_id=1)

    assert owners(services, still_open) == [(ANNA, 1, 1), (bo, 1, 1)]
    assert owners(services, done) == [(ANNA, 1, 1)]
    first, second = spans(services, still_open)
    assert first[1] == second[0] == clock.now()  # gapless
    assert second[1] is None
    assert result.moved == 1
    assert changes.touches("case", "organisation")
    assert services.session.organisation.manager_of(1, TODAY) == bo
    anna = next(r for r in services.session.organisation.roles if r.person_id == ANNA)
    assert anna.valid_to == TODAY


def test_undoing_an_appointment_gives_the_cases_back_with_a_row_of_their_own(services: Services) -> None:
    case = report(services)
    _, bo = services.people.add("Bo Ek")
    services.people.appoint(bo, "unit_manager", unit_id=1)

    services.organisation.undo(last_change(services))

    assert owners(services, case) == [(ANNA, 1, 1), (bo, 1, 1), (ANNA, 1, 1)]
    assert [r.person_id for r in services.session.organisation.roles] == [ANNA]
    with pytest.raises(UserError):
        services.organisation.undo(last_change(services))


def test_a_change_that_waits_happens_at_midnight_of_its_day(services: Services, clock: FixedClock) -> None:
    case = report(services)
    _, bo = services.people.add("Bo Ek")
    _, result = services.people.appoint(bo, "unit_manager", unit_id=1, day=date(2026, 11, 24))
    assert result.waits
    assert owners(services, case) == [(ANNA, 1, 1)]

    clock.forward(days=7)  # nobody opened the program on the day itself
    _, moved = services.organisation.apply_due()

    assert moved == 1
    assert owners(services, case) == [(ANNA, 1, 1), (bo, 1, 1)]
    row = services.views.open(case).file.owners[1]
    assert (row.from_at.isoformat(), row.from_day) == ("2026-11-23T23:00:00+00:00", date(2026, 11, 24))
    assert services.organisation.apply_due()[1] == 0


def test_each_missed_day_is_made_up_for_by_itself(services: Services, clock: FixedClock) -> None:
    case = report(services)
    _, bo = services.people.add("Bo Ek")
    _, cia = services.people.add("Cia Ask")
    services.people.appoint(bo, "unit_manager", unit_id=1, day=date(2026, 11, 24))
    services.people.appoint(cia, "unit_manager", unit_id=1, day=date(2026, 11, 26))
    clock.forward(days=5)
    late = report(services)  # on the 25th, before anything was carried over: Bo's from the start
    clock.forward(days=5)

    services.organisation.apply_due()

    assert [(o.manager_id, o.from_day) for o in services.views.open(case).file.owners] == [
        (ANNA, TODAY),
        (bo, date(2026, 11, 24)),
        (cia, date(2026, 11, 26)),
    ]
    assert [o.manager_id for o in services.views.open(late).file.owners] == [bo, cia]


def test_a_role_that_ends_leaves_the_cases_to_the_head_of_operations(
    services: Services, clock: FixedClock
) -> None:
    case = report(services)
    _, head = services.people.add("Hanna Storm", "Verksamhetschef")
    services.people.appoint(head, "head_of_operations", area_id=1)
    services.people.left(ANNA, date(2026, 11, 23))
    assert owners(services, case) == [(ANNA, 1, 1)]

    clock.forward(days=3)
    services.organisation.apply_due()

    assert owners(services, case) == [(ANNA, 1, 1), (head, 1, 1)]
    assert [line.name for line in services.people.people(date(2026, 11, 23))] == ["Hanna Storm"]


def test_a_change_told_late_moves_cases_from_now_and_the_past_is_not_rewritten(
    services: Services, clock: FixedClock
) -> None:
    clock.forward(days=-15)
    case = report(services)
    clock.forward(days=15)
    _, bo = services.people.add("Bo Ek")

    _, result = services.people.appoint(bo, "unit_manager", unit_id=1, day=date(2026, 11, 10))

    row = services.views.open(case).file.owners[1]
    assert (result.late, result.moved) == (True, 1)
    assert (row.manager_id, row.from_day) == (bo, TODAY)
    clock.forward(days=1)
    services.organisation.apply_due()
    assert len(owners(services, case)) == 2


def test_a_unit_is_renamed_from_a_day_and_old_days_keep_the_old_name(services: Services) -> None:
    services.organisation.rename_unit(1, "Björken", date(2026, 12, 1))

    unit = services.session.organisation.units[1]
    assert (unit.on(date(2026, 11, 30)).name, unit.on(date(2026, 12, 1)).name) == ("Avdelning 3", "Björken")
    line = services.organisation.units()[0]
    assert (line.name, line.next_name, line.next_day) == ("Avdelning 3", "Björken", date(2026, 12, 1))

    services.organisation.undo(last_change(services))
    assert [v.name for v in services.session.organisation.units[1].versions] == ["Avdelning 3"]


def test_a_change_before_a_later_one_is_refused_and_undo_goes_backwards(services: Services) -> None:
    services.organisation.rename_unit(1, "Björken", date(2026, 12, 1))
    first = last_change(services)
    with pytest.raises(UserError):
        services.organisation.rename_unit(1, "Eken", date(2026, 11, 25))
    services.organisation.rename_unit(1, "Eken", date(2027, 1, 1))

    with pytest.raises(UserError):
        services.organisation.undo(first)
    services.organisation.undo(last_change(services))
    services.organisation.undo(first)
    assert services.session.organisation.units[1].name == "Avdelning 3"


def test_a_moved_unit_takes_its_open_cases_to_the_other_area(services: Services) -> None:
    still_open, done = report(services), report(services)
    close(services, done)
    services.organisation.create_area("Hemtjänst")

    services.organisation.move_unit(1, 2)

    assert owners(services, still_open) == [(ANNA, 1, 1), (ANNA, 1, 2)]
    assert owners(services, done) == [(ANNA, 1, 1)]
    services.organisation.undo(last_change(services))
    assert owners(services, still_open)[-1] == (ANNA, 1, 1)


def test_merged_units_undone_send_home_only_what_the_merge_had_moved(
    services: Services, clock: FixedClock
) -> None:
    other = add_unit(services)
    mine, theirs, handed_over = report(services), report(services, other), report(services)
    services.cases.forward(handed_over, unit_id=other, reason="Hör till dem")
    services.cases.accept(handed_over)
    clock.forward(hours=1)

    _, result = services.organisation.merge_units(1, other)

    assert result.moved == 1
    assert owners(services, mine) == [(ANNA, 1, 1), (None, other, 1)]
    unit = services.session.organisation.units[1]
    assert (unit.valid_to, unit.successor_id) == (TODAY, other)
    assert [u.code for u in services.session.organisation.active_units(TODAY)] == ["AVD4"]
    assert services.session.organisation.manager_of(1, TODAY) is None  # the roles in it ended too

    clock.forward(hours=1)
    services.organisation.undo(last_change(services))

    assert owners(services, mine) == [(ANNA, 1, 1), (None, other, 1), (ANNA, 1, 1)]
    assert owners(services, theirs) == [(None, other, 1)]
    assert owners(services, handed_over)[-1] == (None, other, 1)
    assert services.session.organisation.units[1].active(TODAY)
    assert services.session.organisation.manager_of(1, TODAY) == ANNA


def test_units_of_two_countries_are_not_merged(services: Services) -> None:
    finnish = add_unit(services, "TKU", "FI")
    with pytest.raises(UserError):
        services.organisation.merge_units(1, finnish)


def test_a_split_unit_takes_the_cases_that_were_chosen(services: Services) -> None:
    goes, stays = report(services), report(services)

    services.organisation.split_unit(1, NewUnit("Avdelning 3 B", "AVD3B", 1), cases=[goes])

    new = services.session.organisation.unit("AVD3B")
    assert new is not None
    assert owners(services, goes)[-1] == (None, new.id, 1)
    assert owners(services, stays) == [(ANNA, 1, 1)]

    services.organisation.undo(last_change(services))
    assert owners(services, goes)[-1] == (ANNA, 1, 1)
    assert (
        services.session.organisation.units[new.id].valid_to == TODAY
    )  # cases have been there: it stays, closed


def test_a_split_that_waits_moves_its_cases_on_the_day(services: Services, clock: FixedClock) -> None:
    goes = report(services)
    services.organisation.split_unit(
        1, NewUnit("Avdelning 3 B", "AVD3B", 1), date(2026, 11, 23), cases=[goes]
    )
    assert len(owners(services, goes)) == 1
    clock.forward(days=3)
    services.organisation.apply_due()
    new = services.session.organisation.unit("AVD3B")
    assert new is not None
    assert owners(services, goes)[-1][1] == new.id


def test_a_unit_with_open_cases_is_not_closed_until_somebody_takes_them(services: Services) -> None:
    case = report(services)
    other = add_unit(services)
    with pytest.raises(UserError) as refused:
        services.organisation.close_unit(1)
    assert refused.value.field == "cases_to"
    assert services.session.organisation.units[1].active(TODAY)

    services.organisation.close_unit(1, cases_to=other)
    assert owners(services, case)[-1] == (None, other, 1)
    services.organisation.undo(last_change(services))
    assert owners(services, case)[-1] == (ANNA, 1, 1)


def test_a_case_reopened_in_a_closed_unit_comes_to_the_one_that_took_over(services: Services) -> None:
    case = report(services)
    close(services, case)
    other = add_unit(services)
    services.organisation.merge_units(1, other)
    assert owners(services, case) == [(ANNA, 1, 1)]

    services.cases.move(case, "reopened", reason="Det hände igen")
    services.organisation.apply_due()

    assert owners(services, case)[-1] == (None, other, 1)


def test_a_new_unit_can_be_taken_back_until_it_is_used(services: Services) -> None:
    unit = add_unit(services)
    created = last_change(services)
    report(services, unit)
    with pytest.raises(UserError):
        services.organisation.undo(created)

    add_unit(services, "AVD5")
    services.organisation.undo(last_change(services))
    assert services.session.organisation.unit("AVD5") is None


def test_a_deputy_is_asked_for_when_the_manager_is_away_over_two_working_days(services: Services) -> None:
    friday, monday, tuesday = date(2026, 11, 20), date(2026, 11, 23), date(2026, 11, 24)
    assert services.people.deputies_needed(ANNA, friday, monday) == ()
    assert services.people.deputies_needed(ANNA, friday, tuesday) == (1,)

    _, bo = services.people.add("Bo Ek")
    services.people.appoint(bo, "deputy", unit_id=1, day=friday, until=date(2026, 11, 25))
    assert services.people.deputies_needed(ANNA, friday, tuesday) == ()


def test_a_deputy_never_owns_a_case(services: Services) -> None:
    case = report(services)
    _, bo = services.people.add("Bo Ek")
    _, result = services.people.appoint(bo, "deputy", unit_id=1)
    assert (result.moved, owners(services, case)) == (0, [(ANNA, 1, 1)])


def test_only_who_may_changes_the_organisation(services: Services, session: Session) -> None:
    reporter = PeopleService(session.acting(reporter_only("x")))
    with pytest.raises(NotAllowed):
        reporter.add("Bo Ek")


def test_each_change_is_in_the_audit_with_its_day(services: Services, session: Session) -> None:
    services.organisation.rename_unit(1, "Björken", date(2026, 12, 1))
    with session.read() as connection:
        row = connection.execute(text("SELECT actor, action, detail FROM audit ORDER BY seq DESC")).first()
    assert row is not None
    assert (row.actor, row.action) == (session.actor.uid, "organisation.unit_renamed")
    assert "2026-12-01" in row.detail


def test_words_for_the_person_follow_the_kind_of_care(services: Services, session: Session) -> None:
    assert services.organisation.patient_word(1) == "brukare"
    services.organisation.change_unit(1, setting="hospital_ward", staff=30)
    assert services.organisation.patient_word(1) == "patient"


def test_a_finnish_unit_changes_hands_at_its_own_midnight(services: Services, clock: FixedClock) -> None:
    unit = add_unit(services, "TKU", "FI")
    case = report(services, unit)
    _, eeva = services.people.add("Eeva Lahti")
    services.people.appoint(eeva, "unit_manager", unit_id=unit, day=date(2026, 11, 21))
    clock.instant = replace_hour(clock, 22, 30)  # half past midnight in Helsinki, not yet in Stockholm

    services.organisation.apply_due()

    row = services.views.open(case).file.owners[-1]
    assert (row.manager_id, row.from_at.isoformat()) == (eeva, "2026-11-20T22:00:00+00:00")


def replace_hour(clock: FixedClock, hour: int, minute: int) -> Any:
    return clock.instant.replace(hour=hour, minute=minute)
