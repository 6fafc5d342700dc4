"""What the program keeps beside the cases: lists, rules as documents, drafts, views, imports, audit."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Table

from kpsdesk.store.tables.base import day, instant, json, metadata, text

settings = Table("settings", metadata, text("key", primary_key=True), json("value"))
counters = Table(
    "counters", metadata, text("name", primary_key=True), Column("value", Integer, nullable=False)
)
code_items = Table(
    "code_items",
    metadata,
    text("list", primary_key=True),
    text("code", primary_key=True),
    text("parent"),
    text("sv", need=True),
    text("fi", need=True),
    text("en", need=True),
    json("help"),
    json("extra"),
    Column("position", Integer, nullable=False),
    day("retired_on"),
    Column("edited", Integer, nullable=False, server_default="0"),
)
documents = Table(  # rules as data: matrix, deadlines, workflow, legal_track, feedback_template
    "documents",
    metadata,
    text("kind", primary_key=True),
    text("code", primary_key=True),
    Column("version", Integer, primary_key=True),
    json("body"),
    day("valid_from"),
    day("valid_to"),
    instant("at", need=True),
    text("actor", need=True),
)
drafts = Table(
    "drafts",
    metadata,
    text("id", primary_key=True),
    text("kind", need=True),  # report, quick_note
    json("body"),
    instant("saved_at", need=True),
    instant("created_at", need=True),
)
saved_views = Table(
    "saved_views",
    metadata,
    text("id", primary_key=True),
    text("name", need=True),
    json("query"),
    Column("position", Integer, nullable=False),
)
import_batches = Table(
    "import_batches",
    metadata,
    Column("id", Integer, primary_key=True),
    text("file", need=True),
    instant("at", need=True),
    text("actor", need=True),
    Column("added", Integer, nullable=False),
    Column("skipped", Integer, nullable=False),
    json("mapping"),
    instant("undone_at"),
)
audit = Table(
    "audit",
    metadata,
    Column("seq", Integer, primary_key=True),
    instant("at", need=True),
    text("actor", need=True),
    text("action", need=True),
    text("object", need=True),  # noun:id
    json("detail"),  # what from, what to
    Index("ix_audit_object", "object", "seq"),
)
