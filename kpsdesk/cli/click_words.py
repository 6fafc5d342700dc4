"""What click says by itself, declared here so that our catalogues hold it: click asks gettext for these very sentences."""

from __future__ import annotations

from typing import Final

from kpsdesk.i18n import N_, ngettext

WORDS: Final = (
    N_("Usage:"),
    N_("Options"),
    N_("Show this message and exit."),
    N_("No such option {name!r}."),
    N_("No such command {name!r}."),
    N_("Missing argument"),
    N_("Missing command."),
    N_("Missing option"),
    N_("Invalid value for {param_hint}: {message}"),
    N_("{value} is not in the range {range}."),
    N_("{value!r} is not a valid {number_type}."),
    N_("Option {name!r} does not take a value."),
    N_("Error: {message}"),
    N_("Error: The two entered values do not match."),
    N_("Error: invalid input"),
)


def counted(n: int) -> tuple[str, ...]:
    """The sentences that count, as they are said of `n` things."""
    return (
        ngettext("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)", n),
        ngettext("Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})", n),
        ngettext("Option {name!r} requires an argument.", "Option {name!r} requires {nargs} arguments.", n),
        ngettext("{value!r} is not {choice}.", "{value!r} is not one of {choices}.", n),
    )
