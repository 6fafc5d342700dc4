"""The report page: the form with its foot, the receipt, and reading an answer by its code. It shows; the presenter decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from weakref import WeakKeyDictionary

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from kpsdesk.clock import local_time
from kpsdesk.domain.changes import Changes
from kpsdesk.domain.rows import DraftRow
from kpsdesk.errors import KpsError
from kpsdesk.i18n import _
from kpsdesk.services.reporting import Receipt, ReporterView
from kpsdesk.ui.desk import Desk
from kpsdesk.ui.pages.base import Arguments, Page
from kpsdesk.ui.pages.report.answers import Answers
from kpsdesk.ui.pages.report.form import ReportForm
from kpsdesk.ui.pages.report.lookup import LookupView
from kpsdesk.ui.pages.report.presenter import Problem, ReportPresenter
from kpsdesk.ui.pages.report.quick_note import QuickNoteDialog
from kpsdesk.ui.pages.report.receipt import ReceiptView
from kpsdesk.ui.pages.report.view import FormView
from kpsdesk.ui.pages.report.views import ReportViews
from kpsdesk.ui.pages.report.wording import clock_time
from kpsdesk.ui.widgets import clear_layout, vbox

KEY: Final = "report"


@dataclass(frozen=True, slots=True)
class _Held:
    """What stands on the page; it outlives the page when another language makes all pages anew."""

    answers: Answers
    draft: tuple[str, str]
    receipt: tuple[Receipt, str] | None


_HELD: Final[WeakKeyDictionary[Desk, _Held]] = WeakKeyDictionary()


class ReportPage(Page):
    """Telling about a risk or an event.

    `shown` takes: draft (its id) to go on with, code (a receipt code) to read an answer,
    quick (True) to open the quick note over it.
    """

    help_key = KEY

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.presenter = ReportPresenter(desk, self)
        self._in_front = False
        self._receipt: tuple[Receipt, str] | None = None
        self._wanted_draft = ""
        self._spent = False
        self._column = vbox(gap=0)
        self.setLayout(self._column)
        held = _HELD.pop(desk, None)
        self._build(held.answers if held else self.presenter.presets())
        self._connect()
        if held is not None:
            self._take_over(held)

    def _connect(self) -> None:
        told = self.presenter
        told.keeper.saved.connect(self._draft_saved)
        told.keeper.failed.connect(lambda text: self.view.say_draft(text, "danger"))
        told.keeper.found.connect(self._offer)
        told.sent.connect(self._show_receipt)
        told.refused.connect(self._refused)
        told.hindered.connect(self._hindered)
        told.answered.connect(lambda view: self._show_answer(view))
        told.no_answer.connect(lambda text: self.lookup.refuse(text))

    # -- building

    def _build(self, answers: Answers) -> None:
        """Make the form in the language in use, with these answers in it."""
        clear_layout(self._column)
        self.stack = ReportViews(self.presenter, answers)
        self._column.addWidget(self.stack)
        view = self.view
        view.form.edited.connect(self._edited)
        view.send.connect(self.send)
        view.quick_note.connect(self.quick_note)
        view.look_up.connect(self.open_lookup)
        view.offers.taken.connect(self.go_on)
        view.offers.dropped.connect(self._drop)
        self.stack.another.connect(self.begin)
        self.stack.leave.connect(self._leave)
        self.stack.copied.connect(self.say)
        self.stack.asked.connect(self.presenter.look_up)
        self.stack.back.connect(self._back_to_form)

    @property
    def view(self) -> FormView:
        """The form with what stands around it."""
        return self.stack.view

    @property
    def form(self) -> ReportForm:
        """The questions; those that are not made yet are made now."""
        self.view.form.making.finish()
        return self.view.form

    @property
    def receipt(self) -> ReceiptView:
        """What is shown after sending."""
        return self.stack.receipt

    @property
    def lookup(self) -> LookupView:
        """The reading by code."""
        return self.stack.lookup

    # -- what the window asks

    @override
    def shown(self, arguments: Arguments) -> None:
        again, self._in_front = self._in_front, True
        if self._spent and not arguments:
            self._spent = False
            return
        if arguments.get("code"):
            self.open_lookup(str(arguments["code"]))
        elif arguments.get("quick") and not self.presenter.staff_only:
            self.quick_note()
        elif self._receipt is not None and (again or arguments.get("draft")):
            self.begin()
        self._wanted_draft = str(arguments.get("draft") or "")
        self.presenter.keeper.find()
        being_made = self.view.form.making.active
        if self.stack.in_front() == "form" and (being_made or not self.form.answers().begun()):
            self.view.form.kind.tiles.setFocus(Qt.FocusReason.OtherFocusReason)
        if arguments.get("code") or arguments.get("quick"):
            # the window comes back to where it was, as after a lock; a code must not be read again by itself
            self._spent = True
            self.go(KEY)

    @override
    def hidden(self) -> None:
        self._in_front = False
        self.presenter.keeper.save_now()
        _HELD[self.desk] = _Held(self.form.answers(), self.presenter.keeper.held(), self._receipt)
        if self.stack.in_front() == "lookup":
            self._back_to_form()
        self.stack.forget()

    @override
    def can_leave(self) -> bool:
        self.presenter.keeper.save_now()
        return True

    @override
    def changes_arrived(self, changes: object) -> None:
        if isinstance(changes, Changes) and changes.touches("draft"):
            self.presenter.keeper.find()
        if isinstance(changes, Changes) and changes.touches("organisation", "unit", "codes", "person"):
            self._build_again()

    @override
    def unit_changed(self, code: str) -> None:
        unit = self.desk.session.organisation.unit(code) if code else None
        if unit is not None and not self.form.answers().begun():
            self.form.place.unit.set_value(str(unit.id))

    def _take_over(self, held: _Held) -> None:
        self.presenter.keeper.hold_on(*held.draft)
        if held.receipt is not None:
            self._receipt = held.receipt
            self.receipt.show_receipt(*held.receipt, self.presenter.today())
            self.stack.setCurrentWidget(self.receipt)

    def _build_again(self) -> None:
        where = self.stack.in_front()
        self._build(self.form.answers())
        if self._receipt is not None:
            self.receipt.show_receipt(*self._receipt, self.presenter.today())
        if where != "form":
            self.stack.setCurrentWidget(self.receipt if where == "receipt" else self.lookup)
        self.presenter.keeper.find()

    # -- writing

    def _edited(self, _name: str) -> None:
        self.presenter.keeper.edited(lambda: self.form.answers())

    def _draft_saved(self, at: datetime | None) -> None:
        if at is None:
            self.view.say_draft("")
            return
        local = local_time(at, self.presenter.country(self.form.place.unit_id()))
        self.view.say_draft(_("Draft saved {time}").format(time=clock_time(local.time())))

    def begin(self) -> None:
        """An empty form; what was typed stays as a draft."""
        self._fill(self.presenter.start_anew())
        self.presenter.keeper.find()
        self.form.kind.tiles.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fill(self, answers: Answers) -> None:
        self._receipt = None
        self.form.show_answers(answers)
        self.view.column.verticalScrollBar().setValue(0)
        self.stack.setCurrentWidget(self.view)
        self.view.say_draft("")
        self.view.watch.look_at_all()

    # -- drafts

    def _offer(self, drafts: list[DraftRow]) -> None:
        wanted = next((one for one in drafts if one.id == self._wanted_draft), None)
        self._wanted_draft = ""
        if wanted is not None:
            self.go_on(wanted)
            return
        self.view.offers.show_drafts(drafts, self.presenter.today(), self.desk.session.country)

    def go_on(self, draft: DraftRow) -> None:
        """Put a draft into the form; what stood there stays as a draft of its own."""
        self._fill(self.presenter.take_up(draft))
        self.presenter.keeper.find()
        self.form.story.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _drop(self, draft: DraftRow) -> None:
        self.presenter.keeper.throw_away(draft)
        self.say(_("The draft is thrown away."), _("Undo"), lambda: self.presenter.keeper.bring_back(draft))

    def quick_note(self) -> QuickNoteDialog:
        """Open the quick note."""
        dialog = QuickNoteDialog(self.desk, self.form.place.unit_id(), self.window())
        dialog.saved.connect(lambda _id: self.say(_("The note is saved. It waits here and on Today.")))
        dialog.saved.connect(lambda _id: self.presenter.keeper.find())
        dialog.open()
        return dialog

    # -- sending

    def send(self) -> None:
        """Send what is in the form, or say what is missing."""
        if self.stack.in_front() != "form" or self.presenter.sending:
            return
        self.form.clear_problems()
        self.view.rest(True)
        self.presenter.send(self.form.answers())

    def _refused(self, problems: list[Problem]) -> None:
        self.view.rest(False)
        row = self.form.show_problems(problems)
        if row is not None:
            # when the fields have taken the room that the sentences need
            QTimer.singleShot(0, row, lambda: self.view.bring(row))
        else:
            self.say(problems[0].text, tone="warn")

    def _hindered(self, error: KpsError | None) -> None:
        self.view.rest(False)
        self.view.send_button.setFocus()
        why = error.sentence() if error else _("Something went wrong in the program.")
        text = _("The report is not sent, and nothing you wrote is lost. {why}").format(why=why)
        self.say(text, _("Try again"), self.send, "danger")

    def _show_receipt(self, receipt: Receipt, anonymity: str) -> None:
        self.view.rest(False)
        self._fill(self.presenter.presets())
        self._receipt = (receipt, anonymity)
        self.receipt.show_receipt(receipt, anonymity, self.presenter.today())
        self.stack.setCurrentWidget(self.receipt)
        self.receipt.copy.setFocus()

    def _leave(self) -> None:
        self.begin()
        self.go("today")

    # -- reading by code

    def open_lookup(self, code: str = "") -> None:
        """The field for a receipt code."""
        self.stack.setCurrentWidget(self.lookup)
        self.lookup.begin(code)

    def _show_answer(self, view: ReporterView) -> None:
        if self.stack.in_front() == "lookup":
            self.lookup.show_view(view)

    def _back_to_form(self) -> None:
        self.stack.forget()
        self.stack.setCurrentWidget(self.view if self._receipt is None else self.receipt)
