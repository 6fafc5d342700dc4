"""What nobody may find out: names in files, hidden names in answers, the time of an anonymous report."""

from __future__ import annotations

import dataclasses
import tempfile
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any, Final

import pytest
from PIL import Image
from PIL.ExifTags import Base
from sqlalchemy import select, text

from kpsdesk.clock import FixedClock
from kpsdesk.domain.ids import Ids
from kpsdesk.domain.rows import CaseQuery
from kpsdesk.services.backups import Backups
from kpsdesk.services.everything import Services
from kpsdesk.services.founding import Founding, found
from kpsdesk.services.reporting import NewReport, ReportFile
from kpsdesk.services.vault import Vault
from kpsdesk.store import tables as t
from kpsdesk.store.engine import Store
from kpsdesk.store.keys import Cost
from kpsdesk.store.types import Instant, to_ms

TODAY: Final = date(2026, 11, 20)
MIDNIGHT: Final = datetime(2026, 11, 19, 23, tzinfo=UTC)  # of the 20th, in Stockholm
PICTURE: Final = bytes.fromhex("89504e470d0a1a0a0000000d49484452") + b"\0" * 64
SECRETS: Final = {
    "named": "Namngivenqzx Rapportör",
    "hidden": "Doldqzx Rapportör",
    "anonymous": "Anonymqzx Rapportör",
    "contact": "070-qzx-4471",
    "patient": "PATqzx-0099",
    "text": "Halkadeqzx på våta golvet",
}


def report(services: Services, **values: Any) -> str:
    given: dict[str, Any] = {
        "kind": "near_miss",
        "unit_id": 1,
        "description": "Höll på att halka",
        "occurred_day": TODAY,
    }
    return services.reporting.send(NewReport(**(given | values)))[1].case_id


def everything_in(value: Any, seen: set[int] | None = None) -> Iterator[str]:
    """Every text within an answer, however deep."""
    seen = set() if seen is None else seen
    if isinstance(value, str):
        yield value
    elif id(value) not in seen:
        seen.add(id(value))
        parts: Any = ()
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            parts = [getattr(value, field.name) for field in dataclasses.fields(value)]
        elif isinstance(value, Mapping):
            parts = [*value.keys(), *value.values()]
        elif isinstance(value, list | tuple | set | frozenset):
            parts = value
        for part in parts:
            yield from everything_in(part, seen)


def work_on(services: Services, case: str) -> None:
    services.cases.receive(case)
    services.cases.set_patient_reference(case, SECRETS["patient"])
    services.cases.change(case, {"causes_text": SECRETS["text"]})
    services.cases.give_feedback(case, "Tack!")


# -- on the disk


def test_no_file_but_the_export_holds_a_word_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    clock = FixedClock(datetime(2026, 11, 20, 9, tzinfo=UTC))
    vault = Vault(clock, cost=Cost(1, 8 * 1024, 1))
    made = vault.create_store(tmp_path / "a.kps", "en lång mening om katter")
    store = made.opened.store
    services = Services(
        found(store, Founding("Norr", "Avdelning 3", "AVD3", "SE", "other", "Anna Berg"), clock)
    )
    codes = []
    for level in ("named", "hidden", "anonymous"):
        _, receipt = services.reporting.send(
            NewReport("risk", 1, SECRETS["text"], anonymity=level, reporter_name=SECRETS[level], contact=SECRETS["contact"],
                      files=(ReportFile("bild.png", PICTURE),))
        )  # fmt: skip
        codes.append(receipt.code)
        work_on(services, receipt.case_id)
    services.reporting.save_draft({"description": SECRETS["text"], "reporter_name": SECRETS["hidden"]})
    Backups(store, tmp_path / "backups", clock).make()
    for ending in ("json", "csv", "xlsx"):
        services.exports.write(tmp_path / f"export.{ending}")
    files = [file for file in tmp_path.rglob("*") if file.is_file() and not file.name.startswith("export.")]
    assert {"a.kps", "a.kps-wal", "a.kps.keys"} <= {file.name for file in files}
    wanted = [*SECRETS.values(), *codes, made.recovery_code, "en lång mening om katter"]
    for file in files:
        content = file.read_bytes()
        for secret in wanted:
            assert secret.encode() not in content, (file.name, secret)
            assert secret.encode("utf-16-le") not in content, (file.name, secret)
    for name in ("export.json", "export.csv"):
        told = (tmp_path / name).read_text("utf-8-sig")
        assert SECRETS["text"] in told
        for key in ("named", "hidden", "anonymous", "contact", "patient"):
            assert SECRETS[key] not in told, (name, key)
        assert not any(code in told for code in codes)
    store.close()


