"""Actions: what is done so that it does not happen again, by whom, by when, and whether it helped (domain 5.9)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget
from typing_extensions import override

from kpsdesk import words
from kpsdesk.domain.case import Action
from kpsdesk.domain.fields import HANDLER_BY_KEY
from kpsdesk.domain.working import OPEN_ACTIONS
from kpsdesk.i18n import _
from kpsdesk.services.case_view import CaseView
from kpsdesk.ui.pages.case import presenter
from kpsdesk.ui.pages.case.autosave import declare
from kpsdesk.ui.pages.case.context import CaseContext
from kpsdesk.ui.pages.case.dialogs_action import ActionDialog, EffectDialog, StopActionDialog
from kpsdesk.ui.pages.case.section import flow
from kpsdesk.ui.pages.case.section_fields import FieldsSection
from kpsdesk.ui.widgets import Button, Card, InlineNotice, Label, Tag, clear_layout, hbox, plain, vbox
from kpsdesk.ui.widgets.letters import give_letters
from kpsdesk.ui.widgets.reading_order import same_place

STATUS_LOOK = {
    "proposed": ("neutral", "lightbulb"),
    "decided": ("info", "clipboard-check"),
    "ongoing": ("info", "hourglass"),
    "done": ("ok", "circle-check"),
    "rejected": ("neutral", "circle-x"),
    "cancelled": ("neutral", "circle-x"),
}


class ActionsSection(FieldsSection):
    """The list of actions, and the reporter's own proposal with one key."""

    key = "actions"

    def __init__(self, context: CaseContext) -> None:
        super().__init__(_("Actions"), context)
        self.cards: list[ActionCard] = []
        self.later(self._make_list, self._make_reason)

    def _make_list(self) -> None:
        self.proposal = InlineNotice("", "info", icon="lightbulb")
        self.take_proposal = Button(_("&Make it an action"), icon="plus", on_click=self._take_proposal)
        self._offer = QWidget()
        self._offer.setLayout(vbox(self.proposal, self.take_proposal, gap=6))
        self._weak = InlineNotice(
            _(
                "All actions are of the weaker kind: information, training, a new routine. Is there something that makes the right way the easy way?"
            ),
            "info",
        )
        self._list = vbox(gap=8)
        self.add_button = Button(_("Add an action"), icon="plus", on_click=self.add_action)
        self.add(self._offer)
        self.body.addLayout(self._list)
        self.add(self._weak, self.add_button)

    def _make_reason(self) -> None:
        self.add_form([declare(HANDLER_BY_KEY["no_action_reason"], self.context)])

    @override
    def show_case(self, view: CaseView) -> None:
        super().show_case(view)
        suggestion = view.file.report.suggestion.strip()
        taken = any(action.origin == "proposal" for action in view.actions)
        self._offer.setVisible(bool(suggestion) and not taken and not presenter.ended(view))
        self.add_button.setVisible(not presenter.ended(view))
        self.proposal.say(
            _("The reporter proposes: {text}").format(text=suggestion), "info", icon="lightbulb"
        )
        with same_place(self):
            clear_layout(self._list)
            self.cards = [ActionCard(action, self.context) for action in view.actions]
            for card in self.cards:
                self._list.addWidget(card)
        live = [action for action in view.actions if action.status not in ("rejected", "cancelled")]
        self._weak.setVisible(bool(live) and all(action.strength == "weaker" for action in live))

    @override
    def show_rows(self, view: CaseView) -> None:
        self.show_row("no_action_reason", not view.actions or bool(view.values.get("no_action_reason")))

    def add_action(self) -> None:
        """Open the dialog for a new one."""
        ActionDialog(self.context, self.window()).open()

    def _take_proposal(self) -> None:
        cases, case_id = self.context.services.cases, self.context.case_id
        self.context.act(
            lambda: cases.proposal_to_action(case_id),
            _("The proposal is an action now. Say who does it and by when."),
        )

    @override
    def place(self, key: str) -> QWidget | None:
        return self.add_button if key == "actions" else super().place(key)


