"""The form with what stands around it: a line above, drafts that wait, and the foot with draft time and one button."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from kpsdesk.i18n import _
from kpsdesk.ui import theme
from kpsdesk.ui.pages.report.answers import Answers
from kpsdesk.ui.pages.report.form import ReportForm
from kpsdesk.ui.pages.report.more import MoreFields
from kpsdesk.ui.pages.report.offers import DraftOffers
from kpsdesk.ui.pages.report.presenter import ReportPresenter
from kpsdesk.ui.pages.report.privacy import PrivacyWatch
from kpsdesk.ui.widgets import Button, FlowLayout, Label, Line, LinkButton, ScrollPage, hbox, vbox


class FormView(QWidget):
    """Signals: send, quick_note, look_up."""

    send = Signal()
    quick_note = Signal()
    look_up = Signal()

    def __init__(self, presenter: ReportPresenter, answers: Answers, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form = ReportForm(presenter, answers)
        self.offers = DraftOffers(quiet=presenter.staff_only)
        self.watch = PrivacyWatch(
            presenter.desk, lambda: presenter.person(self.form.place.unit_id()), self.form
        )
        self.column = ScrollPage("column", gap=16)
        self.column.add(self._head(with_note=not presenter.staff_only), self.offers, self.form)
        whole = vbox(self.column, Line(), self._foot(), gap=0)
        whole.setStretch(0, 1)
        self.setLayout(whole)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            within = Qt.ShortcutContext.WidgetWithChildrenShortcut
            QShortcut(QKeySequence(keys), self, context=within).activated.connect(self.send)
        self.offers.offered.connect(self._put_in_order)
        self.form.making.finished.connect(self._form_is_made)

    def _form_is_made(self) -> None:
        self.watch.watch(self.form.texts())
        more = self.form.more
        more.made.connect(lambda fields: self._watch_more(fields))
        if more.rows:
            self._watch_more(more.fields)
        self._put_in_order()

    def _watch_more(self, fields: MoreFields) -> None:
        self.watch.watch(fields.texts())
        fields.files.listed.connect(self._put_in_order)
        self._put_in_order()

    def _put_in_order(self) -> None:
        """Tab goes down the page; what is made later would come last of all."""
        for before, after in pairwise((self.links[-1], *self.offers.buttons)):
            QWidget.setTabOrder(before, after)
        last: QWidget | None = None
        one = self.send_button.nextInFocusChain()
        while one is not None and one is not self.send_button:
            if self.form.isAncestorOf(one) and one.focusPolicy() & Qt.FocusPolicy.TabFocus:
                last = one
            one = one.nextInFocusChain()
        if last is not None:
            QWidget.setTabOrder(last, self.send_button)

    def rest(self, on: bool) -> None:
        """While the report is under way nothing more can be written into it, since the form is emptied after."""
        self.form.setEnabled(not on)
        self.send_button.setEnabled(not on)

    def say_draft(self, text: str, tone: str = "muted") -> None:
        """What became of what was typed."""
        self._draft.setText(text)
        self._draft.set_tone(tone)

    def draft_text(self) -> str:
        """What the foot says of the draft."""
        return self._draft.text()

    def bring(self, row: QWidget) -> None:
        """Scroll to a field and give it the keyboard."""
        self.column.ensureWidgetVisible(row, theme.px(24), theme.px(72))
        row.setFocus()

    def _head(self, *, with_note: bool) -> QWidget:
        intro = Label(
            _("It takes a minute or two. What is already filled in can stay."), "body", "muted", wrap=True
        )
        links = QWidget()
        flow = FlowLayout(links)
        self.links: list[QWidget] = []
        if with_note:
            note = LinkButton(_("Quick note"), "zap", self.quick_note.emit)
            note.setToolTip("Ctrl+Shift+N")
            self.links.append(note)
        self.links.append(LinkButton(_("Read the answer with a receipt code"), "key", self.look_up.emit))
        for link in self.links:
            flow.addWidget(link)
        head = QWidget()
        head.setLayout(vbox(intro, links, gap=4))
        return head

    def _foot(self) -> QWidget:
        self._draft = Label("", "small", "muted", wrap=True)
        self.send_button = Button(_("Send"), "primary", "send", self.send.emit)
        self.send_button.setToolTip("Ctrl+Enter")
        inner = self._inner = QWidget()
        row = hbox(self._draft, self.send_button, gap=16)
        row.setStretch(0, 1)
        inner.setLayout(row)
        self._fit()
        foot = QWidget()
        outer = self._outer = hbox(None, inner, None, margin=12)
        outer.setStretch(1, 100)
        foot.setLayout(outer)
        self.column.verticalScrollBar().rangeChanged.connect(lambda _least, _most: self._line_up())
        self._line_up()
        return foot

    def _line_up(self) -> None:
        """The foot stands under the column, which a scroll bar pushes aside."""
        bar, air, side = self.column.verticalScrollBar(), theme.px(12), theme.px(24)
        self._outer.setContentsMargins(
            side, air, side + (bar.sizeHint().width() if bar.maximum() else 0), air
        )

    def _fit(self) -> None:
        self._inner.setMaximumWidth(theme.size("column"))

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_inner"):
            self._fit()
            self._line_up()
