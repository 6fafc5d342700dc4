"""The sheet of the next workplace meeting: at the left what stands on it, at the right the very page (look: «APT»)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from kpsdesk import words
from kpsdesk.clock import local_time
from kpsdesk.domain.apt import STORY, SheetWarning
from kpsdesk.domain.changes import Changes
from kpsdesk.domain.meeting import Meeting
from kpsdesk.domain.permission import Permission
from kpsdesk.errors import KpsError
from kpsdesk.i18n import _, language
from kpsdesk.ui import theme
from kpsdesk.ui.desk import Desk
from kpsdesk.ui.pages.meetings.presenter import Made, SheetPresenter
from kpsdesk.ui.pages.meetings.sheet_head import HeadPart, HeldPart, side_by_side
from kpsdesk.ui.pages.meetings.sheet_out import SheetOut
from kpsdesk.ui.pages.meetings.sheet_stories import StoriesPart
from kpsdesk.ui.pages.meetings.sheet_texts import TextsPart, select
from kpsdesk.ui.pages.meetings.sheet_warnings import WarningsPart, found
from kpsdesk.ui.widgets import (
    Button,
    Card,
    InlineNotice,
    Label,
    LinkButton,
    ScrollPage,
    SplitView,
    Tabs,
    hbox,
    reveal,
    vbox,
)
from kpsdesk.ui.widgets.letters import give_letters
from kpsdesk.ui.widgets.pdf_view import PdfView

BESIDE_FROM: Final = 820  # below this width one of the two is in front
FORM, PAGE = "form", "page"
SHARES: Final = (9, 11)


class SheetView(QWidget):
    """Signals:
    said(str, str, action or None, str): for the banner, as `Page.say`.
    case_wanted(str): open a case at its text for the meeting.
    """

    said = Signal(str, str, object, str)
    case_wanted = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._shared = False
        self.presenter = SheetPresenter(desk, self)
        today = lambda: desk.session.today  # noqa: E731
        self.held, self.head = HeldPart(today), HeadPart(today)
        self.stories, self.texts, self.warnings = StoriesPart(), TextsPart(), WarningsPart()
        self.preview = PdfView(desk.tasks, _("The sheet"))
        self.trouble = InlineNotice("", "danger", _("Try again"))
        self.read_only = InlineNotice(
            _(
                "You may look at the sheet and print it. What you change here is not kept: that takes the right to edit meetings."
            )
        )
        self.kept = Label("", "small", "muted", wrap=True)
        self.print = Button(_("Print…"), "primary", "printer")
        self.save = Button(_("Save as PDF…"), "secondary", "save")
        self.found = LinkButton("", "triangle-alert", self.go_to_warnings)
        self.out = SheetOut(desk, self.presenter, self.preview, self)
        self._lay_out()
        self._connect()

    # -- making

    def _lay_out(self) -> None:
        self._form = ScrollPage("", margin=16, gap=16)
        cards = (Card(self.stories), Card(self.texts), Card(self.warnings))
        self._form.add(self.trouble, self.read_only, self.held, self.head, *cards)
        state = hbox(self.kept, self.found)
        state.setStretch(0, 1)
        foot = vbox(side_by_side(self.print, self.save), state, gap=4)
        foot.setContentsMargins(*[theme.px(n) for n in (16, 8, 16, 12)])
        self.left = QWidget()
        column = vbox(self._form, foot, gap=0)
        column.setStretch(0, 1)
        self.left.setLayout(column)
        self.right = QWidget()
        self.right.setLayout(vbox(self.preview, margin=12))
        self.sides = Tabs([(FORM, _("Contents")), (PAGE, _("The page"))], _("What is in front"))
        self.split = SplitView(self.left, self.right, shares=SHARES)
        above = hbox(self.sides, None)
        above.setContentsMargins(theme.px(16), 0, theme.px(16), 0)
        whole = vbox(above, self.split, gap=0)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        for part in (self.trouble, self.found, self.sides):
            part.hide()
        may = Permission.MEETING_EDIT in self._desk.session.actor.rights
        reveal(self.read_only, not may)
        reveal(self.head.mark, may)
        give_letters([*self.head.rows, *self.texts.rows.values(), self.print, self.save])
        self.print.setToolTip("Ctrl+P")
        self.save.setToolTip("Ctrl+S")

    def _connect(self) -> None:
        presenter, head = self.presenter, self.head
        presenter.opened.connect(self._opened)
        presenter.cases_changed.connect(self._show_stories)
        presenter.made.connect(self._made)
        presenter.kept.connect(self._kept)
        presenter.refused.connect(self._refused)
        head.unit_chosen.connect(presenter.open)
        head.period_chosen.connect(lambda first, last: presenter.change(first=first, last=last))
        head.language_chosen.connect(lambda code: presenter.change(language=code))
        head.day_chosen.connect(presenter.move_to)
        head.next_chosen.connect(lambda day: presenter.change(next_date=day))
        self.stories.chosen.connect(self._choose)
        self.stories.edited.connect(lambda case_id, text: presenter.change_story(case_id, text=text))
        self.stories.to_case.connect(lambda key, text: presenter.tell_case(key, text, self._case_told))
        self.stories.case_wanted.connect(self.case_wanted)
        self.texts.changed.connect(lambda key, value: presenter.change(**{key: value}))
        self.warnings.place_wanted.connect(self.go_to)
        self.warnings.allowed.connect(presenter.allow)
        self.held.held_marked.connect(self.hold)
        self.held.put_off.connect(self.held.hide)
        self.print.clicked.connect(lambda: self.out.print_it())
        self.save.clicked.connect(lambda: self.out.save())
        head.held_wanted.connect(self.ask_if_held)
        self.out.gone.connect(self._gone)
        self.out.failed.connect(lambda text: self.said.emit(text, "", None, "warn"))
        self.out.look_wanted.connect(self.go_to_warnings)
        self.trouble.linked.connect(self._try_again)
        self.sides.chosen.connect(lambda _side: self._fit())

    # -- what is shown

    def open(self, unit: int) -> None:
        """The sheet of a unit's next meeting."""
        self.presenter.open(unit)

    def rest(self) -> None:
        """The page goes to the back: keep what is written now."""
        self.presenter.keep()

    def set_units(self, units: list[tuple[str, str]]) -> None:
        """The units to choose among."""
        self.head.set_units(units)

    def changes_arrived(self, changes: Changes) -> None:
        """Somebody else's change, or one on another page."""
        nouns, now = self.presenter.concerns(changes), self.presenter.now
        if now is None or not nouns:
            return
        if "meeting" in nouns and not self.presenter.unsaved:
            self.presenter.open(now.settings.unit)
        else:
            self.presenter.look_again()

    def _opened(self) -> None:
        now = self.presenter.now
        assert now is not None
        reveal(self.trouble, False)
        self.head.show_sheet(now)
        self.texts.show_settings(now.settings)
        self._show_stories()
        self.kept.setText(_("Nothing is kept until you change something.") if not now.started else "")
        today = self._desk.session.today
        if now.started and now.meeting.date <= today and self.presenter.may_edit:
            self.held.ask(now.meeting.date, today, now.settings.next_date)
        else:
            self.held.hide()

    def _show_stories(self) -> None:
        now = self.presenter.now
        assert now is not None
        may = Permission.CASE_EDIT in self._desk.session.actor.rights
        self.stories.show_stories(now.settings.stories, dict(now.told), now.bare, may_tell_case=may)

    def _made(self, made: Made) -> None:
        reveal(self.trouble, False)
        self.preview.show_pdf(made.pdf)
        self.warnings.show_warnings(made.warnings)
        self.found.setText(found(made.warnings))
        self.found.set_icon("triangle-alert")  # its gap hangs on the words
        reveal(self.found, bool(made.warnings))

    def _kept(self) -> None:
        now = local_time(self._desk.session.clock.now(), self._desk.session.country)
        time = f"{now:%H.%M}" if language() == "fi" else f"{now:%H:%M}"
        self.kept.setText(_("Draft kept {time}").format(time=time))

    def _refused(self, error: Exception) -> None:
        if isinstance(error, KpsError):
            text = error.sentence()
        else:
            self._desk.tasks.report(error)
            text = _("The sheet could not be made or kept just now. What you wrote is still here.")
        self.trouble.say(text, "danger", _("Try again"))
        reveal(self.trouble, True)
        if self.presenter.now is not None:  # what could not be kept stays in front, whichever was chosen
            self.head.unit.set_value(str(self.presenter.settings.unit))

    def _try_again(self) -> None:
        self.presenter.keep()
        self.presenter.draw()

    # -- what the user does

    def go_to(self, warning: SheetWarning) -> None:
        """Put the cursor at the place that a warning is about, and mark it."""
        self.sides.set_value(FORM)
        self._fit()
        if warning.field != STORY:
            self.texts.go_to(warning.field, warning.line, warning.start, warning.end)
            area = self.texts.areas[warning.field]
        else:
            area = self.stories.rows[warning.case_id].area
            select(area, warning.start, warning.end)
        QTimer.singleShot(0, area, lambda: self._form.ensureWidgetVisible(area, 0, theme.px(48)))

    def go_to_warnings(self) -> None:
        """Bring the list of warnings into sight, with the keyboard on its first line."""
        self.sides.set_value(FORM)
        self._fit()
        if self.warnings.buttons:
            self._form.bring_into_view(self.warnings.buttons[0])

    def ask_if_held(self) -> None:
        """Bring the question in sight; the answer is one key away."""
        now = self.presenter.now
        if now is not None:
            today = self._desk.session.today
            self.held.ask(min(now.meeting.date, today), today, now.settings.next_date)
            self.sides.set_value(FORM)
            self._fit()
            QTimer.singleShot(0, self.held, lambda: self._form.bring_into_view(self.held.button))

    def hold(self, next_date: object = None) -> None:
        """The meeting was held. The banner has the way back."""
        self.held.hide()
        self.presenter.hold(next_date, self._held)  # type: ignore[arg-type]

    def _held(self, before: Meeting, after: Meeting) -> None:
        day = words.day(after.date, self._desk.session.today)
        told = _("The meeting ({day}) is marked as held, with its safety item.").format(day=day)
        self.said.emit(told, _("Undo"), partial(self.presenter.put_back, before), "ok")

    def _gone(self, told: str) -> None:
        """It is on paper. Once its day has come, the meeting itself is the next step."""
        now, today = self.presenter.now, self._desk.session.today
        if not self.presenter.may_edit or now is None or now.meeting.date > today:
            self.said.emit(told, "", None, "ok")
            return
        next_date = now.settings.next_date
        text = _("{told} Have you had the meeting?").format(told=told)
        self.said.emit(text, _("Mark as held"), partial(self.hold, next_date), "ok")
        self.held.ask(now.meeting.date, today, next_date)

    def _choose(self, case_id: str, on: bool) -> None:
        self.presenter.change_story(case_id, chosen=on)
        self.stories.count(self.presenter.settings.stories)

    def _case_told(self, number: str, undo: Callable[[], None]) -> None:
        told = _("Case {number} has the same words now.").format(number=number)
        self.said.emit(told, _("Undo"), undo, "ok")

    # -- room

    def _fit(self) -> None:
        """Beside each other, or one in front where there is no room for both."""
        beside = self.width() >= theme.px(BESIDE_FROM)
        reveal(self.sides, not beside)
        reveal(self.left, beside or self.sides.value() == FORM)
        reveal(self.right, beside or self.sides.value() == PAGE)
        if beside and not self._shared:  # from here on the handle is the user's
            self._shared = True
            self.split.setSizes([share * self.width() // sum(SHARES) for share in SHARES])

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
