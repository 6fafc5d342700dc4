"""The receipt code: with it, an anonymous or hidden reporter reads status and feedback (domain 2.11).

80 random bits as 16 of Crockford's base-32 signs in four groups. The store keeps only a digest, so that
nobody who reads the store can find out who holds which code.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from collections.abc import Callable
from typing import Final

from kpsdesk.errors import UserError
from kpsdesk.i18n import N_

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH: Final = 16
GROUP: Final = 4

NOT_A_CODE: Final = N_(
    "This is not a receipt code. A code has 16 letters and digits in four groups, such as {example}. "
    "Look at your receipt again; large and small letters do not matter."
)
EXAMPLE: Final = "7K2M-9QXA-04TB-HW3E"

_READ_AS: Final = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_code(random_bytes: Callable[[int], bytes]) -> str:
    """A new code from a source of random bytes, such as `secrets.token_bytes`."""
    number = int.from_bytes(random_bytes(LENGTH * 5 // 8), "big")
    signs = [ALPHABET[(number >> shift) & 31] for shift in range(5 * (LENGTH - 1), -1, -5)]
    return _grouped("".join(signs))


def normalise(text: str) -> str:
    """The code as it was given out, from what somebody typed or read aloud.

    Raises `UserError` when it cannot be a code.
    """
    upper = unicodedata.normalize("NFKC", text).upper().translate(_READ_AS)
    signs = "".join(
        char for char in upper if not (char.isspace() or unicodedata.category(char) in ("Pd", "Cf"))
    )
    if len(signs) != LENGTH or any(sign not in ALPHABET for sign in signs):
        raise UserError(NOT_A_CODE, field="receipt_code", example=EXAMPLE)
    return _grouped(signs)


def digest(code: str, store_id: str) -> str:
    """What the store keeps instead of the code; another store gives another digest."""
    return hmac.new(store_id.encode(), normalise(code).encode(), hashlib.sha256).hexdigest()


def _grouped(signs: str) -> str:
    return "-".join(signs[start : start + GROUP] for start in range(0, LENGTH, GROUP))
