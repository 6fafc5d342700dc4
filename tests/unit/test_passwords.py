"""Which passwords are taken."""

from __future__ import annotations

import pytest

from kpsdesk.services.passwords import WeakPassword, demand_strong


@pytest.mark.parametrize(
    "good",
    [
        "en kopp kaffe i solen",
        "yhdeksän hyvää ja",
        "Tr0ub4dor&3x",
        "åäöåäöbcde",
        "päivän toinen kahvi",
        "密码密碼安全な鍵はこれ一",
    ],
)
def test_a_long_and_uncommon_one_is_taken(good: str) -> None:
    demand_strong(good)


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "kort",
        "niotecken",
        "          ",
        "aaaaaaaaaaaa",
        "abababababab",
        "1234567890",
        "2026-11-20!",
        "lösenord123",
        "Lösenord2026!",
        "SALASANA!!12",
        "qwertyuiop",
        "Sommar2026!",
        "x" * 501,
    ],
)
def test_a_short_uniform_or_common_one_is_refused(bad: str) -> None:
    with pytest.raises(WeakPassword) as caught:
        demand_strong(bad)
    assert caught.value.field == "password"
    assert bad not in [str(value) for value in caught.value.fields.values()]


def test_length_is_counted_as_people_see_it() -> None:
    nine_that_look_like_ten_code_points = "ab\u030acdefghi"
    with pytest.raises(WeakPassword):
        demand_strong(nine_that_look_like_ten_code_points[:9])
