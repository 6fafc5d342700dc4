"""Temporary copies of attachments, in folders that are found again by their store: also after a crash."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from pathlib import Path


def new_folder(store: Path) -> Path:
    """A folder for this user alone; its name tells which store it is of, and nothing else.

    Raises:
        OSError: there is no room for one.
    """
    return Path(tempfile.mkdtemp(prefix=_prefix(store)))


def remove_all(store: Path) -> None:
    """Take away what a window left, or the one before that crashed; what another program still shows goes next time."""
    for folder in Path(tempfile.gettempdir()).glob(_prefix(store) + "*"):
        shutil.rmtree(folder, ignore_errors=True)


def _prefix(store: Path) -> str:
    return f"kpsdesk-copies-{hashlib.sha256(str(store.absolute()).encode(errors='surrogatepass')).hexdigest()[:16]}-"
