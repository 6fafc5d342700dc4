"""The stories of a sheet: ticked, and edited where they stand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QCheckBox, QWidget
from typing_extensions import override

from kpsdesk.domain.apt import STORIES_AT_MOST, Story
from kpsdesk.domain.rows import CaseRow
from kpsdesk.i18n import _, ngettext
from kpsdesk.ui import theme
from kpsdesk.ui.widgets import (
    Button,
    Disclosure,
    FlowLayout,
    InlineNotice,
    Label,
    LinkButton,
    Section,
    Tag,
    TextArea,
    clear_layout,
    hbox,
    plain,
    reveal,
    vbox,
)

SHOWN_FIRST: Final = 6
BARE_SHOWN: Final = 12
FIRST_WORDS: Final = 64


def first_words(text: str) -> str:
    """The beginning of a story, on one line."""
    flat = " ".join(text.split())
    return flat if len(flat) <= FIRST_WORDS else flat[:FIRST_WORDS].rsplit(" ", 1)[0] + "…"


class _Beginning(Label):
    """How a story begins, beside its tick; a click on it is one on the tick."""

    def __init__(self, tick: QCheckBox) -> None:
        super().__init__("", "body", "muted", wrap=True)
        self._tick = tick

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._tick.click()


class StoryRow(QWidget):
    """One story: a tick with how it begins, and when it is ticked its text. `told` is what the case itself says.

    Signals:
        chosen(bool), edited(str): by the user.
        to_case(str): this text is to stand in the case as well.
    """

    chosen = Signal(bool)
    edited = Signal(str)
    to_case = Signal(str)

    def __init__(self, story: Story, told: str, *, may_tell_case: bool) -> None:
        super().__init__()
        self.case_id, self._number, self._told = story.case_id, story.number, told
        self._may_tell_case = may_tell_case
        self.tick = QCheckBox(plain(story.number))
        self._begins = _Beginning(self.tick)
        self.tick.setChecked(story.chosen)
        self.area = TextArea(_("What happened, why, and what we changed"), rows=3, words=story.number)
        self.area.set_text(story.text)
        self.save = LinkButton(_("Save in the case too"), "save", lambda: self.to_case.emit(self.area.text()))
        self.save.setAccessibleDescription(story.number)
        self.back = LinkButton(_("Take back the case's words"), "undo-2", self._take_back)
        self.back.setAccessibleDescription(story.number)
        head = hbox(self.tick, *([Tag(_("Serious"), "danger")] if story.serious else []), self._begins, gap=8)
        head.addStretch(1)
        head.setStretchFactor(self._begins, 100)
        self._under = QWidget()
        flow = FlowLayout(self._under, gap=12)
        flow.addWidget(self.save)
        flow.addWidget(self.back)
        body = vbox(self.area, self._under, gap=2)
        body.setContentsMargins(theme.px(26), 0, 0, theme.px(4))
        self._body = QWidget()
        self._body.setLayout(body)
        self.setLayout(vbox(head, self._body, gap=4))
        self.tick.toggled.connect(self._ticked)
        self.area.edited.connect(self._edited)
        self._tell()

    def show_story(self, story: Story, told: str) -> None:
        """The same story as it stands now; what somebody is writing is left alone."""
        self._told = told
        blocked = self.tick.blockSignals(True)
        self.tick.setChecked(story.chosen)
        self.tick.blockSignals(blocked)
        self.area.set_text(story.text)
        self._tell()

    def _ticked(self, on: bool) -> None:
        self._tell()
        self.chosen.emit(on)
        if on and self.tick.hasFocus():
            self.area.setFocus()

    def _edited(self, text: str) -> None:
        self._tell()
        self.edited.emit(text)

    def _take_back(self) -> None:
        self.area.set_text(self._told)
        self._edited(self._told)
        self.area.setFocus()

    def _tell(self) -> None:
        other = self.area.text().strip() != self._told.strip()
        reveal(self._body, self.tick.isChecked())
        reveal(self._under, other)
        reveal(self.save, self._may_tell_case)
        begins = first_words(self.area.text())
        self._begins.setText(begins)
        self.tick.setAccessibleName(f"{self._number}: {begins}")
        reveal(self._begins, not self.tick.isChecked())


class StoriesPart(Section):
    """All candidates of a sheet.

    Signals:
        chosen(str, bool), edited(str, str): a story by its case's id.
        to_case(str, str): a text that is to stand in its case as well.
        case_wanted(str): open a case, to write a text there.
    """

    chosen = Signal(str, bool)
    edited = Signal(str, str)
    to_case = Signal(str, str)
    case_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__(_("Stories to tell"))
        self.rows: dict[str, StoryRow] = {}
        self._all = False
        self._list = vbox(gap=8)
        self.none = InlineNotice(
            _(
                "No case that was closed in this period has a text for the meeting yet. Write one in a closed case under "
                "“Lesson”: what happened, why, and what you changed. A few sentences, without names."
            )
        )
        self.many = Label("", "small", "warn", wrap=True)
        self.more = Button("", "quiet", "chevron-down", self._show_all)
        self.bare = Disclosure(_("Closed cases without a text"))
        self._bare = vbox(gap=2)
        self.bare.body.addLayout(self._bare)
        self.add(self.none)
        self.body.addLayout(self._list)
        self.add(self.many, self.more, self.bare)

    def show_stories(
        self, stories: Sequence[Story], told: dict[str, str], bare: Sequence[CaseRow], *, may_tell_case: bool
    ) -> None:
        """Another sheet, or other candidates: rows that stay keep the keyboard."""
        ids = [one.case_id for one in stories]
        if list(self.rows) != ids:
            kept = dict(self.rows)
            self.rows = {}
            for one in stories:
                row = kept.pop(one.case_id, None) or self._row(one, told, may_tell_case)
                self.rows[one.case_id] = row
                self._list.removeWidget(row)
                self._list.addWidget(row)
            for gone in kept.values():
                self._list.removeWidget(gone)
                gone.hide()
                gone.deleteLater()
        for one in stories:
            self.rows[one.case_id].show_story(one, told.get(one.case_id, one.text))
        reveal(self.none, not stories)
        self._show_bare(bare)
        self.count(stories)
        self._fold()

    def count(self, stories: Sequence[Story]) -> None:
        """Say when more are ticked than there is room for."""
        n = sum(1 for one in stories if one.chosen and not one.serious)
        self.many.setText(
            _(
                "{n} stories are ticked. Two or three are what people remember, and the sheet has two pages."
            ).format(n=n)
        )
        reveal(self.many, n > STORIES_AT_MOST)

    def _row(self, story: Story, told: dict[str, str], may_tell_case: bool) -> StoryRow:
        key = story.case_id
        row = StoryRow(story, told.get(key, story.text), may_tell_case=may_tell_case)
        row.chosen.connect(lambda on: self.chosen.emit(key, on))
        row.edited.connect(lambda text: self.edited.emit(key, text))
        row.to_case.connect(lambda text: self.to_case.emit(key, text))
        return row

    def _show_all(self) -> None:
        self._all = True
        self._fold()
        hidden_before = list(self.rows.values())[SHOWN_FIRST:]
        if hidden_before:
            hidden_before[0].tick.setFocus()

    def _fold(self) -> None:
        late = list(self.rows.values())[SHOWN_FIRST:]
        for row in self.rows.values():
            reveal(row, self._all or row not in late or row.tick.isChecked())
        n = sum(1 for row in late if row.isHidden())
        self.more.setText(ngettext("{n} more story", "{n} more stories", n).format(n=n))
        self.more.set_icon("chevron-down")  # its gap hangs on the words
        reveal(self.more, n > 0)

    def _show_bare(self, bare: Sequence[CaseRow]) -> None:
        clear_layout(self._bare)
        self._bare.addWidget(
            Label(
                _("Open one to write what others can learn; then it stands here."), "body", "muted", wrap=True
            )
        )
        for row in bare[:BARE_SHOWN]:
            link = LinkButton(plain(row.number), "pencil", lambda key=row.id: self.case_wanted.emit(key))  # type: ignore[misc]
            link.setAccessibleName(f"{row.number}: {row.title}")
            line = hbox(link, Label(first_words(row.title), "body", "muted", wrap=True), gap=8)
            line.setStretch(1, 1)
            self._bare.addLayout(line)
        reveal(self.bare, bool(bare))
