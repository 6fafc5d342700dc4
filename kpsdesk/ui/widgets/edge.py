"""Icons inside the edge of a line of text, which grow with the text scale (Qt's own actions there do not)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QLineEdit, QToolButton
from typing_extensions import override

from kpsdesk.ui import theme
from kpsdesk.ui.widgets.base import tip


class EdgeIcon(QToolButton):
    """A button at the right edge of a field, or with `leading` a mark at its left. The keyboard has other ways."""

    def __init__(
        self,
        edit: QLineEdit,
        icon: str,
        words: str = "",
        on_click: Callable[[], object] | None = None,
        *,
        leading: bool = False,
    ) -> None:
        super().__init__(edit)
        self._edit, self._icon, self._leading = edit, icon, leading
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor if on_click else Qt.CursorShape.IBeamCursor)
        self.set_icon(icon, words)
        if on_click is None:
            self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        else:
            self.clicked.connect(lambda: on_click())
        edit.installEventFilter(self)
        self.place()

    def set_icon(self, icon: str, words: str = "") -> None:
        """Another picture and name."""
        self._icon = icon
        self.setToolTip(tip(words))
        self.setAccessibleName(words)
        self.setIcon(theme.icon(icon, "muted"))

    def place(self) -> None:
        """Take the place at the edge, and keep the text off it."""
        side, high = theme.px(24), self._edit.height()
        x = theme.px(6) if self._leading else self._edit.width() - side - theme.px(4)
        self.setGeometry(x, (high - side) // 2, side, side)
        self.setIconSize(QSize(theme.px(16), theme.px(16)))
        margins = self._edit.textMargins()
        if self._leading:
            margins.setLeft(theme.px(24))
        else:
            margins.setRight(theme.px(22))
        if margins != self._edit.textMargins():
            self._edit.setTextMargins(margins)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.place()
        elif event.type() == QEvent.Type.StyleChange:
            self.setIcon(theme.icon(self._icon, "muted"))
            self.place()
        return False
