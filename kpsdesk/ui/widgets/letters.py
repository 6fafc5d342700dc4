"""Alt letters of fields, buttons and menus, in whatever language they are: translators need not choose them."""

from __future__ import annotations

import string
from collections.abc import Iterable, Sequence
from typing import Final

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QLabel, QPushButton, QWidget

from kpsdesk.ui.widgets.choices import CheckList
from kpsdesk.ui.widgets.form import FormRow

Owner = FormRow | QLabel | QAbstractButton | QAction
_PARTS: Final = frozenset({"segment", "list", "search"})  # buttons that arrows or digits choose


def give_letters(owners: Iterable[Owner]) -> None:
    """Give each of these a letter of its own. One that has a letter keeps it, unless one before has the same."""
    named = [owner for owner in owners if _text(owner)]
    for owner, text in zip(named, with_letters([_text(owner) for owner in named]), strict=True):
        if text == _text(owner):
            continue
        if isinstance(owner, FormRow):
            owner.label.setText(text)
            owner.field.setAccessibleName(_read(text)[0])
        else:
            owner.setText(text)


def give_all_letters(dialog: QWidget) -> None:
    """A letter for each field, tick and button of a dialog that is to be seen."""
    give_letters([*_rows(dialog), *_buttons(dialog)])


def letter_of(text: str) -> str:
    """The Alt letter of a text, small; "" without one."""
    plain, place = _read(text)
    return plain[place].casefold() if place is not None else ""


def with_letters(texts: Sequence[str]) -> list[str]:
    """The texts with an "&" before the letter of each, no letter twice; one for which none is left goes without.

    A text that names its letter already keeps it, the first that names it. The others get the first letter of a
    word if that is free, else another; who came first moves when only so everybody gets one.
    """
    plain = [_read(text)[0] for text in texts]
    fixed: dict[str, int] = {}
    for number, text in enumerate(texts):
        if named := letter_of(text):
            fixed.setdefault(named, number)
    holders: dict[str, int] = {}
    for number in range(len(texts)):
        if number not in fixed.values():
            _seat(number, plain, fixed, holders, set())
    out = [_written(text, None) for text in plain]
    for letter, number in (holders | fixed).items():
        place = _read(texts[number])[1] if letter in fixed else _place(plain[number], letter)
        out[number] = _written(plain[number], place)
    return out


def _text(owner: Owner) -> str:
    return owner.label.text() if isinstance(owner, FormRow) else owner.text()


def _rows(dialog: QWidget) -> Iterable[FormRow]:
    return [row for row in dialog.findChildren(FormRow) if not row.label.isHidden()]


def _buttons(dialog: QWidget) -> Iterable[QAbstractButton]:
    for button in dialog.findChildren(QAbstractButton):
        ticks = isinstance(button, QCheckBox) and isinstance(button.parentWidget(), CheckList)
        chosen = isinstance(button, QPushButton | QCheckBox) and not button.isHidden() and not ticks
        if chosen and button.property("role") not in _PARTS:
            yield button


def _read(text: str) -> tuple[str, int | None]:
    """What is to be seen of a text, and where its letter stands: "&&" is one "&", and one before no letter is itself."""
    plain, place, at = "", None, 0
    while at < len(text):
        after = text[at + 1 : at + 2]
        if text[at] == "&" and (after == "&" or after.isalnum()):
            if after != "&" and place is None:
                place = len(plain)
            plain += after
            at += 2
        else:
            plain += text[at]
            at += 1
    return plain, place


def _written(plain: str, place: int | None) -> str:
    if place is None:
        return plain.replace("&", "&&") if "&" in plain else plain
    return f"{plain[:place].replace('&', '&&')}&{plain[place:].replace('&', '&&')}"


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
