"""What the import page does: looks at a file, plans, imports and takes back, all off the window's thread."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from kpsdesk.domain.changes import Changes
from kpsdesk.errors import KpsError
from kpsdesk.i18n import _
from kpsdesk.services.imports import Cancel, ColumnMapping, FileLook, Imported, Plan, Undone
from kpsdesk.ui.desk import Desk
from kpsdesk.ui.tasks import Job


class ImportPresenter(QObject):
    """One file at a time.

    Signals:
        began(str): work that takes a while begins, with what it is.
        stepped(done, total): how far it is.
        ended: it is over, however it ended.
        looked(FileLook), planned(Plan), imported(Imported), undone(Undone): what came of it.
        refused(str): why nothing came of it, as a sentence.
        listed(list of Batch): the imports so far.
    """

    began = Signal(str)
    stepped = Signal(int, int)
    ended = Signal()
    looked = Signal(object)
    planned = Signal(object)
    imported = Signal(object)
    undone = Signal(object)
    refused = Signal(str)
    listed = Signal(object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._service = desk.services.imports
        self._job: Job | None = None
        self.file: FileLook | None = None
        self.plan: Plan | None = None

    def list_batches(self) -> None:
        """Ask for the imports so far."""
        self._desk.read(self, self._service.batches, self.listed.emit)

    def choose(self, path: Path) -> None:
        """Look at a file, and plan if no column is missing."""
        self._look(path, None)

    def use_mapping(self, name: str) -> None:
        """Read the chosen file by a saved mapping."""
        if self.file is not None and (mapping := self._service.mappings().get(name)) is not None:
            self._look(self.file.path, mapping)

    def mappings(self) -> list[str]:
        """Names of the saved mappings."""
        return sorted(self._service.mappings(), key=str.casefold)

    def save_mapping(self, name: str) -> None:
        """Keep the present mapping for the next file of the kind."""
        if self.file is not None:
            mapping = self.file.mapping
            self._desk.write(self, lambda: self._service.save_mapping(name, mapping))

    def set_meaning(self, heading: str, key: str) -> None:
        """Take a column for something else; a column that was taken for it becomes further text."""
        if self.file is None:
            return
        single = key not in ("extra", "left_out")
        columns = tuple(
            (one, key) if one == heading else (one, "extra" if single and meant == key else meant)
            for one, meant in self.file.mapping.columns
        )
        self._look(self.file.path, ColumnMapping(columns, self.file.mapping.constants))

    def run(self, *, skip_bad: bool) -> None:
        """Import what was planned."""
        plan = self.plan
        if plan is None:
            return

        def done(answer: tuple[Changes, Imported]) -> None:
            changes, imported = answer
            self._tell(changes)
            self.imported.emit(imported)
            self.list_batches()

        self._start(
            _("Importing…"),
            lambda job: self._service.run(plan, skip_bad=skip_bad, progress=job.step, cancel=_cancel(job)),
            done,
            writes=True,
        )

    def undo(self, batch_id: int) -> None:
        """Take an import back."""

        def done(answer: tuple[Changes, Undone]) -> None:
            changes, undone = answer
            self._tell(changes)
            self.undone.emit(undone)
            self.list_batches()

        self._start(_("Taking back…"), lambda _job: self._service.undo(batch_id), done, writes=True)

    def cancel(self) -> None:
        """Stop what is under way; nothing of it stays."""
        if self._job is not None:
            self._job.cancel()
            self._job = None
            self.ended.emit()

    def _look(self, path: Path, mapping: ColumnMapping | None) -> None:
        self.plan = None

        def done(look: FileLook) -> None:
            self.file = look
            self.looked.emit(look)
            if not look.missing:
                self._plan(look)

        self._start(_("Reading the file…"), lambda _job: self._service.look(path, mapping), done)

    def _plan(self, look: FileLook) -> None:
        def done(plan: Plan) -> None:
            self.plan = plan
            self.planned.emit(plan)

        self._start(
            _("Going through the rows…"),
            lambda job: self._service.plan(look.path, look.mapping, job.step, _cancel(job)),
            done,
        )

    def _start(
        self, text: str, work: Callable[[Job], Any], done: Callable[[Any], None], *, writes: bool = False
    ) -> None:
        if self._job is not None:
            self._job.cancel()
        self.began.emit(text)

        def over(answer: Any) -> None:
            self._job = None
            self.ended.emit()
            done(answer)

        self._job = self._desk.tasks.long(
            self,
            work,
            over,
            self._failed,
            progress=lambda n, of, _text: self.stepped.emit(n, of),
            writes=writes,
        )

    def _failed(self, error: Exception) -> None:
        self._job = None
        self.ended.emit()
        if isinstance(error, KpsError):
            self.refused.emit(error.sentence())
        else:
            self._desk.tasks.report(error)

    def _tell(self, changes: Changes) -> None:
        self._desk.services.lists.forget()
        self._desk.changed.emit(changes)


def _cancel(job: Job) -> Cancel:
    """The store's way to stop, at the hand of the window's."""
    cancel = Cancel()
    job.on_cancel(cancel.cancel)
    return cancel
