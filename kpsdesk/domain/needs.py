"""What must be there before a case may move on: one small question each (domain 3.1, 3.4 and 10).

A need knows to whom it applies, whether it is met, and where in the case it is answered. The status
model as data says which needs stand between which statuses.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from kpsdesk.i18n import N_

NO_SCORE: Final = frozenset({"positive", "view", "improvement"})
NO_HARM: Final = frozenset({"H0"})
CHARGED_HARM: Final = frozenset({"H1", "H2", "H3", "H4"})
HEALTH_LAW: Final = frozenset({"hsl", "dental", "fi_health"})
SOCIAL_LAW: Final = frozenset({"sol", "lss", "fi_social"})
INJURIES: Final = frozenset({"injury", "serious"})
DONE_ACTIONS: Final = frozenset({"done", "cancelled", "rejected"})


@dataclass(frozen=True, slots=True)
class ActionFact:
    """What the checks need to know of an action."""

    status: str
    tied: bool
    effect: str | None
    reason: str | None


@dataclass(frozen=True)
class Facts:
    """Everything of a case that a need may ask about, gathered once."""

    kind: str
    status: str
    anonymity: str
    handler: bool
    scored: bool
    demands_analysis: bool
    tells_head: bool
    harm: str
    event_type: str | None
    values: Mapping[str, Any] = field(default_factory=dict)
    actions: tuple[ActionFact, ...] = ()
    causes: int = 0
    feedback: bool = False
    reason: str = ""  # given with the move that is asked for
    target: str = ""

    @property
    def harmed(self) -> bool:
        """Whether somebody was harmed, in body or mind (domain 2.5); asked of everything but reports of good."""
        return (
            bool(CHARGED_HARM & {self.harm, self.values.get("harm_psychological")})
            and self.kind != "positive"
        )

    def filled(self, key: str) -> bool:
        """Whether a field holds an answer; `no` is one."""
        value = self.values.get(key)
        return value is not None and value not in ("", [])


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that must be there."""

    code: str
    label: str  # English msgid, a short demand: "choose an event type"
    place: str  # the field or section to jump to
    applies: Callable[[Facts], bool]
    met: Callable[[Facts], bool]


def _always(_: Facts) -> bool:
    return True


def _field(key: str) -> Callable[[Facts], bool]:
    return lambda facts: facts.filled(key)


def _scored_kind(facts: Facts) -> bool:
    return facts.kind not in NO_SCORE


def _analysed(facts: Facts) -> bool:
    return facts.demands_analysis


def _harmed(facts: Facts) -> bool:
    return facts.harmed


def _told(facts: Facts) -> bool:
    # PSL 3:8 speaks of vårdskada: the six points are asked for there, not for every bruise
    return _injury(facts) and facts.values.get("patient_informed") == "yes"


def _informed(facts: Facts) -> bool:
    answer = facts.values.get("patient_informed")
    return answer in ("yes", "not_applicable") or (answer == "no" and facts.filled("not_informed_reason"))


def _points_answered(facts: Facts) -> bool:
    return all(facts.filled(key) for key in ("informed_points", "informed_on", "informed_by", "informed_to"))


def _injury(facts: Facts) -> bool:
    return facts.values.get("injury_class") in INJURIES


def _typed(facts: Facts) -> bool:
    return bool(facts.event_type) and (facts.event_type != "OTHER" or facts.filled("event_type_text"))


def _classed(facts: Facts) -> bool:
    """Judged by the law that the case comes under (domain 2.2); before one is chosen, by either."""
    law = facts.values.get("law_area")
    health, social = facts.filled("injury_class"), facts.filled("lexsarah_class")
    return health if law in HEALTH_LAW else social if law in SOCIAL_LAW else health or social


def _acts_or_reason(facts: Facts) -> bool:
    return bool(facts.actions) or facts.filled("no_action_reason")


def _worked(facts: Facts) -> bool:
    return facts.demands_analysis or facts.status in ("investigating", "action", "follow_up")


NEEDS: Final[dict[str, Need]] = {
    need.code: need
    for need in (
        Need("handler", N_("say who handles it"), "handler", _always, lambda f: f.handler),
        Need("event_type", N_("choose an event type"), "event_type", _scored_kind, _typed),
        Need("score", N_("assess severity and probability"), "probability", _scored_kind, lambda f: f.scored),
        Need(
            "legal_class",
            N_("judge injury or lex Sarah class"),
            "injury_class",
            _scored_kind,
            _classed,
        ),
        Need(
            "patient_safe",
            N_("answer whether the person is safe now"),
            "patient_safe",
            _scored_kind,
            _field("patient_safe"),
        ),
        Need("what_happened", N_("write what happened"), "what_happened", _always, _field("what_happened")),
        Need(
            "why",
            N_("write why it happened"),
            "causes_text",
            _always,
            lambda f: f.filled("causes_text") or f.causes > 0,
        ),
        Need(
            "seen_before",
            N_("answer whether it has happened before"),
            "seen_before",
            _worked,
            _field("seen_before"),
        ),
        Need(
            "recurrence",
            N_("answer whether it can happen again"),
            "recurrence",
            _worked,
            _field("recurrence"),
        ),
        Need(
            "actions_or_reason",
            N_("add an action, or say why none is needed"),
            "actions",
            _worked,
            _acts_or_reason,
        ),
        Need(
            "actions_done",
            N_("finish the actions, or cancel them with a reason"),
            "actions",
            _always,
            lambda f: all(a.status in DONE_ACTIONS for a in f.actions),
        ),
        Need(
            "effects_judged",
            N_("judge the effect of each action"),
            "actions",
            _always,
            lambda f: all(a.effect not in (None, "", "not_judged") for a in f.actions if a.status == "done"),
        ),
        Need(
            "actions_tied",
            N_("tie each action to a cause"),
            "actions",
            _analysed,
            lambda f: all(a.tied for a in f.actions if a.status not in ("rejected", "cancelled")),
        ),
        Need(
            "decision",
            N_("write the decision, one line is enough"),
            "decision_text",
            _always,
            _field("decision_text"),
        ),
        Need(
            "feedback",
            N_("give feedback to the reporter, or say why not"),
            "feedback",
            _always,
            lambda f: f.feedback,
        ),
        Need(
            "patient_informed",
            N_("answer whether the patient was informed"),
            "patient_informed",
            _harmed,
            _informed,
        ),
        Need(
            "informed_points",
            N_("tick what was told, and say to whom, when and by whom"),
            "informed_points",
            _told,
            _points_answered,
        ),
        Need(
            "journal_noted",
            N_("say whether it is noted in the record"),
            "journal_noted",
            _injury,
            _field("journal_noted"),
        ),
        Need("lesson", N_("write the lesson"), "lesson", _analysed, _field("lesson")),
        Need(
            "head_told",
            N_("go through it with the head of operations"),
            "head_told_on",
            lambda f: f.tells_head,
            _field("head_told_on"),
        ),
        Need("reason", N_("give a reason"), "reason", _always, lambda f: bool(f.reason.strip())),
        Need(
            "target", N_("say to whom it is forwarded"), "target", _always, lambda f: bool(f.target.strip())
        ),
        Need(
            "hold",
            N_("say what is awaited, from whom and until when"),
            "hold_what",
            _always,
            lambda f: f.filled("hold_what") and f.filled("hold_from") and f.filled("hold_until"),
        ),
    )
}
