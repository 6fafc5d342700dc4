"""What Today counts when the page is seen already: the law's clocks, and who is to know of what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from kpsdesk.services.today import TodayView
from kpsdesk.ui.desk import Desk

if TYPE_CHECKING:
    from kpsdesk.services.legal import LegalLine
    from kpsdesk.services.reminders import ForPerson


class Later(QObject):
    """Keeps the last answer, so that the page is shown again as it was. `came`: there is a new one."""

    came = Signal()
    failed = Signal(object)

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self.clocks: Sequence[LegalLine] = ()
        self.told: ForPerson | None = None

    def clear(self) -> None:
        """Other units were chosen: their own are counted when their page is shown."""
        self.clocks, self.told = (), None

    def read(self, units: tuple[int, ...], view: TodayView) -> None:
        """Count from each track that is open, and from each case that the page shows."""
        groups = (view.serious, view.overdue_rows, view.new_rows, view.due_soon_rows, view.feedback_rows)
        shown = list(dict.fromkeys(row.id for rows in groups for row in rows))

        def work() -> tuple[Sequence[LegalLine], ForPerson]:
            services = self._desk.services
            return services.legal.due(units), services.reminders.for_person(units, shown)

        def ended(answer: tuple[Sequence[LegalLine], ForPerson]) -> None:
            self.clocks, self.told = answer
            self.came.emit()

        self._desk.tasks.read(self, work, ended, self.failed.emit, key="later")
