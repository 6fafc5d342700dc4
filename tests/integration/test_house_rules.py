"""What an organisation sets for itself: settings, code lists, deadlines, matrix, legal tracks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text

from kpsdesk.domain.permission import reporter_only
from kpsdesk.domain.vocabulary import shipped
from kpsdesk.errors import NotAllowed, UserError
from kpsdesk.i18n import Words
from kpsdesk.services.everything import Services
from kpsdesk.services.preferences import PREFERENCES, PreferenceService
from kpsdesk.services.reporting import NewReport
from kpsdesk.services.session import Session

TODAY = date(2026, 11, 20)


def report(services: Services, kind: str = "improvement") -> str:
    _, receipt = services.reporting.send(NewReport(kind, 1, "Fler krokar i hallen", occurred_day=TODAY))
    return receipt.case_id


# -- settings


def test_a_setting_has_its_default_until_it_is_changed_and_the_change_is_audited(
    services: Services, session: Session
) -> None:
    assert services.preferences.get("follow_up_days") == 90

    changes = services.preferences.set("follow_up_days", 60)

    assert (services.preferences.get("follow_up_days"), changes.touches("settings")) == (60, True)
    with session.read() as connection:
        row = connection.execute(text("SELECT action, detail FROM audit ORDER BY seq DESC")).first()
    assert row is not None
    assert (row.action, '"before": 90' in row.detail) == ("settings.changed", True)


@pytest.mark.parametrize("value", [0, 241, "ten"])
def test_a_number_out_of_bounds_is_refused(services: Services, value: object) -> None:
    with pytest.raises(UserError) as refused:
        services.preferences.set("auto_lock_minutes", value)
    assert refused.value.field == "auto_lock_minutes"


def test_only_who_may_changes_settings(session: Session) -> None:
    with pytest.raises(NotAllowed):
        PreferenceService(session.acting(reporter_only())).set("follow_up_days", 60)


def test_every_default_lies_within_its_bounds() -> None:
    for one in PREFERENCES.values():
        assert not one.most or one.least <= one.default <= one.most


# -- code lists


def test_a_value_is_reworded_and_its_shipped_words_brought_back(services: Services) -> None:
    lists, first = services.code_lists, shipped().all("place")[0]

    lists.reword("place", first.code, Words("Lägenheten", "Asunto", "The flat"))

    assert services.session.vocabulary.word("place", first.code) == "Lägenheten"
    assert lists.is_edited("place", first.code)
    lists.restore_text("place", first.code)
    assert services.session.vocabulary.word("place", first.code) == str(first.text)
    assert not lists.is_edited("place", first.code)


def test_a_retired_value_is_not_offered_but_stays_readable(services: Services) -> None:
    first = shipped().all("place")[0]

    services.code_lists.retire("place", first.code)

    vocabulary = services.session.vocabulary
    assert first.code not in dict(vocabulary.choices("place"))
    assert vocabulary.word("place", first.code) == str(first.text)
    services.code_lists.bring_back("place", first.code)
    assert first.code in dict(services.session.vocabulary.choices("place"))


def test_an_own_value_goes_last_and_can_be_moved_first(services: Services) -> None:
    _, code = services.code_lists.add("place", Words("Växthuset", "", ""))
    assert services.session.vocabulary.choices("place")[-1] == (code, "Växthuset")

    services.code_lists.reorder("place", [code])

    assert services.session.vocabulary.choices("place")[0] == (code, "Växthuset")
    with pytest.raises(UserError):
        services.code_lists.add("place", Words("växthuset", "", ""))


def test_values_that_rules_lean_on_are_only_worded(services: Services) -> None:
    with pytest.raises(UserError):
        services.code_lists.retire("kind", "risk")
    with pytest.raises(UserError):
        services.code_lists.add("status", Words("Vilar", "", ""))
    services.code_lists.reword("kind", "risk", Words("Fara", "Vaara", "Hazard"))
    assert services.session.vocabulary.word("kind", "risk") == "Fara"


# -- deadlines


def _closing_in(services: Services, days: int) -> list[object]:
    return [
        replace(rule, days=days) if (rule.step, rule.when) == ("closing", "always") else rule
        for rule in services.rule_books.deadlines()
    ]


def test_new_deadlines_leave_open_cases_alone_unless_asked(services: Services) -> None:
    before = report(services)
    rules = _closing_in(services, 14)

    services.rule_books.set_deadlines(rules, open_cases=False)  # type: ignore[arg-type]

    assert services.views.open(before).steps[3].due == date(2026, 12, 21)
    assert services.views.open(report(services)).steps[3].due == date(2026, 12, 4)


def test_open_cases_get_the_new_date_as_a_row_and_extensions_stay(
    services: Services, session: Session
) -> None:
    plain, extended = report(services), report(services)
    services.cases.extend(extended, "closing", date(2027, 1, 29), "Väntar på svar")
    rules = _closing_in(services, 14)

    preview = services.rule_books.preview(rules)  # type: ignore[arg-type]
    services.rule_books.set_deadlines(rules, open_cases=True)  # type: ignore[arg-type]

    assert (preview.cases, preview.steps, preview.earlier) == (1, 1, 1)
    assert [d.due for d in services.views.open(plain).steps[3].dues] == [
        date(2026, 12, 21),
        date(2026, 12, 4),
    ]
    assert services.views.open(plain).steps[3].dues[-1].reason == "rule"
    assert services.views.open(extended).steps[3].due == date(2027, 1, 29)
    with session.read() as connection:
        told = connection.execute(text("SELECT object FROM audit WHERE action = 'due.set' ORDER BY seq DESC"))
        assert told.scalars().first() == f"case:{plain}"


def test_the_next_due_date_in_lists_follows_a_changed_deadline(services: Services) -> None:
    case = report(services)
    rules = [replace(r, days=1) if r.step == "assessment" else r for r in services.rule_books.deadlines()]

    services.rule_books.set_deadlines(rules, open_cases=True)

    row = services.views.open(case).row
    assert (row.next_step, row.next_due) == ("assessment", date(2026, 11, 23))


def test_a_unit_has_a_deadline_of_its_own_beside_the_general(services: Services) -> None:
    general = services.rule_books.deadlines()
    closing = next(r for r in general if (r.step, r.when) == ("closing", "always"))
    services.rule_books.set_deadlines([*general, replace(closing, unit="AVD3", days=7)], open_cases=False)

    assert services.views.open(report(services)).steps[3].due == date(2026, 11, 27)
    with pytest.raises(UserError):
        services.rule_books.set_deadlines([*general, closing], open_cases=False)
    with pytest.raises(UserError):
        services.rule_books.set_deadlines([replace(closing, days=0)], open_cases=False)


# -- matrix


def test_scored_cases_keep_their_matrix_when_another_is_chosen(services: Services) -> None:
    old, new = report(services, "near_miss"), report(services, "near_miss")
    services.cases.change(old, {"severity_potential": 2, "probability": 2})

    services.rule_books.choose_matrix("fi-3x3")

    services.cases.change(new, {"severity_potential": 2, "probability": 2})
    assert services.views.open(old).file.head.matrix == "se-4x4@1"
    assert services.views.open(new).file.head.matrix == "fi-3x3@1"


def test_an_edited_matrix_is_a_new_version(services: Services) -> None:
    scored = report(services, "near_miss")
    services.cases.change(scored, {"severity_potential": 1, "probability": 4})
    before = services.views.open(scored).row.level

    services.rule_books.edit_matrix("se-4x4", {(1, 4): "high", (2, 4): "high", (3, 4): "very_high"}, {})

    assert services.session.rules.matrix == "se-4x4@2"
    assert services.views.open(scored).row.level == before
    other = report(services, "near_miss")
    services.cases.change(other, {"severity_potential": 1, "probability": 4})
    assert services.views.open(other).row.level == "high"


def test_a_matrix_in_which_worse_is_lower_is_refused(services: Services) -> None:
    with pytest.raises(UserError):
        services.rule_books.edit_matrix("se-4x4", {(4, 4): "low"}, {})


# -- legal tracks


def test_a_legal_track_gets_a_new_version_from_a_day_and_the_old_ends_before(services: Services) -> None:
    old = next(t for t in services.rule_books.tracks() if t.code == "lex_maria")

    services.rule_books.edit_track(old.key, valid_from=date(2027, 1, 1), days={"notify": 45})

    first, second = [t for t in services.rule_books.tracks() if t.code == "lex_maria"]
    assert (first.valid_to, second.valid_from) == (date(2026, 12, 31), date(2027, 1, 1))
    assert ([c.days for c in first.clocks], [c.days for c in second.clocks]) == ([60], [45])
    with pytest.raises(UserError):
        services.rule_books.edit_track(second.key, valid_from=date(2026, 1, 1))
