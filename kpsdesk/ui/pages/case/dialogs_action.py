"""Dialogs for actions: add and change, judge the effect, stop with a reason."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import fill
from typing import Any

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from kpsdesk.domain.case import Action
from kpsdesk.domain.working import FOLLOWED_UP
from kpsdesk.i18n import _
from kpsdesk.ui.pages.case.context import CaseContext
from kpsdesk.ui.pages.case.dialogs_moves import CaseDialog
from kpsdesk.ui.pages.case.presenter import ended
from kpsdesk.ui.widgets import FormField

LINE = 46  # signs of a cause beside its tick
KEYS = ("text", "type", "strength", "level", "owner_id", "due", "causes", "measure", "follow_up_due")


class ActionDialog(CaseDialog):
    """A new action, or one that is changed. The type proposes the strength, which can be changed."""

    def __init__(self, context: CaseContext, parent: QWidget, action: Action | None = None) -> None:
        self._action = action
        # a tick does not wrap its words by itself
        causes = [(cause.id, fill(cause.text, LINE)) for cause in context.view.causes]
        asked = {key for key in KEYS if key != "causes" or causes}
        if ended(context.view):
            asked &= FOLLOWED_UP
        super().__init__(
            _("Change the action") if action else _("Add an action"),
            _("Save"),
            context,
            parent,
            [field for field in self._fields(context, causes) if field.key in asked],
        )
        self.form.changed.connect(self._changed)
        if action is not None:
            values: dict[str, Any] = {key: getattr(action, key) for key in KEYS if key in asked}
            values["owner_id"] = str(action.owner_id) if action.owner_id is not None else None
            self.begin_with(values)
        elif len(causes) == 1:
            self.begin_with({"causes": frozenset({causes[0][0]})})

    @staticmethod
    def _fields(context: CaseContext, causes: list[tuple[str, str]]) -> list[FormField]:
        types = context.choices("action_type")
        return [
            FormField("text", "text", _("What is to be done?"), required=True, rows=2),
            FormField("owner_id", "person", _("Who sees to it?"), choices=context.people(), none_text=_("Nobody yet")),
            FormField("due", "date", _("By when?"), future=True),
            FormField("causes", "multi", _("Which cause does it remove?"), choices=causes),
            FormField("type", "choice", _("Type of action"), choices=types, none_text=_("(not given)")),
            FormField(
                "strength", "choice", _("How strong is it?"),
                _("Strong actions change the place, the equipment or the way of working; weak ones rely on people remembering."),
                choices=context.choices("action_strength"),
            ),
            FormField("level", "choice", _("Where does it apply?"), choices=context.choices("action_level")),
            FormField("measure", "line", _("How will you see that it helps?"), hint=_("What, how and when you measure")),
            FormField("follow_up_due", "date", _("Follow-up on"), future=True),
        ]  # fmt: skip

    def _changed(self, key: str) -> None:
        if key == "type":
            item = self.context.desk.session.vocabulary.get("action_type", self.text("type"))
            if item and item.extra.get("strength"):
                self.form.set_values({"strength": item.extra["strength"]})

    @override
    def work(self) -> Callable[[], Any]:
        cases, case_id, action = self.context.services.cases, self.case_id, self._action
        values: dict[str, Any] = self.form.values()
        values["owner_id"] = int(values["owner_id"]) if values["owner_id"] else None
        if action is None:
            return lambda: cases.add_action(case_id, values)
        return lambda: cases.change_action(case_id, action.id, values)

    @override
    def said(self) -> str:
        return _("The action is saved.")


class EffectDialog(CaseDialog):
    """Whether a finished action had the wanted effect."""

    def __init__(self, context: CaseContext, parent: QWidget, action: Action) -> None:
        self._action = action
        super().__init__(
            _("Did it help?"),
            _("Save"),
            context,
            parent,
            (
                FormField("effect", "choice", _("Effect"), choices=context.choices("effect"), required=True),
                FormField(
                    "evidence", "text", _("What shows it?"), hint=_("Numbers, observations, what people say")
                ),
            ),
            action.text,
        )
        self.begin_with({"effect": action.effect, "evidence": action.evidence})

    @override
    def work(self) -> Callable[[], Any]:
        cases, case_id, key = self.context.services.cases, self.case_id, self._action.id
        effect, evidence = self.text("effect"), self.text("evidence")
        return lambda: cases.judge_effect(case_id, key, effect, evidence)

    @override
    def said(self) -> str:
        return _("The effect is judged.")


class StopActionDialog(CaseDialog):
    """Reject a proposal, or call a decided action off; always with a reason."""

    def __init__(self, context: CaseContext, parent: QWidget, action: Action, status: str) -> None:
        self._action, self._status = action, status
        super().__init__(
            _("Reject the proposal") if status == "rejected" else _("Call the action off"),
            _("Reject") if status == "rejected" else _("Call off"),
            context,
            parent,
            (FormField("reason", "text", _("Why?"), required=True),),
            action.text,
        )

    @override
    def work(self) -> Callable[[], Any]:
        cases, case_id, key = self.context.services.cases, self.case_id, self._action.id
        status, reason = self._status, self.text("reason")
        return lambda: cases.set_action_status(case_id, key, status, reason)

    @override
    def said(self) -> str:
        return _("The action is now: {status}").format(
            status=self.context.word("action_status", self._status)
        )