class ActionCard(Card):
    """One action with what can be done to it."""

    def __init__(self, action: Action, context: CaseContext) -> None:
        super().__init__(gap=6, margin=12)
        self.action, self.context = action, context
        self.add(Label(action.text, "strong", wrap=True, selectable=True), self._marks())
        told = self._told()
        if told:
            self.add(Label(told, "body", "muted", wrap=True, selectable=True))
        self.add(self._buttons())
        self.setAccessibleName(action.text)

    def _marks(self) -> QWidget:
        action, context = self.action, self.context
        tone, icon = STATUS_LOOK.get(action.status, ("neutral", ""))
        tags = [Tag(context.word("action_status", action.status), tone, icon)]
        if action.strength:
            tags.append(Tag(context.word("action_strength", action.strength)))
        owner = context.person(action.owner_id)
        tags.append(Tag(owner or _("Nobody named yet"), "neutral", "user"))
        if action.due and action.status in OPEN_ACTIONS:
            late = action.due < context.today()
            tags.append(Tag(words.due(action.due, context.today()), "danger" if late else "neutral", "clock"))
        if action.status == "done" and action.effect:
            tags.append(
                Tag(
                    _("Effect: {effect}").format(effect=context.word("effect", action.effect)),
                    "info",
                    "target",
                )
            )
        return flow(*tags, gap=6)

    def _told(self) -> str:
        action, context = self.action, self.context
        causes = [c.text for c in context.view.causes if c.id in action.causes]
        lines = [
            context.word("action_type", action.type),
            _("For the cause: {causes}").format(causes="; ".join(causes)) if causes else "",
            _("Seen by: {measure}").format(measure=action.measure) if action.measure else "",
            _("Done {day}.").format(day=context.day(action.done_day)) if action.done_day else "",
            _("Follow-up {day}.").format(day=context.day(action.follow_up_due))
            if action.follow_up_due and action.status == "done" and not action.followed_up_day
            else "",
            _("Shown by: {evidence}").format(evidence=action.evidence) if action.evidence else "",
            _("Why: {reason}").format(reason=action.reason)
            if action.reason and action.status not in OPEN_ACTIONS
            else "",
        ]
        return "\n".join(line for line in lines if line)

    def _buttons(self) -> QWidget:
        action = self.action
        self.next_button = Button(self._next_text(), on_click=lambda: self._next())
        self.menu = QMenu(self)
        for text, run in self._choices():
            line = self.menu.addAction(text)
            line.triggered.connect(lambda _on=False, run=run: run())
        give_letters(self.menu.actions())
        more = Button(_("More"), "quiet", "ellipsis")
        more.setMenu(self.menu)
        more.setAccessibleName(plain(_("More for the action: {text}").format(text=action.text)))
        holder = QWidget()
        holder.setLayout(hbox(self.next_button, more, None, gap=8))
        self.next_button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return holder

    def _next_text(self) -> str:
        action = self.action
        if action.status == "proposed":
            return _("Decide") if action.owner_id and action.due else _("Say who and when")
        if action.status in OPEN_ACTIONS:
            return _("Done")
        if action.status == "done":
            return _("Judge the effect again") if action.effect else _("Judge the effect")
        return _("Take up again")

    def _choices(self) -> list[tuple[str, Callable[[], None]]]:
        status = self.action.status
        steps: list[tuple[str, Callable[[], None]]] = [(_("Change…"), self.edit)]
        if status == "decided":
            steps.append((_("Started"), lambda: self._status("ongoing")))
        if status == "proposed":
            steps += [
                (_("Done already"), lambda: self._status("done")),
                (_("Reject…"), lambda: self._stop("rejected")),
            ]
        if status in ("decided", "ongoing"):
            steps.append((_("Call off…"), lambda: self._stop("cancelled")))
        if status == "done":
            steps.append((_("Not done after all"), lambda: self._status("ongoing")))
        if not presenter.ended(self.context.view):
            steps.append((_("Remove"), self._remove))
        return steps

    def _next(self) -> None:
        status = self.action.status
        if status == "proposed":
            self._status("decided") if self.action.owner_id and self.action.due else self.edit()
        elif status in OPEN_ACTIONS:
            self._status("done")
        elif status == "done":
            EffectDialog(self.context, self.window(), self.action).open()
        else:
            self._status("proposed")

    def edit(self) -> None:
        """Open the dialog for this action."""
        ActionDialog(self.context, self.window(), self.action).open()

    def _stop(self, status: str) -> None:
        StopActionDialog(self.context, self.window(), self.action, status).open()

    def _status(self, to: str) -> None:
        cases, case_id, action = self.context.services.cases, self.context.case_id, self.action
        self.context.act(
            lambda: cases.set_action_status(case_id, action.id, to),
            _("The action is now: {status}").format(status=self.context.word("action_status", to)),
            lambda: cases.set_action_status(case_id, action.id, action.status, action.reason or ""),
        )

    def _remove(self) -> None:
        cases, case_id, key = self.context.services.cases, self.context.case_id, self.action.id
        self.context.act(
            lambda: cases.remove_action(case_id, key),
            _("The action is removed."),
            lambda: cases.remove_action(case_id, key, back=True),
        )
