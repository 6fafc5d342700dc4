"""Keeps what is written and not sent yet, case by case, after a pause and when the case is left."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QObject, QTimer

from kpsdesk.ui.desk import Desk

PAUSE_MS: Final = 1000
Get = Callable[[], str]
Put = Callable[[str], None]


class Unsent(QObject):
    """Fields join with `add`; fields of one name show the same words, wherever on the page they are."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._case_id = ""
        self._texts: dict[str, str] = {}
        self._fields: dict[str, list[tuple[Get, Put]]] = {}
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._save)

    def add(self, name: str, get: Get, put: Put, edited: Any) -> None:
        """A field whose words are to be kept; `edited` is its signal."""
        self._fields.setdefault(name, []).append((get, put))
        edited.connect(partial(self._edited, name, get))
        put(self._texts.get(name, ""))

    def begin(self, case_id: str) -> None:
        """Another case: show what was begun on it."""
        self._case_id = case_id
        service = self._desk.services.unsent
        self._desk.read(self, lambda: service.read(case_id), partial(self._came, case_id))

    def leave(self) -> None:
        """The case is left: keep what is written, empty the fields."""
        self.flush()
        self._case_id = ""
        self._texts = {}
        for name in self._fields:
            self._put(name, "")

    def clear(self, name: str) -> None:
        """It was sent."""
        if self._texts.pop(name, ""):
            self._put(name, "")
            self._save()

    def flush(self) -> None:
        """Keep it now, if something changed."""
        if self._pause.isActive():
            self._save()

    def _save(self) -> None:
        self._pause.stop()
        case_id, texts, service = self._case_id, dict(self._texts), self._desk.services.unsent
        if case_id:
            self._desk.tasks.write(self, lambda: service.keep(case_id, texts))

    def _came(self, case_id: str, texts: Mapping[str, str]) -> None:
        if case_id != self._case_id:
            return
        for name, text in texts.items():
            if not self._texts.get(name):
                self._texts[name] = text
                self._put(name, text)

    def _edited(self, name: str, get: Get, *_given: object) -> None:
        text = get()
        self._texts[name] = text
        for other, put in self._fields[name]:
            if other is not get and other() != text:
                put(text)
        self._pause.start()

    def _put(self, name: str, text: str) -> None:
        for _get, put in self._fields.get(name, ()):  # a field that is made later asks itself
            put(text)
