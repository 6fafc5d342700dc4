"""The file that goes with a hand-over slip (docs/hand-over.md): codes, months and approved texts, nothing that runs."""

from __future__ import annotations

import json
from typing import Any, Final

from kpsdesk.domain.papers import HandOver
from kpsdesk.domain.text import mend

FORMAT: Final = "kpsdesk-hand-over"
VERSION: Final = 1


def as_json(given: HandOver) -> bytes:
    """The file's content: UTF-8, keys in a fixed order, so that the same hand-over gives the same bytes."""
    data = {"format": FORMAT, "version": VERSION, **given.as_data()}
    return (json.dumps(_mended(data), ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def _mended(value: Any) -> Any:
    """Texts that every program can show."""
    if isinstance(value, str):
        return mend(value)
    if isinstance(value, dict):
        return {key: _mended(one) for key, one in value.items()}
    return [_mended(one) for one in value] if isinstance(value, list) else value
