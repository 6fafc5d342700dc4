"""Free text as people write and paste it: made safe to store, to search and to show in one line.

Rules of input from reliability 6: NFC, one kind of line break, no signs that turn the reading direction,
no broken characters, a cap with a clear sentence. Nothing that a reader can see is taken away.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any, Final

from kpsdesk.errors import UserError
from kpsdesk.i18n import N_

LIMIT: Final = 20_000

NUL_REFUSED: Final = N_(
    "The text holds a character that no program can show (NUL), as files that are not text do. "
    "Nothing has been saved or lost: paste the text again from where it can be read."
)
TOO_LONG: Final = N_(
    "The text has {length} characters and there is room for {limit}. Nothing is lost: it is still in the field. "
    "Shorten it, or attach the long version as a file."
)

_LINE_BREAKS: Final = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_UNSHOWN: Final = dict.fromkeys(
    [
        *(code for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\n\t"),
        *(0x061C, 0x200E, 0x200F, 0xFEFF),
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
    ]
)
_BROKEN: Final = re.compile("[\ud800-\udfff\ufffe\uffff]")
_WORD: Final = re.compile(r"[^\W_]+")
_QUERY_TOKENS: Final = 24
_QUERY_TOKEN_LENGTH: Final = 80


def clean(text: str, limit: int = LIMIT, field: str = "") -> str:
    """A text as it may be stored; the same text again when cleaned twice.

    Raises `UserError` for NUL and for a text over the limit, and names `field` in it. Surrogates that
    belong together become their character; lone ones the replacement character (reliability 6).
    """
    if "\0" in text:
        raise UserError(NUL_REFUSED, field=field)
    _check_length(text, limit, field)
    if text.isprintable() and unicodedata.is_normalized("NFC", text):
        return text  # nothing that `mend` takes away is printable
    whole = unicodedata.normalize("NFC", mend(text))
    _check_length(whole, limit, field)
    return whole


def mend(text: str) -> str:
    """The text without what cannot be shown, for data that comes from other programs; never an error."""
    if _BROKEN.search(text):
        joined = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        text = _BROKEN.sub("\ufffd", joined)
    return _LINE_BREAKS.sub("\n", text).translate(_UNSHOWN)


def mended(value: Any) -> Any:
    """The same for every text within lists and tables, such as a draft as it was typed."""
    if isinstance(value, str):
        return mend(value)
    if isinstance(value, Mapping):
        return {key: mended(one) for key, one in value.items()}
    return [mended(one) for one in value] if isinstance(value, list | tuple) else value


def is_blank(text: str) -> bool:
    """Whether a reader would see nothing at all, as with spaces and zero-width signs alone."""
    return all(char.isspace() or unicodedata.category(char)[0] == "C" for char in text)


def first_words(text: str, n: int = 80) -> str:
    """The beginning on one line, cut between words, of at most `n` characters with the mark of the cut."""
    line = " ".join(text[: 20 * n + 200].split())
    if len(line) <= n:
        return line
    cut = line[: n - 1]
    at = cut.rfind(" ")
    if at > n // 2 and line[n - 1] != " ":
        cut = cut[:at]
    return cut.rstrip(" ,;:.-–") + "…"


def search_tokens(text: str) -> str:
    """An FTS5 match expression for what somebody types: every word, each found from its beginning.

    Words are cut as the index cuts them (letters and digits) and quoted, so that `AVD-3`, `"akut` and
    `a AND` find what they say and are never an error (reliability 6). Empty when there is nothing to search for.
    """
    words = _WORD.findall(unicodedata.normalize("NFC", mend(text)))
    return " ".join(f'"{word[:_QUERY_TOKEN_LENGTH]}"*' for word in words[:_QUERY_TOKENS])


def grouped(number: int) -> str:
    """A whole number as Swedes and Finns write it, with a space that does not break."""
    return f"{number:,}".replace(",", "\u00a0")


def _check_length(text: str, limit: int, field: str) -> None:
    if len(text) > limit:
        raise UserError(TOO_LONG, field=field, length=grouped(len(text)), limit=grouped(limit))
