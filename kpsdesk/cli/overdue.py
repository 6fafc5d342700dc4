"""`kpsdesk overdue`: overdue cases by manager, unit or area, as of any day (design 6 and 8)."""

from __future__ import annotations

import csv
import json
import sys
from datetime import date
from typing import TYPE_CHECKING

import click

from kpsdesk.cli.context import Program
from kpsdesk.errors import UserError
from kpsdesk.i18n import N_, _

if TYPE_CHECKING:
    from kpsdesk.services.overdue import OverdueRow

NOBODY = N_("Nobody in charge")


@click.command(help=_("Count the overdue cases by manager, unit or area, as of any day."))
@click.option("--as-of", metavar="DATE", help=_("The day, as 2026-03-31; today if none is given."))
@click.option(
    "--by", type=click.Choice(("manager", "unit", "area")), default="manager", help=_("Whose numbers.")
)
@click.option("--year", type=click.IntRange(1990, 9998), help=_("Show all who owned a case in this year."))
@click.option("--format", "form", type=click.Choice(("table", "json", "csv")), default="table")
@click.pass_obj
def command(program: Program, as_of: str | None, by: str, year: int | None, form: str) -> int:
    """Count and print."""
    day = None if as_of is None else _day(as_of)
    with program.services() as services:
        rows = services.overdue.count(by, day, year)
    if form == "json":
        click.echo(json.dumps([row.as_data() for row in rows], ensure_ascii=False, indent=2))
    elif form == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(("id", "name", "overdue_open"))
        writer.writerows((row.id, _harmless(row.name), row.overdue_open) for row in rows)
    else:
        _table(rows)
    return 0


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UserError(N_("{text} is no date. Write it as 2026-03-31."), text=text, field="as_of") from None


def _harmless(name: str) -> str:
    """A name that no spreadsheet runs as a formula."""
    return f"'{name}" if name[:1] in ("=", "+", "-", "@") else name


def _table(rows: list[OverdueRow]) -> None:
    if not rows:
        click.echo(_("Nobody owned a case then."))
        return
    headings = (_("Name"), _("Overdue"))
    names = [row.name or _(NOBODY) for row in rows]
    wide = max(len(text) for text in (headings[0], *names))
    number = max(len(headings[1]), len(str(max(row.overdue_open for row in rows))))
    click.echo(f"{headings[0]:<{wide}}  {headings[1]:>{number}}")
    click.echo(f"{'─' * wide}  {'─' * number}")
    for name, row in zip(names, rows, strict=True):
        click.echo(f"{name:<{wide}}  {row.overdue_open:>{number}}")
