"""The free texts that go along with a paper for others: what in them must be looked at, and what stops the paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kpsdesk.domain.papers import CaseOnPaper
from kpsdesk.errors import UserError
from kpsdesk.i18n import N_, Label, _
from kpsdesk.services import personal_data
from kpsdesk.services.apt_texts import Cover, Place
from kpsdesk.services.personal_data import Sort

_NAMED: Final = N_(
    "The text still names somebody, or gives a number or an address: {what}. Nothing was made. Change what is marked, "
    "then try again. The case itself stays as it is."
)

_WHAT: Final = {
    str(Sort.PERSONNUMMER): N_("a personal identity number"),
    str(Sort.SAMORDNINGSNUMMER): N_("a coordination number"),
    str(Sort.HENKILOTUNNUS): N_("a personal identity code"),
    str(Sort.PHONE): N_("a phone number"),
    str(Sort.EMAIL): N_("an e-mail address"),
    str(Sort.NAME): N_("somebody's name"),
    "date": N_("an exact day"),
}


@dataclass(frozen=True, slots=True)
class TextToRead:
    """A free text for somebody to read before it goes into a masked paper, with what to look at in it."""

    key: str
    label: str
    text: str
    places: tuple[Place, ...]


def blocked(place: Place) -> bool:
    """Whether it may not stand in a masked paper, whoever has read it: numbers, addresses, days, people of the organisation."""
    return not place.may_allow or place.sentence == _(personal_data.KNOWN)


def cover_of(data: CaseOnPaper) -> Cover:
    """Knows the people of the organisation, and a reporter who gave a name. A hidden one is not looked for: that would tell it."""
    people = [person.name for person in data.organisation.persons.values()]
    if data.case.head.anonymity == "named" and data.case.report.reporter_name:
        people.append(data.case.report.reporter_name)
    units, areas = data.organisation.units.values(), data.organisation.areas.values()
    return Cover(people, [*(unit.name for unit in units), *(area.name for area in areas)])


def demand_unnamed(key: str, text: str, data: CaseOnPaper, *, days: bool = False) -> None:
    """Stop at what may not be on the paper; `days` may be where the text is written for its reader, as when to answer."""
    places = cover_of(data).find(text)
    found = next((one for one in places if blocked(one) and not (days and one.kind == "date")), None)
    if found is not None:
        raise UserError(_NAMED, field=key, what=Label(_WHAT[str(found.kind)]))
