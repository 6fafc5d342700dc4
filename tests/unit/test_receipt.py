"""The receipt code: given out once, read back from paper or by ear."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpsdesk.domain.receipt import ALPHABET, digest, new_code, normalise
from kpsdesk.errors import UserError


@given(st.binary(min_size=10, max_size=10))
def test_every_bit_of_the_source_is_in_the_code(source: bytes) -> None:
    code = new_code(lambda count: source[:count])
    value = 0
    for sign in code.replace("-", ""):
        value = value * 32 + ALPHABET.index(sign)
    assert value.to_bytes(10, "big") == source
    assert normalise(code) == code


@pytest.mark.parametrize(
    "typed",
    [
        "7K2M-9QXA-04TB-1W3E",
        "7k2m 9qxa 04tb 1w3e",
        "7K2M9QXAO4TBlW3E",
        " 7k2m–9qxa–o4tb–iw3e\n",
        "７K2M-9QXA-04TB-1W3E",
    ],
)
def test_a_code_is_read_forgivingly(typed: str) -> None:
    assert normalise(typed) == "7K2M-9QXA-04TB-1W3E"


@pytest.mark.parametrize(
    "typed", ["", "7K2M", "7K2M-9QXA-04TB-1W3EX", "7K2M-9QXA-04TB-1W3U", "7K2M-9QXA-04TB-1W3!"]
)
def test_anything_else_is_told(typed: str) -> None:
    with pytest.raises(UserError, match="16 bokstäver och siffror"):
        normalise(typed)


def test_the_digest_depends_on_code_and_store_alone() -> None:
    code = "7K2M-9QXA-04TB-1W3E"
    assert digest(code, "a") == digest(code.lower(), "a")
    assert len({digest(code, "a"), digest(code, "b"), digest("0" + code[1:], "a")}) == 3
    assert "7K2M" not in digest(code, "a").upper()
