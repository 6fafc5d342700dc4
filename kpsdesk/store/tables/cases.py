"""The case: one narrow row for lists and counts, the reporter's own words, and the histories.

Histories are rows in the order of writing, never overwritten. `at` is the instant, `day` the local
calendar day of the case's unit then (design 6), so that any past day can be counted by one comparison.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, Table
from sqlalchemy import text as sql

from kpsdesk.store.tables.base import case_ref, day, instant, json, metadata, text

cases = Table(
    "cases",
    metadata,
    Column("seq", Integer, primary_key=True),  # order of taking in; also the key of the search index
    text("id", need=True, unique=True),  # UUIDv7, or UUIDv4 when anonymous
    text("number", need=True, unique=True),  # 2026-000123
    text("kind", need=True),
    text("title", need=True),  # the reporter's heading or first words
    text("status", need=True),
    Column("is_open", Integer, nullable=False),
    Column("unit_id", ForeignKey("units.id"), nullable=False),
    Column("area_id", ForeignKey("areas.id"), nullable=False),
    Column("owner_id", ForeignKey("persons.id")),  # manager in force, from owner_history
    Column("handler_id", ForeignKey("persons.id")),
    Column("unit_report_id", ForeignKey("units.id"), nullable=False),
    text("anonymity", need=True),
    text("harm", need=True),
    text("event_type"),
    text("subcategory"),
    Column("severity_actual", Integer),
    Column("severity_potential", Integer),
    Column("probability", Integer),
    text("matrix"),  # code@version that the case was scored with
    Column("score", Integer),
    text("level"),
    Column("level_rank", Integer, nullable=False, server_default="0"),
    Column("demands_analysis", Integer, nullable=False, server_default="0"),
    instant("reported_at", need=True),
    day("reported_day", need=True),
    day("occurred_day"),
    day("closed_day"),
    text("next_step"),  # earliest open step, and its due date
    day("next_due"),
    Column("feedback_owed", Integer, nullable=False, server_default="0"),
    Column("batch_id", ForeignKey("import_batches.id")),
    text("source_key"),  # identity of an imported row within its unit
    Column("version", Integer, nullable=False, server_default="1"),
    instant("changed_at", need=True),
)
# Each sort has an index that carries what the chips filter by, so that a page in the middle is found in the index
# alone. Open cases are few and asked for most: they have small indexes of their own.
_FILTERS = (
    "is_open",
    "unit_id",
    "kind",
    "status",
    "event_type",
    "level_rank",
    "owner_id",
    "reported_day",
    "demands_analysis",
)
_OPEN_FILTERS = (*_FILTERS[1:], "handler_id", "next_due", "feedback_owed")
_SORTS = {
    "reported": ("reported_at",),
    "due": ("next_due",),
    "level": ("level_rank",),
    "occurred": ("occurred_day",),
    "unit": ("unit_id", "reported_at"),
    "owner": ("owner_id", "reported_at"),
    "status": ("status", "reported_at"),
    "kind": ("kind", "reported_at"),
}


def _sort_index(name: str, sort: tuple[str, ...], filters: tuple[str, ...], where: str | None = None) -> None:
    carried = [cases.c[column] for column in filters if column not in sort]
    Index(
        name, *(cases.c[column] for column in sort), cases.c.seq, *carried, sqlite_where=where and sql(where)
    )


for _name, _sort in _SORTS.items():
    _sort_index(f"ix_cases_by_{_name}", _sort, _FILTERS)
    _sort_index(f"ix_cases_open_by_{_name}", _sort, _OPEN_FILTERS, "is_open = 1")
_sort_index("ix_cases_by_type", ("event_type", "reported_at"), _FILTERS)
for _name in ("reported", "level"):
    _sort_index(f"ix_cases_serious_by_{_name}", _SORTS[_name], _FILTERS[:-1], "demands_analysis = 1")
Index(
    "ix_cases_source",
    cases.c.unit_report_id,  # the unit that wrote the row: a merge must not make two rows alike
    cases.c.source_key,
    unique=True,
    sqlite_where=sql("source_key IS NOT NULL"),
)
Index("ix_cases_batch", cases.c.batch_id, sqlite_where=sql("batch_id IS NOT NULL"))
Index(
    "ix_cases_closed",
    cases.c.closed_day,
    cases.c.status,
    cases.c.unit_id,
    sqlite_where=sql("closed_day IS NOT NULL"),
)
Index("ix_cases_months", cases.c.reported_day, cases.c.kind, cases.c.status, cases.c.unit_id)

reports = Table(  # the reporter's own words: written once (a trigger guards them); additions are notes
    "reports",
    metadata,
    Column("case_seq", ForeignKey("cases.seq", ondelete="CASCADE"), primary_key=True),
    text("description", need=True),
    text("suggestion"),
    text("went_well"),
    text("immediate_text"),
    json("values"),  # the other fields of the reporter, by key (domain 2.2)
    text("reporter_name"),  # only when named
    text("contact"),
    Column("wants_feedback", Integer, nullable=False, server_default="1"),
    text("receipt"),  # digest of the receipt code
    text("origin", need=True),  # window, import, demo
    json("unknown"),  # words of an imported row that no list knew
    Index("ix_reports_receipt", "receipt", unique=True, sqlite_where=sql("receipt IS NOT NULL")),
)
hidden_reporters = Table(  # no list, print, export or page reads this table
    "hidden_reporters",
    metadata,
    Column("case_seq", ForeignKey("cases.seq", ondelete="CASCADE"), primary_key=True),
    text("name"),
    text("contact"),
)
patient_refs = Table(  # kept apart, reading it is noted in the audit; never printed (domain 2.2)
    "patient_refs",
    metadata,
    Column("case_seq", ForeignKey("cases.seq", ondelete="CASCADE"), primary_key=True),
    text("reference", need=True),
)
case_values = Table(  # the handler's fields that no list sorts or counts by
    "case_values",
    metadata,
    case_ref(primary_key=True),
    text("key", primary_key=True),
    json("value"),
    sqlite_with_rowid=False,
)
status_history = Table(
    "status_history",
    metadata,
    case_ref(primary_key=True),
    Column("n", Integer, primary_key=True),
    text("status", need=True),
    instant("at", need=True),
    day("day", need=True),
    text("actor", need=True),
    text("reason"),
    sqlite_with_rowid=False,
)
kind_history = Table(
    "kind_history",
    metadata,
    case_ref(primary_key=True),
    Column("n", Integer, primary_key=True),
    text("kind", need=True),
    instant("at", need=True),
    day("day", need=True),
    sqlite_with_rowid=False,
)
owner_history = Table(
    "owner_history",
    metadata,
    case_ref(primary_key=True),
    Column("n", Integer, primary_key=True),
    Column("manager_id", ForeignKey("persons.id")),
    Column("unit_id", ForeignKey("units.id"), nullable=False),
    Column("area_id", ForeignKey("areas.id"), nullable=False),
    instant("from_at", need=True),
    day("from_day", need=True),
    instant("to_at"),
    day("to_day"),
    sqlite_with_rowid=False,
)
steps = Table(
    "steps",
    metadata,
    case_ref(primary_key=True),
    Column("n", Integer, primary_key=True),
    text("step", need=True),
    day("due"),  # the present due date; null = lifted
    instant("done_at"),
    day("done_day"),
    sqlite_with_rowid=False,
)
Index("ix_steps_done", steps.c.done_day)
due_history = Table(
    "due_history",
    metadata,
    case_ref(primary_key=True),
    Column("step_n", Integer, primary_key=True),
    Column("n", Integer, primary_key=True),
    day("due"),
    instant("set_at", need=True),
    day("set_day", need=True),
    text("reason", need=True),  # first, level, kind, unit, extension, reopened, rule
    text("note"),
    text("actor", need=True),
    sqlite_with_rowid=False,
)
