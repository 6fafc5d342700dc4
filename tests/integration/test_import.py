"""Cases from spreadsheets: taken in once, with histories that begin with the report; taken back while nobody worked on them."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select

from kpsdesk import i18n
from kpsdesk.clock import FixedClock
from kpsdesk.domain.organisation import MANAGER
from kpsdesk.domain.rows import CaseQuery
from kpsdesk.errors import NotFound, UserError
from kpsdesk.exchange.headings import KEYS
from kpsdesk.i18n import Words
from kpsdesk.services import import_fields
from kpsdesk.services.everything import Services
from kpsdesk.services.imports import BadRows, Cancel, Imported
from kpsdesk.services.reporting import NewReport
from kpsdesk.services.session import Session
from kpsdesk.store import case_files, new_cases
from kpsdesk.store import organisation as organisation_store
from kpsdesk.store.cancel import Cancelled
from kpsdesk.store.case_files import load
from kpsdesk.store.tables import metadata
from tests.integration.test_overdue import recount

HEADINGS = "Diarienr;Enhet;Händelsedatum;Inkommen;Typ;Händelsetyp;Beskrivning;Konsekvens;Åtgärd;Status;Ansvarig;Avslutad"
ROWS = (
    "KS 1;AVD3;2026-03-01;1/3 2026;Tillbud;Fall;Halkade i duschen;Ingen skada;Torkade golvet;Avslutad;Anna Berg;1.4.2026",
    "KS 2;Avdelning 3;1 mars 2026;2.3.2026;Negativ händelse;Läkemedel;Dubbel dos;Lindrig skada;Ringde;Under utredning;Kalle Ek;",
    "KS 3;AVD3;2026-11-18;2026-11-19;Risk;Något nytt;Trasig lift;;;;;",
)

Sheet = Callable[..., Path]


@pytest.fixture
def sheet(tmp_path: Path) -> Sheet:
    """Writes a csv of rows under the municipality's headings."""

    def write(
        *rows: str, headings: str = HEADINGS, name: str = "avvikelser.csv", encoding: str = "utf-8"
    ) -> Path:
        file = tmp_path / name
        file.write_bytes("\r\n".join((headings, *rows, "")).encode(encoding))
        return file

    return write


def take_in(services: Services, file: Path, *, skip_bad: bool = False) -> Imported:
    plan = services.imports.plan(file)
    return services.imports.run(plan, skip_bad=skip_bad)[1]


def items(services: Services) -> dict[str, dict[str, Any]]:
    """The cases by the number that they had in the sheet."""
    return {case["unknown"].get("Diarienr", case["title"]): case for case in services.exports.items()}


def test_rows_become_cases_and_the_same_file_twice_adds_nothing(services: Services, sheet: Sheet) -> None:
    file = sheet(*ROWS)
    assert take_in(services, file).added == 3
    again = take_in(services, file)
    assert (again.added, again.known, again.batch_id) == (0, 3, None)
    assert len(items(services)) == 3


def test_a_dry_run_tells_each_row_and_changes_nothing(services: Services, sheet: Sheet) -> None:
    plan = services.imports.plan(sheet(*ROWS, ROWS[0], "KS 9;Avd 99;2026-03-01;;Blaha;Fall;;;;;;"))
    assert [line.state for line in plan.lines] == ["new", "new", "new", "known", "bad"]
    told = [" ".join(str(note) for note in line.notes) for line in plan.lines]
    assert "Kalle Ek" in told[1]
    assert "Något nytt" in told[2]
    assert {cell.column for cell in plan.lines[4].bad} == {"Enhet", "Typ"}
    assert items(services) == {}


def test_one_bad_row_stops_everything_unless_it_may_be_left_out(services: Services, sheet: Sheet) -> None:
    file = sheet(*ROWS, "KS 9;Avd 99;2026-03-01;;Risk;Fall;;;;;;")
    with pytest.raises(BadRows) as refused:
        take_in(services, file)
    assert refused.value.plan.bad_cells[0].value == "Avd 99"
    assert items(services) == {}
    done = take_in(services, file, skip_bad=True)
    assert (done.added, done.bad) == (3, 1)


