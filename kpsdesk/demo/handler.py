"""How units of the demo work a case: step by step in time, until it is closed or the demo's last day has come."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, time, timedelta
from random import Random
from typing import Any, Final

from kpsdesk.clock import ZONES, local_day
from kpsdesk.demo import judging
from kpsdesk.demo.investigation import investigate
from kpsdesk.demo.stories import Told
from kpsdesk.demo.texts import LANGUAGES, texts
from kpsdesk.demo.world import World
from kpsdesk.domain import dues, handling, working
from kpsdesk.domain.case import CaseFile
from kpsdesk.domain.handling import Moment
from kpsdesk.domain.permission import PROGRAM
from kpsdesk.services.bulk import Bulk

QUICK: Final = frozenset({"positive", "view", "improvement", "complaint"})


class LastDay(Exception):
    """What comes next lies after the demo's last day."""


class Handler:
    """Works one case of the demo as its unit would."""

    def __init__(self, bulk: Bulk, world: World, case: CaseFile, told: Told, chance: Random) -> None:
        self.bulk, self.world, self.case, self.told, self.chance = bulk, world, case, told, chance
        unit = world.unit(case.head.unit_id)
        self.words = texts(LANGUAGES[unit.country])
        self.family = self.words.family(told.pattern.type.split(".", maxsplit=1)[0])
        self.setting = unit.setting
        self.now = case.head.reported_at
        self.end = world.end_of(unit.country)
        self.pace = world.pace(unit.id, case.head.reported_day)
        self.owners_until = case.head.reported_day

    # -- time and people

    def wait(self, low: float, high: float) -> None:
        """Let some days pass, at this unit's pace.

        Raises:
            LastDay: the next act would come after the demo's last day.
        """
        days = self.chance.uniform(low, high) * self.pace
        self.now = self.world.at_work(self.now, days, self.case.country, self.chance)
        self.follow_owners(min(self.now, self.end))
        if self.now >= self.end:
            raise LastDay

    def follow_owners(self, until: datetime) -> None:
        """Give the open case its new owner at the beginning of each day on which managers changed."""
        case = self.case
        last = local_day(until - timedelta(seconds=1), case.country)
        days = self.world.turns(case.head.unit_id, self.owners_until, last) if case.head.is_open else []
        self.owners_until = max(last, self.owners_until)
        for day in days:
            at = datetime.combine(day, time(), ZONES[case.country]).astimezone(UTC)
            unit = self.world.unit(case.head.unit_id)
            with self.bulk.act(case, at, PROGRAM) as moment:
                if unit.successor_id and not unit.active(day):
                    unit = self.world.unit(unit.successor_id)
                owner = self.world.owner(unit.id, day)
                handling.set_owner(case, unit.id, unit.on(day).area_id, owner, moment)

    @contextmanager
    def act(self) -> Iterator[Moment]:
        """An act of whoever handles the case now."""
        with self.bulk.act(self.case, self.now, self._uid(self.case.head.handler_id)) as moment:
            yield moment

    def _uid(self, person_id: int | None) -> str:
        person = self.world.made.organisation.persons.get(person_id or 0)
        return person.uid if person else PROGRAM

    def person_in_charge(self) -> int | None:
        """The manager, or on some days the deputy."""
        day = local_day(self.now, self.case.country)
        unit_id = self.case.head.unit_id
        deputies = (
            self.world.made.organisation.deputies_of(unit_id, day) if self.chance.random() < 0.2 else ()
        )
        return deputies[0] if deputies else self.world.owner(unit_id, day)

    # -- the work

    def work(self, fate: str) -> None:
        """Work the case as far as its fate and the demo's last day let it come."""
        with suppress(LastDay):
            self._work(fate)
        self.follow_owners(self.end)

    def _work(self, fate: str) -> None:
        if fate == "new" or (fate == "stalled" and self.chance.random() < 0.4):
            raise LastDay
        self.wait(0.1, 2.2 if self.chance.random() < 0.88 else 9)
        self.receive()
        if fate == "waiting" or (fate == "stalled" and self.chance.random() < 0.5):
            raise LastDay
        turn = self.chance.random()
        if not fate and turn < 0.035:
            self.dismiss()
        elif not fate and turn < 0.075:
            self.forward()
        elif self.case.head.kind in QUICK:
            self.answer()
        else:
            self.assess(fate)

    def receive(self) -> None:
        """Acknowledge the case, as `CaseService.receive` does."""
        handler = self.person_in_charge()
        with self.bulk.act(self.case, self.now, self._uid(handler)) as moment:
            handling.assign(self.case, handler, moment)
            handling.move(self.case, "acknowledged", self.world.rules, moment)
        if self.chance.random() < 0.15:
            kind = "addition" if self.chance.random() < 0.25 else "note"
            with self.act() as moment:
                values = {"kind": kind, "text": self.words.some(self.chance, kind), "certainty": "fact"}
                working.add_note(self.case, values, moment)

    def feedback(self, moment: Moment, text: str = "") -> None:
        """Tell the reporter, in words that belong to what happened."""
        if self.case.report.wants_feedback or self.case.head.kind == "complaint":
            working.give_feedback(self.case, text or self.chance.choice(self.family.feedback), moment)

    def change(self, values: Mapping[str, Any]) -> None:
        """Fill in fields of the handler."""
        with self.act() as moment:
            self.change_in(moment, values)

    def change_in(self, moment: Moment, values: Mapping[str, Any]) -> None:
        """The same in the middle of another act."""
        handling.change_values(self.case, values, self.world.rules, moment)

    def move(self, to: str, reason: str = "", target: str = "") -> None:
        """Move the case on."""
        with self.act() as moment:
            handling.move(self.case, to, self.world.rules, moment, reason=reason, target=target)

    def answer(self) -> None:
        """Praise, views, proposals and complaints: read, answered, closed."""
        kind = self.case.head.kind
        self.wait(0.5, 12 if kind == "complaint" else 6)
        if kind == "improvement" and self.chance.random() < 0.5:
            with self.act() as moment:
                words = {"text": self.case.report.description.split(".")[0] + "."}
                working.add_action(self.case, words, moment, origin="proposal")
        given: dict[str, Any] = {"decision_text": self.chance.choice(self.family.decisions)}
        if kind == "complaint":
            given |= judging.assessment(self.chance, self.case, self.told, self.setting)
            given["probability"] = min(given["probability"], 2)
            given["severity_actual"] = given["severity_potential"] = min(given["severity_actual"], 2)
        if kind == "positive":
            lesson, thanks = self.chance.choice(self.family.lessons), self.world.thanks(self.case, self.words)
            given |= {"share_at_apt": True, "lesson": lesson, "apt_text": thanks}
        self.close(given)

    def close(self, given: Mapping[str, Any]) -> None:
        """Close in one go, as `CaseService.close` does."""
        day = local_day(self.now, self.case.country)
        with self.act() as moment:
            handling.change_values(self.case, given, self.world.rules, moment)
            told = judging.informed(self.chance, self.case, self.words, day)
            handling.change_values(self.case, told, self.world.rules, moment)
            if not self.case.feedback:
                self.feedback(moment)
            handling.move(self.case, "closed", self.world.rules, moment)
        self.world.share(self.case, day)

    def dismiss(self) -> None:
        """Not a deviation, or told of before."""
        self.wait(0.5, 4)
        other = self.world.latest.get(self.case.head.unit_id)
        duplicate = other is not None and other is not self.case and self.chance.random() < 0.6
        with self.act() as moment:
            reasons, answers = self.words.phrases["dismiss"], self.words.phrases["dismiss_feedback"]
            place = 0 if duplicate else 1
            self.feedback(moment, answers[place])
            if duplicate and other is not None:
                self.bulk.link(self.case, other, "same_event", moment)
            if not self.case.feedback:
                working.give_feedback(self.case, "", moment, no_reason="declined")
            handling.move(self.case, "dismissed", self.world.rules, moment, reason=reasons[place])

    def forward(self) -> None:
        """To another unit of the organisation, which takes it over, or to an outside provider."""
        self.wait(0.5, 4)
        day, reason = local_day(self.now, self.case.country), self.words.some(self.chance, "forward_reason")
        here = self.world.unit(self.case.head.unit_id)
        others = [u for u in self.world.made.organisation.units.values()
                  if u.id != here.id and u.country == here.country and u.active(day)]  # fmt: skip
        if not others or self.chance.random() < 0.3:
            self.move("forwarded", reason, self.words.some(self.chance, "forward_out"))
            self.wait(3, 20)
            with self.act() as moment:
                handling.set_status(self.case, "closed", moment, str(self.case.values["forward_to"]))
                handling.touch(self.case, moment)
            return
        target = self.chance.choice(others)
        self.move("forwarded", reason, f"unit:{target.code}")
        self.wait(0.5, 6)
        if not target.active(local_day(self.now, target.country)):
            return
        with self.bulk.act(self.case, self.now, self._uid(self.world.owner(target.id, day))) as moment:
            handling.hand_over(self.case, target.id, self.world.rules, handling.moment_of(self.case, moment))
        self.setting = target.setting
        self.wait(0.1, 2)
        self.receive()
        self.assess("")

    def assess(self, fate: str) -> None:
        """Judge severity and probability; then the short path, or the long one."""
        self.wait(0.2, 4.5)
        values = judging.assessment(self.chance, self.case, self.told, self.setting)
        short = fate != "action_late" and self.chance.random() < 0.6
        if self.chance.random() < 0.02 and self.case.head.kind == "near_miss":
            with self.act() as moment:
                handling.change_kind(self.case, "risk", self.world.rules, moment)
        self.move("assessing")
        self.change(values)
        if fate == "stalled":
            raise LastDay
        if fate == "answered":
            with self.act() as moment:
                self.feedback(moment, self.words.phrases["thanks"][0])
            raise LastDay
        if self.chance.random() < 0.04:
            self.hold()
        if self.chance.random() < 0.05:
            self.extend()
        if short and not self.case.head.demands_analysis:
            self.wait(0.1, 9)
            given = {"decision_text": self.chance.choice(self.family.decisions)}
            if self.chance.random() < 0.3:
                given["lesson"] = self.chance.choice(self.family.lessons)
            self.close(given)
            self._perhaps_reopen()
        else:
            investigate(self, fate)

    def hold(self) -> None:
        """Wait for somebody else's answer."""
        day = local_day(self.now, self.case.country)
        until = {"hold_until": (day + timedelta(days=self.chance.randint(7, 28))).isoformat()}
        words = {name: self.words.some(self.chance, name) for name in ("hold_what", "hold_from")}
        self.change(words | until)
        self.move("on_hold")
        self.wait(5, 25)
        self.move("assessing")

    def extend(self) -> None:
        """Ask for more time to close."""
        closing = next((s for s in self.case.steps if s.step == "closing" and s.done_day is None), None)
        day = local_day(self.now, self.case.country)
        if closing and closing.due and closing.due > day:
            due = closing.due + timedelta(days=self.chance.choice((14, 21, 30)))
            with self.act() as moment:
                dues.extend(self.case, "closing", due, self.words.some(self.chance, "extension"), moment)

    def _perhaps_reopen(self) -> None:
        if self.chance.random() < 0.02:
            self.wait(10, 60)
            self.move("reopened", self.words.some(self.chance, "reopen"))
            self.wait(2, 15)
            self.close(
                {
                    "seen_before": "yes",
                    "recurrence": "possible",
                    "no_action_reason": self.words.some(self.chance, "no_action"),
                }
            )
