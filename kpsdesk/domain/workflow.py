"""The status model as data (domain 3.1): which status may follow which, and what is missing on the way."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from kpsdesk import paths
from kpsdesk.domain.needs import NEEDS, NO_SCORE, Facts, Need

# Which steps (design 6) are done when a status is first entered.
STEPS_DONE: Final[Mapping[str, tuple[str, ...]]] = {
    "acknowledged": ("acknowledgement",),
    "assessing": ("acknowledgement",),
    "investigating": ("acknowledgement", "assessment", "investigation"),
    "action": ("acknowledgement", "assessment", "investigation", "closing"),
    "follow_up": ("acknowledgement", "assessment", "investigation", "closing"),
}
ENDS: Final = frozenset({"closed", "dismissed"})  # set every open step done
MAIN_LINE: Final = ("received", "acknowledged", "assessing", "investigating", "action", "follow_up", "closed")
# what a serious case may not pass over on its way to closing
ANALYSED: Final = ("assessing", "investigating")
SHORT_FROM: Final = frozenset({"received", "acknowledged", "assessing", "reopened"})


@dataclass(frozen=True, slots=True)
class StatusRule:
    """One status: its place on the line, what may follow, what must be there."""

    code: str
    order: int
    to: tuple[str, ...]
    enter: tuple[str, ...]
    leave: tuple[str, ...]
    in_use: bool = True  # out of use: no case comes there any more; one that stands there may leave

    def as_data(self) -> dict[str, Any]:
        """For a document."""
        return {
            "code": self.code,
            "order": self.order,
            "to": list(self.to),
            "enter": list(self.enter),
            "leave": list(self.leave),
            "in_use": self.in_use,
        }


@dataclass(frozen=True)
class Workflow:
    """A status model of a given version; it holds for the cases taken in after a place in the store's order."""

    code: str
    version: int
    rules: Mapping[str, StatusRule]
    after: int = 0

    def moves(self, status: str) -> tuple[str, ...]:
        """The statuses that may follow."""
        return tuple(code for code in self.rules[status].to if self.rules[code].in_use)

    def missing(self, facts: Facts, to: str) -> tuple[Need, ...]:
        """What is not there yet for a move; empty when the move may be made.

        Leaving needs are asked only when moving forward: a case may always be put on hold, forwarded,
        dismissed or taken back without them, and the short path asks for what closing asks for, no more.
        Where the level demands analysis, closing asks for what assessment and investigation would have asked.
        """
        here, there = self.rules[facts.status], self.rules[to]
        forward = 0 < here.order < there.order and to != "dismissed"
        short = to == "closed" and short_path_open(facts)
        asked = list(here.leave) if forward and not short else []
        serious = ANALYSED if to == "closed" and facts.demands_analysis else ()
        passed = [code for status in serious if status in self.rules for code in self.rules[status].leave]
        asked = list(dict.fromkeys([*asked, *passed, *there.enter]))
        needs = (NEEDS[code] for code in asked)
        return tuple(need for need in needs if need.applies(facts) and not need.met(facts))

    def next_forward(self, facts: Facts) -> str | None:
        """The natural next status on the main line, for the button that moves the case on."""
        if facts.status in ("on_hold", "forwarded", "closed", "dismissed"):
            return None
        options = [code for code in MAIN_LINE if code in self.moves(facts.status)]
        order = self.rules[facts.status].order
        ahead = [code for code in options if self.rules[code].order > order or facts.status == "reopened"]
        if facts.kind in NO_SCORE or not facts.demands_analysis:
            ahead = [code for code in ahead if code != "investigating"] or ahead
        return ahead[0] if ahead else None


def short_path_open(facts: Facts) -> bool:
    """Whether the short path may be taken: early in the work and below a level that demands analysis."""
    return facts.status in SHORT_FROM and not facts.demands_analysis


def read_workflow(body: Mapping[str, Any]) -> Workflow:
    """A status model from its data."""
    rules = {
        row["code"]: StatusRule(
            row["code"],
            row["order"],
            tuple(row["to"]),
            tuple(row.get("enter", ())),
            tuple(row.get("leave", ())),
            row.get("in_use", True),
        )
        for row in body["status"]
    }
    return Workflow(body["code"], body["version"], rules, body.get("after", 0))


@cache
def shipped_workflow() -> Workflow:
    """The status model that a new store starts with."""
    return read_workflow(
        tomllib.loads(paths.resource("presets", "workflow.toml").read_text(encoding="utf-8"))
    )
