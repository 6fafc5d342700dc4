"""Every table of the store, by noun; `create_everything` makes them all in an empty store."""

from __future__ import annotations

from sqlalchemy import Connection

from kpsdesk.store.tables.base import metadata
from kpsdesk.store.tables.cases import (
    case_values,
    cases,
    due_history,
    hidden_reporters,
    kind_history,
    owner_history,
    patient_refs,
    reports,
    status_history,
    steps,
)
from kpsdesk.store.tables.learning import meeting_cases, meetings, month_snapshots
from kpsdesk.store.tables.organisation import areas, org_changes, persons, roles, unit_versions, units
from kpsdesk.store.tables.program import (
    audit,
    code_items,
    counters,
    documents,
    drafts,
    import_batches,
    saved_views,
    settings,
)
from kpsdesk.store.tables.work import (
    action_causes,
    action_history,
    actions,
    attachments,
    case_links,
    causes,
    feedback,
    legal_tracks,
    notes,
)

__all__ = [
    "action_causes",
    "action_history",
    "actions",
    "areas",
    "attachments",
    "audit",
    "case_links",
    "case_values",
    "cases",
    "causes",
    "code_items",
    "counters",
    "create_everything",
    "documents",
    "drafts",
    "due_history",
    "feedback",
    "hidden_reporters",
    "import_batches",
    "kind_history",
    "legal_tracks",
    "meeting_cases",
    "meetings",
    "metadata",
    "month_snapshots",
    "notes",
    "org_changes",
    "owner_history",
    "patient_refs",
    "persons",
    "reports",
    "roles",
    "saved_views",
    "settings",
    "status_history",
    "steps",
    "unit_versions",
    "units",
]

# Contentless: the texts live once, in their own tables. No positions are kept (detail=none): words and
# prefixes are what people search by, and the index stays small. Case texts are found by cases.seq.
SEARCH = """
CREATE VIRTUAL TABLE case_search USING fts5(
    body, content='', contentless_delete=1, detail=none, prefix='1 2 3',
    tokenize='unicode61 remove_diacritics 0'
)
"""
GUARDS = (
    "CREATE TRIGGER audit_keep BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END",
    "CREATE TRIGGER audit_fixed BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END",
    (
        'CREATE TRIGGER report_text_fixed BEFORE UPDATE OF description, suggestion, went_well, immediate_text, "values" '
        "ON reports BEGIN SELECT RAISE(ABORT, 'the reporter''s own words are never changed'); END"
    ),
    (  # with its whole case a report may go: an import that is taken back
        "CREATE TRIGGER report_kept BEFORE DELETE ON reports "
        "WHEN EXISTS (SELECT 1 FROM cases WHERE seq = OLD.case_seq) "
        "BEGIN SELECT RAISE(ABORT, 'the reporter''s own words are never taken away'); END"
    ),
)


def create_everything(connection: Connection) -> None:
    """Make all tables, the search index and the guards in an empty store."""
    metadata.create_all(connection)
    connection.exec_driver_sql(SEARCH)
    for guard in GUARDS:
        connection.exec_driver_sql(guard)
