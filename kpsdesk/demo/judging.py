"""How cases of the demo are judged: scores, classes, what the person was told. Pure draws of chance."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any, Final

from kpsdesk.demo.stories import Told
from kpsdesk.demo.texts import Texts
from kpsdesk.domain.case import CaseFile
from kpsdesk.domain.needs import CHARGED_HARM, INJURIES

SEVERITY: Final = {"H0": 1, "H1": 1, "H2": 2, "H3": 3, "H4": 4}
IRREGULAR: Final = frozenset(
    {"VIOL.by_staff", "RIGHTS.restraint", "RIGHTS.manner", "ECON.theft", "CARE.supervision"}
)
INFORMED_POINTS: Final = ("injury", "measures", "complaints_duty", "board", "ivo", "compensation")
HEALTH: Final = frozenset({"MED", "DIAG", "CHAIN", "SURG", "INFEC"})
LAW: Final = {
    "elderly_care": "sol",
    "disability": "lss",
    "hospital_ward": "hsl",
    "primary_care": "hsl",
}


def scores(chance: Random, harm: str, pattern_harm: int) -> dict[str, int]:
    """Severity as it was and as it could have been, and how likely it is to happen again."""
    actual = SEVERITY.get(harm, 1)
    worse = chance.choices((0, 1, 2), (34, 44, 22))[0]
    potential = min(4, max(actual, pattern_harm - 1 + worse))
    return {
        "severity_actual": actual,
        "severity_potential": potential,
        "probability": chance.choices((1, 2, 3, 4), (24, 42, 27, 7))[0],
    }


def assessment(chance: Random, case: CaseFile, told: Told, setting: str) -> dict[str, Any]:
    """The fields of the section of assessment."""
    harm, kind = case.head.harm, case.head.kind
    if harm == "HX":
        harm = chance.choice(("H0", "H0", "H1"))
    area = law_area(case.country, told.pattern.type, setting)
    values: dict[str, Any] = {
        "event_type": told.pattern.type.split(".", maxsplit=1)[0],
        "subcategory": told.pattern.type,
        "law_area": area,
        "patient_safe": chance.random() < 0.97,
        "harm": harm,
        **scores(chance, harm if kind == "negative_event" else "H0", told.pattern.harm),
        **_class(chance, harm, told.pattern.type, area),
    }
    if harm in CHARGED_HARM:
        values["preventable"] = chance.choices(("yes", "no", "unclear"), (52, 22, 26))[0]
        values["consequence_type"] = [
            chance.choice(
                ("extra_monitoring", "doctor_contact", "hospital_care" if harm > "H1" else "distress")
            )
        ]
        values["harm_dimension"] = ["physical", "mental"] if chance.random() < 0.3 else ["physical"]
    if chance.random() < 0.6 and kind in ("negative_event", "near_miss"):
        values["age_band"] = chance.choice(("80+", "80+", "65-79")) if setting == "elderly_care" else chance.choice(
            ("18-39", "40-64", "65-79", "80+")
        )  # fmt: skip
        values["gender"] = chance.choice(("woman", "woman", "man"))
    return values


def law_area(country: str, event_type: str, setting: str) -> str:
    """Which law the case is looked at by."""
    health = LAW[setting] == "hsl" or event_type.split(".", maxsplit=1)[0] in HEALTH
    if country == "FI":
        return "fi_health" if health else "fi_social"
    return "hsl" if health else LAW[setting]


def _class(chance: Random, harm: str, event_type: str, area: str) -> dict[str, str]:
    if area in ("hsl", "fi_health"):
        if harm in ("H3", "H4"):
            return {"injury_class": "serious" if chance.random() < 0.8 else "not_preventable"}
        if harm == "H2":
            return {"injury_class": chance.choice(("injury", "injury", "not_preventable"))}
        return {"injury_class": chance.choices(("none", "risk", "risk_serious"), (74, 24, 2))[0]}
    if event_type in IRREGULAR:
        return {
            "lexsarah_class": chance.choices(("none", "risk", "irregularity", "serious"), (25, 35, 32, 8))[0]
        }
    serious = harm in ("H3", "H4")
    return {"lexsarah_class": chance.choice(("irregularity", "serious")) if serious else "none"}


def informed(chance: Random, case: CaseFile, words: Texts, day: date) -> dict[str, Any]:
    """What the person and those close were told; empty when nobody was harmed."""
    if case.head.harm not in CHARGED_HARM or case.head.kind == "positive":
        return {}
    injured = case.values.get("injury_class") in INJURIES
    values: dict[str, Any] = {"patient_informed": "yes", "informed_on": day.isoformat()}
    values["informed_by"] = words.some(chance, "informed_by")
    values["informed_to"] = words.some(chance, "informed_to")
    if injured:
        told = INFORMED_POINTS if chance.random() < 0.7 else INFORMED_POINTS[:4]
        values |= {"informed_points": list(told), "journal_noted": True, "journal_noted_on": day.isoformat()}
    if chance.random() < 0.4:
        values["patient_experience"] = words.some(chance, "experience")
    return values


def findings(chance: Random, words: Texts) -> dict[str, Any]:
    """What an investigation of a case wrote down."""
    before = chance.choices(("yes", "no", "unknown"), (30, 50, 20))[0]
    values: dict[str, Any] = {
        "what_happened": words.some(chance, "what_happened"),
        "causes_text": words.some(chance, "why"),
        "seen_before": before,
        "recurrence": chance.choice(("likely", "possible", "possible", "unlikely")),
        "recurrence_text": words.some(chance, "recurrence_text"),
    }
    if before == "yes":
        values["seen_before_text"] = words.some(chance, "seen_before_text")
    return values


def track_code(case: CaseFile) -> str | None:
    """The legal track that a serious case goes on, or None."""
    values, harm = case.values, case.head.harm
    injured = values.get("injury_class") in ("serious", "risk_serious")
    irregular = values.get("lexsarah_class") in ("irregularity", "serious", "risk_serious")
    if not (injured or irregular or harm in ("H3", "H4")):
        return None
    if case.country == "FI":
        return "fi_29"
    return "lex_maria" if values.get("law_area") == "hsl" else "lex_sarah"
