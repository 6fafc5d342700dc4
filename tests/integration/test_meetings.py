"""The register of meetings: what is planned, held, cancelled; the share with the safety item; nothing is asked twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from kpsdesk.domain.meeting import CANCELLED, HELD, PLANNED, Half, Meeting
from kpsdesk.errors import Conflict, NotFound, UserError
from kpsdesk.i18n import Words
from kpsdesk.services.everything import Services
from kpsdesk.services.founding import open_session
from kpsdesk.services.organisation import NewUnit
from tests.integration.test_privacy import report

TODAY = date(2026, 11, 20)


def apt(day: date, **more: Any) -> Meeting:
    return Meeting("", "apt", day, 1, **more)


def saved(services: Services, meeting: Meeting) -> str:
    return services.meetings.save(meeting)[1]


def test_a_meeting_is_kept_with_all_that_was_said(services: Services) -> None:
    case = report(services)
    told = apt(
        date(2026, 11, 10), state=HELD, safety_item=True, items=frozenset({"hse", "risk"}), held_by="  Eva\tRo ",
        next_date=date(2026, 12, 8), note="Lugn genomgång\n", cases=(case,), sheet={"language": "fi", "stories": [1]},
    )  # fmt: skip

    key = saved(services, told)

    assert services.meetings.get(key) == replace(told, id=key, held_by="Eva Ro", note="Lugn genomgång")
    assert services.meetings.find([1], date(2026, 11, 10), date(2026, 11, 10)) == [services.meetings.get(key)]
    assert services.meetings.find([2]) == []
    assert services.meetings.find(first=date(2026, 11, 11)) == []


def test_cases_may_be_named_by_their_number(services: Services) -> None:
    case = report(services)
    number = services.views.open(case).file.head.number

    key = saved(services, apt(TODAY, cases=(number, case)))

    assert services.meetings.get(key).cases == (case,)


def test_the_next_planned_comes_first_then_one_that_was_forgotten(services: Services) -> None:
    service = services.meetings
    assert service.planned_or_new(1) == Meeting("", "apt", TODAY, 1)

    forgotten = saved(services, apt(date(2026, 10, 1)))
    assert service.planned_or_new(1).id == forgotten
    coming = saved(services, apt(TODAY))
    saved(services, apt(date(2026, 12, 20)))
    assert service.planned_or_new(1).id == coming


def test_a_new_one_is_for_the_day_that_was_agreed_on(services: Services) -> None:
    service = services.meetings
    saved(services, apt(date(2026, 10, 1), state=HELD, next_date=date(2026, 11, 30)))
    saved(services, replace(apt(date(2026, 11, 25)), state=CANCELLED))

    assert service.planned_or_new(1) == Meeting("", "apt", date(2026, 11, 30), 1)
    saved(services, apt(date(2026, 11, 2), state=HELD, next_date=date(2026, 11, 18)))
    assert service.planned_or_new(1).date == TODAY  # never a day that has passed
    service.save(Meeting("", "apt", TODAY, 1, state=HELD))
    assert service.planned_or_new(1).date == TODAY + timedelta(weeks=4)  # nor one that had its meeting


def test_the_last_held_is_that_of_the_unit_and_type_before_the_day(services: Services) -> None:
    service = services.meetings
    older = saved(services, apt(date(2026, 9, 1), state=HELD))
    newer = saved(services, apt(date(2026, 10, 1), state=HELD))
    saved(services, Meeting("", "other", date(2026, 10, 20), 1, state=HELD))
    saved(services, apt(date(2026, 10, 21)))
    saved(services, apt(date(2026, 10, 22), state=CANCELLED))

    assert getattr(service.last_held(1, TODAY), "id", None) == newer
    assert getattr(service.last_held(1, date(2026, 10, 1)), "id", None) == older
    assert service.last_held(1, date(2026, 9, 1)) is None
    assert service.last_held(2, TODAY) is None


def test_marking_as_held_asks_nothing_that_is_known(services: Services) -> None:
    service = services.meetings
    planned = saved(services, apt(date(2026, 11, 18), held_by="Bo Ek"))
    early = saved(services, apt(date(2026, 11, 24)))

    service.hold(planned)
    service.hold(early)

    assert service.get(planned) == replace(
        apt(date(2026, 11, 18)), id=planned, state=HELD, safety_item=True, held_by="Bo Ek"
    )
    assert (service.get(early).date, service.get(early).held_by) == (TODAY, "Anna Berg")
    service.hold(early, date(2026, 11, 19), "Eva Ro", safety_item=False)
    assert (service.get(early).date, service.get(early).held_by) == (date(2026, 11, 19), "Eva Ro")
    assert not service.get(early).safety_item


def test_who_held_an_item_that_was_not_taken_up_is_nobody(services: Services) -> None:
    key = saved(services, apt(date(2026, 11, 18)))

    services.meetings.hold(key, safety_item=False)

    assert services.meetings.get(key).held_by == ""


Act = Callable[[Services, str], Any]


@pytest.mark.parametrize(
    "act",
    [
        lambda s, key: s.meetings.hold(key),
        lambda s, key: s.meetings.cancel(key),
        lambda s, key: s.meetings.remove(key),
        lambda s, key: s.meetings.keep_sheet(key, {"language": "en"}),
        lambda s, key: s.meetings.save(replace(s.meetings.get(key), note="Annat", cases=())),
    ],
)
def test_every_act_can_be_taken_back(services: Services, act: Act) -> None:
    key = saved(services, apt(date(2026, 11, 18), note="Kaffe", cases=(report(services),), sheet={"a": 1}))
    before = services.meetings.get(key)

    act(services, key)
    assert services.meetings.find() != [before]
    services.meetings.put_back(before)

    assert services.meetings.find() == [before]


def test_the_audit_tells_what_differed(services: Services, store: Any) -> None:
    key = saved(services, apt(date(2026, 11, 18)))
    services.meetings.hold(key)

    with store.read() as connection:
        found = connection.execute(
            text("SELECT action, detail FROM audit WHERE object = :what ORDER BY seq"),
            {"what": f"meeting:{key}"},
        ).all()
    (added, _all), (held, detail) = found
    assert (added, held) == ("meeting.added", "meeting.held")
    assert '"before": {"state": "planned", "safety_item": false, "held_by": ""}' in detail
    assert '"after": {"state": "held", "safety_item": true, "held_by": "Anna Berg"}' in detail


@pytest.mark.parametrize(
    "wrong, field",
    [
        (apt(TODAY + timedelta(days=1), state=HELD), "date"),
        (apt(TODAY, next_date=TODAY), "next_date"),
        (replace(apt(TODAY), unit=None), "unit"),
        (replace(apt(TODAY), unit=99), ""),
        (Meeting("", "lg", TODAY, area=99), ""),
        (Meeting("", "party", TODAY), ""),
        (apt(TODAY, cases=("2026-999999",)), ""),
        (apt(TODAY, items=frozenset({"cake"})), ""),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(
    services: Services, wrong: Meeting, field: str
) -> None:
    with pytest.raises(UserError) as refused:
        services.meetings.save(wrong)

    assert refused.value.field == field
    assert services.meetings.find() == []


def test_a_change_made_elsewhere_is_not_written_over(services: Services) -> None:
    key = saved(services, apt(TODAY))
    seen = services.meetings.get(key)
    services.meetings.save(replace(seen, note="Från det andra fönstret"))

    with pytest.raises(Conflict):
        services.meetings.save(replace(seen, note="Mitt"), seen)

    assert services.meetings.get(key).note == "Från det andra fönstret"


def test_a_removed_meeting_is_gone_for_everybody(services: Services) -> None:
    key = saved(services, apt(date(2026, 11, 1), state=HELD, safety_item=True))
    services.meetings.remove(key)

    assert services.meetings.find() == []
    assert services.meetings.last_held(1, TODAY) is None
    assert services.meetings.safety_shares() == []
    for act in (services.meetings.get, services.meetings.hold, services.meetings.remove):
        with pytest.raises(NotFound):
            act(key)


def test_shares_count_what_was_held_and_each_number_is_a_list(services: Services) -> None:
    service = services.meetings
    services.organisation.create_unit(NewUnit("Avdelning 4", "AVD4", 1, "SE", "other"))
    days = [date(2026, 1, 12), date(2026, 6, 30), date(2026, 7, 1), date(2026, 9, 1), date(2026, 11, 3)]
    for number, day in enumerate(days):
        saved(services, apt(day, state=HELD, safety_item=number != 3))
    saved(services, replace(apt(date(2026, 10, 1)), unit=2, state=HELD))
    saved(services, apt(date(2026, 9, 9)))
    saved(services, apt(date(2026, 9, 10), state=CANCELLED))
    saved(services, apt(date(2025, 12, 31), state=HELD, safety_item=True))
    saved(services, Meeting("", "lg", date(2026, 9, 11), area=1, state=HELD, safety_item=True))

    shares = service.safety_shares([1, 2])

    first, second = Half(2026, 1), Half(2026, 2)
    found = {(one.unit, one.half): (one.part, one.whole, one.percent) for one in shares}
    assert found == {
        (1, first): (2, 2, 100.0),
        (1, second): (2, 3, pytest.approx(66.7, abs=0.1)),
        (2, first): (0, 0, None),
        (2, second): (0, 1, 0.0),
    }
    for one in [*shares, *service.safety_shares(meeting_type="lg")]:
        units = [one.unit] if one.unit is not None else []
        held = service.find(units, one.half.first, one.half.last, types=[one.type], states=[HELD])
        assert len(held) == one.whole
        assert len([each for each in held if each.safety_item]) == one.part
    assert [(one.area, one.part, one.whole) for one in service.safety_shares(meeting_type="lg")] == [
        (1, 0, 0), (1, 1, 1),
    ]  # fmt: skip


def test_a_store_made_before_the_list_of_types_has_it(services: Services, store: Any, clock: Any) -> None:
    with store.write() as connection:
        connection.execute(text("DELETE FROM code_items WHERE list = 'meeting_type'"))
    older = Services(open_session(store, clock))

    assert older.session.vocabulary.word("meeting_type", "lg") == "Ledningsgrupp (LG)"
    assert "meeting_type" in {line.name for line in older.code_lists.lists()}
    saved(older, apt(TODAY))

    older.code_lists.reword("meeting_type", "apt", Words("Husmöte", "Talokokous", "House meeting"))

    again = Services(open_session(store, clock)).session.vocabulary
    assert again.word("meeting_type", "apt") == "Husmöte"
    assert [item.code for item in again.items("meeting_type")] == [
        "apt",
        "lg",
        "mum",
        "thlg",
        "dialogue",
        "other",
    ]


def test_a_write_whose_audit_fails_leaves_nothing(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = report(services)
    key = saved(services, apt(date(2026, 11, 18)))
    before = services.meetings.find()

    def fail(*_arguments: object) -> None:
        raise RuntimeError("no audit")

    monkeypatch.setattr("kpsdesk.store.case_files.audit", fail)
    acts: list[Act] = [
        lambda s, _key: s.meetings.save(apt(TODAY, cases=(case,))),
        lambda s, key: s.meetings.hold(key),
        lambda s, key: s.meetings.remove(key),
    ]
    for act in acts:
        with pytest.raises(RuntimeError):
            act(services, key)
        assert services.meetings.find() == before


def test_half_years_cover_the_year_without_gap() -> None:
    for day in (date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1), date(2026, 12, 31), date(2028, 2, 29)):
        half = Half.of(day)
        assert half.first <= day <= half.last
    assert Half(2026, 1).last + timedelta(days=1) == Half(2026, 2).first
    assert Half(2026, 2).last + timedelta(days=1) == Half(2027, 1).first


def test_types_can_be_added_and_retired(services: Services) -> None:
    _, own = services.code_lists.add("meeting_type", Words("Morgonmöte", "Aamukokous", "Morning meeting"))
    key = saved(services, Meeting("", own, TODAY, 1))
    services.code_lists.retire("meeting_type", own)

    services.meetings.save(replace(services.meetings.get(key), note="Kort"))

    assert services.meetings.get(key).note == "Kort"
    assert services.session.vocabulary.word("meeting_type", own) == "Morgonmöte"


def test_planned_states_begin_without_the_item(services: Services) -> None:
    key = saved(services, apt(TODAY))
    assert (services.meetings.get(key).state, services.meetings.get(key).safety_item) == (PLANNED, False)
