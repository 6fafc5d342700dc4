"""Alt letters for the rows of a form, in whatever language their labels are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from kpsdesk.ui.widgets.form import FormRow

_MARK: Final = re.compile(r"&(\w)")


def letter_of(label: str) -> str:
    """The Alt letter of a label, small; "" without one."""
    found = _MARK.search(label.replace("&&", ""))
    return found.group(1).casefold() if found else ""


def give_letters(rows: Iterable[FormRow]) -> None:
    """Give each row a letter that no other has: the first of a word where it is free. Translators need not choose then.

    A row that has a letter keeps it, unless a row before has the same. Labels without a free letter go without.
    """
    taken: set[str] = set()
    for row in rows:
        label = row.label.text()
        if not label:
            continue
        letter = letter_of(label)
        if letter and letter not in taken:
            taken.add(letter)
            continue
        bare = _MARK.sub(r"\1", label) if letter else label.replace("&&", "&")
        place = next((n for n in _places(bare) if bare[n].casefold() not in taken), None)
        if place is None:
            row.set_label(bare.replace("&", "&&"))
        else:
            taken.add(bare[place].casefold())
            before, after = bare[:place].replace("&", "&&"), bare[place:].replace("&", "&&")
            row.set_label(f"{before}&{after}")
        row.field.setAccessibleName(bare)


def _places(text: str) -> Iterator[int]:
    """Where a letter can be marked: beginnings of words before what is inside them."""
    letters = [n for n, sign in enumerate(text) if sign.isalpha()]
    first = [n for n in letters if n == 0 or not text[n - 1].isalnum()]
    yield from first
    yield from (n for n in letters if n not in first)
