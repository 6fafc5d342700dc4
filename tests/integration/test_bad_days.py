"""Odd texts, wrong answers, a full disk, two programs, a clock set back: a sentence, nothing lost, a healthy store."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest

from kpsdesk import i18n
from kpsdesk.clock import FixedClock
from kpsdesk.domain.fields import HANDLER, REPORTER
from kpsdesk.domain.rows import CaseQuery
from kpsdesk.errors import KpsError, OutsideError, UserError
from kpsdesk.exchange.sheets import read_file
from kpsdesk.i18n import Words
from kpsdesk.services import health
from kpsdesk.services.backups import Backups
from kpsdesk.services.everything import Services
from kpsdesk.services.founding import Founding, found, open_session
from kpsdesk.services.organisation import NewUnit
from kpsdesk.services.vault import Vault
from kpsdesk.store import keys
from kpsdesk.store.engine import SCHEMA, Store
from kpsdesk.store.faults import StoreDamaged, StoreFull
from kpsdesk.store.keys import Cost
from tests.conftest import RAW_KEY
from tests.integration.stores import child_environment
from tests.integration.test_privacy import report

TODAY: Final = date(2026, 11, 20)
PASSWORD: Final = "en lång mening om katter"
MARKUP: Final = "<b>&amp;</b> {0.__class__} {number} {} %s %(x)d ${y}"
TEXTS: Final = {
    "empty": "",
    "nul": "a\0b",
    "surrogate": "a\ud800b",
    "bidi": "a\u202eb",
    "zero_width": "\u200b\u200d",
    "emoji": "👩‍⚕️ e\u0301 Å",
    "megabyte": "x" * 1_000_000,
    "markup": MARKUP,
    "code": "no-such-code",
    "formula": "=1+1",
}


def acts(s: Services, case: str, x: Any) -> Iterator[Callable[[], Any]]:
    """Every free text and every code of every use case, given `x`."""
    action = s.cases.add_action(case, {"text": "Matta"})[1]
    done = s.cases.add_action(case, {"text": "Skylt"})[1]
    s.cases.set_action_status(case, done, "done")
    cause = s.cases.add_cause(case, "Vatten")[1]
    own = (
        "description", "suggestion", "went_well", "immediate_text", "title", "reporter_name", "contact", "kind", "harm",
        "anonymity", "event_type", "subcategory",
    )  # fmt: skip
    for name in own:
        yield lambda name=name: report(s, **{name: x})  # type: ignore[misc]
    yield lambda: report(s, anonymity="hidden", reporter_name=x, contact=x)
    for field in REPORTER:
        yield lambda field=field: report(s, values={field.key: x})  # type: ignore[misc]
    for field in HANDLER:
        yield lambda field=field: s.cases.change(case, {field.key: x})  # type: ignore[misc]
    yield lambda: s.cases.change(case, {x: "1"})
    yield lambda: s.cases.move(report(s), x)
    yield lambda: s.cases.move(report(s), "forwarded", reason=x, target=x)
    yield lambda: s.cases.close(report(s, kind="improvement"), decision=x, feedback=x)
    yield lambda: s.cases.close(report(s, kind="improvement"), decision="Ja", no_feedback_reason=x)
    yield lambda: s.cases.close_alike([report(s, kind="improvement")], decision=x, feedback=x, lesson=x)
    yield lambda: s.cases.change_kind(case, x)
    yield lambda: s.cases.extend(case, "closing", date(2027, 3, 1), x)
    yield lambda: s.cases.extend(case, x, date(2027, 3, 1), "Väntar")
    yield lambda: s.cases.forward(report(s), provider=x, reason=x)
    yield lambda: s.cases.link(case, report(s), x)
    yield lambda: s.cases.link(case, x, "same")
    yield lambda: s.cases.set_patient_reference(case, x)
    yield lambda: s.cases.ids_of([x])
    yield lambda: s.cases.add_cause(case, x, x)
    yield lambda: s.cases.change_cause(case, cause, x, x)
    for key in (
        "text",
        "type",
        "strength",
        "level",
        "measure",
        "evidence",
        "due",
        "follow_up_due",
        "owner_id",
        "causes",
    ):
        yield lambda key=key: s.cases.change_action(case, action, {key: x})  # type: ignore[misc]
        yield lambda key=key: s.cases.add_action(case, {"text": "Matta", key: x})  # type: ignore[misc]
    yield lambda: s.cases.set_action_status(case, action, x, x)
    yield lambda: s.cases.set_action_status(case, action, "cancelled", x)
    yield lambda: s.cases.judge_effect(case, done, x, x)
    yield lambda: s.cases.give_feedback(case, x)
    yield lambda: s.cases.give_feedback(case, "", x)
    for key in ("text", "kind", "source", "certainty", "author_title"):
        yield lambda key=key: s.cases.add_note(case, {"text": "Ringde", key: x})  # type: ignore[misc]
    yield lambda: s.cases.start_track(case, x)
    yield lambda: s.cases.start_track(case, "lex_maria@1", {"about": x})
    yield from acts_around(s, case, x)


def acts_around(s: Services, case: str, x: Any) -> Iterator[Callable[[], Any]]:
    """The same for drafts, lists, organisation and settings."""
    yield lambda: s.reporting.save_draft({"description": x, "more": [x, {"deep": x}]})
    yield lambda: s.reporting.quick_note(x)
    yield lambda: s.reporting.look_up(x)
    yield lambda: s.unsent.keep(case, {"feedback": x})
    yield lambda: s.lists.page(CaseQuery(text=x))
    yield lambda: s.lists.save_view(x, CaseQuery(text=x))
    yield lambda: s.lists.row(x)
    yield lambda: s.views.open(x)
    yield lambda: s.views.similar_text(x)
    yield lambda: s.people.add(x, x, x)
    yield lambda: s.people.appoint(1, x, unit_id=1)
    yield lambda: s.organisation.create_area(x, x)
    yield lambda: s.organisation.create_unit(NewUnit(x, x, 1, "SE", "other"))
    yield lambda: s.organisation.create_unit(NewUnit("Avd", "", 1, x, x))
    yield lambda: s.organisation.rename_unit(1, x)
    yield lambda: s.code_lists.add("place", Words(x, x, x))
    yield lambda: s.code_lists.reword(
        "place", s.code_lists.items("place")[0].code, Words(x, x, x), Words(x, x, x)
    )
    yield lambda: s.code_lists.add(x, Words("a", "b", "c"))
    for key in ("patient_word", "backup_folder", "matrix", "follow_up_days"):
        yield lambda key=key: s.preferences.set(key, x)  # type: ignore[misc]
    yield lambda: s.attachments.add(case, b"hej", x)
    yield lambda: s.overdue.count(x)


@pytest.mark.parametrize("name", TEXTS)
def test_whatever_is_written_is_kept_or_refused_in_words(
    name: str, services: Services, tmp_path: Path
) -> None:
    case = report(services)
    services.cases.receive(case)
    for act in acts(services, case, TEXTS[name]):
        try:
            act()
        except KpsError as error:
            in_words(error)  # can be said in each language

    for row in services.lists.page(CaseQuery(), 0, 500):  # every case can still be shown
        services.views.open(row.id)
    services.today.view()
    services.legal.due()
    assert services.lists.views() is not None
    assert services.reporting.drafts()
    for ending in ("json", "csv", "xlsx"):
        services.exports.write(tmp_path / f"x.{ending}")
    assert json.loads((tmp_path / "x.json").read_text("utf-8"))["cases"]
    assert read_file(tmp_path / "x.xlsx")
    assert health.check(services.session.store, services.session.clock).healthy


def test_markup_comes_out_as_it_went_in(services: Services, tmp_path: Path) -> None:
    case = report(services, description=MARKUP, suggestion=MARKUP)
    services.cases.change(case, {"causes_text": MARKUP})
    services.cases.give_feedback(case, MARKUP)
    services.people.add(MARKUP)
    services.organisation.rename_unit(1, MARKUP)
    services.code_lists.reword("kind", "near_miss", Words(MARKUP, MARKUP, MARKUP))
    services.lists.save_view(MARKUP, CaseQuery(text=MARKUP))

    view = services.views.open(case)
    assert (view.row.title, view.values["causes_text"], view.feedback[-1].text) == (MARKUP, MARKUP, MARKUP)
    assert [row.id for row in services.lists.page(CaseQuery(text="{0.__class__}"))] == [case]
    assert services.lists.views()[0][1:] == (MARKUP, CaseQuery(text=MARKUP))
    (told,) = services.exports.items()
    assert (told["description"], told["values"]["causes_text"]) == (MARKUP, MARKUP)
    services.exports.write(tmp_path / "x.csv")
    assert (tmp_path / "x.csv").read_text("utf-8-sig").count(MARKUP) >= 4
    assert services.organisation.changes()[0].words["after"] == MARKUP


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_a_value_within_a_sentence_is_never_formatted_again(language: str, services: Services) -> None:
    i18n.use(language)
    for act in (
        lambda: services.cases.change(report(services), {MARKUP: 1}),
        lambda: services.cases.ids_of([MARKUP]),
        lambda: services.imports.find_mapping(MARKUP),
    ):
        with pytest.raises(UserError) as refused:
            act()
        assert MARKUP in refused.value.sentence()


@pytest.mark.parametrize("day", [date(2026, 11, 21), date(9999, 12, 31), date(1, 1, 1), date(1989, 12, 31)])
def test_a_day_that_cannot_be_is_refused(day: date, services: Services) -> None:
    with pytest.raises(UserError) as refused:
        report(services, occurred_day=day)
    assert refused.value.field == "occurred"
    with pytest.raises(UserError):
        report(services, values={"discovered_on": day})
    assert services.lists.count(CaseQuery()) == 0


@pytest.mark.parametrize("day", ["2026-02-30", "2026-13-01", "igår", "20260", 7])
def test_a_wrong_day_in_a_field_changes_nothing(day: object, services: Services) -> None:
    case = report(services)
    for act in (
        lambda: services.cases.change(case, {"informed_on": day, "informed_by": "Läkare"}),
        lambda: services.cases.add_action(case, {"text": "Matta", "due": day}),
    ):
        with pytest.raises(UserError):
            act()
    assert services.views.open(case).values["informed_by"] is None
    assert services.views.open(case).actions == ()


# -- disk, other programs, clock


def send_many(services: Services) -> None:
    for _ in range(200):
        report(services, description="Vått golv. " * 1500)


def test_a_full_disk_refuses_the_report_and_loses_none(services: Services) -> None:
    first = report(services)
    store = services.session.store
    with store.write() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    with pytest.raises(StoreFull):
        send_many(services)
    saved = services.lists.count(CaseQuery())
    with store.write() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=1000000")
    report(services)
    assert services.lists.count(CaseQuery()) == saved + 1
    assert services.views.open(first).row.status == "received"
    assert health.check(store, services.session.clock).healthy


def child(path: Path, what: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.integration.bad_day_writer", str(path), what],
        env=child_environment(), cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def numbers(store: Path) -> list[str]:
    opened = Store.open(store, RAW_KEY)
    clock = FixedClock(datetime(2026, 11, 20, 9, tzinfo=UTC))
    found_rows = Services(open_session(opened, clock)).lists.page(CaseQuery(), 0, 1000)
    assert health.check(opened, clock).healthy
    opened.close()
    return sorted(row.number for row in found_rows)


def test_a_file_that_may_not_grow_is_a_full_disk(founded_store: Path, tmp_path: Path) -> None:
    shutil.copyfile(founded_store, tmp_path / "a.kps")
    program = child(tmp_path / "a.kps", "full")
    out, err = program.communicate(timeout=60)
    saved, kind = out.split()
    assert kind == "StoreFull", err
    assert len(numbers(tmp_path / "a.kps")) == int(saved)


def test_two_programs_write_two_hundred_reports_each(founded_store: Path, tmp_path: Path) -> None:
    shutil.copyfile(founded_store, tmp_path / "a.kps")
    programs = [child(tmp_path / "a.kps", "200") for _ in range(2)]
    told = [program.communicate(timeout=120) for program in programs]
    assert [program.returncode for program in programs] == [0, 0], told
    given = [number for out, _err in told for number in out.split()]
    assert sorted(given) == [f"2026-{n:06d}" for n in range(1, 401)]
    assert numbers(tmp_path / "a.kps") == sorted(given)


def test_a_clock_set_back_a_year_keeps_histories_in_order(services: Services, clock: FixedClock) -> None:
    case = report(services)
    clock.forward(days=40)
    assert sum(row.overdue_open for row in services.overdue.count()) == 1
    clock.forward(days=-365)
    services.cases.receive(case)
    action = services.cases.add_action(case, {"text": "Matta", "owner_id": 1, "due": date(2027, 1, 4)})[1]
    services.cases.extend(case, "closing", date(2027, 3, 1), "Väntar")
    services.people.left(1, date(2026, 1, 8))
    clock.forward(days=365)
    services.cases.set_action_status(case, action, "done")

    view = services.views.open(case)
    for instants in (
        [row.at for row in view.statuses],
        [row.from_at for row in view.file.owners],
        *([due.set_at for due in step.dues] for step in view.steps),
        [state.at for state in view.file.actions[action].history],
    ):
        assert instants == sorted(instants)
    assert all(
        one.to_at == two.from_at for one, two in zip(view.file.owners, view.file.owners[1:], strict=False)
    )
    # acknowledged by then: assessment and investigation were still late on that day, and the case counts once
    assert sum(row.overdue_open for row in services.overdue.count(as_of=date(2026, 12, 30))) == 1
    assert services.lists.count(CaseQuery(overdue=True)) == 1


# -- keys, damage, versions, restore


@pytest.fixture
def vault() -> Vault:
    return Vault(FixedClock(datetime(2026, 11, 20, 9, tzinfo=UTC)), cost=Cost(1, 8 * 1024, 1))


@pytest.fixture
def place(vault: Vault, tmp_path: Path) -> Path:
    """A closed store with a unit and a report in it."""
    made = vault.create_store(tmp_path / "a.kps", PASSWORD).opened.store
    clock = FixedClock(datetime(2026, 11, 20, 9, tzinfo=UTC))
    report(Services(found(made, Founding("Norr", "Avd 3", "AVD3", "SE", "other", "Anna Berg"), clock)))
    Backups(made, tmp_path / "backups", clock).make()
    made.close()
    return tmp_path / "a.kps"


def in_words(error: KpsError) -> set[str]:
    told = set()
    for language in i18n.LANGUAGES:
        i18n.use(language)
        told.add(error.sentence())
    i18n.use(i18n.DEFAULT)
    return told


def test_a_damaged_key_file_falls_back_to_its_twin(vault: Vault, place: Path) -> None:
    keys.beside(place).write_bytes(b"\0" * 50)
    vault.unlock(place, PASSWORD).store.close()


def test_without_any_key_file_it_is_told_and_the_store_is_untouched(vault: Vault, place: Path) -> None:
    before = place.read_bytes()
    for file in place.parent.glob("a.kps.keys*"):
        file.unlink()
    with pytest.raises(OutsideError) as refused:
        vault.unlock(place, PASSWORD)
    assert len(in_words(refused.value)) == 3
    assert place.read_bytes() == before


def look_into(vault: Vault, place: Path) -> None:
    opened = vault.unlock(place, PASSWORD).store
    try:
        Services(open_session(opened, FixedClock(datetime(2026, 11, 20, tzinfo=UTC)))).lists.page(CaseQuery())
    finally:
        opened.close()


@pytest.mark.parametrize("harm", ["bits", "cut", "newer"])
def test_a_damaged_or_newer_store_is_refused_and_left_as_it_is(harm: str, vault: Vault, place: Path) -> None:
    if harm == "newer":
        opened = vault.unlock(place, PASSWORD).store
        with opened.write() as connection:
            connection.exec_driver_sql(f"PRAGMA user_version={SCHEMA + 1}")
        opened.close()
    content = bytearray(place.read_bytes())
    if harm == "bits":
        for spot in range(4096 * 3 + 100, len(content), 4096):
            content[spot] ^= 1
    place.write_bytes(content[: len(content) // 3] if harm == "cut" else content)
    before = place.read_bytes()
    with pytest.raises(KpsError) as refused:
        look_into(vault, place)
    assert isinstance(refused.value, UserError if harm == "newer" else StoreDamaged)
    assert len(in_words(refused.value)) == 3
    assert place.read_bytes() == before


def test_a_backup_is_not_restored_over_a_store_in_use(vault: Vault, place: Path) -> None:
    (backup,) = place.parent.joinpath("backups").glob("*.kps")
    opened = vault.unlock(place, PASSWORD).store
    with pytest.raises(OutsideError) as refused:
        vault.restore(backup, place, PASSWORD)
    assert len(in_words(refused.value)) == 3
    services = Services(
        open_session(opened, FixedClock(datetime(2026, 11, 20, 10, tzinfo=UTC) + timedelta(hours=1)))
    )
    report(services)
    assert services.lists.count(CaseQuery()) == 2
    opened.close()
    restored = vault.restore(backup, place, PASSWORD)
    assert restored.preview.lost_cases == 1
