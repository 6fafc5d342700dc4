"""Causes: what happened, why, the causes one by one with their contributing factors, and whether it can happen again."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget
from typing_extensions import override

from kpsdesk.domain.case import Cause
from kpsdesk.domain.fields import HANDLER_BY_KEY
from kpsdesk.i18n import _
from kpsdesk.services.case_view import CaseView
from kpsdesk.ui.pages.case import presenter
from kpsdesk.ui.pages.case.autosave import declare
from kpsdesk.ui.pages.case.context import CaseContext
from kpsdesk.ui.pages.case.factor_ticks import FactorTicks
from kpsdesk.ui.pages.case.factors import FactorPicker
from kpsdesk.ui.pages.case.section_fields import FieldsSection
from kpsdesk.ui.widgets import Button, Card, FormRow, IconButton, Label, clear_layout, hbox, plain, vbox
from kpsdesk.ui.widgets.reading_order import same_place


class CausesSection(FieldsSection):
    """Never who: always what in the work made it possible."""

    key = "causes"

    def __init__(self, context: CaseContext) -> None:
        super().__init__(
            _("Causes"), context, _("Look for what in the work, the place or the routines made it possible.")
        )
        self._editing: str | None = None
        self.later(self._make_story, self._make_one, self._make_factors, self._make_rest)

    def _make_story(self) -> None:
        story = ("what_happened", "causes_text")
        self.add_form([declare(HANDLER_BY_KEY[key], self.context) for key in story])

    def _make_one(self) -> None:
        """The causes one by one, in a ground of their own: what kind a cause is stays apart from all that contributed."""
        context = self.context
        self._list = vbox(gap=8)
        self.new_cause = QLineEdit()
        self.new_cause.setPlaceholderText(_("One cause in a few words"))
        self.new_cause.returnPressed.connect(self.add_cause)
        self.factor = FactorPicker(context)
        self.add_button = Button(_("Add the cause"), icon="plus", on_click=self.add_cause)
        self._row = FormRow(_("A cause"), self.new_cause)
        self._one = Card(gap=12, margin=14)
        self._one.add(
            Label(_("The causes, one by one"), "strong", wrap=True),
            Label(
                _("Each action is later tied to a cause, so write them one by one."),
                "small",
                "muted",
                wrap=True,
            ),
        )
        self._one.body.addLayout(self._list)
        self._one.add(self._row, self.factor)
        self._one.body.addLayout(hbox(self.add_button, None))
        self.add(self._one)
        context.unsent.add("cause", self.new_cause.text, self.new_cause.setText, self.new_cause.textEdited)

    def _make_factors(self) -> None:
        self.factors = FactorTicks(self.context, self.factor.grouping.value() or "se")
        self.factor.grouping_changed.connect(self.factors.regroup)
        self.add(self.factors)

    def _make_rest(self) -> None:
        rest = ("seen_before", "seen_before_text", "recurrence", "recurrence_text", "went_well")
        self.add_form([declare(HANDLER_BY_KEY[key], self.context) for key in rest])

    @override
    def show_case(self, view: CaseView) -> None:
        super().show_case(view)
        ended = presenter.ended(view)
        for widget in (self._row, self.factor, self.add_button):
            widget.setVisible(not ended)
        self.factors.show_case(view)
        with same_place(self):
            clear_layout(self._list)
            for cause in view.causes:
                self._list.addWidget(self._line(cause))

    @override
    def show_rows(self, view: CaseView) -> None:
        self.show_row("seen_before_text", self.value("seen_before") == "yes")
        self.show_row("recurrence_text", self.value("recurrence") in ("likely", "possible", "unlikely"))

    def _line(self, cause: Cause) -> QWidget:
        line = QWidget()
        text = Label(cause.text, wrap=True, selectable=True)
        factor = self.context.word("factor", cause.factor)
        words = vbox(text, *([Label(factor, "small", "muted", wrap=True)] if factor else []), gap=0)
        row = hbox(words, *self._tools(cause), gap=4)
        row.setStretch(0, 1)
        line.setLayout(row)
        return line

    def _tools(self, cause: Cause) -> list[QWidget]:
        if presenter.ended(self.context.view):
            return []
        change = plain(_("Change the cause: {text}").format(text=cause.text))
        remove = plain(_("Remove the cause: {text}").format(text=cause.text))
        return [
            IconButton("pencil", change, lambda: self._edit(cause)),
            IconButton("x", remove, lambda: self._remove(cause)),
        ]

    def add_cause(self) -> None:
        """Add what is written, or save the cause that is being changed."""
        text, factor = self.new_cause.text().strip(), self.factor.value()
        if not text:
            self._row.set_error(_("Write the cause in a few words."))
            return
        self._row.set_error()
        cases, case_id, editing = self.context.services.cases, self.context.case_id, self._editing
        if editing is None:
            self.context.act(lambda: cases.add_cause(case_id, text, factor), done=lambda _id: self._clear())
        else:
            self.context.act(
                lambda: cases.change_cause(case_id, editing, text, factor), done=lambda _more: self._clear()
            )

    def _clear(self) -> None:
        self._editing = None
        self.context.unsent.clear("cause")
        self.new_cause.clear()
        self.factor.set_value(None)
        self.add_button.setText(_("Add the cause"))

    def _edit(self, cause: Cause) -> None:
        self._editing = cause.id
        self.new_cause.setText(cause.text)
        self.factor.set_value(cause.factor)
        self.add_button.setText(_("Save the cause"))
        self.new_cause.setFocus()

    def _remove(self, cause: Cause) -> None:
        cases, case_id = self.context.services.cases, self.context.case_id
        self.context.act(
            lambda: cases.remove_cause(case_id, cause.id),
            _("The cause is removed."),
            lambda: cases.remove_cause(case_id, cause.id, back=True),
        )

    @override
    def place(self, key: str) -> QWidget | None:
        return self.factors.fold if key == "factors" else super().place(key)

    @override
    def unsaved(self) -> bool:
        return super().unsaved() or bool(self.new_cause.text().strip())

    @override
    def leave(self) -> None:
        super().leave()
        self._row.set_error()
        self._editing = None
        self.factors.forget()
        self.factor.set_value(None)
        self.add_button.setText(_("Add the cause"))