def test_the_receipt_code_is_kept_as_a_digest_only(services: Services) -> None:
    _, receipt = services.reporting.send(NewReport("risk", 1, "Hala golv", anonymity="anonymous"))
    told = dump(services.session.store)

    assert receipt.code not in told
    assert receipt.code.replace("-", "") not in told
    assert services.reporting.look_up(receipt.code).number == receipt.number


def dump(store: Store) -> str:
    """Every value of every table, as one text."""
    with store.read() as connection:
        return "\n".join(
            repr(tuple(row))
            for table in t.metadata.sorted_tables
            for row in connection.execute(select(table))
        )


# -- hidden and named


def answers(services: Services, case: str, tmp_path: Path) -> Iterator[tuple[str, Any]]:
    """What services say of a case."""
    view = services.views.open(case)
    yield "view", view
    yield "list", services.lists.page(CaseQuery())
    yield "row", services.lists.row(case)
    yield "search", services.lists.page(CaseQuery(text="halka"))
    yield "today", services.today.view()
    yield "export", list(services.exports.items())
    yield "similar", services.views.similar_text("halka")
    yield "legal", services.legal.due()
    yield "people", services.people.people(left=True)
    yield "changes", services.organisation.changes()
    services.exports.write(tmp_path / "x.csv")
    yield "csv", (tmp_path / "x.csv").read_text("utf-8-sig")


def test_a_hidden_name_is_in_no_answer_of_any_service(services: Services, tmp_path: Path) -> None:
    case = report(services, anonymity="hidden", reporter_name=SECRETS["hidden"], contact=SECRETS["contact"])
    _, receipt = services.reporting.send(
        NewReport("risk", 1, "Halt", anonymity="hidden", reporter_name=SECRETS["hidden"])
    )
    work_on(services, case)

    for name, answer in (
        *answers(services, case, tmp_path),
        ("reporter's view", services.reporting.look_up(receipt.code)),
    ):
        told = "\n".join(everything_in(answer))
        assert SECRETS["hidden"] not in told, name
        assert SECRETS["contact"] not in told, name
    assert services.lists.page(CaseQuery(text="Doldqzx")) == []


def test_a_hidden_name_is_still_kept_after_the_case_was_worked_on(services: Services) -> None:
    case = report(services, anonymity="hidden", reporter_name=SECRETS["hidden"], contact=SECRETS["contact"])
    work_on(services, case)
    with services.session.read() as connection:
        kept = connection.execute(select(t.hidden_reporters)).one()
        audit = connection.execute(
            text("SELECT actor FROM audit WHERE action = 'case.received'")
        ).scalar_one()
    assert (kept.name, kept.contact, audit) == (SECRETS["hidden"], SECRETS["contact"], "anonymous")


def test_a_reporters_name_is_in_no_list_search_audit_or_export(services: Services, tmp_path: Path) -> None:
    case = report(services, reporter_name=SECRETS["named"], contact=SECRETS["contact"])
    assert services.views.open(case).file.report.reporter_name == SECRETS["named"]  # chosen: named
    for name, answer in answers(services, case, tmp_path):
        if name != "view":
            assert SECRETS["named"] not in "\n".join(everything_in(answer)), name
    with services.session.read() as connection:
        assert SECRETS["named"] not in repr(connection.execute(select(t.audit)).all())


