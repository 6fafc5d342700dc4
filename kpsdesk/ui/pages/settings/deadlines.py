"""Deadlines per step and kind, for all units or one; before saving it shows what open cases would get."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QCheckBox
from typing_extensions import override

from kpsdesk import words
from kpsdesk.domain.deadlines import Deadline
from kpsdesk.errors import KpsError
from kpsdesk.i18n import N_, _, ngettext
from kpsdesk.services.rule_books import DeadlinePreview
from kpsdesk.ui.models import Column
from kpsdesk.ui.pages.settings.ladder import LadderDialog
from kpsdesk.ui.pages.settings.section import Context, FormDialog, RowTable, SettingsSection, Values, toolbar
from kpsdesk.ui.widgets import Button, FormField, InlineNotice


def _key(rule: Deadline) -> tuple[Any, ...]:
    return (rule.step, tuple(sorted(rule.kinds)), rule.when, rule.country, rule.unit)


class DeadlineSection(SettingsSection):
    """The table of deadlines."""

    nouns = ("rules",)

    def __init__(self, context: Context) -> None:
        super().__init__(
            context,
            _("Deadlines"),
            _("Counted from the day of the report. A due date on a free day moves to the next working day."),
        )
        self.table = RowTable(_columns(self), _("Deadlines"), _key)
        self.buttons = (
            Button(_("Change"), "primary", "pencil", self._change),
            Button(_("Another for one unit"), "secondary", "plus", self._for_unit),
            Button(_("Take away"), "secondary", "trash-2", self._take_away),
            Button(_("Reminders…"), "secondary", "calendar-clock", self.remind),
        )
        self.column.addWidget(toolbar(self.buttons))
        self.column.addWidget(self.table, 1)
        self.table.opened.connect(lambda _row: self._change())
        self.table.current_changed.connect(self._chose)
        self._chose(None)

    @override
    def load(self) -> None:
        self.desk.read(self, self.desk.services.rule_books.deadlines, self.table.show_rows)

    def _chose(self, rule: Deadline | None) -> None:
        self.buttons[0].setEnabled(rule is not None)
        self.buttons[1].setEnabled(rule is not None and rule.unit is None)
        self.buttons[2].setEnabled(rule is not None and rule.unit is not None)

    def _change(self) -> None:
        rule = self.table.current()
        if rule is not None:
            DeadlineDialog(self, rule, rule).open()

    def _for_unit(self) -> None:
        rule = self.table.current()
        if rule is not None:
            DeadlineDialog(self, rule, None).open()

    def _take_away(self) -> None:
        rule = self.table.current()
        if rule is not None:
            rest = [one for one in self.table.rows() if one != rule]
            self.save(rest, open_cases=False, text=_("The unit follows the general deadline again."))

    def remind(self) -> None:
        """Who is to know before and after a due date: read, then shown in a form."""
        self.desk.read(
            self, self.desk.services.reminders.ladder, lambda found: LadderDialog(self, found).open()
        )

    def save(self, rules: Sequence[Deadline], *, open_cases: bool, text: str) -> None:
        """A new version of the deadlines; the banner brings the old ones back."""
        books, before = self.desk.services.rule_books, tuple(self.table.rows())

        def undo() -> None:
            self.write(lambda: books.set_deadlines(before, open_cases=open_cases))

        self.write(
            lambda: books.set_deadlines(rules, open_cases=open_cases),
            lambda _more: self.context.say(text, _("Undo"), undo, "ok"),
        )


class DeadlineDialog(FormDialog):
    """Days and how they are counted; `old` None makes a rule of one unit's own."""

    def __init__(self, section: DeadlineSection, rule: Deadline, old: Deadline | None) -> None:
        session = section.desk.session
        fields = [
            FormField("days", "number", _("Number of days"), least=1, most=3650, required=True),
            FormField(
                "counting", "choice", _("Counted as"), choices=(("calendar", _("Calendar days")), ("working", _("Working days"))),
                required=True,
            ),
        ]  # fmt: skip
        if old is None:
            units = [(u.code, u.name) for u in session.organisation.active_units(session.today)]
            fields.insert(0, FormField("unit", "person", _("Unit"), choices=units, required=True))
        title = f"{session.vocabulary.word('step', rule.step)} · {kinds(section, rule)}"
        values = {"days": rule.days, "counting": rule.counting}
        super().__init__(section, title, _("Save"), fields, self._put, values=values, done=self._told)
        self._rule, self._old, self._page_section = rule, old, section
        self.effect = InlineNotice(_("Nothing changes for open cases."), "neutral")
        self.open_cases = QCheckBox(_("Give open cases the new dates too"))
        self.open_cases.setEnabled(False)
        self.add(self.effect, self.open_cases)
        self.form.changed.connect(lambda _key: self._preview())

    def rules(self) -> list[Deadline]:
        """All deadlines as they would be."""
        values = self.form.values()
        days = values["days"] if isinstance(values["days"], int) else 0
        counting = str(values["counting"])
        if self._old is None:
            unit = values["unit"]
            made = replace(
                self._rule, days=days, counting=counting, unit=str(unit) if unit else None, country=None
            )
            return [*self._page_section.table.rows(), made]
        made = replace(self._rule, days=days, counting=counting)
        return [made if one == self._old else one for one in self._page_section.table.rows()]

    def _preview(self) -> None:
        books, rules = self._page_section.desk.services.rule_books, self.rules()
        if self._old is None and not self.form.value("unit"):
            return
        self._page_section.desk.tasks.read(
            self, lambda: books.preview(rules), self._show, self._no_preview, key="due"
        )

    def _no_preview(self, error: Exception) -> None:
        self.effect.say(error.sentence() if isinstance(error, KpsError) else "", "warn")

    def _show(self, preview: DeadlinePreview) -> None:
        self.open_cases.setEnabled(bool(preview.steps))
        if not preview.steps:
            self.effect.say(_("Nothing changes for open cases."), "neutral")
            return
        parts = [
            ngettext(
                "{n} open case would get another due date.",
                "{n} open cases would get other due dates.",
                preview.cases,
            ).format(n=preview.cases)
        ]
        if preview.overdue_at_once:
            late = ngettext(
                "{n} step would be overdue at once.",
                "{n} steps would be overdue at once.",
                preview.overdue_at_once,
            )
            parts.append(late.format(n=preview.overdue_at_once))
        today = self._page_section.desk.session.today
        first = preview.sample[0]
        example = _("For example {number}: {before} → {after}.").format(
            number=first.number, before=words.day(first.before, today), after=words.day(first.after, today)
        )
        parts.append(example)
        parts.append(_("Dates that were extended stay as they are."))
        self.effect.say(" ".join(parts), "warn" if preview.overdue_at_once else "info")

    def _put(self, _values: Values) -> Any:
        rules, before = self.rules(), tuple(self._page_section.table.rows())
        given = self.open_cases.isChecked() and self.open_cases.isEnabled()
        return self._page_section.desk.services.rule_books.set_deadlines(rules, open_cases=given), (
            before,
            given,
        )

    def _told(self, more: Any) -> None:
        before, given = more
        section = self._page_section
        books = section.desk.services.rule_books

        def undo() -> None:
            section.write(lambda: books.set_deadlines(before, open_cases=given))

        section.context.say(_("The deadline was changed."), _("Undo"), undo, "ok")


