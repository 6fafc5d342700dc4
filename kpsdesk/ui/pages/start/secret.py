"""Choosing a password: two fields, a hint that says in words how strong it is, and the sentence when it will not do."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from kpsdesk.i18n import _
from kpsdesk.services.passwords import WeakPassword, demand_strong
from kpsdesk.ui.widgets import FormRow, Label, PasswordField, vbox
from kpsdesk.ui.widgets.letters import give_letters

LONG = 16  # from here on a password is called strong


class NewPassword(QWidget):
    """`text()` is the password when `check()` is true; else the rows say why not. `submitted` by Enter in the last field."""

    submitted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.first, self.again = PasswordField(_("Password")), PasswordField(_("Password once more"))
        self.hint = Label("", "small", "muted", wrap=True)
        self.row = FormRow(
            _("&Password"),
            self.first,
            _(
                "At least 10 characters. A short sentence that only you know is easy to remember and hard to guess."
            ),
        )
        self.row_again = FormRow(_("Password &once more"), self.again)
        give_letters((self.row, self.row_again))
        self.setLayout(vbox(self.row, self.hint, self.row_again, gap=8))
        self.first.textEdited.connect(self._judge)
        self.again.textEdited.connect(lambda _text: self.row_again.set_error())
        self.first.returnPressed.connect(self.again.setFocus)
        self.again.returnPressed.connect(self.submitted)
        self.setFocusProxy(self.first)

    def text(self) -> str:
        """The password."""
        return self.first.text()

    def check(self) -> bool:
        """True when it will do and was written twice alike; else says why at the field and goes there."""
        self.row.set_error()
        self.row_again.set_error()
        try:
            demand_strong(self.first.text())
        except WeakPassword as weak:
            self.row.set_error(weak.sentence())
            self.first.setFocus()
            return False
        if self.first.text() != self.again.text():
            self.row_again.set_error(_("The two are not alike. Write the password once more."))
            self.again.setFocus()
            return False
        return True

    def forget(self) -> None:
        """Empty both fields."""
        self.first.clear()
        self.again.clear()

    def _judge(self, text: str) -> None:
        self.row.set_error()
        if not text:
            words, tone = "", "muted"
        else:
            try:
                demand_strong(text)
            except WeakPassword:
                words, tone = _("Not enough yet."), "muted"
            else:
                words, tone = (
                    (_("Strong."), "ok")
                    if len(text) >= LONG
                    else (_("Good enough. Longer is stronger."), "ok")
                )
        self.hint.setText(words)
        self.hint.set_tone(tone)
