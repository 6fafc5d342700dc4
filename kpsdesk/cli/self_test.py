"""`kpsdesk self-test`: the main paths of the whole program in a throw-away profile; what a packed program is tried with."""

from __future__ import annotations

import contextlib
import secrets
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from kpsdesk import i18n, paths
from kpsdesk.cli.context import Program
from kpsdesk.i18n import LANGUAGES, _


@click.command(help=_("Try the whole program in a throw-away profile. Nothing of yours is touched."))
@click.pass_obj
def command(program: Program) -> int:
    """Try each part, and say of each how it went; 1 when one did not go well."""
    language = i18n.language()
    failed = 0
    with tempfile.TemporaryDirectory(prefix="kpsdesk-self-test-", ignore_cleanup_errors=True) as folder:
        trial = Trial(program, Path(folder))
        for name, part in trial.parts():
            try:
                told = part()
            except Exception as error:  # noqa: BLE001  (whatever it was, the next part is still tried)
                failed += 1
                click.echo(f"FAILED  {name}: {type(error).__name__}: {error}")
            else:
                click.echo(f"ok      {name}{': ' + told if told else ''}")
            i18n.use(language)
    return 1 if failed else 0


class Trial:
    """The parts of the test, in order; each stands on the ones before it."""

    def __init__(self, program: Program, folder: Path) -> None:
        self._program = program
        self._folder = folder
        self._store = folder / "trial.kps"
        self._password = secrets.token_urlsafe(16)
        self._backup = folder / "nothing"

    def parts(self) -> Iterator[tuple[str, Callable[[], str]]]:
        """Names with what each does."""
        yield "resources", self.resources
        yield "languages", self.languages
        yield "new store", self.create
        yield "a case from report to feedback", self.case
        yield "check", self.check
        yield "backup and restore", self.back_up
        yield "pages", self.pages

    def resources(self) -> str:
        """Fonts, icons, theme, catalogues and lists are where the program looks for them."""
        wanted = {
            "fonts": "*.ttf",
            "icons": "*.svg",
            "theme": "*.toml",
            "vocabulary": "*.toml",
            "presets": "*.toml",
        }
        found = {name: len(list(paths.resource(name).glob(pattern))) for name, pattern in wanted.items()}
        missing = [name for name, number in found.items() if not number]
        if missing:
            raise FileNotFoundError(", ".join(missing))
        return ", ".join(f"{number} {name}" for name, number in found.items())

    def languages(self) -> str:
        """Each language has a word of its own for the same thing."""
        words = []
        for language in LANGUAGES:
            i18n.use(language)
            words.append(_("Cases"))
        if len(set(words)) < len(LANGUAGES):
            raise LookupError(", ".join(words))
        return ", ".join(words)

    def create(self) -> str:
        """A store with a unit, opened again by its password."""
        from kpsdesk.services.founding import Founding, found
        from kpsdesk.services.vault import Vault

        made = Vault(self._program.clock).create_store(self._store, self._password)
        founding = Founding("Trial", "Trial unit", "TRIAL", "SE", "other", "Trial manager")
        found(made.opened.store, founding, self._program.clock)
        made.opened.store.close()
        return ""

    def case(self) -> str:
        """Somebody reports, the manager answers and closes, the reporter can read it."""
        from kpsdesk.clock import local_day
        from kpsdesk.services.everything import Services
        from kpsdesk.services.founding import open_session
        from kpsdesk.services.reporting import NewReport
        from kpsdesk.services.vault import Vault

        clock = self._program.clock
        with contextlib.closing(Vault(clock).unlock(self._store, self._password).store) as store:
            services = Services(open_session(store, clock))
            unit = next(iter(services.session.organisation.units))
            today = local_day(clock.now(), "SE")
            report = NewReport("near_miss", unit, "Trial: nearly slipped", occurred_day=today)
            _changes, receipt = services.reporting.send(report)
            services.cases.receive(receipt.case_id)
            services.cases.change(receipt.case_id, {"severity_potential": 2, "probability": 2})
            services.cases.close(receipt.case_id, decision="A mat was bought.", feedback="Thank you.")
            status = services.views.open(receipt.case_id).row.status
        if status != "closed":
            raise ValueError(status)
        return receipt.number

    def check(self) -> str:
        """The store is what was written."""
        from kpsdesk.services import health
        from kpsdesk.services.vault import Vault

        with contextlib.closing(
            Vault(self._program.clock).unlock(self._store, self._password).store
        ) as store:
            found = health.check(store, self._program.clock)
        if not found.healthy:
            raise ValueError(", ".join((*found.checksums, *found.structure, *found.references)))
        return ""

    def back_up(self) -> str:
        """A backup takes the store's place and holds the case."""
        from kpsdesk.services.backups import Backups
        from kpsdesk.services.vault import Vault

        vault = Vault(self._program.clock)
        with contextlib.closing(vault.unlock(self._store, self._password).store) as store:
            backup = Backups(store, self._folder / "backups", self._program.clock).make()
        restored = vault.restore(backup.path, self._store, self._password)
        if restored.preview.backup.cases != 1 or restored.kept is None:
            raise ValueError("the backup lacks the case")
        return ""

    def pages(self) -> str:
        """The window, offscreen: every page in every language."""
        shown = self._program.faces.draw_pages(self._folder, self._store, self._password)
        return ", ".join(shown)
