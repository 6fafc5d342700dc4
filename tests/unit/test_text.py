"""Texts as people paste them: what is stored, searched and shown."""

from __future__ import annotations

import sqlite3
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpsdesk import i18n
from kpsdesk.domain.text import clean, first_words, is_blank, mend, search_tokens
from kpsdesk.errors import UserError

ANY_TEXT = st.text(st.characters(exclude_categories=[]), max_size=200)


@pytest.fixture(autouse=True)
def _english(_swedish: None) -> None:
    """Reasons are read here in the words of the code, whatever catalogues are compiled."""
    i18n.use("en")


@pytest.mark.parametrize(
    "pasted, stored",
    [
        ("Rad ett\r\nrad två\rrad tre", "Rad ett\nrad två\nrad tre"),
        ("a\u0308ldre", "äldre"),
        ("dold \u202etext\u202c", "dold text"),
        ("\ud83d\ude00", "😀"),
        ("trasig \ud83d bokstav", "trasig \ufffd bokstav"),
        ("från Word\x0bny rad", "från Word\nny rad"),
        ("\ufeffbörjan", "början"),
        ("<b>fet</b> & {namn} %s \\n", "<b>fet</b> & {namn} %s \\n"),
        ("👩🏽‍⚕️ och 한국어", "👩🏽‍⚕️ och 한국어"),
    ],
)
def test_what_a_reader_sees_is_kept_and_the_rest_mended(pasted: str, stored: str) -> None:
    assert clean(pasted) == stored


def test_nul_is_refused_with_the_name_of_the_field() -> None:
    with pytest.raises(UserError, match="NUL") as raised:
        clean("fel\0fil", field="description")
    assert raised.value.field == "description"


def test_a_megabyte_is_refused_with_both_numbers() -> None:
    with pytest.raises(UserError, match=r"1\u00a0000\u00a0000 characters.*20\u00a0000"):
        clean("x" * 1_000_000)
    assert clean("x" * 20_000) == "x" * 20_000


@given(ANY_TEXT)
def test_a_cleaned_text_can_be_stored_and_stays_as_it_is(text: str) -> None:
    cleaned = clean(text.replace("\0", ""))
    assert clean(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    cleaned.encode()
    mend(text).encode()


@pytest.mark.parametrize(
    "text, blank", [("", True), (" \n\t", True), ("\u200b\u2060", True), (" x ", False), ("😀", False)]
)
def test_blank_is_what_shows_nothing(text: str, *, blank: bool) -> None:
    assert is_blank(text) is blank


def test_first_words_end_between_words() -> None:
    assert first_words("Patienten  ramlade\ni badrummet", 80) == "Patienten ramlade i badrummet"
    assert first_words("Patienten ramlade i badrummet i natt", 20) == "Patienten ramlade i…"
    assert first_words("x" * 100, 10) == "x" * 9 + "…"


@given(ANY_TEXT, st.integers(2, 100))
def test_first_words_fit(text: str, n: int) -> None:
    line = first_words(text, n)
    assert len(line) <= n
    assert "\n" not in line


@pytest.fixture(scope="module")
def index() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.execute("create virtual table texts using fts5(body)")
    connection.execute("insert into texts values ('Larmet på AVD-3 besvarades inte, dosetten var tom')")
    return connection


def hits(index: sqlite3.Connection, typed: str) -> int:
    query = search_tokens(typed)
    if not query:
        return -1
    (count,) = index.execute("select count(*) from texts where texts match ?", [query]).fetchone()
    return int(count)


@pytest.mark.parametrize(
    "typed, found",
    [
        ("larm", 1),
        ("avd-3", 1),
        ('"dosett', 1),
        ("dosett AND", 0),
        ("inte larmet dos", 1),
        ("tom*", 1),
        ("(larm", 1),
        ("NEAR(", 0),
        ("katt", 0),
        ("body:larm", 0),
        ("-", -1),
        ('"', -1),
        ("", -1),
    ],
)
def test_search_finds_what_is_typed(index: sqlite3.Connection, typed: str, found: int) -> None:
    assert hits(index, typed) == found


@given(text=ANY_TEXT)
def test_no_typed_text_is_an_error(index: sqlite3.Connection, text: str) -> None:
    hits(index, text)
