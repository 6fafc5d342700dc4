"""Where things lie: the one module that knows source tree, installed wheel and packed program."""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path


@cache
def resources() -> Path:
    """The folder of fonts, icons, catalogues, code lists and presets."""
    packed = getattr(sys, "_MEIPASS", None)
    if packed:
        return Path(packed) / "resources"
    beside = Path(__file__).resolve().parent / "resources"
    return beside if beside.is_dir() else Path(__file__).resolve().parent.parent / "resources"


def resource(*parts: str) -> Path:
    """One file or folder under resources."""
    return resources().joinpath(*parts)


def profile(chosen: str | os.PathLike[str] | None = None) -> Path:
    """The folder for settings, log and the default store; `--profile` chooses another."""
    if chosen:
        return Path(chosen).expanduser().resolve()
    # platformdirs is imported late: a start with --profile does not need it
    from platformdirs import user_data_path

    return user_data_path("KPSdesk", appauthor=False)
