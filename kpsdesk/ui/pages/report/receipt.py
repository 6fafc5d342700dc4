"""What the reporter gets when the report is in: number, code, what happens next and by when."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from kpsdesk import words
from kpsdesk.i18n import _
from kpsdesk.services.reporting import Receipt
from kpsdesk.ui.widgets import (
    Button,
    Card,
    FlowLayout,
    Icon,
    InlineNotice,
    Label,
    ScrollPage,
    announce,
    clear_layout,
    hbox,
)


def next_words(receipt: Receipt, today: date) -> str:
    """What happens next, as a sentence."""
    if receipt.next_due is None:
        return _("Somebody at {unit} reads your report and takes it on.").format(unit=receipt.unit_name)
    return _("Somebody takes on your report by {day} at the latest.").format(
        day=words.day(receipt.next_due, today)
    )


def code_words(anonymity: str) -> str:
    """What the code is for; without a name it is the only key."""
    if anonymity == "named":
        return _("With this code you can read how it goes, and the answer you get.")
    if anonymity == "hidden":
        return _(
            "Keep this code. Your name is not shown to anyone, so the code is your only way to the answer, and it cannot be made again."
        )
    return _(
        "Keep this code. Nothing about you is stored, so the code is the only key to the answer, and it cannot be made again."
    )


def as_text(receipt: Receipt, anonymity: str, today: date) -> str:
    """The receipt for paper or a note: plain lines without anything of what was told."""
    lines = (
        _("Receipt for report {number}").format(number=receipt.number),
        _("Code: {code}").format(code=receipt.code),
        next_words(receipt, today),
        _("Read the answer in KPSdesk under Report, “Read the answer with a receipt code”."),
        code_words(anonymity),
    )
    return "\n".join(lines)


class ReceiptView(ScrollPage):
    """The page after sending. Signals: another (one more report), leave (to Today)."""

    another = Signal()
    leave = Signal()
    copied = Signal(str)

    def __init__(self, *, may_leave: bool, parent: QWidget | None = None) -> None:
        super().__init__("column", parent=parent)
        self._may_leave = may_leave
        self.code = Label("", "number", selectable=True)

    def show_receipt(self, receipt: Receipt, anonymity: str, today: date) -> None:
        """Thank, and say number, code and what comes."""
        clear_layout(self.column)
        head = hbox(
            Icon("circle-check", "ok", 28),
            Label(_("Thank you. Your report is in."), "title", wrap=True),
            gap=12,
        )
        head.setStretch(1, 1)
        self.column.addLayout(head)
        self.add(self._number_card(receipt, today), self._code_card(receipt, anonymity, today))
        actions = QWidget()
        flow = FlowLayout(actions)
        self.again = Button(_("Report one more"), "secondary", "plus", self.another.emit)
        flow.addWidget(self.again)
        if self._may_leave:
            flow.addWidget(Button(_("To Today"), "primary", "house", self.leave.emit))
        self.add(actions)
        self.setAccessibleName(_("Thank you. Your report is in."))
        announce(self)
        self.copy.setFocus()

    def _number_card(self, receipt: Receipt, today: date) -> Card:
        number = Label(receipt.number, "section", selectable=True)
        return Card(
            Label(_("Case number"), "small", "muted"),
            number,
            Label(_("What happens now"), "small", "muted"),
            Label(next_words(receipt, today), wrap=True),
        )

    def _code_card(self, receipt: Receipt, anonymity: str, today: date) -> Card:
        self.code = Label(receipt.code, "number", selectable=True)
        self.code.setAccessibleName(_("Receipt code"))
        self.copy = Button(_("Copy the code"), "secondary", "copy", lambda: self._take(receipt.code))
        text = as_text(receipt, anonymity, today)
        whole = Button(_("Copy the whole receipt"), "quiet", "clipboard-list", lambda: self._take(text))
        buttons = QWidget()
        flow = FlowLayout(buttons)
        flow.addWidget(self.copy)
        flow.addWidget(whole)
        tone = "neutral" if anonymity == "named" else "warn"
        return Card(
            Label(_("Receipt code"), "small", "muted"),
            self.code,
            buttons,
            InlineNotice(code_words(anonymity), tone, icon="key"),
            gap=12,
        )

    def _take(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.copied.emit(_("Copied. Paste it where only you find it."))
