"""Letters for Alt: which one each label of the form gets, in whatever language it is."""

from __future__ import annotations

import string
from collections.abc import Sequence


def with_letters(texts: Sequence[str]) -> list[str]:
    """The texts with an "&" before the letter of each, no letter twice.

    A text that names its letter already keeps it, the first that names it. The others get the first letter of a
    word if that is free, else another; who came first moves when only so everybody gets one.
    """
    plain = [text.replace("&", "") for text in texts]
    fixed: dict[str, int] = {}
    for number, text in enumerate(texts):
        if named := _named(text):
            fixed.setdefault(named, number)
    holders: dict[str, int] = {}
    for number in range(len(texts)):
        if number not in fixed.values():
            _seat(number, plain, fixed, holders, set())
    out = list(plain)
    for letter, number in (holders | fixed).items():
        place = texts[number].find("&") if letter in fixed else _place(plain[number], letter)
        out[number] = f"{plain[number][:place]}&{plain[number][place:]}"
    return out


def _seat(
    number: int, plain: Sequence[str], fixed: dict[str, int], holders: dict[str, int], tried: set[str]
) -> bool:
    """Give one text a letter, moving others where that helps (an augmenting path)."""
    wanted = [letter for letter in _letters(plain[number]) if letter not in fixed]
    for letter in wanted:
        if letter not in holders:
            holders[letter] = number
            return True
    for letter in wanted:
        if letter not in tried:
            tried.add(letter)
            if _seat(holders[letter], plain, fixed, holders, tried):
                holders[letter] = number
                return True
    return False


def _named(text: str) -> str:
    place = text.find("&")
    return text[place + 1 : place + 2].casefold() if place >= 0 else ""


def _letters(text: str) -> list[str]:
    """Its letters, those that begin a word first; those that not every keyboard has (å, ä, ö) last."""
    starts = [sign for n, sign in enumerate(text) if _begins(text, n)]
    letters = [sign.casefold() for sign in (*starts, *text) if sign.isalpha()]
    return sorted(dict.fromkeys(letters), key=lambda letter: letter not in string.ascii_letters)


def _place(text: str, letter: str) -> int:
    places = [n for n, sign in enumerate(text) if sign.casefold() == letter]
    return next((n for n in places if _begins(text, n)), places[0])


def _begins(text: str, n: int) -> bool:
    return n == 0 or not text[n - 1].isalpha()
