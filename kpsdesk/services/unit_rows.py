"""What the changes of units are made of: checks of what was asked, and the rows that are written."""

from __future__ import annotations

from dataclasses import dataclass

from kpsdesk.clock import ZONES
from kpsdesk.domain.organisation import Area, Unit
from kpsdesk.domain.text import clean
from kpsdesk.errors import NotFound, UserError
from kpsdesk.i18n import N_
from kpsdesk.services.reorganising import Change


@dataclass(frozen=True, slots=True)
class NewUnit:
    """What a unit needs to begin; `code` is what reports, imports and exports call it."""

    name: str
    code: str
    area_id: int
    country: str = "SE"
    setting: str = "other"
    staff: int | None = None


def tidy_name(text: str) -> str:
    """A name in one line. Raises UserError: none given."""
    name = " ".join(clean(text, 200).split())
    if not name:
        raise UserError(N_("Write a name."), field="name")
    return name


def free_code(text: str, taken: set[str], prefix: str) -> str:
    """The code, or the next free one of the prefix. Raises UserError: in use."""
    code = "".join(clean(text, 40).split())
    if not code:
        return next(f"{prefix}{n}" for n in range(1, len(taken) + 2) if f"{prefix}{n}" not in taken)
    if code.casefold() in {one.casefold() for one in taken}:
        raise UserError(N_("The code {code} is in use already. Choose another."), code=code, field="code")
    return code


def known_country(code: str) -> str:
    """A country whose days are known. Raises UserError."""
    if code not in ZONES:
        raise UserError(N_("Choose Sweden or Finland."), field="country")
    return code


def the_area(change: Change, area_id: int) -> Area:
    """An area that is open on the day of the change. Raises NotFound, UserError."""
    area = change.before.areas.get(area_id)
    if area is None:
        raise NotFound(N_("The area is no longer there."))
    if area.valid_to is not None and area.valid_to <= change.effective:
        raise UserError(N_("{area} is closed."), area=area.name, field="area")
    return area


def the_unit(change: Change, unit_id: int) -> Unit:
    """A unit. Raises NotFound."""
    unit = change.before.units.get(unit_id)
    if unit is None:
        raise NotFound(N_("The unit is no longer there."))
    return unit


def open_unit(change: Change, unit_id: int) -> Unit:
    """A unit that can be changed from that day on. Raises NotFound, UserError: closed, or changed later already."""
    unit = the_unit(change, unit_id)
    if unit.valid_to is not None:
        raise UserError(
            N_("{unit} closes on {day}. Undo that first."), unit=unit.name, day=unit.valid_to.isoformat()
        )
    if change.effective < unit.versions[-1].valid_from:
        raise UserError(
            N_("{unit} already has a change on {day}. Choose that day or a later one, or undo that change first."),
            unit=unit.name, day=unit.versions[-1].valid_from.isoformat(), field="day",
        )  # fmt: skip
    return unit


def may_take_over(unit: Unit, other: Unit) -> None:
    """Raises UserError: the same unit, or another country."""
    if unit.id == other.id:
        raise UserError(N_("Choose another unit than the one itself."), field="into")
    if unit.country != other.country:
        raise UserError(
            N_("{unit} and {other} lie in different countries, with different laws and clocks. Choose another unit."),
            unit=unit.name, other=other.name, field="into",
        )  # fmt: skip


def insert_unit(change: Change, new: NewUnit) -> int:
    """The rows of a new unit; its key."""
    name, area = tidy_name(new.name), the_area(change, new.area_id)
    code = free_code(new.code, {unit.code for unit in change.before.units.values()}, "E")
    values = {"code": code, "country": new.country, "setting": new.setting, "staff": new.staff}
    unit_id = change.rows.insert("units", values | {"valid_from": change.effective})
    version = {"unit_id": unit_id, "n": 1, "name": name, "area_id": area.id, "valid_from": change.effective}
    change.rows.insert("unit_versions", version)
    return unit_id


def new_version(change: Change, unit: Unit, *, name: str, area_id: int) -> None:
    """A version from the day on; of two changes on one day the second completes the first."""
    n, last = len(unit.versions), unit.versions[-1]
    key = {"unit_id": unit.id, "n": n}
    if last.valid_from == change.effective:
        change.rows.update("unit_versions", key, {"name": name, "area_id": area_id})
        return
    change.rows.update("unit_versions", key, {"valid_to": change.effective})
    version = {"unit_id": unit.id, "n": n + 1, "name": name, "area_id": area_id}
    change.rows.insert("unit_versions", version | {"valid_from": change.effective})


def close_rows(change: Change, unit: Unit, other: Unit | None) -> None:
    """The unit ends, and with it the roles in it; open cases follow to the other."""
    values = {"valid_to": change.effective, "successor_id": other.id if other else None}
    change.rows.update("units", {"id": unit.id}, values)
    for role in change.before.roles:
        if role.unit_id == unit.id and (role.valid_to is None or role.valid_to > change.effective):
            change.rows.update("roles", {"id": role.id}, {"valid_to": max(change.effective, role.valid_from)})
    if other is not None:
        change.extra |= {"from_unit": unit.id, "to_unit": other.id, "country": unit.country}
