"""Finding a report by the digest of its receipt code."""

from __future__ import annotations

from sqlalchemy import Connection, select

from kpsdesk.store import tables as t


def find(connection: Connection, receipt: str) -> int | None:
    """The case that a receipt belongs to, or None."""
    return connection.execute(select(t.reports.c.case_seq).where(t.reports.c.receipt == receipt)).scalar()
