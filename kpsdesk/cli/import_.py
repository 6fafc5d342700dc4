"""`kpsdesk import`: cases from a spreadsheet in, and an import taken back."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kpsdesk.cli.context import Program
from kpsdesk.errors import UserError
from kpsdesk.i18n import N_, _, ngettext

if TYPE_CHECKING:
    from kpsdesk.services.everything import Services
    from kpsdesk.services.imports import Imported, Line, Plan

LONGEST_NUMBER = 18  # digits that SQLite can count with
STATES = {"new": N_("new"), "known": N_("there already"), "bad": N_("cannot go in")}


@click.group(
    name="import", no_args_is_help=False, help=_("Take in cases from a spreadsheet, or take an import back.")
)
def command() -> None:
    """Cases from files."""


@command.command(help=_("Take in the cases of an xlsx or csv file; the same file twice adds nothing."))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help=_("Show row by row what would happen, and change nothing."))
@click.option(
    "--skip-bad", is_flag=True, help=_("Leave out rows that cannot go in, instead of importing nothing.")
)
@click.option("--mapping", metavar="NAME|FILE", help=_("Read the columns by a saved mapping."))
@click.option("--save-mapping", metavar="NAME", help=_("Save how the columns were read, for the next file."))
@click.pass_obj
def cases(
    program: Program, file: Path, dry_run: bool, skip_bad: bool, mapping: str | None, save_mapping: str | None
) -> int:
    """Plan, tell of bad rows, and import unless it is a dry run."""
    with program.services() as services:
        chosen = services.imports.find_mapping(mapping) if mapping else None
        plan = services.imports.plan(file, chosen)
        _tell_bad(plan)
        if dry_run:
            _tell_rows(plan.lines)
            click.echo(_planned(plan))
            return 2 if plan.count("bad") and not skip_bad else 0
        _, done = services.imports.run(plan, skip_bad=skip_bad)
        if save_mapping:
            services.imports.save_mapping(save_mapping, plan.mapping)
        _tell_warnings(plan.lines)
        click.echo(_done(done))
    return 0


@command.command(help=_("Take an import back: the last one, or the one with this number."))
@click.argument("which", default="LAST", metavar="[LAST|ID]")
@click.pass_obj
def undo(program: Program, which: str) -> int:
    """Take an import back; cases that were worked on since stay."""
    if which.upper() != "LAST" and not (which.isdecimal() and len(which) <= LONGEST_NUMBER):
        raise UserError(N_("Name the import by its number, or write LAST."), field="which")
    with program.services() as services:
        return _undo(services, None if which.upper() == "LAST" else int(which))


def _undo(services: Services, batch_id: int | None) -> int:
    _, undone = services.imports.undo(batch_id)
    told = ngettext(
        "Import {id} ({file}): {n} case taken back.",
        "Import {id} ({file}): {n} cases taken back.",
        undone.removed,
    )
    click.echo(told.format(id=undone.batch.id, file=undone.batch.file, n=undone.removed))
    if undone.kept:
        kept = ngettext(
            "{n} case was worked on since and stays: {numbers}",
            "{n} cases were worked on since and stay: {numbers}",
            len(undone.kept),
        )
        click.echo(kept.format(n=len(undone.kept), numbers=", ".join(undone.kept)))
    return 0


def _tell_bad(plan: Plan) -> None:
    """One line a cell on standard error: sheet, row, column, value, reason."""
    unit_unknown = False
    for cell in plan.bad_cells:
        value = f"“{cell.value}”" if cell.value else "–"
        row = _("row {row}").format(row=cell.row)
        click.echo(f"{cell.sheet}, {row}, {cell.column}, {value}, {cell.reason}", err=True)
        unit_unknown |= cell.field == "unit"
    if unit_unknown:
        units = ", ".join(f"{code} ({name})" for code, name in plan.units)
        click.echo(_("Known units: {units}").format(units=units), err=True)


def _tell_rows(lines: Iterable[Line]) -> None:
    for line in lines:
        click.echo(_row(line, _(STATES[line.state])))


def _tell_warnings(lines: Iterable[Line]) -> None:
    for line in lines:
        if line.state == "new" and line.notes:
            click.echo(_row(line, _("in, with a warning")), err=True)


def _row(line: Line, state: str) -> str:
    reasons = [*line.notes, *(cell.reason for cell in line.bad)]
    parts = [line.sheet, _("row {row}").format(row=line.row), state, line.unit, line.title]
    told = ", ".join(part for part in parts if part)
    return f"{told}: {' '.join(str(reason) for reason in reasons)}" if reasons else told


def _planned(plan: Plan) -> str:
    return _(
        "{new} new ({warned} with a warning), {known} there already, {bad} cannot go in. Nothing was changed."
    ).format(new=plan.count("new"), warned=plan.warnings, known=plan.count("known"), bad=plan.count("bad"))


def _done(done: Imported) -> str:
    if not done.added:
        told = _("Nothing new: every row is in the store already ({known}). Nothing was changed.")
        if done.bad:
            told = _(
                "Nothing new: {known} rows are in the store already, {bad} cannot go in. Nothing was changed."
            )
        return told.format(known=done.known, bad=done.bad)
    told = _(
        "Import {id}: {added} cases taken in ({first} to {last}), {known} there already, {bad} left out."
    )
    return told.format(
        id=done.batch_id,
        added=done.added,
        first=done.first_number,
        last=done.last_number,
        known=done.known,
        bad=done.bad,
    )
