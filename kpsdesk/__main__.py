"""The program's entry: `python -m kpsdesk`, the `kpsdesk` script and the packed program."""

from __future__ import annotations

import gc
import sys
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from kpsdesk.cli.options import WindowOptions


def main() -> None:
    """Hand over to the command line, which opens the window when no command is given."""
    from kpsdesk.cli.context import Faces
    from kpsdesk.cli.main import main as command_line

    sys.exit(command_line(sys.argv[1:], Faces(window=_window, draw_pages=_draw_pages)))


def _window(options: WindowOptions) -> int:
    load_window()
    from kpsdesk.app import run

    return run(options)


def load_window() -> None:
    """Load the window's libraries, for those who want one: in the order and the way that starts soonest.

    What needs no Qt comes first, since PySide6 looks into each module that is imported after it; and no garbage is looked
    for among things that stay.
    """
    gc.disable()
    for name in ("services.everything", "services.vault", "services.today", "app", "ui.pages.today.page"):
        import_module(f"kpsdesk.{name}")
    gc.freeze()
    gc.enable()


def _draw_pages(profile: Path, store: Path, password: str) -> list[str]:
    from kpsdesk.app import draw_pages

    return draw_pages(profile, store, password)


if __name__ == "__main__":
    main()
