"""The views before the work: first start, unlocking, a forgotten password, checks, damage, restoring, making a demo.

Each is made when it is needed, so that a start that goes straight to the work loads none of them.
"""

from __future__ import annotations

import secrets
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from kpsdesk.clock import Clock
from kpsdesk.errors import KpsError
from kpsdesk.i18n import _
from kpsdesk.services import health
from kpsdesk.services.vault import Opened, Vault
from kpsdesk.ui.look import Look
from kpsdesk.ui.shell import Shell
from kpsdesk.ui.tasks import Job, Tasks

if TYPE_CHECKING:
    from kpsdesk.ui.pages.start.first_start import Begun
    from kpsdesk.ui.pages.start.unlock import UnlockPage


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the window lives in. `report` takes faults of ours; `key` opens the store without asking, for measuring."""

    profile: Path
    clock: Clock
    look: Look
    vault: Vault
    report: Callable[[BaseException], None]
    demo: bool = False
    report_only: bool = False
    key: bytes | None = None
    fault: str = ""  # what a crash of the run before left
    owns_clipboard: Callable[[], bool] = lambda: QGuiApplication.clipboard().ownsClipboard()


class Front(QObject):
    """Shows one of the views in the shell.

    Signals:
        opened(Opened): a store was opened or made.
        checked(Opened): it was checked, or the user goes on without.
        again: another try to get hold of the store.
        other(Path): another store is wanted.
    """

    opened = Signal(object)
    checked = Signal(object)
    again = Signal()
    other = Signal(object)

    def __init__(
        self, around: Surroundings, shell: Shell, store: Path, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._around, self._shell, self.store = around, shell, store
        self.tasks = Tasks(self)
        self.tasks.reported.connect(around.report)
        self._anew: Callable[[], object] | None = None

    def reword(self) -> None:
        """Show the present view in the language in use now; a view that is at work is left as it is."""
        if self._anew is not None:
            self._anew()

    def left(self) -> None:
        """The work is shown now."""
        self._anew = None

    def show(self, page: QWidget, anew: Callable[[], object] | None = None) -> None:
        """Show a view; `anew` makes it again, as in another language."""
        self._anew = anew
        self._shell.show_view(page)

    def first_start(self, begun: Begun | None = None) -> None:
        """The way to a first store."""
        from kpsdesk.ui.pages.start.first_start import FirstStart

        around = self._around
        page = FirstStart(
            around.look.language, self.store, around.vault, around.clock, self.tasks, begun=begun
        )
        page.spoken.connect(around.look.set_language)
        page.open_wanted.connect(self.other)
        page.demo_wanted.connect(self._start_demo)
        page.finished.connect(self.opened)
        page.fault.connect(around.report)
        self.show(page, lambda: self.first_start(page.begun))

    def unlock(self, *, locked: bool = False) -> UnlockPage:
        """Ask for the password."""
        from kpsdesk.ui.pages.start.unlock import UnlockPage

        page = UnlockPage(self.store, self._around.vault, self.tasks, locked=locked)
        page.unlocked.connect(self.opened)
        page.forgotten.connect(partial(self._forgotten, locked=locked))
        page.other_wanted.connect(self._choose_other)
        page.restore_wanted.connect(self.restore)
        page.fault.connect(self._around.report)
        self.show(page, partial(self.unlock, locked=locked))
        return page

    def in_use(self, holder: str) -> None:
        """Another window has the store."""
        from kpsdesk.ui.pages.start.states import InUsePage

        page = InUsePage(holder)
        page.again.connect(self.again)
        page.leave.connect(self._shell.close)
        self.show(page, partial(self.in_use, holder))

    def restore(self) -> None:
        """Choose a backup and put it in the store's place."""
        from kpsdesk.ui.pages.start.restore import RestorePage

        around = self._around
        page = RestorePage(self.store, around.profile, around.vault, self.tasks, around.clock)
        page.back.connect(self.again)
        page.restored.connect(self.again)
        page.fault.connect(around.report)
        self.show(page, self.restore)

    def restore_now(self, file: Path, secret: str, closed: Callable[[Callable[[], object]], object]) -> None:
        """Put a backup that was chosen already in the store's place once `closed` says that the store is, and open it."""
        from kpsdesk.ui.pages.start.states import WorkingPage

        page = WorkingPage(_("Restoring the backup"), _("The store as it was is kept beside it."))
        vault, store = self._around.vault, self.store

        def work() -> Opened:
            vault.restore(file, store, secret)
            return vault.unlock(store, secret)

        def failed(error: Exception) -> None:
            # the store is there, as it was or as it was restored: ask for its password as usual
            if not isinstance(error, KpsError):
                self._around.report(error)
            self.unlock().tell(error)

        self.show(page)
        closed(lambda: self.tasks.write(page, work, self.opened.emit, failed))

    def check(self, opened: Opened) -> None:
        """A full check with its progress, after an unclean end."""
        from kpsdesk.ui.pages.start.states import WorkingPage

        page = WorkingPage(
            _("Checking the store"),
            _("The program was not closed in good order last time. What was saved is being checked."),
            skip=_("Check later"),
        )
        cancel = health.Cancel()
        clock = self._around.clock

        def work(job: Job) -> health.Health:
            def tell(share: float) -> None:
                if not job.stopped:
                    job.step(round(share * 100), 100)

            job.on_cancel(cancel.cancel)
            return health.check(opened.store, clock, progress=tell, cancel=cancel)

        def skip() -> None:
            job.cancel()
            self.checked.emit(opened)

        def found(result: health.Health) -> None:
            if result.healthy:
                self.checked.emit(opened)
            else:
                self._damaged(opened)

        def failed(error: Exception) -> None:
            if not isinstance(error, KpsError):
                self._around.report(error)
            self._damaged(opened)

        page.skipped.connect(skip)
        self.show(page)
        job = self.tasks.long(page, work, found, failed, progress=page.step)

    def make_demo(self) -> None:
        """Make practice data in the throw-away profile, and open it."""
        from kpsdesk.ui.pages.start.states import WorkingPage

        around, store, key = self._around, self.store, secrets.token_bytes(32)
        page = WorkingPage(
            _("Making practice data"), _("A made-up organisation with units, people and some hundred cases.")
        )

        def work(job: Job) -> Opened:
            from kpsdesk import demo

            demo.make(store, key, clock=around.clock, progress=job.step)
            return around.vault.open_with_key(store, key)

        self.show(page)
        self.tasks.long(page, work, self.opened.emit, progress=page.step)

    def _forgotten(self, *, locked: bool) -> None:
        from kpsdesk.ui.pages.start.unlock import ForgottenPage

        page = ForgottenPage(self.store, self._around.vault, self.tasks)
        page.unlocked.connect(self.opened)
        page.back.connect(partial(self.unlock, locked=locked))
        page.fault.connect(self._around.report)
        self.show(page, partial(self._forgotten, locked=locked))

    def _damaged(self, opened: Opened) -> None:
        from kpsdesk.ui.pages.start.states import DamagePage

        def restore() -> None:
            opened.store.close()
            self.restore()

        page = DamagePage(opened.store.path.name)
        page.restore_wanted.connect(restore)
        page.open_anyway.connect(lambda: self.checked.emit(opened))
        page.leave.connect(self._shell.close)
        self.show(page, partial(self._damaged, opened))

    def _choose_other(self) -> None:
        from kpsdesk.ui.pages.start.first_start import choose_store

        choose_store(self._shell, self.other.emit)

    def _start_demo(self) -> None:
        """A program of its own, so that nothing here is touched."""
        packed = getattr(sys, "frozen", False)
        program = [sys.executable] if packed else [sys.executable, "-m", "kpsdesk"]
        subprocess.Popen([*program, "--demo", "--lang", self._around.look.language])
        self._shell.close()
