"""For the self-test: every page is shown once, in each language, without anybody looking."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from kpsdesk.clock import Clock
from kpsdesk.i18n import LANGUAGES
from kpsdesk.services.vault import Opened, Vault
from kpsdesk.ui.look import Look
from kpsdesk.ui.pages import PAGES
from kpsdesk.ui.shell import Shell
from kpsdesk.ui.workplace import Setting, Where, Workplace

_LOOK_EVERY_MS: Final = 20
_MOST_LOOKS: Final = 1_000  # twenty seconds for a page, on the slowest computer


class Rehearsal(QObject):
    """Goes from page to page and waits until each has what it asked for. `ended` when it is through or stuck."""

    ended = Signal()

    def __init__(self, look: Look, opened: Opened, profile: Path, clock: Clock) -> None:
        super().__init__()
        self._look = look
        self._shell = Shell()
        self._work = Workplace(opened, Setting(profile, clock, look, Vault(clock)), self)
        self._plan = [(language, spec.key) for language in LANGUAGES for spec in PAGES if spec.there]
        self._at = -1
        self._looks = 0
        self._shown: list[str] = []
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_EVERY_MS)
        self._timer.timeout.connect(self._look_at_it)

    def begin(self) -> None:
        """Show the first page; the rest follows by itself."""
        self._shell.show_view(self._work.window)
        self._shell.show()
        self._next()
        self._timer.start()

    def result(self) -> list[str]:
        """The pages that were shown, as `page-language`.

        Raises:
            RuntimeError: one was not.
        """
        if len(self._shown) < len(self._plan):
            language, key = self._plan[self._at]
            raise RuntimeError(f"the page {key} was not shown in {language}")
        return self._shown

    def _next(self) -> None:
        self._at += 1
        self._looks = 0
        if self._at == len(self._plan):
            self._stop()
            return
        language, key = self._plan[self._at]
        if language != self._look.language:
            self._look.set_language(language)
            self._shell.show_view(self._work.renew())
        self._work.come_back(Where(key))

    def _look_at_it(self) -> None:
        self._looks += 1
        language, key = self._plan[self._at]
        if self._work.tasks.idle() and self._looks > 1:
            picture = self._shell.grab().toImage()
            if self._work.window.current() != key or picture.isNull():
                self._stop()
                return
            self._shown.append(f"{key}-{language}")
            self._next()
        elif self._looks > _MOST_LOOKS:
            self._stop()

    def _stop(self) -> None:
        self._timer.stop()
        self._work.end(self._close)

    def _close(self) -> None:
        self._shell.close()
        self._shell.deleteLater()
        self.ended.emit()
