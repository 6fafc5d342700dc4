"""The status model of the organisation: what a status is called, what follows it, what is asked for (domain 3.1).

An edit never overwrites: it adds a version for the cases taken in from then on. Open cases follow only when asked to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from kpsdesk.domain.changes import Changes
from kpsdesk.domain.permission import Permission
from kpsdesk.domain.status_model import changed_rules, demand_sound
from kpsdesk.domain.text import clean
from kpsdesk.domain.workflow import StatusRule, Workflow, read_workflow
from kpsdesk.errors import NotFound, UserError
from kpsdesk.i18n import N_, Words
from kpsdesk.services.session import Session
from kpsdesk.store import case_files, program
from kpsdesk.store.work import Work

KIND = "workflow"
CODE = "standard"
NAME = 60


@dataclass(frozen=True, slots=True)
class ModelVersion:
    """A version of the status model: since when, by whom, and whether it holds for all open cases."""

    workflow: Workflow
    at: datetime
    by: str

    @property
    def for_all(self) -> bool:
        """Whether cases taken in before follow it too."""
        return self.workflow.after == 0


@dataclass(frozen=True)
class StatusModelView:
    """The model in force for new cases, its versions (newest first), and how many open cases stand at each status."""

    versions: tuple[ModelVersion, ...]
    standing: Mapping[str, int]

    @property
    def rules(self) -> Mapping[str, StatusRule]:
        """The statuses of the newest version, by code."""
        return self.versions[0].workflow.rules


@dataclass(frozen=True)
class StatusModelService:
    """Reads and edits the status model."""

    session: Session

    def view(self) -> StatusModelView:
        """The model, its versions, and where open cases stand."""
        self.session.actor.require(Permission.CASE_READ)
        with self.session.read() as connection:
            documents = program.documents(connection, KIND)
            standing = program.standing(connection)
        organisation = self.session.organisation
        versions = []
        for row in reversed(documents):
            person = organisation.person(row["actor"])
            flow = read_workflow({**row["body"], "version": row["version"]})
            versions.append(ModelVersion(flow, row["at"], person.name if person else ""))
        return StatusModelView(tuple(versions), standing)

    def set(
        self,
        rules: Sequence[StatusRule],
        *,
        names: Mapping[str, Words] | None = None,
        open_cases: bool = False,
    ) -> Changes:
        """Other rules for some statuses, and other names. The rules become a new version; the statuses that are not
        named keep theirs. With `open_cases` the cases that are open now follow it too.

        Raises:
            UserError: by such a model cases could not be handled; the sentence says why.
        """
        self.session.actor.require(Permission.SETTINGS_EDIT)
        given = {code: _tidy(name) for code, name in (names or {}).items()}
        items = {item.code: item for item in self.session.vocabulary.all("status")}
        with self.session.write() as work:
            newest = program.documents(work.connection, KIND)[-1]
            before = read_workflow(newest["body"]).rules
            after = dict(before) | {rule.code: _ordered(rule, before) for rule in rules}
            if unknown := (after.keys() - before.keys()) | (given.keys() - items.keys()):
                raise NotFound(N_("There is no status called {code}."), code=min(unknown))
            called = {code: item.text for code, item in items.items()} | given
            demand_sound(after, program.standing(work.connection), called)
            if after != before:
                _put(work, newest["version"] + 1, before, after, open_cases=open_cases)
            for code, name in given.items():
                if name != items[code].text:
                    told = {"before": items[code].text.as_dict(), "after": name.as_dict()}
                    program.put_codes(work.connection, [replace(items[code], text=name)], edited=True)
                    work.note("codes.reworded", f"codes:status/{code}", **told)
        return work.changes

    def bring_back(self, version: int, *, open_cases: bool = False) -> Changes:
        """The rules of an earlier version, as a new one.

        Raises:
            NotFound: there is no such version.
            UserError: cases stand now where that version has no place for them.
        """
        self.session.actor.require(Permission.SETTINGS_EDIT)
        found = next((one for one in self.view().versions if one.workflow.version == version), None)
        if found is None:
            raise NotFound(N_("There is no version {number} to go back to."), number=version)
        return self.set(list(found.workflow.rules.values()), open_cases=open_cases)


def _put(
    work: Work,
    number: int,
    before: Mapping[str, StatusRule],
    after: Mapping[str, StatusRule],
    *,
    open_cases: bool,
) -> None:
    """A new version with its audit; it holds from the next case on, or for all."""
    last = 0 if open_cases else case_files.take_numbers(work.connection, "seq", 0) - 1
    body = {
        "code": CODE,
        "version": number,
        "after": last,
        "status": [rule.as_data() for rule in after.values()],
    }
    at, actor = work.moment.at, work.moment.actor
    program.put_document(work.connection, KIND, CODE, body, at=at, actor=actor)
    was, now = changed_rules(before, after.values())
    work.note("rules.workflow", f"rules:workflow@{number}", before=was, after=now, open_cases=open_cases)


def _ordered(rule: StatusRule, before: Mapping[str, StatusRule]) -> StatusRule:
    """Moves in the order of the model, each once; the place on the line stays the program's."""
    moves = tuple(code for code in before if code in rule.to) + tuple(
        sorted(code for code in rule.to if code not in before)
    )
    order = before[rule.code].order if rule.code in before else rule.order
    return replace(
        rule,
        to=moves,
        order=order,
        enter=tuple(dict.fromkeys(rule.enter)),
        leave=tuple(dict.fromkeys(rule.leave)),
    )


def _tidy(words: Words) -> Words:
    sv, fi, en = (" ".join(clean(text, NAME).split()) for text in (words.sv, words.fi, words.en))
    first = sv or fi or en
    if not first:
        raise UserError(N_("Write the text in at least one language."), field="name.sv")
    return Words(sv or first, fi or first, en or first)
