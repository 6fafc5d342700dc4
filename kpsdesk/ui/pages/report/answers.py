"""What the reporter has answered so far, as plain data: kept as a draft, and made into a report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from typing import Any, Final

from kpsdesk.clock import local_time
from kpsdesk.domain.text import is_blank
from kpsdesk.services.reporting import NewReport, ReportFile
from kpsdesk.ui.pages.report.wording import asked_of

JUST_NOW, TODAY, YESTERDAY, OTHER_DAY, UNKNOWN = "just_now", "today", "yesterday", "other", "unknown"
RELATIVE: Final = frozenset({JUST_NOW, TODAY, YESTERDAY})
NOT_KEPT: Final = ("files", "unread")
TEXTS: Final = ("description", "immediate_text", "suggestion", "went_well", "title", "contact")


@dataclass(slots=True)
class Answers:
    """One report as it is being written. `day` and `time` are settled when the reporter chooses, not when they send."""

    kind: str | None = None
    description: str = ""
    unit_id: int | None = None
    place: str | None = None
    when: str | None = None
    day: date | None = None
    time: time | None = None
    approximate: bool = False
    harm: str | None = None
    immediate: frozenset[str] = frozenset()
    immediate_text: str = ""
    anonymity: str = "named"
    name: str = ""
    contact: str = ""
    profession: str | None = None
    wants_feedback: bool = True
    suggestion: str = ""
    went_well: str = ""
    event_type: str | None = None
    person_affected: str | None = None
    discovered_on: date | None = None
    title: str = ""
    files: tuple[ReportFile, ...] = ()  # not in a draft: they are read again when it is gone on with
    unread: tuple[str, ...] = ()  # fields in which something stands that is no day or time

    def begun(self) -> bool:
        """Whether there is anything that somebody would miss; a kind alone is chosen again in a second."""
        texts = any(not is_blank(getattr(self, name)) for name in TEXTS if name != "contact")
        return texts or bool(
            self.immediate or self.place or self.event_type or self.person_affected or self.discovered_on
        )

    def body(self) -> dict[str, Any]:
        """As a draft keeps it."""
        kept: dict[str, Any] = {}
        for one in fields(self):
            value = getattr(self, one.name)
            if one.name in NOT_KEPT or value in (None, "", frozenset()):
                continue
            if isinstance(value, (date, time)):
                value = value.isoformat()
            elif isinstance(value, frozenset):
                value = sorted(value)
            kept[one.name] = value
        return kept

    def report(self, draft_id: str | None, *, home_unit: int | None = None) -> NewReport:
        """As the service takes it in. What the kind does not ask is left out; the service judges the rest."""
        asked = asked_of(self.kind)
        named = self.anonymity != "anonymous"
        return NewReport(
            kind=self.kind or "",
            unit_id=self.unit_id or 0,
            unit_report_id=home_unit,
            description=self.description,
            anonymity=self.anonymity,
            harm=(self.harm or "") if asked.harm else "H0",
            occurred_day=self.day if asked.when and self.when != UNKNOWN else None,
            values=self._values(),
            title=self.title,
            suggestion=self.suggestion,
            went_well=self.went_well,
            immediate_text=self.immediate_text if asked.done_at_once else "",
            reporter_name=self.name if named else "",
            contact=self.contact if named else "",
            wants_feedback=self.wants_feedback,
            draft_id=draft_id,
            files=self.files,
        )

    def _values(self) -> dict[str, Any]:
        asked = asked_of(self.kind)
        values: dict[str, Any] = {
            "place": self.place,
            "person_affected": self.person_affected,
            "event_type_proposed": self.event_type,
            "discovered_on": self.discovered_on,
            "profession": self.profession if self.anonymity != "anonymous" else None,
        }
        if asked.done_at_once:
            values["immediate_actions"] = sorted(self.immediate)
        known = asked.when and self.when not in (None, UNKNOWN)
        if known and self.time is not None:
            values["occurred_time"] = f"{self.time:%H:%M}"
        if asked.when:
            sure = "approximate" if self.approximate else "exact"
            values["occurred_precision"] = sure if known else "unknown" if self.when == UNKNOWN else None
        elif self.kind != "risk":
            values["occurred_precision"] = "unknown"
        return {key: value for key, value in values.items() if value not in (None, "", [])}


def from_body(body: Mapping[str, Any], today: date, country: str) -> Answers:
    """The answers of a draft, also of a quick note or of one that another version wrote; what is odd is left out.

    A day that was «today» when it was written is a date now.
    """
    answers = Answers()
    for one in fields(Answers):
        value = body.get(one.name)
        if value is None or one.name in NOT_KEPT:
            continue
        try:
            setattr(answers, one.name, _revived(one.name, value, getattr(answers, one.name)))
        except (TypeError, ValueError):
            continue
    if "noted_at" in body and "when" not in body:
        _note_time(answers, str(body["noted_at"]), country)
    if answers.when in RELATIVE:
        answers.when = TODAY if answers.day == today else OTHER_DAY
    return answers


def _revived(name: str, value: Any, empty: Any) -> Any:
    if name in ("day", "discovered_on"):
        return date.fromisoformat(value)
    if name == "time":
        return time.fromisoformat(value)
    if name == "immediate":
        return frozenset(str(code) for code in value)
    if name == "unit_id":
        return int(value)
    if isinstance(empty, bool):
        return bool(value)
    return str(value)


def _note_time(answers: Answers, noted_at: str, country: str) -> None:
    """A quick note was written when it happened, or soon after."""
    try:
        noted = local_time(datetime.fromisoformat(noted_at), country)
    except ValueError:
        return
    answers.when, answers.day = OTHER_DAY, noted.date()
    answers.time, answers.approximate = noted.time().replace(second=0, microsecond=0), True
