"""The moves that need words: on hold, forward, dismiss, open again; and more time for a step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from kpsdesk.domain.handling import MissingNeeds
from kpsdesk.errors import KpsError
from kpsdesk.i18n import _
from kpsdesk.ui.dialogs.base import BaseDialog
from kpsdesk.ui.pages.case.autosave import as_shown, as_stored
from kpsdesk.ui.pages.case.context import CaseContext
from kpsdesk.ui.pages.case.feedback_box import FeedbackBox
from kpsdesk.ui.widgets import Choice, DeclaredForm, FormField, FormRow, Label
from kpsdesk.ui.widgets.letters import give_all_letters
from kpsdesk.ui.widgets.reading_order import enter, tab


class CaseDialog(BaseDialog):
    """A dialog with a form that writes to the case; an error stays in it, beside its field, with all that was written."""

    def __init__(
        self,
        title: str,
        verb: str,
        context: CaseContext,
        parent: QWidget,
        fields: Sequence[FormField],
        help_text: str = "",
    ) -> None:
        super().__init__(title, verb, parent=parent)
        self.context = context
        self.case_id = context.case_id
        if help_text:
            self.add(Label(help_text, "body", "muted", wrap=True))
        self.form = DeclaredForm(fields, context.today)
        self.add(self.form)
        self._begun = self.form.values()
        self.form.setFocus()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        if not event.spontaneous():
            give_all_letters(self)
        super().showEvent(event)

    @override
    def focusNextPrevChild(self, forward: bool) -> bool:
        return tab(self, forward=forward) or enter(self, forward=forward)

    def begin_with(self, values: dict[str, Any]) -> None:
        """What stands in the form at first."""
        self.form.set_values(values)
        self._begun = self.form.values()

    @override
    def changed(self) -> bool:
        return self.form.values() != self._begun

    @override
    def try_accept(self) -> None:
        if self.form.check() and self.ready():
            self.main_button.setEnabled(False)
            self.context.act(self.work(), self.said(), done=lambda _more: self.accept(), failed=self._refused)

    def ready(self) -> bool:
        """More checks of a subclass, which says itself what is wrong."""
        return True

    def work(self) -> Callable[[], Any]:
        """The service call."""
        raise AssertionError("a dialog must say what it does")

    def said(self) -> str:
        """The banner afterwards."""
        return ""

    def _refused(self, error: Exception) -> None:
        self.main_button.setEnabled(True)
        if not isinstance(error, KpsError):
            self.context.tell(error)
            return
        field = getattr(error, "field", "")
        if isinstance(error, MissingNeeds) or field not in {one.key for one in self.form.fields}:
            self.say(error.sentence())
        else:
            self.form.show_error(field, error.sentence())

    def text(self, key: str) -> str:
        """What a field holds, as a text."""
        return str(self.form.value(key) or "")


class HoldDialog(CaseDialog):
    """On hold: what is awaited, from whom, until when."""

    def __init__(self, context: CaseContext, parent: QWidget) -> None:
        super().__init__(
            _("Put the case on hold"),
            _("Put on hold"),
            context,
            parent,
            (
                FormField("hold_what", "line", _("What are you waiting for?"), required=True),
                FormField("hold_from", "line", _("From whom? (role or provider)"), required=True),
                FormField("hold_until", "date", _("Until when?"), required=True, future=True),
            ),
            _("The due dates stay as they are. Ask for more time beside a date if it is needed."),
        )
        values = context.view.values
        self.begin_with(
            {
                key: as_shown(values.get(key), "date" if key == "hold_until" else "line")
                for key in ("hold_what", "hold_from", "hold_until")
            }
        )

    @override
    def work(self) -> Callable[[], Any]:
        cases, case_id = self.context.services.cases, self.case_id
        values = {key: as_stored(value) for key, value in self.form.values().items()}
        return lambda: cases.change(case_id, values) | cases.move(case_id, "on_hold")

    @override
    def said(self) -> str:
        return _("The case is on hold.")


class ForwardDialog(CaseDialog):
    """Forward: to a unit of this store or to another provider, with a reason."""

    def __init__(self, context: CaseContext, parent: QWidget) -> None:
        here = context.view.row.unit_id
        organisation = context.desk.session.organisation
        units = [(str(u.id), u.name) for u in organisation.active_units(context.today()) if u.id != here]
        super().__init__(
            _("Forward the case"),
            _("Forward"),
            context,
            parent,
            (
                FormField(
                    "unit",
                    "person",
                    _("To a unit here"),
                    choices=units,
                    none_text=_("Another provider, below"),
                ),
                FormField(
                    "provider",
                    "line",
                    _("Or to another provider"),
                    hint=_("For example the primary care centre"),
                ),
                FormField("reason", "text", _("Why does it belong there?"), required=True),
            ),
            _("The case counts as yours until the receiver has accepted it."),
        )
        if not units:
            self.form.row("unit").hide()

    @override
    def ready(self) -> bool:
        if self.form.value("unit") is None and not self.text("provider"):
            self.form.show_error("provider", _("Choose a unit, or write which provider it goes to."))
            return False
        return True

    @override
    def work(self) -> Callable[[], Any]:
        cases, case_id = self.context.services.cases, self.case_id
        unit = self.text("unit")
        unit_id, provider, reason = int(unit) if unit else None, self.text("provider"), self.text("reason")
        return lambda: cases.forward(case_id, unit_id=unit_id, provider=provider, reason=reason)

    @override
    def said(self) -> str:
        return _("The case is forwarded. It counts as yours until it is accepted.")


class DismissDialog(CaseDialog):
    """Dismiss: why, and a few words to the reporter when none were given yet."""

    def __init__(self, context: CaseContext, parent: QWidget) -> None:
        reasons = [
            Choice(item.code, str(item.text), str(item.help or ""))
            for item in context.desk.session.vocabulary.items("dismiss_reason")
        ]
        super().__init__(
            _("Dismiss the case"),
            _("Dismiss"),
            context,
            parent,
            (
                FormField("why", "choice", _("Why"), choices=reasons, required=True),
                FormField("reason", "text", _("In a few words"), hint=_("What shows that it is so?")),
            ),
            _("The case stays in the list of dismissed ones and can be opened again."),
        )
        view = context.view
        self.feedback = FeedbackBox(context, "dismiss")
        self._owed = view.file.report.wants_feedback and not view.feedback
        self._row = FormRow(_("To the reporter"), self.feedback, required=True)
        self._row.setVisible(self._owed)
        self.add(self._row)
        self.feedback.show_kind(view.row.kind)

    @override
    def changed(self) -> bool:
        return super().changed() or bool(self.feedback.text())

    @override
    def ready(self) -> bool:
        if self._owed and not self.feedback.text():
            self._row.set_error(_("Write a few words, so that the reporter knows why."))
            self.feedback.setFocus()
            return False
        return self.feedback.ready()

    @override
    def work(self) -> Callable[[], Any]:
        cases, case_id, told = self.context.services.cases, self.case_id, self.feedback.text()
        why = self.context.word("dismiss_reason", self.text("why"))
        words = self.text("reason")
        reason = f"{why}: {words}" if words else why

        def dismiss() -> Any:
            given = cases.give_feedback(case_id, told) if told else None
            moved = cases.move(case_id, "dismissed", reason=reason)
            return given | moved if given else moved

        return dismiss

    @override
    def said(self) -> str:
        return _("The case is dismissed.")


class ReopenDialog(CaseDialog):
    """Open a closed case again, with a reason; new dates begin today."""

    def __init__(self, context: CaseContext, parent: QWidget) -> None:
        super().__init__(
            _("Open the case again"),
            _("Open again"),
            context,
            parent,
            (FormField("reason", "text", _("Why?"), required=True),),
            _("It gets new due dates from today. What was done stays in the history."),
        )

    @override
    def work(self) -> Callable[[], Any]:
        cases, case_id, reason = self.context.services.cases, self.case_id, self.text("reason")
        return lambda: cases.move(case_id, "reopened", reason=reason)

    @override
    def said(self) -> str:
        return _("The case is open again.")


class MoreTimeDialog(CaseDialog):
    """More time for a step: a later day and why."""

    def __init__(self, context: CaseContext, parent: QWidget, step: str) -> None:
        self._step = step
        super().__init__(
            _("Ask for more time"),
            _("Set the new date"),
            context,
            parent,
            (
                FormField(
                    "due",
                    "date",
                    _("New date for {step}").format(step=context.word("step", step)),
                    required=True,
                    future=True,
                ),
                FormField(
                    "why", "choice", _("Why"), choices=context.choices("extension_reason"), required=True
                ),
                FormField("note", "text", _("In a few words")),
            ),
            _("The old date is kept with the reason, and counts in the follow-up."),
        )

    @override
    def work(self) -> Callable[[], Any]:
        cases, case_id, step = self.context.services.cases, self.case_id, self._step
        due: Any = self.form.value("due")
        why, note = self.context.word("extension_reason", self.text("why")), self.text("note")
        reason = f"{why}: {note}" if note else why
        return lambda: cases.extend(case_id, step, due, reason)

    @override
    def said(self) -> str:
        return _("The new date is set.")
