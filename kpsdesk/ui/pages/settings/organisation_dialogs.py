"""The questions that a change of the organisation asks: what, to what, from which day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kpsdesk.domain.rows import CaseQuery
from kpsdesk.i18n import _, ngettext
from kpsdesk.services.organisation import AreaLine, NewUnit, UnitLine
from kpsdesk.ui.pages.settings.section import FormDialog, Values
from kpsdesk.ui.widgets import FormField

if TYPE_CHECKING:
    from kpsdesk.ui.pages.settings.organisation import OrganisationSection

Line = AreaLine | UnitLine | None
MOST_CASES = 200  # how many open cases a split offers to take along


def _day_field(label: str = "") -> FormField:
    help_text = _("Today, or a day to come: then it happens by itself when the day comes.")
    return FormField("day", "date", label or _("From which day"), help_text, required=True, future=True)


def _today(section: OrganisationSection) -> dict[str, Any]:
    return {"day": section.desk.session.today}


def _units(section: OrganisationSection, but: int, country: str = "") -> list[tuple[str, str]]:
    today = section.desk.session.today
    return [
        (str(unit.id), unit.on(today).name)
        for unit in section.desk.session.organisation.active_units(today)
        if unit.id != but and country in ("", unit.country)
    ]


def _areas(section: OrganisationSection) -> list[tuple[str, str]]:
    return [
        (str(area.id), area.name)
        for area in section.desk.session.organisation.areas.values()
        if area.valid_to is None
    ]


def _unit_fields(section: OrganisationSection, *, country: bool) -> list[FormField]:
    vocabulary = section.desk.session.vocabulary
    fields = [
        FormField("name", "line", _("Name"), required=True),
        FormField(
            "code",
            "line",
            _("Code"),
            _("Short, as imports and exports know it. Empty: the program picks one."),
        ),
        FormField("area", "choice", _("Area"), choices=_areas(section), required=True),
    ]
    if country:
        both = (("SE", _("Sweden")), ("FI", _("Finland")))
        help_text = _("Decides working days, laws and clock.")
        fields.append(FormField("country", "choice", _("Country"), help_text, choices=both, required=True))
    return [
        *fields,
        FormField(
            "setting", "choice", _("Kind of care"), choices=vocabulary.choices("unit_setting"), required=True
        ),
        FormField("staff", "number", _("Number of staff"), least=1, most=100_000),
    ]


def _new(values: Values, country: str = "") -> NewUnit:
    return NewUnit(
        values["name"],
        values["code"] or "",
        int(values["area"]),
        country or values["country"],
        values["setting"],
        values["staff"],
    )


def new_area(section: OrganisationSection, _line: Line) -> None:
    """A new area."""
    service = section.desk.services.organisation
    fields = [
        FormField("name", "line", _("Name"), required=True),
        FormField(
            "code",
            "line",
            _("Code"),
            _("Short, as imports and exports know it. Empty: the program picks one."),
        ),
    ]
    FormDialog(
        section, _("New area"), _("Add the area"), fields,
        lambda v: service.create_area(v["name"], v["code"] or ""), done=section.changed,
    ).open()  # fmt: skip


def new_unit(section: OrganisationSection, line: Line) -> None:
    """A new unit, in the chosen area."""
    service = section.desk.services.organisation
    area = line.area_id if isinstance(line, UnitLine) else line.id if line is not None else None
    known = {"area": str(area) if area is not None else None, "country": section.desk.session.country}
    FormDialog(
        section, _("New unit"), _("Add the unit"), [*_unit_fields(section, country=True), _day_field()],
        lambda v: service.create_unit(_new(v), v["day"]), values=known | _today(section), done=section.changed,
    ).open()  # fmt: skip


def rename(section: OrganisationSection, line: Line) -> None:
    """Another name: of an area at once, of a unit from a day."""
    service = section.desk.services.organisation
    if line is None:
        return
    name = FormField("name", "line", _("New name"), required=True)
    title = _("Rename {name}").format(name=line.name)
    if isinstance(line, AreaLine):
        FormDialog(
            section, title, _("Rename"), [name], lambda v: service.rename_area(line.id, v["name"]),
            values={"name": line.name}, done=section.changed,
        ).open()  # fmt: skip
        return
    FormDialog(
        section, title, _("Rename"), [name, _day_field()],
        lambda v: service.rename_unit(line.id, v["name"], v["day"]),
        values={"name": line.name} | _today(section), done=section.changed,
        note=_("What happened before that day keeps the old name."),
    ).open()  # fmt: skip


def details(section: OrganisationSection, line: Line) -> None:
    """The kind of care and the number of staff."""
    if not isinstance(line, UnitLine):
        return
    service = section.desk.services.organisation
    fields = [field for field in _unit_fields(section, country=False) if field.key in ("setting", "staff")]
    FormDialog(
        section, line.name, _("Save"), fields,
        lambda v: service.change_unit(line.id, setting=v["setting"], staff=v["staff"]),
        values={"setting": line.setting, "staff": line.staff}, done=section.changed,
    ).open()  # fmt: skip


def move(section: OrganisationSection, line: Line) -> None:
    """To another area from a day."""
    if not isinstance(line, UnitLine):
        return
    service = section.desk.services.organisation
    others = [area for area in _areas(section) if area[0] != str(line.area_id)]
    FormDialog(
        section, _("Move {name}").format(name=line.name), _("Move"),
        [FormField("area", "choice", _("To which area"), choices=others, required=True), _day_field()],
        lambda v: service.move_unit(line.id, int(v["area"]), v["day"]),
        values=_today(section), done=section.changed,
        note=_("Open cases are counted in the new area from that day, closed ones stay where they were."),
    ).open()  # fmt: skip


def _open_cases(line: UnitLine, count: int) -> str:
    follow = ngettext("{n} open case goes along.", "{n} open cases go along.", count).format(n=count)
    return " ".join((follow, _("Closed cases stay with {name}. It can be undone.").format(name=line.name)))


def merge(section: OrganisationSection, line: Line) -> None:
    """Become part of another unit from a day."""
    if not isinstance(line, UnitLine):
        return
    service, unit = section.desk.services.organisation, line
    into = FormField(
        "into", "person", _("Into which unit"), choices=_units(section, unit.id, unit.country), required=True
    )

    def ask(count: int) -> None:
        FormDialog(
            section, _("Merge {name} with another unit").format(name=unit.name), _("Merge"), [into, _day_field()],
            lambda v: service.merge_units(unit.id, int(v["into"]), v["day"]),
            values=_today(section), done=section.changed, note=_open_cases(unit, count),
        ).open()  # fmt: skip

    section.desk.read(section, lambda: service.open_cases(unit.id), ask)


def split(section: OrganisationSection, line: Line) -> None:
    """A new unit out of this one; some open cases may go along."""
    if not isinstance(line, UnitLine):
        return
    service, unit = section.desk.services.organisation, line
    lists = section.desk.services.lists
    query = CaseQuery(units=(unit.id,), open_only=True)

    def ask(rows: Any) -> None:
        choices = [(row.id, f"{row.number}  {row.title}") for row in rows]
        fields = [*_unit_fields(section, country=False), _day_field()]
        if choices:
            help_text = _("The others stay with {name}.").format(name=unit.name)
            fields.append(
                FormField("cases", "multi", _("Open cases that go along"), help_text, choices=choices)
            )
        FormDialog(
            section, _("Split {name}").format(name=unit.name), _("Make the new unit"), fields,
            lambda v: service.split_unit(
                unit.id, _new(v, unit.country), v["day"], sorted(v.get("cases") or ())
            ),
            values={"area": str(unit.area_id), "setting": unit.setting} | _today(section), done=section.changed,
        ).open()  # fmt: skip

    section.desk.read(section, lambda: lists.page(query, 0, MOST_CASES), ask)


def close(section: OrganisationSection, line: Line) -> None:
    """Close a unit, or an area without units."""
    service = section.desk.services.organisation
    if isinstance(line, AreaLine):
        area = line
        FormDialog(
            section, _("Close {name}").format(name=area.name), _("Close"), [_day_field()],
            lambda v: service.close_area(area.id, v["day"]), values=_today(section), done=section.changed,
        ).open()  # fmt: skip
    elif isinstance(line, UnitLine):
        unit = line

        def ask(count: int) -> None:
            fields = [_day_field()]
            if count:
                fields.append(
                    FormField(
                        "cases_to", "person", _("Who takes over the open cases"),
                        choices=_units(section, unit.id, unit.country), required=True,
                    )
                )  # fmt: skip
            note = (
                ngettext("It has {n} open case.", "It has {n} open cases.", count).format(n=count)
                if count
                else ""
            )
            FormDialog(
                section, _("Close {name}").format(name=unit.name), _("Close"), fields,
                lambda v: service.close_unit(
                    unit.id, v["day"], cases_to=int(v["cases_to"]) if v.get("cases_to") else None
                ),
                values=_today(section), done=section.changed, note=note,
            ).open()  # fmt: skip

        section.desk.read(section, lambda: service.open_cases(unit.id), ask)
