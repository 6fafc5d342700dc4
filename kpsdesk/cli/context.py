"""What every command is given (`@click.pass_obj`): which profile and store, and the way to open it.

A command is a click command named `command` in a module of this package; `with program.services() as services:` opens the
store for it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kpsdesk import i18n, paths, settings
from kpsdesk.cli.options import WindowOptions
from kpsdesk.clock import Clock, SystemClock
from kpsdesk.errors import UserError
from kpsdesk.i18n import N_, _

__all__ = [
    "Faces",
    "Program",
    "WindowOptions",
    "first_language",
    "given_options",
]

if TYPE_CHECKING:
    from kpsdesk.services.everything import Services
    from kpsdesk.services.vault import Opened


@dataclass(frozen=True, slots=True)
class Faces:
    """What lies above the command line: opening the window, and drawing each page once for the self-test."""

    window: Callable[[WindowOptions], int]
    draw_pages: Callable[[Path, Path, str], list[str]]


@dataclass(slots=True)
class Program:
    """One run of the command line; click hands it to each command (`@click.pass_obj`)."""

    profile: Path
    faces: Faces
    chosen_store: Path | None = None
    language: str | None = None
    crash_dialog: bool = True
    demo: bool = False
    clock: Clock = field(default_factory=SystemClock)

    @property
    def store(self) -> Path:
        """The store to work on: `--store`, else the one used last, else the profile's own."""
        if self.chosen_store is not None:
            return self.chosen_store
        from kpsdesk.services.place import default_store

        last = settings.load(self.profile).store
        return Path(last) if last else default_store(self.profile)

    def password(self) -> str:
        """The password from the environment, else asked for without showing it (design 8).

        Raises:
            NoPassword: nobody to ask.
        """
        from kpsdesk.services.vault import PASSWORD_VARIABLE, password_from

        if PASSWORD_VARIABLE in os.environ or not sys.stdin.isatty():
            return password_from(os.environ)
        text: str = click.prompt(_("Password"), hide_input=True, err=True)
        return text

    @contextmanager
    def opened(self) -> Iterator[Opened]:
        """The open store; closed in good order afterwards."""
        if not self.store.exists():  # before the password is asked for
            raise UserError(N_("There is no store at {path}."), path=str(self.store))
        from kpsdesk.services.vault import Vault

        opened = Vault(self.clock).unlock(self.store, self.password())
        try:
            yield opened
        finally:
            opened.store.close()

    @contextmanager
    def services(self) -> Iterator[Services]:
        """All use cases over the open store, for the store's own account."""
        with self.opened() as opened:
            from kpsdesk.services.everything import Services
            from kpsdesk.services.founding import open_session

            session = open_session(opened.store, self.clock)
            self.choose_language(session.settings.get("language"))
            yield Services(session)

    def choose_language(self, stored: object) -> None:
        """Without `--lang` and a language of the profile's own, a store is answered for in its own language."""
        if self.language is None and not settings.load(self.profile).language and isinstance(stored, str):
            i18n.use(stored)


def given_options(arguments: list[str]) -> dict[str, str]:
    """What seems to be given to each option, read before click does and without its demands."""
    given = dict(
        zip(arguments, [*arguments[1:], ""], strict=False)
    )  # without arguments there is nothing to pair
    return given | dict(
        argument.split("=", 1) for argument in arguments if argument.startswith("--") and "=" in argument
    )


def first_language(arguments: list[str]) -> str:
    """The language that help and errors are worded in, before the options are read: `--lang`, the profile's, Swedish."""
    given = given_options(arguments)
    chosen = given.get("--lang", "")
    if chosen in i18n.LANGUAGES:
        return chosen
    return settings.load(paths.profile(given.get("--profile"))).language or i18n.DEFAULT
