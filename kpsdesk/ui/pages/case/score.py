"""Severity and probability: the matrix to click in, and what the level demands."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from kpsdesk.domain.matrix import Matrix
from kpsdesk.i18n import _
from kpsdesk.services.case_view import CaseView
from kpsdesk.ui.pages.case.context import CaseContext
from kpsdesk.ui.pages.case.matrix_view import MatrixView
from kpsdesk.ui.pages.case.presenter import level_look
from kpsdesk.ui.widgets import Choice, ChoiceRow, FormRow, InlineNotice, Label, vbox

KEYS = ("severity_actual", "severity_potential", "probability")

POTENTIAL, ACTUAL = "severity_potential", "severity_actual"


def _lowered(before: int, after: int) -> str:
    return _("The severity of what happened is now {after}; it was {before}.").format(
        after=after, before=before
    )


def _meaning(matrix: Matrix, key: str, value: int | None) -> str:
    """What the chosen grade stands for, so that different people judge alike (domain 10)."""
    grades = matrix.probabilities if key == "probability" else matrix.severities
    return next((str(grade.help or "") for grade in grades if grade.value == value), "")


class ScoreBox(QWidget):
    """The matrix, with rows of words beside it unless it is the short one. Saves at once."""

    def __init__(self, context: CaseContext, *, short: bool = False) -> None:
        super().__init__()
        self.context = context
        self._short = short
        self._drawn = ""
        self.matrix = MatrixView(_("Risk matrix: severity and probability"))
        self.matrix.picked.connect(self._picked)
        self.level = InlineNotice()
        self._worse = Label("", "small", "muted", wrap=True)
        box = vbox(gap=12)
        self.rows: dict[str, ChoiceRow] = {}
        self._meanings: dict[str, FormRow] = {}
        if not short:
            for key, label in (
                ("severity_actual", _("How serious was what happened?")),
                ("severity_potential", _("How serious could it have become?")),
                ("probability", _("How likely is it to happen again?")),
            ):
                row = ChoiceRow(words=label)
                row.chosen.connect(lambda code, key=key: self._save({key: int(code)}))
                self.rows[key] = row
                self._meanings[key] = FormRow(label, row)
                box.addWidget(self._meanings[key])
        box.addWidget(self.matrix)
        box.addWidget(self._worse)
        box.addWidget(self.level)
        self.setLayout(box)
        self.setFocusProxy(self.matrix if short else self.rows["severity_actual"])

    def show_case(self, view: CaseView) -> None:
        """Show how the case is scored."""
        matrix = self.context.matrix()
        self.matrix.show_matrix(matrix)
        self._draw_rows(matrix)
        for key, row in self.rows.items():
            value = view.values.get(key)
            row.set_value(None if value is None else str(value))
            self._meanings[key].set_help(_meaning(matrix, key, value))
        actual, potential, likely = (view.values.get(key) for key in KEYS)
        severities = [one for one in (actual, potential) if one is not None]
        self.matrix.set_value(max(severities, default=None), likely)
        worse = actual is not None and potential is not None and actual > potential
        could = actual is not None and potential is not None and potential > actual
        self._worse.setVisible(worse if self._judged(view) == POTENTIAL else could)
        self._worse.setText(
            _("What happened weighs more than what could have been, so it sets the row.")
            if worse
            else _("What it could have become weighs more than what happened, so it sets the row.")
        )
        self._show_level(view, matrix)

    def lock(self, on: bool) -> None:
        """Show the score without letting anybody change it."""
        for field in (*self.rows.values(), self.matrix):
            field.setEnabled(not on)

    def _show_level(self, view: CaseView, matrix: Matrix) -> None:
        self.level.setVisible(view.row.level is not None)
        if view.row.level is None:
            return
        level = matrix.level(view.row.level)
        tone, icon = level_look(level.tone)
        text = _("{level} risk, score {score}. {demands}").format(
            level=level.text, score=view.row.score, demands=level.demands
        )
        self.level.say(text, tone, icon=icon)

    def _draw_rows(self, matrix: Matrix) -> None:
        drawn = f"{matrix.key} {matrix.name}"
        if drawn == self._drawn:
            return
        self._drawn = drawn
        for key, row in self.rows.items():
            grades = matrix.probabilities if key == "probability" else matrix.severities
            row.set_choices([Choice(str(g.value), f"{g.value} {g.text}", str(g.help or "")) for g in grades])

    def _picked(self, severity: int, probability: int) -> None:
        view = self.context.view
        key = self._judged(view)
        values: dict[str, Any] = {key: severity, "probability": probability}
        before = view.values.get(key)
        told = ""
        if key == ACTUAL and before is not None and before > severity:
            told = _lowered(before, severity)
        self._save(values, told)
        self.show_case(view)  # the mark stands where the case is scored, which may be another row

    @staticmethod
    def _judged(view: CaseView) -> str:
        """What a place in the matrix says: of a risk or near miss what it could become, else what happened."""
        return POTENTIAL if view.row.kind in ("risk", "near_miss") else ACTUAL

    def _save(self, values: dict[str, Any], told: str = "") -> None:
        context = self.context
        case_id, cases = context.case_id, context.services.cases
        seen = {key: context.view.values.get(key) for key in values}
        undo = (lambda: cases.change(case_id, seen, values)) if told else None
        context.act(lambda: cases.change(case_id, values, seen), told, undo, failed=self._failed)

    def _failed(self, error: Exception) -> None:
        self.context.tell(error)
        self.context.reload_requested.emit()
