"""What every change of the organisation has in common: its day, its place in the list of changes, and the
open cases that follow it (design 6).

A change of today or earlier is carried over to open cases at once; one with a day to come waits for `catch_up`, which
runs at opening, at midnight and before the next change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, Final

from kpsdesk.clock import ZONES, local_day
from kpsdesk.domain.following import event_days, place_of
from kpsdesk.domain.organisation import Organisation
from kpsdesk.domain.permission import Permission
from kpsdesk.errors import UserError
from kpsdesk.i18n import N_, _, ngettext
from kpsdesk.services.session import Session
from kpsdesk.store import following, organisation_changes, program
from kpsdesk.store import organisation as organisation_store
from kpsdesk.store.following import Giving
from kpsdesk.store.organisation_changes import Recorder
from kpsdesk.store.work import Connection, Work

CAUGHT_UP: Final = "organisation_caught_up"  # setting: the last local day carried over, by country
EARLIEST: Final = date(1970, 1, 2)

WHAT: Final[Mapping[str, str]] = {
    "area_created": N_("New area: {area}"),
    "area_renamed": N_("{before} is now called {after}"),
    "area_closed": N_("{area} is closed"),
    "unit_created": N_("New unit: {unit}"),
    "unit_changed": N_("{unit}: details changed"),
    "unit_renamed": N_("{before} is now called {after}"),
    "unit_moved": N_("{unit} moves to {area}"),
    "unit_merged": N_("{unit} becomes part of {other}"),
    "unit_split": N_("{unit} is split, new unit: {other}"),
    "unit_closed": N_("{unit} closes"),
    "person_added": N_("New person: {person}"),
    "person_changed": N_("{person}: details changed"),
    "person_left": N_("{person} leaves"),
    "appointed": N_("{person}: {role}, {place}"),
    "role_ended": N_("{person} is no longer {role}, {place}"),
}


@dataclass(frozen=True, slots=True)
class Reorganised:
    """A change that was made, or that waits for its day."""

    id: int
    change: str
    words: Mapping[str, str]
    effective: date
    today: date
    moved: int

    @property
    def waits(self) -> bool:
        """Whether its day is yet to come."""
        return self.effective > self.today

    @property
    def late(self) -> bool:
        """Whether it was told after its day."""
        return self.effective < self.today

    def sentence(self) -> str:
        """What was done, for a banner. Role codes among the words are put into words by the asker."""
        return self.told(self.words)

    def told(self, words: Mapping[str, str]) -> str:
        """The same with other words, such as a role's name in place of its code."""
        what = _(WHAT[self.change]).format(**words)
        if self.waits:
            return _("{what}. It happens on {day}; open cases follow then.").format(
                what=what, day=self.effective.isoformat()
            )
        parts = [_("{what}.").format(what=what)]
        if self.moved:
            follow = ngettext("{n} open case follows.", "{n} open cases follow.", self.moved)
            parts.append(follow.format(n=self.moved))
        if self.late and self.moved:
            parts.append(_("The day has passed, so cases follow from now on. What was counted before stays."))
        return " ".join(parts)


@dataclass
class Change:
    """A change being made: rows are written through `rows`; `words` are what the list of changes shows."""

    work: Work
    rows: Recorder
    before: Organisation
    effective: date
    today: date
    words: dict[str, str] = field(default_factory=dict)
    extra: dict[str, Any] = field(default_factory=dict)
    done: list[Reorganised] = field(default_factory=list)

    @property
    def now(self) -> datetime:
        """When it is written."""
        return self.work.moment.at

    @property
    def result(self) -> Reorganised:
        """What came of it, after the change."""
        return self.done[0]


