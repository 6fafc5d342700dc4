"""The rules that an organisation sets for itself: deadlines, risk matrix, legal tracks. Data, with versions (domain 3, 4).

An edit never overwrites: it adds a version. Cases keep the matrix and the track version that they were judged by.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

from kpsdesk.domain.changes import Changes
from kpsdesk.domain.deadlines import Deadline, due_day, rule_for, steps_of
from kpsdesk.domain.handling import Rules
from kpsdesk.domain.legal import TrackRule, read_track
from kpsdesk.domain.matrix import Matrix, read_matrix
from kpsdesk.domain.permission import Permission
from kpsdesk.errors import NotFound, UserError
from kpsdesk.i18n import N_, Words
from kpsdesk.services.matrix_edits import demand_rising, edited_matrix, matrix_changes
from kpsdesk.services.session import DEFAULT_MATRIX, Session
from kpsdesk.store import dues, program
from kpsdesk.store.dues import NewDue

LONGEST: Final = 3650
SAMPLE: Final = 8


@dataclass(frozen=True, slots=True)
class DueChange:
    """What a new deadline would do to one open step."""

    number: str
    step: str
    before: date | None
    after: date | None


@dataclass(frozen=True, slots=True)
class DeadlinePreview:
    """What new deadlines would do to open cases: how many cases and steps, how many earlier, and some of them."""

    cases: int
    steps: int
    earlier: int
    overdue_at_once: int
    sample: tuple[DueChange, ...]


@dataclass(frozen=True, slots=True)
class MatrixLine:
    """A matrix on offer, in its latest version."""

    matrix: Matrix
    body: Mapping[str, Any]
    chosen: bool
    help: Words | None


@dataclass(frozen=True)
class RuleBookService:
    """Reads and edits the rules."""

    session: Session

    # -- deadlines

    def deadlines(self) -> tuple[Deadline, ...]:
        """The deadlines in force, those of single units last."""
        return tuple(sorted(self.session.rules.deadlines, key=lambda rule: rule.unit is not None))

    def preview(self, deadlines: Sequence[Deadline]) -> DeadlinePreview:
        """What would happen to open cases; changes nothing."""
        _demand_sound(deadlines)
        with self.session.read() as connection:
            changes = self._changes(dues.open_steps(connection), deadlines)
        today = self.session.today
        return DeadlinePreview(
            cases=len({one.step.seq for one in changes}),
            steps=len(changes),
            earlier=sum(_earlier(one) for one in changes),
            overdue_at_once=sum(_falls_due(one, today) for one in changes),
            sample=tuple(
                DueChange(one.step.number, one.step.step, one.step.due, one.due) for one in changes[:SAMPLE]
            ),
        )

    def set_deadlines(self, deadlines: Sequence[Deadline], *, open_cases: bool) -> Changes:
        """New deadlines as a new version. With `open_cases`, steps that are not done get new dates, each as a row with
        the reason `rule`; extensions stay. Without, only new reports are counted by them.

        Raises:
            UserError: a number of days that cannot be meant, or two rules for the same thing.
        """
        self.session.actor.require(Permission.SETTINGS_EDIT)
        _demand_sound(deadlines)
        before = [rule.as_data() for rule in self.session.rules.deadlines]
        after = [rule.as_data() for rule in deadlines]
        with self.session.write() as work:
            connection, moment = work.connection, work.moment
            program.put_document(connection, "deadlines", "standard", after, at=moment.at, actor=moment.actor)
            moved = 0
            if open_cases:
                changes = self._changes(dues.open_steps(connection), deadlines)
                countries = {unit.id: unit.country for unit in self.session.organisation.units.values()}
                dues.write(connection, changes, countries, moment.at, moment.actor)
                moved = len(changes)
                work.touch("case")
            told = {
                "added": [r for r in after if r not in before],
                "removed": [r for r in before if r not in after],
            }
            work.note("rules.deadlines", "rules:deadlines", steps=moved, **told)
        return work.changes

    def _changes(self, steps: Sequence[dues.OpenStep], deadlines: Sequence[Deadline]) -> list[NewDue]:
        rules = replace(self.session.rules, deadlines=tuple(deadlines))
        free = {country: rules.free_days(country) for country in ("SE", "FI")}
        kept: dict[tuple[Any, ...], date | None] = {}
        changes = []
        for step in steps:
            if step.step in steps_of(step.kind):
                key = (
                    step.step,
                    step.kind,
                    step.unit_id,
                    step.demands_analysis,
                    step.analysis,
                    step.reported_day,
                )
                if key not in kept:
                    kept[key] = _due(step, rules, free)
                if kept[key] != step.due:
                    changes.append(NewDue(step, kept[key]))
        return changes

    # -- risk matrix

    def matrices(self) -> tuple[MatrixLine, ...]:
        """Every matrix in its latest version; the one that new scores use is marked."""
        latest = {document["code"]: document for document in self._documents("matrix")}
        chosen = self.session.settings.get("matrix", DEFAULT_MATRIX)
        return tuple(
            MatrixLine(
                read_matrix(one["body"], one["version"], one["valid_from"]),
                one["body"],
                code == chosen,
                Words.of(one["body"]["help"]) if "help" in one["body"] else None,
            )
            for code, one in latest.items()
        )

    def _documents(self, kind: str) -> Sequence[Mapping[str, Any]]:
        with self.session.read() as connection:
            return program.documents(connection, kind)

    def choose_matrix(self, code: str) -> Changes:
        """New scores use this one; scored cases keep theirs. Raises NotFound."""
        self.session.actor.require(Permission.SETTINGS_EDIT)
        if code not in {line.matrix.code for line in self.matrices()}:
            raise NotFound(N_("There is no such risk matrix."))
        before = self.session.settings.get("matrix", DEFAULT_MATRIX)
        with self.session.write() as work:
            program.set_setting(work.connection, "matrix", code)
            work.note("settings.changed", "settings:matrix", before=before, after=code)
            work.touch("rules")
        return work.changes

    def edit_matrix(
        self,
        code: str,
        levels: Mapping[tuple[int, int], str],
        texts: Mapping[str, Words],
        *,
        demands: Mapping[str, bool] | None = None,
        valid_from: date | None = None,
    ) -> Changes:
        """A new version with other levels in some cells, other words and other demands, from a day (at once without).

        `levels`: level codes by (severity, probability). `texts`: words by "severity.3", "severity.3.help",
        "probability.2", "level.high" or "level.high.demands". `demands`: by "level.high.demands_analysis" and
        "level.high.tell_head".

        Raises:
            UserError: a worse severity or probability would get a lower level than a lesser one, a higher level would
                demand less than a lower one, or the day has passed.
        """
        self.session.actor.require(Permission.SETTINGS_EDIT)
        line = self._matrix_line(code)
        body = edited_matrix(line.body, line.matrix, levels, texts, demands or {})
        demand_rising(read_matrix(body))
        return self._put_matrix(line, body, valid_from)

    def bring_back_matrix(self, code: str, version: int) -> Changes:
        """An earlier version of a matrix as a new one, from today. Raises NotFound."""
        self.session.actor.require(Permission.SETTINGS_EDIT)
        line = self._matrix_line(code)
        found = [d for d in self._documents("matrix") if d["code"] == code and d["version"] == version]
        if not found:
            raise NotFound(N_("There is no version {number} to go back to."), number=version)
        return self._put_matrix(line, {**found[0]["body"], "version": line.matrix.version + 1}, None)

    def _matrix_line(self, code: str) -> MatrixLine:
        line = next((one for one in self.matrices() if one.matrix.code == code), None)
        if line is None:
            raise NotFound(N_("There is no such risk matrix."))
        return line

    def _put_matrix(self, line: MatrixLine, body: Mapping[str, Any], valid_from: date | None) -> Changes:
        code, today = line.matrix.code, self.session.today
        if valid_from is not None and valid_from < today:
            raise UserError(
                N_("Scores of earlier days stay as they are. Choose today or a later day."),
                field="valid_from",
            )
        day = valid_from if valid_from != today else None
        was, now = matrix_changes(line.matrix, read_matrix(body))
        with self.session.write() as work:
            moment = work.moment
            version = program.put_document(
                work.connection, "matrix", code, body, at=moment.at, actor=moment.actor, valid_from=day
            )
            told = {"valid_from": day} if day else {}
            work.note("rules.matrix", f"rules:{code}@{version}", before=was, after=now, **told)
        return work.changes

    # -- legal tracks

    def tracks(self) -> tuple[TrackRule, ...]:
        """Every version of every legal track that is or will be valid, by name; older ones are in the store."""
        with self.session.read() as connection:
            documents = program.documents(connection, "legal_track")
        rules = [read_track(d["body"], d["version"], d["valid_from"], d["valid_to"]) for d in documents]
        valid = [r for r in rules if not (r.valid_from and r.valid_to and r.valid_to < r.valid_from)]
        return tuple(sorted(valid, key=lambda rule: (str(rule.name).casefold(), rule.version)))

    def edit_track(
        self,
        key: str,
        *,
        valid_from: date,
        valid_to: date | None = None,
        texts: Mapping[str, Words] | None = None,
        days: Mapping[str, int] | None = None,
    ) -> Changes:
        """A new version of a track from a day; the one before ends the day before. Cases on it keep theirs.

        `texts`: name, reference, who, about. `days`: by clock code.

        Raises:
            UserError: the new version would begin before the old one, or end before it begins.
        """
        self.session.actor.require(Permission.SETTINGS_EDIT)
        code, _at, number = key.partition("@")
        with self.session.write() as work:
            connection, moment = work.connection, work.moment
            documents = program.documents(connection, "legal_track")
            old = next((d for d in documents if d["code"] == code and str(d["version"]) == number), None)
            if old is None:
                raise NotFound(N_("There is no such legal track."))
            _demand_order(old, valid_from, valid_to)
            body = {**old["body"], **{name: words.as_dict() for name, words in (texts or {}).items()}}
            body["clock"] = _with_days(old["body"].get("clock", ()), days or {})
            day_before = valid_from - timedelta(days=1)
            program.end_document(connection, "legal_track", code, old["version"], day_before)
            version = program.put_document(
                connection, "legal_track", code, body, at=moment.at, actor=moment.actor,
                valid_from=valid_from, valid_to=valid_to,
            )  # fmt: skip
            was, now = _track_changes(old, body, valid_from, valid_to)
            work.note("rules.legal_track", f"rules:{code}@{version}", version=key, before=was, after=now)
        return work.changes


def _due(step: dues.OpenStep, rules: Rules, free: Mapping[str, Any]) -> date | None:
    unit = rules.organisation.units[step.unit_id]
    rule = rule_for(
        rules.deadlines,
        step.step,
        step.kind,
        unit=unit.code,
        country=unit.country,
        demands_analysis=step.demands_analysis,
        analysis=step.analysis,
    )
    return due_day(step.reported_day, rule.days, rule.counting, free[unit.country]) if rule else None


def _earlier(one: NewDue) -> bool:
    return one.due is not None and (one.step.due is None or one.due < one.step.due)


def _falls_due(one: NewDue, today: date) -> bool:
    was = one.step.due is not None and one.step.due < today
    return one.due is not None and one.due < today and not was


def _demand_sound(deadlines: Sequence[Deadline]) -> None:
    seen: set[tuple[Any, ...]] = set()
    for rule in deadlines:
        if not 1 <= rule.days <= LONGEST:
            raise UserError(N_("A deadline is between 1 and {most} days."), most=LONGEST, field="days")
        for kind in rule.kinds:
            key = (rule.step, kind, rule.when, rule.unit, rule.country)
            if key in seen:
                raise UserError(
                    N_("There are two deadlines for the same step and unit. Take one of them away."),
                    field="step",
                )
            seen.add(key)


def _with_days(clocks: Iterable[Mapping[str, Any]], days: Mapping[str, int]) -> list[dict[str, Any]]:
    return [{**clock, "days": days.get(clock["code"], clock["days"])} for clock in clocks]


def _track_changes(
    old: Mapping[str, Any], body: Mapping[str, Any], valid_from: date, valid_to: date | None
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a new version of a track says otherwise, before and after."""
    before = {**old["body"], "valid_from": old["valid_from"], "valid_to": old["valid_to"]}
    after = {**body, "valid_from": valid_from, "valid_to": valid_to}
    for one in (before, after):
        one["clock"] = {clock["code"]: clock["days"] for clock in one.get("clock", ())}
    changed = [key for key in after if before.get(key) != after[key]]
    return {key: before.get(key) for key in changed}, {key: after[key] for key in changed}


def _demand_order(old: Mapping[str, Any], valid_from: date, valid_to: date | None) -> None:
    if old["valid_from"] is not None and valid_from < old["valid_from"]:
        raise UserError(
            N_("The version before is valid from {day}. Choose that day or a later one."),
            day=old["valid_from"].isoformat(), field="valid_from",
        )  # fmt: skip
    if valid_to is not None and valid_to < valid_from:
        raise UserError(N_("The last day must not lie before the first."), field="valid_to")


__all__ = ["DeadlinePreview", "DueChange", "MatrixLine", "RuleBookService"]
