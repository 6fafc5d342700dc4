"""Beside each text: what seems to tell who somebody is, said in a line and marked in the text; nothing is forced."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit

from kpsdesk.i18n import _, ngettext
from kpsdesk.services.personal_data import Finding, Sort
from kpsdesk.ui import theme
from kpsdesk.ui.widgets import TextArea

SHOWN = 3
MARKED = 200


def show_findings(area: TextArea, findings: Sequence[Finding], person: str) -> None:
    """Warn under the field and mark the words; no findings take both away."""
    text = area.text()
    fresh = [one for one in findings if one.end <= len(text)]
    area.warn(sentence(text, fresh, person))
    area.field.setExtraSelections([_mark(area, text, one) for one in fresh[:MARKED]])


def sentence(text: str, findings: Sequence[Finding], person: str) -> str:
    """What was found and what may be written instead; "" when nothing was."""
    if not findings:
        return ""
    found = list(dict.fromkeys(text[one.start : one.end].strip() for one in findings))
    listed = ", ".join(f"“{word}”" for word in found[:SHOWN])
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
