"""Which meetings the register shows: unit, type, half-year, state, with the safety item."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from kpsdesk.domain.meeting import APT, HELD, TYPE_LIST, Half, Meeting, SafetyShare
from kpsdesk.i18n import _
from kpsdesk.services.meetings import MeetingService
from kpsdesk.services.session import Session
from kpsdesk.ui.pages.meetings.register_table import STATES
from kpsdesk.ui.widgets import ChipBar, FilterMenuButton, FlowLayout, LinkButton

YEARS_BACK = 5


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the register shows; empty tuples and None ask nothing."""

    units: tuple[int, ...] = ()
    types: tuple[str, ...] = ()
    half: Half | None = None
    states: tuple[str, ...] = ()
    with_item: bool = False

    def behind(self, share: SafetyShare, *, part: bool) -> Wanted:
        """What a number of a share counts: the meetings held, or those of them with the safety item."""
        units = (share.unit,) if share.unit is not None else self.units
        return Wanted(units, (share.type,), share.half, (HELD,), part)

    def find(self, service: MeetingService, today: date) -> list[Meeting]:
        """Read them; the half-year that is running has no end, so that what is planned after it is seen too."""
        last = self.half.last if self.half is not None and self.half != Half.of(today) else None
        return service.find(
            self.units,
            self.half.first if self.half is not None else None,
            last,
            types=self.types,
            states=self.states,
            safety_item=True if self.with_item else None,
        )


def half_words(half: Half) -> str:
    """A half-year in words."""
    pattern = _("first half of {year}") if half.half == 1 else _("second half of {year}")
    return pattern.format(year=half.year)


class RegisterFilters(QWidget):
    """Menus and chips in a row. `changed(Wanted)` when the user changed something."""

    changed = Signal(object)

    def __init__(self, session: Callable[[], Session], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._wanted = self._first = Wanted()
        self.units = FilterMenuButton(_("Unit"), key="units")
        self.types = FilterMenuButton(_("Type"), key="types")
        self.half = FilterMenuButton(_("Half-year"), key="half", single=True)
        self.states = ChipBar([(code, _(text)) for code, text in STATES])
        self.with_item = ChipBar([("item", _("With the safety item"))])
        self.clear_button = LinkButton(_("Clear filters"), "x", self.clear)
        flow = FlowLayout(self)
        for widget in (self.half, self.units, self.types, self.states, self.with_item, self.clear_button):
            flow.addWidget(widget)
        self.units.changed.connect(lambda codes: self._tell(units=tuple(sorted(int(one) for one in codes))))
        self.types.changed.connect(lambda codes: self._tell(types=tuple(sorted(codes))))
        self.half.changed.connect(lambda codes: self._tell(half=_half(next(iter(codes), ""))))
        self.states.changed.connect(lambda codes: self._tell(states=tuple(sorted(codes))))
        self.with_item.changed.connect(lambda codes: self._tell(with_item=bool(codes)))
        self.show_choices()
        self.show_wanted(self._wanted)

    def wanted(self) -> Wanted:
        """What is asked for now."""
        return self._wanted

    def filtered(self) -> bool:
        """Whether anything is left out beside what the page begins with."""
        return self._wanted != self._first

    def begin_with(self, wanted: Wanted) -> None:
        """What is shown while nobody has asked for anything else."""
        self._first = wanted
        self.show_wanted(wanted)

    def show_choices(self) -> None:
        """The choices as they are now: another language, new units, another half-year."""
        session = self._session()
        today, organisation = session.today, session.organisation
        units = sorted(organisation.units.values(), key=lambda unit: unit.name.casefold())
        self.units.set_choices([(str(unit.id), unit.name) for unit in units])
        self.types.set_choices(session.vocabulary.choices(TYPE_LIST))
        halves = [
            Half(year, half) for year in range(today.year, today.year - YEARS_BACK, -1) for half in (2, 1)
        ]
        begun = [half for half in halves if half.first <= today]
        self.half.set_choices([(_code(half), half_words(half)) for half in begun])
        self.units.setVisible(len(units) > 1)
        self.show_wanted(self._wanted)

    def show_wanted(self, wanted: Wanted) -> None:
        """Show what is asked for, without a signal."""
        self._wanted = wanted
        self.units.choose(str(one) for one in wanted.units)
        self.types.choose(wanted.types)
        self.half.choose([_code(wanted.half)] if wanted.half else [])
        self.states.set_on(wanted.states)
        self.with_item.set_on(["item"] if wanted.with_item else [])
        self.clear_button.setVisible(self.filtered())

    def clear(self) -> None:
        """Back to what the page begins with."""
        self.show_wanted(self._first)
        self.changed.emit(self._wanted)

    def share_type(self) -> str:
        """The type that the shares are counted for: the one that was chosen, else workplace meetings."""
        return self._wanted.types[0] if len(self._wanted.types) == 1 else APT

    def _tell(self, **values: object) -> None:
        self.show_wanted(replace(self._wanted, **values))  # type: ignore[arg-type]
        self.changed.emit(self._wanted)


def _code(half: Half) -> str:
    return f"{half.year}-{half.half}"


def _half(code: str) -> Half | None:
    year, _dash, half = code.partition("-")
    return Half(int(year), int(half)) if half else None
