"""`kpsdesk check`: is the store what was written?"""

from __future__ import annotations

import sys
from collections.abc import Callable

import click

from kpsdesk.cli.context import Program
from kpsdesk.i18n import _, ngettext
from kpsdesk.services import health


@click.command(
    help=_("Check every page, index and reference of the store. The exit code is 1 when something is wrong.")
)
@click.pass_obj
def command(program: Program) -> int:
    """Check the store and say what was found."""
    try:
        with program.opened() as opened:
            found = health.check(opened.store, program.clock, progress=_progress(sys.stderr.isatty()))
            later = health.changed_later(opened.store, program.clock)
    except health.StoreDamaged as damage:
        click.echo(damage.sentence())
        return 1
    if later is not None:
        click.echo(health.behind_words(later, program.clock), err=True)
    if found.healthy:
        click.echo(_("{path} is healthy.").format(path=program.store))
        return 0
    findings = [*found.checksums, *found.structure, *found.references]
    n = len(findings)
    click.echo(
        ngettext("{n} thing is wrong with {path}.", "{n} things are wrong with {path}.", n).format(
            n=n, path=program.store
        )
    )
    for finding in findings:
        click.echo(f"  {finding}")
    click.echo(_("Restore the latest backup; the damaged file is kept beside it."))
    return 1


def _progress(wanted: bool) -> Callable[[float], None] | None:
    """How far it is, on one line of the console."""
    if not wanted:
        return None

    def tell(share: float) -> None:
        click.echo(f"\r{share:4.0%}" + ("\r    \r" if share >= 1 else ""), nl=False, err=True)

    return tell
