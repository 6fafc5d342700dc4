"""`kpsdesk report`: the window in which staff report, and nothing else; the store is unlocked in it."""

from __future__ import annotations

import click

from kpsdesk.cli.context import Program
from kpsdesk.cli.main import open_window
from kpsdesk.i18n import _


@click.command(
    help=_(
        "Open a window in which anyone in the unit can report, and read answers by receipt code. It shows no cases."
    )
)
@click.pass_obj
def command(program: Program) -> int:
    """Open the reporter's window."""
    return open_window(program, report_only=True)
