"""The report: the reporter's own words first, framed and untouched; what was answered; additions under it."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from kpsdesk.domain.fields import REPORTER
from kpsdesk.i18n import N_, _
from kpsdesk.services.case_view import CaseView
from kpsdesk.ui.pages.case.autosave import as_shown
from kpsdesk.ui.pages.case.context import CaseContext
from kpsdesk.ui.pages.case.section import CaseSection
from kpsdesk.ui.widgets import Card, Entry, KeyValueList, Label, Timeline, clear_layout, vbox

# the form asks the reporter «your …»; here somebody else reads the answer
FOR_READERS = {"profession": N_("The reporter's profession")}


class ReportSection(CaseSection):
    """Nothing here can be changed: later additions are additions."""

    key = "report"

    def __init__(self, context: CaseContext) -> None:
        super().__init__(_("The report"), context)
        self._quote = Card(role="quote", gap=4)
        self._own = vbox(gap=4)
        self._quote.body.addLayout(self._own)
        self._facts = KeyValueList()
        self._additions_title = Label(_("Added later"), "strong")
        self._additions = Timeline()
        self.add(self._quote, self._facts, self._additions_title, self._additions)
        self._drawn = ""

    @override
    def show_case(self, view: CaseView) -> None:
        report = view.file.report
        clear_layout(self._own)
        texts = (
            (_("What happened, in the reporter's own words"), report.description),
            (_("Done at once"), report.immediate_text),
            (_("What went well"), report.went_well),
            (_("The reporter's proposal"), report.suggestion),
        )
        for title, text in texts:
            if text.strip():
                self._own.addWidget(Label(title, "small", "muted", wrap=True))
                self._own.addWidget(Label(text, wrap=True, selectable=True))
        self._facts.set_pairs([(name, value) for name, value in self._answers(view) if value])
        self._show_additions(view)

    def _answers(self, view: CaseView) -> list[tuple[str, str | QWidget]]:
        context, report, row = self.context, view.file.report, view.row
        reported = (
            context.day(row.reported_day)
            if row.anonymity == "anonymous"
            else context.instant(row.reported_at)
        )
        pairs: list[tuple[str, str | QWidget]] = [
            (_("Reported"), reported),
            (_("Happened"), context.day(row.occurred_day)),
        ]
        pairs += [
            (
                _(FOR_READERS.get(field.key, field.label)),
                self._answer(field.list, report.values.get(field.key), field.shape),
            )
            for field in REPORTER
        ]
        pairs += [
            (_("Reported by"), self._reporter(view)),
            (_("Contact"), report.contact or ""),
            (_("Wants feedback"), _("Yes") if report.wants_feedback else _("No")),
        ]
        if view.file.head.unit_report_id != row.unit_id:
            pairs.append((_("Reported at"), context.unit(view.file.head.unit_report_id)))
        pairs += [(name, value) for name, value in (report.unknown or {}).items()]
        return pairs

    def _reporter(self, view: CaseView) -> str:
        if view.row.anonymity == "named":
            return view.file.report.reporter_name or ""
        return self.context.word("anonymity", view.row.anonymity)

    def _answer(self, name: str, value: Any, shape: str) -> str:
        if value in (None, "", []):
            return ""
        if shape == "date":
            return self.context.day(as_shown(value, "date"))
        if isinstance(value, (list, tuple)):
            return ", ".join(self.context.word(name, str(one)) for one in value)
        return self.context.word(name, str(value)) if name else str(value)

    def _show_additions(self, view: CaseView) -> None:
        added = [note for note in view.notes if note.kind == "addition"]
        self._additions_title.setVisible(bool(added))
        self._additions.setVisible(bool(added))
        context = self.context
        self._additions.set_entries(
            [
                Entry(context.instant(n.at), n.text, "", context.actor(n.author), context.exact(n.at))
                for n in added
            ]
        )
