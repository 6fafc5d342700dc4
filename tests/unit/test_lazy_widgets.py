"""The kit's names are loaded when they are asked for: each that is told of is there, and no other."""

from __future__ import annotations

import pytest

from kpsdesk.ui import widgets


def test_every_name_of_the_kit_is_found_in_its_module() -> None:
    assert [name for name in widgets.__all__ if getattr(widgets, name, None) is None] == []


def test_a_name_that_the_kit_does_not_have_is_refused() -> None:
    with pytest.raises(AttributeError, match="Sideboard"):
        getattr(widgets, "Sideboard")  # noqa: B009  (the name is not there for the type checker)
