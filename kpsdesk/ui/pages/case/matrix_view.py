"""The risk matrix to click in: severity upwards, probability to the right; shape and word say what the colour says."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QWidget
from typing_extensions import override

from kpsdesk.domain.matrix import Level, Matrix
from kpsdesk.i18n import _
from kpsdesk.ui import theme
from kpsdesk.ui.pages.case.presenter import level_look
from kpsdesk.ui.widgets import Label, clear_layout, tip

LONG = 20  # signs of a severity's name from which it may take two lines


class _Cell(QAbstractButton):
    """One place of the matrix."""

    def __init__(self, severity: int, probability: int, score: int, level: Level) -> None:
        super().__init__()
        self.severity, self.probability = severity, probability
        self.setText(str(score))
        self._level = level
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setToolTip(tip(f"{level.text}: {level.demands}"))

    @override
    def sizeHint(self) -> QSize:
        return QSize(theme.px(72), theme.px(40))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(44), theme.px(40))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        tone, icon = level_look(self._level.tone)
        front, ground = theme.tokens().tone(tone)
        edge, width = (front, 1.0) if self.underMouse() else (ground, 1.0)
        if self.isChecked():
            edge, width = "primary", 3.0
        if self.hasFocus():
            edge, width = "focus", 2.0
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color(edge), width))
        painter.setBrush(theme.color(ground))
        inset = width / 2
        painter.drawRoundedRect(
            QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), theme.px(4), theme.px(4)
        )
        painter.setPen(theme.color(front))
        painter.setFont(theme.font("strong" if self.isChecked() else "body"))
        painter.drawText(
            self.rect().adjusted(0, 0, -theme.px(18), 0), Qt.AlignmentFlag.AlignCenter, self.text()
        )
        side = theme.px(14)
        name = "check" if self.isChecked() else icon
        where = self.rect().center()
        theme.icon(name, front, 14).paint(painter, where.x() + theme.px(4), where.y() - side // 2, side, side)
        painter.end()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        # arrows belong to the whole matrix
        if event.key() == Qt.Key.Key_Space:
            super().keyPressEvent(event)
        else:
            event.ignore()


class MatrixView(QWidget):
    """Click, or go with the arrows and press Space or Enter: `picked(severity, probability)`."""

    picked = Signal(int, int)

    def __init__(self, words: str) -> None:
        super().__init__()
        self.setAccessibleName(words)
        self._matrix: Matrix | None = None
        self._cells: dict[tuple[int, int], _Cell] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.px(4))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def show_matrix(self, matrix: Matrix) -> None:
        """Draw a matrix; the same one again does nothing."""
        if self._matrix is not None and self._matrix.key == matrix.key:
            return
        self._matrix = matrix
        clear_layout(self._grid)
        self._cells = {}
        for row, grade in enumerate(reversed(matrix.severities)):
            words = f"{grade.value}  {grade.text}"
            name = Label(words, "small", "muted", wrap=len(words) > LONG)
            name.setToolTip(tip(str(grade.help or "")))
            self._grid.addWidget(name, row, 0)
            for column, likely in enumerate(matrix.probabilities, start=1):
                score, code = matrix.cells[grade.value, likely.value]
                cell = _Cell(grade.value, likely.value, score, matrix.level(code))
                cell.setAccessibleName(
                    _("Severity {severity}, probability {probability}: {level}").format(
                        severity=grade.text, probability=likely.text, level=matrix.level(code).text
                    )
                )
                cell.clicked.connect(lambda _on=False, cell=cell: self._pick(cell))
                self._cells[grade.value, likely.value] = cell
                self._grid.addWidget(cell, row, column)
        for column, likely in enumerate(matrix.probabilities, start=1):
            words = f"{likely.value}  {likely.text}"
            name = Label(words, "small", "muted", wrap=True)
            name.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            name.setToolTip(tip(str(likely.help or "")))
            self._grid.addWidget(name, len(matrix.severities), column)
        self._grid.setColumnStretch(0, 2)
        for column in range(1, len(matrix.probabilities) + 1):
            self._grid.setColumnStretch(column, 3)
        self._one_tab_stop(None)

    def value(self) -> tuple[int, int] | None:
        """(severity, probability) that is marked."""
        return next((place for place, cell in self._cells.items() if cell.isChecked()), None)

    def set_value(self, severity: int | None, probability: int | None) -> None:
        """Mark a place, or none, without a signal."""
        for (s, p), cell in self._cells.items():
            cell.setChecked((s, p) == (severity, probability))
        self._one_tab_stop(self.value())

    def cell(self, severity: int, probability: int) -> QAbstractButton:
        """One place. Raises KeyError."""
        return self._cells[severity, probability]

    def _pick(self, cell: _Cell) -> None:
        self.set_value(cell.severity, cell.probability)
        self.picked.emit(cell.severity, cell.probability)

    def _one_tab_stop(self, place: tuple[int, int] | None) -> None:
        stop = place or min(self._cells, default=None)
        for at, cell in self._cells.items():
            cell.setFocusPolicy(Qt.FocusPolicy.StrongFocus if at == stop else Qt.FocusPolicy.ClickFocus)
        if stop is not None:
            self.setFocusProxy(self._cells[stop])

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        at = next((place for place, cell in self._cells.items() if cell.hasFocus()), None)
        step = {
            Qt.Key.Key_Up: (1, 0), Qt.Key.Key_Down: (-1, 0), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Left: (0, -1),
        }.get(Qt.Key(event.key()))  # fmt: skip
        if at is None or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().keyPressEvent(event)
        elif step is not None:
            to = (at[0] + step[0], at[1] + step[1])
            if to in self._cells:
                self._cells[to].setFocus(Qt.FocusReason.TabFocusReason)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._pick(self._cells[at])
        else:
            super().keyPressEvent(event)
