"""Writing: a text area that grows, a password that can be shown."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMimeData, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QResizeEvent, QTextOption
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QSizePolicy, QWidget
from typing_extensions import override

from kpsdesk.i18n import _
from kpsdesk.ui import theme
from kpsdesk.ui.widgets.base import Icon, Label, hbox, vbox
from kpsdesk.ui.widgets.edge import EdgeIcon

# letters in a row that nobody writes as a word
ENDLESS = 2_000


class _GrowingEdit(QPlainTextEdit):
    """As high as its text, between two limits. Tab moves on: nobody indents a story."""

    def __init__(self, least_rows: int, most_rows: int) -> None:
        super().__init__()
        self._rows = least_rows, most_rows
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().documentLayout().documentSizeChanged.connect(lambda _size: self.fit())
        self.fit()

    def wrap_for(self, text: str) -> None:
        """Break anywhere when a "word" is endless: at word ends first, Qt needs minutes for a megabyte of one."""
        endless = len(text) > ENDLESS and any(len(word) > ENDLESS for word in text.split())
        mode = (
            QTextOption.WrapMode.WrapAnywhere
            if endless
            else QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere
        )
        if mode != self.wordWrapMode():
            self.setWordWrapMode(mode)

    @override
    def insertFromMimeData(self, source: QMimeData) -> None:
        self.wrap_for(source.text())
        self.insertPlainText(source.text())

    def fit(self) -> None:
        """Take the height that the text needs."""
        line = QFontMetrics(self.font()).lineSpacing()
        # a plain text layout measures its height in lines
        lines = min(max(int(self.document().size().height()), self._rows[0]), self._rows[1])
        wanted = lines * line + 2 * theme.px(9) + round(2 * self.document().documentMargin())
        if wanted != self.height():
            self.setFixedHeight(wanted)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self.fit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Ctrl+Enter is for the page ("send"), Esc for the dialog
        if (
            event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            event.ignore()
        else:
            super().keyPressEvent(event)


class TextArea(QWidget):
    """A text of several lines with a warning line under it: `edited(str)`, `text()`, `set_text`, `set_hint`, `warn`."""

    edited = Signal(str)

    def __init__(
        self,
        hint: str = "",
        *,
        rows: int = 4,
        most_rows: int = 16,
        words: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.field = _GrowingEdit(rows, most_rows)
        self.field.setPlaceholderText(hint)
        self.field.setAccessibleName(words or hint)
        self._warning = Label("", "small", "warn", wrap=True)
        self._mark = Icon("triangle-alert", "warn", 14)
        self._under = QWidget()
        row = hbox(self._mark, self._warning, gap=6)
        row.setStretch(1, 1)
        self._under.setLayout(row)
        self._under.hide()
        self.setLayout(vbox(self.field, self._under, gap=4))
        self.setFocusPolicy(
            Qt.FocusPolicy.ClickFocus
        )  # a label's Alt letter passes by what takes no focus at all
        self.setFocusProxy(self.field)
        self.field.textChanged.connect(lambda: self.edited.emit(self.text()))

    def text(self) -> str:
        """What was written."""
        return self.field.toPlainText()

    def set_text(self, text: str) -> None:
        """Put a text in, without a signal."""
        if text != self.text():
            blocked = self.blockSignals(True)
            self.field.wrap_for(text)
            self.field.setPlainText(text)
            self.blockSignals(blocked)

    def set_hint(self, hint: str) -> None:
        """Another hint while it is empty."""
        self.field.setPlaceholderText(hint)

    def set_read_only(self, on: bool) -> None:
        """To be read, not written."""
        self.field.setReadOnly(on)

    def warn(self, text: str) -> None:
        """A line under the field, as when it seems to hold a name; "" takes it away."""
        self._warning.setText(text)
        self._under.setVisible(bool(text))
        self.field.setAccessibleDescription(text)


class PasswordField(QLineEdit):
    """A password, with an eye to look at it."""

    def __init__(self, words: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setAccessibleName(words or _("Password"))
        self._eye = EdgeIcon(self, "eye", _("Show the password"), self._turn)

    def _turn(self) -> None:
        seen = self.echoMode() == QLineEdit.EchoMode.Password
        self.setEchoMode(QLineEdit.EchoMode.Normal if seen else QLineEdit.EchoMode.Password)
        words = _("Hide the password") if seen else _("Show the password")
        self._eye.set_icon("eye-off" if seen else "eye", words)
