"""The middle of many numbers that are kept as how many times each occurs."""

from __future__ import annotations

from collections.abc import Mapping


def total(counts: Mapping[int, int]) -> int:
    """How many there are."""
    return sum(counts.values())


def median_of(counts: Mapping[int, int]) -> float | None:
    """The middle one, or halfway between the middle two; a whole number as such. None of nothing."""
    many = total(counts)
    if not many:
        return None
    low, high = _nth(counts, (many - 1) // 2), _nth(counts, many // 2)
    return (low + high) // 2 if (low + high) % 2 == 0 else (low + high) / 2


def _nth(counts: Mapping[int, int], place: int) -> int:
    """The number at a place, from 0, when all stand in order."""
    for number in sorted(counts):
        place -= counts[number]
        if place < 0:
            return number
    raise IndexError(place)
