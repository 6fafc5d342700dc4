"""Meetings with the cases taken up, and the numbers of each month's end."""

from __future__ import annotations

from alembic import op

from kpsdesk.store.tables import meeting_cases, meetings, metadata, month_snapshots

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add three tables; nothing else changes."""
    metadata.create_all(op.get_bind(), tables=[meetings, meeting_cases, month_snapshots], checkfirst=True)
