"""Closing several alike: one decision, one feedback, one lesson; what a case lacks is told before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget
from typing_extensions import override

from kpsdesk.domain.rows import CaseRow
from kpsdesk.errors import KpsError
from kpsdesk.i18n import N_, _, ngettext
from kpsdesk.services.templates import FeedbackTemplate, TemplateService, unfilled
from kpsdesk.ui.desk import Desk
from kpsdesk.ui.dialogs.base import BaseDialog
from kpsdesk.ui.widgets import ComboField, Form, FormRow, InlineNotice, Label, LinkButton, Progress, TextArea

GIVEN_HERE = frozenset({"decision", "feedback", "lesson"})
LATER = N_("take it further first: it is not where cases are closed")


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether a case could be closed with what the dialog gives, and what else it lacks."""

    row: CaseRow
    lacks: tuple[str, ...]
    needs_lesson: bool
    wants_feedback: bool


class CloseAlikeDialog(BaseDialog):
    """Asks once for all of them. `closed(int)` when it is done; refused ones leave everything as it was."""

    closed = Signal(int)

    def __init__(self, desk: Desk, rows: Sequence[CaseRow], parent: QWidget | None = None) -> None:
        super().__init__("", _("Close them"), width=600, parent=parent)
        self._desk = desk
        self._rows = list(rows)
        self._ready: list[Readiness] = []
        self._templates: list[FeedbackTemplate] = []
        self._saved = False
        self.summary = Label("", "body", "muted", wrap=True)
        self.lacking = InlineNotice(tone="warn")
        self.leave_out = LinkButton("", "minus", self._leave_out)
        self.decision = QLineEdit()
        self.template = ComboField(words=_("Ready text"), none_text=_("Write my own"))
        self.feedback = TextArea(_("What did you find, and what happens now?"), rows=4, words=_("Feedback"))
        self.lesson = TextArea(_("What can others learn from these?"), rows=2, words=_("Lesson"))
        self.decision_row = FormRow(_("Decision, one line for all of them"), self.decision)
        self.feedback_row = FormRow(_("Feedback to the reporters"), self.feedback)
        self.lesson_row = FormRow(_("Lesson"), self.lesson)
        self._checking = Progress()
        form = Form(
            self.decision_row, FormRow(_("Ready text"), self.template), self.feedback_row, self.lesson_row
        )
        self.add(self.summary, self._checking, self.lacking, self.leave_out, form)
        self.template.chosen.connect(self._fill)
        self._show_rows()
        self._check()

    def lacks(self) -> dict[str, tuple[str, ...]]:
        """What each case that is not ready lacks, by number."""
        return {one.row.number: one.lacks for one in self._ready if one.lacks}

    def _show_rows(self) -> None:
        n = len(self._rows)
        title = ngettext("Close {n} case alike", "Close {n} cases alike", n).format(n=n)
        self.setWindowTitle(title)
        self._title.setText(title)
        self.summary.setText(", ".join(row.number for row in self._rows))
        lacks = self.lacks()
        lines = [f"{number}: {', '.join(_(label) for label in labels)}" for number, labels in lacks.items()]
        head = ngettext(
            "{n} case is not ready to be closed:", "{n} cases are not ready to be closed:", len(lacks)
        )
        self.lacking.say("\n".join([head.format(n=len(lacks)), *lines]), "warn")
        self.lacking.setVisible(bool(lacks))
        self.leave_out.setText(_("Leave them out and close the others"))
        self.leave_out.setVisible(0 < len(lacks) < n)
        self.main_button.setEnabled(bool(self._ready) and not lacks)

    def _check(self) -> None:
        """Read each case's needs in the background; a few dozen at most."""
        views, rows, session = self._desk.services.views, list(self._rows), self._desk.session
        self._checking.start(_("Looking at what they need…"))

        def work() -> tuple[list[Readiness], list[FeedbackTemplate]]:
            found = []
            for row in rows:
                view = views.open(row.id)
                lacks = [need.label for need in view.close_missing if need.code not in GIVEN_HERE]
                if not any(move.to == "closed" for move in view.moves):
                    lacks = [
                        view.forward.missing[0].label if view.forward and view.forward.missing else LATER
                    ]
                lesson = any(need.code == "lesson" for need in view.close_missing)
                wants = any(need.code == "feedback" for need in view.close_missing)
                found.append(Readiness(view.row, tuple(lacks), lesson, wants))
            return found, TemplateService(session).for_feedback(rows[0].kind)

        def failed(error: Exception) -> None:
            self._checking.stop()
            self._refused(error)

        self._desk.read(self, work, self._checked, failed)

    def _checked(self, answer: tuple[list[Readiness], list[FeedbackTemplate]]) -> None:
        self._checking.stop()
        self._ready, self._templates = answer
        self.template.set_options([(one.code, str(one.name)) for one in self._templates])
        self._show_rows()
        self._fit()  # what is lacking takes room of its own
        self.decision.setFocus()

    def _leave_out(self) -> None:
        lacks = self.lacks()
        self._rows = [row for row in self._rows if row.number not in lacks]
        self._ready = [one for one in self._ready if one.row.number not in lacks]
        self._show_rows()

    def _fill(self, code: str | None) -> None:
        found = next((one for one in self._templates if one.code == code), None)
        if found is not None:
            self.feedback.set_text(str(found.text))

    @override
    def changed(self) -> bool:
        written = (self.decision.text(), self.feedback.text(), self.lesson.text())
        return not self._saved and any(text.strip() for text in written)

    @override
    def try_accept(self) -> None:
        if self._complain():
            return
        ids, cases = [row.id for row in self._rows], self._desk.services.cases
        decision, feedback, lesson = self.decision.text(), self.feedback.text(), self.lesson.text()
        self.main_button.setEnabled(False)
        self._desk.write(
            self,
            lambda: cases.close_alike(ids, decision=decision, feedback=feedback, lesson=lesson),
            self._done,
            self._refused,
        )

    def _complain(self) -> bool:
        """Say at each field what is missing; True when something is."""
        places = unfilled(self.feedback.text())
        self.decision_row.set_error("" if self.decision.text().strip() else _("Write one line of decision."))
        feedback = ""
        if not self.feedback.text().strip() and any(one.wants_feedback for one in self._ready):
            feedback = _("The reporters wait for an answer. Write a line, or take a ready text.")
        elif places:
            feedback = _("Fill in {place} before it is sent.").format(place=places[0])
        self.feedback_row.set_error(feedback)
        lesson = any(one.needs_lesson for one in self._ready) and not self.lesson.text().strip()
        self.lesson_row.set_error(_("At this risk level a lesson is needed.") if lesson else "")
        rows = (self.decision_row, self.feedback_row, self.lesson_row)
        return any(row.error() for row in rows)

    def _done(self, _changes: object) -> None:
        self._saved = True
        self.closed.emit(len(self._rows))
        self.accept()

    def _refused(self, error: Exception) -> None:
        self.main_button.setEnabled(True)
        if isinstance(error, KpsError):
            self.say(error.sentence())
        else:
            self._desk.tasks.report(error)
