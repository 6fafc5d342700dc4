"""What the case page decides, without a widget: which step comes next, where a need is answered, how things look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from kpsdesk.domain.needs import NO_SCORE, Need
from kpsdesk.domain.workflow import ENDS, MAIN_LINE
from kpsdesk.i18n import N_, _
from kpsdesk.services.case_view import CaseView
from kpsdesk.ui.case_words import LEVEL_SHAPES

SECTIONS: Final = (
    ("report", N_("The report")),
    ("assessment", N_("Assessment")),
    ("causes", N_("Causes")),
    ("actions", N_("Actions")),
    ("patient", N_("Informing those concerned")),
    ("legal", N_("Laws")),
    ("feedback", N_("Feedback")),
    ("decision", N_("Decision")),
    ("lesson", N_("Lesson")),
    ("notes", N_("Notes")),
    ("history", N_("History")),
)
_PLACES: Final[Mapping[str, str]] = {
    "handler": "head",
    "event_type": "assessment",
    "probability": "assessment",
    "injury_class": "assessment",
    "patient_safe": "assessment",
    "what_happened": "causes",
    "causes_text": "causes",
    "seen_before": "causes",
    "recurrence": "causes",
    "actions": "actions",
    "decision_text": "decision",
    "head_told_on": "decision",
    "feedback": "feedback",
    "patient_informed": "patient",
    "informed_points": "patient",
    "journal_noted": "patient",
    "lesson": "lesson",
}
_FORWARD: Final[Mapping[str, str]] = {
    "acknowledged": N_("Take it in"),
    "assessing": N_("Begin to assess"),
    "investigating": N_("Begin to investigate"),
    "action": N_("On to actions"),
    "follow_up": N_("On to follow-up"),
    "closed": N_("Close the case"),
}
_BACK: Final[Mapping[str, str]] = {
    "acknowledged": N_("Back to acknowledged"),
    "assessing": N_("Back to assessment"),
    "investigating": N_("Back to investigation"),
    "action": N_("Back to actions"),
    "follow_up": N_("Back to follow-up"),
}
_OTHER: Final[Mapping[str, str]] = {
    "received": N_("Accept it as ours"),
    "closed": N_("Close the case"),
    "dismissed": N_("Dismiss…"),
    "forwarded": N_("Forward…"),
    "on_hold": N_("Put on hold…"),
    "reopened": N_("Open again…"),
}
ASKING: Final = frozenset({"on_hold", "forwarded", "dismissed", "reopened"})  # moves that need a dialog


@dataclass(frozen=True, slots=True)
class Act:
    """A button or menu line: what it says and which status it leads to; `kind` says how it is done."""

    kind: str  # receive, move, ask, close, accept, resume
    to: str
    text: str
    missing: tuple[Need, ...] = ()


def section_of(place: str) -> str:
    """The section in which a need is answered; a section's own key is itself."""
    return _PLACES.get(place, place)


def level_look(tone: str) -> tuple[str, str]:
    """Tone and icon of a risk level: the shape says what the colour says."""
    icon, shown = LEVEL_SHAPES.get(tone, ("circle-dot", "neutral"))
    return shown, icon


def steps(view: CaseView, words: Mapping[str, str]) -> list[tuple[str, str]]:
    """The status line. Statuses beside the line stand where the case was before it left it."""
    status = view.row.status
    at = status if status in MAIN_LINE else _last_on_line(view)
    ended = status == "closed"
    line = [code for code in MAIN_LINE if code == at or _on_the_way(view, code, ended=ended)]
    place = line.index(at)
    return [
        (words[code], "done" if number < place or ended else "current" if number == place else "todo")
        for number, code in enumerate(line)
    ]


def _on_the_way(view: CaseView, code: str, *, ended: bool) -> bool:
    """A closed case shows the way it took; an open one what lies ahead, an investigation only where one is due."""
    was = any(row.status == code for row in view.statuses)
    if ended or was or code in view.out_of_use:
        return was
    return code != "investigating" or _analysed(view)


def _analysed(view: CaseView) -> bool:
    return bool(view.row.demands_analysis) and view.row.kind not in NO_SCORE


def _last_on_line(view: CaseView) -> str:
    return next((row.status for row in reversed(view.statuses) if row.status in MAIN_LINE), "received")


def before_pause(view: CaseView) -> str | None:
    """The status to which a case on hold goes back."""
    earlier = [row.status for row in view.statuses[:-1] if row.status in MAIN_LINE]
    moves = {move.to for move in view.moves}
    return next((code for code in reversed(earlier) if code in moves), None) or next(
        iter(sorted(moves)), None
    )


def main_act(view: CaseView) -> Act | None:
    """The one next step, for the button in the head."""
    status = view.row.status
    if status == "on_hold":
        to = before_pause(view)
        return Act("resume", to, _("Take up again")) if to else None
    if status == "forwarded":
        return Act("accept", "received", _("Mark as accepted"))
    if status in ("closed", "dismissed"):
        return Act("ask", "reopened", _("Open again…"))
    if view.forward is None:
        return None
    to = view.forward.to
    if status == "received" and to == "acknowledged":
        return Act("receive", to, _(_FORWARD[to]))
    return Act("close" if to == "closed" else "move", to, _(_FORWARD[to]), view.forward.missing)


def other_acts(view: CaseView) -> list[Act]:
    """All other moves that are allowed, in the order in which they are thought of: onwards, back, aside."""
    first = main_act(view)
    found = []
    for move in view.moves:
        if first is not None and move.to == first.to:
            continue
        if move.to in ASKING:
            found.append(Act("ask", move.to, _(_OTHER[move.to])))
        elif move.to == "closed":
            found.append(Act("close", move.to, _(_OTHER["closed"]), move.missing))
        elif view.row.status == "forwarded":
            continue  # what the receiver does with it begins with accepting it
        else:
            found.append(Act("move", move.to, _move_text(view, move.to), move.missing))
    order = {
        code: number
        for number, code in enumerate((*MAIN_LINE, "on_hold", "forwarded", "dismissed", "reopened"))
    }
    return sorted(found, key=lambda act: order.get(act.to, 99))


def _move_text(view: CaseView, to: str) -> str:
    status = view.row.status if view.row.status in MAIN_LINE else _last_on_line(view)
    back = MAIN_LINE.index(to) < MAIN_LINE.index(status) and view.row.status != "reopened"
    return _(_BACK[to] if back and to in _BACK else _FORWARD[to])


def missing(view: CaseView) -> tuple[Need, ...]:
    """What is missing for the next step; taking a case in names a handler by itself."""
    if view.forward is None or view.row.status == "received":
        return ()
    return view.forward.missing


def marks(view: CaseView) -> dict[str, int]:
    """How much is missing in each section: for the next step, and on the short path for closing."""
    needs = {need.code: need for need in missing(view)}
    if view.short_path:
        needs |= {need.code: need for need in view.close_missing}
    counts: dict[str, int] = {}
    for need in needs.values():
        counts[section_of(need.place)] = counts.get(section_of(need.place), 0) + 1
    return counts


def short_path_asks_patient(view: CaseView) -> bool:
    """Whether the short path must ask if those concerned were informed: only where there was harm (domain 3.1)."""
    return any(need.code == "patient_informed" for need in view.close_missing) or (
        view.row.harm in ("H1", "H2", "H3", "H4") and view.row.kind != "positive"
    )


def ended(view: CaseView) -> bool:
    """Whether the case has ended, so that what it was judged stands until it is opened again."""
    return view.row.status in ENDS


def asks_score(view: CaseView) -> bool:
    """Whether the kind is scored at all."""
    return view.row.kind not in NO_SCORE
