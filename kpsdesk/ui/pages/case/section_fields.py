"""Sections that are a form of fields which save themselves."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from kpsdesk.services.case_view import CaseView
from kpsdesk.ui.pages.case import presenter
from kpsdesk.ui.pages.case.autosave import AutoForm
from kpsdesk.ui.pages.case.context import CaseContext
from kpsdesk.ui.pages.case.section import CaseSection
from kpsdesk.ui.widgets import CheckList, FormField


class FieldsSection(CaseSection):
    """A section with one or several forms. `show_rows` says which rows the case asks for."""

    after_closing = False  # whether its fields may be filled in when the case has ended

    def __init__(self, title: str, context: CaseContext, help_text: str = "") -> None:
        super().__init__(title, context, help_text)
        self.forms: list[AutoForm] = []

    def add_form(self, fields: Sequence[FormField]) -> AutoForm:
        """One more form, under what is there already."""
        form = AutoForm(fields, self.context)
        for field in form.form.fields:
            row = form.form.row(field.key)
            if field.label == self.title.text():
                row.label.hide()  # the section's title says it
            if isinstance(ticks := row.field, CheckList):
                ticks.in_columns()
        form.saved.connect(self.saved_at)
        form.edited.connect(lambda _key: self.show_rows(self.context.view))
        self.forms.append(form)
        self.add(form)
        return form

    @override
    def show_case(self, view: CaseView) -> None:
        for form in self.forms:
            form.show_values(view.values)
            form.lock(presenter.ended(view) and not self.after_closing)
        self.show_rows(view)

    def show_rows(self, view: CaseView) -> None:
        """Show and hide rows by what the case asks for."""

    def form_of(self, key: str) -> AutoForm | None:
        """The form that holds a field."""
        return next((form for form in self.forms if any(f.key == key for f in form.form.fields)), None)

    def value(self, key: str) -> object:
        """What a field holds now."""
        form = self.form_of(key)
        return form.value(key) if form is not None else None

    def show_row(self, key: str, on: bool) -> None:
        """Show or hide a field."""
        form = self.form_of(key)
        if form is not None:
            form.form.row(key).setVisible(on)
            rows = [form.form.row(field.key) for field in form.form.fields]
            form.setVisible(not all(row.isHidden() for row in rows))

    @override
    def place(self, key: str) -> QWidget | None:
        form = self.form_of(key)
        return form.form.widget(key) if form is not None else None

    @override
    def unsaved(self) -> bool:
        return any(form.unsaved() for form in self.forms)

    @override
    def flush(self) -> None:
        for form in self.forms:
            form.flush()

    @override
    def leave(self) -> None:
        for form in self.forms:
            form.start_over()
