"""An open store at work: background tasks, services, desk, frame with its pages, and what goes on beside them.

One for each stretch between unlocking and locking. `app` makes it and throws it away.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut

from kpsdesk.clock import Clock
from kpsdesk.domain.changes import Changes
from kpsdesk.domain.permission import reporter_only
from kpsdesk.domain.rows import CaseQuery
from kpsdesk.errors import KpsError
from kpsdesk.services import temporary
from kpsdesk.services.everything import Services
from kpsdesk.services.session import Session, open_session
from kpsdesk.services.vault import Opened, Vault
from kpsdesk.ui.ahead import PagesAhead
from kpsdesk.ui.commands import Commands
from kpsdesk.ui.desk import Desk
from kpsdesk.ui.look import Look
from kpsdesk.ui.main_window import FrameSpec, MainWindow
from kpsdesk.ui.pages import PAGES, PageSpec
from kpsdesk.ui.pages.base import Arguments, Page
from kpsdesk.ui.tasks import Tasks
from kpsdesk.ui.upkeep import Upkeep

log = logging.getLogger("kpsdesk.ui.workplace")

_POLL_MS = 20
SETTLED_AFTER_MS = 600  # the first page can be used by then; upkeep and counting can wait for it


@dataclass(frozen=True, slots=True)
class Where:
    """A page, how each page stands, and the unit that is chosen."""

    page: str = "today"
    places: Mapping[str, Arguments] = field(default_factory=dict)
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a workplace needs to know of the program around it."""

    profile: Path
    clock: Clock
    look: Look
    vault: Vault
    demo: bool = False
    report_only: bool = False  # `kpsdesk report`: the report page, by somebody who may do nothing else


