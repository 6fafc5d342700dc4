"""The page that takes in cases from a spreadsheet."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QCheckBox, QFileDialog, QWidget
from typing_extensions import override

from kpsdesk import words
from kpsdesk.domain.changes import Changes
from kpsdesk.i18n import _, ngettext
from kpsdesk.services import import_fields
from kpsdesk.services.imports import FileLook, Imported, Plan, Undone
from kpsdesk.ui.desk import Desk
from kpsdesk.ui.pages.base import Arguments, Page
from kpsdesk.ui.pages.importing.columns import ColumnsView
from kpsdesk.ui.pages.importing.earlier import EarlierView
from kpsdesk.ui.pages.importing.presenter import ImportPresenter
from kpsdesk.ui.pages.importing.result import ResultView, summary
from kpsdesk.ui.widgets import (
    Button,
    Card,
    Icon,
    InlineNotice,
    Label,
    LinkButton,
    PlainCombo,
    Progress,
    ScrollPage,
    Section,
    hbox,
    vbox,
)

KEPT_SHOWN = 5


class ImportPage(Page):
    """Choose or drop a file, match its columns, see row by row what would happen, import, take back."""

    help_key = "import"
    has_units = False

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.presenter = ImportPresenter(desk, self)
        self.sheet = ScrollPage("wide")
        self.notice = InlineNotice("", "danger")
        self.progress = Progress(can_cancel=True)
        self.columns = ColumnsView()
        self.result = ResultView()
        self.earlier = EarlierView(desk.session)
        self._lay_out()
        self._connect()
        self.setAcceptDrops(True)

    # -- layout

    def _lay_out(self) -> None:
        self.notice.hide()
        about = Label(
            _(
                "A spreadsheet that you keep today can move in: xlsx or csv, with headings in Swedish, Finnish or English. "
                "Nothing changes until you press Import."
            ),
            "body",
            "muted",
            wrap=True,
        )
        self.sheet.add(about, self._file_card(), self.notice, self.progress)
        self.sheet.add(self._result_section(), self._columns_section(), self.earlier)
        self.sheet.column.addStretch(1)
        whole = vbox(self.sheet)
        whole.setContentsMargins(0, 0, 0, 0)
        self.setLayout(whole)
        self._columns_part.hide()
        self._result_part.hide()

    def _file_card(self) -> Card:
        self.choose_button = Button(_("Choose file"), "primary", "folder-open", self.choose)
        self._file_text = Label(_("Drop a file here, or choose one."), wrap=True)
        row = hbox(Icon("upload", "muted", 24), self._file_text, self.choose_button, gap=12)
        row.setStretch(1, 1)
        card = Card()
        card.body.addLayout(row)
        return card

    def _columns_section(self) -> Section:
        self.saved = PlainCombo(words=_("Saved column mapping"))
        self.save_button = LinkButton(_("Save for the next file"), "save", self._save_mapping)
        self._missing = InlineNotice("", "warn")
        self._columns_part = Section(
            _("Columns"),
            hbox_widget(self.saved, self.save_button),
            self._missing,
            self.columns,
            help_text=_(
                "What each column is taken for. Change what is wrong; the rows are gone through again."
            ),
            gap=12,
        )
        return self._columns_part

    def _result_section(self) -> Section:
        self._sum = Label("", "strong", wrap=True)
        self.skip = QCheckBox(_("Leave out rows that cannot go in"))
        self.import_button = Button(_("Import"), "primary", "download", self._run)
        self._result_part = Section(
            _("What would happen"),
            self._sum,
            self.result,
            hbox_widget(self.skip, self.import_button),
            gap=12,
        )
        return self._result_part

    def _connect(self) -> None:
        one = self.presenter
        one.began.connect(self._began)
        one.stepped.connect(self.progress.step)
        one.ended.connect(self._ended)
        one.looked.connect(self._looked)
        one.planned.connect(self._planned)
        one.imported.connect(self._imported)
        one.undone.connect(self._undone)
        one.refused.connect(self._refused)
        one.listed.connect(self.earlier.show_batches)
        self.earlier.undo_asked.connect(one.undo)
        self.progress.cancelled.connect(one.cancel)
        self.columns.meant.connect(one.set_meaning)
        self.saved.chosen.connect(lambda name: one.use_mapping(name) if name else None)
        self.skip.toggled.connect(lambda _on: self._offer())

    # -- the page

    @override
    def title(self) -> str:
        return _("Import cases")

    @override
    def shown(self, arguments: Arguments) -> None:
        self.presenter.list_batches()
        if isinstance(path := arguments.get("path"), Path):
            self.presenter.choose(path)

    @override
    def place(self) -> Arguments:
        file = self.presenter.file
        return {} if file is None else {"path": file.path}

    @override
    def changes_arrived(self, changes: object) -> None:
        if isinstance(changes, Changes) and changes.touches("import"):
            self.presenter.list_batches()

    def choose(self) -> QFileDialog:
        """Open the system's own dialog."""
        dialog = QFileDialog(self.window(), _("Choose file"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([_("Spreadsheets (*.xlsx *.csv *.txt)"), _("All files (*)")])
        dialog.fileSelected.connect(lambda name: self.presenter.choose(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        files = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if files:
            event.acceptProposedAction()
            self.presenter.choose(Path(files[0]))

    # -- answers

    def _began(self, text: str) -> None:
        self.notice.hide()
        self.import_button.setEnabled(False)
        self.progress.start(text)

    def _ended(self) -> None:
        self.progress.stop()
        self._offer()

    def _refused(self, sentence: str) -> None:
        self.notice.say(sentence, "danger")
        self.notice.show()
        self.sheet.bring_into_view(self.notice)

    def _looked(self, look: FileLook) -> None:
        sheets = ", ".join(sheet.name for sheet in look.sheets)
        self._file_text.setText(_("{file}: {sheets}").format(file=look.path.name, sheets=sheets))
        self.choose_button.setText(_("Choose another file"))
        self.columns.show_file(look)
        names = self.presenter.mappings()
        self.saved.set_options([("", _("Saved column mappings")), *((name, name) for name in names)])
        self.saved.setVisible(bool(names))
        missing = ", ".join(_(import_fields.label_of(key)) for key in look.missing)
        self._missing.say(
            _("Still missing: {columns}. Choose which column holds it, or add it to the sheet.").format(
                columns=missing
            ),
            "warn",
        )
        self._missing.setVisible(bool(missing))
        self._columns_part.show()
        self._result_part.hide()

    def _planned(self, plan: Plan) -> None:
        self.result.show_plan(plan)
        self._sum.setText(summary(plan))
        self.skip.setChecked(False)
        self.skip.setVisible(bool(plan.count("bad")))
        self._result_part.show()
        self._offer()

    def _offer(self) -> None:
        plan = self.presenter.plan
        new = plan.count("new") if plan is not None else 0
        ready = plan is not None and new > 0 and (not plan.count("bad") or self.skip.isChecked())
        self.import_button.setEnabled(ready)
        self.import_button.setText(
            ngettext("Import {n} case", "Import {n} cases", new).format(n=words.number(new))
            if new
            else _("Nothing new")
        )

    def _run(self) -> None:
        self.presenter.run(skip_bad=self.skip.isChecked())

    def _imported(self, done: Imported) -> None:
        batch = done.batch_id
        if batch is None:
            self.say(_("Nothing new: every row was in the store already."), tone="info")
            return
        self._result_part.hide()
        self._columns_part.hide()
        self.presenter.plan = None
        self._file_text.setText(_("Drop a file here, or choose one."))
        told = ngettext("{n} case taken in ({first}).", "{n} cases taken in ({first} to {last}).", done.added)
        told = told.format(n=words.number(done.added), first=done.first_number, last=done.last_number)
        self.say(told, _("Undo"), partial(self.presenter.undo, batch))

    def _undone(self, undone: Undone) -> None:
        told = ngettext("{n} case taken back.", "{n} cases taken back.", undone.removed)
        text = told.format(n=words.number(undone.removed))
        if undone.kept:
            kept = ngettext(
                "{n} was worked on since and stays: {numbers}.",
                "{n} were worked on since and stay: {numbers}.",
                len(undone.kept),
            )
            text += " " + kept.format(n=len(undone.kept), numbers=", ".join(undone.kept[:KEPT_SHOWN]))
        self.say(text, tone="warn" if undone.kept else "ok")

    def _save_mapping(self) -> None:
        look = self.presenter.file
        if look is not None:
            self.presenter.save_mapping(look.path.stem)
            self.say(_("The columns are saved as {name}.").format(name=look.path.stem))


def hbox_widget(*widgets: QWidget) -> QWidget:
    """Widgets beside each other, the rest of the line empty."""
    holder = QWidget()
    row = hbox(*widgets, None, gap=12)
    row.setContentsMargins(0, 0, 0, 0)
    holder.setLayout(row)
    return holder
