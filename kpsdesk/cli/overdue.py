"""`kpsdesk overdue`: what is overdue by manager, unit, area or as a whole, as of any day (design 6 and 8)."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import click

from kpsdesk.cli.context import Program
from kpsdesk.domain.lateness import AGE_CLASSES, DIMENSIONS, SERIES, Numbers
from kpsdesk.errors import UserError
from kpsdesk.i18n import N_, _

if TYPE_CHECKING:
    from kpsdesk.services.overdue import OverdueRow

# the same words as in services.overdue, which is loaded only when it is needed
NOBODY = N_("Nobody in charge")
WHOLE = N_("The whole organisation")


@click.command(help=_("Count the overdue cases by manager, unit or area, as of any day."))
@click.option("--as-of", metavar="DATE", help=_("The day, as 2026-03-31; today if none is given."))
@click.option("--by", type=click.Choice(DIMENSIONS), default="manager", help=_("Whose numbers."))
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
        _sheet(rows)
    else:
        _table(rows, by)
    return 0


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UserError(N_("{text} is no date. Write it as 2026-03-31."), text=text, field="as_of") from None


def _harmless(name: str) -> str:
    """A name that no spreadsheet runs as a formula."""
    return f"'{name}" if name[:1] in ("=", "+", "-", "@") else name


def _sheet(rows: list[OverdueRow]) -> None:
    """A line for each, the cases' numbers first, then what is late of the other series."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    months = list(rows[0].series["cases"].became_overdue) if rows else []
    others = [name for name in SERIES if name != "cases"]
    ages = [name for name, *_ in AGE_CLASSES]
    named = [
        "id",
        "name",
        "overdue_open",
        *ages,
        "median_days",
        "oldest_days",
        *months,
        "accumulated",
        *others,
    ]
    writer.writerow(named)
    for row in rows:
        cases = row.series["cases"]
        line: list[object] = [row.id, _harmless(row.name), cases.overdue_open, *cases.by_age.values()]
        line += [cases.median_days, cases.oldest_days, *cases.became_overdue.values(), cases.accumulated]
        writer.writerow([*line, *(row.series[name].overdue_open for name in others)])


def _table(rows: list[OverdueRow], by: str) -> None:
    if not rows:
        click.echo(_("Nobody owned a case then."))
        return
    nameless = WHOLE if by == "organisation" else NOBODY
    headings = (_("Name"), _("Overdue"), _("Oldest, days"), _("Since January"))
    lines = [
        (row.name or _(nameless), *(str(n if n is not None else "–") for n in _numbers(row.series["cases"])))
        for row in rows
    ]
    widths = [max(len(line[n]) for line in (headings, *lines)) for n in range(len(headings))]
    click.echo(_line(headings, widths))
    click.echo("  ".join("─" * width for width in widths))
    for line in lines:
        click.echo(_line(line, widths))


def _numbers(cases: Numbers) -> tuple[int, int | None, int]:
    return cases.overdue_open, cases.oldest_days, cases.accumulated


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    """The name to the left, the numbers to the right."""
    return "  ".join(
        f"{cell:>{width}}" if n else f"{cell:<{width}}"
        for n, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
