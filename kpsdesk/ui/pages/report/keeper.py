"""Keeps what is being written: a draft some tenths of a second after each key, taken up again, thrown away, brought back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from kpsdesk.domain.changes import Changes
from kpsdesk.domain.rows import DraftRow
from kpsdesk.errors import KpsError
from kpsdesk.i18n import N_, _
from kpsdesk.ui.desk import Desk
from kpsdesk.ui.pages.report.answers import Answers

SAVE_AFTER_MS: Final = 700  # a crash costs at most the keystrokes of this while
AGAIN_AFTER_MS: Final = 10_000
NOT_SAVED: Final = N_("The draft is not saved: {reason}")


class DraftKeeper(QObject):
    """The draft of the report in the form, and the others that wait.

    Signals:
        saved: the instant at which what is typed was saved, or None when there is no draft any more.
        failed: a sentence; it is tried again.
        found: drafts that can be gone on with, without the one in the form.
    """

    saved = Signal(object)
    failed = Signal(str)
    found = Signal(object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._service = desk.services.reporting
        self._draft_id = ""
        self._kind = ""
        self._stored = False
        self._resting = False
        self._latest: Callable[[], Answers] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.save_now)

    @property
    def draft_id(self) -> str | None:
        """The stored draft of what stands in the form."""
        return self._draft_id if self._stored else None

    def edited(self, answers: Callable[[], Answers]) -> None:
        """Something was typed or chosen: read and save it soon."""
        self._latest = answers
        if not self._timer.isActive() or self._timer.interval() != SAVE_AFTER_MS:
            self._timer.start(SAVE_AFTER_MS)

    def rest(self, on: bool) -> None:
        """While a report is under way its draft is left alone."""
        self._resting = on
        if on:
            self._timer.stop()
            self._latest = None

    def save_now(self) -> None:
        """Save what was typed and not saved yet."""
        self._timer.stop()
        latest, self._latest = self._latest, None
        if latest is None or self._resting:
            return
        answers = latest()
        if answers.begun():
            self._save(answers)
        elif self._stored:
            self._empty()

    def _save(self, answers: Answers) -> None:
        session = self._desk.session
        draft_id = self._draft_id = self._draft_id or session.ids.timed(session.clock.now())
        kind = self._kind or self._service.draft_kinds[0]
        body, new, self._stored = answers.body(), not self._stored, True

        def save() -> tuple[object, str]:
            self._service.save_draft(body, draft_id, kind)
            return (Changes.of("draft", draft_id) if new else None), draft_id

        def saved(_id: str) -> None:
            if draft_id == self._draft_id:
                self.saved.emit(session.clock.now())
            else:
                self.find()  # it was let go meanwhile, and waits among the others now

        def failed(error: Exception) -> None:
            if new and draft_id == self._draft_id:
                self._stored = False
            self._not_saved(error, answers)

        self._desk.write(self, save, saved, failed)

    def _not_saved(self, error: Exception, answers: Answers) -> None:
        if not isinstance(error, KpsError):
            self._desk.tasks.report(error)
            return
        self.failed.emit(_(NOT_SAVED).format(reason=error.sentence()))
        if self._latest is None and not self._resting:
            self._latest = lambda: answers
            self._timer.start(AGAIN_AFTER_MS)

    def _empty(self) -> None:
        """Everything was taken out again."""
        draft_id = self._draft_id
        self.let_go()
        self._desk.write(self, lambda: self._service.drop_draft(draft_id))
        self.saved.emit(None)

    def let_go(self) -> None:
        """The form is about another report from now on; the draft stays where it is."""
        self.save_now()
        self._draft_id, self._kind, self._stored = "", "", False

    def held(self) -> tuple[str, str]:
        """Id and kind of the stored draft in the form; empty when there is none."""
        return (self._draft_id, self._kind) if self._stored else ("", "")

    def hold_on(self, draft_id: str, kind: str) -> None:
        """The form shows what another page held."""
        self._draft_id, self._kind, self._stored = draft_id, kind, bool(draft_id)

    def hold(self, draft: DraftRow) -> None:
        """The form shows this draft from now on."""
        self.let_go()
        self._draft_id, self._kind, self._stored = draft.id, draft.kind, True

    def find(self) -> None:
        """Look for what can be gone on with."""

        def found(drafts: list[DraftRow]) -> None:
            self.found.emit([one for one in drafts if one.id != self._draft_id])

        self._desk.read(self, self._service.drafts, found)

    def throw_away(self, draft: DraftRow) -> None:
        """Drop a draft; `bring_back` undoes it."""
        self._desk.write(self, lambda: self._service.drop_draft(draft.id), lambda _changes: self.find())

    def bring_back(self, draft: DraftRow) -> None:
        """Undo `throw_away`."""

        def save() -> Changes:
            self._service.save_draft(draft.body, draft.id, draft.kind)
            return Changes.of("draft", draft.id)

        self._desk.write(self, save, lambda _changes: self.find())
