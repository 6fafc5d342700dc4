"""Putting a backup in the store's place, for somebody whose store is damaged or lost: choose, see what is lost, do it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from kpsdesk import settings, words
from kpsdesk.clock import Clock, local_day
from kpsdesk.errors import KpsError, UserError
from kpsdesk.i18n import _, ngettext
from kpsdesk.services import place
from kpsdesk.services.backups import Backup, in_folder
from kpsdesk.services.vault import RestorePreview, Vault
from kpsdesk.ui.pages.start.sheet import Sheet
from kpsdesk.ui.tasks import Tasks
from kpsdesk.ui.widgets import (
    Button,
    ChoiceRow,
    FlowLayout,
    FormRow,
    InlineNotice,
    Label,
    LinkButton,
    PasswordField,
    Spinner,
)

OFFERED = 6


class RestorePage(Sheet):
    """The latest backups, or a file; the password; what would be lost; then the deed.

    Signals:
        restored, back: the store can be opened with its password; or nothing was done.
        fault(Exception): a fault of ours.
    """

    restored = Signal()
    back = Signal()
    fault = Signal(object)

    def __init__(
        self,
        store: Path,
        profile: Path,
        vault: Vault,
        tasks: Tasks,
        clock: Clock,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            _("Restore a backup"),
            _("The store as it is now is kept beside it under another name."),
            icon="rotate-ccw",
            parent=parent,
        )
        self._store, self._vault, self._tasks, self._clock = store, vault, tasks, clock
        self._file: Path | None = None
        self._place = profile
        self._sure = False
        self.chosen = Label("", wrap=True)
        self.choice = ChoiceRow([], _("Backups"))
        self.choice.chosen.connect(lambda name: self.choose(Path(name)))
        self.field = PasswordField(_("Password or recovery code"))
        self.row = FormRow(_("&Password or recovery code"), self.field)
        self.loss = InlineNotice(tone="warn")
        self.loss.hide()
        self.busy = Spinner()
        self.folder = Label("", "small", "muted", wrap=True)
        self._lay_out()
        self.field.returnPressed.connect(self.go_on)
        self.field.textEdited.connect(lambda _text: self._unsure())
        kept = settings.load(profile).backups
        self.list_folder(Path(kept) if kept else place.default_backups(profile))

    def _lay_out(self) -> None:
        elsewhere = QWidget()
        flow = FlowLayout(elsewhere)
        flow.addWidget(LinkButton(_("Another folder…"), "folder-open", self._ask_folder))
        flow.addWidget(LinkButton(_("Choose another file…"), "file-text", self._ask_file))
        self.add(
            FormRow(_("The latest backups"), self.choice),
            self.folder,
            self.chosen,
            elsewhere,
            self.row,
            self.loss,
            self.busy,
        )
        self.add_button(Button(_("Back"), on_click=self.back.emit))
        self.button = self.add_button(Button(_("See what it holds"), "primary", on_click=self.go_on))

    def choose(self, file: Path) -> None:
        """Take this backup."""
        self._file = file
        self.chosen.setText(_("Chosen: {name}").format(name=file.name))
        self._unsure()

    def go_on(self) -> None:
        """First look what would be lost, then restore."""
        if not self.button.isEnabled():
            return
        if self._file is None:
            self.loss.say(_("Choose a backup first."), "warn")
            self.loss.show()
            return
        file, to, secret, vault = self._file, self._store, self.field.text(), self._vault
        self.button.setEnabled(False)
        self.busy.start()
        if self._sure:
            self._tasks.write(self, lambda: vault.restore(file, to, secret), self._done, self._failed)
        else:
            self._tasks.write(
                self, lambda: vault.preview_restore(file, to, secret), self._show_loss, self._failed
            )

    def list_folder(self, folder: Path) -> None:
        """Offer the latest backups of a folder."""
        self._place = folder
        self.folder.setText(_("In {folder}").format(folder=folder))
        self._tasks.read(self, lambda: in_folder(folder)[:OFFERED], self._show_list, self._no_list)

    def _no_list(self, error: Exception) -> None:
        self._show_list([])
        if isinstance(error, KpsError):
            self.chosen.setText(error.sentence())

    def _show_list(self, found: list[Backup]) -> None:
        today = local_day(self._clock.now(), "SE")
        self.choice.set_choices([(str(one.path), words.instant(one.made_at, today)) for one in found])
        if found:
            self.choice.set_value(str(found[0].path))
            self.choose(found[0].path)
        else:
            self._file = None
            self._unsure()
            self.chosen.setText(_("There is no backup in this folder. Choose another one, or a file."))

    def _show_loss(self, preview: RestorePreview) -> None:
        self._end_work()
        cases = ngettext(
            "The backup holds {n} case.", "The backup holds {n} cases.", preview.backup.cases
        ).format(n=words.number(preview.backup.cases))
        changes = preview.lost_changes
        lost = _("Nothing would be lost: nothing was written since.")
        if changes:
            lost = ngettext(
                "{n} change made later is not in it.", "{n} changes made later are not in it.", changes
            ).format(n=words.number(changes))
        self.loss.say(f"{cases} {lost}", "warn" if changes else "ok")
        self.loss.show()
        self._sure = True
        self.button.setText(_("Restore it"))

    def _done(self, _restored: object) -> None:
        self.field.clear()
        self.restored.emit()

    def _failed(self, error: Exception) -> None:
        self._end_work()
        if isinstance(error, UserError):
            self.row.set_error(error.sentence())
            self.field.setFocus()
        elif isinstance(error, KpsError):
            self.loss.say(error.sentence(), "danger")
            self.loss.show()
        else:
            self.fault.emit(error)

    def _end_work(self) -> None:
        self.busy.stop()
        self.button.setEnabled(True)

    def _unsure(self) -> None:
        """Something changed: look again before doing it."""
        self._sure = False
        self.row.set_error()
        self.loss.hide()
        self.button.setText(_("See what it holds"))

    def _ask_folder(self) -> None:
        dialog = QFileDialog(self, _("Folder for backups"), str(self._place))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(lambda name: self.list_folder(Path(name)))
        dialog.open()

    def _ask_file(self) -> None:
        dialog = QFileDialog(self, _("Choose a backup"), str(self._place))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(_("KPSdesk stores (*.kps)"))
        dialog.fileSelected.connect(lambda name: self.choose(Path(name)))
        dialog.open()
