"""What a password for the store must be: long, and not what everybody tries first.

Length is what makes guessing dear; rules about kinds of characters only make people write passwords down (NIST
SP 800-63B, 5.1.1). Spaces and any alphabet are welcome, so that a sentence can be the password.
"""

from __future__ import annotations

import unicodedata
from typing import Final

from kpsdesk.errors import UserError
from kpsdesk.i18n import N_

SHORTEST: Final = 10
LONGEST: Final = 500
_FEWEST_SIGNS: Final = 5
# Words that are guessed first, whatever figures are put before or behind them
_COMMON: Final = frozenset(
    [
        "password",
        "passw0rd",
        "lösenord",
        "losenord",
        "salasana",
        "qwerty",
        "qwertyuiop",
        "qwertyuiopå",
        "asdfghjkl",
        "asdfghjklö",
        "abcdefghij",
        "sommar",
        "vinter",
        "höst",
        "vår",
        "kesä",
        "talvi",
        "syksy",
        "kevät",
        "sverige",
        "suomi",
        "finland",
        "stockholm",
        "helsinki",
        "göteborg",
        "välkommen",
        "valkommen",
        "tervetuloa",
        "kpsdesk",
        "avvikelse",
        "hemligt",
        "hemlighet",
        "admin",
        "administrator",
        "letmein",
        "iloveyou",
        "changeme",
        "patientsäkerhet",
        "potilasturvallisuus",
        "lösenordet",
        "salasanani",
    ]
)


class WeakPassword(UserError):
    """The password is too easily guessed, or too long to be meant."""


def demand_strong(password: str) -> None:
    """Refuse a password that would not keep the store closed.

    Raises:
        WeakPassword: too short, too long, too uniform, or among the first that are tried.
    """
    plain = unicodedata.normalize("NFKC", password)
    if len(plain) < SHORTEST:
        raise WeakPassword(
            N_(
                "A password needs at least {n} characters. A short sentence that only you know is easy to remember."
            ),
            field="password",
            n=SHORTEST,
        )
    if len(plain) > LONGEST:
        raise WeakPassword(N_("A password has at most {n} characters."), field="password", n=LONGEST)
    if len(set(plain.casefold())) < _FEWEST_SIGNS:
        raise WeakPassword(
            N_("This password repeats the same few characters. Mix more of them, or use a short sentence."),
            field="password",
        )
    letters = "".join(sign for sign in plain.casefold() if sign.isalpha())
    if not letters or letters in _COMMON:
        raise WeakPassword(
            N_(
                "This password is one of the first that are guessed. Use a short sentence that only you know."
            ),
            field="password",
        )
