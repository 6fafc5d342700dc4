"""Password, recovery code and when the window locks by itself. The store can be open meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from kpsdesk.errors import KpsError, UserError
from kpsdesk.i18n import _
from kpsdesk.services.passwords import WeakPassword
from kpsdesk.ui.dialogs.base import BaseDialog
from kpsdesk.ui.pages.settings.section import Context, save_button, toolbar
from kpsdesk.ui.pages.settings.ways import PreferenceSection
from kpsdesk.ui.recovery import RecoveryCode
from kpsdesk.ui.widgets import Button, Card, FormRow, InlineNotice, Label, PasswordField
from kpsdesk.ui.widgets.letters import give_letters


class SecuritySection(PreferenceSection):
    """Needs the vault; where there is none (practice data) it says so."""

    keys = ("auto_lock_minutes",)

    def __init__(self, context: Context) -> None:
        super().__init__(
            context, _("Security"), _("The store is encrypted. Without password or code nobody can read it.")
        )
        self.password_button = Button(_("Change the password"), "secondary", "key", self._change_password)
        self.code_button = Button(_("New recovery code"), "secondary", "refresh-cw", self._new_code)
        self.put(
            Card(
                Label(_("Password"), "section"),
                Label(_("The recovery code goes on working when the password is changed."), "body", "muted", wrap=True),
                toolbar([self.password_button]),
                gap=10,
            ),
            Card(
                Label(_("Recovery code"), "section"),
                Label(
                    _("Opens the store when the password is forgotten. A new one makes the old useless; it is shown once."),
                    "body", "muted", wrap=True,
                ),
                toolbar([self.code_button]),
                gap=10,
            ),
            Card(Label(_("Locking"), "section"), self.make_form(), toolbar([save_button(self.save)]), gap=10),
        )  # fmt: skip
        if context.vault is None:
            self.put(InlineNotice(_("This store has no password of its own."), "info"))
            for button in (self.password_button, self.code_button):
                button.setEnabled(False)
        self.column.addStretch(1)

    def _change_password(self) -> None:
        vault, path = self.context.vault, self.desk.session.store.path
        if vault is not None:
            SecretDialog(
                self, _("Change the password"), _("Change"),
                lambda old, new: vault.change_password(path, old, new),
                lambda _more: self.context.say(_("The password was changed. Use the new one from now on."), "", None, "ok"),
                new=True,
            ).open()  # fmt: skip

    def _new_code(self) -> None:
        vault, path = self.context.vault, self.desk.session.store.path
        if vault is not None:
            SecretDialog(
                self, _("New recovery code"), _("Make a new code"),
                lambda old, _new: vault.new_recovery_code(path, old), lambda code: CodeDialog(str(code), path, self).open(),
            ).open()  # fmt: skip


class SecretDialog(BaseDialog):
    """Asks for the password, and for a new one written twice if `new`; the work runs in the background."""

    def __init__(
        self,
        section: PreferenceSection,
        title: str,
        verb: str,
        work: Callable[[str, str], Any],
        done: Callable[[Any], None],
        *,
        new: bool = False,
        note: str = "",
    ) -> None:
        super().__init__(title, verb, parent=section)
        self._section, self._work, self._done, self._new = section, work, done, new
        self.old = PasswordField(_("Present password"))
        self.first, self.again = PasswordField(_("New password")), PasswordField(_("New password once more"))
        self.old_row = FormRow(_("&Present password"), self.old, note)
        help_text = _(
            "At least 10 characters. A short sentence that only you know is easy to remember and hard to guess."
        )
        self.first_row = FormRow(_("&New password"), self.first, help_text)
        self.again_row = FormRow(_("New password &once more"), self.again)
        give_letters((self.old_row, self.first_row, self.again_row))
        self.add(self.old_row, self.first_row, self.again_row)
        for row in (self.first_row, self.again_row):
            row.setVisible(new)
        self.old.setFocus()

    @override
    def try_accept(self) -> None:
        for row in (self.old_row, self.first_row, self.again_row):
            row.set_error()
        self.say("")
        self.notice.hide()
        if not self.old.text():
            self.old_row.set_error(_("This is needed to go on."))
            self.old.setFocus()
            return
        if self._new and self.first.text() != self.again.text():
            self.again_row.set_error(_("The two are not alike. Write the password once more."))
            self.again.setFocus()
            return
        old, new = self.old.text(), self.first.text()
        self.main_button.setEnabled(False)
        # Argon2id takes its time, on purpose
        self._section.desk.tasks.long(self, lambda _job: self._work(old, new), self._worked, self._failed)

    def _worked(self, more: Any) -> None:
        self.old.clear()
        self.first.clear()
        self.again.clear()
        self.accept()
        self._done(more)

    def _failed(self, error: Exception) -> None:
        self.main_button.setEnabled(True)
        if isinstance(error, WeakPassword):
            self.first_row.set_error(error.sentence())
            self.first.setFocus()
        elif isinstance(error, UserError):
            self.old_row.set_error(error.sentence())
            self.old.setFocus()
            self.old.selectAll()
        elif isinstance(error, KpsError):
            self.say(error.sentence())
        else:
            self._section.desk.tasks.report(error)


class CodeDialog(BaseDialog):
    """The recovery code, this once: printed, saved or copied, and ticked as kept before it goes."""

    def __init__(self, code: str, store: Path, parent: QWidget) -> None:
        super().__init__(_("Your new recovery code"), _("Done"), parent=parent)
        self.code = RecoveryCode(code, store)
        self.code.ready.connect(self.main_button.setEnabled)
        self.main_button.setEnabled(False)
        self.cancel_button.hide()
        self.add(
            Label(
                _("Write it down and keep it in a safe place, not on this computer. It is not shown again."),
                wrap=True,
            ),
            Card(self.code),
            InlineNotice(_("The old code opens nothing from now on, except older backups."), "info"),
        )

    @override
    def reject(self) -> None:
        if not self.code.saved.isChecked() and not self._sure:
            self._sure = True
            self.say(_("The code is not shown again. Save it first, or close once more."), "warn")
            return
        self.done(0)

    @override
    def changed(self) -> bool:
        return not self.code.saved.isChecked()
