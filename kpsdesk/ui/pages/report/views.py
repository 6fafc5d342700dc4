"""The three views of the report page; the receipt and the reading by code are made when first needed."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from kpsdesk.ui.pages.report.answers import Answers
from kpsdesk.ui.pages.report.lookup import LookupView
from kpsdesk.ui.pages.report.presenter import ReportPresenter
from kpsdesk.ui.pages.report.receipt import ReceiptView
from kpsdesk.ui.pages.report.view import FormView


class ReportViews(QStackedWidget):
    """The form in front, the receipt and the reading by code behind it.

    Signals:
        another, leave, copied(sentence): from the receipt. asked(code), back: from the reading by code.
    """

    another = Signal()
    leave = Signal()
    copied = Signal(str)
    asked = Signal(str)
    back = Signal()

    def __init__(self, presenter: ReportPresenter, answers: Answers, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter = presenter
        self._receipt: ReceiptView | None = None
        self._lookup: LookupView | None = None
        self.view = FormView(presenter, answers)
        self.addWidget(self.view)

    @property
    def receipt(self) -> ReceiptView:
        """What the reporter gets when the report is in."""
        if self._receipt is None:
            made = self._receipt = ReceiptView(may_leave=not self._presenter.staff_only)
            made.another.connect(self.another)
            made.leave.connect(self.leave)
            made.copied.connect(self.copied)
            self.addWidget(made)
        return self._receipt

    @property
    def lookup(self) -> LookupView:
        """The field for a receipt code."""
        if self._lookup is None:
            made = self._lookup = LookupView(self._presenter.desk.session.vocabulary, self._presenter.today)
            made.asked.connect(self.asked)
            made.back.connect(self.back)
            self.addWidget(made)
        return self._lookup

    def forget(self) -> None:
        """Leave nothing of an answer on the screen of a shared computer."""
        if self._lookup is not None:
            self._lookup.forget()

    def in_front(self) -> str:
        """Which is seen: form, receipt or lookup."""
        front = self.currentWidget()
        return "form" if front is self.view else "receipt" if front is self._receipt else "lookup"
