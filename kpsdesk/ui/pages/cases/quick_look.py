"""The quick look beside the list: the case in the row, without opening it."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QWidget

from kpsdesk import words
from kpsdesk.domain.rows import CaseRow
from kpsdesk.i18n import _, ngettext
from kpsdesk.services import reminder_words
from kpsdesk.services.case_view import CaseView
from kpsdesk.services.reminders import CaseReminder
from kpsdesk.ui import theme
from kpsdesk.ui.case_words import STATUS_TONES, CaseWords, kind_icon
from kpsdesk.ui.desk import Desk
from kpsdesk.ui.widgets import Button, Icon, KeyValueList, Label, ScrollPage, Tag, hbox, vbox
from kpsdesk.ui.widgets.layout import FlowLayout

WIDTH, LEAST_WIDTH = 380, 300
SHARE = 0.3  # of the page, where there is little room
FOLLOW_MS = 120
MOST_TEXT = 1500  # of a text of a megabyte a look needs the beginning


class QuickLook(QFrame):
    """Follows the current row. `open_wanted(CaseRow)`, `receive_wanted(CaseRow)`."""

    open_wanted = Signal(object)
    receive_wanted = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._row: CaseRow | None = None
        self._say: CaseWords | None = None
        self.setProperty("role", "card")
        self.setAccessibleName(_("Quick look"))
        self.fit(0)
        self._built = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(FOLLOW_MS)
        self._timer.timeout.connect(self._read)

    def _build(self) -> None:
        self._icon = Icon("file-text", "muted", 16)
        self._number = Label("", "small", "muted", selectable=True)
        self._title = Label("", "section", wrap=True, selectable=True)
        tags = QWidget()
        flow = FlowLayout(tags, gap=6)
        self._status, self._level, self._due = Tag(), Tag(), Tag()
        for tag in (self._status, self._level, self._due):
            flow.addWidget(tag)
        self._text = Label("", wrap=True, selectable=True)
        self._facts = KeyValueList()
        self._missing = Label("", "body", "muted", wrap=True)
        self._page = ScrollPage("", margin=16, gap=12)
        head = QWidget()
        head.setLayout(hbox(self._icon, self._number, None, gap=8))
        self._page.add(head, self._title, tags, self._text, self._facts, self._missing)
        self.open_button = Button(_("Open the case"), on_click=lambda: self._emit(self.open_wanted))
        self.receive_button = Button(
            _("Receive"), "primary", on_click=lambda: self._emit(self.receive_wanted)
        )
        foot = hbox(self.open_button, self.receive_button, None, gap=8, margin=12)
        self._none = Label(_("Choose a case in the list to see it here."), "body", "muted", wrap=True)
        self._none.setContentsMargins(*[theme.px(16)] * 4)
        self._whole = QWidget()
        column = vbox(self._page, foot, gap=0)
        column.setStretch(0, 1)
        self._whole.setLayout(column)
        self.setLayout(vbox(self._none, self._whole, gap=0))

    def fit(self, page_width: int) -> None:
        """As wide as the page has room for."""
        self.setFixedWidth(min(max(round(page_width * SHARE), theme.px(LEAST_WIDTH)), theme.px(WIDTH)))

    def row(self) -> CaseRow | None:
        """The case that is shown."""
        return self._row

    def show_row(self, row: CaseRow | None, say: CaseWords | None) -> None:
        """What the row itself says at once; the rest when the keyboard rests on it."""
        again = row is not None and self._row is not None and row.id == self._row.id
        self._row, self._say = row, say
        if not self._built:
            # a turn of its own after the first rows: the list itself is seen sooner
            if row is not None:
                QTimer.singleShot(0, self, self._begin)
            return
        self._none.setVisible(row is None)
        self._whole.setVisible(row is not None)
        if row is None or say is None:
            self._timer.stop()
            return
        self._icon.show_icon(kind_icon(row.kind))
        self._number.setText(f"{row.number} · {say.kind(row)}")
        self._title.setText(say.title(row))
        self._show_tags(row, say)
        self.receive_button.setVisible(row.status == "received")
        if not again:
            self._text.setText("")
            self._missing.setText("")
            self._facts.set_pairs(self._pairs(row, say))
        self._timer.start()

    def _begin(self) -> None:
        if not self._built:
            self._build()
            self._built = True
            row, self._row = self._row, None
            self.show_row(row, self._say)

    def _show_tags(self, row: CaseRow, say: CaseWords) -> None:
        self._status.set(
            say.status(row), STATUS_TONES.get(row.status, "primary" if row.is_open else "neutral")
        )
        shape, tone = say.level_look(row)
        self._level.set(say.level(row), tone, shape)
        self._level.setVisible(bool(shape))
        self._due.set(say.due(row), say.due_tone(row) or "neutral", say.due_icon(row))
        self._due.setToolTip(say.due_exact(row))
        self._due.setVisible(bool(say.due(row)))

    @staticmethod
    def _pairs(row: CaseRow, say: CaseWords) -> list[tuple[str, str | QWidget]]:
        pairs: list[tuple[str, str | QWidget]] = [
            (_("Unit"), say.unit(row)),
            (_("Responsible"), say.owner(row)),
            (_("Handler"), say.handler(row)),
            (_("Reported on"), words.day(row.reported_day, say.today)),
        ]
        if row.is_open and row.next_step:
            due = words.day(row.next_due, say.today) if row.next_due else ""
            step = _("{step}, by {day}").format(step=say.step(row), day=due) if due else say.step(row)
            pairs.append((_("Next step"), step))
        return pairs

    def _read(self) -> None:
        row = self._row
        if row is None or not self.isVisible():
            return
        views, reminders = self._desk.services.views, self._desk.services.reminders
        self._desk.tasks.read(
            self,
            lambda: (views.open(row.id), reminders.of_case(row.id)),
            lambda answer: self._came(*answer),
            lambda _error: None,
            key="look",
        )

    def _came(self, view: CaseView, reminder: CaseReminder) -> None:
        row, say = self._row, self._say
        if row is None or say is None or view.row.id != row.id:
            return
        text = view.file.report.description
        self._text.setText(text if len(text) <= MOST_TEXT else text[:MOST_TEXT].rstrip() + "…")
        pairs = self._pairs(row, say)
        waiting = sum(action.status not in ("done", "cancelled", "rejected") for action in view.actions)
        if view.actions:
            told = ngettext("{n} action", "{n} actions", len(view.actions)).format(n=len(view.actions))
            left = ngettext("{n} not done", "{n} not done", waiting).format(n=waiting)
            pairs.append((_("Actions"), f"{told}, {left}" if waiting else told))
        pairs.append((_("Feedback"), self._feedback(view)))
        told = reminder_words.short(reminder, say.vocabulary, say.today)
        if told:
            pairs.append((_("To know"), told))
        self._facts.set_pairs(pairs)
        self._missing.setText(self._next(view))

    @staticmethod
    def _feedback(view: CaseView) -> str:
        if view.feedback:
            return _("Feedback given")
        return _("No feedback yet") if view.file.report.wants_feedback else _("No feedback wanted")

    @staticmethod
    def _next(view: CaseView) -> str:
        if view.forward is None or not view.forward.missing:
            return ""
        needs = "\n".join(f"• {_(need.label)}" for need in view.forward.missing[:4])
        return _("To move on:") + "\n" + needs

    def _emit(self, signal: object) -> None:
        if self._row is not None:
            signal.emit(self._row)  # type: ignore[attr-defined]
