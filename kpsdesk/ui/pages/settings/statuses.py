"""The status model: what each status is called, which may follow, what is asked for, and whether it is used at all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from typing_extensions import override

from kpsdesk import words
from kpsdesk.domain.needs import NEEDS
from kpsdesk.domain.status_model import (
    ALWAYS_USED,
    FIXED_MOVES,
    FIXED_NEEDS,
    asks_to_leave,
    moves_on_offer,
    needs_on_offer,
)
from kpsdesk.domain.workflow import StatusRule
from kpsdesk.i18n import N_, Words, _, ngettext
from kpsdesk.services.status_model import ModelVersion, StatusModelView
from kpsdesk.ui.models import Column
from kpsdesk.ui.pages.settings.languages import read_words, word_fields, word_values
from kpsdesk.ui.pages.settings.section import Context, FormDialog, RowTable, SettingsSection, Values, toolbar
from kpsdesk.ui.widgets import Button, Card, FormField, KeyValueList, Label


class StatusSection(SettingsSection):
    """The statuses above, what the chosen one asks for and leads to below."""

    nouns = ("rules", "codes", "case")

    def __init__(self, context: Context) -> None:
        super().__init__(
            context,
            _("Statuses"),
            _("The way of a case, step by step. A case keeps the version that held when it was taken in."),
        )
        self.model = context.desk.services.status_model
        self.view: StatusModelView | None = None
        self.table = RowTable(_columns(self), _("Statuses"), lambda row: row.code)
        self.edit_button = Button(_("Change"), "primary", "pencil", self._edit)
        self.previous_button = Button(_("Previous version back"), "secondary", "history", self._previous)
        self.version_line = Label("", "small", "muted", wrap=True)
        self.facts = KeyValueList(())
        self.card = Card(self.facts)
        self.put(toolbar((self.edit_button, self.previous_button)), self.version_line)
        self.column.addWidget(self.table, 1)
        self.put(self.card)
        self.table.current_changed.connect(self._chose)
        self.table.opened.connect(lambda _row: self._edit())
        self._chose(None)

    @override
    def load(self) -> None:
        self.desk.read(self, self.model.view, self._fill)

    def _fill(self, view: StatusModelView) -> None:
        self.view = view
        self.version_line.setText(self._version_words(view.versions[0]))
        self.previous_button.setEnabled(len(view.versions) > 1)
        self.table.show_rows(tuple(view.rules.values()))
        self._chose(self.table.current())

    def _version_words(self, version: ModelVersion) -> str:
        day = words.day(version.at.date(), self.desk.session.today)
        number = version.workflow.version
        if number == 1:
            return _("Version 1, as KPSdesk brought it.")
        if version.for_all:
            text = _("Version {number}, {day}, for all cases.")
        else:
            text = _("Version {number}, {day}, for cases taken in since then.")
        return text.format(number=number, day=day)

    def _chose(self, rule: StatusRule | None) -> None:
        self.edit_button.setEnabled(rule is not None)
        self.card.setVisible(rule is not None)
        if rule is None or self.view is None:
            self.previous_button.setEnabled(self.view is not None and len(self.view.versions) > 1)
            return
        there = self.view.standing.get(rule.code, 0)
        pairs = [
            (_("May go on to"), self.names(to for to in rule.to if self.view.rules[to].in_use)),
            (_("Asked before a case comes here"), needs_in_words(rule.enter)),
        ]
        if asks_to_leave(rule):
            pairs.append((_("Asked before it goes on"), needs_in_words(rule.leave)))
        count = ngettext("{n} open case", "{n} open cases", there).format(n=there)
        self.facts.set_pairs([*pairs, (_("Here now"), count)])

    def names(self, codes: Iterable[str]) -> str:
        """Statuses in words."""
        return ", ".join(self.desk.session.vocabulary.word("status", code) for code in codes) or "–"

    # -- acts

    def _edit(self) -> None:
        rule = self.table.current()
        if rule is not None and self.view is not None:
            StatusDialog(self, rule, self.view).open()

    def _previous(self) -> None:
        if self.view is None or len(self.view.versions) < 2:
            return
        newest, before = (one.workflow.version for one in self.view.versions[:2])
        for_all = self.view.versions[0].for_all

        def undo() -> None:
            self.write(lambda: self.model.bring_back(newest, open_cases=for_all))

        self.write(
            lambda: self.model.bring_back(before, open_cases=for_all),
            lambda _more: self.context.say(_("The previous version is back."), _("Undo"), undo, "ok"),
        )


class StatusDialog(FormDialog):
    """One status: its names, what may follow, what is asked for."""

    def __init__(self, section: StatusSection, rule: StatusRule, view: StatusModelView) -> None:
        item = section.desk.session.vocabulary.get("status", rule.code)
        self._rule = rule
        self._names = item.text if item is not None else Words.same(rule.code)
        fields = word_fields("name", _("Name"))
        fields += _ways(section, rule, view)
        needs = [(code, _(NEEDS[code].label)) for code in needs_on_offer(rule.code)]
        always = FIXED_NEEDS.get(rule.code, ())
        told = _("Always: {needs}.").format(needs=needs_in_words(always)) if always else ""
        fields.append(FormField("enter", "multi", _("Asked before a case comes here"), told, choices=needs))
        if asks_to_leave(rule):
            fields.append(FormField("leave", "multi", _("Asked before it goes on"), choices=needs))
        if rule.code not in ALWAYS_USED:
            help_text = _("Without the tick no case comes here any more. It must be empty first.")
            fields.append(FormField("in_use", "check", _("Cases may come here"), help_text))
        fields.append(
            FormField(
                "open_cases", "check", _("Open cases follow this too"),
                _("Without the tick it holds for cases taken in from now on."),
            )
        )  # fmt: skip
        values = word_values("name", self._names)
        values |= {key: frozenset(getattr(rule, key)) for key in ("to", "enter", "leave")}
        values |= {"in_use": rule.in_use, "open_cases": False}
        super().__init__(
            section, section.names([rule.code]), _("Save as a new version"), fields, self._put,
            values=values, done=self._told,
        )  # fmt: skip
        self._page_section = section

    def _new(self, given: Values) -> StatusRule:
        """The rule as it was filled in; what is always so stays."""
        old, fixed = self._rule, FIXED_NEEDS.get(self._rule.code, ())
        to = {*FIXED_MOVES.get(old.code, ()), *given.get("to", frozenset(old.to))}
        enter = (*fixed, *(code for code in NEEDS if code in given["enter"]))
        leave = given.get("leave")
        return replace(
            old,
            to=tuple(code for code in old.to if code in to) + tuple(sorted(to - set(old.to))),
            enter=_in_order(old.enter, enter),
            leave=old.leave if leave is None else _in_order(old.leave, leave),
            in_use=bool(given.get("in_use", old.in_use)),
        )

    def _put(self, given: Values) -> Any:
        new = self._new(given)
        names = {new.code: read_words(given, "name")}
        changes = self._page_section.model.set([new], names=names, open_cases=bool(given["open_cases"]))
        return changes, bool(given["open_cases"])

    def _told(self, open_cases: Any) -> None:
        section, rule, names = self._page_section, self._rule, self._names

        def undo() -> None:
            section.write(
                lambda: section.model.set([rule], names={rule.code: names}, open_cases=bool(open_cases))
            )

        section.context.say(_("The status was changed."), _("Undo"), undo, "ok")


def _ways(section: StatusSection, rule: StatusRule, view: StatusModelView) -> list[FormField]:
    """The question of what may follow; none where the program alone decides."""
    offered = [to for to in moves_on_offer(view.rules, rule.code) if view.rules[to].in_use or to in rule.to]
    fixed = FIXED_MOVES.get(rule.code, frozenset())
    if not offered:
        return []
    told = _("Always: {needs}.").format(needs=section.names(fixed)) if fixed else ""
    choices = [(to, section.names([to])) for to in offered]
    return [FormField("to", "multi", _("May go on to"), told, choices=choices)]


def _in_order(old: tuple[str, ...], new: Iterable[str]) -> tuple[str, ...]:
    """What was asked before keeps its place; what is new comes after."""
    there = set(new)
    return tuple(c for c in old if c in there) + tuple(c for c in NEEDS if c in there and c not in old)


def needs_in_words(codes: Iterable[str]) -> str:
    """Needs as a list of short demands."""
    return "; ".join(_(NEEDS[code].label) for code in codes) or "–"  # some have a comma of their own


def _columns(section: StatusSection) -> tuple[Column[StatusRule], ...]:
    def ways(rule: StatusRule) -> str:
        view = section.view
        return section.names(to for to in rule.to if view is None or view.rules[to].in_use)

    def asked(rule: StatusRule) -> str:
        many = len(set(rule.enter) | set(rule.leave))
        return ngettext("{n} thing", "{n} things", many).format(n=many) if many else "–"

    def state(rule: StatusRule) -> str:
        if not rule.in_use:
            return _("out of use")
        there = section.view.standing.get(rule.code, 0) if section.view else 0
        return ngettext("{n} open case", "{n} open cases", there).format(n=there) if there else ""

    def tone(rule: StatusRule) -> str:
        return "" if rule.in_use else "muted"

    return (
        Column("name", N_("Status"), lambda r: section.names([r.code]), width=190, sortable=False, tone=tone),
        Column("to", N_("May go on to"), ways, hint=ways, width=240, stretches=True, sortable=False, tone=tone),
        Column("asked", N_("Asked for"), asked, width=110, sortable=False, tone=tone),
        Column("state", N_("Here now"), state, width=150, sortable=False, tone=tone),
    )  # fmt: skip
