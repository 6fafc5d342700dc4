"""The text to the reporter, with ready texts to begin from; used wherever feedback is written."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from kpsdesk.i18n import _
from kpsdesk.services import personal_data
from kpsdesk.services.templates import FeedbackTemplate, unfilled
from kpsdesk.ui.pages.case.context import CaseContext
from kpsdesk.ui.widgets import Button, TextArea, hbox, plain, vbox
from kpsdesk.ui.widgets.letters import give_letters


class FeedbackBox(QWidget):
    """A text area with a menu of templates; warns of places left to fill in and of what tells who somebody is."""

    edited = Signal()

    def __init__(self, context: CaseContext, use: str = "close", words: str = "") -> None:
        super().__init__()
        self.context = context
        self._use = use
        self._kind = ""
        self._before_template = ""
        self.area = TextArea(
            _("Tell what you found and what happens now. The reporter reads it."),
            rows=3,
            words=words or _("Feedback to the reporter"),
        )
        self.area.edited.connect(self._edited)
        self.menu = QMenu(self)
        self.button = Button(_("Ready texts"), "quiet", "file-text")
        self.button.setMenu(self.menu)
        self.setLayout(vbox(self.area, hbox(self.button, None), gap=4))
        self.setFocusProxy(self.area)

    def show_kind(self, kind: str) -> None:
        """Offer the templates for a kind of report."""
        if kind == self._kind:
            return
        self._kind = kind
        templates = self.context.services.templates

        def came(found: list[FeedbackTemplate]) -> None:
            if kind != self._kind:
                return
            self.menu.clear()
            for template in found:
                action = self.menu.addAction(plain(str(template.name)))
                action.triggered.connect(lambda _on=False, text=str(template.text): self.use_text(text))
            give_letters(self.menu.actions())
            self.button.setVisible(bool(found))

        self.context.desk.read(self, lambda: templates.for_feedback(kind, self._use), came, self.context.tell)

    def use_text(self, text: str) -> None:
        """Put a ready text in; what was written stands after it."""
        written = self.text()
        if written and written != self._before_template:
            text = f"{text}\n\n{written}"
        self._before_template = text
        self.area.set_text(text)
        self.area.field.setFocus()
        start = text.find("[")
        if start >= 0:
            cursor = self.area.field.textCursor()
            cursor.setPosition(start)
            cursor.setPosition(text.find("]", start) + 1, cursor.MoveMode.KeepAnchor)
            self.area.field.setTextCursor(cursor)
        self._edited()

    def text(self) -> str:
        """What is written."""
        return self.area.text().strip()

    def set_text(self, text: str) -> None:
        """Put a text in, as for another case."""
        self.area.set_text(text)
        self._warn()

    def ready(self) -> bool:
        """False, with a warning, while a template still has places to fill in."""
        return not unfilled(self.text())

    def _edited(self) -> None:
        self._warn()
        self.edited.emit()

    def _warn(self) -> None:
        text = self.text()
        left = unfilled(text)
        if left:
            self.area.warn(_("Fill in first: {places}").format(places=", ".join(left[:3])))
            return
        self.area.warn(told_by(text, self.context))


def told_by(text: str, context: CaseContext) -> str:
    """A warning when a text seems to tell who somebody is; '' when it does not."""
    units = [unit.name for unit in context.desk.session.organisation.units.values()]
    found = personal_data.find(text, (), units)
    if not found:
        return ""
    first = found[0]
    return _("«{words}»: {reason} Write it so that nobody can be recognised.").format(
        words=text[first.start : first.end], reason=str(first.reason)
    )
