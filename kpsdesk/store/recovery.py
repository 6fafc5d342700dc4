"""The printed recovery code: 160 random bits and 15 check bits, as seven groups of five characters.

The alphabet is Crockford's base32: no I, L, O or U, and I, L and O typed by mistake are read as 1, 1 and 0. The check
bits are a cyclic redundancy check of degree 15, which misses no error shorter than 16 bits: every single wrong
character and every two neighbours in the wrong order are refused for certain, any other slip but one in 32,768.
"""

from __future__ import annotations

import secrets
import unicodedata
from typing import Final

from kpsdesk.errors import UserError
from kpsdesk.i18n import N_

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH: Final = 35
GROUP: Final = 5
_SECRET_BITS = 160
_CHECK_BITS = 15
_POLYNOMIAL = 0x4599
_START = 0x2A5F  # not zero, so that a code of zeros only is refused
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})


class RecoveryTypo(UserError):
    """The code cannot be what was printed."""


def new_code() -> str:
    """A fresh code as it is shown and printed: `7K3QX-…`."""
    value = secrets.randbits(_SECRET_BITS)
    whole = value << _CHECK_BITS | _check(value)
    text = "".join(ALPHABET[whole >> 5 * place & 31] for place in reversed(range(LENGTH)))
    return "-".join(text[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def normalise(code: str) -> str:
    """The 35 characters that the code means, however it was typed; what `keys` takes as the secret.

    Raises:
        RecoveryTypo: too short, too long, a character that never occurs, or a slip of the finger.
    """
    plain = unicodedata.normalize("NFKC", code).upper().translate(_READ_AS)
    text = "".join(sign for sign in plain if not (sign.isspace() or unicodedata.category(sign) == "Pd"))
    strange = next((sign for sign in text if sign not in ALPHABET), "")
    if strange:
        raise RecoveryTypo(
            N_("{sign} never occurs in a recovery code. Compare with the paper and try again."),
            field="code",
            sign=strange,
        )
    if len(text) != LENGTH:
        raise RecoveryTypo(
            N_("A recovery code has {length} characters in groups of five; this one has {n}."),
            field="code",
            length=LENGTH,
            n=len(text),
        )
    whole = 0
    for sign in text:
        whole = whole << 5 | ALPHABET.index(sign)
    if _check(whole >> _CHECK_BITS) != whole & (1 << _CHECK_BITS) - 1:
        raise RecoveryTypo(
            N_("A character in the recovery code is wrong. Compare with the paper and try again."),
            field="code",
        )
    return text


def _check(value: int) -> int:
    """CRC-15 over the 160 bits, most significant first."""
    rest = _START
    for place in reversed(range(_SECRET_BITS)):
        top = rest >> (_CHECK_BITS - 1) ^ (value >> place & 1)
        rest = rest << 1 & (1 << _CHECK_BITS) - 1
        if top & 1:
            rest ^= _POLYNOMIAL
    return rest
