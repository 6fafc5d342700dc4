"""An older store is copied aside, then brought to today's schema in one step; or it stays as it was."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import op

from kpsdesk.errors import UserError
from kpsdesk.store import driver, marker, migrate
from kpsdesk.store.engine import SCHEMA, Store
from kpsdesk.store.faults import StoreLocked
from tests.integration.stores import KEY, count, small_store


def old_store(path: Path, number: int = SCHEMA - 1) -> Path:
    store = small_store(path, 5)
    with store.write() as connection:
        connection.exec_driver_sql(f"PRAGMA user_version={number}")
    store.close()
    return path


def add_column() -> None:
    with op.batch_alter_table("cases", recreate="always") as table:
        table.add_column(sa.Column("lesson", sa.Text))


def fill_column() -> None:
    op.execute("UPDATE cases SET lesson = 'x'")


def schema_of(path: Path) -> tuple[int, set[str]]:
    connection = driver.connect(path, KEY)
    number = connection.execute("PRAGMA user_version").fetchone()[0]
    columns = {row[1] for row in connection.execute("PRAGMA table_info(cases)")}
    connection.close()
    return number, columns


def test_each_step_is_taken_and_the_old_one_lies_beside(tmp_path: Path) -> None:
    path = old_store(tmp_path / "a.kps")
    aside = migrate.migrate_store(path, KEY, SCHEMA + 1, steps={SCHEMA: add_column, SCHEMA + 1: fill_column})
    assert schema_of(path) == (SCHEMA + 1, {"id", "body", "lesson"})
    assert schema_of(aside) == (SCHEMA - 1, {"id", "body"})
    assert aside.parent == path.parent
    connection = driver.connect(path, KEY)
    assert connection.execute(
        "SELECT count(*) FROM cases JOIN audit ON case_id = id WHERE lesson = 'x'"
    ).fetchone() == (5,)
    connection.close()


def test_a_step_that_fails_leaves_the_store_as_it_was(tmp_path: Path) -> None:
    path = old_store(tmp_path / "a.kps")

    def broken() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        migrate.migrate_store(path, KEY, SCHEMA + 1, steps={SCHEMA: add_column, SCHEMA + 1: broken})
    assert schema_of(path) == (SCHEMA - 1, {"id", "body"})


def test_a_step_that_breaks_a_rule_is_told_and_leaves_the_store_as_it_was(tmp_path: Path) -> None:
    path = old_store(tmp_path / "a.kps")
    with pytest.raises(migrate.MigrationFailed):
        migrate.migrate_store(
            path, KEY, SCHEMA, steps={SCHEMA: lambda: op.execute("UPDATE cases SET id = 1")}
        )
    assert schema_of(path)[0] == SCHEMA - 1


def test_a_step_that_cuts_references_is_taken_back(tmp_path: Path) -> None:
    path = old_store(tmp_path / "a.kps")
    with pytest.raises(migrate.MigrationFailed) as caught:
        migrate.migrate_store(
            path, KEY, SCHEMA, steps={SCHEMA: lambda: op.execute("DELETE FROM cases WHERE id = 1")}
        )
    assert "a.kps" in caught.value.sentence()
    store = _as_is(path)
    assert count(store) == 5
    store.close()


def _as_is(path: Path) -> Store:
    return Store(path, KEY)


def test_opening_an_older_store_migrates_it_unless_told_not_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = old_store(tmp_path / "a.kps")
    monkeypatch.setattr(migrate, "program_steps", lambda: {SCHEMA: add_column})
    with pytest.raises(UserError):
        Store.open(path, KEY, migrate=False)
    assert schema_of(path)[0] == SCHEMA - 1
    store = Store.open(path, KEY)
    assert count(store) == 5
    store.close()
    assert schema_of(path)[0] == SCHEMA


def test_a_store_that_another_program_has_open_is_not_converted(tmp_path: Path) -> None:
    path = old_store(tmp_path / "a.kps")
    older_program = _as_is(path)
    with pytest.raises(StoreLocked):
        Store.open(path, KEY)
    assert schema_of(path)[0] == SCHEMA - 1
    older_program.close()


def test_an_unclean_end_is_remembered_over_a_conversion_that_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = old_store(tmp_path / "a.kps")
    marker.beside(path, ".open").touch()  # what a killed program leaves
    monkeypatch.setattr(
        migrate, "program_steps", lambda: {SCHEMA: lambda: op.execute("UPDATE cases SET id = 1")}
    )
    with pytest.raises(migrate.MigrationFailed):
        Store.open(path, KEY)
    monkeypatch.setattr(migrate, "program_steps", lambda: {SCHEMA: add_column})
    store = Store.open(path, KEY)
    assert store.unclean
    store.close()


def test_there_is_a_step_for_each_schema_number() -> None:
    assert set(migrate.program_steps()) == set(range(1, SCHEMA + 1))


def test_the_steps_lead_to_what_the_tables_declare(tmp_path: Path) -> None:
    """From an empty file by all steps, and by creation: the very same schema."""
    by_steps = Store.create(tmp_path / "steps.kps", KEY, schema=lambda _connection: None)
    with by_steps.write() as connection:
        connection.exec_driver_sql("PRAGMA user_version=0")
    by_steps.close()
    Store.open(tmp_path / "steps.kps", KEY).close()
    Store.create(tmp_path / "made.kps", KEY).close()
    shapes = []
    for name in ("steps.kps", "made.kps"):
        store = Store.open(tmp_path / name, KEY)
        with store.read() as connection:
            rows = connection.exec_driver_sql(
                "SELECT type, name, sql FROM sqlite_master ORDER BY type, name"
            ).all()
            shapes.append([tuple(row) for row in rows])
        store.close()
    assert shapes[0] == shapes[1]
