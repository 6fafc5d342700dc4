"""The bar at the top of the window: the page's title, the chooser of units, the way to Ctrl+K; and Ctrl+K's field."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QWidget
from typing_extensions import override

from kpsdesk.i18n import _
from kpsdesk.ui import theme
from kpsdesk.ui.command import Provider, Search
from kpsdesk.ui.widgets import Button, Label, PlainCombo, hbox

if TYPE_CHECKING:
    from kpsdesk.ui.palette import Palette

ALL_UNITS = ""


class Finder:
    """Ctrl+K over a window: who offers lines, and the field, which is made when it is first asked for."""

    def __init__(self, window: QWidget) -> None:
        self._window = window
        self.providers: list[Provider] = []
        self.searches: list[Search] = []

    @cached_property
    def field(self) -> Palette:
        """The field with its list."""
        from kpsdesk.ui.palette import Palette

        return Palette(self._window, self.providers, self.searches)

    def unfold(self) -> None:
        """Show it."""
        self.field.unfold()

    def fold(self) -> None:
        """Put it away, if it is there."""
        if "field" in vars(self):
            self.field.fold()


class TopBar(QFrame):
    """Title, units, search: `unit_chosen()` by the user; `search` is called by the search button."""

    unit_chosen = Signal()

    def __init__(self, search: Callable[[], object]) -> None:
        super().__init__()
        self.setProperty("role", "topbar")
        self._choice, self._offered, self._narrow = False, True, False
        self._title = Label("", "section")
        self._title.setMinimumWidth(theme.px(80))
        self._units = PlainCombo(words=_("Unit"))
        self._units.chosen.connect(lambda _code: self.unit_chosen.emit())
        self._search = Button(_("Search or do…"), "search", "search", search)
        self._search.setAccessibleName(_("Search or do…"))
        row = self._row = hbox(self._title, self._units, self._search, gap=12)
        row.setContentsMargins(theme.px(24), theme.px(10), theme.px(24), theme.px(10))
        row.setStretch(0, 1)
        self.setLayout(row)

    def set_title(self, text: str) -> None:
        """What is in front."""
        self._title.setText(text)
        # a case's number is read in full; at large text the chooser of units gives way first
        self._title.setMinimumWidth(min(self._title.sizeHint().width(), theme.px(220)))
        self._fit()

    def set_units(self, units: Sequence[tuple[str, str]]) -> None:
        """The units of the chooser (code, name); hidden when there is nothing to choose."""
        self._units.set_options([(ALL_UNITS, _("All my units")), *units])
        self._choice = len(units) > 1
        self.offer_units(self._offered)

    def offer_units(self, on: bool) -> None:
        """Whether the chooser means something on the page in front."""
        self._offered = on
        self._units.setVisible(on and self._choice)
        self._fit()

    def unit(self) -> str:
        """The chosen unit's code; "" for all."""
        return self._units.value() or ALL_UNITS

    def set_unit(self, code: str) -> None:
        """Show a unit as chosen, without a signal."""
        self._units.set_value(code)

    def set_narrow(self, on: bool) -> None:
        """The search button in one word, without its keys."""
        self._narrow = on
        self._fit()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """The search button says as much as the title and the chosen unit leave room for."""
        words = [_("Search or do…") + "   Ctrl+K", _("Search"), ""]
        for text in words[1:] if self._narrow else words:
            self._search.setText(text)
            if self._row.sizeHint().width() <= self.width():
                break
