"""`kpsdesk apt`: the sheet for a unit's workplace meeting as a PDF (domain 8, design 8)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from kpsdesk.cli.context import Program
from kpsdesk.errors import UserError
from kpsdesk.i18n import LANGUAGES, N_, _, ngettext


@click.command(help=_("Write the sheet for a unit's workplace meeting as a PDF."))
@click.option("--unit", "code", required=True, metavar="CODE", help=_("The unit, by its code."))
@click.option("--from", "first", metavar="DATE", help=_("First day; the last meeting's if none is given."))
@click.option("--to", "last", metavar="DATE", help=_("Last day; today if none is given."))
@click.option("--language", "spoken", type=click.Choice(LANGUAGES), help=_("Language of the paper."))
@click.option(
    "-o", "--output", "file", required=True, type=click.Path(path_type=Path), help=_("The file to write.")
)
@click.pass_obj
def command(
    program: Program, code: str, first: str | None, last: str | None, spoken: str | None, file: Path
) -> int:
    """Write the file; say what in its texts is covered."""
    begins, ends = _day(first, "from"), _day(last, "to")
    with program.services() as services:
        unit = services.session.organisation.unit(code)
        if unit is None:
            raise UserError(N_("There is no unit with the code {code}."), code=code, field="unit")
        usual = services.apt.settings_for(unit.id)
        last_day = ends or usual.last
        settings = services.apt.proposed(
            unit.id, begins or min(usual.first, last_day), last_day, spoken or ""
        )
        services.apt.write(settings, file)
        covered = len(services.apt.warnings(settings))
    if covered:
        told = ngettext(
            "{n} place in the texts could tell who somebody is and is hidden on the paper.",
            "{n} places in the texts could tell who somebody is and are hidden on the paper.",
            covered,
        )
        click.echo(told.format(n=covered), err=True)
    click.echo(_("{file} is written.").format(file=file), err=True)
    return 0


def _day(text: str | None, field: str) -> date | None:
    try:
        return date.fromisoformat(text) if text is not None else None
    except ValueError:
        raise UserError(N_("{text} is no date. Write it as 2026-03-31."), text=text, field=field) from None
