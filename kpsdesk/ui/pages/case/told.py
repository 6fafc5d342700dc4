"""Who is to know of the case, by the ladder of reminders (domain 3.3)."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from kpsdesk.i18n import _
from kpsdesk.services import reminder_words
from kpsdesk.services.case_view import CaseView
from kpsdesk.services.reminders import CaseReminder
from kpsdesk.ui.pages.case.context import CaseContext
from kpsdesk.ui.widgets import Card, Label, clear_layout, vbox


class ToldCard(Card):
    """A line for each who is to know, and since when; hidden while nobody needs to."""

    def __init__(self, context: CaseContext) -> None:
        super().__init__(gap=6, margin=14)
        self.context = context
        title = _("To know")
        self.lines = vbox(gap=6)
        hint = Label(_("KPSdesk sends no mail: tell them yourself."), "small", "muted", wrap=True)
        self.add(Label(title, "strong"))
        self.body.addLayout(self.lines)
        self.add(hint)
        self.setAccessibleName(title)
        self.hide()

    def show_case(self, view: CaseView) -> None:
        """Show the case as it is now."""
        case_id, reminders = view.row.id, self.context.services.reminders
        self.context.desk.tasks.read(
            self, lambda: reminders.of_case(case_id), self._came, self.context.tell, key="told"
        )

    def _came(self, reminder: CaseReminder) -> None:
        if not self.context.has_case or self.context.case_id != reminder.case_id:
            return
        session = self.context.desk.session
        lines = reminder_words.everybody(reminder, session.vocabulary, session.today)
        clear_layout(self.lines)
        for role, people in lines:
            told = QWidget()
            told.setLayout(vbox(Label(role, "small", "muted", wrap=True), Label(people, wrap=True), gap=0))
            self.lines.addWidget(told)
        self.setVisible(bool(lines))
