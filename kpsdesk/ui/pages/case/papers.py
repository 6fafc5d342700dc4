"""The papers of a case: one button with a menu, and a dialog for each paper."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from kpsdesk.domain.papers import BASIS_TRACKS
from kpsdesk.i18n import _
from kpsdesk.services.case_view import CaseView
from kpsdesk.ui.pages.case.context import CaseContext
from kpsdesk.ui.pages.case.papers_dialog import BasisDialog, FullDialog, PaperDialog
from kpsdesk.ui.pages.case.papers_letter import LetterDialog
from kpsdesk.ui.pages.case.papers_masked import HandOverDialog, MaskedDialog
from kpsdesk.ui.widgets import Button, plain
from kpsdesk.ui.widgets.letters import give_letters


class PapersButton(Button):
    """«Papers», Ctrl+P: what can be made of this case. A paper that the case is not ready for says why when pointed at."""

    def __init__(self, context: CaseContext) -> None:
        super().__init__(_("&Papers"), icon="file-text")
        self.context = context
        self.lines = QMenu(self)
        self.lines.setToolTipsVisible(True)
        self.setMenu(self.lines)
        self.setToolTip(_("Print or save the case (Ctrl+P)"))

    def show_case(self, view: CaseView) -> None:
        """The papers that this case can have."""
        self.lines.clear()
        self._line(_("The whole case…"), FullDialog)
        self._line(_("The case without personal data…"), MaskedDialog)
        self.lines.addSeparator()
        tracks = [track for track in view.tracks if track.rule.code in BASIS_TRACKS]
        for track in tracks:
            text = _("Text basis: {law}…").format(law=track.rule.name)
            self._line(text, partial(BasisDialog, track_id=track.id))
        if not tracks:
            reason = _("Choose lex Maria, lex Sarah or section 29 in the part about laws first.")
            self._line(_("Text basis for the authority…"), None, reason)
        self._line(_("Letter to the person concerned…"), LetterDialog)
        handed = is_handed_over(view)
        reason = "" if handed else _("For a case that is forwarded, or that concerns another provider too.")
        self._line(_("Hand-over slip…"), HandOverDialog if handed else None, reason)
        give_letters([line for line in self.lines.actions() if line.text()])

    def _line(
        self, text: str, make: Callable[[CaseContext], PaperDialog] | None, reason: str = ""
    ) -> QAction:
        line = self.lines.addAction(plain(text))
        line.setEnabled(make is not None)
        line.setToolTip(reason)
        line.setStatusTip(reason)
        if make is not None:
            line.triggered.connect(lambda _on=False: self.open_paper(make))
        return line

    def open_paper(self, make: Callable[[CaseContext], PaperDialog]) -> PaperDialog:
        """Save what is being written, then open a paper's dialog."""
        self.context.flush_requested.emit()
        dialog = make(self.context)
        dialog.setParent(self.window(), dialog.windowFlags())
        dialog.open()
        return dialog


def is_handed_over(view: CaseView) -> bool:
    """Whether there may be somebody to hand the case over to."""
    named = view.values.get("forward_to") or view.values.get("other_units")
    tied = view.links or any("other_provider" in track.rule.code for track in view.tracks)
    return bool(view.row.status == "forwarded" or named or tied)
