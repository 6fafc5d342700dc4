"""How the list was left: widths, order, quick look; remembered on this computer."""

from __future__ import annotations

import json
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from kpsdesk.domain.rows import SORTS, CaseQuery
from kpsdesk.ui import theme
from kpsdesk.ui.desk import Desk
from kpsdesk.ui.pages.cases.table import CaseTable

WRITE_AFTER_MS = 500


class ListLayout(QObject):
    """Keeps `sort`, `descending` and `look`; the widths are the table's own. `changed(str)` a moment after a change."""

    changed = Signal(str)

    def __init__(self, desk: Desk, table: CaseTable, text: str, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._table = desk, table
        kept = _read(text or (desk.look.settings.cases_layout if desk.look else ""))
        plain = CaseQuery()
        sort = kept.get("sort")
        self.sort: str = sort if isinstance(sort, str) and sort in SORTS else plain.sort
        self.descending = bool(kept.get("descending", plain.descending)) if sort == self.sort else True
        self.look = bool(kept.get("look", True))
        self._restore_widths(kept)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WRITE_AFTER_MS)
        self._timer.timeout.connect(self._write)
        table.horizontalHeader().sectionResized.connect(lambda *_: self.touch())

    def touch(self) -> None:
        """Something changed: remember it soon."""
        self._timer.start()

    def state(self) -> str:
        """Everything, to be given to the next list."""
        widths = self._widths()
        kept = {"sort": self.sort, "descending": self.descending, "look": self.look}
        return json.dumps(kept | {"scale": theme.scale(), "widths": widths})

    def _widths(self) -> dict[str, int]:
        header, columns = self._table.horizontalHeader(), enumerate(self._table.rows.columns)
        return {column.key: header.sectionSize(n) for n, column in columns if not column.stretches}

    def _write(self) -> None:
        self._table.choose_widths(theme.scale(), self._widths())
        state = self.state()
        if self._desk.look is not None:
            self._desk.look.remember(cases_layout=state)
        self.changed.emit(state)

    def _restore_widths(self, kept: dict[str, Any]) -> None:
        widths, scale = kept.get("widths"), kept.get("scale")
        if isinstance(widths, dict) and isinstance(scale, float):
            numbers = {str(key): width for key, width in widths.items() if isinstance(width, int)}
            self._table.choose_widths(scale, numbers)


def _read(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text) if text else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