def test_histories_begin_with_the_report_and_a_closing_date_closes_that_day(
    services: Services, sheet: Sheet
) -> None:
    take_in(services, sheet(*ROWS))
    closed = items(services)["KS 1"]
    assert [(row["status"], row["at"][:10]) for row in closed["status_history"]] == [
        ("received", "2026-03-01"), ("closed", "2026-04-01"),
    ]  # fmt: skip
    assert {step["done_at"][:10] for step in closed["steps"]} == {"2026-04-01"}
    assert {due["set_at"][:10] for step in closed["steps"] for due in step["due_history"]} == {"2026-03-01"}
    assert (closed["harm"], closed["immediate_text"], closed["anonymity"]) == (
        "H0",
        "Torkade golvet",
        "unknown",
    )
    under = items(services)["KS 2"]
    assert under["status"] == "investigating"
    assert [step["step"] for step in under["steps"] if step["done_at"] is None] == ["closing"]
    assert under["unknown"]["Ansvarig"] == "Kalle Ek"
    fresh = items(services)["KS 3"]
    assert (fresh["status"], fresh["harm"], fresh["values"]) == (
        "received",
        "HX",
        {"event_type_text": "Något nytt"},
    )


def test_an_open_case_may_be_overdue_at_once_and_any_day_can_be_counted_again(
    services: Services, sheet: Sheet, session: Session
) -> None:
    take_in(services, sheet(*ROWS))
    exported = list(services.exports.items())
    for day in (date(2026, 3, 3), date(2026, 3, 10), date(2026, 4, 2), date(2026, 11, 20)):
        rows = services.overdue.count("manager", day)
        late = {row.id: row.overdue_open for row in rows if row.overdue_open}
        assert late == dict(recount(exported, day.isoformat(), "manager"))
    assert services.overdue.count()[0].overdue_open == 1  # KS 2: to be closed by 1 April
    assert services.overdue.count()[0].id == session.actor.uid


def test_cases_from_before_the_first_manager_and_after_a_change_have_their_owners(
    services: Services, session: Session, sheet: Sheet
) -> None:
    with session.write() as work:
        person = organisation_store.insert(work.connection, "persons", {"uid": "b", "name": "Bo Lind"})
        organisation_store.update(work.connection, "roles", {"valid_to": date(2026, 6, 1)}, unit_id=1)
        role = {"person_id": person, "role": MANAGER, "unit_id": 1, "valid_from": date(2026, 6, 1)}
        organisation_store.insert(work.connection, "roles", role | {"noted_at": work.moment.at})
        work.touch("organisation")
    take_in(services, sheet("A;AVD3;2025-02-01;2025-02-01;Risk;;Före chefen;;;;;", ROWS[0]))
    old, closed = items(services)["A"], items(services)["KS 1"]
    anna = session.actor.uid
    assert [(row["manager"], row["from"][:10]) for row in old["owner_history"]] == [
        (anna, "2025-02-01"), ("b", "2026-06-01"),
    ]  # fmt: skip
    assert old["owner_history"][0]["to"] == old["owner_history"][1]["from"]
    assert [row["manager"] for row in closed["owner_history"]] == [anna]


def test_closed_without_a_date_is_closed_by_the_import_with_a_warning(
    services: Services, sheet: Sheet
) -> None:
    file = sheet("A;AVD3;2026-11-01;2026-11-02;Risk;;Klar;;;Avslutad;;")
    assert services.imports.plan(file).lines[0].notes
    take_in(services, file)
    case = items(services)["A"]
    assert (case["status"], case["closed_on"]) == ("closed", "2026-11-20")


def test_reopened_after_a_closing_date_is_open_with_new_steps(services: Services, sheet: Sheet) -> None:
    take_in(services, sheet("A;AVD3;2026-03-01;2026-03-02;Risk;;Igen;;;Återöppnad;;2026-04-01"))
    case = items(services)["A"]
    assert [row["status"] for row in case["status_history"]] == ["received", "closed", "reopened"]
    assert [step["step"] for step in case["steps"] if step["done_at"] is None] == ["investigation", "closing"]


def test_undo_takes_back_the_untouched_and_tells_which_stay(services: Services, sheet: Sheet) -> None:
    file = sheet(*ROWS)
    take_in(services, file)
    worked = items(services)["KS 3"]
    services.cases.add_note(worked["id"], {"text": "Ringde verkstaden", "kind": "comment"})
    changes, undone = services.imports.undo()
    assert changes.touches("case")
    assert (undone.removed, undone.kept) == (2, (worked["number"],))
    assert set(items(services)) == {"KS 3"}
    assert services.lists.count(CaseQuery(text="duschen")) == 0
    with pytest.raises(NotFound):
        services.imports.undo()
    assert take_in(services, file).added == 2  # what was taken back can come again


def test_undo_is_refused_when_every_case_was_worked_on(services: Services, sheet: Sheet) -> None:
    take_in(services, sheet(ROWS[2]))
    case = items(services)["KS 3"]
    services.cases.add_note(case["id"], {"text": "Ringde verkstaden", "kind": "comment"})
    with pytest.raises(UserError):
        services.imports.undo()
    assert set(items(services)) == {"KS 3"}


