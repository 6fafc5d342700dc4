"""The command line: options that hold for every command, commands loaded when they are used, errors as one line.

Exit codes (design 8): 0 done, 1 the answer is no, 2 wrong use or bad input, 130 stopped by Ctrl+C.
"""

from __future__ import annotations

import gettext
import io
import logging
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import click
from typing_extensions import override

from kpsdesk import __version__, i18n, paths
from kpsdesk.cli.context import Faces, Program, WindowOptions, first_language, given_options
from kpsdesk.errors import KpsError
from kpsdesk.i18n import LANGUAGES, N_, _

log = logging.getLogger("kpsdesk.cli")
_SILENCE: Final = logging.NullHandler()

DONE: Final = 0
NO: Final = 1
WRONG: Final = 2
STOPPED: Final = 130

# the modules of this package that hold a command, with what `--help` says of each without loading it
COMMANDS: Final = {
    "report": N_("Open the report window only."),
    "overdue": N_("Count the overdue cases by manager, unit or area, as of any day."),
    "apt": N_("Write the sheet for a unit's workplace meeting as a PDF."),
    "import": N_("Take in cases from a spreadsheet, or take an import back."),
    "export": N_("Write the cases to a file."),
    "demo": N_("Write a store with a made-up organisation."),
    "backup": N_("Make a verified backup in a folder."),
    "restore": N_("Put a backup in the store's place."),
    "check": N_("Check every page of the store."),
    "self-test": N_("Try the whole program in a throw-away profile."),
}
# module names where the command's own is a word of Python's, or has a hyphen in it
MODULES: Final = {"import": "import_", "self-test": "self_test"}


class Commands(click.Group):
    """Commands of `kpsdesk.cli.<name>`, each the module's `command`, imported when named."""

    @override
    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name in COMMANDS if find_spec(_module(name)) is not None]

    @override
    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS or find_spec(_module(cmd_name)) is None:
            return None
        command: click.Command = import_module(_module(cmd_name)).command
        return command

    @override
    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section(_("Commands")):
            formatter.write_dl([(name, _(COMMANDS[name])) for name in self.list_commands(ctx)])


def _module(name: str) -> str:
    return f"kpsdesk.cli.{MODULES.get(name, name)}"


def build(faces: Faces) -> Commands:
    """The command line in the language in use."""

    def begin(context: click.Context, /, **given: Any) -> None:
        program = Program(
            profile=paths.profile(given["profile"]),
            faces=faces,
            chosen_store=Path(given["store"]).expanduser().absolute() if given["store"] else None,
            language=given["lang"],
            crash_dialog=not given["no_crash_dialog"],
            demo=given["demo"],
        )
        context.obj = program
        if context.invoked_subcommand is None:
            context.exit(open_window(program))

    return Commands(
        name="kpsdesk",
        callback=click.pass_context(begin),
        invoke_without_command=True,
        no_args_is_help=False,
        help=_("Report, handle and learn from what went wrong, or could. Without a command the window opens."),
        epilog=_("The password is taken from the environment variable KPSDESK_PASSWORD, or asked for."),
        params=[
            click.Option(["--profile"], metavar="DIR", help=_("Keep settings, log and store in this folder.")),
            click.Option(["--store"], metavar="FILE", help=_("Work with this store.")),
            click.Option(["--lang"], type=click.Choice(LANGUAGES), help=_("Language: Swedish, Finnish or English.")),
            click.Option(["--demo"], is_flag=True, help=_("Open a throw-away organisation to try things in.")),
            click.Option(["--no-crash-dialog"], is_flag=True, help=_("Tell of faults on standard error only.")),
            click.Option(
                ["--version"], is_flag=True, expose_value=False, is_eager=True, callback=_say_version,
                help=_("Show the version and stop."),
            ),
        ],
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )  # fmt: skip


def open_window(program: Program, *, report_only: bool = False) -> int:
    """Hand over to the window; its exit code."""
    return program.faces.window(
        WindowOptions(
            profile=program.profile,
            store=program.chosen_store,
            language=program.language,
            demo=program.demo,
            report_only=report_only,
            crash_dialog=program.crash_dialog,
        )
    )


def _say_version(context: click.Context, _parameter: click.Parameter, value: bool) -> None:
    if value:
        click.echo(f"KPSdesk {__version__}")
        context.exit(DONE)


def main(arguments: Sequence[str], faces: Faces) -> int:
    """Run one command line; the exit code."""
    _speak_utf8()
    arguments = list(arguments)
    logging.getLogger("kpsdesk").addHandler(_SILENCE)  # standard error is for one line, not for the log
    i18n.use(first_language(arguments))
    _let_click_speak()
    try:
        result = build(faces).main(arguments, prog_name="kpsdesk", standalone_mode=False)
    except click.ClickException as error:
        return _refuse(error.format_message())
    except (click.Abort, KeyboardInterrupt):
        return STOPPED
    except KpsError as error:
        return _refuse(error.sentence())
    except SystemExit:  # click's way out when `| head` has read enough, the only one it takes here
        return DONE
    except Exception as error:  # noqa: BLE001  (told, as a fault of ours; a script must get its exit code)
        return _confess(error, arguments)
    return result if isinstance(result, int) else DONE


def _refuse(sentence: str) -> int:
    """One line on standard error; a sentence that came in several is put on one."""
    click.echo(f"kpsdesk: {' '.join(sentence.split())}", err=True)
    return WRONG


def _confess(error: Exception, arguments: list[str]) -> int:
    """A fault of ours: where it happened, never what it said, since that may hold a case's text."""
    from kpsdesk import log as log_file

    places = log_file.error_places(error)
    handler = log_file.start(paths.profile(given_options(arguments).get("--profile")))
    log.error("Command failed\n%s", "\n".join(places))
    log_file.stop(handler)
    sentence = _("Something went wrong in the program itself. What was saved before is safe.")
    return _refuse(f"{sentence} ({places[-1].strip()}: {type(error).__name__})")


def _speak_utf8() -> None:
    """Å, ä and ö come out right whatever the console or the pipe was set to."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.encoding.lower().replace("-", "") != "utf8":
            stream.reconfigure(encoding="utf-8")


def _let_click_speak() -> None:
    """Click words its own lines through gettext's default domain; point that to our catalogue."""
    os.environ["LANGUAGE"] = i18n.language()
    gettext.bindtextdomain("kpsdesk", str(paths.resource("locale")))
    gettext.textdomain("kpsdesk")
