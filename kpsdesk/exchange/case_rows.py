"""What comes out of a case spreadsheet, and the words that go in: frozen data without behaviour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Final

from kpsdesk.exchange.notes import Note

UNKNOWN_HARM: Final = "HX"


@dataclass(frozen=True, slots=True)
class CodeLists:
    """What the words of a store mean: each table from a text or code in any language to the code.

    A subcategory's code begins with its event type's, as in `MED.preparing`.
    """

    units: Mapping[str, str]
    event_types: Mapping[str, str] = field(default_factory=dict)
    subcategories: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)
    professions: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    statuses: Mapping[str, str] = field(default_factory=dict)
    harms: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BadCell:
    """A cell for which the row cannot go in."""

    sheet: str
    row: int
    column: str
    value: str
    reason: Note
    field: str = ""  # the field key of the column, when it has one


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot go in, with everything that is wrong with it."""

    sheet: str
    row: int
    cells: tuple[BadCell, ...]


@dataclass(frozen=True, slots=True)
class CaseRowIn:
    """A row that can go in. Empty text and None mean that the sheet does not say."""

    sheet: str
    row: int
    identity: str
    unit: str
    kind: str
    number: str = ""
    occurred_on: date | None = None
    occurred_time: time | None = None
    discovered_on: date | None = None
    discovered_time: time | None = None
    reported_on: date | None = None
    reported_time: time | None = None
    closed_on: date | None = None
    event_type: str = ""
    event_type_text: str = ""
    subcategory: str = ""
    harm: str = UNKNOWN_HARM
    harm_text: str = ""
    status: str = ""
    status_text: str = ""
    place: str = ""
    place_text: str = ""
    profession: str = ""
    profession_text: str = ""
    severity: int | None = None
    severity_potential: int | None = None
    probability: int | None = None
    texts: Mapping[str, str] = field(default_factory=dict)  # by field key, see headings.SYNONYMS
    extra: tuple[tuple[str, str], ...] = ()  # heading and text of columns that are no field
    warnings: tuple[Note, ...] = ()

    @property
    def description(self) -> str:
        """What happened, in the reporter's words."""
        return self.texts.get("description", "")
