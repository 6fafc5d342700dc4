"""Carrying out a move: at once, or by the dialog that asks for what it needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from kpsdesk.domain.handling import MissingNeeds
from kpsdesk.i18n import _
from kpsdesk.ui.pages.case import dialogs_moves
from kpsdesk.ui.pages.case.context import CaseContext
from kpsdesk.ui.pages.case.presenter import Act

_DIALOGS = {
    "on_hold": dialogs_moves.HoldDialog,
    "forwarded": dialogs_moves.ForwardDialog,
    "dismissed": dialogs_moves.DismissDialog,
    "reopened": dialogs_moves.ReopenDialog,
}


class Mover(QObject):
    """Does what the buttons and menus of the status line say."""

    def __init__(self, context: CaseContext, window: QWidget) -> None:
        super().__init__(window)
        self.context = context
        self._window = window

    def run(self, act: Act) -> None:
        """Make the move, ask first, or lead to what is missing."""
        self.context.flush_requested.emit()
        if act.missing:
            self.context.jump_requested.emit(act.missing[0].place)
            return
        if act.kind == "ask":
            _DIALOGS[act.to](self.context, self._window).open()
            return
        context = self.context
        case_id, cases, number = context.case_id, context.services.cases, context.view.row.number
        if act.kind == "receive":
            handler = context.view.row.handler_id
            self._do(
                lambda: cases.receive(case_id),
                _("You have taken in the case."),
                lambda: cases.unreceive(case_id, handler),
            )
        elif act.kind == "accept":
            self._do(lambda: cases.accept(case_id), _("The case is handed over."))
        elif act.kind == "close":
            self._do(
                lambda: cases.close(case_id),
                _("Case {number} is closed.").format(number=number),
                lambda: cases.move(case_id, "reopened", reason=_("Closed by mistake")),
            )
        else:
            status = context.word("status", act.to)
            self._do(lambda: cases.move(case_id, act.to), _("Status: {status}").format(status=status))

    def _do(self, work: Callable[[], Any], said: str, undo: Callable[[], Any] | None = None) -> None:
        self.context.act(work, said, undo, failed=self.refused)

    def refused(self, error: Exception) -> None:
        """A move that could not be made: say what is missing, and go there."""
        self.context.tell(error)
        if isinstance(error, MissingNeeds):
            self.context.reload_requested.emit()
            self.context.jump_requested.emit(error.needs[0].place)
