"""The words of the help: topics, shortcuts, glossary; searched in the three languages at once."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from kpsdesk import paths
from kpsdesk.i18n import LANGUAGES, Words


@dataclass(frozen=True, slots=True)
class Topic:
    """What one page is for, or one thing explained."""

    key: str
    icon: str
    title: Words
    text: Words


@dataclass(frozen=True, slots=True)
class Shortcut:
    """Keys and what they do."""

    keys: str
    does: Words


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the field in three languages, and what it means."""

    code: str
    term: Words
    meaning: Words


@cache
def topics() -> tuple[Topic, ...]:
    """Every topic, in order."""
    rows = _table("help", "topics.toml")["topic"]
    return tuple(
        Topic(row["key"], row["icon"], Words.of(row["title"]), Words.of(row["text"])) for row in rows
    )


@cache
def shortcuts() -> tuple[Shortcut, ...]:
    """Every shortcut, in order."""
    rows = _table("help", "topics.toml")["shortcut"]
    return tuple(Shortcut(row["keys"], Words.of(row["does"])) for row in rows)


@cache
def glossary() -> tuple[Term, ...]:
    """Every term."""
    rows = _table("presets", "glossary.toml")["term"]
    return tuple(Term(row["code"], Words.of(row["term"]), Words.of(row["meaning"])) for row in rows)


def _table(*parts: str) -> dict[str, Any]:
    return tomllib.loads(paths.resource(*parts).read_text(encoding="utf-8"))


def holds(wanted: str, *words: Words) -> bool:
    """Whether every word looked for is somewhere in the texts, in any language."""
    text = " ".join(one.in_(code) for one in words for code in LANGUAGES).casefold()
    return all(part in text for part in wanted.casefold().split())


def paragraphs(text: str) -> Iterator[tuple[bool, str]]:
    """(is a point of a list, text) for each paragraph; lines of a paragraph are joined."""
    for block in text.strip().split("\n\n"):
        plain: list[str] = []
        for line in block.splitlines():
            if line.startswith("- "):
                if plain:
                    yield False, " ".join(plain)
                    plain = []
                yield True, line[2:]
            else:
                plain.append(line)
        if plain:
            yield False, " ".join(plain)
