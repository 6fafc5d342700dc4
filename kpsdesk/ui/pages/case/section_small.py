"""The shorter sections: decision, lesson, feedback, notes."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from kpsdesk.domain.fields import HANDLER_BY_KEY
from kpsdesk.i18n import _
from kpsdesk.services.case_view import CaseView
from kpsdesk.ui.pages.case.autosave import declare
from kpsdesk.ui.pages.case.context import CaseContext
from kpsdesk.ui.pages.case.feedback_box import FeedbackBox, told_by
from kpsdesk.ui.pages.case.section import CaseSection
from kpsdesk.ui.pages.case.section_fields import FieldsSection
from kpsdesk.ui.widgets import Button, ComboField, Entry, FormRow, TextArea, Timeline


class DecisionSection(FieldsSection):
    """What was decided; for serious cases also the talk with the head of operations."""

    key = "decision"

    def __init__(self, context: CaseContext) -> None:
        super().__init__(_("Decision"), context)
        self.later(self._make)

    def _make(self) -> None:
        keys = ("decision_text", "head_told_on")
        self.add_form([declare(HANDLER_BY_KEY[key], self.context) for key in keys])

    @override
    def show_rows(self, view: CaseView) -> None:
        self.show_row("head_told_on", bool(view.row.demands_analysis or view.values.get("head_told_on")))


class LessonSection(FieldsSection):
    """What others can learn, and what is taken up at the workplace meeting."""

    key = "lesson"
    after_closing = True

    def __init__(self, context: CaseContext) -> None:
        super().__init__(_("Lesson"), context)
        self.later(self._make)

    def _make(self) -> None:
        keys = ("lesson", "share_at_apt", "apt_text", "praise")
        form = self.add_form([declare(HANDLER_BY_KEY[key], self.context) for key in keys])
        form.edited.connect(self._warn)

    @override
    def show_case(self, view: CaseView) -> None:
        super().show_case(view)
        self._warn("apt_text")

    @override
    def show_rows(self, view: CaseView) -> None:
        self.show_row("apt_text", bool(self.value("share_at_apt")))

    def _warn(self, key: str) -> None:
        area = self.forms[0].form.widget("apt_text")
        if key == "apt_text" and isinstance(area, TextArea):
            area.warn(told_by(area.text(), self.context))


class FeedbackSection(CaseSection):
    """What the reporter was told; more can be told at any time."""

    key = "feedback"

    def __init__(self, context: CaseContext) -> None:
        super().__init__(
            _("Feedback"),
            context,
            _("Named reporters see it in the program, hidden and anonymous ones by their receipt code."),
        )
        self.later(self._make)

    def _make(self) -> None:
        context = self.context
        self._given = Timeline()
        self.box = FeedbackBox(context)
        self.send = Button(_("Give feedback"), icon="send", on_click=self.give)
        self.reason = ComboField(words=_("Reason"), none_text=_("(feedback is given)"))
        self.reason.chosen.connect(self._give_none)
        self._row = FormRow(_("To the reporter"), self.box)
        self._none_row = FormRow(_("Or say why none can be given"), self.reason)
        self.add(self._given, self._row, self.send, self._none_row)
        context.unsent.add("feedback", self.box.text, self.box.set_text, self.box.edited)

    @override
    def show_case(self, view: CaseView) -> None:
        context = self.context
        self._given.setVisible(bool(view.feedback))
        self._given.set_entries(
            [
                Entry(
                    context.instant(one.at),
                    one.text
                    or _("No feedback: {reason}").format(
                        reason=context.word("no_feedback_reason", one.no_feedback_reason)
                    ),
                    "",
                    context.actor(one.author),
                    context.exact(one.at),
                    "ok" if one.text else "neutral",
                )
                for one in view.feedback
            ]
        )
        self.box.show_kind(view.row.kind)
        self.reason.set_options(context.choices("no_feedback_reason"))
        self._none_row.setVisible(not view.feedback)
        # on the short path the text is written in its own panel; two places to write the same would confuse
        self._row.setVisible(not (view.short_path and not view.feedback and view.file.report.wants_feedback))
        self.send.setVisible(not self._row.isHidden())

    @override
    def leave(self) -> None:
        self._row.set_error()
        self.reason.set_value(None)

    @override
    def place(self, key: str) -> QWidget | None:
        return self.box.area.field if key == "feedback" else None

    def give(self) -> None:
        """Send what is written."""
        text = self.box.text()
        if not text:
            self._row.set_error(_("Write a few words to the reporter first."))
            return
        if not self.box.ready():
            self.box.setFocus()
            return
        self._row.set_error()
        cases, case_id = self.context.services.cases, self.context.case_id
        self.context.act(
            lambda: cases.give_feedback(case_id, text),
            _("The feedback is given."),
            done=lambda _more: self.context.unsent.clear("feedback"),
        )

    def _give_none(self, code: str | None) -> None:
        if code:
            cases, case_id = self.context.services.cases, self.context.case_id
            self.context.act(
                lambda: cases.give_feedback(case_id, "", code), _("Noted why no feedback is given.")
            )


class NotesSection(CaseSection):
    """Notes, additions to the report and questions; each says where it comes from and if it is fact or judgement."""

    key = "notes"

    def __init__(self, context: CaseContext) -> None:
        super().__init__(_("Notes"), context)
        self.later(self._make_text, self._make_kind)

    def _make_text(self) -> None:
        context = self.context
        self._list = Timeline()
        self.text = TextArea(_("Something to add: what was said, seen or found out"), rows=2, words=_("Note"))
        self._row = FormRow(_("New note"), self.text)
        context.unsent.add("note", self.text.text, self.text.set_text, self.text.edited)
        self.add(self._list, self._row)

    def _make_kind(self) -> None:
        context = self.context
        self.kind = ComboField(
            [c for c in context.choices("note_kind") if c[0] != "feedback"], _("Kind of note")
        )
        self.kind.set_value("note")
        self.source = ComboField(context.choices("profession"), _("Source"), none_text=_("(myself)"))
        self.certainty = ComboField(
            context.choices("fact_or_judgement"), _("Fact or judgement"), none_text=_("(not given)")
        )
        self.save = Button(_("Add the note"), icon="plus", on_click=self.add_note)
        self.add(
            FormRow(_("Kind of note"), self.kind),
            FormRow(_("Who says so (role)"), self.source),
            FormRow(_("Fact or judgement"), self.certainty),
            self.save,
        )

    @override
    def show_case(self, view: CaseView) -> None:
        context = self.context
        entries = []
        for note in view.notes:
            source = context.word("profession", note.source)
            certainty = context.word("fact_or_judgement", note.certainty)
            told = " · ".join(
                part for part in (context.word("note_kind", note.kind), source, certainty) if part
            )
            entries.append(
                Entry(
                    context.instant(note.at),
                    note.text,
                    told,
                    context.actor(note.author),
                    context.exact(note.at),
                )
            )
        self._list.setVisible(bool(entries))
        self._list.set_entries(entries)

    @override
    def unsaved(self) -> bool:
        return bool(self.text.text().strip())

    @override
    def leave(self) -> None:
        self._row.set_error()

    @override
    def place(self, key: str) -> QWidget | None:
        return self.text.field if key == "notes" else None

    def add_note(self) -> None:
        """Keep what is written."""
        text = self.text.text().strip()
        if not text:
            self._row.set_error(_("Write the note first."))
            return
        self._row.set_error()
        values = {
            "text": text,
            "kind": self.kind.value() or "note",
            "source": self.source.value() or "",
            "certainty": self.certainty.value() or "",
        }
        cases, case_id = self.context.services.cases, self.context.case_id
        self.context.act(
            lambda: cases.add_note(case_id, values), done=lambda _more: self.context.unsent.clear("note")
        )
