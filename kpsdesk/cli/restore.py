"""`kpsdesk restore FILE`: a backup takes the store's place; the store is kept beside it under another name."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kpsdesk.cli.context import Program
from kpsdesk.i18n import _
from kpsdesk.services.vault import Vault


@click.command(help=_("Put a backup in the store's place. The store is kept beside it under another name."))
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help=_("Do not ask."))
@click.pass_obj
def command(program: Program, file: Path, yes: bool) -> int:
    """Say what would be lost, ask, and do it."""
    vault = Vault(program.clock)
    file, secret = file.expanduser().absolute(), program.password()
    loss = vault.preview_restore(file, program.store, secret)
    click.echo(
        _("The backup holds {cases} cases; restoring it takes away {changes} later changes and {lost} later cases.").format(
            cases=loss.backup.cases, changes=loss.lost_changes, lost=loss.lost_cases
        )
    )  # fmt: skip
    if not yes and not (sys.stdin.isatty() and click.confirm(_("Restore it?"))):
        click.echo(_("Nothing was changed. Add --yes to restore without being asked."))
        return 1
    restored = vault.restore(file, program.store, secret)
    click.echo(_("Restored: {path}").format(path=program.store))
    if restored.kept is not None:
        click.echo(_("The store as it was lies in {path}").format(path=restored.kept))
    return 0
