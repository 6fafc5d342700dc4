"""What is worked out on a case: causes, actions, notes, feedback, links, attachments, legal tracks."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, Table
from sqlalchemy import text as sql

from kpsdesk.store.tables.base import case_ref, day, instant, json, metadata, text

causes = Table(
    "causes",
    metadata,
    text("id", primary_key=True),
    case_ref(index=True),
    text("text", need=True),
    text("factor"),  # list factor or factor_group
    Column("position", Integer, nullable=False, server_default="0"),
    instant("removed_at"),
)
actions = Table(
    "actions",
    metadata,
    text("id", primary_key=True),
    case_ref(index=True),
    text("text", need=True),
    text("type"),
    text("strength"),
    text("level"),
    text("status", need=True),
    Column("owner_id", ForeignKey("persons.id")),
    day("due"),
    day("done_day"),
    text("reason"),  # why rejected or cancelled
    text("measure"),  # how the effect is to be seen: what, how, when
    text("effect"),
    text("evidence"),
    day("follow_up_due"),
    day("followed_up_day"),
    text("followed_up_by"),
    text("origin"),  # proposal: from the reporter's own suggestion
    instant("created_at", need=True),
    instant("removed_at"),
    Index(
        "ix_actions_due",
        "due",
        sqlite_where=sql("status IN ('proposed','decided','ongoing') AND removed_at IS NULL"),
    ),
    Index(
        "ix_actions_follow_up",
        "follow_up_due",
        sqlite_where=sql("followed_up_day IS NULL AND status = 'done'"),
    ),
)
action_causes = Table(
    "action_causes",
    metadata,
    Column("action_id", ForeignKey("actions.id", ondelete="CASCADE"), primary_key=True),
    Column("cause_id", ForeignKey("causes.id", ondelete="CASCADE"), primary_key=True),
    sqlite_with_rowid=False,
)
action_history = Table(  # status, owner and due dates of actions and follow-ups, for any past day
    "action_history",
    metadata,
    Column("action_id", ForeignKey("actions.id", ondelete="CASCADE"), primary_key=True),
    Column("n", Integer, primary_key=True),
    text("status", need=True),
    Column("owner_id", ForeignKey("persons.id")),
    day("due"),
    day("follow_up_due"),
    text("effect"),
    instant("at", need=True),
    day("day", need=True),
    text("actor", need=True),
    text("reason"),
    Index(
        "ix_action_history_day", "day"
    ),  # what has changed since a day, so that the last months are counted at once
    sqlite_with_rowid=False,
)
notes = Table(
    "notes",
    metadata,
    text("id", primary_key=True),
    case_ref(index=True),
    text("kind", need=True),  # list note_kind
    text("text", need=True),
    text("source"),
    text("certainty"),  # fact or judgement
    text("author", need=True),
    text("author_title"),
    instant("at", need=True),
)
feedback = Table(
    "feedback",
    metadata,
    text("id", primary_key=True),
    case_ref(index=True),
    text("text"),
    text("no_feedback_reason"),  # list no_feedback_reason, when none could be given
    text("author", need=True),
    instant("at", need=True),
    day("day", need=True),
)
case_links = Table(
    "case_links",
    metadata,
    case_ref("from_seq", primary_key=True),
    case_ref("to_seq", primary_key=True, index=True),
    text("kind", primary_key=True),
    instant("at", need=True),
    text("actor", need=True),
)
attachments = Table(
    "attachments",
    metadata,
    text("id", primary_key=True),
    case_ref(index=True),
    text("name", need=True),
    text("mime", need=True),
    Column("size", Integer, nullable=False),
    text("sha256", need=True),
    Column("data", LargeBinary, nullable=False),
    text("actor", need=True),
    instant("at", need=True),
    instant("removed_at"),
)
legal_tracks = Table(
    "legal_tracks",
    metadata,
    text("id", primary_key=True),
    case_ref(index=True),
    text("track", need=True),  # code@version of the track as data
    text("state", need=True),  # open, done, not_applicable
    json("values"),
    text("reason"),
    instant("started_at", need=True),
    instant("ended_at"),
    Index("ix_legal_tracks_open", "case_seq", sqlite_where=sql("state = 'open'")),
)