def kinds(section: SettingsSection, rule: Deadline) -> str:
    """The kinds of a rule in words."""
    every = section.desk.session.vocabulary.all("kind")
    return ", ".join(item.words().lower() for item in every if item.code in rule.kinds)


def _days(rule: Deadline) -> str:
    if rule.counting == "working":
        return ngettext("{n} working day", "{n} working days", rule.days).format(n=rule.days)
    return ngettext("{n} day", "{n} days", rule.days).format(n=rule.days)


def _columns(section: DeadlineSection) -> tuple[Column[Deadline], ...]:
    def whom(rule: Deadline) -> str:
        organisation = section.desk.session.organisation
        if rule.unit:
            unit = organisation.unit(rule.unit)
            return unit.name if unit else rule.unit
        return {"SE": _("Sweden"), "FI": _("Finland")}.get(rule.country or "", _("All units"))

    when = {
        "always": "",
        "demands_analysis": N_("the level demands analysis"),
        "analysis": N_("event analysis"),
    }
    return (
        Column(
            "step",
            N_("Step"),
            lambda r: section.desk.session.vocabulary.word("step", r.step),
            width=160,
            sortable=False,
        ),
        Column("days", N_("Within"), _days, width=120, sortable=False),
        Column(
            "kinds",
            N_("Kinds"),
            lambda r: kinds(section, r),
            hint=lambda r: kinds(section, r),
            width=200,
            stretches=True,
            sortable=False,
        ),
        Column(
            "when", N_("When"), lambda r: _(when[r.when]) if when[r.when] else "", width=200, sortable=False
        ),
        Column("whom", N_("For"), whom, width=120, sortable=False),
    )
