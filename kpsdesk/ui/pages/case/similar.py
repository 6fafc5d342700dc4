"""Cases whose words are like this one's, with a link in one click."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from kpsdesk.domain.rows import CaseRow
from kpsdesk.i18n import _
from kpsdesk.services.case_view import CaseView
from kpsdesk.ui.pages.case.context import CaseContext
from kpsdesk.ui.widgets import Button, Label, LinkButton, clear_layout, hbox, plain, vbox

MOST = 4


class SimilarCases(QWidget):
    """Found by full text when the case is opened."""

    def __init__(self, context: CaseContext) -> None:
        super().__init__()
        self.context = context
        self._asked = ""
        self._rows: list[CaseRow] = []
        self._list = vbox(gap=2)
        self.setLayout(vbox(Label(_("Similar cases"), "strong"), self._list, gap=4))
        self.hide()

    def show_case(self, view: CaseView) -> None:
        """Look for cases like this one; once for each case."""
        if view.row.id != self._asked:
            self._asked = case_id = view.row.id
            self._rows = []
            self.hide()
            views = self.context.services.views

            def came(rows: list[CaseRow]) -> None:
                if self.context.has_case and self.context.case_id == case_id == self._asked:
                    self.show_found(rows)
                elif case_id == self._asked:
                    self._asked = ""  # the case was left meanwhile: looked for again when it comes back

            self.context.desk.read(self, lambda: views.similar(case_id, MOST), came, self.context.tell)
        else:
            self.show_found(self._rows)

    def show_found(self, rows: list[CaseRow]) -> None:
        """List them; those that are linked already are left out."""
        self._rows = rows
        linked = {link.row.id for link in self.context.view.links}
        clear_layout(self._list)
        fresh = [row for row in rows if row.id not in linked and row.id != self.context.case_id]
        self.setVisible(bool(fresh))
        for row in fresh:
            word = self.context.word("status", row.status)
            open_it = LinkButton(plain(f"{row.number}  {row.title}"), on_click=partial(self._open, row))
            tie = Button(_("Link"), "quiet", "link", on_click=partial(self._link, row))
            tie.setAccessibleName(_("Link case {number}").format(number=row.number))
            line = QWidget()
            line.setLayout(hbox(open_it, Label(word, "small", "muted"), None, tie, gap=8))
            self._list.addWidget(line)

    def _open(self, row: CaseRow) -> None:
        self.context.go_requested.emit("case", {"id": row.id})

    def _link(self, row: CaseRow) -> None:
        cases, case_id = self.context.services.cases, self.context.case_id
        self.context.act(
            lambda: cases.link(case_id, row.id, "similar"),
            _("Linked to {number}.").format(number=row.number),
            lambda: cases.unlink(case_id, row.id, "similar"),
        )
