"""Risk matrices as data with a version (domain 4): severity x probability gives score, level, and what it demands."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from kpsdesk import paths
from kpsdesk.errors import UserError
from kpsdesk.i18n import N_, Words


@dataclass(frozen=True, slots=True)
class Grade:
    """One row or column of a matrix."""

    value: int
    text: Words
    help: Words | None


@dataclass(frozen=True, slots=True)
class Level:
    """A risk level: what it is called, how it looks, what it demands."""

    code: str
    rank: int  # 1 lowest
    tone: str  # ok, warn, high, danger
    text: Words
    demands: Words
    demands_analysis: bool
    tell_head: bool


@dataclass(frozen=True, slots=True)
class Score:
    """A case's place in the matrix that it was scored with."""

    score: int
    level: Level
    matrix: str

    @property
    def demands_analysis(self) -> bool:
        """Whether the level asks for a full investigation or event analysis."""
        return self.level.demands_analysis


@dataclass(frozen=True)
class Matrix:
    """A risk matrix of a given version."""

    code: str
    version: int
    name: Words
    severities: tuple[Grade, ...]
    probabilities: tuple[Grade, ...]
    levels: tuple[Level, ...]
    cells: Mapping[tuple[int, int], tuple[int, str]]  # (severity, probability) -> (score, level code)
    valid_from: date | None = None  # scores given before that day used the version before

    def begun(self, day: date) -> bool:
        """Whether new scores may use it on a day."""
        return self.valid_from is None or self.valid_from <= day

    @property
    def key(self) -> str:
        """What a case keeps: code@version."""
        return f"{self.code}@{self.version}"

    def level(self, code: str) -> Level:
        """A level by its code."""
        return next(level for level in self.levels if level.code == code)

    def rate(self, actual: int | None, potential: int | None, probability: int | None) -> Score | None:
        """Score by the worse of actual and potential severity (domain 4.1); None while something is missing.

        Raises:
            UserError: a value that the matrix does not have.
        """
        given = [value for value in (actual, potential) if value is not None]
        if not given or probability is None:
            return None
        found = self.cells.get((max(given), probability))
        if found is None:
            raise UserError(
                N_("The risk matrix has no such severity or probability. Choose one of those shown.")
            )
        score, level = found
        return Score(score, self.level(level), self.key)


def read_matrix(body: Mapping[str, Any], version: int = 0, valid_from: date | None = None) -> Matrix:
    """A matrix from its data: product scores with bands and floors, or every cell spelled out."""
    levels = tuple(
        Level(
            code=row["code"],
            rank=row["rank"],
            tone=row["tone"],
            text=Words.of(row["text"]),
            demands=Words.of(row["demands"]),
            demands_analysis=row["demands_analysis"],
            tell_head=row.get("tell_head", False),
        )
        for row in body["level"]
    )
    severities, probabilities = _grades(body["severity"]), _grades(body["probability"])
    return Matrix(
        code=body["code"],
        version=version or body["version"],
        name=Words.of(body["name"]),
        severities=severities,
        probabilities=probabilities,
        levels=levels,
        cells=_cells(body, severities, probabilities, {level.code: level.rank for level in levels}),
        valid_from=valid_from,
    )


def _grades(rows: list[Mapping[str, Any]]) -> tuple[Grade, ...]:
    return tuple(
        Grade(row["value"], Words.of(row["text"]), Words.of(row["help"]) if "help" in row else None)
        for row in rows
    )


def _cells(
    body: Mapping[str, Any],
    severities: tuple[Grade, ...],
    probabilities: tuple[Grade, ...],
    ranks: Mapping[str, int],
) -> dict[tuple[int, int], tuple[int, str]]:
    spelled = {(c["severity"], c["probability"]): (c["score"], c["level"]) for c in body.get("cell", ())}
    floors = {floor["severity"]: floor["level"] for floor in body.get("floor", ())}
    cells = {}
    for severity in (grade.value for grade in severities):
        for probability in (grade.value for grade in probabilities):
            place = (severity, probability)
            if place in spelled:
                score, level = spelled[place]
            else:
                score = severity * probability
                level = next(band["level"] for band in body["band"] if band["from"] <= score <= band["to"])
            floor = floors.get(severity)
            if floor and ranks[floor] > ranks[level]:
                level = floor
            cells[place] = (score, level)
    return cells


def shipped_matrices() -> tuple[dict[str, Any], ...]:
    """The matrices that a new store offers, as data; the Swedish 4 x 4 first (domain 4.1, 4.3, 4.4)."""
    files = sorted(
        paths.resource("presets").glob("matrix-*.toml"),
        key=lambda file: (file.stem != "matrix-se-4x4", file.stem),
    )
    return tuple(tomllib.loads(file.read_text(encoding="utf-8")) for file in files)
