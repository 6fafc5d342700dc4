"""Beside each text: what seems to tell who somebody is, said in a line and marked in the text; nothing is forced."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit

from kpsdesk.domain.text import LIMIT
from kpsdesk.i18n import _, ngettext
from kpsdesk.services import personal_data
from kpsdesk.services.personal_data import Finding, Sort
from kpsdesk.ui import theme
from kpsdesk.ui.desk import Desk
from kpsdesk.ui.widgets import TextArea

LOOK_AFTER_MS: Final = 500
SHOWN: Final = 3
MARKED: Final = 200

Findings = Mapping[str, tuple[Finding, ...]]


class PrivacyWatch(QObject):
    """Looks at texts in the background while they are written; `person()` is the unit's word for the person."""

    def __init__(
        self,
        desk: Desk,
        person: Callable[[], str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk, self._person = desk, person
        self._texts: dict[str, TextArea] = {}
        self._waiting: set[str] = set()
        self._found: dict[str, tuple[Finding, ...]] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._look)
        theme.notifier().changed.connect(self._show_again)

    def watch(self, texts: Mapping[str, TextArea]) -> None:
        """Look at these fields too, and at what stands in them."""
        self._texts.update(texts)
        for name, area in texts.items():
            area.edited.connect(lambda _text, name=name: self._wait(name))
            if area.text():
                self._wait(name)

    def look_at_all(self) -> None:
        """The form was filled with other texts."""
        self._found = {}
        for name, area in self._texts.items():
            show_findings(area, (), "")
            if area.text():
                self._wait(name)

    def _wait(self, name: str) -> None:
        self._waiting.add(name)
        self._timer.start(LOOK_AFTER_MS)

    def _look(self) -> None:
        organisation = self._desk.session.organisation
        people = [person.name for person in organisation.persons.values()]
        places = [unit.name for unit in organisation.units.values()]
        places += [area.name for area in organisation.areas.values()]
        texts = {name: self._texts[name].text()[:LIMIT] for name in self._waiting}
        self._waiting = set()

        def look() -> Findings:
            return {name: personal_data.find(text, people, places) for name, text in texts.items()}

        self._desk.read(self, look, self._show)

    def _show(self, findings: Findings) -> None:
        self._found.update(findings)
        for name, ones in findings.items():
            show_findings(self._texts[name], ones, self._person())

    def _show_again(self) -> None:
        self._show(self._found)


def show_findings(area: TextArea, findings: Sequence[Finding], person: str) -> None:
    """Warn under the field and mark the words; no findings take both away."""
    text = area.text() if findings else ""
    fresh = [one for one in findings if one.end <= len(text)]
    area.warn(sentence(text, fresh, person))
    area.field.setExtraSelections([_mark(area, text, one) for one in fresh[:MARKED]])


def sentence(text: str, findings: Sequence[Finding], person: str) -> str:
    """What was found and what may be written instead; "" when nothing was."""
    if not findings:
        return ""
    found = list(dict.fromkeys(text[one.start : one.end].strip() for one in findings))
    listed = ", ".join(_("“{word}”").format(word=word) for word in found[:SHOWN])
    if len(found) > SHOWN:
        more = len(found) - SHOWN
        listed = ngettext("{words} and {n} more", "{words} and {n} more", more).format(words=listed, n=more)
    if all(one.kind is Sort.NAME for one in findings):
        said = _("This looks like a name: {words}. “{person}” or “a colleague” says as much.")
    else:
        said = _(
            "This seems to tell who somebody is: {words}. It can be left out; the handler asks if it is needed."
        )
    return said.format(words=listed, person=person)


def _mark(area: TextArea, text: str, finding: Finding) -> QTextEdit.ExtraSelection:
    # Qt counts UTF-16 units, Python characters
    start = len(text[: finding.start].encode("utf-16-le", "surrogatepass")) // 2
    length = len(text[finding.start : finding.end].encode("utf-16-le", "surrogatepass")) // 2
    cursor = QTextCursor(area.field.document())
    cursor.setPosition(start)
    cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
    looks = QTextCharFormat()
    looks.setBackground(theme.color("warn_ground"))
    looks.setForeground(theme.color("warn"))
    looks.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DashUnderline)
    looks.setUnderlineColor(theme.color("warn"))
    marked = QTextEdit.ExtraSelection()
    marked.cursor, marked.format = cursor, looks
    return marked
