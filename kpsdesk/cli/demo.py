"""`kpsdesk demo FILE`: a store with a made-up organisation, to try the program or to test with."""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path
from typing import Final

import click

from kpsdesk.cli.context import Program
from kpsdesk.domain.text import grouped
from kpsdesk.errors import UserError
from kpsdesk.i18n import N_, _

FIRST_YEAR: Final = 2000  # the organisation has a past of some years, and open cases have due dates ahead
LAST_YEAR: Final = 2099


@click.command(help=_("Write a store with a made-up organisation."))
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--cases", type=click.IntRange(0, 2_000_000), default=300, help=_("How many cases."))
@click.option("--units", type=click.IntRange(1, 2_000), default=12, help=_("How many units."))
@click.option("--seed", type=int, default=1, help=_("The same seed makes the same store."))
@click.option("--as-of", metavar="DATE", help=_("The day, as 2026-03-31; today if none is given."))
@click.pass_obj
def command(program: Program, file: Path, cases: int, units: int, seed: int, as_of: str | None) -> int:
    """Make it, and say how one enters it."""
    from kpsdesk.demo import produce

    made = produce(
        file,
        _new_password(),
        cases=cases,
        units=units,
        seed=seed,
        as_of=None if as_of is None else _day(as_of),
        clock=program.clock,
        progress=_progress,
    )
    click.echo(
        _("{path}: {cases} made-up cases in {units} units, from {first} to {last}.").format(
            path=made.path,
            cases=grouped(made.cases),
            units=grouped(made.units),
            first=made.first_day.isoformat(),
            last=made.last_day.isoformat(),
        )
    )
    click.echo(
        _("You enter as {person}, unit manager of {unit}, and see all units.").format(
            person=made.account, unit=made.unit
        )
    )
    click.echo(
        _("It opens with your password. Recovery code, shown this once: {code}").format(
            code=made.recovery_code
        )
    )
    return 0


def _new_password() -> str:
    """From the environment, else asked for twice; never an argument (design 8)."""
    from kpsdesk.services.vault import PASSWORD_VARIABLE, password_from

    if PASSWORD_VARIABLE in os.environ or not sys.stdin.isatty():
        return password_from(os.environ)
    chosen: str = click.prompt(
        _("Password for the store"), hide_input=True, confirmation_prompt=_("The same once more"), err=True
    )
    return chosen


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise UserError(N_("{text} is no date. Write it as 2026-03-31."), text=text, field="as_of") from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise UserError(
            N_("Choose a year from {first} to {last}."), first=FIRST_YEAR, last=LAST_YEAR, field="as_of"
        )
    return day


def _progress(done: int, total: int) -> None:
    if done < total:
        click.echo(_("{done} of {total} cases").format(done=grouped(done), total=grouped(total)), err=True)
