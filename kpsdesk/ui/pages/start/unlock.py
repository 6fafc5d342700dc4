"""Unlocking: one field. Also the way back for somebody who has forgotten the password."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from kpsdesk.errors import KpsError, UserError
from kpsdesk.i18n import _, ngettext
from kpsdesk.services.vault import Opened, Vault
from kpsdesk.ui import theme
from kpsdesk.ui.pages.start.secret import NewPassword
from kpsdesk.ui.pages.start.sheet import Sheet
from kpsdesk.ui.tasks import Tasks
from kpsdesk.ui.widgets import Button, FormRow, InlineNotice, LinkButton, PasswordField, Spinner, announce
from kpsdesk.ui.widgets.letters import give_letters


class UnlockPage(Sheet):
    """Asks for the password of one store.

    Signals:
        unlocked(Opened): the store is open.
        forgotten, other_wanted, restore_wanted: the links under the field.
        fault(Exception): something that is no fault of the user's or the computer's.
    """

    unlocked = Signal(object)
    forgotten = Signal()
    other_wanted = Signal()
    restore_wanted = Signal()
    fault = Signal(object)

    def __init__(
        self, store: Path, vault: Vault, tasks: Tasks, *, locked: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(
            _("Locked") if locked else _("Welcome back"),
            _("Your page is there when you come back. What you had begun is saved.") if locked else "",
            icon="lock",
            width=440,
            parent=parent,
        )
        self._store, self._vault, self._tasks = store, vault, tasks
        self._held = self._wanted = False
        self.field = PasswordField()
        self.row = FormRow(_("&Password"), self.field, _("Store: {name}").format(name=store.name))
        self.notice = InlineNotice(tone="danger")
        self.notice.hide()
        self.busy = Spinner()
        self.button = Button(_("Unlock"), "primary", on_click=self.try_it)
        self.add(self.row, self.notice, self.busy)
        self.add_button(LinkButton(_("Forgotten the password?"), on_click=self.forgotten.emit), left=True)
        self.add_button(self.button)
        if not locked:
            self.add(LinkButton(_("Open another store…"), "folder-open", self.other_wanted.emit))
        self.restore = LinkButton(_("Restore a backup…"), "rotate-ccw", self.restore_wanted.emit)
        self.restore.hide()
        self.add(self.restore)
        self.field.returnPressed.connect(self.try_it)
        self.field.textEdited.connect(lambda _text: self.row.set_error())
        self._wait = QTimer(self)
        self._wait.setInterval(500)
        self._wait.timeout.connect(self._show_wait)
        self.setFocusProxy(self.field)
        self.setMinimumWidth(theme.px(320))
        self._show_wait()

    def hold(self, on: bool) -> None:
        """Take no password yet: the work before is still being put away."""
        self._held = on
        self.button.setEnabled(not on)
        if on:
            self.busy.start(_("Saving what was under way…"))
        else:
            self.busy.stop()
            self._show_wait()
            if self._wanted:
                self.try_it()

    def try_it(self) -> None:
        """Try what stands in the field, in the background: checking a password takes its time on purpose."""
        self._wanted = self._held  # whoever is quick need not press Enter again
        if not self.button.isEnabled():
            return
        secret = self.field.text()
        if not secret:
            self.row.set_error(_("Write your password."))
            self.field.setFocus()
            return
        self.notice.hide()
        self._work(True)
        self._tasks.write(self, lambda: self._vault.unlock(self._store, secret), self._opened, self._failed)

    def tell(self, error: Exception) -> None:
        """Say at the start why the store is not open, if that can be said in a sentence."""
        if isinstance(error, KpsError):
            self.notice.say(error.sentence(), "warn")
            self.notice.show()

    def _opened(self, opened: Opened) -> None:
        self.field.clear()
        self.busy.stop()
        self.unlocked.emit(opened)

    def _failed(self, error: Exception) -> None:
        self._work(False)
        if isinstance(error, UserError):
            self.row.set_error(error.sentence())
            announce(self.row)
            self.field.selectAll()
        elif isinstance(error, KpsError):
            self.notice.say(error.sentence(), "danger")
            self.notice.show()
            self.restore.show()
        else:
            self.fault.emit(error)
        self._show_wait()
        self.field.setFocus()

    def _work(self, on: bool) -> None:
        self.button.setEnabled(not on)
        self.field.setEnabled(not on)
        if on:
            self.busy.start(_("Opening the store…"))
        else:
            self.busy.stop()

    def _show_wait(self) -> None:
        """After several wrong tries: how long until the next is taken."""
        seconds = self._vault.seconds_to_wait(self._store)
        if seconds:
            self.row.set_error(
                ngettext("Next try in {n} second.", "Next try in {n} seconds.", seconds).format(n=seconds)
            )
            self.button.setEnabled(False)
            if not self._wait.isActive():
                self._wait.start()
        elif self._wait.isActive():
            self._wait.stop()
            self.row.set_error()
            self.button.setEnabled(not self._held)


class ForgottenPage(Sheet):
    """The recovery code from the paper, and a new password.

    Signals:
        unlocked(Opened): the password is new and the store open.
        back: to the password after all.
        fault(Exception): as in `UnlockPage`.
    """

    unlocked = Signal(object)
    back = Signal()
    fault = Signal(object)

    def __init__(self, store: Path, vault: Vault, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(
            _("A new password by the recovery code"),
            _(
                "The code was shown once, when the store was made: seven groups of five characters. "
                "Without the password and without the code nobody can open the store."
            ),
            icon="key",
            parent=parent,
        )
        self._store, self._vault, self._tasks = store, vault, tasks
        self.code = QLineEdit()
        self.code.setPlaceholderText("XXXXX-XXXXX-XXXXX-XXXXX-XXXXX-XXXXX-XXXXX")
        self.row = FormRow(
            _("&Recovery code"), self.code, _("Capital or small letters, with or without hyphens.")
        )
        self.password = NewPassword()
        self.notice = InlineNotice(tone="danger")
        self.notice.hide()
        self.busy = Spinner()
        give_letters((self.row, self.password.row, self.password.row_again))
        self.add(self.row, self.password, self.notice, self.busy)
        self.add_button(Button(_("Back"), on_click=self.back.emit))
        self.button = self.add_button(Button(_("Set the password and open"), "primary", on_click=self.try_it))
        self.code.textEdited.connect(lambda _text: self.row.set_error())
        self.password.submitted.connect(self.try_it)
        self.setFocusProxy(self.code)

    def try_it(self) -> None:
        """Set the password and open the store with it."""
        if not self.button.isEnabled():
            return
        if not self.code.text().strip():
            self.row.set_error(_("Write the code from the paper."))
            self.code.setFocus()
            return
        if not self.password.check():
            return
        store, vault, code, new = self._store, self._vault, self.code.text(), self.password.text()

        def work() -> Opened:
            vault.set_password_by_recovery(store, code, new)
            return vault.unlock(store, new)

        self.notice.hide()
        self.button.setEnabled(False)
        self.busy.start(_("Opening the store…"))
        self._tasks.write(self, work, self._opened, self._failed)

    def _opened(self, opened: Opened) -> None:
        self.password.forget()
        self.code.clear()
        self.unlocked.emit(opened)

    def _failed(self, error: Exception) -> None:
        self.busy.stop()
        self.button.setEnabled(True)
        if isinstance(error, UserError):
            (self.password.row if error.field == "new" else self.row).set_error(error.sentence())
            self.code.setFocus()
        elif isinstance(error, KpsError):
            self.notice.say(error.sentence(), "danger")
            self.notice.show()
        else:
            self.fault.emit(error)
