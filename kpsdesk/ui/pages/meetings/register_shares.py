"""How many meetings had the safety item, per unit and half-year; each number opens the meetings that it counts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from kpsdesk import words
from kpsdesk.domain.meeting import TYPE_LIST, SafetyShare
from kpsdesk.i18n import _, ngettext
from kpsdesk.services.session import Session
from kpsdesk.ui.pages.meetings.register_filters import half_words
from kpsdesk.ui.widgets import Card, FlowLayout, Label, LinkButton, ScrollPage, clear_layout, vbox

AT_ONCE = 40  # so many units are told of before somebody asks for the rest


class SharesView(Card):
    """A line for all together, then each unit's. `opened(share, part)`: a number was chosen."""

    opened = Signal(object, bool)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._session = session
        self._title = Label(_("The safety item"), "section", wrap=True)
        self._help = Label(
            _("Counted are the meetings that were held: neither those that are planned nor those that were cancelled."),
            "small", "muted", wrap=True,
        )  # fmt: skip
        self._lines = vbox(gap=12)
        page = ScrollPage("", margin=0, gap=12)
        page.column.addLayout(self._lines)
        self.add(self._title, self._help, page)
        self.body.setStretch(2, 1)
        self._shown: tuple[SafetyShare, ...] = ()

    def shares(self) -> tuple[SafetyShare, ...]:
        """What it tells."""
        return self._shown

    def show_shares(self, shares: Sequence[SafetyShare], session: Session) -> None:
        """Tell these; those of the same half-year are summed up first."""
        if tuple(shares) == self._shown and session is self._session and self._lines.count():
            return
        self._session, self._shown = session, tuple(shares)
        clear_layout(self._lines)
        halves = sorted({one.half for one in shares}, key=lambda half: half.first, reverse=True)
        for half in halves:
            same = [one for one in shares if one.half == half]
            total = SafetyShare(sum(s.part for s in same), sum(s.whole for s in same), half, same[0].type)
            self._lines.addWidget(self._line(total, half_words(half), "strong"))
        places = {(one.unit, one.area) for one in shares}
        if len(places) > 1:
            self._tell(self._shown[:AT_ONCE])
        if len(places) > 1 and len(self._shown) > AT_ONCE:
            self._rest = LinkButton(_("Show all units"), "chevron-down", self._tell_rest)
            self._lines.addWidget(self._rest)

    def _tell(self, shares: Sequence[SafetyShare]) -> None:
        for one in shares:
            name = _("{place}, {half}").format(place=self._place(one), half=half_words(one.half))
            self._lines.addWidget(self._line(one, name))

    def _tell_rest(self) -> None:
        self._rest.hide()
        self._tell(self._shown[AT_ONCE:])

    def _place(self, share: SafetyShare) -> str:
        organisation = self._session.organisation
        if share.unit is not None:
            return organisation.units[share.unit].on(share.half.last).name
        return organisation.areas[share.area].name if share.area is not None else _("The whole organisation")

    def _line(self, share: SafetyShare, name: str, role: str = "body") -> QWidget:
        line, numbers = QWidget(), QWidget()
        flow = FlowLayout(numbers, gap=12)
        for number, part in ((share.part, True), (share.whole, False)):
            if number:
                flow.addWidget(self._number(share, number, name, part=part))
        said = Label(self.sentence(share), "body", "" if share.whole else "muted", wrap=True)
        line.setLayout(vbox(Label(name, role, wrap=True), said, numbers, gap=2))
        numbers.setVisible(bool(share.whole))
        return line

    def _number(self, share: SafetyShare, number: int, name: str, *, part: bool) -> LinkButton:
        if part:
            text = ngettext("Show the {n} with it", "Show the {n} with it", number).format(n=number)
        else:
            text = ngettext("Show the {n} held", "Show all {n} held", number).format(n=number)
        link = LinkButton(text, "", partial(self.opened.emit, share, part))
        link.setAccessibleName(_("{number}: {what}").format(number=text, what=name))
        return link

    def sentence(self, share: SafetyShare) -> str:
        """The share as a sentence."""
        kind = self._session.vocabulary.word(TYPE_LIST, share.type)
        if not share.whole:
            return _("{type}: none has been held").format(type=kind)
        return ngettext(
            "{part} of {n} {type} had the safety item, {percent}",
            "{part} of {n} {type} had the safety item, {percent}",
            share.whole,
        ).format(part=share.part, n=share.whole, type=kind, percent=words.percent(share.percent))