def test_imported_texts_are_found_by_search(services: Services, sheet: Sheet) -> None:
    take_in(services, sheet(*ROWS))
    assert services.lists.count(CaseQuery(text="halkade")) == 1
    assert services.lists.count(CaseQuery(text="KS verkstaden")) == 0


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_finnish_headings_and_encodings(services: Services, sheet: Sheet, encoding: str) -> None:
    file = sheet(
        "12;AVD3;1.3.2026;2.3.2026;Läheltä piti;Lääkehoito;Väärä lääke jaettu;Ei haittaa;Käsittelyssä",
        headings="Tapausnumero;Yksikkö;Tapahtumapäivä;Saapunut;Laji;Tapahtuman tyyppi;Kuvaus;Haitta;Tila",
        encoding=encoding,
    )
    take_in(services, file)
    (case,) = services.exports.items()
    assert (case["kind"], case["event_type"], case["status"]) == ("near_miss", "MED", "assessing")
    assert case["description"] == "Väärä lääke jaettu"


def test_what_is_wrong_with_the_file_is_told_in_a_sentence(services: Services, tmp_path: Path) -> None:
    damaged = tmp_path / "trasig.xlsx"
    book = openpyxl.Workbook()
    book.save(damaged)
    damaged.write_bytes(damaged.read_bytes()[:-300])
    picture = tmp_path / "bild.csv"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0")
    for file in (damaged, picture, tmp_path / "finns inte.xlsx"):
        with pytest.raises(UserError) as told:
            services.imports.plan(file)
        assert file.name in told.value.sentence()


def test_a_column_can_be_given_another_meaning_and_the_mapping_kept(services: Services, sheet: Sheet) -> None:
    file = sheet("AVD3;2026-03-01;Risk;Hal trappa", headings="Var;När;Typ;Vad")
    look = services.imports.look(file)
    assert "unit" in look.missing
    meanings = {"Var": "unit", "När": "occurred", "Typ": "kind", "Vad": "description"}
    mapping = type(look.mapping)(tuple(meanings.items()))
    services.imports.save_mapping("Norra", mapping)
    plan = services.imports.plan(file, services.imports.find_mapping("Norra"))
    services.imports.run(plan)
    (case,) = services.exports.items()
    assert (case["unit"], case["description"]) == ("AVD3", "Hal trappa")
    with pytest.raises(UserError):
        services.imports.find_mapping("Södra")


def test_an_import_that_is_stopped_leaves_nothing_behind(services: Services, sheet: Sheet) -> None:
    plan = services.imports.plan(sheet(*(f"N{n};AVD3;2026-03-01;;Risk;;Rad {n};;;;;" for n in range(2500))))
    cancel = Cancel()

    def stop(done: int, _total: int) -> None:
        if done >= 1000:
            cancel.cancel()

    with pytest.raises(Cancelled):
        services.imports.run(plan, progress=stop, cancel=cancel)
    assert items(services) == {}
    assert services.imports.batches() == []


def test_the_fast_way_writes_the_very_rows_of_the_common_way(
    services: Services, session: Session, sheet: Sheet, clock: FixedClock
) -> None:
    take_in(services, sheet(*ROWS, "A;AVD3;2026-03-01 14:05;2026-03-02;Risk;;Igen;;;Återöppnad;;2026-04-01"))
    with session.read() as connection:
        cases = [case for seq in range(1, 5) if (case := load(connection, seq)) is not None]
    assert len(cases) == 4
    dumps: list[dict[str, list[Any]]] = []
    for write in (new_cases.insert, lambda c, found: case_files.save_many(c, [(one, None) for one in found])):
        services.imports.undo() if not dumps else _wipe(session)
        with session.write() as work:
            organisation_store.insert(work.connection, "org_changes", {
                "change": "create", "effective": date(2026, 1, 1), "at": datetime(2026, 1, 1, tzinfo=UTC), "actor": "x",
            })  # fmt: skip
            write(work.connection, cases)
        dumps.append(_dump(session))
    assert dumps[0] == dumps[1]
    assert dumps[0]["due_history"]


def _wipe(session: Session) -> None:
    with session.write() as work:
        work.connection.exec_driver_sql("DELETE FROM case_search WHERE rowid IN (SELECT seq FROM cases)")
        work.connection.exec_driver_sql("DELETE FROM cases")


