"""What all tables share: one metadata with named constraints, and short column makers."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ForeignKey, MetaData, Text

from kpsdesk.store.types import Day, Instant, Json

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def text(name: str, *, need: bool = False, **options: Any) -> Column[str]:
    """A text column."""
    return Column(name, Text, nullable=not need, **options)


def instant(name: str, *, need: bool = False) -> Column[Any]:
    """An instant in UTC milliseconds."""
    return Column(name, Instant, nullable=not need)


def day(name: str, *, need: bool = False) -> Column[Any]:
    """A calendar date."""
    return Column(name, Day, nullable=not need)


def json(name: str) -> Column[Any]:
    """A small structured value."""
    return Column(name, Json)


def case_ref(name: str = "case_seq", **options: Any) -> Column[int]:
    """A reference to the case that the row belongs to."""
    return Column(name, ForeignKey("cases.seq", ondelete="CASCADE"), nullable=False, **options)
