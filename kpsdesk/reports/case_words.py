"""A case in the words of a paper's language: codes, people, days; what the papers of a case share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from kpsdesk import words
from kpsdesk.clock import local_day
from kpsdesk.domain.case import Action
from kpsdesk.domain.fields import CaseField, section
from kpsdesk.domain.legal import ClockState, TrackField, TrackView, read_day
from kpsdesk.domain.matrix import Grade
from kpsdesk.domain.papers import CaseOnPaper
from kpsdesk.domain.permission import ANONYMOUS, PROGRAM
from kpsdesk.i18n import N_, Words, _
from kpsdesk.reports.blocks import Block, Facts, Heading, Quote, Table, Text

CLOCK_STATES: Final[Mapping[str, str]] = {
    "waiting": N_("Not started"),
    "running": N_("Under way"),
    "warned": N_("Soon due"),
    "late": N_("Late"),
    "done": N_("Done"),
}
TRACK_STATES: Final[Mapping[str, str]] = {
    "open": N_("Under way"),
    "done": N_("Done"),
    "not_applicable": N_("Does not apply"),
}


@dataclass(frozen=True)
class CaseSpeech:
    """Puts one case into words; to be used within `i18n.speaking`."""

    data: CaseOnPaper

    def code(self, name: str, code: str | None) -> str:
        """A value of a code list."""
        return self.data.vocabulary.word(name, code)

    def value(self, field: CaseField, value: Any) -> str:
        """A field's value as it is read, '' for none."""
        if value in (None, "", []):
            return ""
        if field.shape == "yesno":
            return yes_no(value)
        if field.shape == "date":
            return self.day(read_day(value))
        if isinstance(value, (list, tuple)):
            return "; ".join(self.code(field.list, str(one)) for one in value)
        if field.shape == "number":
            return self._grade(field.key, int(value))
        return self.code(field.list, str(value)) if field.list else str(value)

    def _grade(self, key: str, value: int) -> str:
        matrix = self.data.matrix
        grades: Sequence[Grade] = matrix.probabilities if key == "probability" else matrix.severities
        text = next((str(grade.text) for grade in grades if grade.value == value), "")
        return f"{value} – {text}" if text else str(value)

    def handled(self, key: str) -> Any:
        """What stands in a field of the handler, wherever it is kept."""
        case = self.data.case
        return getattr(case.head, key) if hasattr(case.head, key) else case.values.get(key)

    def day(self, value: date | None) -> str:
        """A day in full."""
        return words.long_day(value) if value else ""

    def on(self, value: datetime) -> str:
        """The day of an instant, where the unit is. The clock is left out: it tells who was at work."""
        return self.day(local_day(value, self.data.case.country))

    def month(self, value: date | None) -> str:
        """A month in full."""
        return words.month_name(value) if value else ""

    def person(self, person_id: int | None) -> str:
        """Somebody's name."""
        return self.data.organisation.name_of(person_id)

    def actor(self, uid: str) -> str:
        """Who did something; nobody when it was the anonymous reporter."""
        if uid in (ANONYMOUS, PROGRAM):
            return ""
        person = self.data.organisation.person(uid)
        return person.name if person else ""

    def unit(self, unit_id: int, day: date | None = None) -> str:
        """A unit, as it was called on a day."""
        unit = self.data.organisation.units.get(unit_id)
        return (unit.on(day).name if day else unit.name) if unit else ""

    def area(self, area_id: int) -> str:
        """An area."""
        area = self.data.organisation.areas.get(area_id)
        return area.name if area else ""

    def setting(self) -> str:
        """What kind of care the unit gives: as near as a masked paper comes to where it was."""
        unit = self.data.organisation.units.get(self.data.case.head.unit_id)
        return self.code("unit_setting", unit.setting) if unit else ""

    def affected(self) -> str:
        """What the unit calls those it is there for."""
        unit = self.data.organisation.units.get(self.data.case.head.unit_id)
        item = self.data.vocabulary.get("unit_setting", unit.setting if unit else None)
        texts = item.extra.get("person") if item else None
        return str(Words.of(texts)) if texts else _("patient")

    def level(self) -> str:
        """The risk level with its score, '' while it is not scored."""
        head, matrix = self.data.case.head, self.data.matrix
        if not head.level or head.score is None:
            return ""
        return f"{matrix.level(head.level).text} ({head.score})"

    def event_type(self) -> str:
        """The event type with its subcategory."""
        head = self.data.case.head
        told = [self.code("event_type", one) for one in (head.event_type, head.subcategory) if one]
        return ": ".join(told)

    def place(self) -> str:
        """The kind of place: the handler's answer, else the reporter's."""
        case = self.data.case
        return self.code("place", case.values.get("place") or case.report.values.get("place"))

    def track_value(self, field: TrackField, value: Any) -> str:
        """A value of a legal track's own field."""
        if value in (None, "", []):
            return ""
        if field.type in ("yesno", "check"):
            return yes_no(value)
        if field.type == "date":
            return self.day(read_day(value))
        return self.code(field.list, str(value)) if field.list else str(value)

    def clock(self, state: ClockState) -> list[str]:
        """One clock as a row: what, from when, by when, how it stands."""
        done = self.day(state.done)
        told = f"{_(CLOCK_STATES[state.state])} {done}".strip()
        return [str(state.clock.name), self.day(state.started), self.day(state.due), told]


