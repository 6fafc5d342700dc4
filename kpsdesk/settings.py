"""What the program remembers on this computer before any store is open: language, look, which store, where the window stood.

A small TOML file in the profile. What belongs to the unit's work (deadlines, backups, locking) is kept in the store.
"""

from __future__ import annotations

import json
import os
import tomllib
from contextlib import suppress
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, Final

FILE: Final = "settings.toml"
DAMAGED: Final = "settings.damaged.toml"


@dataclass(frozen=True, slots=True)
class Settings:
    """One person's choices on one computer. `language` and `store` are "" until chosen; `text_size` in per cent."""

    language: str = ""
    theme: str = "system"
    text_size: int = 100
    store: str = ""
    window: str = ""
    backups: str = ""  # their folder, to be found also when the store cannot be opened
    cases_layout: str = ""  # of the list: widths, order, quick look
    report_unit: str = ""  # the unit last reported on, by its code


def load(profile: Path) -> Settings:
    """The settings of a profile; whatever is missing or cannot be understood is as it was shipped.

    A file that is no TOML at all is set aside, so that nothing written over it is lost.
    """
    try:
        with (profile / FILE).open("rb") as stream:
            found: dict[str, Any] = tomllib.load(stream)
    except OSError:
        return Settings()
    except ValueError:
        with suppress(OSError):
            (profile / FILE).replace(profile / DAMAGED)
        return Settings()
    shipped = Settings()
    kept = {
        field.name: found[field.name]
        for field in fields(Settings)
        if type(found.get(field.name)) is type(getattr(shipped, field.name))
    }
    settings = Settings(**kept)
    return replace(settings, text_size=min(max(settings.text_size, 100), 200))


def save(profile: Path, settings: Settings) -> None:
    """Write them, all or nothing.

    Raises:
        OSError: no room, or no right to write; the file is as it was.
    """
    profile.mkdir(parents=True, exist_ok=True)
    # a JSON text is a TOML text too
    lines = [f"{name} = {json.dumps(value)}\n" for name, value in asdict(settings).items()]
    draft = profile / f"{FILE}.{os.getpid()}.tmp"
    try:
        draft.write_text("".join(lines), encoding="utf-8")
        draft.replace(profile / FILE)
    finally:
        draft.unlink(missing_ok=True)
