"""What people in the demo write, by language: patterns with slots, read from `resources/demo`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any, Final

from kpsdesk import paths
from kpsdesk.domain.case import CaseFile

LANGUAGES: Final = {"SE": "sv", "FI": "fi"}
KINDS: Final = {
    "n": "negative_event",
    "m": "near_miss",
    "r": "risk",
    "c": "complaint",
    "v": "view",
    "i": "improvement",
    "p": "positive",
}
SETTINGS: Final = {"e": "elderly_care", "h": "hospital_ward", "d": "disability", "p": "primary_care"}
_PATIENTS: Final = frozenset({"hospital_ward", "primary_care"})
# The setting's word for the person the report is about, as the texts inflect it
_PERSON: Final[Mapping[tuple[str, bool], Mapping[str, str]]] = {
    ("sv", True): {"p": "patienten", "ps": "patientens"},
    ("sv", False): {"p": "brukaren", "ps": "brukarens"},
    ("fi", True): {"p": "potilas", "pn": "potilaan", "pta": "potilasta", "plle": "potilaalle"},
    ("fi", False): {"p": "asiakas", "pn": "asiakkaan", "pta": "asiakasta", "plle": "asiakkaalle"},
}
_SLOT: Final = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Pattern:
    """One thing that happens, in words with slots."""

    type: str  # event type with subcategory, FALL.injury
    kinds: frozenset[str]
    settings: frozenset[str]
    places: tuple[str, ...]
    title: str
    text: str
    season: str = ""  # winter, summer
    hours: str = ""  # night
    harm: int = 1  # how bad it usually is
    least: int = 0  # the least and the most harm that the text tells of, H0 to H4
    most: int = 4


@dataclass(frozen=True, slots=True)
class Family:
    """What a unit does and says about a group of event types."""

    immediate: tuple[str, ...]
    immediate_text: tuple[str, ...]
    suggestions: tuple[str, ...]
    causes: tuple[tuple[str, str], ...]  # factor, words
    actions: tuple[tuple[str, str, str], ...]  # type, strength, words
    decisions: tuple[str, ...]
    feedback: tuple[str, ...]
    lessons: tuple[str, ...]
    stories: tuple[str, str]  # for the workplace meeting: of what happened, of what was seen in time


@dataclass(frozen=True)
class Texts:
    """The texts of one language."""

    language: str
    slots: Mapping[str, tuple[str, ...]]
    families: Mapping[str, Family]
    patterns: tuple[Pattern, ...]
    phrases: Mapping[str, Any]

    def fitting(self, kind: str, setting: str) -> tuple[Pattern, ...]:
        """The patterns of a kind that happen in a setting."""
        return _fitting(self.language, kind, setting)

    def family(self, event_type: str) -> Family:
        """What belongs to an event type."""
        code = _FAMILY_OF.get(event_type, event_type)
        return self.families.get(code, self.families["OTHER"])

    def fill(self, chance: Random, setting: str, time: str, *texts: str) -> list[str]:
        """Texts with the same words in the same slots; a slot with a capital begins with one."""
        words: dict[str, str] = dict(_PERSON[self.language, setting in _PATIENTS]) | {"kl": time}

        def word(found: re.Match[str]) -> str:
            name = found.group(1).lower()
            if name not in words:
                words[name] = chance.choice(self.slots[name])
            chosen = words[name]
            return chosen[0].upper() + chosen[1:] if found.group(1)[0].isupper() else chosen

        return [_SLOT.sub(word, text) for text in texts]

    def story(self, family: Family, case: CaseFile, change: str) -> str:
        """What is told of a case at the workplace meeting: what happened, why, and what was changed; nobody is named."""
        happened, in_time = family.stories
        why = min(cause.text for cause in case.causes.values()).rstrip(".")
        pattern: str = self.phrases["apt_story"][0]
        what = happened if case.head.kind == "negative_event" else in_time
        return pattern.format(what=what, why=why, change=change)

    def some(self, chance: Random, name: str) -> str:
        """One of the phrases of a name."""
        chosen: str = chance.choice(self.phrases[name])
        return chosen


# Groups of event types that are handled alike
_FAMILY_OF: Final = {
    "DIAG": "CHAIN", "IT": "OTHER", "SUIC": "VIOL", "ECON": "RIGHTS", "MISS": "ALARM", "ENV": "OTHER",
}  # fmt: skip


@cache
def texts(language: str) -> Texts:
    """The texts of a language, read once."""
    table = tomllib.loads(paths.resource("demo", f"{language}.toml").read_text(encoding="utf-8"))
    families = {
        row["code"]: Family(**{k: _tuples(v) for k, v in row.items() if k != "code"})
        for row in table["family"]
    }
    return Texts(
        language=language,
        slots={name: tuple(words) for name, words in table["slots"].items()},
        families=families,
        patterns=tuple(_pattern(row) for row in table["pattern"]),
        phrases=table["phrases"],
    )


def _pattern(row: Mapping[str, Any]) -> Pattern:
    made = dict(row) | {
        "kinds": frozenset(KINDS[letter] for letter in row["kinds"]),
        "settings": frozenset(SETTINGS[letter] for letter in row["at"]),
        "places": tuple(row["places"]),
    }
    del made["at"]
    return Pattern(**made)


def _tuples(rows: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(tuple(row) if isinstance(row, list) else row for row in rows)


@cache
def _fitting(language: str, kind: str, setting: str) -> tuple[Pattern, ...]:
    return tuple(one for one in texts(language).patterns if kind in one.kinds and setting in one.settings)
