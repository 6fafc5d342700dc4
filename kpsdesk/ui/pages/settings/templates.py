"""Ready texts for feedback: what they say in each language, when and for what they are offered, order, out of use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from typing_extensions import override

from kpsdesk.domain.changes import Changes
from kpsdesk.i18n import N_, Words, _
from kpsdesk.services.templates import FeedbackTemplate
from kpsdesk.ui.models import Column
from kpsdesk.ui.pages.settings.languages import LANGUAGES, read_words, word_fields, word_values
from kpsdesk.ui.pages.settings.section import Context, FormDialog, RowTable, SettingsSection, Values, toolbar
from kpsdesk.ui.widgets import Button, Card, FormField, Label

USES: Final[Mapping[str, str]] = {
    "acknowledge": N_("when it is taken in"),
    "close": N_("when it is closed"),
    "dismiss": N_("when it is dismissed"),
    "forward": N_("when it is forwarded"),
    "ask": N_("to ask for more"),
}


class TemplateSection(SettingsSection):
    """The templates above, the chosen one's text in all languages below."""

    nouns = ("templates",)

    def __init__(self, context: Context) -> None:
        super().__init__(
            context,
            _("Feedback texts"),
            _("Ready texts that the case offers for feedback. What was sent before stays as it was sent."),
        )
        self.templates = context.desk.services.templates
        self.version = 1
        self.table = RowTable(_columns(self), _("Feedback texts"), lambda row: row.code)
        self.buttons = {
            "add": Button(_("New text"), "primary", "plus", self._add),
            "edit": Button(_("Change"), "secondary", "pencil", self._edit),
            "up": Button(_("Up"), "secondary", "arrow-up", lambda: self._move(-1)),
            "down": Button(_("Down"), "secondary", "arrow-down", lambda: self._move(1)),
            "retire": Button(_("Out of use"), "secondary", "archive", self._turn),
            "previous": Button(_("Previous version back"), "secondary", "history", self._previous),
        }
        self.shown = {code: Label("", "body", wrap=True, selectable=True) for code, _name in LANGUAGES}
        self.card = Card(gap=4)
        for code, name in LANGUAGES:
            self.card.add(Label(name.capitalize(), "strong"), self.shown[code])
        self.put(toolbar(list(self.buttons.values())))
        self.column.addWidget(self.table, 1)
        self.put(self.card)
        self.table.current_changed.connect(self._chose)
        self.table.opened.connect(lambda _row: self._edit())
        self._chose(None)

    @override
    def load(self) -> None:
        self.desk.read(self, lambda: (self.templates.all(), self.templates.version()), self._fill)

    def _fill(self, read: tuple[list[FeedbackTemplate], int]) -> None:
        rows, self.version = read
        self.table.show_rows(rows)
        self.buttons["previous"].setEnabled(self.version > 1)

    def _chose(self, template: FeedbackTemplate | None) -> None:
        for key in ("edit", "up", "down", "retire"):
            self.buttons[key].setEnabled(template is not None)
        self.buttons["previous"].setEnabled(self.version > 1)
        retired = template is not None and template.retired
        self.buttons["retire"].setText(_("Into use again") if retired else _("Out of use"))
        self.card.setVisible(template is not None)
        for code, label in self.shown.items():
            label.setText(template.text.in_(code) if template is not None else "")

    # -- acts

    def tell(self, text: str, before: int) -> None:
        """Say what was done; the banner takes it back."""

        def undo() -> None:
            self.write(lambda: self.templates.bring_back(before, seen=before + 1))

        self.context.say(text, _("Undo"), undo, "ok")

    def _do(self, work: Callable[[], Any], text: str) -> None:
        before = self.version
        self.write(work, lambda _more: self.tell(text, before))

    def _add(self) -> None:
        kinds = tuple(item.code for item in self.desk.session.vocabulary.items("kind"))
        empty = FeedbackTemplate("", "close", kinds, Words.same(""), Words.same(""))
        TemplateDialog(self, _("New text"), empty, self.templates.add, _("The text is there.")).open()

    def _edit(self) -> None:
        template = self.table.current()
        if template is not None:
            TemplateDialog(
                self, str(template.name), template, self.templates.change, _("The text was changed.")
            ).open()

    def _move(self, by: int) -> None:
        template = self.table.current()
        if template is None:
            return
        codes = [one.code for one in self.table.rows()]
        place = codes.index(template.code) + by
        if 0 <= place < len(codes):
            codes.remove(template.code)
            codes.insert(place, template.code)
            self.write(lambda: self.templates.reorder(codes))

    def _turn(self) -> None:
        template = self.table.current()
        if template is None:
            return
        code, back = template.code, template.retired
        told = _("{name} is offered again.") if back else _("{name} is no longer offered.")
        self._do(lambda: self.templates.retire(code, back=back), told.format(name=template.name))

    def _previous(self) -> None:
        before = self.version - 1
        self._do(
            lambda: self.templates.bring_back(before, seen=before + 1), _("The previous version is back.")
        )


class TemplateDialog(FormDialog):
    """One template: name, moment, kinds, and the text in three languages."""

    def __init__(
        self,
        section: TemplateSection,
        title: str,
        template: FeedbackTemplate,
        save: Callable[[FeedbackTemplate], Changes | tuple[Changes, str]],
        told: str,
    ) -> None:
        kinds = section.desk.session.vocabulary.choices("kind")
        fields = [
            *word_fields("name", _("Name")),
            FormField("use", "choice", _("Meant for"), choices=[(c, _(t)) for c, t in USES.items()], required=True),
            FormField("kinds", "multi", _("Kinds"), choices=kinds, required=True),
            *word_fields("text", _("Text"), rows=5),
        ]  # fmt: skip
        values = word_values("name", template.name) | word_values("text", template.text)
        values |= {"use": template.use, "kinds": frozenset(template.kinds)}
        before = section.version

        def put(given: Values) -> Any:
            new = FeedbackTemplate(
                template.code,
                given["use"],
                tuple(given["kinds"]),
                read_words(given, "name"),
                read_words(given, "text"),
            )
            return save(new)

        note = _(
            "Write what is to be filled in each time in [brackets]. A language left empty shows the first that has words."
        )
        super().__init__(
            section, title, _("Save"), fields, put, values=values, note=note,
            done=lambda _more: section.tell(told, before),
        )  # fmt: skip


def _columns(section: TemplateSection) -> tuple[Column[FeedbackTemplate], ...]:
    def kinds(row: FeedbackTemplate) -> str:
        vocabulary = section.desk.session.vocabulary
        return ", ".join(item.words().lower() for item in vocabulary.all("kind") if item.code in row.kinds)

    def tone(row: FeedbackTemplate) -> str:
        return "muted" if row.retired else ""

    def state(row: FeedbackTemplate) -> str:
        if row.retired:
            return _("out of use")
        return _("our own") if row.code.removeprefix("own_").isdecimal() else ""

    return (
        Column("name", N_("Name"), lambda r: str(r.name), width=240, stretches=True, sortable=False, tone=tone),
        Column("use", N_("Meant for"), lambda r: _(USES[r.use]), width=210, sortable=False, tone=tone),
        Column("kinds", N_("Kinds"), kinds, hint=kinds, width=240, sortable=False, tone=tone),
        Column("state", N_("State"), state, width=120, sortable=False, tone=tone),
    )  # fmt: skip
