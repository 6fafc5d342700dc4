"""Papers for others than the case team: each free text is read, changed or left out before it may go along (domain 8)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QCheckBox, QLineEdit, QTextEdit
from typing_extensions import override

from kpsdesk.domain.papers import HAND_OVER, MASKED, HandOverForm, patient_told, under_investigation
from kpsdesk.errors import KpsError
from kpsdesk.i18n import _, ngettext
from kpsdesk.services.apt_texts import Place
from kpsdesk.services.paper_texts import TextToRead, blocked
from kpsdesk.ui import theme
from kpsdesk.ui.pages.case.context import CaseContext
from kpsdesk.ui.pages.case.papers_dialog import Make, PaperDialog
from kpsdesk.ui.pages.case.section import flow
from kpsdesk.ui.slices import Slices
from kpsdesk.ui.widgets import Button, Card, FormRow, InlineNotice, Label, TextArea

LOOK_MS: Final = 300
MARKED_AT_MOST: Final = 200


class TextCard(Card):
    """One free text with what was found in it marked, and a tick: it was read and may go along.

    Signals:
        look_wanted(str): the text was changed, look at it again.
        cover_wanted: put covers in place of what is marked.
        decided: ticked, or no longer.
    """

    look_wanted = Signal(str)
    cover_wanted = Signal()
    decided = Signal()

    def __init__(self, given: TextToRead) -> None:
        super().__init__(gap=8, margin=12)
        self.key, self.given = given.key, given
        self.area = TextArea(rows=2, most_rows=10, words=given.label)
        self.area.set_text(given.text)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(LOOK_MS)
        self.area.edited.connect(lambda _text: self._pause.start())
        self._pause.timeout.connect(lambda: self.look_wanted.emit(self.area.text()))
        self.tick = QCheckBox(_("I have read it: it may stand in the paper"))
        self.tick.toggled.connect(lambda _on: self.decided.emit())
        self.cover = Button(_("Cover what is marked"), "quiet", "eye-off", self.cover_wanted.emit)
        self.back = Button(_("Put the text back"), "quiet", "undo-2", self._put_back)
        self.add(Label(given.label, "strong", wrap=True), self.area)
        self.add(flow(self.tick, self.back, self.cover, gap=12))
        self.setAccessibleName(given.label)
        self.show_places(given.text, given.places)

    def show_places(self, text: str, places: Sequence[Place]) -> None:
        """Mark what was found, and say what it is; what may not go along takes the tick away."""
        if text != self.area.text():
            return  # it was changed meanwhile, and is being looked at again
        stops = [one for one in places if blocked(one)]
        self.tick.setEnabled(not stops)
        if stops:
            self.tick.setChecked(False)
        self.cover.setVisible(bool(places))
        self.back.setVisible(text != self.given.text)
        self.area.warn(_told(places, stops))
        self._mark(text, places)

    def set_text(self, text: str) -> None:
        """Another text in the field, which is then looked at again."""
        self.area.set_text(text)
        self.look_wanted.emit(text)

    def changed(self) -> bool:
        """Whether the text is another than in the case, or ticked."""
        return self.area.text() != self.given.text or self.tick.isChecked()

    def _put_back(self) -> None:
        self.tick.setChecked(False)
        self.set_text(self.given.text)

    def _mark(self, text: str, places: Sequence[Place]) -> None:
        form = QTextCharFormat()
        form.setBackground(theme.color("warn_ground"))
        form.setForeground(theme.color("text"))
        form.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
        marks = []
        for place in places[:MARKED_AT_MOST]:
            # Qt counts in halves of what lies beyond 16 bits
            start, end = (len(text[:at].encode("utf-16-le")) // 2 for at in (place.start, place.end))
            cursor = QTextCursor(self.area.field.document())
            cursor.setPosition(start)
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            mark = QTextEdit.ExtraSelection()
            mark.cursor, mark.format = cursor, form
            marks.append(mark)
        self.area.field.setExtraSelections(marks)


def _told(places: Sequence[Place], stops: Sequence[Place]) -> str:
    """How many places are marked, and what they are."""
    if not places:
        return ""
    told = " ".join(dict.fromkeys(one.sentence for one in places))
    n = ngettext("{n} place to look at.", "{n} places to look at.", len(places)).format(n=len(places))
    stop = _("What names somebody, and exact days, must be changed before you can tick it.") if stops else ""
    return " ".join(part for part in (n, told, stop) if part)


class TextsDialog(PaperDialog):
    """A paper that free texts go along with as they are approved. `paper` says which."""

    at_once = False
    paper = MASKED

    def __init__(self, context: CaseContext, title: str, about: str) -> None:
        super().__init__(context, title, about)
        self.cards: list[TextCard] = []
        self._making: Slices | None = None
        self.main_button.setEnabled(False)

    @override
    def begin(self) -> None:
        super().begin()
        papers, case_id, paper = self.context.services.papers, self.case_id, self.paper
        self.context.desk.read(self, lambda: papers.texts(case_id, paper), self._came, self.refused)

    def _came(self, texts: Sequence[TextToRead]) -> None:
        self._making = Slices(self._cards(texts), self)
        self._making.step()

    def _cards(self, texts: Sequence[TextToRead]) -> Iterator[None]:
        """A card for each text, one at a time, so that the window answers meanwhile."""
        for one in texts:
            card = TextCard(one)
            card.look_wanted.connect(partial(self._look, card))
            card.cover_wanted.connect(partial(self._cover, card))
            self.cards.append(card)
            self.column.addWidget(card)
            yield
        self.main_button.setEnabled(True)
        self.give_keys()

    def _look(self, card: TextCard, text: str) -> None:
        papers, case_id = self.context.services.papers, self.case_id
        self.context.desk.read(
            self,
            lambda: papers.look(case_id, text),
            lambda places: card.show_places(text, places),
            self.refused,
        )

    def _cover(self, card: TextCard) -> None:
        papers, case_id, text, code = (
            self.context.services.papers,
            self.case_id,
            card.area.text(),
            self.code(),
        )
        self.context.desk.read(self, lambda: papers.covered(case_id, text, code), card.set_text, self.refused)

    def settled(self) -> bool:
        """Whether every text has its card."""
        return self._making is not None and not self._making.active

    def code(self) -> str:
        """The language of the paper."""
        return self.language.value() or "sv"

    def approved(self) -> dict[str, str]:
        """The texts that were ticked, as they stand now."""
        return {card.key: card.area.text() for card in self.cards if card.tick.isChecked()}

    @override
    def refused(self, error: Exception) -> None:
        super().refused(error)
        field = getattr(error, "field", "") if isinstance(error, KpsError) else ""
        for card in self.cards:
            if card.key == field:
                card.area.setFocus()

    @override
    def changed(self) -> bool:
        return self.made is None and any(card.changed() for card in self.cards)


class MaskedDialog(TextsDialog):
    """The case for others: coded answers and months, and the texts that somebody has read."""

    def __init__(self, context: CaseContext) -> None:
        super().__init__(
            context,
            _("The case, masked"),
            _("Names, days, units, gender and profession are left out by themselves. Below are the texts of the case: "
              "only those that you have read and ticked go along. The case itself stays as it is."),
        )  # fmt: skip
        self.agreed = QCheckBox(_("Whoever commissioned the investigation agrees to these texts"))
        serious = under_investigation(context.view.file)
        self._told = not serious or patient_told(context.view.file)
        if serious:
            self.column.addWidget(self._notice())
        if serious and self._told:
            self.column.addWidget(self.agreed)
        else:
            self.agreed.setParent(self.questions)
            self.agreed.hide()

    def _notice(self) -> InlineNotice:
        if self._told:
            told = _(
                "The event is serious and not closed. Texts go along only when whoever commissioned the investigation agrees."
            )
            return InlineNotice(told, "warn")
        told = _(
            "The event is serious and not closed, and nobody concerned has been told yet. The paper is made without texts."
        )
        return InlineNotice(told, "warn")

    @override
    def _came(self, texts: Sequence[TextToRead]) -> None:
        super()._came(texts if self._told else ())

    @override
    def work(self) -> Make:
        papers, case_id, code = self.context.services.papers, self.case_id, self.code()
        approved, agreed = self.approved(), self.agreed.isChecked()
        return lambda: papers.masked(case_id, code, approved, agreed=agreed)


class HandOverDialog(TextsDialog):
    """The slip for another provider who takes the case on, on paper and as data."""

    paper = HAND_OVER
    endings = ("pdf", "json")

    def __init__(self, context: CaseContext) -> None:
        super().__init__(
            context,
            _("Hand-over slip"),
            _("What the other provider needs, masked, with lines for both to sign. The texts that you "
              "have read and ticked go along."),
        )  # fmt: skip
        self.receiver, self.giver = QLineEdit(), QLineEdit()
        self.contact = TextArea(
            _("Role, phone or e-mail"), rows=1, most_rows=4, words=_("How they reach you")
        )
        self.asks = TextArea(rows=2, most_rows=8, words=_("What you ask of them"))
        self.rows = {
            "receiver": FormRow(_("To which provider"), self.receiver),
            "sender": FormRow(_("Sender"), self.giver),
            "contact": FormRow(
                _("How they reach you"), self.contact, _("Stands on the slip as you write it.")
            ),
            "asks": FormRow(
                _("What you ask of them"), self.asks, _("Such as to look into it, and when to answer.")
            ),
        }
        for row in self.rows.values():
            self.column.addWidget(row)

    @override
    def begin(self) -> None:
        super().begin()
        papers, case_id = self.context.services.papers, self.case_id
        self.context.desk.read(self, lambda: papers.hand_over_form(case_id), self._begin_with, self.refused)

    def _begin_with(self, form: HandOverForm) -> None:
        self.receiver.setText(form.receiver)
        self.giver.setText(form.sender)

    @override
    def work(self) -> Make:
        papers, case_id, code = self.context.services.papers, self.case_id, self.code()
        form = HandOverForm(self.receiver.text(), self.giver.text(), self.contact.text(), self.asks.text())
        approved = self.approved()
        for row in self.rows.values():
            row.set_error()
        return lambda: papers.hand_over(case_id, form, approved, code)

    @override
    def refused(self, error: Exception) -> None:
        super().refused(error)
        row = self.rows.get(getattr(error, "field", ""))
        if row is not None and isinstance(error, KpsError):
            row.set_error(error.sentence())

    @override
    def changed(self) -> bool:
        return super().changed() or (self.made is None and bool(self.asks.text() or self.contact.text()))
