"""The list «Att göra nu»: rows in groups, walked with arrows, opened with Enter or one click."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise
from typing import Final

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget
from typing_extensions import override

from kpsdesk.i18n import _
from kpsdesk.ui import theme
from kpsdesk.ui.pages.today.tasks import SHOWN, Group, Task
from kpsdesk.ui.slices import Slices
from kpsdesk.ui.widgets import Button, Label, Line, LinkButton, hbox, vbox

AT_ONCE: Final = 10  # rows; about what a window shows


class TaskRow(QAbstractButton):
    """One line, drawn by itself: icon, number and title, and why now under it."""

    def __init__(self, task: Task, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.task = task
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)  # painted again when the mouse comes and goes
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


class _Block(QWidget):
    """One group: its heading, its rows, and the way to the rest of it."""

    def __init__(self, group: Group, *, whole: bool) -> None:
        super().__init__()
        self.group, self.whole = group, whole
        self.rows: list[TaskRow] = []
        self.stops: list[QWidget] = []  # where Tab goes
        self.buttons: list[tuple[Task, Button]] = []
        self.more: LinkButton | None = None
        self._column = vbox(gap=0)
        self.setLayout(self._column)
        title = f"{group.title}  {group.count}"
        self._heading = Label(title, "strong", wrap=True)
        if group.title:
            self._column.addWidget(self._heading)
            self._column.addWidget(Line())
        shown = group.tasks if whole else group.tasks[:SHOWN]
        for task in shown:
            self._add(task)
        if group.count > len(shown):
            self._add_more(group)

    def stands_first(self, first: bool) -> None:
        """What stands first needs no air above it."""
        self._heading.setContentsMargins(theme.px(8), theme.px(0 if first else 12), 0, theme.px(4))

    def _add(self, task: Task) -> None:
        row = TaskRow(task)
        self.rows.append(row)
        self.stops.append(row)
        line = hbox(row, gap=8)
        line.setStretch(0, 1)
        if task.verb:
            button = Button(task.verb, "secondary")
            button.setAccessibleName(f"{task.verb}: {task.number or task.title}")
            line.addWidget(button)
            self.buttons.append((task, button))
            self.stops.append(button)
        self._column.addLayout(line)
        self._column.addWidget(Line())

    def _add_more(self, group: Group) -> None:
        text = _("Show all {n}").format(n=group.count)
        self.more = LinkButton(text, "arrow-right")
        self.more.setAccessibleName(f"{group.title}: {text}")
        self.stops.append(self.more)
        line = hbox(self.more, None)
        line.setContentsMargins(theme.px(4), theme.px(4), 0, 0)
        self._column.addLayout(line)


class TaskList(QWidget):
    """Groups of rows. `chosen(Task)` opens; `act_wanted(Task)` is the button at the right; `all_wanted(CaseQuery)`.

    A group that is as it was stays; what is below the first rows is made when these are painted.
    `after`: Tab comes from there.
    """

    chosen = Signal(object)
    act_wanted = Signal(object)
    all_wanted = Signal(object)

    def __init__(self, after: QWidget | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._groups: Sequence[Group] = ()
        self._unfolded: set[str] = set()
        self._blocks: list[_Block] = []
        self._making: Slices | None = None
        self._after = after
        self._column = vbox(gap=0)
        self.setLayout(self._column)

    def rows(self) -> list[TaskRow]:
        """The rows in their order; those that are not made yet are made now."""
        if self._making is not None:
            self._making.finish()
        return self._made()

    def first_row(self) -> TaskRow | None:
        """The most urgent."""
        return next(iter(self._made()), None)

    def show_groups(self, groups: Sequence[Group]) -> None:
        """Show other tasks; the keyboard stays on the same one if it is still there."""
        if list(groups) == list(self._groups) and self._blocks:
            return
        if self._making is not None:
            self._making.stop()
        before = self._made()
        focused = next((n for n, row in enumerate(before) if row.hasFocus()), -1)
        key = before[focused].task.key if focused >= 0 else ""
        self._groups = groups
        kept = self._keep(groups)
        if focused >= 0 and not any(before[focused] in block.rows for block in kept.values()):
            before[focused].clearFocus()  # hidden with the keyboard, it would hand it on and scroll the page
        self._making = Slices(self._make(groups, kept), self)
        self._making.step()
        if focused >= 0 and before[focused] not in self._made() and (rows := self.rows()):
            same = next((row for row in rows if row.task.key == key), None)
            (same or rows[min(focused, len(rows) - 1)]).setFocus()

    def unfold(self, key: str) -> QWidget | None:
        """Show all of a group; returns its first row, to be brought into view."""
        if key not in self._unfolded:
            self._unfolded.add(key)
            groups, self._groups = self._groups, ()
            self.show_groups(groups)
        self.rows()
        return next((block.rows[0] for block in self._blocks if block.group.key == key), None)

    def _made(self) -> list[TaskRow]:
        return [row for block in self._blocks for row in block.rows]

    def _keep(self, groups: Sequence[Group]) -> dict[str, _Block]:
        """The blocks that are as they are to be; all others are let go."""
        kept: dict[str, _Block] = {}
        for block in self._blocks:
            self._column.removeWidget(block)
            if block.group in groups and block.whole == (block.group.key in self._unfolded):
                kept[block.group.key] = block
            else:
                block.hide()
                block.deleteLater()
        self._blocks = []
        return kept

    def _make(self, groups: Sequence[Group], kept: dict[str, _Block]) -> Iterator[None]:
        for group in groups:
            block = kept.get(group.key)
            if block is None and len(self._made()) >= AT_ONCE:
                yield
            self._add(block or self._block(group))

    def _add(self, block: _Block) -> None:
        block.stands_first(not self._blocks)
        self._column.addWidget(block)
        before = self._blocks[-1].stops[-1] if self._blocks else self._after
        for here, there in pairwise((before, *block.stops) if before else block.stops):
            QWidget.setTabOrder(here, there)
        self._blocks.append(block)

    def _block(self, group: Group) -> _Block:
        block = _Block(group, whole=group.key in self._unfolded)
        for row in block.rows:
            row.clicked.connect(partial(self._open, row.task))
        for task, button in block.buttons:
            button.clicked.connect(partial(self._act, task))
        if block.more is not None:
            block.more.clicked.connect(partial(self._more, group))
        return block

    def _open(self, task: Task, _checked: bool = False) -> None:
        self.chosen.emit(task)

    def _act(self, task: Task, _checked: bool = False) -> None:
        self.act_wanted.emit(task)

    def _more(self, group: Group, _checked: bool = False) -> None:
        if group.query is not None:
            self.all_wanted.emit(group.query)
        else:
            self.unfold(group.key)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        rows = self.rows()
        here = next((n for n, row in enumerate(rows) if row.hasFocus()), None)
        if step is None or here is None:
            super().keyPressEvent(event)
        elif 0 <= here + step < len(rows):
            rows[here + step].setFocus(Qt.FocusReason.TabFocusReason)
