"""The letter to the person who was harmed: the six points in plain words, edited before it is printed (PSL 3:8)."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from kpsdesk.domain.needs import INJURIES
from kpsdesk.domain.papers import Letter
from kpsdesk.errors import KpsError
from kpsdesk.i18n import _
from kpsdesk.services.paper_letters import LetterProposal
from kpsdesk.ui.pages.case.context import CaseContext
from kpsdesk.ui.pages.case.papers_dialog import Make, PaperDialog
from kpsdesk.ui.widgets import FormRow, InlineNotice, TextArea, reveal, vbox

ENDS: Final = ("greeting", "opening", "closing")


class LetterDialog(PaperDialog):
    """Each part of the letter is a field. What was written in one language is kept while another is looked at."""

    at_once = False
    endings = ("pdf", "docx")

    def __init__(self, context: CaseContext) -> None:
        super().__init__(
            context,
            _("Letter to the person concerned"),
            _("What the law says that a harmed patient is to be told, as a letter. Change what you like, and fill in what "
              "stands in [brackets]. Nobody is named but the contact that you write."),
        )  # fmt: skip
        self._letter: Letter | None = None
        self._begun: dict[str, str] = {}
        self._kept: dict[str, dict[str, str]] = {}
        self._shown = ""
        self.fields: dict[str, TextArea] = {}
        self.rows: dict[str, FormRow] = {}
        self.check = InlineNotice(tone="warn")
        self.check.hide()
        self._fields = QWidget()
        self._fields_column = vbox(gap=16)
        self._fields.setLayout(self._fields_column)
        self.contact = TextArea(_("Role and phone, perhaps a name"), rows=2, most_rows=4, words=_("Contact"))
        if context.view.values.get("injury_class") not in INJURIES:
            told = _(
                "The case is not judged as an injury that could have been avoided. See that the letter fits what happened."
            )
            self.column.addWidget(InlineNotice(told))
        self.column.addWidget(self.check)
        self.column.addWidget(self._fields)
        contact = _("Whom they can ask, and how. Stands in the letter as you write it.")
        self.column.addWidget(FormRow(_("Contact"), self.contact, contact))
        self.main_button.setEnabled(False)

    @override
    def begin(self) -> None:
        super().begin()
        self.language_chosen()

    @override
    def language_chosen(self) -> None:
        code = self.language.value() or "sv"
        if self._letter is not None:
            self._kept[self._shown] = {key: field.text() for key, field in self.fields.items()}
        papers, case_id = self.context.services.papers, self.case_id
        self.context.desk.read(
            self,
            lambda: papers.letter_text(case_id, code),
            lambda proposal: self._came(code, proposal),
            self.refused,
        )

    def _came(self, code: str, proposal: LetterProposal) -> None:
        if code != (self.language.value() or "sv"):
            return  # another one was chosen meanwhile
        self._letter, self._shown = proposal.letter, code
        reveal(self.check, bool(proposal.check))
        if proposal.check:
            self.check.say(proposal.check, "warn")
        self._begun = _texts(proposal.letter)
        labels = {"greeting": _("Greeting"), "opening": _("Beginning"), "closing": _("End")}
        labels |= {one.code: one.title for one in proposal.letter.points}
        for key in ("greeting", "opening", *(one.code for one in proposal.letter.points), "closing"):
            self._put(key, labels[key], self._kept.get(code, self._begun).get(key, ""))
        self.main_button.setEnabled(True)
        self.give_keys()

    def _put(self, key: str, label: str, text: str) -> None:
        if key not in self.fields:
            area = TextArea(rows=1 if key in ENDS else 3, most_rows=14, words=label)
            self.fields[key], self.rows[key] = area, FormRow(label, area)
            self._fields_column.addWidget(self.rows[key])
        self.rows[key].set_label(label)
        self.fields[key].set_text(text)

    @override
    def work(self) -> Make:
        assert self._letter is not None
        told = {key: field.text() for key, field in self.fields.items()}
        points = tuple(replace(one, text=told[one.code]) for one in self._letter.points)
        letter = replace(
            self._letter,
            greeting=told["greeting"],
            opening=told["opening"],
            closing=told["closing"],
            points=points,
            contact=self.contact.text(),
        )
        for row in self.rows.values():
            row.set_error()
        papers, case_id, code = self.context.services.papers, self.case_id, self._shown
        return lambda: papers.letter(case_id, letter, code)

    @override
    def refused(self, error: Exception) -> None:
        super().refused(error)
        key = getattr(error, "field", "").removeprefix("point.") if isinstance(error, KpsError) else ""
        if key in self.rows and isinstance(error, KpsError):
            self.rows[key].set_error(error.sentence())
            self.fields[key].setFocus()

    @override
    def changed(self) -> bool:
        told = {key: field.text() for key, field in self.fields.items()}
        return self.made is None and (told != self._begun or bool(self.contact.text()))


def _texts(letter: Letter) -> dict[str, str]:
    told = {"greeting": letter.greeting, "opening": letter.opening, "closing": letter.closing}
    return told | {one.code: one.text for one in letter.points}
