"""The page when a case is there: contents at the left, the case in the middle, small cards at the right."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget
from typing_extensions import override

from kpsdesk.i18n import _
from kpsdesk.services.case_view import CaseView
from kpsdesk.ui import theme
from kpsdesk.ui.pages.case import presenter
from kpsdesk.ui.pages.case.contents import Contents
from kpsdesk.ui.pages.case.context import CaseContext
from kpsdesk.ui.pages.case.head import CaseHead
from kpsdesk.ui.pages.case.moves import Mover
from kpsdesk.ui.pages.case.progress import ProgressPanel
from kpsdesk.ui.pages.case.section import CaseSection
from kpsdesk.ui.pages.case.section_actions import ActionsSection
from kpsdesk.ui.pages.case.section_assessment import AssessmentSection
from kpsdesk.ui.pages.case.section_causes import CausesSection
from kpsdesk.ui.pages.case.section_history import HistorySection
from kpsdesk.ui.pages.case.section_legal import LegalSection
from kpsdesk.ui.pages.case.section_patient import PatientSection
from kpsdesk.ui.pages.case.section_report import ReportSection
from kpsdesk.ui.pages.case.section_small import DecisionSection, FeedbackSection, LessonSection, NotesSection
from kpsdesk.ui.pages.case.short_path import ShortPath
from kpsdesk.ui.pages.case.side import CaseSide
from kpsdesk.ui.widgets import ScrollPage, hbox, reveal, vbox
from kpsdesk.ui.widgets.reading_order import leave, tab

MAKERS: dict[str, Callable[[CaseContext], CaseSection]] = {
    "report": ReportSection,
    "assessment": AssessmentSection,
    "causes": CausesSection,
    "actions": ActionsSection,
    "patient": PatientSection,
    "legal": LegalSection,
    "feedback": FeedbackSection,
    "decision": DecisionSection,
    "lesson": LessonSection,
    "notes": NotesSection,
    "history": HistorySection,
}
DONE: Final = object()
LAID_OUT_MS = 60  # sections that were just made take their height first; a jump before that misses
CONTENTS_FROM, SIDE_FROM = 860, 1000  # widths at 100 % from which the columns have room


class CaseBody(QWidget):
    """Sections are made and filled one by one, between events, so that the window never stands still."""

    def __init__(self, context: CaseContext) -> None:
        super().__init__()
        self.context = context
        self.sections: dict[str, CaseSection] = {}
        self._waiting: list[str] = []
        self._work: Iterator[None] | None = None  # what is being made for the first that waits
        self._jump = ""
        self.mover = Mover(context, self)
        self.head = CaseHead(context)
        self.progress = ProgressPanel(context, self.mover)
        self.short = ShortPath(context)
        self.side = CaseSide(context)
        self.contents = Contents()
        self.contents.chosen.connect(self.go_to)
        context.jump_requested.connect(self.go_to)
        context.flush_requested.connect(self._flush)
        self._holders = {key: self._holder() for key, _title in presenter.SECTIONS}
        self.page = ScrollPage("", margin=16, gap=16)
        report, *others = (
            self._holders.values()
        )  # the reporter's own words stand first, then the quick way to close
        self.page.add(self.head, self.progress, report, self.short, *others)
        self._side_below = QWidget()
        self._side_below.setLayout(vbox())
        self.page.add(self._side_below)
        self._right = _side_scroll()
        row = hbox(self.contents, self.page, self._right, gap=0)
        row.setStretch(1, 1)
        self.setLayout(row)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._work_on)
        self._narrow: bool | None = None  # arranged when its width is known

    @staticmethod
    def _holder() -> QWidget:
        holder = QWidget()
        holder.setLayout(vbox())
        holder.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        return holder

    # -- showing

    def show_case(self, view: CaseView, *, fresh: bool) -> None:
        """Show a case; `fresh` when it is another one than before."""
        if fresh:
            self.page.verticalScrollBar().setValue(0)
            self.context.unsent.begin(view.row.id)
        self.head.show_case(view)
        self.progress.show_case(view)
        self.contents.show_marks(presenter.marks(view))
        report, *others = (key for key, _title in presenter.SECTIONS)
        self._waiting, self._work = [report, "side", "short", *others], None
        self._timer.start(0)

    def _work_on(self) -> None:
        """Make or fill the next part, or a piece of it."""
        if not self._waiting or not self.context.has_case:
            return
        if self._show_part(self._waiting[0]):
            self._waiting.pop(0)
            self._work = None
        if self._waiting:
            self._timer.start(0)
        elif self._jump:
            place, self._jump = self._jump, ""
            QTimer.singleShot(LAID_OUT_MS, self, lambda: self._reveal(place))

    def _show_part(self, key: str) -> bool:
        """False while more of it is to be made."""
        view = self.context.view
        if key == "side":
            self.side.show_case(view)
            self.side.show()
            return True
        section = self._section(key)
        self._work = self._work or section.prepare(view)
        if section.wanted(view) and next(self._work, DONE) is not DONE:
            return False
        reveal(section, section.wanted(view))
        if section.wanted(view):
            section.show_case(view)
        if key == "patient":
            self.contents.set_title(key, section.title.text())
        return True

    def _section(self, key: str) -> CaseSection:
        if key == "short":
            return self.short
        section = self.sections.get(key)
        if section is None:
            section = self.sections[key] = MAKERS[key](self.context)
            layout = self._holders[key].layout()
            assert layout is not None
            layout.addWidget(section)
        return section

    @property
    def settled(self) -> bool:
        """Whether every section shows the case as it was read last."""
        return not self._waiting and bool(self.sections)

    def everything(self) -> list[CaseSection]:
        """The parts that may hold something unsaved."""
        return [part for part in (self.short, *self.sections.values()) if part.whole]

    def _flush(self) -> None:
        for part in self.everything():
            part.flush()

    def leave(self) -> None:
        """The case is left: save what waits, forget what was only for it."""
        self._jump = ""
        for part in self.everything():
            part.flush()
            part.hide()  # it comes back with what it then shows
            part.leave()
        self.context.unsent.leave()

    # -- going to places

    def go_to(self, place: str) -> None:
        """Bring a section or a field into view and give it the keyboard."""
        if self._waiting:
            self._jump = place  # its section may not be there yet
        else:
            self._reveal(place)

    def _reveal(self, place: str) -> None:
        if not self.context.has_case:
            return
        found = self.short.place(place)
        if found is None and place == "handler":
            found = self.head.handler
        if found is None:
            section = self.sections.get(presenter.section_of(place))
            section = section or next((s for s in self.sections.values() if s.place(place) is not None), None)
            if section is None:
                return
            found = section.place(place)
            if found is None or place in MAKERS:
                # the head of a section goes to the top of the page
                top = section.mapTo(self.page.content, section.rect().topLeft()).y()
                self.page.verticalScrollBar().setValue(max(0, top - theme.px(12)))
                self._focus_first(found or section)
                return
        # all of the field is to be seen, not only the line with the cursor
        corner = found.mapTo(self.page.content, found.rect().bottomLeft())
        self.page.ensureVisible(corner.x(), corner.y(), 0, theme.px(48))
        self.page.bring_into_view(found)

    @staticmethod
    def _focus_first(widget: QWidget) -> None:
        children = [widget, *widget.findChildren(QWidget)]
        for child in children:
            if child.focusPolicy() & Qt.FocusPolicy.TabFocus and child.isVisible() and child.isEnabled():
                child.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    @override
    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes down the page as it is read, wherever a list was drawn again meanwhile."""
        return tab(self, forward=forward) or leave(self, forward=forward)

    # -- room

    def _arrange(self) -> None:
        """Where there is no room for three columns, the small cards come last and the contents go."""
        self.contents.setVisible(self.width() >= theme.px(CONTENTS_FROM))
        narrow = self.width() < theme.px(SIDE_FROM)
        if narrow == self._narrow:
            return
        self._narrow = narrow
        if narrow:
            self._right.takeWidget()
            layout = self._side_below.layout()
            assert layout is not None
            layout.addWidget(self.side)
        else:
            self._right.setWidget(self.side)
        self._right.setVisible(not narrow)
        self._side_below.setVisible(narrow)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()


def _side_scroll() -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setFixedWidth(theme.px(290))
    area.setViewportMargins(0, theme.px(16), theme.px(12), theme.px(8))
    area.setAccessibleName(_("Dates, people, files and links"))
    return area
