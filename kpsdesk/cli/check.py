"""`kpsdesk check`: is the store what was written?"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from kpsdesk.cli.context import Program
from kpsdesk.i18n import _, ngettext
from kpsdesk.services import health

if TYPE_CHECKING:
    from kpsdesk.services.vault import Opened


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
            months = _months(program, opened) if found.healthy else []
    except health.StoreDamaged as damage:
        click.echo(damage.sentence())
        return 1
    if later is not None:
        click.echo(health.behind_words(later, program.clock), err=True)
    if found.healthy:
        click.echo(_("{path} is healthy.").format(path=program.store))
        for line in months:
            click.echo(line)
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


def _months(program: Program, opened: Opened) -> list[str]:
    """Kept month ends that are counted otherwise today, by series; nothing is damaged by it, so the answer stays yes."""
    from kpsdesk.domain.lateness import SERIES
    from kpsdesk.services.everything import Services
    from kpsdesk.services.follow_up_sentences import SERIES_WORDS
    from kpsdesk.services.follow_up_view import differences_told
    from kpsdesk.services.session import open_session

    session = open_session(opened.store, program.clock)
    program.choose_language(session.settings.get("language"))
    months = Services(session).month_ends
    year = session.today.year
    differing = (*months.compare(year - 1), *months.compare(year))
    told = {series: differences_told(differing, series) for series in SERIES}
    return [f"{_(SERIES_WORDS[series])}: {words}" for series, words in told.items() if words]


def _progress(wanted: bool) -> Callable[[float], None] | None:
    """How far it is, on one line of the console."""
    if not wanted:
        return None

    def tell(share: float) -> None:
        click.echo(f"\r{share:4.0%}" + ("\r    \r" if share >= 1 else ""), nl=False, err=True)

    return tell
