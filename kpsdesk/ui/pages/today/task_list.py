"""The list «Att göra nu»: rows in groups, walked with arrows, opened with Enter or one click."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget
from typing_extensions import override

from kpsdesk.i18n import _
from kpsdesk.ui import theme
from kpsdesk.ui.pages.today.tasks import SHOWN, Group, Task
from kpsdesk.ui.widgets import Button, Label, Line, LinkButton, clear_layout, hbox, vbox


class TaskRow(QAbstractButton):
    """One line, drawn by itself: icon, number and title, and why now under it."""

    def __init__(self, task: Task, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.task = task
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{task.number} {task.title}".strip())
        self.setAccessibleDescription(task.why)

    def _heights(self) -> tuple[int, int]:
        return QFontMetrics(theme.font()).height(), QFontMetrics(theme.font("small")).height()

    @override
    def sizeHint(self) -> QSize:
        return QSize(theme.px(200), sum(self._heights()) + theme.px(4 + 16))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(140), self.sizeHint().height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self.underMouse() or self.isDown():
            painter.fillRect(self.rect(), theme.color("select" if self.isDown() else "hover"))
        title, why = self._heights()
        side, top = theme.px(18), theme.px(8)
        tone = theme.tokens().tone(self.task.tone)[0]
        icon = theme.icon(self.task.icon, tone, 18)
        icon.paint(painter, theme.px(8), top + (title - side) // 2, side, side)
        left = theme.px(8 + 18 + 10)
        area = QRect(left, top, self.width() - left - theme.px(8), title)
        area = self._number(painter, area)
        self._words(painter, area, self.task.title, "body", "text")
        under = QRect(left, top + title + theme.px(4), self.width() - left - theme.px(8), why)
        self._words(painter, under, self.task.why, "small", tone)
        if self.hasFocus():
            painter.setPen(QPen(theme.color("focus"), 2))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.end()

    def _number(self, painter: QPainter, area: QRect) -> QRect:
        if not self.task.number:
            return area
        metrics = QFontMetrics(theme.font())
        width = metrics.horizontalAdvance(self.task.number)
        self._words(
            painter, QRect(area.topLeft(), QSize(width, area.height())), self.task.number, "body", "muted"
        )
        return area.adjusted(width + theme.px(10), 0, 0, 0)

    @staticmethod
    def _words(painter: QPainter, area: QRect, text: str, role: str, colour: str) -> None:
        font = theme.font(role)
        painter.setFont(font)
        painter.setPen(theme.color(colour))
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, area.width() + 1)
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)

    @override
    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    @override
    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()  # the list walks
        else:
            super().keyPressEvent(event)


class TaskList(QWidget):
    """Groups of rows. `chosen(Task)` opens; `act_wanted(Task)` is the button at the right; `all_wanted(CaseQuery)`."""

    chosen = Signal(object)
    act_wanted = Signal(object)
    all_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._groups: Sequence[Group] = ()
        self._unfolded: set[str] = set()
        self._rows: list[TaskRow] = []
        self._headings: dict[str, QWidget] = {}
        self._column = vbox(gap=0)
        self.setLayout(self._column)

    def rows(self) -> list[TaskRow]:
        """The rows on show, in their order."""
        return list(self._rows)

    def show_groups(self, groups: Sequence[Group]) -> None:
        """Show other tasks; the keyboard stays on the same one if it is still there."""
        if list(groups) == list(self._groups) and self._rows:
            return
        focused = next((n for n, row in enumerate(self._rows) if row.hasFocus()), -1)
        key = self._rows[focused].task.key if focused >= 0 else ""
        self._groups = groups
        if focused >= 0:
            self._rows[
                focused
            ].clearFocus()  # hidden with the keyboard, it would hand it on and scroll the page
        clear_layout(self._column)
        self._rows, self._headings = [], {}
        for group in groups:
            self._add_group(group)
        if focused >= 0 and self._rows:
            same = next((row for row in self._rows if row.task.key == key), None)
            (same or self._rows[min(focused, len(self._rows) - 1)]).setFocus()

    def unfold(self, key: str) -> QWidget | None:
        """Show all of a group; returns its first row, to be brought into view."""
        place = next((n for n, group in enumerate(self._groups) if group.key == key), None)
        if place is None:
            return None
        if key not in self._unfolded:
            self._unfolded.add(key)
            groups, self._groups = self._groups, ()
            self.show_groups(groups)
        before = sum(len(self._shown(group)) for group in self._groups[:place])
        return self._rows[before]

    def _shown(self, group: Group) -> tuple[Task, ...]:
        return group.tasks if group.key in self._unfolded else group.tasks[:SHOWN]

    def _add_group(self, group: Group) -> None:
        if group.title:
            self._add_heading(group)
        shown = self._shown(group)
        for task in shown:
            self._add_row(task)
        if group.count > len(shown):
            text = _("Show all {n}").format(n=group.count)
            more = LinkButton(text, "arrow-right", lambda: self._more(group))
            more.setAccessibleName(f"{group.title}: {text}")
            line = hbox(more, None)
            line.setContentsMargins(theme.px(4), theme.px(4), 0, 0)
            self._column.addLayout(line)

    def _add_heading(self, group: Group) -> None:
        title = f"{group.title}  {group.count}"
        heading = Label(title, "strong", wrap=True)
        heading.setContentsMargins(theme.px(8), theme.px(12 if self._rows else 0), 0, theme.px(4))
        self._headings[group.key] = heading
        self._column.addWidget(heading)
        self._column.addWidget(Line())

    def _add_row(self, task: Task) -> None:
        row = TaskRow(task)
        row.clicked.connect(lambda: self.chosen.emit(task))
        self._rows.append(row)
        line = hbox(row, gap=8)
        line.setStretch(0, 1)
        if task.verb:
            button = Button(task.verb, "secondary", on_click=lambda: self.act_wanted.emit(task))
            button.setAccessibleName(f"{task.verb}: {task.number or task.title}")
            line.addWidget(button)
        self._column.addLayout(line)
        self._column.addWidget(Line())

    def _more(self, group: Group) -> None:
        if group.query is not None:
            self.all_wanted.emit(group.query)
        else:
            self.unfold(group.key)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        here = next((n for n, row in enumerate(self._rows) if row.hasFocus()), None)
        if step is None or here is None:
            super().keyPressEvent(event)
        elif 0 <= here + step < len(self._rows):
            self._rows[here + step].setFocus(Qt.FocusReason.TabFocusReason)
