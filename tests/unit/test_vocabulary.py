"""The shipped words and rules as data: complete in three languages, and true to themselves (domain 2, 3.4-3.8, 4)."""

from __future__ import annotations

import itertools
import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kpsdesk import paths
from kpsdesk.domain import fields

LANGUAGES = ("sv", "fi", "en")
LABELS = ("name", "text", "term")
LONGEST_LABEL = 60
LISTS = [
    file
    for file in sorted(paths.resource("vocabulary").glob("*.toml"))
    if "list" in tomllib.loads(file.read_text(encoding="utf-8"))
]
MATRICES = sorted(paths.resource("presets").glob("matrix-*.toml"))
OTHERS = [
    paths.resource("presets", f"{name}.toml") for name in ("legal_tracks", "feedback_templates", "glossary")
]
CASE_DATES = {"occurred_at", "discovered_at", "reported_at"}
CASE_LISTS = {"harm": "harm", "subcategory": "event_type", "immediate_actions": "immediate_action"}
REQUIREMENTS = {
    "actions_tied_to_causes",
    "seen_before",
    "recurrence",
    "patient_informed",
    "patient_experience",
    "risk_assessed",
    "consequence_for_the_person",
    "journal_noted",
    "notified_at",
    "decision",
}


def load(file: Path) -> dict[str, Any]:
    """A data file as Python values."""
    return tomllib.loads(file.read_text(encoding="utf-8"))


def codes(name: str) -> list[str]:
    """The codes of a list."""
    return [item["code"] for item in load(paths.resource("vocabulary", f"{name}.toml"))["item"]]