def yes_no(value: Any) -> str:
    """An answer."""
    return _("Yes") if value else _("No")


def label(text: str) -> str:
    """A field's name as a heading; fields that ask are told as they ask."""
    return _(text)


def facts(pairs: Iterable[tuple[str, str]]) -> list[Block]:
    """Those that have a value, as a table of names and values."""
    told = [(name, value) for name, value in pairs if value.strip()]
    return [Facts(told)] if told else []


def section_blocks(speech: CaseSpeech, name: str, leave_out: frozenset[str] = frozenset()) -> list[Block]:
    """What stands in a section's fields: short answers as facts, texts as paragraphs under their names."""
    here = [field for field in section(name) if field.key not in leave_out]
    short = [
        (label(one.label), speech.value(one, speech.handled(one.key))) for one in here if one.shape != "text"
    ]
    made = facts(short)
    for field in here:
        text = speech.handled(field.key) if field.shape == "text" else ""
        if text and str(text).strip():
            made += [Text(label(field.label), "strong"), *texts(str(text))]
    return made


def quotes(text: str) -> list[Block]:
    """Somebody's own words."""
    return [Quote(text)]


def texts(text: str) -> list[Block]:
    """Paragraphs."""
    return [Text(text)]


def titled(title: str, content: Sequence[Block], level: int = 2) -> list[Block]:
    """A heading with what stands under it, or that nothing does yet."""
    return [Heading(title, level), *(content or [Text(_("Nothing is filled in here yet."), "muted")])]


def causes_table(speech: CaseSpeech) -> list[Block]:
    """The causes with their contributing factors."""
    rows = [
        [f"{n}. {cause.text}", speech.code("factor", cause.factor)]
        for n, cause in enumerate(speech.data.case.live_causes, 1)
    ]
    return [Table((_("Cause"), _("Contributing factor")), rows, (2, 1), caption=_("Causes"))] if rows else []


def cause_numbers(speech: CaseSpeech, action: Action) -> str:
    """To which causes an action is tied, by their numbers in the table of causes."""
    numbers = [str(n) for n, cause in enumerate(speech.data.case.live_causes, 1) if cause.id in action.causes]
    return ", ".join(numbers)


def actions_table(speech: CaseSpeech, *, people: bool) -> list[Block]:
    """The actions with cause, state, days and effect; with who answers for them on a paper that may name people."""
    rows = []
    for action in speech.data.case.live_actions:
        state = speech.code("action_status", action.status)
        told = [state, speech.person(action.owner_id)] if people else [state]
        days = _("Done {day}").format(day=speech.day(action.done_day)) if action.done_day else ""
        due = _("Due {day}").format(day=speech.day(action.due)) if action.due else ""
        rows.append(
            [
                action.text,
                cause_numbers(speech, action),
                ", ".join(one for one in told if one),
                days or due,
                speech.code("effect", action.effect) or _follow_up(speech, action),
            ]
        )
    head = (_("Measure"), _("Cause"), _("State"), _("When"), _("Effect"))
    return [Table(head, rows, (3, 0.8, 1.6, 1.5, 1.6), caption=_("Actions"))] if rows else []


def _follow_up(speech: CaseSpeech, action: Action) -> str:
    if action.follow_up_due is None or action.followed_up_day is not None:
        return ""
    return _("To be followed up {day}").format(day=speech.day(action.follow_up_due))


def track_blocks(speech: CaseSpeech, track: TrackView, *, texts: bool = True) -> list[Block]:
    """A legal track: what law, how it stands, its clocks and what is written in it."""
    pairs = [
        (_("Law"), str(track.rule.reference)),
        (_("State"), _(TRACK_STATES.get(track.state, track.state))),
    ]
    pairs.append((_("Reason"), track.reason or ""))
    if texts:
        pairs += [(str(f.name), speech.track_value(f, track.values.get(f.code))) for f in track.rule.fields]
    made = facts(pairs)
    if track.clocks:
        head = (_("Duty"), _("From"), _("Due"), _("State"))
        rows = [speech.clock(clock) for clock in track.clocks]
        made.append(Table(head, rows, (2.4, 1.4, 1.4, 1.6), caption=_("Time limits")))
    return made
