"""What is shown when: first start, unlocking, checking, the work, locked, leaving. The window's state machine."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from kpsdesk.clock import Clock
from kpsdesk.domain.changes import Changes
from kpsdesk.errors import KpsError
from kpsdesk.i18n import _
from kpsdesk.services import health
from kpsdesk.services.vault import Opened, Vault
from kpsdesk.ui.idle import IdleWatch
from kpsdesk.ui.look import Look
from kpsdesk.ui.shell import Shell
from kpsdesk.ui.single import OneWindow
from kpsdesk.ui.tasks import Job, Tasks
from kpsdesk.ui.workplace import Setting, Where, Workplace

if TYPE_CHECKING:
    from kpsdesk.ui.pages.start.unlock import UnlockPage

log = logging.getLogger("kpsdesk.ui.flow")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the window lives in. `report` takes faults of ours; `key` opens the store without asking, for measuring."""

    profile: Path
    clock: Clock
    look: Look
    vault: Vault
    report: Callable[[BaseException], None]
    demo: bool = False
    key: bytes | None = None


class Flow(QObject):
    """Leads from one view to the next. Pages before the work are made here, and only when they are needed."""

    def __init__(
        self, around: Surroundings, shell: Shell, one: OneWindow, store: Path, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._around, self._shell, self._one, self.store = around, shell, one, store
        self.tasks = Tasks(self)
        self.tasks.reported.connect(around.report)
        self.work: Workplace | None = None
        self._where = Where()
        self._closing: Workplace | None = None
        self._again: Callable[[], object] = lambda: (
            None
        )  # shows the present view anew, as in another language
        self._leaving = False
        self._idle = IdleWatch(around.clock, self)
        self._idle.idle.connect(self.lock)
        shell.may_close = self.may_close
        shell.first_shown.connect(self._shown)
        one.called.connect(shell.come_forward)
        around.look.worded.connect(self._reworded)

    def begin(self) -> None:
        """The first view: the work itself for a demo or a given key, else unlocking or the first start."""
        if not self._one.take():
            self._show_in_use()
        elif self._around.demo:
            self._make_demo()
        elif self._around.key is not None:
            self._opened(self._around.vault.open_with_key(self.store, self._around.key))
        elif self.store.exists():
            self._show_unlock()
        else:
            self._show_first_start()

    # -- before the work

    def _show_first_start(self, begun: object = None) -> None:
        from kpsdesk.ui.pages.start.first_start import Begun, FirstStart

        around = self._around
        page = FirstStart(
            around.look.language,
            self.store,
            around.vault,
            around.clock,
            self.tasks,
            begun=begun if isinstance(begun, Begun) else None,
        )
        page.spoken.connect(around.look.set_language)
        page.open_wanted.connect(self._open_other)
        page.demo_wanted.connect(self._start_demo)
        page.finished.connect(self._founded)
        page.fault.connect(around.report)
        self._show(page, lambda: self._show_first_start(page.begun) if page.made is None else None)

    def _show_unlock(self, *, locked: bool = False) -> UnlockPage:
        from kpsdesk.ui.pages.start.unlock import UnlockPage

        page = UnlockPage(self.store, self._around.vault, self.tasks, locked=locked)
        page.unlocked.connect(self._opened)
        page.forgotten.connect(partial(self._show_forgotten, locked=locked))
        page.other_wanted.connect(self._choose_other)
        page.restore_wanted.connect(self._show_restore)
        page.fault.connect(self._around.report)
        self._show(page, partial(self._show_unlock, locked=locked))
        return page

    def _show_forgotten(self, *, locked: bool) -> None:
        from kpsdesk.ui.pages.start.unlock import ForgottenPage

        page = ForgottenPage(self.store, self._around.vault, self.tasks)
        page.unlocked.connect(self._opened)
        page.back.connect(partial(self._show_unlock, locked=locked))
        page.fault.connect(self._around.report)
        self._show(page, partial(self._show_forgotten, locked=locked))

    def _show_in_use(self) -> None:
        from kpsdesk.ui.pages.start.states import InUsePage

        page = InUsePage(self._one.holder())
        page.again.connect(self.begin)
        page.leave.connect(self._shell.close)
        self._show(page, self._show_in_use)

    def _show_restore(self) -> None:
        from kpsdesk.ui.pages.start.restore import RestorePage

        page = RestorePage(
            self.store, self._around.profile, self._around.vault, self.tasks, self._around.clock
        )
        page.back.connect(self._show_unlock)
        page.restored.connect(self._show_unlock)
        page.fault.connect(self._around.report)
        self._show(page, self._show_restore)

    def _choose_other(self) -> None:
        from kpsdesk.ui.pages.start.first_start import choose_store

        choose_store(self._shell, self._open_other)

    def _open_other(self, store: Path) -> None:
        """Turn to another store, if no other window has it."""
        one = OneWindow(store, self)
        if not one.take() and one.call():
            return
        self._one.release()
        self._one, self.store = one, store
        one.called.connect(self._shell.come_forward)
        self._where = Where()
        self.begin()
        one.listen()

    def _founded(self, opened: Opened) -> None:
        self._clear_clipboard()
        self._open_work(opened)

    # -- opening

    def _opened(self, opened: Opened) -> None:
        """A store is open; an unclean end before means a full check first."""
        if opened.unclean and not opened.shared:
            self._check(opened)
        else:
            self._open_work(opened)

    def _check(self, opened: Opened) -> None:
        from kpsdesk.ui.pages.start.states import WorkingPage

        page = WorkingPage(
            _("Checking the store"),
            _("The program was not closed in good order last time. What was saved is being checked."),
            skip=_("Check later"),
        )
        cancel = health.Cancel()

        def work(job: Job) -> health.Health:
            job.on_cancel(cancel.cancel)
            return health.check(
                opened.store,
                self._around.clock,
                progress=lambda share: job.step(round(share * 100), 100),
                cancel=cancel,
            )

        def skip() -> None:
            job.cancel()
            self._open_work(opened)

        def failed(error: Exception) -> None:
            if isinstance(error, KpsError):
                self._show_damage(opened)
            else:
                self._around.report(error)
                self._open_work(opened)

        page.skipped.connect(skip)
        self._show(page, lambda: None)
        job = self.tasks.long(
            page,
            work,
            lambda found: self._open_work(opened) if found.healthy else self._show_damage(opened),
            failed,
            progress=page.step,
        )

    def _show_damage(self, opened: Opened) -> None:
        from kpsdesk.ui.pages.start.states import DamagePage

        def restore() -> None:
            opened.store.close()
            self._show_restore()

        page = DamagePage(opened.store.path.name)
        page.restore_wanted.connect(restore)
        page.open_anyway.connect(partial(self._open_work, opened))
        page.leave.connect(self._shell.close)
        self._show(page, partial(self._show_damage, opened))

    def _open_work(self, opened: Opened) -> None:
        around = self._around
        setting = Setting(around.profile, around.clock, around.look, around.vault, demo=around.demo)
        work = self.work = Workplace(opened, setting, self)
        work.lock_requested.connect(self.lock)
        work.fault.connect(around.report)
        work.damaged.connect(self._found_damage)
        work.restore_requested.connect(self._restore)
        work.desk.changed.connect(self._settings_changed)
        self._shell.show_view(work.window)
        self._again = self._renew_work
        work.begin(self._where)
        self._idle.start(work.lock_minutes())
        if not around.demo and around.key is None:
            around.look.remember(store=str(self.store), language=around.look.language)

    def _restore(self, file: Path, secret: str) -> None:
        """From the settings: close the store, put the backup in its place, and open it again."""
        from kpsdesk.ui.pages.start.states import WorkingPage

        work, vault, store = self.work, self._around.vault, self.store
        if work is None:
            return
        self._where = Where()
        page = WorkingPage(_("Restoring the backup"), _("The store as it was is kept beside it."))

        def restore() -> Opened:
            vault.restore(file, store, secret)
            return vault.unlock(store, secret)

        def failed(error: Exception) -> None:
            """Ask for the password as usual: the store is there, as it was or as it was restored."""
            if not isinstance(error, KpsError):
                self._around.report(error)
            self._show_unlock().tell(error)

        self._show(page, lambda: None)
        self._end(work, lambda: self.tasks.write(page, restore, self._opened, failed))

    def _found_damage(self) -> None:
        if self.work is not None:
            self.work.window.show_banner(
                _(
                    "The weekly check found damage in the store. Lock the window and restore the latest backup."
                ),
                tone="danger",
            )

    def _settings_changed(self, changes: Changes) -> None:
        if self.work is not None and changes.touches("settings"):
            self._idle.start(self.work.lock_minutes())

    # -- locking and leaving

    def lock(self) -> None:
        """Throw the work away, forget the key, and ask for the password. Drafts are saved first."""
        work = self.work
        if work is None or self._around.demo or self._around.key is not None:
            return
        self._where = work.where()
        self._idle.stop()
        self._close_dialogs()
        self._clear_clipboard()
        page = self._show_unlock(locked=True)
        page.hold(True)
        self._end(work, lambda: page.hold(False) if self._shell.view() is page else None)

    def may_close(self) -> bool:
        """Asked when the window is to go: a page may hold it back; else drafts and a backup come first."""
        if self._leaving:
            return self.work is None and self._closing is None
        if self.work is not None and not self.work.window.close():
            return False
        self._leaving = True
        self._around.look.remember(window=self._shell.place())
        self._clear_clipboard()
        self._idle.stop()
        work = self.work
        if work is None:
            self._quit_when_closed()
        elif work.upkeep.backup_wanted():
            self._back_up_and_leave(work)
        else:
            self._end(work, self._quit_when_closed)
        return self.work is None and self._closing is None

    def _back_up_and_leave(self, work: Workplace) -> None:
        from kpsdesk.ui.pages.start.states import WorkingPage

        page = WorkingPage(
            _("Making a backup"), _("It takes a moment. Then the program closes."), skip=_("Close without it")
        )
        leave = partial(self._end, work, self._quit_when_closed)
        page.skipped.connect(leave)
        work.rest()
        work.upkeep.backup_now(leave)
        self._shell.show_view(page)

    def _end(self, work: Workplace, done: Callable[[], object]) -> None:
        if self.work is not work:
            return
        self.work, self._closing = None, work

        def ended() -> None:
            self._closing = None
            work.deleteLater()
            done()

        work.end(ended)

    def _quit_when_closed(self) -> None:
        self.tasks.drain()
        QApplication.quit()

    # -- in between

    def _show(self, page: QWidget, again: Callable[[], object]) -> None:
        self._again = again
        self._shell.show_view(page)

    def _shown(self) -> None:
        self._one.listen()
        self._idle.watch(self._shell.windowHandle())

    def _reworded(self) -> None:
        self._shell.reword()
        self._again()

    def _renew_work(self) -> None:
        if self.work is not None:
            where = self.work.where()
            self._shell.show_view(self.work.renew())
            self.work.begin(where)

    def _clear_clipboard(self) -> None:
        clipboard = QGuiApplication.clipboard()
        if clipboard.ownsClipboard():  # what another program put there is not ours to take
            clipboard.clear()

    def _close_dialogs(self) -> None:
        for widget in QApplication.topLevelWidgets():
            if widget is not self._shell and widget.isVisible():
                widget.hide()
                widget.deleteLater()

    # -- the demo

    def _start_demo(self) -> None:
        """The other way from the first start: a program of its own, so that nothing here is touched."""
        import subprocess
        import sys

        packed = getattr(sys, "frozen", False)
        program = [sys.executable] if packed else [sys.executable, "-m", "kpsdesk"]
        subprocess.Popen([*program, "--demo", "--lang", self._around.look.language])
        self._shell.close()

    def _make_demo(self) -> None:
        from kpsdesk.ui.pages.start.states import WorkingPage

        key = secrets.token_bytes(32)
        around = self._around
        page = WorkingPage(
            _("Making practice data"), _("A made-up organisation with units, people and some hundred cases.")
        )

        def work(job: Job) -> Opened:
            from kpsdesk import demo

            demo.make(self.store, key, clock=around.clock, progress=job.step)
            return around.vault.open_with_key(self.store, key)

        self._show(page, lambda: None)
        self.tasks.long(page, work, self._opened, progress=page.step)