@contextmanager
def changing(
    session: Session, change: str, what: str, *, effective: date | None = None, country: str = ""
) -> Iterator[Change]:
    """One change of the organisation: right, transaction, audit, list of changes, cases that follow.

    Raises:
        NotAllowed: the actor may not change the organisation.
        UserError: a day that cannot be meant.
    """
    session.actor.require(Permission.ORGANISATION_EDIT)
    with session.write() as work:
        catch_up(work)
        today = local_day(work.moment.at, country or session.country)
        day = effective or today
        if not EARLIEST < day < today.replace(year=today.year + 50, day=1):
            raise UserError(N_("Choose a day between 1970 and fifty years from now."), field="day")
        organisation = organisation_store.read(work.connection)
        made = Change(work, Recorder(work.connection), organisation, day, today)
        yield made
        made.done.append(_finish(made, change, what))


def _finish(made: Change, change: str, what: str) -> Reorganised:
    work, waits = made.work, made.effective > made.today
    row = {
        "change": change,
        "effective": made.effective,
        "at": made.now,
        "actor": work.moment.actor,
        "before": {"rows": [{k: r[k] for k in ("table", "key", "before")} for r in made.rows.records]},
        "after": {"rows": made.rows.records, "words": made.words, **made.extra},
        "applied_at": None if waits else made.now,
    }
    number = organisation_changes.note(work.connection, row)
    work.note(f"organisation.{change}", what, effective=made.effective, change=number, **made.words)
    moved = 0 if waits else _give_chosen(work, made.extra, made.now) + follow_now(work)
    tell(work, moved)
    return Reorganised(number, change, made.words, made.effective, made.today, moved)


def tell(work: Work, moved: int) -> None:
    """Say what pages should load again."""
    work.touch("organisation")
    if moved:
        work.touch("case")


def follow_now(work: Work) -> int:
    """Give every open case to whom the organisation of today says; how many changed hands."""
    organisation = organisation_store.read(work.connection)
    now = work.moment.at
    days = {country: local_day(now, country) for country in ZONES}
    moved = 0
    for old in following.places(work.connection):
        country = organisation.units[old.unit_id].country
        new = place_of(organisation, old.unit_id, days[country])
        if new != old:
            giving = Giving(now, now, work.moment.actor, country)
            moved += following.give_all(work.connection, old, new, giving, only_begun=False)
    return moved


def _follow_day(work: Work, organisation: Organisation, country: str, day: date) -> int:
    """What should have happened at the beginning of a local day; cases given out later that day are left alone."""
    at = start_of(day, country)
    moved = 0
    for old in following.places(work.connection, begun_before=at):
        if organisation.units[old.unit_id].country == country:
            new = place_of(organisation, old.unit_id, day)
            if new != old:
                giving = Giving(at, work.moment.at, work.moment.actor, country)
                moved += following.give_all(work.connection, old, new, giving, only_begun=True)
    return moved


def start_of(day: date, country: str) -> datetime:
    """The instant at which a local day begins."""
    return datetime.combine(day, time(), tzinfo=ZONES[country])


def catch_up(work: Work) -> int:
    """Carry over to open cases what has begun or ended since the last time; how many changed hands.

    Each missed day is done by itself, so that the manager of every past day is right (design 6).
    """
    connection, now = work.connection, work.moment.at
    organisation = organisation_store.read(connection)
    done: dict[str, str] = dict(program.settings(connection).get(CAUGHT_UP) or {})
    moved, countries = 0, sorted({unit.country for unit in organisation.units.values()})
    for country in countries:
        today = local_day(now, country)
        since = date.fromisoformat(done.get(country, today.isoformat()))
        waiting = organisation_store.unapplied_changes(connection, today)
        days = {row["effective"] for row in waiting if since < row["effective"]}
        for day in sorted(days | set(event_days(organisation, since, today))):
            moved += _follow_day(work, organisation, country, day)
            for row in waiting:
                if row["effective"] == day and row["after"].get("country", country) == country:
                    moved += _give_chosen(work, row["after"], start_of(day, country))
        done[country] = max(today.isoformat(), done.get(country, ""))
    moved += follow_now(work)
    _mark_applied(work, countries)
    if done != program.settings(connection).get(CAUGHT_UP):
        program.set_setting(connection, CAUGHT_UP, done)
    if moved:
        work.note("organisation.followed", "organisation:", cases=moved)
        tell(work, moved)
    return moved


