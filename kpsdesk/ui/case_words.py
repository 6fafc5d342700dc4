"""Cases in words: what lists and cards say of a row. A snapshot of names and code lists, gathered off the UI thread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from kpsdesk import words
from kpsdesk.domain.matrix import Level
from kpsdesk.domain.organisation import Organisation
from kpsdesk.domain.rows import CaseRow
from kpsdesk.domain.vocabulary import Vocabulary
from kpsdesk.i18n import _
from kpsdesk.services.session import Session

SOON_DAYS: Final = 7
# shape and colour by a level's tone: the shape alone tells them apart
LEVEL_SHAPES: Final = {
    "ok": ("circle", "ok"),
    "warn": ("diamond", "warn"),
    "high": ("triangle-alert", "danger"),
    "danger": ("octagon-alert", "danger"),
}
KIND_ICONS: Final = {
    "negative_event": "triangle-alert",
    "near_miss": "shield",
    "risk": "eye",
    "complaint": "message-square",
    "view": "message-circle",
    "improvement": "lightbulb",
    "positive": "thumbs-up",
}
STATUS_TONES: Final = {
    "received": "info",
    "closed": "ok",
    "dismissed": "neutral",
    "on_hold": "warn",
    "reopened": "info",
}


@dataclass(frozen=True)
class CaseWords:
    """Names and words as they were when the rows were read."""

    today: date
    country: str
    organisation: Organisation
    vocabulary: Vocabulary
    levels: tuple[Level, ...]  # of the matrix in force, lowest first
    known_levels: Mapping[str, Level]  # of every matrix that a case may have been scored with
    me: int | None

    @classmethod
    def of(cls, session: Session) -> CaseWords:
        """Gather them; reads the store when something changed, so never on the UI thread."""
        current = session.matrix
        known = {level.code: level for matrix in session.matrices.values() for level in matrix.levels}
        return cls(
            today=session.today,
            country=session.country,
            organisation=session.organisation,
            vocabulary=session.vocabulary,
            levels=tuple(sorted(current.levels, key=lambda level: level.rank)),
            known_levels=known | {level.code: level for level in current.levels},
            me=session.person_id,
        )

    def kind(self, row: CaseRow) -> str:
        """The kind in a word."""
        return self.vocabulary.word("kind", row.kind)

    def status(self, row: CaseRow) -> str:
        """The status in a word."""
        return self.vocabulary.word("status", row.status)

    def step(self, row: CaseRow) -> str:
        """The next step in a word, '' when there is none."""
        return self.vocabulary.word("step", row.next_step) if row.is_open else ""

    def unit(self, row: CaseRow) -> str:
        """The unit's name."""
        unit = self.organisation.units.get(row.unit_id)
        return unit.name if unit else ""

    def owner(self, row: CaseRow) -> str:
        """Whom the case is charged to."""
        return self.organisation.name_of(row.owner_id)

    def handler(self, row: CaseRow) -> str:
        """Who handles it."""
        return self.organisation.name_of(row.handler_id)

    def level(self, row: CaseRow) -> str:
        """The risk level in a word, '' when the case is not scored."""
        level = self.known_levels.get(row.level or "")
        return str(level.text) if level else ""

    def level_look(self, row: CaseRow) -> tuple[str, str]:
        """Shape and tone of the risk level; ('', '') when the case is not scored."""
        level = self.known_levels.get(row.level or "")
        return LEVEL_SHAPES.get(level.tone, LEVEL_SHAPES["warn"]) if level else ("", "")

    def due(self, row: CaseRow) -> str:
        """When the next step is due, by how far away it is."""
        return words.due(row.next_due, self.today) if row.is_open else ""

    def due_tone(self, row: CaseRow) -> str:
        """Danger when late, warn within a week, else nothing."""
        if not row.is_open or row.next_due is None:
            return ""
        left = (row.next_due - self.today).days
        return "danger" if left < 0 else "warn" if left <= SOON_DAYS else ""

    def due_icon(self, row: CaseRow) -> str:
        """The sign beside a date that is late or near."""
        return {"danger": "clock", "warn": "hourglass"}.get(self.due_tone(row), "")

    def due_exact(self, row: CaseRow) -> str:
        """Step and exact date, for the tip."""
        if not row.is_open or row.next_due is None:
            return ""
        return f"{self.step(row)}: {words.exact(row.next_due)}"

    def title(self, row: CaseRow) -> str:
        """What it is about; never empty."""
        return row.title or _("No description yet")


def kind_icon(kind: str) -> str:
    """The icon of a kind."""
    return KIND_ICONS.get(kind, "file-text")
