"""The printed code: read as it was meant, refused when mistyped."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpsdesk.store import recovery
from kpsdesk.store.recovery import ALPHABET, LENGTH, RecoveryTypo

codes = st.builds(recovery.new_code)


def test_a_code_is_seven_groups_of_five() -> None:
    groups = recovery.new_code().split("-")
    assert [len(group) for group in groups] == [5] * 7


@given(codes)
def test_a_code_reads_back(code: str) -> None:
    assert recovery.normalise(code) == code.replace("-", "")


@given(codes, st.sampled_from(["lower", "spaces", "dashes", "wide", "run together", "look-alikes"]))
def test_the_way_it_is_typed_does_not_matter(code: str, way: str) -> None:
    typed = {
        "lower": code.lower(),
        "spaces": f"  {code.replace('-', '  ')}\n",
        "dashes": code.replace("-", " – "),
        "wide": "".join(chr(ord(sign) + 0xFEE0) for sign in code),
        "run together": code.replace("-", ""),
        "look-alikes": code.replace("0", "o").replace("1", "l"),
    }[way]
    assert recovery.normalise(typed) == code.replace("-", "")


@given(codes, st.integers(0, LENGTH - 1), st.sampled_from(ALPHABET))
def test_every_single_wrong_character_is_refused(code: str, place: int, sign: str) -> None:
    text = code.replace("-", "")
    typed = text[:place] + sign + text[place + 1 :]
    if typed == text:
        assert recovery.normalise(typed) == text
    else:
        with pytest.raises(RecoveryTypo):
            recovery.normalise(typed)


def test_all_single_typos_of_one_code_are_refused() -> None:
    text = recovery.new_code().replace("-", "")
    typos = [
        text[:at] + sign + text[at + 1 :] for at in range(LENGTH) for sign in ALPHABET if sign != text[at]
    ]
    assert len(typos) == LENGTH * 31
    for typo in typos:
        with pytest.raises(RecoveryTypo):
            recovery.normalise(typo)


@given(codes, st.integers(0, LENGTH - 2))
def test_two_neighbours_in_the_wrong_order_are_refused(code: str, place: int) -> None:
    text = code.replace("-", "")
    typed = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    if typed != text:
        with pytest.raises(RecoveryTypo):
            recovery.normalise(typed)


@given(codes, st.integers(0, LENGTH - 1))
def test_a_missing_or_doubled_character_is_refused(code: str, place: int) -> None:
    text = code.replace("-", "")
    for typed in (text[:place] + text[place + 1 :], text[: place + 1] + text[place:]):
        with pytest.raises(RecoveryTypo):
            recovery.normalise(typed)


@pytest.mark.parametrize("typed", ["", "0" * LENGTH, "Z" * LENGTH, "U" * LENGTH, "å" * LENGTH, "0" * 100_000])
def test_what_was_never_printed_is_refused(typed: str) -> None:
    with pytest.raises(RecoveryTypo):
        recovery.normalise(typed)


def test_a_strange_character_is_named() -> None:
    with pytest.raises(RecoveryTypo) as caught:
        recovery.normalise("U" + recovery.new_code()[1:])
    assert caught.value.fields["sign"] == "U"
