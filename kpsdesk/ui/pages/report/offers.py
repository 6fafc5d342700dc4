"""Drafts and quick notes that can be gone on with, above the form."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from kpsdesk import words
from kpsdesk.domain.rows import DraftRow
from kpsdesk.domain.text import first_words, mend
from kpsdesk.i18n import _, ngettext
from kpsdesk.ui.widgets import Button, Card, FlowLayout, Icon, Label, clear_layout, hbox, vbox

MOST = 3
WORDS = 70


class DraftOffers(Card):
    """One line a draft: from when, its first words, go on or throw away. Signals: taken(DraftRow), dropped(DraftRow), offered.

    On a shared computer (`quiet`) the words stay hidden until somebody takes the draft up.
    """

    taken = Signal(object)
    dropped = Signal(object)
    offered = Signal()

    def __init__(self, *, quiet: bool, parent: QWidget | None = None) -> None:
        super().__init__(gap=12, parent=parent)
        self._quiet = quiet
        self._all = False
        self.buttons: list[Button] = []
        self.hide()

    def show_drafts(self, drafts: Sequence[DraftRow], today: date, country: str) -> None:
        """Offer these; nothing is shown when there are none."""
        clear_layout(self.body)
        self.buttons = []
        self.setVisible(bool(drafts))
        if not drafts:
            return
        n = len(drafts)
        text = ngettext("You have a draft that was not sent", "You have {n} drafts that were not sent", n)
        if self._quiet:  # whose they are is nobody's business
            text = ngettext("A draft here was not sent", "{n} drafts here were not sent", n)
        text = text.format(n=n)
        self.add(Label(text, "strong", wrap=True))
        for draft in drafts if self._all else drafts[:MOST]:
            self._line(draft, today, country)
        if len(drafts) > MOST and not self._all:
            self.buttons.append(
                Button(_("Show all"), "link", on_click=lambda: self._show_all(drafts, today, country))
            )
            self.add(self.buttons[-1])
        self.offered.emit()

    def _line(self, draft: DraftRow, today: date, country: str) -> None:
        said = words.instant(draft.saved_at, today, country)
        kind = _("Quick note {when}") if draft.kind == "quick_note" else _("Draft from {when}")
        named = kind.format(when=said)
        story = first_words(mend(str(draft.body.get("description") or "")), WORDS)
        text = vbox(Label(named, wrap=True), gap=2)
        if story and not self._quiet:
            text.addWidget(Label(story, "small", "muted", wrap=True))
        go_on = Button(_("Go on"), "secondary", on_click=lambda: self.taken.emit(draft))
        drop = Button(_("Throw away"), "quiet", on_click=lambda: self.dropped.emit(draft))
        self.buttons += [go_on, drop]
        mark = Icon("zap" if draft.kind == "quick_note" else "pencil", "muted", 18)
        acts = QWidget()
        flow = FlowLayout(acts)  # under each other where there is no room
        flow.addWidget(go_on)
        flow.addWidget(drop)
        row = hbox(mark, text, acts, gap=10)
        row.setStretch(1, 1)
        self.body.addLayout(row)

    def _show_all(self, drafts: Sequence[DraftRow], today: date, country: str) -> None:
        self._all = True
        self.show_drafts(drafts, today, country)
