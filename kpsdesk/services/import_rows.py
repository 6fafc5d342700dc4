"""A row of a case spreadsheet as a case with its histories: what is taken over, what stays text, what is warned of.

Only unit, kind and date have to match. What a sheet lacks is "not known". A sheet seldom says when a case
came to where it stands: histories begin with the report, a closing date closes the case and its steps that day (design 6).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any, Final

from kpsdesk.clock import ZONES
from kpsdesk.domain.case import Report
from kpsdesk.domain.fields import REPORTER_BY_KEY
from kpsdesk.domain.handling import NewCase
from kpsdesk.domain.organisation import Unit
from kpsdesk.domain.text import first_words
from kpsdesk.domain.workflow import ENDS
from kpsdesk.exchange.case_rows import CaseRowIn
from kpsdesk.exchange.headings import normalised
from kpsdesk.exchange.notes import Note
from kpsdesk.i18n import N_, Label
from kpsdesk.services.import_fields import label_of
from kpsdesk.services.session import Session

UNKNOWN: Final = "unknown"
TITLE_LIMIT: Final = 200

NO_PERSON: Final = N_(
    "There is nobody called {name} here. The name is kept as text; choose a handler in the case."
)
HARMLESS: Final = N_("A near miss did no harm: {value} is kept as the reporter's answer.")
NO_SUCH_GRADE: Final = N_("{column}: the risk matrix has no step {value}. It goes in as text.")
REPORTED_NOW: Final = N_("The row does not say when the report came in. It counts from today.")
CLOSED_LATER: Final = N_(
    "The closing day lies before the report is counted from. The case closes on that later day."
)
KEPT_AS_TEXT: Final = N_("{column}: “{value}” is not in the list and goes in as text.")

_HANDLER_TEXTS: Final = ("causes_text", "decision_text", "lesson")
# texts of a row that have a place in the case; every other text is kept under its heading
_PLACED: Final = frozenset(
    {
        "title",
        "description",
        "suggestion",
        "immediate_action",
        "handler",
        "manager",
        "feedback",
        *_HANDLER_TEXTS,
    }
    | {"person_affected", "patient_informed", "factors"}
)
_ANSWERS: Final = {"ja": "yes", "kyllä": "yes", "yes": "yes", "nej": "no", "ei": "no", "no": "no"}


@dataclass(frozen=True, slots=True)
class Incoming:
    """A row understood: what to take in, and how far it has come."""

    new: NewCase
    reported_at: datetime | None
    status: str
    closed_on: date | None
    handler_id: int | None = None
    grades: Mapping[str, int] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    feedback: str = ""
    notes: tuple[Note, ...] = ()


class RowsUnderstood:
    """Turns rows into what the store takes in; looks up people, code lists and the matrix once."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self._now = now
        self._units = {unit.code: unit for unit in session.organisation.units.values()}
        self._people: dict[str, list[int]] = {}
        for person in session.organisation.persons.values():
            self._people.setdefault(normalised(person.name), []).append(person.id)
        matrix = session.rules.matrices[session.rules.matrix]
        self._severities = {place[0] for place in matrix.cells}
        self._probabilities = {place[1] for place in matrix.cells}
        self._affected = _words(session, "person_affected")
        self._informed = {**_words(session, "patient_informed"), **_ANSWERS}
        self._factors = _words(session, "factor")

    def incoming(self, row: CaseRowIn, headings: Mapping[str, str]) -> Incoming:
        """The case of a row; `headings` names the column of each field in its sheet."""
        return _OneRow(self, row, headings).incoming()

    def unit(self, code: str) -> Unit:
        """The unit that a row names."""
        return self._units[code]

    def people(self, name: str) -> list[int]:
        """Those who are called so."""
        return self._people.get(normalised(name), [])

    def manager_of(self, unit_id: int, day: date) -> int | None:
        """Who answers for a unit's cases on a day."""
        return self._session.organisation.manager_of(unit_id, day)

    def fits(self, key: str, grade: int) -> bool:
        """Whether the matrix in force has such a step."""
        return grade in (self._probabilities if key == "probability" else self._severities)

    def listed(self, key: str, text: str) -> str:
        """The code of a word of a small list, or ''."""
        return (self._affected if key == "person_affected" else self._informed).get(normalised(text), "")

    def factor(self, text: str) -> str:
        """The code of a contributing factor, by its exact words in any language, or ''."""
        return self._factors.get(normalised(text), "")

    def word(self, name: str, code: str) -> str:
        """A code in words."""
        return self._session.vocabulary.word(name, code)

    @property
    def now(self) -> datetime:
        """The moment of the import, after which nothing can have happened."""
        return self._now


