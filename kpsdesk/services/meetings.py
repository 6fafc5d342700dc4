"""The register of meetings: what is planned, what was held, and whether safety was taken up (domain 7, 8)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from kpsdesk.domain.changes import Changes
from kpsdesk.domain.meeting import (
    APT,
    CANCELLED,
    HELD,
    ITEMS,
    STATES,
    TYPE_LIST,
    Meeting,
    SafetyShare,
    safety_shares,
    told,
)
from kpsdesk.domain.permission import Permission
from kpsdesk.domain.text import clean, mended
from kpsdesk.errors import Conflict, NotFound, UserError
from kpsdesk.i18n import N_
from kpsdesk.services.session import Session
from kpsdesk.store import case_files
from kpsdesk.store import meetings as meeting_store

if TYPE_CHECKING:
    from kpsdesk.store.work import Work

NAME: Final = 200
BETWEEN: Final = timedelta(weeks=4)  # from one workplace meeting to the next, until somebody says otherwise


@dataclass(frozen=True)
class MeetingService:
    """Reads and keeps the register. Each change is one transaction with its audit row, and can be put back."""

    session: Session

    def get(self, meeting_id: str) -> Meeting:
        """One meeting. Raises NotFound: there is none, or it was removed."""
        self.session.actor.require(Permission.MEETING_READ)
        with self.session.read() as connection:
            return _demand(meeting_store.load(connection, meeting_id))

    def find(
        self,
        units: Collection[int] = (),
        first: date | None = None,
        last: date | None = None,
        *,
        types: Collection[str] = (),
        states: Collection[str] = (),
        safety_item: bool | None = None,
    ) -> list[Meeting]:
        """The register, newest first: of the units, types and states that are named, or of all."""
        self.session.actor.require(Permission.MEETING_READ)
        with self.session.read() as connection:
            return meeting_store.find(
                connection,
                units=units,
                first=first,
                last=last,
                types=types,
                states=states,
                safety_item=safety_item,
            )

    def planned_or_new(self, unit: int, meeting_type: str = APT) -> Meeting:
        """The unit's next planned meeting; without one, a new one that is not saved yet (`id` is empty).

        One that was planned for a past day and never marked as held is the next as long as no later one is planned.
        A new one is for the day that was agreed on at the last meeting, or for today; four weeks on if there was one
        today already.
        """
        self.session.actor.require(Permission.MEETING_READ)
        today = self.session.today
        with self.session.read() as connection:
            planned = meeting_store.next_planned(connection, unit, meeting_type, today)
            tomorrow = today + timedelta(days=1)
            last = None if planned else meeting_store.last_held(connection, unit, meeting_type, tomorrow)
        agreed = (last.next_date if last else None) or today
        if last is not None and last.date == today:
            agreed = last.next_date or today + BETWEEN
        return planned or Meeting("", meeting_type, max(agreed, today), unit)

    def last_held(self, unit: int, before: date, meeting_type: str = APT) -> Meeting | None:
        """The unit's last meeting that was held before a day; where the period of the next sheet begins."""
        self.session.actor.require(Permission.MEETING_READ)
        with self.session.read() as connection:
            return meeting_store.last_held(connection, unit, meeting_type, before)

    def safety_shares(
        self, units: Collection[int] = (), year: int | None = None, meeting_type: str = APT
    ) -> list[SafetyShare]:
        """Number and share of held meetings with the safety item, per unit and half-year (GF1-E1; GF1-V1 for "lg")."""
        self.session.actor.require(Permission.STATISTICS_READ)
        counted = year or self.session.today.year
        with self.session.read() as connection:
            held = meeting_store.find(
                connection,
                units=units,
                first=date(counted, 1, 1),
                last=date(counted, 12, 31),
                types=[meeting_type],
                states=[HELD],
            )
        names = self.session.organisation.units
        found = {one.unit for one in held if one.unit is not None} | set(units)
        ordered = sorted(found, key=lambda key: names[key].name.casefold())
        return safety_shares(held, ordered, counted, meeting_type)

    def save(self, meeting: Meeting, seen: Meeting | None = None) -> tuple[Changes, str]:
        """Add a meeting, or write it over what is there; its id too. `seen`: what the asker had before them.

        Raises:
            UserError: a meeting that was held lies in the future, the next one lies before this one, or a unit, an
                area, a type or a case is unknown.
            Conflict: somebody else changed it since `seen`.
        """
        self.session.actor.require(Permission.MEETING_EDIT)
        with self.session.write() as work:
            before = None
            if meeting.id:
                before = _demand(meeting_store.load(work.connection, meeting.id))
                if seen is not None and seen != before:
                    raise Conflict(
                        N_(
                            "Somebody changed this meeting while you had it open. Look at it again, then change it."
                        )
                    )
            saved = self._write(work, "meeting.changed" if before else "meeting.added", before, meeting)
        return work.changes, saved.id

    def keep_sheet(self, meeting_id: str, sheet: Mapping[str, Any]) -> Changes:
        """Keep the paper of a meeting as it stands: the period, the language, the stories, the presenter's texts."""
        return self._change(meeting_id, "meeting.sheet.changed", sheet=mended(sheet))

    def hold(
        self,
        meeting_id: str,
        date: date | None = None,
        held_by: str | None = None,
        safety_item: bool = True,
    ) -> Changes:
        """It was held. What is not said is what is known: the planned day (today when that is still to come), and
        whoever was to hold it, else the one who says so.
        """
        self.session.actor.require(Permission.MEETING_EDIT)
        today, known = self.session.today, self.session.actor.name if safety_item else ""
        with self.session.write() as work:
            before = _demand(meeting_store.load(work.connection, meeting_id))
            after = replace(
                before,
                state=HELD,
                safety_item=safety_item,
                date=date or min(before.date, today),
                held_by=(before.held_by or known) if held_by is None else held_by,
            )
            self._write(work, "meeting.held", before, after)
        return work.changes

    def cancel(self, meeting_id: str) -> Changes:
        """It was not held and will not be; it stays in the register and counts nowhere."""
        return self._change(meeting_id, "meeting.cancelled", state=CANCELLED, safety_item=False)

    def remove(self, meeting_id: str) -> Changes:
        """Take one away that was written down by mistake; `put_back` brings it back."""
        self.session.actor.require(Permission.MEETING_EDIT)
        with self.session.write() as work:
            before = _demand(meeting_store.load(work.connection, meeting_id))
            meeting_store.set_removed(work.connection, meeting_id, work.moment.at)
            work.note("meeting.removed", f"meeting:{meeting_id}", before=before.as_data(), after=None)
        return work.changes

    def put_back(self, meeting: Meeting) -> Changes:
        """A meeting as it stood before a change, one that was removed too (undo)."""
        self.session.actor.require(Permission.MEETING_EDIT)
        with self.session.write() as work:
            before = meeting_store.load(work.connection, meeting.id)
            self._write(work, "meeting.restored", before, meeting)
        return work.changes

    def _change(self, meeting_id: str, action: str, **values: Any) -> Changes:
        self.session.actor.require(Permission.MEETING_EDIT)
        with self.session.write() as work:
            before = _demand(meeting_store.load(work.connection, meeting_id))
            self._write(work, action, before, replace(before, **values))
        return work.changes

    def _write(self, work: Work, action: str, before: Meeting | None, meeting: Meeting) -> Meeting:
        """The one door of all writes: tidied, checked, written, told to the audit by what differs."""
        after = replace(
            meeting,
            id=meeting.id or work.moment.ids.timed(work.moment.at),
            held_by=" ".join(clean(meeting.held_by, NAME, field="held_by").split()),
            note=clean(meeting.note, field="note").strip(),
        )
        self._check(after)
        seqs = [self._seq(work, case) for case in after.cases]
        meeting_store.write(work.connection, after, seqs, work.moment.at)
        work.note(action, f"meeting:{after.id}", **told(before, after))
        return after

    def _seq(self, work: Work, case: str) -> int:
        seq = case_files.seq_of(work.connection, case)
        if seq is None:
            raise NotFound(N_("There is no case {number} in this store."), number=case)
        return seq

    def _check(self, meeting: Meeting) -> None:
        organisation = self.session.organisation
        if (
            meeting.state not in STATES
            or not meeting.items <= set(ITEMS)
            or self.session.vocabulary.get(TYPE_LIST, meeting.type) is None
            or (meeting.unit is not None and meeting.unit not in organisation.units)
            or (meeting.area is not None and meeting.area not in organisation.areas)
        ):
            raise NotFound(N_("The value is no longer there."))
        if meeting.type == APT and meeting.unit is None:
            raise UserError(N_("A workplace meeting is a unit's own. Choose the unit."), field="unit")
        if meeting.state == HELD and meeting.date > self.session.today:
            raise UserError(
                N_(
                    "The day is still to come, so the meeting cannot have been held. Change the day, or leave it planned."
                ),
                field="date",
            )
        if meeting.next_date is not None and meeting.next_date <= meeting.date:
            raise UserError(
                N_("The next meeting comes after this one. Choose a later day."), field="next_date"
            )


def _demand(meeting: Meeting | None) -> Meeting:
    if meeting is None:
        raise NotFound(N_("The meeting is no longer in the register. Nothing else was changed."))
    return meeting
