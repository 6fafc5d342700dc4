"""What the first start asks, as plain data, and making the store from it. No widgets here."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from kpsdesk.clock import Clock
from kpsdesk.i18n import language
from kpsdesk.services.founding import Founding, found
from kpsdesk.services.vault import Created, Vault


@dataclass(frozen=True, slots=True)
class Answers:
    """The unit and its people as the first start learns them; kept while the user goes back and forth."""

    unit: str = ""
    organisation: str = ""
    country: str = "SE"
    setting: str = ""
    person: str = ""
    title: str = ""

    def founding(self) -> Founding:
        """As the services want it; the unit gets a code that people would give it."""
        return Founding(
            area=self.organisation,
            unit=self.unit,
            unit_code=code_for(self.unit),
            country=self.country,
            setting=self.setting or "other",
            person=self.person,
            title=self.title,
            language=language(),
        )


def code_for(name: str) -> str:
    """A short code from a unit's name: «Avdelning 3» is AVD3, «Hemtjänst Norr» HEMN; can be changed in the settings."""
    plain = unicodedata.normalize("NFKD", name.replace("ø", "o").replace("æ", "a"))
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    words: list[str] = re.findall(r"[A-Za-z]+|\d+", letters)
    if not words:
        return "E1"
    rest = "".join(word if word.isdigit() else word[0] for word in words[1:])
    return (words[0][:3] + rest).upper()[:8]


def make_store(vault: Vault, clock: Clock, path: Path, password: str, answers: Answers) -> Created:
    """A new store with the unit and the person in it; in the background.

    Raises:
        UserError, OutsideError: as `Vault.create_store`; nothing is left behind.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    made = vault.create_store(path, password)
    found(made.opened.store, answers.founding(), clock)
    return made
