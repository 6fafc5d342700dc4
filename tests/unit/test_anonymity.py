"""Small numbers that nobody can find out by subtracting, and days, ages and initials in texts (domain 8, rules 2 to 5)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpsdesk.domain.anonymity import FEW, Shown, TypeNumbers, is_sensitive, is_small, marks, tellable

CODES = ("MED", "FALL", "CARE", "VIOL", "SUIC", "ECON", "RIGHTS")


@pytest.mark.parametrize(
    "value, sensitive, told", [(0, True, 0), (1, True, None), (4, True, None), (5, True, 5), (1, False, 1)]
)
def test_one_to_four_of_a_sensitive_type_are_told_as_fewer_than_five(
    value: int, sensitive: bool, told: int | None
) -> None:
    assert Shown.of(value, sensitive=sensitive).value == told


def test_a_subtype_is_as_sensitive_as_its_type() -> None:
    assert is_sensitive("VIOL.threat")
    assert not is_sensitive("FALL.injury")
    assert not is_sensitive(None)


@pytest.mark.parametrize("staff, small", [(None, False), (0, True), (4, True), (5, False)])
def test_a_unit_of_fewer_than_five_is_small(staff: int | None, small: bool) -> None:
    assert is_small(staff) is small


numbers = st.lists(
    st.tuples(st.sampled_from(CODES), st.integers(0, 12), st.integers(0, 12)),
    max_size=7,
    unique_by=lambda row: row[0],
).map(lambda rows: [TypeNumbers(*row) for row in rows])


@given(numbers, st.integers(0, 6), st.integers(0, 6))
def test_whoever_subtracts_what_is_told_from_the_total_learns_nothing(
    rows: list[TypeNumbers], untyped: int, untyped_before: int
) -> None:
    rows = sorted(rows, key=lambda row: -row.now)
    totals = {
        "now": sum(r.now for r in rows) + untyped,
        "before": sum(r.before for r in rows) + untyped_before,
    }
    listed = tellable(rows, totals["now"], totals["before"], 5)

    assert [row for row in rows[:5] if row in listed] == listed
    for column, total in totals.items():
        cells = [(getattr(row, column), row.code) for row in listed]
        told = [
            value for value, code in cells if Shown.of(value, sensitive=is_sensitive(code)).value is not None
        ]
        hidden = [
            value for value, code in cells if Shown.of(value, sensitive=is_sensitive(code)).value is None
        ]
        rest = total - sum(told)
        if hidden:
            assert rest != sum(hidden)
            # each of the hidden may still be any number from 1 to 4, whatever the others are
            assert rest - (len(hidden) - 1) >= FEW - 1


def test_rows_stay_when_nothing_has_to_be_hidden() -> None:
    rows = [TypeNumbers("FALL", 3, 1), TypeNumbers("VIOL", 6, 0)]
    assert tellable(rows, 9, 1, 5) == rows


def test_a_single_sensitive_event_is_not_listed_at_all() -> None:
    assert tellable([TypeNumbers("SUIC", 1, 0)], 1, 0, 5) == []


@pytest.mark.parametrize(
    "text, found, month, year",
    [
        ("Det hände 2026-03-12 på kvällen", "2026-03-12", 3, 2026),
        ("Den 12 mars föll hon", "Den 12 mars", 3, None),
        ("kvällen den 3:e maj 2025", "den 3:e maj 2025", 5, 2025),
        ("Sattui 12.3.2026 illalla", "12.3.2026", 3, 2026),
        ("Sattui 12.3. illalla", "12.3.", 3, None),
        ("Yöllä 5. maaliskuuta 2026", "5. maaliskuuta 2026", 3, 2026),
        ("On March 12, 2026 she fell", "March 12, 2026", 3, 2026),
        ("natten till 4/11", "4/11", 11, None),
    ],
)
def test_an_exact_day_is_found_with_its_month(text: str, found: str, month: int, year: int | None) -> None:
    (one,) = marks(text)
    assert (text[one.start : one.end], one.kind, one.month, one.year) == (found, "date", month, year)


@pytest.mark.parametrize(
    "text, found, kind",
    [
        ("Patienten AB ramlade", "AB", "initials"),
        ("K.L. fick fel dos", "K.L.", "initials"),
        ("Asukas MK kaatui", "MK", "initials"),
        ("En 84-årig kvinna", "84-årig", "age"),
        ("84-vuotias nainen", "84-vuotias", "age"),
        ("an 84-year-old", "84-year-old", "age"),
    ],
)
def test_initials_and_ages_are_found(text: str, found: str, kind: str) -> None:
    (one,) = marks(text)
    assert (text[one.start : one.end], one.kind) == (found, kind)


@pytest.mark.parametrize(
    "text",
    [
        "Två dosetter låg bredvid varandra i mars.",
        "1,5 mg gavs kl. 14.30, 2 gånger.",
        "Vi gör det 3 av 4 gånger, 5/10 delar kvar.".replace("5/10", "fem tiondelar"),
        "Brukare i rum med två sängar. EC och MAS vet.",
        "Se version 1.2.3 av rutinen.",
    ],
)
def test_what_is_neither_is_left_alone(text: str) -> None:
    assert marks(text) == []


@pytest.mark.parametrize("text", ["18 november 2026-11-18", "november 18 2026-11-18", "18/11 2026-11-18"])
def test_a_day_said_twice_leaves_nothing_of_either(text: str) -> None:
    found = marks(text)
    assert [(one.kind, one.month, one.year) for one in found] == [("date", 11, None), ("date", 11, 2026)]
    left = text[: found[0].start] + text[found[0].end : found[1].start] + text[found[1].end :]
    assert left.strip() == ""
