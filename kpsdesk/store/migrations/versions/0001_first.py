"""The first schema: everything that the tables of today declare.

Frozen at the first release: from then on it holds the tables as they were, and each change is a file of its own.
"""

from __future__ import annotations

from alembic import op

from kpsdesk.store.tables import create_everything

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make all tables, the search index and the guards."""
    create_everything(op.get_bind())
