"""Ctrl+K: one field for pages, actions, case numbers, people, words."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QModelIndex, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget
from typing_extensions import override

from kpsdesk.i18n import _
from kpsdesk.ui import theme
from kpsdesk.ui.command import Command, Provider, Search
from kpsdesk.ui.widgets import Label, Line, SearchField, vbox

MOST = 40
_COMMAND = Qt.ItemDataRole.UserRole


class Palette(QFrame):
    """The field with its list, over the window. Providers answer at once; searches answer when they can.

    Of what providers offer, the palette keeps what fits the words typed; an answer to older words is dropped. Both
    may grow while the palette is there.
    """

    closed = Signal()

    def __init__(self, window: QWidget, providers: Sequence[Provider], searches: Sequence[Search]) -> None:
        super().__init__(window)
        self.setProperty("role", "palette")
        self._providers, self._searches = providers, searches
        self._over = window
        self._typed = ""
        self._field = SearchField(_("Search or do…"), slash=False)
        self._field.textEdited.connect(self._ask)
        self._field.textChanged.connect(lambda text: None if text else self._ask(""))
        self._model = QStandardItemModel(self)
        self._list = QListView()
        self._list.setModel(self._model)
        self._list.setItemDelegate(_CommandDelegate(self._list))
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setAccessibleName(_("Found"))
        self._list.clicked.connect(self._run)
        self._nothing = Label(
            _("Nothing found. Try fewer letters, or a case number."), "body", "muted", wrap=True
        )
        self._nothing.setContentsMargins(*[theme.px(12)] * 4)
        self.setLayout(vbox(self._field, Line(), self._list, self._nothing, gap=8, margin=12))
        self._field.installEventFilter(self)
        window.installEventFilter(self)
        self.setAccessibleName(_("Search or do…"))
        self.hide()

    def unfold(self) -> None:
        """Show it, empty."""
        self._field.set_quietly("")
        self._ask("")
        self._place()
        self.show()
        self.raise_()
        self._field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def fold(self) -> None:
        """Put it away."""
        if self.isVisible():
            self.hide()
            self.closed.emit()

    def titles(self) -> list[str]:
        """What is listed now."""
        return [self._model.item(row).text() for row in range(self._model.rowCount())]

    def _ask(self, text: str) -> None:
        self._typed = text.strip()
        self._model.clear()
        known = [command for provider in self._providers for command in provider(self._typed)]
        self._append([command for command in known if command.fits(self._typed)])
        if self._typed:
            for search in self._searches:
                search(self._typed, partial(self._came, self._typed))
        self._show_state()

    def _came(self, typed: str, commands: Sequence[Command]) -> None:
        if typed == self._typed:
            self._append(commands)
            self._show_state()

    def _append(self, commands: Sequence[Command]) -> None:
        for command in commands[: max(MOST - self._model.rowCount(), 0)]:
            item = QStandardItem(command.title)
            item.setData(command, _COMMAND)
            item.setEditable(False)
            self._model.appendRow(item)

    def _show_state(self) -> None:
        some = self._model.rowCount() > 0
        self._list.setVisible(some)
        self._nothing.setVisible(not some)
        if some and not self._list.currentIndex().isValid():
            self._list.setCurrentIndex(self._model.index(0, 0))
        self._place()

    def _run(self, index: QModelIndex) -> None:
        command = index.data(_COMMAND)
        self.fold()
        if isinstance(command, Command):
            command.run()

    def _place(self) -> None:
        window = self._over
        width = min(theme.px(620), window.width() - theme.px(32))
        rows = min(self._model.rowCount(), 9)
        height = theme.px(80) + max(rows * _row_height() + theme.px(8), theme.px(48))
        height = min(height, window.height() - theme.px(96))
        self.setGeometry(QRect((window.width() - width) // 2, theme.px(64), width, height))

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._field:
            if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
                return self._steer(event)
            if event.type() == QEvent.Type.FocusOut and self.isVisible() and not self.underMouse():
                self.fold()
        elif event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def _steer(self, event: QKeyEvent) -> bool:
        """Arrows and Enter belong to the list while the field has the keyboard."""
        row, last = self._list.currentIndex().row(), self._model.rowCount() - 1
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Tab):
            self._list.setCurrentIndex(self._model.index(0 if row == last else row + 1, 0))
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Backtab):
            self._list.setCurrentIndex(self._model.index(last if row <= 0 else row - 1, 0))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._run(self._list.currentIndex())
        elif key == Qt.Key.Key_Escape:
            self.fold()
        else:
            return False
        return True


def _row_height() -> int:
    return max(theme.size("row"), QFontMetrics(theme.font()).height() + theme.px(12))


class _CommandDelegate(QStyledItemDelegate):
    """Icon, title, hint at the right."""

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:  # type: ignore[override]
        command = index.data(_COMMAND)
        rect: QRect = option.rect
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("select"))
            painter.drawRoundedRect(rect, theme.px(4), theme.px(4))
        side = theme.px(16)
        left = rect.x() + theme.px(10)
        theme.icon(command.icon, "muted").paint(painter, left, rect.center().y() - side // 2 + 1, side, side)
        hint_font = theme.font("small")
        hint_width = min(
            QFontMetrics(hint_font).horizontalAdvance(command.hint) + theme.px(4), rect.width() // 2
        )
        area = rect.adjusted(theme.px(10) + side + theme.px(10), 0, -theme.px(10), 0)
        painter.setFont(hint_font)
        painter.setPen(theme.color("muted"))
        hint = QFontMetrics(hint_font).elidedText(command.hint, Qt.TextElideMode.ElideRight, hint_width)
        painter.drawText(area, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), hint)
        painter.setFont(theme.font())
        painter.setPen(theme.color("text"))
        room = area.width() - hint_width - theme.px(12)
        title = QFontMetrics(theme.font()).elidedText(command.title, Qt.TextElideMode.ElideRight, room)
        painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter), title)
        painter.restore()

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:  # type: ignore[override]
        return QSize(theme.px(200), _row_height())
