"""What the form asks of each kind, and how it words it (domain 2.2, 2.3, 10: no blame, free text, «do not know»)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import Final

from kpsdesk.domain.vocabulary import Vocabulary
from kpsdesk.i18n import N_, Words, _, language

VOICE: Final = "voice"  # the tile that opens view, complaint and improvement
VOICES: Final = ("view", "complaint", "improvement")
TILES: Final = (
    ("risk", "eye"),
    ("near_miss", "shield-alert"),
    ("negative_event", "triangle-alert"),
    ("positive", "thumbs-up"),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What one kind is asked. Texts are msgids; {person} is the unit's word for the person."""

    prompt: str
    hint: str
    when: bool = True
    harm: bool = True
    done_at_once: bool = True
    preset_harm: str | None = None


_PLAIN: Final = Asked(
    N_("What happened?"),
    N_(
        "In your own words: what happened, how was it noticed, what did it lead to? Write “{person}” instead of a name."
    ),
)
ASKED: Final[dict[str, Asked]] = {
    "negative_event": _PLAIN,
    "near_miss": Asked(
        N_("What happened?"),
        N_("What was about to go wrong, and what stopped it? Write “{person}” instead of a name."),
        preset_harm="H0",
    ),
    "risk": Asked(
        N_("What can happen?"),
        N_("What have you seen, and what could it lead to? Write “{person}” instead of a name."),
        when=False,
        harm=False,
    ),
    "positive": Asked(
        N_("What went well?"),
        N_("What went well, and what made it possible? Others can learn from it."),
        harm=False,
        done_at_once=False,
    ),
    "complaint": Asked(
        N_("What is the complaint about?"),
        N_("Tell it as the one who complains would put it. Write “{person}” instead of a name."),
    ),
    "view": Asked(
        N_("What do you want to say?"),
        N_("What do you think about how we work? Large or small, everything is read."),
        when=False,
        harm=False,
        done_at_once=False,
    ),
    "improvement": Asked(
        N_("What could be better?"),
        N_("How is it today, and how could it be done better?"),
        when=False,
        harm=False,
        done_at_once=False,
    ),
}


def asked_of(kind: str | None) -> Asked:
    """What a kind is asked; before one is chosen, what most are asked."""
    return ASKED.get(kind or "", _PLAIN)


def person_word(vocabulary: Vocabulary, setting: str | None) -> str:
    """Patient, brukare or klient, by the unit's setting."""
    item = vocabulary.get("unit_setting", setting)
    texts = item.extra.get("person") if item else None
    return str(Words.of(texts)) if isinstance(texts, dict) else _("patient")


def clock_time(at: time) -> str:
    """A time of day as it is written: 14:02, in Finnish 14.02."""
    return f"{at:%H.%M}" if language() == "fi" else f"{at:%H:%M}"
