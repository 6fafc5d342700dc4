"""Legal tracks as data (domain 3.4-3.7): when the program proposes one, how its clocks run, what is still missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from kpsdesk.domain.case import CaseFile, Track
from kpsdesk.domain.deadlines import FreeDay, due_day
from kpsdesk.i18n import Words


@dataclass(frozen=True, slots=True)
class TrackField:
    """A field of a track's own."""

    code: str
    type: str  # date, text, yesno, choice, check
    name: Words
    help: Words | None = None
    list: str = ""


@dataclass(frozen=True, slots=True)
class TrackClock:
    """How long a duty may take, from which date on, and when to warn."""

    code: str
    name: Words
    start: tuple[str, ...]  # the first that has a date counts
    days: int
    unit: str  # calendar, working, hours
    warn: tuple[int, ...]
    done: str
    help: Words | None = None


@dataclass(frozen=True, slots=True)
class Requirement:
    """What must be there before the track is ready."""

    code: str
    name: Words


@dataclass(frozen=True)
class TrackRule:
    """A legal track of a given version, valid for cases reported between two days."""

    code: str
    version: int
    country: str
    valid_from: date | None
    valid_to: date | None
    name: Words
    reference: Words
    who: Words
    about: Words
    suggest: tuple[Mapping[str, tuple[str, ...]], ...]
    clocks: tuple[TrackClock, ...]
    fields: tuple[TrackField, ...]
    requirements: tuple[Requirement, ...]
    uncertain: bool = False

    @property
    def key(self) -> str:
        """What a case keeps: code@version."""
        return f"{self.code}@{self.version}"

    def valid_on(self, day: date) -> bool:
        """Whether the rule holds for a case reported on a day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )

    def suggested_by(self, case: CaseFile) -> bool:
        """Whether the program proposes the track for a case: all conditions of one group hold."""
        return any(
            all(_answers(case, name) & set(wanted) for name, wanted in group.items())
            for group in self.suggest
            if group
        )


def _answers(case: CaseFile, name: str) -> set[str]:
    if name == "demands_analysis":
        return {"yes" if case.head.demands_analysis else "no"}
    value = getattr(case.head, name) if hasattr(case.head, name) else case.values.get(name)
    value = case.report.values.get(name) if value is None else value
    return {str(one) for one in value} if isinstance(value, list) else {str(value)}


def read_track(
    body: Mapping[str, Any], version: int, valid_from: date | None, valid_to: date | None
) -> TrackRule:
    """A track from its data."""
    return TrackRule(
        code=body["code"],
        version=version,
        country=body["country"],
        valid_from=valid_from,
        valid_to=valid_to,
        name=Words.of(body["name"]),
        reference=Words.of(body["reference"]),
        who=Words.of(body["who"]),
        about=Words.of(body["about"]),
        suggest=tuple(
            {one["field"]: tuple(one["any"]) for one in group["all"]} for group in body.get("suggest", ())
        ),
        clocks=tuple(_read_clock(row) for row in body.get("clock", ())),
        fields=tuple(
            TrackField(row["code"], row["type"], Words.of(row["name"]), _help(row), row.get("list", ""))
            for row in body.get("field", ())
        ),
        requirements=tuple(
            Requirement(row["code"], Words.of(row["name"])) for row in body.get("requirement", ())
        ),
        uncertain=bool(body.get("uncertain", False)),
    )


def _help(row: Mapping[str, Any]) -> Words | None:
    return Words.of(row["help"]) if "help" in row else None


def _read_clock(row: Mapping[str, Any]) -> TrackClock:
    return TrackClock(
        row["code"], Words.of(row["name"]), tuple(row["from"]), row["days"], row["unit"], tuple(row.get("warn", ())),
        row["done"], _help(row),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ClockState:
    """A track's clock on a day: not started, running, warned, late or done."""

    clock: TrackClock
    started: date | None
    due: date | None
    done: date | None
    state: str  # waiting, running, warned, late, done
    days_left: int | None


@dataclass(frozen=True)
class TrackView:
    """A legal track that a case is on, its clocks on a day, and what is missing; for its page and its papers."""

    id: str
    rule: TrackRule
    state: str
    reason: str | None
    values: Mapping[str, Any]
    clocks: tuple[ClockState, ...]
    missing: tuple[Requirement, ...]


def case_dates(case: CaseFile) -> dict[str, date | None]:
    """The dates of a case that a clock may start from."""
    return {
        "occurred_at": case.head.occurred_day,
        "reported_at": case.head.reported_day,
        "discovered_at": read_day(case.report.values.get("discovered_on")),
    }


def clock_state(
    clock: TrackClock,
    values: Mapping[str, Any],
    dates: Mapping[str, date | None],
    today: date,
    is_free: FreeDay,
) -> ClockState:
    """Where a clock stands, from the track's own values and the dates of its case.

    Hours are counted in whole days, rounded up: a list of days is what people read.
    """
    started = next(
        (day for name in clock.start if (day := read_day(values.get(name)) or dates.get(name)) is not None),
        None,
    )
    done = read_day(values.get(clock.done)) if clock.done else None
    if started is None:
        return ClockState(clock, None, None, done, "done" if done else "waiting", None)
    days = -(-clock.days // 24) if clock.unit == "hours" else clock.days
    due = due_day(started, days, "working" if clock.unit == "working" else "calendar", is_free)
    if clock.unit == "hours" or clock.days == 0:
        due = started + timedelta(days=days)  # the law's hours and «at once» do not wait for a working day
    if done:
        return ClockState(clock, started, due, done, "done", None)
    left = (due - today).days
    warned = any((today - started).days >= (-(-w // 24) if clock.unit == "hours" else w) for w in clock.warn)
    return ClockState(
        clock, started, due, None, "late" if left < 0 else "warned" if warned else "running", left
    )


def read_day(value: Any) -> date | None:
    """A date of a track's or report's values, kept as ISO text."""
    if isinstance(value, str) and value:
        return date.fromisoformat(value[:10])
    return value if isinstance(value, date) else None


def missing_requirements(rule: TrackRule, track: Track, case: CaseFile) -> tuple[Requirement, ...]:
    """What the text basis for the authority still lacks (domain 3.4: what IVO and Riksrevisionen criticised)."""
    return tuple(one for one in rule.requirements if not _MET.get(one.code, _filled(one.code))(case, track))


def _filled(code: str) -> Callable[[CaseFile, Track], bool]:
    return lambda case, track: bool(track.values.get(code) or case.values.get(code))


def _tied(case: CaseFile, _: Track) -> bool:
    live = [a for a in case.live_actions if a.status not in ("rejected", "cancelled")]
    return bool(live) and all(action.causes for action in live)


def _informed(case: CaseFile, _: Track) -> bool:
    answer = case.values.get("patient_informed")
    return answer in ("yes", "not_applicable") or (
        answer == "no" and bool(case.values.get("not_informed_reason"))
    )


_MET: Mapping[str, Callable[[CaseFile, Track], bool]] = {
    "actions_tied_to_causes": _tied,
    "patient_informed": _informed,
    "patient_experience": lambda case, _: bool(case.values.get("patient_experience")),
    "risk_assessed": lambda case, _: case.head.score is not None,
    "consequence_for_the_person": lambda case, _: bool(
        case.values.get("harm_dimension")
        or case.values.get("consequence_type")
        or case.values.get("patient_experience")
    ),
    "decision": lambda case, _: bool(case.values.get("decision_text")),
}
