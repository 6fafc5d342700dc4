"""The demo: the same seed makes the same store, its cases read like real ones, and every list has something."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from click.testing import CliRunner

from kpsdesk import demo
from kpsdesk.clock import FixedClock
from kpsdesk.demo.stories import _harm
from kpsdesk.demo.texts import KINDS, SETTINGS, Texts, texts
from kpsdesk.domain.needs import NO_SCORE
from kpsdesk.domain.rows import CaseQuery
from kpsdesk.errors import UserError
from kpsdesk.services.everything import Services
from kpsdesk.services.founding import open_session
from kpsdesk.services.personal_data import Sort, find
from kpsdesk.store import tables
from kpsdesk.store.engine import Store

KEY = bytes(range(32))
DAY = date(2026, 11, 20)
CLOCK = FixedClock(datetime(2026, 11, 20, 9, tzinfo=UTC))


def made(path: Path, **options: Any) -> Path:
    return demo.make(path, KEY, clock=CLOCK, **options)


def everything(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    store = Store.open(path, KEY)
    with store.read() as connection:
        names = [table.name for table in tables.metadata.sorted_tables]
        found = {name: connection.exec_driver_sql("SELECT * FROM " + name).all() for name in names}  # noqa: S608
    store.close()
    return {name: [tuple(row) for row in rows] for name, rows in found.items()}


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """The demo as `kpsdesk --demo` shows it."""
    store = Store.open(made(tmp_path_factory.mktemp("demo") / "demo.kps"), KEY)
    yield Services(open_session(store, CLOCK))
    store.close()


def test_the_same_seed_makes_the_same_store(tmp_path: Path) -> None:
    first = everything(made(tmp_path / "one.kps", cases=120, seed=7))
    second = everything(made(tmp_path / "two.kps", cases=120, seed=7))
    other = everything(made(tmp_path / "three.kps", cases=120, seed=8))

    assert first == second
    assert len(first["cases"]) == 120
    assert other["reports"] != first["reports"]


def test_every_list_has_something(shown: Services) -> None:
    view = shown.today.view()

    assert min(view.new, view.overdue, view.due_soon, view.feedback_owed, view.actions_due) > 0
    assert view.serious
    assert shown.lists.count(CaseQuery()) == 300
    assert all(month.reported for month in shown.today.months())


def test_every_manager_of_today_has_an_overdue_case_or_more(shown: Services) -> None:
    rows = shown.lists.page(CaseQuery(overdue=True), 0, 300)
    organisation = shown.session.organisation

    assert {row.owner_id for row in rows} == {
        organisation.manager_of(unit.id, DAY) for unit in organisation.active_units(DAY)
    }


def test_nothing_lies_in_the_future_and_histories_go_forward(shown: Services) -> None:
    for row in shown.lists.page(CaseQuery(), 0, 300):
        file = shown.views.open(row.id).file
        instants = [status.at for status in file.statuses]
        assert instants == sorted(instants)
        assert file.head.changed_at < CLOCK.now()
        assert file.owners[-1].to_at is None
        assert all(one.to_at == two.from_at for one, two in zip(file.owners, file.owners[1:], strict=False))


def test_all_kinds_of_endings_occur(shown: Services) -> None:
    rows = shown.lists.page(CaseQuery(), 0, 300)
    files = [shown.views.open(row.id).file for row in rows]

    assert {row.kind for row in rows} == set(KINDS.values())
    assert {"closed", "dismissed", "received", "acknowledged", "assessing", "action"} <= {
        r.status for r in rows
    }
    assert {row.anonymity for row in rows} == {"named", "hidden", "anonymous"}
    assert any(file.tracks for file in files)
    assert {action.effect for file in files for action in file.actions.values()} >= {None, "yes", "partly"}
    assert all(file.head.score for file in files if file.head.status == "closed"
               and file.head.kind not in NO_SCORE and "forward_to" not in file.values)  # fmt: skip


def test_the_organisation_has_a_past(shown: Services) -> None:
    organisation = shown.session.organisation
    renamed = [unit for unit in organisation.units.values() if len(unit.versions) > 1]
    merged = [unit for unit in organisation.units.values() if unit.successor_id]

    assert {unit.country for unit in organisation.units.values()} == {"SE", "FI"}
    assert len(renamed) == len(merged) == 1
    assert not merged[0].active(DAY)
    assert any(len({o.manager_id for o in shown.views.open(r.id).file.owners}) > 1
               for r in shown.lists.page(CaseQuery(), 0, 300))  # fmt: skip
    assert shown.session.person_id in {organisation.manager_of(unit, DAY) for unit in organisation.units}


def test_units_meet_about_monthly_and_tell_what_they_learnt(shown: Services) -> None:
    service, organisation = shown.meetings, shown.session.organisation
    shares = [
        one
        for one in service.safety_shares()
        if one.unit is not None and organisation.units[one.unit].active(DAY)
    ]

    assert all(2 <= one.whole <= 6 for one in shares)
    assert 0.6 < sum(one.part for one in shares) / sum(one.whole for one in shares) < 1
    for unit in organisation.active_units(DAY):
        planned, last = service.planned_or_new(unit.id), service.last_held(unit.id, DAY)
        assert planned.id
        assert planned.date >= DAY
        assert last is not None
        assert (DAY - last.date).days < 100
    told = {case for one in service.find(types=["apt"]) for case in one.cases}
    files = [shown.views.open(case).file for case in told]
    assert len(files) > 20
    assert all(file.values["share_at_apt"] and file.values["apt_text"] for file in files)


@pytest.mark.parametrize("cases, units", [(0, 1), (1, 1), (40, 2), (150, 30)])
def test_small_and_wide_demos_are_made_too(tmp_path: Path, cases: int, units: int) -> None:
    store = Store.open(made(tmp_path / "demo.kps", cases=cases, units=units), KEY)
    services = Services(open_session(store, CLOCK))

    assert services.lists.count(CaseQuery()) == cases
    assert len(services.session.organisation.units) == units
    store.close()


def test_any_day_can_be_the_last(tmp_path: Path) -> None:
    store = Store.open(made(tmp_path / "demo.kps", cases=60, as_of=date(2024, 2, 29)), KEY)
    [newest] = Services(open_session(store, CLOCK)).lists.page(CaseQuery(), 0, 1)

    assert date(2024, 2, 29) - timedelta(days=4) <= newest.reported_day < date(2024, 2, 29)
    store.close()


@pytest.mark.parametrize("language", ["sv", "fi"])
def test_there_are_many_texts_and_none_names_a_person(language: str) -> None:
    words = texts(language)

    assert len({pattern.text for pattern in words.patterns}) >= 60
    for text in _all_texts(words):
        named = [text[f.start : f.end] for f in find(text) if f.kind in (Sort.NAME, Sort.PHONE, Sort.EMAIL)]
        assert not named, text


@pytest.mark.parametrize("language, wound", [("sv", "{skada}"), ("fi", "{vamma}")])
def test_no_text_contradicts_its_harm(language: str, wound: str) -> None:
    patterns = [one for one in texts(language).patterns if "negative_event" in one.kinds]

    assert all(one.least >= 1 for one in patterns if wound in one.text or one.type == "FALL.injury")
    assert {(one.least, one.most) for one in patterns if one.type == "FALL.no_injury"} == {(0, 0)}
    for pattern in patterns:
        chance = Random(7)
        told = {_harm(chance, "negative_event", pattern) for _ in range(400)}
        assert told <= {f"H{n}" for n in range(pattern.least, pattern.most + 1)} | (
            {"HX"} if pattern.least == 0 < pattern.most else set()
        ), pattern.title


def test_both_languages_leave_room_for_the_same_harm() -> None:
    swedish, finnish = (
        [(one.type, one.kinds, one.harm, one.least, one.most) for one in texts(language).patterns]
        for language in ("sv", "fi")
    )

    assert swedish == finnish


def _all_texts(words: Texts) -> Iterator[str]:
    chance = Random(1)
    for pattern in words.patterns:
        for setting in sorted(pattern.settings):
            yield from words.fill(chance, setting, "07.40", pattern.title, pattern.text)
    for family in words.families.values():
        for name in ("immediate_text", "suggestions", "decisions", "feedback", "lessons", "stories"):
            yield from getattr(family, name)
        yield from (cause for _, cause in family.causes)
        yield from (action for _, _, action in family.actions)


@pytest.mark.parametrize("language", ["sv", "fi"])
def test_every_setting_can_tell_of_every_kind(language: str) -> None:
    assert all(texts(language).fitting(kind, at) for kind in KINDS.values() for at in SETTINGS.values())


def test_event_types_factors_and_actions_are_those_of_the_lists(shown: Services) -> None:
    vocabulary = shown.session.vocabulary
    for words in (texts("sv"), texts("fi")):
        for pattern in words.patterns:
            assert vocabulary.get("event_type", pattern.type), pattern.type
            assert all(vocabulary.get("place", place) for place in pattern.places)
        for family in words.families.values():
            assert all(vocabulary.get("factor", factor) for factor, _ in family.causes)
            assert all(vocabulary.get("action_type", kind) for kind, _, _ in family.actions)
            assert all(vocabulary.get("immediate_action", one) for one in family.immediate)


def test_the_command_writes_a_store_that_opens_with_its_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kpsdesk.cli.context import Faces, Program
    from kpsdesk.cli.demo import command
    from kpsdesk.services.vault import Vault

    monkeypatch.setenv("KPSDESK_PASSWORD", "tre gula båtar")
    path = tmp_path / "demo.kps"
    program = Program(tmp_path, Faces(lambda _: 0, lambda *_: []), clock=CLOCK)

    done = CliRunner().invoke(command, [str(path), "--cases", "20", "--as-of", "2026-03-31"], obj=program)

    assert done.exit_code == 0, done.output
    assert "20" in done.output
    assert "2026-03-31" in done.output
    opened = Vault(CLOCK).unlock(path, "tre gula båtar")
    assert Services(open_session(opened.store, CLOCK)).lists.count(CaseQuery()) == 20
    opened.store.close()


def test_a_file_that_is_there_is_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "mine.kps"
    path.write_text("my own", encoding="utf-8")

    with pytest.raises(UserError):
        made(path)

    assert path.read_text(encoding="utf-8") == "my own"
