"""Deadlines as data, and what makes a case overdue on a day (domain 3.2, 3.3; design 6)."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from kpsdesk import paths

FreeDay = Callable[[date], bool]

CASE_STEPS = ("acknowledgement", "assessment", "investigation", "closing")
COMPLAINT_STEPS = ("acknowledgement", "answer")
COMPLAINTS = frozenset({"complaint", "view"})


@dataclass(frozen=True, slots=True)
class Deadline:
    """One rule: how many days a step may take, for whom and when."""

    step: str
    kinds: frozenset[str]
    days: int
    counting: str = "calendar"  # calendar or working
    when: str = "always"  # always, demands_analysis, analysis
    country: str | None = None
    unit: str | None = None  # code of a unit with a rule of its own

    def as_data(self) -> dict[str, Any]:
        """For the store."""
        data: dict[str, Any] = {
            "step": self.step,
            "kinds": sorted(self.kinds),
            "days": self.days,
            "counting": self.counting,
            "when": self.when,
        }
        return data | {key: value for key, value in (("country", self.country), ("unit", self.unit)) if value}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Deadline:
        """From the store or the shipped preset."""
        return cls(
            step=data["step"],
            kinds=frozenset(data["kinds"]),
            days=data["days"],
            counting=data.get("counting", "calendar"),
            when=data.get("when", "always"),
            country=data.get("country"),
            unit=data.get("unit"),
        )


def shipped_deadlines() -> tuple[Deadline, ...]:
    """The rules that a new store starts with."""
    table = tomllib.loads(paths.resource("presets", "deadlines.toml").read_text(encoding="utf-8"))
    return tuple(Deadline.from_data(row) for row in table["deadline"])


def steps_of(kind: str) -> tuple[str, ...]:
    """The steps that a kind has and that can be overdue (design 6)."""
    if kind == "positive":
        return ()
    return COMPLAINT_STEPS if kind in COMPLAINTS else CASE_STEPS


@lru_cache(maxsize=8192)  # an import asks again and again for the same few days
def due_day(start: date, days: int, counting: str, is_free: FreeDay) -> date:
    """The final due date: working days are counted, or a calendar date is moved off a free day."""
    day = start
    if counting == "working":
        left = days
        while left:
            day += timedelta(days=1)
            left -= not is_free(day)
        return day
    day += timedelta(days=days)
    while is_free(day):
        day += timedelta(days=1)
    return day


def rule_for(
    rules: Iterable[Deadline],
    step: str,
    kind: str,
    *,
    unit: str,
    country: str,
    demands_analysis: bool,
    analysis: bool,
) -> Deadline | None:
    """The rule in force: an own one of the unit before the general, the most demanding condition that holds."""
    ranks = {"always": 0, "demands_analysis": 1, "analysis": 2}
    holds = {"always": True, "demands_analysis": demands_analysis, "analysis": analysis}
    fitting = [
        rule
        for rule in rules
        if rule.step == step
        and kind in rule.kinds
        and holds[rule.when]
        and rule.unit in (None, unit)
        and rule.country in (None, country)
    ]
    return max(
        fitting, key=lambda r: (ranks[r.when], r.unit is not None, r.country is not None), default=None
    )


@dataclass(frozen=True, slots=True)
class DueSet:
    """A due date as it was set on a day; None lifts it."""

    due: date | None
    set_day: date


@dataclass(frozen=True, slots=True)
class StepState:
    """A step with its history."""

    step: str
    dues: tuple[DueSet, ...]
    done_day: date | None

    def due_on(self, day: date) -> date | None:
        """The due date in force at the end of a day."""
        set_by_then = [one.due for one in self.dues if one.set_day <= day]
        return set_by_then[-1] if set_by_then else None

    def overdue_on(self, day: date) -> bool:
        """Design 6: due, as set by the end of the day, lies before it, and not done by its end."""
        due = self.due_on(day)
        return due is not None and due < day and (self.done_day is None or self.done_day > day)


CLOSED = frozenset({"draft", "closed", "dismissed"})


def is_open(status: str) -> bool:
    """Open is every status but draft, closed and dismissed (design 6)."""
    return status not in CLOSED


def overdue_on(day: date, statuses: Iterable[tuple[str, date]], steps: Iterable[StepState]) -> bool:
    """Whether a case is overdue at the end of a day, from its histories: (status, day) rows and steps."""
    by_then = [status for status, since in statuses if since <= day]
    return bool(by_then) and is_open(by_then[-1]) and any(step.overdue_on(day) for step in steps)
