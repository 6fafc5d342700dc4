"""The code lists: other words, new values, order, out of use and back."""

from __future__ import annotations

from typing import Any

from typing_extensions import override

from kpsdesk import words
from kpsdesk.domain.vocabulary import CodeItem
from kpsdesk.i18n import N_, Words, _
from kpsdesk.ui.models import Column
from kpsdesk.ui.pages.settings.section import Context, FormDialog, RowTable, SettingsSection, Values, toolbar
from kpsdesk.ui.widgets import Button, FormField, FormRow, Label, PeoplePicker


class ListSection(SettingsSection):
    """One list at a time."""

    nouns = ("codes",)

    def __init__(self, context: Context) -> None:
        super().__init__(
            context,
            _("Lists"),
            _("The words that people choose from. A value out of use stays readable on old cases."),
        )
        self.lists = context.desk.services.code_lists
        self.picker = PeoplePicker((), _("List"))
        self.table = RowTable(_columns(self), _("Values"), lambda row: row.code)
        self.note = Label("", "small", "muted", wrap=True)
        self.buttons = {
            "add": Button(_("New value"), "primary", "plus", self._add),
            "edit": Button(_("Change the words"), "secondary", "pencil", self._edit),
            "up": Button(_("Up"), "secondary", "arrow-up", lambda: self._move(-1)),
            "down": Button(_("Down"), "secondary", "arrow-down", lambda: self._move(1)),
            "retire": Button(_("Out of use"), "secondary", "archive", self._turn),
            "restore": Button(_("Shipped words"), "secondary", "rotate-ccw", self._restore),
        }
        self.column.addWidget(FormRow(_("&List"), self.picker))
        self.column.addWidget(toolbar(list(self.buttons.values())))
        self.column.addWidget(self.note)
        self.column.addWidget(self.table, 1)
        self.picker.chosen.connect(lambda _code: self._show_items())
        self.table.current_changed.connect(lambda _row: self._fit())
        self.table.opened.connect(lambda _row: self._edit())

    @override
    def load(self) -> None:
        chosen = self.picker.value() or "event_type"
        self.picker.set_options([(line.name, str(line.label)) for line in self.lists.lists()])
        self.picker.set_value(chosen)
        self._show_items()

    def name(self) -> str:
        """The list that is shown."""
        return self.picker.value() or "event_type"

    def _show_items(self) -> None:
        self.table.show_rows(self.lists.items(self.name()))
        line = next(one for one in self.lists.lists() if one.name == self.name())
        self.note.setText(
            "" if line.open else _("The program's rules lean on these values: word them as you like.")
        )
        self.note.setVisible(not line.open)
        self._fit()

    def _fit(self) -> None:
        item = self.table.current()
        line = next((one for one in self.lists.lists() if one.name == self.name()), None)
        is_open = line is not None and line.open
        self.buttons["add"].setEnabled(is_open)
        for key in ("edit", "up", "down"):
            self.buttons[key].setEnabled(item is not None)
        self.buttons["retire"].setEnabled(item is not None and is_open)
        retired = item is not None and item.retired_on is not None
        self.buttons["retire"].setText(_("Into use again") if retired else _("Out of use"))
        self.buttons["restore"].setEnabled(item is not None and self.lists.is_edited(item.list, item.code))

    # -- acts

    def _save(self, work: Any, text: str, before: CodeItem | None = None) -> None:
        def undo() -> None:
            if before is not None:
                self.write(lambda: self.lists.put_back(before))

        self.write(
            work,
            lambda _more: self.context.say(text, _("Undo") if before else "", undo if before else None, "ok"),
        )

    def _edit(self) -> None:
        item = self.table.current()
        if item is None:
            return

        def saved(_more: Any) -> None:
            self.context.say(_("The words were changed."), _("Undo"), lambda: self._put_back(item), "ok")

        def save(values: Values) -> Any:
            text, help_text = _read(values, ""), _read(values, "help_")
            return self.lists.reword(
                item.list, item.code, text, help_text if any(help_text.as_dict().values()) else None
            )

        FormDialog(
            self, item.words(), _("Save"), [*_fields(), *_help_fields()], save,
            values={**item.text.as_dict(), **_prefixed(item.help)}, done=saved,
        ).open()  # fmt: skip

    def _put_back(self, item: CodeItem) -> None:
        self.write(lambda: self.lists.put_back(item))

    def _add(self) -> None:
        name, item = self.name(), self.table.current()
        every = self.desk.session.vocabulary.all(name)
        parents = [(one.code, one.words()) for one in every if one.parent is None]
        fields = _fields()
        nested = any(one.parent for one in every)
        if nested:
            fields.append(
                FormField(
                    "parent", "person", _("Belongs to"), choices=parents, none_text=_("Nothing: top level")
                )
            )
        parent = (item.parent or item.code) if item is not None and nested else None

        def chosen(code: str) -> None:
            self.table.choose(code)
            self.context.say(_("The value was added."), "", None, "ok")

        FormDialog(
            self, _("New value"), _("Add the value"), fields,
            lambda v: self.lists.add(name, _read(v, ""), v.get("parent")), values={"parent": parent}, done=chosen,
            note=_("A language left empty shows the Swedish words."),
        ).open()  # fmt: skip

    def _move(self, by: int) -> None:
        item = self.table.current()
        if item is None:
            return
        family = [one.code for one in self.table.rows() if one.parent == item.parent]
        place = family.index(item.code) + by
        if 0 <= place < len(family):
            family.remove(item.code)
            family.insert(place, item.code)
            name = self.name()
            self.write(lambda: self.lists.reorder(name, family))

    def _turn(self) -> None:
        item = self.table.current()
        if item is None:
            return
        if item.retired_on is None:
            self._save(
                lambda: self.lists.retire(item.list, item.code),
                _("{value} is out of use. Old cases go on showing it.").format(value=item.words()), item,
            )  # fmt: skip
        else:
            self._save(
                lambda: self.lists.bring_back(item.list, item.code),
                _("{value} is in use again.").format(value=item.words()), item,
            )  # fmt: skip

    def _restore(self) -> None:
        item = self.table.current()
        if item is not None:
            work = lambda: self.lists.restore_text(item.list, item.code)  # noqa: E731  (said where it is used)
            self._save(work, _("The shipped words are back."), item)


