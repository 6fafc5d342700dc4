"""Where a store should and should not lie; asked before one is made."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from kpsdesk.store import places

SUFFIX: Final = ".kps"
DEFAULT_NAME: Final = f"kpsdesk{SUFFIX}"


def default_store(profile: Path) -> Path:
    """Where a store goes when nobody says otherwise."""
    return profile / DEFAULT_NAME


def default_backups(profile: Path) -> Path:
    """Where backups go when nobody says otherwise."""
    return profile / "backups"


def warning(path: Path) -> str:
    """Why a store should not lie there, in the language in use; "" when the place is good."""
    return places.warning(path)