def test_reading_the_patients_reference_is_noted_without_repeating_it(
    services: Services, tmp_path: Path
) -> None:
    case = report(services)
    services.cases.set_patient_reference(case, SECRETS["patient"])
    assert services.cases.patient_reference(case) == SECRETS["patient"]

    actions = [row.action for row in services.views.open(case).history]
    assert actions[:2] == ["patient_reference.read", "patient_reference.set"]
    for name, answer in answers(services, case, tmp_path):
        assert SECRETS["patient"] not in "\n".join(everything_in(answer)), name


# -- anonymous


def test_an_anonymous_report_tells_the_day_and_nothing_finer_in_any_table(services: Services) -> None:
    draft = services.reporting.save_draft({"description": "Höll på", "reporter_name": SECRETS["anonymous"]})
    before = rows_by_table(services.session.store)
    case = report(
        services,
        anonymity="anonymous",
        reporter_name=SECRETS["anonymous"],
        contact=SECRETS["contact"],
        values={"occurred_time": "14:05", "profession": services.code_lists.items("profession")[0].code},
        draft_id=draft,
        files=(ReportFile("bild.png", PICTURE),),
    )
    after = rows_by_table(services.session.store)

    assert case[14] == "4"
    assert after["drafts"] == []
    fresh = {name: [row for row in rows if row not in before[name]] for name, rows in after.items()}
    assert {name for name, rows in fresh.items() if rows} >= {
        "cases", "reports", "status_history", "kind_history", "owner_history", "steps", "due_history", "attachments",
        "audit",
    }  # fmt: skip
    for name, rows in fresh.items():
        table = t.metadata.tables[name]
        for row in rows:
            for column, value in zip(table.columns, row, strict=True):
                if isinstance(column.type, Instant) and value is not None:
                    assert value == MIDNIGHT, (name, column.name)
                if column.name == "actor":
                    assert value == "anonymous", name
    told = repr(fresh)
    assert SECRETS["anonymous"] not in told
    assert SECRETS["contact"] not in told
    assert "14:05" not in told
    assert services.session.actor.uid not in repr(fresh["audit"])
    assert instants_in_ids(fresh) <= {to_ms(MIDNIGHT)}


@pytest.mark.parametrize(
    "anonymity, name",
    [("anonymous", "bilaga 1.jpg"), ("hidden", "bilaga 1.jpg"), ("named", "IMG_20261120_1405.jpg")],
)
def test_a_picture_tells_when_and_by_whom_it_was_taken_only_of_who_is_named(
    services: Services, anonymity: str, name: str
) -> None:
    photograph, exif = BytesIO(), Image.Exif()
    exif[Base.DateTime], exif[Base.Artist] = "2026:11:20 14:05:09", "Pixel of Berg"
    Image.new("RGB", (8, 8)).save(photograph, "JPEG", exif=exif.tobytes())
    case = report(
        services, anonymity=anonymity, files=(ReportFile("IMG_20261120_1405.jpg", photograph.getvalue()),)
    )
    (kept,) = services.views.open(case).attachments
    assert kept.name == name
    told = services.attachments.open_copy(kept.id).read_bytes()
    assert (b"14:05:09" in told) == (b"Pixel of Berg" in told) == (anonymity == "named")
    services.attachments.close()


def rows_by_table(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    with store.read() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table))]
            for table in t.metadata.sorted_tables
        }


def instants_in_ids(rows: Mapping[str, list[tuple[Any, ...]]]) -> set[int]:
    """The milliseconds that UUIDv7 ids among the values give away."""
    values = [value for table in rows.values() for row in table for value in row if isinstance(value, str)]
    return {
        int(v[:13].replace("-", ""), 16)
        for v in values
        if len(v) == 36 and v[14] == "7" and v.count("-") == 4
    }


def test_ids_are_made_of_the_sessions_own_chance(store: Store, clock: FixedClock) -> None:
    """An anonymous id says nothing of when: the same chance at another time gives the same id."""
    first = Ids(Random(5).randbytes).random()
    clock.forward(days=40)
    assert Ids(Random(5).randbytes).random() == first
    assert Ids(Random(5).randbytes).timed(clock.now()) != Ids(Random(5).randbytes).timed(
        clock.now() + timedelta(seconds=1)
    )
