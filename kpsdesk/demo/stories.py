"""What happens in the demo: when, where, of what kind, and how it was told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from random import Random
from typing import Final

from kpsdesk.clock import ZONES
from kpsdesk.demo.organisation import DemoOrganisation
from kpsdesk.demo.texts import LANGUAGES, Pattern, texts
from kpsdesk.domain.organisation import Person, Unit
from kpsdesk.services.reporting import NewReport

KINDS: Final = {
    "negative_event": 47,
    "near_miss": 20,
    "risk": 13,
    "complaint": 5,
    "view": 4,
    "improvement": 4,
    "positive": 7,
}
MONTHS: Final = (1.1, 1.05, 1.1, 1.0, 1.0, 0.95, 0.7, 0.85, 1.05, 1.1, 1.1, 0.95)  # fewer in the holidays
WEEKDAYS: Final = (1.15, 1.1, 1.05, 1.05, 1.1, 0.8, 0.75)
ANONYMITY: Final = {"SE": (76, 14, 10), "FI": (52, 26, 22)}  # named, hidden, anonymous
PLAIN: Final = frozenset({"positive", "view", "complaint", "improvement"})  # nothing was done at once
WINTER: Final = (11, 12, 1, 2, 3)
SUMMER: Final = (6, 7, 8)
NIGHT_HOURS: Final = (22, 23, 0, 1, 2, 3, 4, 5)
DAY_HOURS: Final = (7, 7, 8, 8, 9, 10, 11, 12, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21)
PROFESSIONS: Final = {
    "Undersköterska": "assistant_nurse",
    "Lähihoitaja": "assistant_nurse",
    "Sjuksköterska": "nurse",
    "Sairaanhoitaja": "nurse",
    "Stödassistent": "support_worker",
    "Ohjaaja": "support_worker",
    "Vårdbiträde": "care_assistant",
    "Hoiva-avustaja": "care_assistant",
}
# What every unit has now, so that no list of the demo is empty: fate and days before the last day
PINNED: Final = (
    ("new", 1, 2),
    ("stalled", 16, 80),
    ("action_late", 45, 95),
    ("waiting", 3, 4),
    ("answered", 8, 12),
)


@dataclass(frozen=True, slots=True)
class Story:
    """A case to be: its own chance, unit, instant of the report, and its fate when it is not left to chance."""

    n: int
    unit_id: int
    at: datetime
    fate: str = ""


def stories(made: DemoOrganisation, chance: Random, cases: int, end: date) -> list[Story]:
    """So many stories in the order of their reports, the last of them the day before `end`."""
    found = list(_pinned(made, chance, cases // 3, end))
    days = (end - made.first_day).days
    weights = accumulate(_weight(made.first_day + timedelta(days=n), n / days) for n in range(days))
    chosen = chance.choices(range(days), cum_weights=list(weights), k=cases - len(found))
    units = list(made.organisation.units.values())
    sizes = list(accumulate(unit.staff or 20 for unit in units))
    for n in chosen:
        day = made.first_day + timedelta(days=n)
        unit = chance.choices(units, cum_weights=sizes)[0]
        if not unit.active(day) and unit.successor_id:
            unit = made.organisation.units[unit.successor_id]
        found.append(Story(0, unit.id, _instant(chance, day, unit)))
    found.sort(key=lambda story: (story.at, story.unit_id, story.fate))
    return [Story(n, one.unit_id, one.at, one.fate) for n, one in enumerate(found)]


def _pinned(made: DemoOrganisation, chance: Random, most: int, end: date) -> Iterator[Story]:
    units = [unit for unit in made.organisation.units.values() if unit.active(end)]
    wanted = [(unit, *pin) for pin in PINNED for unit in units]
    for unit, fate, low, high in wanted[:most]:
        yield Story(0, unit.id, _instant(chance, end - timedelta(days=chance.randint(low, high)), unit), fate)


def _weight(day: date, progress: float) -> float:
    """More are told as people get used to telling."""
    return MONTHS[day.month - 1] * WEEKDAYS[day.weekday()] * (0.7 + 0.6 * progress)


def _instant(chance: Random, day: date, unit: Unit) -> datetime:
    hour = chance.choice(DAY_HOURS) if chance.random() < 0.85 else chance.choice(NIGHT_HOURS)
    at = datetime.combine(day, time(hour, chance.randrange(60), chance.randrange(60)), ZONES[unit.country])
    return at.astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Told:
    """A story as it was told: the report, who told it, and the pattern that it follows."""

    report: NewReport
    by: Person
    pattern: Pattern
    harm: str


def tell(story: Story, made: DemoOrganisation, chance: Random) -> Told:
    """The report of a story."""
    unit = made.organisation.units[story.unit_id]
    local = story.at.astimezone(ZONES[unit.country])
    words = texts(LANGUAGES[unit.country])
    kind = _kind(chance, story.fate)
    pattern = _pattern(chance, words.fitting(kind, unit.setting), local.month)
    occurred, clock = _occurred(chance, local, pattern)
    title, text = words.fill(chance, unit.setting, clock, pattern.title, pattern.text)
    family = words.family(pattern.type.split(".")[0])
    harm = _harm(chance, kind, pattern)
    by = chance.choice(made.staff[unit.id])
    anonymity = chance.choices(("named", "hidden", "anonymous"), ANONYMITY[unit.country])[0]
    plain = kind in PLAIN
    values = {
        "occurred_time": clock.replace(".", ":"),
        "occurred_precision": chance.choice(("exact", "approximate", "approximate")),
        "place": chance.choice(pattern.places),
        "person_affected": "nobody_yet" if kind in ("risk", "improvement") else "person",
        "profession": PROFESSIONS.get(by.title, "other"),
        "event_type_proposed": pattern.type.split(".", maxsplit=1)[0] if chance.random() < 0.7 else None,
        "immediate_actions": [] if plain else sorted(chance.sample(family.immediate, chance.randint(1, 2))),
    }
    report = NewReport(
        kind=kind,
        unit_id=unit.id,
        description=text,
        title=title,
        anonymity=anonymity,
        harm=harm,
        occurred_day=occurred,
        values=values,
        suggestion="" if plain or chance.random() < 0.55 else chance.choice(family.suggestions),
        went_well="" if plain or chance.random() < 0.75 else words.some(chance, "went_well"),
        immediate_text="" if plain or chance.random() < 0.3 else chance.choice(family.immediate_text),
        reporter_name="" if anonymity == "anonymous" else by.name,
        wants_feedback=chance.random() < 0.93,
    )
    return Told(report, by, pattern, harm)


def _kind(chance: Random, fate: str) -> str:
    if fate == "action_late":
        return "negative_event"
    kind = chance.choices(list(KINDS), list(KINDS.values()))[0]
    return "risk" if kind == "positive" and fate else kind  # good news is never late


def _pattern(chance: Random, fitting: tuple[Pattern, ...], month: int) -> Pattern:
    now = "winter" if month in WINTER else "summer" if month in SUMMER else ""
    weights = [
        (4.0 if one.season == now else 0.05 if one.season else 1.0)
        * FREQUENT.get(one.type.split(".")[0], 1.0)
        for one in fitting
    ]
    return chance.choices(fitting, weights)[0]


FREQUENT: Final = {"FALL": 2.6, "MED": 1.9, "INF": 1.3, "SUIC": 0.3, "ECON": 0.5, "MISS": 0.5, "DIAG": 0.8}


def _occurred(chance: Random, local: datetime, pattern: Pattern) -> tuple[date, str]:
    """The day and the hour of the event: most are told the same day, nothing before it happened."""
    if pattern.hours == "night":
        hour = chance.choice(NIGHT_HOURS)
    else:
        hour = max(6, local.hour - chance.randint(0, 5))
    back = chance.choices((0, 1, 2, 4, 9), (64, 20, 8, 5, 3))[0]
    if hour >= local.hour and back == 0:
        back = 1
    return local.date() - timedelta(days=back), f"{hour:02d}.{chance.randrange(0, 60, 5):02d}"


HARMS: Final = {
    0: (93, 7, 0, 0, 0),
    1: (46, 40, 10, 0.8, 0.1),
    2: (10, 48, 37, 4, 0.4),
    3: (2, 8, 42, 42, 5),
}  # H0 to H4


def _harm(chance: Random, kind: str, pattern: Pattern) -> str:
    if kind == "negative_event":
        unknown, told = chance.random() < 0.06, range(pattern.least, pattern.most + 1)
        if unknown and 0 in told and len(told) > 1:  # who tells of a wound knows that there is one
            return "HX"
        return f"H{chance.choices(told, HARMS[pattern.harm][told.start : told.stop])[0]}"
    return "HX" if kind == "complaint" and chance.random() < 0.4 else "H0"
