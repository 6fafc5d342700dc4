"""`kpsdesk backup DIR`: a verified copy of the store, for a timer of the computer's own or before a change."""

from __future__ import annotations

from pathlib import Path

import click

from kpsdesk.cli.context import Program
from kpsdesk.i18n import _
from kpsdesk.services.backups import Backups, demand_folder


@click.command(help=_("Make a verified backup of the store in a folder. Old backups there are thinned."))
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.pass_obj
def command(program: Program, folder: Path) -> None:
    """Make it and print its name."""
    folder = folder.expanduser().absolute()
    with program.opened() as opened:
        demand_folder(folder, program.store)
        made = Backups(opened.store, folder, program.clock).make()
    click.echo(_("Backup made and checked: {path}").format(path=made.path))
