"""An understood row as a case file: its histories from the report on, closed on its day, charged to who was in charge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time
from typing import Final

from kpsdesk.clock import ZONES, local_day
from kpsdesk.domain import handling
from kpsdesk.domain.case import CaseFile, Feedback
from kpsdesk.domain.deadlines import steps_of
from kpsdesk.domain.dues import add_step
from kpsdesk.domain.following import Place, event_days, place_of
from kpsdesk.domain.handling import Moment, Rules
from kpsdesk.domain.workflow import ENDS
from kpsdesk.services.import_rows import Incoming

_LONG_AGO: Final = date(1990, 1, 1)
_REOPENED: Final = ("investigation", "closing", "answer")


class InCharge:
    """Who answered for a unit's open cases since when; looked up once a unit.

    Before the first manager that the store knows of, the cases are charged to that manager: somebody has to own them.
    """

    def __init__(self, rules: Rules, today: date) -> None:
        self._organisation = rules.organisation
        self._days = [_LONG_AGO, *event_days(rules.organisation, _LONG_AGO, today)]
        self._kept: Mapping[int, list[tuple[date, Place]]] = {}

    def since(self, unit_id: int) -> list[tuple[date, Place]]:
        """(day, place) from the first on, a row for each change."""
        if unit_id not in self._kept:
            self._kept = {**self._kept, unit_id: self._look_up(unit_id)}
        return self._kept[unit_id]

    def _look_up(self, unit_id: int) -> list[tuple[date, Place]]:
        places = [(day, place_of(self._organisation, unit_id, day)) for day in self._days]
        first = next((n for n, (_day, place) in enumerate(places) if place.manager_id is not None), 0)
        known = places[first][1].manager_id
        places[:first] = [(day, replace(place, manager_id=known)) for day, place in places[:first]]
        changes = places[:1]
        for day, place in places[1:]:
            if place != changes[-1][1]:
                changes.append((day, place))
        return changes


class CaseMaker:
    """Makes case files out of rows, by the same rules as a case that is worked by hand."""

    def __init__(self, rules: Rules, moment: Moment, batch_id: int, file: str) -> None:
        self._rules, self._moment = rules, moment
        self._batch_id, self._file = batch_id, file
        self._in_charge = InCharge(rules, local_day(moment.at, "FI"))

    def make(self, incoming: Incoming, number: str, seq: int) -> CaseFile:
        """The case, as if it had been taken in when it was reported and moved on since."""
        start = replace(self._moment, at=min(incoming.reported_at or self._moment.at, self._moment.at))
        case = handling.take_in(incoming.new, number, seq, self._rules, start)
        case.head.batch_id = self._batch_id
        case.values.update(incoming.values)
        case.head.handler_id = incoming.handler_id
        self._rate(case, incoming, start)
        ended = self._move(case, incoming, start)
        self._charge(case, start, ended)
        if incoming.feedback:
            self._feedback(case, incoming.feedback, ended or self._moment)
        self._finish(case)
        return case

    def _rate(self, case: CaseFile, incoming: Incoming, start: Moment) -> None:
        for key, grade in incoming.grades.items():
            setattr(case.head, key, grade)
        if incoming.grades:
            handling.rate(case, self._rules, start)

    def _move(self, case: CaseFile, incoming: Incoming, start: Moment) -> Moment | None:
        """Bring the case to where the row says it stands; when it ended, if it did."""
        status, closed = incoming.status, incoming.closed_on
        if status == "reopened" and closed is not None:
            handling.set_status(case, "closed", self._on(case, closed, start))
            handling.set_status(case, "reopened", self._moment)
            today = local_day(self._moment.at, case.country)
            for step in (one for one in _REOPENED if one in steps_of(case.head.kind)):
                add_step(case, step, today, self._rules, self._moment, "reopened")
            return None
        if closed is not None or status in ENDS:
            ended = self._on(case, closed, start) if closed is not None else self._moment
            handling.set_status(case, status if status in ENDS else "closed", ended)
            return ended
        if status != "received":
            handling.set_status(case, status, start)
        return None

    def _on(self, case: CaseFile, day: date, start: Moment) -> Moment:
        """The beginning of a day, but never before the report and never in the future."""
        begins = datetime.combine(day, time(), tzinfo=ZONES[case.country])
        return replace(start, at=min(max(start.at, begins.astimezone(start.at.tzinfo)), self._moment.at))

    def _charge(self, case: CaseFile, start: Moment, ended: Moment | None) -> None:
        """Owner rows from the report until the case ended, or until now (design 6)."""
        until = local_day((ended or self._moment).at, case.country)
        places = self._in_charge.since(case.head.unit_id)
        first = max(n for n, (day, _place) in enumerate(places) if day <= case.head.reported_day)
        owner, place = case.owners[0], places[first][1]
        owner.unit_id, owner.area_id, owner.manager_id = place.unit_id, place.area_id, place.manager_id
        head = case.head
        head.unit_id, head.area_id, head.owner_id = place.unit_id, place.area_id, place.manager_id
        for day, later in places[first + 1 :]:
            if day > until:
                break
            at = self._on(case, day, start)
            handling.set_owner(case, later.unit_id, later.area_id, later.manager_id, at)

    def _feedback(self, case: CaseFile, text: str, moment: Moment) -> None:
        day = local_day(moment.at, case.country)
        case.feedback.append(Feedback(moment.ids.timed(moment.at), text, moment.actor, moment.at, day))

    def _finish(self, case: CaseFile) -> None:
        """One audit row for what one act of a person brought in; the case counts as changed by the import."""
        head = case.head
        handling.refresh(case)
        head.changed_at, head.version = self._moment.at, 1
        case.audit.clear()
        case.log(
            "case.received",
            number=head.number,
            kind=head.kind,
            status=head.status,
            unit=self._rules.organisation.units[head.unit_report_id].code,
            anonymity=head.anonymity,
            batch=self._batch_id,
            file=self._file,
        )
