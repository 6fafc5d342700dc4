"""What the window asks of a page, and what a page may ask of the window."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

Arguments = Mapping[str, object]


class Page(QWidget):
    """A page of the window. Subclasses override what they need; a page never reaches for the window itself."""

    help_key = ""
    has_units = True  # whether the chooser of units in the top bar means something here

    banner_requested = Signal(str, str, object, str)  # text, action text, action or None, tone
    go_requested = Signal(str, object)  # page key, arguments as a dict
    title_changed = Signal(str)
    badge_changed = Signal(int)

    def title(self) -> str:
        """What stands in the top bar; "" for the name in the navigation."""
        return ""

    def shown(self, arguments: Arguments) -> None:
        """The page came to the front, by `go(key, **arguments)`."""

    def hidden(self) -> None:
        """The page went to the back."""

    def place(self) -> Arguments | None:
        """What to be shown with to stand as now, in a window made anew; None for what it was shown with."""
        return None

    def can_leave(self) -> bool:
        """False keeps the user here: the page itself then says why, and saves or asks."""
        return True

    def changes_arrived(self, changes: object) -> None:
        """Something was saved (services' `Changes`); reload if this page shows that noun."""

    def unit_changed(self, code: str) -> None:
        """Another unit was chosen in the top bar; "" for all of mine."""

    def say(self, text: str, action_text: str = "", action: object = None, tone: str = "ok") -> None:
        """Ask for a banner at the bottom of the window."""
        self.banner_requested.emit(text, action_text, action, tone)

    def go(self, key: str, **arguments: object) -> None:
        """Ask for another page."""
        self.go_requested.emit(key, dict(arguments))
