"""What the command line tells the window; apart from the commands, since a window that is opened needs none of them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class WindowOptions:
    """How the window is to be opened. `store` and `language` are None unless they were given."""

    profile: Path
    store: Path | None = None
    language: str | None = None
    demo: bool = False
    report_only: bool = False
    crash_dialog: bool = True