def _dump(session: Session) -> dict[str, list[Any]]:
    tables = (
        "cases",
        "reports",
        "case_values",
        "status_history",
        "kind_history",
        "owner_history",
        "steps",
        "due_history",
    )
    with session.read() as connection:
        return {
            name: [
                tuple(row)
                for row in connection.execute(
                    select(metadata.tables[name]).order_by(*metadata.tables[name].columns)
                )
            ]
            for name in tables
        }


def test_every_field_that_a_heading_can_mean_has_words() -> None:
    assert {key for key, _words in import_fields.choices()} == {*KEYS, "extra"}


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_who_handles_and_who_answers_come_back_as_they_went_out(
    services: Services, sheet: Sheet, tmp_path: Path, ending: str
) -> None:
    _, bo = services.people.add("Bo Ek", "Sjuksköterska")
    headings = "Enhet;Händelsedatum;Inkommen;Typ;Beskrivning;Handläggare;Ansvarig"
    rows = (
        "AVD3;2026-03-01;2026-03-01;Risk;Blött golv;Bo Ek;Anna Berg",
        "AVD3;2026-03-02;2026-03-02;Risk;Trasig lift;;Anna Berg",
        "AVD3;2026-03-03;2026-03-03;Risk;Mörk gång;;Kalle Ek",
    )
    take_in(services, sheet(*rows, headings=headings))

    def handlers() -> dict[str, tuple[int | None, dict[str, str]]]:
        found = {}
        for item in services.exports.items():
            row = services.views.open(item["id"]).row
            found[item["title"]] = (row.handler_id, {k: v for k, v in item["unknown"].items() if v})
        return found

    first = handlers()
    assert first["Blött golv"] == (bo, {})
    assert first["Trasig lift"] == (None, {})  # the manager is no handler
    assert first["Mörk gång"] == (None, {"Ansvarig": "Kalle Ek"})  # somebody else than the store knows

    file = tmp_path / f"ut.{ending}"
    services.exports.write(file)
    batch = services.imports.batches()[0].id
    services.imports.undo(batch)
    take_in(services, file)
    again = handlers()
    assert {title: who for title, (who, _text) in again.items()} == {
        title: who for title, (who, _text) in first.items()
    }
    assert all("Ansvarig" not in text for _who, text in again.values())


def test_the_number_of_the_old_register_comes_out_and_in_again(
    services: Services, sheet: Sheet, tmp_path: Path
) -> None:
    take_in(services, sheet(*ROWS))
    for again in ("first", "second"):
        file = tmp_path / f"{again}.csv"
        services.exports.write(file)
        lines = list(csv.DictReader(file.read_text("utf-8-sig").splitlines(), delimiter=";"))
        assert [line["Diarienr"] for line in lines] == ["KS 1", "KS 2", "KS 3"]
        services.imports.undo(services.imports.batches()[0].id)
        take_in(services, file)


def test_a_sheet_shows_owner_handler_place_and_factors(services: Services, tmp_path: Path) -> None:
    new = NewReport(
        "near_miss", 1, "Halkade nästan", occurred_day=date(2026, 11, 19), values={"place": "ward"}
    )
    _, receipt = services.reporting.send(new)
    services.cases.receive(receipt.case_id)
    services.cases.change(receipt.case_id, {"place": "own_home", "factors": ["ORG.staffing"]})
    services.cases.add_cause(receipt.case_id, "Bråttom", "ORG.workload")
    services.exports.write(tmp_path / "ut.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "ut.xlsx").active
    assert sheet is not None
    head, line = ([cell.value for cell in row] for row in sheet.iter_rows())
    told = dict(zip(head, line, strict=True))
    assert (told["Ansvarig"], told["Handläggare"]) == ("Anna Berg", "Anna Berg")
    assert told["Plats"] == services.session.vocabulary.word("place", "own_home")
    assert told["Bidragande faktorer"] == "Bemanning; Arbetsbelastning, brådska"


def test_what_a_store_writes_out_in_finnish_and_in_its_own_words_comes_in_again(
    services: Services, tmp_path: Path
) -> None:
    services.code_lists.reword("kind", "risk", Words("Farligt läge", "Vaaran paikka", "Dangerous spot"))
    for kind in ("complaint", "risk"):
        new = NewReport(kind, 1, "Trappan är hal", occurred_day=date(2026, 11, 19))
        services.reporting.send(new)
    i18n.use("fi")
    services.exports.write(tmp_path / "ulos.xlsx")
    plan = services.imports.plan(tmp_path / "ulos.xlsx")
    assert (plan.count("bad"), plan.count("new")) == (0, 2)
    services.imports.run(plan)
    assert sorted(item["kind"] for item in services.exports.items()) == ["complaint"] * 2 + ["risk"] * 2
