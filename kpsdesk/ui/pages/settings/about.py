"""What this is, which version, where the store lies, and a full check on demand."""

from __future__ import annotations

from typing import Any

from typing_extensions import override

from kpsdesk import __version__
from kpsdesk.errors import KpsError
from kpsdesk.i18n import _
from kpsdesk.services import health, place
from kpsdesk.ui.pages.settings.section import Context, SettingsSection, toolbar
from kpsdesk.ui.tasks import Cancelled, Job
from kpsdesk.ui.widgets import Button, Card, InlineNotice, KeyValueList, Label, Progress

SHARES = 1000


class AboutSection(SettingsSection):
    """Version, store, check."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("About KPSdesk"))
        self.facts = KeyValueList(())
        self.place_note = InlineNotice("", "warn")
        self.place_note.hide()
        self.result = InlineNotice("", "ok")
        self.result.hide()
        self.check_button = Button(_("Check the store now"), "secondary", "shield", self._check)
        self.progress = Progress(can_cancel=True)
        self.progress.cancelled.connect(self._stop)
        self._job: Job | None = None
        text = _("KPSdesk helps care units to tell about risks and events, to handle them in time and to learn. It is free "
                 "software, uses no network, and sends nothing anywhere.")  # fmt: skip
        self.column.addWidget(Card(Label(text, wrap=True), self.facts, gap=12))
        self.column.addWidget(self.place_note)
        self.column.addWidget(toolbar([self.check_button]))
        self.column.addWidget(self.progress)
        self.column.addWidget(self.result)
        self.column.addStretch(1)

    @override
    def load(self) -> None:
        path = self.desk.session.store.path
        size = round(path.stat().st_size / 1_000_000, 1) if path.exists() else 0
        self.facts.set_pairs(
            (
                (_("Version"), __version__),
                (_("Store"), str(path)),
                (_("Size"), f"{size} MB"),
                (_("Licence"), "MIT"),
            )
        )
        warning = place.warning(path)
        self.place_note.say(warning, "warn")
        self.place_note.setVisible(bool(warning))

    def _check(self) -> None:
        session = self.desk.session
        self.check_button.setEnabled(False)
        self.result.hide()
        self.progress.start(_("Checking every page of the store"))

        def work(job: Job) -> Any:
            cancel = health.Cancel()
            job.on_cancel(cancel.cancel)

            def told(share: float) -> None:
                job.step(round(share * SHARES), SHARES)

            return health.check(session.store, session.clock, progress=told, cancel=cancel)

        self._job = self.desk.tasks.long(
            self, work, self._checked, self._failed, progress=lambda d, t, _text: self.progress.step(d, t)
        )

    def _checked(self, found: Any) -> None:
        self._end()
        if found.healthy:
            self.result.say(_("The store is whole: every page, index and reference is right."), "ok")
        else:
            self.result.say(_("Damage was found. Restore the latest good backup under Backups."), "danger")
        self.result.show()

    def _failed(self, error: Exception) -> None:
        self._end()
        if isinstance(error, KpsError):
            self.result.say(error.sentence(), "danger")
            self.result.show()
        elif not isinstance(error, Cancelled):
            self.desk.tasks.report(error)

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()
        self._end()

    def _end(self) -> None:
        self._job = None
        self.progress.stop()
        self.check_button.setEnabled(True)
