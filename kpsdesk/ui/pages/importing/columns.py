"""The columns of a sheet with their first values, and what each is taken for."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget
from typing_extensions import override

from kpsdesk.i18n import _
from kpsdesk.services import import_fields
from kpsdesk.services.imports import FileLook, SheetLook
from kpsdesk.ui import theme
from kpsdesk.ui.widgets import Label, PlainCombo, vbox

SHOWN = 3
NARROW = 720  # below this width the values stand under the heading


class ColumnsView(QWidget):
    """`meant(heading, key)` when somebody takes a column for something else."""

    meant = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.combos: dict[str, PlainCombo] = {}
        self._rows: list[tuple[Label, Label, PlainCombo]] = []
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme.px(16))
        self._grid.setVerticalSpacing(theme.px(10))
        self._narrow: bool | None = None
        self.setLayout(vbox(self._grid))

    def show_file(self, look: FileLook) -> None:
        """Show every column once; a heading that several sheets have means the same in all."""
        for row in self._rows:
            for widget in row:
                widget.deleteLater()
        self._rows, self.combos, self._narrow = [], {}, None
        meanings = dict(reversed(look.mapping.columns))
        for sheet in look.sheets:
            for place, heading in enumerate(sheet.headings):
                if heading and heading not in self.combos:
                    self._add(sheet, place, heading, meanings.get(heading, "extra"))
        self._place()

    def _add(self, sheet: SheetLook, place: int, heading: str, key: str) -> None:
        combo = PlainCombo(
            import_fields.choices(), _("What the column {heading} means").format(heading=heading)
        )
        combo.set_value(key)
        combo.chosen.connect(partial(self._chosen, heading))
        values = [row[place] for row in sheet.first_rows if place < len(row) and row[place]]
        told = " · ".join(dict.fromkeys(values[:SHOWN])) or _("empty in the first rows")
        muted = "muted" if key in ("extra", "left_out") else ""
        self._rows.append(
            (Label(heading, "strong", muted, wrap=True), Label(told, "small", "muted", wrap=True), combo)
        )
        self.combos[heading] = combo

    def _chosen(self, heading: str, key: object) -> None:
        self.meant.emit(heading, str(key))

    def _place(self) -> None:
        narrow = self.width() < theme.px(NARROW)
        if narrow is self._narrow:
            return
        self._narrow = narrow
        for n, row in enumerate(self._rows):
            if narrow:
                for line, widget in enumerate(row):
                    self._grid.addWidget(widget, 3 * n + line, 0, 1, 3)
            else:
                for column, widget in enumerate(row):
                    self._grid.addWidget(widget, n, column, Qt.AlignmentFlag.AlignVCenter)
        for column, share in enumerate((2, 4, 0)):
            self._grid.setColumnStretch(column, 1 if narrow else share)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()