def _fields() -> list[FormField]:
    return [
        FormField("sv", "line", "Svenska"),
        FormField("fi", "line", "Suomi"),
        FormField("en", "line", "English"),
    ]


def _help_fields() -> list[FormField]:
    return [
        FormField(f"help_{code}", "text", _("Help text ({language})").format(language=name), rows=2)
        for code, name in (("sv", "Svenska"), ("fi", "Suomi"), ("en", "English"))
    ]


def _read(values: Values, prefix: str) -> Words:
    sv, fi, en = (values.get(f"{prefix}{code}") or "" for code in ("sv", "fi", "en"))
    return Words(sv, fi or sv, en or sv)


def _prefixed(help_text: Words | None) -> dict[str, str]:
    return {f"help_{code}": text for code, text in help_text.as_dict().items()} if help_text else {}


def _columns(section: ListSection) -> tuple[Column[CodeItem], ...]:
    def state(item: CodeItem) -> str:
        if item.retired_on is not None:
            return _("out of use since {day}").format(
                day=words.day(item.retired_on, section.desk.session.today)
            )
        if item.code.startswith("own_"):
            return _("our own")
        return _("our words") if section.lists.is_edited(item.list, item.code) else ""

    def shown(code: str) -> Any:
        return lambda item: ("      " if item.parent else "") + item.text.in_(code)

    def tone(item: CodeItem) -> str:
        return "muted" if item.retired_on is not None else ""

    return (
        Column("sv", "Svenska", shown("sv"), width=220, stretches=True, sortable=False, tone=tone),
        Column("fi", "Suomi", shown("fi"), width=220, stretches=True, sortable=False, tone=tone),
        Column("en", "English", shown("en"), width=200, stretches=True, sortable=False, tone=tone),
        Column("state", N_("State"), state, width=170, sortable=False, tone=tone),
    )
