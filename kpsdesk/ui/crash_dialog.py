"""What is shown of a fault of the program itself; apart from its reporter, which every start makes."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from kpsdesk.i18n import _
from kpsdesk.ui.dialogs.base import BaseDialog
from kpsdesk.ui.widgets import Disclosure, Label


class CrashDialog(BaseDialog):
    """Says that something went wrong, that nothing saved was lost, and what to do."""

    def __init__(self, report: str, parent: QWidget | None = None) -> None:
        super().__init__(
            _("Something went wrong in the program"),
            _("Go on working"),
            cancel=_("Copy report"),
            parent=parent,
        )
        self.report = report
        self.add(
            Label(
                _(
                    "Everything you have saved is safe. You can go on working; if the page looks strange, "
                    "open it again or restart the program."
                ),
                wrap=True,
            ),
            Label(
                _(
                    "Please send the report to whoever looks after the program. It has no personal data in it."
                ),
                "body",
                "muted",
                wrap=True,
            ),
        )
        text = QPlainTextEdit(report)
        text.setReadOnly(True)
        text.setAccessibleName(_("Fault report"))
        text.setMinimumHeight(160)
        fold = Disclosure(_("Show the report"))
        fold.add(text)
        self.add(fold)
        self.cancel_button.clicked.disconnect()
        self.cancel_button.clicked.connect(self.copy)

    def copy(self) -> None:
        """Put the report on the clipboard."""
        QGuiApplication.clipboard().setText(self.report)
        self.say(_("Copied."), "ok")
