"""Whose numbers, told by whom, of which year: the row above the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from kpsdesk.domain.follow_up import Scope
from kpsdesk.domain.lateness import DIMENSIONS, SERIES
from kpsdesk.domain.organisation import Unit
from kpsdesk.i18n import N_, _
from kpsdesk.services.follow_up_sentences import SERIES_WORDS
from kpsdesk.services.follow_up_view import ALL_SCOPE, Choice
from kpsdesk.ui.widgets import Button, ComboField, FlowLayout, PlainCombo, Tabs, vbox

YEARS: Final = 5
BY: Final = {
    "manager": N_("By manager"),
    "unit": N_("By unit"),
    "area": N_("By area"),
    "organisation": N_("All together"),
}


def code_of(scope: Scope) -> str:
    """A scope as the chooser knows it."""
    return scope.kind if scope.key is None else f"{scope.kind}:{scope.key}"


class Chooser(QWidget):
    """`changed(Choice)` by the user; `save_wanted()`: the numbers are to be kept as a file."""

    changed = Signal(object)
    save_wanted = Signal()

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choice = Choice(today.year)
        self._scopes: dict[str, Scope] = {}
        self.scope = ComboField([(ALL_SCOPE, _("The whole organisation"))], _("Whose numbers"))
        self.scope.set_value(ALL_SCOPE)
        self.scope.chosen.connect(self._scope_chosen)
        self.by = PlainCombo([(code, _(BY[code])) for code in DIMENSIONS], _("Told by"))
        self.by.chosen.connect(lambda code: self._tell(replace(self.choice, by=code)))
        years = [str(today.year - n) for n in range(YEARS)]
        self.year = PlainCombo([(year, year) for year in years], _("Year"))
        self.year.chosen.connect(lambda year: self._tell(replace(self.choice, year=int(year))))
        self.save = Button(_("Save as a file"), "secondary", "download", self.save_wanted.emit)
        self.series = Tabs([(code, _(SERIES_WORDS[code])) for code in SERIES], _("What is counted"))
        self.series.chosen.connect(lambda code: self._tell(replace(self.choice, series=code)))
        row = QWidget()
        flow = FlowLayout(row, gap=8)
        for field in (self.scope, self.by, self.year, self.save):
            flow.addWidget(field)
        self.setLayout(vbox(row, self.series, gap=12))

    def offer(self, scopes: Sequence[Scope]) -> None:
        """Whose numbers may be asked for."""
        self._scopes = {code_of(scope): scope for scope in scopes}
        chosen = self.choice
        plain = [(code, one.name) for code, one in self._scopes.items() if one.key is None]
        managers = [(code, one.name) for code, one in self._scopes.items() if one.kind == "manager"]
        areas = [(code, one.name) for code, one in self._scopes.items() if one.kind == "area"]
        groups = [(_("Managers"), managers), (_("Areas"), areas)]
        self.scope.set_options(plain, [(heading, lines) for heading, lines in groups if lines])
        self.scope.set_value(chosen.scope, chosen.name)

    def keep_to(self, unit: Unit | None) -> Choice:
        """The window's own choice of unit; None for all. Returns what follows."""
        if unit is None:
            self.choice = replace(self.choice, scope=ALL_SCOPE, name="", units=())
        else:
            self.choice = replace(self.choice, scope=f"unit:{unit.id}", name=unit.name, units=(unit.id,))
        self.scope.set_value(self.choice.scope, self.choice.name)
        return self.choice

    def show_choice(self, choice: Choice) -> None:
        """Stand as before, without a signal."""
        self.choice = choice
        self.scope.set_value(choice.scope, choice.name)
        self.by.set_value(choice.by)
        self.year.set_value(str(choice.year))
        self.series.set_value(choice.series)

    def _scope_chosen(self, code: str | None) -> None:
        scope = self._scopes.get(code or "")
        if scope is not None:
            name = "" if code == ALL_SCOPE else scope.name
            self._tell(replace(self.choice, scope=str(code), name=name, units=scope.units))
        elif code == ALL_SCOPE:
            self._tell(replace(self.choice, scope=ALL_SCOPE, name="", units=()))

    def _tell(self, choice: Choice) -> None:
        self.choice = choice
        self.changed.emit(choice)
