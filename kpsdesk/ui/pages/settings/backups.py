"""Backups: where they go, the last good one, one now, and the way back with what it would cost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget
from typing_extensions import override

from kpsdesk import words
from kpsdesk.errors import KpsError
from kpsdesk.i18n import N_, _, ngettext
from kpsdesk.services import backups
from kpsdesk.services.backups import Backup, Backups
from kpsdesk.services.place import default_backups
from kpsdesk.services.vault import RestorePreview
from kpsdesk.ui.dialogs.base import BaseDialog
from kpsdesk.ui.models import Column
from kpsdesk.ui.pages.settings.section import Context, RowTable, toolbar
from kpsdesk.ui.pages.settings.security import SecretDialog
from kpsdesk.ui.pages.settings.ways import PreferenceSection
from kpsdesk.ui.widgets import Button, FormRow, InlineNotice, KeyValueList, Label, Progress, hbox, vbox

MEGABYTE = 1_000_000


class BackupSection(PreferenceSection):
    """Signals: restore_requested(Path, str): the chosen backup and the password; the window does it."""

    nouns = ("settings",)
    keys = ("backup_hours",)
    restore_requested = Signal(object, str)

    def __init__(self, context: Context) -> None:
        super().__init__(
            context,
            _("Backups"),
            _("Each is opened and counted before it counts. It opens with the password like the store."),
        )
        self.last = InlineNotice("", "neutral")
        self.folder = QLineEdit()
        self.folder.setReadOnly(True)
        self.now_button = Button(_("Back up now"), "primary", "save", self._make)
        self.restore_button = Button(
            _("Restore the chosen one"), "secondary", "rotate-ccw", self._ask_restore
        )
        self.other_button = Button(_("Restore another file"), "secondary", "folder-open", self._choose_backup)
        self.other_button.setEnabled(context.vault is not None)
        self.last.hide()
        self.progress = Progress()
        self.table = RowTable(_columns(self), _("Backups"), lambda row: row.path, 4)
        self._lay_out()
        self.table.current_changed.connect(
            lambda row: self.restore_button.setEnabled(row is not None and context.vault is not None)
        )
        self.restore_button.setEnabled(False)

    def _lay_out(self) -> None:
        choose = Button(_("Choose"), "secondary", "folder-open", self._choose_folder)
        line = hbox(self.folder, choose, gap=8)
        line.setStretch(0, 1)
        holder = QWidget()
        holder.setLayout(line)
        holder.setFocusProxy(choose)
        row = FormRow(
            _("&Folder"),
            holder,
            _("Best on another disk or a network drive, so that a broken computer takes not both."),
        )
        save = hbox(Button(_("Save"), "secondary", "check", self.save), None)
        box = QWidget()
        box.setLayout(vbox(row, self.make_form(), save, gap=12))
        self.column.addWidget(self.last)
        self.column.addWidget(box)
        self.column.addWidget(toolbar([self.now_button, self.restore_button, self.other_button]))
        self.column.addWidget(self.progress)
        self.column.addWidget(self.table, 1)

    def where(self) -> Path | None:
        """The folder in use."""
        chosen = self.desk.services.preferences.get("backup_folder")
        if chosen:
            return Path(chosen)
        return default_backups(self.context.profile) if self.context.profile is not None else None

    @override
    def load(self) -> None:
        super().load()
        folder = self.where()
        self.folder.setText(str(folder) if folder else "")
        self.now_button.setEnabled(folder is not None)
        if folder is None:
            self._tell(_("No backups are made of this store."), "neutral")
            return
        session = self.desk.session
        self.desk.read(
            self, lambda: Backups(session.store, folder, session.clock).all(), self._show, self._no_folder
        )

    def _tell(self, text: str, tone: str) -> None:
        self.last.say(text, tone)
        self.last.show()

    def _show(self, found: list[Backup]) -> None:
        self.table.show_rows(found)
        if not found:
            self._tell(_("There is no backup yet. Make one now."), "warn")
        else:
            session = self.desk.session
            when = words.instant(found[0].made_at, session.today, session.country)
            days = (session.clock.now() - found[0].made_at).days
            self._tell(_("Last good backup: {when}.").format(when=when), "ok" if days < 2 else "warn")

    def _no_folder(self, error: Exception) -> None:
        self.table.show_rows(())
        if isinstance(error, KpsError):
            self._tell(error.sentence(), "danger")
        else:
            self.refused(error)

    # -- acts

    def _choose_folder(self) -> None:
        start = str(self.where() or "")
        dialog = QFileDialog(self, _("Folder for backups"), start)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(lambda name: self.use_folder(Path(name)))
        dialog.open()

    def use_folder(self, folder: Path) -> None:
        """Try a folder and keep it."""
        kept, store = self.desk.services.preferences, self.desk.session.store.path

        def work() -> Any:
            backups.demand_folder(folder, store)
            return kept.set("backup_folder", str(folder))

        def kept_there(_more: Any) -> None:
            if self.desk.look is not None:  # so that it is found also when the store cannot be opened
                self.desk.look.remember(backups=str(folder))
            self.context.say(_("Backups go there from now on."), "", None, "ok")

        self.write(work, kept_there)

    def _make(self) -> None:
        folder, session = self.where(), self.desk.session
        if folder is None:
            return
        self.now_button.setEnabled(False)
        self.progress.start(_("Making and checking a backup"))

        def ended(error: Exception | None = None) -> None:
            self.progress.stop()
            self.now_button.setEnabled(True)
            if error is not None:
                self.refused(error)
            else:
                self.context.say(_("The backup is made and checked."), "", None, "ok")
            self.load()

        self.desk.tasks.long(
            self,
            lambda _job: Backups(session.store, folder, session.clock).make(),
            lambda _made: ended(),
            ended,
        )

    def _ask_restore(self) -> None:
        chosen = self.table.current()
        if chosen is not None:
            self.restore(chosen.path)

    def _choose_backup(self) -> None:
        dialog = QFileDialog(self, _("Choose a backup"), str(self.where() or ""))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(_("KPSdesk stores (*.kps)"))
        dialog.fileSelected.connect(lambda name: self.restore(Path(name)))
        dialog.open()

    def restore(self, file: Path) -> None:
        """Ask for the password, tell what would be lost, and ask once more."""
        vault, store = self.context.vault, self.desk.session.store.path
        if vault is None:
            return
        kept: list[str] = []

        def look(secret: str, _new: str) -> RestorePreview:
            preview = vault.preview_restore(file, store, secret)
            kept.append(secret)
            return preview

        def ask(preview: RestorePreview) -> None:
            dialog = RestoreDialog(self, preview)
            dialog.accepted.connect(lambda: self.restore_requested.emit(file, kept[-1]))
            dialog.open()

        SecretDialog(
            self, _("Restore a backup"), _("Show what would be lost"), look, ask,
            note=_("Today's password, or the one from the day of the backup. Nothing is changed yet."),
        ).open()  # fmt: skip


class RestoreDialog(BaseDialog):
    """What restoring would take away, before anything is done."""

    def __init__(self, section: BackupSection, preview: RestorePreview) -> None:
        super().__init__(_("Restore this backup?"), _("Restore"), role="danger", parent=section)
        session = section.desk.session
        until = words.instant(preview.until, session.today, session.country) if preview.until else "–"
        held = ngettext("{n} case", "{n} cases", preview.backup.cases)
        held = held.format(n=words.number(preview.backup.cases))
        self.add(
            KeyValueList(
                (
                    (_("Holds"), held),
                    (_("Knows everything until"), until),
                )
            ),
            InlineNotice(*_loss(preview)),
            Label(_("The store of today is kept beside the restored one under another name."), wrap=True),
            Label(
                _("KPSdesk closes the store, restores the backup and opens it."), "body", "muted", wrap=True
            ),
        )


def _loss(preview: RestorePreview) -> tuple[str, str]:
    """What is not in the backup, and its tone."""
    cases, changes = preview.lost_cases, preview.lost_changes
    if not changes and not cases:
        return _("Nothing would be lost: nothing was written since."), "ok"
    told = []
    if cases:
        text = ngettext(
            "{n} case that came later is not in it.", "{n} cases that came later are not in it.", cases
        )
        told.append(text.format(n=words.number(cases)))
    text = ngettext("{n} change made later is not in it.", "{n} changes made later are not in it.", changes)
    told.append(text.format(n=words.number(changes)))
    return " ".join(told), "warn"


def size_of(row: Any) -> str:
    """A file's size as people say it."""
    return f"{words.number(max(1, round(row.size / MEGABYTE)))} MB"


def _columns(section: BackupSection) -> tuple[Column[Any], ...]:
    def made(row: Any) -> str:
        return words.instant(row.made_at, section.desk.session.today, section.desk.session.country)

    return (
        Column("made", N_("Made"), made, width=200, sortable=False),
        Column("size", N_("Size"), size_of, width=110, right=True, sortable=False),
        Column("file", N_("File"), lambda r: r.path.name, width=280, stretches=True, sortable=False),
    )


__all__ = ["BackupSection", "RestoreDialog"]
