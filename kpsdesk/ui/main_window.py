"""The frame: navigation at the left, a bar at the top, the pages, a banner at the bottom. It knows no feature."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget
from typing_extensions import override

from kpsdesk.i18n import N_, _
from kpsdesk.ui import theme
from kpsdesk.ui.command import Provider, Search
from kpsdesk.ui.frame_bar import Finder, TopBar
from kpsdesk.ui.frame_pages import Entry, FramePages
from kpsdesk.ui.pages.base import Arguments, Page
from kpsdesk.ui.widgets import Banner, hbox, vbox
from kpsdesk.ui.widgets.navigation import Navigation

NARROW_BELOW = 1100
REPORT = "report"


@dataclass(frozen=True, slots=True)
class FrameSpec:
    """What the frame says and offers: the wordmark, the units of the chooser (code, name), the foot's actions."""

    wordmark: str = "KPSdesk"
    units: Sequence[tuple[str, str]] = ()
    can_lock: bool = True


class MainWindow(QMainWindow):
    """The window. Pages are added by `app`; they talk to the frame by signals alone."""

    page_changed = Signal(str)
    unit_changed = Signal(str)
    lock_requested = Signal()
    help_requested = Signal(str)
    closing = Signal()

    def __init__(self, frame: FrameSpec | None = None) -> None:
        super().__init__()
        self._spec = frame or FrameSpec()
        self._entries = FramePages()
        self._back: list[str] = []
        self.setWindowTitle(self._spec.wordmark)
        self.navigation = Navigation(self._spec.wordmark)
        self.navigation.chosen.connect(self.go)
        self.finder = Finder(self)
        self._bar = TopBar(self.finder.unfold)
        self._bar.unit_chosen.connect(self._unit_chosen)
        self._stack = QStackedWidget()
        self._banner = Banner()
        self._cover: QWidget | None = None
        self._outer = QStackedWidget()
        self._outer.addWidget(self._build_frame())
        self.setCentralWidget(self._outer)
        self.finder.providers.append(lambda _text: self._entries.commands(self.go, self.navigation.button))
        self._add_keys()
        self.set_units(self._spec.units)
        self.resize(1280, 840)

    def add_page(
        self,
        key: str,
        title: str,
        icon: str,
        factory: Callable[[], Page],
        shortcut: str = "",
        *,
        place: str = "main",
        within: str = "",
        also: str = "",
    ) -> None:
        """One more page; `title` is a msgid marked with `N_`. Places: main, foot, report (the big button), hidden.

        Main pages get Alt+1, Alt+2, … in their order unless a shortcut is given. `within`: the destination
        that a hidden page belongs to. `also`: other words for it (a msgid).
        """
        self._entries[key] = Entry(title, icon, factory, None, [], {}, within or key, also)
        if place == "main" and not shortcut:
            number = sum(1 for known in self._entries if self.navigation.button(known) is not None) + 1
            number -= self.navigation.button(REPORT) is not None
            shortcut = f"Alt+{number}" if number <= 9 else ""
        if key == REPORT:
            shortcut = shortcut or "Ctrl+N"
        if place != "hidden":
            self.navigation.add(key, icon, _(title), place, shortcut)
        if shortcut:
            self._key(shortcut, lambda: self.go(key))

    def add_foot_action(
        self, key: str, title: str, icon: str, action: Callable[[], object], shortcut: str = ""
    ) -> None:
        """A button in the foot that is no page, such as help."""
        self.navigation.add(key, icon, _(title), "foot", shortcut, action)

    def go(self, key: str, **arguments: object) -> bool:
        """Bring a page to the front. False if the page in front keeps the user. Raises KeyError for an unknown key.

        A page that can't be made raises what its making raised; the page in front then stays there.
        """
        entry = self._entries[key]
        leaves = self._entries.front() if key != self._entries.current else None
        if leaves is not None and not leaves.can_leave():
            self._mark(self._entries.current)
            return False
        given: Arguments = arguments or ({} if entry.seen else entry.arguments)
        page = self._made(key, entry)
        if leaves is not None:
            leaves.hidden()
            self._back.append(self._entries.current)
        self._entries.current, entry.arguments, entry.seen = key, given, True
        self._stack.setCurrentWidget(page)
        self._mark(key)
        self._show_title(key)
        waiting, entry.waiting = entry.waiting, []
        for changes in waiting:
            page.changes_arrived(changes)
        page.shown(given)
        self.page_changed.emit(key)
        return True

    def make_ahead(self, key: str) -> None:
        """Make a page that is likely to be gone to; it is not shown. Raises KeyError for an unknown key."""
        self._made(key, self._entries[key])

    def go_back(self) -> None:
        """The page before this one."""
        if self._back and self.go(self._back[-1]):
            # going added where we came from; both steps are undone
            del self._back[-2:]

    def current(self) -> str:
        """The key of the page in front, or ""."""
        return self._entries.current

    def where(self) -> tuple[str, Mapping[str, Arguments]]:
        """The page in front, "" when there is none, and how pages stand, to come back to."""
        return self._entries.current, self._entries.stand()

    def begin_as(self, places: Mapping[str, Arguments]) -> None:
        """What pages are shown with when they are gone to for the first time without being asked for anything."""
        self._entries.begin_as(places)

    def page(self, key: str) -> Page | None:
        """A page, if it was made already. Raises KeyError for an unknown key."""
        return self._entries[key].page

    def set_badge(self, key: str, number: int) -> None:
        """The number beside a destination."""
        button = self.navigation.button(key)
        if button is not None:
            button.set_badge(number)

    def show_banner(
        self, text: str, action_text: str = "", action: Callable[[], object] | None = None, tone: str = "info"
    ) -> None:
        """A line at the bottom, with perhaps a way back."""
        self._banner.say(text, action_text, action, tone)

    def banner_text(self) -> str:
        """What the banner says; "" when it is gone."""
        return self._banner.text() if self._banner.isVisibleTo(self) else ""

    def set_units(self, units: Sequence[tuple[str, str]]) -> None:
        """The units of the chooser; hidden when there is nothing to choose."""
        self._bar.set_units(units)

    def unit(self) -> str:
        """The chosen unit's code; "" for all of mine."""
        return self._bar.unit()

    def set_unit(self, code: str) -> None:
        """Choose a unit and tell the pages."""
        self._bar.set_unit(code)
        self._unit_chosen()

    def add_commands(self, provider: Provider) -> None:
        """More lines for Ctrl+K, known at once."""
        self.finder.providers.append(provider)

    def add_search(self, search: Search) -> None:
        """More lines for Ctrl+K that are looked up in the background."""
        self.finder.searches.append(search)

    def spread(self, changes: object, cause: str = "") -> None:
        """Tell the pages what was saved: the one in front at once, the others when they come. `cause` knows already."""
        self._entries.spread(changes, cause)

    def cover(self, widget: QWidget) -> None:
        """Hide everything behind one widget, as when locked; the keys of the frame rest."""
        self.uncover()
        self.finder.fold()
        self._cover = widget
        self._outer.addWidget(widget)
        self._outer.setCurrentWidget(widget)
        widget.setFocus()

    def uncover(self) -> None:
        """Show the window again; the cover is let go."""
        if self._cover is not None:
            self._outer.setCurrentIndex(0)
            self._outer.removeWidget(self._cover)
            self._cover.deleteLater()
            self._cover = None

    def _build_frame(self) -> QWidget:
        foot = vbox(self._banner)
        foot.setContentsMargins(theme.px(24), 0, theme.px(24), theme.px(12))
        right = vbox(self._bar, self._stack, foot, gap=0)
        right.setStretch(1, 1)
        whole = QWidget()
        whole.setLayout(hbox(self.navigation, right, gap=0))
        return whole

    def _add_keys(self) -> None:
        self._key("Ctrl+K", self.finder.unfold)
        self._key("F1", lambda: self.help_requested.emit(self._entries.help_key()))
        self._key("Alt+Left", self.go_back)
        if self._spec.can_lock:
            self._key("Ctrl+L", self.lock_requested.emit)
            self.add_foot_action("lock", N_("Lock"), "lock", self.lock_requested.emit, "Ctrl+L")

    def _key(self, keys: str, act: Callable[[], object]) -> None:
        def run() -> None:
            if self._cover is None:
                act()

        QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WindowShortcut).activated.connect(run)

    def _made(self, key: str, entry: Entry) -> Page:
        if entry.page is None:
            try:
                page = entry.page = entry.factory()
            except Exception:
                # the click has marked it already
                self._mark(self._entries.current)
                raise
            page.banner_requested.connect(self.show_banner)
            # queued: the page that asks may be left, or closed, by what it asks for
            page.go_requested.connect(
                lambda to, given: QTimer.singleShot(0, self, lambda: self.go(to, **given))
            )
            page.title_changed.connect(lambda _text: self._show_title(self._entries.current))
            page.badge_changed.connect(lambda number: self.set_badge(key, number))
            self._stack.addWidget(page)
        return entry.page

    def _mark(self, key: str) -> None:
        self.navigation.show_chosen(self._entries.within(key))

    def _show_title(self, key: str) -> None:
        self._bar.set_title(self._entries[key].words())
        page = self._entries[key].page
        self._bar.offer_units(page is None or page.has_units)

    def _unit_chosen(self) -> None:
        code = self.unit()
        for page in self._entries.made():
            page.unit_changed(code)
        self.unit_changed.emit(code)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < theme.px(NARROW_BELOW)
        self.navigation.set_narrow(narrow)
        self._bar.set_narrow(narrow)

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        front = self._entries.front()
        if front is not None and self._cover is None and not front.can_leave():
            event.ignore()
            return
        self.closing.emit()
        super().closeEvent(event)
