"""A line of Ctrl+K, and who offers such lines; apart from the field itself, which is made when it is first unfolded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """One line of the palette: what it says, a fainter hint at the right, what it does. `words` are found too."""

    title: str
    run: Callable[[], object]
    hint: str = ""
    icon: str = "arrow-right"
    words: str = ""

    def fits(self, typed: str) -> bool:
        """Every typed word begins a word of the title, hint or extra words, or stands inside the title."""
        title = self.title.casefold()
        known = f"{title} {self.hint} {self.words}".casefold().split()
        return all(
            word in title or any(k.startswith(word) for k in known) for word in typed.casefold().split()
        )


Provider = Callable[[str], Sequence[Command]]
Search = Callable[[str, Callable[[Sequence[Command]], None]], None]
