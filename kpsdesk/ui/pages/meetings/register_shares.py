"""How many meetings had the safety item, together and per unit and half-year; each number opens the meetings it counts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from kpsdesk import words
from kpsdesk.domain.meeting import APT, TYPE_LIST, SafetyShare
from kpsdesk.i18n import _, ngettext
from kpsdesk.services.session import Session
from kpsdesk.ui.pages.meetings.register_filters import half_words
from kpsdesk.ui.widgets import (
    Card,
    Disclosure,
    EvenGrid,
    FlowLayout,
    Label,
    LinkButton,
    clear_layout,
    reveal,
    vbox,
)

AT_ONCE = 60  # so many units are told of before somebody asks for the rest


class SharesView(Card):
    """A line for all together; those of the units under a fold. `opened(share, part)`: a number was chosen."""

    opened = Signal(object, bool)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(margin=12, gap=4, parent=parent)
        self._session = session
        self._shown: tuple[SafetyShare, ...] = ()
        self._told_units = False
        self._totals = vbox(gap=8)
        self.fold = Disclosure(_("Each unit"), gap=8)
        self._grid_holder = QWidget()
        self._grid = EvenGrid(self._grid_holder, least=300)
        self._rest = LinkButton(_("Show all units"), "chevron-down", self._tell_rest)
        self.fold.add(
            Label(
                _("Counted are the meetings that were held: neither those that are planned nor those that were cancelled."),
                "small", "muted", wrap=True,
            ),
            self._grid_holder,
            self._rest,
        )  # fmt: skip
        self.body.addLayout(self._totals)
        self.add(self.fold)
        self.fold.toggled.connect(self._tell_units)

    def shares(self) -> tuple[SafetyShare, ...]:
        """What it tells, unit by unit."""
        return self._shown

    def totals(self) -> list[SafetyShare]:
        """All of a half-year together, the latest first."""
        halves = sorted({one.half for one in self._shown}, key=lambda half: half.first, reverse=True)
        found = []
        for half in halves:
            same = [one for one in self._shown if one.half == half]
            sums = sum(one.part for one in same), sum(one.whole for one in same)
            alone = same[0] if len(same) == 1 else SafetyShare(0, 0, half, same[0].type)
            found.append(SafetyShare(*sums, half, alone.type, alone.unit, alone.area))
        return found

    def show_shares(self, shares: Sequence[SafetyShare], session: Session) -> None:
        """Tell these; nothing is laid out anew that stands there already."""
        self._session = session
        if tuple(shares) == self._shown:
            return
        self._shown, self._told_units = tuple(shares), False
        clear_layout(self._totals)
        for one in self.totals():
            self._totals.addWidget(self._line(one, self._name(one), wide=True))
        several = len({(one.unit, one.area) for one in shares}) > 1
        reveal(self.fold, several)
        self._tell_units(several and self.fold.button.isChecked())

    def _tell_units(self, on: bool) -> None:
        if on and not self._told_units:
            self._told_units = True
            clear_layout(self._grid)
            self._tell(self._shown[:AT_ONCE])
            reveal(self._rest, len(self._shown) > AT_ONCE)

    def _tell_rest(self) -> None:
        self._rest.hide()
        self._tell(self._shown[AT_ONCE:])

    def _tell(self, shares: Sequence[SafetyShare]) -> None:
        for one in shares:
            self._grid.addWidget(self._line(one, self._name(one, one_of_many=True)))

    def _name(self, share: SafetyShare, *, one_of_many: bool = False) -> str:
        """Whose share it is and, where there are several, of which half-year."""
        organisation, half = self._session.organisation, half_words(share.half)
        if share.unit is not None:
            place = organisation.units[share.unit].on(share.half.last).name
        elif share.area is not None:
            place = organisation.areas[share.area].name
        else:
            place = self._session.vocabulary.word(TYPE_LIST, share.type)
        if one_of_many and len({one.half for one in self._shown}) == 1:
            return place  # the line above them all says which half-year
        return _("{place}, {half}").format(place=place, half=half)

    def _line(self, share: SafetyShare, name: str, *, wide: bool = False) -> QWidget:
        line, numbers = QWidget(), QWidget()
        said = Label(self.sentence(share), "body", "" if share.whole else "muted", wrap=not wide)
        flow = FlowLayout(numbers, gap=4)
        if wide:  # all in a row, as long as there is room
            flow.addWidget(said)
        if share.whole:
            text = ngettext("Show the {n} with it", "Show the {n} with it", share.part).format(n=share.part)
            flow.addWidget(self._link(share, text, name, part=True))
            text = ngettext("Show the {n} held", "Show all {n} held", share.whole).format(n=share.whole)
            flow.addWidget(self._link(share, text, name, part=False))
        parts = (numbers,) if wide else (said, numbers)
        line.setLayout(vbox(Label(name, "strong", wrap=True), *parts, None, gap=2))
        return line

    def _link(self, share: SafetyShare, text: str, name: str, *, part: bool) -> LinkButton:
        link = LinkButton(text, "", partial(self.opened.emit, share, part))
        link.setAccessibleName(_("{number}: {what}").format(number=text, what=name))
        return link

    @staticmethod
    def sentence(share: SafetyShare) -> str:
        """The share as a sentence."""
        if not share.whole:
            return _("None has been held.")
        if share.type == APT:
            pattern = ngettext(
                "{part} of {n} workplace meeting had the safety item, {percent}",
                "{part} of {n} workplace meetings had the safety item, {percent}",
                share.whole,
            )
        else:
            pattern = ngettext(
                "{part} of {n} meeting had the safety item, {percent}",
                "{part} of {n} meetings had the safety item, {percent}",
                share.whole,
            )
        return pattern.format(part=share.part, n=share.whole, percent=words.percent(share.percent))
