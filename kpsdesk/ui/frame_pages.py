"""The pages of the window: which there are, which is in front, what waits for the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from kpsdesk.i18n import _
from kpsdesk.ui.command import Command
from kpsdesk.ui.pages.base import Arguments, Page


@dataclass(slots=True)
class Entry:
    """A page of the window; made when it is first gone to. Changes wait here while it is at the back."""

    title: str
    icon: str
    factory: Callable[[], Page]
    page: Page | None
    waiting: list[object]
    arguments: Arguments  # it was shown with last; for a page not made yet, those to begin with
    within: str = ""  # the destination that is marked while this page is in front
    also: str = ""  # other words for it (a msgid)
    seen: bool = False  # it was in front already

    def name(self) -> str:
        """What the navigation calls it."""
        return _(self.title)

    def words(self) -> str:
        """What the bar says while it is in front."""
        return (self.page.title() if self.page is not None else "") or _(self.title)


class FramePages(dict[str, Entry]):
    """The entries by key. `current` is the key of the page in front, or ""."""

    current = ""

    def front(self) -> Page | None:
        """The page in front."""
        entry = self.get(self.current)
        return entry.page if entry is not None else None

    def help_key(self) -> str:
        """What help is asked about."""
        front = self.front()
        return (front.help_key if front is not None else "") or self.current

    def made(self) -> list[Page]:
        """The pages that were gone to."""
        return [entry.page for entry in self.values() if entry.page is not None]

    def within(self, key: str) -> str:
        """The destination that a page belongs to."""
        entry = self.get(key)
        return entry.within if entry is not None else ""

    def commands(self, go: Callable[[str], object], button: Callable[[str], object | None]) -> list[Command]:
        """A line of Ctrl+K for each destination that has a button."""
        return [
            Command(entry.name(), partial(go, key), _("Page"), entry.icon, entry.also and _(entry.also))
            for key, entry in self.items()
            if button(key) is not None
        ]

    def stand(self) -> Mapping[str, Arguments]:
        """How pages stand, to come back to."""
        stand: dict[str, Arguments] = {}
        for key, entry in self.items():
            place = entry.page.place() if entry.page is not None else None
            if place is not None or key == self.current:
                stand[key] = entry.arguments if place is None else place
        return stand

    def begin_as(self, places: Mapping[str, Arguments]) -> None:
        """What pages are shown with when they are gone to for the first time without being asked for anything."""
        for key, arguments in places.items():
            if key in self:
                self[key].arguments = arguments

    def spread(self, changes: object, cause: str = "") -> None:
        """Tell the pages what was saved: the one in front at once, the others when they come. `cause` knows already."""
        for key, entry in self.items():
            if entry.page is None or key == cause:
                continue
            if key == self.current:
                entry.page.changes_arrived(changes)
            else:
                entry.waiting.append(changes)
