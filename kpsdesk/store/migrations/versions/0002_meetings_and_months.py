"""Meetings with the cases taken up, the numbers of each month's end, and the changes of actions by day."""

from __future__ import annotations

from alembic import op

from kpsdesk.store.tables import action_history, meeting_cases, meetings, metadata, month_snapshots

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add three tables, and an index by which the changes of actions since a day are found; nothing else changes."""
    metadata.create_all(op.get_bind(), tables=[meetings, meeting_cases, month_snapshots], checkfirst=True)
    for index in action_history.indexes:
        index.create(op.get_bind(), checkfirst=True)
