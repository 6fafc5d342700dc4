"""Ready texts for feedback to reporters, kept as data in three languages; the user's own versions stand beside them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from kpsdesk.i18n import Words
from kpsdesk.services.session import Session
from kpsdesk.store import program

KIND = "feedback_templates"


@dataclass(frozen=True, slots=True)
class FeedbackTemplate:
    """A ready text; words in [square brackets] are to be filled in before it is sent."""

    code: str
    use: str  # acknowledge, close, dismiss, forward, ask
    kinds: tuple[str, ...]
    name: Words
    text: Words


@dataclass(frozen=True)
class TemplateService:
    """Reads the templates of the store."""

    session: Session

    def for_feedback(self, kind: str, use: str = "close") -> list[FeedbackTemplate]:
        """Templates for a kind of report: those meant for this moment first, then the others."""
        fitting = [one for one in self.all() if kind in one.kinds]
        return sorted(fitting, key=lambda one: one.use != use)

    def all(self) -> list[FeedbackTemplate]:
        """Every template, the latest version of each document."""
        with self.session.read() as connection:
            documents = program.documents(connection, KIND)
        latest = {document["code"]: document["body"] for document in documents}
        return [template for body in latest.values() for template in _read(body["template"])]


def _read(rows: Iterable[dict[str, Any]]) -> Iterable[FeedbackTemplate]:
    for row in rows:
        texts = {language: text.strip() for language, text in row["text"].items()}
        yield FeedbackTemplate(
            row["code"], row["use"], tuple(row["kinds"]), Words.of(row["name"]), Words.of(texts)
        )


def unfilled(text: str) -> list[str]:
    """The [places] of a template that nobody has filled in yet."""
    found, start = [], text.find("[")
    while start >= 0:
        end = text.find("]", start)
        if end < 0:
            break
        found.append(text[start : end + 1])
        start = text.find("[", end)
    return found
