"""The actions behind a number: a list over the page; Enter or a double click opens the action's case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from kpsdesk import words
from kpsdesk.domain.organisation import Organisation
from kpsdesk.domain.rows import ActionLine
from kpsdesk.i18n import N_, _, ngettext
from kpsdesk.ui import theme
from kpsdesk.ui.dialogs.base import BaseDialog
from kpsdesk.ui.models import PAGE, Column, DataTable, LazyTable
from kpsdesk.ui.widgets import Label

ROWS = 10


class LateActions(BaseDialog):
    """`opened(ActionLine)`: its case is wanted."""

    opened = Signal(object)

    def __init__(
        self,
        title: str,
        lines: Sequence[ActionLine],
        organisation: Organisation,
        today: date,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, width=860, parent=parent)
        self.lines = tuple(lines)
        count = ngettext("{n} action", "{n} actions", len(lines)).format(n=words.number(len(lines)))
        self.count = Label(count, "body", "muted")
        self._model: LazyTable[ActionLine] = LazyTable(_columns(organisation, today), self)
        self.table = DataTable(self._model, title)
        self.table.opened.connect(self._open)
        self.table.left.connect(self.reject)
        self._model.page_wanted.connect(self._give)
        self._model.reset(len(self.lines), self.lines[:PAGE])
        rows = min(max(len(self.lines), 1), ROWS) + 1
        self.table.setMinimumHeight(rows * self.table.verticalHeader().defaultSectionSize() + theme.px(16))
        self.add(self.count, self.table)
        self.table.go_to(0)
        self.table.setFocus()

    def _give(self, generation: int, first: int, count: int) -> None:
        self._model.put_page(generation, first, self.lines[first : first + count])

    def _open(self, line: ActionLine) -> None:
        self.accept()
        self.opened.emit(line)


def _columns(organisation: Organisation, today: date) -> list[Column[ActionLine]]:
    def due(line: ActionLine) -> str:
        return words.due(line.due if line.status != "done" else line.follow_up_due, today)

    return [
        Column("text", N_("To be done"), lambda line: line.text, stretches=True, width=180, sortable=False),
        Column("case", N_("Case"), lambda line: line.case_number, width=116, sortable=False),
        Column(
            "owner",
            N_("Responsible"),
            lambda line: organisation.name_of(line.owner_id) or _("nobody yet"),
            width=120,
            sortable=False,
        ),
        Column(
            "unit", N_("Unit"), lambda line: organisation.units[line.unit_id].name, width=120, sortable=False
        ),
        Column("due", N_("Due"), due, width=104, right=True, sortable=False),
    ]