def worded(value: Any, path: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    """Every place that is said in the languages, with where it stands."""
    if isinstance(value, dict):
        if set(value) & set(LANGUAGES):
            yield path, value
        else:
            for key, inner in value.items():
                yield from worded(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            mark = inner.get("code", number) if isinstance(inner, dict) else number
            yield from worded(inner, f"{path}[{mark}]")


def duplicates(values: list[Any]) -> set[Any]:
    """What stands more than once."""
    return {value for value in values if values.count(value) > 1}


@pytest.mark.parametrize("file", [*LISTS, *MATRICES, *OTHERS], ids=lambda file: file.stem)
def test_everything_is_said_in_three_languages_and_labels_are_short(file: Path) -> None:
    places = list(worded(load(file)))
    assert places
    for path, words in places:
        assert set(words) == set(LANGUAGES), path
        for language, text in words.items():
            assert text.strip(), f"{path}: {language} is empty"
            lines = text.removesuffix("\n").split("\n")
            assert [" ".join(line.split()) for line in lines] == lines, f"{path}: stray space in {language}"
            if path.split(".")[-1] in LABELS and "template" not in path:
                assert len(text) <= LONGEST_LABEL, f"{path}: {language} is too long for a chip or cell"


def test_every_list_that_the_program_names_is_there() -> None:
    named = {field.list for field in (*fields.HANDLER, *fields.REPORTER) if field.list}
    others = {
        "kind",
        "status",
        "step",
        "anonymity",
        "action_type",
        "action_strength",
        "dismiss_reason",
        "role",
    }
    assert named | others <= {file.stem for file in LISTS}


@pytest.mark.parametrize("file", LISTS, ids=lambda file: file.stem)
def test_lists_have_stable_unique_codes_and_known_parents(file: Path) -> None:
    table = load(file)
    assert table["list"] == file.stem
    own = [item["code"] for item in table["item"]]
    assert not duplicates(own)
    parents = set(codes(table["parent_list"])) if "parent_list" in table else set(own)
    for item in table["item"]:
        assert re.fullmatch(r"[A-Za-z0-9_+.-]+", item["code"]), item["code"]
        if "." in item["code"]:
            assert item["parent"] == item["code"].split(".")[0]
        if "parent" in item:
            assert item["parent"] in parents, item["code"]


@pytest.mark.parametrize("file", LISTS, ids=lambda file: file.stem)
def test_no_two_choices_of_a_list_look_the_same(file: Path) -> None:
    for language in LANGUAGES:
        shown = [(item.get("parent"), item["text"][language].casefold()) for item in load(file)["item"]]
        allowed = {(None, "asiakas")} if file.stem == "person_word" else set()  # Finnish has one word for two
        assert duplicates(shown) <= allowed, language


def test_items_point_to_values_of_other_lists() -> None:
    for name, key, target in (
        ("action_type", "strength", "action_strength"),
        ("factor", "cause_area", "cause_area"),
    ):
        known = set(codes(target))
        given = [i[key] for i in load(paths.resource("vocabulary", f"{name}.toml"))["item"] if key in i]
        assert given
        assert set(given) <= known
    for item in load(paths.resource("vocabulary", "unit_setting.toml"))["item"]:
        assert set(item["person"]) == set(LANGUAGES)
    for item in load(paths.resource("vocabulary", "retention_class.toml"))["item"]:
        assert item["years"] >= 0


def test_anonymity_promises_no_more_than_it_keeps() -> None:
    for item in load(paths.resource("vocabulary", "anonymity.toml"))["item"]:
        if "retired_on" in item:  # readable on imported cases, offered to nobody
            continue
        if item["code"] != "named":
            assert "visas inte för din chef" in item["help"]["sv"]
        assert not re.search(r"untraceable|spåras|jäljit", " ".join(item["help"].values()).casefold())


def cells(matrix: dict[str, Any]) -> dict[tuple[int, int], str]:
    """The level of each cell by its band or its own line, before any floor; KeyError for a cell that has none."""
    spelled = {(c["severity"], c["probability"]): c["level"] for c in matrix.get("cell", [])}
    by_score = {
        score: band["level"]
        for band in matrix.get("band", [])
        for score in range(band["from"], band["to"] + 1)
    }
    sides = ([row["value"] for row in matrix[side]] for side in ("severity", "probability"))
    return {
        place: spelled[place] if spelled else by_score[place[0] * place[1]]
        for place in itertools.product(*sides)
    }


@pytest.mark.parametrize("file", MATRICES, ids=lambda file: file.stem)
def test_matrices_cover_every_cell_and_rise_with_severity_and_probability(file: Path) -> None:
    matrix = load(file)
    ranks = {level["code"]: level["rank"] for level in matrix["level"]}
    assert sorted(ranks.values()) == list(range(1, len(ranks) + 1))
    assert {level["tone"] for level in matrix["level"]} <= {"ok", "warn", "high", "danger"}
    for one, two in itertools.pairwise(sorted(matrix.get("band", []), key=lambda band: band["from"])):
        assert one["to"] + 1 == two["from"]
    found = cells(matrix)
    assert set(found.values()) == set(ranks)
    for severity, probability in found:
        for worse in ((severity + 1, probability), (severity, probability + 1)):
            if worse in found:
                assert ranks[found[worse]] >= ranks[found[severity, probability]]


@pytest.mark.parametrize("file", MATRICES, ids=lambda file: file.stem)
def test_floors_name_real_severities_and_levels_that_demand_analysis(file: Path) -> None:
    matrix = load(file)
    demanding = {level["code"] for level in matrix["level"] if level["demands_analysis"]}
    for floor in matrix.get("floor", []):
        assert floor["severity"] == max(row["value"] for row in matrix["severity"])
        assert floor["level"] in demanding


def test_the_levels_that_demand_analysis_are_those_of_the_rules() -> None:
    wanted = {"se-4x4": {"high", "very_high"}, "5x5": {"high", "extreme"}, "fi-3x3": {"IV", "V"}}
    assert {
        matrix["code"]: {level["code"] for level in matrix["level"] if level["demands_analysis"]}
        for matrix in map(load, MATRICES)
    } == wanted
    swedish = cells(load(paths.resource("presets", "matrix-se-4x4.toml")))
    deep = {place for place, level in swedish.items() if level in wanted["se-4x4"]}
    assert deep == {place for place in swedish if place[0] * place[1] >= 8}


def tracks() -> list[dict[str, Any]]:
    """The legal tracks."""
    found: list[dict[str, Any]] = load(paths.resource("presets", "legal_tracks.toml"))["track"]
    return found


def test_track_versions_are_unique_and_never_overlap() -> None:
    assert not duplicates([(track["code"], track["version"]) for track in tracks()])
    by_code = sorted(tracks(), key=lambda track: (track["code"], track["valid_from"]))
    for older, newer in itertools.pairwise(by_code):
        if older["code"] == newer["code"]:
            assert older["valid_to"] < newer["valid_from"]


def test_lex_sarah_changes_with_the_new_act() -> None:
    def valid(day: date) -> list[int]:
        return [
            track["version"]
            for track in tracks()
            if track["code"] == "lex_sarah" and track["valid_from"] <= day <= track.get("valid_to", date.max)
        ]

    assert valid(date(2025, 6, 30)) == [1]
    assert valid(date(2025, 7, 1)) == [2]


def test_clocks_start_and_stop_at_dates_that_exist() -> None:
    for track in tracks():
        fields = {one["code"]: one["type"] for one in track.get("field", [])}
        assert len(fields) == len(track.get("field", [])), track["code"]
        assert set(fields.values()) <= {"date", "text", "yesno", "choice", "check"}
        dated = {code for code, kind in fields.items() if kind == "date"}
        for clock in track.get("clock", []):
            assert clock["from"], track["code"]
            assert set(clock["from"]) <= dated | CASE_DATES, track["code"]
            assert clock["done"] in dated, track["code"]
            assert clock["unit"] in {"calendar", "working", "hours"}
            assert all(0 < day < clock["days"] for day in clock["warn"])
        assert {one["code"] for one in track.get("requirement", [])} <= REQUIREMENTS


def test_tracks_are_suggested_by_values_that_a_case_can_have() -> None:
    for track in tracks():
        for group in track.get("suggest", []):
            for condition in group["all"]:
                field, values = condition["field"], set(condition["any"])
                assert values
                if field == "demands_analysis":
                    assert values == {"yes"}
                elif field.startswith("severity_"):
                    assert values <= {"1", "2", "3", "4", "5"}
                else:
                    assert values <= set(codes(CASE_LISTS.get(field, field))), (track["code"], field)
                if field == "subcategory":
                    assert all("." in value for value in values)


@pytest.mark.parametrize("file", [*LISTS, *MATRICES, *OTHERS], ids=lambda file: file.stem)
def test_what_is_uncertain_says_what_to_check(file: Path) -> None:
    def walk(value: Any) -> Iterator[dict[str, Any]]:
        if isinstance(value, dict):
            yield value
            for inner in value.values():
                yield from walk(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from walk(inner)

    for table in walk(load(file)):
        if table.get("uncertain"):
            assert table["help"]


def test_feedback_templates_fit_kinds_and_ask_for_the_same_blanks_in_each_language() -> None:
    templates = load(paths.resource("presets", "feedback_templates.toml"))["template"]
    assert not duplicates([template["code"] for template in templates])
    kinds = set(codes("kind"))
    for template in templates:
        assert template["kinds"]
        assert set(template["kinds"]) <= kinds
        assert template["use"] in {"acknowledge", "close", "dismiss", "forward", "ask"}
        blanks = [re.findall(r"\[[^\[\]]+\]", template["text"][language]) for language in LANGUAGES]
        assert len({len(found) for found in blanks}) == 1, template["code"]
        assert blanks[0], f"{template['code']} says nothing of the case"
    for use in ("acknowledge", "close"):
        assert {kind for template in templates if template["use"] == use for kind in template["kinds"]}
    closing = {kind for template in templates if template["use"] == "close" for kind in template["kinds"]}
    assert closing == kinds


def test_glossary_page_shows_every_term() -> None:
    page = (Path(__file__).parents[2] / "docs" / "glossary.md").read_text(encoding="utf-8")
    terms = load(paths.resource("presets", "glossary.toml"))["term"]
    assert len(terms) >= 90
    assert not duplicates([term["code"] for term in terms])
    rows = [
        f"| `{term['code']}` | " + " | ".join(term["term"][language] for language in LANGUAGES) + " |"
        for term in terms
    ]
    assert [row for row in rows if row not in page] == []
