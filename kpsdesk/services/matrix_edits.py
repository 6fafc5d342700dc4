"""A risk matrix with other levels, words and demands: the data of its next version, and what it may not be."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any, Final

from kpsdesk.domain.matrix import Matrix
from kpsdesk.domain.text import clean
from kpsdesk.errors import UserError
from kpsdesk.i18n import N_, Words

HELP: Final = 1000
DEMANDS: Final = ("demands_analysis", "tell_head")
_PARTS: Final = (("severity", "value"), ("probability", "value"), ("level", "code"))


def edited_matrix(
    body: Mapping[str, Any],
    matrix: Matrix,
    levels: Mapping[tuple[int, int], str],
    texts: Mapping[str, Words],
    demands: Mapping[str, bool],
) -> dict[str, Any]:
    """The next version. Every cell is spelled out from now on; floors and bands have been baked into them."""
    new = {key: value for key, value in body.items() if key not in ("band", "floor", "cell")}
    new["version"] = matrix.version + 1
    new["cell"] = [
        {"severity": s, "probability": p, "score": score, "level": levels.get((s, p), level)}
        for (s, p), (score, level) in sorted(matrix.cells.items())
    ]
    for part, name in _PARTS:
        new[part] = [_row(row, f"{part}.{row[name]}", texts, demands) for row in body[part]]
    return new


def _row(
    row: Mapping[str, Any], key: str, texts: Mapping[str, Words], demands: Mapping[str, bool]
) -> dict[str, Any]:
    new = dict(row)
    for place, field in ((key, "text"), (f"{key}.help", "help"), (f"{key}.demands", "demands")):
        if place in texts:
            words = _tidy(texts[place], needed=field != "help", field=place)
            if words is None:
                new.pop(field, None)
            else:
                new[field] = words
    new |= {flag: demands[f"{key}.{flag}"] for flag in DEMANDS if f"{key}.{flag}" in demands}
    return new


def _tidy(words: Words, *, needed: bool, field: str) -> dict[str, str] | None:
    """A language left empty gets the first text; an explanation may be left out in all."""
    sv, fi, en = (clean(text, HELP).strip() for text in (words.sv, words.fi, words.en))
    first = sv or fi or en
    if not first and needed:
        raise UserError(N_("Write the text in at least one language."), field=f"{field}.sv")
    return Words(sv or first, fi or first, en or first).as_dict() if first else None


def demand_rising(matrix: Matrix) -> None:
    """Worse is never lower, and a higher level never demands less.

    Raises:
        UserError: it would.
    """
    rank = {place: matrix.level(level).rank for place, (_score, level) in matrix.cells.items()}
    for (severity, probability), here in rank.items():
        for worse in ((severity + 1, probability), (severity, probability + 1)):
            if rank.get(worse, here) < here:
                raise UserError(
                    N_(
                        "A worse or likelier event must not get a lower level than a lesser one. Look at the coloured cells."
                    )
                )
    rising = sorted(matrix.levels, key=lambda level: level.rank)
    for lower, higher in pairwise(rising):
        for flag in DEMANDS:
            if getattr(lower, flag) and not getattr(higher, flag):
                raise UserError(
                    N_("“{higher}” must not demand less than “{lower}”. Tick it for the higher level too."),
                    higher=higher.text,
                    lower=lower.text,
                    field=f"level.{higher.code}.{flag}",
                )


def matrix_changes(before: Matrix, after: Matrix) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a new version says otherwise, before and after, for the audit."""
    old, new = _told(before), _told(after)
    changed = [key for key in {**old, **new} if old.get(key) != new.get(key)]
    return {key: old.get(key) for key in changed}, {key: new.get(key) for key in changed}


def _told(matrix: Matrix) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for part, grades in (("severity", matrix.severities), ("probability", matrix.probabilities)):
        for grade in grades:
            told[f"{part}.{grade.value}"] = grade.text.as_dict()
            told[f"{part}.{grade.value}.help"] = grade.help.as_dict() if grade.help else None
    for level in matrix.levels:
        key = f"level.{level.code}"
        told |= {key: level.text.as_dict(), f"{key}.demands": level.demands.as_dict()}
        told |= {f"{key}.{flag}": getattr(level, flag) for flag in DEMANDS}
    return told | {f"cell.{s}.{p}": level for (s, p), (_score, level) in matrix.cells.items()}
