"""The papers of a case: one button with a menu, and a dialog for each paper."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu

from kpsdesk.domain.papers import BASIS, BASIS_TRACKS, FULL, HAND_OVER, LETTER, MASKED
from kpsdesk.i18n import _
from kpsdesk.services.case_view import CaseView
from kpsdesk.ui.pages.case.context import CaseContext
from kpsdesk.ui.widgets import Button, plain
from kpsdesk.ui.widgets.letters import give_letters

if TYPE_CHECKING:
    from kpsdesk.ui.pages.case.papers_dialog import PaperDialog


class PapersButton(Button):
    """«Papers», Ctrl+P: what can be made of this case. A paper that the case is not ready for says why when pointed at."""

    def __init__(self, context: CaseContext) -> None:
        super().__init__(_("&Papers"), icon="file-text")
        self.context = context
        self.lines = QMenu(self)
        self.lines.setToolTipsVisible(True)
        self.lines.aboutToShow.connect(self._fill)
        self.setMenu(self.lines)
        self.setToolTip(_("Print or save the case (Ctrl+P)"))

    def _fill(self) -> None:
        """The papers that this case can have; asked for when the menu is opened, since a case is mostly read."""
        self.lines.clear()
        if not self.context.has_case:
            return
        view = self.context.view
        self._line(_("The whole case…"), FULL)
        self._line(_("The case, masked…"), MASKED)
        self.lines.addSeparator()
        tracks = [track for track in view.tracks if track.rule.code in BASIS_TRACKS]
        for track in tracks:
            self._line(_("Text basis: {law}…").format(law=track.rule.name), BASIS, track.id)
        if not tracks:
            reason = _("Choose lex Maria, lex Sarah or section 29 in the part about laws first.")
            self._line(_("Text basis for the authority…"), BASIS, reason=reason)
        self._line(_("Letter to the person concerned…"), LETTER)
        alone = (
            ""
            if is_handed_over(view)
            else _("For a case that is forwarded, or that concerns another provider too.")
        )
        self._line(_("Hand-over slip…"), HAND_OVER, reason=alone)
        give_letters([line for line in self.lines.actions() if line.text()])

    def _line(self, text: str, kind: str, track_id: str = "", reason: str = "") -> None:
        """`reason`: why the paper cannot be made yet."""
        line = self.lines.addAction(plain(text))
        line.setEnabled(not reason)
        line.setToolTip(reason)
        line.setStatusTip(reason)
        line.triggered.connect(lambda _on=False: self.open_paper(kind, track_id))

    def open_paper(self, kind: str, track_id: str = "") -> PaperDialog:
        """Save what is being written, then open a paper's dialog."""
        self.context.flush_requested.emit()
        dialog = _dialog(self.context, kind, track_id)
        dialog.setParent(self.window(), dialog.windowFlags())
        dialog.open()
        return dialog


def _dialog(context: CaseContext, kind: str, track_id: str) -> PaperDialog:
    """The dialogs are loaded when one is asked for: a case is read far more often than printed."""
    from kpsdesk.ui.pages.case import papers_dialog, papers_letter, papers_masked

    if kind == BASIS:
        return papers_dialog.BasisDialog(context, track_id)
    dialogs: dict[str, Callable[[CaseContext], PaperDialog]] = {
        FULL: papers_dialog.FullDialog,
        MASKED: papers_masked.MaskedDialog,
        LETTER: papers_letter.LetterDialog,
        HAND_OVER: papers_masked.HandOverDialog,
    }
    return dialogs[kind](context)


def is_handed_over(view: CaseView) -> bool:
    """Whether there may be somebody to hand the case over to."""
    named = view.values.get("forward_to") or view.values.get("other_units")
    tied = view.links or any("other_provider" in track.rule.code for track in view.tracks)
    return bool(view.row.status == "forwarded" or named or tied)
