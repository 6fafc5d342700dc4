"""What Ctrl+K offers beside the pages: things to do, cases by number and word, people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QObject

from kpsdesk.domain.rows import CaseQuery, CaseRow
from kpsdesk.i18n import N_, _
from kpsdesk.ui.command import Command
from kpsdesk.ui.desk import Desk
from kpsdesk.ui.look import Look

Go = Callable[..., object]
FOUND: Final = 8
LANGUAGES: Final = (("sv", "Svenska"), ("fi", "Suomi"), ("en", "English"))
THEMES: Final = (
    ("light", N_("Light theme"), "sun"),
    ("dark", N_("Dark theme"), "moon"),
    ("system", N_("Theme as the computer has it"), "monitor"),
)


class Commands(QObject):
    """The palette's lines for one open store. `go` brings a page to the front; `lock` is None when there is no lock."""

    def __init__(
        self, desk: Desk, look: Look, go: Go, lock: Callable[[], object] | None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._look, self._go, self._lock = desk, look, go, lock

    def actions(self, _text: str) -> Sequence[Command]:
        """Things to do, known at once."""
        hint = _("Action")
        lines = [
            Command(_("Quick note"), partial(self._go, "report", quick=True), hint, "zap"),
        ]
        if self._lock is not None:
            lines.append(Command(_("Lock"), self._lock, "Ctrl+L", "lock"))
        lines += [
            Command(_(name), partial(self._look.set_theme, code), hint, icon) for code, name, icon in THEMES
        ]
        lines += [
            Command(
                name,
                partial(self._look.set_language, code),
                _("Language"),
                "languages",
                "språk kieli language",
            )
            for code, name in LANGUAGES
            if code != self._look.language
        ]
        return lines

    def people(self, text: str) -> Sequence[Command]:
        """People of the store, whose cases are a key away."""
        if not text:
            return []
        return [
            Command(
                person.name,
                partial(self._go, "cases", query=CaseQuery(mine=person.id, open_only=True)),
                _("Person"),
                "user",
            )
            for person in self._desk.session.organisation.persons.values()
        ]

    def cases(self, text: str, answer: Callable[[Sequence[Command]], None]) -> None:
        """Cases by number and by words, looked up in the background."""
        lists = self._desk.services.lists

        def look_up() -> list[CaseRow]:
            exact = lists.row(text) if "-" in text else None
            return [exact] if exact else lists.page(CaseQuery(text=text), 0, FOUND)

        def show(rows: list[CaseRow]) -> None:
            answer([self._case(row) for row in rows])

        # a search that fails is no news: the words may be half a query
        self._desk.tasks.search(self, lambda _job: look_up(), show, lambda _error: answer([]), key="palette")

    def _case(self, row: CaseRow) -> Command:
        status = self._desk.session.vocabulary.word("status", row.status)
        return Command(
            f"{row.number}  {row.title}", partial(self._go, "case", id=row.id), status, "file-text"
        )
