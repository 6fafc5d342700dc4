"""What there is to do, put in order and into words; no widget here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from kpsdesk import words
from kpsdesk.domain.rows import ActionLine, CaseQuery, CaseRow, DraftRow
from kpsdesk.i18n import N_, _, ngettext
from kpsdesk.services.today import TodayView
from kpsdesk.ui.case_words import SOON_DAYS, CaseWords, kind_icon

if TYPE_CHECKING:
    from kpsdesk.services.legal import LegalLine

SHOWN: Final = 5  # of a group at first; the rest is one click away
OPEN, RECEIVE, DRAFT = "open", "receive", "draft"
STEP_VERBS: Final = {
    "acknowledgement": N_("Receive"),
    "assessment": N_("Assess"),
    "investigation": N_("Investigate"),
    "closing": N_("Close the case"),
    "answer": N_("Give an answer"),
}
TITLE_LENGTH: Final = 200
COUNTERS: Final = {
    "new": N_("New cases"),
    "overdue": N_("Overdue cases"),
    "due_soon": N_("Due within 7 days"),
    "feedback": N_("Feedback owed"),
    "actions": N_("Actions due"),
}


@dataclass(frozen=True, slots=True)
class Task:
    """One line: what, why now, and the one next step."""

    key: str  # case or draft id
    icon: str
    number: str
    title: str
    why: str
    tone: str
    verb: str
    act: str  # OPEN, RECEIVE or DRAFT
    section: str = ""  # of the case's page, where the next step is done
    handler: int | None = None  # before it is received, for the way back


@dataclass(frozen=True, slots=True)
class Group:
    """Tasks of one urgency. `query` finds all of them; None when they are not cases of a list."""

    key: str
    title: str
    count: int
    tasks: tuple[Task, ...]
    query: CaseQuery | None = None


@dataclass(frozen=True, slots=True)
class Counter:
    """One of the five numbers with its line of meaning."""

    key: str
    number: int
    meaning: str
    tone: str
    query: CaseQuery | None


def queries(units: tuple[int, ...]) -> dict[str, CaseQuery]:
    """The list behind each counter and group."""
    base = CaseQuery(units=units, open_only=True, sort="due", descending=False)
    return {
        "new": replace(base, new=True, sort="reported"),
        "overdue": replace(base, overdue=True),
        "due_soon": replace(base, due_within=SOON_DAYS),
        "feedback": replace(base, feedback_owed=True, sort="reported"),
        "serious": replace(base, serious=True),
    }


def counters(view: TodayView, units: tuple[int, ...]) -> list[Counter]:
    """The five counters in their order."""
    lists, today = queries(units), view.today
    late = sum(_late(line, view) for line in view.actions)
    soonest = view.due_soon_rows[0].next_due if view.due_soon_rows else None
    waiting = view.feedback_rows[0].reported_day if view.feedback_rows else None
    none = _("nothing right now")
    new = _oldest(view.oldest_new_days)
    most_late = _("the latest by {days}").format(days=words.days(view.oldest_overdue_days))
    next_due = _("the first {when}").format(when=words.due(soonest, today))
    since = _("the oldest from {when}").format(when=words.ago(waiting, today)) if waiting else ""
    acts = ngettext("{n} is late", "{n} are late", late).format(n=late) if late else _("none is late")
    return [
        Counter("new", view.new, new if view.new else none, "primary", lists["new"]),
        Counter("overdue", view.overdue, most_late if view.overdue else none, "danger", lists["overdue"]),
        Counter("due_soon", view.due_soon, next_due if view.due_soon else none, "warn", lists["due_soon"]),
        Counter(
            "feedback", view.feedback_owed, since if view.feedback_owed else none, "info", lists["feedback"]
        ),
        Counter(
            "actions", view.actions_due, acts if view.actions_due else none, "danger" if late else "", None
        ),
    ]


def groups(
    view: TodayView,
    say: CaseWords,
    units: tuple[int, ...],
    clocks: Sequence[LegalLine] = (),
    far: Mapping[str, str] | None = None,
) -> list[Group]:
    """What to do now, the most urgent first; a case stands once, where it is most urgent.

    `far`: what is told of cases that have come further than to their own manager.
    """
    lists, beyond = queries(units), far or {}
    seen: set[str] = set()

    def cases(rows: Sequence[CaseRow], why: Callable[[CaseRow], str]) -> tuple[Task, ...]:
        fresh = [row for row in rows if row.id not in seen]
        seen.update(row.id for row in fresh)
        told = {row.id: (why(row), beyond.get(row.id, "")) for row in fresh}
        return tuple(_task(row, " · ".join(filter(None, told[row.id])), say) for row in fresh)

    by_step: Callable[[CaseRow], str] = lambda row: _step_due(row, say)  # noqa: E731
    made = [
        (
            "serious",
            _("Serious cases"),
            view.serious_open,
            cases(view.serious, lambda row: _serious(row, say)),
        ),
        ("overdue", _("Overdue cases"), view.overdue, cases(view.overdue_rows, by_step)),
        ("new", _("New cases"), view.new, cases(view.new_rows, lambda row: _new(row, say))),
        ("due_soon", _("Due within 7 days"), view.due_soon, cases(view.due_soon_rows, by_step)),
    ]
    feedback = tuple(
        replace(task, verb=_("Give feedback"), section="feedback")
        for task in cases(view.feedback_rows, lambda row: _waits(row, say))
    )
    made.append(("feedback", _("Feedback owed"), view.feedback_owed, feedback))
    found = [Group(key, title, count, tasks, lists[key]) for key, title, count, tasks in made]
    return [group for group in (_laws(clocks, say), *found, *_other_groups(view, say)) if group.tasks]


def _laws(clocks: Sequence[LegalLine], say: CaseWords) -> Group:
    """The law's clocks stand beside the case's own steps, so their cases may stand again below."""
    legal = tuple(_legal(line, say) for line in clocks)
    return Group("legal", _("The law's clocks"), len(legal), legal)


def _other_groups(view: TodayView, say: CaseWords) -> tuple[Group, Group]:
    """What is no case: actions, and what was begun."""
    actions = tuple(_action(line, view, say) for line in view.actions)
    drafts = tuple(_draft(one, say) for one in view.drafts)
    return (
        Group("actions", _("Actions and follow-ups"), view.actions_due, actions),
        Group("drafts", _("Drafts and quick notes"), len(drafts), drafts),
    )


def stand_ins(view: TodayView) -> str:
    """Who steps in for whom now, a line each; "" when nobody does."""
    line = _("{deputy} steps in for {manager} at {unit}, last day {day}.")
    return "\n".join(
        line.format(deputy=o.deputy, manager=o.manager, unit=o.unit, day=words.day(o.last_day, view.today))
        for o in view.stand_ins
    )


def closed_lines(rows: Iterable[CaseRow], say: CaseWords) -> list[Task]:
    """What was closed lately, to be looked at."""
    return [
        Task(
            row.id,
            kind_icon(row.kind),
            row.number,
            say.title(row),
            words.day(row.closed_day, say.today),
            "ok",
            "",
            OPEN,
        )
        for row in rows
    ]


def _task(row: CaseRow, why: str, say: CaseWords) -> Task:
    act = RECEIVE if row.status == "received" else OPEN
    verb = N_("Receive") if act == RECEIVE else STEP_VERBS.get(row.next_step or "", N_("Open"))
    if act == OPEN and verb == "Receive":
        verb = N_("Open")
    return Task(
        row.id,
        kind_icon(row.kind),
        row.number,
        say.title(row),
        why,
        say.due_tone(row) or "neutral",
        _(verb),
        act,
        handler=row.handler_id,
    )


def _step_due(row: CaseRow, say: CaseWords) -> str:
    if not row.next_step:
        return say.status(row)
    return _("{step}: {when}").format(step=say.step(row), when=say.due(row))


def _serious(row: CaseRow, say: CaseWords) -> str:
    return _("{level} risk. {next}").format(level=say.level(row), next=_step_due(row, say))


def _new(row: CaseRow, say: CaseWords) -> str:
    came = _("Came in {when}.").format(when=words.ago(row.reported_day, say.today))
    return f"{came} {_step_due(row, say)}"


def _waits(row: CaseRow, say: CaseWords) -> str:
    when = words.ago(row.reported_day, say.today)
    return _("The reporter waits for an answer. Reported {when}.").format(when=when)


def _oldest(days: int) -> str:
    return _("the oldest {days} old").format(days=words.days(days)) if days else _("came in today")


def _late(line: ActionLine, view: TodayView) -> bool:
    due = line.follow_up_due if line.status == "done" else line.due
    return due is not None and due < view.today


def _action(line: ActionLine, view: TodayView, say: CaseWords) -> Task:
    follow_up = line.status == "done"
    due = line.follow_up_due if follow_up else line.due
    when = words.due(due, view.today)
    why = _("Follow-up: {when}") if follow_up else _("Action: {when}")
    owner = say.organisation.name_of(line.owner_id)
    told = why.format(when=when) + (f" · {owner}" if owner else "")
    tone = "danger" if _late(line, view) else "warn"
    icon = "target" if follow_up else "list-checks"
    verb = _("Judge the effect") if follow_up else _("Open")
    title = " ".join(line.text[:TITLE_LENGTH].split())
    return Task(line.case_id, icon, line.case_number, title, told, tone, verb, OPEN, "actions")


def _legal(line: LegalLine, say: CaseWords) -> Task:
    left = line.clock.days_left or 0
    told = ngettext("{n} day left", "{n} days left", left).format(n=left) if left > 0 else ""
    when = told or (_("today is the last day") if left == 0 else words.due(line.clock.due, say.today))
    why = _("{law}: {duty}, {when}").format(law=line.rule.name, duty=line.clock.clock.name, when=when)
    tone = "danger" if left <= 0 else "warn"
    row = line.row
    return Task(row.id, "scale", row.number, say.title(row), why, tone, _("Open"), OPEN, "legal")


def _draft(draft: DraftRow, say: CaseWords) -> Task:
    quick = draft.kind == "quick_note"
    text = str(draft.body.get("title") or draft.body.get("description") or "")[:TITLE_LENGTH]
    saved = words.instant(draft.saved_at, say.today, say.country)
    why = (_("Quick note from {when}") if quick else _("Draft saved {when}")).format(when=saved)
    title = " ".join(text.split()) or _("Nothing written yet")
    return Task(draft.id, "pencil", "", title, why, "neutral", _("Write on"), DRAFT)
