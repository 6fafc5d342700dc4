"""People, and what they have answered for over time; appointing, deputies, leaving."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from kpsdesk import words
from kpsdesk.i18n import N_, _
from kpsdesk.services.organisation import Reorganised
from kpsdesk.services.people import AREA_ROLES, UNIT_ROLES, PersonLine, RoleLine
from kpsdesk.ui.models import Column
from kpsdesk.ui.pages.settings.organisation import sentence
from kpsdesk.ui.pages.settings.section import Context, FormDialog, RowTable, SettingsSection, Values, toolbar
from kpsdesk.ui.widgets import Button, Chip, FormField, Label, SearchField, SplitView, hbox, vbox

GIVEN = ("unit_manager", "deputy", "head_of_operations", "case_handler", "analysis_leader", "chief_medical_officer",
         "mas", "lex_sarah_responsible", "local_administrator")  # fmt: skip


class PeopleSection(SettingsSection):
    """People above, the roles of the chosen one below."""

    nouns = ("organisation", "person", "role")

    def __init__(self, context: Context) -> None:
        super().__init__(
            context,
            _("People and roles"),
            _("A new manager gets the unit's open cases the same day. Closed cases keep the one they had."),
        )
        self._people: tuple[PersonLine, ...] = ()
        self.search = SearchField(_("Find a person"))
        self.left_chip = Chip(_("Also those who left"), "left")
        self.table = RowTable(_person_columns(self), _("People"), lambda row: row.id)
        self.roles = RowTable(_role_columns(self), _("Roles over time"), lambda row: row.id, 3)
        self.end_button = Button(_("End the role"), "secondary", "x", self._end_role)
        self._for_chosen = (
            Button(_("Appoint"), "secondary", "user-check", self._appoint),
            Button(_("Away"), "secondary", "calendar", self._away),
            Button(_("Edit"), "secondary", "pencil", self._edit),
            Button(_("Leaves"), "secondary", "user-x", self._leaves),
        )
        self._lay_out()
        self.search.edited.connect(lambda _text: self._filter())
        self.left_chip.toggled.connect(lambda _on: self.load())
        self.table.current_changed.connect(self._chose)
        self.table.opened.connect(lambda _row: self._edit())
        self.roles.current_changed.connect(self._chose_role)

    def _lay_out(self) -> None:
        add = Button(_("New person"), "primary", "plus", self._add)
        find = hbox(self.search, self.left_chip, gap=8)
        find.setStretch(0, 1)
        upper, lower = QWidget(), QWidget()
        top = vbox(self.table, gap=8)
        upper.setLayout(top)
        self._roles_title = Label("", "section", wrap=True)
        head = hbox(self._roles_title, self.end_button, gap=8)
        head.setStretch(0, 1)
        bottom = vbox(head, self.roles, gap=8)
        bottom.setStretch(1, 1)
        lower.setLayout(bottom)
        split = SplitView(upper, lower, shares=(3, 2))
        split.setOrientation(Qt.Orientation.Vertical)
        self.column.addWidget(toolbar([add, *self._for_chosen]))
        self.column.addLayout(find)
        self.column.addWidget(split, 1)
        self._chose(None)
        self._chose_role(None)

    @override
    def load(self) -> None:
        service, left = self.desk.services.people, self.left_chip.isChecked()
        self.desk.read(self, lambda: service.people(left=left), self._show)

    def _show(self, people: tuple[PersonLine, ...]) -> None:
        self._people = people
        self._filter()

    def _filter(self) -> None:
        wanted = self.search.text().casefold().split()
        found = [p for p in self._people if all(w in f"{p.name} {p.title}".casefold() for w in wanted)]
        self.table.show_rows(found)
        self._chose(self.table.current())

    def person(self) -> PersonLine | None:
        """The chosen person."""
        row = self.table.current()
        return row if isinstance(row, PersonLine) else None

    def _chose(self, person: PersonLine | None) -> None:
        for button in self._for_chosen:
            button.setEnabled(person is not None and person.left_on is None)
        name = person.name if person else ""
        self._roles_title.setText(
            _("Roles over time: {name}").format(name=name) if name else _("Roles over time")
        )
        self.roles.show_rows(self.desk.services.people.roles(person_id=person.id) if person else ())

    def _chose_role(self, role: RoleLine | None) -> None:
        self.end_button.setEnabled(role is not None and role.valid_to is None)

    # -- acts

    def changed(self, result: Reorganised) -> None:
        """Tell what was done, and offer the way back."""
        self.context.say(sentence(result, self), _("Undo"), lambda: self._undo(result.id), "ok")

    def _undo(self, change_id: int) -> None:
        service = self.desk.services.organisation
        self.write(
            lambda: service.undo(change_id),
            lambda _more: self.context.say(_("The change was undone."), "", None, "ok"),
        )

    def _add(self) -> None:
        service = self.desk.services.people
        FormDialog(
            self, _("New person"), _("Add the person"), _person_fields(),
            lambda v: service.add(v["name"], v["title"], v["email"]),
            done=lambda _key: self.context.say(_("The person was added. Appoint them to something next."), "", None, "ok"),
        ).open()  # fmt: skip

    def _edit(self) -> None:
        person, service = self.person(), self.desk.services.people
        if person is None:
            return
        FormDialog(
            self, person.name, _("Save"), _person_fields(),
            lambda v: service.change(person.id, name=v["name"], title=v["title"], email=v["email"]),
            values={"name": person.name, "title": person.title, "email": person.email}, done=self.changed,
            note=_("A new name shows everywhere, also in old cases."),
        ).open()  # fmt: skip

    def _leaves(self) -> None:
        person, service = self.person(), self.desk.services.people
        if person is None:
            return
        day = FormField(
            "day", "date", _("First day away"), _("All roles end that day. Open cases go to whoever answers for the unit."),
            required=True, future=True,
        )  # fmt: skip
        FormDialog(
            self, _("{name} leaves").format(name=person.name), _("Save"), [day],
            lambda v: service.left(person.id, v["day"]), values={"day": self.desk.session.today}, done=self.changed,
        ).open()  # fmt: skip

    def _appoint(self) -> None:
        person = self.person()
        if person is not None:
            AppointDialog(self, person, {"role": "unit_manager", "day": self.desk.session.today}).open()

    def _end_role(self) -> None:
        role, service = self.roles.current(), self.desk.services.people
        if role is None:
            return
        day = FormField("day", "date", _("First day without the role"), required=True, future=True)
        title = _("{role}, {place}").format(role=self.word(role.role), place=role.place)
        FormDialog(
            self, title, _("End the role"), [day], lambda v: service.end_role(role.id, v["day"]),
            values={"day": self.desk.session.today}, done=self.changed,
        ).open()  # fmt: skip

    def _away(self) -> None:
        person = self.person()
        if person is None:
            return
        fields = [
            FormField("first", "date", _("First day away"), required=True, future=True),
            FormField("last", "date", _("Last day away"), required=True, future=True),
        ]
        service = self.desk.services.people

        def save(values: Values) -> Any:
            return None, (
                values["first"],
                values["last"],
                service.deputies_needed(person.id, values["first"], values["last"]),
            )

        FormDialog(
            self, _("{name} is away").format(name=person.name), _("Go on"), fields, save,
            note=_("When a manager is away more than two working days, somebody should stand in. The cases stay the manager's."),
            done=self._ask_deputy,
        ).open()  # fmt: skip

    def _ask_deputy(self, answer: tuple[date, date, tuple[int, ...]]) -> None:
        first, last, units = answer
        if not units:
            self.context.say(_("No deputy is needed for those days."), "", None, "ok")
            return
        self._name_deputies(first, last, units)

    def _name_deputies(self, first: date, last: date, units: tuple[int, ...]) -> None:
        """One unit after the other, since each may have another deputy."""
        values = {"role": "deputy", "unit": str(units[0]), "day": first, "until": last}
        dialog = AppointDialog(self, None, values)
        if units[1:]:
            dialog.accepted.connect(lambda: self._name_deputies(first, last, units[1:]))
        dialog.open()

    def word(self, role: str) -> str:
        """A role in words."""
        return self.desk.session.vocabulary.word("role", role)


class AppointDialog(FormDialog):
    """Who, what, where, from when; unit or area are asked for as the role needs them."""

    def __init__(self, section: PeopleSection, person: PersonLine | None, values: dict[str, Any]) -> None:
        session = section.desk.session
        organisation, today = session.organisation, session.today
        staff = [(str(p.id), p.name) for p in section.desk.services.people.people()]
        units = [(str(u.id), u.on(today).name) for u in organisation.active_units(today)]
        areas = [(str(a.id), a.name) for a in organisation.areas.values() if a.valid_to is None]
        fields = [
            FormField("person", "person", _("Who"), choices=staff, required=True),
            FormField(
                "role", "person", _("Role"), choices=[(r, section.word(r)) for r in GIVEN], required=True
            ),
            FormField("unit", "person", _("Unit"), choices=units),
            FormField("area", "person", _("Area"), choices=areas),
            FormField("day", "date", _("From which day"), required=True, future=True),
            FormField("until", "date", _("Last day"), _("Empty: until further notice."), future=True),
        ]
        known = {"person": str(person.id) if person else None, **values}
        title = _("Appoint {name}").format(name=person.name) if person else _("Name a deputy")
        super().__init__(
            section, title, _("Appoint"), fields, self._appoint, values=known, done=section.changed
        )
        self._people = section.desk.services.people
        self.form.changed.connect(lambda key: self._fit_role() if key == "role" else None)
        self._fit_role()

    def _fit_role(self) -> None:
        role = self.form.value("role")
        self.form.row("unit").setVisible(role not in AREA_ROLES)
        self.form.row("area").setVisible(role not in UNIT_ROLES)

    def _appoint(self, values: Values) -> Any:
        role = values["role"]
        unit = values["unit"] if role not in AREA_ROLES else None
        area = values["area"] if role not in UNIT_ROLES and not unit else None
        until = values["until"]
        return self._people.appoint(
            int(values["person"]),
            role,
            unit_id=int(unit) if unit else None,
            area_id=int(area) if area else None,
            day=values["day"],
            until=until + timedelta(days=1) if until else None,
        )


def _person_fields() -> list[FormField]:
    return [
        FormField("name", "line", _("Name"), required=True),
        FormField("title", "line", _("Job title"), hint=_("Unit manager, nurse, quality developer …")),
        FormField("email", "line", _("E-mail"), _("Only to be shown; the program sends nothing.")),
    ]


def _person_columns(section: PeopleSection) -> tuple[Column[PersonLine], ...]:
    def roles(person: PersonLine) -> str:
        if person.left_on is not None and person.left_on <= section.desk.session.today:
            return _("left {day}").format(day=words.day(person.left_on, section.desk.session.today))
        return ", ".join(
            f"{section.word(one.role)}, {one.place}" if one.place else section.word(one.role)
            for one in person.roles
        )

    return (
        Column("name", N_("Name"), lambda r: r.name, width=200, sortable=False),
        Column("title", N_("Job title"), lambda r: r.title, width=180, sortable=False),
        Column("roles", N_("Roles today"), roles, width=260, stretches=True, sortable=False),
    )


def _role_columns(section: PeopleSection) -> tuple[Column[RoleLine], ...]:
    def day(of: Callable[[RoleLine], date | None]) -> Callable[[RoleLine], str]:
        return lambda row: words.day(of(row), section.desk.session.today)

    def last(row: RoleLine) -> date | None:
        return row.valid_to - timedelta(days=1) if row.valid_to else None

    return (
        Column("role", N_("Role"), lambda r: section.word(r.role), width=220, stretches=True, sortable=False),
        Column("place", N_("Where"), lambda r: r.place, width=220, sortable=False),
        Column("from", N_("From"), day(lambda r: r.valid_from), width=130, sortable=False),
        Column("to", N_("Last day"), day(last), width=130, sortable=False),
    )
