"""Dialogs for legal tracks and links."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from kpsdesk.domain.legal import TrackView
from kpsdesk.domain.rows import CaseQuery, CaseRow
from kpsdesk.i18n import _
from kpsdesk.ui import theme
from kpsdesk.ui.pages.case.context import CaseContext
from kpsdesk.ui.pages.case.dialogs_moves import CaseDialog
from kpsdesk.ui.widgets import FormField, FormRow, Label, SearchField, SurfaceButton, clear_layout, vbox

PAUSE_MS = 200


class NotApplicableDialog(CaseDialog):
    """A track that does not apply after all, and why."""

    def __init__(self, context: CaseContext, parent: QWidget, track: TrackView) -> None:
        self._track = track
        super().__init__(
            _("The track does not apply"),
            _("Does not apply"),
            context,
            parent,
            (FormField("reason", "text", _("Why not?"), required=True),),
            str(track.rule.name),
        )

    @override
    def work(self) -> Callable[[], Any]:
        cases, case_id, key, reason = (
            self.context.services.cases,
            self.case_id,
            self._track.id,
            self.text("reason"),
        )
        return lambda: cases.end_track(case_id, key, "not_applicable", reason)

    @override
    def said(self) -> str:
        return _("Noted why the track does not apply.")


class LinkDialog(CaseDialog):
    """Find a case by number or words, say how the two belong together."""

    def __init__(self, context: CaseContext, parent: QWidget) -> None:
        super().__init__(
            _("Link to another case"),
            _("Link"),
            context,
            parent,
            (
                FormField(
                    "kind",
                    "choice",
                    _("How do they belong together?"),
                    choices=context.choices("link_kind"),
                    required=True,
                ),
            ),
        )
        self.begin_with({"kind": "similar"})
        self.search = SearchField(_("Number or words"))
        self._found = vbox(gap=4)
        self._row = FormRow(_("Which case?"), self.search)
        self._chosen: CaseRow | None = None
        holder = QWidget()
        holder.setLayout(self._found)
        holder.setMinimumHeight(theme.px(200))  # room for what will be found, so that nothing jumps
        self._found.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.body.insertWidget(0, self._row)
        self.body.insertWidget(1, holder)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._look)
        self.search.edited.connect(lambda _text: self._pause.start())
        self._show([])
        self.search.setFocus()

    def _look(self) -> None:
        text, lists = self.search.text().strip(), self.context.services.lists

        def look() -> list[CaseRow]:
            exact = lists.row(text)
            return [exact] if exact else lists.page(CaseQuery(text=text), 0, 6)

        if text:
            self.context.desk.read(self, look, self._show, self.context.tell)
        else:
            self._show([])

    def _show(self, rows: list[CaseRow]) -> None:
        clear_layout(self._found)
        self._chosen = None
        others = [row for row in rows if row.id != self.case_id]
        for row in others:
            named = f"{row.number}  {row.title}"
            button = SurfaceButton(named, checkable=True, margin=8)
            button.setAutoExclusive(True)
            button.put(Label(named, wrap=True))
            button.clicked.connect(lambda _on=False, row=row: self._choose(row))
            self._found.addWidget(button)
            if len(others) == 1:
                button.setChecked(True)
                self._choose(row)
        if not others:
            told = _("No other case has these words or this number.")
            if not self.search.text().strip():
                told = _("Cases that fit show up here while you write.")
            self._found.addWidget(Label(told, "body", "muted", wrap=True))

    def _choose(self, row: CaseRow) -> None:
        self._chosen = row
        self._row.set_error()

    @override
    def ready(self) -> bool:
        if self._chosen is None:
            self._row.set_error(_("Search for a case and choose it."))
        return self._chosen is not None

    @override
    def work(self) -> Callable[[], Any]:
        assert self._chosen is not None
        cases, case_id, other, kind = (
            self.context.services.cases,
            self.case_id,
            self._chosen.id,
            self.text("kind"),
        )
        return lambda: cases.link(case_id, other, kind)

    @override
    def said(self) -> str:
        return _("Linked to {number}.").format(number=self._chosen.number if self._chosen else "")
