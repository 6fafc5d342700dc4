"""What the sections of the settings share: a heading, a toolbar for the chosen row, a form in a dialog."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from kpsdesk.domain.changes import Changes
from kpsdesk.errors import KpsError
from kpsdesk.i18n import _
from kpsdesk.services.vault import Vault
from kpsdesk.ui import theme
from kpsdesk.ui.desk import Desk
from kpsdesk.ui.dialogs.base import BaseDialog
from kpsdesk.ui.models import Column, DataTable, LazyTable
from kpsdesk.ui.widgets import Button, DeclaredForm, FlowLayout, FormField, FormRow, Label, ScrollPage, vbox
from kpsdesk.ui.widgets.letters import give_letters

Say = Callable[[str, str, object, str], None]
Values = Mapping[str, Any]


@dataclass(frozen=True)
class Context:
    """What a section is given. `vault` and `profile` are missing where the page is shown alone."""

    desk: Desk
    say: Say
    vault: Vault | None = None
    profile: Path | None = None


class SettingsSection(QWidget):
    """One section: heading, a line of help, then what a subclass adds to `column`."""

    nouns: tuple[str, ...] = ()

    def __init__(self, context: Context, title: str, help_text: str = "") -> None:
        super().__init__()
        self.context, self.desk = context, context.desk
        self.heading = Label(title, "title", wrap=True)
        help_line = Label(help_text, "body", "muted", wrap=True)
        help_line.setVisible(bool(help_text))
        # with large text a table and its buttons need more than the window has: then the section scrolls as a whole
        page = ScrollPage("", margin=20, gap=12)
        self.column = page.column
        page.add(self.heading, help_line)
        self.setLayout(vbox(page, gap=0))

    def put(self, *widgets: QWidget) -> None:
        """Put widgets under each other."""
        for widget in widgets:
            self.column.addWidget(widget)

    def letter(self) -> None:
        """Give the rows that stand in the section itself their Alt letters."""
        give_letters(self.findChildren(FormRow))

    def load(self) -> None:
        """Read what the section shows."""

    def changes_arrived(self, changes: Changes) -> None:
        """Load again when what it shows has changed."""
        if changes.touches(*self.nouns):
            self.load()

    def can_leave(self) -> bool:
        """False keeps the user here."""
        return True

    def write(self, work: Callable[[], Any], done: Callable[[Any], None] | None = None) -> None:
        """Save in the background; a refusal becomes a banner."""
        self.desk.write(self, work, done, self.refused)

    def refused(self, error: Exception) -> None:
        """Say why it was not done."""
        if isinstance(error, KpsError):
            self.context.say(error.sentence(), "", None, "warn")
        else:
            self.desk.tasks.report(error)


class FormDialog(BaseDialog):
    """A declared form that is saved by one service call; what the service refuses is shown at its field."""

    def __init__(
        self,
        section: SettingsSection,
        title: str,
        verb: str,
        fields: Iterable[FormField],
        save: Callable[[Values], Any],
        *,
        values: Values | None = None,
        note: str = "",
        done: Callable[[Any], None] | None = None,
        role: str = "primary",
    ) -> None:
        super().__init__(title, verb, role=role, parent=section)
        self._section, self._save, self._done = section, save, done
        if note:
            self.add(Label(note, "body", "muted", wrap=True))
        self.form = DeclaredForm(fields, lambda: section.desk.session.today)
        give_letters(self.form.row(one.key) for one in self.form.fields)
        self.form.set_values(values or {})
        self.add(self.form)
        self._before = self.form.values()
        if self.form.fields:
            self.form.setFocus()

    @override
    def changed(self) -> bool:
        return self.form.values() != self._before

    @override
    def try_accept(self) -> None:
        if not self.form.check():
            return
        values = self.form.values()
        self.main_button.setEnabled(False)
        self._section.desk.write(self, lambda: self._save(values), self._saved, self._refused)

    def _saved(self, more: Any) -> None:
        self._before = self.form.values()
        if self._done is not None:
            self._done(more)
        self.accept()

    def _refused(self, error: Exception) -> None:
        self.form_refused(error, self.form, self._section.desk.tasks.report)


def toolbar(buttons: Sequence[QWidget]) -> QWidget:
    """Buttons that wrap when there is no room."""
    holder = QWidget()
    flow = FlowLayout(holder)
    for button in buttons:
        flow.addWidget(button)
    return holder


class RowTable(DataTable):
    """A table whose few rows are all at hand; `show_rows` keeps the chosen row by its key."""

    def __init__(
        self, columns: Sequence[Column[Any]], words: str, key: Callable[[Any], object], rows: int = 6
    ) -> None:
        self._model: LazyTable[Any] = LazyTable(columns)
        super().__init__(self._model, words, compact=True)
        self._model.setParent(self)
        self._key = key
        self._all: tuple[Any, ...] = ()
        self._model.page_wanted.connect(self._give)
        self.setMinimumHeight(theme.size("row_compact") * rows)

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Other rows; the same one stays chosen."""
        chosen = self.current()
        wanted = self._key(chosen) if chosen is not None else None
        self._all = tuple(rows)
        self._model.reset(len(self._all), self._all)
        if self._all:
            keys = [self._key(row) for row in self._all]
            self.go_to(keys.index(wanted) if wanted in keys else 0)
        else:
            self.current_changed.emit(None)

    def rows(self) -> tuple[Any, ...]:
        """What it shows."""
        return self._all

    def choose(self, key: object) -> None:
        """Put the keyboard's row on the one with a key."""
        for number, row in enumerate(self._all):
            if self._key(row) == key:
                self.go_to(number)

    def _give(self, generation: int, first: int, count: int) -> None:
        self._model.put_page(generation, first, self._all[first : first + count])


def save_button(on_click: Callable[[], object]) -> Button:
    """The verb under a form of the page itself."""
    return Button(_("Save"), "primary", "check", on_click)
