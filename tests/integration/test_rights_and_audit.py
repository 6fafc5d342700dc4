"""What must always be found: the audit of every write; and a right that is asked for before anything is read."""

from __future__ import annotations

import dataclasses
import inspect
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from kpsdesk.domain.permission import Actor, reporter_only
from kpsdesk.errors import NotAllowed
from kpsdesk.services.bulk import in_bulk
from kpsdesk.services.everything import Services
from kpsdesk.store import tables as t
from kpsdesk.store.engine import Store
from tests.integration.acts import DRAFTS, FREE, READS, WRITES, Act, Stage, link_kind, set_stage
from tests.integration.test_privacy import dump, report


@pytest.fixture
def stage(services: Services, tmp_path: Path) -> Stage:
    """A store with something of each noun."""
    return set_stage(services, tmp_path)


def test_every_public_method_is_in_one_of_the_tables(services: Services) -> None:
    found = set()
    for noun in (name for name in vars(Services) if not name.startswith("_") and name != "session"):
        service = type(getattr(services, noun))
        fields = {field.name for field in dataclasses.fields(service)}
        found |= {
            f"{noun}.{name}"
            for name, _member in inspect.getmembers(service)
            if not name.startswith("_") and name not in fields
        }
    assert found == WRITES.keys() | READS.keys() | DRAFTS.keys() | FREE


def refused(act: Act, services: Services, stage: Stage) -> bool:
    try:
        act(services, stage)
    except NotAllowed:
        return True
    return False


def test_without_the_right_nothing_is_read_or_written(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    session = stage.services.session
    kept = [session.organisation, session.vocabulary, session.rules, session.settings]  # read by then
    assert len(kept) == 4
    nobody = Services(session.acting(Actor("nobody", "", frozenset())))
    before = dump(session.store)

    def touched(*_arguments: object, **_more: object) -> Any:
        raise AssertionError("the store was touched")

    with monkeypatch.context() as patch:
        patch.setattr(Store, "read", touched)
        patch.setattr(Store, "write", touched)
        for name, act in (WRITES | READS | DRAFTS).items():
            assert refused(act, nobody, stage), name
        with pytest.raises(NotAllowed), in_bulk(nobody.session):
            pass
    assert dump(session.store) == before


def test_who_may_only_report_reads_no_case_and_no_draft_of_others(stage: Stage) -> None:
    reporter = Services(stage.services.session.acting(reporter_only()))
    assert reporter.reporting.drafts() == []
    report(reporter)
    for name in READS.keys() - {"reporting.look_up", "reporting.drafts", "reporting.read_file"}:
        with pytest.raises(NotAllowed):
            READS[name](reporter, stage)


@pytest.mark.parametrize("name", sorted(WRITES))
def test_every_write_leaves_its_audit_in_the_same_transaction(name: str, stage: Stage) -> None:
    prepare(name, stage)
    store = stage.services.session.store
    with store.read() as connection:
        last = connection.execute(text("SELECT max(seq) FROM audit")).scalar_one()

    WRITES[name](stage.services, stage)

    with store.read() as connection:
        rows = connection.execute(select(t.audit).where(t.audit.c.seq > last)).all()
    assert rows, "no audit"
    assert {row.actor for row in rows} == {stage.services.session.actor.uid}
    for row in rows:
        verb = row.action.rpartition(".")[2]
        if verb in (
            "changed",
            "reworded",
            "status",
            "kind",
            "handler",
            "fields",
            "effect",
            "state",
            "reordered",
        ):
            assert (
                {"before", "after"} <= row.detail.keys() or "fields" in row.detail or "change" in row.detail
            ), row


def test_a_write_whose_audit_fails_is_not_made(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    before = dump(stage.services.session.store)

    def fail(*_arguments: object) -> None:
        raise RuntimeError("no audit")

    monkeypatch.setattr("kpsdesk.store.case_files.audit", fail)
    for name in (
        "cases.change",
        "cases.assign",
        "preferences.set",
        "people.add",
        "code_lists.add",
        "reporting.send",
    ):
        with pytest.raises(RuntimeError):
            WRITES[name](stage.services, stage)
        assert dump(stage.services.session.store) == before, name


def prepare(name: str, stage: Stage) -> None:
    """What some acts need to find."""
    if name == "cases.unlink":
        stage.services.cases.link(stage.case, stage.other, link_kind(stage.services))
