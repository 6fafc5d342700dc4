"""The column at the right: people, dates, actions at a glance, links, attachments."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QWidget
from typing_extensions import override

from kpsdesk import words
from kpsdesk.domain.case import StepRow
from kpsdesk.domain.working import OPEN_ACTIONS
from kpsdesk.errors import KpsError
from kpsdesk.i18n import _, ngettext
from kpsdesk.services.attachments import MEGABYTE, AttachmentRow
from kpsdesk.services.case_view import CaseView, LinkLine
from kpsdesk.ui.pages.case.context import CaseContext
from kpsdesk.ui.pages.case.dialogs_moves import MoreTimeDialog
from kpsdesk.ui.pages.case.dialogs_track import LinkDialog
from kpsdesk.ui.pages.case.told import ToldCard
from kpsdesk.ui.widgets import (
    Button,
    Card,
    IconButton,
    KeyValueList,
    Label,
    LinkButton,
    clear_layout,
    hbox,
    plain,
    tip,
    vbox,
)
from kpsdesk.ui.widgets.reading_order import same_place


class CaseSide(QWidget):
    """Small cards under each other."""

    def __init__(self, context: CaseContext) -> None:
        super().__init__()
        self.context = context
        self.people = PeopleCard(context)
        self.dates = DatesCard(context)
        self.told = ToldCard(context)
        self.links = LinksCard(context)
        self.attachments = AttachmentsCard(context)
        self.setLayout(vbox(self.dates, self.told, self.people, self.attachments, self.links, None, gap=12))

    def show_case(self, view: CaseView) -> None:
        """Show the case as it is now."""
        self.people.show_case(view)
        self.dates.show_case(view)
        self.told.show_case(view)
        self.links.show_case(view)
        self.attachments.show_case(view)


class _SideCard(Card):
    """A card with a small title."""

    def __init__(self, title: str, context: CaseContext) -> None:
        super().__init__(gap=6, margin=14)
        self.context = context
        self.add(Label(title, "strong"))
        self.setAccessibleName(title)


class PeopleCard(_SideCard):
    """Who owns it, who owned it before, who steps in, and how far the actions are."""

    def __init__(self, context: CaseContext) -> None:
        super().__init__(_("People and actions"), context)
        self._pairs = KeyValueList()
        self.add(self._pairs)

    def show_case(self, view: CaseView) -> None:
        """Show the case as it is now."""
        context, row = self.context, view.row
        organisation = context.desk.session.organisation
        deputies = [organisation.name_of(one) for one in organisation.deputies_of(row.unit_id, view.today)]
        pairs: list[tuple[str, str | QWidget]] = [
            (_("Unit"), context.unit(row.unit_id)),
            (_("Owner"), context.person(row.owner_id)),
            (_("Handler"), context.person(row.handler_id)),
        ]
        if deputies:
            pairs.append((_("Deputy"), ", ".join(deputies)))
        for owner in view.file.owners[:-1]:
            until = context.day(owner.to_day)
            pairs.append(
                (
                    _("Owner until {day}").format(day=until),
                    context.person(owner.manager_id) or context.unit(owner.unit_id),
                )
            )
        still = sum(action.status in OPEN_ACTIONS for action in view.actions)
        if view.actions:
            pairs.append(
                (
                    _("Actions"),
                    ngettext("{n} of {all} not done", "{n} of {all} not done", still).format(
                        n=still, all=len(view.actions)
                    ),
                )
            )
        self._pairs.set_pairs(pairs)


class DatesCard(_SideCard):
    """The steps with their due dates, and more time for those that are open."""

    def __init__(self, context: CaseContext) -> None:
        super().__init__(_("Dates"), context)
        self._list = vbox(gap=6)
        self.body.addLayout(self._list)

    def show_case(self, view: CaseView) -> None:
        """Show the case as it is now."""
        steps = [step for step in view.steps if step.due is not None or step.done_day is not None]
        self.setVisible(bool(steps))
        with same_place(self):
            clear_layout(self._list)
            for step in steps:
                self._list.addWidget(self._line(step, view))

    def _line(self, step: StepRow, view: CaseView) -> QWidget:
        context = self.context
        late = (
            step.done_day is None
            and step.due is not None
            and step.due < view.today
            and bool(view.row.is_open)
        )
        if step.done_day is not None:
            told, tone = _("done {day}").format(day=context.day(step.done_day)), "ok"
        else:
            told, tone = words.due(step.due, view.today), "danger" if late else ""
        name = Label(context.word("step", step.step), wrap=True)
        when = Label(told, "small", tone or "muted", wrap=True)
        reasons = [f"{context.exact(due.due)} {due.note or ''}".strip() for due in step.dues]
        when.setToolTip(tip("\n".join(reasons)))
        line = QWidget()
        row = hbox(vbox(name, when, gap=0), gap=4)
        row.setStretch(0, 1)
        if step.done_day is None and view.row.is_open:
            more = LinkButton(
                _("Ask for more time"),
                on_click=lambda: MoreTimeDialog(context, self.window(), step.step).open(),
            )
            more.setAccessibleName(
                _("Ask for more time: {step}").format(step=context.word("step", step.step))
            )
            row.addWidget(more)
        line.setLayout(row)
        return line


class LinksCard(_SideCard):
    """Cases that belong together with this one."""

    def __init__(self, context: CaseContext) -> None:
        super().__init__(_("Linked cases"), context)
        self._list = vbox(gap=4)
        self.body.addLayout(self._list)
        self.add(Button(_("Link a case"), "quiet", "link", lambda: LinkDialog(context, self.window()).open()))

    def show_case(self, view: CaseView) -> None:
        """Show the case as it is now."""
        with same_place(self):
            clear_layout(self._list)
            for link in view.links:
                self._list.addWidget(self._line(link))

    def _line(self, link: LinkLine) -> QWidget:
        row = link.row
        open_it = LinkButton(
            plain(row.number), on_click=lambda: self.context.go_requested.emit("case", {"id": row.id})
        )
        open_it.setToolTip(tip(row.title))
        kind = Label(self.context.word("link_kind", link.kind), "small", "muted", wrap=True)
        drop = IconButton(
            "x", _("Take the link to {number} away").format(number=row.number), lambda: self._drop(link)
        )
        line = QWidget()
        box = hbox(vbox(hbox(open_it, None), kind, gap=0), drop, gap=4)
        box.setStretch(0, 1)
        line.setLayout(box)
        return line

    def _drop(self, link: LinkLine) -> None:
        cases, case_id, other = self.context.services.cases, self.context.case_id, link.row.id
        self.context.act(
            lambda: cases.unlink(case_id, other, link.kind),
            _("The link is taken away."),
            lambda: cases.link(case_id, other, link.kind),
        )


class AttachmentsCard(_SideCard):
    """Files kept in the store: add by dialog or by dropping them here."""

    def __init__(self, context: CaseContext) -> None:
        super().__init__(_("Attachments"), context)
        self._list = vbox(gap=4)
        self.body.addLayout(self._list)
        self._told = Label("", "small", "danger", wrap=True)
        self._told.hide()
        limit = context.services.attachments.limit // MEGABYTE
        told = _("Drop files here. At most {n} MB each.").format(n=limit)
        hint = Label(told, "small", "muted", wrap=True)
        self.add(self._told, hint, Button(_("Attach a file"), "quiet", "paperclip", self.choose))
        self.setAcceptDrops(True)

    def show_case(self, view: CaseView) -> None:
        """Show the case as it is now."""
        with same_place(self):
            clear_layout(self._list)
            for one in view.attachments:
                self._list.addWidget(self._line(one))

    def _line(self, one: AttachmentRow) -> QWidget:
        open_it = LinkButton(plain(one.name), "paperclip", lambda: self.open_copy(one.id))
        open_it.setToolTip(
            tip(f"{one.name} · {self.context.actor(one.actor)} · {self.context.exact(one.at)}")
        )
        drop = IconButton(
            "x", _("Remove the attachment {name}").format(name=one.name), lambda: self.remove(one.id)
        )
        line = QWidget()
        box = hbox(
            vbox(hbox(open_it, None), Label(words.size(one.size), "small", "muted"), gap=0), drop, gap=4
        )
        box.setStretch(0, 1)
        line.setLayout(box)
        return line

    def choose(self) -> None:
        """Ask for files."""
        dialog = QFileDialog(self.window(), _("Attach a file"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda names: self.add_files([Path(name) for name in names]))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def add_files(self, paths: list[Path]) -> None:
        """Attach files; what is wrong with one does not stop the others."""
        service, case_id = self.context.services.attachments, self.context.case_id
        self._told.hide()
        for path in paths:
            self.context.act(
                partial(service.add, case_id, path), _("The file is attached."), failed=self._failed
            )

    def _failed(self, error: Exception) -> None:
        if isinstance(error, KpsError):
            self._told.setText(error.sentence())
            self._told.show()
        else:
            self.context.tell(error)

    def open_copy(self, key: str) -> None:
        """Open a temporary copy in the program that the computer uses for it."""
        service = self.context.services.attachments
        self.context.desk.read(self, lambda: service.open_copy(key), self._open, self._failed)

    def _open(self, path: Path) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            self._told.setText(_("This computer has no program for the file."))
            self._told.show()

    def remove(self, key: str) -> None:
        """Take one away, with a way back."""
        service, case_id = self.context.services.attachments, self.context.case_id
        self.context.act(
            lambda: service.remove(case_id, key),
            _("The attachment is removed."),
            lambda: service.remove(case_id, key, back=True),
        )

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        self.add_files([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])
        event.acceptProposedAction()
