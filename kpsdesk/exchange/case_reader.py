"""One row of a case spreadsheet on its way to a case: each cell understood, kept as text, or refused."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any, Final, NamedTuple

from kpsdesk.domain.text import LIMIT, clean, first_words
from kpsdesk.errors import UserError
from kpsdesk.exchange import words
from kpsdesk.exchange.case_rows import UNKNOWN_HARM, BadCell, BadRow, CaseRowIn
from kpsdesk.exchange.dates import read_date, read_time
from kpsdesk.exchange.headings import normalised
from kpsdesk.exchange.lookup import Index, parts_of, text_of
from kpsdesk.exchange.notes import Note
from kpsdesk.exchange.sheets import Cell, Row, is_empty, one_line
from kpsdesk.i18n import N_, Label

MAX_GRADE: Final = 5

NO_UNIT: Final = N_("The row has no unit.")
UNIT_UNKNOWN: Final = N_("There is no unit with this code or name. Add it under Settings, or mend the cell.")
UNIT_DOUBLE: Final = N_("Several units fit this name. Write the unit's code instead.")
NO_KIND: Final = N_("The row has no kind, such as “tillbud” or “risk”.")
KIND_UNKNOWN: Final = N_(
    "This is no kind of report. Use for example “negativ händelse”, “tillbud” or “risk”."
)
NO_DATE: Final = N_("The row has no date.")
CLOSED_TOO_EARLY: Final = N_("The case would be closed before it was reported.")
TEXT_TOO_LONG: Final = N_(
    "The text has {length} characters and there is room for {limit}. Shorten it or divide it."
)
TEXT_BROKEN: Final = N_("The text holds a character that no program can show.")

READ_AS_KIND: Final = N_("“{value}” is read as {kind}, by the harm that the row tells.")
NOT_IN_LIST: Final = N_("{column}: “{value}” is not in the list and goes in as text.")
READ_ROUGHLY: Final = N_(
    "{column}: “{value}” is read with care as “{read}”. Look at it when you assess the case."
)
NO_TIME: Final = N_("{column}: “{value}” is no time of day and goes in as text.")
NO_GRADE: Final = N_("{column}: “{value}” is no step of the scale and goes in as text.")
DATE_UNKNOWN: Final = N_("The row does not say when it happened. The day is kept as not known.")
REPORTED_EARLIER: Final = N_("The report has an earlier day than the event.")
CLOSED_NO_DATE: Final = N_(
    "The row is closed without a closing date. It counts as closed on the day of import."
)
LEFT_OUT: Final = N_("{column} is left out, since it may tell who it is.")

HARM_WORDS: Final = {
    "H0": Label(N_("no harm")),
    "H1": Label(N_("low harm")),
    "H2": Label(N_("moderate harm")),
    "H3": Label(N_("severe harm")),
    "H4": Label(N_("death or major permanent harm")),
}
KIND_WORDS: Final = {"near_miss": Label(N_("near miss")), "negative_event": Label(N_("adverse event"))}

_TEXT_KEYS: Final = (
    "title", "description", "immediate_action", "suggestion", "handler", "manager", "causes_text", "manager_actions",
    "decision_text", "lesson", "feedback", "patient_informed", "next_of_kin_informed", "manager_informed",
    "medication_what", "medication_step", "medication_drug", "medication_system", "delegation", "care_chain", "equipment",
    "person_affected", "unit_report", "factors",
)  # fmt: skip
_GRADE_KEYS: Final = ("severity", "severity_potential", "probability")
_YES: Final = frozenset(("ja", "x", "kylla", "yes", "j", "k", "y", "1", "true"))
_NO: Final = frozenset(("nej", "ei", "no", "n", "e", "0", "false"))


@dataclass(frozen=True, slots=True)
class SheetContext:
    """What all rows of a sheet share."""

    sheet: str
    columns: tuple[tuple[int, str, str], ...]
    constants: Mapping[str, str]
    today: date
    units: Index
    event_types: Index
    subcategories: Index
    places: Index
    professions: Index
    kinds: Index  # the store's own words go before those in use elsewhere
    statuses: Index
    harms: Index


class _Kind(NamedTuple):
    code: str
    from_type: str = ""  # an event type that stood in the column of kinds


class _RowCells:
    """The cells of one row by field, and what is found out about them."""

    def __init__(self, sheet: SheetContext, row: Row) -> None:
        self._sheet = sheet
        self._row = row
        self._bad: list[BadCell] = []
        self._notes: list[Note] = []
        self._extra: list[tuple[str, str]] = []
        self._cells: dict[str, tuple[str, Cell]] = {
            key: ("", value) for key, value in sheet.constants.items()
        }
        self._content: list[tuple[str, str]] = []
        for index, heading, key in sheet.columns:
            cell = row.cells[index] if index < len(row.cells) else None
            if not is_empty(cell):
                self._take(heading, key, cell)

    def _take(self, heading: str, key: str, cell: Cell) -> None:
        if key == "left_out":
            self._notes.append(Note.of(LEFT_OUT, column=heading))
        elif key == "extra":
            if text := self._clean("", heading, text_of(cell)):
                self._extra.append((heading, text))
                self._content.append((normalised(heading), text))
        else:
            self._cells[key] = (heading, cell)

    def _has(self, key: str) -> bool:
        return key in self._cells

    def _raw(self, key: str) -> str:
        return text_of(self._cells[key][1]) if key in self._cells else ""

    def _text(self, key: str) -> str:
        if key not in self._cells:
            return ""
        text = self._clean(key, self._cells[key][0], self._raw(key))
        if (key, text) not in self._content:
            self._content.append((key, text))
        return text

    def _clean(self, key: str, heading: str, text: str) -> str:
        try:
            return clean(text.replace("_x000D_", ""), LIMIT)
        except UserError as error:
            self._bad.append(self._bad_cell(heading or key, text, _in_a_sheet(error)))
            return ""

    def _refuse(self, key: str, reason: Note) -> None:
        heading = self._cells[key][0] if key in self._cells else self._heading(key)
        self._bad.append(self._bad_cell(heading, self._raw(key), reason, key))

    def _heading(self, key: str) -> str:
        return next((heading for _index, heading, field in self._sheet.columns if field == key), key)

    def _bad_cell(self, heading: str, value: str, reason: Note, key: str = "") -> BadCell:
        return BadCell(self._sheet.sheet, self._row.number, heading, first_words(value), reason, key)

    def _note(self, template: str, **fields: object) -> None:
        self._notes.append(Note.of(template, **fields))

    def _keep_as_text(self, key: str, template: str, **fields: object) -> None:
        heading, text = self._cells[key][0] or key, self._raw(key)
        self._extra.append((heading, self._clean(key, heading, text)))
        self._note(template, column=heading, value=first_words(text), **fields)


class RowReader(_RowCells):
    """One row on its way to a case."""

    def read(self) -> CaseRowIn | BadRow:
        """The case, or all that is wrong with the row."""
        unit, number = self._unit(), self._text("number")
        days = self._days()
        harm, harm_text = self._harm()
        event_type, event_type_text, subcategory = self._event_type()
        kind = self._kind(harm, event_type, event_type_text)
        if kind.from_type:
            event_type, event_type_text = kind.from_type, ""
        kept = self._kept()
        if self._bad:
            return BadRow(self._sheet.sheet, self._row.number, tuple(self._bad))
        return CaseRowIn(
            sheet=self._sheet.sheet,
            row=self._row.number,
            identity=self._identity(unit, number),
            unit=unit,
            kind=kind.code,
            number=number,
            event_type=event_type,
            event_type_text=event_type_text,
            subcategory=subcategory,
            harm=harm,
            harm_text=harm_text,
            **days,
            **kept,
            extra=tuple(self._extra),
            warnings=tuple(self._notes),
        )

    def _days(self) -> dict[str, Any]:
        """Days, times and status, which have to agree."""
        occurred, occurred_time = self._occurred()
        discovered, discovered_time = self._date("discovered")
        reported, reported_time = self._date("reported")
        closed, said_closed = self._closed()
        self._check_order(occurred, reported, closed)
        status, status_text = self._status(said_closed, closed)
        return {
            "occurred_on": occurred,
            "occurred_time": occurred_time,
            "discovered_on": discovered,
            "discovered_time": discovered_time,
            "reported_on": reported,
            "reported_time": reported_time,
            "closed_on": closed,
            "status": status,
            "status_text": status_text,
        }

    def _kept(self) -> dict[str, Any]:
        """What goes in whatever it says."""
        place, place_text = self._listed("place", self._sheet.places)
        profession, profession_text = self._listed("profession", self._sheet.professions)
        return {
            "place": place,
            "place_text": place_text,
            "profession": profession,
            "profession_text": profession_text,
            **{key: self._grade(key) for key in _GRADE_KEYS},
            "texts": self._texts(),
        }

    # -- what must match -------------------------------------------------------------------------------

    def _unit(self) -> str:
        text = self._text("unit")
        codes = self._sheet.units.codes(text) if text else set()
        if len(codes) == 1:
            return next(iter(codes))
        reason = NO_UNIT if not text else UNIT_DOUBLE if codes else UNIT_UNKNOWN
        self._refuse("unit", Note.of(reason))
        return ""

    def _kind(self, harm: str, event_type: str, event_type_text: str) -> _Kind:
        text = self._text("kind")
        if not text:
            if event_type or event_type_text or self._has("event_type"):
                return self._parent_kind(harm, self._raw("event_type"))
            self._refuse("kind", Note.of(NO_KIND))
            return _Kind("")
        code = self._sheet.kinds.code(text) or words.kinds().code(text)
        if code and code != "parent":
            return _Kind(code)
        if code == "parent":
            return self._parent_kind(harm, text)
        if not self._has("event_type") and (found := self._sheet.event_types.code(text)):
            return self._parent_kind(harm, text)._replace(from_type=found)
        self._refuse("kind", Note.of(KIND_UNKNOWN))
        return _Kind("")

    def _parent_kind(self, harm: str, value: str) -> _Kind:
        code = "near_miss" if harm == "H0" else "negative_event"
        self._note(READ_AS_KIND, value=value, kind=KIND_WORDS[code])
        return _Kind(code)

    def _occurred(self) -> tuple[date | None, time | None]:
        day, at = self._date("occurred")
        if day is None and not self._has("occurred"):
            if self._has("reported"):
                self._note(DATE_UNKNOWN)
            else:
                self._refuse("occurred", Note.of(NO_DATE))
        if self._has("occurred_time"):
            try:
                at = read_time(self._cells["occurred_time"][1]) or at
            except UserError:
                self._keep_as_text("occurred_time", NO_TIME)
        return day, at

    def _date(self, key: str) -> tuple[date | None, time | None]:
        if not self._has(key):
            return None, None
        try:
            day, at = read_date(self._cells[key][1], self._sheet.today)
        except UserError as error:
            self._refuse(key, Note.from_error(error))
            return None, None
        self._content.append((key, f"{day} {at or ''}"))
        return day, at

    def _closed(self) -> tuple[date | None, bool]:
        """The closing day, and whether the cell says only that it is closed."""
        answer = normalised(self._raw("closed"))
        if answer in _YES or answer in _NO:
            return None, answer in _YES
        return self._date("closed")[0], False

    def _check_order(self, occurred: date | None, reported: date | None, closed: date | None) -> None:
        if closed is not None and reported is not None and closed < reported:
            self._refuse("closed", Note.of(CLOSED_TOO_EARLY))
        if occurred is not None and reported is not None and reported < occurred:
            self._note(REPORTED_EARLIER)

    # -- what may be kept as text ----------------------------------------------------------------------

    def _harm(self) -> tuple[str, str]:
        """The worst degree that a cell names; a form may tick several consequences."""
        text = self._text("harm")
        if not text:
            return UNKNOWN_HARM, ""
        own = self._sheet.harms
        sure = [own.code(part) or words.harms().code(part) for part in (text, *parts_of(text))]
        if sure[0]:
            return sure[0], ""
        rough = [words.rough_harms().code(part) for part in (text, *parts_of(text))]
        found = sorted(code for code in (*sure, *rough) if code and code != UNKNOWN_HARM)
        if found:
            if any(rough):
                self._keep_as_text("harm", READ_ROUGHLY, read=HARM_WORDS[found[-1]])
            return found[-1], text
        self._keep_as_text("harm", NOT_IN_LIST)
        return UNKNOWN_HARM, text

    def _status(self, said_closed: bool, closed: date | None) -> tuple[str, str]:
        text = self._text("status")
        code = (self._sheet.statuses.code(text) or words.statuses().code(text)) if text else ""
        if text and not code:
            self._keep_as_text("status", NOT_IN_LIST)
        if said_closed and not code:
            code = "closed"
        if code == "closed" and closed is None:
            self._note(CLOSED_NO_DATE)
        return code, "" if code else text

    def _listed(self, key: str, index: Index) -> tuple[str, str]:
        text = self._text(key)
        code = index.code(text) if text else ""
        if text and not code:
            self._keep_as_text(key, NOT_IN_LIST)
        return code, "" if code else text

    def _event_type(self) -> tuple[str, str, str]:
        """Code, else text, and subcategory; one column may name the subcategory alone."""
        text = self._text("event_type")
        sub = self._sheet.subcategories.code(text) if text and not self._sheet.event_types.code(text) else ""
        if sub and not self._has("subcategory"):
            return sub.partition(".")[0], "", sub
        named = self._listed("subcategory", self._sheet.subcategories)[0]
        index = self._sheet.event_types
        if text and not index.code(text) and (rough := index.roughly(text)):
            self._keep_as_text("event_type", READ_ROUGHLY, read=index.name(rough))
            return rough, "", named
        return *self._listed("event_type", index), named

    def _grade(self, key: str) -> int | None:
        text = self._text(key)
        if not text:
            return None
        digits = text.split()[0].rstrip(".):-") if text.split() else ""
        word = digits if digits.isdecimal() and digits.isascii() else words.grades().code(text)
        if word and 1 <= int(word[:3]) <= MAX_GRADE:
            return int(word)
        self._keep_as_text(key, NO_GRADE)
        return None

    def _texts(self) -> dict[str, str]:
        for key in ("score", "weekday"):  # counted anew by the program, yet worth keeping
            if text := self._text(key):
                self._extra.append((self._cells[key][0], text))
        return {key: text for key in _TEXT_KEYS if key in self._cells and (text := self._text(key))}

    def _identity(self, unit: str, number: str) -> str:
        """The number within the unit, else the content, whatever the order of columns or the spaces."""
        if plain := normalised(number):
            return f"number:{unit}:{plain}"
        content = sorted((key, one_line(text)) for key, text in set(self._content) if text)
        return "row:" + hashlib.sha256(repr(content).encode()).hexdigest()


def _in_a_sheet(error: UserError) -> Note:
    """The sentence about a text, said of a cell instead of a field in the window."""
    if "length" in error.fields:
        return Note.of(TEXT_TOO_LONG, **error.fields)
    return Note.of(TEXT_BROKEN)
