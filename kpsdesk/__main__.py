"""The program's entry: `python -m kpsdesk`, the `kpsdesk` script and the packed program."""

from __future__ import annotations

import sys


def main() -> None:
    """Hand over to the command line, which opens the window when no command is given."""
    from kpsdesk.cli.main import main as command_line

    sys.exit(command_line())


if __name__ == "__main__":
    main()
