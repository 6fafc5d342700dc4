"""A list that is searched by typing: units, people, event types."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QStandardItem, QStandardItemModel, QWheelEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QListView, QSizePolicy, QWidget
from typing_extensions import override

from kpsdesk.i18n import _
from kpsdesk.ui import theme

CODE = Qt.ItemDataRole.UserRole
Option = tuple[str, str]
Group = tuple[str, Sequence[Option]]


class ComboField(QComboBox):
    """One of many (code, text): type to find. `chosen(code | None)`, `value()`, `set_value(code | None)`.

    `groups` puts headings between; `none_text` adds a first line that means None. A code that is not in
    the list (retired, moved) can be shown with `set_value(code, text)`.
    """

    chosen = Signal(object)

    def __init__(
        self,
        options: Iterable[Option] = (),
        words: str = "",
        *,
        groups: Iterable[Group] = (),
        none_text: str = "",
        hint: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._none_text = none_text
        self._last: str | None = None
        self.setView(_popup())
        # editable by this; setEditable would make a field and a list only to throw them away
        self._edit = QLineEdit()
        self.setLineEdit(self._edit)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setAccessibleName(words)
        self.setMaxVisibleItems(14)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(18)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._edit.setPlaceholderText(hint or _("Choose, or type to find"))
        self._completer()
        self.set_options(options, groups)
        self.activated.connect(lambda _row: self._tell())
        self._edit.editingFinished.connect(self._settle)

    def set_options(self, options: Iterable[Option] = (), groups: Iterable[Group] = ()) -> None:
        """Other lines; the chosen one stays if it is still there."""
        before = self.value()
        model = self.model()
        assert isinstance(model, QStandardItemModel)
        model.clear()
        if self._none_text:
            model.appendRow(_item(None, self._none_text))
        for code, text in options:
            model.appendRow(_item(code, text))
        for heading, members in groups:
            model.appendRow(_heading(heading))
            for code, text in members:
                model.appendRow(_item(code, text))
        self.set_value(before)

    def value(self) -> str | None:
        """The chosen code, or None."""
        code = self.currentData(CODE)
        return None if code is None else str(code)

    def set_value(self, code: str | None, text: str = "") -> None:
        """Choose without a signal; `text` shows a code that is not in the list."""
        row = next((n for n in range(self.count()) if self._is(n, code)), -1)
        if row < 0 and code is not None and text:
            model = self.model()
            assert isinstance(model, QStandardItemModel)
            model.appendRow(_item(code, text))
            row = self.count() - 1
        self.setCurrentIndex(row)
        if row < 0:
            self.setEditText("")
        self._last = self.value()

    def _is(self, row: int, code: str | None) -> bool:
        selectable = bool(self.model().index(row, 0).flags() & Qt.ItemFlag.ItemIsSelectable)
        return selectable and self.itemData(row, CODE) == code

    def _completer(self) -> None:
        made = QCompleter(self.model(), self)
        made.setFilterMode(Qt.MatchFlag.MatchContains)
        made.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        made.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        made.setMaxVisibleItems(12)
        made.setPopup(_popup())
        made.activated.connect(lambda _found: self._settle())
        self.setCompleter(made)

    def _settle(self) -> None:
        """What stands in the field becomes a line of the list, or what was chosen before."""
        typed = self._edit.text().strip().casefold()
        if not typed and not self._none_text:
            self.setCurrentIndex(-1)
        elif typed != self.itemText(self.currentIndex()).casefold():
            rows = [n for n in range(self.count()) if self._selectable(n)]
            exact = [n for n in rows if self.itemText(n).casefold() == typed]
            close = exact or [n for n in rows if typed and typed in self.itemText(n).casefold()]
            if len(close) == 1 or exact:
                self.setCurrentIndex(close[0])
            else:
                self.set_value(self._last)
        self._tell()

    def _selectable(self, row: int) -> bool:
        return bool(self.model().index(row, 0).flags() & Qt.ItemFlag.ItemIsSelectable)

    def _tell(self) -> None:
        if self.value() != self._last:
            self._last = self.value()
            self.chosen.emit(self._last)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self._edit.selectAll()

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        # a page that is scrolled must not change what was chosen
        event.ignore()


PeoplePicker = ComboField


class PlainCombo(QComboBox):
    """A short list without typing: `chosen(code)`, `value()`, `set_value(code)`."""

    chosen = Signal(object)

    def __init__(
        self, options: Iterable[Option] = (), words: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(words)
        self.setView(_popup())
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setMinimumWidth(theme.px(96))
        self.set_options(options)
        self.activated.connect(lambda _row: self.chosen.emit(self.value()))

    def set_options(self, options: Iterable[Option]) -> None:
        """Other lines; the chosen one stays if it is still there."""
        before = self.value()
        self.clear()
        for code, text in options:
            self.addItem(text, code)
        if before is not None:
            self.set_value(before)

    def value(self) -> str | None:
        """The chosen code."""
        code = self.currentData()
        return None if code is None else str(code)

    def set_value(self, code: str | None) -> None:
        """Choose without a signal."""
        self.setCurrentIndex(self.findData(code))

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


def _popup() -> QListView:
    view = QListView()
    view.setProperty("role", "popup")
    view.setUniformItemSizes(False)
    view.setTextElideMode(Qt.TextElideMode.ElideRight)
    return view


def _item(code: str | None, text: str) -> QStandardItem:
    item = QStandardItem(text)
    item.setData(code, CODE)
    item.setEditable(False)
    return item


def _heading(text: str) -> QStandardItem:
    item = QStandardItem(text)
    item.setFlags(Qt.ItemFlag.NoItemFlags)
    item.setFont(theme.font("small"))
    return item
