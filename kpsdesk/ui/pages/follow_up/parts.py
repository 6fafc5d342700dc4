"""The parts of the page: sentence, counters, tables; each shows what it is given and tells what was opened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRect, Signal
from PySide6.QtWidgets import QWidget

from kpsdesk.domain.follow_up import Behind
from kpsdesk.i18n import _
from kpsdesk.services.follow_up_tables import BECAME, MONTH_MEASURES, TableData
from kpsdesk.services.follow_up_view import Counter
from kpsdesk.ui.pages.follow_up.number_table import NumberSheet
from kpsdesk.ui.widgets import Card, ChipBar, CounterButton, EvenGrid, Label, SurfaceButton, reveal, vbox

COUNTERS = ("late", "before", "became", "accumulated")


class Sentence(SurfaceButton):
    """The page's first sentence; leads to what is late. `opened(Behind)`."""

    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", margin=16, parent=parent)
        self.said = Label("", "title", wrap=True)
        self.more = Label("", "body", "muted", wrap=True)
        self.put(self.said, self.more)
        self.behind: Behind | None = None
        self.clicked.connect(self._open)

    def tell(self, text: str, more: str, behind: Behind | None) -> None:
        """Another sentence."""
        self.behind = behind
        self.said.setText(text)
        self.more.setText(more)
        reveal(self.more, bool(more))
        self.setAccessibleName(text)
        self.setAccessibleDescription(more)

    def _open(self) -> None:
        if self.behind is not None:
            self.opened.emit(self.behind)


class Counters(QWidget):
    """Four large numbers. `opened(Behind)`."""

    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons: dict[str, CounterButton] = {}
        self.shown: dict[str, Counter] = {}
        grid = EvenGrid(self, least=180)
        labels = (_("Overdue now"), _("At the last month's end"), _("Became overdue"), _("Since January"))
        for key, label in zip(COUNTERS, labels, strict=True):
            button = CounterButton(label, on_click=lambda key=key: self._open(key))  # type: ignore[misc]
            self.buttons[key] = button
            grid.addWidget(button)

    def show_counters(self, counters: Sequence[Counter]) -> None:
        """Some of the numbers."""
        for one in counters:
            self.shown[one.key] = one
            self.buttons[one.key].show_count(one.count.value, one.meaning, one.tone)

    def forget(self) -> None:
        """Nothing is counted yet."""
        self.shown.clear()
        for button in self.buttons.values():
            button.show_count(None)

    def _open(self, key: str) -> None:
        if key in self.shown:
            self.opened.emit(self.shown[key].count.behind)


class TableCard(Card):
    """A heading and a table of numbers. `opened(Behind)`, `moved(QWidget, QRect)`."""

    opened = Signal(object)
    moved = Signal(object, QRect)

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.title = Label(title, "section", wrap=True)
        self.sheet = NumberSheet(title)
        self.sheet.opened.connect(self.opened)
        self.sheet.moved.connect(self.moved)
        self.none = Label(_("Counting…"), "body", "muted", wrap=True)
        self.add(self.title, self.none, self.sheet)
        self.sheet.hide()

    def show_table(self, data: TableData, none: str = "") -> None:
        """Other numbers; `none` instead of a table without rows."""
        self.setEnabled(True)
        empty = not data.rows
        self.none.setText(none)
        self.none.setVisible(empty and bool(none))
        self.sheet.setVisible(not empty)
        if not empty:
            self.sheet.show_table(data)


class MonthsCard(TableCard):
    """The table of months, with chips for what of each month is shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Month by month in numbers"), parent)
        self._tables: Mapping[str, TableData] = {}
        self.chips = ChipBar([(key, _(text)) for key, text in MONTH_MEASURES])
        self.chips.set_on({BECAME})
        self.chips.changed.connect(self._chosen)
        self.measure = BECAME
        self.body.insertWidget(1, self.chips)

    def show_tables(self, tables: Mapping[str, TableData]) -> None:
        """Other numbers, a table for each measure."""
        self._tables = tables
        self._show()

    def _chosen(self, on: frozenset[str]) -> None:
        # one is always on: clicking it again changes nothing
        self.measure = next(iter(on - {self.measure}), self.measure)
        self.chips.set_on({self.measure})
        self._show()

    def _show(self) -> None:
        if self.measure in self._tables:
            self.show_table(self._tables[self.measure])


def stack(*widgets: QWidget, gap: int = 16) -> QWidget:
    """Widgets under each other, as one."""
    made = QWidget()
    made.setLayout(vbox(*widgets, gap=gap))
    return made
