"""The law of the follow-up page: every number shown opens a list that is exactly as long."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kpsdesk.clock import FixedClock
from kpsdesk.domain.follow_up import Behind
from kpsdesk.services.everything import Services
from kpsdesk.ui.pages.follow_up.chart_view import ChartView
from kpsdesk.ui.pages.follow_up.number_table import NumberTable
from kpsdesk.ui.pages.follow_up.page import FollowUpPage
from tests.ui.follow_up_bench import Bench, numbers

SERIES = ("cases", "complaints", "actions", "follow_ups")


@pytest.fixture
def bench(qtbot: QtBot, qapp: QApplication, services: Services, clock: FixedClock) -> Iterator[Bench]:
    made = Bench(qtbot, qapp, services, clock)
    yield made
    made.close()


def tables(page: FollowUpPage) -> list[NumberTable]:
    cards = [
        page.body.late_table,
        page.body.months_table,
        page.body.flow_table,
        page.body.kinds_table,
        page.body.repeats_table,
    ]
    return [card.sheet.table for card in cards if card.isVisible()]


def charts(page: FollowUpPage) -> list[ChartView]:
    cards = [page.body.late_chart, page.body.ages_chart, page.body.balance_chart]
    return [card.view for card in cards if card.isVisible()]


def everything_shown(page: FollowUpPage) -> list[tuple[str, Behind, int]]:
    """Each number on the page: where it is shown, what it opens, the length that it promises."""
    found = [(text, behind, length) for table in tables(page) for text, behind, length in numbers(table)]
    for chart in charts(page):
        found += [(spot.words, spot.count.behind, spot.count.value) for spot in chart.spots()]
    for button in page.counters.shown.values():
        found.append((button.label, button.count.behind, button.count.value))
    return found


@pytest.mark.parametrize(
    "series, by",
    [
        *((series, "manager") for series in SERIES),
        ("cases", "unit"),
        ("actions", "area"),
        ("complaints", "organisation"),
    ],
)
def test_every_number_is_as_long_as_the_list_that_it_opens(bench: Bench, series: str, by: str) -> None:
    bench.a_year()
    page = bench.follow_up()
    page.chooser.by.set_value(by)
    page.chooser.by.chosen.emit(by)
    page.chooser.series.setCurrentIndex(SERIES.index(series))
    bench.ready(page)

    shown = everything_shown(page)
    lengths: dict[Behind, int] = {}
    for words, behind, promised in shown:
        if behind not in lengths:
            lengths[behind] = bench.length_behind(page, behind)
        assert lengths[behind] == promised, (words, behind)

    assert len(lengths) > 25
    assert any(length > 0 for length in lengths.values()) or series == "follow_ups"


def test_the_months_shown_by_their_ends_and_sums_keep_the_law_too(bench: Bench) -> None:
    bench.a_year()
    page = bench.follow_up()
    for measure in ("late", "accumulated"):
        bench.click(page.body.months_table.chips.chip(measure))
        assert page.body.months_table.measure == measure
        for text, behind, promised in numbers(page.body.months_table.sheet.table):
            assert int(text) == promised
            assert bench.length_behind(page, behind) == promised, behind


def test_a_year_that_is_over_is_told_as_of_its_last_day(bench: Bench) -> None:
    bench.a_year()
    page = bench.follow_up()
    page.chooser.year.set_value("2025")
    page.chooser.year.chosen.emit("2025")
    bench.ready(page)
    assert page.sentence.said.text() == "0 ärenden var förfallna 31 december 2025."
    for _words, behind, promised in everything_shown(page):
        assert promised == 0 or bench.length_behind(page, behind) == promised
