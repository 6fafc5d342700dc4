"""The design tokens, typed. `resources/theme/tokens.toml` holds the values (look: tokens)."""

from __future__ import annotations

import tomllib
from dataclasses import asdict, dataclass, fields
from functools import lru_cache
from typing import Any, Final, Literal

from kpsdesk import paths

Mode = Literal["light", "dark"]
TONES: Final = ("neutral", "primary", "info", "ok", "warn", "danger")


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colours of one theme, each as "#RRGGBB"."""

    frame: str
    bg: str
    surface: str
    hover: str
    line: str
    control: str
    text: str
    muted: str
    primary: str
    primary_hover: str
    on_primary: str
    select: str
    danger: str
    danger_ground: str
    warn: str
    warn_ground: str
    ok: str
    ok_ground: str
    info: str
    info_ground: str
    focus: str

    def named(self, token: str) -> str:
        """A colour by its name; a "#…" colour is passed through, so that data may carry its own."""
        return token if token.startswith("#") else str(getattr(self, token))

    def tone(self, tone: str) -> tuple[str, str]:
        """Text colour and ground of a tone: neutral, primary, info, ok, warn, danger."""
        if tone == "primary":
            return self.primary, self.select
        if tone in ("info", "ok", "warn", "danger"):
            return self.named(tone), self.named(f"{tone}_ground")
        return self.muted, self.hover

    def as_dict(self) -> dict[str, str]:
        """For drawings that are coloured outside the window."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Type:
    """One role of type: points at 100 % and weight."""

    points: float
    weight: int


@dataclass(frozen=True, slots=True)
class Design:
    """Everything in the token file."""

    light: Tokens
    dark: Tokens
    type: dict[str, Type]
    size: dict[str, int]

    def colours(self, mode: Mode) -> Tokens:
        """The colours of a mode."""
        return self.dark if mode == "dark" else self.light


@lru_cache(maxsize=1)
def design() -> Design:
    """The token file, read once."""
    with paths.resource("theme", "tokens.toml").open("rb") as stream:
        table: dict[str, Any] = tomllib.load(stream)
    names = [field.name for field in fields(Tokens)]
    return Design(
        light=Tokens(**{name: table["light"][name] for name in names}),
        dark=Tokens(**{name: table["dark"][name] for name in names}),
        type={role: Type(float(points), int(weight)) for role, (points, weight) in table["type"].items()},
        size={name: int(value) for name, value in table["size"].items()},
    )
