"""The letter to a harmed patient as it is proposed, from the preset of the unit's country (PSL 3:8; domain 3.4)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from kpsdesk import paths
from kpsdesk.domain.papers import CaseOnPaper, Letter, LetterPoint
from kpsdesk.domain.text import clean
from kpsdesk.i18n import Words


@dataclass(frozen=True, slots=True)
class LetterProposal:
    """A letter as it is proposed; `check` says what of it to check locally, '' for nothing."""

    letter: Letter
    check: str


def proposed(data: CaseOnPaper) -> LetterProposal:
    """The preset in the language spoken now, with the actions of the case that still hold."""
    with paths.resource("presets", "patient_letter.toml").open("rb") as stream:
        letters: list[dict[str, Any]] = tomllib.load(stream)["letter"]
    body = next((one for one in letters if one["country"] == data.case.country), letters[0])
    alive = [a.text for a in data.case.live_actions if a.status not in ("rejected", "cancelled")]
    actions = "\n".join(f"– {text}" for text in alive)

    def text_of(point: Mapping[str, Any]) -> str:
        text = str(Words.of(point["text"]))
        if "none" not in point:
            return text
        return text.replace("{actions}", actions) if actions else str(Words.of(point["none"]))

    letter = Letter(
        title=str(Words.of(body["title"])),
        greeting=str(Words.of(body["greeting"])),
        opening=str(Words.of(body["opening"])),
        points=tuple(
            LetterPoint(one["code"], str(Words.of(one["title"])), text_of(one)) for one in body["point"]
        ),
        closing=str(Words.of(body["closing"])),
        legal_note=str(Words.of(body["legal_note"])),
    )
    return LetterProposal(letter, str(Words.of(body["check"])) if body.get("uncertain") else "")


def tidy_letter(letter: Letter) -> Letter:
    """The letter with its texts as they may be printed."""
    points = tuple(
        replace(one, title=clean(one.title, 200), text=clean(one.text, field=f"point.{one.code}"))
        for one in letter.points
    )
    return replace(
        letter,
        greeting=clean(letter.greeting, 500, "greeting"),
        opening=clean(letter.opening, field="opening"),
        closing=clean(letter.closing, field="closing"),
        contact=clean(letter.contact, 2000, "contact"),
        points=points,
    )
