"""What an open store needs by itself: backups, changes of the organisation that are due, a check, each month's numbers."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from kpsdesk.domain.changes import Changes
from kpsdesk.errors import KpsError
from kpsdesk.i18n import _
from kpsdesk.services import health, temporary
from kpsdesk.services.backups import Backups
from kpsdesk.services.place import default_backups
from kpsdesk.ui.desk import Desk
from kpsdesk.ui.tasks import Job

T = TypeVar("T")
log = logging.getLogger("kpsdesk.ui.upkeep")

EVERY_MS: Final = 60_000


class Upkeep(QObject):
    """Looks once a minute what is due. Each kind of trouble is told once, quietly, until it has gone well again.

    Signals:
        trouble(str): a sentence for a banner.
        damaged: the weekly check found the store damaged.
    """

    trouble = Signal(str)
    damaged = Signal()

    def __init__(
        self, desk: Desk, profile: Path, *, backups: bool, check_due: bool, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._profile, self._with_backups, self._check_due = desk, profile, backups, check_due
        self._told: set[str] = set()
        self._under_way: dict[str, Job] = {}
        self._written = False  # in this sitting, since the last backup
        self._unsure = True  # what earlier sittings wrote may not be in a backup yet
        self._months_due = True
        self._day: date = desk.session.today
        desk.changed.connect(self._saw_change)
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Begin, once the window has been painted."""
        self._timer.start()
        # what a window that crashed had opened for looking at
        self._desk.read(
            self, partial(temporary.remove_all, self._desk.session.store.path), lambda _none: None
        )
        self._apply_due()
        self._look_at_clock()

    def look(self) -> None:
        """What is due now? Asked by the timer."""
        if self._desk.session.today != self._day:
            self._day = self._desk.session.today
            self._apply_due()
            self._look_at_clock()
            self._months_due = True
            # everything that counts days is counted anew
            self._desk.changed.emit(Changes({"case": frozenset(), "day": frozenset()}))
        if self._months_due:
            self._months_due = False
            self._run("months", self._keep_months, lambda _none: None)
        if self._with_backups and (self._written or self._unsure):
            self._run("backup", self._backup_if_due, self._backup_done)
        if self._check_due or health.check_due(self._desk.session.store, self._desk.session.clock):
            self._check_due = False
            self._run("check", self._check, self._checked)

    def stop(self) -> None:
        """Nothing more is begun, and what can be stopped is."""
        self._timer.stop()
        for job in self._under_way.values():
            job.cancel()

    def backup_wanted(self) -> bool:
        """Whether something was written since the last backup of this sitting."""
        return self._with_backups and self._written

    def backup_now(self, done: Callable[[], None]) -> None:
        """Before leaving: make one, and call back however it went."""

        def failed(error: Exception) -> None:
            log.warning("No backup before leaving: %s", type(error).__name__)
            done()

        self._desk.tasks.write(self, lambda: self._backups().make(), lambda _made: done(), failed)

    def folder(self) -> Path:
        """Where the backups go."""
        chosen = self._desk.services.preferences.get("backup_folder")
        return Path(chosen) if chosen else default_backups(self._profile)

    def _saw_change(self, changes: Changes) -> None:
        self._written = self._written or (bool(changes.ids) and not changes.touches("day"))

    def _backups(self) -> Backups:
        return Backups(self._desk.session.store, self.folder(), self._desk.session.clock)

    def _backup_if_due(self, job: Job) -> bool:
        backups = self._backups()
        if not backups.due(float(self._desk.services.preferences.get("backup_hours"))):
            return False
        job.check()
        backups.make()
        return True

    def _backup_done(self, made: bool) -> None:
        self._told.discard("backup")
        if made:
            self._written = self._unsure = False

    def _check(self, job: Job) -> health.Health:
        cancel = health.Cancel()
        job.on_cancel(cancel.cancel)
        return health.check(self._desk.session.store, self._desk.session.clock, cancel=cancel)

    def _checked(self, found: health.Health) -> None:
        self._told.discard("check")
        if not found.healthy:
            self.damaged.emit()

    def _keep_months(self, job: Job) -> None:
        cancel = health.Cancel()
        job.on_cancel(cancel.cancel)
        self._desk.services.month_ends.keep_missing(cancel)

    def _run(self, kind: str, work: Callable[[Job], T], done: Callable[[T], None]) -> None:
        if kind in self._under_way:
            return

        def ended(result: T) -> None:
            del self._under_way[kind]
            done(result)

        def failed(error: Exception) -> None:
            del self._under_way[kind]
            self._fell(kind, error)

        self._under_way[kind] = self._desk.tasks.long(self, work, ended, failed)

    def _fell(self, kind: str, error: Exception) -> None:
        if not isinstance(error, KpsError):
            self._desk.tasks.report(error)
        elif kind not in self._told:
            self._told.add(kind)
            before = {
                "backup": _("No backup could be made just now."),
                "months": _("The numbers of last month could not be kept yet."),
            }.get(kind, _("The store could not be checked."))
            self.trouble.emit(f"{before} {error.sentence()}")

    def _look_at_clock(self) -> None:
        """Days and deadlines are counted by a clock that somebody may have set back."""
        session = self._desk.session

        def tell(last: datetime | None) -> None:
            if last is None:
                self._told.discard("clock")
            elif "clock" not in self._told:
                self._told.add("clock")
                self.trouble.emit(health.behind_words(last, session.clock))

        self._desk.read(self, lambda: health.changed_later(session.store, session.clock), tell)

    def _apply_due(self) -> None:
        # looked up in the background: the service is imported when it is first asked for
        self._desk.write(self, lambda: self._desk.services.organisation.apply_due())