def _words(session: Session, name: str) -> dict[str, str]:
    """Every word of a list, in all three languages."""
    return {
        normalised(text): item.code
        for item in session.vocabulary.all(name)
        for text in (item.text.sv, item.text.fi, item.text.en, item.code)
    }


class _OneRow:
    """One row on its way; collects what is warned of and what stays text."""

    def __init__(self, known: RowsUnderstood, row: CaseRowIn, headings: Mapping[str, str]) -> None:
        self._known, self._row, self._headings = known, row, headings
        self._unit = known.unit(row.unit)
        self._notes = list(row.warnings)
        self._unknown: dict[str, str] = {}

    def incoming(self) -> Incoming:
        row = self._row
        reported_at = self._reported_at()
        handler = self._handler()
        grades = self._grades()
        values = {key: row.texts[key] for key in _HANDLER_TEXTS if key in row.texts}
        if row.event_type_text:
            values["event_type_text"] = row.event_type_text
        if informed := self._listed("patient_informed"):
            values["patient_informed"] = informed
        self._factors(values)
        feedback = row.texts.get("feedback", "")
        if normalised(feedback) in _ANSWERS:
            self._keep("feedback", feedback)
            feedback = ""
        closed_on = self._closed_on(reported_at)
        return Incoming(
            new=self._new(),
            reported_at=reported_at,
            status=row.status or ("closed" if row.closed_on else "received"),
            closed_on=closed_on,
            handler_id=handler,
            grades=grades,
            values=values,
            feedback=feedback,
            notes=tuple(self._notes),
        )

    def _factors(self, values: dict[str, Any]) -> None:
        """Factors that the list knows are ticked; other words tell why it happened, as they stand."""
        text = self._row.texts.get("factors", "")
        codes, left = [], []
        for part in [text] if self._known.factor(text) else re.split(r"[;\n]", text):
            code = self._known.factor(part)
            if code:
                codes.append(code)
            elif part.strip():
                left.append(part.strip())
                self._note(KEPT_AS_TEXT, column=self._heading("factors"), value=first_words(part.strip()))
        if codes:
            values["factors"] = sorted(set(codes))
        if left and "causes_text" not in values:
            values["causes_text"] = "; ".join(left)
        elif left:
            self._keep("factors", "; ".join(left))

    # -- the report

    def _new(self) -> NewCase:
        row, harm = self._row, self._harm()
        return NewCase(
            kind=row.kind,
            unit_id=self._unit.id,
            unit_report_id=self._unit.id,
            title=self._title(),
            anonymity=UNKNOWN,
            harm=harm,
            report=Report(
                description=row.description,
                suggestion=row.texts.get("suggestion", ""),
                immediate_text=row.texts.get("immediate_action", ""),
                values=self._report_values(),
                unknown=self._left() or None,
                wants_feedback=False,
                origin="import",
            ),
            occurred_day=row.occurred_on,
            event_type=row.event_type or None,
            subcategory=row.subcategory or None,
            source_key=row.identity,
        )

    def _title(self) -> str:
        row = self._row
        told = row.texts.get("title") or row.description or row.event_type_text
        return first_words(
            told
            or self._known.word("event_type", row.subcategory or row.event_type)
            or self._known.word("kind", row.kind),
            TITLE_LIMIT if row.texts.get("title") else 80,
        )

    def _harm(self) -> str:
        row = self._row
        if row.kind == "near_miss" and row.harm not in ("H0", "HX"):
            self._note(HARMLESS, value=self._known.word("harm", row.harm))
        return row.harm

    def _report_values(self) -> dict[str, Any]:
        row = self._row
        values: dict[str, Any] = {
            "harm_reported": row.harm,
            "place": row.place,
            "profession": row.profession,
            "person_affected": self._listed("person_affected"),
            "occurred_time": f"{row.occurred_time:%H:%M}" if row.occurred_time else "",
            "occurred_precision": UNKNOWN if row.occurred_on is None else "",
            "discovered_on": row.discovered_on.isoformat() if row.discovered_on else "",
        }
        return {key: value for key, value in values.items() if value and key in REPORTER_BY_KEY}

    def _listed(self, key: str) -> str:
        text = self._row.texts.get(key, "")
        code = self._known.listed(key, text) if text else ""
        if text and not code:
            self._keep(key, text)
            self._note(KEPT_AS_TEXT, column=self._heading(key), value=first_words(text))
        return code

    # -- how far it has come

    def _reported_at(self) -> datetime | None:
        row = self._row
        if row.reported_on is None:
            self._note(REPORTED_NOW)
            return None
        return min(self._instant(row.reported_on, row.reported_time), self._known.now)

    def _closed_on(self, reported_at: datetime | None) -> date | None:
        row = self._row
        ends = row.status in (*ENDS, "") and row.closed_on is not None
        if (
            ends
            and reported_at is None
            and self._instant(row.closed_on or date.min, time.max) < self._known.now
        ):
            self._note(CLOSED_LATER)
        return row.closed_on

    def _instant(self, day: date, at: time | None) -> datetime:
        zone = ZONES[self._unit.country]
        return datetime.combine(day, at or time(), tzinfo=zone).astimezone(UTC)

    def _handler(self) -> int | None:
        """Who handles the case: the sheet's own column, else in a sheet without one whoever answers for it.

        Beside a column of handlers the other one tells the manager, whom the store knows by itself; another is kept as text.
        """
        key = "handler" if "handler" in self._headings else "manager"
        if key == "handler":
            self._tell_manager()
        name = self._row.texts.get(key, "")
        found = self._known.people(name) if name else []
        if len(found) == 1:
            return found[0]
        if name:
            self._keep(key, name)
            self._note(NO_PERSON, name=first_words(name))
        return None

    def _tell_manager(self) -> None:
        name, day = self._row.texts.get("manager", ""), self._row.reported_on or self._known.now.date()
        if name and self._known.people(name) != [self._known.manager_of(self._unit.id, day)]:
            self._keep("manager", name)

    def _grades(self) -> dict[str, int]:
        given = {
            "severity_actual": ("severity", self._row.severity),
            "severity_potential": ("severity_potential", self._row.severity_potential),
            "probability": ("probability", self._row.probability),
        }
        grades = {}
        for column, (key, grade) in given.items():
            if grade is None:
                continue
            if self._known.fits(column, grade):
                grades[column] = grade
            else:
                self._keep(key, str(grade))
                self._note(NO_SUCH_GRADE, column=self._heading(key), value=grade)
        return grades

    # -- what stays text

    def _left(self) -> dict[str, str]:
        """The row's own number, the columns that are no field, and texts that have no field of their own."""
        row = self._row
        if row.number:
            self._keep("number", row.number)
        for key, text in row.texts.items():
            if key not in _PLACED:
                self._keep(key, text)
        if row.discovered_time and row.discovered_on:
            self._keep("discovered", f"{row.discovered_on} {row.discovered_time:%H:%M}")
        for heading, text in row.extra:
            if text != row.event_type_text:
                self._add(heading, text)
        return self._unknown

    def _keep(self, key: str, text: str) -> None:
        self._add(self._heading(key), text)

    def _add(self, heading: str, text: str) -> None:
        before = self._unknown.get(heading)
        self._unknown[heading] = f"{before}\n{text}" if before and text not in before else text

    def _heading(self, key: str) -> str:
        return self._headings.get(key) or str(Label(label_of(key)))

    def _note(self, template: str, **fields: object) -> None:
        self._notes.append(Note.of(template, **fields))
