"""What a new store starts with: code lists, rules, and the first unit with the person who makes it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from kpsdesk import paths
from kpsdesk.clock import Clock, local_day
from kpsdesk.domain.ids import Ids
from kpsdesk.domain.matrix import shipped_matrices
from kpsdesk.domain.organisation import MANAGER
from kpsdesk.domain.permission import PROGRAM, Actor
from kpsdesk.domain.text import clean, is_blank
from kpsdesk.domain.vocabulary import shipped
from kpsdesk.errors import UserError
from kpsdesk.i18n import N_
from kpsdesk.services.session import Session, open_session
from kpsdesk.store import organisation as organisation_store
from kpsdesk.store import program
from kpsdesk.store.engine import Store

__all__ = [
    "LEGAL_FILES",
    "NAME",
    "Founding",
    "fill",
    "found",
    "open_session",
    "tidy_line",
]

if TYPE_CHECKING:
    from kpsdesk.store.work import Work

NAME: Final = 200
LEGAL_FILES: Final = ("legal_tracks", "feedback_templates")


@dataclass(frozen=True, slots=True)
class Founding:
    """The answers of the first start: organisation, unit, country, and who makes the store."""

    area: str
    unit: str
    unit_code: str
    country: str
    setting: str
    person: str
    title: str = ""
    language: str = "sv"
    staff: int | None = None


def fill(work: Work) -> None:
    """Code lists and rules as shipped, copied into the store and editable there (design 5)."""
    from kpsdesk.domain.deadlines import shipped_deadlines  # no start of the window needs it

    connection, at = work.connection, work.moment.at
    vocabulary = shipped()
    program.put_codes(
        connection, (item for name in vocabulary.lists for item in vocabulary.all(name)), edited=False
    )
    for matrix in shipped_matrices():
        program.put_document(connection, "matrix", matrix["code"], matrix, at=at, actor=PROGRAM)
    rules = [rule.as_data() for rule in shipped_deadlines()]
    program.put_document(connection, "deadlines", "standard", rules, at=at, actor=PROGRAM)
    program.put_document(connection, "escalation", "standard", _preset("escalation"), at=at, actor=PROGRAM)
    program.put_document(connection, "workflow", "standard", _preset("workflow"), at=at, actor=PROGRAM)
    for track in _preset("legal_tracks")["track"]:
        program.put_document(
            connection,
            "legal_track",
            track["code"],
            {key: _plain(value) for key, value in track.items() if key not in ("valid_from", "valid_to")},
            at=at,
            actor=PROGRAM,
            valid_from=track.get("valid_from"),
            valid_to=track.get("valid_to"),
        )
    templates = _plain(_preset("feedback_templates"))
    program.put_document(connection, "feedback_templates", "standard", templates, at=at, actor=PROGRAM)
    work.touch("rules")
    work.touch("codes")


def _preset(name: str) -> dict[str, Any]:
    return tomllib.loads(paths.resource("presets", f"{name}.toml").read_text(encoding="utf-8"))


def _plain(value: Any) -> Any:
    """TOML dates as ISO texts, so that the rule can be kept as JSON."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value.isoformat() if hasattr(value, "isoformat") else value


def found(store: Store, founding: Founding, clock: Clock, ids: Ids | None = None) -> Session:
    """Fill a new store and appoint the person who made it as the unit's manager.

    Raises:
        UserError: a name is missing.
    """
    for value, field in ((founding.unit, "unit"), (founding.person, "person")):
        if is_blank(clean(value, NAME, field=field)):
            raise UserError(N_("Fill in this field, please."), field=field)
    ids = ids or Ids()
    now = clock.now()
    today = local_day(now, founding.country)
    uid = ids.timed(now)
    session = Session(store, Actor(uid, tidy_line(founding.person)), clock, ids)
    with session.write() as work:
        fill(work)
        _place(work, founding, uid, today)
        program.set_setting(work.connection, "language", founding.language)
        program.set_setting(work.connection, "account", uid)
        program.set_setting(work.connection, "store_id", ids.random())
        work.note("store.founded", "store:", unit=founding.unit_code)
        work.touch("organisation")
    return session


def tidy_line(text: str) -> str:
    """A name as it is kept: clean, on one line."""
    return " ".join(clean(text, NAME).split())


def _place(work: Work, founding: Founding, uid: str, today: date) -> None:
    """The first area, unit and person, who manages the unit."""

    def insert(table: str, **values: Any) -> int:
        return organisation_store.insert(work.connection, table, values)

    unit_name = tidy_line(founding.unit)
    area = insert("areas", code="VO1", name=tidy_line(founding.area) or unit_name)
    unit = insert(
        "units",
        code="".join(clean(founding.unit_code, 40, field="code").split()) or "E1",
        country=founding.country,
        setting=founding.setting,
        staff=founding.staff,
    )
    insert("unit_versions", unit_id=unit, n=1, name=unit_name, area_id=area, valid_from=today)
    person = insert("persons", uid=uid, name=tidy_line(founding.person), title=tidy_line(founding.title))
    at = work.moment.at
    insert(
        "roles", person_id=person, role=MANAGER, unit_id=unit, valid_from=today, noted_at=at, applied_at=at
    )
