"""`kpsdesk export`: the cases in a file, so that anyone can count again what the program says."""

from __future__ import annotations

from pathlib import Path

import click

from kpsdesk.cli.context import Program
from kpsdesk.i18n import _


@click.group(name="export", no_args_is_help=False, help=_("Write the cases to a file."))
def command() -> None:
    """Files out."""


@command.command(help=_("Write all cases; the format is that of the file's ending: json, csv or xlsx."))
@click.option(
    "-o", "--output", "file", required=True, type=click.Path(path_type=Path), help=_("The file to write.")
)
@click.pass_obj
def cases(program: Program, file: Path) -> int:
    """Write the file, and say what had to be cut."""
    with program.services() as services:
        for note in services.exports.write(file):
            click.echo(str(note), err=True)
    click.echo(_("{file} is written.").format(file=file), err=True)
    return 0
