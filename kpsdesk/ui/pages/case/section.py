"""The ground of every section of the case page: a card with a title, a mark of what was saved, and a way to its fields."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtWidgets import QWidget

from kpsdesk.i18n import _
from kpsdesk.services.case_view import CaseView
from kpsdesk.ui import theme
from kpsdesk.ui.pages.case.context import CaseContext
from kpsdesk.ui.widgets import Card, FlowLayout, Label, hbox


class CaseSection(Card):
    """One part of the case. Subclasses fill `show_case` and `place`.

    What takes time to make is given to `later`, a piece at a time: the page makes the pieces between events, so that
    the window answers meanwhile, and shows the section when it is whole.
    """

    key = ""

    def __init__(self, title: str, context: CaseContext, help_text: str = "") -> None:
        super().__init__(gap=16, margin=20)
        self.context = context
        self.title = Label(title, "section", wrap=True)
        self._saved = Label("", "small", "muted")
        self.head = hbox(self.title, self._saved, gap=8)
        self.head.setStretch(0, 1)
        self.body.addLayout(self.head)
        if help_text:
            self.add(Label(help_text, "body", "muted", wrap=True))
        self.setAccessibleName(title)
        self.setMinimumWidth(theme.px(120))
        self._pieces: list[Callable[[], object]] = []
        self.hide()

    def later(self, *pieces: Callable[[], object]) -> None:
        """Make these when the page has time, in this order."""
        self._pieces += pieces

    @property
    def whole(self) -> bool:
        """Whether all of it is made."""
        return not self._pieces

    def prepare(self, view: CaseView) -> Iterator[None]:
        """Make what is not made yet, and what this case needs besides; the window may answer at each `yield`."""
        while self._pieces:
            self._pieces.pop(0)()
            for widget in self.findChildren(QWidget):
                widget.ensurePolished()  # here, and not all at once when it is shown
            yield
        yield from self.ready_for(view)

    def ready_for(self, view: CaseView) -> Iterator[None]:  # noqa: ARG002
        """What a case needs to be made besides, a piece at a time."""
        yield from ()

    def wanted(self, view: CaseView) -> bool:  # noqa: ARG002
        """Whether the case has this section."""
        return True

    def show_case(self, view: CaseView) -> None:
        """Show the case as it is now; what the user is writing stays."""

    def place(self, key: str) -> QWidget | None:
        """The widget of a field or need, when it lives here."""
        return self if key == self.key else None

    def unsaved(self) -> bool:
        """Whether something written here is not saved yet."""
        return False

    def flush(self) -> None:
        """Save now what waits to be saved."""

    def leave(self) -> None:
        """The case is left: forget what was only for it."""

    def saved_at(self, clock_time: str) -> None:
        """Say quietly that it was saved."""
        self._saved.setText(_("Saved {time}").format(time=clock_time))


def flow(*widgets: QWidget, gap: int = 8) -> QWidget:
    """Widgets beside each other that wrap when there is no room."""
    holder = QWidget()
    box = FlowLayout(holder, gap=gap)
    for widget in widgets:
        box.addWidget(widget)
    return holder
