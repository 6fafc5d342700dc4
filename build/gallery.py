"""Sheets with every widget in its states, for `screens.py`; here the frame and lists. The words are examples, so they are not translated."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gallery_sheets import basics, forms, states
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from kpsdesk.i18n import N_
from kpsdesk.ui.dialogs.base import ConfirmDialog
from kpsdesk.ui.main_window import FrameSpec, MainWindow
from kpsdesk.ui.models import Column, DataTable, LazyTable
from kpsdesk.ui.pages.base import Arguments, Page
from kpsdesk.ui.widgets import (
    ChipBar,
    SearchField,
    hbox,
    vbox,
)


@dataclass(frozen=True, slots=True)
class _Row:
    """A made-up case."""

    number: str
    level: str
    what: str
    unit: str
    due: str


_ROWS = (
    _Row(
        "2026-000131",
        "high",
        "Patienten fick dubbel dos av blodförtunnande medicin",
        "Avdelning 3",
        "3 dagar sen",
    ),
    _Row("2026-000130", "low", "Larmet gick inte fram under natten", "Hemtjänst Norr", "i morgon"),
    _Row(
        "2026-000129",
        "medium",
        "Rullator med trasig broms stod kvar i korridoren",
        "Särskilt boende Eken",
        "tors 12 mars",
    ),
)
_LEVELS = {
    "low": ("Låg", "circle", "ok"),
    "medium": ("Medel", "diamond", "warn"),
    "high": ("Hög", "triangle-alert", "danger"),
}
_COLUMNS = (
    Column[_Row](
        "level",
        "!",
        lambda r: _LEVELS[r.level][0],
        lambda r: _LEVELS[r.level][1],
        lambda r: _LEVELS[r.level][2],
        width=110,
        tag=True,
    ),
    Column[_Row]("number", "Nummer", lambda r: r.number, width=120),
    Column[_Row]("what", "Vad", lambda r: r.what, width=200, stretches=True),
    Column[_Row]("unit", "Enhet", lambda r: r.unit, width=170),
    Column[_Row](
        "due",
        "Förfaller",
        lambda r: r.due,
        tone=lambda r: "danger" if "sen" in r.due else "",
        width=120,
        right=True,
    ),
)


class _CasesPage(Page):
    """A list in a page."""

    def __init__(self) -> None:
        super().__init__()
        model = LazyTable[_Row](_COLUMNS, self)
        model.reset(600, _ROWS * 34)
        self.list = DataTable(model, "Ärenden")
        self.list.show_sort("due", descending=False)
        chips = ChipBar((("mine", "Mina"), ("new", "Nya"), ("late", "Förfallna"), ("severe", "Allvarliga")))
        chips.set_on({"late"})
        self.setLayout(vbox(hbox(chips, SearchField("Sök i ärenden")), self.list, gap=12, margin=24))

    @override
    def shown(self, arguments: Arguments) -> None:
        self.list.go_to(1)
        self.list.setFocus()


def frame() -> QWidget:
    """The main window with a list."""
    window = MainWindow(FrameSpec(units=(("a", "Avdelning 3"), ("b", "Hemtjänst Norr"))))
    window.add_page("report", N_("Report"), "plus", Page, place="report")
    for key, title, icon in (
        ("today", N_("Today"), "sun"),
        ("cases", N_("Cases"), "list"),
        ("analyses", N_("Analyses"), "workflow"),
    ):
        window.add_page(key, title, icon, _CasesPage)
    window.add_page("settings", N_("Settings"), "settings", Page, place="foot")
    window.set_badge("today", 5)
    window.go("cases")
    window.show_banner("Ärende 2026-000123 är avslutat.", "Ångra", lambda: None)
    window.resize(1280, 800)
    return window


def palette() -> QWidget:
    """The main window with Ctrl+K open."""
    window = frame()
    assert isinstance(window, MainWindow)
    window.finder.unfold()
    return window


def dialog() -> QWidget:
    """A question."""
    made = ConfirmDialog(
        "Ta bort enheten?",
        "Avdelning 3 har inga ärenden. Den försvinner ur alla listor.",
        "Ta bort enheten",
        danger=True,
    )
    made.say("Det gick inte att spara: disken är full. Inget är förlorat.")
    return made


SHEETS: dict[str, Callable[[], QWidget]] = {
    "basics": basics,
    "forms": forms,
    "states": states,
    "frame": frame,
    "palette": palette,
    "dialog": dialog,
}
