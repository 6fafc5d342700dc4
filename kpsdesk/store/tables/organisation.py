"""Areas, units and people; names and places in the organisation carry dates, old ones stay readable."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, Table

from kpsdesk.store.tables.base import day, instant, json, metadata, text

areas = Table(
    "areas",
    metadata,
    Column("id", Integer, primary_key=True),
    text("code", need=True, unique=True),
    text("name", need=True),
    day("valid_from"),
    day("valid_to"),
)
units = Table(
    "units",
    metadata,
    Column("id", Integer, primary_key=True),
    text("code", need=True, unique=True),
    text("country", need=True),
    text("setting", need=True),  # list unit_setting: which word for patient or client
    Column("staff", Integer),
    day("valid_from"),
    day("valid_to"),  # set when the unit was closed or merged into another
    Column("successor_id", ForeignKey("units.id")),
)
unit_versions = Table(
    "unit_versions",
    metadata,
    Column("unit_id", ForeignKey("units.id", ondelete="CASCADE"), primary_key=True),
    Column("n", Integer, primary_key=True),
    text("name", need=True),
    Column("area_id", ForeignKey("areas.id"), nullable=False),
    day("valid_from", need=True),
    day("valid_to"),  # null for the present; the day after the last
)
persons = Table(
    "persons",
    metadata,
    Column("id", Integer, primary_key=True),
    text("uid", need=True, unique=True),
    text("name", need=True),
    text("title"),
    text("email"),
    day("left_on"),
)
roles = Table(
    "roles",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person_id", ForeignKey("persons.id"), nullable=False, index=True),
    text("role", need=True),
    Column("unit_id", ForeignKey("units.id")),
    Column("area_id", ForeignKey("areas.id")),
    day("valid_from", need=True),
    day("valid_to"),  # the first day without the role; null = until further notice
    instant("noted_at", need=True),
    instant("applied_at"),  # when open cases were given the new owner
    Index("ix_roles_unit_role", "unit_id", "role"),
)
org_changes = Table(
    "org_changes",
    metadata,
    Column("id", Integer, primary_key=True),
    text("change", need=True),  # create, rename, move, merge, split, close
    day("effective", need=True),
    instant("at", need=True),
    text("actor", need=True),
    json("before"),
    json("after"),
    instant("applied_at"),
    instant("undone_at"),
)
