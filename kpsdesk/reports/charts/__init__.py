"""Pictures of numbers: one drawing each, shown in the window as SVG and drawn into PDFs as it is (design 7)."""

from __future__ import annotations

from kpsdesk.reports.charts.ages import Age, ages_chart
from kpsdesk.reports.charts.ground import Colours, Drawn, Place, Size, svg
from kpsdesk.reports.charts.months import (
    BalanceMonth,
    BalanceWords,
    LateMonth,
    LateWords,
    Month,
    MonthWords,
    draw_balance,
    draw_late,
    draw_months,
    month_spans,
    months_chart,
)

__all__ = [
    "Age",
    "BalanceMonth",
    "BalanceWords",
    "Colours",
    "Drawn",
    "LateMonth",
    "LateWords",
    "Month",
    "MonthWords",
    "Place",
    "Size",
    "ages_chart",
    "draw_balance",
    "draw_late",
    "draw_months",
    "month_spans",
    "months_chart",
    "svg",
]
