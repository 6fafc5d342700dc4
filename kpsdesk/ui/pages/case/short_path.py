"""The short path: score, feedback, one line of decision, one button. Nothing else (domain 3.1)."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from kpsdesk.domain.fields import HANDLER_BY_KEY
from kpsdesk.domain.handling import MissingNeeds
from kpsdesk.errors import KpsError
from kpsdesk.i18n import _
from kpsdesk.services.case_view import CaseView
from kpsdesk.ui.pages.case import presenter
from kpsdesk.ui.pages.case.autosave import AutoForm, as_stored, declare
from kpsdesk.ui.pages.case.context import CaseContext
from kpsdesk.ui.pages.case.feedback_box import FeedbackBox
from kpsdesk.ui.pages.case.score import ScoreBox
from kpsdesk.ui.pages.case.section import CaseSection, flow
from kpsdesk.ui.widgets import Button, FormField, FormRow, Label, MissingList


class ShortPath(CaseSection):
    """Handle and close on one small panel."""

    key = "short"

    def __init__(self, context: CaseContext) -> None:
        super().__init__(
            _("Simple handling"),
            context,
            _("Enough when the risk is low or medium. The rest of the page is there if you need it."),
        )
        self._tried = False
        self.later(self._make_score, self._make_answers)

    def _make_score(self) -> None:
        context = self.context
        self.score = ScoreBox(context, short=True)
        self._score_row = FormRow(_("How serious could it become, and how likely is it?"), self.score)
        self.feedback = FeedbackBox(context)
        self._feedback_row = FormRow(_("Feedback to the reporter"), self.feedback)
        self.add(self._score_row, self._feedback_row)
        context.unsent.add("feedback", self.feedback.text, self.feedback.set_text, self.feedback.edited)

    def _make_answers(self) -> None:
        context = self.context
        decision = HANDLER_BY_KEY["decision_text"]
        patient = HANDLER_BY_KEY["patient_informed"]
        self.form = AutoForm(
            (
                declare(patient, context),
                FormField("not_informed_reason", "line", _("If not: why, and when will it be done?")),
                FormField(decision.key, "line", _("Decision, one line"), hint=_("What you decided or did")),
            ),
            context,
        )
        self.form.saved.connect(self.saved_at)
        self.form.edited.connect(lambda _key: self._show_rows())
        self.close_button = Button(_("Close with feedback"), "primary", "check", self.close_case)
        self.missing = MissingList(_("Missing for closing:"))
        self.missing.jump_requested.connect(self._jump)
        self._told = Label("", "body", "danger", wrap=True)
        self._told.hide()
        self.add(self.form, self._told, flow(self.close_button), self.missing)

    @override
    def wanted(self, view: CaseView) -> bool:
        return view.short_path

    @override
    def show_case(self, view: CaseView) -> None:
        if not view.short_path:
            return
        self._score_row.setVisible(presenter.asks_score(view))
        ahead = view.row.kind in ("risk", "near_miss")
        self._score_row.set_label(
            _("How serious could it become, and how likely is it?")
            if ahead
            else _("How serious was it, and how likely is it to happen again?")
        )
        self.score.show_case(view)
        wanted = view.file.report.wants_feedback and not view.feedback
        self._feedback_row.setVisible(wanted)
        self.close_button.setText(_("Close with feedback") if wanted else _("Close the case"))
        self.close_button.set_role("secondary" if view.row.status == "received" else "primary")
        self.feedback.show_kind(view.row.kind)
        self.form.show_values(view.values)
        self._show_missing(view)
        self._show_rows()

    def _show_missing(self, view: CaseView) -> None:
        """What closing lacked when it was tried, less what has been answered since."""
        given = {"feedback"} if self.feedback.text() else set()
        needs = [need for need in view.close_missing if need.code not in given] if self._tried else []
        self.missing.set_items([(need.place, _(need.label)) for need in needs])

    def _show_rows(self) -> None:
        view = self.context.view
        harmed = presenter.short_path_asks_patient(view)
        self.form.form.row("patient_informed").setVisible(harmed)
        self.form.form.row("not_informed_reason").setVisible(
            harmed and self.form.value("patient_informed") == "no"
        )

    @override
    def place(self, key: str) -> QWidget | None:
        if self.isHidden():
            return None
        if key == "probability":
            return self.score if not self._score_row.isHidden() else None
        if key == "feedback":
            return self.feedback.area.field if not self._feedback_row.isHidden() else None
        if key in ("decision_text", "patient_informed", "not_informed_reason"):
            row = self.form.form.row(key)
            return None if row.isHidden() else self.form.form.widget(key)
        return None

    @override
    def unsaved(self) -> bool:
        return self.form.unsaved()

    @override
    def flush(self) -> None:
        self.form.flush()

    @override
    def leave(self) -> None:
        self._told.hide()
        self._tried = False
        self.form.start_over()

    def close_case(self) -> None:
        """Close in one go: what is typed goes with it."""
        context = self.context
        case_id, cases, number = context.case_id, context.services.cases, context.view.row.number
        feedback = "" if self._feedback_row.isHidden() else self.feedback.text()
        if not self.feedback.ready() and feedback:
            self.context.jump_requested.emit("feedback")
            return
        values = {
            key: as_stored(value) for key, value in self.form.form.values().items() if key != "decision_text"
        }
        if self.form.form.row("patient_informed").isHidden():
            values = {}
        decision = str(self.form.value("decision_text") or "")
        context.flush_requested.emit()
        self._told.hide()
        context.act(
            lambda: cases.close(case_id, decision=decision, feedback=feedback, values=values),
            _("Case {number} is closed.").format(number=number),
            lambda: cases.move(case_id, "reopened", reason=_("Closed by mistake")),
            done=lambda _more: context.unsent.clear("feedback"),
            failed=self._refused,
        )

    def _refused(self, error: Exception) -> None:
        if isinstance(error, MissingNeeds):
            self._tried = True
            self.missing.set_items([(need.place, _(need.label)) for need in error.needs])
            self._jump(error.needs[0].place)
        elif isinstance(error, KpsError):
            self._told.setText(error.sentence())
            self._told.show()
        else:
            self.context.tell(error)

    def _jump(self, place: str) -> None:
        self.context.jump_requested.emit(place)