class Workplace(QObject):
    """The work with one open store.

    Signals:
        lock_requested: the user wants to lock.
        fault(Exception): a task failed by a fault of ours.
        damaged: a check found the store damaged.
        restore_requested(Path, str): put this backup in the store's place, by this password.
    """

    lock_requested = Signal()
    fault = Signal(object)
    damaged = Signal()
    restore_requested = Signal(object, str)

    def __init__(self, opened: Opened, setting: Setting, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.opened = opened
        self._setting = setting
        self.tasks = Tasks(self)
        self.tasks.reported.connect(self._told)
        own = self._desk_of(open_session(opened.store, setting.clock))
        self.desk = self._desk_of(own.session.acting(reporter_only())) if setting.report_only else own
        if not setting.report_only:  # on a thread of its own while the window is made on this one
            ahead = self.desk.services.today.read_ahead
            self.tasks.read(self, ahead, lambda _none: None, lambda _error: None)  # the page itself will tell
        self.desk.changed.connect(self._changed)
        if setting.report_only:  # backups and checks go on by the store's own account
            self.desk.changed.connect(own.changed)
        self.upkeep = Upkeep(
            own,
            setting.profile,
            backups=not setting.demo,
            check_due=opened.check_due and not opened.shared,
            parent=self,
        )
        self.upkeep.trouble.connect(self._trouble)
        self.upkeep.damaged.connect(self.damaged)
        self._settling = QTimer(self, singleShot=True, interval=SETTLED_AFTER_MS)
        self._settling.timeout.connect(self._settled)
        self._ahead = PagesAhead(self.tasks, self._pages(), self)
        self._ahead.next_loaded.connect(self._make_ahead)
        self._ended: list[Callable[[], None]] = []
        self._resting = False  # the window is being put away: it is told nothing any more
        self.window = self._make_window()

    def _desk_of(self, session: Session) -> Desk:
        return Desk(Services(session), self.tasks, self, look=self._setting.look)

    def _pages(self) -> list[PageSpec]:
        """The pages of this window."""
        wanted = {"report"} if self._setting.report_only else {spec.key for spec in PAGES}
        return [spec for spec in PAGES if spec.key in wanted and spec.there]

    def begin(self, where: Where) -> None:
        """Bring a page to the front, once the window stands in its place."""
        self.come_back(where)
        if self.opened.warning:
            self.window.show_banner(self.opened.warning, tone="warn")
        self._settling.start()
        self._ahead.give_way()

    def come_back(self, where: Where) -> None:
        """To a page, with the unit that was chosen."""
        if where.unit:
            self.window.set_unit(where.unit)
        keys = [spec.key for spec in self._pages()]
        self.window.begin_as(where.places)
        if where.page in keys:
            self.window.go(where.page)
        else:
            self.window.go(keys[0])

    def where(self) -> Where:
        """Where the user is, to come back to."""
        page, places = self.window.where()
        return Where(page, places, self.window.unit()) if page else Where()

    def renew(self) -> MainWindow:
        """The same work in a new frame, as when the language changed."""
        self.rest()
        self.window = self._make_window()
        self._resting = False
        return self.window

    def lock_minutes(self) -> int:
        """After how many idle minutes the window locks; 0 is never."""
        if self._setting.demo or self._setting.report_only:
            return 0
        return int(self.desk.services.preferences.get("auto_lock_minutes"))

    def end(self, done: Callable[[], None]) -> None:
        """Save what is being written, wait for what is under way, close the store and forget its key; then `done`."""
        self._ended.append(done)
        if len(self._ended) == 1:
            self.rest()
            self.upkeep.stop()
            self._close_when_idle()

    def end_now(self) -> bool:
        """The same at once, when no event will come any more. False if something could not be stopped."""
        self.rest()
        self.upkeep.stop()
        ended = self.tasks.drain()
        if ended:
            self._close_store()
        return ended

    def rest(self) -> None:
        """Let the page in front save what it holds; from here on the window is left alone."""
        if self._resting:
            return
        self._resting = True
        self._ahead.stop()
        key = self.window.current()
        page = self.window.page(key) if key else None
        if page is not None:
            page.hidden()

    def _close_when_idle(self) -> None:
        if not self.tasks.idle():
            QTimer.singleShot(_POLL_MS, self, self._close_when_idle)
            return
        self.tasks.drain()
        self._close_store()
        for done in self._ended:
            done()

    def _close_store(self) -> None:
        self.opened.store.close()
        temporary.remove_all(self.opened.store.path)

    def _make_window(self) -> MainWindow:
        demo = self._setting.demo
        window = MainWindow(FrameSpec(units=self._units(), can_lock=not demo))
        for spec in self._pages():
            make, named = partial(self._make_page, spec), (spec.key, spec.title, spec.icon)
            placed = {"place": spec.place, "within": spec.within, "also": spec.also}
            window.add_page(*named, make, spec.shortcut, **placed)
        window.lock_requested.connect(self.lock_requested)
        window.help_requested.connect(self._help)
        if not self._setting.report_only:
            self._add_commands(window)
        return window

    def _add_commands(self, window: MainWindow) -> None:
        """What a handler may do from anywhere: Ctrl+K, and a quick note over any page."""
        demo = self._setting.demo
        commands = Commands(
            self.desk, self._setting.look, window.go, None if demo else self.lock_requested.emit, window
        )
        window.add_commands(commands.actions)
        window.add_commands(commands.people)
        window.add_search(commands.cases)
        note = QShortcut(QKeySequence("Ctrl+Shift+N"), window, context=Qt.ShortcutContext.WindowShortcut)
        note.activated.connect(self.quick_note)

    def quick_note(self) -> None:
        """A few words now, without leaving the page in front."""
        from kpsdesk.ui.pages.report.quick_note import open_quick_note

        open_quick_note(self.desk, self.window, self.window.show_banner)

    def _make_page(self, spec: PageSpec) -> Page:
        self._ahead.need(spec)
        if spec.key != "settings":
            page = spec.make(self.desk)
        else:  # the one page that also looks after what lies outside the store: its password and its backups
            page = spec.make(self.desk, self._setting.vault, self._setting.profile)
            page.restore_requested.connect(self.restore_requested)  # type: ignore[attr-defined]
        if self.window.unit():
            page.unit_changed(self.window.unit())
        return page

    def _units(self) -> list[tuple[str, str]]:
        if self._setting.report_only:
            return []
        session = self.desk.session
        return [(unit.code, unit.name) for unit in session.organisation.active_units(session.today)]

    def _settled(self) -> None:
        if self._resting:
            return
        if not self._setting.report_only:
            self.tasks.read(self, self.desk.services.today.drop_ahead, lambda _view: None)
        self.upkeep.start()
        self._count()
        self._remember_backups()
        self._ahead.begin()

    def _make_ahead(self, key: str) -> None:
        if not self._resting:
            self.window.make_ahead(key)

    def _remember_backups(self) -> None:
        """Where they lie, outside the store too: whoever cannot open it is led there."""
        if not self._setting.demo and not self._setting.report_only:
            self._setting.look.remember(backups=str(self.upkeep.folder()))

    def _changed(self, changes: Changes) -> None:
        if self._resting:
            return
        self.window.spread(changes)
        if changes.touches("case"):
            self._count()
        if changes.touches("organisation", "unit", "area"):
            chosen = self.window.unit()
            self.window.set_units(self._units())
            if chosen:
                self.window.set_unit(chosen)

    def _count(self) -> None:
        """The number beside Today: new and overdue, each case once."""
        if self._setting.report_only or self._resting:
            return
        window, lists = self.window, self.desk.services.lists

        def count() -> int:
            overdue_and_new = CaseQuery(new=True, overdue=True)
            return (
                lists.count(CaseQuery(new=True))
                + lists.count(CaseQuery(overdue=True))
                - lists.count(overdue_and_new)
            )

        self.tasks.read(window, count, lambda number: window.set_badge("today", number), key="badge")

    def _help(self, key: str) -> None:
        if any(spec.key == "help" for spec in self._pages()):
            self.window.go("help", page=key)

    def _trouble(self, sentence: str) -> None:
        if not self._resting:
            self.window.show_banner(sentence, tone="warn")

    def _told(self, error: Exception) -> None:
        """A failure that no page took."""
        if not isinstance(error, KpsError):
            self.fault.emit(error)
        elif not self._resting:
            self.window.show_banner(error.sentence(), tone="danger")
        else:
            log.warning("Failed while the window was put away: %s", type(error).__name__)
