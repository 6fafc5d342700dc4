"""One meeting: planned or held, by whom, what was taken up; asked in one dialog, saved by one call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget
from typing_extensions import override

from kpsdesk.domain.meeting import APT, HELD, ITEMS, PLANNED, TYPE_LIST, Meeting
from kpsdesk.domain.rows import CaseQuery, CaseRow
from kpsdesk.i18n import N_, _
from kpsdesk.ui.desk import Desk
from kpsdesk.ui.dialogs.base import BaseDialog
from kpsdesk.ui.pages.meetings.register_table import STATES
from kpsdesk.ui.widgets import DeclaredForm, FormField
from kpsdesk.ui.widgets.letters import give_letters

ITEM_WORDS: Final = {
    "serious": N_("Serious events"),
    "hse": N_("Result of the safety survey (HSE)"),
    "risk": N_("Risks right now"),
    "digital": N_("Digital and information safety"),
    "plan": N_("The action plan"),
}
ONLY_HELD: Final = ("safety_item", "items", "cases")
REACH: Final = timedelta(days=100)  # cases closed so long before the meeting are offered
MOST_CASES: Final = 40


class MeetingDialog(BaseDialog):
    """Add a meeting (`id` is empty) or change one. `saved(id)` after it was written."""

    saved = Signal(str)

    def __init__(self, desk: Desk, meeting: Meeting, parent: QWidget) -> None:
        title = _("Edit the meeting") if meeting.id else _("New meeting")
        verb = _("Save") if meeting.id else _("Add the meeting")
        super().__init__(title, verb, width=560, parent=parent)
        self._desk, self._meeting = desk, meeting
        self._asked: tuple[object, object] | None = None
        self._offered: set[str] | None = None  # the cases that can be ticked, once they have been read
        self.form = DeclaredForm(self._fields(), lambda: desk.session.today)
        self.form.set_values(_values(meeting))
        self.form.changed.connect(self._edited)
        self._suggest_names()
        self.add(self.form)
        give_letters(
            [*(self.form.row(one.key) for one in self.form.fields), self.cancel_button, self.main_button]
        )
        self._fit_rows()
        self._before = self.form.values()
        self._offer_cases()

    def _fields(self) -> list[FormField]:
        session, known = self._desk.session, self._meeting
        today, organisation = session.today, session.organisation
        units = [(str(u.id), u.name) for u in organisation.active_units(today)]
        if known.unit is not None and str(known.unit) not in dict(units):
            units.append((str(known.unit), organisation.units[known.unit].name))
        areas = [
            (str(a.id), a.name)
            for a in organisation.areas.values()
            if a.valid_to is None or a.id == known.area
        ]
        states = [(code, _(text)) for code, text in STATES if code in (PLANNED, HELD, known.state)]
        items = [(code, _(ITEM_WORDS[code])) for code in ITEMS]
        types = session.vocabulary.choices(TYPE_LIST)
        return [
            FormField("type", "person", _("Type of meeting"), choices=types, required=True),
            FormField("unit", "person", _("Unit"), choices=units, none_text=_("Not of one unit")),
            FormField("area", "person", _("Area"), choices=areas, none_text=_("The whole organisation")),
            FormField("date", "date", _("Day"), required=True, future=True),
            FormField("state", "choice", _("State"), choices=states, required=True),
            FormField("safety_item", "yesno", _("Was safety an item?")),
            FormField("held_by", "line", _("Who holds the safety item"), _("Stays in the register and is never printed.")),
            FormField("items", "multi", _("Also taken up"), choices=items),
            FormField("cases", "multi", _("Cases taken up"), _("Cases that the unit closed before the meeting.")),
            FormField("next_date", "date", _("Next meeting"), future=True),
            FormField("note", "text", _("Note"), rows=2),
        ]  # fmt: skip

    def _suggest_names(self) -> None:
        line = self.form.widget("held_by")
        assert isinstance(line, QLineEdit)
        today, people = self._desk.session.today, self._desk.session.organisation.persons.values()
        names = sorted(one.name for one in people if one.left_on is None or one.left_on > today)
        completer = QCompleter(names, line)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        line.setCompleter(completer)

    # -- rows that come and go

    def _edited(self, key: str) -> None:
        if key == "state" and self.form.value("safety_item") is None:
            self.form.set_values({"safety_item": self.form.value("state") == HELD or None})
        if key in ("type", "unit", "state"):
            self._fit_rows()
        if key in ("unit", "date"):
            self._offer_cases()

    def _fit_rows(self) -> None:
        held = self.form.value("state") == HELD
        for key in ONLY_HELD:
            self.form.row(key).setVisible(held and (key != "cases" or bool(self._offered)))
        apart = self.form.value("unit") is None and self.form.value("type") != APT
        self.form.row("area").setVisible(apart)

    def _offer_cases(self) -> None:
        """Cases of the unit that were closed lately, and those that are tied to the meeting already."""
        unit, day = self.form.value("unit"), self.form.value("date")
        lists, tied = self._desk.services.lists, self._meeting.cases
        if (unit, day) == self._asked:
            return
        self._asked = unit, day
        query = None
        if isinstance(unit, str) and isinstance(day, date):
            query = CaseQuery(closed_only=True, units=(int(unit),), closed_from=day - REACH, closed_to=day)

        def read() -> list[CaseRow]:
            found = lists.page(query, 0, MOST_CASES) if query else []
            there = {row.id for row in found}
            more = [lists.row(case) for case in tied if case not in there]
            return [*(row for row in more if row is not None), *found]

        def show(rows: list[CaseRow]) -> None:
            if (unit, day) == self._asked:  # else another question is on its way
                self._show_cases(rows)

        self._desk.read(self, read, show)

    def _show_cases(self, rows: list[CaseRow]) -> None:
        first, self._offered = self._offered is None, {row.id for row in rows}
        chosen = frozenset(self._meeting.cases) if first else self.form.value("cases")
        self.form.set_choices("cases", [(row.id, f"{row.number}  {row.title}") for row in rows])
        self.form.set_values({"cases": chosen})
        self._fit_rows()
        if first:
            self._before["cases"] = self.form.value("cases")

    # -- saving

    @override
    def changed(self) -> bool:
        return self.form.values() != self._before

    @override
    def try_accept(self) -> None:
        if not self.form.check():
            return
        wanted = self._wanted(self.form.values())
        seen = self._meeting if self._meeting.id else None
        service = self._desk.services.meetings
        self.main_button.setEnabled(False)
        self._desk.write(self, lambda: service.save(wanted, seen), self._done, self._refused)

    def _wanted(self, values: Mapping[str, Any]) -> Meeting:
        held = values["state"] == HELD
        unit = int(values["unit"]) if values["unit"] else None
        area = int(values["area"]) if values["area"] and unit is None and values["type"] != APT else None
        return replace(
            self._meeting,
            type=values["type"], unit=unit, area=area, date=values["date"], state=values["state"],
            safety_item=held and bool(values["safety_item"]), items=values["items"] if held else frozenset(),
            held_by=values["held_by"], next_date=values["next_date"], note=values["note"],
            cases=self._meeting.cases if self._offered is None else tuple(sorted(values["cases"])),
        )  # fmt: skip

    def _done(self, meeting_id: str) -> None:
        self._before = self.form.values()
        self.saved.emit(meeting_id)
        self.accept()

    def _refused(self, error: Exception) -> None:
        self.form_refused(error, self.form, self._desk.tasks.report)


def _values(meeting: Meeting) -> dict[str, object]:
    return {
        "type": meeting.type,
        "unit": str(meeting.unit) if meeting.unit is not None else None,
        "area": str(meeting.area) if meeting.area is not None else None,
        "date": meeting.date,
        "state": meeting.state,
        "safety_item": meeting.safety_item if meeting.state == HELD else None,
        "items": meeting.items,
        "held_by": meeting.held_by,
        "next_date": meeting.next_date,
        "note": meeting.note,
    }
