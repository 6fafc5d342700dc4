"""What a write changed, so that only the pages that show it need to load again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Changes:
    """Nouns (case, organisation, codes, settings, views, drafts, store) with the ids that changed."""

    ids: dict[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, noun: str, *ids: str) -> Changes:
        """Changes of one noun."""
        return cls({noun: frozenset(ids)})

    def __or__(self, other: Changes) -> Changes:
        nouns = self.ids.keys() | other.ids.keys()
        none: frozenset[str] = frozenset()
        return Changes({noun: self.ids.get(noun, none) | other.ids.get(noun, none) for noun in nouns})

    def touches(self, *nouns: str) -> bool:
        """Whether any of the nouns changed."""
        return any(noun in self.ids for noun in nouns)

    def has(self, noun: str, one: str) -> bool:
        """Whether this very thing changed; a noun without ids means all of them."""
        return noun in self.ids and (not self.ids[noun] or one in self.ids[noun])

    @classmethod
    def all(cls, changes: Iterable[Changes]) -> Changes:
        """The sum of several."""
        total = cls()
        for change in changes:
            total |= change
        return total
