"""The program's entry: `python -m kpsdesk`, the `kpsdesk` script and the packed program."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from kpsdesk.cli.context import WindowOptions


def main() -> None:
    """Hand over to the command line, which opens the window when no command is given."""
    from kpsdesk.cli.context import Faces
    from kpsdesk.cli.main import main as command_line

    sys.exit(command_line(sys.argv[1:], Faces(window=_window, draw_pages=_draw_pages)))


def _window(options: WindowOptions) -> int:
    # the window's libraries are loaded only by those who want a window
    from kpsdesk.app import run

    return run(options)


def _draw_pages(profile: Path, store: Path, password: str) -> list[str]:
    from kpsdesk.app import draw_pages

    return draw_pages(profile, store, password)


if __name__ == "__main__":
    main()
