"""What may be changed in the status model, and what every model must keep (domain 3.1).

The codes belong to the program: steps, due dates and what counts as open lean on them. What may be changed is what a
status is called, which status may follow, what must be there on the way, and whether a status is used at all. Law and the
reporter's right to an answer stay: some needs cannot be taken away.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from kpsdesk.domain.needs import NEEDS
from kpsdesk.domain.workflow import ENDS, StatusRule
from kpsdesk.errors import UserError
from kpsdesk.i18n import N_

START: Final = "received"
ALWAYS_USED: Final = frozenset({START, "acknowledged", "closed", "reopened"})
# where a case comes to by what the program itself does: taken in, accepted by another unit, opened again
FIXED_MOVES: Final[Mapping[str, frozenset[str]]] = {
    START: frozenset({"acknowledged"}),
    "forwarded": frozenset({START}),
    "closed": frozenset({"reopened"}),
    "dismissed": frozenset({"reopened"}),
}
ONLY_FROM: Final[Mapping[str, frozenset[str]]] = {
    START: frozenset({"forwarded"}),
    "reopened": ENDS,
}
# the reporter's answer (domain 10), PSL 3:8 and what the dialogs of a move ask
FIXED_NEEDS: Final[Mapping[str, tuple[str, ...]]] = {
    "closed": ("decision", "feedback", "patient_informed", "informed_points", "journal_noted"),
    "dismissed": ("reason", "feedback"),
    "reopened": ("reason",),
    "forwarded": ("reason", "target"),
    "on_hold": ("hold",),
}
_OF_A_DIALOG: Final = frozenset({"reason", "target", "hold"})  # asked where a move has a dialog, nowhere else


def moves_on_offer(rules: Mapping[str, StatusRule], code: str) -> tuple[str, ...]:
    """The statuses that may be chosen to follow a status, beside those that always do."""
    if code in ENDS:
        return ()
    fixed = FIXED_MOVES.get(code, frozenset())
    return tuple(
        to for to in rules if to != code and to not in fixed and code in ONLY_FROM.get(to, frozenset({code}))
    )


def needs_on_offer(code: str) -> tuple[str, ...]:
    """The needs that may be asked for at a status, beside those that always are."""
    fixed = FIXED_NEEDS.get(code, ())
    return tuple(need for need in NEEDS if need not in fixed and need not in _OF_A_DIALOG)


def asks_to_leave(rule: StatusRule) -> bool:
    """Whether moving on from a status can ask for anything: only statuses on the way can be moved on from."""
    return rule.order > 0 and rule.code not in ENDS


def demand_sound(
    rules: Mapping[str, StatusRule], standing: Mapping[str, int], names: Mapping[str, object]
) -> None:
    """Refuse a model by which cases could not be handled. `standing`: how many open cases stand at each status;
    `names`: what the sentences call a status.

    Raises:
        UserError: the first thing that is wrong.
    """
    for rule in rules.values():
        _demand_known(rule, rules)
        name = names.get(rule.code, rule.code)
        _demand_fixed(rule, name)
        if not rule.in_use:
            _demand_may_rest(rule, standing.get(rule.code, 0), name)
    ways = {r.code: [to for to in r.to if rules[to].in_use] for r in rules.values()}
    ends = _reached(ways, START)
    for code in ways:
        if rules[code].in_use and code != START and code not in ends:
            raise UserError(
                N_(
                    "No case would ever come to “{status}”. Let it follow some other status, or take it out of use."
                ),
                status=names.get(code, code),
                field="to",
            )
        if "closed" not in _reached(ways, code) and code != "closed":
            raise UserError(
                N_("From “{status}” no way leads to closed. Choose at least one status that goes on."),
                status=names.get(code, code),
                field="to",
            )


def _reached(ways: Mapping[str, Sequence[str]], start: str) -> set[str]:
    """Where a case can come to from a status."""
    found: set[str] = set()
    waiting = list(ways[start])
    while waiting:
        code = waiting.pop()
        if code not in found:
            found.add(code)
            waiting += ways[code]
    return found


def _demand_known(rule: StatusRule, rules: Mapping[str, StatusRule]) -> None:
    unknown = [to for to in rule.to if to not in rules] or [
        need for need in (*rule.enter, *rule.leave) if need not in NEEDS
    ]
    if unknown:
        raise UserError(
            N_("The status model names {code}, which the program does not know."), code=unknown[0]
        )


def _demand_fixed(rule: StatusRule, name: object) -> None:
    fixed = FIXED_MOVES.get(rule.code, frozenset())
    exact = rule.code in ENDS
    foreign = [to for to in rule.to if rule.code not in ONLY_FROM.get(to, frozenset({rule.code}))]
    if not fixed <= set(rule.to) or (exact and set(rule.to) != fixed) or foreign or rule.code in rule.to:
        raise UserError(
            N_("The program itself moves cases on from “{status}”, so those moves stay as they are."),
            status=name,
            field="to",
        )
    if not set(FIXED_NEEDS.get(rule.code, ())) <= set(rule.enter):
        raise UserError(
            N_(
                "The law and the reporter's right to an answer stand behind what is asked for “{status}”. You can ask for more, not for less."
            ),
            status=name,
            field="enter",
        )
    dialog = _OF_A_DIALOG - set(FIXED_NEEDS.get(rule.code, ()))
    if dialog & {*rule.enter, *rule.leave}:
        raise UserError(
            N_("A reason can only be asked for where the move has a place to write it."),
            status=name,
            field="enter",
        )


def _demand_may_rest(rule: StatusRule, standing: int, name: object) -> None:
    if rule.code in ALWAYS_USED:
        raise UserError(N_("The program cannot do without “{status}”."), status=name)
    if standing:
        raise UserError(
            N_("{n} open cases stand at “{status}”. Move them on first, then take it out of use.")
            if standing > 1
            else N_("{n} open case stands at “{status}”. Move it on first, then take it out of use."),
            n=standing,
            status=name,
        )


def changed_rules(
    before: Mapping[str, StatusRule], after: Iterable[StatusRule]
) -> tuple[dict[str, object], dict[str, object]]:
    """What a new version changes, before and after, for the audit."""
    new = [rule for rule in after if before.get(rule.code) != rule]
    old = {rule.code: before[rule.code].as_data() for rule in new if rule.code in before}
    return dict(old), {rule.code: rule.as_data() for rule in new}
