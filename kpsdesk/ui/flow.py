"""What is shown when: the views before the work, the work, locked, leaving. The window's state machine."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from kpsdesk.domain.changes import Changes
from kpsdesk.i18n import _
from kpsdesk.services.vault import Opened
from kpsdesk.ui.crash import with_versions
from kpsdesk.ui.front import Front, Surroundings
from kpsdesk.ui.idle import IdleWatch
from kpsdesk.ui.shell import Shell
from kpsdesk.ui.single import OneWindow
from kpsdesk.ui.workplace import Setting, Where, Workplace

LISTEN_AFTER_MS: Final = (
    400  # not while the first page is on its way: the socket's library takes a while to load
)
WATCH_AFTER_MS: Final = (
    500  # after how long idle minutes begin to count: the store's settings are loaded by then
)


class Flow(QObject):
    """Leads from one view to the next. `work` is there while a store is open."""

    def __init__(
        self, around: Surroundings, shell: Shell, one: OneWindow, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._around, self._shell, self._one = around, shell, one
        self.front = Front(around, shell, one.store, self)
        self.front.opened.connect(self._opened)
        self.front.checked.connect(self._open_work)
        self.front.again.connect(self.begin)
        self.front.other.connect(self._open_other)
        self.work: Workplace | None = None
        self._closing: Workplace | None = None
        self._where = Where()
        self._leaving = False
        self._fault = around.fault
        self._listening = QTimer(self, singleShot=True, interval=LISTEN_AFTER_MS)
        self._listening.timeout.connect(lambda: self._one.listen())
        self._idle = IdleWatch(around.clock, self)
        self._idle.idle.connect(self.lock)
        shell.may_close = self.may_close
        shell.first_shown.connect(self._shown)
        one.called.connect(shell.come_forward)
        around.look.worded.connect(self._reworded)

    def begin(self) -> None:
        """The first view: the work itself for a demo or a given key, else unlocking or the first start."""
        around = self._around
        if not self._one.take():
            self.front.in_use(self._one.holder())
        elif around.demo:
            self.front.make_demo()
        elif around.key is not None:
            self._open_work(around.vault.open_with_key(self._one.store, around.key))
        elif self._one.store.exists():
            self.front.unlock()
        else:
            self.front.first_start()

    def lock(self) -> None:
        """Throw the work away, forget the key, and ask for the password. Drafts are saved first."""
        work = self.work
        if work is None or self._around.demo or self._around.key is not None:
            return
        self._where = work.where()
        self._put_away()
        page = self.front.unlock(locked=True)
        page.hold(True)
        self._end(work, lambda: page.hold(False) if self._shell.view() is page else None)

    def may_close(self) -> bool:
        """Asked when the window is to go: a page may hold it back; else drafts and a backup come first."""
        gone = self.work is None and self._closing is None
        if self._leaving:
            return gone
        if self.work is not None and not self.work.window.close():
            return False
        self._leaving = True
        if not self._around.demo:
            self._around.look.remember(window=self._shell.place())
        self._put_away()
        work = self.work
        if work is None:
            self._quit()
        elif work.upkeep.backup_wanted():
            self._back_up_and_leave(work)
        else:
            self._end(work, self._quit)
        return gone

    def end_now(self) -> bool:
        """Whatever ended the program: save, let nothing run on, close the store. False if something still runs."""
        work = self.work or self._closing
        at_rest = self.front.tasks.drain()
        return (work is None or work.end_now()) and at_rest

    def _opened(self, opened: Opened) -> None:
        """A store is open; an unclean end before means a full check first."""
        self._clear_clipboard()
        if opened.unclean and not opened.shared:
            self.front.check(opened)
        else:
            self._open_work(opened)

    def _open_work(self, opened: Opened) -> None:
        around = self._around
        setting = Setting(
            around.profile,
            around.clock,
            around.look,
            around.vault,
            demo=around.demo,
            report_only=around.report_only,
        )
        work = self.work = Workplace(opened, setting, self)
        work.lock_requested.connect(self.lock)
        work.fault.connect(around.report)
        work.damaged.connect(self._found_damage)
        work.restore_requested.connect(self._restore)
        work.desk.changed.connect(self._settings_changed)
        self._shell.show_view(work.window)
        self.front.left()
        work.begin(self._where)
        self._tell_fault(work)
        self._idle.start(work.lock_minutes)
        if not around.demo and around.key is None:
            around.look.remember(store=str(self._one.store), language=around.look.language)

    def _tell_fault(self, work: Workplace) -> None:
        """Once, in the first window after a crash, to somebody who can pass the report on."""
        report, self._fault = self._fault, ""
        if not report or self._around.report_only:
            return
        work.window.show_banner(
            _("The program closed unexpectedly last time. Nothing that was saved is lost."),
            _("Show the fault report"),
            lambda: self._show_fault(report),
        )

    def _show_fault(self, report: str) -> None:
        from kpsdesk.ui.crash_dialog import CrashDialog

        CrashDialog(with_versions(report), self._shell).open()

    def _open_other(self, store: Path) -> None:
        """Turn to another store, if no other window has it."""
        one = OneWindow(store.absolute(), self)
        if not one.take() and one.call():
            return
        self._one.release()
        self._one = one
        self.front.store = one.store
        one.called.connect(self._shell.come_forward)
        self._where = Where()
        self.begin()
        one.listen()

    def _restore(self, file: Path, secret: str) -> None:
        """From the settings: the store is closed, replaced by the backup, and opened again."""
        work = self.work
        if work is not None:
            self._where = Where("settings", {"settings": {"section": "backups"}})
            self._put_away()
            self.front.restore_now(file, secret, partial(self._end, work))

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
            self._idle.start(self.work.lock_minutes)

    def _back_up_and_leave(self, work: Workplace) -> None:
        from kpsdesk.ui.pages.start.states import WorkingPage

        text = _("It takes a moment. Then the program closes.")
        page = WorkingPage(_("Making a backup"), text, skip=_("Close without it"))
        leave = partial(self._end, work, self._quit)
        page.skipped.connect(leave)
        work.rest()
        work.upkeep.backup_now(leave)
        self.front.show(page)

    def _end(self, work: Workplace, done: Callable[[], object]) -> None:
        """Close the store; `done` when it is closed."""
        if self.work is not work:
            return
        self.work, self._closing = None, work

        def ended() -> None:
            self._closing = None
            work.deleteLater()
            done()

        work.end(ended)

    def _quit(self) -> None:
        self.front.tasks.drain()
        QApplication.quit()

    def _shown(self) -> None:
        self._listening.start()
        self._idle.watch(self._shell.windowHandle())

    def _reworded(self) -> None:
        self._shell.reword()
        if self.work is not None:
            where = self.work.where()
            self._shell.show_view(self.work.renew())
            self.work.come_back(where)
        else:
            self.front.reword()

    def _put_away(self) -> None:
        """Nothing of a case stays behind: no dialog, nothing on the clipboard."""
        self._idle.stop()
        self._clear_clipboard()
        for widget in QApplication.topLevelWidgets():
            if widget is not self._shell and widget.isVisible():
                widget.hide()
                widget.deleteLater()

    def _clear_clipboard(self) -> None:
        if self._around.owns_clipboard():  # what another program put there is not ours to take
            QGuiApplication.clipboard().clear()
