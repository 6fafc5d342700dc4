"""The help page: topics at the left, the words at the right, one search over everything."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cmp_to_key
from itertools import groupby
from typing import Final

from PySide6.QtCore import QCollator, QLocale, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget
from typing_extensions import override

from kpsdesk.i18n import LANGUAGES, N_, _, language, ngettext
from kpsdesk.ui import theme
from kpsdesk.ui.desk import Desk
from kpsdesk.ui.pages.base import Arguments, Page
from kpsdesk.ui.pages.help.texts import Term, Topic, glossary, holds, paragraphs, shortcuts, topics
from kpsdesk.ui.slices import Slices
from kpsdesk.ui.widgets import (
    Button,
    Card,
    EmptyState,
    Icon,
    Label,
    Line,
    PlainCombo,
    ScrollPage,
    SearchField,
    clear_layout,
    hbox,
    vbox,
)

SHORTCUTS, GLOSSARY = "shortcuts", "glossary"
EXTRA: Final = ((SHORTCUTS, N_("Shortcuts")), (GLOSSARY, N_("Words of the field")))
NAMES: Final = {"sv": "svenska", "fi": "suomi", "en": "English"}
LIST_FROM = 860  # below this width the list of topics becomes a field above
BULLET = "\N{BULLET}"
A_CARD: Final = 8  # so many found words stand in one card


class HelpPage(Page):
    """Arguments of `shown`: `page`, the `help_key` of the page that help was asked for, or a topic."""

    help_key = "help"
    has_units = False

    def __init__(self, _desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._current = topics()[0].key
        self._buttons: dict[str, Button] = {}
        self.search = SearchField(_("Search the help, in any of the three languages"))
        self._combo = PlainCombo()
        self._combo.setAccessibleName(_("Topics"))
        self._list = QWidget()
        self.body = ScrollPage("column", margin=24, gap=16)
        self.making: Slices | None = None
        self._lay_out()
        self.search.edited.connect(lambda _text: self._show())

    def _lay_out(self) -> None:
        column = vbox(gap=2)
        for key, title in self._entries():
            button = Button(title, "list", on_click=lambda key=key: self.open(key))  # type: ignore[misc]
            button.setCheckable(True)
            self._buttons[key] = button
            column.addWidget(button)
        column.addStretch(1)
        column.setContentsMargins(theme.px(12), theme.px(16), theme.px(4), theme.px(16))
        self._list.setLayout(column)
        self._list.setAccessibleName(_("Topics"))
        self._combo.set_options(self._entries())
        self._combo.currentIndexChanged.connect(self._picked)
        self._combo.hide()
        top = hbox(self.search, gap=8)
        top.setContentsMargins(theme.px(24), theme.px(12), theme.px(24), 0)
        row = hbox(self._list, self.body, gap=0)
        row.setStretch(1, 1)
        above = hbox(self._combo)
        above.setContentsMargins(theme.px(24), 0, theme.px(24), 0)
        whole = vbox(top, above, row, gap=8)
        whole.setStretch(2, 1)
        self.setLayout(whole)

    @staticmethod
    def _entries() -> list[tuple[str, str]]:
        return [(topic.key, str(topic.title)) for topic in topics()] + [
            (key, _(title)) for key, title in EXTRA
        ]

    def open(self, key: str) -> None:
        """Show a topic; an unknown key shows the first."""
        self._current = key if key in self._buttons else topics()[0].key
        self.search.set_quietly("")
        self._show()
        self.body.verticalScrollBar().setValue(0)

    @override
    def title(self) -> str:
        return _("Help")

    @override
    def shown(self, arguments: Arguments) -> None:
        self.open(str(arguments.get("page") or self._current))

    @override
    def place(self) -> Arguments:
        return {"page": self._current}

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < theme.px(LIST_FROM)
        self._list.setVisible(not narrow)
        self._combo.setVisible(narrow)

    def _picked(self, _number: int) -> None:
        key = self._combo.value()
        if key and key != self._current:
            self.open(key)

    def _mark(self) -> None:
        for key, button in self._buttons.items():
            button.setChecked(key == self._current and not self.search.text().strip())
        blocked = self._combo.blockSignals(True)
        self._combo.set_value(self._current)
        self._combo.blockSignals(blocked)

    # -- what is shown

    def _show(self) -> None:
        if self.making is not None:
            self.making.stop()
            self.making = None
        clear_layout(self.body.column)
        wanted = self.search.text().strip()
        if wanted:
            self._show_found(wanted)
        elif self._current == SHORTCUTS:
            self.body.add(Label(_("Shortcuts"), "title"), _shortcut_card(""))
        elif self._current == GLOSSARY:
            count = ngettext("{n} word in three languages", "{n} words in three languages", len(glossary()))
            counted = count.format(n=len(glossary()))
            self.body.add(
                Label(_("Words of the field"), "title", wrap=True),
                Label(counted, "body", "muted"),
            )
            self._make(self._make_letters())
        else:
            topic = next(one for one in topics() if one.key == self._current)
            self.body.add(Label(str(topic.title), "title", wrap=True), _topic_card(topic, titled=False))
        if self.making is None:
            self.body.column.addStretch(1)
        self._mark()

    def _make(self, parts: Iterator[None]) -> None:
        """A card at a time: a hundred words at once would hold the window."""
        self.making = Slices(parts, self)
        self.making.step()

    def _make_letters(self) -> Iterator[None]:
        for letter, terms in groupby(_alphabetical(glossary()), key=lambda one: str(one.term)[:1].upper()):
            every = tuple(terms)
            self.body.add(Label(letter, "section"))
            for first in range(0, len(every), A_CARD):
                self.body.add(_terms_card(every[first : first + A_CARD]))
                yield
        self.body.column.addStretch(1)

    def _show_found(self, wanted: str) -> None:
        terms = [term for term in glossary() if holds(wanted, term.term, term.meaning)]
        # the word itself before those that only mention it
        terms.sort(key=lambda term: not holds(wanted, term.term))
        found = [topic for topic in topics() if holds(wanted, topic.title, topic.text)]
        keys = any(holds(wanted, one.does) for one in shortcuts())
        if terms or found or keys:
            self._make(self._make_found(terms, wanted if keys else "", found))
            return
        self.body.add(
            EmptyState(
                "search",
                _("Nothing was found"),
                _("Try another word, or the beginning of one. Swedish, Finnish and English all work."),
            )
        )

    def _make_found(self, terms: Sequence[Term], keys: str, found: Sequence[Topic]) -> Iterator[None]:
        if terms:
            self.body.add(Label(_("Words of the field"), "section"))
        for first in range(0, len(terms), A_CARD):
            self.body.add(_terms_card(terms[first : first + A_CARD]))
            yield
        if keys:
            self.body.add(Label(_("Shortcuts"), "section"), _shortcut_card(keys))
        for topic in found:
            self.body.add(_topic_card(topic, titled=True))
            yield
        self.body.column.addStretch(1)


def _topic_card(topic: Topic, *, titled: bool) -> QWidget:
    card = Card(gap=10, margin=20)
    if titled:
        head = hbox(Icon(topic.icon, "primary", 18), Label(str(topic.title), "section", wrap=True), gap=8)
        head.setStretch(1, 1)
        card.body.addLayout(head)
    for point, text in paragraphs(str(topic.text)):
        label = Label(text, wrap=True, selectable=True)
        if point:
            bullet = Label(BULLET, "body", "primary")
            row = hbox(bullet, label, gap=10)
            row.setAlignment(bullet, Qt.AlignmentFlag.AlignTop)
            row.setStretch(1, 1)
            row.setContentsMargins(theme.px(4), 0, 0, 0)
            card.body.addLayout(row)
        else:
            card.add(label)
    return card


def _shortcut_card(wanted: str) -> QWidget:
    card, grid = Card(margin=20), QGridLayout()
    grid.setHorizontalSpacing(theme.px(24))
    grid.setVerticalSpacing(theme.px(10))
    grid.setColumnStretch(1, 1)
    shown = [one for one in shortcuts() if holds(wanted, one.does)]
    for row, one in enumerate(shown):
        keys = _("Space") if one.keys == "Space" else one.keys
        grid.addWidget(Label(keys, "strong"), row, 0)
        grid.addWidget(Label(str(one.does), wrap=True), row, 1)
    card.body.addLayout(grid)
    return card


def _alphabetical(terms: Sequence[Term]) -> list[Term]:
    """As a dictionary of the language in use has them: å, ä and ö last in Swedish and Finnish."""
    collator = QCollator(QLocale(language()))

    def compare(one: Term, other: Term) -> int:
        return collator.compare(str(one.term), str(other.term))

    return sorted(terms, key=cmp_to_key(compare))


def _terms_card(terms: Sequence[Term]) -> QWidget:
    card = Card(gap=12, margin=20)
    others = [code for code in LANGUAGES if code != language()]
    for number, term in enumerate(terms):
        if number:
            card.add(Line())
        same = " · ".join(f"{NAMES[code]}: {term.term.in_(code)}" for code in others)
        box = QWidget()
        box.setLayout(
            vbox(
                Label(str(term.term), "strong", wrap=True, selectable=True),
                Label(str(term.meaning), wrap=True, selectable=True),
                Label(same, "small", "muted", wrap=True, selectable=True),
                gap=2,
            )
        )
        card.add(box)
    return card
