"""Where the case stands, what it lacks to go on, the next step as one button, and all other moves in a menu."""

from __future__ import annotations

from datetime import date
from typing import Final

from PySide6.QtWidgets import QMenu

from kpsdesk.i18n import N_, _
from kpsdesk.services.case_view import CaseView
from kpsdesk.ui.pages.case import presenter
from kpsdesk.ui.pages.case.context import CaseContext
from kpsdesk.ui.pages.case.moves import Mover
from kpsdesk.ui.pages.case.presenter import Act
from kpsdesk.ui.pages.case.section import flow
from kpsdesk.ui.widgets import Button, Card, InlineNotice, MissingList, StatusSteps, hbox, plain
from kpsdesk.ui.widgets.letters import give_letters

STANDS: Final = N_(
    "What was judged stands. Open the case again to change it; notes, feedback, lessons and the follow-up "
    "of actions can be added as it is."
)


class ProgressPanel(Card):
    """The status line with its buttons."""

    def __init__(self, context: CaseContext, mover: Mover) -> None:
        super().__init__(gap=8, margin=16)
        self.context, self._mover = context, mover
        self._main: Act | None = None
        self.steps = StatusSteps()
        self.aside = InlineNotice()
        self.missing = MissingList(_("To go on:"))
        self.missing.jump_requested.connect(context.jump_requested.emit)
        self.main_button = Button("", "primary", on_click=self.go_on)
        self.menu = QMenu(self)
        self.more_button = Button(_("More choices"), icon="ellipsis")
        self.more_button.setMenu(self.menu)
        buttons = flow(self.main_button, self.more_button)
        self.add(self.steps, self.aside, self.missing)
        self.body.addLayout(hbox(None, buttons))

    def show_case(self, view: CaseView) -> None:
        """Show the case as it is now."""
        words = {item.code: str(item.text) for item in self.context.desk.session.vocabulary.all("status")}
        self.steps.set_steps(presenter.steps(view, words))
        self._show_aside(view)
        self.missing.set_items([(need.place, _(need.label)) for need in presenter.missing(view)])
        self._main = presenter.main_act(view)
        self.main_button.setVisible(self._main is not None)
        if self._main is not None:
            self.main_button.setText(self._main.text)
            quiet = self._main.kind == "ask" or (view.short_path and view.row.status != "received")
            self.main_button.set_role("secondary" if quiet else "primary")
        self._fill_menu(presenter.other_acts(view))

    def _show_aside(self, view: CaseView) -> None:
        text, tone = aside_words(view, self.context)
        self.aside.setVisible(bool(text))
        if text:
            self.aside.say(text, tone)

    def _fill_menu(self, acts: list[Act]) -> None:
        self.menu.clear()
        for act in acts:
            line = self.menu.addAction(plain(act.text))
            line.triggered.connect(lambda _on=False, act=act: self._mover.run(act))
        give_letters(self.menu.actions())
        self.more_button.setVisible(bool(acts))

    def go_on(self) -> None:
        """Do the next step, or lead to what it lacks."""
        if self._main is not None:
            self._mover.run(self._main)

    def choose(self, to: str) -> None:
        """Run the line of the menu that leads to a status."""
        for act in presenter.other_acts(self.context.view):
            if act.to == to:
                self._mover.run(act)
                return


def aside_words(view: CaseView, context: CaseContext) -> tuple[str, str]:
    """What to say when the case stands beside the main line, with its tone; '' when it does not."""
    last = view.statuses[-1]
    reason, day = last.reason or "", context.day(last.day)
    if view.row.status == "on_hold":
        until = view.values.get("hold_until")
        text = _("Waiting for {what} from {whom}, until {day}.").format(
            what=view.values.get("hold_what") or "–",
            whom=view.values.get("hold_from") or "–",
            day=context.day(date.fromisoformat(until)) if until else "–",
        )
        return text, "warn"
    if view.row.status == "forwarded":
        return _("Forwarded to {target} {day}: {reason} It counts as yours until it is accepted.").format(
            target=target_words(str(view.values.get("forward_to") or ""), context),
            day=day,
            reason=_stopped(reason),
        ), "info"
    if view.row.status == "dismissed":
        told = _("Dismissed {day}: {reason}").format(day=day, reason=_stopped(reason))
        return f"{told} {_(STANDS)}", "neutral"
    if view.row.status == "reopened":
        return _("Opened again {day}: {reason}").format(day=day, reason=reason), "warn"
    if view.row.status == "closed":
        told = _("Closed {day} by {name}.").format(day=day, name=context.actor(last.actor))
        return f"{told} {_(STANDS)}", "ok"
    return "", ""


def _stopped(text: str) -> str:
    return text if not text or text[-1] in ".!?" else f"{text}."


def target_words(target: str, context: CaseContext) -> str:
    """Whom a case was forwarded to: a unit's name, or the other provider as written."""
    if not target.startswith("unit:"):
        return target
    unit = context.desk.session.organisation.unit(target.removeprefix("unit:"))
    return unit.name if unit else target.removeprefix("unit:")
