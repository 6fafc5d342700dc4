"""Parts of a whole and ratios; of nothing there is neither, and never infinity (domain 7)."""

from __future__ import annotations


def percent(part: int, whole: int) -> float | None:
    """The part in hundredths of the whole; None ("–") of nothing."""
    return 100 * part / whole if whole else None


def ratio(one: int, other: int) -> float | None:
    """How many of one there are for each of the other; None ("–") when there is none of the other."""
    return one / other if other else None
