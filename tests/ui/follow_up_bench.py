"""The follow-up page over a store with what is late in every way, and the lists that its numbers lead to."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from kpsdesk.domain.follow_up import Behind
from kpsdesk.domain.rows import ActionLine
from kpsdesk.services.organisation import NewUnit
from kpsdesk.ui.dialogs.base import BaseDialog
from kpsdesk.ui.pages.follow_up.number_table import NumberTable
from kpsdesk.ui.pages.follow_up.page import FollowUpPage
from tests.ui.cases_bench import Bench as CasesBench


class Bench(CasesBench):
    """The bench of the cases' pages, with a year behind it."""

    def follow_up(self, **arguments: object) -> FollowUpPage:
        """The page, all its parts made and all answers there."""
        page = FollowUpPage(self.desk)
        self.put(page, **arguments)
        self.ready(page)
        return page

    def ready(self, page: FollowUpPage) -> None:
        """Wait until everything is shown, pictures too."""
        self.qtbot.waitUntil(lambda: page.body.made, timeout=8000)
        self.qtbot.wait(120)
        self.settle()

    def a_year(self) -> None:
        """Two units with a manager each; reports of most kinds, some closed, some late by a week, a month, half a year."""
        start = self.clock.instant
        self.clock.instant = start - timedelta(days=300)
        services = self.services
        boss = services.people.add("Bo Ek")[1]
        services.organisation.create_unit(NewUnit("Avdelning 4", "AVD4", 1, "SE", "other"))
        services.people.appoint(boss, "unit_manager", unit_id=2)
        plan: list[tuple[int, str, int, bool]] = [
            (280, "risk", 1, True),
            (200, "near_miss", 2, False),
            (120, "negative_event", 1, True),
            (70, "near_miss", 1, False),
            (45, "risk", 2, False),
            (40, "complaint", 1, False),
            (20, "negative_event", 2, False),
            (6, "near_miss", 1, True),
            (1, "positive", 1, False),
        ]
        for days, kind, unit, close in plan:
            self.clock.instant = start - timedelta(days=days)
            _, receipt = self._send(kind, unit)
            case = receipt.case_id
            services.cases.change(case, {"event_type": "FALL"})
            if close:
                self.clock.instant += timedelta(days=3)
                services.cases.receive(case)
                values = {"severity_potential": 1, "probability": 1}
                services.cases.close(case, decision="Klart", feedback="Tack!", values=values)
            elif kind == "near_miss":
                services.cases.receive(case)
                due = services.session.today + timedelta(days=5)
                services.cases.add_action(case, {"text": f"Se över rutinen {days}", "due": due})
        self.clock.instant = start
        services.lists.forget()

    def _send(self, kind: str, unit: int) -> Any:
        from kpsdesk.services.reporting import NewReport

        day: date = self.services.session.today
        return self.services.reporting.send(
            NewReport(
                kind, unit, "Hala golv vid entrén", occurred_day=day, values={"event_type_proposed": "FALL"}
            )
        )

    @staticmethod
    def open_dialogs(page: FollowUpPage) -> list[BaseDialog]:
        """The dialogs that are open over the page."""
        return [one for one in page.findChildren(BaseDialog) if one.isVisible()]

    def length_behind(self, page: FollowUpPage, behind: Behind) -> int:
        """How many lines the list has that a number opens, opened as the page opens it."""
        before = len(self.went)
        page.open(behind)
        self.qtbot.waitUntil(lambda: len(self.went) > before or bool(self.open_dialogs(page)), timeout=8000)
        if behind.series in ("actions", "follow_ups"):
            dialog = self.dialog(page)
            lines: tuple[ActionLine, ...] = dialog.lines
            shown = dialog.table.table.rowCount()
            assert shown == len(lines)
            dialog.reject()
            return len(lines)
        key, given = self.went[before]
        assert key == "cases"
        return self.services.lists.count(given["query"])


def numbers(table: NumberTable) -> list[tuple[str, Behind, int]]:
    """Every number of a table as shown: text, what it opens, the length it promises."""
    found = []
    model = table.numbers
    for row in range(model.rowCount()):
        for column in range(model.columnCount()):
            cell = model.cell(model.index(row, column))
            if cell is not None and cell.behind is not None:
                found.append((cell.text, cell.behind, cell.length))
    return found
