"""What is told and counted beyond single cases: meetings with their sheets, and the numbers of each month's end."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, Table
from sqlalchemy import text as sql

from kpsdesk.store.tables.base import case_ref, day, instant, json, metadata, text

meetings = Table(
    "meetings",
    metadata,
    text("id", primary_key=True),
    text("type", need=True),  # list meeting_type: apt, lg, mum, thlg, dialogue, other
    Column("unit_id", ForeignKey("units.id")),  # null: of an area or of the whole organisation
    Column("area_id", ForeignKey("areas.id")),
    day("date", need=True),
    text("state", need=True),  # planned, held, cancelled
    Column("safety_item", Integer, nullable=False, server_default="0"),
    json("items"),  # other fixed items taken up: serious, hse, risk, digital, plan (domain 7)
    text("held_by"),  # who held the safety item: a name that stays in the register and is never printed
    day("next_date"),
    text("note"),
    json("sheet"),  # the paper: period, language, stories, texts of the presenter
    instant("created_at", need=True),
    instant("changed_at", need=True),
    instant("removed_at"),
    Index("ix_meetings_unit_date", "unit_id", "date"),
    Index("ix_meetings_date", "date", "type"),
)
meeting_cases = Table(  # cases that were taken up
    "meeting_cases",
    metadata,
    Column("meeting_id", ForeignKey("meetings.id", ondelete="CASCADE"), primary_key=True),
    case_ref(primary_key=True, index=True),
    sqlite_with_rowid=False,
)
month_snapshots = Table(  # what was late at a month's end, kept so that the numbers outlive disposed cases
    "month_snapshots",
    metadata,
    Column("id", Integer, primary_key=True),
    day("day", need=True),
    Column("rule", Integer, nullable=False),  # domain.lateness.RULE_VERSION
    text("series", need=True),
    Column("manager_id", ForeignKey("persons.id")),
    Column("unit_id", ForeignKey("units.id"), nullable=False),
    Column("area_id", ForeignKey("areas.id"), nullable=False),
    json("days"),  # days late of each, sorted
    Column("became", Integer, nullable=False),  # first late this year in this month
    instant("taken_at", need=True),
    Index(
        "ix_month_snapshots_row",
        "day",
        "rule",
        "series",
        sql("coalesce(manager_id, 0)"),
        "unit_id",
        "area_id",
        unique=True,
    ),
)