def behind(connection: Connection, now: datetime) -> bool:
    """Whether a day has come since the last time, or an open case is not where it belongs."""
    organisation = organisation_store.read(connection)
    done = program.settings(connection).get(CAUGHT_UP) or {}
    days = {country: local_day(now, country) for country in ZONES}
    used = {unit.country for unit in organisation.units.values()}
    return any(done.get(country, "") < days[country].isoformat() for country in used) or any(
        place_of(organisation, old.unit_id, days[organisation.units[old.unit_id].country]) != old
        for old in following.places(connection)
    )


def _mark_applied(work: Work, countries: Sequence[str]) -> None:
    connection, now = work.connection, work.moment.at
    today = min((local_day(now, country) for country in countries), default=local_day(now, "SE"))
    for row in organisation_store.unapplied_changes(connection, today):
        organisation_changes.mark(connection, row["id"], applied_at=now)
    for role in organisation_store.unapplied_roles(connection, today):
        organisation_store.update(connection, "roles", {"applied_at": now}, id=role["id"])


def _give_chosen(work: Work, extra: Mapping[str, Any], at: datetime) -> int:
    """The cases that were picked to move when a unit was split."""
    if not extra.get("cases"):
        return 0
    organisation = organisation_store.read(work.connection)
    country = extra["country"]
    seqs = following.open_seqs(work.connection, extra["cases"], extra["from_unit"])
    new = place_of(organisation, extra["to_unit"], local_day(at, country))
    giving = Giving(at, work.moment.at, work.moment.actor, country)
    return following.give_these(work.connection, seqs, new, giving)


def undo(session: Session, change_id: int) -> Work:
    """Take a change back as a whole: names and roles as before, open cases home with a new owner row.

    Raises:
        UserError: undone already, something later builds on it, or a unit made by it has cases of its own.
    """
    session.actor.require(Permission.ORGANISATION_EDIT)
    with session.write() as work:
        catch_up(work)
        connection = work.connection
        row = organisation_changes.change(connection, change_id)
        if row is None or row["undone_at"] is not None:
            raise UserError(N_("This change has been undone already."))
        records = row["after"]["rows"]
        if not organisation_changes.standing(connection, records):
            raise UserError(
                N_("Something changed later builds on this. Undo the later change first, then this one.")
            )
        _take_back(work, row)
        organisation_changes.mark(connection, change_id, undone_at=work.moment.at)
        moved = _send_home(work, row) + follow_now(work)
        work.note("organisation.undone", "organisation:", change=change_id, what=row["change"], cases=moved)
        tell(work, moved)
    return work


def _take_back(work: Work, row: Mapping[str, Any]) -> None:
    """Reverse the rows; a unit that has cases stays as a closed one, since history is never rewritten."""
    connection, records = work.connection, row["after"]["rows"]
    fresh = [(r["table"], r["key"]["id"]) for r in records if r["before"] is None and "id" in r["key"]]
    used = any(organisation_changes.in_use(connection, *one) for one in fresh)
    if used and row["change"] == "unit_split":
        extra = row["after"]
        today = local_day(work.moment.at, extra["country"])
        values = {"valid_to": today, "successor_id": extra["from_unit"]}
        organisation_store.update(connection, "units", values, id=extra["to_unit"])
    elif used:
        raise UserError(N_("It is in use already, so it cannot be taken away. Close it instead."))
    else:
        organisation_changes.revert(connection, records)


def _send_home(work: Work, row: Mapping[str, Any]) -> int:
    """Open cases that a merge or closing had given to another unit."""
    extra = row["after"]
    if row["applied_at"] is None or row["change"] == "unit_split" or not extra.get("to_unit"):
        return 0
    organisation = organisation_store.read(work.connection)
    country, now = extra["country"], work.moment.at
    since = max(start_of(row["effective"], country), row["at"])  # when they were given away
    seqs = following.came_from(work.connection, extra["to_unit"], extra["from_unit"], since)
    home = place_of(organisation, extra["from_unit"], local_day(now, country))
    giving = Giving(now, now, work.moment.actor, country)
    return following.give_these(work.connection, seqs, home, giving)
