"""Answers that must be one of those on offer: codes of lists, people, days. Asked at the door, since a case that holds
anything else could not be shown, counted or exported any more.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import Any, Final

from kpsdesk.domain.fields import HANDLER_BY_KEY, REPORTER_BY_KEY, CaseField
from kpsdesk.domain.text import clean
from kpsdesk.errors import NotFound, UserError
from kpsdesk.i18n import N_
from kpsdesk.services.session import Session

LINE: Final = 1_000
NOT_ON_OFFER: Final = N_("This answer is not on offer any more. Choose another.")
NO_DAY: Final = N_("This is no day of the calendar. Write it as 2026-03-31.")


def demand_code(session: Session, name: str, code: Any, field: str = "") -> None:
    """Raises UserError: the list has no such value; nothing (None, "") is always fine."""
    if code not in (None, "") and (not isinstance(code, str) or session.vocabulary.get(name, code) is None):
        raise UserError(NOT_ON_OFFER, field=field or name)


def demand_person(session: Session, person_id: Any, field: str = "handler_id") -> None:
    """Raises NotFound: nobody has this key; None is nobody, and fine."""
    if person_id is not None and person_id not in session.organisation.persons:
        raise NotFound(N_("The person is no longer there."), field=field)


def demand_day(value: Any, field: str = "") -> None:
    """Raises UserError: neither a date nor the text of one; nothing is always fine."""
    if value in (None, "") or isinstance(value, date):
        return
    try:
        date.fromisoformat(value)
    except (TypeError, ValueError):
        raise UserError(NO_DAY, field=field) from None


def _demand_time(value: Any, field: str) -> None:
    try:
        time.fromisoformat(value or "00:00")
    except (TypeError, ValueError):
        raise UserError(N_("This is no time of the day. Write it as 14:30."), field=field) from None


def handler_values(session: Session, values: Mapping[str, Any]) -> dict[str, Any]:
    """The handler's fields, tidied: texts clean, dates as ISO texts. Raises UserError: an answer that cannot be."""
    return _tidy(session, HANDLER_BY_KEY, values)


def reporter_values(session: Session, values: Mapping[str, Any]) -> dict[str, Any]:
    """The reporter's other answers, tidied alike."""
    return _tidy(session, REPORTER_BY_KEY, values)


def _tidy(session: Session, fields: Mapping[str, CaseField], values: Mapping[str, Any]) -> dict[str, Any]:
    found = {}
    for key, value in values.items():
        field = fields.get(key)
        if field is None:
            raise UserError(N_("There is no field called {key}."), key=key)
        if field.shape == "date":
            demand_day(value, key)
        if field.shape == "time":
            _demand_time(value, key)
        for code in _codes(field, value):
            demand_code(session, field.list, code, key)
        if isinstance(value, date):
            found[key] = value.isoformat()
        elif isinstance(value, str):
            found[key] = clean(value, field=key) if field.shape == "text" else clean(value, LINE, field=key)
        else:
            found[key] = value
    return found


def _codes(field: CaseField, value: Any) -> tuple[Any, ...]:
    if not field.list:
        return ()
    if field.shape == "multi":
        return tuple(value or ()) if not isinstance(value, str) else (value,)
    return (value,)
