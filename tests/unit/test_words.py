"""Papers speak their own language, also while the window speaks another."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest

from kpsdesk import i18n, words


@pytest.mark.parametrize(
    "language, month, day, share, number",
    [
        ("sv", "mars 2026", "5 mars 2026", "47\u00a0%", "2,5"),
        ("fi", "maaliskuu 2026", "5.3.2026", "47\u00a0%", "2,5"),
        ("en", "March 2026", "5 March 2026", "47%", "2.5"),
    ],
)
def test_dates_and_numbers_of_a_paper(language: str, month: str, day: str, share: str, number: str) -> None:
    march = date(2026, 3, 5)
    with i18n.speaking(language):
        assert (words.month_name(march), words.long_day(march)) == (month, day)
        assert (words.percent(46.6), words.decimal(2.5)) == (share, number)
        assert (words.percent(None), words.decimal(3.0)) == ("–", "3")
    assert i18n.language() == "sv"


def test_two_papers_in_two_languages_at_once_do_not_mix() -> None:
    both = Barrier(2)

    def said(language: str) -> str:
        with i18n.speaking(language):
            both.wait(10)
            word = words.month_name(date(2026, 1, 1), year=False)
            both.wait(10)
            return word

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(said, ["fi", "en"])) == ["tammikuu", "January"]
    assert words.month_name(date(2026, 1, 1), year=False) == "januari"
