"""The ground of every dialog: opened, never executed; deleted when closed; verbs on its buttons."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget
from typing_extensions import override

from kpsdesk.errors import KpsError, UserError
from kpsdesk.i18n import _
from kpsdesk.ui import theme
from kpsdesk.ui.widgets import Button, DeclaredForm, InlineNotice, Label, ScrollPage, hbox, vbox


class BaseDialog(QDialog):
    """Title, body that scrolls when it must, buttons at the right. Fill `body`; connect `accepted` and `rejected`.

    `verb` names what the main button does. It calls `try_accept`, which a subclass overrides to check and save; the
    default closes. Esc closes at once when nothing was changed (`changed()`), else it asks in the dialog itself.
    """

    def __init__(
        self,
        title: str,
        verb: str = "",
        *,
        role: str = "primary",
        cancel: str = "",
        width: int = 520,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setModal(True)
        self._width = width
        self._sure = False
        self._title = Label(title, "section", wrap=True)
        page = ScrollPage("", margin=0, gap=16)
        self.body: QVBoxLayout = page.column
        self._page = page
        self.notice = InlineNotice()
        self.notice.hide()
        self.main_button = Button(verb, role, on_click=self.try_accept)
        self.main_button.setDefault(True)
        if not verb:
            self.main_button.hide()
        self.cancel_button = Button(cancel or (_("Cancel") if verb else _("Close")), on_click=self.reject)
        self._foot = hbox(None, self.cancel_button, self.main_button, gap=8)
        outer = vbox(self._title, page, self.notice, self._foot, gap=16, margin=24)
        outer.setStretch(1, 1)
        self.setLayout(outer)

    def add(self, *widgets: QWidget) -> None:
        """Put widgets under each other."""
        self._page.add(*widgets)

    def add_button(
        self, text: str, role: str = "secondary", on_click: Callable[[], object] | None = None
    ) -> Button:
        """One more button, at the left of the foot."""
        button = Button(text, role, on_click=on_click)
        self._foot.insertWidget(0, button)
        return button

    def changed(self) -> bool:
        """True when closing would lose something that was written."""
        return False

    def try_accept(self) -> None:
        """The main button: check, save, then `accept()`."""
        self.accept()

    def say(self, text: str, tone: str = "danger") -> None:
        """A line above the buttons, as when saving failed; "" takes it away."""
        self.notice.say(text, tone)
        self.notice.setVisible(bool(text))

    def form_refused(
        self, error: Exception, form: DeclaredForm, report: Callable[[Exception], object]
    ) -> None:
        """Saving failed: said at the field that it is about, else above the buttons; a fault of the program is reported."""
        self.main_button.setEnabled(True)
        if isinstance(error, UserError) and error.field in {declared.key for declared in form.fields}:
            form.show_error(error.field, error.sentence())
        elif isinstance(error, KpsError):
            self.say(error.sentence())
        else:
            report(error)

    @override
    def reject(self) -> None:
        if self.changed() and not self._sure:
            # no second dialog: the same key or button again means it
            self._sure = True
            self.say(_("What you wrote here is not saved. Close once more to let it go."), "warn")
            return
        super().reject()

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        if self.changed() and not self._sure:
            self.reject()
            event.ignore()
        else:
            super().closeEvent(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.main_button.isEnabled():
            self.main_button.click()
        else:
            super().keyPressEvent(event)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        if not event.spontaneous():
            self._fit()
            self._take_focus()
        super().showEvent(event)

    def _take_focus(self) -> None:
        """The first field has the keyboard, unless a subclass gave it to another; without fields the main button."""
        if self.focusWidget() is None:
            for field in self._page.findChildren(QWidget):
                tab = field.focusPolicy() & Qt.FocusPolicy.TabFocus
                if tab and field.isEnabled() and field.isVisibleTo(self):
                    field.setFocus(Qt.FocusReason.OtherFocusReason)
                    return

    def _fit(self) -> None:
        """As wide as asked, as high as the content, within the screen."""
        room = self.screen().availableSize() * 0.9
        width = min(theme.px(self._width), room.width())
        content = self.body.heightForWidth(width - theme.px(48)) if self.body.hasHeightForWidth() else -1
        content = max(content, 0 if content >= 0 else self.body.sizeHint().height())
        rest = self._title.heightForWidth(width - theme.px(48)) + theme.px(48 + 16 * 3) + theme.px(40)
        self.resize(width, min(content + rest, room.height()))


class ConfirmDialog(BaseDialog):
    """One question before something that has no Undo. `verb` says what will be done; Enter does it, Esc does not."""

    def __init__(
        self, title: str, text: str, verb: str, *, danger: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(title, verb, role="danger" if danger else "primary", width=440, parent=parent)
        self.add(Label(text, wrap=True))
        self.setAccessibleDescription(text)


def confirm(
    parent: QWidget, title: str, text: str, verb: str, on_yes: Callable[[], object], *, danger: bool = False
) -> ConfirmDialog:
    """Open a question; `on_yes` is called when it is answered with the verb."""
    dialog = ConfirmDialog(title, text, verb, danger=danger, parent=parent)
    dialog.accepted.connect(lambda: on_yes())
    dialog.open()
    return dialog
