"""The ground of the papers' dialogs: choose the language, look at the very paper, print it or save it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QCheckBox, QFileDialog, QWidget
from typing_extensions import override

from kpsdesk.domain.changes import Changes
from kpsdesk.errors import KpsError
from kpsdesk.i18n import LANGUAGES, N_, _, language
from kpsdesk.services.papers import Paper
from kpsdesk.ui import theme
from kpsdesk.ui.dialogs.base import BaseDialog
from kpsdesk.ui.pages.case.context import CaseContext
from kpsdesk.ui.printing import Printing
from kpsdesk.ui.widgets import ChoiceRow, FormRow, Label, vbox
from kpsdesk.ui.widgets.letters import give_letters
from kpsdesk.ui.widgets.pdf_view import PdfView

WIDE: Final = 860
PAPER_HIGH: Final = 460
FRAME_HIGH: Final = 240  # title, page chooser, buttons, and air
NAMES: Final = {"sv": "Svenska", "fi": "Suomi", "en": "English"}
ENDINGS: Final = {
    "pdf": (N_("Save as PDF…"), N_("PDF (*.pdf)")),
    "docx": (N_("Save as text document…"), N_("Text document (*.docx)")),
    "json": (N_("Save as data…"), N_("Data for programs (*.json)")),
}
Make = Callable[[], tuple[Changes, Paper]]


class PaperDialog(BaseDialog):
    """Subclasses put their questions into `questions` and say in `work` how the paper is made.

    `at_once`: nothing has to be written first, so the paper is shown from the start and again after each choice.
    Else the questions come first, and «Back to the texts» leads from the paper to them.
    """

    at_once = True
    endings: tuple[str, ...] = ("pdf",)

    def __init__(self, context: CaseContext, title: str, about: str) -> None:
        super().__init__(title, _("Show the paper"), cancel=_("Close"), width=WIDE)
        self.context, self.case_id = context, context.case_id
        self.made: Paper | None = None
        self._asked = 0
        self.language = ChoiceRow([(code, NAMES[code]) for code in LANGUAGES], _("Language of the paper"))
        self.language.set_value(language())
        self.language.chosen.connect(lambda _code: self.language_chosen())
        self.questions = QWidget()
        self.column = vbox(Label(about, "body", "muted", wrap=True), gap=16)
        self.column.addWidget(FormRow(_("Language of the paper"), self.language))
        self.questions.setLayout(self.column)
        self.view = PdfView(context.desk.tasks, title)
        self.view.setMinimumHeight(theme.px(PAPER_HIGH))
        self.view.hide()
        self.add(self.questions, self.view)
        self._printing = Printing(context.desk.tasks, self)
        self._printing.failed.connect(self.say)
        self._printing.printed.connect(lambda: self.say(_("The paper is sent to the printer."), "ok"))
        self.save_buttons = {
            ending: self.add_button(_(ENDINGS[ending][0]), on_click=partial(self.choose_file, ending))
            for ending in reversed(self.endings)
        }
        self.print_button = self.add_button(_("Print…"), on_click=self.print_it)
        self.back_button = self.add_button(_("Back to the texts"), "quiet", self.show_questions)
        self._show_stage(paper=False)

    def language_chosen(self) -> None:
        """Another language; what is shown is made again."""
        if self.at_once:
            self.make()

    def work(self) -> Make:
        """The service call that makes the paper."""
        raise AssertionError("a dialog must say what it makes")

    # -- making and showing

    def begin(self) -> None:
        """Called when it is opened."""
        if self.at_once:
            self.make()

    @override
    def open(self) -> None:
        self.begin()
        super().open()

    @override
    def try_accept(self) -> None:
        self.make()

    def make(self) -> None:
        """Make the paper in the background; the last asked for is shown."""
        self._asked += 1
        number, work = self._asked, self.work()
        self.say("")
        self.main_button.setEnabled(False)

        def came(paper: Paper) -> None:
            if number == self._asked:
                self._show(paper)

        def failed(error: Exception) -> None:
            if number == self._asked:
                self.refused(error)

        self.context.desk.write(self, work, came, failed)

    def refused(self, error: Exception) -> None:
        """Say why there is no paper; all that was written stays."""
        self.main_button.setEnabled(True)
        if isinstance(error, KpsError):
            self.say(error.sentence())
        else:
            self.context.tell(error)

    def _show(self, paper: Paper) -> None:
        self.made = paper
        self.main_button.setEnabled(True)
        self.view.show_pdf(paper.pdf)
        self._show_stage(paper=True)
        self.view.setFocus()

    def show_questions(self) -> None:
        """From the paper back to what it is made of."""
        self.made = None
        self.say("")
        self._show_stage(paper=False)
        self.questions.setFocus()

    @override
    def _fit(self) -> None:
        """High enough from the start for the texts and the paper that come later."""
        super()._fit()
        room = round(self.screen().availableSize().height() * 0.9)
        self.resize(self.width(), max(self.height(), min(theme.px(PAPER_HIGH + FRAME_HIGH), room)))

    def _show_stage(self, *, paper: bool) -> None:
        """Questions or paper; at once both stand under each other."""
        self.questions.setVisible(self.at_once or not paper)
        self.view.setVisible(self.at_once or paper)
        self.main_button.setVisible(not self.at_once and not paper)
        self.back_button.setVisible(not self.at_once and paper)
        for button in (*self.save_buttons.values(), self.print_button):
            button.setVisible(self.at_once or paper)
            button.setEnabled(paper)
        self._page.verticalScrollBar().setValue(0)
        self.give_keys()

    def give_keys(self) -> None:
        """Alt letters for what is to be seen: the foot first, so that its letters stay; many texts share none."""
        foot = (
            self.back_button,
            self.print_button,
            *self.save_buttons.values(),
            self.cancel_button,
            self.main_button,
        )
        rows = [row for row in self.questions.findChildren(FormRow) if row.isVisibleTo(self)]
        give_letters([*(button for button in foot if button.isVisibleTo(self)), *rows])

    # -- out

    def print_it(self) -> None:
        """The system's printing dialog for the paper that is shown."""
        if self.made is not None:
            self._printing.ask(self.made.pdf, self.view.paper.pages, self.made.file_name)

    def choose_file(self, ending: str) -> None:
        """Ask where to; the dialog asks before a file is replaced."""
        if self.made is None:
            return
        dialog = QFileDialog(self, _("Save the paper"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setNameFilters([_(ENDINGS[ending][1])])
        dialog.setDefaultSuffix(ending)
        dialog.selectFile(f"{self.made.file_name}.{ending}")
        dialog.fileSelected.connect(lambda name: self.write_file(Path(name), ending))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def write_file(self, path: Path, ending: str) -> None:
        """Write it there."""
        if self.made is None:
            return
        papers = self.context.services.papers
        content = self.made.pdf if ending == "pdf" else self.made.others[ending]
        self.context.desk.tasks.write(
            self,
            lambda: papers.save(path, content, replace_old=True),
            lambda _none: self.say(_("The paper is saved as {file}.").format(file=path.name), "ok"),
            self.refused,
        )


class FullDialog(PaperDialog):
    """The whole case, for those who work on it."""

    def __init__(self, context: CaseContext) -> None:
        super().__init__(
            context,
            _("The whole case on paper"),
            _(
                "For those who work on the case. The reporter is never named. The reporter's own words stand as they were written."
            ),
        )
        self.reference = _reference_tick(self, context)

    @override
    def work(self) -> Make:
        papers, case_id, code = self.context.services.papers, self.case_id, self.language.value() or "sv"
        with_reference = self.reference.isChecked()
        return lambda: papers.full(case_id, code, with_reference=with_reference)


class BasisDialog(PaperDialog):
    """The text basis for the authority; what is missing stands first."""

    endings = ("pdf", "docx")

    def __init__(self, context: CaseContext, track_id: str) -> None:
        self._track = track_id
        super().__init__(
            context,
            _("Text basis for the authority"),
            _(
                "All that the notification asks for, with what the case says. KPSdesk sends nothing: save the text document to go on writing in it."
            ),
        )
        self.reference = _reference_tick(self, context)

    @override
    def work(self) -> Make:
        papers, case_id, code = self.context.services.papers, self.case_id, self.language.value() or "sv"
        track, with_reference = self._track, self.reference.isChecked()
        return lambda: papers.basis(case_id, track, code, with_reference=with_reference)


def _reference_tick(dialog: PaperDialog, context: CaseContext) -> QCheckBox:
    """Asks for the patient's reference; only where there is one."""
    tick = QCheckBox(_("With the patient reference (that it was read is noted)"))
    tick.toggled.connect(lambda _on: dialog.make())
    if context.view.has_patient_reference:
        dialog.column.addWidget(tick)
    else:
        tick.setParent(dialog.questions)
        tick.hide()
    return tick
