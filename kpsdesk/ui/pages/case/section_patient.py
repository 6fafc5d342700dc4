"""Informing the person concerned and those close: answered where there was harm (PSL 3:8, domain 3.4)."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget
from typing_extensions import override

from kpsdesk.domain.fields import HANDLER_BY_KEY
from kpsdesk.domain.needs import INJURIES
from kpsdesk.i18n import _
from kpsdesk.services.case_view import CaseView
from kpsdesk.ui.pages.case.autosave import declare
from kpsdesk.ui.pages.case.context import CaseContext
from kpsdesk.ui.pages.case.section_fields import FieldsSection
from kpsdesk.ui.widgets import Button, FormRow, Label, hbox, vbox

KEYS = (
    "patient_informed", "not_informed_reason", "informed_points", "informed_on", "informed_by", "informed_to",
    "journal_noted", "journal_noted_on", "patient_experience",
)  # fmt: skip
TOLD = ("informed_points", "informed_on", "informed_by", "informed_to")


class PatientSection(FieldsSection):
    """Were they told, what, when and by whom; and the internal code of the person, shown on demand."""

    key = "patient"

    def __init__(self, context: CaseContext) -> None:
        super().__init__(_("Informing those concerned"), context)
        self._known: str | None = None
        self.later(self._make_answers, self._make_reference)

    def _make_answers(self) -> None:
        self.add_form([declare(HANDLER_BY_KEY[key], self.context) for key in KEYS])

    def _make_reference(self) -> None:
        self.reference = QLineEdit()
        self.reference.setPlaceholderText(_("An internal code, never a name or an identity number"))
        self.reference.editingFinished.connect(self._save)
        self.show_button = Button(_("Show"), icon="eye", on_click=self._show)
        self._state = Label("", "body", "muted")
        field = QWidget()
        row = hbox(self._state, self.reference, self.show_button, gap=8)
        row.setStretch(1, 1)
        field.setLayout(vbox(row))
        self.add(
            FormRow(
                _("Reference"),
                field,
                _(
                    "Kept apart from the case and left out of lists and exports. Each reading is noted in the history."
                ),
            )
        )

    @override
    def show_case(self, view: CaseView) -> None:
        word = self.context.affected()
        self.title.setText(_("{person} and those close").format(person=word[:1].upper() + word[1:]))
        super().show_case(view)
        hidden = view.has_patient_reference and self._known is None
        self.show_button.setVisible(hidden)
        self.reference.setVisible(not hidden)
        self._state.setVisible(hidden)
        self._state.setText(_("There is a reference."))

    @override
    def show_rows(self, view: CaseView) -> None:
        answer = self.value("patient_informed")
        self.show_row("not_informed_reason", answer == "no")
        for key in TOLD:
            self.show_row(key, answer == "yes")
        noted = answer == "yes" or view.values.get("injury_class") in INJURIES
        self.show_row("journal_noted", noted)
        self.show_row("journal_noted_on", noted and bool(self.value("journal_noted")))

    def _show(self) -> None:
        cases, case_id = self.context.services.cases, self.context.case_id

        def came(reference: str) -> None:
            if self.context.case_id == case_id:
                self._known = reference
                self.reference.setText(reference)
                self.show_case(self.context.view)
                self.reference.setFocus()

        # it writes to the audit, so it goes the way of the writes
        self.context.desk.tasks.write(self, lambda: cases.patient_reference(case_id), came, self.context.tell)

    def _save(self) -> None:
        text = self.reference.text().strip()
        if not self.context.has_case or text == (self._known or "") or self.reference.isHidden():
            return
        self._known = text
        cases, case_id = self.context.services.cases, self.context.case_id
        self.context.act(lambda: cases.set_patient_reference(case_id, text), _("The reference is saved."))

    @override
    def leave(self) -> None:
        super().leave()
        self._save()
        self._known = None
        self.reference.clear()
