"""The head of the case page: what case it is, how serious, whose, and by when."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from kpsdesk import words
from kpsdesk.i18n import _
from kpsdesk.services.case_view import CaseView
from kpsdesk.ui.pages.case.context import CaseContext
from kpsdesk.ui.pages.case.history_words import DUE_REASONS
from kpsdesk.ui.pages.case.papers import PapersButton
from kpsdesk.ui.pages.case.presenter import ended, level_look
from kpsdesk.ui.pages.case.section import flow
from kpsdesk.ui.widgets import ComboField, IconButton, Label, LinkButton, PlainCombo, Tag, hbox, tip, vbox


class CaseHead(QWidget):
    """Number, title, kind, level, unit, owner, handler, due; back, previous, next."""

    back_requested = Signal()
    step_requested = Signal(int)  # -1 or 1 in the list the case was opened from

    def __init__(self, context: CaseContext) -> None:
        super().__init__()
        self.context = context
        back = LinkButton(_("Back to the list"), "arrow-left", self.back_requested.emit)
        self._place = Label("", "small", "muted")
        self._before = IconButton(
            "chevron-left", _("Previous case in the list"), lambda: self.step_requested.emit(-1)
        )
        self._after = IconButton(
            "chevron-right", _("Next case in the list"), lambda: self.step_requested.emit(1)
        )
        self._title = Label("", "title", wrap=True, selectable=True)
        self._number = Label("", "strong", "muted", selectable=True)
        self._level, self._due = Tag(), Tag()
        self._anonymity = Tag()
        self.kind = PlainCombo(words=_("Kind"))
        self.kind.chosen.connect(self._choose_kind)
        self._people = Label("", "body", "muted", wrap=True)
        self.handler = ComboField(words=_("Handler"), none_text=_("Nobody yet"), hint=_("Who handles it"))
        self.handler.chosen.connect(self._choose_handler)
        self.papers = PapersButton(context)
        row = hbox(back, None, self._place, self._before, self._after, 8, self.papers, gap=4)
        handler = QWidget()
        handler.setLayout(hbox(Label(_("Handler"), "body", "muted"), self.handler, gap=8))
        handler.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        marks = flow(self._number, self._level, self._due, self._anonymity, gap=12)
        chosen = flow(self.kind, handler, self._people, gap=12)
        self._people.setWordWrap(False)
        self.setLayout(vbox(row, self._title, marks, chosen, gap=8))

    def show_list(self, at: int, count: int) -> None:
        """Where in a list the case stands; `count` 0 when it was not opened from a list."""
        for widget in (self._place, self._before, self._after):
            widget.setVisible(count > 1)
        self._place.setText(_("{n} of {count}").format(n=at + 1, count=words.number(count)))
        self._before.setEnabled(at > 0)
        self._after.setEnabled(at < count - 1)

    def show_case(self, view: CaseView) -> None:
        """Show the case as it is now."""
        row, context = view.row, self.context
        self._title.setText(row.title)
        self._number.setText(row.number)
        self.kind.set_options(context.choices("kind"))
        self.kind.set_value(row.kind)
        self._show_level(view)
        self._show_due(view)
        hidden = row.anonymity != "named"
        self._anonymity.setVisible(hidden)
        self._anonymity.set(context.word("anonymity", row.anonymity), "neutral", "eye-off")
        owner = context.person(row.owner_id)
        self._people.setText(
            _("{unit} · owned by {owner}").format(unit=context.unit(row.unit_id), owner=owner)
            if owner
            else _("{unit} · no manager is named").format(unit=context.unit(row.unit_id))
        )
        self.handler.set_options(context.people())
        code = str(row.handler_id) if row.handler_id is not None else None
        self.handler.set_value(code, context.person(row.handler_id))
        for field in (self.kind, self.handler):
            field.setEnabled(not ended(view))

    def _show_level(self, view: CaseView) -> None:
        level = self.context.matrix().level(view.row.level) if view.row.level else None
        self._level.setVisible(level is not None)
        if level is not None:
            tone, icon = level_look(level.tone)
            self._level.set(_("{level} risk").format(level=level.text), tone, icon)
            self._level.setToolTip(tip(str(level.demands)))

    def _show_due(self, view: CaseView) -> None:
        row = view.row
        self._due.setVisible(row.next_due is not None)
        if row.next_due is None:
            return
        late = row.days_over(view.today) > 0
        soon = not late and (row.next_due - view.today).days <= 7
        text = f"{self.context.word('step', row.next_step)}: {words.due(row.next_due, view.today)}"
        self._due.set(text, "danger" if late else "warn" if soon else "neutral", "clock")
        step = next((one for one in view.steps if one.step == row.next_step and one.done_day is None), None)
        last = step.dues[-1] if step else None
        note = (last.note or _(DUE_REASONS.get(last.reason, ""))) if last else ""
        told = self.context.exact(row.next_due)
        self._due.setToolTip(tip(f"{told} · {note}" if note else told))

    def _choose_kind(self, kind: str) -> None:
        view = self.context.view
        case_id, before, cases = view.row.id, view.row.kind, self.context.services.cases
        if kind != before:
            self.context.act(
                lambda: cases.change_kind(case_id, kind),
                _("The case is now: {kind}. Its due dates follow.").format(
                    kind=self.context.word("kind", kind)
                ),
                lambda: cases.change_kind(case_id, before),
            )

    def _choose_handler(self, code: str | None) -> None:
        view = self.context.view
        case_id, before, cases = view.row.id, view.row.handler_id, self.context.services.cases
        after = int(code) if code else None
        self.context.act(
            lambda: cases.assign([case_id], after),
            _("{name} handles the case.").format(name=self.context.person(after))
            if after
            else _("Nobody handles the case now."),
            lambda: cases.assign([case_id], before),
        )
