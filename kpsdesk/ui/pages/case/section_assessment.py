"""Assessment: what kind of event, under which law, how serious, how likely (domain 2.4-2.6, 4.1)."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from kpsdesk.domain.fields import HANDLER_BY_KEY
from kpsdesk.domain.needs import CHARGED_HARM
from kpsdesk.i18n import _
from kpsdesk.services.case_view import CaseView
from kpsdesk.ui.pages.case import presenter
from kpsdesk.ui.pages.case.autosave import declare
from kpsdesk.ui.pages.case.context import CaseContext
from kpsdesk.ui.pages.case.score import ScoreBox
from kpsdesk.ui.pages.case.section_fields import FieldsSection
from kpsdesk.ui.pages.case.similar import SimilarCases
from kpsdesk.ui.widgets import Choice, Disclosure, FormField

FIRST = ("event_type", "subcategory", "event_type_text")
NEXT = ("place", "law_area", "patient_safe", "harm")
HARM = ("harm_psychological", "harm_dimension", "consequence_type")
LEGAL = ("preventable", "injury_class", "lexsarah_class")
MORE = ("title", "phase", "person_affected", "age_band", "gender", "other_units")
HEALTH_LAW = frozenset({"hsl", "dental", "fi_health"})
SOCIAL_LAW = frozenset({"sol", "lss", "fi_social"})


class AssessmentSection(FieldsSection):
    """The handler's judgement of what happened."""

    key = "assessment"

    def __init__(self, context: CaseContext) -> None:
        super().__init__(_("Assessment"), context)
        self.later(self._make_first, self._make_next, self._make_score, self._make_legal, self._make_rest)

    def _make_first(self) -> None:
        self.first = self.add_form([self._declared(key) for key in FIRST])
        self.first.edited.connect(self._edited)

    def _make_next(self) -> None:
        self.next = self.add_form([self._declared(key) for key in NEXT])

    def _make_score(self) -> None:
        self.score = ScoreBox(self.context)
        self.add(self.score)

    def _make_legal(self) -> None:
        self.legal = self.add_form([self._declared(key) for key in LEGAL])

    def _make_rest(self) -> None:
        self._more = Disclosure(_("More to assess"))
        self._more.toggled.connect(self._unfolded)
        self.add(self._more)
        self.similar = SimilarCases(self.context)
        self.add(self.similar)

    def _declared(self, key: str) -> FormField:
        field = HANDLER_BY_KEY[key]
        if field.list in ("injury_class", "lexsarah_class", "law_area", "preventable"):
            items = self.context.desk.session.vocabulary.items(field.list)
            choices = [Choice(item.code, str(item.text), str(item.help or "")) for item in items]
            return FormField(key, "choice", _(field.label), self._help(key), choices)
        none = (
            _("(not given)")
            if key in ("event_type", "subcategory", "place", "age_band", "gender", "person_affected")
            else ""
        )
        return declare(field, self.context, none_text=none)

    def _tell_meanings(self) -> None:
        """What the chosen class means, under it: a tip alone would be for the mouse only (domain 10)."""
        for key in ("injury_class", "lexsarah_class", "preventable"):
            item = self.context.desk.session.vocabulary.get(key, str(self.value(key) or ""))
            meaning = str(item.help or "") if item else ""
            self.legal.form.row(key).set_help(meaning or self._help(key))

    @staticmethod
    def _help(key: str) -> str:
        return {
            "injury_class": _(
                "For health care. An injury is one that could have been avoided with adequate measures; point at a choice to read what it means."
            ),
            "lexsarah_class": _(
                "For social care. An irregularity is a threat to, or a consequence for, somebody's life, safety or health."
            ),
        }.get(key, "")

    @override
    def ready_for(self, view: CaseView) -> Iterator[None]:
        """Many fields come and go with the case, so they do in turns."""
        self.first.show_values(view.values)
        self.next.show_values(view.values)
        yield
        self.legal.show_values(view.values)
        self.show_rows(view)
        yield
        if presenter.asks_score(view):
            self.score.show_case(view)
            yield

    @override
    def show_case(self, view: CaseView) -> None:
        self._fill_subcategories(view.row.event_type)
        self._tell_place(view)
        super().show_case(view)
        self.score.setVisible(presenter.asks_score(view))
        if presenter.asks_score(view):
            self.score.show_case(view)
            self.score.lock(presenter.ended(view))
        self.similar.show_case(view)

    @override
    def show_rows(self, view: CaseView) -> None:
        event = self.value("event_type")
        subs = self.context.choices("event_type", str(event)) if event else []
        self.show_row("subcategory", bool(subs))
        self.show_row("event_type_text", event == "OTHER" or bool(view.values.get("event_type_text")))
        harmed = str(self.value("harm") or "") in CHARGED_HARM
        self.show_row("preventable", harmed)
        self._tell_meanings()
        law = self.value("law_area")
        self.show_row("injury_class", law not in SOCIAL_LAW or bool(view.values.get("injury_class")))
        self.show_row("lexsarah_class", law not in HEALTH_LAW or bool(view.values.get("lexsarah_class")))

    def _fill_subcategories(self, event: str | None) -> None:
        self.first.form.set_choices("subcategory", self.context.choices("event_type", event) if event else ())

    def _tell_place(self, view: CaseView) -> None:
        """The reporter's own answer stays in the report; here it can be put right, or given when it is missing."""
        reported = self.context.word("place", view.file.report.values.get("place"))
        told = _("The reporter answered: {place}.").format(place=reported) if reported else ""
        self.next.form.row("place").set_help(told or _("The reporter did not say."))

    def _edited(self, key: str) -> None:
        if key == "event_type":
            event = self.value("event_type")
            if self.value("subcategory"):
                self.first.form.set_values({"subcategory": None})
                self.first.take("subcategory")
            self._fill_subcategories(str(event) if event else None)
            self.show_rows(self.context.view)

    @override
    def place(self, key: str) -> QWidget | None:
        if key in ("probability", "severity_actual", "severity_potential"):
            return self.score.rows[key]
        if key == "injury_class" and self.legal.form.row("injury_class").isHidden():
            return self.legal.form.widget("lexsarah_class")
        if key in (*HARM, *MORE):
            self._more.unfold()
        return super().place(key)

    def _unfolded(self, on: bool) -> None:
        """Most cases do without these fields, so they are made when they are asked for."""
        if on and self.form_of(MORE[0]) is None:
            more = self.add_form([self._declared(key) for key in (*HARM, *MORE)])
            self._more.add(more)
            more.show_values(self.context.view.values)
            more.lock(presenter.ended(self.context.view))
