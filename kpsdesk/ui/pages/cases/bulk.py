"""Several cases at once: the bar that says how many, and what can be done with all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QWidget
from typing_extensions import override

from kpsdesk.domain.changes import Changes
from kpsdesk.domain.rows import CaseRow
from kpsdesk.i18n import _, ngettext
from kpsdesk.ui.case_words import CaseWords
from kpsdesk.ui.desk import Desk
from kpsdesk.ui.dialogs.base import BaseDialog
from kpsdesk.ui.pages.cases.close_alike import CloseAlikeDialog
from kpsdesk.ui.pages.cases.presenter import CasesPresenter
from kpsdesk.ui.pages.cases.table import CaseTable
from kpsdesk.ui.widgets import (
    Button,
    FormRow,
    IconButton,
    InlineNotice,
    Label,
    LinkButton,
    PeoplePicker,
    hbox,
)
from kpsdesk.ui.widgets.layout import FlowLayout
from kpsdesk.words import number as number_words

MOST_CLOSED, MOST_ASSIGNED, MOST_EXPORTED = 50, 5_000, 50_000
MOST_NAMED = 12  # numbers of closed cases in one sentence
Undo = Callable[[], None]


class SelectionBar(QFrame):
    """«3 valda», with what can be done. Seen while two or more are marked."""

    def __init__(
        self,
        on_assign: Callable[[], None],
        on_close: Callable[[], None],
        on_export: Callable[[], None],
        on_clear: Callable[[], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._acts = (on_assign, on_close, on_export, on_clear)
        self._label: Label | None = None
        self.hide()

    def _build(self) -> Label:
        """Its parts, when several are marked for the first time: the list itself is seen sooner."""
        on_assign, on_close, on_export, on_clear = self._acts
        label = Label("", "strong")
        self.assign = Button(_("Assign…"), icon="user-check", on_click=on_assign)
        self.close_alike = Button(_("Close alike…"), icon="circle-check", on_click=on_close)
        self.export = Button(_("Export…"), icon="download", on_click=on_export)
        self.clear = IconButton("x", _("Unmark all"), on_clear)
        acts = QWidget()
        flow = FlowLayout(acts, gap=8)
        for button in (label, self.assign, self.close_alike, self.export):
            flow.addWidget(button)
        row = hbox(acts, self.clear, gap=8, margin=8)
        row.setStretch(0, 1)
        self.setLayout(row)
        return label

    def show_count(self, n: int) -> None:
        """How many are marked."""
        if n <= 1:
            self.hide()
            return
        if self._label is None:
            self._label = self._build()
        text = ngettext("{n} chosen", "{n} chosen", n).format(n=number_words(n))
        self._label.setText(text)
        self.setAccessibleName(text)
        for button, most in (
            (self.close_alike, MOST_CLOSED),
            (self.assign, MOST_ASSIGNED),
            (self.export, MOST_EXPORTED),
        ):
            tip = _("At most {n} cases at a time").format(n=number_words(most))
            button.setEnabled(n <= most)
            button.setToolTip("" if n <= most else tip)
            button.setAccessibleDescription("" if n <= most else tip)
        self.show()

    def text(self) -> str:
        """What it says."""
        return self._label.text() if self._label is not None else ""


class AssignDialog(BaseDialog):
    """Who handles these cases: `assigned(rows, person id | None)`. Closed ones stand: they are named, and left out on word."""

    assigned = Signal(object, object)

    def __init__(self, rows: Sequence[CaseRow], say: CaseWords, parent: QWidget | None = None) -> None:
        super().__init__("", _("Assign"), width=440, parent=parent)
        self.rows = list(rows)
        people = sorted(
            (p for p in say.organisation.persons.values() if p.left_on is None or p.left_on > say.today),
            key=lambda p: p.name,
        )
        options = [(str(p.id), f"{p.name}, {p.title}" if p.title else p.name) for p in people]
        self.person = PeoplePicker(options, _("Handler"), none_text=_("Nobody yet"))
        handlers = {row.handler_id for row in rows}
        one = next(iter(handlers)) if len(handlers) == 1 else None
        self.person.set_value(str(one if one is not None else say.me) if one or say.me else None)
        self.closed = InlineNotice(tone="warn")
        self.leave_out = LinkButton(_("Leave them out and assign the others"), "minus", self._leave_out)
        self.add(
            self.closed,
            self.leave_out,
            FormRow(_("Handler"), self.person, _("The owner stays: the unit's manager.")),
        )
        self._show_rows()

    def _show_rows(self) -> None:
        n, closed = len(self.rows), [row.number for row in self.rows if not row.is_open]
        title = ngettext("Assign {n} case", "Assign {n} cases", n).format(n=number_words(n))
        self.setWindowTitle(title)
        self._title.setText(title)
        head = ngettext(
            "{n} case is closed and gets no handler:", "{n} cases are closed and get no handler:", len(closed)
        )
        more = "…" if len(closed) > MOST_NAMED else ""
        named = ", ".join(closed[:MOST_NAMED]) + more
        self.closed.say(f"{head.format(n=number_words(len(closed)))} {named}", "warn")
        self.closed.setVisible(bool(closed))
        self.leave_out.setVisible(0 < len(closed) < n)
        self.main_button.setEnabled(not closed)

    def _leave_out(self) -> None:
        self.rows = [row for row in self.rows if row.is_open]
        self._show_rows()
        self.person.setFocus()

    @override
    def try_accept(self) -> None:
        value = self.person.value()
        self.assigned.emit(self.rows, int(value) if value is not None else None)
        self.accept()


class BulkActs(QObject):
    """The bar and what it can do with the marked rows. `said(text, undo text, undo, tone)` asks for a banner."""

    said = Signal(str, str, object, str)

    def __init__(self, desk: Desk, presenter: CasesPresenter, table: CaseTable, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._presenter, self._table, self._window = desk, presenter, table, parent
        self.bar = SelectionBar(
            lambda: self._with_rows(lambda rows: self.assign(rows, presenter.words())),
            lambda: self._with_rows(self.close_alike),
            lambda: self._with_rows(lambda rows: self.export([row.id for row in rows])),
            self.unmark,
        )
        table.marked_changed.connect(lambda _rows: self.bar.show_count(table.marked_count()))

    def unmark(self) -> None:
        """Let go of all but the row that has the keyboard."""
        self._table.go_to(max(self._table.currentIndex().row(), 0))

    def _with_rows(self, act: Callable[[list[CaseRow]], object]) -> None:
        """Do something with all marked rows, loaded or not."""

        def come(rows: list[CaseRow]) -> None:
            act(rows)

        self._presenter.rows_of(self._table.ranges(), come)

    def close_alike(self, rows: Sequence[CaseRow]) -> CloseAlikeDialog:
        """Ask for one decision and one feedback, then close them."""
        dialog = CloseAlikeDialog(self._desk, rows, self._window)

        def closed(n: int) -> None:
            told = ngettext("{n} case is closed.", "{n} cases are closed.", n).format(n=n)
            self.said.emit(told, "", None, "ok")
            self.unmark()

        dialog.closed.connect(closed)
        dialog.open()
        return dialog

    def assign(self, rows: Sequence[CaseRow], say: CaseWords) -> AssignDialog:
        """Ask for a person, then assign."""
        dialog = AssignDialog(rows, say, self._window)
        dialog.assigned.connect(lambda chosen, person: self._assign(chosen, person, say))
        dialog.open()
        return dialog

    def _assign(self, rows: Sequence[CaseRow], person: int | None, say: CaseWords) -> None:
        ids, cases = [row.id for row in rows], self._desk.services.cases
        before: defaultdict[int | None, list[str]] = defaultdict(list)
        for row in rows:
            before[row.handler_id].append(row.id)

        def back() -> Changes:
            return Changes.all(cases.assign(some, handler) for handler, some in before.items())

        def ended(_changes: object) -> None:
            n = ngettext("{n} case assigned to {name}.", "{n} cases assigned to {name}.", len(ids))
            name = say.organisation.name_of(person) or _("nobody yet")
            self.said.emit(
                n.format(n=len(ids), name=name), _("Undo"), lambda: self._desk.write(self, back), "ok"
            )
            self.unmark()

        self._desk.write(self, partial(cases.assign, ids, person), ended)

    def export(self, ids: Sequence[str]) -> QFileDialog:
        """Ask where, then write the file in the background."""
        dialog = QFileDialog(self._window, _("Export cases"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        endings = {_("Spreadsheet (*.xlsx)"): "xlsx", _("Text with commas (*.csv)"): "csv",
                   _("Everything, for programs (*.json)"): "json"}  # fmt: skip
        dialog.setNameFilters(list(endings))
        dialog.setDefaultSuffix("xlsx")
        dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix(endings.get(chosen, "xlsx")))
        dialog.selectFile(_("cases") + ".xlsx")
        dialog.fileSelected.connect(lambda path: self.write_file(Path(path), ids))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def write_file(self, path: Path, ids: Sequence[str]) -> None:
        """Write these cases to a file; what the sheet could not hold is told."""
        exports = self._desk.services.exports

        def ended(notes: Sequence[object]) -> None:
            n = ngettext("{n} case is in {file}.", "{n} cases are in {file}.", len(ids))
            text = n.format(n=number_words(len(ids)), file=path.name)
            if notes:
                text += " " + ngettext(
                    "{n} long text was cut.", "{n} long texts were cut.", len(notes)
                ).format(n=len(notes))
            self.said.emit(text, "", None, "warn" if notes else "ok")

        self._desk.tasks.long(self, lambda _job: exports.write(path, ids), ended, writes=True)
